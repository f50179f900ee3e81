//! `pair.literal-marks`: asterisks that were to make words bold do so, and are not shown.

use schemars::JsonSchema;
use serde::Deserialize;

use super::bold_mend::{self, Edits, Look};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold};
use crate::diagnostic::Applicability;
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::{self, Kind};
use crate::text::{ByteSet, Span, is_alphanumeric};

/// Runs of asterisks that readers of the translation see, where the source shows none such; two that stand around words are
/// one finding. `{marks}` is the run as readers see it, `{place}` says what it stands around, or else before it, or after it
/// at the start of a segment; `{cause}` says, with the punctuation before it, which characters keep a mark from beginning or
/// ending bold, or is empty; `{source}`, likewise, what the source bolds. The change, where there is one, comes with the first
/// finding of a segment: it mends all of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiteralMarks {
    /// From how many asterisks on a run was meant as a mark. One is a footnote's, or a multiplication.
    least: usize,
}

impl Mechanism for LiteralMarks {
    const VALUES: &'static [&'static str] = &["marks", "place", "cause", "source"];
}

impl PairCheck for LiteralMarks {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::target(ByteSet::ascii(b"*")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let mut runs = self.runs(&pair.target);
        runs.retain(|&run| !is_mask(pair.target.view.text(), run));
        if runs.is_empty() || !self.runs(&pair.source).is_empty() {
            return;
        }
        let bolds = bold::quoted(&pair.source, &bold::runs(&pair.source));
        let source = if bolds.is_empty() { String::new() } else { format!("; the source bolds {bolds}") };
        let mut fix = mend(pair, context.language, &runs);
        let text = pair.target.view.text();
        let couples = are_couples(text, &runs);
        for (at, marks) in runs.chunks(if couples { 2 } else { 1 }).enumerate() {
            let (first, last) = (marks[0], marks[marks.len() - 1]);
            let (place, cause) = if couples {
                let begins = cause(text, first, true);
                let cause = if begins.is_empty() { cause(text, last, false) } else { begins };
                (format!("around `{}`", bold::plain(&text[first.end as usize..last.start as usize])), cause)
            } else {
                (beside(&pair.target, first), cause(text, first, at % 2 == 0))
            };
            let mut finding = Finding::on(Spot::Target(Span { start: first.start, end: last.end }))
                .with("marks", stars(text, first))
                .with("place", place)
                .with("cause", cause);
            if let Some((applicability, edits)) = fix.take() {
                finding = finding.mended(applicability, edits);
            }
            found.report(finding.with("source", source.clone()));
        }
    }
}

/// The asterisks of a run, as readers see them.
fn stars(text: &str, run: Span) -> String {
    run.of(text).chars().filter(|&c| c == '*').collect()
}

/// Whether the runs of a segment go together two by two, each around some words: then two of them are one fault.
fn are_couples(text: &str, runs: &[Span]) -> bool {
    runs.len().is_multiple_of(2)
        && runs.iter().all(|&run| stars(text, run) == "**")
        && runs
            .chunks(2)
            .all(|two| text[two[0].end as usize..two[1].start as usize].contains(is_alphanumeric))
}

/// Whether asterisks stand for digits that are left open: `00******`.
fn is_mask(text: &str, run: Span) -> bool {
    /// More in a row than two marks have.
    const LEAST: usize = 5;
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let stars = run.of(text).bytes().filter(|byte| *byte == b'*').count();
    stars >= LEAST
        && (digit(text[..run.start as usize].trim_end_matches('\\').chars().next_back())
            || digit(text[run.end as usize..].chars().next()))
}

/// The change that makes bold of the marks.
fn mend(pair: &Pair<'_>, language: Option<&Language>, runs: &[Span]) -> Option<(Applicability, Edits)> {
    if let Some((edits, look)) = bold_mend::unblocked(pair, language, runs) {
        let same = look == Look::Same;
        return Some((if same { Applicability::Safe } else { Applicability::Unsafe }, edits));
    }
    let around = |language| {
        let near = bold_mend::around_neighbours(pair, language, runs);
        near.or_else(|| bold_mend::around_marks(pair, language, runs))
    };
    Some((Applicability::Safe, around(language?)?))
}

/// What keeps two asterisks from beginning, or ending, bold: the characters around them, asked of the parser.
fn cause(text: &str, run: Span, begins: bool) -> String {
    let (before, behind) = (&text[..run.start as usize], &text[run.end as usize..]);
    if run.of(text) != "**" {
        return String::new();
    }
    let (before, behind) =
        (before.chars().next_back().unwrap_or('\n'), behind.chars().next().unwrap_or('\n'));
    let makes_bold =
        |text: &str| markdown::outline(text, &[]).nodes.iter().any(|node| node.kind == Kind::Strong);
    let works = if begins {
        makes_bold(&format!("x{before}**{behind}x**"))
    } else {
        makes_bold(&format!("**x{before}**{behind}"))
    };
    let inside = if begins { behind } else { before };
    match begins {
        _ if works => String::new(),
        true if inside.is_whitespace() => ", where a space keeps it from beginning bold".to_owned(),
        false if inside.is_whitespace() => ", where a space keeps it from ending bold".to_owned(),
        true => format!(", where it cannot begin bold between `{before}` and `{behind}`"),
        false => format!(", where it cannot end bold between `{before}` and `{behind}`"),
    }
}

impl LiteralMarks {
    /// Stretches of a side that are shown as asterisks, escaped or not, and as nothing else.
    fn runs(&self, side: &Side<'_>) -> Vec<Span> {
        let text = side.view.text();
        let mut runs: Vec<(Span, usize)> = Vec::new();
        for node in side.starting_nodes().iter().filter(|node| node.kind == Kind::Text) {
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

/// The word before a run, or else the word after it: enough to find it by eye.
fn beside(side: &Side<'_>, run: Span) -> String {
    const LONGEST: usize = 16;
    let text = side.view.text();
    // The backslash of an escaped asterisk is not shown.
    let before = text[side.span.start as usize..run.start as usize]
        .trim_end_matches(|c: char| matches!(c, '\\' | '。') || c.is_whitespace());
    let border = |c: char| c.is_whitespace() || matches!(c, '。' | '，' | '、' | '；' | '：');
    let word = before.char_indices().rev().take_while(|(_, c)| !border(*c)).take(LONGEST).last();
    let word = word.map_or("", |(at, _)| &before[at..]);
    if !word.is_empty() {
        return format!("after `{word}`");
    }
    let after = text[run.end as usize..side.span.end as usize].trim_start();
    let word: String = after.chars().take_while(|c| !border(*c)).take(LONGEST).collect();
    if word.is_empty() { "alone".to_owned() } else { format!("before `{word}`") }
}
