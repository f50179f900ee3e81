//! What a reader sees of one line: as much around a place as the screen has columns for, nothing that
//! a terminal would obey or hide, and the column of every character.
//! Not the frame around it (`frame.rs`).

use std::borrow::Cow;
use std::cell::LazyCell;
use std::iter;
use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use unicode_width::UnicodeWidthStr;

use super::source::{ceil, floor};
use crate::text::is_east_asian_letter;

/// A stretch of a line, cut to fit.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// As it is printed, with `…` where it was cut.
    pub(super) text: String,
    /// Columns that `text` takes.
    pub(super) width: usize,
    /// For each character shown, its first byte in the file and its first column; at the end, what
    /// comes after the last one.
    cells: Vec<(usize, usize)>,
    cut_after: bool,
}

impl Excerpt {
    /// Cuts `within` to at most `columns` columns that show `focus` and, if they can, as much before it as
    /// after. Only what is shown is read: the line may be a megabyte long.
    pub(super) fn new(
        text: &str,
        within: Range<usize>,
        focus: Range<usize>,
        columns: usize,
        unicode: bool,
    ) -> Self {
        let within = floor(text, within.start)..ceil(text, within.end);
        let start = floor(text, focus.start).clamp(within.start, within.end);
        let end = ceil(text, focus.end).clamp(start, within.end);
        // Bounds what a pathological run of combining characters can cost.
        let reach = columns * 16;
        let from = ceil(text, start.saturating_sub(reach)).max(within.start);
        let to = floor(text, start.saturating_add(reach)).min(within.end);
        let slice = &text[from..to];
        let middle = grapheme_start(slice, start.clamp(from, to) - from);

        let (mut head, mut tail) = slice.split_at(middle);
        let runs_left = LazyCell::new(|| slice.contains(is_right_to_left));
        let glyph = |at, grapheme| Glyph::new(at, grapheme, unicode, || *runs_left);
        let after = iter::from_fn(|| {
            let (first, rest) = split_first(tail)?;
            let at = to - tail.len();
            tail = rest;
            Some(glyph(at, first))
        });
        let mut after = Run::gather(after, columns, to == within.end);

        let ellipsis = if unicode { "…" } else { "..." };
        let focus: usize = after.glyphs.iter().filter(|glyph| glyph.at < end).map(|glyph| glyph.width).sum();
        let rest = columns.saturating_sub(focus.max(1)).max(2 * ellipsis.width()).min(columns);
        let behind = if after.whole { after.width.saturating_sub(focus) } else { rest };
        // What is not needed behind the focus is for what stands before it.
        let room = rest - behind.min(rest - rest / 2);
        let before = iter::from_fn(|| {
            let (rest, last) = split_last(head)?;
            head = rest;
            Some(glyph(from + rest.len(), last))
        });
        let mut before = Run::gather(before, room, from == within.start);
        let cut_before = before.cut(room, ellipsis.width());
        let cut_after = after.cut(columns.saturating_sub(before.width), ellipsis.width());

        let shown = before.glyphs.len() + after.glyphs.len();
        let text = String::with_capacity((before.bytes() + after.bytes()) + 2 * ellipsis.len());
        let cells = Vec::with_capacity(shown + 1);
        let mut excerpt = Self { text, width: 0, cells, cut_after };
        if cut_before {
            excerpt.text += ellipsis;
            excerpt.width += ellipsis.width();
        }
        let mut last = from + middle;
        for glyph in before.glyphs.into_iter().rev().chain(after.glyphs) {
            excerpt.cells.push((glyph.at, excerpt.width));
            excerpt.text += &glyph.shown;
            excerpt.width += glyph.width;
            last = glyph.at + glyph.len;
        }
        excerpt.cells.push((last, excerpt.width));
        if cut_after {
            excerpt.text += ellipsis;
            excerpt.width += ellipsis.width();
        }
        excerpt
    }

    /// The columns that `place` takes here. Where it goes on past a cut, the `…` belongs to it.
    /// `None` where nothing of it is shown.
    pub(super) fn columns(&self, place: &Range<usize>) -> Option<Range<usize>> {
        let (first, last) = (self.cells.first()?.0, self.cells.last()?.0);
        let beyond = place.start > last || (place.start == last && (self.cut_after || place.end > last));
        if beyond || place.end < first || (place.end == first && place.start < first) {
            return None;
        }
        let after_start = self.cells.partition_point(|&(at, _)| at <= place.start);
        let start = if after_start == 0 { 0 } else { self.cells[after_start - 1].1 };
        let end = if place.end > last {
            self.width
        } else {
            self.cells[self.cells.partition_point(|&(at, _)| at < place.end)].1
        };
        Some(start..if place.is_empty() { start } else { end.max(start) })
    }
}

/// Characters on one side of where the focus starts, the nearest first.
struct Run<'a> {
    glyphs: Vec<Glyph<'a>>,
    /// Columns that they take, with the `…` behind them once they are cut.
    width: usize,
    /// Whether there are no more of them.
    whole: bool,
}

impl<'a> Run<'a> {
    /// As many as may be needed to fill `columns`.
    fn gather(from: impl Iterator<Item = Glyph<'a>>, columns: usize, whole: bool) -> Self {
        let mut run = Self { glyphs: Vec::with_capacity(columns.min(256)), width: 0, whole };
        for glyph in from {
            if run.width > columns {
                run.whole = false;
                break;
            }
            run.width += glyph.width;
            run.glyphs.push(glyph);
        }
        run
    }

    /// How many bytes are printed for them.
    fn bytes(&self) -> usize {
        self.glyphs.iter().map(|glyph| glyph.shown.len()).sum()
    }

    /// Drops what does not fit in `columns` together with an ellipsis of `ellipsis` columns. Whether it was cut.
    fn cut(&mut self, columns: usize, ellipsis: usize) -> bool {
        if self.whole && self.width <= columns {
            return false;
        }
        self.width = ellipsis;
        let fits = |glyph: &&Glyph<'_>| {
            let fits = self.width + glyph.width <= columns;
            self.width += if fits { glyph.width } else { 0 };
            fits
        };
        let kept = self.glyphs.iter().take_while(fits).count();
        self.glyphs.truncate(kept);
        true
    }
}

/// One character as a reader sees it, with everything that combines with it.
struct Glyph<'a> {
    at: usize,
    len: usize,
    shown: Cow<'a, str>,
    width: usize,
}

impl<'a> Glyph<'a> {
    /// Longer than any emoji of four people and their skin tones: not writing, but an attack on the screen.
    const LONGEST: usize = 64;

    /// `runs_left` says whether the text around has letters that run from right to left.
    fn new(at: usize, grapheme: &'a str, unicode: bool, runs_left: impl Fn() -> bool) -> Self {
        let first = grapheme.chars().next().unwrap_or(' ');
        if let Some(width) = plain_width(first).filter(|_| grapheme.len() == first.len_utf8()) {
            return Self { at, len: grapheme.len(), shown: Cow::Borrowed(grapheme), width };
        }
        let shown = if grapheme.len() > Self::LONGEST {
            Cow::Borrowed("\u{fffd}")
        } else if matches!(first, '\r' | '\n') {
            // Only where a text of several lines is shown as one.
            Cow::Borrowed(" ")
        } else if first == '\t' {
            Cow::Borrowed("    ")
        } else if is_mark(first) && runs_left() {
            // It stands where it should, and is seen by nobody.
            Cow::Borrowed(grapheme)
        } else if let Some(stand_in) = stand_in(first, unicode) {
            Cow::Owned(stand_in)
        } else if grapheme.width() == 0 {
            // A zero-width space is often the very thing that is wrong.
            Cow::Owned(grapheme.chars().map(escape).collect())
        } else {
            Cow::Borrowed(grapheme)
        };
        Self { at, len: grapheme.len(), width: shown.width(), shown }
    }
}

/// The columns of the characters that most texts are made of. Between two of them there is always a border of what a reader
/// takes for one character, and each is printed as it is.
fn plain_width(c: char) -> Option<usize> {
    match c {
        ' '..='~' => Some(1),
        c if is_east_asian_letter(c) => Some(2),
        _ => None,
    }
}

fn is_plain(c: char) -> bool {
    plain_width(c).is_some()
}

/// The first character of a text as a reader sees it, and what follows.
fn split_first(text: &str) -> Option<(&str, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let len = if is_plain(first) && chars.next().is_none_or(is_plain) {
        first.len_utf8()
    } else {
        text.graphemes(true).next()?.len()
    };
    Some(text.split_at(len))
}

/// What stands before the last character of a text as a reader sees it, and that character.
fn split_last(text: &str) -> Option<(&str, &str)> {
    let mut chars = text.chars();
    let last = chars.next_back()?;
    let len = if is_plain(last) && chars.next_back().is_none_or(is_plain) {
        last.len_utf8()
    } else {
        text.graphemes(true).next_back()?.len()
    };
    Some(text.split_at(text.len() - len))
}

fn grapheme_start(text: &str, offset: usize) -> usize {
    let mut cursor = GraphemeCursor::new(offset, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        _ => offset,
    }
}

/// A text of our own on one line, with nothing in it that a terminal would obey. Messages quote documents.
pub(super) fn one_line(text: &str, unicode: bool) -> Cow<'_, str> {
    if !text.contains(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let runs_left = LazyCell::new(|| text.contains(is_right_to_left));
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match stand_in(c, unicode) {
            _ if matches!(c, '\n' | '\r' | '\t') => line.push(' '),
            _ if is_mark(c) && *runs_left => line.push(c),
            Some(stand_in) => line += &stand_in,
            None => line.push(c),
        }
    }
    Cow::Owned(line)
}

/// What is printed for a character that would steer the terminal or reorder the text on it.
fn stand_in(c: char, unicode: bool) -> Option<String> {
    if !is_dangerous(c) {
        return None;
    }
    let picture = match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('\u{2421}'),
        _ => None,
    };
    Some(picture.filter(|_| unicode).map_or_else(|| escape(c), String::from))
}

pub(super) fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// Marks of the writing direction that turn nothing around but the punctuation beside them. Texts that run from right to left
/// need them; elsewhere they hide.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
}

/// Letters of Hebrew, Arabic and their neighbours.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{5be}'..='\u{61b}' | '\u{61d}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

fn escape(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What joins and what does not: letters of three scripts, pieces of Hangul, marks, flags, a family, odd characters.
    const TEXT: &str = "[a ~é가각각漢あガ゙\u{3099}\u{301}\u{200d}\u{fe0f}👩🇰🇷\r\n\t\u{600}\u{200b}]{0,24}";

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn characters_are_those_of_unicode(text in TEXT) {
            let (mut forth, mut rest) = (Vec::new(), text.as_str());
            while let Some((first, more)) = split_first(rest) {
                forth.push(first);
                rest = more;
            }
            let (mut back, mut rest) = (Vec::new(), text.as_str());
            while let Some((more, last)) = split_last(rest) {
                back.push(last);
                rest = more;
            }
            back.reverse();
            let expected: Vec<&str> = text.graphemes(true).collect();
            prop_assert_eq!(forth, &*expected);
            prop_assert_eq!(back, expected);
        }
    }

    #[test]
    fn marks_of_the_direction_stay_where_texts_run_from_right_to_left() {
        assert_eq!(one_line("מזח (A)\u{200f} פנוי", true), "מזח (A)\u{200f} פנוי");
        assert_eq!(one_line("מזח\u{202e}", true), "מזח<U+202E>");
        assert_eq!(one_line("pier\u{200f}", true), "pier<U+200F>");
        let text = "מזח (A)\u{200f} פנוי";
        let at = text.find("פנוי").expect("it stands there");
        let excerpt = Excerpt::new(text, 0..text.len(), at..text.len(), 40, true);
        assert_eq!((&*excerpt.text, excerpt.width), (text, 12));
        assert_eq!(excerpt.columns(&(at..text.len())), Some(8..12));
        let text = "pier\u{200f} A";
        assert_eq!(Excerpt::new(text, 0..text.len(), 0..1, 40, true).text, "pier<U+200F> A");
    }

    #[test]
    fn plain_characters_are_as_wide_as_unicode_says() {
        for c in '\0'..=char::MAX {
            let Some(width) = plain_width(c) else { continue };
            assert_eq!(width, c.to_string().width(), "{c:?}");
            assert!(!is_dangerous(c), "{c:?}");
        }
    }
}
