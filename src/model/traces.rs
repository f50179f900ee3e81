//! Traces that machine translation leaves in a language: torn words, words out of order, words that never stand so, names
//! and brackets in the wrong place. Data of a language; the mechanisms that look for them are checks.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::sounds::{Sound, Sounds};
use super::words::Words;

/// What shows that a space stands inside a word.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Torn {
    /// Ends of words with the space in them, as no two words stand side by side: `하 여`. The first piece has one letter.
    pub forms: Words,
    /// Words, written in one, of which translation makes pieces of one letter; something may be written on to them.
    pub words: Words,
    /// What no word ends with: a stem that wants its ending, `-ungs` of a compound, an elided article with its apostrophe.
    pub ends: Words,
    /// Words that end like that and are whole.
    pub whole: Words,
    /// Words that are cut in two words, by the second piece: `{비전: 프로}`.
    pub halves: BTreeMap<Box<str>, Words>,
    /// Those pieces, once somebody asked.
    #[serde(skip)]
    seconds: OnceLock<Words>,
}

impl Torn {
    /// Whether the language's file says nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.has_pieces() && self.ends.is_empty()
    }

    /// Whether a text may begin with the second piece of a word that is cut in two, by its first bytes.
    #[must_use]
    #[inline]
    pub fn may_be_second_half(&self, text: &[u8]) -> bool {
        !self.halves.is_empty() && self.seconds().may_begin(text)
    }

    /// Where the second piece of a word that is cut in two ends, which a text begins with, and the pieces that it wants before it.
    #[must_use]
    pub fn second_half(&self, text: &str) -> Option<(usize, &Words)> {
        let end = self.may_be_second_half(text.as_bytes()).then(|| self.seconds().longest_prefix(text))??;
        self.halves.get(&text[..end]).map(|firsts| (end, firsts))
    }

    #[inline]
    fn seconds(&self) -> &Words {
        self.seconds.get_or_init(|| self.halves.keys().cloned().collect())
    }

    /// The last bytes of all `ends`, one of them more than once where there are fewer; `None` where there are more, or halves of
    /// words, which may end with anything.
    #[must_use]
    pub fn last_bytes(&self) -> Option<[u8; 3]> {
        let mut lasts: Vec<u8> = self.ends.iter().filter_map(|end| end.bytes().next_back()).collect();
        lasts.sort_unstable();
        lasts.dedup();
        let any = *lasts.first()?;
        lasts.resize(lasts.len().max(3), any);
        lasts.try_into().ok().filter(|_| self.halves.is_empty())
    }

    /// Whether there are words that are torn into pieces of one letter.
    #[must_use]
    pub fn has_pieces(&self) -> bool {
        !(self.forms.is_empty() && self.words.is_empty())
    }
}

/// What shows that words of a sentence stand out of order, where its verb comes last.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Order {
    /// Stems of verbs, which are nouns as well: `선택`.
    pub stems: Words,
    /// What makes verbs of them, written on to them: `합니다`.
    pub endings: Words,
    /// What may stand before a stem that begins a clause: `에서`.
    pub clause_leads: Words,
    /// What may stand between a stem and a mark, as a particle: `を`.
    pub joints: Words,
    /// Sentences, with their full stops, that say that a name comes next.
    pub announcements: Words,
    /// What no sentence begins with, because it belongs to the word before it.
    pub starts: Words,
    /// Those of them that no clause begins with behind a comma, either.
    pub clause_starts: Words,
    /// Ends of verbs that are no word: no quotation is made of one alone.
    pub tails: Words,
}

/// What a source was garbled to before it was translated: other words in place of small ones.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Garbled {
    /// Of a source: the word that stands for an article, in small letters: `hello`.
    pub word: String,
    /// Of a source: the article: `the`.
    pub article: String,
    /// Of a source: what the word stands before where it means itself: `world`.
    pub greets: Words,
    /// Of a source: what stands for a preposition and is written on to the next word: `too`.
    pub joined: String,
    /// Of a source: the preposition: `to`.
    pub preposition: String,
    /// Of a source: beginnings of words that begin like that and are whole: `tool`.
    pub whole: Words,
    /// How the word for the article was translated, where it was.
    pub renderings: Words,
}

/// What shows that words never stand so: two written as one, particles without a word, objects of verbs that have none.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Grammar {
    /// What ends a word, so that one of `seconds` written on to it is another one.
    pub firsts: Words,
    /// Words that stand before others, and are written apart: `이`.
    pub seconds: Vec<Box<str>>,
    /// Words that end like the two together, or with one of `own`, and are whole.
    pub whole: Words,
    /// Forms of verbs that end like that and are whole, where others that end like them are not: `모은`, but not `메모은`.
    pub verbs: Words,
    /// Forms of particles that are looked at behind words in the language's own letters.
    pub own: Words,
    /// Ends of words that stand behind no space, and say which word they belong to: the one before them.
    pub tails: Words,
    /// Particles that are no word: behind a space they have lost theirs.
    pub strays: Words,
    /// Words that no particle is written on to: `또는`.
    pub alone: Words,
    /// What else ends words that no particle of an object is written on to: `려면`.
    pub closed: Words,
    /// Particles that are written on to words.
    pub particles: Words,
    /// Those of them that make an object.
    pub objects: Words,
    /// Words that want one of some particles on the word before them: `대한` wants `에`.
    pub governed: BTreeMap<Box<str>, Words>,
    /// Endings that make a verb passive, which then has no object.
    pub passives: Vec<Box<str>>,
    /// Stems of such verbs, beside those of `order`.
    pub stems: Words,
    /// What a word ends with that may be wrong at all, once somebody asked.
    #[serde(skip)]
    ends: OnceLock<Box<Ends>>,
}

/// What words end with that may be wrong: most words end here, by their last letters.
#[derive(Debug)]
struct Ends {
    /// What each last letter may mean, some of which share a place: of their numbers, by the lowest byte.
    letters: [u8; 256],
    /// Words that are the end of another, or a particle.
    stray: Words,
    /// Second words, and endings of passive verbs.
    written: Words,
    /// How long these are at most, and those that take no particle and have one; in bytes.
    longest: usize,
}

/// What a word may be that ends with a letter, a bit each.
mod ending {
    /// One with a particle that fits behind no vowel; the next two bits are of an `l` and of another consonant.
    pub(super) const UNFIT: u8 = 1;
    /// A particle alone, or the end of another word.
    pub(super) const SHORT: u8 = 8;
    /// One with the particle of an object.
    pub(super) const OBJECT: u8 = 16;
    /// Two words, or a passive verb.
    pub(super) const WRITTEN: u8 = 32;
}

impl Ends {
    fn of(grammar: &Grammar, sounds: &Sounds) -> Box<Self> {
        let mut letters = [0; 256];
        let mut each = |word: &str, bits: u8| {
            word.chars().next_back().into_iter().for_each(|last| letters[Self::place(last)] |= bits);
        };
        let governed = || grammar.governed.keys().map(AsRef::as_ref);
        let stray = || grammar.tails.iter().chain(grammar.strays.iter()).chain(governed());
        stray().chain(grammar.particles.iter()).for_each(|word| each(word, ending::SHORT));
        grammar.objects.iter().for_each(|word| each(word, ending::OBJECT));
        let written = grammar.seconds.iter().chain(&grammar.passives);
        written.for_each(|word| each(word, ending::WRITTEN));
        for form in grammar.own.iter() {
            let all = [Sound::Vowel, Sound::Liquid, Sound::Consonant];
            let unfit = all.into_iter().filter(|&sound| sounds.fitting(form, sound).is_some());
            each(form, unfit.fold(0, |bits, sound| bits | ending::UNFIT << sound as u8));
        }
        let longest = stray().map(str::len).max().unwrap_or(0);
        let longest = longest.max(grammar.alone.longest() + grammar.particles.longest());
        let written = grammar.seconds.iter().chain(&grammar.passives).map(AsRef::<str>::as_ref).collect();
        Box::new(Self { letters, stray: stray().collect(), written, longest })
    }

    /// Whether the last word of a text is the end of another, a particle, or one that takes none with one.
    fn is_short(&self, text: &str, grammar: &Grammar) -> bool {
        let near = &text.as_bytes()[text.len().saturating_sub(self.longest + 1)..];
        let length =
            near.iter().rev().take_while(|&&byte| byte >= 0x80 || byte.is_ascii_alphanumeric()).count();
        if length > self.longest {
            return false;
        }
        let word = &text[text.len() - length..];
        self.stray.contains(word) || grammar.alone.may_begin(word)
    }

    fn place(c: char) -> usize {
        u32::from(c) as usize % 256
    }
}

impl Grammar {
    /// Whether the last word of a text may be wrong at all, by its last letters: most may not.
    #[must_use]
    pub fn may_be_wrong(&self, text: &str, sounds: &Sounds) -> bool {
        let ends = self.ends.get_or_init(|| Ends::of(self, sounds));
        let Some(last) = text.chars().next_back() else { return false };
        let ending = ends.letters[Ends::place(last)];
        if ending == 0 {
            return false;
        }
        let head = &text[..text.len() - last.len_utf8()];
        let sound = || head.chars().next_back().and_then(Sound::of_hangul);
        ending & (ending::SHORT - 1) != 0
            && sound().is_some_and(|sound| ending & ending::UNFIT << sound as u8 != 0)
            || ending & ending::OBJECT != 0 && self.closed.may_end(head)
            || ending & ending::WRITTEN != 0 && ends.written.may_end(text) && self.may_be_written_wrong(text)
            || ending & ending::SHORT != 0 && ends.is_short(text, self)
    }

    /// Whether the last word of a text may be two, or a passive verb.
    fn may_be_written_wrong(&self, text: &str) -> bool {
        let is_first = |first: &str| first.ends_with([',', '.']) || self.firsts.may_end(first);
        let glued = |second: &str| text.strip_suffix(second).is_some_and(is_first);
        self.seconds.iter().any(|second| glued(second))
            || self.passives.iter().any(|ending| text.ends_with(&**ending))
    }

    /// Whether the language's file says nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seconds.is_empty() && self.strays.is_empty() && self.particles.is_empty()
    }
}

/// What shows that a name of Latin letters was set down in the wrong place. Only where a page puts a space beside such names.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Names {
    /// What makes a verb of the noun before it, and is never written on to a name: `します`.
    pub verbs: Words,
    /// What may be written on to a name that follows: particles, endings, in Chinese verbs and prepositions.
    pub leads: Words,
    /// Those of them that no clause ends with, a name between: `が`.
    pub open_leads: Words,
    /// Whether a name is out of its place wherever none of those stands before it, and not only where a clause ends.
    pub anywhere: bool,
    /// Of the language of sources: prepositions of place and means, which other languages put before a name as well.
    pub places: Words,
    /// What a circumposition ends with, of which no preposition need stand right before the name: `中`.
    pub closings: Words,
}

impl Names {
    /// Whether the language's file says nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.leads.is_empty()
    }
}

/// What shows that round brackets stand around the wrong words.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Enclosed {
    /// What no words in brackets begin with, because it belongs to the word before them: `的`.
    pub leads: Words,
    /// What none end with, because it asks for another word: `或`.
    pub tails: Words,
    /// Words that end like those and are whole: `存在`.
    pub whole: Words,
    /// What never stands in brackets by itself.
    pub alone: Words,
    /// Of a source: words in brackets that are no name, or what they begin with: `if any`, `but`.
    pub asides: Words,
    /// Of a source: what brackets are called, by authors who write of them.
    pub called: Words,
    /// Whether an abbreviation that the source encloses is written in brackets, or right before those that spell it out.
    pub abbreviations: bool,
}

/// What no mark begins or ends inside of.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Uncut {
    /// Words and set phrases: `下一步`, `国家/地区`.
    pub words: Words,
    /// What a label of state begins with that its source says in one word: `已`.
    pub heads: Words,
    /// Words that end like those and are whole: `而已`.
    pub whole: Words,
    /// Endings of verbs, which a verb's stem stands before: `ます`.
    pub tails: Words,
    /// What such stems end with.
    pub stems: Words,
    /// Each word cut in two, by the characters on both sides of the cut, once somebody asked.
    #[serde(skip)]
    halves: OnceLock<FxHashMap<(char, char), Vec<Halves>>>,
}

/// The two parts of a word that is cut.
type Halves = (Box<str>, Box<str>);

impl Uncut {
    /// The words that have these two characters side by side, cut between them.
    pub fn halves(&self, border: (char, char)) -> impl Iterator<Item = (&str, &str)> {
        let all = self.halves.get_or_init(|| {
            let mut all: FxHashMap<(char, char), Vec<Halves>> = FxHashMap::default();
            for word in self.words.iter() {
                let chars = word.chars().zip(word.char_indices().skip(1));
                for (last, (at, next)) in chars {
                    let (one, two) = word.split_at(at);
                    all.entry((last, next)).or_default().push((one.into(), two.into()));
                }
            }
            // Words come in no order, and one of two may be found.
            all.values_mut().for_each(|halves| halves.sort_unstable());
            all
        });
        all.get(&border).into_iter().flatten().map(|(one, two)| (&**one, &**two))
    }

    /// Whether the language's file says nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.heads.is_empty() && self.tails.is_empty()
    }
}

/// What shows that one word of a translation was written for two of the source.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Echo {
    /// Words between two that are named side by side: `and`, `または`.
    pub joints: Words,
    /// What is written on to a word that is the last of them, and no part of a longer name: `を`.
    pub ends: Words,
    /// What stands on both sides of such a word by habit: `more and more`.
    pub idioms: Words,
    /// Endings by which words of a source differ that say the same: `ed`, `ing`.
    pub inflections: Words,
    /// Words behind the second of the two that make it another thing: `Boote und Boote mit Segeln`.
    pub specifying: Words,
    /// Letters before the first of the two that make it another thing: `表示` and `非表示`.
    pub negating: Words,
    /// Whether what describes a word stands behind it: `bateaux et bateaux neufs`.
    pub described_behind: bool,
    /// The joints with what looks for them, once somebody asked.
    #[serde(skip)]
    finders: OnceLock<Vec<(Box<str>, Finder<'static>)>>,
}

impl Echo {
    /// Where a text has the words that join two, with each word, in bytes; no order between different ones. Between spaces where
    /// the language has them: `und` stands inside of many words.
    pub fn joints_in<'t>(&'t self, text: &'t str, spaces: bool) -> impl Iterator<Item = (usize, &'t str)> {
        let around = if spaces { " " } else { "" };
        let before = around.len();
        let finder =
            |joint: &str| (joint.into(), Finder::new(&format!("{around}{joint}{around}")).into_owned());
        let finders = self.finders.get_or_init(|| self.joints.iter().map(finder).collect());
        let each = finders.iter().map(|(joint, finder)| (&**joint, finder.find_iter(text.as_bytes())));
        each.flat_map(move |(joint, found)| found.map(move |at| (at + before, joint)))
    }

    /// Whether the language's file says nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.joints.is_empty()
    }
}

/// Pronouns of readers and of others that one letter tells apart: `Ihr` and `ihr`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Address {
    /// What belongs to readers.
    pub yours: Words,
    /// Readers themselves.
    pub you: Words,
    /// What belongs to others.
    pub theirs: Words,
    /// Others themselves, and what else may be meant by the words for them.
    pub them: Words,
    /// How those of others begin, once somebody asked.
    #[serde(skip)]
    others: OnceLock<Own>,
}

impl Address {
    /// Whether the language's file says nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.yours.is_empty() || self.theirs.is_empty()
    }

    /// Where a text may say what belongs to others, in bytes, whatever the size of the first letter where it tells nothing.
    pub fn others_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        self.others.get_or_init(|| Own::of(&self.theirs, &self.yours)).places_in(text)
    }
}

/// How all words of a list begin, behind their first letter.
#[derive(Debug)]
struct Own {
    /// The first letters; in either size where the other list has not that one.
    firsts: Vec<u8>,
    /// What follows them, in the words that are not longer ones of the list.
    rests: Vec<Finder<'static>>,
}

impl Own {
    fn of(words: &Words, others: &Words) -> Self {
        let mut rests: Vec<&str> = words.iter().filter_map(|word| word.get(1..)).collect();
        rests.sort_unstable();
        // One that begins with the one before it is found with that.
        rests.dedup_by(|longer, shorter| longer.starts_with(&**shorter));
        let firsts =
            |words: &Words| -> Vec<u8> { words.iter().filter_map(|word| word.bytes().next()).collect() };
        let (own, others) = (firsts(words), firsts(others));
        let sizes = own.iter().flat_map(|first| [first.to_ascii_lowercase(), first.to_ascii_uppercase()]);
        Self {
            firsts: sizes.filter(|first| own.contains(first) || !others.contains(first)).collect(),
            rests: rests.into_iter().map(|rest| Finder::new(rest).into_owned()).collect(),
        }
    }

    fn places_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let bytes = text.as_bytes();
        let begins = |at: usize| {
            let first = at.checked_sub(1)?;
            let inside = first.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric());
            (self.firsts.contains(&bytes[first]) && !inside).then_some(first)
        };
        self.rests.iter().flat_map(move |rest| rest.find_iter(bytes).filter_map(begins))
    }
}
