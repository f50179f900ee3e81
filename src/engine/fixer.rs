//! The fixer: makes the changes that findings offer, pass by pass, until none is left, and leaves a page as it was where
//! that would not do it good. Texts in, texts out: who reads files, and who writes them, is its caller's.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::work::{self, Counts, Wanted, Work};
use super::{Checked, Engine, Found, Offered, Outcome, Outside, finish};
use crate::diagnostic::Applicability;
use crate::model::{Index, Labels, Place};

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
    /// The fixes would bring about what was not wrong before, in the eyes of a rule that looks at one page alone: the rule,
    /// and its message.
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
        let wanted = Wanted { applicability: wanted, only: only.map(|only| only.0) };
        let mut fixer = Fixer { engine: self, pages, wanted, at_work, left };
        fixer.run();
        fixer.store(store)
    }
}

struct Fixer<'f> {
    engine: &'f Engine,
    pages: Pages<'f>,
    wanted: Wanted,
    /// The pages that a fix was made on.
    at_work: BTreeMap<Arc<str>, Work>,
    left: BTreeMap<Arc<str>, Left>,
}

impl Fixer<'_> {
    fn run(&mut self) {
        let mut known = Counts::default();
        for pass in 0.. {
            let (across, judged) = self.judge();
            if pass == 0 {
                known = work::known(self.pages.found.iter().chain(&across), &judged);
            }
            let mut changed: BTreeSet<Arc<str>> = BTreeSet::new();
            for found in judged.chunk_by(|a, b| a.path == b.path) {
                let path = &found[0].path;
                if self.left.contains_key(path) {
                    continue;
                }
                match self.step(path, found, &known, pass) {
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
            let counted = finish::Counted { labels: &labels, profile: None };
            let judged = finish::judge(self.engine, index, &counted, found, outside);
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

    /// One pass over a page. Whether it has changed.
    fn step(&mut self, path: &Arc<str>, found: &[Found], known: &Counts, pass: usize) -> Result<bool, Left> {
        if !self.at_work.contains_key(path) {
            if self.wanted.of(found).next().is_none() {
                return Ok(false);
            }
            let facts = self.pages.index.get(path);
            let text = (self.pages.outside.texts)(path)
                .filter(|text| facts.is_some_and(|facts| facts.describes(text)));
            let place = (self.pages.place)(path).unwrap_or_default();
            let work = Work::new(Arc::clone(path), place, text.ok_or(Left::Changed)?);
            self.at_work.insert(Arc::clone(path), work);
        }
        let Some(work) = self.at_work.get_mut(path) else { return Ok(false) };
        work.pass(self.engine, self.wanted, found, known, pass)
    }

    /// Puts a page back. Whether it had changed.
    fn leave(&mut self, path: &Arc<str>, left: Left) -> bool {
        self.left.insert(Arc::clone(path), left);
        let work = self.at_work.remove(path);
        let Some(work) = work.filter(Work::has_changed) else { return false };
        let back = work.back();
        self.at_work.insert(Arc::clone(path), back);
        true
    }

    fn check_again(&mut self, changed: &BTreeSet<Arc<str>>) {
        self.pages.found.retain(|finding| !changed.contains(&finding.path));
        for path in changed {
            let Some(work) = self.at_work.get(path) else { continue };
            let (checked, back) = (work.check(self.engine, &work.now), Arc::clone(&work.before));
            if checked.is_none() {
                let back = work.check(self.engine, &back);
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
            let Some(work) = self.at_work.get(&path).filter(|work| work.has_changed()) else { continue };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Check, Finding, Findings, PairCheck, PairContext, Spot};
    use crate::config::Settings;
    use crate::engine::Spread;
    use crate::model::Document;
    use crate::model::Pair;
    use crate::packs;
    use crate::text::Span;

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
