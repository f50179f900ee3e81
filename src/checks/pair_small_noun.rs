//! `pair.small-noun`: nouns begin with a capital letter in languages that write them so. Told by their endings alone, so
//! it knows few nouns, and no other word.

use super::page_words::{Sought, begin_in, held_by};
use super::pair_capitals::shown;
use super::pair_parts::has_word;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Language, Pair};
use crate::text::{Places, Span, is_alphanumeric, word_start};

/// Nouns of the translation that begin with a small letter. `{word}` is the noun, `{right}` how it is written. Words that
/// the source has too are kept as they are.
#[derive(Debug, Default)]
pub(super) struct SmallNoun;

impl Mechanism for SmallNoun {
    const VALUES: &'static [&'static str] = &["word", "right"];
    const NEEDS: &'static [&'static str] = &["noun-endings"];
}

/// Nouns with such an ending are no shorter, in bytes.
const SHORTEST: usize = 6;

impl PairCheck for SmallNoun {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let language = context.language.filter(|language| !language.noun_endings.is_empty())?;
        Gate::places(nouns(context, language))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let text = pair.target.view.text();
        // Asked once there is a noun: most pairs have none.
        let mut is_translated = None;
        let nouns = begin_in(nouns(context, language), pair.target.span);
        for (at, span) in held_by(nouns.iter().copied(), shown(&pair.target)) {
            let place = nouns[at];
            let word = place.of(text);
            if stands_alone(text, span, place)
                && !is_quoted(text, place, context.source)
                && !has_word(pair.source.text(), word)
                && *is_translated
                    .get_or_insert_with(|| !is_of_the_source(pair.target.text(), context.source, language))
            {
                let mut letters = word.chars();
                let right: String =
                    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
                let finding = Finding::on(Spot::Target(place)).with("word", word).with("right", &*right);
                found.report(finding.mended(Applicability::Unsafe, vec![(Spot::Target(place), right)]));
            }
        }
    }
}

/// Words of the page that are nouns by their endings and begin with a small letter.
fn nouns<'d>(context: &PairContext<'d>, language: &Language) -> &'d [Span] {
    context.page.places(Sought::Noun, |view| {
        let text = view.text();
        let bytes = text.as_bytes();
        let ends = Places::of_small_ends(text);
        let ends = ends.within(Span::new(0, text.len())).map(|last| last + 1);
        let may_end = ends.filter(|&end| language.noun_endings.may_end(&bytes[..end]));
        let words = may_end.map(|end| Span::new(word_start(text, end), end));
        let is_small =
            |word: &Span| word.len() >= SHORTEST && bytes[word.start as usize].is_ascii_lowercase();
        words.filter(|word| is_small(word) && is_noun(word.of(text), language)).collect()
    })
}

/// Whether a translation is a sentence in the language of the source: its small words are, and none of its own are there.
fn is_of_the_source(text: &str, source: &Language, own: &Language) -> bool {
    const FEWEST: usize = 2;
    let words = || text.split(|c: char| !c.is_alphabetic());
    let is_small = |word: &&str| source.function_words.contains(word) && !own.stop_words.contains(word);
    words().filter(is_small).take(FEWEST).count() == FEWEST
        && !words().any(|word| own.stop_words.contains(word))
}

fn is_noun(word: &str, language: &Language) -> bool {
    language.noun_endings.longest_suffix(word).is_some()
        && word.chars().all(char::is_lowercase)
        && language.noun_lookalikes.longest_suffix(word).is_none()
}

/// Whether a word is written so for a reason: alone between marks, as the rest of a compound behind one, or in a query.
fn is_quoted(text: &str, word: Span, source: &Language) -> bool {
    let (before, behind) = (&text[..word.start as usize], &text[word.end as usize..]);
    let opens = before.ends_with(['[', '{', '"', '\'', '„', '“', '»', '‚', '<']);
    let closes = behind.starts_with([']', '}', '"', '\'', '“', '”', '«', '‘', '>']);
    let is_link = behind.starts_with("](") || behind.starts_with("][");
    // `[Hafen](hafen.md)plan` and `**Hafen**plan`, but not ` **plan**`.
    let bare = before.trim_end_matches(['*', '`']);
    let goes_on = bare.ends_with(')') || bare.len() < before.len() && bare.ends_with(is_alphanumeric);
    let last = before.strip_suffix(' ').and_then(|before| before.rsplit(' ').next());
    opens && closes && !is_link || goes_on || last.is_some_and(|last| source.query_words.contains(last))
}

/// Whether nothing about a word makes it a part of a name, a path or a word with a hyphen.
fn stands_alone(text: &str, shown: Span, word: Span) -> bool {
    const JOINS: &[u8] = b"-_./\\@#$%=&~{}'";
    let bytes = shown.of(text).as_bytes();
    let (start, end) = ((word.start - shown.start) as usize, (word.end - shown.start) as usize);
    let before = start.checked_sub(1).map(|at| bytes[at]);
    let joined = |byte: &u8| byte.is_ascii_alphanumeric();
    // `hafen- und seeweite`: the first half of an adjective.
    let halved = bytes.get(end) == Some(&b'-') && !bytes.get(end + 1).is_some_and(joined);
    let dotted = bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(joined);
    !before.is_some_and(|byte| JOINS.contains(&byte))
        && !dotted
        && !halved
        && !bytes.get(end).is_some_and(|byte| b"_/\\@=#".contains(byte))
}
