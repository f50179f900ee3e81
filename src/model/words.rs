//! Lists of words, as the files of languages have them: what a text begins or ends with is asked of them by its bytes
//! first. Not what the words are for.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::Deserializer;
use std::borrow::Cow;

use super::edges::{Edges, falling, length};
use crate::text::Starts;

/// A list of words, as text between spaces or as a list where a word has spaces of its own. Written as readers find
/// them; how they are folded is the check's.
#[derive(Debug, Default)]
pub struct Words {
    table: Table<()>,
    /// Their first characters, in order.
    firsts: Vec<char>,
    /// A bit for each of those, some of which share one: most characters are none of them.
    first_bits: [u64; 4],
}

impl Words {
    /// Whether it is one of them, to the byte.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.table.get(word).is_some()
    }

    /// Whether it is one of them once its letters are small.
    #[must_use]
    pub fn contains_small(&self, word: &str) -> bool {
        if word.is_ascii() && !self.table.has_length(word.len()) {
            return false;
        }
        // A word may be longer or shorter in small letters, by less than this.
        const MORE: usize = 8;
        let mut small = [0; 64];
        match small.get_mut(..word.len()).filter(|_| word.is_ascii()) {
            Some(small) => {
                small.copy_from_slice(word.as_bytes());
                small.make_ascii_lowercase();
                std::str::from_utf8(small).is_ok_and(|small| self.contains(small))
            }
            None => word.len() <= self.table.longest + MORE && self.contains(&word.to_lowercase()),
        }
    }

    /// Whether there are none: the language's file does not give them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.words.is_empty()
    }

    /// The longest of them that `text` begins with, in bytes.
    #[must_use]
    #[inline]
    pub fn longest_prefix(&self, text: &str) -> Option<usize> {
        self.table.longest_prefix(text).map(|(end, ())| end)
    }

    /// Whether a text, or its bytes wherever they begin, may end with one of them: by the last bytes.
    #[must_use]
    #[inline]
    pub fn may_end(&self, text: impl AsRef<[u8]>) -> bool {
        self.table.ends.may_end(text.as_ref())
    }

    /// Whether a text, or its bytes wherever they end, may begin with one of them: by the first bytes.
    #[must_use]
    #[inline]
    pub fn may_begin(&self, text: impl AsRef<[u8]>) -> bool {
        self.table.starts.may_begin(text.as_ref())
    }

    /// Whether one of them begins with a character.
    #[must_use]
    pub fn begin_with(&self, c: char) -> bool {
        let (at, bit) = first_bit(c);
        self.first_bits[at] & bit != 0 && self.firsts.binary_search(&c).is_ok()
    }

    /// The longest of them that `text` ends with: where it begins, in bytes.
    #[must_use]
    pub fn longest_suffix(&self, text: &str) -> Option<usize> {
        self.table.longest_suffix(text).map(|(start, ())| start)
    }

    /// How long the longest of them is, in bytes.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.table.longest
    }

    /// All of them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.table.words.keys().map(AsRef::as_ref)
    }
}

impl<S: Into<Box<str>>> FromIterator<S> for Words {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        let table: Table<()> = words.into_iter().map(|word| (word.into(), ())).collect();
        let mut firsts: Vec<char> = table.words.keys().filter_map(|word| word.chars().next()).collect();
        firsts.sort_unstable();
        firsts.dedup();
        let mut first_bits = [0; 4];
        for &first in &firsts {
            let (at, bit) = first_bit(first);
            first_bits[at] |= bit;
        }
        Self { table, firsts, first_bits }
    }
}

/// The bit for a character.
#[inline]
fn first_bit(c: char) -> (usize, u64) {
    let bit = u32::from(c) % 256;
    (bit as usize / 64, 1 << (bit % 64))
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "words between spaces, or a list of them")]
        enum Written {
            Text(String),
            List(Vec<String>),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Text(text) => text.split_whitespace().collect(),
            Written::List(list) => list.into_iter().collect(),
        })
    }
}

impl JsonSchema for Words {
    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "anyOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" } },
        ] })
    }
}

/// Words with what they mean, written as lists of words by their meaning: `{1: one first, 2: two}`.
#[derive(Debug)]
pub struct Meanings<T> {
    table: Table<T>,
    firsts: Starts,
}

impl<T> Default for Meanings<T> {
    fn default() -> Self {
        Self { table: Table::default(), firsts: Starts::default() }
    }
}

impl<T: Copy + PartialEq> Meanings<T> {
    /// What a word means, to the byte.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<T> {
        self.table.get(word)
    }

    /// The meanings of the words that stand anywhere in a text, also within each other, as often as they do.
    pub fn anywhere_in(&self, text: &str) -> impl Iterator<Item = T> {
        let mut from = 0;
        let starts = std::iter::from_fn(move || {
            let at = self.firsts.find(text.as_bytes(), from)?;
            from = at + 1;
            Some(at)
        });
        let may_begin = |at: &usize| self.table.starts.may_begin(&text.as_bytes()[*at..]);
        let starts = starts.filter(|&at| text.is_char_boundary(at)).filter(may_begin);
        starts.flat_map(move |at| self.table.prefixes(&text[at..]).map(|(_, meaning)| meaning))
    }

    /// How the words begin.
    #[must_use]
    pub fn starts(&self) -> &Starts {
        &self.firsts
    }

    /// Whether there are none: the language's file does not give them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.words.is_empty()
    }

    /// Whether a text may begin with one of them: by its first bytes.
    #[must_use]
    #[inline]
    pub fn may_begin(&self, text: &str) -> bool {
        self.table.starts.may_begin(text.as_bytes())
    }

    /// The longest word that `text` begins with, in bytes, and what it means.
    #[must_use]
    pub fn longest_prefix(&self, text: &str) -> Option<(usize, T)> {
        self.table.longest_prefix(text)
    }

    /// What the longest word that `text` ends with means.
    #[must_use]
    pub fn of_longest_suffix(&self, text: &str) -> Option<T> {
        self.table.longest_suffix(text).map(|(_, meaning)| meaning)
    }

    /// What the words mean that `text` ends with, of the longest first.
    pub fn of_suffixes<'t>(&'t self, text: &'t str) -> impl Iterator<Item = T> + 't {
        self.table.suffixes(text).map(|(_, meaning)| meaning)
    }

    /// All words with what they mean, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, T)> {
        self.table.words.iter().map(|(word, meaning)| (&**word, *meaning))
    }

    /// The words of one meaning.
    pub fn of(&self, meaning: T) -> impl Iterator<Item = &str> {
        self.iter().filter(move |(_, its)| *its == meaning).map(|(word, _)| word)
    }
}

impl<'de, T: Deserialize<'de> + Copy + Ord> Deserialize<'de> for Meanings<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = BTreeMap::<T, Words>::deserialize(deserializer)?;
        let each = written
            .into_iter()
            .flat_map(|(meaning, words)| words.table.words.into_keys().map(move |word| (word, meaning)));
        let table: Table<T> = each.collect();
        let firsts = table.words.keys().filter_map(|word| word.chars().next()).collect();
        Ok(Self { table, firsts })
    }
}

impl<T> JsonSchema for Meanings<T> {
    fn schema_name() -> Cow<'static, str> {
        "Meanings".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

/// What [`Words`] and [`Meanings`] have in common: words, each with what it means, and the few bytes that say of most texts
/// that they begin or end with none of them.
#[derive(Debug)]
struct Table<T> {
    words: FxHashMap<Box<str>, T>,
    longest: usize,
    // On the heap: a language has many lists, and all of them on one stack while it is read.
    starts: Box<Edges>,
    ends: Box<Edges>,
    /// One bit for each length that one of them has, in bytes; the last stands for all beyond.
    lengths: u64,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            words: FxHashMap::default(),
            longest: 0,
            starts: Box::default(),
            ends: Box::default(),
            lengths: 0,
        }
    }
}

impl<T> FromIterator<(Box<str>, T)> for Table<T> {
    fn from_iter<I: IntoIterator<Item = (Box<str>, T)>>(words: I) -> Self {
        let words: FxHashMap<Box<str>, T> = words.into_iter().collect();
        let longest = words.keys().map(|word| word.len()).max().unwrap_or(0);
        let lengths = words.keys().fold(0, |lengths, word| lengths | length(word.len()));
        let (starts, ends) = Edges::both(|| words.keys().map(AsRef::as_ref));
        Self { words, longest, starts, ends, lengths }
    }
}

impl<T: Copy> Table<T> {
    /// Whether one of the words may have so many bytes.
    fn has_length(&self, bytes: usize) -> bool {
        self.lengths & length(bytes) != 0
    }

    /// What a word means, to the byte.
    fn get(&self, word: &str) -> Option<T> {
        // Most words are none of them, and a few bytes and the length say so.
        let may_be = self.ends.may_end(word.as_bytes()) && self.has_length(word.len());
        may_be.then(|| self.words.get(word).copied()).flatten()
    }

    /// The words that `text` begins with, the longest first: their bytes, and what they mean. It may begin with one.
    fn prefixes(&self, text: &str) -> impl Iterator<Item = (usize, T)> {
        let bytes = text.as_bytes();
        let ends = falling(self.starts.lengths_at_start(bytes), self.longest);
        let ends = ends.filter(move |&end| text.is_char_boundary(end));
        // A few bytes cost less than a hash of all.
        let ends = ends.filter(move |&end| self.ends.may_end(&bytes[..end]));
        ends.filter_map(move |end| Some((end, *self.words.get(&text[..end])?)))
    }

    /// The longest word that `text` begins with: its bytes, and what it means.
    #[inline]
    fn longest_prefix(&self, text: &str) -> Option<(usize, T)> {
        // Most texts end here.
        self.starts.may_begin(text.as_bytes()).then(|| self.longest_of_prefixes(text))?
    }

    fn longest_of_prefixes(&self, text: &str) -> Option<(usize, T)> {
        self.prefixes(text).next()
    }

    /// The words that `text` ends with, the longest first: where they begin, in bytes, and what they mean. It may end with
    /// one.
    fn suffixes<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, T)> + 't {
        let lengths = falling(self.ends.lengths_at_end(text.as_bytes()), self.longest);
        let starts = lengths.filter_map(|length| text.len().checked_sub(length));
        let starts = starts.filter(|&start| text.is_char_boundary(start));
        starts.filter_map(|start| {
            let word = &text[start..];
            let may_be = self.starts.may_begin(word.as_bytes());
            Some((start, may_be.then(|| self.words.get(word).copied())??))
        })
    }

    /// The longest word that `text` ends with: where it begins, in bytes, and what it means.
    fn longest_suffix(&self, text: &str) -> Option<(usize, T)> {
        self.ends.may_end(text.as_bytes()).then(|| self.suffixes(text).next())?
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_found_at_the_beginning_of_a_text_longest_first() {
        let words: Words = ["を", "をご", "参照"].into_iter().collect();
        assert_eq!(words.longest_prefix("をご覧"), Some("をご".len()));
        assert_eq!(words.longest_prefix("ご覧"), None);
        assert!(words.contains("参照") && !words.contains("参"));
    }

    #[test]
    fn words_are_found_at_the_end_of_a_text_longest_first() {
        let words: Words = ["s", "ungs", "기"].into_iter().collect();
        let ends = |text: &str| words.longest_suffix(text).map(|start| text[start..].to_owned());
        assert_eq!(ends("Leitungs").as_deref(), Some("ungs"));
        assert_eq!(ends("s").as_deref(), Some("s"));
        assert_eq!(ends("Tides").as_deref(), Some("s"));
        assert_eq!(ends("하기").as_deref(), Some("기"));
        assert_eq!((ends("하고"), ends("")), (None, None));
        assert!(words.contains("s") && !words.contains("") && !words.contains("ts"));
        let short: Words = ["ab"].into_iter().collect();
        assert!(short.may_end("ab") && short.may_end("cab") && !short.may_end("b") && !short.may_end("ac"));
    }

    #[test]
    fn the_longest_end_of_a_word_says_what_it_means() {
        let sounds: Meanings<u8> = serde_yaml::from_str("{1: a type e, 2: pe ng, 3: ftype}").expect("words");
        let of = |word: &str| sounds.of_longest_suffix(word);
        assert_eq!((of("type"), of("ftype"), of("pipe"), of("home")), (Some(1), Some(3), Some(2), Some(1)));
        assert_eq!((of("g"), of("ring"), of("한ng"), of("")), (None, Some(2), Some(2), None));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_word_is_missed(
            list in proptest::collection::vec("[ab가é]{1,4}|[a-c가나]{5,30}", 0..6),
            before in "[ab가é]{0,3}",
            behind in "[ab가é]{0,3}",
        ) {
            let words: Words = list.iter().map(String::as_str).collect();
            let all = |text: &str| -> Vec<usize> {
                (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect()
            };
            for word in &list {
                let text = format!("{before}{word}{behind}");
                let is_one = |part: &str| list.iter().any(|word| word == part);
                let prefix = all(&text).into_iter().rev().find(|&end| is_one(&text[..end]));
                let suffix = all(&text).into_iter().find(|&start| is_one(&text[start..]));
                prop_assert_eq!(words.longest_prefix(&text), prefix);
                prop_assert_eq!(words.longest_suffix(&text), suffix);
                prop_assert_eq!(words.contains(&text), is_one(&text));
                prop_assert!(words.may_begin(&text) || prefix.is_none());
                prop_assert!(words.may_end(&text) || suffix.is_none());
                prop_assert!(words.begin_with(word.chars().next().expect("a letter")));
            }
        }
    }

    #[test]
    fn meanings_are_found_anywhere() {
        let numerals: Meanings<u8> = serde_yaml::from_str("{2: 二, 10: 十, 12: 十二}").expect("words");
        let mut found: Vec<u8> = numerals.anywhere_in("約十二日、二回").collect();
        found.sort_unstable();
        assert_eq!(found, [2, 2, 10, 12]);
        assert_eq!(numerals.anywhere_in("日").next(), None);
    }
}
