//! Words that translations take in another sense: *engagement* as a betrothal, *charge* as a charge of a battery. Data of a
//! language, and where a text has them; not a dictionary: only what is wrong in documentation wherever it is met.

use std::fmt;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::Deserializer;

use super::words::Words;
use crate::text::{Span, joins_before, joins_behind};

/// One sense that is none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sense {
    /// What the source says: words or phrases, in any capitals, in all their forms.
    pub source: Vec<String>,
    /// What they are taken for. Whole words where the script has spaces; with `*` at an end, more letters may follow there.
    pub target: Vec<String>,
    /// What that says, in the language of the source.
    pub means: String,
    /// Words of the source beside which it may be right.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Whether it is wrong only where nothing else stands in the segment: a cell, a label.
    #[serde(default)]
    pub alone: bool,
}

/// The wrong senses of a language.
#[derive(Default)]
pub struct Senses {
    list: Vec<Sense>,
    /// The words of a source that are translated wrongly where they stand alone, in small letters.
    alone: Words,
    finder: OnceLock<Finder>,
}

/// All words at once, but for those that are wrong alone: these are common words, and asked for where a source says one.
struct Finder {
    words: AhoCorasick,
    /// The sense of each, and whether letters may stand before and behind it.
    of: Vec<(usize, [bool; 2])>,
}

impl Senses {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The wrong senses, as they are written.
    #[must_use]
    pub fn list(&self) -> &[Sense] {
        &self.list
    }

    /// How long the words of a source can be that [`Senses::of_segment`] knows, in bytes.
    #[must_use]
    pub fn longest_alone(&self) -> usize {
        self.alone.longest()
    }

    /// The senses that are wrong where a source of these words, and no others, is translated by one of theirs.
    pub fn of_segment<'s>(&'s self, source: &'s str) -> impl Iterator<Item = &'s Sense> {
        let said = |sense: &&Sense| sense.source.iter().any(|word| word.eq_ignore_ascii_case(source));
        let list = if self.alone.contains_small(source) { &*self.list } else { &[] };
        list.iter().filter(|sense| sense.alone).filter(said)
    }

    /// Where a text has words of a wrong sense, in order, in bytes, with its number in the list; what the source says is not
    /// asked. Not the senses that are wrong alone.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Span, usize)> + 't {
        let finder = self.finder.get_or_init(|| Finder::new(&self.list));
        finder.words.find_iter(text).filter_map(|found| {
            let (sense, open) = finder.of[found.pattern().as_usize()];
            let joined = [joins_before(text, found.start()), joins_behind(text, found.end())];
            let whole = open.iter().zip(joined).all(|(open, joined)| *open || !joined);
            whole.then(|| (Span::new(found.start(), found.end()), sense))
        })
    }
}

impl Finder {
    fn new(list: &[Sense]) -> Self {
        let mut words = Vec::new();
        let mut of = Vec::new();
        let inside = list.iter().enumerate().filter(|(_, sense)| !sense.alone);
        for (number, word) in inside.flat_map(|(n, sense)| sense.target.iter().map(move |word| (n, word))) {
            of.push((number, [word.starts_with('*'), word.ends_with('*')]));
            words.push(word.trim_matches('*'));
        }
        // Its prefilter does the work, and a table of all transitions would cost more than it saves.
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        let words = AhoCorasick::builder().kind(kind).match_kind(MatchKind::LeftmostLongest).build(words);
        // Fails on sizes that no file in `rules/` has.
        Self { words: words.expect("some dozens of words"), of }
    }
}

impl Sense {
    /// Whether a translation says it and nothing else.
    #[must_use]
    pub fn is_all_of(&self, target: &str) -> bool {
        self.target.iter().any(|word| word.eq_ignore_ascii_case(target))
    }

    /// Where a part of the source says it, in bytes.
    #[must_use]
    pub fn named_in(&self, words: &str) -> Option<Span> {
        self.source.iter().find_map(|phrase| phrase_at(words, phrase))
    }

    /// Whether the source has a word beside which it may be right.
    #[must_use]
    pub fn may_be_right(&self, source: &str) -> bool {
        self.unless.iter().any(|word| phrase_at(source, word).is_some())
    }
}

/// Where a phrase of ASCII stands in a text, in whatever capitals, as whole words.
fn phrase_at(text: &str, phrase: &str) -> Option<Span> {
    let (bytes, wanted) = (text.as_bytes(), phrase.as_bytes());
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(found) = memchr::memchr2(first, first.to_ascii_uppercase(), &bytes[from..]) {
        let (start, end) = (from + found, from + found + wanted.len());
        from = start + 1;
        let same = bytes.get(start..end).is_some_and(|part| part.eq_ignore_ascii_case(wanted));
        let ends = |byte: Option<&u8>, edge: u8| {
            !(edge.is_ascii_alphanumeric() && byte.is_some_and(u8::is_ascii_alphanumeric))
        };
        let before = start.checked_sub(1).and_then(|at| bytes.get(at));
        if same && ends(before, first) && ends(bytes.get(end), wanted[wanted.len() - 1]) {
            return Some(Span::new(start, end));
        }
    }
    None
}

impl fmt::Debug for Senses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Senses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list: Vec<Sense> = Vec::deserialize(deserializer)?;
        Ok(Self::from(list))
    }
}

impl From<Vec<Sense>> for Senses {
    fn from(list: Vec<Sense>) -> Self {
        let alone = list.iter().filter(|sense| sense.alone).flat_map(|sense| &sense.source);
        let alone = alone.map(|word| word.to_ascii_lowercase()).collect();
        Self { list, alone, finder: OnceLock::new() }
    }
}

impl JsonSchema for Senses {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Senses".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<Sense>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn senses(target: &str) -> Senses {
        let sense = Sense {
            source: vec!["berth".into(), "Berth:".into()],
            target: vec![target.into()],
            means: "a bed".into(),
            unless: vec!["night".into()],
            alone: false,
        };
        Senses::from(vec![sense])
    }

    #[test]
    fn a_word_is_whole_where_its_script_has_spaces() {
        let has = |target, text| senses(target).find(text).next().is_some();
        assert!(has("Koje", "die Koje."));
        assert!(!has("Koje", "die Kojen"));
        assert!(has("Koje*", "die Kojen"));
        assert!(!has("Koje*", "Schlafkoje, SchlafKojen"));
        assert!(has("침대", "침대를 고릅니다"));
        assert!(!has("침대", "이침대"));
        assert!(has("床", "床铺"));
    }

    #[test]
    fn a_source_says_it_in_whole_words() {
        let senses = senses("床");
        let sense = &senses.list[0];
        let at = |text: &str| sense.named_in(text).map(Span::range);
        assert_eq!(at("The Berth is free."), Some(4..9));
        assert_eq!(at("Berths"), None);
        assert_eq!(at("Berth:none"), Some(0..5));
        assert!(sense.may_be_right("Berth for the Night") && !sense.may_be_right("Nightly"));
    }

    #[test]
    fn what_is_wrong_alone_is_found_in_segments_of_that_word() {
        let sense = Sense { alone: true, ..senses("Bett").list[0].clone() };
        let senses = Senses::from(vec![sense]);
        assert!(senses.find("das Bett").next().is_none());
        let wrong = |source, target| senses.of_segment(source).any(|sense| sense.is_all_of(target));
        assert!(wrong("BERTH", "Bett") && !wrong("a berth", "Bett") && !wrong("berth", "Betten"));
    }
}
