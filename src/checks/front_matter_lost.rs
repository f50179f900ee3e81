//! `front-matter.lost`: pages that were translated from one version of the source have the same keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{FactSpot, GroupCheck, GroupContext, GroupFinding, Mechanism};
use crate::model::{Facts, Group, KeyFact, fold};
use crate::text::Span;

/// Keys that a page lacks and that its siblings of the same version have: all but one of them, or the only one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// Keys that may differ.
    except: Vec<String>,
}

impl Mechanism for Lost {
    const VALUES: &'static [&'static str] = &["key", "locale"];
    const ROLES: &'static [&'static str] = &["sibling"];
}

impl GroupCheck for Lost {
    fn check<'i>(&self, group: &Group<'i>, _: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for siblings in group.versions().into_iter().filter(|siblings| siblings.len() > 1) {
            self.check_version(&siblings, found);
        }
    }
}

impl Lost {
    fn check_version(&self, siblings: &[&Facts], found: &mut Vec<GroupFinding>) {
        let mut holders: BTreeMap<&str, Vec<(&Facts, &KeyFact)>> = BTreeMap::new();
        for &facts in siblings {
            // A key that stands twice is one key.
            let mut seen = FxHashSet::default();
            for fact in facts.keys.iter().filter(|fact| seen.insert(&fact.key)) {
                holders.entry(&fact.key).or_default().push((facts, fact));
            }
        }
        for (key, holders) in holders {
            // What only a minority has was added there; between two, nobody can tell, and a key is sooner lost.
            let majority = holders.len() * 2 > siblings.len() || siblings.len() == 2;
            if !majority || holders.len() == siblings.len() || self.except.iter().any(|except| except == key)
            {
                continue;
            }
            let Some(&(sibling, fact)) = holders.first() else { continue };
            for facts in siblings.iter().filter(|facts| !facts.keys.iter().any(|fact| &*fact.key == key)) {
                let place = Span::new(fact.start as usize, fact.start as usize + key.len());
                let locale = sibling.locale.as_ref().map_or("another page", |locale| locale.as_str());
                found.push(GroupFinding {
                    path: Arc::clone(&facts.path),
                    spot: FactSpot::File(facts.opening),
                    key: fold::key(key),
                    values: vec![("key", key.to_owned()), ("locale", locale.to_owned())],
                    quotes: Vec::new(),
                    related: vec![("sibling", Arc::clone(&sibling.path), FactSpot::File(place))],
                });
            }
        }
    }
}
