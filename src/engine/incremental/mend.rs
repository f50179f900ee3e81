//! All safe changes of one document, made as the fixer makes them, with what lies across documents. Nothing is written.

use std::sync::Arc;

use super::{Incremental, Now};
use crate::diagnostic::Applicability;
use crate::engine::finish::{self, Counted};
use crate::engine::work::{self, Counts, Wanted, Work};
use crate::engine::{Engine, Found, Outside};
use crate::model::{Labels, Place};

impl Incremental {
    /// A document's text with its safe fixes made, pass by pass. `None` where there are none, or where they would do it no
    /// good: bring about what was not wrong before, undo each other, reach beyond the translation.
    ///
    /// What is known is of the document as it is mended meanwhile, and afterwards what it was.
    #[must_use]
    pub fn mended(
        &mut self,
        engine: &Engine,
        (path, text, place): (&Arc<str>, &str, &Place),
        outside: &Outside<'_>,
    ) -> Option<String> {
        let before = (self.own.get(path).cloned().unwrap_or_default(), self.index.share(path));
        let mut work = Work::new(Arc::clone(path), place.clone(), text.into());
        let is_mended = self.make_all(engine, &mut work, outside);
        let is_touched = match (&before.1, self.index.share(path)) {
            (Some(before), Some(now)) => !Arc::ptr_eq(before, &now),
            (None, None) => false,
            _ => true,
        };
        if is_touched {
            let change = self.put_facts(path, before.0, before.1);
            self.take_in(engine, &[change], outside);
        }
        (is_mended.is_some() && work.has_changed()).then(|| work.now.to_string())
    }

    /// `None` where the document is to be left as it was.
    fn make_all(&mut self, engine: &Engine, work: &mut Work, outside: &Outside<'_>) -> Option<()> {
        let path = Arc::clone(work.path());
        let wanted = Wanted { applicability: Applicability::Safe, only: None };
        let mut known = Counts::default();
        if !self.index.get(&path).is_some_and(|facts| facts.describes(&work.now)) {
            self.check_again(engine, work, outside)?;
        }
        for pass in 0.. {
            let now = Arc::clone(&work.now);
            let found = self.found(engine, &path);
            let texts = texts(&path, &now, outside);
            let judged = self.judged(engine, &path, found.clone(), &Outside { texts: &texts, ..*outside });
            if pass == 0 {
                known = work::known(&found, &judged);
            }
            if !work.pass(engine, wanted, &judged, &known, pass).ok()? {
                break;
            }
            self.check_again(engine, work, outside)?;
        }
        Some(())
    }

    fn check_again(&mut self, engine: &Engine, work: &Work, outside: &Outside<'_>) -> Option<()> {
        let mut checked = work.check(engine, &work.now)?;
        // How the page stands to its source is its files' matter, and no change of ours.
        checked.facts.upstream = self.index.get(work.path()).and_then(|facts| facts.upstream.clone());
        let texts = texts(work.path(), &work.now, outside);
        self.update(engine, vec![Now::Checked(Box::new(checked))], &Outside { texts: &texts, ..*outside });
        Some(())
    }

    fn judged(&self, engine: &Engine, path: &str, found: Vec<Found>, outside: &Outside<'_>) -> Vec<Found> {
        let labels = Labels::kept(&self.index, &self.labels);
        let counted = Counted { labels: &labels, profile: Some(&self.profile) };
        let reported = |other: &str| other == path;
        let outside = Outside { reported: &reported, ..*outside };
        finish::judge(engine, &self.index, &counted, found, &outside).found
    }
}

/// The texts as they are to be.
fn texts<'t>(
    path: &'t str,
    now: &'t Arc<str>,
    outside: &'t Outside<'_>,
) -> impl Fn(&str) -> Option<Arc<str>> + Sync {
    let texts = outside.texts;
    move |other| if other == path { Some(Arc::clone(now)) } else { texts(other) }
}
