//! `pair.lost-bold`: what is bold in the source is bold in the translation.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold};
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{ByteSet, Span};

/// Segments with fewer bold runs than their source, not made up for by brackets, quotation marks, code or italics that the
/// source has not. `{labels}` are the source's bold runs; `{bold}` says what is bold in the translation, `nothing` or `only` with
/// its runs; `{kind}` is `label` where each of the source's runs names something that a verb of clicking stands beside, else `words`.
/// The place is two spaces in a row, which show where marks stood, or the segment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LostBold {
    /// How many words a label has at most.
    longest: usize,
}

impl Mechanism for LostBold {
    const VALUES: &'static [&'static str] = &["labels", "bold", "kind"];
    const NEEDS: &'static [&'static str] = &["quotes", "brackets"];
}

impl PairCheck for LostBold {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language?;
        Some(Gate::source(ByteSet::ascii(b"*")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let mut sources = bold::runs(&pair.source);
        let targets = bold::runs(&pair.target);
        if targets.len() >= sources.len() {
            return;
        }
        sources.retain(|run| bold::key(&pair.source, *run) != 0 && !is_link(&pair.source, run));
        if targets.len() >= sources.len() {
            return;
        }
        let covered =
            targets.len() + joined(pair, &sources, &targets) + made_up(pair, language, context.source);
        if covered >= sources.len() {
            return;
        }
        let kind = if self.are_labels(pair, &sources, context.source) { "label" } else { "words" };
        let own = bold::quoted(&pair.target, &targets);
        let bold = if own.is_empty() { "nothing".to_owned() } else { format!("only {own}") };
        let finding = Finding::on(Spot::Target(gap(&pair.target).unwrap_or(pair.target.span)));
        found.report(
            finding
                .with("labels", bold::quoted(&pair.source, &sources))
                .with("bold", bold)
                .with("kind", kind),
        );
    }
}

impl LostBold {
    fn are_labels(&self, pair: &Pair<'_>, runs: &[(u32, &Node)], source: &Language) -> bool {
        let text = pair.source.view.text();
        let names = |(_, run): &(u32, &Node)| {
            let words = run.inner.of(text).trim();
            words.starts_with(|c: char| !c.is_lowercase())
                && !words.ends_with(['.', ':', '!', '?'])
                && words.split_whitespace().count() <= self.longest
        };
        let before = |(_, run): &(u32, &Node)| {
            let before = &text[pair.source.span.start as usize..run.outer.start as usize];
            before
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| source.verbs.contains(&word.to_lowercase()))
        };
        // What stands before the first stands before all.
        runs.iter().all(names) && runs.first().is_none_or(before)
    }
}

/// Whether a run is a link and nothing else: the link shows its words without being bold.
fn is_link(side: &Side<'_>, (at, run): &(u32, &Node)) -> bool {
    let first = side.view.outline().nodes.get(*at as usize + 1);
    first.is_some_and(|first| first.kind == Kind::Link && first.outer == run.inner)
}

/// How many runs may stand in another: `**A > B**`, or two of the source with nothing between them.
fn joined(pair: &Pair<'_>, sources: &[(u32, &Node)], targets: &[(u32, &Node)]) -> usize {
    let text = pair.source.view.text();
    let meet = |two: &&[(u32, &Node)]| {
        let between = Span { start: two[0].1.outer.end, end: two[1].1.outer.start };
        matches!(between.of(text).trim(), "" | "/")
    };
    let steps = |words: &str| words.matches(['>', '→', '＞']).count() + words.matches("&gt;").count();
    let own: usize = targets.iter().map(|(_, run)| steps(run.inner.of(pair.target.view.text()))).sum();
    if targets.is_empty() { 0 } else { own + sources.windows(2).filter(meet).count() }
}

/// How many marks of other kinds the translation has beyond the source's.
fn made_up(pair: &Pair<'_>, language: &Language, source: &Language) -> usize {
    // Quotation marks around a link may stand for bold around it, or within it.
    let (mut links, mut bold) = (0, 0);
    let linked = pair.source.starting_nodes().iter().any(|node| {
        let (own, other) = match node.kind {
            Kind::Link | Kind::Image => (&mut links, bold),
            Kind::Strong => (&mut bold, links),
            _ => return false,
        };
        *own = node.outer.end.max(*own);
        node.outer.start < other
    });
    let marked = |side: &Side<'_>, language: &Language| {
        let kinds = [Kind::Code, Kind::Emphasis, Kind::Html];
        let other = side.starting_nodes().iter().filter(|node| kinds.contains(&node.kind)).count();
        let words = bold::enclosed(side, language);
        // Those within bold are counted with it.
        let free = words.iter().filter(|one| one.open.run.is_none() || one.is_cut());
        let free = free.filter(|one| !is_around_a_mark(side, one.inner(), linked));
        other + free.filter(|one| bold::key_in(side, one.inner()) != 0).count()
    };
    marked(&pair.target, language).saturating_sub(marked(&pair.source, source))
}

/// Whether quotation marks stand around a bold run or a link and nothing else: those are there already, and make up for
/// no other.
fn is_around_a_mark(side: &Side<'_>, inner: Span, linked: bool) -> bool {
    let is_mark = |kind| kind == Kind::Strong || kind == Kind::Link && !linked;
    let first = side.starting_nodes().partition_point(|node| node.outer.start < inner.start);
    let mut here = side.starting_nodes()[first..].iter().take_while(|node| node.outer.start == inner.start);
    here.any(|node| is_mark(node.kind) && node.outer == inner)
}

/// Two spaces in a row inside of a text.
fn gap(side: &Side<'_>) -> Option<Span> {
    let text = side.text();
    let at = text.trim_end().find("  ").filter(|&at| !text[..at].trim().is_empty())?;
    let start = side.span.start as usize + at;
    Some(Span::new(start, start + 2))
}
