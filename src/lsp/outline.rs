//! The headings of a page in both languages, and what may be folded away: the source texts, the header.

use lsp::Range;
use serde_json::{Value, json};

use super::lsp;
use super::snapshot::Snapshot;
use crate::model::Document;
use crate::syntax::markdown::Kind;
use crate::text::{Span, on_one_line};

/// A heading with what stands below it.
struct Heading {
    level: u8,
    name: String,
    source: Option<String>,
    span: Span,
    place: Span,
}

/// The headings, each with the source's words beside it.
pub(super) fn symbols(snapshot: &Snapshot) -> Value {
    let document = snapshot.document();
    let headings = headings(&document);
    if !snapshot.client.symbol_trees {
        let flat = |heading: &Heading| {
            let range = snapshot.lines.range(heading.place);
            let location = json!({ "uri": snapshot.uri, "range": range });
            json!({ "name": heading.name, "kind": 15, "location": location })
        };
        return headings.iter().map(flat).collect();
    }
    tree(snapshot, &headings)
}

fn headings(document: &Document<'_>) -> Vec<Heading> {
    let view = &document.target;
    let mut all: Vec<Heading> = Vec::new();
    for node in &view.outline().nodes {
        let Kind::Heading(level) = node.kind else { continue };
        let inner = node.inner;
        let mut places = view.to_file_pieces(inner);
        let first = places.next().unwrap_or(Span::at(document.body));
        let end = places.last().unwrap_or(first).end.max(first.start);
        let place = Span { start: first.start, end };
        let words = |text: &str| on_one_line(text).into_owned();
        let name = words(inner.of(view.text()));
        let pairs = view.pairs_in(inner);
        let source: Vec<&str> = pairs.map(|pair| document.pairs[pair].source.of(document.text)).collect();
        let source = (!source.is_empty()).then(|| words(&source.join(" ")));
        let name = if name.is_empty() { "…".to_owned() } else { name };
        all.push(Heading { level, name, source, span: place, place });
    }
    // A section reaches to the next heading of its level, or of a higher one.
    let end = Span::at(document.text.len()).start;
    for at in 0..all.len() {
        let next = all[at + 1..].iter().find(|other| other.level <= all[at].level);
        all[at].span.end = next.map_or(end, |next| next.place.start).max(all[at].place.end);
    }
    all
}

fn tree(snapshot: &Snapshot, mut headings: &[Heading]) -> Value {
    let mut list = Vec::new();
    while let [first, rest @ ..] = headings {
        let below = rest.iter().take_while(|other| other.level > first.level).count();
        let (range, place): (Range, Range) =
            (snapshot.lines.range(first.span), snapshot.lines.range(first.place));
        let mut symbol = json!({
            "name": first.name, "kind": 15, "range": range, "selectionRange": place,
            "children": tree(snapshot, &rest[..below]),
        });
        if let Some(source) = &first.source {
            symbol["detail"] = source.as_str().into();
        }
        list.push(symbol);
        headings = &rest[below..];
    }
    Value::Array(list)
}

/// The header, and every source text: what hides it leaves the translation as readers see it.
pub(super) fn folds(snapshot: &Snapshot) -> Value {
    let document = snapshot.document();
    let fold = |span: Span, kind: &str, words: &str| {
        let Range { start, end } = snapshot.lines.range(span);
        json!({
            "startLine": start.line, "startCharacter": start.character,
            "endLine": end.line, "endCharacter": end.character,
            "kind": kind, "collapsedText": words,
        })
    };
    let header = document.header.as_ref().map(|header| fold(header.span(), "region", "---"));
    let sources = document.pairs.iter().map(|pair| {
        // From the end of the translation's span to the end of the lookup.
        let from = document.text[pair.target.end as usize..].find('>').map_or(0, |at| at + 1);
        let span = Span { start: pair.target.end + Span::at(from).start, end: pair.whole.end };
        fold(span, "comment", "")
    });
    header.into_iter().chain(sources).collect()
}
