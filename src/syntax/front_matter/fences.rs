//! Lines, and what kind of header line each one is: where a header may begin, go on and end.
//! Not what the lines say.

use memchr::memmem::find;

use crate::text::{Span, line_end};

/// One line of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// Its first byte.
    pub(super) start: usize,
    /// Without its line end.
    pub(super) text: &'t str,
    /// The first byte of the next line.
    pub(super) next: usize,
}

impl Line<'_> {
    pub(super) fn is_blank(self) -> bool {
        self.text.bytes().all(|b| matches!(b, b' ' | b'\t'))
    }

    /// Whether it is `mark` and nothing but blanks behind it.
    pub(super) fn is_fence(self, mark: &str) -> bool {
        self.text.strip_prefix(mark).is_some_and(|rest| rest.bytes().all(|b| matches!(b, b' ' | b'\t')))
    }

    pub(super) fn fence_span(self) -> Span {
        Span::new(self.start, self.start + 3)
    }

    pub(super) fn is_indented(self) -> bool {
        self.text.starts_with([' ', '\t'])
    }

    pub(super) fn is_comment(self) -> bool {
        self.text.trim_start_matches([' ', '\t']).starts_with('#')
    }

    /// `- item` or a bare dash, at the margin.
    pub(super) fn is_item(self) -> bool {
        self.text == "-" || self.text.starts_with("- ") || self.text.starts_with("-\t")
    }

    /// Whether it ends or goes on something that a line above began: `]`, `}`, a quote.
    fn is_closer(self) -> bool {
        self.text.starts_with([']', '}', '"', '\'', ','])
    }

    /// `key:` or `key: value` at the margin, where the key is one word.
    pub(super) fn is_key(self) -> bool {
        key_end(self.text).is_some_and(|colon| {
            let key = self.text[..colon].trim_matches(['"', '\'']);
            key.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':'))
        })
    }

    /// Whether it is side-by-side or anchored text of a page, which stands in a header only as a value.
    pub(super) fn is_page_text(self) -> bool {
        let bytes = self.text.as_bytes();
        !self.is_indented()
            && bytes.contains(&b'<')
            && (find(bytes, b"data-ttu-id").is_some() || is_anchor(heading_text(self.text)))
            && !self.is_key()
    }

    /// Neither blank nor anything that begins a line of YAML.
    pub(super) fn is_prose(self) -> bool {
        !(self.is_blank()
            || self.is_indented()
            || self.is_comment()
            || self.is_item()
            || self.is_closer()
            || self.is_key())
    }
}

fn heading_text(line: &str) -> &str {
    line.trim_start_matches('#').trim_start_matches(' ')
}

/// The tag that hand-backs put at the start of a heading.
fn is_anchor(text: &str) -> bool {
    text.starts_with("<a name=") || text.starts_with("<a id=") || text.starts_with("<a href=\"\" id=")
}

/// The line that starts at byte `start`; `None` past the end.
pub(super) fn line_at(text: &str, start: usize) -> Option<Line<'_>> {
    if start >= text.len() {
        return None;
    }
    let (end, next) = line_end(text, start);
    Some(Line { start, text: &text[start..end], next })
}

/// The lines of `text[span]`, with places in `text`.
pub(super) fn lines(text: &str, span: Span) -> impl Iterator<Item = Line<'_>> {
    let text = text.get(..span.end as usize).unwrap_or(text);
    let mut at = span.start as usize;
    std::iter::from_fn(move || {
        let line = line_at(text, at)?;
        at = line.next;
        Some(line)
    })
}

/// The colon behind the key that starts `line` at the margin, of whatever words.
pub(super) fn key_end(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let ends = |at: usize| {
        bytes.get(at) == Some(&b':') && bytes.get(at + 1).is_none_or(|b| matches!(b, b' ' | b'\t'))
    };
    match bytes.first()? {
        quote @ (b'"' | b'\'') => {
            let close = 1 + memchr::memchr(*quote, &bytes[1..])?;
            let blanks = bytes[close + 1..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            let colon = close + 1 + blanks;
            ends(colon).then_some(colon)
        }
        b' ' | b'\t' | b'#' | b'?' | b'{' | b'}' | b'[' | b']' | b',' | b'&' | b'*' | b'!' | b'|' | b'>'
        | b'%' | b'@' | b'`' => None,
        b'-' if bytes.get(1).is_none_or(|b| matches!(b, b' ' | b'\t')) => None,
        _ => memchr::memchr_iter(b':', bytes).find(|&colon| ends(colon)),
    }
}
