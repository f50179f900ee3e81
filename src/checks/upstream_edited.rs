//! `upstream.edited`: the source side of a pair is what the source says.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{CorpusCheck, CorpusContext, FactSpot, GroupFinding, Mechanism, Quote};
use crate::model::{Facts, fold};

/// Pairs whose source text the source does not have, though the page is known to be made from it. Markup, case and
/// punctuation are no difference.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Edited {
    /// How large a part of a page's pairs may be so, in percent; beyond that nobody edited it, it is another text.
    most_percent: usize,
}

impl Mechanism for Edited {
    const VALUES: &'static [&'static str] = &["text", "source"];
}

impl CorpusCheck for Edited {
    fn keys(&self, facts: &Facts) -> Vec<u64> {
        let edited = facts.upstream.as_ref().map_or(0, |upstream| upstream.edited.len());
        let few = edited * 100 <= facts.segments.len() * self.most_percent;
        (edited > 0 && few).then(|| fold::key(&facts.path)).into_iter().collect()
    }

    fn check(&self, _: u64, postings: &[&Facts], _: &CorpusContext<'_, '_>, found: &mut Vec<GroupFinding>) {
        for facts in postings {
            let Some(upstream) = &facts.upstream else { continue };
            found.extend(upstream.edited.iter().map(|&start| {
                let segment = facts.segments.iter().find(|segment| segment.start == start);
                GroupFinding {
                    path: Arc::clone(&facts.path),
                    spot: FactSpot::Segment(start),
                    key: segment.map_or(0, |segment| segment.key),
                    values: vec![("source", upstream.path.to_string())],
                    quotes: vec![Quote::source("text", &facts.path, start)],
                    related: Vec::new(),
                }
            }));
        }
    }
}
