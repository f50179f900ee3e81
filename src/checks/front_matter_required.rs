//! `front-matter.required`: every listed key stands in the header, with a value.

use schemars::JsonSchema;
use serde::Deserialize;

use super::front_matter_date_order::Since;
use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;
use crate::text::Span;

/// Keys that must be there. A page without a header at all lacks none: it is an include or a table of contents.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Required {
    /// The keys. A dotted key such as `ms.date` is one flat key.
    keys: Vec<Wanted>,
    /// Only for pages that have one of these keys.
    #[serde(default)]
    where_any: Vec<String>,
    /// Not for pages that have one of these keys.
    #[serde(default)]
    where_none: Vec<String>,
    /// Whether `key:` with nothing after it will do.
    #[serde(default)]
    allow_empty: bool,
}

/// A key, or a key with the condition under which it must be there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "this is neither a key nor `{ key: …, with: …, since: … }`")]
enum Wanted {
    Always(String),
    When(Conditional),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Conditional {
    /// The key.
    key: String,
    /// Only where this key is there too.
    #[serde(default)]
    with: Option<String>,
    /// Only from a date on that another key tells.
    #[serde(default)]
    since: Option<Since>,
}

impl Mechanism for Required {
    const VALUES: &'static [&'static str] = &["key", "state"];
}

impl DocumentCheck for Required {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let Some(header) = &document.header else { return };
        let has = |key: &String| header.get(key).is_some();
        if (!self.where_any.is_empty() && !self.where_any.iter().any(has)) || self.where_none.iter().any(has)
        {
            return;
        }
        for wanted in &self.keys {
            let key = match wanted {
                Wanted::Always(key) => key,
                Wanted::When(when) if when.holds(document) => &when.key,
                Wanted::When(_) => continue,
            };
            let (span, state) = match header.get(key) {
                None => (opening(document), "missing"),
                Some(entry) if entry.value.is_empty() && !self.allow_empty => (entry.key_span, "empty"),
                Some(_) => continue,
            };
            found.report(Finding::at(span).with("key", key).with("state", state));
        }
    }
}

impl Conditional {
    fn holds(&self, document: &Document<'_>) -> bool {
        let with = self.with.as_ref().is_none_or(|key| document.entry(key).is_some());
        with && self.since.as_ref().is_none_or(|since| since.holds(document))
    }
}

/// What is missing has no place of its own: the line that opens the header stands for it.
fn opening(document: &Document<'_>) -> Span {
    document.header.as_ref().map_or(Span::at(0), |header| header.opening)
}
