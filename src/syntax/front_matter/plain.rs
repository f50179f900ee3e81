//! Headers of plain lines, `key: value` and no more, read without the YAML parser: nearly all headers are that, and the
//! parser takes ten times as long for them. Not a second reading of YAML: whatever else stands in a header is left to
//! the parser, and what is read here is what the parser says, which a property holds.

use granit_parser::ScalarStyle;
use memchr::memchr;

use crate::text::Span;

/// One line: its key, its value, and how that is written. The value's span has the quotes; it is empty where there is none.
pub(super) struct Line {
    pub(super) key: Span,
    pub(super) value: Span,
    pub(super) style: ScalarStyle,
}

impl Line {
    /// The value without its quotes.
    pub(super) fn inside(&self) -> Span {
        match self.style {
            ScalarStyle::Plain => self.value,
            _ => Span::new(self.value.start as usize + 1, self.value.end as usize - 1),
        }
    }
}

/// Longer keys are an error in YAML.
const LONGEST_KEY: usize = 128;

/// The lines of `text[span]`, or `None` where there are none, or the parser has to look.
pub(super) fn lines(text: &str, span: Span) -> Option<Vec<Line>> {
    let bytes = text.as_bytes().get(..span.end as usize)?;
    // Headers have some twenty.
    let mut lines = Vec::with_capacity(32);
    let mut at = span.start as usize;
    while at < bytes.len() {
        let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        let ended = if bytes[at..end].ends_with(b"\r") { end - 1 } else { end };
        if ended > at {
            lines.push(line(bytes, at, ended)?);
        }
        at = end + 1;
    }
    (!lines.is_empty()).then_some(lines)
}

/// The line from `start` to `end`.
fn line(bytes: &[u8], start: usize, end: usize) -> Option<Line> {
    let line = &bytes[start..end];
    let in_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let key = line.iter().position(|byte| !in_key(byte)).filter(|&length| length <= LONGEST_KEY)?;
    let (true, Some(b':')) = (line[0].is_ascii_alphabetic(), line.get(key)) else { return None };
    let rest = &line[key + 1..];
    let spaces = rest.iter().take_while(|&&byte| byte == b' ').count();
    let value = rest[spaces..].trim_ascii_end();
    let from = start + key + 1 + spaces;
    let is_apart = value.is_empty() || spaces > 0;
    let style = style(value).filter(|_| is_apart)?;
    Some(Line { key: Span::new(start, start + key), value: Span::new(from, from + value.len()), style })
}

/// How a value is written that says what stands there, letter by letter.
fn style(value: &[u8]) -> Option<ScalarStyle> {
    let style = match value {
        [] => ScalarStyle::Plain,
        [b'"', inner @ .., b'"'] if !inner.iter().any(|byte| matches!(byte, b'"' | b'\\')) => {
            ScalarStyle::DoubleQuoted
        }
        [b'\'', inner @ .., b'\''] if !inner.contains(&b'\'') => ScalarStyle::SingleQuoted,
        [first, ..]
            if is_first(*first)
                && !value.ends_with(b":")
                && !value.windows(2).any(|pair| matches!(pair, b": " | b" #")) =>
        {
            ScalarStyle::Plain
        }
        _ => return None,
    };
    is_text(value).then_some(style)
}

/// What many a plain value begins with, and nothing else does.
fn is_first(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'(' | b'_' | b'$') || byte >= 0x80
}

/// Whether there is nothing that YAML does not print.
fn is_text(value: &[u8]) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | 0x80..=0xc1 | 0xc3..=0xee);
    let odd = |(at, &byte): (usize, &u8)| (!is_plain(byte)).then_some(&value[at..]);
    value.iter().enumerate().filter_map(odd).all(|rest| match rest {
        // Not the controls before the marks of Latin.
        [0xc2, second, ..] => *second >= 0xa0,
        // Full-width forms, but no byte order mark.
        [0xef, second, ..] => matches!(second, 0xbc | 0xbd),
        _ => false,
    })
}
