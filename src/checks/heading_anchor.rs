//! `heading.anchor`: the anchor before a heading is the one that the English heading makes.

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::{Document, fold};
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// `<a name="…"></a>` at the start of a heading whose name is not the slug of its source words.
#[derive(Debug, Default)]
pub(super) struct Anchor;

impl Mechanism for Anchor {
    const VALUES: &'static [&'static str] = &["name", "expected"];
}

const OPENING: &str = "<a name=\"";

impl DocumentCheck for Anchor {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        if document.pairs.is_empty() {
            return;
        }
        let view = document.source();
        for node in view.outline().nodes.iter().filter(|node| matches!(node.kind, Kind::Heading(_))) {
            let heading = node.inner.of(view.text());
            let Some((name, words)) =
                heading.strip_prefix(OPENING).and_then(|rest| rest.split_once("\"></a>"))
            else {
                continue;
            };
            let start = node.inner.start as usize + OPENING.len();
            let span = Span::new(start, start + name.len());
            // An image's words are no longer English, and an anchor inside the pair is the author's.
            if words.contains("![") || words.trim().is_empty() || view.pair_at(span.start).is_some() {
                continue;
            }
            let expected = fold::slug(words);
            let trimmed = |slug: &str| slug.trim_matches(['-', '_']).to_owned();
            if trimmed(&expected) == trimmed(name) {
                continue;
            }
            if let Some(place) = view.to_file(span) {
                found.report(Finding::at(place).with("name", name).with("expected", expected));
            }
        }
    }
}
