//! Two lists of segments side by side: what is equal, by unique keys first, and what is alike, by words. Not what the
//! differences mean (`comparison`), and never two different pages.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// How many cells a table may have. Lists that need more are left unaligned: what stands there counts as gone and new.
const MOST_CELLS: usize = 40_000;

/// Equal elements of two lists, in the order of both: what begins and ends both lists, what is unique in both and
/// rises in both, and so on between those. `n log n` but for small stretches without a unique element.
#[must_use]
pub fn equal(older: &[u64], newer: &[u64]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::with_capacity(older.len().min(newer.len()));
    let mut open = vec![(0..older.len(), 0..newer.len())];
    while let Some((mut left, mut right)) = open.pop() {
        while !left.is_empty() && !right.is_empty() && older[left.start] == newer[right.start] {
            pairs.push((left.start, right.start));
            left.start += 1;
            right.start += 1;
        }
        while !left.is_empty() && !right.is_empty() && older[left.end - 1] == newer[right.end - 1] {
            left.end -= 1;
            right.end -= 1;
            pairs.push((left.end, right.end));
        }
        if left.is_empty() || right.is_empty() {
            continue;
        }
        let anchors = anchors(older, newer, left.clone(), right.clone());
        if anchors.is_empty() {
            let same =
                |a: usize, b: usize| f32::from(u8::from(older[left.start + a] == newer[right.start + b]));
            let found = best(left.len(), right.len(), same);
            pairs.extend(found.into_iter().map(|(a, b)| (left.start + a, right.start + b)));
            continue;
        }
        let ends = anchors.iter().copied().chain([(left.end, right.end)]);
        let (mut from, mut to) = (left.start, right.start);
        for (a, b) in ends {
            open.push((from..a, to..b));
            (from, to) = (a + 1, b + 1);
        }
        pairs.extend(anchors);
    }
    pairs.sort_unstable();
    pairs
}

/// Elements that both ranges hold once, the longest choice that rises in both.
fn anchors(older: &[u64], newer: &[u64], left: Range<usize>, right: Range<usize>) -> Vec<(usize, usize)> {
    #[derive(Default)]
    struct Seen {
        older: usize,
        newer: usize,
        at: usize,
    }
    let mut seen: FxHashMap<u64, Seen> = FxHashMap::default();
    for key in &older[left.clone()] {
        seen.entry(*key).or_default().older += 1;
    }
    for at in right {
        if let Some(seen) = seen.get_mut(&newer[at]) {
            seen.newer += 1;
            seen.at = at;
        }
    }
    let unique = left.filter_map(|at| {
        let seen = &seen[&older[at]];
        (seen.older == 1 && seen.newer == 1).then_some((at, seen.at))
    });
    rising(&unique.collect::<Vec<_>>())
}

/// The longest rising choice by the second number; the first rises already.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last of the best choice of each length, and what stands before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut chosen: Vec<_> =
        std::iter::successors(ends.last().copied(), |&at| before[at]).map(|at| pairs[at]).collect();
    chosen.reverse();
    chosen
}

/// Pairs that rise in both lists and whose likeness sums up highest; none where a table would be too large.
/// What has no likeness has 0.
#[must_use]
pub fn best(older: usize, newer: usize, likeness: impl Fn(usize, usize) -> f32) -> Vec<(usize, usize)> {
    let width = newer + 1;
    let mut pairs = Vec::new();
    if older == 0 || newer == 0 || older.saturating_mul(newer) > MOST_CELLS {
        return pairs;
    }
    let mut sums = vec![0.0_f32; (older + 1) * width];
    let mut taken = vec![false; (older + 1) * width];
    for a in 1..=older {
        for b in 1..=newer {
            let here = a * width + b;
            let alike = likeness(a - 1, b - 1);
            let skipped = sums[here - 1].max(sums[here - width]);
            let together = sums[here - width - 1] + alike;
            taken[here] = alike > 0.0 && together > skipped;
            sums[here] = if taken[here] { together } else { skipped };
        }
    }
    let (mut a, mut b) = (older, newer);
    while a > 0 && b > 0 {
        let here = a * width + b;
        if taken[here] {
            pairs.push((a - 1, b - 1));
            (a, b) = (a - 1, b - 1);
        } else if sums[here - width] >= sums[here - 1] {
            a -= 1;
        } else {
            b -= 1;
        }
    }
    pairs.reverse();
    pairs
}

/// How alike two bags of words are, from 0 to 1: Dice's coefficient. Both are sorted.
#[must_use]
pub fn dice(one: &[u32], other: &[u32]) -> f32 {
    let (mut a, mut b, mut common) = (0, 0, 0_usize);
    while let (Some(left), Some(right)) = (one.get(a), other.get(b)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                a += 1;
                b += 1;
            }
        }
    }
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * common as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(text: &str) -> Vec<u64> {
        text.bytes().map(u64::from).collect()
    }

    #[test]
    fn unique_elements_hold_the_lists_together() {
        let pairs = |older: &str, newer: &str| equal(&letters(older), &letters(newer));
        assert_eq!(pairs("abc", "abc"), [(0, 0), (1, 1), (2, 2)]);
        assert_eq!(pairs("a--b--c", "a--c--b--c").len(), 7);
        assert_eq!(pairs("xaybz", "1a2b3"), [(1, 1), (3, 3)]);
        assert_eq!(pairs("", "abc"), []);
    }

    #[test]
    fn alike_elements_are_paired_for_the_highest_sum() {
        let likeness = [[0.6, 0.9], [0.0, 0.8]];
        assert_eq!(best(2, 2, |a, b| likeness[a][b]), [(0, 0), (1, 1)]);
        assert_eq!(best(1, 2, |a, b| likeness[a][b]), [(0, 1)]);
        assert_eq!(best(1000, 1000, |_, _| 1.0), []);
    }

    proptest! {
        #[test]
        fn what_is_paired_is_equal_and_rises(older in "[a-f]{0,40}", newer in "[a-f]{0,40}") {
            let (older, newer) = (letters(&older), letters(&newer));
            let pairs = equal(&older, &newer);
            prop_assert!(pairs.iter().all(|&(a, b)| older[a] == newer[b]));
            prop_assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
        }
    }
}
