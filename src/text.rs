//! Bytes and places: a byte range in one file, and the table that turns it into lines and columns.
//! Not the place for columns themselves: they exist only in `report/` and `lsp/convert.rs`.

mod bytes;
mod chars;
mod landmarks;
mod latin;
mod places;
mod quote;

use std::borrow::Cow;
use std::hash::Hasher;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

pub use bytes::{ByteSet, ByteSets};
pub use chars::{
    KANA_LEAD, holds_kana, is_alphabetic, is_alphanumeric, is_east_asian, is_east_asian_letter, is_hangul,
    is_hangul_lead, is_hiragana, is_ideograph, is_kana, is_katakana, joins_before, joins_behind, script,
    widths,
};
pub use landmarks::Landmarks;
pub use latin::{is_capital, is_small, is_word, next_of, next_of_two, turns};
pub use places::{Places, Starts, word_start};
pub use quote::{on_one_line, shortened};

/// Stands for a text or its bytes, to the byte, as long as the program runs or its cache holds: no version is bound to keep it.
#[must_use]
pub fn hash(text: impl AsRef<[u8]>) -> u64 {
    let mut hash = FxHasher::default();
    hash.write(text.as_ref());
    hash.finish()
}

/// The characters that percent signs stand for in an address; `None` where they come to no UTF-8.
#[must_use]
pub fn percent_decoded(written: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| first == b'%');
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// One file as it was read: its path as reports print it, and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Relative to the working directory, `/`-separated.
    pub path: Arc<str>,
    /// The whole text, a byte order mark included: every [`Span`] counts from its first byte.
    pub text: Arc<str>,
}

/// A byte range in one file, end exclusive. Files over 4 GiB are refused before a span is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte, from 0.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end`.
    ///
    /// # Panics
    /// Where a bound exceeds 4 GiB; the workspace reads no such file.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span ends before it starts: {start}..{end}");
        let narrow = |n: usize| u32::try_from(n).expect("the workspace refuses files over 4 GiB");
        Self { start: narrow(start), end: narrow(end) }
    }

    /// The empty span at one byte.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same bytes counted from somewhere else: of a part that begins at `by`.
    #[must_use]
    pub fn moved(self, by: u32) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// As a range of `usize`, for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text it covers. `None` where it lies outside `text` or cuts a character.
    #[must_use]
    pub fn get(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// The text it covers.
    ///
    /// # Panics
    /// Where it was made from another text.
    #[must_use]
    #[inline]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Whether `other` lies inside, borders included.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// The byte order mark that some editors write first. It is no column and no part of a header.
pub const BOM: &str = "\u{feff}";

/// Bytes that the byte order mark takes at the start of `text`: 3 or 0.
#[must_use]
pub fn bom_len(text: &str) -> usize {
    if text.starts_with(BOM) { BOM.len() } else { 0 }
}

/// Where the line that goes on at byte `from` ends, and where the next one begins: behind LF, CR LF or a lone CR.
#[must_use]
pub fn line_end(text: &str, from: usize) -> (usize, usize) {
    let rest = &text.as_bytes()[from..];
    match memchr::memchr2(b'\n', b'\r', rest) {
        Some(end) => (from + end, from + end + if rest[end..].starts_with(b"\r\n") { 2 } else { 1 }),
        None => (text.len(), text.len()),
    }
}

/// The lines of a text without their ends; [`str::lines`] knows no lone CR.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let (end, next) = line_end(text, start);
        at = next;
        (start < text.len()).then(|| &text[start..end])
    })
}

/// The text with LF for each lone CR, byte by byte, for whoever does not know that it ends a line.
#[must_use]
pub fn without_lone_cr(text: &str) -> Cow<'_, str> {
    let is_lone = |&at: &usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    let mut lone = memchr::memchr_iter(b'\r', text.as_bytes()).filter(is_lone).peekable();
    if lone.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut mended = String::with_capacity(text.len());
    for at in lone {
        mended.push_str(&text[mended.len()..at]);
        mended.push('\n');
    }
    mended.push_str(&text[mended.len()..]);
    Cow::Owned(mended)
}

/// Where the lines of a text start. A line ends with LF, CR LF or a lone CR.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 64 + 1);
        starts.push(0);
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(Span::at(at + 1).start);
        }
        Self { starts }
    }

    /// How many lines there are; an empty text has one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never: an empty text has one line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The line, from 0, that byte `offset` stands on.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset) - 1
    }

    /// First byte of a line counted from 0; the end of the last line where there is no such line.
    #[must_use]
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line).or(self.starts.last()).map_or(0, |&start| start as usize)
    }

    /// The bytes of a line counted from 0, without its line end.
    #[must_use]
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let start = self.start(line);
        let end = self.starts.get(line + 1).map_or(text.len(), |&next| next as usize);
        let body = text[start..end].trim_end_matches(['\r', '\n']);
        Span::new(start, start + body.len())
    }
}

/// A place for people and for formats, made from a byte offset at the very end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Bytes from 0.
    pub offset: usize,
    /// From 1.
    pub line: usize,
    /// Code points from 1; a byte order mark counts as none.
    pub column: usize,
    /// UTF-16 units from 1; a byte order mark counts as none.
    pub utf16: usize,
}

/// Turns offsets into positions. Offsets asked in rising order cost one walk over each line,
/// however many fall on it, so that ten thousand findings on one long line stay linear.
#[derive(Debug)]
pub struct Positions<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    last: Position,
}

impl<'a> Positions<'a> {
    /// For a text and the index made from it.
    #[must_use]
    pub fn new(text: &'a str, lines: &'a LineIndex) -> Self {
        Self { text, lines, last: Position { offset: 0, line: 1, column: 1, utf16: 1 } }
    }

    /// The position of byte `offset`. Past the end it is the end; inside a character, its start.
    pub fn at(&mut self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.line(offset) + 1;
        if self.last.line != line || self.last.offset > offset {
            self.last = Position { offset: self.lines.start(line - 1), line, column: 1, utf16: 1 };
        }
        let walked = &self.text[self.last.offset..offset];
        let (mut chars, mut units) = (0, 0);
        for c in walked.chars() {
            chars += 1;
            units += c.len_utf16();
        }
        if self.last.offset == 0 && walked.starts_with(BOM) {
            chars -= 1;
            units -= 1;
        }
        self.last.offset = offset;
        self.last.column += chars;
        self.last.utf16 += units;
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str, offsets: &[usize]) -> Vec<(usize, usize, usize)> {
        let lines = LineIndex::new(text);
        let mut positions = Positions::new(text, &lines);
        offsets.iter().map(|&offset| positions.at(offset)).map(|p| (p.line, p.column, p.utf16)).collect()
    }

    #[test]
    fn lines_are_those_of_the_index() {
        for text in ["", "a", "a\n", "a\r\rb", "\n\r\n\rc\r", "a\r\n\r\nb\n\nc"] {
            let index = LineIndex::new(text);
            let mut expected: Vec<&str> =
                (0..index.len()).map(|line| index.line_span(text, line).of(text)).collect();
            // The index has a line behind the last end.
            expected.pop_if(|last| last.is_empty());
            assert_eq!(lines(text).collect::<Vec<_>>(), expected, "{text:?}");
            let unix = without_lone_cr(text);
            assert_eq!(unix.len(), text.len());
            assert_eq!(unix.lines().collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        assert_eq!(places("a\nb\r\nc\rd", &[0, 2, 5, 7]), [(1, 1, 1), (2, 1, 1), (3, 1, 1), (4, 1, 1)]);
    }

    #[test]
    fn columns_count_code_points_and_utf16_units() {
        assert_eq!(places("가😀나", &[3, 7, 10]), [(1, 2, 2), (1, 3, 4), (1, 4, 5)]);
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        assert_eq!(places("\u{feff}a", &[3, 4]), [(1, 1, 1), (1, 2, 2)]);
    }

    #[test]
    fn offsets_may_come_in_any_order_and_beyond_the_end() {
        assert_eq!(places("ab\ncd", &[4, 1, 99]), [(2, 2, 2), (1, 2, 2), (2, 3, 3)]);
    }
}
