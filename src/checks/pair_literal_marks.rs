//! `pair.literal-marks`: asterisks that were to make words bold do so, and are not shown.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// Runs of asterisks that readers of the translation see, where the source shows none such. `{marks}` is the run as
/// readers see it, `{place}` says what stands before it, or after it at the start of a segment; `{source}` says, with the
/// punctuation before it, what the source bolds, or is empty.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiteralMarks {
    /// From how many asterisks on a run was meant as a mark. One is a footnote's, or a multiplication.
    least: usize,
}

impl Mechanism for LiteralMarks {
    const VALUES: &'static [&'static str] = &["marks", "place", "source"];
}

impl PairCheck for LiteralMarks {
    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        // Without the bytes there is no run: most pairs end here.
        if !pair.target.has(b'*') {
            return;
        }
        let runs = self.runs(&pair.target);
        if runs.is_empty() || !self.runs(&pair.source).is_empty() {
            return;
        }
        let bolds = bolds(&pair.source);
        let source = if bolds.is_empty() { String::new() } else { format!("; the source bolds {bolds}") };
        for run in runs {
            let text = pair.target.view.text();
            let marks: String = run.of(text).chars().filter(|&c| c == '*').collect();
            let finding = Finding::on(Spot::Target(run)).with("marks", marks);
            found.report(finding.with("place", beside(&pair.target, run)).with("source", source.clone()));
        }
    }
}

impl LiteralMarks {
    /// Stretches of a side that are shown as asterisks, escaped or not, and as nothing else.
    fn runs(&self, side: &Side<'_>) -> Vec<Span> {
        let text = side.view.text();
        let mut runs: Vec<(Span, usize)> = Vec::new();
        for node in side.nodes().iter().filter(|node| node.kind == Kind::Text) {
            let words = node.outer.of(text);
            for at in memchr::memchr_iter(b'*', words.as_bytes()) {
                let at = node.outer.start as usize + at;
                match runs.last_mut() {
                    Some((run, count)) if matches!(&text[run.end as usize..at], "" | "\\") => {
                        run.end = Span::at(at + 1).start;
                        *count += 1;
                    }
                    _ => runs.push((Span::new(at, at + 1), 1)),
                }
            }
        }
        runs.into_iter().filter(|(_, count)| *count >= self.least).map(|(run, _)| run).collect()
    }
}

/// `` `Submit`, `Cancel` ``: what readers of the source see in bold.
fn bolds(side: &Side<'_>) -> String {
    let bold = side.nodes().iter().filter(|node| node.kind == Kind::Strong);
    bold.map(|node| format!("`{}`", node.inner.of(side.view.text()))).collect::<Vec<_>>().join(", ")
}

/// The word before a run, or else the word after it: enough to find it by eye.
fn beside(side: &Side<'_>, run: Span) -> String {
    const LONGEST: usize = 16;
    let text = side.view.text();
    // The backslash of an escaped asterisk is not shown.
    let before = text[side.span.start as usize..run.start as usize]
        .trim_end_matches(|c: char| c == '\\' || c.is_whitespace());
    let border = |c: char| c.is_whitespace() || matches!(c, '。' | '，' | '、' | '；' | '：');
    let word = before.rsplit(border).next().unwrap_or(before);
    let skipped = word.chars().count().saturating_sub(LONGEST);
    let word: String = word.chars().skip(skipped).collect();
    if !word.is_empty() {
        return format!("after `{word}`");
    }
    let after = text[run.end as usize..side.span.end as usize].trim_start();
    let word: String = after.split(border).next().unwrap_or(after).chars().take(LONGEST).collect();
    if word.is_empty() { "alone".to_owned() } else { format!("before `{word}`") }
}
