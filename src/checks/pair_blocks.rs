//! `pair.blocks`: a sentence of the translation begins no block that the source does not begin.

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::Span;

/// Lists, headings, quotes and code that begin inside the translation and not inside the source. `{block}` is what
/// readers see begin, `{mark}` what makes it one.
#[derive(Debug, Default)]
pub(super) struct Blocks;

impl Mechanism for Blocks {
    const VALUES: &'static [&'static str] = &["block", "mark"];
}

impl PairCheck for Blocks {
    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        if !may_begin(&pair.target) {
            return;
        }
        for node in pair.target.starting_nodes() {
            let Some(block) = block(node.kind) else { continue };
            let same = |other: &Node| self::block(other.kind) == Some(block);
            // A list is reported, and not its items as well.
            if pair.source.starting_nodes().iter().any(same) || is_gap(&pair.target, node) {
                continue;
            }
            let text = node.outer.of(pair.target.view.text());
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            let mark = if end <= 8 { &text[..end] } else { &text[..text.floor_char_boundary(3)] };
            let place = Span::new(node.outer.start as usize, node.outer.start as usize + mark.len());
            // A list that the source was meant to begin, and does not for want of a space.
            if pair.source.text().trim_start().starts_with(mark) {
                return;
            }
            // The backslash stands before the mark, and in `1.` before the dot.
            let digits = mark.bytes().take_while(u8::is_ascii_digit).count();
            let at = Span::at(place.start as usize + if digits < mark.len() { digits } else { 0 });
            let finding = Finding::on(Spot::Target(place)).with("block", block).with("mark", mark);
            found.report(match node.kind {
                Kind::FencedCode | Kind::IndentedCode => finding,
                _ => finding.mended(Applicability::Safe, vec![(Spot::Target(at), "\\".to_owned())]),
            });
            return;
        }
    }
}

/// Whether a side has a byte where a block could begin: at its own beginning, or on a further line.
fn may_begin(side: &Side<'_>) -> bool {
    let first = side.text().trim_start().bytes().next();
    let marks = |byte| matches!(byte, b'-' | b'+' | b'*' | b'#' | b'>' | b'~' | b'`' | b'0'..=b'9');
    side.has(b'\n') || side.has(b'\r') || first.is_some_and(marks) || side.text().starts_with("    ")
}

/// Whether it begins with bytes before the segment's own text: then it is the page's, for both sides.
fn is_gap(side: &Side<'_>, node: &Node) -> bool {
    !side.span.contains(Span { start: node.outer.start, end: node.outer.start })
}

fn block(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Heading(_) => "heading",
        Kind::Quote => "quote",
        Kind::List | Kind::Item => "list",
        Kind::FencedCode | Kind::IndentedCode => "block of code",
        _ => return None,
    })
}
