//! The formats for programs: one document, or one diagnostic a line. Stable: a field is added under a new
//! `version`, none is renamed or dropped. The wire types live here and nowhere else.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use super::source::Files;
use super::wire::to_writer;
use crate::diagnostic::{self, Applicability, Severity};
use crate::text;

/// The report as one document, written as it is made. Each diagnostic stands on a line of its own, so that
/// two reports can be compared with the tools that compare lines.
pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    let tool = Tool { name: env!("CARGO_PKG_NAME"), version: report.version };
    write!(out, "{{\"version\":{VERSION},\"tool\":")?;
    to_writer(out, &tool)?;
    out.write_all(b",\"diagnostics\":[")?;
    for (nth, diagnostic) in report.diagnostics.iter().enumerate() {
        out.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
        to_writer(out, &Diagnostic::new(diagnostic, files))?;
    }
    out.write_all(b"\n],\"summary\":")?;
    to_writer(out, &Summary::from(report.summary))?;
    out.write_all(b"}\n")
}

/// The diagnostics alone, one a line.
pub(super) fn write_lines(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        to_writer(out, &Diagnostic::new(diagnostic, files))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The JSON Schema of [`Format::Json`](super::Format::Json), as a file. A line of
/// [`Format::JsonLines`](super::Format::JsonLines) is its `$defs/Diagnostic`.
#[must_use]
pub fn schema() -> String {
    let generator = schemars::generate::SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<Document<'static>>();
    serde_json::to_string_pretty(&schema).expect("a schema has only string keys") + "\n"
}

const VERSION: u32 = 1;

/// What `paralint check --output-format json` writes.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "paralint report")]
#[expect(dead_code, reason = "read by the schema alone: `write` streams these fields in this order")]
struct Document<'a> {
    /// The version of this format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// What wrote the report.
    tool: Tool<'a>,
    /// Sorted by path, place and rule.
    diagnostics: Vec<Diagnostic<'a>>,
    /// What the run counted.
    summary: Summary,
}

/// What wrote the report.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Tool<'a> {
    /// Its name.
    name: &'a str,
    /// Its version.
    version: &'a str,
}

/// One reported fault.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Diagnostic<'a> {
    /// The rule's name, `pack/rule`.
    rule: &'a str,
    /// How grave it is.
    #[schemars(extend("enum" = ["error", "warning", "info"]))]
    severity: &'static str,
    /// What is wrong with this thing.
    message: &'a str,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    help: Option<&'a str>,
    /// The file, relative to the working directory, `/`-separated.
    path: &'a str,
    /// The document's locale, lower-cased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    locale: Option<&'a str>,
    /// The id of the segment that the place lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    segment: Option<&'a str>,
    /// Where the place starts.
    start: Position,
    /// One past where it ends.
    end: Position,
    /// Other places that belong to it.
    related: Vec<Related<'a>>,
    /// The change offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Fix")]
    fix: Option<Fix<'a>>,
    /// Identity that survives hand-backs: 16 hexadecimal digits.
    #[schemars(regex(pattern = "^[0-9a-f]{16}$"))]
    fingerprint: String,
}

/// A place in a file.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Position {
    /// Bytes from 0.
    offset: usize,
    /// Lines from 1. LF, CR LF and a lone CR each end one.
    #[schemars(range(min = 1))]
    line: usize,
    /// Code points from 1; a byte order mark counts as none.
    #[schemars(range(min = 1))]
    column: usize,
    /// UTF-16 units from 1; a byte order mark counts as none.
    #[schemars(range(min = 1))]
    utf16: usize,
}

/// A second place, with a few words on what stands there.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Related<'a> {
    /// The file, relative to the working directory, `/`-separated.
    path: &'a str,
    /// Where the place starts.
    start: Position,
    /// One past where it ends.
    end: Position,
    /// What stands there.
    message: &'a str,
}

/// A change offered for a diagnostic.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Fix<'a> {
    /// `safe` may be applied unasked; at `unsafe` a person should look.
    #[schemars(extend("enum" = ["safe", "unsafe"]))]
    applicability: &'static str,
    /// What it does.
    title: &'a str,
    /// The replacements, in place order, none overlapping.
    edits: Vec<Edit<'a>>,
}

/// One replacement.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Edit<'a> {
    /// The file, relative to the working directory, `/`-separated.
    path: &'a str,
    /// The first byte that goes, from 0.
    start: u32,
    /// One past the last byte that goes.
    end: u32,
    /// What comes instead.
    text: &'a str,
}

/// What the run counted, over the files that it was asked about.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Summary {
    /// Documents checked.
    documents: usize,
    /// Pairs in them.
    pairs: usize,
    /// Reported errors.
    errors: usize,
    /// Reported warnings.
    warnings: usize,
    /// Reported hints.
    infos: usize,
    /// Diagnostics with a safe fix.
    fixable: usize,
    /// Fixes that were made: what they mended is not among the diagnostics.
    fixed: usize,
    /// Findings silenced by comments.
    suppressed: usize,
    /// Findings accepted in the baseline.
    baselined: usize,
}

impl<'a> Diagnostic<'a> {
    fn new(from: &'a diagnostic::Diagnostic, files: &mut Files<'_>) -> Self {
        let (start, end) = files.places(&from.path, from.span);
        Self {
            rule: &from.rule,
            severity: match from.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            },
            message: &from.message,
            help: from.help.as_deref(),
            path: &from.path,
            locale: from.locale.as_deref(),
            segment: from.pair.as_ref().map(|pair| &*pair.id),
            start: start.into(),
            end: end.into(),
            related: from.related.iter().map(|related| Related::new(related, files)).collect(),
            fix: from.fix.as_ref().map(Fix::new),
            fingerprint: from.fingerprint.to_string(),
        }
    }
}

impl<'a> Related<'a> {
    fn new(from: &'a diagnostic::Related, files: &mut Files<'_>) -> Self {
        let (start, end) = files.places(&from.path, from.span);
        Self { path: &from.path, start: start.into(), end: end.into(), message: &from.message }
    }
}

impl<'a> Fix<'a> {
    fn new(from: &'a diagnostic::Fix) -> Self {
        Self {
            applicability: match from.applicability {
                Applicability::Safe => "safe",
                Applicability::Unsafe => "unsafe",
            },
            title: &from.title,
            edits: from.edits.iter().map(Edit::new).collect(),
        }
    }
}

impl<'a> Edit<'a> {
    fn new(from: &'a diagnostic::Edit) -> Self {
        Self { path: &from.path, start: from.span.start, end: from.span.end, text: &from.text }
    }
}

impl From<text::Position> for Position {
    fn from(from: text::Position) -> Self {
        Self { offset: from.offset, line: from.line, column: from.column, utf16: from.utf16 }
    }
}

impl From<diagnostic::Summary> for Summary {
    fn from(from: diagnostic::Summary) -> Self {
        Self {
            documents: from.documents,
            pairs: from.pairs,
            errors: from.errors,
            warnings: from.warnings,
            infos: from.infos,
            fixable: from.fixable,
            fixed: from.fixed,
            suppressed: from.suppressed,
            baselined: from.baselined,
        }
    }
}
