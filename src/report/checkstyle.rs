//! Checkstyle's XML, which most tools that collect reports read.
//!
//! The elements are those of Checkstyle's own `XMLLogger`; columns count code points, as the readers say nothing of them.

use std::io::{self, Write};

use super::Report;
use super::source::Files;
use super::xml::escape;

pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">")?;
    for page in report.diagnostics.chunk_by(|one, other| one.path == other.path) {
        writeln!(out, "<file name=\"{}\">", escape(&report.rooted(&page[0].path)))?;
        for diagnostic in page {
            let (start, _) = files.places(&diagnostic.path, diagnostic.span);
            write!(out, "<error line=\"{}\" column=\"{}\" ", start.line, start.column)?;
            write!(out, "severity=\"{}\" message=\"{}\" ", diagnostic.severity, escape(&diagnostic.message))?;
            writeln!(out, "source=\"paralint.{}\"/>", escape(&diagnostic.rule))?;
        }
        writeln!(out, "</file>")?;
    }
    writeln!(out, "</checkstyle>")
}
