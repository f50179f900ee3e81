//! `drift.metadata`: header keys that mean the same in every locale have one value in all pages of one version.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{FactSpot, GroupCheck, GroupContext, GroupFinding, Mechanism, Quote, Quoted};
use crate::model::{Facts, Group, KeyFact, fold};
use crate::text::Span;

/// Values that differ from those of most pages of the same version.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// Keys whose values must agree.
    keys: Vec<String>,
}

impl Mechanism for Metadata {
    const VALUES: &'static [&'static str] = &["key", "value", "other", "locale"];
    const ROLES: &'static [&'static str] = &["sibling"];
}

impl GroupCheck for Metadata {
    fn check<'i>(&self, group: &Group<'i>, _: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for siblings in group.versions().iter().filter(|siblings| siblings.len() > 1) {
            for key in &self.keys {
                check_key(key, siblings, found);
            }
        }
    }
}

fn check_key(key: &str, siblings: &[&Facts], found: &mut Vec<GroupFinding>) {
    let mut values: BTreeMap<u64, Vec<(&Facts, &KeyFact)>> = BTreeMap::new();
    for &facts in siblings {
        if let Some(fact) = facts.keys.iter().find(|fact| *fact.key == *key && !fact.empty) {
            values.entry(fact.value).or_default().push((facts, fact));
        }
    }
    if values.len() < 2 {
        return;
    }
    // What most pages have; between equals, what the first by path has.
    let usual = values.values().max_by_key(|pages| (pages.len(), std::cmp::Reverse(&pages[0].0.path)));
    let Some(&(model, there)) = usual.and_then(|pages| pages.first()) else { return };
    let place =
        |fact: &KeyFact| FactSpot::File(Span::new(fact.start as usize, fact.start as usize + key.len()));
    for &(facts, fact) in values.values().flatten().filter(|(_, fact)| fact.value != there.value) {
        let locale = model.locale.as_ref().map_or("another page", |locale| locale.as_str());
        found.push(GroupFinding {
            path: Arc::clone(&facts.path),
            spot: place(fact),
            key: fold::key(key),
            values: vec![("key", key.to_owned()), ("locale", locale.to_owned())],
            quotes: vec![value("value", facts, fact), value("other", model, there)],
            related: vec![("sibling", Arc::clone(&model.path), place(there))],
        });
    }
}

fn value(name: &'static str, facts: &Facts, fact: &KeyFact) -> Quote {
    let (path, start) = (Arc::clone(&facts.path), fact.start);
    Quote { name, path, start, what: Quoted::Value, frame: ("", "".into()) }
}
