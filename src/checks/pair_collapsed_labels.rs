//! `pair.collapsed-labels`: labels that differ in the source differ in the translation.

use rustc_hash::FxHashSet;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold};
use crate::model::Pair;
use crate::text::ByteSet;

/// Two bold runs of one segment with the same words, where the source has other words in each. Case, brackets, quotation
/// marks and punctuation at the end do not count. `{first}` and `{second}` are the source's labels, `{target}` what both are;
/// the place is the second of them, `other` the first.
#[derive(Debug, Default)]
pub(super) struct CollapsedLabels;

impl Mechanism for CollapsedLabels {
    const VALUES: &'static [&'static str] = &["first", "second", "target"];
    const ROLES: &'static [&'static str] = &["other"];
}

impl PairCheck for CollapsedLabels {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::both(ByteSet::ascii(b"*")))
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        let (sources, targets) = (bold::runs(&pair.source), bold::runs(&pair.target));
        if sources.len() < 2 || sources.len() != targets.len() {
            return;
        }
        let keys = |side, runs: &[_]| runs.iter().map(|run| bold::key(side, *run)).collect::<Vec<u64>>();
        let (known, keys) = (keys(&pair.source, &sources), keys(&pair.target, &targets));
        // Where the source says one thing twice, so may the translation, in whatever order.
        if keys.contains(&0) || distinct(&known) <= distinct(&keys) {
            return;
        }
        for (at, key) in keys.iter().enumerate() {
            let Some(before) = keys[..at].iter().position(|other| other == key) else { continue };
            if known[before] == known[at] {
                continue;
            }
            let said = |at: usize| bold::plain(sources[at].1.inner.of(pair.source.view.text()));
            let target = bold::plain(targets[at].1.inner.of(pair.target.view.text()));
            found.report(
                Finding::on(Spot::Target(targets[at].1.inner))
                    .with("first", said(before))
                    .with("second", said(at))
                    .with("target", target)
                    .related_on("other", Spot::Target(targets[before].1.inner)),
            );
            return;
        }
    }
}

fn distinct(keys: &[u64]) -> usize {
    keys.iter().collect::<FxHashSet<_>>().len()
}
