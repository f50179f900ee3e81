//! The phase of keys: what many documents say about one thing, each key independent of the others. Not how many
//! threads there are.

use std::collections::BTreeMap;

use super::groups::Outside;
use super::slices::Slices;
use super::{Engine, Found, Rule};
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
    let rules: Vec<_> = engine.active().filter_map(|(at, rule)| posted(index, at, rule)).collect();
    // Rules that look at the same keys ask for the same files.
    let judge = |piece: usize| {
        let slices = Slices::new(texts);
        let context = CorpusContext::new(labels, packs::language, &slices);
        let of_rule = |(rule, postings): &Posted<'_, '_>| -> Vec<Found> {
            let keys = postings.iter().skip(piece * PIECE).take(PIECE);
            keys.flat_map(|(key, documents)| judge(engine, index, *rule, (*key, documents), &context))
                .collect()
        };
        rules.iter().flat_map(of_rule).collect()
    };
    let most = rules.iter().map(|(_, postings)| postings.len()).max().unwrap_or(0);
    found.extend(spread(most.div_ceil(PIECE), &judge).into_iter().flatten());
}

/// A rule, and the documents of each key, by key.
type Posted<'e, 'i> = ((usize, &'e dyn CorpusCheck), Vec<(u64, Vec<&'i Facts>)>);

fn posted<'e, 'i>(index: &'i Index, at: usize, rule: &'e Rule) -> Option<Posted<'e, 'i>> {
    let Check::Corpus(check) = &rule.check else { return None };
    let mut postings: BTreeMap<u64, Vec<&Facts>> = BTreeMap::new();
    for facts in index.documents() {
        for key in check.keys(facts) {
            postings.entry(key).or_default().push(facts);
        }
    }
    Some(((at, &**check), postings.into_iter().collect()))
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
