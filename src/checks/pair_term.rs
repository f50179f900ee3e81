//! `pair.term`: a translation calls things what the termbase calls them. Only what a person has put into a termbase;
//! nothing is guessed.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::termbase::{Entry, Mode, Target, Terms};
use crate::model::{Locale, Pair, Side};
use crate::syntax::markdown::Kind;
use crate::text::{Span, on_one_line};

/// What the source names, held against the termbase. `{term}` is the term as the source says it, `{preferred}` what it is
/// called, `{found}` what the translation says instead, `{length}` is `long` where the source has more than
/// `long` words, else `short`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairTerm {
    /// What is looked for.
    find: Wrong,
    /// How many words make a source long. In a long sentence a translator may leave a term out.
    #[serde(default = "usize_max")]
    long: usize,
}

/// What a translation can have wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Wrong {
    /// It calls a term what the termbase forbids.
    Forbidden,
    /// It calls a term nothing that the termbase has.
    Missing,
    /// It lacks a word that is not to be translated.
    Kept,
    /// It calls two terms the same that must differ.
    Collapsed,
}

fn usize_max() -> usize {
    usize::MAX
}

impl Mechanism for PairTerm {
    const VALUES: &'static [&'static str] = &["term", "preferred", "found", "length"];
    const ROLES: &'static [&'static str] = &["source"];
}

impl PairCheck for PairTerm {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.terms.and(context.locale).map(|_| Gate::default())
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let (Some(terms), Some(locale)) = (context.terms, context.locale) else { return };
        let mut seen: Vec<usize> = Vec::new();
        let mut spoken = None;
        for (entry, place) in named(terms, &pair.source) {
            let source = place.of(pair.source.view.text());
            let words = spoken.get_or_insert_with(|| words(&pair.target));
            let finding = match (self.find, entry) {
                (Wrong::Kept, Entry::Keep(keep)) => {
                    let Some(allowed) = keep.in_locale(locale) else { continue };
                    // Who knows which endings a language gives to names.
                    let modes: &[_] = match context.language {
                        Some(_) => &[Mode::Substring],
                        None => &[Mode::Substring, Mode::Stem],
                    };
                    let said = |word: &str| {
                        words.contains(word) || modes.iter().any(|mode| mode.find(words, word).is_some())
                    };
                    if said(source) || said(&keep.term) || allowed.iter().any(|word| said(word)) {
                        continue;
                    }
                    Finding::on(Spot::Target(pair.target.trimmed())).with("preferred", &*keep.term)
                }
                (Wrong::Kept, _) | (_, Entry::Keep(_)) => continue,
                (_, Entry::Term(number, _)) => {
                    // One term is said once, however often the sentence names it.
                    if seen.contains(&number) {
                        continue;
                    }
                    seen.push(number);
                    let Some(finding) = self.term(terms, number, (pair, words, locale), context) else {
                        continue;
                    };
                    finding
                }
            };
            let long = pair.source.text().split_whitespace().nth(self.long).is_some();
            let finding =
                finding.with("term", on_one_line(source)).with("length", if long { "long" } else { "short" });
            found.report(finding.related_on("source", Spot::Source(place)));
        }
    }
}

impl PairTerm {
    fn term(
        &self,
        terms: &Terms,
        number: usize,
        (pair, words, locale): (&Pair<'_>, &str, &Locale),
        context: &PairContext<'_>,
    ) -> Option<Finding> {
        let target = terms.target(number, locale, context.path)?;
        let mode = mode(target, context);
        let good = || std::iter::once(&target.preferred).chain(&target.allowed);
        let named = || good().any(|word| mode.find(words, word).is_some());
        match self.find {
            Wrong::Forbidden => {
                let (word, place) = target.forbidden.iter().find_map(|word| {
                    // A forbidden word inside of a good one is no fault.
                    let hidden = good().any(|good| {
                        Mode::Substring.find(good, word).is_some() && mode.find(words, good).is_some()
                    });
                    (!hidden && mode.find(words, word).is_some())
                        .then(|| (word, place(&pair.target, mode, word)))
                })?;
                Some(
                    Finding::on(Spot::Target(place))
                        .with("found", &**word)
                        .with("preferred", &*target.preferred),
                )
            }
            Wrong::Missing => {
                let wrong = target.forbidden.iter().any(|word| mode.find(words, word).is_some());
                (!wrong && !named()).then(|| {
                    Finding::on(Spot::Target(pair.target.trimmed())).with("preferred", &*target.preferred)
                })
            }
            Wrong::Collapsed => {
                let (_, term) = terms.find(pair.source.text(), true).find_map(|(entry, _)| match entry {
                    Entry::Term(at, term) if at == number => Some((at, term)),
                    _ => None,
                })?;
                let other = term.distinct_from.iter().find_map(|id| {
                    let (other, _) = terms.by_id(id)?;
                    let here = self::named(terms, &pair.source)
                        .any(|(entry, _)| matches!(entry, Entry::Term(at, _) if at == other));
                    let called = terms.target(other, locale, context.path)?;
                    let missing = mode.find(words, &called.preferred).is_none();
                    (here && missing && named()).then_some(called)
                })?;
                let place = place(&pair.target, mode, &target.preferred);
                Some(
                    Finding::on(Spot::Target(place))
                        .with("found", &*target.preferred)
                        .with("preferred", &*other.preferred),
                )
            }
            Wrong::Kept => None,
        }
    }
}

/// What the words of a side name. Code and destinations name nothing.
fn named<'t>(terms: &'t Terms, side: &Side<'t>) -> impl Iterator<Item = (Entry<'t>, Span)> + use<'t> {
    let (text, start) = (side.view.text(), side.span.start);
    let texts = side.starting_nodes().iter().filter(|node| node.kind == Kind::Text);
    texts.flat_map(move |node| {
        let begins = text[start as usize..node.outer.start as usize].trim().is_empty();
        let shift = node.outer.start;
        let found = terms.find(node.outer.of(text), begins);
        found.map(move |(entry, span)| (entry, Span { start: span.start + shift, end: span.end + shift }))
    })
}

/// What readers of a side see: words and code, without marks and destinations, on one line.
fn words(side: &Side<'_>) -> String {
    let shown = side.starting_nodes().iter().filter_map(|node| match node.kind {
        Kind::Text | Kind::Code => Some(node.inner.of(side.view.text())),
        Kind::Break => Some(" "),
        _ => None,
    });
    shown.collect()
}

/// The language's way of joining words, where the termbase names none.
fn mode(target: &Target, context: &PairContext<'_>) -> Mode {
    target.mode.unwrap_or(match context.language {
        Some(language) if !language.parts_words() => Mode::Substring,
        _ => Mode::Stem,
    })
}

/// Where a side says a word in one piece; all of it where marks stand in between.
fn place(side: &Side<'_>, mode: Mode, word: &str) -> Span {
    let texts = side.starting_nodes().iter().filter(|node| matches!(node.kind, Kind::Text | Kind::Code));
    let found = texts.filter_map(|node| {
        let span = mode.find(node.inner.of(side.view.text()), word)?;
        Some(Span { start: span.start + node.inner.start, end: span.end + node.inner.start })
    });
    found.into_iter().next().unwrap_or_else(|| side.trimmed())
}
