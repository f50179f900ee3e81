//! The group phase: pages in all their locales, one group independent of the others. Not how many threads there are:
//! whoever runs the engine brings the way to spread the work.

use super::slices::Slices;
use super::{Engine, Found, Rule, Texts};
use crate::checks::{Check, GroupContext};
use crate::model::{Groups, Index};

/// Calls a function for each number below the first argument, on one thread or on many, and gives what it returned in
/// the order of the numbers.
pub type Spread<'s> = dyn Fn(usize, &(dyn Fn(usize) -> Vec<Found> + Sync)) -> Vec<Vec<Found>> + 's;

/// Runs the rules that look at groups.
pub(super) fn check(
    engine: &Engine,
    index: &Index,
    texts: &Texts<'_>,
    spread: &Spread<'_>,
    found: &mut Vec<Found>,
) {
    let is_group = |rule: &Rule| matches!(rule.check, Check::Group(_));
    if !engine.active().any(|(_, rule)| is_group(rule)) {
        return;
    }
    let groups = Groups::new(index, &[] as &[&str]);
    let nowhere = std::collections::BTreeMap::new();
    let judge = |at: usize| {
        let group = &groups.list[at];
        let slices = Slices::new(texts);
        let context = GroupContext::new(groups.locales.get(group.area()).unwrap_or(&nowhere), &slices);
        let (mut found, mut findings) = (Vec::new(), Vec::new());
        for (at, rule) in engine.active() {
            if let Check::Group(check) = &rule.check {
                check.check(group, &context, &mut findings);
                found.extend(findings.drain(..).filter_map(|f| engine.place_across(at, index, f)));
            }
        }
        found
    };
    found.extend(spread(groups.list.len(), &judge).into_iter().flatten());
}
