//! Numbers and dates of a pair, read on both sides and held against each other: what is missing, and what is there
//! instead. Not what is said of it.

mod compare;
mod date;
mod number;
mod prose;
mod run;
mod value;

use std::cell::OnceCell;
use std::ops::Range;

pub(super) use compare::{compare, compare_dates, is_data};
pub(super) use date::Date;
pub(super) use number::{Number, WIDE, digit, next_digit};
pub(super) use prose::Prose;

use super::PairContext;
use crate::model::{Language, Pair, Side};
use crate::text::ByteSet;
pub(super) use number::is_letter;

/// What stands in the prose of one side.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) prose: Prose,
    pub(super) numbers: Vec<Number>,
    pub(super) dates: Vec<Date>,
    /// Once a number is missing.
    said: OnceCell<Said>,
}

/// What the words of a prose say of numbers.
#[derive(Debug, Default)]
struct Said {
    /// Small numbers, a bit each.
    small: u16,
    /// Whether a word is there with which numbers are converted.
    inexact: bool,
    /// Whether a word is there that leaves a border in or out: `more than`.
    compares: bool,
}

/// Both sides of a pair, read for the first check that asks.
#[derive(Debug, Default)]
pub struct Readings {
    source: OnceCell<Reading>,
    target: OnceCell<Reading>,
}

impl Readings {
    /// The source.
    pub(super) fn source(&self, pair: &Pair<'_>, context: &PairContext<'_>) -> &Reading {
        self.source.get_or_init(|| Reading::of(&pair.source, context.source, context.source))
    }

    /// The translation, which is written in `language`, or left in the source's.
    pub(super) fn target(&self, pair: &Pair<'_>, language: &Language, context: &PairContext<'_>) -> &Reading {
        self.target.get_or_init(|| Reading::of(&pair.target, language, context.source))
    }
}

impl Reading {
    /// Reads a side that is written in `language`, or left in `source`.
    pub(super) fn of(side: &Side<'_>, language: &Language, source: &Language) -> Self {
        Self::read(Prose::of(side), language, source)
    }

    /// Whether a number stands outside of dates.
    pub(super) fn has_free(&self, number: u16) -> bool {
        let free = |at: &usize| !self.dates.iter().any(|date| date.certain && date.numbers.contains(at));
        (0..self.numbers.len())
            .filter(free)
            .any(|at| self.numbers[at].plain.is_some_and(|(own, _)| own == number))
    }

    fn read(prose: Prose, language: &Language, source: &Language) -> Self {
        let months = months(&prose.text, language, source);
        let numbers = number::read(&prose, language, source);
        let dates = date::read(&prose, &numbers, language, &months);
        Self { numbers, dates, prose, said: OnceCell::new() }
    }

    /// What its words say, which are of `language`.
    fn said(&self, language: &Language) -> &Said {
        self.said.get_or_init(|| said(&self.prose.text, language))
    }
}

/// The digits of ASCII.
pub(super) const DIGITS: ByteSet = ByteSet::ascii(b"0123456789");

/// Whether a digit stands in a side, also a full-width one: by bytes, since most sides have none.
pub(super) fn has_digit(side: &Side<'_>) -> bool {
    let bytes = side.text().as_bytes();
    let wide = |at: usize| matches!(bytes.get(at + 1..at + 3), Some([0xbc, 0x90..=0x99]));
    side.has_any(DIGITS) || side.has(0xef) && memchr::memchr_iter(0xef, bytes).any(wide)
}

/// What belongs to a word of letters that are written with spaces: they, and a stress on one.
fn is_part(c: char) -> bool {
    is_letter(c) || c == '\u{301}'
}

/// The words of letters that are written with spaces.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_letter)?;
        at = text[start..].find(|c| !is_part(c)).map_or(text.len(), |found| start + found);
        Some(start..at)
    })
}

/// The months that are named. Looked for by how they begin: most words are none.
fn months(text: &str, language: &Language, source: &Language) -> Vec<(u8, Range<usize>)> {
    let lists = [&language.months, &source.months];
    let begins = |byte: u8| lists.iter().any(|list| list.starts().begin_with(byte));
    let may_be = |rest: &str| lists.iter().any(|list| list.may_begin(rest));
    let bytes = text.as_bytes().iter().enumerate();
    // Most bytes are small letters behind others.
    let mut before = b' ';
    let starts = bytes.filter_map(|(at, &byte)| {
        let joins = std::mem::replace(&mut before, byte).is_ascii_alphabetic();
        (!joins && begins(byte) && text.is_char_boundary(at)).then_some(at)
    });
    let starts = starts.filter(|&at| may_be(&text[at..]) && !text[..at].ends_with(is_part));
    let month = |start: usize| {
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |found| start + found);
        let name = &text[start..end];
        Some((language.months.get(name).or_else(|| source.months.get(name))?, start..end))
    };
    starts.filter_map(month).collect()
}

fn said(text: &str, language: &Language) -> Said {
    let mut said = Said::default();
    let mut folded = String::new();
    for word in words(text) {
        let word = &text[word];
        let lower = if word.starts_with(char::is_uppercase) {
            folded.clear();
            folded.extend(word.chars().flat_map(char::to_lowercase));
            &folded
        } else {
            word
        };
        if let Some(number) = language.number_words.get(lower) {
            said.small |= 1 << number.min(15);
        }
        said.compares |= language.comparisons.contains(lower);
        said.inexact |= language.inexact.contains(word) || language.inexact.contains(lower);
    }
    // Where nothing parts words, a numeral is one wherever it stands.
    if !language.calendar.is_empty() {
        let small = language.number_words.anywhere_in(text).filter(|number| *number <= 12);
        small.for_each(|number| said.small |= 1 << number);
    }
    said
}
