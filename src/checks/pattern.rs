//! A pattern of a pack: linear-time, compiled once, as late as can be.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use regex::{Captures, Regex};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

/// A regular expression as a pack writes it. A user's is compiled when the pack is read; a bundled one,
/// which a test has proven, on first use: sixty patterns cost more than checking a small page.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Pattern {
    source: String,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// As it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Compiles it now.
    ///
    /// # Errors
    /// Says in one line what is wrong with it.
    pub fn prove(&self) -> Result<(), String> {
        Regex::new(&self.source).map(drop).map_err(|error| one_line(&error))
    }

    /// Whether it matches somewhere in `text`. A pattern that does not compile matches nothing; no pack with
    /// such a pattern is taken.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// Where it matches in `text`, in bytes, from left to right, none overlapping. Empty matches are none.
    pub fn ranges<'p, 't>(&'p self, text: &'t str) -> impl Iterator<Item = Range<usize>> + use<'p, 't> {
        let found = self.regex().into_iter().flat_map(move |regex| regex.find_iter(text));
        found.map(|found| found.range()).filter(|range| !range.is_empty())
    }

    /// The same, with what its groups capture.
    pub fn find_iter<'p, 't>(&'p self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'p, 't> {
        let found = self.regex().into_iter().flat_map(move |regex| regex.captures_iter(text));
        found.filter(|captures| !captures.get_match().is_empty())
    }

    /// How many groups it captures.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.regex().map_or(0, |regex| regex.captures_len() - 1)
    }

    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.source).ok()).as_ref()
    }
}

/// The crate draws its errors over several lines; the last one says it.
pub(super) fn one_line(error: &regex::Error) -> String {
    let drawn = error.to_string();
    let last = drawn.lines().last().unwrap_or(&drawn);
    last.trim().trim_start_matches("error: ").to_owned()
}

impl JsonSchema for Pattern {
    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "format": "regex" })
    }
}
