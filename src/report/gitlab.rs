//! GitLab's Code Quality report: one JSON array. Not its test report (`junit.rs`).
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;
use sha1::{Digest, Sha1};

use super::Report;
use super::source::Files;
use super::wire::to_writer;
use crate::diagnostic::Severity;

pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    out.write_all(b"[")?;
    for (nth, diagnostic) in report.diagnostics.iter().enumerate() {
        let (start, end) = files.places(&diagnostic.path, diagnostic.span);
        let path = report.rooted(&diagnostic.path);
        // One widget merges what has one fingerprint, and ours has no path in it.
        let own = format!("{} {path}", diagnostic.fingerprint);
        let equals = seen.entry(own.clone()).or_default();
        let identity = Sha1::digest(format!("{own} {equals}"));
        *equals += 1;
        let issue = Issue {
            // The rule's name is shown nowhere else.
            description: format!("{}: {}", diagnostic.rule, diagnostic.message),
            check_name: &diagnostic.rule,
            fingerprint: identity.iter().map(|byte| format!("{byte:02x}")).collect(),
            severity: match diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location { path: &path, lines: Lines { begin: start.line, end: end.line } },
        };
        out.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
        to_writer(out, &issue)?;
    }
    out.write_all(if report.diagnostics.is_empty() { b"]\n" } else { b"\n]\n" })
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}
