//! Two skeletons of one page side by side: which block of a translation stands for which block of the source, or of
//! another translation, and what only one of them has. Not what is said about it.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::align;
use super::outline::{Block, BlockKind};

/// How the blocks of two pages go together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alignment {
    /// Blocks of the one with blocks of the other, rising in both.
    pub pairs: Vec<Match>,
    /// Blocks that only the one has: neither moved, nor written as another kind.
    pub left: Vec<usize>,
    /// Blocks that only the other has.
    pub right: Vec<usize>,
    /// The share of blocks that go with none, from 0 to 1.
    pub apart: f32,
}

/// Two blocks that stand for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Of the one.
    pub left: usize,
    /// Of the other.
    pub right: usize,
    /// Whether more than the order of blocks speaks for it.
    pub sure: bool,
}

/// What two blocks of one kind have in common at least: a block may only be missing where the counts of its kind
/// differ.
const FLOOR: f32 = 0.15;
/// What it costs to leave two blocks alone.
const GAPS: f32 = 0.24;

/// Aligns the blocks of two pages: what is marked alike first, the rest by kind, marks and length in the stretches
/// between. Linear but for stretches of unequal kinds, which are bounded.
#[must_use]
pub fn align(left: &[Block], right: &[Block]) -> Alignment {
    let kinds = |blocks: &[Block]| blocks.iter().map(|block| block.kind).collect::<Vec<_>>();
    let (of_left, of_right) = (kinds(left), kinds(right));
    if of_left == of_right {
        let pairs = (0..left.len()).map(|at| Match { left: at, right: at, sure: true });
        return Alignment { pairs: pairs.collect(), ..Alignment::default() };
    }
    // What has no mark is equal to nothing.
    let keys = |blocks: &[Block], odd: u64| {
        let key =
            |(at, block): (usize, &Block)| if block.key == 0 { (at as u64) << 1 | odd } else { block.key };
        blocks.iter().enumerate().map(key).collect::<Vec<_>>()
    };
    let fixed = align::equal(&keys(left, 0), &keys(right, 1));
    let ratio = ratio(left, right, &fixed);
    let mut alignment = Alignment::default();
    let (mut from, mut to) = (0, 0);
    let mut alone = 0;
    for (a, b) in fixed.into_iter().chain([(left.len(), right.len())]) {
        let (one, other) = (from..a, to..b);
        let pairs = if of_left[one.clone()] == of_right[other.clone()] {
            let all = one.clone().zip(other.clone());
            all.map(|(left, right)| Match { left, right, sure: true }).collect()
        } else {
            between(left, right, one.clone(), other.clone(), ratio)
        };
        alone += one.len() + other.len() - 2 * pairs.len();
        lonely(&mut alignment, (&of_left, one), (&of_right, other), &pairs);
        alignment.pairs.extend(pairs);
        if a < left.len() || b < right.len() {
            alignment.pairs.push(Match { left: a, right: b, sure: true });
        }
        (from, to) = (a + 1, b + 1);
    }
    // A heading whose anchor the other page has as often was moved.
    let anchors = |blocks: &[Block]| {
        let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
        let headings = blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(_)));
        headings.filter(|block| block.key != 0).for_each(|block| *counts.entry(block.key).or_default() += 1);
        counts
    };
    let (one, other) = (anchors(left), anchors(right));
    let is_moved = |block: &Block, here: &FxHashMap<u64, usize>, there: &FxHashMap<u64, usize>| {
        there.get(&block.key).is_some_and(|count| Some(count) >= here.get(&block.key))
    };
    alignment.left.retain(|&at| !is_moved(&left[at], &one, &other));
    alignment.right.retain(|&at| !is_moved(&right[at], &other, &one));
    renamed(&mut alignment, left, right);
    alignment.apart = alone as f32 / (left.len() + right.len()).max(1) as f32;
    alignment
}

/// Takes off headings that both have left over at one level, the nearest first: the one may be the other, in another place
/// and with other blocks below it. Not those with anchors, which say that they differ.
fn renamed(alignment: &mut Alignment, left: &[Block], right: &[Block]) {
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
    let of = |alone: &[usize], blocks: &[Block]| {
        alone.iter().copied().filter(|&at| is_heading(&blocks[at])).collect::<Vec<_>>()
    };
    let (of_left, of_right) = (of(&alignment.left, left), of(&alignment.right, right));
    // Each is held against all: two pages with more of them are two texts.
    const MOST: usize = 4096;
    if of_left.len() * of_right.len() > MOST {
        return;
    }
    // How many blocks that go together stand before a block.
    let before_left = |at: usize| alignment.pairs.partition_point(|pair| pair.left < at);
    let before_right = |at: usize| alignment.pairs.partition_point(|pair| pair.right < at);
    let mut couples: Vec<(usize, usize, usize)> = Vec::new();
    for &a in &of_left {
        for &b in &of_right {
            let may_be = left[a].kind == right[b].kind && (left[a].key == 0 || right[b].key == 0);
            if may_be {
                couples.push((before_left(a).abs_diff(before_right(b)), a, b));
            }
        }
    }
    couples.sort_unstable();
    let (mut gone_left, mut gone_right) = (Vec::new(), Vec::new());
    for (_, a, b) in couples {
        if !gone_left.contains(&a) && !gone_right.contains(&b) {
            gone_left.push(a);
            gone_right.push(b);
        }
    }
    alignment.left.retain(|at| !gone_left.contains(at));
    alignment.right.retain(|at| !gone_right.contains(at));
}

/// How much longer the words of the one page are than those of the other.
fn ratio(left: &[Block], right: &[Block], fixed: &[(usize, usize)]) -> f32 {
    let prose = |block: &&Block| !matches!(block.kind, BlockKind::Code | BlockKind::Html);
    let all = |blocks: &[Block]| blocks.iter().filter(prose).map(|block| block.length).sum::<usize>();
    let of = |side: &dyn Fn(&(usize, usize)) -> usize| fixed.iter().map(side).sum::<usize>();
    let (mut one, mut other) = (of(&|&(a, _)| left[a].length), of(&|&(_, b)| right[b].length));
    // Few words say little.
    if one.min(other) < 200 {
        (one, other) = (all(left), all(right));
    }
    (one.max(1) as f32 / other.max(1) as f32).clamp(0.2, 5.0)
}

/// Pairs blocks of two stretches whose kinds differ.
fn between(
    left: &[Block],
    right: &[Block],
    one: Range<usize>,
    other: Range<usize>,
    ratio: f32,
) -> Vec<Match> {
    let likeness = |a: usize, b: usize| likeness(&left[one.start + a], &right[other.start + b], ratio);
    let found = align::best(one.len(), other.len(), likeness);
    let is_sure = |a: usize, b: usize| {
        let (one, other) = (&left[a], &right[b]);
        one.kind == other.kind && !one.marks.is_empty() && align::dice(&one.marks, &other.marks) >= 0.5
    };
    found
        .into_iter()
        .map(|(a, b)| (one.start + a, other.start + b))
        .map(|(left, right)| Match { left, right, sure: is_sure(left, right) })
        .collect()
}

/// What speaks for two blocks being one; 0 where nothing does.
fn likeness(one: &Block, other: &Block, ratio: f32) -> f32 {
    use BlockKind::{Item, Row};
    let same = one.kind == other.kind;
    let kind = match (one.kind, other.kind) {
        _ if same => 0.8,
        (Item { .. }, Item { .. }) | (Row(_), Row(_)) => 0.4,
        _ => return 0.0,
    };
    let marks = match (one.marks.is_empty(), other.marks.is_empty()) {
        (true, true) => 0.0,
        _ => {
            let dice = align::dice(&one.marks, &other.marks);
            1.2 * dice - 0.5 * (1.0 - dice)
        }
    };
    let longer = (one.length.max(1) as f32 / other.length.max(1) as f32 / ratio).ln().abs();
    let score = kind + marks - 0.5 * longer.min(2.0);
    (if same { score.max(FLOOR) } else { score } + GAPS).max(0.0)
}

/// Notes the blocks of two stretches that only one of them has. A kind that both have left over was moved.
fn lonely(
    alignment: &mut Alignment,
    (of_left, one): (&[BlockKind], Range<usize>),
    (of_right, other): (&[BlockKind], Range<usize>),
    pairs: &[Match],
) {
    let left: Vec<usize> =
        one.filter(|at| pairs.binary_search_by_key(at, |pair| pair.left).is_err()).collect();
    let right: Vec<usize> =
        other.filter(|at| pairs.binary_search_by_key(at, |pair| pair.right).is_err()).collect();
    // What one calls an item and the other a row, or a paragraph, is there.
    let class = |kind: BlockKind| match kind {
        BlockKind::Heading(_) => 0,
        BlockKind::Code => 1,
        BlockKind::Html => 2,
        BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Row(_) => 3,
    };
    let moved = |own: BlockKind, others: &[usize], kinds: &[BlockKind]| {
        others.iter().any(|&at| class(kinds[at]) == class(own))
    };
    alignment.left.extend(left.iter().filter(|&&at| !moved(of_left[at], &right, of_right)));
    alignment.right.extend(right.iter().filter(|&&at| !moved(of_right[at], &left, of_left)));
}

/// From which share of its blocks on a section is missing that has lost its heading, in percent.
const MOST_OF_SECTION: usize = 60;

/// Sections that a page has and the other lacks: a heading that goes with none, and most of what stands below it.
/// `alone` are the blocks that go with none, in order. The range covers the section.
#[must_use]
pub fn sections(blocks: &[Block], alone: &[usize]) -> Vec<Range<usize>> {
    let is_alone = |at: usize| alone.binary_search(&at).is_ok();
    let mut sections: Vec<Range<usize>> = Vec::new();
    for &at in alone {
        let BlockKind::Heading(level) = blocks[at].kind else { continue };
        if sections.last().is_some_and(|last| last.contains(&at)) {
            continue;
        }
        let ends = |block: &Block| matches!(block.kind, BlockKind::Heading(other) if other <= level);
        let end = blocks[at + 1..].iter().position(ends).map_or(blocks.len(), |length| at + 1 + length);
        let body = end - at - 1;
        let lost = (at + 1..end).filter(|&at| is_alone(at)).count();
        if body > 0 && lost * 100 >= body * MOST_OF_SECTION {
            sections.push(at..end);
        }
    }
    sections
}

/// Runs of blocks that go with none and lie in no missing section, each with at least `least` of them.
#[must_use]
pub fn runs(alone: &[usize], sections: &[Range<usize>], least: usize) -> Vec<Range<usize>> {
    let outside: Vec<usize> =
        alone.iter().copied().filter(|at| !sections.iter().any(|section| section.contains(at))).collect();
    let runs = outside.chunk_by(|a, b| a + 1 == *b).filter(|run| run.len() >= least);
    runs.map(|run| run[0]..run[run.len() - 1] + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outline::blocks;
    use crate::syntax::markdown;

    fn read(text: &str) -> Vec<Block> {
        blocks(text, &markdown::outline(text, &[]), false)
    }

    #[test]
    fn equal_kinds_go_together_one_by_one() {
        let aligned = align(&read("# a\n\nb\n\n- c\n"), &read("# d\n\ne\n\n- f\n"));
        assert_eq!(aligned.pairs.len(), 3);
        assert_eq!((aligned.left, aligned.right), (vec![], vec![]));
    }

    #[test]
    fn what_only_one_has_is_alone() {
        let one = read("# a\n\nb [x](x.md)\n\n## new\n\nc\n\n- d\n\n## e\n\nf `g`\n");
        let other = read("# a\n\nb [x](x.md)\n\n## e\n\nf `g`\n");
        let aligned = align(&one, &other);
        assert_eq!((&aligned.left[..], &aligned.right[..]), (&[2, 3, 4][..], &[][..]));
        let lost = sections(&one, &aligned.left);
        assert_eq!((lost.len(), lost.first()), (1, Some(&(2..5))));
        assert!(runs(&aligned.left, &lost, 1).is_empty());
    }

    #[test]
    fn what_was_moved_is_not_missing() {
        let one = read("# a\n\n## b\n\nc\n\n- d\n");
        let other = read("# a\n\nc\n\n- d\n\n## b\n");
        let aligned = align(&one, &other);
        assert_eq!((aligned.left, aligned.right), (vec![], vec![]));
    }

    #[test]
    fn a_heading_that_stands_elsewhere_under_another_name_is_not_missing() {
        let one = read("# a\n\n## b\n\nUse `moor()`:\n\n```\nmoor()\n```\n");
        let other = read("# a\n\nUse `moor()`:\n\n```\nmoor()\n```\n\n## c\n\nd\n\ne\n");
        let aligned = align(&one, &other);
        assert!(sections(&other, &aligned.right).is_empty(), "{aligned:?}");
        assert!(sections(&one, &aligned.left).is_empty(), "{aligned:?}");
    }
}
