//! The format for logs and editors that match lines: one line a diagnostic, or a rule where it has many on a page.
//! Not a place for texts.

use std::io::{self, Write};

use super::excerpt::one_line;
use super::fold::{Shown, shown};
use super::source::Files;
use super::{Report, Style, is_safe};

pub(super) fn write(
    report: &Report<'_>,
    files: &mut Files<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (diagnostic, shown) in report.diagnostics.iter().zip(shown(report.diagnostics, style.fold)) {
        if matches!(shown, Shown::Not) {
            continue;
        }
        let (start, _) = files.places(&diagnostic.path, diagnostic.span);
        let path = one_line(&diagnostic.path, style.unicode);
        let rule = one_line(&diagnostic.rule, style.unicode);
        let message = one_line(&diagnostic.message, style.unicode);
        let severity = style.severity(diagnostic.severity);
        write!(out, "{}:{}:{}: ", style.paint("1", &path), start.line, start.column)?;
        write!(out, "{severity}[{rule}] {message}")?;
        if let Shown::First(others) = shown {
            write!(out, " {}", style.paint("2", &format!("(+{})", others.len())))?;
        }
        if is_safe(diagnostic) {
            write!(out, " {}", style.paint("32", "[*]"))?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}
