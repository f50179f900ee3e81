//! `front-matter.order`: the listed keys stand in the listed order, and last where a tool writes them so.

use schemars::JsonSchema;
use serde::Deserialize;

use super::front_matter_date_order::Since;
use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;

/// Keys that stand in one order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The keys, in their order. Those that a page lacks are left out.
    keys: Vec<String>,
    /// Only from a date on that a key tells.
    #[serde(default)]
    since: Option<Since>,
    /// Whether other keys may stand between and after them. Without it the listed keys are the last ones.
    #[serde(default)]
    anywhere: bool,
}

impl Mechanism for Order {
    const VALUES: &'static [&'static str] = &["key", "before"];
    const ROLES: &'static [&'static str] = &["before"];
}

impl DocumentCheck for Order {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let Some(header) = &document.header else { return };
        if self.since.as_ref().is_some_and(|since| !since.holds(document)) {
            return;
        }
        let rank = |key: &str| self.keys.iter().position(|listed| listed == key);
        let mut last = None;
        for entry in &header.entries {
            let here = rank(&entry.key);
            if here.is_none() && self.anywhere {
                continue;
            }
            // One finding a page: once a key is out of place, all that follow it are as well.
            match last {
                Some((before, ranked)) if here.is_none_or(|here| here < ranked) => {
                    let before: &crate::syntax::front_matter::Entry = before;
                    let finding = Finding::at(entry.key_span).with("key", &*entry.key);
                    found.report(finding.with("before", &*before.key).related("before", before.key_span));
                    return;
                }
                _ => last = here.map(|here| (entry, here)).or(last),
            }
        }
    }
}
