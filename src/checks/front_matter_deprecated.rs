//! `front-matter.deprecated`: a key that another one has replaced.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;

/// Keys that are no longer to be used.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deprecated {
    /// Each key with the one that took its place.
    keys: BTreeMap<String, String>,
}

impl Mechanism for Deprecated {
    const VALUES: &'static [&'static str] = &["key", "replacement"];
}

impl DocumentCheck for Deprecated {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let entries = document.header.iter().flat_map(|header| &header.entries);
        // An empty key says nothing, whatever its name.
        for entry in entries.filter(|entry| !entry.value.is_empty()) {
            if let Some(replacement) = self.keys.get(&*entry.key) {
                let finding = Finding::at(entry.key_span).with("key", &*entry.key);
                found.report(finding.with("replacement", replacement));
            }
        }
    }
}
