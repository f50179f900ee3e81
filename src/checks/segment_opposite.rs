//! `segment.opposite`: Yes is not No. Short words that stand alone, translated as what means their opposite. Only by what
//! the pages themselves say most of the time; no dictionary.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CorpusCheck, CorpusContext, FactSpot, GroupFinding, Mechanism, by_locale};
use crate::model::{Facts, SegmentFact, fold};

/// Words of opposite meanings. `{word}` is the one of the source, `{opposite}` the one that means the opposite,
/// `{variant}` the translation here, `{usual}` what the word is called elsewhere, `{count}` in how many places.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opposite {
    /// The words, two by two.
    pairs: Vec<(String, String)>,
    /// In how many places the translation of the opposite must be known.
    least: usize,
    /// Which share of them must agree, in percent.
    share: usize,
    #[serde(skip)]
    keys: OnceLock<FxHashMap<u64, usize>>,
}

impl Mechanism for Opposite {
    const VALUES: &'static [&'static str] = &["word", "opposite", "variant", "usual", "count"];
    const ROLES: &'static [&'static str] = &["usual"];
}

/// The places of one word, by its translation.
type Places<'f> = BTreeMap<u64, Vec<(&'f Facts, &'f SegmentFact)>>;

impl CorpusCheck for Opposite {
    fn keys(&self, facts: &Facts) -> Vec<u64> {
        let pairs = self.pairs();
        let mut keys: Vec<u64> = facts
            .segments
            .iter()
            .filter_map(|segment| pairs.get(&segment.key))
            .map(|&pair| pair as u64)
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn check(
        &self,
        key: u64,
        postings: &[&Facts],
        context: &CorpusContext<'_, '_>,
        found: &mut Vec<GroupFinding>,
    ) {
        let Some((one, other)) = usize::try_from(key).ok().and_then(|at| self.pairs.get(at)) else { return };
        for documents in by_locale(postings).values() {
            let (a, b) = (places(documents, one), places(documents, other));
            self.judge((one, &a), (other, &b), context, found);
            self.judge((other, &b), (one, &a), context, found);
        }
    }
}

impl Opposite {
    /// The folded words, with the number of their pair.
    fn pairs(&self) -> &FxHashMap<u64, usize> {
        self.keys.get_or_init(|| {
            let numbered = self.pairs.iter().enumerate();
            numbered.flat_map(|(at, (one, other))| [(fold::key(one), at), (fold::key(other), at)]).collect()
        })
    }

    /// Places of `word` that say what `opposite` is mostly called, where `word` has a name of its own.
    fn judge(
        &self,
        (word, own): (&str, &Places<'_>),
        (opposite, theirs): (&str, &Places<'_>),
        context: &CorpusContext<'_, '_>,
        found: &mut Vec<GroupFinding>,
    ) {
        let all: usize = theirs.values().map(Vec::len).sum();
        let Some((wrong, most)) = theirs.iter().max_by_key(|(_, places)| places.len()) else { return };
        if most.len() < self.least || most.len() * 100 < all * self.share {
            return;
        }
        let right = own.iter().filter(|(target, _)| *target != wrong).max_by_key(|(_, places)| places.len());
        let (Some(places), Some((_, right))) = (own.get(wrong), right) else { return };
        // A translation belongs to the word that it stands for more often.
        if right.len() < 2 || places.len() >= most.len() {
            return;
        }
        let said = |(facts, segment): (&Facts, &SegmentFact)| {
            context.segment(facts, segment.start).map(|segment| segment.target().to_owned())
        };
        let (Some(variant), Some(usual)) = (said(places[0]), said(right[0])) else { return };
        if variant.to_lowercase() == usual.to_lowercase() {
            return;
        }
        for (facts, segment) in places {
            found.push(GroupFinding {
                path: facts.path.clone(),
                spot: FactSpot::Segment(segment.start),
                key: segment.key,
                values: vec![
                    ("word", word.to_owned()),
                    ("opposite", opposite.to_owned()),
                    ("variant", variant.clone()),
                    ("usual", usual.clone()),
                    ("count", right.len().to_string()),
                ],
                quotes: Vec::new(),
                related: vec![("usual", right[0].0.path.clone(), FactSpot::Segment(right[0].1.start))],
            });
        }
    }
}

fn places<'f>(documents: &[&'f Facts], word: &str) -> Places<'f> {
    let key = fold::key(word);
    let mut places = Places::new();
    for &facts in documents {
        for segment in facts.segments.iter().filter(|segment| segment.key == key) {
            places.entry(segment.target).or_default().push((facts, segment));
        }
    }
    places
}
