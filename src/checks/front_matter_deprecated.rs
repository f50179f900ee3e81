//! `front-matter.deprecated`: a key that another one has replaced.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::front_matter_scope::renamed;
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
        let mut given: Vec<&String> = Vec::new();
        // An empty key says nothing, whatever its name.
        for entry in entries.filter(|entry| !entry.value.is_empty()) {
            let Some(replacement) = self.keys.get(&*entry.key) else { continue };
            let finding = Finding::at(entry.key_span).with("key", &*entry.key);
            let finding = finding.with("replacement", replacement);
            // What the page says under the newer name, or is given, would be lost.
            let is_free = document.entry(replacement).is_none() && document.inherited(replacement).is_none();
            let renames = is_free && !given.contains(&replacement);
            given.push(replacement);
            found.report(if renames { renamed(finding, document, entry, replacement) } else { finding });
        }
    }
}
