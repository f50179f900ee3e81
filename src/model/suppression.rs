//! Which rules a page's comments silence, and where. Facts, so that findings across files honour them.
//! Not the comments themselves (`syntax::comments`), and not the judgement of unused ones (`engine`).

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use jiff::civil::Date;

use super::date;
use crate::syntax::comments::{Directive, Scope};
use crate::text::Span;

/// The suppressions of one document, in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressions(Vec<Suppression>);

/// One selector of one comment, with the bytes in which it silences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// `all`, `pack` or `pack/rule`, as written.
    pub selector: Arc<str>,
    /// Where it stands.
    pub place: Span,
    /// Findings that begin here are silenced.
    pub reach: Span,
    /// Whether that goes on until an `-enable`, and none has come.
    open: bool,
    /// The last day on which it silences, as written.
    pub until: Option<Arc<str>>,
    /// Whether that day is over, or is none.
    pub expired: bool,
}

impl Suppressions {
    /// Whether one of them holds up to a day.
    #[must_use]
    pub fn are_dated(&self) -> bool {
        self.0.iter().any(|suppression| suppression.until.is_some())
    }

    /// Works out how far each comment reaches: a line, the next line, up to `-enable`, the
    /// header that ends at byte `body`, or the file.
    #[must_use]
    pub fn new(text: &str, body: usize, directives: &[Directive], today: Option<Date>) -> Self {
        let mut suppressions: Vec<Suppression> = Vec::new();
        // Many comments may stand on one line.
        let (mut own, mut next) = (None, None);
        for directive in directives {
            let end = text.len();
            let reach = match directive.scope {
                Scope::File => Span::new(0, end),
                Scope::Header => Span::new(0, body),
                Scope::Line => line_around(text, directive.span.start as usize, &mut own),
                Scope::NextLine => {
                    let line = line_around(text, directive.span.end as usize, &mut own);
                    let start = next_line(text, line.end as usize);
                    Span::new(start, line_around(text, start, &mut next).end as usize)
                }
                Scope::FromHere => Span::new(directive.span.start as usize, end),
                Scope::Enable => {
                    close(&mut suppressions, directive);
                    continue;
                }
            };
            let until: Option<Arc<str>> = directive.until.map(|until| until.of(text).into());
            let expired = until.as_deref().is_some_and(|until| is_over(until, today));
            for (selector, place) in &directive.selectors {
                suppressions.push(Suppression {
                    selector: Arc::clone(selector),
                    place: *place,
                    reach,
                    open: directive.scope == Scope::FromHere,
                    until: until.clone(),
                    expired,
                });
            }
        }
        Self(suppressions)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Suppression> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A day that no calendar has was over before it began: better heard than silent for good.
fn is_over(until: &str, today: Option<Date>) -> bool {
    date::parse(until).is_none_or(|last| today.is_some_and(|today| today > last))
}

/// `-enable` ends what the same selectors opened; without a selector, everything that is open.
fn close(suppressions: &mut [Suppression], enable: &Directive) {
    let names = |open: &Suppression| {
        enable.selectors.iter().any(|(selector, _)| **selector == *open.selector || &**selector == "all")
    };
    for open in suppressions.iter_mut().filter(|suppression| suppression.open) {
        if names(open) {
            open.reach.end = enable.span.start;
            open.open = false;
        }
    }
}

/// The line that byte `at` stands on, which may be the `last` one that was asked for.
fn line_around(text: &str, at: usize, last: &mut Option<Span>) -> Span {
    if let Some(line) = last.filter(|line| line.range().contains(&at) || line.end as usize == at) {
        return line;
    }
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
    *last = Some(Span::new(start, end));
    Span::new(start, end)
}

/// Where the line behind the one that ends at byte `end` begins.
fn next_line(text: &str, end: usize) -> usize {
    match text.as_bytes().get(end..) {
        Some([b'\r', b'\n', ..]) => end + 2,
        Some([_, ..]) => end + 1,
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Document, Place};

    /// The stretches that a page's comments silence.
    fn silenced(text: &str) -> Vec<&str> {
        let page = Document::read("a.md".into(), text, &Place::default());
        page.suppressions.iter().map(|suppression| suppression.reach.of(text)).collect()
    }

    #[test]
    fn what_is_silenced_from_here_on_ends_where_it_is_said() {
        for names in ["", " all", " a/b"] {
            let (open, close) =
                (format!("<!-- paralint-disable{names} -->"), format!("<!-- paralint-enable{names} -->"));
            let text = format!("a\n\n{open}\n\nb\n\n{close}\n\nc\n");
            assert_eq!(silenced(&text), [format!("{open}\n\nb\n\n")], "{names}");
            // The whole file stays silent, and so does the line.
            let text = text.replace("-disable", "-disable-file");
            assert_eq!(silenced(&text), [&*text], "{names}");
        }
        let other = "<!-- paralint-disable a/b -->\n\n<!-- paralint-enable a/c -->\n\nb\n";
        assert_eq!(silenced(other), [other]);
    }
}
