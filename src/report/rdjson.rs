//! The diagnostic format of reviewdog: one document, or one diagnostic a line. Paths start from the working directory, as
//! reviewdog is run there; columns count bytes from 1, as its suggestions are cut out of lines by bytes.
//!
//! <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>

use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use super::Report;
use super::source::Files;
use super::wire::to_writer;
use crate::diagnostic::{self, Severity};
use crate::text::Span;

pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"source\":{\"name\":\"paralint\"},\"diagnostics\":[")?;
    for (nth, diagnostic) in report.diagnostics.iter().enumerate() {
        out.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
        to_writer(out, &Diagnostic::new(diagnostic, files))?;
    }
    out.write_all(b"\n]}\n")
}

pub(super) fn write_lines(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        to_writer(out, &Diagnostic::new(diagnostic, files))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    /// A line carries it by itself; in a document it stands at the top as well.
    source: Source,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    /// One past the last byte.
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location<'a>,
}

impl<'a> Diagnostic<'a> {
    fn new(from: &'a diagnostic::Diagnostic, files: &mut Files<'_>) -> Self {
        let message = match &from.help {
            Some(help) => format!("{}\nhelp: {help}", from.message),
            None => from.message.clone(),
        };
        // Each suggestion is applied by itself: one of several edits would be half a change.
        let edits = from.fix.as_ref().map_or(&[][..], |fix| &fix.edits);
        let whole = edits.iter().filter(|edit| edits.len() == 1 && edit.path == from.path);
        Self {
            message,
            location: Location::new(&from.path, from.span, files),
            severity: match from.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            },
            source: Source { name: "paralint" },
            code: Code { value: &from.rule },
            suggestions: whole
                .map(|edit| Suggestion { range: Range::new(&edit.path, edit.span, files), text: &edit.text })
                .collect(),
            related_locations: from
                .related
                .iter()
                .map(|related| Related {
                    message: &related.message,
                    location: Location::new(&related.path, related.span, files),
                })
                .collect(),
        }
    }
}

impl<'a> Location<'a> {
    fn new(path: &'a Arc<str>, span: Span, files: &mut Files<'_>) -> Self {
        Self { path, range: Range::new(path, span, files) }
    }
}

impl Range {
    fn new(path: &Arc<str>, span: Span, files: &mut Files<'_>) -> Self {
        let (start, end) = files.places(path, span);
        let page = files.page(path);
        let position = |at: crate::text::Position| Position {
            line: at.line,
            column: page.as_ref().map_or(1, |page| at.offset - page.lines.start(at.line - 1) + 1),
        };
        Self { start: position(start), end: position(end) }
    }
}
