//! A page at work: one pass of fixes over it, and what must not come of them. Not which pages there are, nor where what is
//! found across them comes from: the fixer and the editor's server go pass by pass with the same steps.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::fixer::Left;
use super::{Checked, Engine, Found, fix};
use crate::checks::FactSpot;
use crate::diagnostic::{Applicability, Edit, Severity};
use crate::model::{Document, Place, fold};
use crate::syntax::side_by_side::PairTags;
use crate::text::{Span, bom_len};

/// Passes that a page is given. Where fixes find work after that, they undo each other.
const PASSES: usize = 10;

/// Which fixes are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// Safe ones, or those that are unsafe as well.
    pub(super) applicability: Applicability,
    /// Those of one rule alone.
    pub(super) only: Option<usize>,
}

impl Wanted {
    /// The changes that findings offer, each with its rule.
    pub(super) fn of(self, found: &[Found]) -> impl Iterator<Item = (usize, &[Edit])> {
        let found = found.iter().filter(move |finding| self.only.is_none_or(|only| only == finding.rule));
        let offered = found.filter_map(|finding| Some((finding.rule, finding.fix.as_deref()?)));
        offered
            .filter(move |(_, fix)| {
                self.applicability == Applicability::Unsafe || fix.applicability == self.applicability
            })
            .map(|(rule, fix)| (rule, &fix.edits[..]))
    }
}

/// A page at work.
pub(super) struct Work {
    path: Arc<str>,
    place: Place,
    pub(super) before: Arc<str>,
    pub(super) now: Arc<str>,
    /// The rules whose fixes were made, each time.
    pub(super) made: Vec<usize>,
}

impl Work {
    pub(super) fn new(path: Arc<str>, place: Place, before: Arc<str>) -> Self {
        Self { path, place, now: Arc::clone(&before), before, made: Vec::new() }
    }

    pub(super) fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// As it was before anything was made.
    pub(super) fn back(self) -> Self {
        Self { now: Arc::clone(&self.before), made: Vec::new(), ..self }
    }

    pub(super) fn has_changed(&self) -> bool {
        self.now != self.before
    }

    /// Makes the fixes that the page's findings offer; where none is left, judges what came of all of them. Whether there
    /// were any, or why the page is to be left as it was.
    pub(super) fn pass(
        &mut self,
        engine: &Engine,
        wanted: Wanted,
        found: &[Found],
        known: &Counts,
        pass: usize,
    ) -> Result<bool, Left> {
        let offered: Vec<(usize, &[Edit])> = wanted.of(found).collect();
        let (text, made) = fix::make(&self.now, offered.iter().map(|(_, edits)| *edits).collect());
        if text == *self.now {
            // A change may bring to light what the next one mends, so only what comes of all of them is judged.
            return self.worse(engine, found, known).map_or(Ok(false), Err);
        }
        if pass >= PASSES {
            return Err(Left::Restless);
        }
        if !keeps(&self.read(&self.before), &self.read(&text)) {
            return Err(Left::Damaged);
        }
        self.made.extend(offered.iter().zip(made).filter(|(_, made)| *made).map(|((rule, _), _)| *rule));
        self.now = text.into();
        Ok(true)
    }

    /// What is found in a text of the page. A fault of ours on one page must not take the others with it.
    pub(super) fn check(&self, engine: &Engine, text: &str) -> Option<Checked> {
        catch_unwind(AssertUnwindSafe(|| engine.check(&self.read(text)))).ok()
    }

    fn read<'t>(&self, text: &'t str) -> Document<'t> {
        Document::read(Arc::clone(&self.path), text, &self.place)
    }

    /// An error or a warning that was not there before, of a rule for documents or pairs.
    fn worse(&self, engine: &Engine, found: &[Found], known: &Counts) -> Option<Left> {
        if !self.has_changed() {
            return None;
        }
        // Not of rules across documents: a label that is bold again may turn out to have another name than elsewhere,
        // which was so before, and the change only shows it.
        let own = |finding: &&Found| engine.rules[finding.rule].is_of_one_document();
        let grave = || found.iter().filter(own).filter(|finding| finding.severity >= Severity::Warning);
        let counts = counts(grave());
        let is_new = |finding: &&Found| {
            let key = key(finding);
            counts[&key] > known.get(&key).copied().unwrap_or(0)
        };
        let new = grave().find(is_new)?;
        let rule = &engine.rules[new.rule];
        Some(Left::Worse(Arc::clone(&rule.name), rule.spec.message.fill(&new.values)))
    }
}

/// How many findings of one rule about one thing a page has.
pub(super) type Counts = FxHashMap<(Arc<str>, usize, u64), usize>;

/// What was there before anything was mended: all that was found, also what was silenced, and what would be reported.
pub(super) fn known<'f>(found: impl IntoIterator<Item = &'f Found>, judged: &[Found]) -> Counts {
    let mut known = counts(found);
    for (key, count) in counts(judged) {
        let raw = known.entry(key).or_default();
        *raw = count.max(*raw);
    }
    known
}

/// What stays while a page is mended: source words, and the keys of the header. A heading may become another one, once a
/// header is where it belongs.
fn key(finding: &Found) -> (Arc<str>, usize, u64) {
    let in_segment =
        finding.pair.is_some() || matches!(finding.spot, FactSpot::Segment(_) | FactSpot::Words(..));
    let named = finding.values.iter().find(|(name, _)| *name == "key");
    let about = if in_segment { finding.anchor } else { fold::key(named.map_or("", |(_, key)| key)) };
    (Arc::clone(&finding.path), finding.rule, about)
}

fn counts<'f>(found: impl IntoIterator<Item = &'f Found>) -> Counts {
    let mut counts = Counts::default();
    for finding in found {
        *counts.entry(key(finding)).or_default() += 1;
    }
    counts
}

/// Whether nothing but translations and header lines differs: source segments, ids, what stands between pairs, the kinds
/// of line ends and a byte order mark are as they were.
fn keeps(before: &Document<'_>, after: &Document<'_>) -> bool {
    let same = |a: Span, b: Span| a.of(before.text) == b.of(after.text);
    let same_tags = |(a, b): (&PairTags, &PairTags)| {
        same(a.target_id, b.target_id) && same(a.source_id, b.source_id) && same(a.source, b.source)
    };
    let same_pairs = |a: &[PairTags], b: &[PairTags]| a.len() == b.len() && a.iter().zip(b).all(same_tags);
    same_pairs(&before.pairs, &after.pairs)
        && same_pairs(&before.header_pairs, &after.header_pairs)
        && before.leftovers.len() == after.leftovers.len()
        && spans(before).eq(spans(after))
        && same_gaps(before, after)
        && bom_len(before.text) == bom_len(after.text)
        && line_ends(after.text) & !line_ends(before.text) == 0
}

/// The tags that pairs are made of, also those of the author's: one too many ends a pair early in a browser.
fn spans<'d>(document: &'d Document<'_>) -> impl Iterator<Item = &'d str> {
    let spans = document.tags.iter().filter(|tag| tag.name_is(document.text, "span"));
    spans.map(|tag| tag.span.of(document.text))
}

fn same_gaps(before: &Document<'_>, after: &Document<'_>) -> bool {
    if before.pairs.is_empty() {
        return true;
    }
    let (a, b) = (&before.target, &after.target);
    let gap = |at| (a.gap(at).of(a.text()), b.gap(at).of(b.text()));
    // Where a header was brought to its place, the first gap has lost it.
    let (first, again) = gap(0);
    (first.ends_with(again) || again.ends_with(first))
        && (1..=before.pairs.len()).map(gap).all(|(one, other)| one == other)
}

/// Which kinds of line end a text has: one bit for each.
fn line_ends(text: &str) -> u8 {
    let bytes = text.as_bytes();
    let mut kinds = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        kinds |= match (bytes[at], at.checked_sub(1).map(|before| bytes[before]), bytes.get(at + 1)) {
            (b'\r', _, Some(b'\n')) => 1,
            (b'\r', ..) => 2,
            (_, Some(b'\r'), _) => 1,
            _ => 4,
        };
    }
    kinds
}
