//! `side-by-side.hidden`: every pair is shown to readers.

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::{Document, View};
use crate::syntax::markdown::{Kind, Node};
use crate::text::Span;

/// Pairs of which readers see nothing: a cell beyond the table's head, a sentence that became a link
/// definition. And pairs that a bar of their own cuts, the rest of which falls out of the table. `{side}` is `translation` where the source is shown, else `both`; `{cause}` says how it vanished,
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
        cut_off(document, &mut rows, found);
    }
}

/// Pairs in the last cell of a row that a bar of their own cuts: readers see the words before it.
fn cut_off(document: &Document<'_>, rows: &mut Vec<Span>, found: &mut Findings) {
    let view = &document.target;
    // Most pages have no table.
    if !view.outline().nodes.iter().any(|node| node.kind == Kind::Row) {
        return;
    }
    for at in 0..view.pairs() {
        let Some(rest) = rest_behind_bar(view, at) else { continue };
        let row = view.outline().around(rest.start).find(|node| node.kind == Kind::Row);
        let Some(row) = row.map(|node| node.outer).filter(|row| !rows.contains(row)) else { continue };
        let Some(place) = view.to_file(Span { end: rest.start + 1, ..rest }) else { continue };
        rows.push(row);
        if has_bar_in_code(row.of(view.text())) {
            continue;
        }
        let side = if rest_behind_bar(document.source(), at).is_some() { "both" } else { "translation" };
        let finding = Finding::at(place).with("side", side).with("cause", CELL);
        found.report(finding.with("text", rest.of(view.text())[1..].trim()));
    }
}

/// What a view does not show of a pair, from the bar that cuts it off to the pair's end.
fn rest_behind_bar(view: &View, at: usize) -> Option<Span> {
    let side = view.side(at);
    memchr::memchr(b'|', side.of(view.text()).as_bytes())?;
    let outline = view.outline();
    let inside = outline.starting_in(side).iter().filter(|node| is_shown(node));
    let into = outline.around(side.start).filter(|node| is_shown(node) && node.outer.overlaps(side));
    let shown = inside.chain(into).map(|node| node.outer.end).max()?.min(side.end);
    let bar = bar_in(view, Span { start: shown, ..side })?;
    let rest = Span { start: bar, ..side };
    (!rest.of(view.text())[1..].trim().is_empty()).then_some(rest)
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
    if has_bar_in_code(row.of(view.text())) {
        return None;
    }
    let pipe = view.pairs_in(row).take_while(|&other| other < at).find_map(|other| pipe_in(view, other));
    Some((CELL, pipe.unwrap_or(document.pairs[at].target)))
}

/// Whether a row has a bare bar between backticks. GitHub divides the cell there; sites that read code before
/// tables do not, so nobody can tell from the page alone what its readers see.
fn has_bar_in_code(row: &str) -> bool {
    let mut rest = row;
    while let Some(at) = rest.find('`') {
        let ticks = rest[at..].bytes().take_while(|&byte| byte == b'`').count();
        let inside = &rest[at + ticks..];
        let Some(end) = inside.find(&rest[at..at + ticks]) else { return false };
        let code = &inside.as_bytes()[..end];
        if memchr::memchr_iter(b'|', code).any(|bar| bar == 0 || code[bar - 1] != b'\\') {
            return true;
        }
        rest = &inside[end + ticks..];
    }
    false
}

/// The first bar of a pair's translation that divides cells, as a place in the file.
fn pipe_in(view: &View, at: usize) -> Option<Span> {
    let bar = bar_in(view, view.side(at))?;
    view.to_file(Span { start: bar, end: bar + 1 })
}

/// The first unescaped `|` of a stretch of a view.
fn bar_in(view: &View, stretch: Span) -> Option<u32> {
    let text = stretch.of(view.text()).as_bytes();
    let bar = memchr::memchr_iter(b'|', text).find(|&bar| {
        let slashes = text[..bar].iter().rev().take_while(|&&byte| byte == b'\\').count();
        slashes % 2 == 0
    })?;
    Some(Span::at(stretch.start as usize + bar).start)
}
