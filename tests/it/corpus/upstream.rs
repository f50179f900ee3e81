//! Translated pages against their source, where both are at hand: which are in sync, what changed, what was edited.

use std::collections::BTreeMap;
use std::path::Path;

use paralint::config::Settings;
use paralint::engine::Engine;
use paralint::model::{Index, Standing, Upstream, passage, upstream};
use paralint::packs;
use paralint::workspace::{Arrangement, Request, Run, State, Workspace};

use super::corpora;

/// The Korean pages against a folder of English ones.
fn against(corpora: &Path, source: &str) -> (Workspace, Index) {
    let directory = corpora.join("nuget");
    let folder = directory.join("ko-kr");
    let paths = vec!["ko-kr".into()];
    let mut workspace =
        Workspace::open(&Request { directory: directory.clone(), paths, ..Request::default() })
            .expect("the tree is there");
    workspace.arrange(&[Arrangement {
        folder,
        source: Some(directory.join(source)),
        ..Arrangement::default()
    }]);
    assert_eq!(workspace.notices(), Vec::<String>::new());
    let engine = Engine::new(packs::bundled(), &Settings::default()).expect("bundled packs fit together");
    let index = workspace.index(&engine, Run::default());
    (workspace, index)
}

fn upstreams(index: &Index) -> impl Iterator<Item = (&str, &Upstream)> {
    index.documents().filter_map(|facts| Some((&*facts.path, &**facts.upstream.as_ref()?)))
}

fn standings(index: &Index) -> BTreeMap<Standing, usize> {
    let mut counts = BTreeMap::new();
    for (_, upstream) in upstreams(index) {
        *counts.entry(upstream.standing).or_default() += 1;
    }
    counts
}

#[test]
fn every_page_is_known_by_the_bytes_of_its_source() {
    let Some(corpora) = corpora() else { return };
    let (workspace, index) = against(corpora, "en-pinned");
    // The three others are the repository's own: a table of contents, a README, a breadcrumb.
    assert_eq!(standings(&index), BTreeMap::from([(Standing::Current, 366), (Standing::Unpinned, 3)]));
    let edited: Vec<_> = upstreams(&index).filter(|(_, upstream)| !upstream.edited.is_empty()).collect();
    assert!(edited.is_empty(), "{edited:?}");
    let states = workspace.standing(&index);
    let in_sync = states.iter().flat_map(|row| row.cells.values()).filter(|cell| cell.state == State::InSync);
    assert_eq!(in_sync.count(), 366);
}

#[test]
fn what_the_source_says_since_is_listed() {
    let Some(corpora) = corpora() else { return };
    let (workspace, index) = against(corpora, "en-head");
    let expected =
        [(Standing::Current, 32), (Standing::Behind, 333), (Standing::Gone, 1), (Standing::Unpinned, 3)];
    assert_eq!(standings(&index), BTreeMap::from(expected));
    let tasks = workspace.tasks(&index);
    let of = |path: &str| tasks.iter().filter(|task| task.path == path).count();
    for (path, upstream) in upstreams(&index).filter(|(_, upstream)| upstream.standing == Standing::Behind) {
        assert_eq!(Some(of(path)), upstream.changed.map(|changed| changed as usize), "{path}");
    }
    assert!(tasks.windows(2).all(|two| two[0].harm <= two[1].harm), "the worst goes first");
}

/// The pages hold the source that they were made from, sentence by sentence: what changed since is the same from there
/// as from the source's own file at that version.
#[test]
fn the_source_side_of_a_page_is_the_source_that_it_names() {
    let Some(corpora) = corpora() else { return };
    let (workspace, _) = against(corpora, "en-pinned");
    let (mut same, mut wrong) = (0, Vec::new());
    workspace.each(&mut |page, document| {
        let document = document.expect("it can be read");
        let read =
            |folder: &str| std::fs::read_to_string(corpora.join("nuget").join(folder).join(page.below));
        let (Ok(pinned), false) = (read("en-pinned"), document.pairs.is_empty()) else { return };
        let changes = |head: &str| {
            let (older, newer) = (passage::of_page(&pinned), passage::of_page(head));
            passage::changes((&pinned, &older), (head, &newer)).len()
        };
        let told = |source: &str| upstream::changes_in(document, source).1.len();
        let holds = told(&pinned) == 0 && read("en-head").is_ok_and(|head| told(&head) == changes(&head));
        same += usize::from(holds);
        if !holds {
            wrong.push(page.path.to_owned());
        }
    });
    // One page has a table that is none in its source; one is gone from the head.
    assert!(wrong.len() <= 2, "{wrong:?}");
    assert_eq!(same, 364);
}
