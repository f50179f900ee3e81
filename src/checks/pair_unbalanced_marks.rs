//! `pair.unbalanced-marks`: a bracket that opens is closed, and one that closes was opened.

use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{Span, Starts, is_east_asian};

/// Brackets that readers of the translation see without their other half, where the source's brackets of that kind come in
/// pairs. `{mark}` is the bracket, `{lacks}` is `never closed` or `never opened`, `{place}` the words beside it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnbalancedMarks {
    /// The kinds of brackets. Those of one kind close one another: `(` may be closed by `）`.
    kinds: Vec<Brackets>,
    /// Each bracket, and how they begin.
    #[serde(skip)]
    marks: OnceLock<(Starts, Vec<Bracket>)>,
}

/// A bracket, the number of its kind, and what it adds to those that are open.
type Bracket = (char, usize, i32);

/// One kind of brackets.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Brackets {
    /// Those that open.
    open: String,
    /// Those that close.
    close: String,
}

impl Mechanism for UnbalancedMarks {
    const VALUES: &'static [&'static str] = &["mark", "lacks", "place"];
}

impl PairCheck for UnbalancedMarks {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        let (starts, _) = self.marks.get_or_init(|| self.marks());
        Some(Gate::target(starts.set()))
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        let (starts, marks) = self.marks.get_or_init(|| self.marks());
        let balance = balance(&pair.target, starts, marks);
        // As many of them open as close, in that order, also of those that readers do not see.
        let uneven = |(at, _): &(usize, &Brackets)| balance[(*at).min(MOST_KINDS - 1)] != (0, 0);
        for (_, kind) in self.kinds.iter().enumerate().filter(uneven) {
            let lone = |side: &Side<'_>| kind.lone(side.view.text(), side.starting_nodes());
            let (Some((at, mark, closes)), None) = (lone(&pair.target), lone(&pair.source)) else { continue };
            // A bracket may open in one sentence and close in the next.
            if kind.lone(pair.target.view.text(), around(&pair.target)).is_none() {
                continue;
            }
            let span = Span { start: at, end: at + Span::at(mark.len_utf8()).start };
            found.report(
                Finding::on(Spot::Target(span))
                    .with("mark", mark)
                    .with("lacks", if closes { "never opened" } else { "never closed" })
                    .with("place", beside(&pair.target, span, closes)),
            );
        }
    }
}

/// More kinds of brackets than any language has; what is beyond is counted with the last.
const MOST_KINDS: usize = 16;

impl UnbalancedMarks {
    fn marks(&self) -> (Starts, Vec<Bracket>) {
        let of = |(at, kind): (usize, &Brackets)| {
            let (open, close) = (kind.open.clone(), kind.close.clone());
            let mark = move |step| move |c| (c, at.min(MOST_KINDS - 1), step);
            open.chars().map(mark(1)).chain(close.chars().map(mark(-1))).collect::<Vec<_>>()
        };
        let marks: Vec<_> = self.kinds.iter().enumerate().flat_map(of).collect();
        (marks.iter().map(|mark| mark.0).collect(), marks)
    }
}

/// Of each kind, how many more open than close, and how many more have closed than opened somewhere, as a number below 0.
fn balance(side: &Side<'_>, starts: &Starts, marks: &[Bracket]) -> [(i32, i32); MOST_KINDS] {
    let text = side.view.text();
    let mut balance = [(0, 0); MOST_KINDS];
    for start in side.places_of(starts) {
        let Some(c) = text[start..].chars().next() else { break };
        for &(_, kind, step) in marks.iter().filter(|mark| mark.0 == c) {
            let (open, lowest) = &mut balance[kind];
            *open += step;
            *lowest = (*open).min(*lowest);
        }
    }
    balance
}

impl Brackets {
    /// The first bracket without its other half: where, which, and whether it closes.
    fn lone(&self, text: &str, nodes: &[Node]) -> Option<(u32, char, bool)> {
        let mut open: Vec<(u32, char)> = Vec::new();
        let start = nodes.first().map_or(0, |node| node.outer.start);
        for node in nodes.iter().filter(|node| node.kind == Kind::Text) {
            for (at, mark) in node.outer.of(text).char_indices() {
                let at = node.outer.start as usize + at;
                let is_among = |marks: &str| marks.chars().any(|own| own == mark);
                if is_among(&self.open) {
                    open.push((Span::at(at).start, mark));
                } else if is_among(&self.close)
                    && open.pop().is_none()
                    && !is_item(text, start, at)
                    && !is_smiley(&text[start as usize..at])
                {
                    return Some((Span::at(at).start, mark, true));
                }
            }
        }
        let lone = open.iter().find(|(at, _)| !is_smiley(&text[start as usize..*at as usize]));
        lone.map(|&(at, mark)| (at, mark, false))
    }
}

/// The nodes of the paragraph, the heading or the cell that a side stands in.
pub(super) fn around<'d>(side: &Side<'d>) -> &'d [Node] {
    let outline = side.view.outline();
    if let Some(part) = outline.html_part(side.view.text(), side.span.start) {
        return outline.starting_in(part);
    }
    let is_block =
        |node: &&Node| matches!(node.kind, Kind::Paragraph | Kind::Heading(_) | Kind::Cell | Kind::Item);
    let block = side
        .indexed()
        .next()
        .and_then(|(at, node)| std::iter::once(node).chain(outline.ancestors(at)).find(is_block));
    block.map_or(side.starting_nodes(), |block| outline.starting_in(block.outer))
}

/// `a)`, `12)`, `б)`, `2.º)`, or one or two characters of any script where the text begins at byte `start`: the mark of an
/// item.
fn is_item(text: &str, start: u32, at: usize) -> bool {
    // Marks of the writing direction stand between a letter and its bracket, and are seen by nobody.
    let before = text[start as usize..at].trim_end_matches(is_direction);
    let number = before.trim_end_matches(['°', 'º', 'ª', '.']);
    let before = if number.ends_with(|c: char| c.is_ascii_digit()) { number } else { before };
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or(before);
    let rest = &before[..before.len() - word.len()];
    let bracket = |c: char| matches!(c, '(' | '（' | '[' | '［');
    // A letter of a script that is written with spaces is no word.
    let mut letters = word.chars();
    let is_letter = letters.next().is_none_or(|c| !is_east_asian(c)) && letters.next().is_none();
    let free = if word.is_ascii() || is_letter {
        !rest.ends_with(bracket)
    } else {
        !rest.contains(char::is_alphanumeric)
    };
    free && (1..=2).contains(&word.chars().count())
}

/// Whether the eyes of a face end the text before its mouth: ` :)`, ` ;-)`.
fn is_smiley(before: &str) -> bool {
    let face = before.strip_suffix('-').unwrap_or(before);
    let behind = face.strip_suffix([':', ';', '：', '；']);
    behind.is_some_and(|behind| !behind.ends_with(char::is_alphanumeric))
}

/// Marks that say which way a text runs, where letters of both directions stand side by side.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A few characters around a bracket, on the side where its words stand.
fn beside(side: &Side<'_>, span: Span, closes: bool) -> String {
    const LONGEST: usize = 16;
    let text = side.view.text();
    if closes {
        let before = &text[side.span.start as usize..span.end as usize];
        let skipped = before.chars().count().saturating_sub(LONGEST);
        before.chars().skip(skipped).collect()
    } else {
        text[span.start as usize..side.span.end as usize].chars().take(LONGEST).collect()
    }
}
