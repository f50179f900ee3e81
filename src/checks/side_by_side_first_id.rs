//! `side-by-side.first-id`: the first number of a page leaves room for what the header used, and no more.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::ledger::FIRST_NUMBER;
use crate::model::{Document, Unit};

/// Which header values use up numbers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstId {
    /// Keys whose sentences were numbered before the body's.
    keys: Vec<String>,
    /// How many numbers more are taken in silence: translation merges and splits sentences.
    slack: u32,
}

impl Mechanism for FirstId {
    const VALUES: &'static [&'static str] = &["number", "highest"];
}

impl DocumentCheck for FirstId {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let Some((at, number)) = document.ledger.numbers(Unit::Sentence).next() else { return };
        // An image before the first pair, or a pair in the header, has used numbers as well.
        let gap = document.target.gap(0).of(document.target.text());
        if at > 0 || gap.contains("![") || gap.contains(":::image") || !document.header_pairs.is_empty() {
            return;
        }
        let values = self.keys.iter().filter_map(|key| document.value(key));
        let used: u32 = values.map(sentences).sum();
        let highest = FIRST_NUMBER + used + self.slack;
        if number > highest {
            let finding = Finding::at(document.pairs[at].target_id).with("number", number.to_string());
            found.report(finding.with("highest", highest.to_string()));
        }
    }
}

/// How many sentences a value has: final marks that end it or stand before a space, at least one.
fn sentences(value: &str) -> u32 {
    let mut count = 0;
    let mut ended = true;
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let wide = matches!(c, '。' | '！' | '？');
        let ends =
            wide || matches!(c, '.' | '!' | '?') && chars.peek().is_none_or(|next| next.is_whitespace());
        if ends && !ended {
            count += 1;
        }
        ended = ends || (ended && c.is_whitespace());
    }
    count + u32::from(!ended)
}
