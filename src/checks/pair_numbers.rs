//! `pair.numbers`: the numbers of the source, in the translation.

use schemars::JsonSchema;
use serde::Deserialize;

use super::quantity::{DIGITS, Number, Reading, WIDE, compare, digit, has_digit, next_digit};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::Kind;
use crate::text::next_of;

/// Numbers that differ after all that languages write differently is made equal. `{source}` is the number of the
/// source, `{target}` that of the translation, each with its unit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// Which.
    kind: NumberKind,
}

/// How numbers may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum NumberKind {
    /// One is missing, and another one is there instead; or one counts something else.
    Changed,
    /// One is missing, and nothing else is there. `{target}` is empty.
    Lost,
    /// One is there that the source has not. `{source}` is empty.
    Added,
}

impl Mechanism for Numbers {
    const VALUES: &'static [&'static str] = &["source", "target"];
    const NEEDS: &'static [&'static str] = &["units", "number-words"];
}

impl PairCheck for Numbers {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.number_words.is_empty())?;
        Some(match self.kind {
            NumberKind::Changed | NumberKind::Lost => Gate::source(DIGITS),
            NumberKind::Added => Gate::either(DIGITS),
        })
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        // Most pairs end here: no digits, or the same digits in the same order with nothing that could change.
        if !may_differ(pair, context, self.kind) {
            return;
        }
        let source = context.readings.source(pair, context);
        let target = context.readings.target(pair, language, context);
        let comparison = compare((source, context.source), (target, language));
        // Each is held against all that are extra: where more differ, these tell enough.
        const MOST: usize = 64;
        let mut missing = comparison.missing;
        missing.truncate(MOST);
        // `=LEN("harbor")` gives 6, and `=LÄNGE("Hafen")` 5.
        if !missing.is_empty() && has_other_formula(pair) {
            return;
        }
        let mut extra = comparison.extra.iter();
        let report = |from: Option<&usize>, to: Option<&usize>, found: &mut Findings| {
            let spot = match (to, from) {
                (Some(&to), _) => Spot::Target(target.prose.span(&target.numbers[to].range)),
                _ => Spot::Target(pair.target.span),
            };
            let words = |reading: &Reading, at: Option<&usize>| {
                at.map_or_else(String::new, |&at| shown(reading, &reading.numbers[at]))
            };
            let finding = Finding::on(spot).with("source", words(source, from));
            found.report(finding.with("target", words(target, to)));
        };
        match self.kind {
            NumberKind::Changed => {
                for to in extra {
                    let like = |&at: &usize| alike(source, missing[at], target, *to);
                    let Some(best) = (0..missing.len()).rev().max_by_key(like) else { break };
                    let from = missing.remove(best);
                    report(Some(&from), Some(to), found);
                }
                for (from, to) in &comparison.units {
                    report(Some(from), Some(to), found);
                }
            }
            NumberKind::Lost if extra.next().is_none() => {
                missing.iter().for_each(|from| report(Some(from), None, found));
            }
            NumberKind::Added if missing.is_empty() => extra.for_each(|to| report(None, Some(to), found)),
            _ => {}
        }
    }
}

/// Whether the source has a formula with words to be read that the translation has not.
fn has_other_formula(pair: &Pair<'_>) -> bool {
    let text = pair.source.view.text();
    let code = pair
        .source
        .starting_nodes()
        .iter()
        .filter(|node| node.kind == Kind::Code)
        .map(|node| node.inner.of(text));
    let mut formulas = code.filter(|code| code.starts_with('=') && code.contains('"'));
    formulas.any(|formula| !pair.target.text().contains(formula))
}

/// How much two numbers look alike: by the digits that they begin with, less those that one has more.
fn alike(source: &Reading, from: usize, target: &Reading, to: usize) -> isize {
    let digits = |reading: &Reading, at: usize| {
        let text = &reading.prose.text[reading.numbers[at].range.clone()];
        text.chars().filter_map(digit).collect::<Vec<_>>()
    };
    let (from, to) = (digits(source, from), digits(target, to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    2 * common.cast_signed() - from.len().abs_diff(to.len()).cast_signed()
}

/// `30 days`: a number with the unit behind it.
fn shown(reading: &Reading, number: &Number) -> String {
    let end = number.unit.as_ref().map_or(number.range.end, |(_, mark)| mark.end);
    let text = &reading.prose.text;
    let ordinal = text[end..].chars().take_while(|c| number.ordinal && c.is_ascii_lowercase()).count();
    text[number.range.start..end + ordinal].to_owned()
}

fn may_differ(pair: &Pair<'_>, context: &PairContext<'_>, kind: NumberKind) -> bool {
    let (source, target) = (&pair.source, &pair.target);
    if kind == NumberKind::Changed && !has_digit(target) {
        return false;
    }
    // Full-width digits are rare.
    let (same, any) = if source.has(WIDE) || target.has(WIDE) {
        let digits = |side| words(side).flat_map(str::chars).filter_map(digit);
        (digits(source).eq(digits(target)), digits(source).next().is_some())
    } else {
        let (ours, theirs) = (Digits::of(target), Digits::of(source));
        (ours.is_some() && ours == theirs, theirs.is_none_or(|digits| digits.length > 0))
    };
    // The same digits may count something else.
    !same || any && has_units(source, context)
}

/// All ASCII digits of a side.
#[derive(PartialEq, Eq)]
struct Digits {
    /// Zeros behind the last.
    digits: [u8; 64],
    length: usize,
}

impl Digits {
    /// `None` where there are too many.
    fn of(side: &Side<'_>) -> Option<Self> {
        let mut found = Self { digits: [0; 64], length: 0 };
        for text in words(side) {
            let mut at = 0;
            while let Some(start) = next_of(text.as_bytes(), at, |byte| u8::from(byte.is_ascii_digit())) {
                *found.digits.get_mut(found.length)? = text.as_bytes()[start];
                found.length += 1;
                at = start + 1;
            }
        }
        Some(found)
    }
}

/// Whether a unit of time stands behind a number, or could.
fn has_units(side: &Side<'_>, context: &PairContext<'_>) -> bool {
    words(side).any(|text| {
        let mut at = 0;
        while let Some(start) = next_digit(text, at) {
            at = start + text[start..].chars().next().map_or(1, char::len_utf8);
            let word = text[at..].trim_start_matches([' ', '-', '\u{a0}']);
            let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
            let word = &word[..end];
            if context.source.units.get(word).is_some() || context.source.ordinals.contains(word) {
                return true;
            }
        }
        false
    })
}

/// The runs of words of a side.
fn words<'d>(side: &Side<'d>) -> impl Iterator<Item = &'d str> {
    let text = side.view.text();
    side.starting_nodes().iter().filter(|node| node.kind == Kind::Text).map(|node| node.outer.of(text))
}
