//! The phase of keys: what many documents say about one thing, each key independent of the others. Not how many
//! threads there are.

use super::groups::Outside;
use super::slices::Slices;
use super::{Engine, Found, context};
use crate::checks::{Check, CorpusCheck, CorpusContext};
use crate::model::{Facts, Index, Labels};
use crate::packs;

/// How many keys are judged in one piece: they share the files that they ask for.
pub(super) const PIECE: usize = 64;

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
        let candidates = check.candidates(labels);
        let may_be = |key: &u64| candidates.as_ref().is_none_or(|candidates| candidates.contains(key));
        let posting = |facts| check.keys(facts).into_iter().filter(may_be).map(move |key| (key, facts));
        let mut postings: Vec<(u64, &Facts)> = index.documents().flat_map(posting).collect();
        // The documents of a key stay in order.
        postings.sort_by_key(|(key, _)| *key);
        let keys: Vec<&[(u64, &Facts)]> = postings.chunk_by(|one, other| one.0 == other.0).collect();
        let judge = |piece: usize| {
            let slices = Slices::new(texts);
            let context = CorpusContext::new(labels, packs::language, context::source(), &slices);
            let mut documents = Vec::new();
            let mut found = Vec::new();
            for postings in keys.iter().skip(piece * PIECE).take(PIECE) {
                documents.clear();
                documents.extend(postings.iter().map(|(_, facts)| *facts));
                found.extend(judge(engine, index, (at, &**check), (postings[0].0, &documents), &context));
            }
            found
        };
        found.extend(spread(keys.len().div_ceil(PIECE), &judge).into_iter().flatten());
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
