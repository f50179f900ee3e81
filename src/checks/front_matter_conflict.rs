//! `front-matter.conflict`: of keys that exclude each other, a header has one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;

/// Keys that exclude each other. Only the page's own count, and only those with a value: what a folder gives
/// to all of its pages, a page may well replace.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// Sets of keys, of each of which a header has one at most.
    keys: Vec<Vec<String>>,
}

impl Mechanism for Conflict {
    const VALUES: &'static [&'static str] = &["key", "other"];
    const ROLES: &'static [&'static str] = &["other"];
}

impl DocumentCheck for Conflict {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let Some(header) = &document.header else { return };
        for set in &self.keys {
            let listed = |key: &str| set.iter().any(|listed| listed == key);
            let mut present =
                header.entries.iter().filter(|entry| listed(&entry.key) && !entry.value.is_empty());
            let Some(first) = present.next() else { continue };
            // A key that stands twice is no conflict.
            let Some(second) = present.find(|entry| entry.key != first.key) else { continue };
            let finding = Finding::at(second.key_span).with("key", &*second.key).with("other", &*first.key);
            found.report(finding.related("other", first.key_span));
        }
    }
}
