//! What belongs together: one page in all its locales, and pages that are twins. Made from facts; hashes and sorted
//! lists only, never all pages against all. Not what differs between them (`comparison`).

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{Facts, Index};
use super::locale::Locale;

/// Every group of an index.
#[derive(Debug, Default)]
pub struct Groups<'i> {
    /// By the first document's page.
    pub list: Vec<Group<'i>>,
    /// How many pages each locale has, by [`Group::area`].
    pub locales: BTreeMap<Option<&'i str>, BTreeMap<&'i Locale, usize>>,
    /// Pages that have another file name in another locale.
    pub renamed: Renamed<'i>,
}

/// File names without their endings, with the group of those pages whose names differ between locales.
pub type Renamed<'i> = FxHashMap<&'i str, usize>;

/// One page in all its locales.
#[derive(Debug, Clone)]
pub struct Group<'i> {
    /// The path without the locale.
    pub page: &'i str,
    /// Its documents, by path; at most one a locale.
    pub members: Vec<&'i Facts>,
    /// Whether its place names no locale and its first heading is that of another page: then what it lacks may be there.
    pub is_unsure: bool,
    /// Pages that say the same for another audience, and that are not older than this one.
    pub twins: Vec<Group<'i>>,
}

/// A key that more pages hold than this tells none of them from the others.
const COMMON: usize = 8;
/// How many equal segments say that two files are one page.
const LEAST_SHARED: usize = 3;

impl<'i> Groups<'i> {
    /// Sorts the documents of an index into groups: by path, then by the anchor of the first heading, then by equal
    /// segments. A document without a locale is in none. `families` are beginnings of file names that mark twins.
    #[must_use]
    pub fn new<S: AsRef<str>>(index: &'i Index, families: &[S]) -> Self {
        let mut list = by_path(index);
        list = merge(&list, by_slug(&list));
        list = merge(&list, by_overlap(&list));
        let mut locales: BTreeMap<Option<&str>, BTreeMap<&Locale, usize>> = BTreeMap::new();
        for facts in list.iter().flat_map(|group| &group.members) {
            if let Some(locale) = &facts.locale {
                *locales.entry(area(&facts.page)).or_default().entry(locale).or_default() += 1;
            }
        }
        link_twins(&mut list, families);
        let renamed = renamed(&list);
        let shared = shared_slugs(index);
        for group in list.iter_mut().filter(|group| !group.page.contains("{locale}")) {
            group.is_unsure = group.members.iter().any(|facts| shared.contains(&*facts.slug));
        }
        Self { list, locales, renamed }
    }
}

impl<'i> Group<'i> {
    fn new(page: &'i str, members: Vec<&'i Facts>) -> Self {
        Self { page, members, is_unsure: false, twins: Vec::new() }
    }

    /// The locales that it is at hand in.
    pub fn locales(&self) -> impl Iterator<Item = &'i Locale> {
        self.members.iter().filter_map(|facts| facts.locale.as_ref())
    }

    /// What stands before the locale in its path: pages of one area are published in the same locales. `None` where the
    /// path names no locale.
    #[must_use]
    pub fn area(&self) -> Option<&'i str> {
        area(self.page)
    }

    /// Its documents by the version of the source that they were translated from, each version's by path. A document
    /// that names no version is in none.
    #[must_use]
    pub fn versions(&self) -> Vec<Vec<&'i Facts>> {
        let mut versions: BTreeMap<&str, Vec<&Facts>> = BTreeMap::new();
        for &facts in &self.members {
            if let Some(version) = &facts.version {
                versions.entry(version).or_default().push(facts);
            }
        }
        versions.into_values().collect()
    }

    /// Its documents with pairs, by equal source text: of one version, or of several that say the same. The newest
    /// text is the first, then by path.
    #[must_use]
    pub fn texts(&self) -> Vec<Vec<&'i Facts>> {
        let mut texts: Vec<Vec<&Facts>> = Vec::new();
        for &facts in self.members.iter().filter(|facts| !facts.segments.is_empty()) {
            let is_one = |text: &Vec<&Facts>| text.iter().any(|other| is_same_text(facts, other));
            let (mut same, other): (Vec<_>, Vec<_>) = texts.into_iter().partition(is_one);
            texts = other;
            same.push(vec![facts]);
            texts.push(same.concat());
        }
        for text in &mut texts {
            text.sort_by_key(|facts| &facts.path);
        }
        let newest = |text: &Vec<&Facts>| text.iter().filter_map(|facts| facts.handoff).max();
        let updated = |text: &Vec<&Facts>| text.iter().filter_map(|facts| facts.date).max();
        texts.sort_by(|a, b| {
            let rank = |text| (newest(text), updated(text), text.len());
            rank(b).cmp(&rank(a)).then_with(|| a[0].path.cmp(&b[0].path))
        });
        texts
    }
}

/// One version is one text, wherever a tool cut it into segments.
fn is_same_text<'i>(one: &'i Facts, other: &'i Facts) -> bool {
    let same_version = one.version.is_some() && one.version == other.version;
    let keys = |facts: &'i Facts| facts.segments.iter().map(|segment| segment.key);
    same_version || one.links == other.links && keys(one).eq(keys(other))
}

fn area(page: &str) -> Option<&str> {
    page.split_once("{locale}").map(|(area, _)| area)
}

fn renamed<'i>(groups: &[Group<'i>]) -> Renamed<'i> {
    let name = |facts: &&'i Facts| {
        let file = file_name(facts);
        file.rsplit_once('.').map_or(file, |(name, _)| name)
    };
    let mut renamed = Renamed::default();
    for (at, group) in groups.iter().enumerate() {
        let names: BTreeSet<&str> = group.members.iter().map(name).collect();
        if names.len() > 1 {
            renamed.extend(names.into_iter().map(|name| (name, at)));
        }
    }
    renamed
}

fn by_path(index: &Index) -> Vec<Group<'_>> {
    let mut pages: BTreeMap<&str, Vec<&Facts>> = BTreeMap::new();
    let mut alone = Vec::new();
    for facts in index.documents().filter(|facts| facts.locale.is_some()) {
        let members = pages.entry(&facts.page).or_default();
        if members.iter().any(|other| other.locale == facts.locale) {
            alone.push(Group::new(&facts.path, vec![facts]));
        } else {
            members.push(facts);
        }
    }
    pages.into_iter().map(|(page, members)| Group::new(page, members)).chain(alone).collect()
}

fn file_name(facts: &Facts) -> &str {
    facts.path.rsplit('/').next().unwrap_or(&facts.path)
}

/// Pairs of groups whose first headings have one anchor. One that two documents of a locale carry says nothing.
fn by_slug(groups: &[Group<'_>]) -> Vec<(usize, usize)> {
    let mut slugs: BTreeMap<&str, Vec<(usize, &Facts)>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for facts in group.members.iter().filter(|facts| !facts.slug.is_empty()) {
            slugs.entry(&facts.slug).or_default().push((at, facts));
        }
    }
    let mut pairs = Vec::new();
    for carriers in slugs.values().filter(|carriers| carriers.len() > 1) {
        let mut locales = FxHashSet::default();
        if !carriers.iter().all(|(_, facts)| locales.insert(&facts.locale)) {
            continue;
        }
        for two in carriers.windows(2).filter(|two| two[0].0 != two[1].0) {
            // A title such as "Overview" is no proof by itself.
            let bare = two.iter().any(|(_, facts)| facts.segments.is_empty());
            let (shared, shorter) = overlap(two[0].1, two[1].1);
            if shared * 5 >= shorter
                || bare && (two[0].1.slug.contains('-') || file_name(two[0].1) == file_name(two[1].1))
            {
                pairs.push((two[0].0, two[1].0));
            }
        }
    }
    pairs
}

/// Anchors of first headings that two documents of a locale carry.
fn shared_slugs(index: &Index) -> FxHashSet<&str> {
    let mut seen = FxHashSet::default();
    let documents = index.documents().filter(|facts| facts.locale.is_some() && !facts.slug.is_empty());
    documents.filter(|facts| !seen.insert((&facts.locale, &*facts.slug))).map(|facts| &*facts.slug).collect()
}

/// Pairs of groups, both without some locale, that hold mostly the same segments; the surest first.
fn by_overlap(groups: &[Group<'_>]) -> Vec<(usize, usize)> {
    let all: BTreeSet<&Locale> = groups.iter().flat_map(Group::locales).collect();
    let mut holders: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let lacks_some = |group: &Group<'_>| group.members.len() < all.len();
    for (at, group) in groups.iter().enumerate().filter(|(_, group)| lacks_some(group)) {
        let keys: FxHashSet<u64> = group.members[0].segments.iter().map(|segment| segment.key).collect();
        for key in keys {
            holders.entry(key).or_default().push(at);
        }
    }
    let mut shared: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    for holders in holders.values().filter(|holders| (2..=COMMON).contains(&holders.len())) {
        for (nth, &one) in holders.iter().enumerate() {
            let room = all.len() - groups[one].members.len();
            for &other in holders[nth + 1..].iter().filter(|&&other| groups[other].members.len() <= room) {
                *shared.entry((one, other)).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for ((one, other), count) in shared {
        if count < LEAST_SHARED || !are_apart(&groups[one], &groups[other]) {
            continue;
        }
        let (shared, shorter) = overlap(groups[one].members[0], groups[other].members[0]);
        if shared * 2 >= shorter {
            pairs.push((shared * 1000 / shorter.max(1), one, other));
        }
    }
    pairs.sort_by_key(|&(share, one, other)| (std::cmp::Reverse(share), one, other));
    pairs.into_iter().map(|(_, one, other)| (one, other)).collect()
}

fn are_apart(one: &Group<'_>, other: &Group<'_>) -> bool {
    !one.locales().any(|locale| other.locales().any(|there| there == locale))
}

/// How many segments two documents share, and how many the shorter one has.
fn overlap(one: &Facts, other: &Facts) -> (usize, usize) {
    let keys = |facts: &Facts| facts.segments.iter().map(|segment| segment.key).collect::<FxHashSet<u64>>();
    let (one, other) = (keys(one), keys(other));
    (one.intersection(&other).count(), one.len().min(other.len()).max(1))
}

/// Makes one group of each pair, as long as no locale is in it twice.
fn merge<'i>(groups: &[Group<'i>], pairs: Vec<(usize, usize)>) -> Vec<Group<'i>> {
    let mut into: Vec<usize> = (0..groups.len()).collect();
    let mut merged: Vec<Option<Group<'i>>> = groups.iter().cloned().map(Some).collect();
    for (one, other) in pairs {
        let (one, other) = (root(&into, one), root(&into, other));
        let (first, second) = (one.min(other), one.max(other));
        let apart = |(a, b): (&Group<'_>, &Group<'_>)| first != second && are_apart(a, b);
        if merged[first].as_ref().zip(merged[second].as_ref()).is_none_or(|two| !apart(two)) {
            continue;
        }
        into[second] = first;
        if let Some(taken) = merged[second].take()
            && let Some(group) = &mut merged[first]
        {
            group.members.extend(taken.members);
            group.members.sort_by_key(|facts| &facts.path);
        }
    }
    merged.into_iter().flatten().collect()
}

fn root(into: &[usize], mut at: usize) -> usize {
    while into[at] != at {
        at = into[at];
    }
    at
}

/// Gives each page its twins, declared or told by three signs together, of which none is enough: most segments shared,
/// first headings of the same words, and one translation of the heading.
fn link_twins<S: AsRef<str>>(groups: &mut [Group<'_>], families: &[S]) {
    let mut buckets: BTreeMap<(&Locale, u64), Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for facts in group.members.iter().filter(|facts| facts.title != 0 && !facts.segments.is_empty()) {
            if let Some(locale) = &facts.locale {
                buckets.entry((locale, facts.title)).or_default().push(at);
            }
        }
    }
    let mut pairs = BTreeSet::new();
    for holders in buckets.values().filter(|holders| (2..=COMMON).contains(&holders.len())) {
        for (nth, &one) in holders.iter().enumerate() {
            pairs.extend(holders[nth + 1..].iter().map(|&other| (one, other)));
        }
    }
    pairs.retain(|&(one, other)| are_twins(&groups[one], &groups[other]));
    pairs.extend(declared(groups, families));
    let newest = |group: &Group<'_>| {
        let newest = group.texts().into_iter().next();
        newest.and_then(|text| text.iter().filter_map(|facts| facts.handoff).max())
    };
    for (one, other) in pairs {
        // The page whose newest text is the older one has the twin.
        let (from, to) =
            if newest(&groups[other]) < newest(&groups[one]) { (other, one) } else { (one, other) };
        let twin = Group::new(groups[to].page, groups[to].members.clone());
        groups[from].twins.push(twin);
    }
}

fn are_twins(one: &Group<'_>, other: &Group<'_>) -> bool {
    let (Some(one), Some(other)) = (one.texts().into_iter().next(), other.texts().into_iter().next()) else {
        return false;
    };
    let (Some(one), Some(other)) = (one.first(), other.first()) else { return false };
    let (shared, shorter) = overlap(one, other);
    shared * 2 >= shorter && same_words(&one.slug, &other.slug)
}

/// Whether two anchors are made of the same words, each up to its ending: `account-info`, `account-information`.
fn same_words(one: &str, other: &str) -> bool {
    let stem = |(a, b): (&str, &str)| {
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        a == b || short.len() >= 4 && long.starts_with(short)
    };
    !one.is_empty()
        && one.split('-').count() == other.split('-').count()
        && one.split('-').zip(other.split('-')).all(stem)
}

/// Pages of one folder whose file names are equal but for a declared beginning, and that have something in common.
fn declared<S: AsRef<str>>(groups: &[Group<'_>], families: &[S]) -> Vec<(usize, usize)> {
    if families.is_empty() {
        return Vec::new();
    }
    let pages: FxHashMap<String, usize> =
        groups.iter().enumerate().map(|(at, group)| (group.page.to_lowercase(), at)).collect();
    let mut pairs = Vec::new();
    for (page, &at) in &pages {
        let (folder, name) =
            page.rsplit_once('/').map_or(("", page.as_str()), |(folder, name)| (folder, name));
        for family in families {
            let Some(base) = name.strip_prefix(&family.as_ref().to_lowercase()) else { continue };
            let plain = if folder.is_empty() { base.to_owned() } else { format!("{folder}/{base}") };
            let Some(&other) = pages.get(&plain) else { continue };
            let (one, two) = (groups[at].members[0], groups[other].members[0]);
            let (shared, shorter) = overlap(one, two);
            if shared * 10 >= shorter * 3 || same_words(&one.slug, &two.slug) {
                pairs.push((at.min(other), at.max(other)));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}
