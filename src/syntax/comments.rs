//! Comments that silence rules: `<!-- paralint-disable-line pack/rule -- reason -->`, the same in MDX braces,
//! and as a YAML comment in the header. Not what they silence (`model::suppression`).

use std::sync::Arc;

use super::front_matter::FrontMatter;
use super::tags::{Tag, TagKind};
use crate::text::Span;

/// One comment that speaks to the linter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// The whole comment.
    pub span: Span,
    /// How far it reaches.
    pub scope: Scope,
    /// What it names, with places; `all` at the comment's own place where it names nothing.
    pub selectors: Vec<(Arc<str>, Span)>,
    /// What stands after ` -- `.
    pub reason: Option<Span>,
    /// The last day on which it silences: `until=2027-01-31`. As written; whether it is a day is not judged here.
    pub until: Option<Span>,
}

/// How far a directive reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The line that it stands on.
    Line,
    /// The line after it.
    NextLine,
    /// Up to the matching `-enable`, or the end.
    FromHere,
    /// The header.
    Header,
    /// The whole file.
    File,
    /// Ends what [`Scope::FromHere`] began.
    Enable,
}

/// Longest first: each is a prefix of none after it.
const SCOPES: [(&str, Scope); 5] = [
    ("disable-next-line", Scope::NextLine),
    ("disable-line", Scope::Line),
    ("disable-file", Scope::File),
    ("disable", Scope::FromHere),
    ("enable", Scope::Enable),
];

/// The directives of a file, in document order. `tags` are all tags of it; code that quotes a directive is
/// told apart by the caller, through `is_code`.
#[must_use]
pub fn read(
    text: &str,
    header: Option<&FrontMatter>,
    tags: &[Tag],
    is_code: impl Fn(Span) -> bool,
) -> Vec<Directive> {
    let mut directives = Vec::new();
    if memchr::memmem::find(text.as_bytes(), b"paralint-").is_none() {
        return directives;
    }
    if let Some(header) = header {
        let comments = header.comments.iter();
        directives.extend(comments.filter_map(|&span| directive(text, span, span, Scope::Header)));
    }
    let comments = tags.iter().filter(|tag| tag.kind == TagKind::Comment).map(|tag| tag.span);
    let mut found: Vec<_> = comments.chain(mdx_comments(text)).filter(|&span| !is_code(span)).collect();
    found.sort();
    let body =
        found.into_iter().filter_map(|span| directive(text, span, inside(text, span), Scope::FromHere));
    directives.extend(body);
    directives
}

/// `bare` is how far a plain `paralint-disable` reaches: in a header, all of it, because a missing key is
/// reported above every comment.
fn directive(text: &str, span: Span, words: Span, bare: Scope) -> Option<Directive> {
    let written = words.of(text);
    let at = written.find("paralint-")?;
    if !written[..at].chars().all(|c| c.is_whitespace() || c == '#') {
        return None;
    }
    let command = &written[at + "paralint-".len()..];
    let &(name, scope) = SCOPES.iter().find(|(name, _)| {
        let rest = command.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    })?;
    let scope = if scope == Scope::FromHere { bare } else { scope };
    let rest = &command[name.len()..];
    let offset = |part: &str| words.start as usize + (part.as_ptr() as usize - written.as_ptr() as usize);
    let (names, reason) = match rest.find(" -- ") {
        Some(at) => (&rest[..at], Some(rest[at + 4..].trim())),
        None => (rest, None),
    };
    let place = |part: &str| Span::new(offset(part), offset(part) + part.len());
    let mut selectors: Vec<(Arc<str>, Span)> = Vec::new();
    let mut until = None;
    for part in names.split([' ', '\t', '\n', '\r', ',']).filter(|part| !part.is_empty()) {
        match part.strip_prefix("until=") {
            Some(day) => until = Some(place(day)),
            None => selectors.push((part.into(), place(part))),
        }
    }
    if selectors.is_empty() {
        selectors.push(("all".into(), span));
    }
    Some(Directive { span, scope, selectors, reason: reason.map(place), until })
}

/// What stands between `<!--` and `-->`, or `{/*` and `*/}`; up to the end where it is not closed.
fn inside(text: &str, comment: Span) -> Span {
    let written = comment.of(text);
    let (open, close) = if written.starts_with("<!--") { (4, "-->") } else { (3, "*/}") };
    let start = open.min(written.len());
    let end = written.strip_suffix(close).map_or(written.len(), str::len).max(start);
    Span::new(comment.start as usize + start, comment.start as usize + end)
}

fn mdx_comments(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + memchr::memmem::find(&text.as_bytes()[from..], b"{/*")?;
        let end = start + memchr::memmem::find(&text.as_bytes()[start..], b"*/}")? + 3;
        from = end;
        Some(Span::new(start, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_that_is_not_closed_may_end_in_any_character() {
        let words = |text: &'static str| inside(text, Span::new(0, text.len())).of(text);
        assert_eq!(words("<!-- 가. "), " 가. ");
        assert_eq!(words("<!-- a -->"), " a ");
        assert_eq!(words("{/* 가 */}"), " 가 ");
        assert_eq!(words("<!-->"), "");
    }
}
