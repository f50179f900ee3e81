//! `pair.capitals`: acronyms and names keep their capital letters: `KPI` is no `Kpi`. Not words that a language writes in
//! its own way, and not the first letter of a sentence.

use schemars::JsonSchema;
use serde::Deserialize;
use smallvec::SmallVec;

use super::latin::{Word, beginning_small, may_hold_small, names_at, stands_alone, with_inner_capital};
use super::literal;
use super::page_words::PageWords;
use super::pair_parts::{has_word, paragraph};
use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Language, Pair, Side, Words};
use crate::syntax::markdown::Kind;
use crate::text::{ByteSet, Span, is_east_asian, next_of_two};

/// Words of the source that the translation has with other capital letters. `{name}` is the source's, `{found}` what it is
/// here; `{shape}` is `acronym` for capital letters alone, `mixed` for small and capital ones, and `name` for a word with
/// one capital letter at its beginning. The change restores it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Capitals {
    /// How many letters an acronym has at most: longer words in capital letters are said loudly.
    acronyms: usize,
    /// How many letters a name has at least that begins with a capital letter. Looked for in languages that do not write
    /// in Latin letters, where a Latin word that is left is a name.
    names: usize,
    /// Words in capital letters that are often written in small ones: `AM`, `OK`.
    #[serde(default)]
    except: Words,
}

/// How many words of a sentence are looked for in the other text, and how many of these in both, because it lacks them.
const MOST: usize = 256;
const MOST_LOST: usize = 64;

/// Small letters.
pub(super) const SMALL: ByteSet = ByteSet::ascii(b"abcdefghijklmnopqrstuvwxyz");

impl Mechanism for Capitals {
    const VALUES: &'static [&'static str] = &["name", "found", "shape"];
}

impl PairCheck for Capitals {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let source = pair.source.text();
        let acronyms = pair.source.has_inner_capital();
        let names = pair.target.has_any(SMALL)
            && context.language.is_some_and(|language| !language.writes_latin())
            && may_hold_small(pair.target.text().as_bytes());
        let large = pair.target.has_inner_capital();
        if !acronyms && !names && !large || source == pair.target.text() {
            return;
        }
        let mut seen: SmallVec<[&str; 4]> = SmallVec::new();
        if acronyms && !is_loud(&pair.source, self.acronyms) {
            // An escape, which ends a run, may go on with the word: `GET\_TIDE`.
            let text = &pair.source.view.text()[..pair.source.span.end as usize];
            for span in shown(&pair.source) {
                let at = span.start as usize;
                for word in with_inner_capital(pair.source.view, span) {
                    // Some languages write `pc` and `url` as words, and who knows which.
                    let is_known = |shape: &&str| *shape != "acronym" || context.language.is_some();
                    let shape = self.shape(word).filter(is_known);
                    let shape = shape.filter(|_| stands_alone(text, at + word.start, at + word.end()));
                    let Some(shape) = shape.filter(|_| !seen.contains(&word.text)) else { continue };
                    if seen.len() == MOST {
                        break;
                    }
                    seen.push(word.text);
                    capitals(pair, word.text, shape, context, found);
                }
            }
        }
        if names || large {
            self.names(pair, names, large, context.page, found);
        }
    }
}

impl Capitals {
    /// What a word with a capital letter behind its first is.
    fn shape(&self, word: Word<'_>) -> Option<&'static str> {
        let word = word.text;
        let single = word.strip_suffix('s').unwrap_or(word);
        if single.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let is_acronym = (2..=self.acronyms).contains(&single.len()) && !self.except.contains(single);
            return is_acronym.then_some("acronym");
        }
        // `30D`, `0145P`: codes, and whatever counts.
        let letters = word.bytes().filter(u8::is_ascii_lowercase).count();
        (letters > 0 && word.len() > 2).then_some("mixed")
    }

    /// Names with one capital letter that begin with a small one here, or have more of them: `quayside`, `QUAYSIDE`.
    fn names(&self, pair: &Pair<'_>, small: bool, large: bool, page: &PageWords<'_>, found: &mut Findings) {
        let source = pair.source.text();
        let view = pair.target.view.text();
        let mut seen: SmallVec<[&str; 4]> = SmallVec::new();
        let mut lost = 0;
        for span in shown(&pair.target) {
            let text = span.of(view);
            let longest = self.acronyms.max(self.names);
            let large = large.then(|| with_inner_capital(pair.target.view, span)).into_iter().flatten();
            let large = large.filter(|word| word.is_title() && !self.except.contains(word.text));
            let small = small.then(|| beginning_small(text)).into_iter().flatten();
            for found_word in small.filter(Word::is_small).chain(large) {
                let word = found_word.text;
                if word.len() < self.names
                    || !stands_alone(text, found_word.start, found_word.end())
                    || is_compound(&text[found_word.end()..])
                    || seen.contains(&word)
                {
                    continue;
                }
                if seen.len() == MOST || lost == MOST_LOST {
                    return;
                }
                seen.push(word);
                if has_word(source, word) {
                    continue;
                }
                lost += 1;
                let name = [&word[..1].to_ascii_uppercase(), &*word[1..].to_ascii_lowercase()].concat();
                // Who has it both ways in one sentence has no habit.
                let is_other = || {
                    page.is_name(&name)
                        && page.source().of(word).prose == 0
                        && page.target().of(&name).prose > 0
                };
                let is_beside =
                    || shown(&pair.target).any(|span| names_at(span.of(view), &name).next().is_some());
                // A short word in capital letters may be an acronym that the author did not know as one.
                let is_short = found_word.is_title() && word.len() <= longest;
                let is_fault = || is_other() || !is_short && is_beside();
                if names_at(source, &name).next().is_some() && is_fault() {
                    let start = span.start as usize;
                    let place = Span::new(start + found_word.start, start + found_word.end());
                    report(found, &name, word, "name", vec![place]);
                }
            }
        }
    }
}

/// Whether what stands behind a word makes it the first half of one of the language: `harbor-уведомления`.
fn is_compound(behind: &str) -> bool {
    let is_own = |c: char| !c.is_ascii() && c.is_alphabetic() && !is_east_asian(c);
    behind.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_own))
}

/// What became of one word.
fn capitals(
    pair: &Pair<'_>,
    word: &str,
    shape: &'static str,
    context: &PairContext<'_>,
    found: &mut Findings,
) {
    // What is wholly lost is a literal's matter.
    if shape == "mixed" && literal::is_name(word) && !paragraph(&pair.target).contains(word) {
        return;
    }
    let single = if shape == "acronym" { word.strip_suffix('s').unwrap_or(word) } else { word };
    let Some(variant) = variant(&pair.target, single) else { return };
    // A capital letter that the author left out at the beginning: `fAQ`.
    let is_mended =
        word.starts_with(|c: char| c.is_ascii_lowercase()) && *variant.written == *word.to_ascii_uppercase();
    if is_mended || is_another_word(pair, single, shape, &variant, context) {
        return;
    }
    let written = variant.written;
    let is_plural =
        written.len() == single.len() + 1 && written.ends_with(['s', 'S']) && !written.contains(' ');
    let right = if is_plural { format!("{single}s") } else { single.to_owned() };
    report(found, &right, written, shape, variant.places);
}

/// A word with other capital letters than the source has.
struct Variant<'d> {
    written: &'d str,
    places: Vec<Span>,
    /// How often the side has the word as the source does.
    right: usize,
}

/// The first other way in which a side has a word.
fn variant<'d>(side: &Side<'d>, single: &str) -> Option<Variant<'d>> {
    let mut wrong: Option<(&str, Vec<Span>)> = None;
    let mut right = 0;
    for span in shown(side) {
        let text = span.of(side.view.text());
        for at in loosely_at(text, single) {
            let found = &text[at.clone()];
            let plain =
                found.strip_suffix(['s', 'S']).filter(|_| found.len() > single.len()).unwrap_or(found);
            let is_same = plain == single && (plain.len() == found.len() || found.ends_with('s'));
            // `2 GHz` has its space by the rules of measures.
            let is_parted =
                found.contains(' ') && found.bytes().filter(|byte| *byte != b' ').eq(single.bytes());
            right += usize::from(is_same);
            if is_same || is_parted || wrong.as_ref().is_some_and(|(other, _)| *other != found) {
                continue;
            }
            let place = Span::new(span.start as usize + at.start, span.start as usize + at.end);
            wrong.get_or_insert((found, Vec::new())).1.push(place);
        }
    }
    wrong.map(|(written, places)| Variant { written, places, right })
}

/// Whether what is written so is right: `iOS` begins no sentence differently, `or` is a word, and what the author writes
/// himself is no fault.
fn is_another_word(
    pair: &Pair<'_>,
    single: &str,
    shape: &str,
    &Variant { written, right, .. }: &Variant<'_>,
    context: &PairContext<'_>,
) -> bool {
    let begins = pair.target.text().trim_start().starts_with(written) && written.get(1..) == single.get(1..);
    let small = written.to_lowercase();
    let is_word = |language: &Language| {
        language.is_small(&small)
            || language.acronym_words.contains(&small)
            || language.stop_words.contains(&small)
            || language.function_words.contains(&small)
            || language.number_words.get(&small).is_some()
            // `Usa l'inglese (USA)`: each of the source's has its own here.
            || language.writes_latin() && is_like_a_word(written) && right >= count(&pair.source, single)
            || *small == *written && language.writes_latin() && is_word_here(context.page, written, single)
    };
    begins
        || context.language.is_some_and(is_word)
        || has_word(pair.source.text(), written)
        // `PAGER`, and a pager.
        || shape == "acronym" && shown(&pair.source).any(|run| has_word(run.of(pair.source.view.text()), &small))
        || context.page.source().of(written).prose > 0
}

/// Whether there is no capital letter behind the first.
fn is_like_a_word(word: &str) -> bool {
    word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
}

/// How often a side has a word, with its capital letters.
fn count(side: &Side<'_>, word: &str) -> usize {
    shown(side)
        .map(|span| {
            let text = span.of(side.view.text());
            let ours = |at: &std::ops::Range<usize>| text[at.clone()].starts_with(word);
            loosely_at(text, word).filter(ours).count()
        })
        .sum()
}

/// Whether a short word in small letters, which an acronym may be spelt like, is one of the language: of two letters, or
/// more often on the page than the author has the acronym.
fn is_word_here(page: &PageWords<'_>, variant: &str, single: &str) -> bool {
    variant.len() < 3 || page.target().of(variant).prose > page.source().of(single).prose
}

fn report(found: &mut Findings, name: &str, variant: &str, shape: &'static str, places: Vec<Span>) {
    let edits = places.iter().map(|&place| (Spot::Target(place), name.to_owned())).collect();
    let finding = Finding::on(Spot::Target(places[0])).with("name", name).with("found", variant);
    found.report(finding.with("shape", shape).mended(Applicability::Safe, edits));
}

/// Whether somebody shouts: then capital letters say nothing.
fn is_loud(side: &Side<'_>, longest: usize) -> bool {
    let source = side.text();
    with_inner_capital(side.view, side.span).any(|word| {
        word.is_capital() && word.text.len() > longest && stands_alone(source, word.start, word.end())
    })
}

/// What readers see that is no code and no address.
pub(super) fn shown<'d>(side: &Side<'d>) -> impl Iterator<Item = Span> + use<'d> {
    let (text, span) = (side.view.text(), side.span);
    let nodes =
        side.starting_nodes().iter().filter(move |node| node.kind == Kind::Text && span.contains(node.inner));
    nodes.map(|node| node.inner).filter(move |inner| !inner.of(text).starts_with("http"))
}

/// Where a word stands with whatever capital letters, with a plural's ending, and with a space behind its digits.
fn loosely_at<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
    let small = |byte: u8| byte | 0x20;
    let (first, second) = (small(word.as_bytes()[0]), small(word.as_bytes()[1]));
    // A space may stand behind a digit; else it is no second byte.
    let space = if first.is_ascii_digit() { b' ' } else { word.as_bytes()[1] };
    let may_begin = move |one, two| {
        u8::from(small(one) == first) & (u8::from(small(two) == second) | u8::from(two == space))
    };
    let mut from = 1;
    let starts = std::iter::from_fn(move || {
        let at = next_of_two(text.as_bytes(), from, may_begin)?;
        from = at + 1;
        Some(at - 1)
    });
    starts.filter_map(move |start| {
        let bytes = text.as_bytes();
        if start > 0 && bytes[start - 1].is_ascii_alphanumeric() {
            return None;
        }
        let mut end = start;
        let mut last = 0;
        for &byte in word.as_bytes() {
            let apart = last == b' ' || last.is_ascii_digit() && byte.is_ascii_alphabetic();
            if apart && bytes.get(end) == Some(&b' ') {
                end += 1;
            }
            if !bytes.get(end)?.eq_ignore_ascii_case(&byte) {
                return None;
            }
            end += 1;
            last = byte;
        }
        if matches!(bytes.get(end), Some(b's' | b'S')) {
            end += 1;
        }
        let joins = bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
        (!joins && stands_alone(text, start, end)).then_some(start..end)
    })
}
