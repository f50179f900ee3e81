//! `front-matter.date-order`: of two dates in a header, one is not before the other.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::{Document, date};

/// Two keys whose dates have an order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateOrder {
    /// The key with the earlier date.
    earlier: String,
    /// The key with the later date; its value is the place.
    later: String,
}

impl Mechanism for DateOrder {
    const VALUES: &'static [&'static str] = &["earlier", "earlier-value", "later", "later-value"];
    const ROLES: &'static [&'static str] = &["earlier"];
}

impl DocumentCheck for DateOrder {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let dated = |key: &str| {
            let entry = document.entry(key)?;
            let value = entry.value.as_str()?;
            Some((entry.value_span, value, date::parse(value)?))
        };
        let (Some(earlier), Some(later)) = (dated(&self.earlier), dated(&self.later)) else { return };
        if later.2 < earlier.2 {
            let finding =
                Finding::at(later.0).with("earlier", &self.earlier).with("earlier-value", earlier.1);
            let finding = finding.with("later", &self.later).with("later-value", later.1);
            found.report(finding.related("earlier", earlier.0));
        }
    }
}

/// A condition on the date in a header: what a generator writes has changed over the years.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Since {
    /// The key that holds the date.
    key: String,
    /// The first day, `YYYY-MM-DD`.
    date: String,
}

impl Since {
    /// Whether the page's date is known and not before.
    pub(super) fn holds(&self, document: &Document<'_>) -> bool {
        let written = document.value(&self.key).and_then(date::parse);
        written.zip(date::parse(&self.date)).is_some_and(|(written, first)| written >= first)
    }
}
