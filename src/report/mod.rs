//! Diagnostics as people and programs read them: one file a format, all written to a [`Write`].
//! Not the place where anything is decided: what is reported, and in which order, is settled before.

mod azure;
mod checkstyle;
mod concise;
mod diff;
mod excerpt;
mod fold;
mod frame;
mod full;
mod github;
mod gitlab;
mod guard;
mod json;
mod junit;
mod markdown;
mod places;
mod rdjson;
mod rules;
mod sarif;
mod sarif_types;
mod source;
mod teamcity;
mod wire;
mod wrap;
mod xml;

use std::io::{self, Write};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity, Summary};
use crate::text::Landmarks;

pub use diff::write_diff;
pub use fold::folded;
pub use guard::{Guard, line};
pub use json::schema;
pub use rules::Rule;
pub use wire::to_writer as write_json;

/// Writes a report. For people ([`Format::Full`], [`Format::Concise`]) that is the diagnostics alone:
/// the closing line is [`summary_line`], which belongs on another stream.
///
/// # Errors
/// Where `out` cannot be written to; a closed pipe is the caller's to forgive.
pub fn write(
    format: Format,
    report: &Report<'_>,
    sources: &dyn Sources,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut files = source::Files::new(sources);
    let mut out = io::BufWriter::new(out);
    match format {
        Format::Full | Format::Concise => {
            let mut tame = guard::Guard::new(&mut out);
            let write = if format == Format::Full { full::write } else { concise::write };
            write(report, &mut files, style, &mut tame).and_then(|()| tame.flush())
        }
        Format::Json => json::write(report, &mut files, &mut out),
        Format::JsonLines => json::write_lines(report, &mut files, &mut out),
        Format::Sarif => sarif::write(report, &mut files, &mut out),
        Format::Github => github::write(report, &mut files, &mut out),
        Format::Gitlab => gitlab::write(report, &mut files, &mut out),
        Format::Azure => azure::write(report, &mut files, &mut out),
        Format::Teamcity => teamcity::write(report, &mut files, &mut out),
        Format::Rdjson => rdjson::write(report, &mut files, &mut out),
        Format::Rdjsonl => rdjson::write_lines(report, &mut files, &mut out),
        Format::Junit => junit::write(report, &mut files, &mut out),
        Format::Checkstyle => checkstyle::write(report, &mut files, &mut out),
        Format::Markdown => markdown::write(report, &mut files, &mut out),
    }?;
    out.flush()
}

/// How a report is written. What is said of each stands in the help of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// The text around each place, both languages, and what to do.
    Full,
    /// One line each.
    Concise,
    /// One document with a schema.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// SARIF 2.1.0, for code scanning and viewers.
    Sarif,
    /// Annotations in a workflow of GitHub.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// Issues in a run of Azure Pipelines.
    Azure,
    /// Inspections in a build of TeamCity.
    Teamcity,
    /// reviewdog's format, one document.
    Rdjson,
    /// reviewdog's format, one JSON object a line.
    Rdjsonl,
    /// JUnit's XML: a test for each finding.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// A summary for a job or a pull request.
    Markdown,
}

impl Format {
    /// Whether it is read in a log or on a terminal, where the closing line belongs beside it.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Full | Self::Concise | Self::Github | Self::Azure | Self::Teamcity)
    }
}

/// What is reported.
#[derive(Debug, Clone, Copy, Default)]
pub struct Report<'a> {
    /// Sorted by path, place and rule. Any order is written well; this one is also fast.
    pub diagnostics: &'a [Diagnostic],
    /// The counts over the report set.
    pub summary: Summary,
    /// The version of the tool, for the formats that name it.
    pub version: &'a str,
    /// What the rules say of themselves, for the formats that carry it ([`Format::Sarif`], [`Format::Teamcity`]). Rules
    /// that are missing here have their names.
    pub rules: &'a [Rule],
    /// Where the working directory stands below the top of the repository: `docs/ko-kr`, or nothing. The formats of build
    /// servers say paths from the top.
    pub folder: &'a str,
}

/// Gives the text of a file once more: rendering holds a few pages, never all.
pub trait Sources {
    /// The text that the diagnostics of `path` were made from. `None` where it cannot be read as text;
    /// such a diagnostic is reported at the file's first line and column.
    fn text(&self, path: &str) -> Option<Arc<str>>;

    /// Where the lines and columns of a page's diagnostics are known without its text.
    fn landmarks(&self, _path: &str) -> Option<&Landmarks> {
        None
    }
}

impl<F: Fn(&str) -> Option<Arc<str>>> Sources for F {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self(path)
    }
}

/// How a report for people looks. The formats for programs ignore it.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether to write colours, as ANSI escapes.
    pub color: bool,
    /// Columns of the terminal. Less than [`Style::NARROWEST`] is taken as that.
    pub width: usize,
    /// Whether lines are drawn with box characters; ASCII where not.
    pub unicode: bool,
    /// Whether more than two findings of one rule on one page are shown as one, with the count of the others.
    pub fold: bool,
}

impl Style {
    /// Columns below which nothing of a sentence would be left beside the line numbers.
    pub const NARROWEST: usize = 32;

    /// `text` in the colours of the ANSI parameters `code`, or plain.
    fn paint(&self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn severity(&self, severity: Severity) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info => "1;36",
        };
        self.paint(code, severity.as_str())
    }
}

impl Default for Style {
    /// For a file or a pipe: 100 columns, box characters, no colours; folded.
    fn default() -> Self {
        Self { color: false, width: 100, unicode: true, fold: true }
    }
}

/// The line that ends a report for people: `2 errors, 3 warnings in 5 documents (51 pairs); 1 fixable with --fix`.
#[must_use]
pub fn summary_line(summary: &Summary) -> String {
    let found: Vec<String> =
        [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "hint")]
            .into_iter()
            .filter(|&(count, _)| count > 0)
            .map(|(count, noun)| counted(count, noun))
            .collect();
    let mut line = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
    line += &format!(" in {}", counted(summary.documents, "document"));
    if summary.pairs > 0 {
        line += &format!(" ({})", counted(summary.pairs, "pair"));
    }
    if summary.fixed > 0 {
        line += &format!("; {} fixed", summary.fixed);
    }
    match (summary.fixable, summary.fixable_unsafe) {
        (0, 0) => {}
        (0, more) => line += &format!("; {more} fixable with --fix --unsafe-fixes"),
        (safe, 0) => line += &format!("; {safe} fixable with --fix"),
        (safe, more) => line += &format!("; {safe} fixable with --fix, {more} more with --unsafe-fixes"),
    }
    if summary.suppressed > 0 {
        line += &format!("; {} suppressed", summary.suppressed);
    }
    if summary.baselined > 0 {
        line += &format!("; {} in the baseline", summary.baselined);
    }
    line
}

pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn is_safe(diagnostic: &Diagnostic) -> bool {
    use crate::diagnostic::Applicability;
    diagnostic.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe)
}
