//! Pair rules over the pairs of a page, rule by rule and not pair by pair: the code of one rule and what the processor has
//! learned of its branches stay at hand while it looks at many. Not where a finding is placed.

use smallvec::SmallVec;

use super::{Engine, Rule};
use crate::checks::{Check, Finding, Findings, Gate, PairCheck, PairContext, Readings};
use crate::model::Pair;
use crate::text::{ByteSet, ByteSets};

/// How many pairs each rule looks at before the next one does: few enough that their text stays at hand as well, and as many
/// as a number has bits.
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
    // Many rules have one gate in common, which is asked once a pair.
    let mut gates: Vec<Gate<'_>> = Vec::new();
    let mut number = |gate| {
        gates.iter().position(|known| *known == gate).unwrap_or_else(|| {
            gates.push(gate);
            gates.len() - 1
        })
    };
    let gated =
        |&(rule, check): &(usize, &'c dyn PairCheck)| Some((rule, check, number(check.gate(context)?)));
    let rules: Vec<_> = rules.iter().filter_map(gated).collect();
    let mut let_in = vec![0_u64; gates.len()];
    let mut next = vec![0; gates.len()];
    let mut pairs = pairs.fuse();
    let mut block: Vec<Pair<'d>> = Vec::with_capacity(BLOCK);
    let mut findings = Findings::default();
    for first in (0..).step_by(BLOCK) {
        block.clear();
        block.extend(pairs.by_ref().take(BLOCK));
        if block.is_empty() {
            return;
        }
        let readings: Vec<Readings> = block.iter().map(|_| Readings::default()).collect();
        let contexts: Vec<_> = readings.iter().map(|readings| PairContext { readings, ..*context }).collect();
        let sets = |of: fn(&Pair<'d>) -> ByteSet| {
            ByteSets::new(&block.iter().map(of).collect::<SmallVec<[ByteSet; BLOCK]>>())
        };
        let (sources, targets) = (sets(|pair| pair.source.bytes()), sets(|pair| pair.target.bytes()));
        for ((gate, next), let_in) in gates.iter().zip(&mut next).zip(&mut let_in) {
            *let_in = gate.lets(&block, &sources, &targets, next);
        }
        for &(rule, check, gate) in &rules {
            let mut left = let_in[gate];
            while left != 0 {
                let at = left.trailing_zeros() as usize;
                left &= left - 1;
                check.check(&block[at], &contexts[at], &mut findings);
                if !findings.is_empty() {
                    findings.drain().for_each(|finding| found(rule, first + at, &block[at], finding));
                }
            }
        }
    }
}
