//! Segments looked up again: facts hold no words, so what is quoted, and where a segment's translation stands, is
//! read from the text by offset. Only for findings that are reported.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Found;
use crate::checks::FactSpot;
use crate::diagnostic::PairSpans;
use crate::model::Index;
use crate::syntax::side_by_side::{self, PairTags};
use crate::syntax::tags;
use crate::text::Span;

/// Gives the text of a file once more.
pub type Texts<'t> = dyn Fn(&str) -> Option<Arc<str>> + 't;

/// Fills in what only the text knows. A text that changed since its facts were made is left alone: the finding
/// keeps its coarse place, and its quotes stay empty.
pub(super) fn fill(index: &Index, texts: &Texts<'_>, found: &mut [Found]) {
    let mut files: FxHashMap<Arc<str>, Option<Arc<str>>> = FxHashMap::default();
    let mut text = |path: &Arc<str>| {
        let read = || {
            let facts = index.get(path)?;
            texts(path).filter(|text| facts.describes(text))
        };
        files.entry(Arc::clone(path)).or_insert_with(read).clone()
    };
    for finding in found.iter_mut().filter(|finding| finding.needs_text()) {
        if let FactSpot::Segment(start) = finding.spot
            && let Some((text, pair)) =
                text(&finding.path).and_then(|text| Some((Arc::clone(&text), pair(&text, start)?)))
        {
            finding.span = pair.target;
            let id = pair.target_id.of(&text).into();
            finding.pair = Some(Box::new(PairSpans { id, target: pair.target, source: pair.source }));
        }
        for (name, path, start) in std::mem::take(&mut finding.quotes) {
            let quoted =
                text(&path).and_then(|text| Some(pair(&text, start)?.source.of(&text).trim().to_owned()));
            finding.values.push((name, quoted.unwrap_or_default()));
        }
        for (_, path, spot, span) in &mut finding.related {
            if let FactSpot::Segment(start) = *spot
                && let Some(pair) = text(path).and_then(|text| pair(&text, start))
            {
                *span = pair.target;
            }
        }
    }
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
