//! Between bytes and an editor's lines and columns, and between paths and its addresses. Nowhere else does a position exist.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp::{Position, PositionEncodingKind, Range, TextEdit, Uri};

use super::lsp;
use crate::text::{self, BOM, LineIndex, Span};

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: what every client knows.
    #[default]
    Utf16,
    /// Code points.
    Utf32,
}

impl Encoding {
    /// The first of these that a client knows, cheapest first: bytes, UTF-16, code points.
    #[must_use]
    pub fn negotiate(offered: &[&str]) -> Self {
        let known = [("utf-8", Self::Utf8), ("utf-16", Self::Utf16), ("utf-32", Self::Utf32)];
        let first = known.into_iter().find(|(name, _)| offered.contains(name));
        first.map_or(Self::Utf16, |(_, encoding)| encoding)
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn len(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
            Self::Utf32 => text.chars().count(),
        }
    }

    /// The bytes that some columns of a line take; all of them where it has fewer.
    fn bytes(self, line: &str, columns: usize) -> usize {
        let mut left = columns;
        for (at, c) in line.char_indices() {
            let width = match self {
                Self::Utf8 => c.len_utf8(),
                Self::Utf16 => c.len_utf16(),
                Self::Utf32 => 1,
            };
            // A column inside a character is its beginning.
            if left < width {
                return at;
            }
            left -= width;
        }
        line.len()
    }
}

/// A text with its lines, as an editor sees it.
#[derive(Debug, Clone)]
pub struct Lines {
    /// The text.
    pub text: Arc<str>,
    index: LineIndex,
    encoding: Encoding,
    /// Whether a byte order mark is no column: an editor does not show that of a file which it has not opened.
    hides_mark: bool,
}

impl Lines {
    /// Of a text that an editor holds.
    #[must_use]
    pub fn new(text: Arc<str>, encoding: Encoding) -> Self {
        let index = LineIndex::new(&text);
        Self { text, index, encoding, hides_mark: false }
    }

    /// Of a file that no editor holds.
    #[must_use]
    pub fn of_file(text: Arc<str>, encoding: Encoding) -> Self {
        Self { hides_mark: true, ..Self::new(text, encoding) }
    }

    /// Where a byte stands. Past the end it is the end; inside a character, its beginning.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.index.line(offset);
        let before = &self.text[self.index.start(line)..offset];
        let shown = before.strip_prefix(BOM).filter(|_| self.hides_mark && line == 0).unwrap_or(before);
        Position { line: narrow(line), character: narrow(self.encoding.len(shown)) }
    }

    /// Where some bytes stand.
    #[must_use]
    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The byte at a position. Behind the end of a line it is the end of the line; behind the last line, the end.
    #[must_use]
    pub fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        if line >= self.index.len() {
            return self.text.len();
        }
        let span = self.index.line_span(&self.text, line);
        let mark = if self.hides_mark && line == 0 { crate::text::bom_len(&self.text) } else { 0 };
        let start = span.start as usize + mark.min(span.len());
        start + self.encoding.bytes(&self.text[start..span.end as usize], position.character as usize)
    }

    /// The bytes of a range; empty where it ends before it begins.
    #[must_use]
    pub fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start, end.max(start))
    }

    /// The bytes of the line that a byte stands on, without its end.
    #[must_use]
    pub fn line_at(&self, offset: u32) -> Span {
        self.index.line_span(&self.text, self.index.line(offset as usize))
    }

    /// The number of the line that a byte stands on, from 0.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        narrow(self.index.line((offset as usize).min(self.text.len())))
    }

    /// A replacement.
    #[must_use]
    pub fn edit(&self, span: Span, text: &str) -> TextEdit {
        TextEdit { range: self.range(span), new_text: text.to_owned() }
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The file that an address names; `None` for what is no file.
#[must_use]
pub fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    // A host is nobody's file but a share's.
    let (host, rest) = rest.split_at(rest.find('/')?);
    let decoded = text::percent_decoded(rest.split(['?', '#']).next().unwrap_or(rest))?;
    let decoded = match host {
        "" | "localhost" => decoded,
        host => format!("//{host}{decoded}"),
    };
    // `/c:/pages/a.md`
    let bytes = decoded.as_bytes();
    let is_drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    Some(PathBuf::from(if is_drive { decoded[1..].to_owned() } else { decoded }))
}

/// The address of a file.
#[must_use]
pub fn uri(path: &Path) -> Uri {
    use std::fmt::Write as _;

    let shown = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::from("file://");
    if !shown.starts_with('/') {
        uri.push('/');
    }
    for byte in shown.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(byte.into());
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    Uri(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_what_was_negotiated() {
        let text: Arc<str> = "가😀나\rb\r\nc".into();
        for (encoding, column) in [(Encoding::Utf8, 7), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            let lines = Lines::new(Arc::clone(&text), encoding);
            assert_eq!(lines.position(7), at(0, column), "{encoding:?}");
            assert_eq!(lines.offset(at(0, column)), 7, "{encoding:?}");
            assert_eq!(lines.position(11), at(1, 0));
            assert_eq!(lines.offset(at(2, 0)), 14);
            // Behind the end of a line, and of the text.
            assert_eq!(lines.offset(at(1, 99)), 12);
            assert_eq!(lines.offset(at(99, 0)), text.len());
        }
    }

    #[test]
    fn a_column_inside_a_character_is_its_beginning() {
        let lines = Lines::new("😀x".into(), Encoding::Utf16);
        assert_eq!(lines.offset(at(0, 1)), 0);
        assert_eq!(lines.position(2), at(0, 0));
    }

    #[test]
    fn a_byte_order_mark_is_a_column_only_where_the_editor_holds_it() {
        let text: Arc<str> = "\u{feff}ab".into();
        assert_eq!(Lines::new(Arc::clone(&text), Encoding::Utf16).position(4), at(0, 2));
        let file = Lines::of_file(text, Encoding::Utf16);
        assert_eq!((file.position(4), file.offset(at(0, 1))), (at(0, 1), 4));
    }

    #[test]
    fn addresses_name_files() {
        for shown in ["/docs/ko kr/a#b%41 ä.md", "/a.md"] {
            assert_eq!(path(&uri(Path::new(shown))), Some(PathBuf::from(shown)));
        }
        assert_eq!(path(&Uri("file:///c%3A/docs/a.md".into())), Some(PathBuf::from("c:/docs/a.md")));
        assert_eq!(path(&Uri("untitled:Untitled-1".into())), None);
        assert_eq!(uri(Path::new("/a b.md")).0, "file:///a%20b.md");
    }
}
