//! The group phase: pages in all their locales, one group independent of the others. Not how many threads there are:
//! whoever runs the engine brings the way to spread the work.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::slices::Slices;
use super::{Engine, Found, Known, Rule, Texts, aligned};
use crate::checks::{Check, GroupContext, Systematic};
use crate::model::group::Renamed;
use crate::model::{Group, Groups, Index, Locale};

/// Calls a function for each number below the first argument, on one thread or on many, and gives what it returned in
/// the order of the numbers.
pub type Spread<'s> = dyn Fn(usize, &(dyn Fn(usize) -> Vec<Found> + Sync)) -> Vec<Vec<Found>> + 's;

/// What the work across documents is given from outside.
#[expect(missing_debug_implementations, reason = "functions have nothing to show")]
pub struct Outside<'o> {
    /// Gives files once more, for the words that findings across documents quote.
    pub texts: &'o Texts<'o>,
    /// Runs the groups.
    pub spread: &'o Spread<'o>,
    /// Which documents are reported on, by path; the others are known, and count.
    pub reported: &'o dyn Fn(&str) -> bool,
    /// On which other documents that is reported which lies between documents.
    pub affected: &'o dyn Fn(&str) -> bool,
    /// Whether the index holds all that its documents may be held against.
    pub whole: bool,
    /// Findings that somebody accepted: counted, and not reported.
    pub accepted: Option<&'o Known>,
    /// What was found before a change: not reported.
    pub before: Option<&'o Known>,
    /// Whether each finding is a diagnostic of its own, also where several are one fact.
    pub each: bool,
}

impl<'o> Outside<'o> {
    /// A report on every document, with nothing known of them before.
    #[must_use]
    pub fn new(texts: &'o Texts<'o>, spread: &'o Spread<'o>) -> Self {
        Self {
            texts,
            spread,
            reported: &|_| true,
            affected: &|_| false,
            whole: true,
            accepted: None,
            before: None,
            each: false,
        }
    }
}

/// Runs the rules that look at groups.
pub(super) fn check(
    engine: &Engine,
    index: &Index,
    &Outside { texts, spread, .. }: &Outside<'_>,
    found: &mut Vec<Found>,
) {
    let is_group = |rule: &Rule| matches!(rule.check, Check::Group(_));
    let pairs = aligned::is_needed(engine, index);
    if !pairs && !engine.active().any(|(_, rule)| is_group(rule)) {
        return;
    }
    let groups = Groups::new(index, &families(engine));
    let nowhere = BTreeMap::new();
    let judge = |at: usize| {
        let group = &groups.list[at];
        let locales = groups.locales.get(&group.area()).unwrap_or(&nowhere);
        judge(engine, index, group, (locales, &groups.renamed), texts)
    };
    let mut groups = spread(groups.list.len(), &judge);
    let tallies = tally(engine, groups.iter().map(Vec::as_slice));
    for group in &mut groups {
        gather(engine, index, &tallies, group);
    }
    found.extend(groups.into_iter().flatten());
}

/// Beginnings of file names that mark twins.
pub(super) fn families(engine: &Engine) -> Vec<&String> {
    engine.settings.iter().flat_map(|settings| &settings.twins).collect()
}

/// What the rules that look at groups find in one.
pub(super) fn judge<'i>(
    engine: &Engine,
    index: &'i Index,
    group: &Group<'i>,
    (locales, renamed): (&BTreeMap<&'i Locale, usize>, &Renamed<'i>),
    texts: &Texts<'_>,
) -> Vec<Found> {
    let slices = Slices::new(texts);
    let context = GroupContext::new(locales, renamed, &slices);
    let (mut found, mut findings) = (Vec::new(), Vec::new());
    for (at, rule) in engine.active() {
        if let Check::Group(check) = &rule.check {
            check.check(group, &context, &mut findings);
            found.extend(findings.drain(..).filter_map(|f| engine.place_across(at, index, f)));
        }
    }
    aligned::check(engine, group, &context, &mut found);
    found
}

/// The replacements that a rule gathers: in how many pages, and in how many documents, each stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tally {
    into: usize,
    counts: BTreeMap<Vec<String>, (usize, usize)>,
}

/// The replacement that a finding says, where a rule gathers such findings.
fn same(engine: &Engine, into: usize, finding: &Found) -> Option<Vec<String>> {
    let Check::Gathered(systematic) = &engine.rules[into].check else { return None };
    let value = |wanted: &&str| {
        let given = finding.values.iter().find(|(name, value)| name == wanted && !value.is_empty());
        given.map(|(_, value)| value.clone())
    };
    let gathers = systematic.gathers(engine.rules[finding.rule].mechanism);
    if gathers { Systematic::SAME.iter().map(value).collect() } else { None }
}

/// Counts the findings that say one replacement on several pages, over the whole index, so that what is silenced or
/// reported of them changes nothing for the rest.
pub(super) fn tally<'f>(engine: &Engine, groups: impl Iterator<Item = &'f [Found]> + Clone) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = Vec::new();
    for (into, rule) in engine.active() {
        let Check::Gathered(systematic) = &rule.check else { continue };
        let free = |finding: &&Found| !tallies.iter().any(|tally| tally.has(engine, finding).is_some());
        // Pages and documents of each replacement.
        let mut counts: BTreeMap<Vec<String>, (usize, BTreeSet<&Arc<str>>)> = BTreeMap::new();
        for group in groups.clone() {
            let said = group.iter().filter(free).filter_map(|f| Some((same(engine, into, f)?, &f.path)));
            let said: Vec<(Vec<String>, &Arc<str>)> = said.collect();
            let changes: BTreeSet<&Vec<String>> = said.iter().map(|(change, _)| change).collect();
            for change in changes {
                counts.entry(change.clone()).or_default().0 += 1;
            }
            for (change, path) in said {
                counts.entry(change).or_default().1.insert(path);
            }
        }
        counts.retain(|_, (pages, _)| *pages >= systematic.pages);
        let counts =
            counts.into_iter().map(|(change, (pages, documents))| (change, (pages, documents.len())));
        tallies.push(Tally { into, counts: counts.collect() });
    }
    tallies
}

/// What the findings of a group say that rules gather: where it stays, no count does change.
pub(super) fn said(engine: &Engine, group: &[Found]) -> Vec<(usize, usize, Vec<String>, Arc<str>)> {
    let mut said = Vec::new();
    for (into, rule) in engine.active() {
        if let Check::Gathered(_) = &rule.check {
            let one = |f: &Found| Some((into, f.rule, same(engine, into, f)?, Arc::clone(&f.path)));
            said.extend(group.iter().filter_map(one));
        }
    }
    said
}

impl Tally {
    fn has(&self, engine: &Engine, finding: &Found) -> Option<(Vec<String>, (usize, usize))> {
        let change = same(engine, self.into, finding)?;
        let counts = *self.counts.get(&change)?;
        Some((change, counts))
    }
}

/// The findings of one group that say what stands on several pages become findings of the rule that gathers them.
pub(super) fn gather(engine: &Engine, index: &Index, tallies: &[Tally], group: &mut Vec<Found>) {
    for tally in tallies {
        let mut gathered = BTreeSet::new();
        group.retain_mut(|finding| {
            let Some((change, (pages, documents))) = tally.has(engine, finding) else { return true };
            let [from, to, _] = &change[..] else { return true };
            let values = vec![
                ("from", from.clone()),
                ("to", to.clone()),
                ("pages", pages.to_string()),
                ("documents", documents.to_string()),
            ];
            // A document that says it as a label and as a name says it once.
            let is_first = gathered.insert((Arc::clone(&finding.path), change));
            if is_first {
                engine.regard(tally.into, index, finding, values);
            }
            is_first
        });
    }
}
