//! What is usual in a repository: which keys pages of a kind have. Findings that say "missing" or "misspelt"
//! are held against it. Not a rule, and not configured.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Found;
use crate::checks::Condition;
use crate::diagnostic::Severity;
use crate::model::{Facts, Index, Labels};

/// Which keys the known pages have, by site and kind.
#[derive(Debug, Default)]
pub struct Profile<'i> {
    kinds: FxHashMap<(&'i str, &'i str), Kind<'i>>,
}

/// Pages of one kind.
#[derive(Debug, Default, Clone)]
pub struct Kind<'i> {
    /// How many there are.
    pub pages: usize,
    /// In how many of them each key stands, or is inherited.
    pub keys: FxHashMap<&'i str, usize>,
}

impl<'i> Profile<'i> {
    /// Counts the pages of an index that carry `ms.*` keys; each once among all, and once among its kind.
    #[must_use]
    pub fn new(index: &'i Index) -> Self {
        let mut profile = Self::default();
        for facts in
            index.documents().filter(|facts| facts.keys.iter().any(|fact| fact.key.starts_with("ms.")))
        {
            profile.count("", facts);
            if !facts.kind.is_empty() {
                profile.count(&facts.kind, facts);
            }
        }
        profile
    }

    /// Site, kind and counts, by name; a site's pages altogether, under an empty name, go first.
    #[must_use]
    pub fn kinds(&self) -> Vec<((&'i str, &'i str), &Kind<'i>)> {
        let mut kinds: Vec<_> = self.kinds.iter().map(|(name, kind)| (*name, kind)).collect();
        kinds.sort_by_key(|(name, _)| *name);
        kinds
    }

    fn count(&mut self, name: &'i str, facts: &'i Facts) {
        let kind = self.kinds.entry((&facts.site, name)).or_default();
        kind.pages += 1;
        // An empty key of the page's own hides what it would inherit.
        let mut keys: FxHashSet<&str> = facts.inherited.iter().map(|inherited| &*inherited.key).collect();
        for fact in &facts.keys {
            if fact.empty {
                keys.remove(&*fact.key);
            } else {
                keys.insert(&fact.key);
            }
        }
        for key in keys {
            *kind.keys.entry(key).or_default() += 1;
        }
    }

    /// How many pages of a kind there are, and how many have a key; asked of all pages where there are fewer of
    /// the kind than `pages`. `None` where there are fewer altogether.
    fn share(&self, site: &str, kind: &str, key: &str, pages: usize) -> Option<(usize, usize)> {
        let kinds = [kind, ""].into_iter().filter_map(|name| self.kinds.get(&(site, name)));
        let kind = kinds.into_iter().find(|kind| kind.pages >= pages)?;
        Some((kind.keys.get(key).copied().unwrap_or(0), kind.pages))
    }

    fn pages_with(&self, site: &str, key: &str) -> usize {
        self.kinds.get(&(site, "")).and_then(|all| all.keys.get(key)).copied().unwrap_or(0)
    }
}

/// Turns what is not usual into hints, and drops what is a habit.
pub(super) fn resolve(index: &Index, usual: &Labels<'_>, found: &mut Vec<Found>) {
    if found.iter().all(|finding| finding.condition.is_none()) {
        return;
    }
    let profile = Profile::new(index);
    found.retain_mut(|finding| match finding.condition.take() {
        None => true,
        Some(Condition::Rare { key, pages }) => {
            let site = index.get(&finding.path).map_or("", |facts| &*facts.site);
            profile.pages_with(site, &key) < pages
        }
        Some(Condition::Unusual { labels, words }) => !usual.is_usual(&finding.path, &labels, words),
        Some(Condition::Usual { key, percent, pages, lacking }) => {
            let (site, kind) =
                index.get(&finding.path).map_or(("", ""), |facts| (&*facts.site, &*facts.kind));
            let usual = profile.share(site, kind, &key, pages).filter(|&(with, all)| {
                let habit = lacking.is_some_and(|(percent, pages)| {
                    all >= pages && (all - with) * 100 > all * usize::from(percent)
                });
                with * 100 >= all * usize::from(percent) && !habit
            });
            match usual {
                Some((with, all)) => {
                    finding.values.push(("usual", format!("; {with} of {all} pages here have it")));
                }
                None => finding.severity = Severity::Info,
            }
            true
        }
    });
}
