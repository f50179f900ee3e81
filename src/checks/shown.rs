//! What readers see of a text, and what they do not: escapes, what links lead to, tags. Not a mechanism.

use std::borrow::Cow;

use memchr::memchr2;

use crate::model::Side;
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// What readers see of one kind of node, addresses left out.
fn of_kind<'d>(side: &Side<'d>, kind: Kind) -> impl Iterator<Item = Span> + use<'d> {
    let (text, span) = (side.view.text(), side.span);
    let nodes = side.starting_nodes().iter().filter(move |node| node.kind == kind);
    let inner = nodes.map(|node| node.inner).filter(move |&inner| span.contains(inner));
    inner.filter(move |inner| !inner.of(text).starts_with("http"))
}

/// What readers see of the words of a side, with the backslashes in it that keep marks from being marks: `BERTH\\_TAKEN`.
pub(super) fn words_shown<'d>(side: &Side<'d>) -> impl Iterator<Item = Span> + use<'d> {
    let bytes = side.view.text().as_bytes();
    let mut spans = of_kind(side, Kind::Text).peekable();
    std::iter::from_fn(move || {
        let mut span = spans.next()?;
        while let Some(next) =
            spans.next_if(|next| bytes[span.range().end..].starts_with(b"\\") && next.start == span.end + 1)
        {
            span.end = next.end;
        }
        Some(span)
    })
}

/// The same, and code.
pub(super) fn spans_shown<'d>(side: &Side<'d>) -> impl Iterator<Item = Span> + use<'d> {
    words_shown(side).chain(of_kind(side, Kind::Code))
}

/// All that readers see of a side, without what links lead to.
pub(super) fn all_shown(side: &Side<'_>) -> String {
    spans_shown(side).map(|span| span.of(side.view.text())).collect::<Vec<_>>().join(" ")
}

/// Whether a backslash stands before a mark.
pub(super) fn has_escape(text: &str) -> bool {
    text.as_bytes().windows(2).any(|two| two[0] == b'\\' && two[1].is_ascii_punctuation())
}

/// A text without the backslashes that readers do not see.
pub(super) fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        plain.extend(match rest.next_if(|mark| c == '\\' && mark.is_ascii_punctuation()) {
            Some(mark) => Some(mark),
            None => Some(c),
        });
    }
    plain
}

/// A text without what links lead to, and without tags. Addresses that are shown stay.
pub(super) fn without_addresses(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let (mut done, mut at) = (0, 0);
    // What is not closed here is not closed further on.
    let (mut links, mut tags) = (true, true);
    while let Some(found) = memchr2(b'<', b']', &text.as_bytes()[at..]) {
        at += found;
        let rest = &text[at..];
        let hidden = if rest.starts_with("](") {
            let end = links.then(|| rest.find(')')).flatten();
            links &= end.is_some();
            end.map(|end| 1..end + 1)
        } else if rest.starts_with('<') && tags {
            let end = rest.find('>');
            tags = end.is_some();
            end.filter(|&end| is_tag(&rest[1..end])).map(|end| 0..end + 1)
        } else {
            None
        };
        let Some(hidden) = hidden else {
            at += 1;
            continue;
        };
        shown += &text[done..at + hidden.start];
        at += hidden.end;
        done = at;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    shown += &text[done..];
    Cow::Owned(shown)
}

/// Whether a tag stands between two brackets: `https://quay.example` is none.
fn is_tag(inside: &str) -> bool {
    let begins = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let is_address = !inside.contains(' ') && (inside.contains("://") || inside.contains('@'));
    begins && !is_address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_see_neither_tags_nor_destinations() {
        let shown = |text: &str| without_addresses(text).into_owned();
        assert_eq!(shown("a [b](c) <i id=\"d\">e</i>"), "a [b] e");
        assert_eq!(
            shown("<https://a.example> <b@c.example> 1 < 2"),
            "<https://a.example> <b@c.example> 1 < 2"
        );
        assert_eq!(shown("[a](b [c](d"), "[a](b [c](d");
        assert_eq!(shown("[a](b) <i [c](d)"), "[a] <i [c]");
    }

    #[test]
    fn readers_see_no_escapes() {
        assert_eq!(without_escapes("A\\_B \\a \\\\"), "A_B \\a \\");
        assert!(has_escape("A\\_B") && !has_escape("a\\b"));
    }
}
