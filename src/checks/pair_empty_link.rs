//! `pair.empty-link`: a link has words to click on.

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::{Kind, Link, Node};
use crate::text::ByteSet;

/// Links of the translation without a word in them, where the source has none such. `{destination}` is where the link
/// leads; `{source}` says, with the punctuation before it, which words the source links to the same place, or is empty.
#[derive(Debug, Default)]
pub(super) struct EmptyLink;

impl Mechanism for EmptyLink {
    const VALUES: &'static [&'static str] = &["destination", "source"];
}

impl PairCheck for EmptyLink {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::target(ByteSet::ascii(b"[")))
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        let mut empty = links(&pair.target).filter(|link| is_empty(&pair.target, *link)).peekable();
        if empty.peek().is_none() || links(&pair.source).any(|link| is_empty(&pair.source, link)) {
            return;
        }
        for (node, link) in empty {
            let same = links(&pair.source).find(|(_, other)| other.destination == link.destination);
            let words = same.map(|(node, _)| node.inner.of(pair.source.view.text()));
            let source = words.map_or_else(String::new, |words| format!("; the source links `{words}`"));
            let finding = Finding::on(Spot::Target(node.outer)).with("destination", &*link.destination);
            found.report(finding.with("source", source));
        }
    }
}

/// The links that begin in a side, images left out.
fn links<'d>(side: &Side<'d>) -> impl Iterator<Item = (&'d Node, &'d Link)> + use<'d> {
    side.links().filter(|(node, _)| node.kind == Kind::Link)
}

/// Whether nothing stands between the brackets, not even an image without words.
fn is_empty(side: &Side<'_>, (node, link): (&Node, &Link)) -> bool {
    let first = side.view.outline().nodes.get(link.node as usize + 1);
    let holds_nothing = first.is_none_or(|first| first.parent != link.node || first.kind == Kind::Break);
    holds_nothing || node.inner.of(side.view.text()).trim().is_empty()
}
