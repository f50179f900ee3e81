//! A document as the readers of one side see it: each pair replaced by its target, or by its source.
//! The map leads from there back to the file. Not a copy to edit: fixes are edits of the file.

use std::collections::VecDeque;
use std::mem;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::fold;
use crate::syntax::markdown::{self, Kind, Node, Outline};
use crate::syntax::side_by_side::{self, PairTags};
use crate::text::{self, ByteSet, Places, Span};

/// One side of a document, parsed as Markdown.
#[derive(Debug)]
pub struct View {
    shown: Arc<Shown>,
    /// Where each piece starts in the file.
    files: Vec<u32>,
}

/// What there is to know of a view without its file: the same for all documents that show the same text in the same pieces.
#[derive(Debug, Clone, Default)]
struct Shown {
    text: String,
    /// Gap, side, gap, side, …, gap: where each piece starts.
    cuts: Vec<u32>,
    outline: Outline,
    /// For each piece, the first node that begins in it or behind it; one more at the end.
    firsts: Vec<u32>,
    // What follows is worked out once somebody asks.
    bytes: OnceLock<Box<[ByteSet]>>,
    keys: OnceLock<Box<[u64]>>,
    hashes: OnceLock<Box<[u64]>>,
    holds_marker: OnceLock<bool>,
    before_capitals: OnceLock<Places>,
    marks: OnceLock<Places>,
    odd: OnceLock<Places>,
    borders: OnceLock<Places>,
    seams: OnceLock<Places>,
}

/// The source views of the documents that were read last. The locales of a page mostly have one source, and whoever reads them
/// one after the other parses it once; so does an editor while its translation is typed.
#[derive(Debug, Default)]
pub struct RecentViews {
    /// The latest first.
    views: VecDeque<Arc<Shown>>,
    // Used again for the next one.
    text: String,
    cuts: Vec<u32>,
}

impl RecentViews {
    /// As many versions of a source as the locales of a page are likely to have.
    const MOST: usize = 4;

    /// What there is to know of `text` and `cuts`.
    fn shown(&mut self) -> Arc<Shown> {
        let is_same = |shown: &&Arc<Shown>| shown.cuts == self.cuts && shown.text == self.text;
        if let Some(shown) = self.views.iter().find(is_same) {
            return Arc::clone(shown);
        }
        let shown = Arc::new(Shown::new(mem::take(&mut self.text), mem::take(&mut self.cuts)));
        self.views.truncate(Self::MOST - 1);
        self.views.push_front(Arc::clone(&shown));
        shown
    }
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
        let (mut shown, mut cuts) = (String::new(), Vec::new());
        let files = pieces(text, body, pairs, side, &mut shown, &mut cuts);
        Self { shown: Arc::new(Shown::new(shown, cuts)), files }
    }

    /// As [`View::new`], parsed only where it is none of the `recent` ones.
    #[must_use]
    pub fn new_or_recent(
        text: &str,
        body: usize,
        pairs: &[PairTags],
        side: SideName,
        recent: &mut RecentViews,
    ) -> Self {
        let files = pieces(text, body, pairs, side, &mut recent.text, &mut recent.cuts);
        Self { shown: recent.shown(), files }
    }

    /// The same view with other stretches of it as the sides of pairs: rising ranges of the view that share nothing.
    /// For a page without pairs, whose blocks are aligned with those of another.
    #[must_use]
    pub fn with_sides(mut self, sides: &[Span]) -> Self {
        let (Some(&view), Some(&file)) = (self.shown.cuts.first(), self.files.first()) else { return self };
        let cuts = sides.iter().flat_map(|side| [side.start, side.end]);
        let cuts: Vec<u32> = std::iter::once(view).chain(cuts).collect();
        self.files = cuts.iter().map(|cut| cut - view + file).collect();
        let firsts = firsts(&self.shown.outline, &cuts);
        let Shown { text, outline, .. } = Arc::unwrap_or_clone(self.shown);
        self.shown = Arc::new(Shown { text, cuts, outline, firsts, ..Shown::default() });
        self
    }

    /// The text that readers of this side get, without the header.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.shown.text
    }

    /// Which kinds of bytes stand in pair number `pair`.
    ///
    /// # Panics
    /// Where there is no such pair.
    #[must_use]
    pub fn bytes(&self, pair: usize) -> ByteSet {
        let all = || (0..self.pairs()).map(|pair| ByteSet::of(self.side(pair).of(self.text()))).collect();
        self.shown.bytes.get_or_init(all)[pair]
    }

    /// Whether it shows a word of the markers of pairs.
    #[must_use]
    pub fn holds_marker(&self) -> bool {
        *self.shown.holds_marker.get_or_init(|| side_by_side::holds_marker(self.text()))
    }

    /// Stands for the text of each pair, as written: for what does not outlive the program's version.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        let all = || (0..self.pairs()).map(|pair| text::hash(self.side(pair).of(self.text()))).collect();
        self.shown.hashes.get_or_init(all)
    }

    /// What the words of each pair fold to, as [`fold::key`] has it.
    #[must_use]
    pub fn keys(&self) -> &[u64] {
        let all = || (0..self.pairs()).map(|pair| fold::key(self.side(pair).of(self.text()))).collect();
        self.shown.keys.get_or_init(all)
    }

    /// Letters and digits right before a capital letter.
    #[must_use]
    pub fn before_capitals(&self) -> &Places {
        self.shown.before_capitals.get_or_init(|| Places::before_capitals(self.text()))
    }

    /// The words of a part of the text, in order, cut at all that is ASCII and no letter or digit.
    pub fn words(&self, part: Span) -> impl Iterator<Item = Span> + use<'_> {
        self.shown.borders.get_or_init(|| Places::of_borders(self.text())).words(self.text(), part)
    }

    /// Bytes in words that no word of small letters has.
    #[must_use]
    pub fn odd(&self) -> &Places {
        self.shown.odd.get_or_init(|| Places::of_odd(self.text()))
    }

    /// Where brackets, quotation marks and the like may stand.
    #[must_use]
    pub fn marks(&self) -> &Places {
        self.shown.marks.get_or_init(|| Places::of_marks(self.text()))
    }

    /// Where what is ASCII and what is not stand side by side, in a part of the text and in order: the first byte of the second,
    /// where it is a capital or what stands before it is no space.
    pub fn seams(&self, part: Span) -> impl Iterator<Item = usize> + use<'_> {
        let seams = self.shown.seams.get_or_init(|| Places::of_seams(self.text()));
        let last = Span { end: part.end.max(part.start + 1) - 1, ..part };
        seams.within(last).map(|at| at + 1)
    }

    /// Its outline, in bytes of [`View::text`].
    #[must_use]
    pub fn outline(&self) -> &Outline {
        &self.shown.outline
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

    /// As [`View::starting_nodes_of`], as the first index and the one behind the last.
    ///
    /// # Panics
    /// Where there is no such pair.
    #[must_use]
    pub fn starting_range_of(&self, pair: usize) -> (u32, u32) {
        (self.shown.firsts[2 * pair + 1], self.shown.firsts[2 * pair + 2])
    }

    /// How many pairs it was made with.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.files.len() / 2
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
        let first = |offset| self.shown.cuts.partition_point(|&cut| cut < offset) / 2;
        first(span.start)..first(span.end).max(first(span.start))
    }

    /// The pairs that fenced or inline code holds, tags and all. Code within a pair is the pair's own, and an
    /// indented block may be a list's.
    #[must_use]
    pub fn pairs_in_code(&self) -> Vec<usize> {
        let code =
            self.outline().nodes.iter().filter(|node| matches!(node.kind, Kind::FencedCode | Kind::Code));
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
        let at = self.files.partition_point(|&file| file <= offset).checked_sub(1)?;
        let piece = self.piece(at);
        let shown = piece.start + (offset - self.files[at]);
        let is_end = shown as usize == self.text().len() && at + 1 == self.files.len();
        (shown < piece.end || is_end).then_some(shown)
    }

    /// The nodes that begin inside pair number `pair`.
    ///
    /// # Panics
    /// Where there is no such pair.
    #[must_use]
    pub fn starting_nodes_of(&self, pair: usize) -> &[Node] {
        self.outline().starting_in(self.side(pair))
    }

    fn shift(&self, at: usize, span: Span) -> Span {
        let (view, file) = (self.shown.cuts[at], self.files[at]);
        Span { start: span.start - view + file, end: span.end - view + file }
    }

    fn piece(&self, at: usize) -> Span {
        let end = self.shown.cuts.get(at + 1).map_or(self.text().len(), |&next| next as usize);
        Span::new(self.shown.cuts[at] as usize, end)
    }

    /// The last piece that starts at or before a byte: a start binds to the right.
    fn piece_at(&self, offset: u32) -> usize {
        self.shown.cuts.partition_point(|&cut| cut <= offset).saturating_sub(1)
    }

    /// The last piece that starts before a byte: an end binds to the left.
    fn piece_before(&self, offset: u32) -> usize {
        self.shown.cuts.partition_point(|&cut| cut < offset).saturating_sub(1)
    }
}

impl Shown {
    fn new(text: String, cuts: Vec<u32>) -> Self {
        let outline = markdown::outline(&text, &cuts);
        let firsts = firsts(&outline, &cuts);
        Self { text, cuts, outline, firsts, ..Self::default() }
    }
}

/// Fills a view's text, and where its pieces start in it; the answer is where they start in the file.
fn pieces(
    text: &str,
    body: usize,
    pairs: &[PairTags],
    side: SideName,
    shown: &mut String,
    cuts: &mut Vec<u32>,
) -> Vec<u32> {
    shown.clear();
    cuts.clear();
    shown.reserve(capacity(text.len() - body, pairs, side));
    cuts.reserve(2 * pairs.len() + 1);
    let mut files = Vec::with_capacity(2 * pairs.len() + 1);
    let mut take = |piece: Span| {
        cuts.push(Span::at(shown.len()).start);
        files.push(piece.start);
        shown.push_str(piece.of(text));
    };
    let mut gap = Span::at(body).start;
    for pair in pairs {
        take(Span { start: gap, end: pair.whole.start });
        take(side.of(pair));
        gap = pair.whole.end;
    }
    take(Span { start: gap, end: Span::at(text.len()).start });
    files
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
