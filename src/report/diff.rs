//! What a page is to say, as a unified diff: `git apply` and `patch -p1` take it, so its lines are the page's to the byte,
//! whatever a build server makes of them. Not where the change comes from.

use std::io::{self, Write};

use similar::{Algorithm, ChangeTag, TextDiff};

use super::Style;
use super::guard::quoted;

/// Lines around a change.
const CONTEXT: usize = 3;

/// Writes what tells two texts of a page apart; nothing where they are equal.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_diff(
    path: &str,
    before: &str,
    after: &str,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    // Other tools see lines end with LF alone; a lone CR is a character of its line to them.
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<_>>();
    let (old, new) = (lines(before), lines(after));
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_slices(&old, &new);
    let mut unified = diff.unified_diff();
    unified.context_radius(CONTEXT);
    let mut out = io::BufWriter::new(out);
    for (nth, hunk) in unified.iter_hunks().enumerate() {
        if nth == 0 {
            writeln!(out, "{}", style.paint("1", &format!("--- {}", quoted(&format!("a/{path}")))))?;
            writeln!(out, "{}", style.paint("1", &format!("+++ {}", quoted(&format!("b/{path}")))))?;
        }
        writeln!(out, "{}", style.paint("36", &hunk.header().to_string()))?;
        for change in hunk.iter_changes() {
            let line = change.value();
            let (sign, color) = match change.tag() {
                ChangeTag::Equal => (" ", ""),
                ChangeTag::Delete => ("-", "31"),
                ChangeTag::Insert => ("+", "32"),
            };
            let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
            let shown = format!("{sign}{words}");
            let shown = if color.is_empty() { shown } else { style.paint(color, &shown) };
            write!(out, "{shown}{end}")?;
            if end.is_empty() {
                writeln!(out, "\n\\ No newline at end of file")?;
            }
        }
    }
    out.flush()
}
