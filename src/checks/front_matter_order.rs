//! `front-matter.order`: the listed keys stand in the listed order, and last where a tool writes them so.

use schemars::JsonSchema;
use serde::Deserialize;

use super::front_matter_date_order::Since;
use super::{DocumentCheck, Finding, Findings, Mechanism, Spot};
use crate::diagnostic::Applicability;
use crate::model::Document;
use crate::syntax::front_matter::{self, Entry, Format, FrontMatter};
use crate::text::Span;

/// Keys that stand in one order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The keys, in their order. Those that a page lacks are left out.
    keys: Vec<String>,
    /// Only from a date on that a key tells.
    #[serde(default)]
    since: Option<Since>,
    /// Whether other keys may stand between and after them. Without it the listed keys are the last ones.
    #[serde(default)]
    anywhere: bool,
}

impl Mechanism for Order {
    const VALUES: &'static [&'static str] = &["key", "before"];
    const ROLES: &'static [&'static str] = &["before"];
}

impl DocumentCheck for Order {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let Some(header) = &document.header else { return };
        if self.since.as_ref().is_some_and(|since| !since.holds(document)) {
            return;
        }
        let mut last = None;
        for entry in &header.entries {
            let here = self.rank(entry);
            if here.is_none() && self.anywhere {
                continue;
            }
            // One finding a page: once a key is out of place, all that follow it are as well.
            match last {
                Some((before, ranked)) if here.is_none_or(|here| here < ranked) => {
                    let before: &Entry = before;
                    let finding = Finding::at(entry.key_span).with("key", &*entry.key);
                    let finding = finding.with("before", &*before.key).related("before", before.key_span);
                    found.report(match self.sorted(document, header) {
                        Some(edit) => finding.mended(Applicability::Safe, vec![edit]),
                        None => finding,
                    });
                    return;
                }
                _ => last = here.map(|here| (entry, here)).or(last),
            }
        }
    }
}

impl Order {
    fn rank(&self, entry: &Entry) -> Option<usize> {
        self.keys.iter().position(|listed| **listed == *entry.key)
    }

    /// The lines that have to move, in their order: a key's go with the comments above it. `None` where the header says
    /// another thing then, or cannot be read.
    fn sorted(&self, document: &Document<'_>, header: &FrontMatter) -> Option<(Spot, String)> {
        let text = document.text;
        if header.format != Format::Yaml || !document.header_problems.is_empty() || header.closing.is_none() {
            return None;
        }
        let blocks = blocks(text, header)?;
        let order = self.order(header);
        let first = (0..order.len()).find(|&at| order[at] != at)?;
        let last = (0..order.len()).rfind(|&at| order[at] != at)?;
        let moved: String = order[first..=last].iter().map(|&at| blocks[at].of(text)).collect();
        let span = Span { start: blocks[first].start, end: blocks[last].end };
        let (before, after) = (&text[..span.start as usize], &text[span.end as usize..document.body]);
        let sorted = format!("{before}{moved}{after}");
        let again = front_matter::parse(&sorted);
        let same = |(entry, &at): (&Entry, &usize)| {
            let written = header.entries[at].value_span.of(text);
            entry.key == header.entries[at].key && entry.value_span.of(&sorted) == written
        };
        let header_again = again.header.filter(|_| again.problems.is_empty())?;
        let kept = header_again.entries.len() == order.len()
            && header_again.comments.len() == header.comments.len()
            && header_again.entries.iter().zip(&order).all(same);
        kept.then_some((Spot::File(span), moved))
    }

    /// The entries in the order that is asked for, by their number.
    fn order(&self, header: &FrontMatter) -> Vec<usize> {
        let ranks: Vec<_> = header.entries.iter().map(|entry| self.rank(entry)).collect();
        let mut listed: Vec<usize> = (0..ranks.len()).filter(|&at| ranks[at].is_some()).collect();
        listed.sort_by_key(|&at| ranks[at]);
        if self.anywhere {
            let mut listed = listed.into_iter();
            return (0..ranks.len()).map(|at| ranks[at].and_then(|_| listed.next()).unwrap_or(at)).collect();
        }
        (0..ranks.len()).filter(|&at| ranks[at].is_none()).chain(listed).collect()
    }
}

/// The lines of each entry, from what follows the one before it: comments stand above what they are about. `None` where
/// two share a line.
fn blocks(text: &str, header: &FrontMatter) -> Option<Vec<Span>> {
    let mut blocks = Vec::with_capacity(header.entries.len());
    let mut from = header.content.start as usize;
    for entry in &header.entries {
        let key = entry.key_span.start as usize;
        let at_margin = key >= from && text[..key].ends_with(['\n', '\r']);
        let end = entry.value_span.end.max(entry.key_span.end) as usize;
        let rest = &text[end..header.content.end as usize];
        let to = if text[..end].ends_with(['\n', '\r']) {
            end
        } else {
            let line = rest.find(['\n', '\r'])?;
            end + line + if rest[line..].starts_with("\r\n") { 2 } else { 1 }
        };
        if !at_margin {
            return None;
        }
        blocks.push(Span::new(from, to));
        from = to;
    }
    Some(blocks)
}
