//! `front-matter.misspelt`: a key that is almost a known one, which the page lacks.

use schemars::JsonSchema;
use serde::Deserialize;

use super::front_matter_scope::{carries_any, is_listed, renamed};
use super::{Condition, DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;

/// Keys as they are spelt. A key is almost one of them if nothing but case and separators differ, or one letter:
/// another one, one too many, one too few, or two that changed places. A spelling that several known pages use
/// is a habit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Misspelt {
    /// The keys that may have been meant.
    keys: Vec<String>,
    /// Keys that are right too, however near they come. `ms.*` is every key that begins so.
    #[serde(default)]
    known: Vec<String>,
    /// Only for pages that have one of these keys, their own or inherited.
    #[serde(default)]
    where_any: Vec<String>,
}

/// How many pages make a habit of a spelling.
const HABIT: usize = 5;
/// Shorter words are too near to each other.
const LETTERS: usize = 5;

impl Mechanism for Misspelt {
    const VALUES: &'static [&'static str] = &["key", "found"];
}

impl DocumentCheck for Misspelt {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let Some(header) = &document.header else { return };
        if !self.where_any.is_empty() && !carries_any(document, &self.where_any) {
            return;
        }
        let mut given = Vec::new();
        for entry in &header.entries {
            if is_listed(&self.keys, &entry.key) || is_listed(&self.known, &entry.key) {
                continue;
            }
            let near = self.nearest(&entry.key).filter(|near| header.get(near).is_none());
            if let Some(near) = near {
                let mut finding = Finding::at(entry.key_span).with("key", near).with("found", &*entry.key);
                // Of two that are near to one key, one can have its name.
                if !given.contains(&near) {
                    finding = renamed(finding, document, entry, near);
                    given.push(near);
                }
                found.report(finding.only(Condition::Rare { key: entry.key.to_string(), pages: HABIT }));
            }
        }
    }
}

impl Misspelt {
    /// The key that was meant: one of the same letters, or else one that a letter tells apart.
    fn nearest(&self, written: &str) -> Option<&str> {
        let letters = fold(written);
        let same = self.keys.iter().find(|key| fold(key) == letters);
        let near = || {
            let long = |key: &&String| key.chars().filter(|c| c.is_alphanumeric()).count() >= LETTERS;
            let lower: Vec<char> = written.to_lowercase().chars().collect();
            self.keys.iter().filter(long).find(|key| {
                let key: Vec<char> = key.to_lowercase().chars().collect();
                is_one_apart(&lower, &key)
            })
        };
        same.or_else(near).map(String::as_str)
    }
}

fn fold(key: &str) -> String {
    let separator = |c: &char| c.is_whitespace() || matches!(c, '.' | '-' | '_' | ':');
    key.chars().filter(|c| !separator(c)).flat_map(char::to_lowercase).collect()
}

/// Whether one letter tells two words apart: changed, added, left out, or two that changed places.
fn is_one_apart(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, rest @ ..], b) if rest == b => true,
        (a, [_, rest @ ..]) if a == rest => true,
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) => a1 == b2 && a2 == b1 && a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_tells_them_apart() {
        let apart =
            |a: &str, b: &str| is_one_apart(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for near in ["autho", "authors", "auther", "uathor", "athor", "auhtor", "xuthor"] {
            assert!(apart(near, "author") && apart("author", near), "{near}");
        }
        for far in ["auth", "authority", "ahtuor", "rohtua", "title", ""] {
            assert!(!apart(far, "author") && !apart("author", far), "{far}");
        }
    }
}
