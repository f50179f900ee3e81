//! What rules say of themselves, for the formats that carry it beside what was found. Not where that is read (`packs`).

use super::Report;
use crate::diagnostic::Severity;

/// A rule, as a report may describe it.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `pack/rule`.
    pub name: String,
    /// How grave it is unless a configuration says otherwise.
    pub severity: Severity,
    /// Why anybody should care. One paragraph or more.
    pub why: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A page that it reports something on.
    pub example: Option<String>,
    /// A page that it reports nothing on.
    pub counter_example: Option<String>,
}

impl Report<'_> {
    /// What is known of a rule.
    pub(super) fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }
}

/// `lost-link` as people write it: `Lost link`.
pub(super) fn words(id: &str) -> String {
    let spaced = id.replace('-', " ");
    let mut chars = spaced.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
