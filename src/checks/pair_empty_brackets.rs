//! `pair.empty-brackets`: brackets and quotation marks stand around a name.

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Language, Marks, Pair, Side};
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// Brackets and quotation marks that readers of the translation see with nothing in them, where the source has none such.
/// `{brackets}` is what they see; `{source}` says, with the punctuation before it, what the source bolds, or is empty.
#[derive(Debug, Default)]
pub(super) struct EmptyBrackets;

impl Mechanism for EmptyBrackets {
    const VALUES: &'static [&'static str] = &["brackets", "source"];
    const NEEDS: &'static [&'static str] = &["brackets"];
}

impl PairCheck for EmptyBrackets {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        for empty in empty(&pair.target, language) {
            if self::empty(&pair.source, context.source).next().is_some() {
                return;
            }
            let finding = Finding::on(Spot::Target(empty)).with("brackets", shown(&pair.target, empty));
            found.report(finding.with("source", bolds(&pair.source)));
        }
    }
}

/// Pairs of marks with nothing between them, shown as text.
fn empty<'d>(side: &Side<'d>, language: &'d Language) -> impl Iterator<Item = Span> + use<'d> {
    let side = *side;
    let brackets = if side.has(b']') { &language.brackets[..] } else { &[] };
    let quotes = if side.bytes().is_ascii() { &[] } else { &language.quotes[..] };
    // Angle brackets are tags, straight quotes do not tell which one opens, and single ones are apostrophes.
    let marks = brackets
        .iter()
        .chain(quotes)
        .filter(move |marks| side.bytes().may_have(marks.closing))
        .filter(|marks| marks.opening != marks.closing && !matches!(marks.closing, '>' | '’' | '‘'));
    marks.flat_map(move |&marks| closed_at_once(side, marks))
}

/// Where one kind of marks closes with nothing but spaces behind its opening. The last byte of the closing one is looked
/// for: most segments have none.
fn closed_at_once<'d>(side: Side<'d>, marks: Marks) -> impl Iterator<Item = Span> + use<'d> {
    let (text, from) = (side.text(), side.span.start as usize);
    let mut closing = [0; 4];
    let width = marks.closing.encode_utf8(&mut closing).len();
    let ends = memchr::memchr_iter(closing[width - 1], text.as_bytes()).map(|at| at + 1);
    let spans = ends.filter_map(move |end| {
        let before = text.get(..end)?.strip_suffix(marks.closing)?;
        let opened = before.trim_end_matches([' ', '\u{3000}', '\\']);
        let start = opened.strip_suffix(marks.opening)?.len();
        // `[](…)` is a link without words.
        (!text[end..].starts_with(['(', '{'])).then(|| Span::new(from + start, from + end))
    });
    spans.filter(move |span| {
        let around = side.view.outline().around(span.start).next();
        around.is_some_and(|node| node.kind == Kind::Text)
    })
}

/// As readers see it, without backslashes.
fn shown(side: &Side<'_>, span: Span) -> String {
    span.of(side.view.text()).replace('\\', "")
}

fn bolds(side: &Side<'_>) -> String {
    let bold = side.nodes().iter().filter(|node| node.kind == Kind::Strong);
    let words: Vec<_> = bold.map(|node| format!("`{}`", node.inner.of(side.view.text()))).collect();
    if words.is_empty() { String::new() } else { format!("; the source bolds {}", words.join(", ")) }
}
