//! `drift.stale`: a page that was translated from an older source than its siblings.

use std::sync::Arc;

use super::drift_words::age;
use super::{FactSpot, GroupCheck, GroupContext, GroupFinding, Mechanism};
use crate::model::comparison::Age;
use crate::model::{Comparison, Facts, Group, fold};

/// Documents whose source text is behind the newest of their group.
#[derive(Debug, Default)]
pub(super) struct Stale;

impl Mechanism for Stale {
    const VALUES: &'static [&'static str] = &["behind", "days", "age"];
    const ROLES: &'static [&'static str] = &["newer"];
}

impl GroupCheck for Stale {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for comparison in context.comparisons(group) {
            let nothing = comparison.changed.is_empty()
                && comparison.rewritten.is_empty()
                && comparison.relinked.is_empty()
                && comparison.added.is_empty()
                && comparison.gone.is_empty();
            if comparison.twins || comparison.age == Age::Unknown || nothing {
                continue;
            }
            let Some(&model) = comparison.newer.first() else { continue };
            for &facts in &comparison.older {
                found.push(GroupFinding {
                    path: Arc::clone(&facts.path),
                    spot: FactSpot::File(facts.opening),
                    key: fold::key(&facts.slug),
                    values: vec![
                        ("behind", behind(comparison)),
                        ("days", days(facts, model)),
                        ("age", age(comparison, facts, model)),
                    ],
                    quotes: Vec::new(),
                    related: vec![("newer", Arc::clone(&model.path), FactSpot::File(model.opening))],
                });
            }
        }
    }
}

/// `2 sentences changed, 1 new, 3 gone`
fn behind(comparison: &Comparison<'_>) -> String {
    let changed = comparison.changed.len()
        + comparison.rewritten.len()
        + comparison.relinked.iter().filter(|change| !is_counted(comparison, change.older)).count();
    let counts = [
        (changed, "changed"),
        (comparison.added.iter().map(|(run, _)| run.len()).sum(), "new"),
        (comparison.gone.iter().map(std::ops::Range::len).sum(), "gone"),
    ];
    let mut parts = Vec::new();
    for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let noun = match count {
            _ if !parts.is_empty() => "",
            1 => " sentence",
            _ => " sentences",
        };
        parts.push(format!("{count}{noun} {what}"));
    }
    parts.join(", ")
}

fn is_counted(comparison: &Comparison<'_>, older: usize) -> bool {
    comparison.changed.iter().any(|change| change.older == older)
}

/// How many days lie between the two hand-offs, as ` by 30 days`.
fn days(facts: &Facts, model: &Facts) -> String {
    let between = facts.handoff.zip(model.handoff).and_then(|(older, newer)| older.until(newer).ok());
    match between.map(|span| span.get_days()) {
        Some(1) => " by 1 day".to_owned(),
        Some(days) if days > 0 => format!(" by {days} days"),
        _ => String::new(),
    }
}
