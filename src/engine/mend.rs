//! A proposed change on its way into the file: where each of its edits lies, or why it may not be made. Not the
//! making of it.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use crate::checks::{Mend, Spot};
use crate::diagnostic::{Applicability, Edit};
use crate::model::Document;
use crate::syntax::side_by_side::PairTags;
use crate::text::Span;

/// A change at its place in the file, without words for it yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Placed {
    pub(super) applicability: Applicability,
    pub(super) edits: Vec<Edit>,
}

/// `None` where an edit would touch a source segment, an id, or what stands between pairs and belongs to both
/// languages; where its range comes in pieces; or where edits overlap.
pub(super) fn place(document: &Document<'_>, pair: Option<usize>, mend: Mend) -> Option<Placed> {
    let mut edits = Vec::with_capacity(mend.edits.len());
    for (spot, text) in mend.edits {
        let span = match spot {
            Spot::File(span) => in_file(document, span, &text)?,
            Spot::Target(span) => in_target(document, pair, span)?,
            Spot::Source(_) | Spot::Elsewhere(..) => return None,
        };
        edits.push(Edit { path: Arc::clone(&document.path), span, text });
    }
    let apart = edits.windows(2).all(|two| two[0].span.end <= two[1].span.start);
    (apart && !edits.is_empty()).then_some(Placed { applicability: mend.applicability, edits })
}

/// Bytes of the header, of one translation, or of a page without pairs, where every byte is a translation's.
fn in_file(document: &Document<'_>, span: Span, text: &str) -> Option<Span> {
    let in_target = |pair: &PairTags| pair.target.contains(span);
    let in_header = || {
        let touches = |pair: &&PairTags| pair.whole.overlaps(span) || in_target(pair);
        span.end as usize <= document.body && document.header_pairs.iter().filter(touches).all(in_target)
    };
    let in_pair = || document.pair_at(span.start).is_some_and(|pair| in_target(&document.pairs[pair]));
    let may = in_header() || document.pairs.is_empty() || in_pair() || is_leading_blank(document, span, text);
    may.then_some(span)
}

/// Blank lines at the start of the file that go: where they keep a header from being one, it is nobody's text.
fn is_leading_blank(document: &Document<'_>, span: Span, text: &str) -> bool {
    let before = document.text.get(document.body..span.end as usize);
    let is_blank = before.is_some_and(|before| before.bytes().all(|b| b.is_ascii_whitespace()));
    document.header.is_none() && text.is_empty() && is_blank && span.start as usize >= document.body
}

/// Bytes of the target view that lie in one translation, its borders included.
fn in_target(document: &Document<'_>, pair: Option<usize>, span: Span) -> Option<Span> {
    let view = &document.target;
    if document.pairs.is_empty() {
        return view.to_file(span);
    }
    let pair = pair.or_else(|| view.pair_at(span.start))?;
    let (side, file) = (view.side(pair), document.pairs[pair].target);
    side.contains(span).then(|| Span {
        start: span.start - side.start + file.start,
        end: span.end - side.start + file.start,
    })
}
