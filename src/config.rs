//! What a repository says about its rules: as written ([`Options`]) and as resolved ([`Settings`]).
//! Reads no file; the workspace hands it the text.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Severity;
use crate::packs::PackError;

/// `paralint.yaml`, as written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Options {
    /// Packs of your own, beside the bundled ones: paths from this file, inside the repository.
    pub packs: Vec<String>,
    /// Levels by selector: `all`, a pack, or `pack/rule`. The more specific one wins.
    pub rules: BTreeMap<String, Level>,
}

/// What one configures for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Not run.
    Off,
    /// At the rule's own severity.
    On,
    /// As a hint.
    Info,
    /// As a warning.
    Warning,
    /// As an error.
    Error,
}

impl Options {
    /// Reads a configuration.
    ///
    /// # Errors
    /// The first thing that is wrong, with line and column.
    pub fn read(path: &str, text: &str) -> Result<Self, PackError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        PackError::refuse_duplicates(path, text)?;
        serde_yaml::from_str(text).map_err(|error| PackError::from_yaml(path, text, &error, &[]))
    }
}

/// Which rules run, and at what level: every layer, resolved when asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Least grave severity that is reported; rules below it are not run.
    pub severity: Severity,
    /// The configuration file's levels.
    pub configured: Vec<(Selector, Level)>,
    /// `--select`: where there is one, only what it names runs.
    pub selected: Vec<Selector>,
    /// `--ignore`.
    pub ignored: Vec<Selector>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            severity: Severity::Warning,
            configured: Vec::new(),
            selected: Vec::new(),
            ignored: Vec::new(),
        }
    }
}

impl Settings {
    /// The level of a rule that ships switched on or `off`. The more specific selector wins, then the later
    /// layer: pack, file, command line.
    #[must_use]
    pub fn level(&self, rule: &str, off: bool) -> Level {
        let best = |selectors: &[Selector]| selectors.iter().filter_map(|s| s.specificity(rule)).max();
        let (selected, ignored) = (best(&self.selected), best(&self.ignored));
        if ignored.is_some() && ignored >= selected || !self.selected.is_empty() && selected.is_none() {
            return Level::Off;
        }
        let configured = self.configured.iter().filter_map(|(s, level)| Some((s.specificity(rule)?, *level)));
        // `max_by_key` takes the last of equals, which is the later line.
        let configured = configured.max_by_key(|(specificity, _)| *specificity).map(|(_, level)| level);
        match configured {
            Some(Level::Off) if selected.is_some() => Level::On,
            Some(level) => level,
            None if off && selected.is_none() => Level::Off,
            None => Level::On,
        }
    }

    /// Every selector, for checking that it names something.
    pub fn selectors(&self) -> impl Iterator<Item = &Selector> {
        let configured = self.configured.iter().map(|(selector, _)| selector);
        configured.chain(&self.selected).chain(&self.ignored)
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(configured: &[(&str, Level)], selected: &[&str], ignored: &[&str]) -> Settings {
        let selectors = |names: &[&str]| names.iter().map(|&name| Selector::new(name)).collect();
        Settings {
            configured: configured.iter().map(|&(name, level)| (Selector::new(name), level)).collect(),
            selected: selectors(selected),
            ignored: selectors(ignored),
            ..Settings::default()
        }
    }

    #[test]
    fn the_more_specific_selector_wins_then_the_later_layer() {
        let file = settings(&[("a/b", Level::Error), ("a", Level::Off)], &[], &[]);
        assert_eq!(file.level("a/b", false), Level::Error);
        assert_eq!(file.level("a/c", false), Level::Off);
        assert_eq!(file.level("d/e", false), Level::On);
        assert_eq!(settings(&[], &["a"], &["a/b"]).level("a/b", false), Level::Off);
        assert_eq!(settings(&[], &["a/b"], &["a"]).level("a/b", false), Level::On);
        assert_eq!(settings(&[], &["a"], &[]).level("d/e", false), Level::Off);
    }

    #[test]
    fn what_ships_off_runs_where_it_is_named() {
        assert_eq!(settings(&[], &[], &[]).level("a/b", true), Level::Off);
        assert_eq!(settings(&[("a/b", Level::On)], &[], &[]).level("a/b", true), Level::On);
        assert_eq!(settings(&[("a/b", Level::Off)], &["a/b"], &[]).level("a/b", true), Level::On);
    }
}
