//! `pair.kept-words`: a cell or a label in the language of the source, where every other locale of the page translates it.
//! Not sentences, which are told by themselves, and not names that somebody else keeps as well.

use schemars::JsonSchema;
use serde::Deserialize;

use super::page_words::PageWords;
use super::{Condition, Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold};
use crate::model::{Pair, Side};
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// Segments of few words, and bold ones in a translated sentence, that are as the source has them, in languages that do
/// not write in Latin letters. `{words}` is what was kept, `{locales}` how many others translate it. Nothing is said
/// where one of them keeps it, or where there are fewer than asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KeptWords {
    /// How many words there are at most.
    words: usize,
    /// How many other locales must have the sentence, and translate it.
    locales: usize,
}

impl Mechanism for KeptWords {
    const VALUES: &'static [&'static str] = &["words", "locales"];
    const NEEDS: &'static [&'static str] = &["scripts"];
}

impl PairCheck for KeptWords {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.writes_latin())?;
        Some(Gate::default())
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let (source, target) = (pair.source.text(), pair.target.text());
        let is_whole = source == target;
        let may_hold = pair.target.has(b'*') && may_hold_label(target.as_bytes());
        if !(is_whole || may_hold) {
            return;
        }
        let mut report = |place: Span, words: &str, label: Option<u64>| {
            if self.is_asked(words, context) && !has_name(words, context.page) {
                let condition = Condition::Translated { label, locales: self.locales };
                found.report(Finding::on(Spot::Target(place)).with("words", words).only(condition));
            }
        };
        if is_whole {
            let node = shown(&pair.target);
            report(node.unwrap_or(pair.target.span), plain(target), None);
            return;
        }
        let (sources, targets) = (bold::runs(&pair.source), bold::runs(&pair.target));
        if sources.len() != targets.len() {
            return;
        }
        for (own, run) in sources.iter().zip(&targets) {
            let (label, here) = (bold::key(&pair.source, *own), bold::key(&pair.target, *run));
            if label == here && label != 0 && !is_glossed(&pair.target, run.1.outer) {
                let words = run.1.inner.of(pair.target.view.text());
                report(run.1.inner, plain(words), Some(label));
            }
        }
    }
}

impl KeptWords {
    /// Whether it is a word with a capital letter and perhaps others behind it, and none that is kept.
    fn is_asked(&self, words: &str, context: &PairContext<'_>) -> bool {
        let letters = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let plain = |word: &str| letters(word) && !word[1..].bytes().any(|byte| byte.is_ascii_uppercase());
        let kept = |word: &str| {
            context.page.code().contains(word) || context.keep.iter().any(|term| term.contains(word))
        };
        words.len() > 2
            && words.starts_with(|c: char| c.is_ascii_uppercase())
            && words.split(' ').count() <= self.words
            && words.split(' ').all(|word| !word.is_empty() && plain(word))
            && !words.split(' ').any(kept)
    }
}

/// Whether a translation stands in parentheses behind a label: `**Save** (저장)`.
fn is_glossed(side: &Side<'_>, run: Span) -> bool {
    let behind = Span { start: run.end, end: side.span.end }.of(side.view.text());
    let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || "\\]」*".contains(c));
    behind.starts_with(['(', '（'])
}

/// Whether one of several words stands elsewhere in the translation of the page, too, in what people read: a name, as
/// `Quayside` in `Quayside Agreement`.
fn has_name(words: &str, page: &PageWords<'_>) -> bool {
    let here = |word| words.split(' ').filter(|other| *other == word).count();
    let mut long = words.split(' ').filter(|word| word.len() > 3 && word.len() < words.len());
    long.any(|word| page.target().of(word).prose > here(word))
}

/// Whether bold may begin with a Latin capital: most sentences end here.
fn may_hold_label(bytes: &[u8]) -> bool {
    let behind = |at: usize| bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase);
    memchr::memchr2_iter(b'*', b'[', bytes).any(behind)
}

/// The words without marks around them.
fn plain(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "*_[]\"“”「」：:.".contains(c))
}

/// What readers see first of a side.
fn shown(side: &Side<'_>) -> Option<Span> {
    side.starting_nodes()
        .iter()
        .find(|node| node.kind == Kind::Text && side.span.contains(node.inner))
        .map(|node| node.inner)
}
