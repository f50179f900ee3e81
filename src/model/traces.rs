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
use crate::text::next_of_two;

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

    /// Where the second piece of a word that is cut in two ends, which a text begins with, and the pieces that it wants before it.
    #[must_use]
    #[inline]
    pub fn second_half(&self, text: &str) -> Option<(usize, &Words)> {
        if self.halves.is_empty() {
            return None;
        }
        let seconds = self.seconds.get_or_init(|| self.halves.keys().cloned().collect());
        let end = seconds.may_begin(text).then(|| seconds.longest_prefix(text))??;
        self.halves.get(&text[..end]).map(|firsts| (end, firsts))
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
    /// Endings that make a verb passive, which then has no object.
    pub passives: Vec<Box<str>>,
    /// Stems of such verbs, beside those of `order`.
    pub stems: Words,
    /// What a word ends with that may be wrong at all, once somebody asked.
    #[serde(skip)]
    ends: OnceLock<Box<Ends>>,
}

/// What words end with that may be wrong.
#[derive(Debug)]
struct Ends {
    /// Of any word.
    any: Words,
    /// Of words that are little more than that.
    short: Words,
    /// How long these are at most, in bytes.
    longest: usize,
    /// Particles of the language's own words, of one letter, and whether each fits behind a vowel, an `l`, another consonant.
    own: Vec<(char, [bool; 3])>,
}

impl Ends {
    fn of(grammar: &Grammar, sounds: &Sounds) -> Box<Self> {
        let longest = |words: &Words| words.iter().map(str::len).max().unwrap_or(0);
        let written = grammar.seconds.iter().chain(&grammar.passives).map(AsRef::as_ref);
        let short = || [&grammar.tails, &grammar.strays, &grammar.particles].into_iter();
        let all = [Sound::Vowel, Sound::Liquid, Sound::Consonant];
        let fits = |form: &str| all.map(|sound| sounds.fitting(form, sound).is_none());
        Box::new(Self {
            any: grammar.own.iter().chain(grammar.objects.iter()).chain(written).collect(),
            short: short().flat_map(Words::iter).collect(),
            longest: longest(&grammar.alone) + short().map(longest).max().unwrap_or(0),
            own: grammar.own.iter().filter_map(|form| Some((form.chars().next()?, fits(form)))).collect(),
        })
    }

    /// Whether the last two letters are ones that a fault may have.
    fn may_be_wrong(&self, text: &str, grammar: &Grammar) -> bool {
        let mut letters = text.chars().rev();
        let Some(last) = letters.next() else { return false };
        let before = &text[..text.len() - last.len_utf8()];
        let mut unfit = || {
            let fits = self.own.iter().find(|(form, _)| *form == last)?.1;
            let sound = letters.next().and_then(Sound::of_hangul)?;
            Some(!fits[sound as usize])
        };
        let glued =
            |second: &str| text.strip_suffix(second).is_some_and(|first| grammar.firsts.may_end(first));
        grammar.closed.may_end(before) && grammar.objects.begin_with(last)
            || unfit().unwrap_or(false)
            || grammar.seconds.iter().any(|second| glued(second))
            || grammar.passives.iter().any(|ending| text.ends_with(&**ending))
    }

    /// The last word of a text, if it is short.
    fn short_word<'t>(&self, text: &'t str) -> Option<&'t str> {
        let near = text.len().saturating_sub(self.longest + 1);
        let ends = |byte: &u8| *byte < 0x80 && !byte.is_ascii_alphanumeric();
        let before = text.as_bytes()[near..].iter().rposition(ends).map(|at| near + at + 1);
        before.or((near == 0).then_some(0)).map(|start| &text[start..])
    }
}

impl Grammar {
    /// Whether the last word of a text may be wrong at all, by its last letters: most may not.
    #[must_use]
    pub fn may_be_wrong(&self, text: &str, sounds: &Sounds) -> bool {
        let ends = self.ends.get_or_init(|| Ends::of(self, sounds));
        ends.short.may_end(text) && ends.short_word(text).is_some_and(|word| self.stands_wrong(word))
            || ends.any.may_end(text) && ends.may_be_wrong(text, self)
    }

    /// Whether a word may be a particle without one, or the end of another, or a word that takes none with one.
    fn stands_wrong(&self, word: &str) -> bool {
        self.tails.contains(word) || self.strays.contains(word) || self.alone.may_begin(word)
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
    /// What looks for the joints, once somebody asked.
    #[serde(skip)]
    finders: OnceLock<Vec<Finder<'static>>>,
}

impl Echo {
    /// Where a text has the words that join two, with each word, in bytes; no order between different ones. Between spaces where
    /// the language has them: `und` stands inside of many words.
    pub fn joints_in<'t>(&'t self, text: &'t str, spaces: bool) -> impl Iterator<Item = (usize, &'t str)> {
        let around = if spaces { " " } else { "" };
        let finder = |joint: &str| Finder::new(&format!("{around}{joint}{around}")).into_owned();
        self.finders.get_or_init(|| self.joints.iter().map(finder).collect()).iter().flat_map(move |finder| {
            // What it looks for was a word.
            let joint = std::str::from_utf8(finder.needle()).unwrap_or_default().trim_matches(' ');
            finder.find_iter(text.as_bytes()).map(move |at| (at + around.len(), joint))
        })
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
    /// What all of `yours` begin with, and all of `theirs`, once somebody asked.
    #[serde(skip)]
    leads: OnceLock<[Option<[u8; 2]>; 2]>,
    /// What looks for those of others, likewise.
    #[serde(skip)]
    others: OnceLock<Vec<Finder<'static>>>,
}

impl Address {
    /// Whether the language's file says nothing of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.yours.is_empty() || self.theirs.is_empty()
    }

    /// Whether a text may say what belongs to others: by all but the first letter, which may be a capital.
    #[must_use]
    pub fn may_name_others(&self, text: &str) -> bool {
        let finder = |word: &str| Finder::new(word.get(1..).unwrap_or_default()).into_owned();
        let finders = self.others.get_or_init(|| self.theirs.iter().map(finder).collect());
        finders.iter().any(|finder| finder.find(text.as_bytes()).is_some())
    }

    /// Whether a text may have possessives of readers, and of others: by the first two bytes of all of them, in ASCII. Most
    /// sentences have neither.
    #[must_use]
    pub fn may_own(&self, text: &str) -> [bool; 2] {
        let lead = |words: &Words| -> Option<[u8; 2]> {
            let mut leads = words.iter().map(|word| word.as_bytes().first_chunk::<2>().copied());
            let first = leads.next()?.filter(|two| two.is_ascii())?;
            leads.all(|lead| lead == Some(first)).then_some(first)
        };
        let leads = self.leads.get_or_init(|| [lead(&self.yours), lead(&self.theirs)]);
        leads.map(|lead| {
            // Words that begin in different ways leave nothing to look for.
            let Some([first, second]) = lead else { return true };
            let hit = |one: u8, two: u8| (one == first) as u8 & (two == second) as u8;
            next_of_two(text.as_bytes(), 1, hit).is_some()
        })
    }
}
