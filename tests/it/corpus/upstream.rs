//! Translated pages against their source, where both are at hand: which are in sync, what changed, what was edited.

use std::collections::BTreeMap;
use std::path::Path;

use paralint::config::Settings;
use paralint::engine::Engine;
use paralint::model::{Index, Standing, Upstream};
use paralint::packs;
use paralint::workspace::{Arrangement, Request, Run, Workspace};

use super::corpora;

/// The Korean pages against a folder of English ones.
fn against(corpora: &Path, source: &str) -> (Workspace, Index) {
    let directory = corpora.join("nuget");
    let folder = directory.join("ko-kr");
    let paths = vec!["ko-kr".into()];
    let mut workspace = Workspace::open(&Request { directory: directory.clone(), paths, ..Request::default() })
        .expect("the tree is there");
    workspace.arrange(&[Arrangement { folder, source: Some(directory.join(source)), ..Arrangement::default() }]);
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
    let (_, index) = against(corpora, "en-pinned");
    assert_eq!(standings(&index), BTreeMap::from([(Standing::Current, 366), (Standing::Unpinned, 2)]));
    let edited: Vec<_> = upstreams(&index).filter(|(_, upstream)| !upstream.edited.is_empty()).collect();
    for (path, upstream) in edited {
        eprintln!("{path} {:?}", upstream.edited);
    }
}

#[test]
fn what_the_source_says_since_is_listed() {
    let Some(corpora) = corpora() else { return };
    let (_, index) = against(corpora, "en-head");
    eprintln!("{:?}", standings(&index));
    for (path, upstream) in upstreams(&index) {
        eprintln!("{path} {:?} {:?}", upstream.standing, upstream.changed);
    }
}

#[test]
fn the_source_side_of_a_page_is_the_source_that_it_names() {
    use paralint::model::{Document, passage, upstream};
    let Some(corpora) = corpora() else { return };
    let (workspace, _) = against(corpora, "en-pinned");
    let (mut same, mut all) = (0, 0);
    workspace.each(&mut |page, document: Result<&Document<'_>, String>| {
        let document = document.expect("it can be read");
        let pinned = corpora.join("nuget/en-pinned").join(page.below);
        let (Ok(pinned), false) = (std::fs::read_to_string(pinned), document.pairs.is_empty()) else { return };
        let head = std::fs::read_to_string(corpora.join("nuget/en-head").join(page.below));
        let (older, changes) = upstream::changes_in(document, &pinned);
        let newer = passage::of_page(&pinned);
        let text = |p: Option<&passage::Passage>, t: &str| p.map_or(String::from("-"), |p| p.span.of(t).to_owned());
        for change in &changes {
            eprintln!("{} {}\n   < {}\n   > {}", page.path, change.harm.as_str(),
              text(change.older.map(|a| &older[a]), document.source().text()), text(change.newer.map(|a| &newer[a]), &pinned));
        }
        if let Ok(head) = head {
            let at_head = passage::of_page(&head);
            let truth = passage::changes((&pinned, &newer), (&head, &at_head)).len();
            let told = upstream::changes_in(document, &head).1.len();
            all += 1;
            same += usize::from(truth == told);
            if truth != told { eprintln!("COUNT {} {truth} {told}", page.path); }
        }
    });
    eprintln!("SAME {same} of {all}");
}
