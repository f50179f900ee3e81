//! `front-matter.known`: every key of the header is a listed one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::front_matter_scope::{carries_any, is_listed};
use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;

/// The only keys that a header may have.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Known {
    /// The keys. `ms.*` is every key that begins so.
    keys: Vec<String>,
    /// Only for pages that have one of these keys, their own or inherited.
    #[serde(default)]
    where_any: Vec<String>,
}

impl Mechanism for Known {
    const VALUES: &'static [&'static str] = &["key"];
}

impl DocumentCheck for Known {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        if !self.where_any.is_empty() && !carries_any(document, &self.where_any) {
            return;
        }
        let entries = document.header.iter().flat_map(|header| &header.entries);
        for entry in entries.filter(|entry| !is_listed(&self.keys, &entry.key)) {
            found.report(Finding::at(entry.key_span).with("key", &*entry.key));
        }
    }
}
