//! `front-matter.companion`: a key that means something only beside another has that other one.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::front_matter_scope::has;
use super::{Condition, DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;

/// Keys that need another key. The other one may be inherited.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Companion {
    /// Each key with those of which one must be there.
    keys: BTreeMap<String, Vec<String>>,
    /// Only a hint unless this share of the known pages, in percent, has the first of those keys: where none
    /// has it, a file gives it to all of them that is not at hand.
    #[serde(default)]
    usual_from: Option<u8>,
}

/// Fewer pages tell nothing of what is usual.
const PAGES: usize = 5;

impl Mechanism for Companion {
    const VALUES: &'static [&'static str] = &["key", "needed"];
}

impl DocumentCheck for Companion {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        for (key, needed) in &self.keys {
            let Some(entry) = document.entry(key).filter(|entry| !entry.value.is_empty()) else { continue };
            let Some(first) = needed.first().filter(|_| !needed.iter().any(|key| has(document, key))) else {
                continue;
            };
            let names: Vec<String> = needed.iter().map(|key| format!("`{key}`")).collect();
            let finding = Finding::at(entry.key_span).with("key", key).with("needed", names.join(" or "));
            found.report(match self.usual_from {
                None => finding,
                Some(percent) => finding.only(Condition::Usual {
                    key: first.clone(),
                    percent,
                    pages: PAGES,
                    lacking: None,
                }),
            });
        }
    }
}
