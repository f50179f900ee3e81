//! From a place that a check saw to bytes of the file, and to what identifies it. Not the levels or the words.

use crate::checks::{FactSpot, Spot};
use crate::diagnostic::PairSpans;
use crate::model::{Document, fold};
use crate::text::Span;

/// A place in the file. A place in a pair maps back by one offset; any other place in a view may come in
/// pieces, and then the first that lies in a pair stands for it.
pub(super) fn to_file(document: &Document<'_>, pair: Option<usize>, spot: Spot) -> Span {
    let (view, span) = match spot {
        Spot::File(span) | Spot::Elsewhere(_, span) => return span,
        Spot::Target(span) => (&document.target, span),
        Spot::Source(span) => (document.source(), span),
    };
    if let Some(pair) = pair {
        let side = view.side(pair);
        if side.contains(span) {
            let target = matches!(spot, Spot::Target(_));
            let file = if target { document.pairs[pair].target } else { document.pairs[pair].source };
            return Span {
                start: span.start - side.start + file.start,
                end: span.end - side.start + file.start,
            };
        }
    }
    let in_pair = |piece: &Span| document.pair_at(piece.start).is_some();
    let whole = view.to_file(span);
    whole
        .or_else(|| view.to_file_pieces(span).find(in_pair))
        .or_else(|| view.to_file_pieces(span).next())
        .unwrap_or(Span::at(document.body))
}

/// Where facts know a thing to be, to the byte that it begins at.
pub(super) fn coarse(spot: FactSpot) -> Span {
    match spot {
        FactSpot::File(span) | FactSpot::Words(_, span) => span,
        FactSpot::Segment(start) => Span { start, end: start },
    }
}

/// What a finding's fingerprint is made of beside its rule: the source words, the key of the header, or the page.
pub(super) fn anchor(
    document: &Document<'_>,
    pair: Option<usize>,
    span: Span,
    values: &[(&'static str, String)],
) -> u64 {
    if let Some(pair) = pair {
        return document.source().keys()[pair];
    }
    let mut hash = fold::Hash::default();
    if (span.start as usize) < document.body {
        let key = values.iter().find(|(name, _)| *name == "key").map_or("", |(_, key)| key);
        hash.text("header");
        hash.text(key);
    } else {
        hash.text("page");
        hash.text(document.slug());
    }
    hash.finish()
}

/// Both sides of a pair, for a report.
pub(super) fn pair_spans(document: &Document<'_>, pair: usize) -> PairSpans {
    let tags = &document.pairs[pair];
    PairSpans { id: tags.target_id.of(document.text).into(), target: tags.target, source: tags.source }
}
