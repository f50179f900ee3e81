//! Which files are one page, on real sites, and what is kept of each.

use std::path::PathBuf;

use paralint::config::Settings;
use paralint::diagnostic::Severity;
use paralint::engine::Engine;
use paralint::model::{Groups, Index, LabelFact, LinkFact};
use paralint::packs;
use paralint::workspace::{Request, Run, Workspace};

use super::corpora;

fn index(tree: &str) -> Option<Index> {
    let directory = corpora()?.join(tree);
    let pack = packs::bundled().into_iter().filter(|pack| pack.pack == "drift").collect();
    let engine = Engine::new(pack, &Settings::reporting(Severity::Info)).expect("the pack stands alone");
    let request = Request { directory, paths: vec![PathBuf::from(".")], ..Request::default() };
    let workspace = Workspace::open(&request).expect("the tree is there");
    Some(workspace.index(&engine, Run::default()))
}

/// The file below its locale, under the name that it has everywhere: one family of pages was renamed, and three locales
/// have not followed.
fn page(path: &str) -> String {
    let below = path.split_once('/').map_or(path, |(_, below)| below);
    below.replace("/pci-", "/insights-")
}

#[test]
fn a_page_is_one_page_in_all_its_locales_also_under_another_name() {
    for tree in ["partner-center-2021/live-sxs", "partner-center-2021/live", "partner-center-2020"] {
        let Some(index) = index(tree) else { return };
        let groups = Groups::new(&index, &[] as &[&str]);
        let (mut right, mut renamed) = (0, 0);
        let all = index.documents().filter(|facts| facts.locale.is_some()).count();
        for group in &groups.list {
            let mut names: Vec<String> = group.members.iter().map(|facts| page(&facts.path)).collect();
            let paths = group.members.iter().map(|facts| facts.path.contains("/pci-"));
            renamed += usize::from(paths.clone().any(|old| old) && !paths.clone().all(|old| old));
            names.dedup();
            if names.len() == 1 && group.members.len() == groups_of(&index, &names[0]) {
                right += group.members.len();
            } else {
                eprintln!("{tree}: {names:?}");
            }
        }
        eprintln!("{tree}: {right} of {all} files are in the right group, {renamed} groups under two names");
        assert!(right * 100 >= all * 99, "{tree}: {right} of {all}");
        assert!(tree.ends_with("2020") || renamed >= 19, "{tree}: {renamed} renamed pages found");
    }
}

/// How many files are this page.
fn groups_of(index: &Index, name: &str) -> usize {
    index.documents().filter(|facts| facts.locale.is_some() && page(&facts.path) == name).count()
}

#[test]
fn what_is_kept_of_a_page_is_small() {
    let Some(index) = index("partner-center-2021/live-sxs") else { return };
    let tables = |facts: &paralint::model::Facts| {
        facts.labels.len() * size_of::<LabelFact>()
            + facts.links.len() * size_of::<LinkFact>()
            + size_of_val(&*facts.keys)
            + size_of_val(facts)
    };
    let bytes: usize = index.documents().map(tables).sum();
    eprintln!("{} bytes a document beside its segments", bytes / index.len());
    assert!(bytes / index.len() <= 3700);
}
