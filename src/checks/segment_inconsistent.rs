//! `segment.inconsistent`: one sentence, one translation. What most pages of a locale say for a sentence, against the few
//! that say something else. Two ways of saying one thing are both right, so this is a hint.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CorpusCheck, CorpusContext, FactSpot, GroupFinding, Mechanism, by_locale};
use crate::model::{Facts, SegmentFact, fold};

/// Sentences that one locale translates in several ways. `{source}` is the sentence, `{variant}` what it is here, `{usual}`
/// what it is in most places, `{count}` in how many.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inconsistent {
    /// In how many places a sentence must be known.
    least: usize,
    /// Which share of them must agree, in percent.
    share: usize,
    /// How many words a sentence has at least: fewer are a label, or mean several things.
    words: usize,
}

impl Mechanism for Inconsistent {
    const VALUES: &'static [&'static str] = &["source", "variant", "usual", "count"];
    const ROLES: &'static [&'static str] = &["usual"];
}

/// The places of one sentence, by its translation.
type Places<'f> = BTreeMap<u64, Vec<(&'f Facts, &'f SegmentFact)>>;

impl CorpusCheck for Inconsistent {
    fn keys(&self, facts: &Facts) -> Vec<u64> {
        let all: FxHashSet<u64> = facts.segments.iter().map(|segment| segment.key).collect();
        all.into_iter().collect()
    }

    fn check(
        &self,
        key: u64,
        postings: &[&Facts],
        context: &CorpusContext<'_, '_>,
        found: &mut Vec<GroupFinding>,
    ) {
        for documents in by_locale(postings).values() {
            let mut targets = Places::new();
            for facts in documents {
                for segment in facts.segments.iter().filter(|segment| segment.key == key) {
                    targets.entry(segment.target).or_default().push((facts, segment));
                }
            }
            if targets.len() < 2 {
                continue;
            }
            let all: usize = targets.values().map(Vec::len).sum();
            let Some((most, usual)) = targets.iter().max_by_key(|(_, places)| places.len()) else { continue };
            if all < self.least || usual.len() * 100 < all * self.share {
                continue;
            }
            let cut = |(facts, segment): (&Facts, &SegmentFact)| context.segment(facts, segment.start);
            let Some(right) = cut(usual[0]) else { continue };
            if right.source().split_whitespace().take(self.words).count() < self.words {
                continue;
            }
            for places in targets.iter().filter(|(target, _)| *target != most).map(|(_, places)| places) {
                let Some(here) = cut(places[0]) else { continue };
                // Spaces, marks and case make no other sentence.
                if fold::key(&here.target().replace(' ', "")) == fold::key(&right.target().replace(' ', "")) {
                    continue;
                }
                found.extend(places.iter().map(|(facts, segment)| GroupFinding {
                    path: facts.path.clone(),
                    spot: FactSpot::Segment(segment.start),
                    key: segment.key,
                    values: vec![
                        ("source", right.source().to_owned()),
                        ("variant", here.target().to_owned()),
                        ("usual", right.target().to_owned()),
                        ("count", usual.len().to_string()),
                    ],
                    quotes: Vec::new(),
                    related: vec![("usual", usual[0].0.path.clone(), FactSpot::Segment(usual[0].1.start))],
                }));
            }
        }
    }
}
