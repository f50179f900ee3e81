//! A run that is killed at any moment tears no page and no cache.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Tree, page, paralint};

/// How often a run is killed while it keeps what it finds, and how often while it mends.
const TIMES: u32 = 100;

const CHECK: [&str; 6] = ["check", "--isolated", "--exit-zero", "--output-format", "json", "--severity"];

fn tree() -> Tree {
    let tree = Tree::new();
    for number in 0..40 {
        tree.write(&format!("ko-kr/berths-{number}.md"), &page("ko-kr", number % 3, number), 60);
    }
    tree
}

/// How long a whole run takes here.
fn duration(tree: &Tree, args: &[&str]) -> Duration {
    let started = Instant::now();
    let status = paralint(&tree.pages()).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.expect("the program is built").success());
    started.elapsed()
}

/// Starts a run and kills it after a part of the time that it needs.
fn kill(tree: &Tree, args: &[&str], after: Duration) {
    let child = paralint(&tree.pages()).args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.expect("the program is built");
    sleep(after);
    // It may be over by now.
    let _ = child.kill();
    child.wait().expect("it ends");
}

#[test]
fn while_it_keeps_what_it_finds() {
    let tree = tree();
    let caches = tree.caches().display().to_string();
    let args: Vec<&str> = CHECK.into_iter().chain(["info", "--cache-dir", &caches]).collect();
    let whole = duration(&tree, &args);
    let said =
        |args: &[&str]| paralint(&tree.pages()).args(args).output().expect("the program is built").stdout;
    let plain: Vec<&str> = CHECK.into_iter().chain(["info", "--no-cache"]).collect();
    for time in 0..TIMES {
        // Each run has something to write.
        let number = time % 40;
        tree.write(
            &format!("ko-kr/berths-{number}.md"),
            &page("ko-kr", time % 5, time),
            60 + u64::from(time),
        );
        kill(&tree, &args, whole * (time % 20 + 1) / 20);
        if time % 10 == 9 {
            assert_eq!(said(&args), said(&plain), "the next run is right");
        }
    }
}

#[test]
fn while_it_mends() {
    let tree = tree();
    let args =
        ["check", "--fix", "--isolated", "--exit-zero", "--select", "translation", "--severity", "info"];
    let before: Vec<(std::path::PathBuf, String)> = texts(&tree);
    let whole = duration(&tree, &args);
    let after = texts(&tree);
    assert_ne!(before, after, "there is something to mend");
    for time in 0..TIMES {
        for (path, text) in &before {
            fs::write(path, text).expect("a page");
        }
        kill(&tree, &args, whole * (time % 20 + 1) / 20);
        for (at, (path, now)) in texts(&tree).into_iter().enumerate() {
            assert!(now == before[at].1 || now == after[at].1, "{} is torn", path.display());
        }
    }
    duration(&tree, &args);
    assert_eq!(texts(&tree), after, "the next run ends what the last began");
}

/// The pages, without what a killed run left beside them.
fn texts(tree: &Tree) -> Vec<(std::path::PathBuf, String)> {
    let files = fs::read_dir(tree.pages().join("ko-kr")).expect("a folder");
    let paths = files.map(|file| file.expect("a file").path());
    let mut pages: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    pages.sort();
    pages.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("a page"))).collect()
}
