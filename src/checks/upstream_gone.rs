//! `upstream.gone`: a page whose source is no longer there.

use super::{CorpusCheck, CorpusContext, FactSpot, GroupFinding, Mechanism};
use crate::model::{Facts, Standing, fold};

/// A page that names the version of its source that it was made from, where the source is at hand and has no such page
/// any more; or one that its site does not publish without a source.
#[derive(Debug, Default)]
pub(super) struct Gone;

impl Mechanism for Gone {
    const VALUES: &'static [&'static str] = &["source"];
}

impl CorpusCheck for Gone {
    fn keys(&self, facts: &Facts) -> Vec<u64> {
        let is_gone = facts.upstream.as_ref().is_some_and(|upstream| upstream.standing == Standing::Gone);
        is_gone.then(|| fold::key(&facts.path)).into_iter().collect()
    }

    fn check(&self, _: u64, postings: &[&Facts], _: &CorpusContext<'_, '_>, found: &mut Vec<GroupFinding>) {
        for facts in postings {
            let Some(upstream) = &facts.upstream else { continue };
            found.push(GroupFinding {
                path: facts.path.clone(),
                spot: FactSpot::File(upstream.pin.unwrap_or(facts.opening)),
                key: fold::key(&facts.slug),
                values: vec![("source", upstream.path.to_string())],
                quotes: Vec::new(),
                related: Vec::new(),
            });
        }
    }
}
