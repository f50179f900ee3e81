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
        let mut seen: FxHashMap<u64, usize> = FxHashMap::default();
        seen.reserve(document.pairs.len());
        for ((at, pair), &hash) in document.pairs.iter().enumerate().zip(document.target.hashes()) {
            let source = pair.source.of(document.text);
            if self.least_words > 1 && !source.contains(' ') {
                continue;
            }
            let first = match seen.entry(hash) {
                Entry::Vacant(free) => {
                    free.insert(at);
                    continue;
                }
                Entry::Occupied(first) => *first.get(),
            };
            let before = &document.pairs[first];
            let target = pair.target.of(document.text);
            let other = before.source.of(document.text);
            if source == other
                || target == source
                || target == other
                || target != before.target.of(document.text)
            {
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

/// Whether two sentences are the same but for one name, or one number, in one place.
fn differ_in_name(one: &str, other: &str) -> bool {
    /// A name has no more words.
    const LONGEST: usize = 2;
    let words = |text| -> Vec<&str> { str::split_whitespace(text).collect() };
    let (one, other) = (words(one), words(other));
    let front = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let most = one.len().min(other.len()) - front;
    let back = one.iter().rev().zip(other.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    if front == 0 {
        return false;
    }
    let (one, other) = (&one[front..one.len() - back], &other[front..other.len() - back]);
    let plain = |word: &str| -> String { word.chars().filter(|c| c.is_alphanumeric()).collect() };
    let is_name = |word: &&str| plain(word).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let is_short = |words: &[&str]| (1..=LONGEST).contains(&words.len()) && words.iter().all(is_name);
    let joined = |words: &[&str]| words.iter().map(|word| plain(word)).collect::<String>().to_lowercase();
    let initials =
        |words: &[&str]| words.iter().filter_map(|word| plain(word).chars().next()).collect::<String>();
    let (a, b) = (joined(one), joined(other));
    is_short(one)
        && is_short(other)
        // `17` and `17th`, `Partner` and `partners`, `OS` and `Operating System`.
        && !a.starts_with(&b)
        && !b.starts_with(&a)
        && initials(one).to_lowercase() != b
        && initials(other).to_lowercase() != a
}
