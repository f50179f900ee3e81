//! What is compared with what: commits, what is staged, patches; and what is said where the past is not at hand. Not the
//! stories that teams tell (`story`).

use std::fs;
use std::process::Command;

use super::repository::Repository;
use super::story::{never, page};

/// Pages in Korean with two old faults, committed.
fn started() -> Repository {
    let repository = Repository::new();
    repository.write("en-us/berths.md", "# Berths\n");
    repository.write("ko-kr/berths.md", &page("4c0de", never, &[5]));
    repository.write("ko-kr/guests.md", &page("7aaaa", never, &[3]));
    repository.commit("as it was handed back");
    repository
}

#[test]
fn what_is_staged_is_held_against_the_last_commit() {
    let repository = started();
    assert_eq!(repository.check(&["--staged"]), (Some(0), vec![]), "nothing is staged");
    assert_eq!(repository.run(&["check", "--staged"]).err, "no page is staged\n");
    repository.write("ko-kr/guests.md", &page("7aaaa", never, &[3, 9]));
    repository.write("ko-kr/untracked.md", &page("99f3a", never, &[1]));
    assert_eq!(repository.check(&["--staged"]), (Some(0), vec![]), "what is not staged is not in the commit");
    repository.git(&["add", "ko-kr/guests.md"]);
    // What the file says since is not in the commit either.
    repository.write("ko-kr/guests.md", &page("7aaaa", never, &[3]));
    let (code, found) = repository.check(&["--staged"]);
    let [only] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(code, Some(1));
    assert!(only.starts_with("ko-kr/guests.md ") && only.contains("screw.md"), "{only}");
    assert_eq!(repository.check(&["--staged", "ko-kr/berths.md"]), (Some(0), vec![]));
    assert_eq!(repository.run(&["check", "--staged", "--fix"]).code, Some(2), "there is nothing to write to");
}

/// A commit of all that changed, and one of some files, have a list of their own while the hook runs.
#[cfg(unix)]
#[test]
fn a_hook_looks_at_the_commit_that_it_runs_for() {
    use std::os::unix::fs::PermissionsExt;
    let repository = started();
    let hook = repository.path().join(".git/hooks/pre-commit");
    let run = format!("#!/bin/sh\nexec {} check --staged\n", env!("CARGO_BIN_EXE_paralint"));
    fs::create_dir_all(hook.parent().expect("hooks have a folder")).expect("a folder");
    fs::write(&hook, run).expect("a hook");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("it is ours");
    repository.write("ko-kr/guests.md", &page("7aaaa", never, &[3, 9]));
    repository.write("ko-kr/berths.md", &page("99f3a", never, &[5]));
    let commit =
        |how: &[&str]| repository.try_git(&[&["commit", "--quiet", "-m", "handed back"], how].concat());
    let (passed, said) = commit(&["-a"]);
    assert!(!passed && said.contains("screw.md"), "{said}");
    let (passed, said) = commit(&["ko-kr/guests.md"]);
    assert!(!passed && said.contains("screw.md"), "{said}");
    let (passed, said) = commit(&["ko-kr/berths.md"]);
    assert!(passed, "{said}");
}

#[test]
fn a_commit_that_only_takes_away_a_source_leaves_an_orphan() {
    let repository = started();
    repository.write(
        "ko-kr/berths.md",
        "---\nms.openlocfilehash: 5784668fa77807734d2bca32fffa2d003f5a0aae\n---\n# 선석\n",
    );
    repository.write("en-us/guests.md", "# Guests\n");
    repository.write("en-us/fees.md", "# Fees\n");
    repository.commit("a page without spans");
    repository.git(&["rm", "--quiet", "en-us/berths.md"]);
    // A hook that is handed no file, since none is left that changed.
    let (_, found) = repository.check(&["--staged"]);
    let [only] = &found[..] else { panic!("{found:#?}") };
    assert!(only.starts_with("ko-kr/berths.md ") && only.contains("gone"), "{only}");
    repository.git(&["commit", "--quiet", "--no-verify", "-m", "take it away"]);
    let (_, found) = repository.check(&["--diff-base", "HEAD~1"]);
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn the_first_commit_of_all_brings_everything() {
    let repository = Repository::new();
    repository.write("ko-kr/berths.md", &page("4c0de", never, &[5]));
    repository.git(&["add", "--all"]);
    let (code, found) = repository.check(&["--staged"]);
    assert_eq!((code, found.len()), (Some(1), 1), "{found:#?}");
}

#[test]
fn renames_are_followed() {
    let repository = started();
    repository.git(&["mv", "ko-kr/berths.md", "ko-kr/moorings.md"]);
    assert_eq!(repository.check(&["--staged"]), (Some(0), vec![]));
    assert_eq!(repository.check(&["--diff-base", "HEAD"]), (Some(0), vec![]));
    assert_eq!(repository.check(&["--diff-base", "HEAD", "ko-kr/moorings.md"]), (Some(0), vec![]));
    // Renamed, and handed back anew: too much changed for git, and its old faults are still its own.
    repository.git(&["mv", "ko-kr/guests.md", "ko-kr/visitors.md"]);
    repository.write("ko-kr/visitors.md", &page("99f3a", |_| true, &[]).replace("손님은", "방문자는"));
    repository.git(&["add", "--all"]);
    assert_eq!(repository.check(&["--diff-base", "HEAD"]), (Some(0), vec![]));
    let patch = repository.git(&["diff", "--cached", "-M"]);
    repository.write("change.patch", &patch);
    assert_eq!(repository.check(&["--diff-file", "change.patch"]), (Some(0), vec![]));
}

#[test]
fn a_branch_is_held_against_where_it_left_another() {
    let repository = started();
    repository.git(&["checkout", "--quiet", "-b", "autumn"]);
    repository.write("ko-kr/guests.md", &page("99f3a", never, &[3, 1]));
    repository.commit("handed back in autumn");
    repository.git(&["checkout", "--quiet", "main"]);
    // What was mended there since is not this branch's matter.
    repository.write("ko-kr/berths.md", &page("4c0de", never, &[]));
    repository.commit("mended");
    repository.git(&["checkout", "--quiet", "autumn"]);
    let (code, found) = repository.check(&["--diff-base", "main"]);
    let [only] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(code, Some(1));
    assert!(only.starts_with("ko-kr/guests.md "), "{only}");
}

#[test]
fn what_changes_in_one_page_and_shows_in_another_is_new() {
    let repository = Repository::new();
    let days = |locale: &str, version: u32, days: u32| {
        let pair = |id: u32, target: &str, source: &str| {
            format!(
                "<span data-ttu-id=\"4c0de-{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-{id}\">{source}</span></span>"
            )
        };
        format!(
            "---\ntitle: x\nms.openlocfilehash: {version}784668fa77807734d2bca32fffa2d003f5a0aae\nms.contentlocale: {locale}\n\
             ms.lasthandoff: 0{version}/09/2021\nms.locfileid: \"1\"\nms.translationtype: MT\n---\n# {}\n\n{}\n",
            pair(101, "x", "Berths"),
            pair(102, &format!("{days} x."), &format!("You can cancel a berth within {days} days.")),
        )
    };
    repository.write("de-de/berths.md", &days("de-DE", 1, 30));
    repository.write("ko-kr/berths.md", &days("ko-KR", 1, 30));
    repository.commit("as it was handed back");
    repository.write("de-de/berths.md", &days("de-DE", 2, 60));
    // The page that changed is right; the other one is behind now.
    let drift = |(_, found): (_, Vec<String>)| {
        found.into_iter().filter(|f| f.contains(" drift/number")).collect::<Vec<_>>()
    };
    assert_eq!(drift(repository.check(&["--diff-base", "HEAD"])).len(), 1);
    assert_eq!(drift(repository.check(&["--diff-base", "HEAD", "de-de/berths.md"])).len(), 0);
    let affected = repository.check(&["--diff-base", "HEAD", "de-de/berths.md", "--report", "affected"]);
    assert_eq!(drift(affected).len(), 1);
    repository.commit("handed back");
    assert_eq!(drift(repository.check(&["--diff-base", "HEAD"])).len(), 0);
}

#[test]
fn where_the_past_is_not_at_hand_that_is_said() {
    let repository = started();
    let wrong = |repository: &Repository, args: &[&str]| {
        let ran = repository.run(&[&["check"], args].concat());
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{}", ran.err);
        ran.err
    };
    assert_eq!(
        wrong(&repository, &["--diff-base", "origin/spring"]),
        "error: there is no commit `origin/spring` here; `git fetch origin spring` brings a branch\n"
    );
    // A name is never an option.
    assert!(wrong(&repository, &["--diff-base=--output=x"]).contains("there is no commit `--output=x`"));
    repository.commit("another");
    let clone = Repository::new();
    let shallow = clone.path().join("shallow");
    let url = format!("file://{}", repository.path().display());
    clone.git(&["clone", "--quiet", "--depth=1", &url, "shallow"]);
    let said = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paralint"));
        let output =
            command.arg("check").args(args).current_dir(&shallow).output().expect("the program is built");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, words) = said(&["--diff-base", "HEAD~1"]);
    assert_eq!(code, Some(2));
    assert!(
        words.contains("the history was cut off, `fetch-depth: 0` in a workflow brings all of it"),
        "{words}"
    );
    repository.git(&["checkout", "--quiet", "-b", "autumn", "HEAD~1"]);
    repository.commit("another branch");
    clone.git(&["-C", "shallow", "fetch", "--quiet", "--depth=1", "origin", "autumn:autumn"]);
    let (code, words) = said(&["--diff-base", "autumn"]);
    assert_eq!(code, Some(2));
    assert!(words.contains("`git fetch --unshallow` brings the rest"), "{words}");
    // Of another change.
    repository.write(
        "other.patch",
        "--- a/ko-kr/berths.md\n+++ b/ko-kr/berths.md\n@@ -1 +1 @@\n-gone\n+never there\n",
    );
    assert!(wrong(&repository, &["--diff-file", "other.patch"]).contains("the patch does not fit the files"));
    assert!(wrong(&repository, &["--diff-file", "nowhere.patch"]).contains("cannot read nowhere.patch"));
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("a.md"), "# A\n").expect("a page");
    let mut command = Command::new(env!("CARGO_BIN_EXE_paralint"));
    let output =
        command.args(["check", "--diff-base", "HEAD"]).current_dir(outside.path()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no git repository around"));
}

#[cfg(unix)]
#[test]
fn a_page_by_another_name_is_there_before_and_after() {
    let repository = started();
    std::os::unix::fs::symlink("berths.md", repository.path().join("ko-kr/moorings.md"))
        .expect("links are known");
    repository.commit("by another name");
    repository.write("ko-kr/guests.md", &page("7aaaa", never, &[3, 9]));
    assert_eq!(repository.check(&["--diff-base", "HEAD"]).1.len(), 1);
    repository.git(&["add", "--all"]);
    assert_eq!(repository.check(&["--staged"]).1.len(), 1);
}

/// A repository must not make whoever looks at it run something.
#[cfg(unix)]
#[test]
fn nothing_that_a_repository_brings_is_run() {
    let repository = started();
    let marker = repository.path().join("ran");
    let run = format!("touch {} && cat", marker.display());
    repository.write(".gitattributes", "*.md filter=evil diff=evil merge=evil\n");
    repository.commit("attributes");
    for key in [
        "filter.evil.clean",
        "filter.evil.smudge",
        "diff.evil.textconv",
        "diff.evil.command",
        "core.fsmonitor",
    ] {
        repository.git(&["config", key, &run]);
    }
    repository.write("ko-kr/guests.md", &page("99f3a", never, &[3, 9]));
    let _ = fs::remove_file(&marker);
    assert_eq!(repository.check(&["--diff-base", "HEAD"]).1.len(), 1);
    assert_eq!(repository.check(&["--staged"]).1.len(), 0);
    assert!(!marker.exists(), "a filter was run");
    // Whoever looks with git alone steps into it.
    let _ = repository.try_git(&["diff"]);
    assert!(marker.exists(), "there is nothing to run");
}
