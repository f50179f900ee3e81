//! What is kept up to date document by document says what a run over all of them says, whatever has changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use paralint::config::Settings;
use paralint::diagnostic::{Diagnostic, Severity};
use paralint::engine::{Engine, Incremental, Now, Outside, Spread};
use paralint::packs;
use paralint::workspace::{Overlay, Request, Run, Workspace};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// What is said of each document, in a form that can be compared.
pub(crate) fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|diagnostic| format!("{diagnostic:?}")).collect()
}

fn engine() -> Engine {
    Engine::new(packs::bundled(), &Settings::reporting(Severity::Info)).expect("bundled packs fit together")
}

fn open(directory: &Path, paths: &[&str]) -> Workspace {
    let paths = paths.iter().map(PathBuf::from).collect();
    let request = Request { directory: directory.to_path_buf(), paths, ..Request::default() };
    Workspace::open(&request).expect("the folders are there")
}

/// What is reported on each document alone.
fn everything(state: &Incremental, engine: &Engine, workspace: &Workspace) -> BTreeMap<String, Vec<String>> {
    let texts = |path: &str| workspace.text(path);
    let spread: &Spread<'_> = &|count, one| (0..count).map(one).collect();
    let outside = Outside { texts: &texts, spread, reported: &|_| true };
    let of = |path: &str| (path.to_owned(), said(&state.diagnostics(engine, path, &outside)));
    workspace.paths().map(of).collect()
}

/// One change of one page, by numbers that are read modulo what is there.
type Step = (usize, usize, usize);

/// A page after a change: another page's text, a word or a line less, a word more, a changed header, an earlier text.
fn changed(texts: &[Arc<str>], (page, kind, at): Step, before: &str, first: &str) -> String {
    let place = |text: &str| {
        let mut at = at * 131 % (text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    match kind % 12 {
        // A page of the same folder, most likely.
        0 => texts[(page + 1 + at % 3) % texts.len()].to_string(),
        9 => texts[(page + at) % texts.len()].to_string(),
        // What one label is called becomes the name of the next one, in all places or in one.
        10 | 11 => {
            let bold: Vec<&str> = before.split("**").skip(1).step_by(2).collect();
            let (Some(one), Some(other)) =
                (bold.get(at % bold.len().max(1)), bold.get((at / 7) % bold.len().max(1)))
            else {
                return first.to_owned();
            };
            let most = if kind % 12 == 10 { usize::MAX } else { 1 };
            before.replacen(&format!("**{one}**"), &format!("**{other}**"), most)
        }
        1 => {
            let gone = at % lines.len().max(1);
            lines.iter().enumerate().filter(|(nth, _)| *nth != gone).map(|(_, line)| *line).collect()
        }
        2 => {
            let (head, tail) = before.split_at(place(before));
            format!("{head} **Harbor** 😀 {tail}")
        }
        3 => before.replacen("**", "", 1 + at % 4),
        4 => before.replace("ms.date: ", "ms.date: 0"),
        5 => {
            let (head, tail) = before.split_at(place(before));
            format!("{head}{}", tail.get(tail.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default())
        }
        6 => before.replacen("</span>", "x</span>", 1 + at % 5),
        7 => before.replace("ms.lasthandoff: 0", "ms.lasthandoff: 1"),
        _ => first.to_owned(),
    }
}

fn holds(directory: &Path, paths: &[&str], cases: u32, steps: usize) {
    let engine = engine();
    let whole = open(directory, paths);
    let names: Vec<String> = whole.paths().map(str::to_owned).collect();
    let texts: Vec<Arc<str>> = names.iter().map(|path| whole.text(path).expect("a page")).collect();
    let spread: &Spread<'_> = &|count, one| (0..count).map(one).collect();
    let strategy = prop::collection::vec((0..names.len(), 0..120_usize, 0..10_000_usize), 1..=steps);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let result = runner.run(&strategy, |all| {
        let mut workspace = whole.clone();
        let mut gone: BTreeSet<&String> = BTreeSet::new();
        let mut state = {
            let read = workspace.clone();
            workspace.incremental(&engine, Run { threads: 1, done: None }, &|path| read.text(path))
        };
        for some in all.chunks(2) {
            let mut overlays = workspace.overlays().clone();
            for &(page, kind, at) in some {
                let path = &names[page];
                let before = overlays.get(path).map_or(&texts[page], |overlay| &overlay.text).clone();
                // Every other page that goes comes back.
                if kind % 10 == 9 && !gone.remove(path) {
                    gone.insert(path);
                }
                let after = changed(&texts, (page, kind, at), &before, &texts[page]);
                overlays.put(path.as_str().into(), Overlay::new(after));
            }
            workspace.set_overlays(overlays);
            let read = |path: &str| workspace.text(path);
            let outside = Outside { texts: &read, spread, reported: &|_| true };
            let mut pages: Vec<&String> = some.iter().map(|(page, ..)| &names[*page]).collect();
            pages.dedup();
            let now = |path: &&String| match gone.contains(*path) {
                true => Now::Gone(path.as_str().into()),
                false => workspace.check_again(&engine, path),
            };
            let now = pages.iter().map(now).collect();
            state.update(&engine, now, &outside);
        }
        let rest: Vec<&str> = names.iter().filter(|path| !gone.contains(path)).map(String::as_str).collect();
        let mut rest = open(directory, &rest);
        rest.set_overlays(workspace.overlays().clone());
        let workspace = rest;
        let fresh =
            workspace.incremental(&engine, Run { threads: 1, done: None }, &|path| workspace.text(path));
        let (kept, fresh) =
            (everything(&state, &engine, &workspace), everything(&fresh, &engine, &workspace));
        for (path, expected) in &fresh {
            prop_assert_eq!(&kept[path], expected, "{} after {:?}", path, all);
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn changes_of_the_handbook_leave_what_a_fresh_run_says() {
    holds(&crate::golden::root("examples/handbook"), &["."], 60, 12);
}

#[test]
fn changes_of_real_pages_leave_what_a_fresh_run_says() {
    let Some(corpora) = crate::corpus::corpora() else { return };
    let tree = corpora.join("partner-center-2021/live-sxs");
    let mut slice: Vec<String> = Vec::new();
    for locale in std::fs::read_dir(&tree).expect("the tree is there").flatten() {
        let page = |path: &PathBuf| {
            // The same pages of every locale.
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            let number: usize = name.bytes().take(4).map(usize::from).sum();
            name.ends_with(".md") && number % 9 == 4
        };
        let pages = ignore::WalkBuilder::new(locale.path()).build().flatten();
        slice.extend(
            pages.map(ignore::DirEntry::into_path).filter(page).map(|page| page.display().to_string()),
        );
    }
    slice.sort();
    let slice: Vec<&str> = slice.iter().map(String::as_str).collect();
    holds(&tree, &slice, 6, 12);
}

#[test]
fn what_is_kept_is_what_a_run_reports() {
    let directory = crate::golden::root("examples/handbook");
    let (engine, workspace) = (engine(), open(&directory, &["."]));
    let state = workspace.incremental(&engine, Run::default(), &|path| workspace.text(path));
    let kept: Vec<String> = everything(&state, &engine, &workspace).into_values().flatten().collect();
    assert_eq!(kept, said(&workspace.check(&engine, Run::default()).diagnostics));
}
