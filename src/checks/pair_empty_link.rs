//! `pair.empty-link`: a link has words to click on.

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::{Kind, Node};

/// Links of the translation without a word in them, where the source has none such. `{destination}` is where the link
/// leads; `{source}` says, with the punctuation before it, which words the source links to the same place, or is empty.
#[derive(Debug, Default)]
pub(super) struct EmptyLink;

impl Mechanism for EmptyLink {
    const VALUES: &'static [&'static str] = &["destination", "source"];
}

impl PairCheck for EmptyLink {
    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        let mut empty = links(&pair.target).filter(|(at, node)| is_empty(&pair.target, *at, node)).peekable();
        if empty.peek().is_none() || links(&pair.source).any(|(at, node)| is_empty(&pair.source, at, node)) {
            return;
        }
        for (at, node) in empty {
            let destination = destination(&pair.target, at);
            let same =
                links(&pair.source).find(|(at, _)| self::destination(&pair.source, *at) == destination);
            let words = same.map(|(_, node)| node.inner.of(pair.source.view.text()));
            let source = words.map_or_else(String::new, |words| format!("; the source links `{words}`"));
            let finding = Finding::on(Spot::Target(node.outer)).with("destination", destination);
            found.report(finding.with("source", source));
        }
    }
}

/// The links that begin in a side, with the index of their node.
fn links<'d>(side: &Side<'d>) -> impl Iterator<Item = (u32, &'d Node)> + use<'d> {
    let outline = side.view.outline();
    let span = side.span;
    let first =
        outline.links.partition_point(|link| outline.nodes[link.node as usize].outer.start < span.start);
    let nodes = outline.links[first..].iter().map(|link| (link.node, &outline.nodes[link.node as usize]));
    nodes.take_while(move |(_, node)| node.outer.start < span.end).filter(|(_, node)| node.kind == Kind::Link)
}

/// Whether nothing stands between the brackets, not even an image without words.
fn is_empty(side: &Side<'_>, at: u32, node: &Node) -> bool {
    let first = side.view.outline().nodes.get(at as usize + 1);
    let holds_nothing = first.is_none_or(|first| first.parent != at || first.kind == Kind::Break);
    holds_nothing || node.inner.of(side.view.text()).trim().is_empty()
}

fn destination<'d>(side: &Side<'d>, at: u32) -> &'d str {
    side.view.outline().link(at).map_or("", |link| &link.destination)
}
