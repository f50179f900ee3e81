//! Issues of Azure Pipelines' logging commands. Not its test report (`junit.rs`) and not its summary tab (`markdown.rs`).
//!
//! <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands>; the escapes are those of `azure-pipelines-agent`.

use std::io::{self, Write};

use super::Report;
use super::excerpt::one_line;
use super::guard::tame;
use super::source::Files;
use crate::diagnostic::Severity;

/// A task's summary shows its first ten issues of each kind, so the most important come first.
pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    for at in report.ranked() {
        let diagnostic = &report.diagnostics[at];
        let (start, _) = files.places(&diagnostic.path, diagnostic.span);
        let path = report.rooted(&diagnostic.path);
        let message = one_line(&diagnostic.message, true);
        let kind = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            // There is no such kind.
            Severity::Info => {
                let path = one_line(&path, true);
                let line =
                    format!("info {path}:{}:{}: [{}] {message}", start.line, start.column, diagnostic.rule);
                writeln!(out, "{}", tame(&line))?;
                continue;
            }
        };
        write!(out, "##vso[task.logissue type={kind};sourcepath={};", property(&path))?;
        write!(out, "linenumber={};columnnumber={};", start.line, start.column)?;
        writeln!(
            out,
            "code={};]{}",
            property(&diagnostic.rule),
            data(&format!("[{}] {message}", diagnostic.rule))
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    // The first mark of the line is ours; there is no second.
    tame(text).replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    let text = text.replace(|c: char| c.is_control() && !matches!(c, '\r' | '\n'), "\u{fffd}");
    data(&text).replace(';', "%3B").replace(']', "%5D")
}
