//! `front-matter.locale`: a key names the locale that the document's place says.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::{Document, Locale};

/// A key that holds the page's locale.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocaleKey {
    /// The key. Its value is compared without case, and with aliases (`zh-Hant` is `zh-tw`).
    key: String,
}

impl Mechanism for LocaleKey {
    const VALUES: &'static [&'static str] = &["key", "value", "expected", "evidence"];
}

impl DocumentCheck for LocaleKey {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let (Some(entry), Some(placed)) = (document.entry(&self.key), &document.placed) else { return };
        // A value that is no locale, or a language alone, is a matter of shape.
        let Some((value, locale)) =
            entry.value.as_str().and_then(|value| Some((value, Locale::parse_folder(value)?)))
        else {
            return;
        };
        if locale == placed.locale {
            return;
        }
        let finding = Finding::at(entry.value_span).with("key", &self.key).with("value", value);
        let finding = finding.with("expected", placed.locale.as_str());
        found.report(finding.with("evidence", placed.evidence.as_str()));
    }
}
