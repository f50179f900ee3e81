//! The group phase: pages in all their locales, one group independent of the others. Not how many threads there are:
//! whoever runs the engine brings the way to spread the work.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::slices::Slices;
use super::{Engine, Found, Known, Rule, Texts, aligned};
use crate::checks::{Check, GroupContext, Systematic};
use crate::model::{Groups, Index};

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
    let families: Vec<&String> = engine.settings.iter().flat_map(|settings| &settings.twins).collect();
    let groups = Groups::new(index, &families);
    let nowhere = BTreeMap::new();
    let judge = |at: usize| {
        let group = &groups.list[at];
        let slices = Slices::new(texts);
        let locales = groups.locales.get(&group.area()).unwrap_or(&nowhere);
        let context = GroupContext::new(locales, &groups.renamed, &slices);
        let (mut found, mut findings) = (Vec::new(), Vec::new());
        for (at, rule) in engine.active() {
            if let Check::Group(check) = &rule.check {
                check.check(group, &context, &mut findings);
                found.extend(findings.drain(..).filter_map(|f| engine.place_across(at, index, f)));
            }
        }
        if pairs {
            aligned::check(engine, group, &context, &mut found);
        }
        found
    };
    let mut groups = spread(groups.list.len(), &judge);
    gather(engine, index, &mut groups);
    found.extend(groups.into_iter().flatten());
}

/// Findings that say one replacement on several pages become findings of the rule that gathers them. Counted over the
/// whole index, so that what is silenced or reported of them changes nothing for the rest.
fn gather(engine: &Engine, index: &Index, groups: &mut [Vec<Found>]) {
    for (into, rule) in engine.active() {
        let Check::Gathered(systematic) = &rule.check else { continue };
        let same = |finding: &Found| -> Option<Vec<String>> {
            let gathers = systematic.gathers(engine.rules[finding.rule].mechanism);
            let value = |wanted: &&str| {
                let given = finding.values.iter().find(|(name, value)| name == wanted && !value.is_empty());
                given.map(|(_, value)| value.clone())
            };
            if gathers { Systematic::SAME.iter().map(value).collect() } else { None }
        };
        // Pages and documents of each replacement.
        let mut counts: BTreeMap<Vec<String>, (usize, BTreeSet<Arc<str>>)> = BTreeMap::new();
        for group in groups.iter() {
            let changes: BTreeSet<Vec<String>> = group.iter().filter_map(same).collect();
            for change in changes {
                counts.entry(change).or_default().0 += 1;
            }
            for (change, path) in group.iter().filter_map(|f| Some((same(f)?, Arc::clone(&f.path)))) {
                counts.entry(change).or_default().1.insert(path);
            }
        }
        counts.retain(|_, (pages, _)| *pages >= systematic.pages);
        for group in groups.iter_mut() {
            let mut gathered = BTreeSet::new();
            group.retain_mut(|finding| {
                let Some(change) = same(finding) else { return true };
                let Some((pages, documents)) = counts.get(&change) else { return true };
                let [from, to, _] = &change[..] else { return true };
                let values = vec![
                    ("from", from.clone()),
                    ("to", to.clone()),
                    ("pages", pages.to_string()),
                    ("documents", documents.len().to_string()),
                ];
                // A document that says it as a label and as a name says it once.
                let is_first = gathered.insert((Arc::clone(&finding.path), change.clone()));
                if is_first {
                    engine.regard(into, index, finding, values);
                }
                is_first
            });
        }
    }
}
