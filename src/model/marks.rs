//! What facts keep of a document's markup: bold runs, where links lead, code, the title. Hashes only; the words
//! themselves are read from the text again where they are quoted.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::document::Document;
use super::facts::LinkFact;
use super::{destination, fold};
use crate::syntax::markdown::Kind;
use crate::text::lines;

/// The folded translation of the first heading; 0 without one.
pub(super) fn title(document: &Document<'_>) -> u64 {
    let heading = document.target.outline().nodes.iter().find(|node| matches!(node.kind, Kind::Heading(_)));
    heading.map_or(0, |heading| fold::key(heading.inner.of(document.target.text())))
}

/// The anchor of the first heading: of its source words, or where the page has none beside it, the one that was written
/// before the heading when it was translated.
pub(super) fn slug(document: &Document<'_>) -> Box<str> {
    let view = &document.target;
    let heading = view.outline().nodes.iter().find(|node| matches!(node.kind, Kind::Heading(_)));
    let written = heading.and_then(|heading| {
        let name = heading.inner.of(view.text()).strip_prefix("<a name=\"")?;
        Some(name.split_once('"')?.0)
    });
    match written.filter(|_| document.pairs.is_empty()) {
        Some(written) => written.into(),
        None => document.slug().into(),
    }
}

/// The fenced code of the source, as written; 0 without any.
pub(super) fn code(document: &Document<'_>) -> u64 {
    let view = document.source();
    let mut hash = FxHasher::default();
    let mut any = false;
    for node in view.outline().nodes.iter().filter(|node| node.kind == Kind::FencedCode) {
        any = true;
        for line in lines(node.inner.of(view.text())) {
            hash.write(line.trim().as_bytes());
        }
    }
    if any { hash.finish() } else { 0 }
}

/// What stands for a word where texts are compared.
pub(super) fn word(words: &str) -> u32 {
    fold::half(fold::key(words))
}

/// Where links lead. One around pairs is the first one's.
pub(super) fn links(document: &Document<'_>) -> Box<[LinkFact]> {
    let view = document.source();
    let outline = view.outline();
    let fact = |link: &crate::syntax::markdown::Link| {
        let node = outline.nodes.get(link.node as usize).filter(|node| node.kind == Kind::Link)?;
        let around =
            || Some(view.pairs_in(node.outer)).filter(|pairs| !pairs.is_empty()).map(|pairs| pairs.start);
        let segment = view.pair_at(node.outer.start).or_else(around)?;
        Some(LinkFact { segment: narrow(segment), destination: destination::hash(&link.destination) })
    };
    if document.pairs.is_empty() { Box::default() } else { outline.links.iter().filter_map(fact).collect() }
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).expect("a text under 4 GiB has fewer pairs than bytes")
}
