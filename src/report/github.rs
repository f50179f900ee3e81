//! Annotations of GitHub's workflow commands, then everything that is no annotation as plain lines.
//! Not the alerts of code scanning (`sarif.rs`).
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>; the escapes and the rule about columns are
//! those of `actions/toolkit` (`command.ts`, `core.ts`).

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Report;
use super::excerpt::one_line;
use super::guard::tame;
use super::source::Files;
use crate::diagnostic::{Diagnostic, Severity};

/// How many annotations of each level a step may have. What comes after them is dropped without a word.
const MOST: usize = 10;

pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = Vec::new();
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    for at in report.ranked() {
        let diagnostic = &report.diagnostics[at];
        let count = counts.entry(diagnostic.severity).or_default();
        if *count == MOST {
            rest.push(at);
            continue;
        }
        *count += 1;
        annotation(report, diagnostic, files, out)?;
    }
    if rest.is_empty() {
        return Ok(());
    }
    rest.sort_unstable();
    writeln!(
        out,
        "::group::{} more, beyond the {MOST} annotations that a step has of each level",
        rest.len()
    )?;
    for at in rest {
        let diagnostic = &report.diagnostics[at];
        // No line begins with what a document says.
        let line = format!("{} {}", diagnostic.severity, said(report, diagnostic, files));
        writeln!(out, "{}", tame(&line))?;
    }
    writeln!(out, "::endgroup::")
}

fn annotation(
    report: &Report<'_>,
    diagnostic: &Diagnostic,
    files: &mut Files<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (start, end) = files.places(&diagnostic.path, diagnostic.span);
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let path = report.rooted(&diagnostic.path);
    write!(out, "::{command} title={},file={},", property(&diagnostic.rule), property(&path))?;
    write!(out, "line={},endLine={}", start.line, end.line)?;
    // An annotation over several lines that has a column is refused. Otherwise the end is the last column.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.utf16, (end.utf16 - 1).max(start.utf16))?;
    }
    let mut message = said(report, diagnostic, files);
    if let Some(help) = &diagnostic.help {
        message += "\nhelp: ";
        message += &one_line(help, true);
    }
    for related in &diagnostic.related {
        let (place, _) = files.places(&related.path, related.span);
        let path = report.rooted(&related.path);
        let words = one_line(&related.message, true);
        message += &format!("\n{}:{}:{}: {words}", one_line(&path, true), place.line, place.column);
    }
    writeln!(out, "::{}", data(&message))
}

/// The log shows what follows the properties and nothing of them, so it says place and rule once more.
fn said(report: &Report<'_>, diagnostic: &Diagnostic, files: &mut Files<'_>) -> String {
    let (start, _) = files.places(&diagnostic.path, diagnostic.span);
    let path = report.rooted(&diagnostic.path);
    let (path, message) = (one_line(&path, true), one_line(&diagnostic.message, true));
    format!("{path}:{}:{}: [{}] {message}", start.line, start.column, diagnostic.rule)
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&text.replace(|c: char| c.is_control() && !matches!(c, '\r' | '\n'), "\u{fffd}"))
        .replace(':', "%3A")
        .replace(',', "%2C")
}
