//! What a page says of a word, wherever it stands: written as code, in prose, inside of a sentence, with a space beside it.
//! Worked out once a page, when a check first asks. Not what a segment says, which the checks read themselves.

use std::cell::{OnceCell, RefCell};

use rustc_hash::{FxHashMap, FxHashSet};

use super::code_words::pieces;
use super::latin::{stands_alone, with_inner_capital, words};
use super::literal::is_name;
use super::pair_parts::words_at;
use super::quantity::is_letter;
use crate::model::{Language, View};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{Places, Span, is_alphanumeric, turns};

/// The words of a page.
#[derive(Debug)]
pub struct PageWords<'d> {
    views: [&'d View; 2],
    source: Uses<'d>,
    target: Uses<'d>,
    code: OnceCell<FxHashSet<Box<str>>>,
    /// How often the source's code has a word that the translation's has too, and has not.
    pieces: OnceCell<FxHashMap<Box<str>, [u32; 2]>>,
    /// In small letters.
    humped: OnceCell<FxHashSet<String>>,
    senses: OnceCell<Vec<(Span, usize)>>,
    sought: [OnceCell<Vec<Span>>; Sought::Tear as usize + 1],
    months: OnceCell<Vec<u32>>,
    spaced: OnceCell<bool>,
    keeps_names: OnceCell<bool>,
    /// Places in the source.
    dotted: OnceCell<Vec<Span>>,
}

/// What is looked for in a whole translation at once: pairs that have none are not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought {
    /// A word on both sides of a conjunction.
    Echo,
    /// A word that stands for another since its source was garbled.
    Garbled,
    /// A word that may be wrong by its last letters.
    Grammar,
    /// Where a name may be written on to a word.
    Name,
    /// A noun with a small letter.
    Noun,
    /// What belongs to others, on either side.
    Owner,
    /// A bracket with a space inside.
    Padding,
    /// A particle behind a Latin word.
    Particle,
    /// Punctuation behind a space.
    Punctuation,
    /// A word in a wrong sense, or what is short enough to be one.
    Sense,
    /// A space that may tear a word. The last one: so many there are.
    Tear,
}

/// Those of some rising places that begin in a part of the text.
pub(super) fn begin_in(places: &[Span], part: Span) -> &[Span] {
    let rest = &places[places.partition_point(|place| place.start < part.start)..];
    &rest[..rest.partition_point(|place| place.start < part.end)]
}

/// Those of some rising places that lie in one of some rising parts: the number of each among the places, and its part.
pub(super) fn held_by(
    places: impl Iterator<Item = Span>,
    parts: impl Iterator<Item = Span>,
) -> impl Iterator<Item = (usize, Span)> {
    let mut parts = parts.peekable();
    places.enumerate().filter_map(move |(number, place)| {
        while parts.next_if(|part| part.end <= place.start).is_some() {}
        parts.peek().filter(|part| part.contains(place)).map(|&part| (number, part))
    })
}

/// How often a page has a word of ASCII letters and digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Use {
    /// Wherever it stands.
    pub(super) all: usize,
    /// In no path, and no word with a hyphen.
    pub(super) apart: usize,
    /// In what people read: addresses, code and identifiers are written as machines have them.
    pub(super) prose: usize,
    /// Behind a space inside of a sentence.
    pub(super) inside: usize,
}

/// The words of one side of a page.
#[derive(Debug)]
pub(super) struct Uses<'d> {
    text: &'d str,
    asked: RefCell<Asked>,
}

#[derive(Debug, Default)]
struct Asked {
    uses: FxHashMap<Box<str>, Use>,
    /// How often the text was searched for one word.
    searches: usize,
    /// Whether all words are in.
    all: bool,
}

impl<'d> PageWords<'d> {
    /// Of a page with these sides.
    #[must_use]
    pub fn new(source: &'d View, target: &'d View) -> Self {
        let uses = |view: &'d View| Uses { text: view.text(), asked: RefCell::default() };
        Self {
            views: [source, target],
            source: uses(source),
            target: uses(target),
            code: OnceCell::new(),
            pieces: OnceCell::new(),
            humped: OnceCell::new(),
            senses: OnceCell::new(),
            sought: Default::default(),
            months: OnceCell::new(),
            spaced: OnceCell::new(),
            keeps_names: OnceCell::new(),
            dotted: OnceCell::new(),
        }
    }

    /// Where the translation has words that its language knows as another sense of the source's, in bytes of its view, in
    /// order, with the number of the sense. Whether the source says so is not asked.
    pub(super) fn senses(&self, language: &Language) -> &[(Span, usize)] {
        self.senses.get_or_init(|| language.senses.find(self.views[1].text()).collect())
    }

    /// Its source and its translation.
    pub(super) fn views(&self) -> [&'d View; 2] {
        self.views
    }

    /// Source and translation of each pair, in bytes of their views.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Span, Span)> {
        let [source, target] = self.views;
        (0..source.pairs().min(target.pairs())).map(|pair| (source.side(pair), target.side(pair)))
    }

    /// Whether a part of the source, which is written in `language`, names a month: with its capital letter.
    pub(super) fn names_a_month(&self, part: Span, language: &Language) -> bool {
        let months = self.months.get_or_init(|| {
            let text = self.source.text;
            let capitals = Places::of_capital_starts(text);
            let starts = capitals.within(Span::new(0, text.len())).map(|before| before + 1);
            let first = text.starts_with(|c: char| c.is_ascii_uppercase()).then_some(0);
            let names = |&start: &usize| {
                let word = &text[start..];
                let begins = language.months.starts().begin_with(text.as_bytes()[start]);
                if !begins || !language.months.may_begin(word) {
                    return false;
                }
                let end = word.find(|c| !is_letter(c)).unwrap_or(word.len());
                language.months.get(&word[..end]).is_some()
            };
            first.into_iter().chain(starts).filter(names).map(|start| Span::at(start).start).collect()
        });
        months.get(months.partition_point(|&at| at < part.start)).is_some_and(|&at| at < part.end)
    }

    /// Whether the page writes a word somewhere with a capital letter inside, on either side, so that it is a name: `msbuild`
    /// is `MSBuild`. Not an option: `-PreRelease`.
    pub(super) fn has_inner_capital(&self, word: &str) -> bool {
        let humped = self.humped.get_or_init(|| {
            let words = |view: &'d View| {
                let words = with_inner_capital(view, Span::new(0, view.text().len()));
                words.filter(|word| {
                    let is_mixed = word.text.bytes().any(|byte| byte.is_ascii_lowercase());
                    is_mixed && !view.text()[..word.start].ends_with('-')
                })
            };
            self.views.into_iter().flat_map(words).map(|word| word.text.to_ascii_lowercase()).collect()
        });
        humped.contains(&word.to_ascii_lowercase())
    }

    /// Where the translation may have what is sought, in order, in bytes of its view, as `find` tells once.
    pub(super) fn places(&self, sought: Sought, find: impl FnOnce(&'d View) -> Vec<Span>) -> &[Span] {
        self.sought[sought as usize].get_or_init(|| find(self.views[1]))
    }

    /// Whether the translation puts a space between letters of its language, which has none between words, and Latin ones.
    pub(super) fn spaces_latin(&self, language: &Language) -> bool {
        const LEAST: usize = 3;
        *self.spaced.get_or_init(|| {
            let text = self.target.text;
            let bytes = text.as_bytes();
            let native = |c: Option<char>| c.is_some_and(|c| language.is_native(c));
            let (mut spaced, mut glued) = (0, 0);
            let is_edge = |at: &usize| {
                let (before, own) = (bytes[at - 1], bytes[*at]);
                before.is_ascii_alphabetic() || own.is_ascii_alphabetic()
            };
            for at in turns(bytes, 1).filter(is_edge) {
                let (before, after) = (&text[..at], &text[at..]);
                glued += usize::from(native(before.chars().next_back()) || native(after.chars().next()));
            }
            for at in memchr::memchr_iter(b' ', bytes) {
                // Most spaces stand between two words of one kind.
                let ascii = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii);
                if ascii(at.checked_sub(1).and_then(|before| bytes.get(before))) == ascii(bytes.get(at + 1)) {
                    continue;
                }
                let (before, after) = (text[..at].chars().next_back(), text[at + 1..].chars().next());
                let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
                spaced += usize::from(latin(before) && native(after) || native(before) && latin(after));
            }
            spaced >= LEAST && spaced > glued
        })
    }

    /// Whether the translation keeps most identifiers of those that stand alone in the source, in a cell or a mark: a list of
    /// columns, of functions, of values.
    pub(super) fn keeps_names(&self) -> bool {
        const LEAST: usize = 3;
        // Each is looked for in a whole sentence.
        const MOST: usize = 512;
        *self.keeps_names.get_or_init(|| {
            let [source, target] = self.views;
            let (mut kept, mut all) = (0, 0);
            for (pair, (_, side)) in self.pairs().enumerate() {
                if all >= MOST {
                    break;
                }
                let text = |node: &Node| node.inner.of(source.text()).trim_matches(|c| !is_alphanumeric(c));
                let nodes = source.starting_nodes_of(pair).iter().filter(|node| node.kind == Kind::Text);
                for name in nodes.map(text).filter(|text| is_name(text)).take(MOST) {
                    all += 1;
                    kept += usize::from(side.of(target.text()).contains(name));
                }
            }
            kept >= LEAST && kept * 2 >= all
        })
    }

    /// Names of the source that begin with a dot behind a space, and go on in capital letters, or with a slash, and go on in
    /// small ones: `.NET`, `/beta`. A page has few.
    pub(super) fn dotted_names(&self) -> impl Iterator<Item = &'d str> {
        const MOST: usize = 8;
        let text = self.source.text;
        let names = self.dotted.get_or_init(|| {
            let bytes = text.as_bytes();
            let mut names: Vec<Span> = Vec::new();
            for at in self.views[0].odd().within(Span::new(0, text.len())) {
                let is_letter: fn(&&u8) -> bool = match bytes[at] {
                    b'.' => |byte| byte.is_ascii_uppercase(),
                    b'/' => |byte| byte.is_ascii_lowercase(),
                    _ => continue,
                };
                let letters = bytes[at + 1..].iter().take_while(is_letter).count();
                let begins = at > 0 && bytes[at - 1] == b' ' && letters > 1;
                let name = Span::new(at, at + 1 + letters);
                let is_known = || names.iter().any(|known| known.of(text) == name.of(text));
                if begins && names.len() < MOST && !is_known() {
                    names.push(name);
                }
            }
            names
        });
        names.iter().map(|name| name.of(text))
    }

    /// The words of the source.
    pub(super) fn source(&self) -> &Uses<'d> {
        &self.source
    }

    /// The words of the translation.
    pub(super) fn target(&self) -> &Uses<'d> {
        &self.target
    }

    /// Whether the source has a word with its capital letter inside of a sentence, where it is no sentence's, and never
    /// without: a name.
    pub(super) fn is_name(&self, word: &str) -> bool {
        self.source.of(word).inside > 0 && self.source.of(&word.to_ascii_lowercase()).prose == 0
    }

    /// The words in the source's code spans: those that stand there alone.
    pub fn code(&self) -> &FxHashSet<Box<str>> {
        self.code.get_or_init(|| {
            // Read off the text: a page has many nodes, and few of them are code.
            let mut words = FxHashSet::default();
            let mut rest = self.source.text;
            while let Some((_, after)) = rest.split_once('`') {
                let word = after.split(|c: char| c == '`' || c.is_whitespace()).next().unwrap_or(after);
                let closes = after[word.len()..].starts_with('`');
                if closes && word.len() > 2 {
                    words.insert(word.into());
                }
                rest = &after[word.len() + usize::from(closes)..];
            }
            words
        })
    }

    /// In how many pairs the translation has a word of the source's code in its own, and has it not. A listing has it: nobody
    /// translates what is run.
    pub(super) fn in_code(&self, piece: &str) -> [u32; 2] {
        let counts = self.pieces.get_or_init(|| {
            let mut counts: FxHashMap<Box<str>, [u32; 2]> = FxHashMap::default();
            let [source, target] = self.views;
            let spans = |view: &'d View, pair| {
                let code = view.starting_nodes_of(pair).iter().filter(|node| node.kind == Kind::Code);
                code.flat_map(|node| pieces(node.inner.of(view.text())))
            };
            for pair in 0..source.pairs().min(target.pairs()) {
                let own: FxHashSet<&str> = spans(source, pair).collect();
                if own.is_empty() {
                    continue;
                }
                let others: FxHashSet<&str> = spans(target, pair).collect();
                for piece in own {
                    counts.entry(piece.into()).or_default()[usize::from(!others.contains(piece))] += 1;
                }
            }
            for node in source.outline().nodes.iter().filter(|node| node.kind == Kind::FencedCode) {
                for piece in pieces(node.inner.of(source.text())) {
                    if let Some([kept, _]) = counts.get_mut(piece) {
                        *kept += 1;
                    }
                }
            }
            counts
        });
        counts.get(piece).copied().unwrap_or_default()
    }
}

impl<'d> Uses<'d> {
    /// How often a word is there.
    pub(super) fn of(&self, word: &str) -> Use {
        /// Few words are asked for on most pages, and to look for one is cheaper than to know them all.
        const FEW: usize = 32;
        if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Use::default();
        }
        let mut asked = self.asked.borrow_mut();
        if let Some(found) = asked.uses.get(word) {
            return *found;
        }
        if asked.all {
            return Use::default();
        }
        asked.searches += 1;
        if asked.searches > FEW {
            asked.all = true;
            asked.uses.clear();
            for word in words(self.text) {
                let (start, end) = (word.start, word.end());
                match asked.uses.get_mut(word.text) {
                    Some(found) => found.add(self.text, start, end),
                    None => {
                        let mut found = Use::default();
                        found.add(self.text, start, end);
                        asked.uses.insert(word.text.into(), found);
                    }
                }
            }
            return asked.uses.get(word).copied().unwrap_or_default();
        }
        let mut found = Use::default();
        words_at(self.text, word).for_each(|at| found.add(self.text, at, at + word.len()));
        asked.uses.insert(word.into(), found);
        found
    }
}

impl Use {
    /// Takes the word at `start..end` in.
    fn add(&mut self, text: &str, start: usize, end: usize) {
        let bytes = text.as_bytes();
        let (before, behind) = (start.checked_sub(1).map(|at| bytes[at]), bytes.get(end));
        if before == Some(b'_') || behind == Some(&b'_') {
            return;
        }
        self.all += 1;
        let is_apart = |byte: Option<u8>| !matches!(byte, Some(b'/' | b'-'));
        self.apart += usize::from(is_apart(before) && is_apart(behind.copied()));
        if !stands_alone(text, start, end) {
            return;
        }
        let joined = matches!(before, Some(b'/' | b'`' | b'-' | b':' | b'#'))
            || matches!(behind, Some(b'/' | b'`' | b'-' | b':'));
        self.prose += usize::from(!joined);
        let is_inside = || !ends_sentence(text[..start].trim_end_matches([' ', '*', '[', '(']));
        self.inside += usize::from(before == Some(b' ') && is_inside());
    }
}

fn ends_sentence(before: &str) -> bool {
    before.is_empty() || before.ends_with(['.', ':', '!', '?', '*', '-', '•', '|'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_counted_alike_alone_and_among_all() {
        let text =
            "Tide rises. The Tide falls; see tide/table, `tide` and Tide-1. Tides. a1 b2 c3 d4 e5 f6 g7";
        let uses = || Uses { text, asked: RefCell::default() };
        let many = uses();
        for asked in 0..40 {
            many.of(&format!("word{asked}"));
        }
        assert!(many.asked.borrow().all);
        for word in ["Tide", "tide", "Tides", "table", "a1", "none", "", "a1 b2"] {
            assert_eq!(uses().of(word), many.of(word), "{word}");
        }
        assert_eq!(many.of("Tide"), Use { all: 3, apart: 2, prose: 2, inside: 1 });
        assert_eq!(many.of("tide"), Use { all: 2, apart: 1, prose: 0, inside: 1 });
    }
}
