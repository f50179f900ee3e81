//! How labels are translated, locale by locale, by what all known pages say. Not a termbase: nobody has approved it.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::facts::{Facts, Index, SegmentFact};
use super::label::LabelFact;
use super::locale::Locale;

/// The translations of every label, with how often each was met: counted when somebody asks.
#[derive(Debug)]
pub struct Labels<'i> {
    index: &'i Index,
    kept: Option<&'i Tables>,
    counted: OnceLock<Tables>,
}

/// The labels of each locale. A document's can be taken out again.
#[derive(Debug, Default)]
pub struct Tables {
    locales: FxHashMap<Box<str>, Table>,
}

/// The labels of one locale.
#[derive(Debug, Default)]
pub struct Table {
    /// By source words: the translations, with their counts.
    labels: FxHashMap<u64, Vec<(u64, u32)>>,
    words: FxHashMap<u64, Use>,
}

/// How often some words stand as a translation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Use {
    /// In how many places.
    pub places: u32,
    /// For how many different labels.
    pub labels: u32,
}

impl<'i> Labels<'i> {
    /// Of all documents that an index knows.
    #[must_use]
    pub fn new(index: &'i Index) -> Self {
        Self { index, kept: None, counted: OnceLock::new() }
    }

    /// Of all documents that an index knows, whose labels were counted before.
    #[must_use]
    pub fn kept(index: &'i Index, tables: &'i Tables) -> Self {
        Self { index, kept: Some(tables), counted: OnceLock::new() }
    }

    /// The labels of a locale; `None` where no page of it has any.
    #[must_use]
    pub fn of(&self, locale: &Locale) -> Option<&Table> {
        self.tables().of_locale(locale)
    }

    /// Whether the translations of a label are such ones in some locale.
    pub fn any(&self, label: u64, are: impl Fn(&[(u64, u32)]) -> bool) -> bool {
        self.tables().locales.values().any(|table| are(table.translations(label)))
    }

    /// The labels whose translations are such ones in some locale, one perhaps several times, in no order.
    pub fn such(&self, are: impl Fn(u64, &[(u64, u32)]) -> bool) -> impl Iterator<Item = u64> {
        let all = self.tables().locales.values().flat_map(|table| &table.labels);
        all.filter(move |(label, translations)| are(**label, translations)).map(|(label, _)| *label)
    }

    fn tables(&self) -> &Tables {
        self.kept.unwrap_or_else(|| self.counted.get_or_init(|| Tables::of(self.index)))
    }

    /// Whether `words` are what one of the labels is mostly translated by where the page is: more than once, more often
    /// than any other, and not just the verb that any label may lose its marks to.
    #[must_use]
    pub fn is_usual(&self, path: &str, labels: &[u64], words: u64) -> bool {
        const OFTEN: u32 = 4;
        let locale = self.index.get(path).and_then(|facts| facts.locale.as_ref());
        let Some(table) = locale.and_then(|locale| self.of(locale)) else { return false };
        let all = table.of_words(words).places;
        labels.iter().any(|&label| {
            let translations = table.translations(label);
            let own = translations.iter().find(|(other, _)| *other == words).map_or(0, |(_, count)| *count);
            let most = translations.iter().map(|(_, count)| *count).max().unwrap_or(0);
            own >= 2 && own == most && (own >= OFTEN || own * 4 >= all)
        })
    }
}

impl Table {
    /// The translations of a label, with their counts, in no order.
    #[must_use]
    pub fn translations(&self, label: u64) -> &[(u64, u32)] {
        self.labels.get(&label).map_or(&[], Vec::as_slice)
    }

    /// What a label is in most places; nothing where it was met once.
    #[must_use]
    pub fn usual(&self, label: u64) -> Option<u64> {
        let usual = self.translations(label).iter().max_by_key(|(target, count)| (*count, *target));
        usual.filter(|(_, count)| *count > 1).map(|(target, _)| *target)
    }

    /// How often some words stand for a label, whichever.
    #[must_use]
    pub fn of_words(&self, words: u64) -> Use {
        self.words.get(&words).copied().unwrap_or_default()
    }
}

impl Tables {
    /// Counts the labels of all documents that an index knows.
    #[must_use]
    pub fn of(index: &Index) -> Self {
        let mut tables = Self::default();
        for facts in index.documents() {
            tables.add(facts);
        }
        tables
    }

    /// The labels of a locale; `None` where no page of it has any.
    #[must_use]
    pub fn of_locale(&self, locale: &Locale) -> Option<&Table> {
        self.locales.get(locale.as_str())
    }

    /// Counts a document's labels.
    pub fn add(&mut self, facts: &Facts) {
        let Some(locale) = facts.locale.as_ref().filter(|_| !facts.labels.is_empty()) else { return };
        if !self.locales.contains_key(locale.as_str()) {
            self.locales.insert(locale.as_str().into(), Table::default());
        }
        let Some(table) = self.locales.get_mut(locale.as_str()) else { return };
        for fact in &facts.labels {
            let words = table.words.entry(fact.target).or_default();
            words.places += 1;
            // Few translations stand for one label: a list of them is smaller than a table, and as quick.
            let counts = table.labels.entry(fact.source).or_default();
            match counts.iter_mut().find(|(target, _)| *target == fact.target) {
                Some((_, count)) => *count += 1,
                None => {
                    counts.push((fact.target, 1));
                    words.labels += 1;
                }
            }
        }
    }

    /// Takes a document's labels out, which were counted.
    pub fn remove(&mut self, facts: &Facts) {
        let locale = facts.locale.as_ref().map_or("", |locale| locale.as_str());
        let Some(table) = self.locales.get_mut(locale) else { return };
        for fact in &facts.labels {
            let Some(counts) = table.labels.get_mut(&fact.source) else { continue };
            let Some(at) = counts.iter().position(|(target, _)| *target == fact.target) else { continue };
            counts[at].1 -= 1;
            let is_last = counts[at].1 == 0;
            if is_last {
                counts.swap_remove(at);
            }
            if counts.is_empty() {
                table.labels.remove(&fact.source);
            }
            let Some(words) = table.words.get_mut(&fact.target) else { continue };
            words.places -= 1;
            words.labels -= u32::from(is_last);
            if words.places == 0 {
                table.words.remove(&fact.target);
            }
        }
    }
}

impl Facts {
    /// The labels of the segment that begins at a byte.
    #[must_use]
    pub fn labels_of(&self, start: u32) -> &[LabelFact] {
        let behind = self.segments.partition_point(|segment| segment.start <= start);
        let end = self.segments.get(behind).map_or(u32::MAX, |next| next.start);
        let from = self.labels.partition_point(|fact| fact.start < start);
        let to = self.labels.partition_point(|fact| fact.start < end);
        &self.labels[from..to.max(from)]
    }

    /// The labels with such words in the source, with their indices, in document order.
    pub fn labels_named(&self, source: u64) -> impl Iterator<Item = (usize, &LabelFact)> {
        let order = self.by_source.get(|| {
            let mut order: Vec<_> = (0..).zip(&self.labels).map(|(at, label)| (label.source, at)).collect();
            order.sort_unstable();
            order
        });
        let from = order.partition_point(|(key, _)| *key < source);
        let same = order[from..].iter().take_while(move |(key, _)| *key == source);
        same.map(|&(_, at)| (at as usize, &self.labels[at as usize]))
    }

    /// The segment that a byte lies in.
    #[must_use]
    pub fn segment_at(&self, offset: u32) -> Option<&SegmentFact> {
        let behind = self.segments.partition_point(|segment| segment.start <= offset);
        behind.checked_sub(1).map(|at| &self.segments[at])
    }
}
