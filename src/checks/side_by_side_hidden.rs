//! `side-by-side.hidden`: every pair is shown to readers.

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::{Document, View};
use crate::syntax::markdown::{Kind, Node};
use crate::text::Span;

/// Pairs of which readers see nothing: a cell beyond the table's head, a sentence that became a link
/// definition. `{side}` is `translation` where the source is shown, else `both`; `{cause}` says how it vanished,
/// `{text}` what readers miss. The place is what hides it, `hidden` the pair.
#[derive(Debug, Default)]
pub(super) struct Hidden;

const CELL: &str = "it stands in a cell beyond the last column";
const DEFINITION: &str = "it reads as a link definition";

impl Mechanism for Hidden {
    const VALUES: &'static [&'static str] = &["side", "cause", "text"];
    const ROLES: &'static [&'static str] = &["hidden"];
}

impl DocumentCheck for Hidden {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        if document.pairs.is_empty() {
            return;
        }
        let mut rows = Vec::new();
        for at in hidden(&document.target) {
            let text = document.target.side(at).of(document.target.text()).trim();
            if text.is_empty() {
                continue;
            }
            let Some((cause, place)) = cause(document, at, &mut rows) else { continue };
            let side = if is_hidden(document.source(), at) { "both" } else { "translation" };
            let finding = Finding::at(place).with("side", side).with("cause", cause).with("text", text);
            let elsewhere = !document.pairs[at].whole.contains(place);
            found.report(if elsewhere {
                finding.related("hidden", document.pairs[at].target)
            } else {
                finding
            });
        }
    }
}

/// The pairs of which a view shows nothing, by one walk over its leaves.
fn hidden(view: &View) -> impl Iterator<Item = usize> + '_ {
    let mut leaves = view.outline().nodes.iter().filter(|node| is_shown(node)).peekable();
    (0..view.pairs()).filter(move |&at| {
        let side = view.side(at);
        while leaves.next_if(|leaf| leaf.outer.end <= side.start).is_some() {}
        !side.is_empty() && leaves.peek().is_none_or(|leaf| leaf.outer.start >= side.end)
    })
}

fn is_hidden(view: &View, at: usize) -> bool {
    let side = view.side(at);
    let outline = view.outline();
    let inside = outline.starting_in(side).iter().any(is_shown);
    // What begins before the pair may reach into it.
    !inside && !outline.around(side.start).any(|node| is_shown(node) && node.outer.overlaps(side))
}

/// A leaf that leaves a trace on the page. An image's alternative text is such a leaf, an empty one is not.
fn is_shown(node: &Node) -> bool {
    matches!(node.kind, Kind::Text | Kind::Code | Kind::Html | Kind::Rule | Kind::Other)
}

/// What hides a pair, and where: only causes that are understood, since a parser may drop more than a site
/// does. One stray bar may push several cells out of a row, so a row is named once; `rows` remembers.
fn cause(document: &Document<'_>, at: usize, rows: &mut Vec<Span>) -> Option<(&'static str, Span)> {
    let view = &document.target;
    let side = view.side(at);
    let outline = view.outline();
    if outline.definitions.iter().any(|definition| definition.span.overlaps(side)) {
        return Some((DEFINITION, document.pairs[at].target));
    }
    let row = outline.around(side.start).find(|node| node.kind == Kind::Row)?.outer;
    if rows.contains(&row) {
        return None;
    }
    rows.push(row);
    let pipe = view.pairs_in(row).take_while(|&other| other < at).find_map(|other| pipe_in(view, other));
    Some((CELL, pipe.unwrap_or(document.pairs[at].target)))
}

/// The first unescaped `|` of a pair's translation, as a place in the file.
fn pipe_in(view: &View, at: usize) -> Option<Span> {
    let side = view.side(at);
    let text = side.of(view.text()).as_bytes();
    let pipe = memchr::memchr_iter(b'|', text).find(|&pipe| {
        let slashes = text[..pipe].iter().rev().take_while(|&&byte| byte == b'\\').count();
        slashes % 2 == 0
    })?;
    let start = side.start as usize + pipe;
    view.to_file(Span::new(start, start + 1))
}
