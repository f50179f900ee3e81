//! What the translation's mark leaves out of what the source marks, all of it or a word, and what it takes along: by the words that
//! both languages have for the things that documentation speaks of. Not a mechanism: what those about links and about bold have in
//! common.

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
        // `Klicken` says how to select, whatever is selected.
        let is_verb = |(at, run): &(Span, Span)| {
            let word = tokens(&run.of(pair.target.view.text())[at.start as usize..]).next();
            language.spaces && word.is_some_and(|word| language.verbs.contains(word))
        };
        let (at, run) = places.find(|place| !is_other(place) && !is_verb(place))?;
        Some(at.moved(run.start))
    }
}

/// The word right beside a mark of the translation that the mark cuts off, in bytes of the view: the source says it inside of the
/// mark's like, and nowhere else. `None` where the mark says nothing of what the source's does, so that nobody knows whether it is
/// its like. `words` are those that the two marks hold, of the translation and of the source; `said` is what the latter say.
pub(super) fn cut_off(
    pair: &Pair<'_>,
    [mark, marked]: [Span; 2],
    [words, label]: [&str; 2],
    said: &Concepts,
    language: &Language,
    source: &Language,
) -> Option<Span> {
    if said.is_empty() || label.len() > LONGEST || language.concepts.is_empty() {
        return None;
    }
    let text = pair.target.view.text();
    let sides = [
        window_before(&text[pair.target.span.start as usize..mark.start as usize]),
        window_behind(&text[mark.end as usize..pair.target.span.end as usize]),
    ];
    // Beside most marks nothing is said of what they hold.
    if sides.iter().all(|side| side.is_empty())
        || !sides.iter().any(|side| language.concepts.say_any(said, side))
    {
        return None;
    }
    // `Schritt [2]`.
    let is_number = tokens(words).all(|word| word.chars().nth(1).is_none());
    if is_number || !language.concepts.say_any(said, words) && !keeps_any(words, label, source) {
        return None;
    }
    let kind = kind(label, source);
    let is_whole =
        said.iter().all(|concept| kind.contains(concept) || language.concepts.say_any(&[*concept], words));
    let mut lost = unmoved(pair, marked, label, source);
    lost.retain(|concept| {
        let is_kind = is_whole && kind.contains(concept);
        !is_kind && !language.concepts.say_any(&[*concept], words)
    });
    if lost.is_empty() {
        return None;
    }
    let mut also: SmallVec<[Concept; 16]> = SmallVec::new();
    for run in outside(&pair.source, &[marked]) {
        source.concepts.read(run.of(pair.source.view.text()), |_, concept| also.push(concept));
    }
    let is_elsewhere = |word: &str| also.iter().any(|other| language.concepts.say_any(&[*other], word));
    let marks = [mark];
    for concept in lost.iter().filter(|concept| !also.contains(concept)) {
        let mut all =
            outside(&pair.target, &marks).flat_map(|run| language.concepts.places(*concept, run.of(text)));
        // Of two, one may be what the sentence says of itself.
        if all.next().is_none() || all.next().is_some() {
            continue;
        }
        for (side, is_before) in sides.iter().zip([true, false]) {
            let mut places = language.concepts.places(*concept, side).filter(|(_, whole)| *whole);
            let touches = |(at, _): &(Span, bool)| {
                let rest = &side[at.end as usize..];
                let ends = rest.is_empty() || language.spaces && rest.chars().all(is_alphanumeric);
                if is_before { ends && !language.suffixes.contains(rest) } else { at.start == 0 }
            };
            let Some((at, _)) = places.find(touches) else { continue };
            let word = at.of(side);
            if language.screen_places.contains(word) || is_elsewhere(word) {
                continue;
            }
            return Some(at.moved((side.as_ptr() as usize - text.as_ptr() as usize) as u32));
        }
    }
    None
}

/// The word inside a mark of the translation that the source says outside of its own, and the translation nowhere else. For a
/// mark that has no other like it on either side. `words` and `said` are as in [`cut_off`].
pub(super) fn swallowed(
    pair: &Pair<'_>,
    [mark, marked]: [Span; 2],
    [words, label]: [&str; 2],
    said: &Concepts,
    language: &Language,
    source: &Language,
) -> Option<Span> {
    // A longer label is a phrase, and words move in and out of it.
    const MOST_WORDS: usize = 4;
    let is_short = !label.contains(',') && tokens(label).nth(MOST_WORDS).is_none();
    let (text, inside) = (pair.target.view.text(), mark.of(pair.target.view.text()));
    if !is_short || inside.len() > LONGEST * 4 {
        return None;
    }
    let own = said.iter().flat_map(|own| language.concepts.places(*own, inside));
    let own: SmallVec<[Span; 4]> = own.map(|(at, _)| at).collect();
    let is_own = |at: Span| {
        let whole = whole_word(inside, at, language);
        own.iter().any(|own| own.overlaps(whole))
    };
    // Most marks hold nothing else.
    let is_more = |(at, c): (usize, char)| is_alphanumeric(c) && !is_own(Span::new(at, at + c.len_utf8()));
    if own.is_empty() || !inside.char_indices().any(is_more) {
        return None;
    }
    // What nobody knows may be what is found.
    if !Meant::of(label, source)?.unknown.iter().all(|word| keeps(words, word)) {
        return None;
    }
    let marks = [mark];
    let mut others: SmallVec<[Concept; 16]> = SmallVec::new();
    for place in outside(&pair.source, &[marked]) {
        let run = place.of(pair.source.view.text());
        source.concepts.read(run, |at, concept| {
            let word = tokens(&run[at as usize..]).next().unwrap_or_default();
            // `the **Berths** page` may be all in bold.
            let is_next = place.start == marked.end && at == 1;
            if !is_next && !source.kinds.contains_small(word) && !source.screen_places.contains_small(word) {
                others.push(concept);
            }
        });
    }
    others.iter().filter(|concept| !said.contains(concept)).find_map(|concept| {
        let mut places = language.concepts.places(*concept, inside).filter(|(_, whole)| *whole);
        let (at, _) = places.find(|(at, _)| !is_own(*at))?;
        let mut all =
            outside(&pair.target, &marks).flat_map(|run| language.concepts.places(*concept, run.of(text)));
        let is_place = language.screen_places.contains(whole_word(inside, at, language).of(inside));
        (!is_place && all.next().is_none()).then(|| at.moved(mark.start))
    })
}

/// The word that a place stands in, with what hyphens join to it, where spaces are between words; the place else.
fn whole_word(text: &str, at: Span, language: &Language) -> Span {
    if !language.spaces {
        return at;
    }
    let (before, behind) = (&text[..at.start as usize], &text[at.end as usize..]);
    let joins = |c| is_alphanumeric(c) || c == '-';
    Span::new(before.trim_end_matches(joins).len(), text.len() - behind.trim_start_matches(joins).len())
}

/// What a label says that belongs inside of its mark: not the verb of a sentence, which may stand away from what it is done to.
fn unmoved(pair: &Pair<'_>, marked: Span, label: &str, source: &Language) -> Concepts {
    let before = &pair.source.view.text()[pair.source.span.start as usize..marked.start as usize];
    let before = before.trim_end_matches([' ', '*', '"', '“']);
    let leads = tokens(before).next_back().is_none_or(|word| {
        !before.ends_with(word)
            || source.function_words.contains_small(word) && !source.articles.contains_small(word)
    });
    let verb = tokens(label).next().filter(|first| leads && first.starts_with(char::is_lowercase));
    said_in(&label[verb.map_or(0, str::len)..], source)
}

/// What a label says by its last word alone, where that says what it is: `the **Berths** page` and `**Berths page**` are the
/// same where that noun stands before the name.
fn kind(label: &str, source: &Language) -> Concepts {
    let noun = tokens(label).next_back().filter(|last| source.kinds.contains_small(last));
    noun.map_or_else(Concepts::new, |noun| said_in(noun, source))
}

/// A longer text, in bytes, is a sentence, which is translated in many ways.
const LONGEST: usize = 80;

/// How much is looked at beside a mark, in bytes: a word or two.
const WINDOW: usize = 36;

/// What may stand between a mark and the word beside it.
const BETWEEN: [char; 8] = [' ', '"', '“', '”', '「', '」', '\'', '*'];

/// The words right before a mark; none where punctuation stands there.
fn window_before(text: &str) -> &str {
    let text = text.trim_end_matches(BETWEEN);
    if !text.ends_with(is_alphanumeric) {
        return "";
    }
    let mut start = text.len().saturating_sub(WINDOW);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The words right behind a mark, likewise.
fn window_behind(text: &str) -> &str {
    let text = text.trim_start_matches(BETWEEN);
    if !text.starts_with(is_alphanumeric) {
        return "";
    }
    let mut end = text.len().min(WINDOW);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
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
