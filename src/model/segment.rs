//! A segment's id, and a pair of texts. A [`Pair`] comes from side-by-side spans or from two aligned
//! documents; what reads it cannot tell which.

use std::fmt;

use super::view::View;
use crate::syntax::markdown::{Link, Node};
use crate::text::{ByteSet, Span, Starts};

/// A translated segment with the text that it was translated from.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'d> {
    /// What the author wrote.
    pub source: Side<'d>,
    /// What readers of the translation see.
    pub target: Side<'d>,
}

/// One text of a pair, as a range of a view.
#[derive(Debug, Clone, Copy)]
pub struct Side<'d> {
    /// The view that it lies in.
    pub view: &'d View,
    /// Where, in bytes of the view.
    pub span: Span,
    /// The blocks and inlines that begin in it, as indices of the view's outline.
    nodes: (u32, u32),
    bytes: ByteSet,
}

impl<'d> Side<'d> {
    /// The text of pair number `pair` in a view.
    ///
    /// # Panics
    /// Where there is no such pair.
    #[must_use]
    pub fn new(view: &'d View, pair: usize) -> Self {
        let (span, nodes) = (view.side(pair), view.starting_range_of(pair));
        Self { view, span, nodes, bytes: view.bytes(pair) }
    }

    /// Which kinds of bytes stand in it: the cheapest question, where most pairs are done with.
    #[must_use]
    pub fn bytes(&self) -> ByteSet {
        self.bytes
    }

    /// Whether an ASCII mark stands in it; of letters and digits, whether any of their kind does.
    #[must_use]
    #[inline]
    pub fn has(&self, byte: u8) -> bool {
        self.bytes.has(byte)
    }

    /// Whether a byte of some kinds stands in it.
    #[must_use]
    #[inline]
    pub fn has_any(&self, bytes: ByteSet) -> bool {
        self.bytes.meets(bytes)
    }

    /// Whether a capital letter stands in it behind the first letter or digit of a word.
    #[must_use]
    pub fn has_inner_capital(&self) -> bool {
        !self.span.is_empty()
            && self.view.before_capitals().any_within(Span { end: self.span.end - 1, ..self.span })
    }

    /// Where one of some characters may stand in it, in order, in bytes of its view.
    pub fn places_of(&self, starts: &'d Starts) -> impl Iterator<Item = usize> + use<'d> {
        starts.within(self.view.text(), self.view.marks(), self.span)
    }

    /// Its Markdown.
    #[must_use]
    pub fn text(&self) -> &'d str {
        self.span.of(self.view.text())
    }

    /// Where it stands without the spaces around it.
    #[must_use]
    pub fn trimmed(&self) -> Span {
        let text = self.text();
        let start = self.span.start as usize + (text.len() - text.trim_start().len());
        Span::new(start, start + text.trim().len())
    }

    /// The blocks and inlines that begin in it.
    #[must_use]
    pub fn starting_nodes(&self) -> &'d [Node] {
        &self.view.outline().nodes[self.nodes.0 as usize..self.nodes.1 as usize]
    }

    /// The links and images that begin in it, with where they lead.
    pub fn links(&self) -> impl Iterator<Item = (&'d Node, &'d Link)> + use<'d> {
        let outline = self.view.outline();
        let from = outline.links.partition_point(|link| link.node < self.nodes.0);
        let until = self.nodes.1;
        let links = outline.links[from..].iter().take_while(move |link| link.node < until);
        links.map(|link| (&outline.nodes[link.node as usize], link))
    }

    /// Its nodes with their indices in the view's outline, for asking what stands around one.
    pub fn indexed(&self) -> impl Iterator<Item = (u32, &'d Node)> + use<'d> {
        (self.nodes.0..).zip(self.starting_nodes())
    }
}

/// The id of a side-by-side segment, taken apart: `4c0de-103`, `4c0de-p103`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentId {
    /// Five hexadecimal digits, one value a page and hand-off. It means nothing else.
    pub prefix: [u8; 5],
    /// Which counter the number is of.
    pub unit: Unit,
    /// From 101.
    pub number: u32,
}

/// What one number counts. Each unit has a counter of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A sentence.
    Sentence,
    /// A paragraph of several sentences in one pair.
    Paragraph,
}

impl SegmentId {
    /// Reads five hexadecimal digits, a hyphen, an optional `p`, and three to nine digits; `None` for
    /// anything else. Numbers below 101 are read as well.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let (&prefix, _) = written.as_bytes().split_first_chunk::<5>()?;
        let lower_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if !prefix.iter().all(lower_hex) {
            return None;
        }
        let rest = written[prefix.len()..].strip_prefix('-')?;
        let (unit, digits) = match rest.strip_prefix('p') {
            Some(digits) => (Unit::Paragraph, digits),
            None => (Unit::Sentence, rest),
        };
        let plain = (3..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| Some(Self { prefix, unit, number: digits.parse().ok()? })).flatten()
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unit::Sentence => "sentence",
            Unit::Paragraph => "paragraph",
        })
    }
}
