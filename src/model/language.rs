//! What checks may know of a language: its letters, its marks, its small words. Data, one file a language in
//! `rules/languages/`; not knowledge in code. A check without the data that it needs stays silent.

use std::borrow::Cow;
use std::sync::OnceLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use unicode_script::Script;

use super::concepts::Concepts;
use super::senses::Senses;
use super::sounds::Sounds;
use super::traces::{Address, Echo, Enclosed, Garbled, Grammar, Names, Order, Torn, Uncut};
use super::words::{Meanings, Words};
use crate::text::{self, ByteSet, Starts, is_alphanumeric};

/// One language, or one written form of it. What a file leaves out is empty, and the rules that need it say nothing. Lists
/// are large by themselves, so their groups are boxed: a language is moved over the stack when it is read.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Language {
    /// The scripts of its own letters, by their Unicode names: `Hangul`, `Han`.
    pub scripts: Scripts,
    /// Scripts of which every sentence has letters of one, where it is written in several.
    pub sentence_scripts: Vec<ScriptName>,
    /// Whether spaces stand between words.
    pub spaces: bool,
    /// Its quotation marks, each an opening and a closing one: `「」`.
    pub quotes: Vec<Marks>,
    /// Brackets that names of buttons and menus stand in: `[]`, `［］`.
    pub brackets: Vec<Marks>,
    /// Punctuation of ASCII that stands right behind its word, without a space; `-` where it joins a name to a noun.
    pub tight: String,
    // Marks: what bold, links and code may sit on.
    /// Small words that are no label by themselves: particles, prepositions, pronouns, endings of verbs. As they are written
    /// inside a sentence: `aus` is one, `Aus` may be a switch.
    pub bold_words: Words,
    /// Verbs of choosing and clicking, in the forms that instructions have.
    pub verbs: Words,
    /// Nouns that stand beside labels: page, tab, button.
    pub screen_places: Words,
    /// What no label begins with inside of a sentence, where more words follow: `auf der`, a pronoun behind its verb.
    pub label_leads: Words,
    /// What no label begins with inside of a sentence, where a capital letter follows: `em Guardar`.
    pub name_leads: Words,
    /// What no label ends with, where more words stand before it: the particle of a verb.
    pub label_tails: Words,
    /// Prepositions that a label may end with, as the box beside it goes on: `Remplacer par`.
    pub label_ends: Words,
    /// What no word with a hyphen begins with: articles and pronouns, each as it is written.
    pub unjoined: Words,
    /// What stands before a noun and not before a verb: articles, pronouns that own or point, prepositions.
    pub articles: Words,
    /// Words that say nothing alone, so that no link sits on them: articles, conjunctions, pronouns, auxiliary verbs.
    pub function_words: Words,
    /// Of a source: nouns behind a name that say what it is, and are no verbs in that form: `method`, `methods`.
    pub kinds: Words,
    /// Whether such nouns stand before the name.
    pub kinds_first: bool,
    /// Endings of verbs, and verbs that only lead to something: `します`, `finden`.
    pub verb_endings: Words,
    /// What no stretch of words begins with, because it belongs to the word before it: `を`, `의`, `und`.
    pub particles: Words,
    /// Words that begin like those or are made of them, and are none: `もっと`, `了解`.
    pub whole_words: Words,
    /// Words that no stretch of words ends with: articles, prepositions.
    pub unfinished: Words,
    /// What is written on to a word without a space: `을`, `-s`.
    pub suffixes: Words,
    /// Particles of one letter that may stand within a term, and come and go there: `の`.
    pub term_joints: Words,
    /// What grammar does to the ends of words, by which a term is told in all its forms: `Seite` and `Seiten`.
    pub word_endings: Words,
    /// Of a source: what words end with, by how many letters fewer the one has than the many: `{0: ss, 1: s}`.
    pub plurals: Meanings<u8>,
    /// The ends of verbs whose stem stands before them: `める`.
    pub verb_tails: Words,
    /// What stands behind the stem of a verb and nowhere else: `ます`.
    pub auxiliaries: Words,
    /// The letters that the stems before those end with: `り`, as in `あります`.
    pub stem_ends: String,
    /// Verbs that lead to a link behind the words that it sits on, and are no part of them: `を参照してください`.
    pub link_tails: Words,
    /// Such verbs before a link, in a language that has them there: `see`.
    pub link_leads: Words,
    /// Last verbs that are written on to a name, as particles are: `입니다`.
    pub copulas: Words,
    /// How a sentence's last verb ends, where it comes last: `です`.
    pub sentence_ends: Words,
    /// What shows that a space stands inside a word.
    pub torn: Box<Torn>,
    /// What shows that words of a sentence stand out of order.
    pub order: Box<Order>,
    /// What shows that words never stand so.
    pub grammar: Box<Grammar>,
    /// How words end when they are read aloud, where particles go by it.
    pub sounds: Box<Sounds>,
    /// What shows that a name of Latin letters was set down in the wrong place.
    pub names: Box<Names>,
    /// What shows that round brackets stand around the wrong words.
    pub enclosed: Box<Enclosed>,
    /// What no mark begins or ends inside of.
    pub uncut: Box<Uncut>,
    /// What shows that one word was written for two.
    pub echo: Box<Echo>,
    /// What a source was garbled to before it was translated.
    pub garbled: Box<Garbled>,
    /// How it speaks to readers, and of others.
    pub address: Box<Address>,
    // Dates, numbers, units.
    /// Names and abbreviations of the months, by their numbers; none where months are numbers with a mark.
    pub months: Meanings<u8>,
    /// Month names that are common words too: alone they are no month.
    pub month_words: Words,
    /// The marks behind the numbers of a date: `年`, `月`, `日`.
    pub calendar: Meanings<TimeUnit>,
    /// A date as it is written, of the marks above: `{year}年{month}月{day}日`.
    pub date_form: String,
    /// Words that join the parts of a date: `of`, `de`.
    pub date_joints: Words,
    /// Measures that may be glued to their number: `MB`. Those of the source are known in all languages.
    pub measures: Words,
    /// Of a source: words of queries that names stand behind: `SELECT`.
    pub query_words: Words,
    /// What makes a number an ordinal when it stands right behind it: `th`.
    pub ordinals: Words,
    /// Names of eras, by the year before their first: `{2018: 令和}`.
    pub eras: Meanings<u16>,
    /// Words behind a unit of time that add a half of it: `半`.
    pub halves: Words,
    /// Units of time, as they stand behind numbers.
    pub units: Meanings<TimeUnit>,
    /// Words that begin like a unit of time and are none: `分析`.
    pub unit_lookalikes: Words,
    /// What multiplies the number before it, by powers of ten: `{3: K thousand, 4: 万}`.
    pub multipliers: Meanings<u8>,
    /// Words for small numbers.
    pub number_words: Meanings<u8>,
    /// Words before or behind an hour that make it one before noon.
    pub forenoon: Words,
    /// Words before or behind an hour that make it one after noon.
    pub afternoon: Words,
    /// The mark before a fraction.
    pub decimal: Option<char>,
    /// Marks between groups of three digits, beside spaces that do not break.
    pub grouping: String,
    /// What has digits and says no number: `24/7`.
    pub idioms: Words,
    /// Words that leave the border in or out: `more than 5` is `6 or more`.
    pub comparisons: Words,
    /// Words with which numbers are converted or rounded: `half`, `miles`.
    pub inexact: Words,

    // Prose: what tells it from names and from other languages.
    /// English acronyms that are written as words, in small letters: `led`, `id`.
    pub acronym_words: Words,
    /// Small words that all prose of it has and that prose of its neighbours has not.
    pub stop_words: Words,
    /// What sentences end with.
    pub final_marks: String,
    /// What nouns end with that are written with a capital letter: `ung`, `heit`.
    pub noun_endings: Words,
    /// Ends of other words that end like those: `gelungen`.
    pub noun_lookalikes: Words,
    /// Words that translations into it take in another sense.
    pub senses: Senses,
    /// What it calls the things that documentation speaks of.
    pub concepts: Concepts,
    /// Words that only point, on which links of a translation may sit instead of the source's words: `hier`, `こちら`.
    pub pointers: Words,
    /// How its quotation marks and brackets begin, once somebody asked.
    #[serde(skip)]
    mark_starts: OnceLock<Starts>,
    /// Likewise.
    #[serde(skip)]
    foreign_leads: OnceLock<ByteSet>,
}

impl Language {
    /// The mark that closes what `opening` opens, of quotes and of brackets.
    #[must_use]
    pub fn closing(&self, opening: char) -> Option<char> {
        self.quotes
            .iter()
            .chain(&self.brackets)
            .find(|marks| marks.opening == opening)
            .map(|marks| marks.closing)
    }

    /// How its quotation marks and brackets begin.
    #[must_use]
    pub fn mark_starts(&self) -> &Starts {
        let marks = || self.quotes.iter().chain(&self.brackets);
        self.mark_starts.get_or_init(|| marks().flat_map(|marks| [marks.opening, marks.closing]).collect())
    }

    /// What letters that none of its scripts has begin with; kana are not told by it.
    #[must_use]
    pub fn foreign_leads(&self) -> ByteSet {
        // The last is Hangul's; ideographs outside of the basic plane are rare and nobody's alone.
        let blocks = [
            (Script::Greek, 0xcd..=0xcf),
            (Script::Cyrillic, 0xd0..=0xd4),
            (Script::Arabic, 0xd5..=0xdf),
            (Script::Thai, 0xe0..=0xe1),
            (Script::Han, 0xe4..=0xe9),
            (Script::Hangul, 0xea..=0xed),
        ];
        *self.foreign_leads.get_or_init(|| {
            let foreign = blocks.into_iter().filter(|(script, _)| !self.scripts.has(*script));
            foreign.flat_map(|(_, leads)| leads).collect()
        })
    }

    /// Whether a text is made of small words, verbs of clicking and words for places on the screen, not of the last alone.
    #[must_use]
    pub fn is_small(&self, text: &str) -> bool {
        self.known(text) == Some(true)
    }

    /// Whether a text is made of small words, verbs of clicking and words for places on the screen: `None` where it is not,
    /// else whether there is one of the first two.
    fn known(&self, text: &str) -> Option<bool> {
        const LONGEST: usize = 64;
        if text.len() > LONGEST {
            return None;
        }
        let mut any = false;
        let mut take = |word: &str| {
            let telling = self.bold_words.contains(word) || self.verbs.contains(word);
            any |= telling;
            telling || self.screen_places.contains(word)
        };
        let mut words = text.split(|c: char| !is_alphanumeric(c)).filter(|word| !word.is_empty());
        let all = words.all(|word| take(word) || !self.spaces && self.in_pieces(word, &mut take));
        all.then_some(any)
    }

    /// Whether a text without spaces is made of known words, the longest first.
    fn in_pieces(&self, word: &str, take: &mut impl FnMut(&str) -> bool) -> bool {
        let mut rest = word;
        while !rest.is_empty() {
            let lists = [&self.bold_words, &self.verbs, &self.screen_places];
            let Some(end) = lists.iter().filter_map(|list| list.longest_prefix(rest)).max() else {
                return false;
            };
            take(&rest[..end]);
            rest = &rest[end..];
        }
        true
    }

    /// Whether a text is about labels and none itself: known words alone, or a verb of clicking among others.
    #[must_use]
    pub fn is_instruction(&self, text: &str) -> bool {
        let mut words = text.split(|c: char| !is_alphanumeric(c)).filter(|word| !word.is_empty());
        let is_verb = |word: &str| {
            self.verbs.contains(word) || !self.spaces && self.verbs.iter().any(|verb| word.contains(verb))
        };
        words.any(is_verb) || self.known(text).is_some()
    }

    /// Whether a letter is one of its own script.
    #[must_use]
    pub fn is_native(&self, letter: char) -> bool {
        self.scripts.has(text::script(letter))
    }

    /// Whether it is written in Latin letters, as the names of most sources are.
    #[must_use]
    pub fn writes_latin(&self) -> bool {
        self.scripts.latin
    }

    /// Whether it is written in syllables of Hangul.
    #[must_use]
    pub fn writes_hangul(&self) -> bool {
        self.scripts.hangul
    }

    /// Whether it is written in kana.
    #[must_use]
    pub fn writes_kana(&self) -> bool {
        self.scripts.kana
    }

    /// Whether each of its words stands by itself: a space before it, one behind it, and nothing written on to it. That is
    /// known of languages in Latin letters alone.
    #[must_use]
    pub fn parts_words(&self) -> bool {
        self.spaces && self.scripts.latin
    }

    /// Whether particles are written on to its words, between which there are spaces: Korean.
    #[must_use]
    pub fn glues_particles(&self) -> bool {
        self.spaces && self.scripts.hangul
    }
}

/// The scripts of a language's own letters. What is asked of them pair by pair is worked out when they are read.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(from = "Vec<ScriptName>")]
pub struct Scripts {
    all: Vec<ScriptName>,
    latin: bool,
    hangul: bool,
    kana: bool,
}

impl Scripts {
    /// Whether nobody has named one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn has(&self, script: Script) -> bool {
        self.all.contains(&ScriptName(script))
    }
}

impl From<Vec<ScriptName>> for Scripts {
    fn from(all: Vec<ScriptName>) -> Self {
        let has = |script| all.contains(&ScriptName(script));
        let (latin, hangul, kana) = (has(Script::Latin), has(Script::Hangul), has(Script::Hiragana));
        Self { all, latin, hangul, kana }
    }
}

/// An opening and a closing mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// `「`
    pub opening: char,
    /// `」`
    pub closing: char,
}

impl<'de> Deserialize<'de> for Marks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let mut chars = written.chars();
        match (chars.next(), chars.next(), chars.next()) {
            (Some(opening), Some(closing), None) => Ok(Self { opening, closing }),
            _ => Err(D::Error::custom(format!("`{written}` is not an opening and a closing mark"))),
        }
    }
}

impl JsonSchema for Marks {
    fn schema_name() -> Cow<'static, str> {
        "Marks".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "minLength": 2, "maxLength": 2 })
    }
}

/// A script by its name in Unicode: `Hangul`, `Han`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptName(pub Script);

impl<'de> Deserialize<'de> for ScriptName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let script = Script::from_full_name(&name).map(Self);
        script.ok_or_else(|| D::Error::custom(format!("`{name}` is no script that Unicode names")))
    }
}

impl JsonSchema for ScriptName {
    fn schema_name() -> Cow<'static, str> {
        "ScriptName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TimeUnit {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A week.
    Week,
    /// A day.
    Day,
    /// An hour, or the hour of a day.
    Hour,
    /// A minute.
    Minute,
    /// A second.
    Second,
}
