//! `pair.doubled`: words that stand twice in a row. One word alone may: `die die`, `vous vous`.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::quantity::Prose;
use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::Pair;

/// A stretch of the translation that is repeated at once, where nothing is repeated in the source. `{text}` is the
/// stretch; the place is the repetition.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Doubled {
    /// From how many characters on, where nothing parts words.
    characters: usize,
    /// From how many words on.
    words: usize,
}

impl Mechanism for Doubled {
    const VALUES: &'static [&'static str] = &["text"];
}

impl PairCheck for Doubled {
    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        let target = Prose::of(&pair.target);
        let Some((start, middle, end)) = self.find(&target.text) else { return };
        if self.find(&Prose::of(&pair.source).text).is_some() {
            return;
        }
        // What is bold, and then named: `**Fees** Fees are due in May.`
        if target.span(&(start..end)).of(pair.target.view.text()).contains(['*', '[', '`']) {
            return;
        }
        let spot = Spot::Target(target.span(&(middle..end)));
        found.report(Finding::on(spot).with("text", target.text[start..middle].trim()));
    }
}

impl Doubled {
    /// Where the first repetition begins, where its second half does, and where it ends.
    fn find(&self, text: &str) -> Option<(usize, usize, usize)> {
        let letters: Vec<(usize, &str)> =
            text.char_indices().map(|(at, c)| (at, &text[at..at + c.len_utf8()])).collect();
        let joined = |part: &str| part.chars().all(|c| c.is_alphabetic() && c >= '\u{2e80}');
        // Hangul has spaces between words.
        let word = |c: char| c.is_alphabetic() && (c < '\u{2e80}' || matches!(c, '가'..='힣'));
        let words = || {
            let mut words: Vec<(usize, &str)> = Vec::new();
            let mut at = 0;
            while let Some(start) = text[at..].find(word).map(|found| at + found) {
                let end = text[start..].find(|c| !word(c)).map_or(text.len(), |found| start + found);
                words.push((start, &text[start..end]));
                at = end;
            }
            words
        };
        let spaced = |part: &str| part.chars().all(|c| word(c) || c == ' ');
        repeated(text, &letters, self.characters, joined)
            .or_else(|| repeated(text, &words(), self.words, spaced))
    }
}

/// The first stretch of at least `least` tokens that is followed by itself, and holds nothing else. Each place is held
/// against the last one that begins alike, so the time is that of reading.
fn repeated(
    text: &str,
    tokens: &[(usize, &str)],
    least: usize,
    is_plain: impl Fn(&str) -> bool,
) -> Option<(usize, usize, usize)> {
    const LONGEST: usize = 64;
    if tokens.len() < 2 * least {
        return None;
    }
    let end = |at: usize| tokens[at].0 + tokens[at].1.len();
    let mut seen: FxHashMap<Vec<&str>, usize> = FxHashMap::default();
    for at in 0..=tokens.len() - least {
        let key: Vec<&str> = tokens[at..at + least].iter().map(|token| token.1).collect();
        let Some(before) = seen.insert(key, at) else { continue };
        let length = at - before;
        let fits = (least..=LONGEST).contains(&length) && at + length <= tokens.len();
        let same = || tokens[before..at].iter().zip(&tokens[at..at + length]).all(|(a, b)| a.1 == b.1);
        if fits && same() {
            let last = end(at + length - 1);
            if is_plain(&text[tokens[before].0..last]) {
                return Some((tokens[before].0, tokens[at].0, last));
            }
        }
    }
    None
}
