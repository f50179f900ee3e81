//! Everything that is known and found, kept up to date document by document: a change judges again only the groups and
//! the keys that its document has a part in. Not who reads documents, nor when.

mod groups;
mod keys;
mod mend;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::finish::{self, Counted};
use super::{Checked, Engine, Found, Outside, Profile};
use crate::diagnostic::Diagnostic;
use crate::model::{Facts, Index, Labels, Locale, Tables};
use groups::GroupPhase;
use keys::KeyPhase;

/// The findings of many documents, one by one and across them.
#[expect(missing_debug_implementations, reason = "it is as large as the repository")]
#[derive(Default)]
pub struct Incremental {
    index: Arc<Index>,
    /// What was found in each document.
    own: FxHashMap<Arc<str>, Vec<Found>>,
    labels: Tables,
    profile: Profile,
    groups: GroupPhase,
    keys: KeyPhase,
}

/// What has become of a document.
#[derive(Debug)]
pub enum Now {
    /// It was checked.
    Checked(Box<Checked>),
    /// It cannot be checked, and this is to be said.
    Unchecked(Arc<str>, Option<Box<Found>>),
    /// It is no longer there.
    Gone(Arc<str>),
}

/// A document's facts before and after.
struct Change {
    path: Arc<str>,
    before: Option<Arc<Facts>>,
    after: Option<Arc<Facts>>,
}

impl Incremental {
    /// Takes in what was found in every document, and looks across them.
    #[must_use]
    pub fn new(engine: &Engine, index: Index, found: Vec<Found>, outside: &Outside<'_>) -> Self {
        let mut own: FxHashMap<Arc<str>, Vec<Found>> = FxHashMap::default();
        for found in found {
            own.entry(Arc::clone(&found.path)).or_default().push(found);
        }
        let labels = Tables::of(&index);
        let profile = Profile::new(&index);
        let groups = GroupPhase::new(engine, &index, outside);
        let keys = KeyPhase::new(engine, &index, &Labels::kept(&index, &labels), outside);
        Self { index: Arc::new(index), own, labels, profile, groups, keys }
    }

    /// What is known of every document.
    #[must_use]
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// Puts documents in the place of what was known of them. The result is that of [`Incremental::new`] with them.
    pub fn update(&mut self, engine: &Engine, documents: Vec<Now>, outside: &Outside<'_>) {
        let changes: Vec<Change> = documents.into_iter().map(|now| self.put(now)).collect();
        self.take_in(engine, &changes, outside);
    }

    fn take_in(&mut self, engine: &Engine, changes: &[Change], outside: &Outside<'_>) {
        let moved = self.count(changes);
        let index = &self.index;
        self.groups.update(engine, index, changes, outside);
        let labels = Labels::kept(index, &self.labels);
        self.keys.update(engine, index, &labels, (changes, &moved), outside);
    }

    fn put(&mut self, now: Now) -> Change {
        let (path, found, after) = match now {
            Now::Checked(checked) => {
                let Checked { facts, found, .. } = *checked;
                let facts = Arc::new(facts);
                (Arc::clone(&facts.path), found, Some(facts))
            }
            Now::Unchecked(path, found) => (path, found.into_iter().map(|found| *found).collect(), None),
            Now::Gone(path) => (path, Vec::new(), None),
        };
        self.put_facts(&path, found, after)
    }

    fn put_facts(&mut self, path: &Arc<str>, found: Vec<Found>, after: Option<Arc<Facts>>) -> Change {
        let index = Arc::make_mut(&mut self.index);
        let before = index.share(path);
        match &after {
            Some(facts) => index.replace(Arc::clone(facts)),
            None => index.remove(path),
        }
        self.own.insert(Arc::clone(path), found);
        Change { path: Arc::clone(path), before, after }
    }

    /// Counts again what is counted over all documents. Gives those that hold a label of which something else is usual
    /// now.
    fn count(&mut self, changes: &[Change]) -> FxHashSet<Arc<str>> {
        for change in changes {
            change.before.iter().for_each(|facts| self.profile.remove(facts));
            change.after.iter().for_each(|facts| self.profile.add(facts));
        }
        let said = |facts: &Arc<Facts>| -> Vec<(u64, u64)> {
            facts.labels.iter().map(|fact| (fact.source, fact.target)).collect()
        };
        let locale = |facts: &Option<Arc<Facts>>| facts.as_ref().and_then(|facts| facts.locale.clone());
        let differs = |change: &&Change| {
            locale(&change.before) != locale(&change.after)
                || change.before.as_ref().map(said) != change.after.as_ref().map(said)
        };
        let changes: Vec<&Change> = changes.iter().filter(differs).collect();
        if changes.is_empty() {
            return FxHashSet::default();
        }
        let mut asked: FxHashSet<(Locale, u64, u64)> = FxHashSet::default();
        for facts in changes.iter().flat_map(|change| [&change.before, &change.after]).flatten() {
            if let Some(locale) = &facts.locale {
                asked.extend(facts.labels.iter().map(|fact| (locale.clone(), fact.source, fact.target)));
            }
        }
        let tell = |tables: &Tables| -> Vec<(Option<u64>, u32)> {
            let tell = |(locale, source, target): &(Locale, u64, u64)| {
                let table = tables.of_locale(locale);
                let usual = table.and_then(|table| table.usual(*source));
                (usual, table.map_or(0, |table| table.of_words(*target).labels))
            };
            asked.iter().map(tell).collect()
        };
        let before = tell(&self.labels);
        for change in &changes {
            change.before.iter().for_each(|facts| self.labels.remove(facts));
            change.after.iter().for_each(|facts| self.labels.add(facts));
        }
        let mut moved: FxHashMap<&Locale, FxHashSet<u64>> = FxHashMap::default();
        for (((locale, source, target), before), after) in asked.iter().zip(before).zip(tell(&self.labels)) {
            let moved = moved.entry(locale).or_default();
            moved.extend((before.0 != after.0).then_some(*source));
            moved.extend((before.1 != after.1).then_some(*target));
        }
        moved.retain(|_, words| !words.is_empty());
        if moved.is_empty() {
            return FxHashSet::default();
        }
        let is_moved = |facts: &&Facts| {
            let words = facts.locale.as_ref().and_then(|locale| moved.get(locale));
            words.is_some_and(|words| {
                facts.labels.iter().any(|fact| words.contains(&fact.source) || words.contains(&fact.target))
            })
        };
        self.index.documents().filter(is_moved).map(|facts| Arc::clone(&facts.path)).collect()
    }

    /// The documents of a page in all its locales, by path; the document itself among them.
    #[must_use]
    pub fn siblings(&self, path: &str) -> Vec<Arc<str>> {
        self.groups.siblings(path)
    }

    /// What is reported on one document, each finding by itself, also where several are one fact: an editor shows each
    /// where it is. Sorted by place and rule.
    #[must_use]
    pub fn diagnostics(&self, engine: &Engine, path: &str, outside: &Outside<'_>) -> Vec<Diagnostic> {
        let found = self.found(engine, path);
        let labels = Labels::kept(&self.index, &self.labels);
        let counted = Counted { labels: &labels, profile: Some(&self.profile) };
        let reported = |other: &str| other == path;
        let outside = Outside { reported: &reported, each: true, ..*outside };
        finish::finish(engine, &self.index, &counted, found, &outside).diagnostics
    }

    /// What is found in a document, by itself and across documents.
    fn found(&self, engine: &Engine, path: &str) -> Vec<Found> {
        let mut found: Vec<Found> = self.own.get(path).cloned().unwrap_or_default();
        self.groups.found(engine, &self.index, path, &mut found);
        self.keys.found(path, &mut found);
        found
    }
}
