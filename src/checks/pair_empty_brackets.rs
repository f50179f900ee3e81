//! `pair.empty-brackets`: brackets and quotation marks stand around a name.

use std::sync::LazyLock;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Language, Marks, Pair, Side};
use crate::syntax::markdown::Kind;
use crate::text::{Span, Starts, is_east_asian_letter};

/// Round brackets, and the brackets and quotation marks of the language, that readers of the translation see with nothing in
/// them, where the source has none such. `{brackets}` is what they see; `{source}` says, with the punctuation before it, what the
/// source bolds, or is empty.
#[derive(Debug, Default)]
pub(super) struct EmptyBrackets;

impl Mechanism for EmptyBrackets {
    const VALUES: &'static [&'static str] = &["brackets", "source"];
}

impl PairCheck for EmptyBrackets {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        // The full-width bracket begins as other marks of East Asia do.
        let own = context.language.map_or_else(|| ROUND_ENDS.set(), |language| language.mark_starts().set());
        Some(Gate::target(own.with(b')').with(0xef)))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        // All of them quote the source's bold, and a sentence has few.
        const MOST: usize = 64;
        let all = empty(&pair.target, context.language).take(MOST);
        let mut all = all.filter(|brackets| !is_call(pair, brackets.start)).peekable();
        if all.peek().is_none()
            || empty(&pair.source, Some(context.source)).next().is_some()
            || says_so(pair.source.text(), context.source)
        {
            return;
        }
        for empty in all {
            let finding = Finding::on(Spot::Target(empty)).with("brackets", shown(&pair.target, empty));
            found.report(finding.with("source", bolds(&pair.source)));
        }
    }
}

/// Brackets that no language does without.
const ROUND: [Marks; 2] = [Marks { opening: '(', closing: ')' }, Marks { opening: '（', closing: '）' }];

/// How those end.
static ROUND_ENDS: LazyLock<Starts> = LazyLock::new(|| ROUND.iter().map(|marks| marks.closing).collect());

/// Pairs of marks with nothing between them, shown as text.
fn empty<'d>(side: &Side<'d>, language: Option<&'d Language>) -> impl Iterator<Item = Span> + use<'d> {
    let side = *side;
    let own = language.map(Language::mark_starts).filter(|starts| side.bytes().meets(starts.set()));
    let own = own.into_iter().flat_map(move |starts| side.places_of(starts));
    let marks = language.map_or(&[][..], |language| &language.quotes);
    let brackets = language.map_or(&[][..], |language| &language.brackets);
    let own = own.filter_map(move |at| closed_at_once(side, at, [marks, brackets]));
    let round = side.places_of(&ROUND_ENDS).filter_map(move |at| closed_at_once(side, at, [&ROUND, &[]]));
    own.chain(round)
}

/// Whether round brackets stand behind the name of a function, as in the source, which has something in them.
fn is_call(pair: &Pair<'_>, start: u32) -> bool {
    let before = pair.target.view.text()[pair.target.span.start as usize..start as usize]
        .trim_end_matches([' ', '\\']);
    let word = &before[before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len()..];
    let mut names = pair.source.text().match_indices(word).filter(|_| !word.is_empty());
    names
        .any(|(at, _)| pair.source.text()[at + word.len()..].trim_start_matches([' ', '\\']).starts_with('('))
}

/// A mark that closes at a byte of the view with nothing but spaces behind its opening.
fn closed_at_once(side: Side<'_>, at: usize, [quotes, brackets]: [&[Marks]; 2]) -> Option<Span> {
    let text = &side.view.text()[..side.span.end as usize];
    // Nearly all close behind a letter or another mark of prose.
    let before = text[..at].chars().next_back()?;
    if before.is_ascii_alphanumeric() || is_east_asian_letter(before) {
        return None;
    }
    let closing = text[at..].chars().next()?;
    // Angle brackets around something are tags without a backslash, straight quotes do not tell which one opens, and single
    // ones are apostrophes.
    if matches!(closing, '’' | '‘') || closing == '>' && !matches!(before, '\\' | '<') {
        return None;
    }
    let brackets = if side.has(b']') || closing == '>' { brackets } else { &[] };
    let marks = brackets.iter().chain(quotes);
    let mut marks = marks.filter(|marks| marks.closing == closing && marks.opening != closing).peekable();
    marks.peek()?;
    // A backslash guards the mark, and readers see one that is guarded itself.
    let before = &text[side.span.start as usize..at];
    let slashes = before.len() - before.trim_end_matches('\\').len();
    if slashes > 1 {
        return None;
    }
    let opened = before[..before.len() - slashes].trim_end_matches([' ', '\u{3000}']);
    let opened = opened.strip_suffix('\\').unwrap_or(opened);
    let length = marks.find_map(|marks| opened.strip_suffix(marks.opening))?.len();
    let start = side.span.start as usize + length;
    let end = at + closing.len_utf8();
    // `[](…)` is a link without words.
    let is_link = text[end..].starts_with(['(', '{']);
    let around = side.view.outline().around(Span::at(start).start).next();
    let is_text = !is_link && around.is_some_and(|node| node.kind == Kind::Text);
    is_text.then(|| Span::new(start, end))
}

/// Whether the source shows an empty text, `""`, or speaks of brackets that others fill: `[` and `]`.
fn says_so(text: &str, source: &Language) -> bool {
    const EMPTY: [&str; 6] = ["\"\"", "\" \"", "''", "\"[\"", "“[”", "'['"];
    let mut words = text.split(|c: char| !c.is_alphabetic());
    EMPTY.iter().any(|marks| text.contains(marks))
        || words.any(|word| source.enclosed.called.contains_small(word))
}

/// As readers see it, without backslashes.
fn shown(side: &Side<'_>, span: Span) -> String {
    span.of(side.view.text()).replace('\\', "")
}

fn bolds(side: &Side<'_>) -> String {
    let bold = side.starting_nodes().iter().filter(|node| node.kind == Kind::Strong);
    let words: Vec<_> = bold.map(|node| format!("`{}`", node.inner.of(side.view.text()))).collect();
    if words.is_empty() { String::new() } else { format!("; the source bolds {}", words.join(", ")) }
}
