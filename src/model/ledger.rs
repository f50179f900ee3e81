//! The ids of a page, judged against each other once: which pairs carry a number that can be counted on.
//! Not gaps and not order; those read the ledger.

use rustc_hash::FxHashMap;

use super::segment::{SegmentId, Unit};
use crate::syntax::side_by_side::PairTags;

/// What each pair's id is worth, in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The prefix that most pairs of the page have.
    pub prefix: Option<[u8; 5]>,
    /// One for each pair.
    pub entries: Vec<Entry>,
}

/// What one pair's id is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Well-formed, the page's prefix, the same on both sides, seen for the first time.
    Good(SegmentId),
    /// The two sides have different ids.
    Mismatch,
    /// Not of the form that ids have, or below the first number.
    Invalid,
    /// The prefix of another page or hand-off.
    Foreign(SegmentId),
    /// The id of an earlier pair, given by its position.
    Duplicate(SegmentId, usize),
}

/// The first number that a page can have.
pub const FIRST_NUMBER: u32 = 101;

impl Ledger {
    /// Judges the ids of `pairs`, which rise by place.
    #[must_use]
    pub fn new(text: &str, pairs: &[PairTags], ids: &[Option<SegmentId>]) -> Self {
        let prefix = most_frequent(ids.iter().flatten().map(|id| id.prefix));
        let mut seen = FxHashMap::with_capacity_and_hasher(pairs.len(), rustc_hash::FxBuildHasher);
        let judge = |(at, (pair, id)): (usize, (&PairTags, &Option<SegmentId>))| {
            if pair.target_id.of(text) != pair.source_id.of(text) {
                return Entry::Mismatch;
            }
            let Some(id) = id.filter(|id| id.number >= FIRST_NUMBER) else { return Entry::Invalid };
            if let Some(&first) = seen.get(&(id.prefix, id.unit, id.number)) {
                return Entry::Duplicate(id, first);
            }
            seen.insert((id.prefix, id.unit, id.number), at);
            if prefix == Some(id.prefix) { Entry::Good(id) } else { Entry::Foreign(id) }
        };
        let entries = pairs.iter().zip(ids).enumerate().map(judge).collect();
        Self { prefix, entries }
    }

    /// Positions and numbers of one unit's good entries, in document order.
    pub fn numbers(&self, unit: Unit) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.entries.iter().enumerate().filter_map(move |(at, entry)| match entry {
            Entry::Good(id) if id.unit == unit => Some((at, id.number)),
            _ => None,
        })
    }
}

/// The most frequent value; the earliest of those that are equally frequent.
fn most_frequent(prefixes: impl Iterator<Item = [u8; 5]>) -> Option<[u8; 5]> {
    let mut counts: Vec<([u8; 5], usize)> = Vec::new();
    let mut index = FxHashMap::default();
    for prefix in prefixes {
        // Runs of one prefix are the rule: look at the last one before the table.
        match counts.last_mut() {
            Some(last) if counts_same(last, prefix) => last.1 += 1,
            _ => {
                let at = *index.entry(prefix).or_insert_with(|| {
                    counts.push((prefix, 0));
                    counts.len() - 1
                });
                counts[at].1 += 1;
            }
        }
    }
    let best = counts.iter().map(|count| count.1).max()?;
    counts.iter().find(|count| count.1 == best).map(|count| count.0)
}

fn counts_same(last: &([u8; 5], usize), prefix: [u8; 5]) -> bool {
    last.0 == prefix
}
