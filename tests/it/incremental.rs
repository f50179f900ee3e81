//! What is kept up to date document by document says what a run over all of them says, whatever has changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use paralint::config::Settings;
use paralint::diagnostic::{Diagnostic, Severity};
use paralint::engine::{Engine, Incremental, Now, Outside, Spread};
use paralint::packs;
use paralint::workspace::{Overlay, Request, Run, Sieve, Workspace};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

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
    let outside = Outside::new(&texts, spread);
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
    let mut runner = TestRunner::new(crate::cases::cases(cases));
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
            let outside = Outside::new(&read, spread);
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
        prop_assert!(fresh.values().any(|said| !said.is_empty()), "there is something to say");
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
    let (engine, mut workspace) = (engine(), open(&directory, &["."]));
    workspace.sift(Sieve { each: true, ..Sieve::default() });
    let state = workspace.incremental(&engine, Run::default(), &|path| workspace.text(path));
    let kept: Vec<String> = everything(&state, &engine, &workspace).into_values().flatten().collect();
    assert!(kept.len() > 5, "{kept:?}");
    assert_eq!(kept, said(&workspace.check(&engine, Run::default()).diagnostics));
}

/// A page of a locale, of sentences with their translations; labels are what stands between asterisks.
fn page(locale: &str, day: &str, sentences: &[(&str, &str)]) -> String {
    let mut page = format!(
        "---\ntitle: x\nms.contentlocale: {locale}\nms.lasthandoff: {day}\nms.openlocfilehash: {:040x}\n---\n",
        day.bytes().map(u64::from).sum::<u64>()
    );
    for (nth, (source, target)) in sentences.iter().enumerate() {
        let (mark, source) = source.strip_prefix("# ").map_or(("", *source), |source| ("# ", source));
        let id = 101 + nth;
        page.push_str(&format!(
            "{mark}<span data-ttu-id=\"4c0de-{id}\">{target}</span><span class=\"sxs-lookup\">\
             <span data-stu-id=\"4c0de-{id}\">{source}</span></span>\n\n"
        ));
    }
    page
}

/// Some pages, one of them changed: what is said of another becomes something else, and what a fresh run says.
fn reaches(pages: &[(&str, String)], (changed, text): (&str, String), other: &str) {
    let folder = tempfile::tempdir().expect("room for a few pages");
    for (path, text) in pages {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        std::fs::write(path, text).expect("a small file");
    }
    let engine = engine();
    let mut workspace = open(folder.path(), &["."]);
    let read = workspace.clone();
    let mut state = workspace.incremental(&engine, Run::default(), &|path| read.text(path));
    let before = everything(&state, &engine, &workspace);
    let mut overlays = workspace.overlays().clone();
    overlays.put(changed.into(), Overlay::new(text));
    workspace.set_overlays(overlays);
    let spread: &Spread<'_> = &|count, one| (0..count).map(one).collect();
    let texts = |path: &str| workspace.text(path);
    let outside = Outside::new(&texts, spread);
    state.update(&engine, vec![workspace.check_again(&engine, changed)], &outside);
    let fresh = workspace.incremental(&engine, Run::default(), &texts);
    let (after, fresh) = (everything(&state, &engine, &workspace), everything(&fresh, &engine, &workspace));
    assert_ne!(before[other], fresh[other], "the change does not reach {other}");
    assert_eq!(after, fresh);
}

#[test]
fn a_page_that_becomes_a_twin_is_held_against_the_other() {
    let sentences = [
        ("# Moor a boat", "배 정박"),
        ("Ask the warden for a berth.", "관리인에게 선석을 요청합니다."),
        ("Pay before you leave the harbor.", "항구를 떠나기 전에 지불합니다."),
        ("Keep the receipt until the evening.", "저녁까지 영수증을 보관합니다."),
        ("A boat may stay for 3 nights.", "배는 3박까지 머물 수 있습니다."),
    ];
    let mut newer = sentences;
    newer[4].0 = "A boat may stay for 5 nights.";
    let elsewhere = [("# Weather", "Wetter"), ("It may rain.", "Es kann regnen.")];
    let pages = [
        ("one/moor.md", page("ko-KR", "03/01/2021", &sentences)),
        ("two/stay.md", page("de-DE", "04/01/2021", &elsewhere)),
    ];
    reaches(&pages, ("two/stay.md", page("de-DE", "04/01/2021", &newer)), "one/moor.md");
}

#[test]
fn a_name_that_is_no_longer_usual_is_no_excuse() {
    let close = |name: &str| -> Vec<(String, String)> {
        let one = |nth: usize| (format!("Select **Close** {nth}."), format!("**{name}** {nth} 선택."));
        (0..3).map(one).collect()
    };
    let borrowed = |all: &[(String, String)]| {
        let all: Vec<(&str, &str)> = all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        page("ko-KR", "03/01/2021", &all)
    };
    let save: Vec<(String, String)> =
        (0..9).map(|nth| (format!("Select **Save** {nth}."), format!("**저장** {nth} 선택."))).collect();
    // Here the label has the name that another label of the sentence usually has.
    let both: Vec<(String, String)> = (0..2)
        .map(|nth| {
            (format!("First **Save** {nth}, then **Close**."), format!("먼저 **닫기** {nth}, 다음 **완료**."))
        })
        .collect();
    let pages = [
        ("ko-kr/both.md", borrowed(&both)),
        ("ko-kr/close.md", borrowed(&close("닫기"))),
        ("ko-kr/save.md", borrowed(&save)),
    ];
    reaches(&pages, ("ko-kr/close.md", borrowed(&close("종료"))), "ko-kr/both.md");
}
