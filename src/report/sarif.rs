//! SARIF 2.1.0, as GitHub's code scanning takes it and as viewers show it. The wire types live in `sarif_types.rs`.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>;
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::Report;
use super::places::clip;
use super::rules::words;
use super::sarif_types::{
    ArtifactChange, ArtifactLocation, Descriptor, Fix, Help, Level, Location, Physical, Properties, Region,
    Replacement, ReportingConfiguration, SarifResult, Text,
};
use super::source::Files;
use super::wire::to_writer;
use crate::diagnostic::{Diagnostic, Related, Severity, State};
use crate::text::Span;

/// Results that code scanning keeps of a run; of more than five times as many it takes none.
const MOST_RESULTS: usize = 5_000;
/// Places beside the first that a person would look at; code scanning keeps a hundred.
const MOST_RELATED: usize = 10;
/// Characters of a rule's description, and of its name.
const LONGEST_TEXT: usize = 1_024;
const LONGEST_NAME: usize = 255;
/// Bytes of a snippet: more than a sentence is no help.
const LONGEST_SNIPPET: usize = 400;

/// Streams the document: each rule and each result on a line of its own.
pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut kept = report.ranked();
    let cut = kept.len().saturating_sub(MOST_RESULTS);
    kept.truncate(MOST_RESULTS);
    kept.sort_unstable();
    let names: BTreeMap<&str, usize> = kept.iter().map(|&at| (&*report.diagnostics[at].rule, 0)).collect();
    let names: BTreeMap<&str, usize> = names.into_keys().enumerate().map(|(at, name)| (name, at)).collect();

    out.write_all(
        b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{",
    )?;
    out.write_all(
        b"\"columnKind\":\"utf16CodeUnits\",\"tool\":{\"driver\":{\"name\":\"paralint\",\"semanticVersion\":",
    )?;
    to_writer(out, &report.version)?;
    out.write_all(b",\"rules\":[")?;
    let mut in_order: Vec<_> = names.iter().collect();
    in_order.sort_by_key(|(_, at)| **at);
    for (nth, (name, _)) in in_order.into_iter().enumerate() {
        out.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
        to_writer(out, &descriptor(report, name))?;
    }
    // Where the top stands is nobody's business but the reader's.
    out.write_all(b"\n]}},\"originalUriBaseIds\":{\"SRCROOT\":{\"description\":{\"text\":\"the top of the repository\"}}},")?;
    out.write_all(b"\"invocations\":[{\"executionSuccessful\":true")?;
    if cut > 0 {
        let text = format!(
            "{cut} findings are left out, the least severe: code scanning shows {MOST_RESULTS} of a run."
        );
        out.write_all(b",\"toolExecutionNotifications\":[{\"level\":\"warning\",\"message\":")?;
        to_writer(out, &Text { text })?;
        out.write_all(b"}]")?;
    }
    out.write_all(b"}],\"results\":[")?;
    for (nth, at) in kept.into_iter().enumerate() {
        out.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
        let diagnostic = &report.diagnostics[at];
        let result = result(report, diagnostic, names[&*diagnostic.rule], files);
        to_writer(out, &result)?;
    }
    out.write_all(b"\n]}]}\n")
}

fn descriptor<'a>(report: &Report<'_>, name: &'a str) -> Descriptor<'a> {
    let (pack, id) = name.split_once('/').unwrap_or(("paralint", name));
    let rule = report.rule(name);
    let title = words(id);
    let why = rule.map_or(title.as_str(), |rule| rule.why.trim());
    let severity = rule.map_or(Severity::Warning, |rule| rule.severity);
    let to_do = rule.and_then(|rule| rule.help.as_deref());
    let mut text = why.to_owned();
    let mut markdown = format!("# `{name}`\n\n{why}\n");
    if let Some(to_do) = to_do {
        text += &format!("\n\nWhat to do: {to_do}.");
        markdown += &format!("\nWhat to do: {to_do}.\n");
    }
    let examples = [
        ("Reported", rule.and_then(|rule| rule.example.as_deref())),
        ("Not reported", rule.and_then(|rule| rule.counter_example.as_deref())),
    ];
    for (heading, page) in examples {
        if let Some(page) = page {
            // Longer than any fence within.
            markdown += &format!("\n## {heading}\n\n``````md\n{}\n``````\n", page.trim_end());
        }
    }
    Descriptor {
        id: name,
        name: clip(&title.split(' ').map(words).collect::<String>(), LONGEST_NAME).into_owned(),
        short_description: Text { text: clip(&format!("{title} ({pack})"), LONGEST_TEXT).into_owned() },
        full_description: Text { text: clip(why, LONGEST_TEXT).into_owned() },
        help: Help { text, markdown },
        default_configuration: ReportingConfiguration { level: level(severity) },
        properties: Properties {
            tags: ["localization", pack],
            // What each severity promises; `explain` has the figures.
            precision: match severity {
                Severity::Error => "very-high",
                Severity::Warning => "high",
                Severity::Info => "medium",
            },
            problem_severity: match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        },
    }
}

fn result<'a>(
    report: &Report<'_>,
    diagnostic: &'a Diagnostic,
    rule_index: usize,
    files: &mut Files<'_>,
) -> SarifResult<'a> {
    let related = &diagnostic.related[..diagnostic.related.len().min(MOST_RELATED)];
    SarifResult {
        rule_id: &diagnostic.rule,
        rule_index,
        level: level(diagnostic.severity),
        message: Text { text: message(diagnostic, related) },
        locations: [Location {
            id: None,
            message: None,
            physical_location: physical(report, &diagnostic.path, diagnostic.span, files),
        }],
        related_locations: related
            .iter()
            .zip(1..)
            .map(|(related, id)| Location {
                id: Some(id),
                message: Some(Text { text: related.message.clone() }),
                physical_location: physical(report, &related.path, related.span, files),
            })
            .collect(),
        // `primaryLocationLineHash` is the uploader's: it warns of each that differs from its own.
        partial_fingerprints: BTreeMap::from([("paralint/v1", diagnostic.fingerprint.to_string())]),
        baseline_state: diagnostic.state.map(|state| match state {
            State::New => "new",
            State::Unchanged => "unchanged",
        }),
        fixes: diagnostic.fix.iter().map(|fix| changes(report, fix, files)).collect(),
    }
}

/// What is wrong and what to do, then the related places as links: only those are shown that the message links to.
fn message(diagnostic: &Diagnostic, related: &[Related]) -> String {
    let mut text = literal(&diagnostic.message);
    if let Some(help) = &diagnostic.help {
        text += "; ";
        text += &literal(help);
    }
    text.push('.');
    for (related, id) in related.iter().zip(1..) {
        text += if id == 1 { " See " } else { ", " };
        text += &format!("[{}]({id})", escaped(&related.message));
    }
    if !related.is_empty() {
        text.push('.');
    }
    text
}

/// Words of a document that would make a link are no link.
fn literal(text: &str) -> String {
    if text.contains("](") { escaped(text) } else { text.to_owned() }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// A place, on one line: an alert is shown in a pull request only where all of its lines are among the changes.
fn physical(report: &Report<'_>, path: &Arc<str>, span: Span, files: &mut Files<'_>) -> Physical {
    let mut region = region(path, span, files);
    if let Some(page) = files.page(path) {
        let clipped = page.clip(span);
        let line = page.line(page.lines.line(clipped.start));
        let end = clipped.end.min(line.end).max(clipped.start);
        region.end_line = region.start_line;
        region.end_column = page.at(end).utf16.max(region.start_column);
        let snippet = &page.text[clipped.start..end];
        if !snippet.is_empty() && snippet.len() <= LONGEST_SNIPPET {
            region.snippet = Some(Text { text: snippet.to_owned() });
        }
    }
    Physical { artifact_location: artifact(report, path), region }
}

fn region(path: &Arc<str>, span: Span, files: &mut Files<'_>) -> Region {
    let (start, end) = files.places(path, span);
    Region {
        start_line: start.line,
        start_column: start.utf16,
        end_line: end.line,
        end_column: end.utf16,
        snippet: None,
    }
}

fn changes(report: &Report<'_>, fix: &crate::diagnostic::Fix, files: &mut Files<'_>) -> Fix {
    let changes = fix.edits.chunk_by(|one, other| one.path == other.path).map(|edits| ArtifactChange {
        artifact_location: artifact(report, &edits[0].path),
        replacements: edits
            .iter()
            .map(|edit| Replacement {
                deleted_region: region(&edit.path, edit.span, files),
                inserted_content: Text { text: edit.text.clone() },
            })
            .collect(),
    });
    Fix { description: Text { text: fix.title.clone() }, artifact_changes: changes.collect() }
}

fn artifact(report: &Report<'_>, path: &str) -> ArtifactLocation {
    let path = report.rooted(path);
    let is_below = !path.starts_with('/');
    let uri = if is_below { percent_encoded(&path) } else { format!("file://{}", percent_encoded(&path)) };
    ArtifactLocation { uri, uri_base_id: is_below.then_some("SRCROOT") }
}

/// RFC 3986: what is unreserved stays, and so does `/`.
fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri += &format!("%{byte:02X}");
        }
    }
    uri
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Note,
    }
}
