//! `reference.undefined`: the label of a reference is defined.

use std::sync::Arc;

use super::{CorpusCheck, CorpusContext, FactSpot, GroupFinding, Mechanism};
use crate::model::Facts;

/// References of the source whose label nobody defines, told once for each sentence, in the first document by path
/// that has it: no translator can mend them. `{label}` is the label, `{count}` says, with the punctuation before it, how
/// many more documents have it; the place is the source.
#[derive(Debug, Default)]
pub(super) struct Undefined;

impl Mechanism for Undefined {
    const VALUES: &'static [&'static str] = &["label", "count"];
    const ROLES: &'static [&'static str] = &["other"];
}

impl CorpusCheck for Undefined {
    fn keys(&self, facts: &Facts) -> Vec<u64> {
        let mut keys: Vec<u64> = facts.undefined.iter().map(|reference| reference.key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn check(&self, key: u64, postings: &[&Facts], _: &CorpusContext<'_, '_>, found: &mut Vec<GroupFinding>) {
        /// How many of the other places are shown.
        const SHOWN: usize = 5;
        let place = |facts: &&Facts| {
            let reference = facts.undefined.iter().find(|reference| reference.key == key)?;
            Some((Arc::clone(&facts.path), reference.span, reference.label.to_string()))
        };
        let mut places = postings.iter().filter_map(place);
        let Some((path, span, label)) = places.next() else { return };
        let related = places.take(SHOWN).map(|(path, span, _)| ("other", path, FactSpot::File(span)));
        let count = match postings.len() {
            0 | 1 => String::new(),
            2 => "; one more page has it".to_owned(),
            more => format!("; {} more pages have it", more - 1),
        };
        found.push(GroupFinding {
            path,
            spot: FactSpot::File(span),
            key,
            values: vec![("label", label), ("count", count)],
            quotes: Vec::new(),
            related: related.collect(),
        });
    }
}
