//! The pages that a report is reading from, and places in them in whatever order they are asked for.
//! Not a reader of files: texts come from [`Sources`].

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::Sources;
use crate::text::{BOM, LineIndex, Position, Span, widths};

/// The last few pages that were asked for. A report goes through the pages in order, so this is the
/// current one and those that its related places lie in.
pub(super) struct Files<'a> {
    sources: &'a dyn Sources,
    /// The latest last. Missing ones are kept too, so that they are asked for once.
    recent: Vec<(Arc<str>, Option<Rc<LinedText>>)>,
}

impl<'a> Files<'a> {
    const KEPT: usize = 8;

    pub(super) fn new(sources: &'a dyn Sources) -> Self {
        Self { sources, recent: Vec::with_capacity(Self::KEPT) }
    }

    pub(super) fn page(&mut self, path: &Arc<str>) -> Option<Rc<LinedText>> {
        let entry = match self.recent.iter().rposition(|(name, _)| name == path) {
            Some(found) => self.recent.remove(found),
            None => {
                if self.recent.len() == Self::KEPT {
                    self.recent.remove(0);
                }
                (path.clone(), self.sources.text(path).map(|text| Rc::new(LinedText::new(text))))
            }
        };
        let page = entry.1.clone();
        self.recent.push(entry);
        page
    }

    /// Where `span` starts and ends.
    pub(super) fn places(&mut self, path: &Arc<str>, span: Span) -> (Position, Position) {
        let known = self.sources.landmarks(path);
        if let Some(places) = known.and_then(|known| Some((known.at(span.start)?, known.at(span.end)?))) {
            return places;
        }
        self.page(path).map_or_else(
            || (unread(span.start), unread(span.end)),
            |page| (page.at(span.start as usize), page.at(span.end as usize)),
        )
    }
}

/// A place in a file that is no text: the offset is all there is.
fn unread(offset: u32) -> Position {
    Position { offset: offset as usize, line: 1, column: 1, utf16: 1 }
}

/// A text with its lines and, every [`LinedText::STEP`] bytes, how many characters came before.
///
/// [`crate::text::Positions`] is linear for rising offsets, but a report asks back and forth: an end, the start
/// of a finding inside the last one, a related place far above. On a page of one line of 1 MB each step
/// back would walk the line again.
pub(super) struct LinedText {
    pub(super) text: Arc<str>,
    pub(super) lines: LineIndex,
    /// Made for the first long line that is asked about.
    marks: OnceCell<Vec<Counts>>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    chars: usize,
    units: usize,
}

impl Counts {
    fn add(self, bytes: &[u8]) -> Self {
        let (chars, units) = widths(bytes);
        Self { chars: self.chars + chars, units: self.units + units }
    }
}

impl LinedText {
    const STEP: usize = 1024;

    pub(super) fn new(text: Arc<str>) -> Self {
        let lines = LineIndex::new(&text);
        Self { text, lines, marks: OnceCell::new() }
    }

    /// The position of byte `offset`. Past the end it is the end; inside a character, its start.
    pub(super) fn at(&self, offset: usize) -> Position {
        let offset = floor(&self.text, offset);
        let line = self.lines.line(offset);
        let start = self.lines.start(line);
        let before = self.between(start, offset);
        let bom = usize::from(start == 0 && offset > 0 && self.text.starts_with(BOM));
        Position { offset, line: line + 1, column: before.chars - bom + 1, utf16: before.units - bom + 1 }
    }

    /// What stands from one byte to another.
    fn between(&self, start: usize, end: usize) -> Counts {
        if end - start <= 4 * Self::STEP {
            return Counts::default().add(&self.text.as_bytes()[start..end]);
        }
        let (to, from) = (self.counts(end), self.counts(start));
        Counts { chars: to.chars - from.chars, units: to.units - from.units }
    }

    /// What stands before byte `offset`.
    fn counts(&self, offset: usize) -> Counts {
        let block = offset / Self::STEP;
        let marks = self.marks.get_or_init(|| {
            let mut marks = vec![Counts::default()];
            for block in self.text.as_bytes().chunks(Self::STEP) {
                marks.push(marks[marks.len() - 1].add(block));
            }
            marks
        });
        marks[block].add(&self.text.as_bytes()[block * Self::STEP..offset])
    }

    /// `span` as far as the text goes, on character borders.
    pub(super) fn clip(&self, span: Span) -> Range<usize> {
        let start = floor(&self.text, span.start as usize);
        start..ceil(&self.text, span.end as usize).max(start)
    }

    /// Line `line`, counted from 0, without its end and without a byte order mark.
    pub(super) fn line(&self, line: usize) -> Range<usize> {
        let mut range = self.lines.line_span(&self.text, line).range();
        if range.start == 0 {
            range.start = crate::text::bom_len(&self.text);
        }
        range
    }
}

/// The last character border at or before `offset`.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset)
}

/// The first character border at or after `offset`; the end where it lies beyond.
pub(super) fn ceil(text: &str, offset: usize) -> usize {
    text.ceil_char_boundary(offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Positions;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn places_in_any_order_are_those_of_one_walk(
            text in "(\u{feff}?[a가漢😀é\r\n]{0,40}){0,90}",
            offsets in prop::collection::vec(0usize..9000, 1..20),
        ) {
            let page = LinedText::new(text.as_str().into());
            for offset in offsets {
                let expected = Positions::new(&text, &page.lines).at(offset);
                prop_assert_eq!(page.at(offset), expected);
            }
        }
    }
}
