//! The lines and columns of some places of a text, for whoever no longer holds it. Not which places those are.

use serde::{Deserialize, Serialize};

use super::{BOM, Position, widths};

/// The positions of some bytes of one text, which are worked out while it is at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landmarks(Vec<Landmark>);

/// One of them. A page has less than 4 GB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Landmark {
    /// The byte that was asked for, from 0.
    asked: u32,
    /// The byte where the character begins that it stands in.
    offset: u32,
    line: u32,
    column: u32,
    utf16: u32,
}

impl Landmarks {
    /// Of bytes of `text`, in any order. One walk as far as the last of them, however many share a line.
    #[must_use]
    pub fn of(text: &str, mut offsets: Vec<u32>) -> Self {
        offsets.sort_unstable();
        offsets.dedup();
        let bytes = text.as_bytes();
        let mut here = Landmark { asked: 0, offset: 0, line: 1, column: 1, utf16: 1 };
        let mut landmarks = Vec::with_capacity(offsets.len());
        for asked in offsets {
            let offset = text.floor_char_boundary(asked as usize);
            let from = here.offset as usize;
            let mut start = None;
            for end in memchr::memchr2_iter(b'\n', b'\r', &bytes[from..offset]).map(|at| from + at) {
                if bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n') {
                    continue;
                }
                here.line += 1;
                start = Some(end + 1);
            }
            if start.is_some() {
                (here.column, here.utf16) = (1, 1);
            }
            let (chars, units) = widths(&bytes[start.unwrap_or(from)..offset]);
            here.column += chars as u32;
            here.utf16 += units as u32;
            // It is no column, and nothing else stands in the first line before it.
            if from == 0 && offset > 0 && start.is_none() && text.starts_with(BOM) {
                here.column -= 1;
                here.utf16 -= 1;
            }
            here.offset = offset as u32;
            landmarks.push(Landmark { asked, ..here });
        }
        Self(landmarks)
    }

    /// The position of byte `offset`, if it is one of them.
    #[must_use]
    pub fn at(&self, offset: u32) -> Option<Position> {
        let at = self.0.binary_search_by_key(&offset, |landmark| landmark.asked).ok()?;
        let Landmark { offset, line, column, utf16, .. } = self.0[at];
        let [offset, line, column, utf16] = [offset, line, column, utf16].map(|number| number as usize);
        Some(Position { offset, line, column, utf16 })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{LineIndex, Positions};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn landmarks_are_the_positions_of_a_walk(
            text in "(\u{feff}?[a가漢😀é\r\n]{0,40}){0,30}",
            offsets in prop::collection::vec(0u32..3000, 1..20),
        ) {
            let landmarks = Landmarks::of(&text, offsets.clone());
            let lines = LineIndex::new(&text);
            for offset in offsets {
                let expected = Positions::new(&text, &lines).at(offset as usize);
                prop_assert_eq!(landmarks.at(offset), Some(expected));
            }
            prop_assert_eq!(landmarks.at(3000), None);
        }
    }
}
