//! `pair.tags`: both sides have the same HTML tags.

use super::pair_parts::unmatched;
use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::{Kind, Node};

/// HTML tags that one side has and the other has not. `{tag}` is the tag, `{state}` says which side lacks it.
#[derive(Debug, Default)]
pub(super) struct Tags;

impl Mechanism for Tags {
    const VALUES: &'static [&'static str] = &["tag", "state"];
}

impl PairCheck for Tags {
    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        // Where the source shows nothing, its tags were left out, lest a page has an anchor twice.
        if !pair.source.has(b'<') && (!pair.target.has(b'<') || pair.source.text().trim().is_empty()) {
            return;
        }
        if tags(&pair.source).map(|(_, tag)| tag).eq(tags(&pair.target).map(|(_, tag)| tag)) {
            return;
        }
        let names = |side: &Side<'_>| -> Vec<String> {
            tags(side).map(|(_, tag)| tag.to_ascii_lowercase()).collect()
        };
        let (source, target) = (names(&pair.source), names(&pair.target));
        let (lost, added) = unmatched(&source, &target);
        for at in lost {
            let finding = Finding::on(Spot::Target(pair.target.span)).with("tag", source[at].clone());
            found.report(finding.with("state", "missing here"));
        }
        let mut tags = tags(&pair.target).enumerate();
        for at in added {
            // Both rise.
            let tag = tags.find(|(other, _)| *other == at);
            let place = tag.map_or(pair.target.span, |(_, (node, _))| node.outer);
            let finding = Finding::on(Spot::Target(place)).with("tag", target[at].clone());
            found.report(finding.with("state", "not in the source"));
        }
    }
}

/// The tags of a side with their names, `/` before closing ones.
fn tags<'d>(side: &Side<'d>) -> impl Iterator<Item = (&'d Node, &'d str)> + use<'d> {
    let text = side.view.text();
    let html = side.starting_nodes().iter().filter(|node| node.kind == Kind::Html);
    html.filter_map(move |node| {
        let inside = node.outer.of(text).strip_prefix('<')?;
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '/').unwrap_or(inside.len());
        (end > 0).then(|| (node, inside[..end].trim_end_matches('/')))
    })
}
