//! Blocks of HTML, line by line: what of them readers see as words. Not an HTML parser: nothing is nested or repaired.

use std::collections::VecDeque;

use super::tags::{self, Tag, TagKind};
use crate::text::Span;

/// A block of HTML whose lines are read one after another.
#[derive(Debug, Default)]
pub(super) struct HtmlBlock {
    /// The tags and comments that are still to come, by place.
    tags: VecDeque<Tag>,
    /// How many elements are open whose words are for machines.
    verbatim: usize,
}

/// What a stretch of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlPart {
    /// What readers read, without the spaces around it.
    Words,
    /// A tag or a comment, as far as it goes in the line, or what stands in [`VERBATIM`] elements.
    Markup,
}

/// Elements whose words are for machines.
const VERBATIM: [&str; 5] = ["code", "pre", "script", "style", "textarea"];

/// Elements that stand inside of sentences.
const MARKS: [&str; 17] = [
    "a", "abbr", "b", "bdi", "code", "em", "font", "i", "img", "kbd", "mark", "s", "small", "span", "strong",
    "sub", "sup",
];

impl HtmlBlock {
    /// Of a text, the block at `span`.
    pub(super) fn read(text: &str, span: Span) -> Self {
        let mut tags = Vec::new();
        tags::scan(text, span, &mut tags);
        Self { tags: tags.into(), verbatim: 0 }
    }

    /// Hands the parts of the next line to `sink`, in order. What may stand before a line, a mark of a quotation for one,
    /// belongs to none.
    pub(super) fn line(&mut self, text: &str, line: Span, mut sink: impl FnMut(HtmlPart, Span)) {
        let mut at = line.start;
        while let Some(&tag) = self.tags.front().filter(|tag| tag.span.start < line.end) {
            let begins = tag.span.start.max(at);
            self.between_tags(text, Span { start: at, end: begins }, &mut sink);
            at = tag.span.end.min(line.end).max(begins);
            sink(HtmlPart::Markup, Span { start: begins, end: at });
            if tag.span.end > line.end {
                return;
            }
            self.tags.pop_front();
            if VERBATIM.iter().any(|name| tag.name_is(text, name)) {
                match tag.kind {
                    TagKind::Open => self.verbatim += 1,
                    TagKind::Close => self.verbatim = self.verbatim.saturating_sub(1),
                    TagKind::SelfClosing | TagKind::Comment | TagKind::Other => {}
                }
            }
        }
        self.between_tags(text, Span { start: at, end: line.end }, &mut sink);
    }

    fn between_tags(&self, text: &str, span: Span, sink: &mut impl FnMut(HtmlPart, Span)) {
        let written = span.of(text);
        let words = written.trim();
        if !words.is_empty() {
            let start = span.start as usize + written.len() - written.trim_start().len();
            let part = if self.verbatim == 0 { HtmlPart::Words } else { HtmlPart::Markup };
            sink(part, Span::new(start, start + words.len()));
        }
    }
}

/// Whether markup stands inside of sentences.
pub(super) fn is_mark(markup: &str) -> bool {
    let Some(tag) = markup.strip_prefix('<') else { return true };
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let name = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len())];
    MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(name))
}
