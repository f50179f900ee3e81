//! What must hold of real documentation. Runs where the corpora are at hand, `../shared/corpus` beside the
//! checkout, and says aloud when they are not.

mod fixing;
mod groups;
mod judged;
mod outline;
mod recall;
mod upstream;
mod views;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use paralint::config::Settings;
use paralint::diagnostic::Severity;
use paralint::engine::{Engine, Outcome};
use paralint::packs;
use paralint::workspace::{Request, Run, Workspace};

/// The trees that are measured, with the name that verdicts know them by.
const TREES: [(&str, &str); 4] = [
    ("partner-center-2021", "partner-center-2021/live-sxs"),
    ("partner-center-2021-live", "partner-center-2021/live"),
    ("partner-center-2020", "partner-center-2020"),
    ("nuget", "nuget"),
];

/// Where the corpora are unpacked; `None`, said aloud, where there are none.
pub(crate) fn corpora() -> Option<&'static Path> {
    static UNPACKED: OnceLock<Option<PathBuf>> = OnceLock::new();
    let unpacked = UNPACKED.get_or_init(unpack).as_deref();
    if unpacked.is_none() {
        eprintln!("skipped: there is no ../shared/corpus beside the checkout");
    }
    unpacked
}

fn unpack() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let archives: Vec<PathBuf> = std::fs::read_dir(root.join("../shared/corpus"))
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xz"))
        .collect();
    let target = root.join("target/corpus");
    for archive in archives {
        let stem = archive.file_name()?.to_str()?.split('.').next()?.to_owned();
        if target.join(&stem).is_dir() {
            continue;
        }
        // Unpacked beside and renamed, so that a killed run leaves no half of a tree behind.
        let partial = target.join(format!("{stem}.partial"));
        std::fs::create_dir_all(&partial).ok()?;
        let done = Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(&partial).status().ok()?;
        assert!(done.success(), "cannot unpack {}", archive.display());
        std::fs::rename(partial.join(&stem), target.join(&stem)).ok()?;
        std::fs::remove_dir_all(&partial).ok()?;
    }
    Some(target)
}

/// Pages of two years side by side, as a site has them whose locales are not handed off on one day: two locales of the
/// one, two of the other. By name: what is linked to which folder.
const YEARS: [(&str, [(&str, &str); 4]); 2] = [
    (
        "partner-center-2020-ko-zh",
        [
            ("ko-kr", "partner-center-2020"),
            ("zh-cn", "partner-center-2020"),
            ("ja-jp", "partner-center-2021/live-sxs"),
            ("de-de", "partner-center-2021/live-sxs"),
        ],
    ),
    (
        "partner-center-2020-ja-de",
        [
            ("ja-jp", "partner-center-2020"),
            ("de-de", "partner-center-2020"),
            ("ko-kr", "partner-center-2021/live-sxs"),
            ("zh-cn", "partner-center-2021/live-sxs"),
        ],
    ),
];

/// What the rules on drift find between two years; `None` where there are no corpora.
fn between_years(name: &str) -> Option<&'static Outcome> {
    static CHECKED: [OnceLock<Outcome>; YEARS.len()] = [const { OnceLock::new() }; YEARS.len()];
    let at = YEARS.iter().position(|(tree, _)| *tree == name).expect("a tree has that name");
    let corpora = corpora()?;
    Some(CHECKED[at].get_or_init(|| {
        let tree = corpora.join(name);
        if !tree.is_dir() {
            link(corpora, &tree, &YEARS[at].1);
        }
        let pack = packs::bundled().into_iter().filter(|pack| pack.pack == "drift").collect();
        let engine = Engine::new(pack, &Settings::reporting(Severity::Info)).expect("the pack stands alone");
        let request = Request { directory: tree, paths: vec![".".into()], ..Request::default() };
        Workspace::open(&request).expect("the tree is there").check(&engine, Run::default())
    }))
}

/// Puts the pages of some folders into one tree.
fn link(corpora: &Path, tree: &Path, folders: &[(&str, &str)]) {
    let partial = tree.with_extension("partial");
    let _ = std::fs::remove_dir_all(&partial);
    for (locale, from) in folders {
        let from = corpora.join(from).join(locale);
        for (path, _) in pages(&from) {
            let to = partial.join(locale).join(&*path);
            std::fs::create_dir_all(to.parent().expect("it lies in the tree")).expect("folders can be made");
            let page = from.join(&*path);
            if std::fs::hard_link(&page, &to).is_err() {
                std::fs::copy(&page, &to).expect("pages can be copied");
            }
        }
    }
    std::fs::rename(&partial, tree).expect("the tree is complete");
}

fn check(directory: &Path, paths: &[&str], severity: Severity) -> Outcome {
    let settings = Settings::reporting(severity);
    let engine = Engine::new(packs::bundled(), &settings).expect("bundled packs fit together");
    let paths = paths.iter().map(PathBuf::from).collect();
    // The published pages, where there is a branch with them beside the one with spans.
    let beside = directory.ends_with("live-sxs").then(|| directory.join("../live"));
    let live = beside.filter(|live| live.is_dir());
    let request = Request { directory: directory.to_path_buf(), paths, live, ..Request::default() };
    let workspace = Workspace::open(&request).expect("the tree is there");
    workspace.check(&engine, Run::default())
}

/// Every finding on a whole tree, hints too; `None` where there are no corpora. A tree is checked once a run.
fn everything(name: &str) -> Option<&'static Outcome> {
    static CHECKED: [OnceLock<Outcome>; TREES.len()] = [const { OnceLock::new() }; TREES.len()];
    let at = TREES.iter().position(|(tree, _)| *tree == name).expect("a tree has that name");
    let corpora = corpora()?;
    Some(CHECKED[at].get_or_init(|| check(&corpora.join(TREES[at].1), &["."], Severity::Info)))
}

/// Every Markdown file below a folder, by its path from there, with its text.
fn pages(folder: &Path) -> Vec<(Arc<str>, String)> {
    let mut pages = Vec::new();
    for entry in ignore::WalkBuilder::new(folder).standard_filters(false).build().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "md") {
            let path = entry
                .path()
                .strip_prefix(folder)
                .expect("it lies below")
                .to_string_lossy()
                .replace('\\', "/");
            pages.push((path.into(), std::fs::read_to_string(entry.path()).expect("pages are UTF-8")));
        }
    }
    pages.sort();
    assert!(!pages.is_empty(), "no pages below {}", folder.display());
    pages
}

#[test]
fn the_five_documents_of_the_beginning_say_what_is_known_of_them() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    if !seeds.is_dir() {
        return eprintln!("skipped: there is no ../shared/seeds beside the checkout");
    }
    let outcome = check(&seeds, &["."], Severity::Warning);
    assert_eq!((outcome.summary.documents, outcome.summary.pairs), (5, 51));
    let (drift, found): (Vec<_>, Vec<_>) =
        outcome.diagnostics.iter().partition(|d| d.rule.starts_with("drift/"));
    let found: Vec<_> = found.iter().map(|d| format!("{} {}", &d.path[..3], d.rule)).collect();
    // The oldest of them lacks three keys that the four others have. Two translations have another label than the
    // source, whose own label is told once; and one shows what is left of a mark.
    let expected = [
        "000 learn/missing-key",
        "000 learn/missing-key",
        "000 learn/missing-key",
        "002 translation/changed-reference",
        "002 translation/undefined-reference",
        "002 translation/literal-bold",
        "003 translation/changed-reference",
    ];
    assert_eq!(found, expected);
    // What the others call otherwise: an older page, and the twins of a page that is both older and newer.
    let says = |d: &&paralint::diagnostic::Diagnostic| {
        let message = d.message.split("; ").next().unwrap_or_default();
        format!("{} {} {message}", &d.path[..3], &d.rule[6..])
    };
    let drift: Vec<_> = drift.iter().map(says).collect();
    let expected = [
        "000 label-changed the label `Dashboard` (`대시보드` here) is now `Partner Center`",
        "001 label-changed the label `Dashboard` (`대시보드` here) is `Partner Center`",
        "001 label-changed the label `Edit` (`편집` here) is `Update`",
        "004 label-changed the label `Dashboard` (`ダッシュボード` here) is `Partner Center` (`パートナー センター` there)",
        "004 label-changed the label `Edit` (`編集` here) is `Update` (`更新` there)",
    ];
    assert_eq!(drift, expected);
    // As hints: what the older page lacks and what is gone, how old it is, and where the twin is missing.
    let outcome = check(&seeds, &["."], Severity::Info);
    let hints =
        outcome.diagnostics.iter().filter(|d| d.rule.starts_with("drift/") && d.severity == Severity::Info);
    let hints: Vec<_> = hints.map(|d| format!("{} {}", &d.path[..3], &d.rule[6..])).collect();
    let expected = ["000 stale-source", "000 passage-obsolete", "000 passage-missing", "001 missing-page"];
    assert_eq!(hints, expected);
}
