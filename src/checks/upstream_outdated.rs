//! `upstream.outdated`: the source says something else than when the page was made from it.

use super::{CorpusCheck, CorpusContext, FactSpot, GroupFinding, Mechanism};
use crate::model::{Facts, Standing, fold};

/// A page that was made from an older version of its source than the one at hand. `{overdue}` is `yes` where that has
/// been so for longer than was asked for, `no` otherwise.
#[derive(Debug, Default)]
pub(super) struct Outdated;

impl Mechanism for Outdated {
    const VALUES: &'static [&'static str] = &["changed", "commits", "age", "source", "overdue"];
}

impl CorpusCheck for Outdated {
    fn keys(&self, facts: &Facts) -> Vec<u64> {
        let is_behind = facts.upstream.as_ref().is_some_and(|upstream| upstream.standing == Standing::Behind);
        is_behind.then(|| fold::key(&facts.path)).into_iter().collect()
    }

    fn check(&self, _: u64, postings: &[&Facts], _: &CorpusContext<'_, '_>, found: &mut Vec<GroupFinding>) {
        for facts in postings {
            let Some(upstream) = &facts.upstream else { continue };
            let changed = match upstream.changed {
                None => "the source changed".to_owned(),
                Some(0) => "the header or the markup of the source changed".to_owned(),
                Some(1) => "one passage of the source changed".to_owned(),
                Some(n) => format!("{n} passages of the source changed"),
            };
            let commits = match upstream.commits {
                None => String::new(),
                Some(1) => " in one commit".to_owned(),
                Some(n) => format!(" in {n} commits"),
            };
            let age = match (upstream.days, upstream.commits) {
                (None, _) => String::new(),
                (Some(days), None) => format!(", handed off {} ago", counted(days)),
                (Some(days), Some(1)) => format!(", {} ago", counted(days)),
                (Some(days), Some(_)) => format!(", the first {} ago", counted(days)),
            };
            found.push(GroupFinding {
                path: facts.path.clone(),
                spot: FactSpot::File(upstream.pin.unwrap_or(facts.opening)),
                key: fold::key(&facts.slug),
                values: vec![
                    ("changed", changed),
                    ("commits", commits),
                    ("age", age),
                    ("source", upstream.path.to_string()),
                    ("overdue", if upstream.overdue { "yes" } else { "no" }.to_owned()),
                ],
                quotes: Vec::new(),
                related: Vec::new(),
            });
        }
    }
}

fn counted(days: u32) -> String {
    if days == 1 { "a day".to_owned() } else { format!("{days} days") }
}
