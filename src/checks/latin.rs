//! Words of ASCII letters and digits, with what kinds of them each has: what most questions about a word end with, and
//! whether one stands by itself. Not what a page says of it (`page_words`).

use crate::model::View;
use crate::text::{Span, is_small, is_word, next_of_two};

/// A word of ASCII letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    /// Where it begins, in bytes of the text.
    pub(super) start: usize,
    /// The word.
    pub(super) text: &'t str,
    /// What its first byte is.
    first: u8,
    /// What its other bytes are, all together.
    rest: u8,
}

const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;

/// What a byte is: of no word where 0.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        kinds[byte] = match b {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

impl Word<'_> {
    /// One past its last byte.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it has small letters only.
    pub(super) fn is_small(&self) -> bool {
        self.first | self.rest == SMALL
    }

    /// Whether it has capital letters only.
    pub(super) fn is_capital(&self) -> bool {
        self.first | self.rest == CAPITAL
    }

    /// Whether it begins with a capital letter and has letters only.
    pub(super) fn is_title(&self) -> bool {
        self.first == CAPITAL && self.rest & DIGIT == 0
    }
}

/// Words of two bytes at least in a part of a view that have a capital letter behind their first, in order, with places in
/// that part.
pub(super) fn with_inner_capital(view: &View, span: Span) -> impl Iterator<Item = Word<'_>> {
    let text = span.of(view.text());
    let mut from = 0;
    let last = Span { end: span.end.max(span.start + 1) - 1, ..span };
    view.before_capitals().within(last).filter_map(move |before| {
        let at = before - span.start as usize;
        if at < from {
            return None;
        }
        let before = text.as_bytes()[..at].iter().rev().take_while(|&&byte| is_word(byte) != 0).count();
        let word = word(text, at - before);
        from = word.end();
        Some(word)
    })
}

/// Words of two bytes at least that begin with a small letter, in order.
pub(super) fn beginning_small(text: &str) -> impl Iterator<Item = Word<'_>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = if from == 0 && bytes.first().is_some_and(u8::is_ascii_lowercase) {
                0
            } else {
                next_of_two(bytes, from.max(1), |one, two| (is_word(one) ^ 1) & is_small(two))?
            };
            let word = word(text, start);
            from = word.end() + 1;
            if word.text.len() > 1 {
                return Some(word);
            }
        }
    })
}

/// The word that begins at a byte.
fn word(text: &str, start: usize) -> Word<'_> {
    let bytes = text.as_bytes();
    let first = KINDS[bytes[start] as usize];
    let mut rest = 0;
    let mut end = start + 1;
    while let Some(&byte) = bytes.get(end)
        && KINDS[byte as usize] != 0
    {
        rest |= KINDS[byte as usize];
        end += 1;
    }
    Word { start, text: &text[start..end], first, rest }
}

/// Whether nothing about a word makes it a part of a path, a file or an identifier.
pub(super) fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let before = start.checked_sub(1).map(|at| bytes[at]);
    let behind = (bytes.get(end).copied(), bytes.get(end + 1));
    let joined = |byte| {
        matches!(
            byte,
            Some(b'_' | b'@' | b'\\' | b'#' | b'$' | b'%' | b'=' | b'&' | b'~' | b'{' | b'}' | b'?')
        )
    };
    let dotted = behind.0 == Some(b'.') && behind.1.is_some_and(u8::is_ascii_alphanumeric);
    let rooted = before == Some(b'/') && start > 1 && !bytes[start - 2].is_ascii_alphanumeric();
    let counted = behind.0 == Some(b'-') && behind.1.is_some_and(u8::is_ascii_digit);
    let inside = joined(before) || joined(behind.0) || matches!(before, Some(b'.' | b'-'));
    !(inside || dotted || rooted || counted)
}

/// Where a word stands by itself.
pub(super) fn names_at<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let joins = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).filter(move |&at| {
        let bytes = text.as_bytes();
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        !joins(before) && !joins(bytes.get(at + word.len())) && stands_alone(text, at, at + word.len())
    })
}

/// All words, in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.as_bytes()[from..].iter().position(|&byte| is_word(byte) != 0)?;
        let word = word(text, start);
        from = word.end();
        Some(word)
    })
}

/// Whether a word may begin with a small letter.
pub(super) fn may_hold_small(bytes: &[u8]) -> bool {
    let joins = |byte: u8| is_word(byte) | (byte == b'/') as u8 | (byte == b'.') as u8;
    bytes.first().is_some_and(u8::is_ascii_lowercase)
        || next_of_two(bytes, 1, |one, two| (joins(one) ^ 1) & is_small(two)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Place};

    #[test]
    fn words_say_what_they_are_made_of() {
        let text = "a Berths KPI, Kpi 항목 berth eB 4Code a 4c0de tide";
        let page = Document::read("page.md".into(), text, &Place::default());
        let view = &page.target;
        let span = Span::new(0, view.text().len());
        let capital: Vec<Word<'_>> = with_inner_capital(view, span).collect();
        assert_eq!(capital.iter().map(|word| word.text).collect::<Vec<_>>(), ["KPI", "eB", "4Code"]);
        assert!(capital[0].is_capital() && capital[0].is_title());
        assert!(!capital[1].is_title() && !capital[2].is_title() && !capital[2].is_capital());
        assert_eq!((capital[0].start, capital[0].end()), (9, 12));
        let inside = with_inner_capital(view, Span::new(10, 12)).map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(inside, ["PI"]);
        let small: Vec<Word<'_>> = beginning_small(text).collect();
        assert_eq!(small.iter().map(|word| word.text).collect::<Vec<_>>(), ["berth", "eB", "tide"]);
        assert!(small[0].is_small() && !small[1].is_small());
        assert_eq!(beginning_small("berth").count(), 1);
    }

    #[test]
    fn bytes_say_whether_to_look() {
        assert!(may_hold_small("항목 berth".as_bytes()) && !may_hold_small("항목.berth C".as_bytes()));
        assert!(may_hold_small(b"berth") && !may_hold_small(b""));
    }
}
