//! `front-matter.dependent`: the value of one key goes with the value of another.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;

/// Values that go together. A key that is absent or empty is another rule's concern.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dependent {
    /// Each a condition and what follows from it.
    values: Vec<Dependence>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Dependence {
    /// The key that is asked; its value may be inherited.
    when: String,
    /// The values of it from which something follows, exact case.
    is: Vec<String>,
    /// The key that depends on it; only the page's own value is judged.
    key: String,
    /// The only values that it may have then, exact case.
    one_of: Vec<String>,
}

impl Mechanism for Dependent {
    const VALUES: &'static [&'static str] = &["key", "value", "when", "when-value", "expected"];
    const ROLES: &'static [&'static str] = &["when"];
}

impl DocumentCheck for Dependent {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        for dependence in &self.values {
            let Some(condition) = document.effective(&dependence.when) else { continue };
            let Some(entry) = document.entry(&dependence.key) else { continue };
            let Some(value) = entry.value.as_str().filter(|_| !entry.value.is_empty()) else { continue };
            let is_one = |values: &[String], value: &str| values.iter().any(|one| one == value);
            if !is_one(&dependence.is, condition) || is_one(&dependence.one_of, value) {
                continue;
            }
            let names: Vec<String> = dependence.one_of.iter().map(|value| format!("`{value}`")).collect();
            let finding = Finding::at(entry.value_span).with("key", &dependence.key).with("value", value);
            let finding = finding.with("when", &dependence.when).with("when-value", condition);
            let finding = finding.with("expected", names.join(" or "));
            found.report(match document.entry(&dependence.when) {
                Some(when) => finding.related("when", when.value_span),
                None => finding,
            });
        }
    }
}
