//! `side-by-side.lost`: pages that were translated from one version of the source hold the same sentences.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{FactSpot, GroupCheck, GroupContext, GroupFinding, Mechanism, Quote};
use crate::model::{Facts, Group, SegmentFact};

/// Sentences that a page lacks and that a sibling of the same version has: one finding for each run of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Lost {
    /// How large a part of a page may be missing, in percent; beyond that the pages are not the same page.
    most_percent: usize,
}

impl Mechanism for Lost {
    const VALUES: &'static [&'static str] = &["text", "count", "locale"];
    const ROLES: &'static [&'static str] = &["sibling"];
}

impl GroupCheck for Lost {
    fn check<'i>(&self, group: &Group<'i>, _: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for mut siblings in group.versions() {
            siblings.retain(|facts| !facts.segments.is_empty());
            // The fullest page speaks for the version; by path where several are.
            let fullest = siblings.iter().rev().max_by_key(|facts| numbered(facts).count());
            let Some(&fullest) = fullest else { continue };
            for facts in siblings.iter().filter(|facts| facts.path != fullest.path) {
                self.compare(facts, fullest, found);
            }
        }
    }
}

impl Lost {
    fn compare(&self, facts: &Facts, fullest: &Facts, found: &mut Vec<GroupFinding>) {
        let mut own: Vec<(u32, u32)> =
            numbered(facts).map(|segment| (segment.number, segment.start)).collect();
        own.sort_unstable();
        let has = |number: u32| own.binary_search_by_key(&number, |&(number, _)| number).is_ok();
        let lost: Vec<(usize, &SegmentFact)> =
            numbered(fullest).enumerate().filter(|(_, segment)| !has(segment.number)).collect();
        if own.is_empty() || lost.len() * 100 > (own.len() + lost.len()) * self.most_percent {
            return;
        }
        for run in lost.chunk_by(|a, b| a.0 + 1 == b.0) {
            let Some((_, first)) = run.first() else { continue };
            // The first pair after the gap; at the end of the page, the last one before it.
            let after = own.partition_point(|&(number, _)| number < first.number);
            let Some(&(_, start)) = own.get(after).or(own.last()) else { continue };
            let locale = fullest.locale.as_ref().map_or("another page", |locale| locale.as_str());
            let count = if run.len() == 1 {
                "a sentence is".to_owned()
            } else {
                format!("{} sentences are", run.len())
            };
            found.push(GroupFinding {
                path: Arc::clone(&facts.path),
                spot: FactSpot::Segment(start),
                key: first.key,
                values: vec![("count", count), ("locale", locale.to_owned())],
                quotes: vec![Quote::source("text", &fullest.path, first.start)],
                related: vec![("sibling", Arc::clone(&fullest.path), FactSpot::Segment(first.start))],
            });
        }
    }
}

fn numbered(facts: &Facts) -> impl Iterator<Item = &SegmentFact> {
    facts.segments.iter().filter(|segment| segment.number > 0)
}
