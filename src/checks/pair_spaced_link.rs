//! `pair.spaced-link`: a link's destination stands right behind its words, and has no space in it.

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side};
use crate::syntax::markdown::{self, Kind};
use crate::text::{ByteSet, Span};

/// Destinations that readers of the translation see, because a space, a full-width parenthesis or a space inside keeps the
/// brackets before them from being a link. Told from a remark in parentheses by the source, which has the same destination
/// behind brackets. `{destination}` is where it should lead; `{marks}` is what stands instead of `](`, or says that the
/// destination has a space. The change closes the gap, where the result is a link.
#[derive(Debug, Default)]
pub(super) struct SpacedLink;

impl Mechanism for SpacedLink {
    const VALUES: &'static [&'static str] = &["destination", "marks"];
}

impl PairCheck for SpacedLink {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::both(ByteSet::ascii(b"]")))
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        // Each that a change would mend costs a parse of the segment; a sentence has few.
        const MOST: usize = 64;
        for broken in broken(&pair.target).take(MOST) {
            let text = pair.target.view.text();
            let written = broken.inside.of(text);
            let destination: String = written.split_whitespace().collect();
            if destination.is_empty() || !has_destination(pair.source.text(), &destination) {
                continue;
            }
            let spaced = written.trim().contains(char::is_whitespace);
            let marks = Span { start: broken.marks.start - 1, end: broken.inside.start }.of(text);
            let marks = if spaced { "a destination with a space".into() } else { format!("`{marks}`") };
            let change = format!("({destination})");
            let fixed = mends(&pair.target, broken.marks, &change, &destination);
            let finding =
                Finding::on(Spot::Target(broken.marks)).with("destination", destination).with("marks", marks);
            found.report(if fixed {
                finding.mended(Applicability::Safe, vec![(Spot::Target(broken.marks), change)])
            } else {
                finding
            });
        }
    }
}

/// No destination has more bytes.
const LONGEST: usize = 4096;

/// Parentheses behind a bracket that is shown as text.
struct Broken {
    /// From behind the bracket up to and with the closing parenthesis.
    marks: Span,
    /// What stands between the parentheses.
    inside: Span,
}

fn broken<'d>(side: &Side<'d>) -> impl Iterator<Item = Broken> + use<'d> {
    let (side, text) = (*side, side.text());
    let from = side.span.start as usize;
    // The next closing parenthesis: one for all brackets before it.
    let mut next = 0;
    let found = memchr::memchr_iter(b']', text.as_bytes()).filter_map(move |at| {
        let rest = &text[at + 1..];
        let opening = rest.trim_start_matches([' ', '\u{3000}', '\u{a0}']);
        let inside = opening.strip_prefix(['(', '（'])?;
        let start = text.len() - inside.len();
        if next < start {
            next = inside.find([')', '）']).map_or(text.len(), |end| start + end);
        }
        let end = next;
        let closing = text[end..].chars().next()?.len_utf8();
        if end - start > LONGEST {
            return None;
        }
        // What has no space and no wide parenthesis is a link, or broken in another way.
        let tight = rest.starts_with('(') && !text[start..end].contains(char::is_whitespace) && closing == 1;
        if tight {
            return None;
        }
        Some(Broken {
            marks: Span::new(from + at + 1, from + end + closing),
            inside: Span::new(from + start, from + end),
        })
    });
    // A bracket that closes a link's words is no text.
    found.filter(move |broken| {
        let mut around = side.view.outline().around(broken.marks.start - 1);
        around.next().is_some_and(|node| node.kind == Kind::Text)
    })
}

/// Whether a text has the destination right behind brackets. The source's own link may be broken further on.
fn has_destination(text: &str, destination: &str) -> bool {
    let mut behind = text.split("](").skip(1);
    behind.any(|rest| {
        let rest = rest.trim_start();
        rest.get(..destination.len()).is_some_and(|start| start.eq_ignore_ascii_case(destination))
            && rest[destination.len()..].starts_with([')', ' ', '"', '?', '#'])
    })
}

/// Whether the segment has one more link once the marks are exchanged, and to that destination.
fn mends(side: &Side<'_>, marks: Span, change: &str, destination: &str) -> bool {
    let text = side.view.text();
    let whole = format!(
        "{}{change}{}",
        &text[side.span.start as usize..marks.start as usize],
        &text[marks.end as usize..side.span.end as usize],
    );
    let count = |text: &str| {
        let outline = markdown::outline(text, &[]);
        let same = outline.links.iter().filter(|link| *link.destination == *destination).count();
        (outline.links.len(), same)
    };
    let ((links, same), (links_now, same_now)) = (count(side.text()), count(&whole));
    links_now == links + 1 && same_now == same + 1
}
