//! The fixer: makes the changes that findings offer, pass by pass, until none is left, and leaves a page as it was where
//! that would not do it good. Texts in, texts out: who reads files, and who writes them, is its caller's.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Checked, Engine, Found, Offered, Outcome, Outside, finish, fix};
use crate::checks::FactSpot;
use crate::diagnostic::{Applicability, Edit, Severity};
use crate::model::{Document, Index, Labels, Place, fold};
use crate::syntax::side_by_side::PairTags;
use crate::text::{Span, bom_len};

/// Passes that a page is given. Where fixes find work after that, they undo each other.
pub(super) const PASSES: usize = 10;

/// The pages of a run, as they were checked.
#[expect(missing_debug_implementations, reason = "closures have nothing to show")]
pub struct Pages<'p> {
    /// What is known of them.
    pub index: Index,
    /// What was found in each of them.
    pub found: Vec<Found>,
    /// Gives pages' texts once more, as they were checked, and runs what looks across them.
    pub outside: &'p Outside<'p>,
    /// Where a page belongs.
    pub place: &'p dyn Fn(&str) -> Option<Place>,
}

/// A page with its changes made.
#[derive(Debug)]
pub struct Mended {
    /// As reports print it.
    pub path: Arc<str>,
    /// What it said when it was checked.
    pub before: Arc<str>,
    /// What it is to say.
    pub after: Arc<str>,
}

/// What mending comes to.
#[derive(Debug, Default)]
pub struct Mending {
    /// What is left to report.
    pub outcome: Outcome,
    /// How many fixes were made, by rule.
    pub made: BTreeMap<Arc<str>, usize>,
    /// The pages with changes, by path.
    pub mended: Vec<Mended>,
    /// The pages that were left as they were though fixes were offered, by path.
    pub left: BTreeMap<Arc<str>, Left>,
}

/// Why a page was left as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// It says something else than when it was checked.
    Changed,
    /// The fixes would bring about what was not wrong before: the rule, and its message.
    Worse(Arc<str>, String),
    /// The fixes undo each other.
    Restless,
    /// The fixes would touch more than a translation: a source segment, an id, what stands between pairs.
    Damaged,
    /// It could not be written: why.
    Unwritten(String),
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Left::Changed => f.write_str("changed on disk since it was read; run again"),
            Left::Worse(rule, message) => {
                write!(f, "left as it was: its fixes would lead to {rule}: {message}")
            }
            Left::Restless => f.write_str("left as it was: its fixes undo each other"),
            Left::Damaged => f.write_str("left as it was: its fixes reach beyond the translation"),
            Left::Unwritten(words) => f.write_str(words),
        }
    }
}

impl Engine {
    /// Makes the fixes of what is reported: safe ones, or those that are unsafe as well. `store` is handed each page that
    /// changed, and says why it could not take it.
    #[must_use]
    pub fn mend(
        &self,
        pages: Pages<'_>,
        wanted: Applicability,
        store: &mut dyn FnMut(&Mended) -> Result<(), Left>,
    ) -> Mending {
        self.mend_only(None, pages, wanted, store)
    }

    /// As [`Engine::mend`], with the fixes of one rule alone where one is named.
    #[must_use]
    pub fn mend_only(
        &self,
        only: Option<Offered>,
        pages: Pages<'_>,
        wanted: Applicability,
        store: &mut dyn FnMut(&Mended) -> Result<(), Left>,
    ) -> Mending {
        let (at_work, left) = (BTreeMap::new(), BTreeMap::new());
        let mut fixer = Fixer { engine: self, pages, wanted, only, at_work, left };
        fixer.run();
        fixer.store(store)
    }
}

struct Fixer<'f> {
    engine: &'f Engine,
    pages: Pages<'f>,
    wanted: Applicability,
    only: Option<Offered>,
    /// The pages that a fix was made on.
    at_work: BTreeMap<Arc<str>, Work>,
    left: BTreeMap<Arc<str>, Left>,
}

/// A page at work.
struct Work {
    place: Place,
    before: Arc<str>,
    now: Arc<str>,
    /// The rules whose fixes were made, each time.
    made: Vec<usize>,
}

/// How many findings of one rule about one thing a page has.
pub(super) type Counts = FxHashMap<(Arc<str>, usize, u64), usize>;

impl Fixer<'_> {
    fn run(&mut self) {
        let mut known = Counts::default();
        for pass in 0.. {
            let (across, judged) = self.judge();
            if pass == 0 {
                // Also what was silenced: it was there before.
                known = counts(self.pages.found.iter().chain(&across));
                for (key, count) in counts(&judged) {
                    let raw = known.entry(key).or_default();
                    *raw = count.max(*raw);
                }
            }
            let mut changed: BTreeSet<Arc<str>> = BTreeSet::new();
            for found in judged.chunk_by(|a, b| a.path == b.path) {
                let path = &found[0].path;
                if self.left.contains_key(path) {
                    continue;
                }
                // A change may bring to light what the next one mends, so only what comes of all of them is judged.
                let step = match self.step(path, found, pass) {
                    Ok(false) => self.worse(found, &known).map_or(Ok(false), Err),
                    step => step,
                };
                match step {
                    Ok(false) => {}
                    Ok(true) => drop(changed.insert(Arc::clone(path))),
                    Err(left) => {
                        changed.extend(self.leave(path, left).then(|| Arc::clone(path)));
                    }
                }
            }
            if changed.is_empty() {
                break;
            }
            self.check_again(&changed);
        }
    }

    /// What is found across pages now, and what of all would be reported, by path.
    fn judge(&self) -> (Vec<Found>, Vec<Found>) {
        let index = &self.pages.index;
        self.with_outside(|outside| {
            let labels = Labels::new(index);
            let across = self.engine.across(index, &labels, outside);
            let found = self.pages.found.iter().chain(&across).cloned().collect();
            let kept = finish::Kept { labels: &labels, profile: None };
            let judged = finish::judge(self.engine, index, &kept, found, outside);
            (across, judged.found)
        })
    }

    /// What the work across pages is given, with the texts as they are to be.
    fn with_outside<T>(&self, work: impl FnOnce(&Outside<'_>) -> T) -> T {
        let texts = self.pages.outside.texts;
        let at_work = &self.at_work;
        let now = |path: &str| match at_work.get(path) {
            Some(work) => Some(Arc::clone(&work.now)),
            None => texts(path),
        };
        work(&Outside { texts: &now, ..*self.pages.outside })
    }

    /// An error or a warning on a page at work that was not there before.
    fn worse(&self, found: &[Found], known: &Counts) -> Option<Left> {
        self.at_work.get(&found[0].path).filter(|work| work.now != work.before)?;
        // A label that is bold again may turn out to have another name than elsewhere: that was so before, and the
        // change only shows it.
        let own = |finding: &&Found| self.engine.rules[finding.rule].is_of_one_document();
        let grave = || found.iter().filter(own).filter(|finding| finding.severity >= Severity::Warning);
        let counts = counts(grave());
        let is_new = |finding: &&Found| {
            let key = key(finding);
            counts[&key] > known.get(&key).copied().unwrap_or(0)
        };
        let new = grave().find(is_new)?;
        let rule = &self.engine.rules[new.rule];
        Some(Left::Worse(Arc::clone(&rule.name), rule.spec.message.fill(&new.values)))
    }

    /// Makes the fixes that a page's findings offer. Whether there were any.
    fn step(&mut self, path: &Arc<str>, found: &[Found], pass: usize) -> Result<bool, Left> {
        let wants = |applicability| self.wanted == Applicability::Unsafe || applicability == self.wanted;
        let found = found.iter().filter(|finding| self.only.is_none_or(|only| only.0 == finding.rule));
        let offered = found.filter_map(|finding| Some((finding.rule, finding.fix.as_deref()?)));
        let offered: Vec<(usize, &[Edit])> = offered
            .filter(|(_, fix)| wants(fix.applicability))
            .map(|(rule, fix)| (rule, &fix.edits[..]))
            .collect();
        if offered.is_empty() {
            return Ok(false);
        }
        if !self.at_work.contains_key(path) {
            let facts = self.pages.index.get(path);
            let text = (self.pages.outside.texts)(path)
                .filter(|text| facts.is_some_and(|facts| facts.describes(text)));
            let before = text.ok_or(Left::Changed)?;
            let place = (self.pages.place)(path).unwrap_or_default();
            let now = Arc::clone(&before);
            self.at_work.insert(Arc::clone(path), Work { place, before, now, made: Vec::new() });
        }
        let Some(work) = self.at_work.get_mut(path) else { return Ok(false) };
        let (text, made) = fix::make(&work.now, offered.iter().map(|(_, edits)| *edits).collect());
        if text == *work.now {
            return Ok(false);
        }
        if pass >= PASSES {
            return Err(Left::Restless);
        }
        let read = |text| Document::read(Arc::clone(path), text, &work.place);
        if !keeps(&read(&work.before), &read(&text)) {
            return Err(Left::Damaged);
        }
        work.made.extend(offered.iter().zip(made).filter(|(_, made)| *made).map(|((rule, _), _)| *rule));
        work.now = text.into();
        Ok(true)
    }

    /// Puts a page back. Whether it had changed.
    fn leave(&mut self, path: &Arc<str>, left: Left) -> bool {
        self.left.insert(Arc::clone(path), left);
        let work = self.at_work.remove(path);
        let Some(work) = work.filter(|work| work.now != work.before) else { return false };
        let back = Work { now: Arc::clone(&work.before), made: Vec::new(), ..work };
        self.at_work.insert(Arc::clone(path), back);
        true
    }

    fn check_again(&mut self, changed: &BTreeSet<Arc<str>>) {
        self.pages.found.retain(|finding| !changed.contains(&finding.path));
        for path in changed {
            let Some(work) = self.at_work.get(path) else { continue };
            let check = |text: &str| {
                // A fault of ours on one page must not take the others with it.
                let check = || self.engine.check(&Document::read(Arc::clone(path), text, &work.place));
                catch_unwind(AssertUnwindSafe(check)).ok()
            };
            let checked = check(&work.now);
            if checked.is_none() {
                let back = check(&work.before);
                self.leave(path, Left::Damaged);
                self.take(back);
            } else {
                self.take(checked);
            }
        }
    }

    fn take(&mut self, checked: Option<Checked>) {
        let Some(mut checked) = checked else { return };
        // How the page stands to its source is its files' matter, and no change of ours.
        checked.facts.upstream =
            self.pages.index.get(&checked.facts.path).and_then(|facts| facts.upstream.clone());
        self.pages.index.replace(checked.facts);
        self.pages.found.extend(checked.found);
    }

    /// Hands over what changed, and puts back what could not be taken.
    fn store(mut self, store: &mut dyn FnMut(&Mended) -> Result<(), Left>) -> Mending {
        let mut mending = Mending::default();
        let mut refused = BTreeSet::new();
        let changed: Vec<Arc<str>> = self.at_work.keys().cloned().collect();
        for path in changed {
            let Some(work) = self.at_work.get(&path).filter(|work| work.now != work.before) else { continue };
            let (before, after) = (Arc::clone(&work.before), Arc::clone(&work.now));
            let mended = Mended { path: Arc::clone(&path), before, after };
            match store(&mended) {
                Ok(()) => {
                    for rule in &work.made {
                        *mending.made.entry(Arc::clone(&self.engine.rules[*rule].name)).or_default() += 1;
                    }
                    mending.mended.push(mended);
                }
                Err(left) => {
                    self.leave(&path, left);
                    refused.insert(path);
                }
            }
        }
        self.check_again(&refused);
        let found = std::mem::take(&mut self.pages.found);
        let finish = |outside: &Outside<'_>| self.engine.finish_with(&self.pages.index, found, outside);
        mending.outcome = self.with_outside(finish);
        mending.outcome.summary.fixed = mending.made.values().sum();
        mending.left = self.left;
        mending
    }
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

pub(super) fn counts<'f>(found: impl IntoIterator<Item = &'f Found>) -> Counts {
    let mut counts = Counts::default();
    for finding in found {
        *counts.entry(key(finding)).or_default() += 1;
    }
    counts
}

/// Whether nothing but translations and header lines differs: source segments, ids, what stands between pairs, the kinds
/// of line ends and a byte order mark are as they were.
pub(super) fn keeps(before: &Document<'_>, after: &Document<'_>) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Check, Finding, Findings, PairCheck, PairContext, Spot};
    use crate::config::Settings;
    use crate::engine::Spread;
    use crate::model::Pair;
    use crate::packs;

    /// Finds each `from` in a translation and writes `to` for it, or does so elsewhere.
    struct Fake(&'static [(&'static str, &'static str)], fn(Span) -> Spot);

    impl PairCheck for Fake {
        fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
            for (from, to) in self.0 {
                for (at, _) in pair.target.text().match_indices(from) {
                    let at = pair.target.span.start as usize + at;
                    let span = Span::new(at, at + from.len());
                    let edits = vec![((self.1)(span), (*to).to_owned())];
                    found.report(Finding::on(Spot::Target(span)).mended(Applicability::Safe, edits));
                }
            }
        }
    }

    const PAGE: &str = "---\ntitle: x\n---\n<span data-ttu-id=\"4c0de-101\">x</span><span class=\"sxs-lookup\">\
        <span data-stu-id=\"4c0de-101\">A</span></span>\n";

    fn mend(
        changes: &'static [(&'static str, &'static str)],
        place: fn(Span) -> Spot,
    ) -> (String, Option<Left>, usize) {
        let pack = "pack: fake\nabout: ''\nrules:\n  - { id: fake, severity: warning, check: pair.empty-link, \
            message: fake, fix: mend, why: '', examples: [] }\n";
        let pack = packs::read("fake.yaml", pack).expect("a small pack");
        let mut engine = Engine::new(vec![pack], &Settings::default()).expect("one pack fits together");
        engine.rules[0].check = Check::Pair(Box::new(Fake(changes, place)));
        let path: Arc<str> = "a.md".into();
        let checked = engine.check(&Document::read(Arc::clone(&path), PAGE, &Place::default()));
        let mut index = Index::default();
        index.replace(checked.facts);
        let (text, place) = (|_: &str| Some(Arc::from(PAGE)), |_: &str| Some(Place::default()));
        let spread: &Spread<'_> = &|count, one| (0..count).map(one).collect();
        let outside = Outside::new(&text, spread);
        let pages = Pages { index, found: checked.found, outside: &outside, place: &place };
        let mending = engine.mend(pages, Applicability::Safe, &mut |_| Ok(()));
        let after = mending.mended.first().map_or(PAGE, |mended| &mended.after);
        let fixed = mending.outcome.summary.fixed;
        (after.replace(PAGE, "as it was"), mending.left.get(&path).cloned(), fixed)
    }

    #[test]
    fn fixes_are_made_until_none_is_left() {
        let (text, left, fixed) = mend(&[("x", "yy"), ("y", "z")], Spot::Target);
        assert_eq!((text, left, fixed), (PAGE.replacen(">x<", ">zz<", 1), None, 3));
    }

    #[test]
    fn a_page_is_left_where_fixes_undo_each_other() {
        assert_eq!(
            mend(&[("x", "y"), ("y", "x")], Spot::Target),
            ("as it was".into(), Some(Left::Restless), 0)
        );
        assert_eq!(mend(&[("x", "xx")], Spot::Target).1, Some(Left::Restless));
    }

    #[test]
    fn a_page_is_left_where_more_is_wrong_afterwards() {
        let (text, left, fixed) = mend(&[("x", "yy"), ("y", "y")], Spot::Target);
        let expected = Left::Worse("fake/fake".into(), "fake".into());
        assert_eq!((text.as_str(), left, fixed), ("as it was", Some(expected), 0));
    }

    #[test]
    fn a_page_is_left_where_a_fix_would_break_a_pair() {
        for to in ["</span></span>", "<span data-ttu-id=\"4c0de-102\">", "\r", "<!--"] {
            let changes: &[_] = Box::leak(Box::new([("x", to)]));
            assert_eq!(mend(changes, Spot::Target), ("as it was".into(), Some(Left::Damaged), 0), "{to:?}");
        }
    }

    #[test]
    fn what_does_not_lie_in_a_translation_is_not_offered() {
        const CHANGES: &[(&str, &str)] = &[("x", "y")];
        let nothing = ("as it was".to_owned(), None, 0);
        assert_eq!(mend(CHANGES, Spot::Source), nothing);
        // The source segment, an id, what stands behind the pair, and a translation with its tag.
        const SOURCE: usize = PAGE.len() - "A</span></span>\n".len();
        assert_eq!(&PAGE[SOURCE..=SOURCE], "A");
        assert_eq!(mend(CHANGES, |_| Spot::File(Span::new(SOURCE, SOURCE + 1))), nothing);
        assert_eq!(mend(CHANGES, |_| Spot::File(Span::new(SOURCE - 5, SOURCE - 2))), nothing);
        assert_eq!(mend(CHANGES, |_| Spot::File(Span::at(PAGE.len()))), nothing);
        assert_eq!(mend(CHANGES, |span| Spot::Target(Span { end: span.end + 1, ..span })), nothing);
        assert_eq!(mend(CHANGES, Spot::Target).2, 1);
    }
}
