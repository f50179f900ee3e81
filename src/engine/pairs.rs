//! Pair rules over the pairs of a page, rule by rule and not pair by pair: the code of one rule and what the processor has
//! learned of its branches stay at hand while it looks at many. Not where a finding is placed.

use super::{Engine, Rule};
use crate::checks::{Check, Finding, Findings, PairCheck, PairContext, Readings};
use crate::model::Pair;

/// How many pairs each rule looks at before the next one does: few enough that their text stays at hand as well.
const BLOCK: usize = 64;

/// The pair rules that run somewhere, of those that are wanted.
pub(super) fn rules<'e>(
    engine: &'e Engine,
    wanted: impl Fn(&Rule) -> bool,
) -> Vec<(usize, &'e dyn PairCheck)> {
    let check = |(at, rule): (usize, &'e Rule)| match &rule.check {
        Check::Pair(check) if wanted(rule) => Some((at, &**check)),
        _ => None,
    };
    engine.active().filter_map(check).collect()
}

/// Hands each finding on with its rule and its pair. `readings` of the context are replaced by each pair's own.
pub(super) fn check<'c, 'd>(
    rules: &[(usize, &'c dyn PairCheck)],
    pairs: impl Iterator<Item = Pair<'d>>,
    context: &PairContext<'_>,
    mut found: impl FnMut(usize, usize, &Pair<'d>, Finding),
) {
    let gate = |&(rule, check): &(usize, &'c dyn PairCheck)| Some((rule, check, check.gate(context)?));
    let rules: Vec<_> = rules.iter().filter_map(gate).collect();
    let mut pairs = pairs.fuse();
    let mut block: Vec<Pair<'d>> = Vec::new();
    let mut findings = Findings::default();
    for first in (0..).step_by(BLOCK) {
        block.clear();
        block.extend(pairs.by_ref().take(BLOCK));
        if block.is_empty() {
            return;
        }
        let readings: Vec<Readings> = block.iter().map(|_| Readings::default()).collect();
        let contexts: Vec<_> = readings.iter().map(|readings| PairContext { readings, ..*context }).collect();
        for (rule, check, gate) in &rules {
            let asked = block.iter().zip(&contexts).enumerate().filter(|(_, (pair, _))| gate.lets(pair));
            for (at, (pair, context)) in asked {
                check.check(pair, context, &mut findings);
                if !findings.is_empty() {
                    findings.drain().for_each(|finding| found(*rule, first + at, pair, finding));
                }
            }
        }
    }
}
