//! Whether what the source marks is said beside the translation's mark, and not inside: by the words that both languages have
//! for the things that documentation speaks of. Not a mechanism: what those about links and about bold have in common.

use smallvec::SmallVec;

use super::phrase;
use crate::model::{Concept, Language, Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{Span, is_alphanumeric};

/// Things that some words say: a label has few.
pub(super) type Concepts = SmallVec<[Concept; 8]>;

/// What words of a source say.
pub(super) fn said_in(words: &str, source: &Language) -> Concepts {
    let mut said = Concepts::new();
    if source.spaces {
        source.concepts.read(words, |_, concept| said.push(concept));
    }
    said
}

/// What the words that a source marks say, where the translation's mark says nothing of it.
#[derive(Debug)]
pub(super) struct Meant<'a> {
    /// Its words that nobody knows: names, mostly. Not those that say no more than grammar does.
    unknown: SmallVec<[&'a str; 2]>,
    /// What the others say.
    concepts: Concepts,
}

impl<'a> Meant<'a> {
    /// Reads words of the source. `None` where they say nothing that its language has a word for.
    pub(super) fn of(words: &'a str, source: &Language) -> Option<Self> {
        // A longer text is a sentence, which is translated in many ways.
        const LONGEST: usize = 80;
        if words.len() > LONGEST || !source.spaces {
            return None;
        }
        let mut said: SmallVec<[(u32, Concept); 8]> = SmallVec::new();
        source.concepts.read(words, |at, concept| said.push((at, concept)));
        let mut meant = Self { unknown: SmallVec::new(), concepts: Concepts::new() };
        for word in telling(words, source) {
            let start = (word.as_ptr() as usize - words.as_ptr() as usize) as u32;
            let known = meant.concepts.len();
            meant.concepts.extend(said.iter().filter(|(at, _)| *at == start).map(|(_, concept)| *concept));
            if meant.concepts.len() == known {
                meant.unknown.push(word);
            }
        }
        (!meant.concepts.is_empty()).then_some(meant)
    }

    /// Where the translation says a part of it outside of all `marks`. `None` where the source says that outside of `marked`,
    /// too, or where a part of it is known to nobody.
    pub(super) fn beside(
        &self,
        pair: &Pair<'_>,
        [marks, marked]: [&[Span]; 2],
        language: &Language,
        source: &Language,
    ) -> Option<Span> {
        let shown =
            |word: &str| outside(&pair.target, &[]).any(|run| keeps(run.of(pair.target.view.text()), word));
        if !self.unknown.iter().all(|word| shown(word)) {
            return None;
        }
        let mut also: SmallVec<[Concept; 16]> = SmallVec::new();
        for run in outside(&pair.source, marked) {
            source.concepts.read(run.of(pair.source.view.text()), |_, concept| also.push(concept));
        }
        let wanted = self.concepts.iter().filter(|concept| !also.contains(concept));
        let mut places = wanted.flat_map(|concept| {
            outside(&pair.target, marks).flat_map(|run| {
                let text = run.of(pair.target.view.text());
                let places = language.concepts.places(*concept, text).filter(|(_, whole)| *whole);
                places.map(move |(at, _)| (at, run))
            })
        });
        // `產品` says what the source calls an offer, and what it calls a product.
        let is_other = |(at, run): &(Span, Span)| {
            let text = run.of(pair.target.view.text());
            let mut others = also.iter().flat_map(|concept| language.concepts.places(*concept, text));
            others.any(|(other, _)| other.overlaps(*at))
        };
        let (at, run) = places.find(|place| !is_other(place))?;
        Some(at.moved(run.start))
    }
}

/// Whether words of a translation keep one of the source's as it is, or all of them by their first letters.
pub(super) fn keeps_any(words: &str, of: &str, source: &Language) -> bool {
    telling(of, source).any(|word| keeps(words, word)) || abbreviates(words, of)
}

/// The words of a source that say more than grammar does; not the `s` of a genitive.
pub(super) fn telling<'a>(words: &'a str, source: &Language) -> impl Iterator<Item = &'a str> {
    let small = |word: &str| word.len() == 1 && word.as_bytes()[0].is_ascii_lowercase();
    tokens(words).filter(move |word| !small(word) && !phrase::is_only_function_words(word, source))
}

/// The prose of a side outside of some marks.
fn outside<'d>(side: &Side<'d>, marks: &[Span]) -> impl Iterator<Item = Span> {
    let nodes: &'d [Node] = side.starting_nodes();
    let end = side.span.end;
    let runs = nodes.iter().filter(|node| node.kind == Kind::Text).map(|node| node.outer);
    let runs = runs.map(move |run| Span { start: run.start, end: run.end.min(end) });
    runs.filter(|run| !marks.iter().any(|mark| mark.contains(*run)))
}

/// Its words, by their letters.
pub(super) fn tokens(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !is_alphanumeric(c)).filter(|word| !word.is_empty())
}

/// Whether a text has the first letters of some words as one: `VHF` for `Very High Frequency`.
fn abbreviates(text: &str, words: &str) -> bool {
    let initials: String = tokens(words).filter_map(|word| word.chars().next()).collect();
    initials.len() > 1 && tokens(text).any(|word| word.eq_ignore_ascii_case(&initials))
}

/// Whether a text has a word as it is, in whatever capitals, or others that begin with it.
fn keeps(text: &str, word: &str) -> bool {
    // `Partners` is `Partnern`.
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let stem = &word[..if word.len() > 5 && word.is_ascii() { word.len() - 1 } else { word.len() }];
    let begins = |at: usize| at == 0 || !text[at - 1].is_ascii_alphanumeric();
    let is_same = |(at, part): (usize, &[u8])| part.eq_ignore_ascii_case(stem) && begins(at);
    text.windows(stem.len()).enumerate().any(is_same)
}
