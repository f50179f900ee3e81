//! The findings of keys, kept: which documents post each key, and what was found of it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Change;
use crate::checks::{Check, CorpusCheck, CorpusContext};
use crate::engine::keys::{PIECE, judge};
use crate::engine::slices::Slices;
use crate::engine::{Engine, Found, Outside, context};
use crate::model::{Facts, Index, Labels};
use crate::packs;

/// The keys of every document.
#[derive(Default)]
pub(super) struct KeyPhase {
    /// The number of each document: a posting is four bytes.
    numbers: FxHashMap<Arc<str>, u32>,
    facts: Vec<Option<Arc<Facts>>>,
    /// Whether the numbers are no longer in the order of paths, since documents came later.
    is_mixed: bool,
    rules: Vec<KeyRule>,
    /// The keys of which something was found in a document, by rule.
    places: FxHashMap<Arc<str>, BTreeSet<(usize, u64)>>,
}

/// What one rule has to do with keys.
struct KeyRule {
    /// Which of the engine's.
    at: usize,
    postings: FxHashMap<u64, Vec<u32>>,
    found: FxHashMap<u64, Vec<Found>>,
}

impl KeyPhase {
    pub(super) fn new(engine: &Engine, index: &Index, labels: &Labels<'_>, outside: &Outside<'_>) -> Self {
        let mut phase = Self::default();
        for facts in index.documents() {
            let number = phase.number(&facts.path);
            phase.facts[number as usize] = index.share(&facts.path);
        }
        phase.is_mixed = false;
        for (at, check) in checks(engine) {
            let mut postings: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
            for (number, facts) in (0..).zip(phase.facts.iter().flatten()) {
                for key in check.keys(facts) {
                    postings.entry(key).or_default().push(number);
                }
            }
            let candidates = check.candidates(labels);
            let may_be = |key: &u64| candidates.as_ref().is_none_or(|candidates| candidates.contains(key));
            let keys: Vec<u64> = postings.keys().copied().filter(may_be).collect();
            phase.rules.push(KeyRule { at, postings, found: FxHashMap::default() });
            let rule = phase.rules.len() - 1;
            phase.judge(engine, index, labels, (rule, &keys), outside);
        }
        phase
    }

    /// Judges the keys again that changed documents post, or posted; and those of documents whose labels have become
    /// others by it, for rules that ask for them.
    pub(super) fn update(
        &mut self,
        engine: &Engine,
        index: &Index,
        labels: &Labels<'_>,
        (changes, moved): (&[Change], &FxHashSet<Arc<str>>),
        outside: &Outside<'_>,
    ) {
        let numbers: Vec<u32> = changes.iter().map(|change| self.number(&change.path)).collect();
        for (&number, change) in numbers.iter().zip(changes) {
            self.facts[number as usize].clone_from(&change.after);
        }
        for (rule, (_, check)) in checks(engine).enumerate() {
            let mut dirty: FxHashSet<u64> = FxHashSet::default();
            for (&number, change) in numbers.iter().zip(changes) {
                let keys = |facts: &Option<Arc<Facts>>| -> FxHashSet<u64> {
                    facts.iter().flat_map(|facts| check.keys(facts)).collect()
                };
                let (before, after) = (keys(&change.before), keys(&change.after));
                let postings = &mut self.rules[rule].postings;
                for key in before.difference(&after) {
                    if let Some(documents) = postings.get_mut(key) {
                        documents.retain(|other| *other != number);
                    }
                }
                for key in after.difference(&before) {
                    let documents = postings.entry(*key).or_default();
                    documents.push(number);
                    documents.sort_unstable();
                }
                dirty.extend(before);
                dirty.extend(after);
            }
            if check.asks_labels() {
                let facts = moved.iter().filter_map(|path| index.get(path));
                dirty.extend(facts.flat_map(|facts| check.keys(facts)));
            }
            let dirty: Vec<u64> = dirty.into_iter().collect();
            self.judge(engine, index, labels, (rule, &dirty), outside);
        }
    }

    fn number(&mut self, path: &Arc<str>) -> u32 {
        if let Some(number) = self.numbers.get(path) {
            return *number;
        }
        let number = u32::try_from(self.facts.len()).expect("documents are fewer than bytes of memory");
        self.numbers.insert(Arc::clone(path), number);
        self.facts.push(None);
        self.is_mixed = true;
        number
    }

    /// The documents that post a key, by path.
    fn documents(&self, rule: &KeyRule, key: u64) -> Vec<&Facts> {
        let numbers = rule.postings.get(&key).into_iter().flatten();
        let mut documents: Vec<&Facts> =
            numbers.filter_map(|number| self.facts[*number as usize].as_deref()).collect();
        if self.is_mixed {
            documents.sort_by(|a, b| a.path.cmp(&b.path));
        }
        documents
    }

    fn judge(
        &mut self,
        engine: &Engine,
        index: &Index,
        labels: &Labels<'_>,
        (rule, keys): (usize, &[u64]),
        outside: &Outside<'_>,
    ) {
        let own = &self.rules[rule];
        let Check::Corpus(check) = &engine.rules[own.at].check else { return };
        // What was found is told apart by key, which the way of spreading knows nothing of.
        let judged: Mutex<Vec<(u64, Vec<Found>)>> = Mutex::default();
        let piece = |piece: usize| {
            let slices = Slices::new(outside.texts);
            let context = CorpusContext::new(labels, packs::language, context::source(), &slices);
            for &key in keys.iter().skip(piece * PIECE).take(PIECE) {
                let documents = self.documents(own, key);
                let found = match &documents[..] {
                    [] => Vec::new(),
                    some => judge(engine, index, (own.at, &**check), (key, some), &context),
                };
                if !found.is_empty()
                    && let Ok(mut judged) = judged.lock()
                {
                    judged.push((key, found));
                }
            }
            Vec::new()
        };
        (outside.spread)(keys.len().div_ceil(PIECE), &piece);
        let judged = judged.into_inner().unwrap_or_default();
        for key in keys {
            if let Some(found) = self.rules[rule].found.remove(key) {
                for finding in found {
                    if let Some(places) = self.places.get_mut(&finding.path) {
                        places.remove(&(rule, *key));
                    }
                }
            }
        }
        for (key, found) in judged {
            for finding in &found {
                self.places.entry(Arc::clone(&finding.path)).or_default().insert((rule, key));
            }
            self.rules[rule].found.insert(key, found);
        }
    }

    /// Adds what was found in one document.
    pub(super) fn found(&self, path: &str, found: &mut Vec<Found>) {
        for (rule, key) in self.places.get(path).into_iter().flatten() {
            let of_key = self.rules[*rule].found.get(key).into_iter().flatten();
            found.extend(of_key.filter(|finding| &*finding.path == path).cloned());
        }
    }
}

/// The rules that look at keys.
fn checks(engine: &Engine) -> impl Iterator<Item = (usize, &dyn CorpusCheck)> {
    engine.active().filter_map(|(at, rule)| match &rule.check {
        Check::Corpus(check) => Some((at, &**check)),
        _ => None,
    })
}
