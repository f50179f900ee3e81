//! `pair.small-noun`: nouns begin with a capital letter in languages that write them so. Told by their endings alone, so
//! it knows few nouns, and no other word.

use super::pair_capitals::{SMALL, shown};
use super::pair_parts::has_word;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Language, Pair};
use crate::text::Span;

/// Nouns of the translation that begin with a small letter. `{word}` is the noun, `{right}` how it is written. Words that
/// the source has too are kept as they are.
#[derive(Debug, Default)]
pub(super) struct SmallNoun;

impl Mechanism for SmallNoun {
    const VALUES: &'static [&'static str] = &["word", "right"];
    const NEEDS: &'static [&'static str] = &["noun_endings"];
}

/// Nouns with such an ending are no shorter, in bytes.
const SHORTEST: usize = 6;

impl PairCheck for SmallNoun {
    fn gate(&self, context: &PairContext<'_>) -> Option<Gate> {
        context.language.filter(|language| !language.noun_endings.is_empty())?;
        Some(Gate::target(SMALL))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let text = pair.target.view.text();
        // Asked once there is a noun: most pairs have none.
        let mut is_translated = None;
        for span in shown(&pair.target) {
            for place in pair.target.view.words(span).filter(|word| word.len() >= SHORTEST) {
                let word = place.of(text);
                if is_noun(word, language)
                    && stands_alone(text, span, place)
                    && !has_word(pair.source.text(), word)
                    && *is_translated.get_or_insert_with(|| {
                        !is_of_the_source(pair.target.text(), context.source, language)
                    })
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
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && language.noun_endings.longest_suffix(word).is_some()
        && word.chars().all(char::is_lowercase)
        && language.noun_lookalikes.longest_suffix(word).is_none()
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
        && !bytes.get(end).is_some_and(|byte| b"_/\\@=".contains(byte))
}
