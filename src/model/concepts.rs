//! The words by which a language says the things that documentation speaks of: a page, to create, a subscription. Data of a
//! language, in which a thing has the same name as in all others; not a dictionary: enough to tell which of two phrases
//! translates a label.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use memchr::memmem;
use rustc_hash::FxHashMap;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::Deserializer;
use smallvec::SmallVec;

use crate::text::{self, Span, is_alphanumeric, joins_before, joins_behind};

/// One thing, by the hash of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Concept(u64);

/// The words of a language by the things that they say: `{page: page pages, subscription: subscri*}`, in small letters. With `*`
/// at the end, more letters may follow; `_` stands for a space.
#[derive(Default)]
pub struct Concepts {
    written: BTreeMap<String, String>,
    by_word: OnceLock<ByWord>,
    by_concept: OnceLock<FxHashMap<Concept, Box<[Word]>>>,
}

/// A word without its marks.
#[derive(Debug)]
struct Word {
    text: String,
    /// Whether more letters may follow.
    open: bool,
}

/// What each word says, and whether more letters may follow: one word may say several things.
type ByWord = FxHashMap<Box<str>, SmallVec<[(Concept, bool); 1]>>;

impl Concepts {
    /// Whether there are none: the language's file does not give them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// The names of the things.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.written.keys().map(String::as_str)
    }

    /// All words, as they are written.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.written.values().flat_map(|said| said.split_whitespace())
    }

    /// Hands out what each word of a text says by itself, in whatever capitals, with where it begins, in bytes. Of a script
    /// with spaces between words.
    pub fn read(&self, text: &str, mut take: impl FnMut(u32, Concept)) {
        // No stem is shorter; in bytes.
        const SHORTEST: usize = 2;
        let by_word = self.by_word.get_or_init(|| by_word(&self.written));
        let small = in_small_letters(text);
        for word in small.split(|c: char| !is_alphanumeric(c)) {
            let start = (word.as_ptr() as usize - small.as_ptr() as usize) as u32;
            for end in (SHORTEST..=word.len()).filter(|&end| word.is_char_boundary(end)) {
                let said = by_word.get(&word[..end]).into_iter().flatten();
                let said = said.filter(|(_, open)| *open || end == word.len());
                said.for_each(|(concept, _)| take(start, *concept));
            }
        }
    }

    /// Whether a text says one of some things, in whatever capitals, also as a part of another word.
    #[must_use]
    pub fn say_any(&self, concepts: &[Concept], text: &str) -> bool {
        let small = in_small_letters(text);
        let mut words = concepts.iter().flat_map(|concept| self.words_of(*concept));
        words.any(|word| memmem::find(small.as_bytes(), word.text.as_bytes()).is_some())
    }

    /// Where a text says a thing, in whatever capitals, in bytes; with whether that is no part of another word.
    pub fn places(&self, concept: Concept, text: &str) -> impl Iterator<Item = (Span, bool)> {
        let small = in_small_letters(text);
        self.words_of(concept).iter().flat_map(move |word| {
            let starts: SmallVec<[usize; 4]> =
                memmem::find_iter(small.as_bytes(), word.text.as_bytes()).collect();
            let at = starts.into_iter().map(|start| Span::new(start, start + word.text.len()));
            at.map(|at| {
                let open = word.open || !joins_behind(text, at.range().end);
                (at, open && !joins_before(text, at.range().start))
            })
        })
    }

    fn words_of(&self, concept: Concept) -> &[Word] {
        let by_concept = self.by_concept.get_or_init(|| {
            let each = self.written.iter().map(|(name, said)| {
                let words = words(said).flat_map(|(text, open)| {
                    let capital = with_capital(&text);
                    [Some(text), capital].into_iter().flatten().map(move |text| Word { text, open })
                });
                (Concept::named(name), words.collect())
            });
            each.collect()
        });
        by_concept.get(&concept).map_or(&[], |words| words)
    }
}

impl Concept {
    fn named(name: &str) -> Self {
        Self(text::hash(name))
    }
}

fn by_word(written: &BTreeMap<String, String>) -> ByWord {
    let mut by_word = ByWord::default();
    for (name, said) in written {
        for (word, open) in words(said) {
            by_word.entry(word.into()).or_default().push((Concept::named(name), open));
        }
    }
    by_word
}

/// Words as they are written in a language's file, without their marks: with whether more letters may follow.
fn words(written: &str) -> impl Iterator<Item = (String, bool)> {
    written.split_whitespace().map(|word| {
        let (bare, open) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
        (bare.replace('_', " "), open)
    })
}

/// A text with the letters of ASCII in small ones: all bytes stay where they are.
fn in_small_letters(text: &str) -> Cow<'_, str> {
    let capitals = text.bytes().any(|byte| byte.is_ascii_uppercase());
    if capitals { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) }
}

/// A word with a capital letter at its start, where that is none of ASCII.
fn with_capital(word: &str) -> Option<String> {
    let mut letters = word.chars();
    let first = letters.next().filter(|c| !c.is_ascii())?;
    let capital: String = first.to_uppercase().chain(letters).collect();
    (capital != word).then_some(capital)
}

impl fmt::Debug for Concepts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Concepts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Self::from)
    }
}

impl From<BTreeMap<String, String>> for Concepts {
    fn from(written: BTreeMap<String, String>) -> Self {
        Self { written, by_word: OnceLock::new(), by_concept: OnceLock::new() }
    }
}

impl JsonSchema for Concepts {
    fn schema_name() -> Cow<'static, str> {
        "Concepts".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, String>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berth(words: &str) -> (Concepts, Concept) {
        let written = BTreeMap::from([("berth".to_owned(), words.to_owned())]);
        (Concepts::from(written), Concept::named("berth"))
    }

    fn said(words: &str, text: &str) -> Vec<(String, bool)> {
        let (concepts, berth) = berth(words);
        let found: Vec<_> =
            concepts.places(berth, text).map(|(at, whole)| (at.of(text).to_owned(), whole)).collect();
        assert_eq!(concepts.say_any(&[berth], text), !found.is_empty());
        found
    }

    #[test]
    fn words_are_found_in_whatever_capitals() {
        assert_eq!(said("berth", "BERTH"), [("BERTH".to_owned(), true)]);
        assert_eq!(said("öffn*", "Öffnen"), [("Öffn".to_owned(), true)]);
        assert_eq!(said("причал*", "К Причалам"), [("Причал".to_owned(), true)]);
        assert_eq!(said("berth", "boat"), []);
    }

    #[test]
    fn a_part_of_a_word_is_not_whole() {
        assert_eq!(said("berth", "berths"), [("berth".to_owned(), false)]);
        assert_eq!(said("berth*", "berths"), [("berth".to_owned(), true)]);
        assert_eq!(said("seite*", "Startseiten"), [("seite".to_owned(), false)]);
        assert_eq!(said("泊位", "新泊位页"), [("泊位".to_owned(), true)]);
        assert_eq!(said("선석*", "이 선석을"), [("선석".to_owned(), true)]);
        assert_eq!(said("se_amarrer", "Se amarrer ici"), [("Se amarrer".to_owned(), true)]);
    }

    #[test]
    fn a_source_is_read_word_by_word() {
        let read = |words: &str, text: &str| {
            let mut found = Vec::new();
            berth(words).0.read(text, |at, _| found.push(at));
            found
        };
        assert_eq!(read("berth moor*", "A Berth, Berths, unmoored, Moored"), [2, 27]);
        assert_eq!(read("berth berth*", "berth"), [0, 0]);
    }

    #[test]
    fn a_word_may_say_several_things() {
        let both =
            BTreeMap::from([("save".to_owned(), "keep".to_owned()), ("store".to_owned(), "keep".to_owned())]);
        let mut said = Vec::new();
        Concepts::from(both).read("Keep", |_, concept| said.push(concept));
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), 2);
    }
}
