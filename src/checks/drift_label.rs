//! `drift.label`: what a sentence calls a thing on screen, in one text of a page and in another.

use schemars::JsonSchema;
use serde::Deserialize;

use super::drift_words::{self, Report, Sentence, squeezed};
use super::{GroupCheck, GroupContext, GroupFinding, Mechanism, Quoted};
use crate::model::{Comparison, Group, align};

/// Bold words that were replaced in their place.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Label {
    /// How many words a label may have; more are a sentence.
    most_words: usize,
}

impl Mechanism for Label {
    const VALUES: &'static [&'static str] = drift_words::VALUES;
    const ROLES: &'static [&'static str] = drift_words::ROLES;
}

impl GroupCheck for Label {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for comparison in context.comparisons(group) {
            self.compare(comparison, found);
        }
    }
}

impl Label {
    fn compare(&self, comparison: &Comparison<'_>, found: &mut Vec<GroupFinding>) {
        let mut known: Vec<(String, String)> = Vec::new();
        for change in &comparison.changed {
            // Most sentences have no label, and are not parsed.
            if !is_bold(&change.before) || !is_bold(&change.after) {
                continue;
            }
            let (before, after) = (Sentence::read(&change.before), Sentence::read(&change.after));
            for (from, to) in self.replaced(&before, &after) {
                if known.iter().any(|(a, b)| *a == from && *b == to) {
                    continue;
                }
                known.push((from.clone(), to.clone()));
                let quoted = Some((Quoted::Label(from.as_str().into()), Quoted::Label(to.as_str().into())));
                Report { comparison, older: change.older, newer: change.newer, from, to, quoted }.to(found);
            }
        }
    }

    /// Labels that stand in each other's place.
    fn replaced(&self, before: &Sentence, after: &Sentence) -> Vec<(String, String)> {
        let folded = |sentence: &Sentence| {
            (0..sentence.labels.len()).map(|at| squeezed(sentence.label(at))).collect::<Vec<_>>()
        };
        let (one, other) = (folded(before), folded(after));
        let same = |a: usize, b: usize| f32::from(u8::from(one[a] == other[b]));
        let pairs = align::best(one.len(), other.len(), same);
        let (mut a, mut b) = (0, 0);
        let mut replaced = Vec::new();
        for (x, y) in pairs.into_iter().chain([(one.len(), other.len())]) {
            // Several next to each other: only where nothing tells them apart but their place.
            if x - a == y - b && (x - a == 1 || one.len() == other.len()) {
                let both = (a..x).zip(b..y).filter(|&(a, b)| self.is_renamed((before, a), (after, b)));
                replaced.extend(both.map(|(a, b)| (before.label(a).to_owned(), after.label(b).to_owned())));
            }
            (a, b) = (x + 1, y + 1);
        }
        replaced
    }

    fn is_renamed(&self, (before, a): (&Sentence, usize), (after, b): (&Sentence, usize)) -> bool {
        let (from, to) = (before.label(a), after.label(b));
        // What opens an item of a list names the item: another item is no new name of this one.
        let opens = before.begins_with(a) || after.begins_with(b);
        self.is_label(from)
            && self.is_label(to)
            && !before.holds(to)
            && !after.holds(from)
            && (!opens || before.rest(a) == after.rest(b))
    }

    fn is_label(&self, words: &str) -> bool {
        words.starts_with(char::is_uppercase) && words.split_whitespace().count() <= self.most_words
    }
}

fn is_bold(text: &str) -> bool {
    text.contains("**") || text.contains("__")
}
