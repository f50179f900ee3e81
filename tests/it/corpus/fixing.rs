//! Every safe fix on real pages: what is changed, what is not, and that there is nothing to do afterwards.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use paralint::config::Settings;
use paralint::diagnostic::{Applicability, Diagnostic, Fingerprint, Severity};
use paralint::engine::{Engine, Mended, Mending, Outcome};
use paralint::model::{Document, Place};
use paralint::packs;
use paralint::workspace::{Request, Run, Workspace, store};

use super::corpora;
use crate::fixing::untouchable;

/// One page in this many is mended, in all its locales: an unoptimized build takes its time.
const ONE_IN: usize = 6;

#[test]
fn a_copy_of_real_pages_is_mended_once() {
    let Some(corpora) = corpora() else { return };
    let copy = tempfile::tempdir().expect("there is room");
    let pages = copy_some(&corpora.join("partner-center-2021/live-sxs"), copy.path());
    let (before, _) = run(copy.path(), false);
    let (after, once) = run(copy.path(), true);
    let found = known(&before);
    assert!(!once.mended.is_empty(), "there is something to mend");
    for mended in &once.mended {
        verify(mended, &before, &after, &found);
    }
    let changed: HashSet<&str> = once.mended.iter().map(|mended| &*mended.path).collect();
    for (path, text) in &pages {
        let now = fs::read_to_string(copy.path().join(path)).expect("it was copied");
        let mended = once.mended.iter().find(|mended| *mended.path == **path);
        assert_eq!(now, mended.map_or(&**text, |mended| &mended.after), "{path}");
    }
    let (_, again) = run(copy.path(), true);
    assert!(again.mended.is_empty(), "a second run changed {:?}: {:?}", again.mended[0].path, again.made);
    assert_eq!(again.left, once.left);
    assert!(once.left.len() * 50 <= once.mended.len() + 50, "many pages were left: {:#?}", once.left);
    eprintln!("mended {} of {} pages: {:?}", changed.len(), pages.len(), once.made);
    eprintln!("left as they were: {:?}", once.left);
}

fn run(folder: &Path, fix: bool) -> (Outcome, Mending) {
    let settings = Settings::reporting(Severity::Info);
    let engine = Engine::new(packs::bundled(), &settings).expect("bundled packs fit together");
    let request = Request { directory: folder.into(), paths: vec![".".into()], ..Request::default() };
    let workspace = Workspace::open(&request).expect("the copy is there");
    if !fix {
        return (workspace.check(&engine, Run::default()), Mending::default());
    }
    let mut mending = workspace.fix(&engine, Run::default(), Applicability::Safe, &mut store);
    (std::mem::take(&mut mending.outcome), mending)
}

/// Copies some pages, and everything that tells where pages belong; returns the pages.
fn copy_some(from: &Path, to: &Path) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for entry in ignore::WalkBuilder::new(from).standard_filters(false).build().flatten() {
        let below = entry.path().strip_prefix(from).expect("it lies below");
        if entry.path().is_dir() {
            fs::create_dir_all(to.join(below)).expect("there is room");
            continue;
        }
        if entry.path().extension().is_some_and(|extension| extension == "md") {
            let name = entry.file_name().to_string_lossy();
            if name.bytes().map(usize::from).sum::<usize>() % ONE_IN != 0 {
                continue;
            }
            let text = fs::read_to_string(entry.path()).expect("pages are UTF-8");
            pages.insert(below.to_string_lossy().replace('\\', "/"), text);
        }
        fs::copy(entry.path(), to.join(below)).expect("there is room");
    }
    assert!(pages.len() > 150, "{} pages", pages.len());
    pages
}

/// What every page was told, hints too.
fn known(outcome: &Outcome) -> HashSet<(&str, Fingerprint)> {
    outcome.diagnostics.iter().map(|found| (&*found.path, found.fingerprint)).collect()
}

fn verify(mended: &Mended, before: &Outcome, after: &Outcome, known: &HashSet<(&str, Fingerprint)>) {
    let path = &*mended.path;
    let read = |text| Document::read(Arc::from(path), text, &Place::default());
    let (old, new) = (read(&*mended.before), read(&*mended.after));
    let ids = |document: &Document<'_>| {
        let ids = document.pairs.iter().flat_map(|pair| [pair.target_id, pair.source_id]);
        ids.map(|id| id.of(document.text).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&old), ids(&new), "{path}");
    assert_eq!(untouchable(&mended.before), untouchable(&mended.after), "{path}");
    let on = |outcome: &'_ Outcome| -> Vec<Diagnostic> {
        outcome.diagnostics.iter().filter(|found| &*found.path == path).cloned().collect()
    };
    let news = on(after).into_iter().filter(|found| found.severity >= Severity::Warning);
    // A label that is bold again may turn out to have another name than elsewhere, which was so before.
    let news = news.filter(|found| !found.rule.starts_with("terms/"));
    let mut news = news.filter(|found| !known.contains(&(path, found.fingerprint)));
    if let Some(new) = news.next() {
        // One that another finding of the same pair had silenced was there before.
        let in_pair = |found: &Diagnostic| found.pair.as_ref().map(|pair| Arc::clone(&pair.id));
        let silenced = in_pair(&new).is_some() && on(before).iter().any(|old| in_pair(old) == in_pair(&new));
        assert!(silenced, "{path}: there is now {}: {}", new.rule, new.message);
    }
    let offered: HashSet<Arc<str>> = on(before)
        .iter()
        .filter(|found| found.fix.is_some())
        .filter_map(|found| Some(Arc::clone(&found.pair.as_ref()?.id)))
        .collect();
    for (one, other) in old.pairs.iter().zip(&new.pairs) {
        if one.target.of(&mended.before) != other.target.of(&mended.after) {
            let id = one.target_id.of(&mended.before);
            assert!(offered.contains(id), "{path}: {id} changed, and no fix was offered there");
        }
    }
}
