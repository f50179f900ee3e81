//! Two source texts of one page, or of two twins: which is older and by what evidence, and what differs between them.
//! Reads words of the segments that differ, and of no others. Not what is said about it (`checks`).

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::align;
use super::facts::{Facts, LinkFact};
use super::fold;
use super::group::Group;
use crate::text::Span;

/// Gives the words of a segment, cut out of its file by offset.
pub trait Segments {
    /// Source and translation of the segment that begins at byte `start`. `None` where the file is not what it was when
    /// its facts were made.
    fn segment(&self, facts: &Facts, start: u32) -> Option<Segment>;

    /// The whole text that some facts were made from, for a page without segments; `None` likewise.
    fn text(&self, facts: &Facts) -> Option<Arc<str>>;

    /// The text of a file that is no document: the source of one.
    fn file(&self, path: &str) -> Option<Arc<str>>;
}

/// A segment, cut out of its file.
#[derive(Debug, Clone)]
pub struct Segment {
    /// The file.
    pub text: Arc<str>,
    /// The source, without its tags.
    pub source: Span,
    /// The translation, without its tags.
    pub target: Span,
}

impl Segment {
    /// What the author wrote.
    #[must_use]
    pub fn source(&self) -> &str {
        self.source.of(&self.text).trim()
    }

    /// What readers of the translation see.
    #[must_use]
    pub fn target(&self) -> &str {
        self.target.of(&self.text).trim()
    }
}

/// One text of a page against the newest.
#[derive(Debug)]
pub struct Comparison<'i> {
    /// Whether the two are twins, not versions of one page.
    pub twins: bool,
    /// From when to when the documents of the twin were handed off, in all their versions.
    pub twins_from: Option<(Date, Date)>,
    /// The documents of the one text; the older one, where that is known.
    pub older: Vec<&'i Facts>,
    /// Of the newest.
    pub newer: Vec<&'i Facts>,
    /// What tells which is older.
    pub age: Age,
    /// Segments whose words differ.
    pub changed: Vec<Change>,
    /// Segments that stand in each other's place between equal ones, and have little in common.
    pub rewritten: Vec<Change>,
    /// Segments of equal words, or of words that differ, whose links lead elsewhere.
    pub relinked: Vec<Change>,
    /// Runs that only the older text has: a range of its segments.
    pub gone: Vec<std::ops::Range<usize>>,
    /// Runs that only the newer text has: a range of its segments, and the segment of the older one before which they
    /// belong.
    pub added: Vec<(std::ops::Range<usize>, usize)>,
}

/// One segment in both texts.
#[derive(Debug, Clone)]
pub struct Change {
    /// Which one of the first older document.
    pub older: usize,
    /// Which one of the first newer document.
    pub newer: usize,
    /// The older source.
    pub before: Box<str>,
    /// The newer source.
    pub after: Box<str>,
}

/// What tells which of two texts is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// `ms.lasthandoff`: every document of the one was handed off before any of the other.
    Handoff,
    /// `ms.date`, in the same way.
    Date,
    /// Fewer locales have it.
    Majority,
    /// Nothing does.
    Unknown,
}

impl Age {
    fn of(older: &[&Facts], newer: &[&Facts]) -> Self {
        match before(older, newer, |facts| facts.handoff) {
            Some(true) => return Self::Handoff,
            // Days that overlap say that neither is.
            Some(false) => return Self::Unknown,
            None => {}
        }
        match before(older, newer, |facts| facts.date) {
            Some(true) => Self::Date,
            _ if older.len() < newer.len() => Self::Majority,
            _ => Self::Unknown,
        }
    }
}

/// Whether every day of the one lies before every day of the other; `None` where both are one day or a side has none.
fn before(older: &[&Facts], newer: &[&Facts], day: impl Fn(&Facts) -> Option<Date>) -> Option<bool> {
    let days = |side: &[&Facts]| side.iter().filter_map(|facts| day(facts)).collect::<Vec<_>>();
    let (older, newer) = (days(older), days(newer));
    let (last, first) = (older.iter().max()?, newer.iter().min()?);
    if last == first && older.iter().min() == newer.iter().max() {
        return None;
    }
    Some(last < first)
}

impl<'i> Comparison<'i> {
    /// Compares each text of a page with its newest, and its newest with that of each twin.
    #[must_use]
    pub fn all(group: &Group<'i>, words: &dyn Segments) -> Vec<Self> {
        let mut comparisons = Vec::new();
        // One version is one text: most pages end here.
        let single = match &group.members[..] {
            [first, rest @ ..] => {
                first.version.is_some() && rest.iter().all(|other| other.version == first.version)
            }
            [] => true,
        };
        if single && group.twins.is_empty() {
            return comparisons;
        }
        let texts = group.texts();
        let Some((newest, rest)) = texts.split_first() else { return comparisons };
        for older in rest {
            comparisons.extend(Self::new(older, newest, Age::of(older, newest), words));
        }
        for twin in &group.twins {
            let Some(newer) = twin.texts().into_iter().next() else { continue };
            // Older only where every document of the one page is older than every one of the other.
            let age = match before(&group.members, &twin.members, |facts| facts.handoff) {
                Some(true) => Age::Handoff,
                _ => Age::Unknown,
            };
            let comparison = Self::new(newest, &newer, age, words);
            let days = || twin.members.iter().filter_map(|facts| facts.handoff);
            let twins_from = days().min().zip(days().max());
            comparisons.extend(comparison.map(|comparison| Self { twins: true, twins_from, ..comparison }));
        }
        comparisons
    }

    fn new(older: &[&'i Facts], newer: &[&'i Facts], age: Age, words: &dyn Segments) -> Option<Self> {
        let (Some(&one), Some(&other)) = (older.first(), newer.first()) else { return None };
        let keys = |facts: &Facts| facts.segments.iter().map(|segment| segment.key).collect::<Vec<_>>();
        let (left, right) = (keys(one), keys(other));
        let equal = align::equal(&left, &right);
        let source = |facts: &Facts, at: usize| {
            let segment = words.segment(facts, facts.segments.get(at)?.start)?;
            Some(Box::<str>::from(segment.source()))
        };
        let mut comparison = Self {
            twins: false,
            twins_from: None,
            older: older.to_vec(),
            newer: newer.to_vec(),
            age,
            changed: Vec::new(),
            rewritten: Vec::new(),
            relinked: Vec::new(),
            gone: Vec::new(),
            added: Vec::new(),
        };
        let (mut from, mut to) = (0, 0);
        let known: [FxHashSet<u64>; 2] = [left.iter().copied().collect(), right.iter().copied().collect()];
        for (a, b) in equal.iter().copied().chain([(left.len(), right.len())]) {
            if from < a || to < b {
                let texts = |facts: &Facts, range: std::ops::Range<usize>| {
                    range.map(|at| source(facts, at)).collect::<Option<Vec<_>>>()
                };
                let (before, after) = (texts(one, from..a)?, texts(other, to..b)?);
                comparison.pair_up((from, before), (to, after), (&left, &right), &known);
            }
            (from, to) = (a + 1, b + 1);
        }
        for (a, b) in equal {
            if links_of(&one.links, a).ne(links_of(&other.links, b)) {
                let (before, after) = (source(one, a)?, source(other, b)?);
                comparison.relinked.push(Change { older: a, newer: b, before, after });
            }
        }
        let links =
            |change: &&Change| links_of(&one.links, change.older).ne(links_of(&other.links, change.newer));
        let relinked: Vec<Change> = comparison.changed.iter().filter(links).cloned().collect();
        comparison.relinked.extend(relinked);
        Some(comparison)
    }

    /// What lies between two equal segments: what is alike was changed, the rest is gone or new.
    fn pair_up(
        &mut self,
        (from, before): (usize, Vec<Box<str>>),
        (to, after): (usize, Vec<Box<str>>),
        (left, right): (&[u64], &[u64]),
        [in_older, in_newer]: &[FxHashSet<u64>; 2],
    ) {
        let tokens = |texts: &[Box<str>]| texts.iter().map(|text| bag(text)).collect::<Vec<_>>();
        let (one, other) = (tokens(&before), tokens(&after));
        let alike = |a: usize, b: usize| {
            let dice = align::dice(&one[a], &other[b]);
            if dice >= LEAST_ALIKE { dice } else { 0.0 }
        };
        let pairs = align::best(before.len(), after.len(), alike);
        let one_side = [joined(&before), joined(&after)];
        let (mut a, mut b) = (0, 0);
        for (x, y) in pairs.iter().copied().chain([(before.len(), after.len())]) {
            if (x - a, y - b) == (1, 1)
                && !in_newer.contains(&left[from + a])
                && !in_older.contains(&right[to + b])
            {
                let (before, after) = (before[a].clone(), after[b].clone());
                self.rewritten.push(Change { older: from + a, newer: to + b, before, after });
                (a, b) = (x + 1, y + 1);
                continue;
            }
            // What stands elsewhere in the other text was moved, or is part of a longer segment there.
            let gone = runs(from + a..from + x, |at| {
                !in_newer.contains(&left[at]) && !holds(&one_side[1], &before[at - from])
            });
            self.gone.extend(gone);
            let added = runs(to + b..to + y, |at| {
                !in_older.contains(&right[at]) && !holds(&one_side[0], &after[at - to])
            });
            self.added.extend(added.map(|run| (run, from + x)));
            (a, b) = (x + 1, y + 1);
        }
        for (x, y) in pairs {
            self.changed.push(Change {
                older: from + x,
                newer: to + y,
                before: before[x].clone(),
                after: after[y].clone(),
            });
        }
    }

    /// Where a segment of the first older document stands in another of the same text.
    #[must_use]
    pub fn place(first: &Facts, at: usize, other: &Facts) -> Option<u32> {
        let key = first.segments.get(at)?.key;
        if let Some(same) = other.segments.get(at).filter(|segment| segment.key == key) {
            return Some(same.start);
        }
        let nth = first.segments[..at].iter().filter(|segment| segment.key == key).count();
        other.segments.iter().filter(|segment| segment.key == key).nth(nth).map(|segment| segment.start)
    }
}

/// Below this share of common words, two segments are two segments.
const LEAST_ALIKE: f32 = 0.5;

/// Below this many letters and digits, a segment says nothing.
const LEAST_WORDS: usize = 3;

fn links_of(links: &[LinkFact], segment: usize) -> impl Iterator<Item = u32> + '_ {
    let from = links.partition_point(|link| (link.segment as usize) < segment);
    links[from..].iter().take_while(move |link| link.segment as usize == segment).map(|link| link.destination)
}

/// The folded words of a text, as sorted hashes.
fn bag(text: &str) -> Vec<u32> {
    let words = fold::words(text);
    let mut bag: Vec<u32> =
        words.split(' ').filter(|word| !word.is_empty()).map(super::marks::word).collect();
    bag.sort_unstable();
    bag
}

/// All words of some segments, a space around each segment.
fn joined(texts: &[Box<str>]) -> String {
    let mut words = String::with_capacity(texts.iter().map(|text| text.len() + 2).sum());
    for text in texts {
        words.push(' ');
        words.push_str(&fold::words(text));
        words.push(' ');
    }
    words
}

/// Whether the words of a segment are among others; what has hardly a word, such as `a.`, is nobody's loss.
fn holds(all: &str, text: &str) -> bool {
    let words = fold::words(text);
    let is_among = || memchr::memmem::find(all.as_bytes(), format!(" {words} ").as_bytes()).is_some();
    words.chars().count() < LEAST_WORDS || is_among()
}

/// Runs of positions that hold.
fn runs(
    range: std::ops::Range<usize>,
    holds: impl Fn(usize) -> bool,
) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        while at < range.end && !holds(at) {
            at += 1;
        }
        let start = at;
        while at < range.end && holds(at) {
            at += 1;
        }
        (start < at).then_some(start..at)
    })
}
