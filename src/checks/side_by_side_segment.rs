//! `side-by-side.segment`: each side of a pair is a text of one paragraph.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side, SideName};
use crate::syntax::side_by_side::blank_line;
use crate::text::{ByteSet, Span};

/// One thing that can be wrong with a side's extent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Which.
    fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Fault {
    /// `{side}` holds nothing, or nothing but white space, and the other side more than an anchor.
    Empty,
    /// `{side}` holds a blank line, so that it is two paragraphs; the place is that line.
    BlankLine,
}

impl Mechanism for Segment {
    const VALUES: &'static [&'static str] = &["side"];
}

impl PairCheck for Segment {
    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        let sides = [(SideName::Target, &pair.target), (SideName::Source, &pair.source)];
        for ((name, side), other) in sides.into_iter().zip([&pair.source, &pair.target]) {
            let Some(span) = self.judge(side, other) else { continue };
            let (spot, words) = match name {
                SideName::Target => (Spot::Target(span), "translation"),
                SideName::Source => (Spot::Source(span), "source text"),
            };
            found.report(Finding::on(spot).with("side", words));
        }
    }
}

impl Segment {
    fn judge(&self, side: &Side<'_>, other: &Side<'_>) -> Option<Span> {
        match self.fault {
            Fault::Empty => {
                let is_empty = side.text().chars().all(char::is_whitespace) && !is_anchor(other.text());
                is_empty.then_some(side.span)
            }
            Fault::BlankLine => {
                if !side.has_any(ByteSet::ascii(b"\n\r")) || side.text().trim().is_empty() {
                    return None;
                }
                let at = side.span.start as usize + blank_line(side.text())?;
                Some(Span::at(at))
            }
        }
    }
}

/// Whether a text is an anchor, which readers never see: `<a name="berths"> </a>`.
fn is_anchor(text: &str) -> bool {
    let inner = text.trim().strip_prefix("<a ").and_then(|rest| rest.strip_suffix("</a>"));
    inner
        .and_then(|inner| inner.trim_end().strip_suffix('>'))
        .is_some_and(|attributes| !attributes.contains(['<', '>']) && !attributes.contains("href"))
}
