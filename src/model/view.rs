//! A document as the readers of one side see it: each pair replaced by its target, or by its source.
//! The map leads from there back to the file. Not a copy to edit: fixes are edits of the file.

use std::ops::Range;
use std::sync::OnceLock;

use crate::syntax::markdown::{self, Kind, Node, Outline};
use crate::syntax::side_by_side::PairTags;
use crate::text::{Places, Span};

/// One side of a document, parsed as Markdown.
#[derive(Debug)]
pub struct View {
    text: String,
    outline: Outline,
    /// Gap, side, gap, side, …, gap: where each piece starts, in the view and in the file.
    pieces: Vec<Piece>,
    /// For each piece, the first node that begins in it or behind it; one more at the end.
    firsts: Vec<u32>,
    /// Once somebody asks.
    before_capitals: OnceLock<Places>,
    marks: OnceLock<Places>,
    odd: OnceLock<Places>,
    borders: OnceLock<Places>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    view: u32,
    file: u32,
}

/// Which text stands for a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SideName {
    /// The translation.
    Target,
    /// What it was translated from.
    Source,
}

impl SideName {
    /// Its text in a pair.
    pub(super) fn of(self, pair: &PairTags) -> Span {
        match self {
            SideName::Target => pair.target,
            SideName::Source => pair.source,
        }
    }
}

impl View {
    /// The view of `text` from byte `body` on, with one side of each pair. `pairs` rise and lie behind `body`.
    #[must_use]
    pub fn new(text: &str, body: usize, pairs: &[PairTags], side: SideName) -> Self {
        let mut pieces = Vec::with_capacity(2 * pairs.len() + 1);
        let mut shown = String::with_capacity(capacity(text.len() - body, pairs, side));
        let mut gap = body;
        for pair in pairs {
            for (start, end) in [(gap, pair.whole.start as usize), {
                let side = side.of(pair);
                (side.start as usize, side.end as usize)
            }] {
                pieces.push(Piece { view: Span::at(shown.len()).start, file: Span::at(start).start });
                shown.push_str(&text[start..end]);
            }
            gap = pair.whole.end as usize;
        }
        pieces.push(Piece { view: Span::at(shown.len()).start, file: Span::at(gap).start });
        shown.push_str(&text[gap..]);
        let cuts: Vec<u32> = pieces.iter().map(|piece| piece.view).collect();
        let outline = markdown::outline(&shown, &cuts);
        let firsts = firsts(&outline, &cuts);
        Self {
            text: shown,
            outline,
            pieces,
            firsts,
            before_capitals: OnceLock::new(),
            marks: OnceLock::new(),
            odd: OnceLock::new(),
            borders: OnceLock::new(),
        }
    }

    /// The same view with other stretches of it as the sides of pairs: rising ranges of the view that share nothing.
    /// For a page without pairs, whose blocks are aligned with those of another.
    #[must_use]
    pub fn with_sides(mut self, sides: &[Span]) -> Self {
        let Some(&Piece { view, file }) = self.pieces.first() else { return self };
        let piece = |at: u32| Piece { view: at, file: at - view + file };
        self.pieces = std::iter::once(piece(view))
            .chain(sides.iter().flat_map(|side| [piece(side.start), piece(side.end)]))
            .collect();
        let cuts: Vec<u32> = self.pieces.iter().map(|piece| piece.view).collect();
        self.firsts = firsts(&self.outline, &cuts);
        self
    }

    /// The text that readers of this side get, without the header.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Letters and digits right before a capital letter.
    #[must_use]
    pub fn before_capitals(&self) -> &Places {
        self.before_capitals.get_or_init(|| Places::before_capitals(&self.text))
    }

    /// The words of a part of the text, in order, cut at all that is ASCII and no letter or digit.
    pub fn words(&self, part: Span) -> impl Iterator<Item = Span> + use<'_> {
        self.borders.get_or_init(|| Places::of_borders(&self.text)).words(&self.text, part)
    }

    /// Bytes in words that no word of small letters has.
    #[must_use]
    pub fn odd(&self) -> &Places {
        self.odd.get_or_init(|| Places::of_odd(&self.text))
    }

    /// Where brackets, quotation marks and the like may stand.
    #[must_use]
    pub fn marks(&self) -> &Places {
        self.marks.get_or_init(|| Places::of_marks(&self.text))
    }

    /// Its outline, in bytes of [`View::text`].
    #[must_use]
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// Where pair number `pair` stands, in bytes of the view.
    ///
    /// # Panics
    /// Where there is no such pair.
    #[must_use]
    pub fn side(&self, pair: usize) -> Span {
        self.piece(2 * pair + 1)
    }

    /// Where the gap before pair number `pair` stands; the gap after the last has the number of pairs.
    ///
    /// # Panics
    /// Where there is no such gap.
    #[must_use]
    pub fn gap(&self, pair: usize) -> Span {
        self.piece(2 * pair)
    }

    /// The nodes that begin inside pair number `pair`, as the first index and the one behind the last.
    ///
    /// # Panics
    /// Where there is no such pair.
    #[must_use]
    pub fn nodes_in(&self, pair: usize) -> (u32, u32) {
        (self.firsts[2 * pair + 1], self.firsts[2 * pair + 2])
    }

    /// How many pairs it was made with.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.pieces.len() / 2
    }

    /// The pair that a byte of the view lies in.
    #[must_use]
    pub fn pair_at(&self, offset: u32) -> Option<usize> {
        let piece = self.piece_at(offset);
        (piece % 2 == 1).then_some(piece / 2)
    }

    /// The pairs that begin inside `span`.
    #[must_use]
    pub fn pairs_in(&self, span: Span) -> Range<usize> {
        // Odd pieces are sides: the first that starts at or behind a byte is half its index.
        let first = |offset| self.pieces.partition_point(|piece| piece.view < offset) / 2;
        first(span.start)..first(span.end).max(first(span.start))
    }

    /// The pairs that fenced or inline code holds, tags and all. Code within a pair is the pair's own, and an
    /// indented block may be a list's.
    #[must_use]
    pub fn pairs_in_code(&self) -> Vec<usize> {
        let code =
            self.outline.nodes.iter().filter(|node| matches!(node.kind, Kind::FencedCode | Kind::Code));
        let around = code.filter(|node| self.pair_at(node.outer.start).is_none());
        around.flat_map(|node| self.pairs_in(node.outer)).collect()
    }

    /// The pair that all of `span` lies in.
    #[must_use]
    pub fn pair_around(&self, span: Span) -> Option<usize> {
        let pair = self.pair_at(span.start)?;
        self.side(pair).contains(span).then_some(pair)
    }

    /// The same bytes in the file, where they stand there in one piece. At a border the start binds to the
    /// right and the end to the left.
    #[must_use]
    pub fn to_file(&self, span: Span) -> Option<Span> {
        let first = self.piece_at(span.start);
        let last = if span.is_empty() { first } else { self.piece_before(span.end) };
        (first == last).then(|| self.shift(first, span))
    }

    /// The same bytes in the file, piece by piece.
    pub fn to_file_pieces(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let first = self.piece_at(span.start);
        let last = if span.is_empty() { first } else { self.piece_before(span.end) };
        (first..=last).filter_map(move |at| {
            let piece = self.piece(at);
            let cut = Span { start: span.start.max(piece.start), end: span.end.min(piece.end) };
            (cut.start < cut.end || span.is_empty()).then(|| self.shift(at, cut))
        })
    }

    /// The byte of the view that shows byte `offset` of the file; `None` where the view shows it not.
    #[must_use]
    pub fn to_view(&self, offset: u32) -> Option<u32> {
        let at = self.pieces.partition_point(|piece| piece.file <= offset).checked_sub(1)?;
        let shown = self.pieces[at].view + (offset - self.pieces[at].file);
        (shown < self.piece(at).end || (shown as usize == self.text.len() && at + 1 == self.pieces.len()))
            .then_some(shown)
    }

    /// Nodes that begin inside pair number `pair`.
    ///
    /// # Panics
    /// Where there is no such pair.
    #[must_use]
    pub fn nodes_of(&self, pair: usize) -> &[Node] {
        self.outline.starting_in(self.side(pair))
    }

    fn shift(&self, at: usize, span: Span) -> Span {
        let Piece { view, file } = self.pieces[at];
        Span { start: span.start - view + file, end: span.end - view + file }
    }

    fn piece(&self, at: usize) -> Span {
        let end = self.pieces.get(at + 1).map_or(self.text.len(), |next| next.view as usize);
        Span::new(self.pieces[at].view as usize, end)
    }

    /// The last piece that starts at or before a byte: a start binds to the right.
    fn piece_at(&self, offset: u32) -> usize {
        self.pieces.partition_point(|piece| piece.view <= offset).saturating_sub(1)
    }

    /// The last piece that starts before a byte: an end binds to the left.
    fn piece_before(&self, offset: u32) -> usize {
        self.pieces.partition_point(|piece| piece.view < offset).saturating_sub(1)
    }
}

/// Nodes and pieces rise together: one walk finds what a search for each piece would.
fn firsts(outline: &Outline, cuts: &[u32]) -> Vec<u32> {
    let mut firsts = Vec::with_capacity(cuts.len() + 1);
    let mut at = 0;
    for &cut in cuts {
        at += outline.nodes[at..].iter().take_while(|node| node.outer.start < cut).count();
        firsts.push(Span::at(at).start);
    }
    firsts.push(Span::at(outline.nodes.len()).start);
    firsts
}

fn capacity(body: usize, pairs: &[PairTags], side: SideName) -> usize {
    let dropped: usize = pairs.iter().map(|pair| pair.whole.len() - side.of(pair).len()).sum();
    body.saturating_sub(dropped)
}
