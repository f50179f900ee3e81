//! `side-by-side.sequence`: sentence numbers rise by one, except over what uses up numbers without a pair.
//!
//! A carrier is an image whose alternative text was translated in place (a Markdown image or a `:::image` line
//! that stands alone), or a paragraph pair, whose sentences are numbered and not marked.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism, Spot};
use crate::model::ledger::Entry;
use crate::model::{Document, Unit};
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// One way in which numbers and carriers can disagree.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// Which.
    fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Fault {
    /// `{numbers}` are missing, and nothing between the pairs used them. The place is the pair after the gap,
    /// `before` the pair before it.
    LostNumber,
    /// A carrier used no number. The place is the carrier, `before` and `after` the pairs around it.
    UnusedCarrier,
}

impl Mechanism for Sequence {
    const VALUES: &'static [&'static str] = &["numbers", "count", "before", "after"];
    const ROLES: &'static [&'static str] = &["before", "after"];
}

impl DocumentCheck for Sequence {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let numbered = || document.ledger.numbers(Unit::Sentence);
        let steps = || numbered().zip(numbered().skip(1));
        if self.fault == Fault::LostNumber && steps().all(|((_, low), (_, high))| high == low + 1) {
            return;
        }
        let carriers = carriers(document);
        if self.fault == Fault::UnusedCarrier && carriers.is_empty() {
            return;
        }
        // Asked where a number is missing and nothing used it: rarely.
        let present: LazyCell<FxHashSet<u32>, _> =
            LazyCell::new(|| numbered().map(|(_, number)| number).collect());
        for ((x, low), (y, high)) in steps() {
            let (first, last) = (document.target.side(x).end, document.target.side(y).start);
            let from = carriers.partition_point(|carrier| carrier.0 < first);
            let carrier = carriers.get(from).filter(|carrier| carrier.0 < last);
            match self.fault {
                Fault::UnusedCarrier if y == x + 1 && high == low + 1 => {
                    if let Some(&(at, length)) = carrier
                        && !is_explained(document, x, y)
                    {
                        let spot = Spot::Target(Span { start: at, end: at + length });
                        let finding = Finding::on(spot).with("before", low.to_string());
                        let finding = finding.with("after", high.to_string());
                        let finding = finding.related("before", document.pairs[x].target);
                        found.report(finding.related("after", document.pairs[y].target));
                    }
                }
                Fault::LostNumber if high > low + 1 && carrier.is_none() => {
                    if is_explained(document, x, y) || (low + 1..high).any(|number| present.contains(&number))
                    {
                        continue;
                    }
                    let finding =
                        Finding::at(document.pairs[y].target).with("numbers", numbers(low + 1, high - 1));
                    let finding = finding.with("count", (high - low - 1).to_string());
                    found.report(finding.related("before", document.pairs[x].target));
                }
                _ => {}
            }
        }
    }
}

/// Whether something else stands between two pairs that has numbers, or an image of its own: a paragraph pair, a
/// pair whose id is at fault, a damaged pair. Those are reported as what they are.
fn is_explained(document: &Document<'_>, x: usize, y: usize) -> bool {
    let other = |entry: &Entry| !matches!(entry, Entry::Good(id) if id.unit == Unit::Sentence);
    let between = document.pairs[x].whole.end..document.pairs[y].whole.start;
    document.ledger.entries[x + 1..y].iter().any(other)
        || document
            .leftovers
            .iter()
            .any(|leftover| leftover.span.start < between.end && leftover.whole.end > between.start)
}

/// Where each carrier stands in the target view, with its length; by place.
fn carriers(document: &Document<'_>) -> Vec<(u32, u32)> {
    let view = &document.target;
    let in_gap = |span: Span| view.pair_at(span.start).is_none() && view.to_file(span).is_some();
    let images = view.outline().nodes.iter().filter(|node| node.kind == Kind::Image);
    let images = images.filter(|node| in_gap(node.outer) && !node.inner.of(view.text()).trim().is_empty());
    let mut carriers: Vec<_> =
        images.map(|node| (node.outer.start, node.outer.end - node.outer.start)).collect();
    for at in memchr::memmem::find_iter(view.text().as_bytes(), b":::image") {
        let image = directive(&view.text()[at..]);
        let alt =
            image.split_once("alt-text=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap_or(""));
        let span = Span::new(at, at + image.len());
        if !alt.trim().is_empty() && view.pair_at(span.start).is_none() && !view.outline().is_code(span.start)
        {
            carriers.push((span.start, span.end - span.start));
        }
    }
    carriers.sort_unstable();
    carriers
}

/// `:::image … :::` at the start of a text, to its closing marks or the end of its line. It ends where another
/// begins, so that a line of nothing but beginnings stays linear.
fn directive(text: &str) -> &str {
    let end = text[3..].find(":::").map_or(text.len(), |at| 3 + at + 3);
    let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[..end]).unwrap_or(end);
    &text[..end]
}

/// `118`, `118 and 119`, `118–125`
fn numbers(first: u32, last: u32) -> String {
    match last - first {
        0 => first.to_string(),
        1 => format!("{first} and {last}"),
        _ => format!("{first}–{last}"),
    }
}
