//! The stretch without spaces that a number stands in: an address, or words. Not the number.

use std::ops::Range;

/// A stretch without spaces, of ASCII alone.
#[derive(Debug, Default)]
pub(super) struct Run {
    range: Range<usize>,
    /// Where its words begin, behind quotation marks and brackets.
    pub(super) words: usize,
    is_address: bool,
}

/// The run that was asked for last: it may have many numbers.
#[derive(Debug, Default)]
pub(super) struct Runs(Option<Run>);

impl Runs {
    /// The run that a byte stands in, or at the end of.
    pub(super) fn at(&mut self, text: &str, at: usize) -> &Run {
        let last = self.0.take().filter(|run| run.range.start <= at && at <= run.range.end);
        self.0.insert(last.unwrap_or_else(|| Run::around(text, at)))
    }

    /// Whether a number is part of an address, or of a name that no prose has.
    pub(super) fn is_address(&mut self, text: &str, number: &Range<usize>) -> bool {
        self.at(text, number.start).is_address || self.at(text, number.end).is_address
    }
}

impl Run {
    fn around(text: &str, at: usize) -> Self {
        let part = |byte: &&u8| byte.is_ascii_graphic();
        let (before, behind) = text.as_bytes().split_at(at);
        let start = at - before.iter().rev().take_while(part).count();
        let range = start..at + behind.iter().take_while(part).count();
        let run = &text[range.clone()];
        let words = range.end - run.trim_start_matches(['(', '"', '[', '\'']).len();
        let is_mark = |byte| matches!(byte, b'@' | b'_' | b'=' | b'\\');
        Self { range, words, is_address: run.bytes().any(is_mark) || run.contains("://") }
    }
}
