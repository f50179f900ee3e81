//! What a reader sees of one line: as much around a place as the screen has columns for, nothing that
//! a terminal would obey or hide, and the column of every character.
//! Not the frame around it (`frame.rs`).

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use unicode_width::UnicodeWidthStr;

use super::source::{ceil, floor};

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

        let (head, tail) = slice.split_at(middle);
        let glyph = |(at, grapheme)| Glyph::new(from + at, grapheme, unicode);
        let after = tail.grapheme_indices(true).map(|(at, grapheme)| glyph((middle + at, grapheme)));
        let mut after = Run::gather(after, columns, to == within.end);
        let before = head.grapheme_indices(true).rev().map(glyph);
        let mut before = Run::gather(before, columns, from == within.start);

        let ellipsis = if unicode { "…" } else { "..." };
        let focus: usize = after.glyphs.iter().filter(|glyph| glyph.at < end).map(|glyph| glyph.width).sum();
        let rest = columns.saturating_sub(focus.max(1)).max(2 * ellipsis.width()).min(columns);
        let behind = if after.whole { after.width.saturating_sub(focus) } else { rest };
        // What is not needed behind the focus is for what stands before it.
        let cut_before = before.cut(rest - behind.min(rest - rest / 2), ellipsis.width());
        let cut_after = after.cut(columns.saturating_sub(before.width), ellipsis.width());

        let mut excerpt = Self { text: String::new(), width: 0, cells: Vec::new(), cut_after };
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
        let mut run = Self { glyphs: Vec::new(), width: 0, whole };
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

    fn new(at: usize, grapheme: &'a str, unicode: bool) -> Self {
        let first = grapheme.chars().next().unwrap_or(' ');
        let shown = if grapheme.len() > Self::LONGEST {
            Cow::Borrowed("\u{fffd}")
        } else if matches!(first, '\r' | '\n') {
            // Only where a text of several lines is shown as one.
            Cow::Borrowed(" ")
        } else if first == '\t' {
            Cow::Borrowed("    ")
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
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match stand_in(c, unicode) {
            _ if matches!(c, '\n' | '\r' | '\t') => line.push(' '),
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

fn escape(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}
