//! Pages against their source in repositories that are made here: by bytes, by commits, with and without a history.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use paralint::config::Settings;
use paralint::diagnostic::Severity;
use paralint::engine::Engine;
use paralint::model::{Index, Standing, Upstream};
use paralint::packs;
use paralint::workspace::{Arrangement, Pinned, Request, Run, State, Workspace};
use tempfile::TempDir;

use crate::layouts::tree;

const FIRST: &str = "---\ntitle: Berths\n---\n# Berths\n\nA berth is held for 60 days.\n\nSelect **Save**.\n";
const SECOND: &str =
    "---\ntitle: Berths\n---\n# Berths\n\nA berth is held for 30 days.\n\nSelect **Save**.\n";
const THIRD: &str = "---\ntitle: Berths\n---\n# Berths\n\nA berth is held for 30 days.\n\nSelect **Keep**.\n";

/// git in a folder, on a day; `None`, said aloud, where there is no git.
fn git(folder: &Path, day: &str, args: &[&str]) -> Option<String> {
    let date = format!("{day}T12:00:00+0000");
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=Mira", "-c", "user.email=mira@harbor.example"]);
    git.args([
        "-c",
        "init.defaultBranch=main",
        "-c",
        "protocol.file.allow=always",
        "-c",
        "core.autocrlf=false",
    ]);
    git.args(args).env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        git.env_remove(name);
    }
    let Ok(output) = git.output() else {
        eprintln!("skipped: there is no git");
        return None;
    };
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// `docs` with three versions of a page, and the commit of each.
fn history(folder: &Path) -> Option<[String; 3]> {
    let docs = folder.join("docs");
    fs::create_dir_all(docs.join("harbor")).expect("a new folder");
    git(&docs, "2024-01-01", &["init", "-q"])?;
    let versions = [("2024-01-10", FIRST), ("2024-03-01", SECOND), ("2024-05-01", THIRD)];
    Some(versions.map(|(day, text)| {
        fs::write(docs.join("harbor/berths.md"), text).expect("a file");
        git(&docs, day, &["add", "."]).expect("git is there");
        git(&docs, day, &["commit", "-q", "-m", "Berths"]).expect("git is there");
        git(&docs, day, &["rev-parse", "HEAD"]).expect("git is there")
    }))
}

fn sha1(text: &str) -> String {
    paralint::model::upstream::with_crlf(text.as_bytes())
}

fn page(header: &str) -> String {
    format!("---\n{header}\n---\n# 선석\n\n선석은 보류됩니다.\n")
}

fn open(folder: &Path, paths: &[&str], history: bool) -> Workspace {
    let request = Request {
        directory: folder.to_path_buf(),
        paths: paths.iter().map(PathBuf::from).collect(),
        today: Some("2024-06-10".parse().expect("a day")),
        max_age: Some(90),
        history,
        ..Request::default()
    };
    Workspace::open(&request).expect("the tree is there")
}

fn engine() -> Engine {
    Engine::new(packs::bundled(), &Settings::reporting(Severity::Info)).expect("bundled packs fit together")
}

fn index(workspace: &Workspace) -> Index {
    workspace.index(&engine(), Run { threads: 1, done: None })
}

fn upstream<'i>(index: &'i Index, path: &str) -> &'i Upstream {
    let facts = index.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    facts.upstream.as_ref().unwrap_or_else(|| panic!("{path} has no source"))
}

#[test]
fn without_a_history_bytes_tell() {
    let folder = tree(&[
        ("docs/.git/", ""),
        ("docs/a.md", SECOND),
        ("docs/b.md", SECOND),
        ("docs/d.md", SECOND),
        ("docs/new.md", SECOND),
        ("docs/Gates/TOC.md", SECOND),
        ("docs.ko-kr/.git/", ""),
        ("docs.ko-kr/a.md", &page(&format!("ms.openlocfilehash: {}", sha1(SECOND)))),
        (
            "docs.ko-kr/b.md",
            &page(&format!("ms.openlocfilehash: {}\nms.lasthandoff: 02/01/2024", sha1(FIRST))),
        ),
        ("docs.ko-kr/c.md", &page(&format!("ms.openlocfilehash: {}", sha1(FIRST)))),
        ("docs.ko-kr/d.md", &page("title: 선석")),
        ("docs.ko-kr/own.md", &page("title: 선석")),
        ("docs.ko-kr/gates/toc.md", &page(&format!("ms.openlocfilehash: {}", sha1(SECOND)))),
    ]);
    // Whether the source is among the arguments makes no difference.
    for paths in [&["docs.ko-kr"][..], &["docs", "docs.ko-kr"], &["."]] {
        assert_standings(&open(folder.path(), paths, false));
    }
}

fn assert_standings(workspace: &Workspace) {
    let index = index(workspace);
    let standing = |path| upstream(&index, path).standing;
    assert_eq!(standing("docs.ko-kr/a.md"), Standing::Current);
    assert_eq!(standing("docs.ko-kr/b.md"), Standing::Behind);
    assert_eq!(standing("docs.ko-kr/c.md"), Standing::Gone);
    assert_eq!(standing("docs.ko-kr/d.md"), Standing::Unpinned);
    assert_eq!(standing("docs.ko-kr/gates/toc.md"), Standing::Current, "names differ in case");
    assert!(upstream(&index, "docs.ko-kr/own.md").is_own);
    let behind = upstream(&index, "docs.ko-kr/b.md");
    assert_eq!((behind.days, behind.overdue, behind.commits), (Some(130), true, None));
    let states: Vec<String> = workspace
        .standing(&index)
        .iter()
        .map(|row| format!("{} {}", row.page, row.cells["ko-kr"].state.as_str()))
        .collect();
    let expected = [
        "docs/a.md in sync",
        "docs/b.md behind",
        "docs/c.md orphan",
        "docs/d.md untracked",
        "docs/gates/toc.md in sync",
        "docs/new.md missing",
        "docs/own.md untracked",
    ];
    assert_eq!(states, expected);
    assert!(workspace.notices().is_empty(), "{:?}", workspace.notices());
}

#[test]
fn a_history_tells_what_changed_and_since_when() {
    let folder = TempDir::new().expect("there is room");
    let Some([first, second, third]) = history(folder.path()) else { return };
    let ko = folder.path().join("docs.ko-kr/harbor");
    fs::create_dir_all(&ko).expect("a new folder");
    let of = |header: &str| {
        fs::write(ko.join("berths.md"), page(header)).expect("a file");
        let workspace = open(folder.path(), &["docs.ko-kr"], true);
        let index = index(&workspace);
        (upstream(&index, "docs.ko-kr/harbor/berths.md").clone(), workspace.notices())
    };
    for key in
        ["l10n:\n  sourceCommit: ", "default_lang_commit: ", "source-git-commit: ", "ms.sourcegitcommit: "]
    {
        let (behind, notices) = of(&format!("{key}{first}"));
        assert_eq!(notices, Vec::<String>::new());
        assert_eq!(behind.standing, Standing::Behind, "{key}");
        assert_eq!((behind.changed, behind.commits), (Some(2), Some(2)), "{key}");
        assert_eq!((behind.since, behind.days), ("2024-03-01".parse().ok(), Some(101)), "{key}");
        assert!(behind.overdue);
        let (behind, _) = of(&format!("{key}{second}"));
        assert_eq!(
            (behind.changed, behind.commits, behind.days, behind.overdue),
            (Some(1), Some(1), Some(40), false)
        );
        let (current, _) = of(&format!("{key}{third}"));
        assert_eq!((current.standing, current.days), (Standing::Current, None), "{key}");
    }
    let (unknown, notices) = of(&format!("default_lang_commit: {}", "1".repeat(40)));
    assert_eq!(unknown.standing, Standing::Unknown);
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("does not have the commits"), "{notices:?}");
    let (unknown, _) = of("default_lang_commit: --output=elsewhere");
    assert_eq!(unknown.standing, Standing::Unpinned, "no commit is an option");
}

#[test]
fn what_a_translator_has_to_do_is_read_from_the_history() {
    let folder = TempDir::new().expect("there is room");
    let Some([first, ..]) = history(folder.path()) else { return };
    fs::create_dir_all(folder.path().join("docs.ko-kr/harbor")).expect("a new folder");
    let file = folder.path().join("docs.ko-kr/harbor/berths.md");
    fs::write(&file, page(&format!("default_lang_commit: \"{first}\""))).expect("a file");
    let workspace = open(folder.path(), &["docs.ko-kr"], true);
    let told: Vec<String> = workspace
        .tasks(&index(&workspace))
        .iter()
        .map(|task| format!("{} {} | {}", task.harm.as_str(), task.was, task.is))
        .collect();
    let expected = [
        "number A berth is held for 60 days. | A berth is held for 30 days.",
        "label Select **Save**. | Select **Keep**.",
    ];
    assert_eq!(told, expected);
    // Once that is done, the page says so.
    let mut said = Vec::new();
    workspace.set_pins(&mut |path, pinned| said.push((path.to_owned(), pinned)));
    let [(path, Ok(Pinned::Written(changes)))] = &said[..] else { panic!("{said:?}") };
    assert_eq!((path.as_str(), changes.len()), ("docs.ko-kr/harbor/berths.md", 1));
    let written = fs::read_to_string(&file).expect("it is there");
    assert!(written.contains(&format!("default_lang_commit: \"{}\"\n", changes[0].2)), "{written}");
    let index = index(&workspace);
    assert_eq!(upstream(&index, path).standing, Standing::Current);
    assert_eq!(workspace.standing(&index)[0].cells["ko-kr"].state, State::InSync);
    let mut said = Vec::new();
    workspace.set_pins(&mut |_, pinned| said.push(pinned));
    assert_eq!(said, [Ok(Pinned::Same)]);
    // What was never committed has no commit to name.
    fs::write(folder.path().join("docs/harbor/berths.md"), "# Berths\n").expect("a file");
    let mut said = Vec::new();
    workspace.set_pins(&mut |_, pinned| said.push(pinned));
    assert_eq!(said, [Err("its source was changed and not committed".into())]);
}

#[test]
fn a_pin_of_bytes_is_set_with_the_commit_beside_it() {
    let folder = TempDir::new().expect("there is room");
    let Some([first, _, third]) = history(folder.path()) else { return };
    fs::create_dir_all(folder.path().join("docs.ko-kr/harbor")).expect("a new folder");
    let file = folder.path().join("docs.ko-kr/harbor/berths.md");
    let header = |hash: &str, commit: &str| {
        page(&format!("ms.openlocfilehash: {hash}\r\nms.sourcegitcommit: {commit}\r\nms.translationtype: HT"))
    };
    fs::write(&file, header(&sha1(FIRST), &first)).expect("a file");
    open(folder.path(), &["docs.ko-kr"], false)
        .set_pins(&mut |path, pinned| assert!(pinned.is_ok(), "{path}"));
    assert_eq!(fs::read_to_string(&file).expect("it is there"), header(&sha1(THIRD), &third));
}

#[test]
fn a_shallow_clone_is_said_once_and_finds_nothing() {
    let folder = TempDir::new().expect("there is room");
    let Some([first, ..]) = history(folder.path()) else { return };
    let url = format!("file://{}", folder.path().join("docs").display());
    git(folder.path(), "2024-06-01", &["clone", "-q", "--depth", "1", &url, "shallow"]);
    let page = page(&format!("default_lang_commit: {first}"));
    for name in ["berths.md", "fees.md"] {
        fs::create_dir_all(folder.path().join("shallow.ko-kr/harbor")).expect("a new folder");
        fs::write(folder.path().join("shallow.ko-kr/harbor").join(name), &page).expect("a file");
        fs::write(folder.path().join("shallow/harbor").join(name), SECOND).expect("a file");
    }
    git(&folder.path().join("shallow"), "2024-06-02", &["add", "."]);
    git(&folder.path().join("shallow"), "2024-06-02", &["commit", "-q", "-m", "Fees"]);
    let workspace = open(folder.path(), &["shallow.ko-kr"], true);
    let outcome = workspace.check(&engine(), Run { threads: 1, done: None });
    let drift: Vec<_> = outcome.diagnostics.iter().filter(|found| found.rule.starts_with("drift/")).collect();
    assert!(drift.is_empty(), "{drift:?}");
    let expected = "the history of `shallow` cannot be asked about 2 pages: its history was cut off; \
                    `git fetch --unshallow` brings the rest";
    assert_eq!(workspace.notices(), [expected]);
    // Nor is there one without a repository.
    fs::remove_dir_all(folder.path().join("shallow/.git")).expect("it is ours");
    let workspace = open(folder.path(), &["shallow.ko-kr"], true);
    let outcome = workspace.check(&engine(), Run { threads: 1, done: None });
    assert!(!outcome.diagnostics.iter().any(|found| found.rule.starts_with("drift/")));
    assert_eq!(workspace.notices().len(), 1, "{:?}", workspace.notices());
}

#[cfg(unix)]
#[test]
fn nothing_that_a_repository_brings_is_run() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().expect("there is room");
    let Some([first, ..]) = history(folder.path()) else { return };
    let docs = folder.path().join("docs");
    let script = folder.path().join("run.sh");
    let ran = folder.path().join("ran");
    fs::write(&script, format!("#!/bin/sh\ntouch '{}'\ncat \"$1\"\n", ran.display())).expect("a file");
    fs::set_permissions(&script, PermissionsExt::from_mode(0o755)).expect("it is ours");
    let script = script.to_str().expect("a plain path");
    for key in ["core.fsmonitor", "core.pager", "diff.shown.textconv", "diff.external", "core.sshCommand"] {
        git(&docs, "2024-06-01", &["config", key, script]);
    }
    fs::write(docs.join(".gitattributes"), "*.md diff=shown\n").expect("a file");
    fs::create_dir_all(folder.path().join("docs.ko-kr/harbor")).expect("a new folder");
    let page = page(&format!("default_lang_commit: {first}"));
    fs::write(folder.path().join("docs.ko-kr/harbor/berths.md"), page).expect("a file");
    let workspace = open(folder.path(), &["docs.ko-kr"], true);
    let index = index(&workspace);
    assert_eq!(upstream(&index, "docs.ko-kr/harbor/berths.md").commits, Some(2));
    assert!(!ran.exists(), "a script of the repository ran");
    // Whoever looks with git alone steps into it.
    fs::write(docs.join("harbor/berths.md"), FIRST).expect("a file");
    git(&docs, "2024-06-01", &["diff"]);
    assert!(ran.exists(), "there is no script to run");
}

#[test]
fn a_source_is_named_in_any_of_its_ways() {
    let own = page(&format!("ms.openlocfilehash: {}", sha1(SECOND)));
    let with = |files: &[&str], folder: &str, source: &str, path: &str| {
        let mut named: Vec<(&str, &str)> = vec![(".git/", "")];
        named.extend(files.iter().map(|file| (*file, SECOND)));
        named.push((path, &own));
        let tree = tree(&named);
        let mut workspace = open(tree.path(), &["."], false);
        let arrangement = Arrangement {
            folder: tree.path().join(folder),
            source: Some(tree.path().join(source)),
            ..Arrangement::default()
        };
        workspace.arrange(&[arrangement]);
        let index = index(&workspace);
        upstream(&index, path).path.to_string()
    };
    assert_eq!(with(&["en/a/b.md"], "", "en", "ko-kr/a/b.md"), "en/a/b.md");
    assert_eq!(
        with(&["content/files/en-us/a.md"], "site", "content", "site/files/ko-kr/a.md"),
        "content/files/en-us/a.md"
    );
    assert_eq!(with(&["docs/a/b.md"], "docs.ja-jp", "docs", "docs.ja-jp/a/b.md"), "docs/a/b.md");
    assert_eq!(with(&["docs/b.md"], "", "docs", "l10n/guide/ko-kr/b.md"), "docs/b.md");
}

#[test]
fn a_source_is_found_where_the_layout_keeps_it() {
    let found = |files: &[&str], path: &str| {
        let mut named: Vec<(&str, &str)> = vec![(".git/", "")];
        // What a settings file says does not matter here, as long as it speaks of languages.
        let said = |file: &str| if file.ends_with(".md") { SECOND } else { "languages:\n  i18n: {}\n" };
        named.extend(files.iter().map(|file| (*file, said(file))));
        named.push((path, SECOND));
        let tree = tree(&named);
        let source = |path: &str| {
            let index = index(&open(tree.path(), &[path], false));
            let documents: Vec<_> = index.documents().filter_map(|facts| facts.upstream.clone()).collect();
            documents.first().map(|upstream| upstream.path.to_string())
        };
        // A page alone finds the same source as all of them do, and a source has none.
        assert_eq!(source(path), source("."), "{path}");
        source(path).inspect(|source_path| assert_eq!(source(source_path), None, "{source_path}"))
    };
    for (files, path, source) in [
        (&["guide.en/help/a.md"][..], "guide.ko-KR/help/a.md", "guide.en/help/a.md"),
        (&["guide/help/a.md", "guide.en/b.md"], "guide.ko-KR/help/a.md", "guide/help/a.md"),
        (&["files/en-US/web/a.md"], "files/ja-jp/web/a.md", "files/en-US/web/a.md"),
        (&["content/en/docs/a.md"], "content/ko/docs/a.md", "content/en/docs/a.md"),
        (&["hugo.yaml", "content/a.md"], "content/a.fr.md", "content/a.md"),
        (
            &["mkdocs.yml", "docs/en/a.md", "docs/en/b.md", "docs/en/c.md", "docs/fr/b.md", "docs/fr/c.md"],
            "docs/fr/a.md",
            "docs/en/a.md",
        ),
        (&["docusaurus.config.ts", "blog/a.md"], "i18n/fr/docusaurus-plugin-content-blog/a.md", "blog/a.md"),
    ] {
        assert_eq!(found(files, path).as_deref(), Some(source), "{path}");
    }
}

#[test]
fn a_source_that_is_not_there_is_said_once() {
    let own = page(&format!("ms.openlocfilehash: {}", sha1(SECOND)));
    let tree = tree(&[(".git/", ""), ("ko-kr/a.md", &own), ("ko-kr/b.md", &own), ("empty/", "")]);
    for (source, expected) in [
        ("nowhere", "there is no folder `nowhere`; `source` names where the pages were translated from"),
        (
            "empty",
            "none of 2 pages has a source at its path below `empty`; is it the same folder of the other repository?",
        ),
    ] {
        let mut workspace = open(tree.path(), &["."], false);
        let folder = tree.path().to_path_buf();
        workspace.arrange(&[Arrangement {
            folder,
            source: Some(tree.path().join(source)),
            ..Arrangement::default()
        }]);
        assert_eq!(workspace.notices(), [expected]);
        let outcome = workspace.check(&engine(), Run { threads: 1, done: None });
        assert!(!outcome.diagnostics.iter().any(|found| found.rule.starts_with("drift/")), "{source}");
    }
}
