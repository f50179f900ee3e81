//! Where a label stands, and its words there. Not a mechanism: what those about labels have in common.

use rustc_hash::FxHashSet;

use super::CorpusContext;
use super::label_name::{Name, bigrams, squeezed};
use crate::model::comparison::Segment;
use crate::model::{Facts, LabelFact, label};

/// One place of a label.
#[derive(Clone, Copy)]
pub(super) struct Place<'f> {
    pub(super) facts: &'f Facts,
    pub(super) label: LabelFact,
    /// Its index among the labels of its document.
    at: usize,
}

impl<'f> Place<'f> {
    /// The places that a label has in a document, in order.
    pub(super) fn all(facts: &'f Facts, label: u64) -> impl Iterator<Item = Self> {
        facts.labels_named(label).map(move |(at, &label)| Place { facts, label, at })
    }

    /// The words of the source.
    pub(super) fn source(self, context: &CorpusContext<'_, '_>) -> Option<String> {
        let [_, known] = self.facts.label_words(self.at);
        known.map(str::to_owned).or_else(|| self.read(self.label.source_start, context))
    }

    /// The words of the translation.
    pub(super) fn target(self, context: &CorpusContext<'_, '_>) -> Option<String> {
        let [known, _] = self.facts.label_words(self.at);
        known.map(str::to_owned).or_else(|| self.read(self.label.start, context))
    }

    /// What the facts do not keep, from the text.
    fn read(self, start: u32, context: &CorpusContext<'_, '_>) -> Option<String> {
        let segment = context.segment(self.facts, self.facts.segment_at(self.label.start)?.start)?;
        words(&segment, start).map(|words| words.trim().to_owned())
    }
}

/// The words that begin behind opening marks at a byte of the document.
pub(super) fn words(segment: &Segment, start: u32) -> Option<&str> {
    label::words(&segment.text, start)
}

/// A capital, two letters, few words: `**not**` and `**5**` are no labels.
pub(super) fn is_label(name: &str, most_words: usize) -> bool {
    name.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
        && name.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && name.split_whitespace().count() <= most_words
}

/// Whether the usual words, or most of their pairs of letters, stand outside of the marks: then the marks moved.
pub(super) fn is_elsewhere(segment: &Segment, place: LabelFact, usual: &Name) -> bool {
    let Some(own) = words(segment, place.start) else { return true };
    let target = segment.target;
    let before = segment.text.get(target.start as usize..place.start as usize).unwrap_or_default();
    let behind = segment.text.get(place.start as usize + own.len()..target.end as usize).unwrap_or_default();
    let usual = usual.squeezed.as_str();
    let rest = format!("{}\u{0}{}", squeezed(before), squeezed(behind));
    if rest.contains(usual) {
        return true;
    }
    let there: FxHashSet<(char, char)> = bigrams(&rest).collect();
    let all = bigrams(usual).count();
    let known = bigrams(usual).filter(|pair| there.contains(pair)).count();
    all > 0 && known * 10 >= all * 7
}
