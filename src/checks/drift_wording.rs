//! `drift.wording`: sentences that two texts of a page put differently.

use super::drift_words::{self, Report};
use super::{GroupCheck, GroupContext, GroupFinding, Mechanism};
use crate::model::Group;

/// Sentences whose words were changed, in whatever way.
#[derive(Debug, Default)]
pub(super) struct Wording;

impl Mechanism for Wording {
    const VALUES: &'static [&'static str] = drift_words::SAID;
    const ROLES: &'static [&'static str] = drift_words::NEWER;
}

impl GroupCheck for Wording {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for comparison in context.comparisons(group).iter().filter(|comparison| !comparison.twins) {
            for change in comparison.changed.iter().chain(&comparison.rewritten) {
                let (from, to) = (change.before.to_string(), change.after.to_string());
                Report { comparison, older: change.older, newer: change.newer, from, to, quoted: None }
                    .to(found);
            }
        }
    }
}
