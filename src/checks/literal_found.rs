//! What has become of a literal in another text: with other capitals, with spaces in it, or almost the same. Not a mechanism.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use super::literal::{Shape, odd_in, tokens};
use super::pair_parts::has_word;

/// How far a literal went, the smallest change first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    Case,
    Spacing,
    Letters,
}

impl Change {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Change::Case => "case",
            Change::Spacing => "spacing",
            Change::Letters => "letters",
        }
    }
}

/// What a text has in place of a literal.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) range: Range<usize>,
    pub(super) change: Change,
    /// How many places could be meant.
    pub(super) count: usize,
}

/// A source that words of its translation are looked for in.
#[derive(Debug)]
pub(super) struct Source<'t> {
    text: &'t str,
    /// Without the literal that is asked about.
    rest: OnceCell<String>,
    /// How many words may still be looked for: a sentence has few that are like a literal.
    left: Cell<usize>,
}

impl<'t> Source<'t> {
    /// For one literal.
    pub(super) fn of(text: &'t str) -> Self {
        const MOST: usize = 256;
        Self { text, rest: OnceCell::new(), left: Cell::new(MOST) }
    }

    fn has(&self, word: &str) -> bool {
        self.spends_out() || has_word(self.text, word)
    }

    fn has_beside(&self, literal: &str, word: &str) -> bool {
        let rest = || self.text.replace(literal, "");
        self.spends_out() || has_word(self.rest.get_or_init(rest), word)
    }

    /// Takes one of the words that may be looked for. Whether none was left: then the source counts as having it.
    fn spends_out(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left == 0
    }
}

/// What `text` has in place of `literal`: the same with other capitals, with spaces in it, or almost the same. What
/// the source has too is meant.
pub(super) fn candidate(text: &str, literal: &str, shape: Shape, source: &Source<'_>) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    let mut take = |range: Range<usize>, change| match &mut best {
        Some(best) if best.change <= change => best.count += 1,
        best => *best = Some(Candidate { range, change, count: 1 }),
    };
    let first = literal.as_bytes().first()?.to_ascii_lowercase();
    let joins = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let mut at = 0;
    while let Some(found) = memchr::memchr2(first, first.to_ascii_uppercase(), &text.as_bytes()[at..]) {
        let start = at + found;
        at = start + 1;
        // A dot behind a word ends the sentence before it, which no extension begins after it: `Dateien. json`.
        let before = text[..start].chars().next_back();
        let is_torn = || {
            let rest = &text[start + 1..];
            let is_small = literal.bytes().all(|byte| byte == b'.' || byte.is_ascii_lowercase());
            is_small && rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(&literal[1..]))
        };
        let is_behind_word = if first == b'.' {
            before.is_some_and(char::is_alphanumeric) && !is_torn()
        } else {
            start > 0 && joins(text.as_bytes().get(start - 1))
        };
        if is_behind_word {
            continue;
        }
        let Some(len) = loosely(&text[start..], literal) else { continue };
        let written = &text[start..start + len];
        if joins(text.as_bytes().get(start + len)) || source.has(written) {
            continue;
        }
        take(
            start..start + len,
            if written.len() == literal.len() && written.is_ascii() && !written.contains([',', ' ']) {
                Change::Case
            } else {
                Change::Spacing
            },
        );
        at = start + len;
    }
    tokens(text, odd_in(text).into_iter(), &mut |token| {
        let same = token.text.eq_ignore_ascii_case(literal);
        let elsewhere = || match is_cut(token.text, literal, shape) {
            true => source.has_beside(literal, token.text),
            false => source.has(token.text),
        };
        if !same && is_near(token.text, literal, shape) && !elsewhere() {
            let start = token.before.len();
            take(start..start + token.text.len(), Change::Letters);
        }
    });
    best
}

/// How many bytes of `text` are `literal` with other capitals, or with spaces and other marks about its marks.
fn loosely(text: &str, literal: &str) -> Option<usize> {
    let mut rest = text;
    for (at, c) in literal.char_indices() {
        if !c.is_ascii_alphanumeric() {
            rest = rest.trim_start_matches([' ', '\u{a0}', '\u{200b}', '\u{3000}', '\\']);
            let other: &[char] = match c {
                '.' => &['.', ',', '．', '。', '、'],
                '-' => &['-', '‐', '‑', '–', '—', '－'],
                '_' => &['_', '＿'],
                '@' => &['@', '＠'],
                _ => &[],
            };
            let mark = rest.chars().next().filter(|mark| *mark == c || other.contains(mark))?;
            rest = &rest[mark.len_utf8()..];
            if at + 1 < literal.len() {
                rest = rest.trim_start_matches([' ', '\u{a0}', '\u{200b}', '\u{3000}']);
            }
            continue;
        }
        let same = rest.chars().next().filter(|other| other.eq_ignore_ascii_case(&c))?;
        rest = &rest[same.len_utf8()..];
    }
    Some(text.len() - rest.len())
}

/// Whether a version lacks its last parts: `2.1` for `2.1.4`.
fn is_cut(other: &str, literal: &str, shape: Shape) -> bool {
    let rest = literal.strip_prefix(other);
    shape == Shape::Versions && other.contains('.') && rest.is_some_and(|rest| rest.starts_with('.'))
}

/// Whether two differ in little: at most a fifth of the letters, in one place.
fn is_near(other: &str, literal: &str, shape: Shape) -> bool {
    let (one, two) = (other.as_bytes(), literal.as_bytes());
    let plural = |many: &[u8], single: &[u8]| {
        many.strip_suffix(b"s").is_some_and(|many| many.eq_ignore_ascii_case(single))
    };
    if is_cut(other, literal, shape) {
        return true;
    }
    if one.len() < 4 || other == literal || plural(one, two) || plural(two, one) {
        return false;
    }
    let front = one.iter().zip(two).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let most = one.len().min(two.len()) - front;
    let back = one
        .iter()
        .rev()
        .zip(two.iter().rev())
        .take(most)
        .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
        .count();
    let longest = one.len().max(two.len());
    let digits = |text: &[u8]| text.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = |text: &[u8]| text.iter().all(u8::is_ascii_alphabetic);
    let same_kind = match shape {
        Shape::Versions => digits(one) > 1 && one.contains(&b'.'),
        _ => letters(one) == letters(two),
    };
    same_kind && (front + back) * 5 >= longest * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_a_literal_is_found() {
        let found = |text: &str, literal: &str| {
            candidate(text, literal, Shape::Files, &Source::of("")).map(|found| text[found.range].to_owned())
        };
        assert_eq!(found("파일 Berths. json을", "berths.json").as_deref(), Some("Berths. json"));
        assert_eq!(found("파일 berths.js를", "berths.json").as_deref(), Some("berths.js"));
        assert_eq!(found("버전 3,0 이상", "3.0").as_deref(), Some("3,0"));
        assert_eq!(found("berthscript.json", "berths.json"), None);
    }
}
