//! JUnit's XML: a suite for each page, a test for each finding. GitLab, Azure Pipelines, Jenkins and others show it.
//!
//! <https://github.com/testmoapp/junitxml> collects what the readers agree on. A file without a test is an error to some of
//! them, so that a run without findings has one test, which passes.

use std::io::{self, Write};

use rustc_hash::FxHashMap;

use super::Report;
use super::excerpt::one_line;
use super::source::Files;
use super::xml::escape;
use crate::diagnostic::{Diagnostic, Severity};

pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"paralint\" {}>", counts(report.diagnostics))?;
    if report.diagnostics.is_empty() {
        writeln!(out, "<testsuite name=\"paralint\" {}>", counts(&[]))?;
        writeln!(out, "<testcase name=\"no findings\" classname=\"paralint\"/>\n</testsuite>")?;
    }
    for page in report.diagnostics.chunk_by(|one, other| one.path == other.path) {
        let path = escape(&report.rooted(&page[0].path));
        writeln!(out, "<testsuite name=\"{path}\" {}>", counts(page))?;
        // Tests are told apart by name, from one run to the next as well: so there is no line in it.
        let mut names: FxHashMap<String, usize> = FxHashMap::default();
        for diagnostic in page {
            let mut name = format!("{}: {}", diagnostic.rule, one_line(&diagnostic.message, true));
            let equals = names.entry(name.clone()).or_default();
            *equals += 1;
            if *equals > 1 {
                name += &format!(" ({equals})");
            }
            test(&path, &name, diagnostic, files, out)?;
        }
        writeln!(out, "</testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn test(
    path: &str,
    name: &str,
    diagnostic: &Diagnostic,
    files: &mut Files<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (start, _) = files.places(&diagnostic.path, diagnostic.span);
    write!(out, "<testcase name=\"{}\" classname=\"{path}\" ", escape(name))?;
    writeln!(out, "file=\"{path}\" line=\"{}\">", start.line)?;
    let message = escape(&diagnostic.message);
    if diagnostic.severity == Severity::Info {
        writeln!(out, "<skipped message=\"{message}\"/>")?;
    } else {
        write!(out, "<failure type=\"{}\" message=\"{message}\">", diagnostic.severity)?;
        write!(out, "{path}:{}:{}: {message}", start.line, start.column)?;
        if let Some(help) = &diagnostic.help {
            write!(out, "\nhelp: {}", escape(help))?;
        }
        writeln!(out, "</failure>")?;
    }
    writeln!(out, "</testcase>")
}

/// What is counted of a suite. A hint fails nothing.
fn counts(diagnostics: &[Diagnostic]) -> String {
    let skipped = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Info).count();
    let (tests, failures) = (diagnostics.len().max(1), diagnostics.len() - skipped);
    format!("tests=\"{tests}\" failures=\"{failures}\" skipped=\"{skipped}\" errors=\"0\"")
}
