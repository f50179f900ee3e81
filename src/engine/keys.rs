//! The phase of keys: what many documents say about one thing, each key independent of the others. Not how many
//! threads there are.

use std::collections::BTreeMap;

use super::groups::Outside;
use super::slices::Slices;
use super::{Engine, Found};
use crate::checks::{Check, CorpusCheck, CorpusContext};
use crate::model::{Facts, Index, Labels};
use crate::packs;

/// How many keys are judged in one piece: they share the files that they ask for.
pub(super) const PIECE: usize = 512;

/// Runs the rules that look at keys.
pub(super) fn check(
    engine: &Engine,
    index: &Index,
    labels: &Labels<'_>,
    &Outside { texts, spread, .. }: &Outside<'_>,
    found: &mut Vec<Found>,
) {
    for (at, rule) in engine.active() {
        let Check::Corpus(check) = &rule.check else { continue };
        let mut postings: BTreeMap<u64, Vec<&Facts>> = BTreeMap::new();
        for facts in index.documents() {
            for key in check.keys(facts) {
                postings.entry(key).or_default().push(facts);
            }
        }
        let postings: Vec<(u64, Vec<&Facts>)> = postings.into_iter().collect();
        let judge = |piece: usize| {
            let slices = Slices::new(texts);
            let context = CorpusContext::new(labels, packs::language, &slices);
            let judge = |(key, documents): &(u64, Vec<&Facts>)| {
                judge(engine, index, (at, &**check), (*key, documents), &context)
            };
            postings.iter().skip(piece * PIECE).take(PIECE).flat_map(judge).collect()
        };
        found.extend(spread(postings.len().div_ceil(PIECE), &judge).into_iter().flatten());
    }
}

/// What a rule finds of one key.
pub(super) fn judge(
    engine: &Engine,
    index: &Index,
    (at, check): (usize, &dyn CorpusCheck),
    (key, documents): (u64, &[&Facts]),
    context: &CorpusContext<'_, '_>,
) -> Vec<Found> {
    let mut findings = Vec::new();
    check.check(key, documents, context, &mut findings);
    findings.into_iter().filter_map(|f| engine.place_across(at, index, f)).collect()
}
