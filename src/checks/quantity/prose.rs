//! The words of one side of a pair in one piece, as readers see them, with the way back to the view. Not Markdown:
//! what is no prose is one character that belongs to no word.

use std::ops::Range;

use crate::model::Side;
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// Stands for code, markup, or an address.
const THING: char = '\u{fffc}';

/// Words without marks, code and addresses.
#[derive(Debug, Default)]
pub(in crate::checks) struct Prose {
    pub(in crate::checks) text: String,
    /// Where pieces begin: here, and in the view.
    pieces: Vec<(usize, u32)>,
}

impl Prose {
    pub(in crate::checks) fn of(side: &Side<'_>) -> Self {
        let view = side.view.text();
        let nodes = &side.view.outline().nodes;
        let mut prose = Self::default();
        prose.text.reserve(side.span.len());
        prose.pieces.reserve(side.starting_nodes().len());
        for (at, node) in side.indexed() {
            let words = node.outer.of(view);
            prose.pieces.push((prose.text.len(), node.outer.start));
            match node.kind {
                Kind::Text => {
                    let around = nodes[nodes[at as usize].parent as usize].kind;
                    if around == Kind::Link && words.contains("://") {
                        prose.text.push(THING);
                    } else if words.starts_with('&') && words.ends_with(';') {
                        prose.text.push(' ');
                    } else {
                        prose.text.push_str(words);
                    }
                }
                Kind::Html if words.starts_with("<br") => prose.text.push(' '),
                Kind::Code | Kind::Html => prose.text.push(THING),
                Kind::Break => prose.text.push(' '),
                _ => {
                    prose.pieces.pop();
                }
            }
        }
        prose
    }

    /// A text that stands for itself, for tests of what reads it.
    #[cfg(test)]
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.into(), pieces: vec![(0, 0)] }
    }

    /// Where words stand in the view.
    pub(in crate::checks) fn span(&self, range: &Range<usize>) -> Span {
        let place = |at: usize| {
            let piece = self.pieces.partition_point(|piece| piece.0 <= at).saturating_sub(1);
            let (here, view) = self.pieces.get(piece).copied().unwrap_or_default();
            view as usize + (at - here)
        };
        let start = place(range.start);
        let end = if range.is_empty() { start } else { place(range.end - 1) + 1 };
        Span::new(start, end.max(start))
    }
}
