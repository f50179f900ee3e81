//! TOML and JSON headers: where they are, and their top-level entries. Not a validator of either: a value
//! that is none ends the reading, dates and numbers are kept as written, and of TOML only what stands
//! before the first table is read.

use super::fences::{Line, line_at, lines};
use super::yaml::MAX_DEPTH;
use super::{
    Entry, Format, FrontMatter, Item, Parsed, Problem, ProblemKind, Scalar, Style, Value, find_duplicates,
};
use crate::text::Span;

/// The header that opens at `start`, where `+`, `{` or `;` stands.
pub(super) fn header(text: &str, start: usize) -> Option<Parsed> {
    let first = line_at(text, start)?;
    if first.is_fence("+++") {
        return toml(text, first);
    }
    if first.is_fence(";;;") {
        let closing = lines(text, Span::new(first.next, text.len())).find(|line| line.is_fence(";;;"))?;
        let content = Span::new(first.next, closing.start);
        let mut reader = Reader::new(text, content, Format::Json);
        reader.skip();
        let braced = reader.eat(b'{');
        let entries = reader.entries(braced.then_some(b'}'));
        let header = Header { format: Format::Json, opening: first.fence_span(), content, entries };
        return Some(header.closed(Some(closing.fence_span()), Vec::new(), closing.next));
    }
    json(text, start)
}

/// An object at the very start, as Hugo takes it.
fn json(text: &str, start: usize) -> Option<Parsed> {
    let mut reader = Reader::new(text, Span::new(start, text.len()), Format::Json);
    if !reader.eat(b'{') {
        return None;
    }
    // Templates and prose begin with braces too: only a key makes this a header.
    let before_key = reader.at;
    reader.skip();
    reader.quoted()?;
    reader.skip();
    if !reader.eat(b':') {
        return None;
    }
    let close = balanced_end(text.as_bytes(), start)?;
    let rest = line_at(text, close + 1);
    if rest.is_some_and(|line| !line.is_blank()) {
        return None;
    }
    let content = Span::new(start + 1, close);
    let mut reader = Reader::new(text, content, Format::Json);
    reader.at = before_key;
    let entries = reader.entries(None);
    let header = Header { format: Format::Json, opening: Span::new(start, start + 1), content, entries };
    let body = rest.map_or(text.len(), |line| line.next);
    Some(header.closed(Some(Span::new(close, close + 1)), Vec::new(), body))
}

/// The brace that closes the one at `open`.
fn balanced_end(bytes: &[u8], open: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut at) = (0usize, false, open);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return (byte == b'}').then_some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn toml(text: &str, first: Line<'_>) -> Option<Parsed> {
    let inside = Span::new(first.next, text.len());
    let closing = lines(text, inside).find(|line| line.is_fence("+++"));
    let mut problems = Vec::new();
    let (content, body) = match closing {
        Some(closing) => (Span::new(first.next, closing.start), closing.next),
        None => {
            let is_pair = |line: &Line<'_>| {
                line.text.split_once('=').is_some_and(|(key, _)| {
                    let key = key.trim();
                    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-.\"'".contains(c))
                })
            };
            let end = lines(text, inside).take_while(is_pair).last()?.next;
            let detail = "the front matter has no closing `+++`";
            problems.push(Problem::new(ProblemKind::Unclosed, first.fence_span(), detail));
            (Span::new(first.next, end), end)
        }
    };
    let mut reader = Reader::new(text, content, Format::Toml);
    let entries = reader.entries(None);
    let mut header = Header { format: Format::Toml, opening: first.fence_span(), content, entries }.closed(
        closing.map(Line::fence_span),
        problems,
        body,
    );
    if let Some(header) = &mut header.header {
        header.comments = reader.comments;
    }
    Some(header)
}

struct Header {
    format: Format,
    opening: Span,
    content: Span,
    entries: Vec<Entry>,
}

impl Header {
    fn closed(self, closing: Option<Span>, mut problems: Vec<Problem>, body: usize) -> Parsed {
        find_duplicates(&self.entries, &mut problems);
        let Self { format, opening, content, entries } = self;
        let header = FrontMatter { format, opening, content, closing, entries, comments: Vec::new() };
        Parsed { header: Some(header), problems, body }
    }
}

/// Reads entries and values of both formats, which differ in `=`, bare keys, quotes and comments.
struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    format: Format,
    depth: usize,
    comments: Vec<Span>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, span: Span, format: Format) -> Self {
        let bytes = &text.as_bytes()[..span.end as usize];
        Self { text, bytes, at: span.start as usize, format, depth: 0, comments: Vec::new() }
    }

    /// Goes on behind commas, and what may stand around them.
    fn skip_commas(&mut self) {
        self.skip();
        while self.eat(b',') {
            self.skip();
        }
    }

    /// The entries up to `close` or the end; those before the first thing that cannot be read.
    fn entries(&mut self, close: Option<u8>) -> Vec<Entry> {
        let mut entries = Vec::new();
        loop {
            self.skip_commas();
            if close.is_some_and(|close| self.eat(close)) {
                return entries;
            }
            match self.entry() {
                Some(entry) => entries.push(entry),
                // One bad line of TOML does not take the keys below it along; a table does.
                None if self.format == Format::Toml
                    && close.is_none()
                    && !matches!(self.peek(), None | Some(b'[')) =>
                {
                    self.skip_line();
                }
                None => return entries,
            }
        }
    }

    fn entry(&mut self) -> Option<Entry> {
        let (key, key_span) = match self.peek()? {
            b'"' | b'\'' => self.quoted().map(|(scalar, span)| (scalar.text, span))?,
            _ if self.format == Format::Json => return None,
            _ => {
                let span =
                    self.bare(|b| b.is_ascii_alphanumeric() || b"_-. \t\"'".contains(&b) || b >= 0x80)?;
                (span.of(self.text).into(), span)
            }
        };
        self.skip_blanks();
        if self.format == Format::Json {
            self.skip();
        }
        if !self.eat(if self.format == Format::Json { b':' } else { b'=' }) {
            return None;
        }
        let after = self.at;
        if self.format == Format::Json {
            self.skip();
        } else {
            self.skip_blanks();
        }
        let (value, value_span) = self.value().unwrap_or_else(|| {
            if self.format == Format::Toml {
                self.skip_line();
            }
            (Value::Null, Span::at(after))
        });
        Some(Entry { key, key_span, value, value_span })
    }

    fn value(&mut self) -> Option<(Value, Span)> {
        let start = self.at;
        match self.peek()? {
            b'"' | b'\'' => {
                return self.quoted().map(|(scalar, span)| (Value::Scalar(scalar), span));
            }
            open @ (b'[' | b'{') => {
                if self.depth == MAX_DEPTH {
                    // What cannot be read is skipped to the end, so nothing behind it is misread.
                    self.at = self.bytes.len();
                    return None;
                }
                self.at += 1;
                self.depth += 1;
                let value = if open == b'[' {
                    Value::Sequence(self.items())
                } else {
                    Value::Mapping(self.entries(Some(b'}')))
                };
                self.depth -= 1;
                return Some((value, Span::new(start, self.at)));
            }
            _ => {}
        }
        let span = self.bare(|b| !b",]}#\r\n".contains(&b))?;
        let text = span.of(self.text);
        let value = match (self.format, text) {
            (Format::Json, "null") => Value::Null,
            _ => Value::Scalar(Scalar { text: text.into(), style: Style::Plain }),
        };
        Some((value, span))
    }

    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        loop {
            self.skip_commas();
            if self.eat(b']') {
                return items;
            }
            match self.value() {
                Some((value, span)) => items.push(Item { value, span }),
                None => return items,
            }
        }
    }

    /// The bytes that `belongs` takes, without blanks at the end; `None` where there are none.
    fn bare(&mut self, belongs: impl Fn(u8) -> bool) -> Option<Span> {
        let start = self.at;
        while self.peek().is_some_and(&belongs) {
            self.at += 1;
        }
        let said = self.text[start..self.at].trim_end();
        (!said.is_empty()).then(|| Span::new(start, start + said.len()))
    }

    /// A string, with its escapes decoded where it has escapes.
    fn quoted(&mut self) -> Option<(Scalar, Span)> {
        let start = self.at;
        let quote = self.peek()?;
        let style = match (quote, self.format) {
            (b'"', _) => Style::Double,
            (b'\'', Format::Toml) => Style::Single,
            _ => return None,
        };
        let triple = [quote; 3];
        let long = self.format == Format::Toml && self.bytes[start..].starts_with(&triple);
        let inner = start + if long { 3 } else { 1 };
        let mut at = inner;
        loop {
            match *self.bytes.get(at)? {
                b'\\' if style == Style::Double => at += 2,
                b'\r' | b'\n' if !long => return None,
                byte if byte == quote && (!long || self.bytes[at..].starts_with(&triple)) => break,
                _ => at += 1,
            }
        }
        self.at = at + if long { 3 } else { 1 };
        let written = &self.text[inner..at];
        let text = if style == Style::Double { decode(written, self.format) } else { written.into() };
        Some((Scalar { text, style }, Span::new(start, self.at)))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Skips to the end of the line.
    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    /// Skips white space and comments.
    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'#' if self.format == Format::Toml => {
                    let start = self.at;
                    self.skip_line();
                    self.comments.push(Span::new(start, self.at));
                }
                _ => return,
            }
        }
    }
}

/// The text of a string in double quotes. An escape that is none stays as it is written: half of a surrogate pair, which is
/// a character in JSON only, with its other half behind it.
fn decode(written: &str, format: Format) -> Box<str> {
    if !written.contains('\\') {
        return written.into();
    }
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(c) = rest.chars().next() else { break };
        let hex = |from: usize, digits: usize| {
            let digits = rest.get(from..from + digits)?;
            let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
            u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
        };
        let pair = || {
            let high = hex(1, 4).filter(|high| (0xd800..0xdc00).contains(high))?;
            let low =
                hex(7, 4).filter(|low| rest.get(5..7) == Some("\\u") && (0xdc00..0xe000).contains(low))?;
            char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
        };
        let paired = if c == 'u' && format == Format::Json { pair() } else { None };
        let (decoded, length) = match c {
            'n' => (Some('\n'), 1),
            't' => (Some('\t'), 1),
            'r' => (Some('\r'), 1),
            'b' => (Some('\u{8}'), 1),
            'f' => (Some('\u{c}'), 1),
            '"' | '\\' | '/' => (Some(c), 1),
            'u' if paired.is_some() => (paired, 11),
            'u' => (hex(1, 4).and_then(char::from_u32), 5),
            'U' => (hex(1, 8).and_then(char::from_u32), 9),
            _ => (None, 1),
        };
        match decoded {
            Some(decoded) => {
                out.push(decoded);
                rest = &rest[length..];
            }
            None => out.push('\\'),
        }
    }
    out.push_str(rest);
    out.into()
}
