//! What a label is called: the words of one translation, and how two of them are alike. Not where they stand, and not which of
//! them is the right one.

use rustc_hash::FxHashSet;
use unicode_normalization::char::compose;

use crate::model::{Language, label};

/// What a label is called somewhere.
#[derive(Debug)]
pub(super) struct Name {
    /// As it is written.
    pub(super) words: String,
    /// Its letters and digits, in lower case.
    pub(super) squeezed: String,
    /// What is left of it without small words and particles: word by word where the language parts them.
    core: Vec<String>,
}

impl Name {
    pub(super) fn new(words: String, language: &Language) -> Self {
        let squeezed = squeezed(&words);
        let core = if parts(language) {
            let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).filter(|word| !language.bold_words.contains(word)).collect()
        } else {
            vec![bare(&squeezed, language)]
        };
        Self { words, squeezed, core }
    }

    /// Whether one of two lies in the other, or says nothing.
    pub(super) fn is_part(&self, other: &Self) -> bool {
        is_part(&self.squeezed, &other.squeezed)
    }

    /// The same without the particles that are written on to their ends: `사용량을`, `Azure 사용량`.
    pub(super) fn is_part_without_particles(&self, other: &Self, language: &Language) -> bool {
        let [one, other] = [self, other].map(|name| {
            let end = language.particles.longest_suffix(&name.squeezed);
            end.map_or(&*name.squeezed, |end| &name.squeezed[..end])
        });
        is_part(one, other)
    }

    /// Whether two have the same words in another order or form: `Lizenzen verwalten`, `Verwalten von Lizenzen`.
    pub(super) fn is_reworded(&self, other: &Self, language: &Language) -> bool {
        // A stem is most of a word.
        let alike = |a: &str, b: &str| {
            let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
            common >= 3 && common * 4 >= a.chars().count().min(b.chars().count()) * 3
        };
        let is_there = |word: &String, words: &[String]| words.iter().any(|known| alike(word, known));
        parts(language)
            && self.core.len() == other.core.len()
            && self.core.iter().all(|word| is_there(word, &other.core))
            && other.core.iter().all(|word| is_there(word, &self.core))
    }

    /// Whether two differ in their grammar only: an article, an ending of two letters, a particle.
    pub(super) fn is_inflected(&self, other: &Self, language: &Language) -> bool {
        let alike = |(a, b): (&String, &String)| {
            let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
            a == b || common >= 3 && a.chars().count() <= common + 2 && b.chars().count() <= common + 2
        };
        self.squeezed == other.squeezed
            || if parts(language) {
                self.core.len() == other.core.len() && self.core.iter().zip(&other.core).all(alike)
            } else {
                self.core == other.core
            }
    }
}

fn is_part(one: &str, other: &str) -> bool {
    let lies_in = |here: &str, there: &str| here.is_empty() || there.contains(here);
    lies_in(one, other) || lies_in(other, one)
}

/// Whether words stand between spaces, with endings of their own at most: Russian, not Korean.
fn parts(language: &Language) -> bool {
    language.spaces && !language.glues_particles()
}

/// Without the longest particle at the end, signs of length, and particles of one letter, which come and go:
/// `組織のプロファイル`.
fn bare(squeezed: &str, language: &Language) -> String {
    let small = |c: char| c == 'ー' || language.bold_words.contains(c.encode_utf8(&mut [0; 4]));
    let mut text = squeezed;
    // Not all of it.
    if let Some(first) = text.chars().next().map(char::len_utf8)
        && let Some(end) = language.bold_words.longest_suffix(&text[first..])
    {
        text = &text[..first + end];
    }
    text.chars().filter(|&c| !small(c)).collect()
}

/// What stands between parts of a sentence, and in no label.
pub(super) const BREAKS: [char; 6] = [',', '，', '、', '。', ';', '；'];

/// Without the dress of labels, and the marks that end a sentence.
pub(super) fn plain(words: &str) -> String {
    label::undressed(words, ".。:：\\").to_owned()
}

/// Letters and digits in lower case.
pub(super) fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            squeezed.extend(c.to_lowercase());
        } else if !c.is_ascii()
            // A letter and the accent behind it, as some keyboards write both.
            && let Some(whole) = squeezed.chars().next_back().and_then(|letter| compose(letter, c))
        {
            squeezed.pop();
            squeezed.push(whole);
        }
    }
    squeezed
}

pub(super) fn bigrams(text: &str) -> impl Iterator<Item = (char, char)> + '_ {
    text.chars().zip(text.chars().skip(1)).filter(|(a, b)| *a != '\u{0}' && *b != '\u{0}')
}

/// How many of the pairs of letters two words share, in percent.
pub(super) fn alike(a: &str, b: &str) -> usize {
    let (a, b): (FxHashSet<_>, FxHashSet<_>) = (bigrams(a).collect(), bigrams(b).collect());
    let union = a.union(&b).count();
    (a.intersection(&b).count() * 100).checked_div(union).unwrap_or(0)
}
