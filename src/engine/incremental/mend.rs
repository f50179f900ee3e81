//! All safe changes of one document, made as the fixer makes them, against what is known of the others. Nothing is
//! written, and nothing that is kept changes.

use std::sync::Arc;

use super::Incremental;
use crate::diagnostic::{Applicability, Edit, Severity};
use crate::engine::finish::{self, Kept};
use crate::engine::fixer::{Counts, PASSES, counts, keeps};
use crate::engine::{Engine, Found, Outside, fix};
use crate::model::{Document, Index, Labels, Place};

impl Incremental {
    /// A document's text with its safe fixes made, pass by pass. `None` where there are none, or where they would do it no
    /// good: bring about what was not wrong before, undo each other, reach beyond the translation.
    #[must_use]
    pub fn mended(
        &self,
        engine: &Engine,
        document: (&Arc<str>, &str, &Place),
        outside: &Outside<'_>,
    ) -> Option<String> {
        let (path, text, place) = document;
        let before = read(path, text, place);
        let mut now = text.to_owned();
        let mut known = Counts::default();
        for pass in 0..=PASSES {
            let checked = engine.check(&read(path, &now, place));
            // What lies across documents has places in the text that they were found in, and no fixes.
            let mut found = checked.found.clone();
            if pass == 0 {
                self.groups.found(engine, &self.index, path, &mut found);
                self.keys.found(path, &mut found);
                known = counts(&found);
            }
            let mut index = Index::clone(&self.index);
            index.replace(checked.facts);
            let judged = self.judged(engine, &index, path, found, outside);
            let safe = judged.iter().filter_map(|finding| finding.fix.as_deref());
            let safe = safe.filter(|fix| fix.applicability == Applicability::Safe);
            let edits: Vec<&[Edit]> = safe.map(|fix| &fix.edits[..]).collect();
            let (after, _) = fix::make(&now, edits);
            if after == now {
                let grave = judged.iter().filter(|finding| {
                    finding.severity >= Severity::Warning && engine.rules[finding.rule].is_of_one_document()
                });
                let is_worse =
                    counts(grave).iter().any(|(key, count)| *count > known.get(key).copied().unwrap_or(0));
                return (now != text && !is_worse).then_some(now);
            }
            if !keeps(&before, &read(path, &after, place)) {
                return None;
            }
            now = after;
        }
        None
    }

    fn judged(
        &self,
        engine: &Engine,
        index: &Index,
        path: &str,
        found: Vec<Found>,
        outside: &Outside<'_>,
    ) -> Vec<Found> {
        let labels = Labels::kept(index, &self.labels);
        let kept = Kept { labels: &labels, profile: Some(&self.profile) };
        let reported = |other: &str| other == path;
        let outside = Outside { reported: &reported, ..*outside };
        finish::judge(engine, index, &kept, found, &outside).found
    }
}

fn read<'t>(path: &Arc<str>, text: &'t str, place: &Place) -> Document<'t> {
    Document::read(Arc::clone(path), text, place)
}
