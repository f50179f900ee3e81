//! `front-matter.unique`: some values stand in one document of a locale only.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{CorpusCheck, CorpusContext, FactSpot, GroupFinding, Mechanism};
use crate::model::{Facts, KeyFact, fold};
use crate::text::Span;

/// Keys whose values are names of single pages.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// The keys. Titles are none: they repeat legitimately.
    keys: Vec<String>,
}

impl Mechanism for Unique {
    const VALUES: &'static [&'static str] = &["key", "count"];
    const ROLES: &'static [&'static str] = &["other"];
}

impl CorpusCheck for Unique {
    fn keys(&self, facts: &Facts) -> Vec<u64> {
        self.named(facts).map(|fact| posting(facts, fact)).collect()
    }

    fn check(&self, key: u64, postings: &[&Facts], _: &CorpusContext<'_, '_>, found: &mut Vec<GroupFinding>) {
        if postings.len() < 2 {
            return;
        }
        let place = |facts: &Facts| {
            let fact = self.named(facts).find(|fact| posting(facts, fact) == key)?;
            let span = Span::new(fact.start as usize, fact.start as usize + fact.key.len());
            Some((Arc::clone(&facts.path), Arc::clone(&fact.key), span))
        };
        let mut places = postings.iter().filter_map(|facts| place(facts));
        // The first page by path keeps its value; each of the others is told.
        let Some((first, _, first_span)) = places.next() else { return };
        for (path, name, span) in places {
            found.push(GroupFinding {
                path,
                spot: FactSpot::File(span),
                key: fold::key(&name),
                values: vec![("key", name.to_string()), ("count", postings.len().to_string())],
                quotes: Vec::new(),
                related: vec![("other", Arc::clone(&first), FactSpot::File(first_span))],
            });
        }
    }
}

impl Unique {
    fn named<'f>(&'f self, facts: &'f Facts) -> impl Iterator<Item = &'f KeyFact> {
        facts.keys.iter().filter(|fact| self.keys.iter().any(|key| **key == *fact.key))
    }
}

/// A value of one key in one locale.
fn posting(facts: &Facts, fact: &KeyFact) -> u64 {
    let mut hash = fold::Hash::default();
    hash.text(facts.locale.as_ref().map_or("", |locale| locale.as_str()));
    hash.text(&fact.key);
    hash.number(fact.value);
    hash.finish()
}
