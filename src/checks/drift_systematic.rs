//! `drift.systematic`: one change that many pages have not followed. It looks at nothing itself: the engine hands it
//! what other mechanisms found.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Mechanism;

/// Findings of other mechanisms that say the same replacement on several pages become one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Systematic {
    /// The mechanisms whose findings are gathered.
    of: Vec<Gathered>,
    /// From how many pages on; one page in several locales is one.
    pub(crate) pages: usize,
}

/// A mechanism that says what was replaced by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
enum Gathered {
    /// Labels.
    #[serde(rename = "drift.label")]
    Label,
    /// Names.
    #[serde(rename = "drift.name")]
    Name,
}

impl Mechanism for Systematic {
    const VALUES: &'static [&'static str] = &["from", "to", "pages", "documents"];
    const ROLES: &'static [&'static str] = &["newer"];
}

impl Systematic {
    /// Whether findings of a mechanism are gathered.
    #[must_use]
    pub fn gathers(&self, mechanism: &str) -> bool {
        self.of.iter().any(|of| match of {
            Gathered::Label => mechanism == "drift.label",
            Gathered::Name => mechanism == "drift.name",
        })
    }

    /// The values that make one change; a finding that lacks one of them is left alone.
    pub const SAME: [&'static str; 3] = ["from", "to", "now"];
}
