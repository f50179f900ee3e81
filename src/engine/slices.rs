//! Segments looked up again: facts hold no words, so what is quoted, and where a segment's translation stands, is
//! read from the text by offset. Only for findings that are reported.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::{Found, Outside};
use crate::checks::{FactSpot, Quote, Quoted};
use crate::diagnostic::PairSpans;
use crate::model::comparison::{Segment, Segments};
use crate::model::{Facts, Index, Labels};
use crate::syntax::front_matter;
use crate::syntax::side_by_side::{self, PairTags};
use crate::syntax::tags;
use crate::text::Span;

/// Gives the text of a file once more.
pub type Texts<'t> = dyn Fn(&str) -> Option<Arc<str>> + Sync + 't;

/// Files that are being read, each once, as long as they are small together.
pub(super) struct Slices<'t> {
    texts: &'t Texts<'t>,
    files: RefCell<FxHashMap<Arc<str>, Option<Arc<str>>>>,
    /// How many bytes they have.
    held: Cell<usize>,
}

/// How many bytes of texts are held at once.
const MOST_BYTES: usize = 2 << 20;

impl<'t> Slices<'t> {
    pub(super) fn new(texts: &'t Texts<'t>) -> Self {
        Self { texts, files: RefCell::default(), held: Cell::default() }
    }

    /// The text that these facts were made of.
    fn text(&self, facts: &Facts) -> Option<Arc<str>> {
        let mut files = self.files.borrow_mut();
        if let Some(known) = files.get(&facts.path) {
            return known.clone();
        }
        let text = (self.texts)(&facts.path).filter(|text| facts.describes(text));
        let size = text.as_ref().map_or(0, |text| text.len());
        if self.held.get() + size > MOST_BYTES {
            files.clear();
            self.held.set(0);
        }
        self.held.set(self.held.get() + size);
        files.insert(Arc::clone(&facts.path), text.clone());
        text
    }

    fn pair(&self, facts: &Facts, start: u32) -> Option<(Arc<str>, PairTags)> {
        let text = self.text(facts)?;
        let pair = pair(&text, start)?;
        Some((text, pair))
    }
}

impl Segments for Slices<'_> {
    fn segment(&self, facts: &Facts, start: u32) -> Option<Segment> {
        let (text, pair) = self.pair(facts, start)?;
        Some(Segment { text, source: pair.source, target: pair.target })
    }

    fn text(&self, facts: &Facts) -> Option<Arc<str>> {
        Slices::text(self, facts)
    }

    fn file(&self, path: &str) -> Option<Arc<str>> {
        (self.texts)(path)
    }
}

/// How many findings are filled in one piece, at the least: those of one file stay together.
const PIECE: usize = 32;

/// Fills in what only the text knows. A text that changed since its facts were made is left alone: the finding
/// keeps its coarse place, and its quotes stay empty.
pub(super) fn fill(index: &Index, labels: &Labels<'_>, outside: &Outside<'_>, found: &mut Vec<Found>) {
    let mut asking: Vec<Found> = found.extract_if(.., |finding| finding.needs_text()).collect();
    asking.sort_by(|one, other| one.path.cmp(&other.path));
    let mut pieces: Vec<Vec<Found>> = Vec::new();
    for finding in asking {
        let goes_with = |last: &Found| last.path == finding.path;
        let room = |piece: &Vec<Found>| piece.len() < PIECE || piece.last().is_some_and(goes_with);
        match pieces.last_mut().filter(|piece| room(piece)) {
            Some(piece) => piece.push(finding),
            None => pieces.push(vec![finding]),
        }
    }
    let pieces: Vec<Mutex<Vec<Found>>> = pieces.into_iter().map(Mutex::new).collect();
    let filled = (outside.spread)(pieces.len(), &|at| {
        let mut piece = std::mem::take(&mut *pieces[at].lock().unwrap_or_else(PoisonError::into_inner));
        fill_piece(index, labels, outside.texts, &mut piece);
        piece
    });
    found.extend(filled.into_iter().flatten());
}

fn fill_piece(index: &Index, labels: &Labels<'_>, texts: &Texts<'_>, found: &mut [Found]) {
    let slices = Slices::new(texts);
    for finding in found {
        if let FactSpot::Segment(start) | FactSpot::Words(start, _) = finding.spot
            && let Some(facts) = index.get(&finding.path).filter(|facts| !facts.segments.is_empty())
            && let Some((text, pair)) = slices.pair(facts, start)
        {
            if let FactSpot::Segment(_) = finding.spot {
                finding.span = pair.target;
            }
            let id = pair.target_id.of(&text).into();
            finding.pair = Some(Box::new(PairSpans { id, target: pair.target, source: pair.source }));
        }
        for quote in std::mem::take(&mut finding.quotes) {
            let words = index.get(&quote.path).and_then(|facts| match quote.what {
                Quoted::Value => value(&slices.text(facts)?, quote.start),
                _ => words(facts, &slices.segment(facts, quote.start)?, &quote, labels),
            });
            let (before, after) = quote.frame;
            let framed =
                words.filter(|words| !words.is_empty()).map(|words| format!("{before}{words}{after}"));
            finding.values.push((quote.name, framed.unwrap_or_default()));
        }
        for (_, path, spot, span) in &mut finding.related {
            if let FactSpot::Segment(start) = *spot
                && let Some((_, pair)) = index.get(path).and_then(|facts| slices.pair(facts, start))
            {
                *span = pair.target;
            }
        }
    }
}

fn words(facts: &Facts, segment: &Segment, quote: &Quote, labels: &Labels<'_>) -> Option<String> {
    match &quote.what {
        Quoted::Source => Some(segment.source().to_owned()),
        Quoted::Label(label) => super::labels::translation(labels, facts, quote.start, segment, label),
        Quoted::Number(number) => super::labels::number(segment.target(), number),
        Quoted::Value => None,
    }
}

/// The value of the header key that begins at a byte: its text, or all of it as written where it is no one text.
fn value(text: &str, start: u32) -> Option<String> {
    let header = front_matter::parse(text).header?;
    let entry = header.entries.iter().find(|entry| entry.key_span.start == start)?;
    Some(entry.value.as_str().unwrap_or_else(|| entry.value_span.of(text).trim()).to_owned())
}

/// The pair that begins at a byte. It ends before the next one begins.
fn pair(text: &str, start: u32) -> Option<PairTags> {
    let start = start as usize;
    let rest = text.get(start..)?;
    let next =
        memchr::memmem::find(rest.as_bytes().get(1..)?, b"<span data-ttu-id").map_or(rest.len(), |at| at + 1);
    let range = Span::new(start, start + next);
    let mut list = Vec::new();
    let swallowed = tags::scan(text, range, &mut list);
    side_by_side::read_tags(text, &list, swallowed).first().copied()
}
