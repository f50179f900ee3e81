//! `page.same-target`: what the source tells apart on a page, the translation tells apart.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism, Spot};
use crate::model::{Document, fold};

/// Two segments of a page whose sources differ and whose translations do not. `{text}` is the translation, `{source}`
/// its source here and `{other}` the one before, at `first`; `{differ}` is `name` where a name or a number tells the
/// sources apart, and else `words`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SameTarget {
    /// From how many words on, on both sides of the difference: single words have synonyms.
    least_words: usize,
}

impl Mechanism for SameTarget {
    const VALUES: &'static [&'static str] = &["text", "source", "other", "differ"];
    const ROLES: &'static [&'static str] = &["first"];
}

impl DocumentCheck for SameTarget {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
        for (at, pair) in document.pairs.iter().enumerate() {
            let target = pair.target.of(document.text);
            let source = pair.source.of(document.text);
            let first = match seen.entry(target) {
                Entry::Vacant(free) => {
                    free.insert(at);
                    continue;
                }
                Entry::Occupied(first) => *first.get(),
            };
            let before = &document.pairs[first];
            let other = before.source.of(document.text);
            if source == other || target == source || target == other {
                continue;
            }
            let (words, others) = (fold::words(source), fold::words(other));
            if words == others || words.split(' ').count().min(others.split(' ').count()) < self.least_words {
                continue;
            }
            let differ = if differ_in_name(source, other) { "name" } else { "words" };
            let finding = Finding::on(Spot::File(pair.target)).with("text", target).with("source", source);
            found.report(finding.with("other", other).with("differ", differ).related("first", before.target));
        }
    }
}

/// Whether what two sentences do not share has a name or a number on both sides.
fn differ_in_name(one: &str, other: &str) -> bool {
    let words = |text| -> Vec<&str> { str::split_whitespace(text).collect() };
    let (one, other) = (words(one), words(other));
    let front = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let most = one.len().min(other.len()) - front;
    let back = one.iter().rev().zip(other.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let is_name = |at: usize, word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        at > 0 && word.starts_with(char::is_uppercase) || word.contains(|c: char| c.is_ascii_digit())
    };
    let names = |words: &[&str]| {
        let own = &words[front..words.len() - back];
        own.iter().enumerate().any(|(at, word)| is_name(front + at, word))
    };
    names(&one) && names(&other)
}
