//! `pair.doubled`: words that stand twice in a row. One word alone may: `die die`, `vous vous`.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};
use schemars::JsonSchema;
use serde::Deserialize;
use smallvec::SmallVec;

use super::quantity::Prose;
use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::Pair;
use crate::text::{is_east_asian, is_hangul};

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
        let mut tokens: Tokens = SmallVec::new();
        self.among_letters(text, &mut tokens).or_else(|| self.among_words(text, &mut tokens))
    }

    fn among_letters(&self, text: &str, letters: &mut Tokens) -> Option<(usize, usize, usize)> {
        let is_joined = |c: char| is_east_asian(c) && c.is_alphabetic();
        let run = |letters: &mut Tokens| {
            let found = repeated(text, letters, self.characters, |_| true);
            letters.clear();
            found
        };
        // What is not ASCII and no letter of Latin script begins with these bytes: without one there is nothing to cut.
        if !text.bytes().any(|byte| byte >= 0xe2) {
            return None;
        }
        for (at, c) in text.char_indices() {
            if is_joined(c) {
                letters.push((at, at + c.len_utf8()));
            } else if let Some(found) = run(letters) {
                return Some(found);
            }
        }
        run(letters)
    }

    fn among_words(&self, text: &str, words: &mut Tokens) -> Option<(usize, usize, usize)> {
        // Hangul has spaces between words.
        let word = |c: char| (!is_east_asian(c) || is_hangul(c)) && c.is_alphabetic();
        words.clear();
        let mut at = 0;
        while let Some(start) = text[at..].find(word).map(|found| at + found) {
            let end = text[start..].find(|c| !word(c)).map_or(text.len(), |found| start + found);
            words.push((start, end));
            at = end;
        }
        repeated(text, words, self.words, |part| part.chars().all(|c| word(c) || c == ' '))
    }
}

/// Where words begin and end, or letters.
type Tokens = SmallVec<[(usize, usize); 128]>;

/// The first stretch of at least `least` tokens that is followed by itself, and holds nothing else. Each place is held
/// against the last one that begins alike, so the time is that of reading.
fn repeated(
    text: &str,
    tokens: &[(usize, usize)],
    least: usize,
    is_plain: impl Fn(&str) -> bool,
) -> Option<(usize, usize, usize)> {
    const LONGEST: usize = 64;
    if tokens.len() < 2 * least {
        return None;
    }
    let token = |(start, end): (usize, usize)| &text[start..end];
    let key = |at: usize| {
        let mut key = FxHasher::default();
        tokens[at..at + least].iter().for_each(|&one| key.write(token(one).as_bytes()));
        key.finish()
    };
    let starts = 0..=tokens.len() - least;
    if !may_repeat(starts.clone().map(key)) {
        return None;
    }
    let mut seen: FxHashMap<u64, usize> = FxHashMap::default();
    for at in starts {
        let Some(before) = seen.insert(key(at), at) else { continue };
        let length = at - before;
        let fits = (least..=LONGEST).contains(&length) && at + length <= tokens.len();
        let same =
            || tokens[before..at].iter().zip(&tokens[at..at + length]).all(|(&a, &b)| token(a) == token(b));
        if fits && same() {
            let last = tokens[at + length - 1].1;
            if is_plain(&text[tokens[before].0..last]) {
                return Some((tokens[before].0, tokens[at].0, last));
            }
        }
    }
    None
}

/// Whether one of some numbers may come twice: a bit for each, which few share. Most texts end here.
fn may_repeat(numbers: impl Iterator<Item = u64>) -> bool {
    const BITS: u64 = 8192;
    let mut seen = [0_u64; (BITS / 64) as usize];
    let mut twice = false;
    for number in numbers {
        let bit = (number >> 32) % BITS;
        let (at, mask) = ((bit / 64) as usize, 1 << (bit % 64));
        twice |= seen[at] & mask != 0;
        seen[at] |= mask;
    }
    twice
}
