//! Stretches of a translation that may be what a term is called. Not which of them is.

use super::super::fold;
use super::super::language::Language;
use super::super::words::Words;
use super::BORDER;
use crate::text::{is_ideograph, is_katakana};

/// A stretch of a translation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gram {
    pub(super) key: u64,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// The stretches of a translation that may be a term, each once: characters where the language puts no spaces, the
/// beginnings of words where it glues particles to them, words elsewhere.
pub(super) fn grams(text: &str, language: &Language) -> Vec<Gram> {
    let mut all = Vec::new();
    let is_native = |word: &str| word.chars().any(|c| language.is_native(c));
    if !language.spaces {
        characters(text, language, &mut all);
    } else if language.glues_particles() {
        beginnings(text, language, &mut all);
    } else {
        several_words(text, language, &mut all);
    }
    all.retain(|gram| is_native(&text[gram.start as usize..gram.end as usize]));
    all.sort_by_key(|gram| (gram.key, gram.start));
    all.dedup_by_key(|gram| gram.key);
    all
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).expect("a segment is small")
}

fn characters(text: &str, language: &Language, all: &mut Vec<Gram>) {
    const MOST: usize = 12;
    // Machines put spaces between scripts, which readers do not see.
    let letters: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| *c != ' ').collect();
    let holds =
        |c: char| (c.is_alphabetic() || c == 'ー') && (is_joint(c, language) || !is_particle(c, language));
    let is_small = |c: char| is_one(c, &language.function_words);
    for first in 0..letters.len() {
        let before = first.checked_sub(1).map_or(BORDER, |before| letters[before].1);
        let in_word = letters[first].1.is_ascii() && before.is_ascii_alphanumeric();
        if is_small(letters[first].1) || letters[first].1 == 'ー' || in_word {
            continue;
        }
        let mut hash = fold::Hash::default();
        for (length, &(at, c)) in letters[first..].iter().take(MOST).enumerate() {
            if !holds(c) {
                break;
            }
            hash.char(c.to_lowercase().next().unwrap_or(c));
            // A name in katakana does not end within itself.
            let next = letters.get(first + length + 1).map_or(BORDER, |(_, c)| *c);
            let cuts =
                is_katakana(c) && is_katakana(next) || is_katakana(letters[first].1) && is_katakana(before);
            let latin = c.is_ascii() && next.is_ascii_alphabetic();
            if length > 0 && !is_small(c) && !cuts && !latin {
                let end = at + c.len_utf8();
                all.push(Gram { key: hash.finish(), start: narrow(letters[first].0), end: narrow(end) });
            }
        }
    }
}

/// Whether a character is a particle that may stand within a term.
pub(super) fn is_joint(c: char, language: &Language) -> bool {
    is_one(c, &language.term_joints)
}

/// Whether a character is a particle and nothing else: a Han character may be part of a word as well.
pub(super) fn is_particle(c: char, language: &Language) -> bool {
    !is_ideograph(c) && is_one(c, &language.particles)
}

fn is_one(c: char, words: &Words) -> bool {
    words.contains(c.encode_utf8(&mut [0; 4]))
}

fn words_of(text: &str) -> Vec<(usize, &str, bool)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '\'' || c == '’';
    let mut words = Vec::new();
    let (mut start, mut joined) = (0, false);
    for (at, c) in text.char_indices().chain([(text.len(), BORDER)]) {
        if is_part(c) {
            continue;
        }
        if start < at {
            words.push((start, &text[start..at], joined));
            joined = true;
        }
        // Whether nothing but a space stands before the next word.
        joined = joined && matches!(c, ' ' | '\u{a0}');
        start = at + c.len_utf8();
    }
    words
}

fn beginnings(text: &str, language: &Language, all: &mut Vec<Gram>) {
    let words = words_of(text);
    let small = |word: &str| language.function_words.contains(word) || language.bold_words.contains(word);
    for (at, &(start, word, _)) in words.iter().enumerate().filter(|(_, word)| !small(word.1)) {
        let mut hash = fold::Hash::default();
        let mut key = |words: &str, least: usize, from: usize, all: &mut Vec<Gram>| {
            for (length, (offset, c)) in words.char_indices().enumerate().take(8) {
                hash.char(c);
                let behind = words[offset + c.len_utf8()..].chars().next();
                let cuts = c.is_ascii() && behind.is_some_and(|c| c.is_ascii_alphanumeric());
                if length + 1 >= least && !cuts {
                    let end = from + offset + c.len_utf8();
                    all.push(Gram { key: hash.finish(), start: narrow(start), end: narrow(end) });
                }
            }
        };
        key(word, 2, start, all);
        // Two words that are one: written apart here and together there.
        if word.chars().count() <= 8
            && let Some(&(next, second, true)) = words.get(at + 1)
            && !small(second)
        {
            let mut hash = fold::Hash::default();
            word.chars().for_each(|c| hash.char(c));
            for (length, (offset, c)) in second.char_indices().enumerate().take(6) {
                hash.char(c);
                let behind = second[offset + c.len_utf8()..].chars().next();
                let cuts = c.is_ascii() && behind.is_some_and(|c| c.is_ascii_alphanumeric());
                if length > 0 && !cuts {
                    let end = next + offset + c.len_utf8();
                    all.push(Gram { key: hash.finish(), start: narrow(start), end: narrow(end) });
                }
            }
        }
    }
}

fn several_words(text: &str, language: &Language, all: &mut Vec<Gram>) {
    const MOST: usize = 4;
    let words = words_of(text);
    let small = |word: &str| {
        let lower = word.to_lowercase();
        lower.chars().count() < 2
            || [&language.function_words, &language.bold_words].iter().any(|list| list.contains(&lower))
    };
    for (at, &(start, first, _)) in words.iter().enumerate() {
        if small(first) {
            continue;
        }
        let mut hash = fold::Hash::default();
        for (nth, &(begin, word, joined)) in words[at..].iter().take(MOST).enumerate() {
            if nth > 0 && !joined {
                break;
            }
            hash.text(stem(&word.to_lowercase(), language));
            if !small(word) {
                all.push(Gram { key: hash.finish(), start: narrow(start), end: narrow(begin + word.len()) });
            }
        }
    }
}

/// A word without what grammar does to its end. Of short ones that is too often a part of them.
fn stem<'w>(word: &'w str, language: &Language) -> &'w str {
    const LEAST: usize = 6;
    if word.chars().count() < LEAST {
        return word;
    }
    language.word_endings.longest_suffix(word).map_or(word, |end| &word[..end])
}
