//! `side-by-side.ids`: each id is well-formed, the page's own, on both sides, once, and in order.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::ledger::Entry;
use crate::model::{Document, Unit};
use crate::syntax::side_by_side::PairTags;
use crate::text::Span;

/// One thing that can be wrong with an id.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ids {
    /// Which.
    fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Fault {
    /// `{id}` before the translation, `{other}` before the source; the place is the second.
    Mismatch,
    /// `{id}` is not of the form that ids have, or its number is too low.
    Form,
    /// `{id}` has another prefix than the page, `{other}`.
    Prefix,
    /// `{id}` stands earlier in the page too: `first`.
    Duplicate,
    /// `{number}` falls below the `{before}` of the pair before it: `before`.
    Order,
}

impl Mechanism for Ids {
    const VALUES: &'static [&'static str] = &["id", "other", "number", "before"];
    const ROLES: &'static [&'static str] = &["first", "before"];
}

impl DocumentCheck for Ids {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        if self.fault == Fault::Order {
            return order(document, found);
        }
        for (pair, entry) in document.pairs.iter().zip(&document.ledger.entries) {
            if let Some(finding) = self.judge(document, pair, *entry) {
                found.report(finding);
            }
        }
    }
}

impl Ids {
    fn judge(&self, document: &Document<'_>, pair: &PairTags, entry: Entry) -> Option<Finding> {
        let at = |span: Span| Finding::at(span).with("id", span.of(document.text));
        match (self.fault, entry) {
            (Fault::Mismatch, Entry::Mismatch) => {
                let finding = Finding::at(pair.source_id).with("id", pair.target_id.of(document.text));
                let finding = finding.with("other", pair.source_id.of(document.text));
                Some(finding.related("first", pair.target_id))
            }
            (Fault::Form, Entry::Invalid) => Some(at(pair.target_id)),
            (Fault::Prefix, Entry::Foreign(_)) => {
                let own = document.ledger.prefix.map(|prefix| String::from_utf8_lossy(&prefix).into_owned());
                Some(at(pair.target_id).with("other", own.unwrap_or_default()))
            }
            (Fault::Duplicate, Entry::Duplicate(_, first)) => {
                Some(at(pair.target_id).related("first", document.pairs[first].target_id))
            }
            _ => None,
        }
    }
}

/// Each unit has a counter of its own, and each rises through the page.
fn order(document: &Document<'_>, found: &mut Findings) {
    for unit in [Unit::Sentence, Unit::Paragraph] {
        let mut before: Option<(usize, u32)> = None;
        for (at, number) in document.ledger.numbers(unit) {
            if let Some((earlier, higher)) = before.filter(|&(_, higher)| number < higher) {
                let finding = Finding::at(document.pairs[at].target_id).with("number", number.to_string());
                let finding = finding.with("before", higher.to_string());
                found.report(finding.related("before", document.pairs[earlier].target_id));
            }
            before = Some((at, number));
        }
    }
}
