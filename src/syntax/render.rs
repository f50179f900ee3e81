//! A text as HTML, the way documentation sites show it, with the byte that each element comes from. Not for showing it to
//! anybody: for selectors.

use pulldown_cmark::{Event, Parser, Tag, TagEnd, html};

use super::markdown::OPTIONS;
use super::tags::{self, Tag as Raw, TagKind};
use crate::text::{Span, without_lone_cr};

/// Begins a comment before an element, which says the byte of the text that the element comes from.
pub const STAMP: &str = "from byte ";

/// More elements within one another are nothing that a person wrote, and parsing them as HTML would take time by the
/// square of their number. Tags that nobody has to close count, too.
const MAX_DEPTH: usize = 2048;

/// Renders a text without a header. `None` where elements are nested deeper than any page's.
#[must_use]
pub fn html(text: &str) -> Option<String> {
    let text = &*without_lone_cr(text);
    let mut raw = Vec::new();
    tags::scan(text, Span::new(0, text.len()), &mut raw);
    let starts: Vec<u32> = raw.iter().filter(|tag| is_start(tag)).map(|tag| tag.span.start).collect();
    if depth(&raw) > MAX_DEPTH {
        return None;
    }
    let mut events = Vec::new();
    // Inside of an image there is but its alternative text, an attribute.
    let mut images = 0;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match &event {
            Event::Start(Tag::Image { .. }) => {
                if images == 0 {
                    events.push(stamp(range.start));
                }
                images += 1;
            }
            Event::End(TagEnd::Image) => images -= 1,
            // Its tags have stamps of their own.
            Event::Start(Tag::HtmlBlock) => {}
            Event::Start(_) | Event::Code(_) | Event::Rule if images == 0 => events.push(stamp(range.start)),
            Event::Html(written) | Event::InlineHtml(written)
                if images == 0 && text.get(range.clone()) == Some(written) =>
            {
                stamp_tags(text, range, &starts, &mut events);
                continue;
            }
            _ => {}
        }
        events.push(event);
    }
    let mut rendered = String::with_capacity(text.len() * 2);
    html::push_html(&mut rendered, events.into_iter());
    Some(rendered)
}

fn stamp<'t>(at: usize) -> Event<'t> {
    Event::InlineHtml(format!("<!--{STAMP}{at}-->").into())
}

/// Raw HTML, with a stamp before each tag that opens in it.
fn stamp_tags<'t>(text: &'t str, range: std::ops::Range<usize>, starts: &[u32], events: &mut Vec<Event<'t>>) {
    let first = starts.partition_point(|&start| (start as usize) < range.start);
    let mut at = range.start;
    for &start in starts[first..].iter().take_while(|&&start| (start as usize) < range.end) {
        events.push(Event::InlineHtml(text[at..start as usize].into()));
        events.push(stamp(start as usize));
        at = start as usize;
    }
    events.push(Event::InlineHtml(text[at..range.end].into()));
}

fn is_start(tag: &Raw) -> bool {
    matches!(tag.kind, TagKind::Open | TagKind::SelfClosing)
}

/// How many tags are open at once, at most; those that nobody closes count until the end.
fn depth(tags: &[Raw]) -> usize {
    let (mut open, mut deepest) = (0usize, 0);
    for tag in tags {
        match tag.kind {
            TagKind::Open => open += 1,
            TagKind::Close => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_element_knows_its_byte() {
        let html =
            html("# a\n\nb <kbd>c</kbd> ![d *e*](f)\n\n<p>\n  <b>g</b>\n</p>\n").expect("it is shallow");
        let joined = html.replace("-->\n", "-->");
        for stamped in ["0--><h1>", "5--><p>", "7--><kbd>", "20--><img", "33--><p>", "39--><b>"] {
            assert!(joined.contains(&format!("byte {stamped}")), "{stamped} in {html}");
        }
        assert!(html.contains("alt=\"d e\""), "{html}");
    }

    #[test]
    fn what_is_nested_beyond_reason_is_left_alone() {
        assert_eq!(html(&"<b>".repeat(MAX_DEPTH + 1)), None);
        assert!(html(&"<b></b>".repeat(MAX_DEPTH + 1)).is_some());
    }
}
