//! A summary in Markdown: the verdict, counts by locale and rule, and every finding, folded away by locale. For the job
//! summary of GitHub, the summary tab of Azure Pipelines, a comment on a pull request.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::excerpt::one_line;
use super::source::Files;
use super::{Report, counted, summary_line};
use crate::diagnostic::{Diagnostic, Severity};

/// Bytes of findings at most. GitHub shows nothing of a summary above 1 MiB, and the tables need room too.
const MOST: usize = 900 << 10;
/// Rows of the table of rules.
const MOST_RULES: usize = 20;

pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### paralint: {}", summary_line(&report.summary))?;
    if report.diagnostics.is_empty() {
        return Ok(());
    }
    let mut locales: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut rules: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for diagnostic in report.diagnostics {
        locales.entry(locale(diagnostic)).or_default().add(diagnostic);
        *rules.entry((&diagnostic.rule, diagnostic.severity)).or_default() += 1;
    }
    writeln!(out, "\n| locale | errors | warnings | hints |\n| --- | --: | --: | --: |")?;
    for (locale, counts) in &locales {
        writeln!(out, "| {} | {} | {} | {} |", text(locale), counts.errors, counts.warnings, counts.infos)?;
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|&((rule, severity), count)| (std::cmp::Reverse((severity, count)), rule));
    writeln!(out, "\n| rule | | findings |\n| --- | --- | --: |")?;
    for ((rule, severity), count) in rules.iter().take(MOST_RULES) {
        writeln!(out, "| {} | {severity} | {count} |", code(rule))?;
    }
    if rules.len() > MOST_RULES {
        writeln!(out, "\n{} more rules", rules.len() - MOST_RULES)?;
    }
    findings(report, &locales, files, out)
}

/// Each finding, by locale in the order of the report. Where there are too many, the most important are shown.
fn findings(
    report: &Report<'_>,
    locales: &BTreeMap<&str, Counts>,
    files: &mut Files<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    // Which fit: the lines are made in the order of the pages, so that each page is read once.
    let mut lines: Vec<Option<String>> =
        report.diagnostics.iter().map(|diagnostic| Some(line(report, diagnostic, files))).collect();
    let (mut size, mut left_out) = (0, 0);
    for at in report.ranked() {
        size += lines[at].as_ref().map_or(0, String::len);
        if size > MOST {
            lines[at] = None;
            left_out += 1;
        }
    }
    for (locale, counts) in locales {
        writeln!(out, "\n<details><summary>{}: {}</summary>\n", text(locale), counts.said())?;
        for (diagnostic, line) in report.diagnostics.iter().zip(&lines) {
            if let Some(line) = line.as_ref().filter(|_| self::locale(diagnostic) == *locale) {
                out.write_all(line.as_bytes())?;
            }
        }
        writeln!(out, "\n</details>")?;
    }
    if left_out > 0 {
        writeln!(
            out,
            "\n{} left out, the least severe: a summary has a limit",
            counted(left_out, "finding")
        )?;
    }
    Ok(())
}

fn line(report: &Report<'_>, diagnostic: &Diagnostic, files: &mut Files<'_>) -> String {
    let (start, _) = files.places(&diagnostic.path, diagnostic.span);
    let path = report.rooted(&diagnostic.path);
    let place = code(&format!("{path}:{}:{}", start.line, start.column));
    let (rule, message) = (code(&diagnostic.rule), quoted(&diagnostic.message));
    format!("- {place} **{}** {rule}: {message}\n", diagnostic.severity)
}

fn locale(diagnostic: &Diagnostic) -> &str {
    diagnostic.locale.as_deref().unwrap_or("no locale")
}

#[derive(Default)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
}

impl Counts {
    fn add(&mut self, diagnostic: &Diagnostic) {
        *match diagnostic.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.infos,
        } += 1;
    }

    fn said(&self) -> String {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "hint")];
        let said: Vec<String> =
            counts.into_iter().filter(|&(n, _)| n > 0).map(|(n, noun)| counted(n, noun)).collect();
        said.join(", ")
    }
}

/// A message with what stands between backquotes as code. A backquote without its other half is one.
fn quoted(message: &str) -> String {
    let mut parts = message.split('`').peekable();
    let mut written = text(parts.next().unwrap_or_default());
    while let Some(inner) = parts.next() {
        match parts.next() {
            Some(after) => {
                written += &code(inner);
                written += &text(after);
            }
            None => {
                written += "&#96;";
                written += &text(inner);
            }
        }
    }
    written
}

/// As HTML, for nothing inside it is Markdown then, whatever a document says.
fn code(words: &str) -> String {
    format!("<code>{}</code>", escape(words))
}

/// Plain words. A mention would be one in spite of its escape.
fn text(words: &str) -> String {
    escape(words).replace("&#64;", "&#64;&#8288;")
}

/// Every punctuation mark that Markdown or HTML has a use for as a reference to itself.
fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len() + 16);
    for c in one_line(words, true).chars() {
        match c {
            '-' | '.' | ',' | ' ' | '/' | '\'' => escaped.push(c),
            c if c.is_ascii_punctuation() => escaped += &format!("&#{};", u32::from(c)),
            c => escaped.push(c),
        }
    }
    escaped
}
