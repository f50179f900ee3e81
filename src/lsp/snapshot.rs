//! What a request is answered from: one page and all that is known around it, as it was when the request came. Nobody
//! changes it, so that the pool may read it while the editor goes on.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lsp::{Location, Position, Uri};

use super::client::Client;
use super::convert::{self, Lines};
use super::diagnostics::Shown;
use super::documents::Open;
use super::lsp;
use crate::engine::Engine;
use crate::model::{Document, Facts, Index, Place, fold};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) struct Snapshot {
    pub(super) client: Arc<Client>,
    pub(super) workspace: Workspace,
    pub(super) engine: Arc<Engine>,
    pub(super) index: Arc<Index>,
    /// The page in all its locales, itself among them.
    pub(super) siblings: Vec<Arc<str>>,
    pub(super) path: Arc<str>,
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) lines: Lines,
    /// What is reported on the page, where that is of this text.
    pub(super) shown: Option<Shown>,
    /// Where findings that somebody accepts are kept, or would be.
    pub(super) baselines: Vec<PathBuf>,
    /// Those of them that the editor has open.
    pub(super) open_baselines: Vec<Open>,
    /// The page with its safe fixes made, where that was asked for and does it good.
    pub(super) mended: Option<String>,
    pub(super) cancelled: Arc<AtomicBool>,
}

/// A segment of a sibling.
pub(super) struct Twin {
    pub(super) locale: String,
    pub(super) target: String,
    pub(super) location: Location,
}

impl Snapshot {
    pub(super) fn document(&self) -> Document<'_> {
        let unplaced = Place::default();
        let place = self.workspace.place(&self.path).unwrap_or(&unplaced);
        Document::read(Arc::clone(&self.path), &self.lines.text, place)
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    pub(super) fn facts(&self) -> Option<&Facts> {
        self.index.get(&self.path)
    }

    pub(super) fn offset(&self, position: Position) -> u32 {
        Span::at(self.lines.offset(position)).start
    }

    /// The segment that a pair of this page is in the page's other locales: the same source words, and the same one
    /// among equals.
    pub(super) fn twins(&self, document: &Document<'_>, pair: usize) -> Vec<Twin> {
        let key = |at: usize| document.source().keys()[at];
        let own = key(pair);
        let nth = (0..pair).filter(|&at| key(at) == own).count();
        let others = self.siblings.iter().filter(|path| **path != self.path);
        others.filter_map(|path| self.twin(path, own, nth)).collect()
    }

    fn twin(&self, path: &Arc<str>, key: u64, nth: usize) -> Option<Twin> {
        if self.is_cancelled() {
            return None;
        }
        let facts = self.index.get(path)?;
        let mut same = facts.segments.iter().filter(|segment| segment.key == key);
        let first = same.next()?;
        let segment = if nth == 0 { first } else { same.nth(nth - 1).unwrap_or(first) };
        let text = self.workspace.text(path)?;
        let place = self.workspace.place(path)?;
        let document = Document::read(Arc::clone(path), &text, place);
        let pair = document.pairs.iter().find(|pair| {
            // Its text may be newer than what is known of it.
            pair.whole.start == segment.start && fold::key(pair.source.of(&text)) == key
        })?;
        let target = pair.target;
        let words = target.of(&text).to_owned();
        let locale = facts.locale.as_ref().map_or_else(String::new, ToString::to_string);
        let range = self.lines_of(path)?.range(target);
        let location = Location { uri: convert::uri(&self.workspace.disk(path)), range };
        Some(Twin { locale, target: words, location })
    }

    /// The lines of a file of the workspace.
    pub(super) fn lines_of(&self, path: &str) -> Option<Lines> {
        let encoding = self.client.encoding;
        match self.workspace.overlays().get(path) {
            Some(open) => Some(Lines::new(Arc::clone(&open.text), encoding)),
            None => Some(Lines::of_file(self.workspace.text(path)?, encoding)),
        }
    }
}
