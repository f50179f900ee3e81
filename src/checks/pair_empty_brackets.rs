//! `pair.empty-brackets`: brackets and quotation marks stand around a name.

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Language, Pair, Side};
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
    let text = side.text();
    let view = side.view;
    let from = side.span.start as usize;
    let brackets = if side.has(b'[') { &language.brackets[..] } else { &[] };
    let marks = brackets.iter().chain(&language.quotes);
    // Angle brackets are tags, and straight quotes do not tell which one opens.
    let marks = marks.filter(move |marks| {
        marks.opening != marks.closing
            && marks.opening != '<'
            && !matches!(marks.closing, '’' | '‘')
            && if marks.opening.is_ascii() { side.has(marks.opening as u8) } else { !text.is_ascii() }
    });
    marks.flat_map(move |marks| {
        let behind = move |at: usize| {
            let inside = &text[at + marks.opening.len_utf8()..];
            let rest = inside.trim_start_matches([' ', '\u{3000}', '\\']);
            let end = text.len() - rest.len() + marks.closing.len_utf8();
            // `[ ](…)` is a link without words, `[ ]` in code is code.
            (rest.starts_with(marks.closing) && !text[end..].starts_with(['(', '{'])).then_some((at, end))
        };
        let spans = text.match_indices(marks.opening).filter_map(move |(at, _)| behind(at));
        let spans = spans.map(move |(at, end)| Span::new(from + at, from + end));
        spans.filter(move |span| {
            view.outline().around(span.start).next().is_some_and(|node| node.kind == Kind::Text)
        })
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
