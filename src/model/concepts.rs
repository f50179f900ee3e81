//! The words by which a language says the things that documentation speaks of: a page, to create, a subscription. Data of a
//! language, in which a thing has the same name as in all others; not a dictionary: enough to tell which of two phrases
//! translates a label.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::sync::OnceLock;

use memchr::memmem;
use rustc_hash::{FxBuildHasher, FxHashMap};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use smallvec::SmallVec;

use crate::text::{self, Span, is_alphanumeric, joins_before, joins_behind};

/// One thing, by the hash of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Concept(u64);

/// The words of a language by the things that they say, a line for each: `page: page pages`, `subscription: subscri*`, in
/// small letters. With `*` at the end, more letters may follow; `_` stands for a space.
///
/// They are kept as they are written: a run over one page asks for few of them.
#[derive(Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Concepts {
    written: String,
    entries: OnceLock<FxHashMap<Concept, Entry>>,
    by_word: OnceLock<ByWord>,
}

/// One thing.
struct Entry {
    /// Where its words are written.
    said: Span,
    words: OnceLock<Box<[Word]>>,
}

/// A line that does not say what a thing is called.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not the name of a thing, a colon, and words")]
pub struct Nameless(String);

/// A word without its marks.
#[derive(Debug)]
struct Word {
    text: String,
    /// Whether more letters may follow.
    open: bool,
    traces: Traces,
}

/// What a word says, and whether more letters may follow: one word may say several things.
type Said = SmallVec<[(Concept, bool); 1]>;

/// What each word says.
struct ByWord {
    /// By the hash of a word.
    words: FxHashMap<u64, Said>,
    /// Of each beginning of two bytes, how long the words are that have it: a bit for each length in bytes. Some beginnings
    /// share one; most words of a text have none.
    lengths: Box<[u64]>,
}

/// Two bytes after each other, as a bit: a text that lacks one of a word's does not hold the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Traces(u64);

impl Concepts {
    /// Whether there are none: the language's file does not give them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// The names of the things.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        lines(&self.written).map(|(name, _)| name)
    }

    /// All words, as they are written.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        lines(&self.written).flat_map(|(_, said)| said.split_whitespace())
    }

    /// Hands out what each word of a text says by itself, in whatever capitals, with where it begins, in bytes. Of a script
    /// with spaces between words.
    pub fn read(&self, text: &str, mut take: impl FnMut(u32, Concept)) {
        let by_word = self.by_word.get_or_init(|| ByWord::new(&self.written));
        for word in text.split(|c: char| !is_alphanumeric(c)) {
            let start = (word.as_ptr() as usize - text.as_ptr() as usize) as u32;
            by_word.of(word.as_bytes(), |concept| take(start, concept));
        }
    }

    /// Whether a text says one of some things, in whatever capitals, also as a part of another word.
    #[must_use]
    pub fn say_any(&self, concepts: &[Concept], text: &str) -> bool {
        let traces = Traces::of(text.bytes());
        let mut may = concepts
            .iter()
            .flat_map(|concept| self.words_of(*concept))
            .filter(|word| traces.hold(word.traces))
            .peekable();
        // Nearly all texts say none.
        if may.peek().is_none() {
            return false;
        }
        let small = in_small_letters(text);
        may.any(|word| memmem::find(small.as_bytes(), word.text.as_bytes()).is_some())
    }

    /// Where a text says a thing, in whatever capitals, in bytes; with whether that is no part of another word.
    pub fn places(&self, concept: Concept, text: &str) -> impl Iterator<Item = (Span, bool)> {
        let traces = Traces::of(text.bytes());
        let small = OnceCell::new();
        let words = self.words_of(concept).iter().filter(move |word| traces.hold(word.traces));
        words.flat_map(move |word| {
            let small = small.get_or_init(|| in_small_letters(text)).as_bytes();
            let mut from = 0;
            // One by one: what searches a text for all of them takes longer to make than most texts to read.
            let next = || {
                let start = from + memmem::find(&small[from..], word.text.as_bytes())?;
                from = start + word.text.len();
                Some(Span::new(start, from))
            };
            let starts: SmallVec<[Span; 4]> = std::iter::from_fn(next).collect();
            starts.into_iter().map(|at| {
                let open = word.open || !joins_behind(text, at.range().end);
                (at, open && !joins_before(text, at.range().start))
            })
        })
    }

    fn words_of(&self, concept: Concept) -> &[Word] {
        let entries = self.entries.get_or_init(|| {
            let start = |said: &str| said.as_ptr() as usize - self.written.as_ptr() as usize;
            let entry = |(name, said): (&str, &str)| {
                let said = Span::new(start(said), start(said) + said.len());
                (Concept::named(name), Entry { said, words: OnceLock::new() })
            };
            lines(&self.written).map(entry).collect()
        });
        let read = |entry: &Entry| -> Box<[Word]> {
            words(entry.said.of(&self.written)).flat_map(Word::both).collect()
        };
        entries.get(&concept).map_or(&[], |entry| entry.words.get_or_init(|| read(entry)))
    }
}

impl Word {
    /// A word as it is looked for: in small letters, and with a capital one at its start.
    fn both((written, open): (&str, bool)) -> impl Iterator<Item = Self> {
        let small = written.replace('_', " ");
        let capital = with_capital(&small);
        let both = [Some(small), capital].into_iter().flatten();
        both.map(move |text| Self { traces: Traces::of(text.bytes()), text, open })
    }
}

impl Concept {
    fn named(name: &str) -> Self {
        Self(text::hash(name))
    }
}

impl ByWord {
    /// How many beginnings are told apart.
    const BEGINNINGS: usize = 1 << 10;
    /// Longer words than this, in bytes, are told by the bit for this.
    const LONGEST: usize = 63;

    fn new(written: &str) -> Self {
        // A thing has some three words, and a letter fills a byte.
        let words_of_all = FxHashMap::with_capacity_and_hasher(written.len() / 8, FxBuildHasher);
        let mut by_word = Self { words: words_of_all, lengths: vec![0; Self::BEGINNINGS].into_boxed_slice() };
        for (name, said) in lines(written) {
            let concept = Concept::named(name);
            for (word, open) in words(said) {
                by_word.lengths[Self::beginning(word.as_bytes())] |= 1 << word.len().min(Self::LONGEST);
                by_word.words.entry(text::hash(word)).or_default().push((concept, open));
            }
        }
        by_word
    }

    /// Hands out what a word says, or what begins it, in whatever capitals.
    fn of(&self, word: &[u8], mut take: impl FnMut(Concept)) {
        let mut small: SmallVec<[u8; 32]> = SmallVec::new();
        let mut lengths = self.lengths[Self::beginning(word)];
        while lengths != 0 {
            let end = lengths.trailing_zeros() as usize;
            lengths &= lengths - 1;
            let ends = if end == Self::LONGEST { end..=word.len() } else { end..=end };
            for end in ends.filter(|&end| end <= word.len()) {
                if small.is_empty() {
                    small.extend(word.iter().map(u8::to_ascii_lowercase));
                }
                let said = self.words.get(&text::hash(&small[..end])).into_iter().flatten();
                said.filter(|(_, open)| *open || end == word.len()).for_each(|(concept, _)| take(*concept));
            }
        }
    }

    /// The place of a word among the lengths, by its first two bytes.
    fn beginning(word: &[u8]) -> usize {
        let byte = |at: usize| word.get(at).map_or(0, |byte| usize::from(byte.to_ascii_lowercase()));
        (byte(0) * 33 + byte(1)) % Self::BEGINNINGS
    }
}

impl Traces {
    fn of(bytes: impl Iterator<Item = u8>) -> Self {
        let mut before = None;
        let mut traces = 0;
        for byte in bytes.map(|byte| u64::from(byte.to_ascii_lowercase())) {
            if let Some(before) = before.replace(byte) {
                traces |= 1 << ((before * 7 + byte) % 64);
            }
        }
        Self(traces)
    }

    /// Whether all of a word's are there.
    fn hold(self, word: Self) -> bool {
        self.0 & word.0 == word.0
    }
}

/// The things of a language's file, and their words.
fn lines(written: &str) -> impl Iterator<Item = (&str, &str)> {
    written.lines().filter_map(|line| line.split_once(':')).map(|(name, said)| (name, said.trim()))
}

/// Words as they are written in a language's file, without their marks: with whether more letters may follow.
fn words(written: &str) -> impl Iterator<Item = (&str, bool)> {
    written.split_whitespace().map(|word| word.strip_suffix('*').map_or((word, false), |stem| (stem, true)))
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

impl TryFrom<String> for Concepts {
    type Error = Nameless;

    fn try_from(written: String) -> Result<Self, Nameless> {
        let is_said = |line: &str| line.split_once(": ").is_some_and(|(_, said)| !said.is_empty());
        if let Some(line) = written.lines().find(|line| !is_said(line)) {
            return Err(Nameless(line.to_owned()));
        }
        Ok(Self { written, ..Self::default() })
    }
}

impl JsonSchema for Concepts {
    fn schema_name() -> Cow<'static, str> {
        "Concepts".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berth(words: &str) -> (Concepts, Concept) {
        let concepts = Concepts::try_from(format!("berth: {words}")).expect("a thing and its words");
        (concepts, Concept::named("berth"))
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
    fn a_line_says_what_a_thing_is_called() {
        let error =
            |written: &str| Concepts::try_from(written.to_owned()).err().map(|error| error.to_string());
        assert_eq!(error("berth: berth\nmoor: moor*"), None);
        for wrong in ["berth", "berth:", "berth: "] {
            let words = format!("`{wrong}` is not the name of a thing, a colon, and words");
            assert_eq!(error(&format!("moor: moor*\n{wrong}")), Some(words));
        }
    }

    #[test]
    fn a_word_may_say_several_things() {
        let both = Concepts::try_from("save: keep\nstore: keep".to_owned()).expect("two things");
        let mut said = Vec::new();
        both.read("Keep", |_, concept| said.push(concept));
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), 2);
    }
}
