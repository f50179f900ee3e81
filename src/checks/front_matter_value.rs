//! `front-matter.value`: the value of a key has the shape that it must have.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism, Pattern};
use crate::model::{Document, date};

/// What the values of some keys look like. A key that is absent or empty is another rule's concern.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// Each key with its shape.
    keys: BTreeMap<String, Shape>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Shape {
    /// Matches somewhere in the value: anchor it with `^` and `$`.
    #[serde(default)]
    pattern: Option<Pattern>,
    /// The only values, exact case.
    #[serde(default)]
    one_of: Option<Vec<String>>,
    /// A calendar date written so.
    #[serde(default)]
    date: Option<DateShape>,
    /// What the value should be, for the message: "40 hexadecimal digits".
    expected: String,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
enum DateShape {
    /// Month, day, year: two, two and four digits.
    #[serde(rename = "MM/DD/YYYY")]
    Padded,
}

impl Mechanism for Value {
    const VALUES: &'static [&'static str] = &["key", "value", "expected"];

    fn patterns(&self) -> Vec<&Pattern> {
        self.keys.values().filter_map(|shape| shape.pattern.as_ref()).collect()
    }
}

impl DocumentCheck for Value {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        for (key, shape) in &self.keys {
            let Some(entry) = document.entry(key).filter(|entry| !entry.value.is_empty()) else { continue };
            let written = entry.value.as_str();
            if written.is_some_and(|value| shape.takes(value)) {
                continue;
            }
            let value = written.unwrap_or("a list or a mapping");
            let finding = Finding::at(entry.value_span).with("key", key).with("value", value);
            found.report(finding.with("expected", &shape.expected));
        }
    }
}

impl Shape {
    fn takes(&self, value: &str) -> bool {
        let pattern = self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(value));
        let listed = self.one_of.as_ref().is_none_or(|values| values.iter().any(|one| one == value));
        let dated = self.date.is_none_or(|shape| shape.is_of(value) && date::parse(value).is_some());
        pattern && listed && dated
    }
}

impl DateShape {
    /// Whether the separators stand where they should; which days there are is the calendar's to say.
    fn is_of(self, value: &str) -> bool {
        match self {
            Self::Padded => matches!(value.as_bytes(), [_, _, b'/', _, _, b'/', _, _, _, _]),
        }
    }
}
