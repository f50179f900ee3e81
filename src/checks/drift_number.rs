//! `drift.number`: how many, and when, in one text of a page and in another.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::drift_words::{self, Report, Sentence, Word};
use super::{GroupCheck, GroupContext, GroupFinding, Mechanism, Quoted};
use crate::model::{Comparison, Group, Words, align};

/// Numbers and dates that were replaced by others, in a sentence that is otherwise the same.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Number {
    /// Number words, by what they count.
    words: BTreeMap<String, u32>,
    /// Months, with their short forms, by their number.
    months: BTreeMap<String, u32>,
    /// What makes a number an ordinal when it stands right behind it: `th`.
    #[serde(default)]
    ordinals: Words,
    /// How much of the other words must be the same, in percent.
    least_percent: u8,
}

/// What a word counts.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Number(String),
    Month(u32),
}

impl Mechanism for Number {
    const VALUES: &'static [&'static str] = drift_words::VALUES;
    const ROLES: &'static [&'static str] = drift_words::NEWER;
}

impl GroupCheck for Number {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for comparison in context.comparisons(group).iter().filter(|comparison| !comparison.twins) {
            self.compare(comparison, found);
        }
    }
}

impl Number {
    fn compare(&self, comparison: &Comparison<'_>, found: &mut Vec<GroupFinding>) {
        for change in &comparison.changed {
            if !self.may_count(&change.before) || !self.may_count(&change.after) {
                continue;
            }
            let (before, after) = (Sentence::read(&change.before), Sentence::read(&change.after));
            let Some((from, to)) = self.replaced(&before, &after) else { continue };
            let quoted = |number: &str| {
                let digits = number.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').next();
                Quoted::Number(digits.unwrap_or_default().trim_end_matches(['.', ',']).into())
            };
            let quoted = Some((quoted(&from), quoted(&to)));
            Report { comparison, older: change.older, newer: change.newer, from, to, quoted }.to(found);
        }
    }

    /// Most sentences have no number, and are not parsed.
    fn may_count(&self, text: &str) -> bool {
        text.bytes().any(|byte| byte.is_ascii_digit()) || {
            let lower = text.to_lowercase();
            self.words.keys().any(|word| lower.contains(word.as_str()))
        }
    }

    /// The first number that stands in another's place, with the word that it counts.
    fn replaced(&self, before: &Sentence, after: &Sentence) -> Option<(String, String)> {
        let values = |sentence: &Sentence| {
            let words = sentence.words.iter().enumerate();
            words
                .map(|(at, word)| {
                    self.value(
                        word,
                        sentence.words.get(at + 1),
                        at.checked_sub(1).map(|at| &sentence.words[at]),
                    )
                })
                .collect::<Vec<_>>()
        };
        let (one, other) = (values(before), values(after));
        // Each number is its place, and nothing else, when the sentences are aligned.
        let same = |a: usize, b: usize| {
            let alike = match (&one[a], &other[b]) {
                (Some(Value::Number(_)), Some(Value::Number(_)))
                | (Some(Value::Month(_)), Some(Value::Month(_))) => true,
                (None, None) => stem(&before.words[a]) == stem(&after.words[b]),
                _ => false,
            };
            f32::from(u8::from(alike))
        };
        let pairs = align::best(one.len(), other.len(), same);
        let share = 200 * pairs.len() / (one.len() + other.len()).max(1);
        let numbers = |values: &[Option<Value>]| values.iter().flatten().count();
        if share < usize::from(self.least_percent) || numbers(&one) != numbers(&other) {
            return None;
        }
        let &(a, b) = pairs.iter().find(|&&(a, b)| one[a] != other[b])?;
        // What another place of the same sentence says was moved.
        let moved = one.contains(&other[b]) || other.contains(&one[a]);
        // With what it counts: a day behind a month, a word in lower case.
        let phrase = |sentence: &Sentence, at: usize| {
            let counted = sentence.words.get(at + 1).is_some_and(|word| !word.is_capital && !word.is_first);
            sentence.slice(at..at + 1 + usize::from(counted)).to_owned()
        };
        (!moved).then(|| (phrase(before, a), phrase(after, b)))
    }

    fn value(&self, word: &Word, next: Option<&Word>, previous: Option<&Word>) -> Option<Value> {
        let counts = |word: Option<&Word>| {
            word.is_some_and(|word| word.folded.starts_with(|c: char| c.is_ascii_digit()))
        };
        if let Some(&month) = self.months.get(&word.folded) {
            // "may" is a verb more often than a month.
            return (word.is_capital && (counts(next) || counts(previous))).then_some(Value::Month(month));
        }
        if let Some(number) = self.words.get(&word.folded) {
            return Some(Value::Number(number.to_string()));
        }
        let ordinal = self.ordinals.longest_suffix(&word.folded);
        let digits = &word.folded[..ordinal.unwrap_or(word.folded.len())];
        let is_number =
            digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ':' | '%' | '/' | '-'));
        if !is_number || !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let plain: String = digits.chars().filter(|c| *c != ',').collect();
        Some(Value::Number(plain.trim_start_matches('0').to_owned()))
    }
}

/// One and many are one word.
fn stem(word: &Word) -> &str {
    word.folded.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(&word.folded)
}
