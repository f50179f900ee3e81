//! Parts of a page that a user's pattern may look at: words, code, headings, the words of links. Not what it looks for.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Spot;
use crate::model::{Document, Locale, LocaleTag, View};
use crate::syntax::markdown::{Kind, Node, Outline};
use crate::text::Span;

/// A part of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Part {
    /// All of it, as it is written in Markdown.
    #[default]
    Text,
    /// The words of each paragraph, heading, cell and list item. A match may reach over marks, and begins and ends in words:
    /// not in code, tags or destinations.
    Prose,
    /// What stands in code spans and code blocks.
    Code,
    /// Headings, without their marks.
    Heading,
    /// The words of links.
    LinkText,
}

/// Which language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Of {
    /// The translation; all of a page that holds no pairs.
    #[default]
    Target,
    /// What it was translated from.
    Source,
}

impl Of {
    /// The view of a page that holds these words. `None` for the source of a page that holds no pairs: what was
    /// written and what is read are one text there.
    pub(super) fn view<'d>(self, document: &'d Document<'_>) -> Option<&'d View> {
        match self {
            Of::Target => Some(&document.target),
            Of::Source if document.pairs.is_empty() => None,
            Of::Source => Some(document.source()),
        }
    }

    /// What a place in [`Of::view`] is.
    pub(super) fn spot(self, place: Span) -> Spot {
        match self {
            Of::Target => Spot::Target(place),
            Of::Source => Spot::Source(place),
        }
    }
}

/// Whether a rule that names some locales or languages, or none, is for pages of `locale`.
pub(super) fn is_for(locales: &[LocaleTag], locale: Option<&Locale>) -> bool {
    locales.is_empty() || locale.is_some_and(|own| own.is_one_of(locales))
}

impl Part {
    /// Calls `look` with each stretch of `within` that is of this part, in order.
    pub(super) fn each(self, outline: &Outline, within: Span, mut look: impl FnMut(Span)) {
        let (first, behind) = outline.range_in(within);
        let nodes = &outline.nodes[first as usize..behind as usize];
        let clipped = |span: Span| Span {
            start: span.start.clamp(within.start, within.end),
            end: span.end.clamp(within.start, within.end),
        };
        let wanted = |kind| match self {
            Part::Text | Part::Prose => false,
            Part::Code => matches!(kind, Kind::Code | Kind::FencedCode | Kind::IndentedCode),
            Part::Heading => matches!(kind, Kind::Heading(_)),
            Part::LinkText => kind == Kind::Link,
        };
        match self {
            Part::Text => look(within),
            Part::Prose => prose(outline, first, nodes, |span| look(clipped(span))),
            part => nodes
                .iter()
                .filter(|node| wanted(node.kind))
                // A link that has no words of its own has none to look at.
                .filter(|node| part != Part::LinkText || !node.inner.is_empty())
                .for_each(|node| look(clipped(node.inner))),
        }
    }

    /// Whether a match at `span` counts: in prose both of its ends are words.
    pub(super) fn takes(self, outline: &Outline, span: Span) -> bool {
        let is_word = |offset| outline.around(offset).next().is_some_and(|node| node.kind == Kind::Text);
        self != Part::Prose
            || is_word(span.start) && is_word(span.end.saturating_sub(1)) && !is_code(outline, span)
    }
}

/// The text of a code block is a run of words to the parser.
fn is_code(outline: &Outline, span: Span) -> bool {
    outline.is_code(span.start)
}

/// From the first to the last run of words below each block.
fn prose(outline: &Outline, first: u32, nodes: &[Node], mut look: impl FnMut(Span)) {
    let mut open: Option<(u32, Span)> = None;
    for (at, node) in (first..).zip(nodes) {
        if node.kind != Kind::Text {
            continue;
        }
        let block = block(outline, at);
        match &mut open {
            Some((same, span)) if *same == block => span.end = node.outer.end,
            _ => {
                if let Some((_, span)) = open.replace((block, node.outer)) {
                    look(span);
                }
            }
        }
    }
    if let Some((_, span)) = open {
        look(span);
    }
}

/// The index of the innermost block around a node.
fn block(outline: &Outline, mut at: u32) -> u32 {
    let inline = |kind| {
        matches!(
            kind,
            Kind::Text | Kind::Link | Kind::Image | Kind::Emphasis | Kind::Strong | Kind::Strikethrough
        )
    };
    while let Some(node) = outline.nodes.get(at as usize) {
        if !inline(node.kind) || node.parent == at {
            break;
        }
        at = node.parent;
    }
    at
}
