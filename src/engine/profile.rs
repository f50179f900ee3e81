//! What is usual in a repository: which keys pages of a kind have, which words the locales of a page keep. Findings that
//! say "missing", "misspelt" or "not translated" are held against it. Not a rule, and not configured.

use std::cell::OnceCell;
use std::mem;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Found;
use crate::checks::Condition;
use crate::diagnostic::Severity;
use crate::model::{Facts, Index, Labels, SegmentFact};

/// Which keys the known pages have, by site and kind.
#[derive(Debug, Default)]
pub struct Profile {
    sites: FxHashMap<Arc<str>, FxHashMap<Box<str>, Kind>>,
}

/// Pages of one kind.
#[derive(Debug, Default, Clone)]
pub struct Kind {
    /// How many there are.
    pub pages: usize,
    /// In how many of them each key stands, or is inherited.
    pub keys: FxHashMap<Arc<str>, usize>,
}

impl Profile {
    /// Counts the pages of an index that carry `ms.*` keys; each once among all, and once among its kind.
    #[must_use]
    pub fn new(index: &Index) -> Self {
        let mut profile = Self::default();
        for facts in index.documents() {
            profile.add(facts);
        }
        profile
    }

    /// Counts a page.
    pub(super) fn add(&mut self, facts: &Facts) {
        let keys: Vec<&Arc<str>> = keys(facts).collect();
        for name in kinds(facts) {
            if !self.sites.contains_key(&facts.site) {
                self.sites.insert(Arc::clone(&facts.site), FxHashMap::default());
            }
            let Some(site) = self.sites.get_mut(&facts.site) else { continue };
            if !site.contains_key(name) {
                site.insert(name.into(), Kind::default());
            }
            let Some(kind) = site.get_mut(name) else { continue };
            kind.pages += 1;
            for &key in &keys {
                match kind.keys.get_mut(key) {
                    Some(count) => *count += 1,
                    None => drop(kind.keys.insert(Arc::clone(key), 1)),
                }
            }
        }
    }

    /// Takes a page out that was counted.
    pub(super) fn remove(&mut self, facts: &Facts) {
        for name in kinds(facts) {
            let Some(site) = self.sites.get_mut(&facts.site) else { continue };
            let Some(kind) = site.get_mut(name) else { continue };
            kind.pages -= 1;
            for key in keys(facts) {
                if let Some(count) = kind.keys.get_mut(key) {
                    *count -= 1;
                }
            }
        }
    }

    /// Site, kind and counts, by name; a site's pages altogether, under an empty name, go first.
    #[must_use]
    pub fn kinds(&self) -> Vec<((&str, &str), &Kind)> {
        let mut kinds = Vec::new();
        for (site, named) in &self.sites {
            kinds.extend(named.iter().map(|(name, kind)| ((&**site, &**name), kind)));
        }
        kinds.sort_by_key(|(name, _)| *name);
        kinds
    }

    fn kind(&self, site: &str, name: &str) -> Option<&Kind> {
        self.sites.get(site)?.get(name)
    }

    /// How many pages of a kind there are, and how many have a key; asked of all pages where there are fewer of
    /// the kind than `pages`. `None` where there are fewer altogether.
    fn share(&self, site: &str, kind: &str, key: &str, pages: usize) -> Option<(usize, usize)> {
        let kinds = [kind, ""].into_iter().filter_map(|name| self.kind(site, name));
        let kind = kinds.into_iter().find(|kind| kind.pages >= pages)?;
        Some((kind.keys.get(key).copied().unwrap_or(0), kind.pages))
    }

    fn pages_with(&self, site: &str, key: &str) -> usize {
        self.kind(site, "").and_then(|all| all.keys.get(key)).copied().unwrap_or(0)
    }
}

/// The names that a page is counted under.
fn kinds(facts: &Facts) -> impl Iterator<Item = &str> {
    let counts = facts.keys.iter().any(|fact| fact.key.starts_with("ms."));
    let own = Some(&*facts.kind).filter(|kind| !kind.is_empty());
    [Some(""), own].into_iter().flatten().filter(move |_| counts)
}

/// The keys that a page has, or inherits, each once. An empty key of the page's own hides what it would inherit, and of
/// several of one name the last counts.
fn keys(facts: &Facts) -> impl Iterator<Item = &Arc<str>> {
    let is_last = |at: usize| !facts.keys[at + 1..].iter().any(|later| later.key == facts.keys[at].key);
    let own = facts.keys.iter().enumerate().filter(move |&(at, fact)| !fact.empty && is_last(at));
    let is_first = |at: usize| !facts.inherited[..at].iter().any(|i| i.key == facts.inherited[at].key);
    let inherited = facts.inherited.iter().enumerate().filter(move |&(at, inherited)| {
        !facts.keys.iter().any(|fact| fact.key == inherited.key) && is_first(at)
    });
    own.map(|(_, fact)| &fact.key).chain(inherited.map(|(_, inherited)| &inherited.key))
}

/// Turns what is not usual into hints, and drops what is a habit. `counted` is the profile, where it was made before.
pub(super) fn resolve(index: &Index, usual: &Labels<'_>, counted: Option<&Profile>, found: &mut Vec<Found>) {
    if found.iter().all(|finding| finding.condition.is_none()) {
        return;
    }
    // A second pass over the headers of all pages, which only some conditions ask for.
    let own = OnceCell::new();
    let profile = || counted.unwrap_or_else(|| own.get_or_init(|| Profile::new(index)));
    let kept = KeptSegments::new(index, found);
    found.retain_mut(|finding| match finding.condition.take() {
        None => true,
        Some(Condition::Rare { key, pages }) => {
            let site = index.get(&finding.path).map_or("", |facts| &*facts.site);
            profile().pages_with(site, &key) < pages
        }
        Some(Condition::Unusual { labels, words }) => !usual.is_usual(&finding.path, &labels, words),
        Some(Condition::Translated { label, locales }) => {
            let Some(count) = kept.translated(index, finding, label) else { return false };
            finding.values.push(("locales", count.to_string()));
            if kept.is_habit(index, finding) {
                finding.severity = Severity::Info;
            }
            count >= locales
        }
        Some(Condition::Usual { key, percent, pages, lacking }) => {
            let (site, kind) =
                index.get(&finding.path).map_or(("", ""), |facts| (&*facts.site, &*facts.kind));
            let usual = profile().share(site, kind, &key, pages).filter(|&(with, all)| {
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

/// The segments that findings ask about, as far as they are kept in the language of their source.
struct KeptSegments<'i> {
    index: &'i Index,
    /// Their source words.
    keys: FxHashSet<u64>,
    /// How many findings a document has that ask.
    asked: FxHashMap<Arc<str>, usize>,
    /// The documents of the pages that are asked about.
    pages: FxHashMap<&'i str, Vec<&'i Facts>>,
    /// By page and source words: the segments that say them, document by document.
    said: FxHashMap<(&'i str, u64), Vec<(&'i Facts, &'i SegmentFact)>>,
    /// Documents whose page is full of what other locales keep as well.
    shared: FxHashSet<Arc<str>>,
    places: OnceCell<Places<'i>>,
}

/// By locale and source words: the translations, and on how many pages each is.
type Places<'i> = FxHashMap<(&'i str, u64), Vec<(u64, usize)>>;

impl<'i> KeptSegments<'i> {
    fn new(index: &'i Index, found: &[Found]) -> Self {
        let mut asked: FxHashMap<Arc<str>, usize> = FxHashMap::default();
        let mut keys = FxHashSet::default();
        let asking = |finding: &&Found| matches!(finding.condition, Some(Condition::Translated { .. }));
        for finding in found.iter().filter(asking) {
            *asked.entry(Arc::clone(&finding.path)).or_default() += 1;
            keys.extend(segment(index, finding).map(|(_, segment)| segment.key));
        }
        let mut kept = Self {
            index,
            keys,
            asked,
            pages: FxHashMap::default(),
            said: FxHashMap::default(),
            shared: FxHashSet::default(),
            places: OnceCell::new(),
        };
        if kept.keys.is_empty() {
            return kept;
        }
        let own = || kept.asked.keys().filter_map(|path| index.get(path));
        let wanted: FxHashSet<&str> = own().map(|facts| &*facts.page).collect();
        for facts in index.documents().filter(|facts| wanted.contains(&*facts.page)) {
            kept.pages.entry(&*facts.page).or_default().push(facts);
            for segment in facts.segments.iter().filter(|segment| kept.keys.contains(&segment.key)) {
                kept.said.entry((&*facts.page, segment.key)).or_default().push((facts, segment));
            }
        }
        // Page by page, and not finding by finding: a table of values has thousands.
        let own = kept.asked.keys().filter_map(|path| index.get(path));
        kept.shared = own.filter(|own| kept.is_shared(own)).map(|own| Arc::clone(&own.path)).collect();
        kept
    }

    /// Counted when somebody asks: few findings come so far, and these ask for all pages of their locale.
    fn places(&self) -> &Places<'i> {
        self.places.get_or_init(|| {
            let own = self.asked.keys().filter_map(|path| self.index.get(path));
            let locales: FxHashSet<&str> = own.map(locale).collect();
            let mut places = Places::default();
            for facts in self.index.documents().filter(|facts| locales.contains(locale(facts))) {
                let mut seen = FxHashSet::default();
                for segment in facts.segments.iter().filter(|segment| self.keys.contains(&segment.key)) {
                    if !seen.insert((segment.key, segment.target)) {
                        continue;
                    }
                    let targets = places.entry((locale(facts), segment.key)).or_default();
                    match targets.iter_mut().find(|(target, _)| *target == segment.target) {
                        Some((_, count)) => *count += 1,
                        None => targets.push((segment.target, 1)),
                    }
                }
            }
            places
        })
    }

    /// Whether other locales keep many of a document's segments as it does: identifiers, and values of a file.
    fn is_shared(&self, own: &Facts) -> bool {
        /// Of a hundred segments.
        const SHARED: usize = 10;
        let siblings = self.pages.get(&*own.page).map_or(&[][..], Vec::as_slice);
        let others = siblings.iter().filter(|facts| facts.locale != own.locale);
        // How often it has each, until somebody else has it as well.
        let mut own_ones: FxHashMap<(u64, u64), usize> = FxHashMap::default();
        own_ones.reserve(own.segments.len());
        for segment in &own.segments {
            *own_ones.entry((segment.key, segment.target)).or_default() += 1;
        }
        let mut shared = 0;
        for segment in others.flat_map(|facts| &facts.segments) {
            shared += own_ones.get_mut(&(segment.key, segment.target)).map_or(0, mem::take);
        }
        shared * 100 > own.segments.len() * SHARED
    }

    /// How many other locales have the sentence of a finding and translate it, or the label in it; `None` where one of
    /// them has it as it is.
    fn translated(&self, index: &Index, finding: &Found, label: Option<u64>) -> Option<usize> {
        let (own, segment) = segment(index, finding)?;
        let mut count = 0;
        let said = self.said.get(&(&*own.page, segment.key))?;
        for same in said.chunk_by(|(one, _), (other, _)| std::ptr::eq(*one, *other)) {
            let facts = same[0].0;
            if facts.locale == own.locale {
                continue;
            }
            let mut kept = same.iter().flat_map(|(_, other)| {
                let labels = facts.labels_of(other.start).iter().filter(|fact| Some(fact.source) == label);
                let whole = label.is_none().then_some(other.target == segment.target);
                whole.into_iter().chain(labels.map(|fact| fact.target == fact.source))
            });
            match kept.next() {
                None => {}
                Some(first) if first || kept.any(|kept| kept) => return None,
                Some(_) => count += 1,
            }
        }
        Some(count)
    }

    /// Whether the page is full of what is kept, as a list of values is, or the locale keeps the same on several pages
    /// and mostly.
    fn is_habit(&self, index: &Index, finding: &Found) -> bool {
        const MANY: usize = 4;
        const PAGES: usize = 5;
        let Some((own, segment)) = segment(index, finding) else { return false };
        if self.shared.contains(&finding.path)
            || self.asked.get(&finding.path).is_some_and(|&count| count > MANY)
        {
            return true;
        }
        let places = self.places().get(&(locale(own), segment.key)).map_or(&[][..], Vec::as_slice);
        let all: usize = places.iter().map(|(_, count)| count).sum();
        let here: usize =
            places.iter().filter(|(target, _)| *target == segment.target).map(|(_, count)| count).sum();
        here >= PAGES && here * 2 > all
    }
}

fn locale(facts: &Facts) -> &str {
    facts.locale.as_ref().map_or("", |locale| locale.as_str())
}

/// The facts of a finding's document, and of the segment that it is in.
fn segment<'i>(index: &'i Index, finding: &Found) -> Option<(&'i Facts, &'i SegmentFact)> {
    let own = index.get(&finding.path)?;
    Some((own, own.segment_at(finding.span.start)?))
}
