//! `all`, a pack, or `pack/rule`: what names rules in configurations and on the command line.

use std::fmt;

/// `all`, a pack, or `pack/rule`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(String);

/// How much a selector narrows down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Specificity {
    /// Everything.
    All,
    /// One pack.
    Pack,
    /// One rule.
    Rule,
}

impl Selector {
    /// As written; whether it names something is the engine's to say.
    #[must_use]
    pub fn new(written: impl Into<String>) -> Self {
        Self(written.into())
    }

    /// How narrowly it names `rule`; `None` where it does not.
    #[must_use]
    pub fn specificity(&self, rule: &str) -> Option<Specificity> {
        if self.0 == rule {
            return Some(Specificity::Rule);
        }
        if self.0 == "all" {
            return Some(Specificity::All);
        }
        let pack = rule.split_once('/').map(|(pack, _)| pack);
        (pack == Some(&self.0)).then_some(Specificity::Pack)
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
