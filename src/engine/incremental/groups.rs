//! The findings of groups, kept: which group each document has a part in, and what was found in each.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Change;
use crate::checks::Check;
use crate::engine::groups::{self, Tally};
use crate::engine::{Engine, Found, Outside};
use crate::model::group::Renamed;
use crate::model::{Facts, Group, Groups, Index, Locale};

/// The groups of an index, without borrowing from it.
#[derive(Default)]
pub(super) struct GroupPhase {
    list: Vec<Shape>,
    /// What was found in each, before anything is gathered over all of them.
    found: Vec<Vec<Found>>,
    around: Around,
    tallies: Vec<Tally>,
    /// The groups that a document has a part in.
    parts: FxHashMap<Arc<str>, Vec<usize>>,
    /// The groups in which something was found in a document.
    places: FxHashMap<Arc<str>, Vec<usize>>,
}

/// A group by the paths of its documents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Shape {
    page: Arc<str>,
    members: Vec<Arc<str>>,
    is_unsure: bool,
    twins: Vec<Shape>,
}

/// What a group is told of the others.
#[derive(Debug, Default, PartialEq, Eq)]
struct Around {
    areas: BTreeMap<Option<Box<str>>, BTreeMap<Locale, usize>>,
    /// Pages under other names: each name, with the page of its group.
    renamed: BTreeMap<Box<str>, Arc<str>>,
}

impl GroupPhase {
    pub(super) fn new(engine: &Engine, index: &Index, outside: &Outside<'_>) -> Self {
        let mut phase = Self::default();
        if is_asked(engine) {
            phase.regroup(engine, index, &FxHashSet::default(), outside);
        }
        phase
    }

    pub(super) fn update(
        &mut self,
        engine: &Engine,
        index: &Index,
        changes: &[Change],
        outside: &Outside<'_>,
    ) {
        if !is_asked(engine) {
            return;
        }
        if changes.iter().any(may_regroup) {
            let changed = changes.iter().map(|change| &*change.path).collect();
            return self.regroup(engine, index, &changed, outside);
        }
        let parts = changes.iter().filter_map(|change| self.parts.get(&change.path)).flatten();
        let mut dirty: Vec<usize> = parts.copied().collect();
        dirty.sort_unstable();
        dirty.dedup();
        let judged = self.judge(engine, index, &dirty, outside);
        let mut says_else = false;
        for (&at, found) in dirty.iter().zip(judged) {
            says_else |= groups::said(engine, &self.found[at]) != groups::said(engine, &found);
            let paths = |found: &[Found]| found.iter().map(|f| Arc::clone(&f.path)).collect::<FxHashSet<_>>();
            let (before, after) = (paths(&self.found[at]), paths(&found));
            for path in before.difference(&after) {
                self.places.entry(Arc::clone(path)).or_default().retain(|other| *other != at);
            }
            for path in after.difference(&before) {
                let places = self.places.entry(Arc::clone(path)).or_default();
                places.push(at);
                places.sort_unstable();
            }
            self.found[at] = found;
        }
        if says_else {
            self.tallies = groups::tally(engine, self.found.iter().map(Vec::as_slice));
        }
    }

    /// Sorts all documents into groups again, and judges those that have become others.
    fn regroup(&mut self, engine: &Engine, index: &Index, changed: &FxHashSet<&str>, outside: &Outside<'_>) {
        let groups = Groups::new(index, &groups::families(engine));
        let list: Vec<Shape> = groups.list.iter().map(Shape::of).collect();
        let around = Around::of(&groups);
        let same_names = around.renamed == self.around.renamed;
        let is_same = |shape: &Shape| {
            let area = shape.area().map(Box::from);
            same_names
                && around.areas.get(&area) == self.around.areas.get(&area)
                && shape.documents().all(|path| !changed.contains(&**path))
        };
        let mut known: FxHashMap<Shape, Vec<Found>> = FxHashMap::default();
        for (shape, found) in std::mem::take(&mut self.list).into_iter().zip(std::mem::take(&mut self.found))
        {
            if is_same(&shape) {
                known.insert(shape, found);
            }
        }
        let mut dirty = Vec::new();
        for (at, shape) in list.iter().enumerate() {
            let found = known.remove(shape);
            dirty.extend(found.is_none().then_some(at));
            self.found.push(found.unwrap_or_default());
        }
        (self.list, self.around) = (list, around);
        let judged = self.judge(engine, index, &dirty, outside);
        for (at, found) in dirty.into_iter().zip(judged) {
            self.found[at] = found;
        }
        self.tallies = groups::tally(engine, self.found.iter().map(Vec::as_slice));
        self.parts.clear();
        self.places.clear();
        for (at, (shape, found)) in self.list.iter().zip(&self.found).enumerate() {
            for path in shape.documents() {
                self.parts.entry(Arc::clone(path)).or_default().push(at);
            }
            for finding in found {
                let places = self.places.entry(Arc::clone(&finding.path)).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
    }

    fn judge(
        &self,
        engine: &Engine,
        index: &Index,
        dirty: &[usize],
        outside: &Outside<'_>,
    ) -> Vec<Vec<Found>> {
        if dirty.is_empty() {
            return Vec::new();
        }
        let numbers: FxHashMap<&str, usize> =
            self.around.renamed.values().zip(0..).map(|(page, at)| (&**page, at)).collect();
        let renamed: Renamed<'_> =
            self.around.renamed.iter().map(|(name, page)| (&**name, numbers[&**page])).collect();
        let judge = |at: usize| {
            let shape = &self.list[dirty[at]];
            let area = shape.area().map(Box::from);
            let locales: BTreeMap<&Locale, usize> =
                self.around.areas.get(&area).into_iter().flatten().map(|(l, count)| (l, *count)).collect();
            let group = shape.group(index);
            groups::judge(engine, index, &group, (&locales, &renamed), outside.texts)
        };
        (outside.spread)(dirty.len(), &judge)
    }

    /// The members of the group that a document is in.
    pub(super) fn siblings(&self, path: &str) -> Vec<Arc<str>> {
        let parts = self.parts.get(path).into_iter().flatten().map(|at| &self.list[*at].members);
        let own = parts.into_iter().find(|members| members.iter().any(|member| **member == *path));
        own.cloned().unwrap_or_default()
    }

    /// Adds what was found in one document.
    pub(super) fn found(&self, engine: &Engine, index: &Index, path: &str, found: &mut Vec<Found>) {
        for &at in self.places.get(path).into_iter().flatten() {
            let own = self.found[at].iter().filter(|finding| &*finding.path == path);
            let mut own: Vec<Found> = own.cloned().collect();
            groups::gather(engine, index, &self.tallies, &mut own);
            found.append(&mut own);
        }
    }
}

/// Pages without spans are held against their source in groups, too.
fn is_asked(engine: &Engine) -> bool {
    engine.active().any(|(_, rule)| matches!(rule.check, Check::Group(_) | Check::Pair(_)))
}

/// Whether a document may belong elsewhere now, or stand in another order: what `Groups` and `Group::texts` read.
fn may_regroup(change: &Change) -> bool {
    let (Some(before), Some(after)) = (&change.before, &change.after) else { return true };
    let keys = |facts: &Facts| facts.segments.iter().map(|segment| segment.key).collect::<Vec<_>>();
    before.locale != after.locale
        || before.page != after.page
        || before.slug != after.slug
        || before.title != after.title
        || before.version != after.version
        || before.handoff != after.handoff
        || before.date != after.date
        || before.links != after.links
        || keys(before) != keys(after)
}

impl Shape {
    fn of(group: &Group<'_>) -> Self {
        Self {
            page: group.page.into(),
            members: group.members.iter().map(|facts| Arc::clone(&facts.path)).collect(),
            is_unsure: group.is_unsure,
            twins: group.twins.iter().map(Shape::of).collect(),
        }
    }

    fn group<'i>(&'i self, index: &'i Index) -> Group<'i> {
        Group {
            page: &self.page,
            members: self.members.iter().filter_map(|path| index.get(path)).collect(),
            is_unsure: self.is_unsure,
            twins: self.twins.iter().map(|twin| twin.group(index)).collect(),
        }
    }

    fn area(&self) -> Option<&str> {
        Group { page: &self.page, members: Vec::new(), is_unsure: false, twins: Vec::new() }.area()
    }

    /// Its documents, and those of its twins.
    fn documents(&self) -> impl Iterator<Item = &Arc<str>> {
        self.members.iter().chain(self.twins.iter().flat_map(|twin| &twin.members))
    }
}

impl Around {
    fn of(groups: &Groups<'_>) -> Self {
        let owned = |locales: &BTreeMap<&Locale, usize>| {
            locales.iter().map(|(locale, count)| ((*locale).clone(), *count)).collect()
        };
        let areas = groups.locales.iter().map(|(area, locales)| (area.map(Box::from), owned(locales)));
        let renamed = groups.renamed.iter();
        let page = |at: usize| Arc::from(groups.list[at].page);
        Self {
            areas: areas.collect(),
            renamed: renamed.map(|(name, at)| ((*name).into(), page(*at))).collect(),
        }
    }
}
