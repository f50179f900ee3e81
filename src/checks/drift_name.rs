//! `drift.name`: what a sentence calls a product or a thing, in one text of a page and in another.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use super::drift_words::{self, Hunk, Report, Sentence};
use super::{GroupCheck, GroupContext, GroupFinding, Mechanism};
use crate::model::{Comparison, Group};

/// Capitalised words that were replaced by others in their place.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Name {
    /// How many words may be replaced; more are another sentence.
    most_words: usize,
    /// How many words in lower case a sentence must have; fewer are a title, whose capitals mean nothing.
    least_plain: usize,
    /// Capitalised words that are no names: months, days.
    except: Vec<String>,
}

impl Mechanism for Name {
    const VALUES: &'static [&'static str] = drift_words::SAID;
    const ROLES: &'static [&'static str] = drift_words::ROLES;
}

impl GroupCheck for Name {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for comparison in context.comparisons(group) {
            self.compare(comparison, found);
        }
    }
}

impl Name {
    fn compare(&self, comparison: &Comparison<'_>, found: &mut Vec<GroupFinding>) {
        let mut known: Vec<(String, String)> = Vec::new();
        for change in &comparison.changed {
            let (before, after) = (Sentence::read(&change.before), Sentence::read(&change.after));
            if self.plain(&before) < self.least_plain || self.plain(&after) < self.least_plain {
                continue;
            }
            for hunk in before.hunks(&after) {
                let Some((from, to)) = self.renamed(&before, &after, hunk) else { continue };
                let names = (before.slice(from).to_owned(), after.slice(to).to_owned());
                if before.holds(&names.1) || after.holds(&names.0) || known.contains(&names) {
                    continue;
                }
                known.push(names.clone());
                let (from, to) = names;
                Report { comparison, older: change.older, newer: change.newer, from, to, quoted: None }
                    .to(found);
            }
        }
    }

    fn plain(&self, sentence: &Sentence) -> usize {
        sentence.words.iter().filter(|word| !word.is_capital).count()
    }

    /// Both names, whole: with the capitalised words around what differs.
    fn renamed(
        &self,
        before: &Sentence,
        after: &Sentence,
        (a, b): Hunk,
    ) -> Option<(Range<usize>, Range<usize>)> {
        let is_name = |sentence: &Sentence, range: &Range<usize>| {
            let words = &sentence.words[range.clone()];
            !words.is_empty()
                && words.len() <= self.most_words
                && words.iter().all(|word| word.is_capital && !self.except.contains(&word.folded))
                && !in_label(sentence, range)
        };
        if !is_name(before, &a) || !is_name(after, &b) {
            return None;
        }
        // The first word of a sentence is capitalised whatever it means.
        let opens = before.words[a.start].is_first || after.words[b.start].is_first;
        if opens && a.len() == 1 && b.len() == 1
            || is_short_for(before.slice(a.clone()), after.slice(b.clone()))
        {
            return None;
        }
        Some((widened(before, a), widened(after, b)))
    }
}

/// Labels are another mechanism's.
fn in_label(sentence: &Sentence, range: &Range<usize>) -> bool {
    let words = &sentence.words[range.clone()];
    words.iter().any(|word| sentence.labels.iter().any(|label| label.contains(word.span)))
}

/// Whether one of two names is an abbreviation of the other: its letters stand in the other in their order.
fn is_short_for(one: &str, other: &str) -> bool {
    let is_short = |short: &str, long: &str| {
        let mut letters = long.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase());
        (2..=6).contains(&short.len())
            && short.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && short.chars().next() == long.chars().next()
            && short.chars().all(|c| letters.any(|letter| letter == c))
    };
    is_short(one, other) || is_short(other, one)
}

/// With the names and numbers directly before and behind.
fn widened(sentence: &Sentence, range: Range<usize>) -> Range<usize> {
    let words = &sentence.words;
    let joins = |left: usize, right: usize| {
        let gap = &sentence.text[words[left].span.end as usize..words[right].span.start as usize];
        gap == " "
    };
    let (mut start, mut end) = (range.start, range.end);
    let is_free = |at: usize| !in_label(sentence, &(at..at + 1));
    while start > 0
        && joins(start - 1, start)
        && is_free(start - 1)
        && words[start - 1].is_capital
        && !words[start - 1].is_first
    {
        start -= 1;
    }
    let counts =
        |word: &drift_words::Word| word.is_capital || word.folded.starts_with(|c: char| c.is_ascii_digit());
    while end < words.len() && joins(end - 1, end) && is_free(end) && counts(&words[end]) {
        end += 1;
    }
    start..end
}
