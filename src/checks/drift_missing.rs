//! `drift.missing`: a page is there in every locale that its siblings are published in.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{FactSpot, GroupCheck, GroupContext, GroupFinding, Mechanism};
use crate::model::{Group, fold};

/// Locales that a page is not there in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Missing {
    /// How many pages a locale must have, in percent of the pages of the locale with most, before one of them is
    /// missed in it.
    least_percent: usize,
}

impl Mechanism for Missing {
    const VALUES: &'static [&'static str] = &["locales", "there"];
    const ROLES: &'static [&'static str] = &["sibling"];
}

impl GroupCheck for Missing {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        let most = context.locales.values().copied().max().unwrap_or(0);
        let lacks = context.locales.iter().filter(|(locale, count)| {
            *count * 100 >= most * self.least_percent && !group.locales().any(|there| there == **locale)
        });
        let lacks: Vec<&str> = lacks.map(|(locale, _)| locale.as_str()).collect();
        let Some((&first, others)) = group.members.split_first() else { return };
        if lacks.is_empty() || group.is_unsure {
            return;
        }
        let there: Vec<&str> = group.locales().map(crate::model::Locale::as_str).collect();
        found.push(GroupFinding {
            path: Arc::clone(&first.path),
            spot: FactSpot::File(first.opening),
            key: fold::key(&format!("{} {}", first.slug, lacks.join(" "))),
            values: vec![("locales", lacks.join(", ")), ("there", there.join(", "))],
            quotes: Vec::new(),
            related: others
                .iter()
                .map(|facts| ("sibling", Arc::clone(&facts.path), FactSpot::File(facts.opening)))
                .collect(),
        });
    }
}
