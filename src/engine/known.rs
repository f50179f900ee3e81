//! Findings that were there before: told by page and fingerprint, and by fingerprint alone where a page went to another
//! place. Not where they are written down (`workspace`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Fingerprint;

/// Findings that were there before.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pages: BTreeMap<Arc<str>, FxHashMap<Fingerprint, usize>>,
    /// Pages that are not there any more: another one may have their findings.
    gone: BTreeSet<Arc<str>>,
}

/// What was met of findings that were known.
#[derive(Debug, Default)]
pub struct Met {
    /// How often, by the page that they are known on.
    pub counts: BTreeMap<(Arc<str>, Fingerprint), usize>,
    /// The pages that they are on now, by pages that are not there any more.
    pub moved: BTreeMap<Arc<str>, Arc<str>>,
}

impl Known {
    /// Adds a finding on a page.
    pub fn add(&mut self, page: &Arc<str>, fingerprint: Fingerprint) {
        let known = self.pages.entry(Arc::clone(page)).or_default();
        *known.entry(fingerprint).or_default() += 1;
    }

    /// Says that a page is not there any more.
    pub fn gone(&mut self, page: Arc<str>) {
        self.gone.insert(page);
    }

    /// The pages that it has findings on.
    pub fn pages(&self) -> impl Iterator<Item = &Arc<str>> {
        self.pages.keys()
    }

    /// Which of some findings, sorted by path, were known: one for each, and what was met.
    pub(super) fn sift(&self, found: &[(&Arc<str>, Fingerprint)]) -> (Vec<bool>, Met) {
        let (mut known, mut met) = (Vec::with_capacity(found.len()), Met::default());
        let pages: Vec<&[(&Arc<str>, Fingerprint)]> = found.chunk_by(|a, b| a.0 == b.0).collect();
        let moved = self.moved(&pages);
        for page in pages {
            let from = moved.get(page[0].0).unwrap_or(page[0].0);
            let mut left = self.pages.get(from).cloned().unwrap_or_default();
            known.extend(page.iter().map(|(_, fingerprint)| {
                let Some(count) = left.get_mut(fingerprint).filter(|count| **count > 0) else { return false };
                *count -= 1;
                *met.counts.entry((Arc::clone(from), *fingerprint)).or_default() += 1;
                true
            }));
        }
        met.moved = moved.into_iter().map(|(to, from)| (from, to)).collect();
        (known, met)
    }

    /// The page that is gone, for each that has most of its findings and is not known itself. By findings of many pages
    /// alone, such as a key that all of them lack, nothing is told apart: the first page in order has them.
    fn moved(&self, pages: &[&[(&Arc<str>, Fingerprint)]]) -> BTreeMap<Arc<str>, Arc<str>> {
        let mut moved = BTreeMap::new();
        if self.gone.is_empty() {
            return moved;
        }
        let mut candidates = Vec::new();
        for (from, known) in self.gone.iter().filter_map(|page| Some((page, self.pages.get(page)?))) {
            let all: usize = known.values().sum();
            for page in pages.iter().filter(|page| !self.pages.contains_key(page[0].0)) {
                let shared = page.iter().filter(|(_, fingerprint)| known.contains_key(fingerprint)).count();
                if shared > 0 && shared * 2 >= all {
                    candidates.push((std::cmp::Reverse(shared), from, page[0].0));
                }
            }
        }
        candidates.sort();
        let mut taken = BTreeSet::new();
        for (_, from, to) in candidates {
            if !moved.contains_key(to) && taken.insert(from) {
                moved.insert(Arc::clone(to), Arc::clone(from));
            }
        }
        moved
    }
}
