//! What is known, and what is reported of it: hooks cut a list of files in pieces, and each piece is to say its part of
//! what one run over everything says. Not what rules find (`checks`).

mod repository;
mod states;
mod story;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use paralint::config::Settings;
use paralint::diagnostic::Severity;
use paralint::engine::{Engine, Outcome};
use paralint::packs;
use paralint::workspace::{Beside, Report, Request, Run, Workspace};
use proptest::prelude::*;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let settings = Settings::reporting(Severity::Info);
    Engine::new(packs::bundled(), &settings).expect("the bundled packs fit together")
});

/// One place of one finding: file, bytes, rule, message.
type Said = (String, u32, u32, String, String);

/// Every place that was said, also those that one diagnostic has several of, and how often.
fn said(outcome: &Outcome) -> BTreeMap<Said, usize> {
    let mut said = BTreeMap::new();
    for found in &outcome.diagnostics {
        let gathered = found.related.iter().filter(|related| related.message == "and here");
        let places = gathered.map(|related| (&related.path, related.span));
        for (path, span) in places.chain([(&found.path, found.span)]) {
            let place =
                (path.to_string(), span.start, span.end, found.rule.to_string(), found.message.clone());
            *said.entry(place).or_default() += 1;
        }
    }
    said
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a page has a folder")).expect("a folder");
    std::fs::write(path, text).expect("a page");
}

fn open(directory: &Path, paths: &[&str], report: Report) -> Workspace {
    let request = Request {
        directory: directory.to_path_buf(),
        paths: paths.iter().map(PathBuf::from).collect(),
        beside: Beside::Tree { config: None, report },
        ..Request::default()
    };
    Workspace::open(&request).expect("the pages are there")
}

fn check(directory: &Path, paths: &[&str], report: Report) -> Outcome {
    open(directory, paths, report).check(&ENGINE, Run { threads: 1, done: None })
}

const LOCALES: [(&str, &str); 4] =
    [("de-de", "Submit"), ("ja-jp", "送信"), ("ko-kr", "제출"), ("zh-cn", "提交")];

/// A page with labels that all pages share, so that what one of them says of them depends on all the others.
fn page(at: usize, locale: usize, other: bool, faulty: bool) -> String {
    let (tag, submit) = LOCALES[locale];
    let (language, region) = tag.split_once('-').expect("a language and a region");
    let word = if other { "Berths" } else { submit };
    let prefix = ["4c0de", "7aaaa", "99f3a"][at % 3];
    let pair = |number: usize, target: &str, source: &str| {
        format!(
            "<span data-ttu-id=\"{prefix}-{number}\">{target}</span><span class=\"sxs-lookup\">\
             <span data-stu-id=\"{prefix}-{number}\">{source}</span></span>"
        )
    };
    let bold = if faulty { format!("**{word} **") } else { format!("**{word}**") };
    let version = if locale == at % 4 { "1" } else { "2" };
    let days = if version == "1" { 30 } else { 60 };
    format!(
        "---\ntitle: Berths {at}\nms.openlocfilehash: {version}784668fa77807734d2bca32fffa2d003f5a0aa{:02}\n\
         ms.contentlocale: {language}-{}\nms.lasthandoff: 0{version}/09/2021\n---\n# {}\n\n{}\n\n{}\n\n- {}\n- {}\n",
        at % 100,
        region.to_uppercase(),
        pair(101, &format!("{submit} {at}"), &format!("Berths of pier {at}")),
        pair(102, &format!("{bold}."), "Select **Submit** for a berth."),
        pair(103, &format!("{days} x."), &format!("You can cancel within {days} days.")),
        pair(104, &format!("**{submit}**"), "**Submit**"),
        pair(105, &format!("**{word}**"), "**Submit**"),
    )
}

/// A tree of pages, by path.
fn tree() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((any::<bool>(), any::<bool>()), 8..28).prop_map(|pages| {
        let page = |(at, (other, faulty)): (usize, &(bool, bool))| {
            let (name, locale) = (at / 4, at % 4);
            (format!("{}/pier-{name}.md", LOCALES[locale].0), page(name, locale, *other, *faulty))
        };
        pages.iter().enumerate().map(page).collect()
    })
}

/// Cuts a list in pieces of the sizes that are given, over and over.
fn pieces<'p>(mut paths: &'p [&'p str], sizes: &[usize]) -> Vec<&'p [&'p str]> {
    let mut pieces = Vec::new();
    for size in sizes.iter().cycle() {
        if paths.is_empty() {
            break;
        }
        let (piece, rest) = paths.split_at((*size).clamp(1, paths.len()));
        pieces.push(piece);
        paths = rest;
    }
    pieces
}

/// Reports on a list of files at once and in pieces, and compares.
fn same_in_pieces(folder: &Path, paths: &[&str], sizes: &[usize]) -> usize {
    let whole = check(folder, &["."], Report::Changed);
    let mut joined: BTreeMap<Said, usize> = BTreeMap::new();
    let (mut documents, mut suppressed) = (0, 0);
    for piece in pieces(paths, sizes) {
        let outcome = check(folder, piece, Report::Changed);
        documents += outcome.summary.documents;
        suppressed += outcome.summary.suppressed;
        for (place, count) in said(&outcome) {
            *joined.entry(place).or_default() += count;
        }
    }
    let whole_said = said(&whole);
    assert_eq!(joined, whole_said);
    assert_eq!((documents, suppressed), (whole.summary.documents, whole.summary.suppressed));
    whole_said.len()
}

proptest! {
    #![proptest_config(crate::cases::cases(12))]

    /// integrations.md §1.2, 6
    #[test]
    fn a_list_that_is_cut_in_pieces_says_the_same(
        (files, shuffled) in tree().prop_flat_map(|files| {
            let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
            (Just(files), Just(paths).prop_shuffle())
        }),
        sizes in prop::collection::vec(1..9_usize, 1..5),
        nested in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().expect("a folder for pages");
        write(folder.path(), "paralint.yaml", "");
        write(folder.path(), ".git/HEAD", "");
        if nested {
            write(folder.path(), "ko-kr/paralint.yaml", "");
        }
        for (path, text) in &files {
            write(folder.path(), path, text);
        }
        let paths: Vec<&str> = shuffled.iter().map(String::as_str).collect();
        let count = same_in_pieces(folder.path(), &paths, &sizes);
        prop_assert!(count > 0, "there is something to say");
    }
}

#[test]
fn a_part_of_a_corpus_says_the_same_in_pieces() {
    let Some(corpora) = crate::corpus::corpora() else { return };
    let top = corpora.join("partner-center-2021/live-sxs");
    let folder = tempfile::tempdir().expect("a folder for pages");
    write(folder.path(), "paralint.yaml", "");
    let mut paths = Vec::new();
    for locale in ["de-de", "ja-jp", "ko-kr", "zh-cn"] {
        let pages = crate::server::pages(&top.join(locale));
        // The same pages of each locale.
        let below = |page: &&PathBuf| page.strip_prefix(top.join(locale)).expect("it lies below").to_owned();
        let is_taken = |page: &&PathBuf| {
            let below = below(page);
            below.to_string_lossy().bytes().map(usize::from).sum::<usize>() % 14 == 0
        };
        for page in pages.iter().filter(is_taken) {
            let path = page.strip_prefix(&top).expect("it lies below").to_string_lossy().into_owned();
            write(folder.path(), &path, &std::fs::read_to_string(page).expect("pages are UTF-8"));
            paths.push(path);
        }
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    assert!(same_in_pieces(folder.path(), &paths, &[7, 30, 19]) > 20);
}

#[test]
fn a_page_alone_is_held_against_its_twins() {
    let folder = tempfile::tempdir().expect("a folder for pages");
    for (at, (locale, _)) in LOCALES.iter().enumerate() {
        write(folder.path(), &format!("{locale}/pier.md"), &page(0, at, false, false));
        write(folder.path(), &format!("{locale}/quay.md"), &page(1, at, false, false));
    }
    let directory = folder.path();
    let across = |outcome: &Outcome| outcome.diagnostics.iter().any(|found| found.rule.starts_with("drift/"));
    let alone = check(directory, &["de-de/pier.md"], Report::Changed);
    assert!(across(&alone), "{:?}", said(&alone));
    assert_eq!(alone.summary.documents, 1);
    assert_eq!(open(directory, &["de-de/pier.md"], Report::Changed).known(), 4);
    // The pages of a folder are held against those of the folders beside it.
    assert_eq!(open(directory, &["de-de"], Report::Changed).known(), 8);
    assert_eq!(open(directory, &["."], Report::Changed).known(), 8);
    let isolated = Request {
        isolated: true,
        directory: directory.to_path_buf(),
        paths: vec!["de-de/pier.md".into()],
        beside: Beside::Tree { config: None, report: Report::All },
        ..Request::default()
    };
    let isolated = Workspace::open(&isolated).expect("the page is there");
    assert_eq!(isolated.known(), 1);
    assert!(!across(&isolated.check(&ENGINE, Run { threads: 1, done: None })));
}

/// Twins by folder, by repository, by the name of the file, and by the layout of a site.
#[test]
fn twins_are_found_where_layouts_keep_them() {
    let cases: [(&[&str], &str); 6] = [
        (&["en-us/a/b.md", "ko-kr/a/b.md", "de-de/a/c.md"], "ko-kr/a/b.md"),
        (&["docs/a.md", "docs.ko-kr/a.md", "docs.de-de/a.md"], "docs.ko-kr/a.md"),
        (&["hugo.toml", "content/a.md", "content/a.ko.md", "content/a.fr.md"], "content/a.ko.md"),
        (&["hugo.toml", "content/a.md", "content/a.ko.md", "content/a.fr.md"], "content/a.md"),
        (
            &[
                "docusaurus.config.js",
                "docs/a.md",
                "i18n/ko/docusaurus-plugin-content-docs/current/a.md",
                "i18n/fr/docusaurus-plugin-content-docs/current/a.md",
            ],
            "docs/a.md",
        ),
        (
            &[
                "docusaurus.config.js",
                "docs/a.md",
                "i18n/ko/docusaurus-plugin-content-docs/current/a.md",
                "i18n/fr/docusaurus-plugin-content-docs/current/a.md",
            ],
            "i18n/fr/docusaurus-plugin-content-docs/current/a.md",
        ),
    ];
    for (files, asked) in cases {
        let folder = tempfile::tempdir().expect("a folder for pages");
        for path in files {
            let text = if path.ends_with(".js") { "i18n: { locales: ['en', 'fr', 'ko'] }" } else { "# A\n" };
            let text = if path.ends_with(".toml") { "[languages.ko]\n[languages.fr]\n" } else { text };
            write(folder.path(), path, text);
        }
        let pages = files.iter().filter(|path| path.ends_with(".md") && !path.ends_with("c.md")).count();
        assert_eq!(open(folder.path(), &[asked], Report::Changed).known(), pages, "{asked} of {files:?}");
    }
}

#[test]
fn what_a_change_brings_about_elsewhere_is_reported_where_one_asks_for_it() {
    let folder = tempfile::tempdir().expect("a folder for pages");
    let directory = folder.path();
    write(directory, "paralint.yaml", "");
    for (at, (locale, _)) in LOCALES.iter().enumerate() {
        write(directory, &format!("{locale}/pier.md"), &page(0, at, false, true));
        write(directory, &format!("{locale}/quay.md"), &page(1, at, false, true));
    }
    let paths = |report| {
        let outcome = check(directory, &["ja-jp/pier.md"], report);
        let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for found in &outcome.diagnostics {
            paths.entry(found.path.to_string()).or_default().push(found.rule.to_string());
        }
        paths
    };
    let changed = paths(Report::Changed);
    let affected = paths(Report::Affected);
    let all = paths(Report::All);
    assert_eq!(changed.keys().collect::<Vec<_>>(), ["ja-jp/pier.md"]);
    // The page in German is the older one.
    assert!(affected.contains_key("de-de/pier.md"), "{affected:?}");
    assert!(affected.keys().all(|path| path.ends_with("pier.md")), "{affected:?}");
    assert_eq!(affected["ja-jp/pier.md"], changed["ja-jp/pier.md"]);
    assert!(affected["de-de/pier.md"].iter().all(|rule| rule.starts_with("drift/")), "{affected:?}");
    assert_eq!(all.len(), 8);
}

#[test]
fn ignore_files_hold_for_what_is_known_and_if_asked_for_what_is_given() {
    let folder = tempfile::tempdir().expect("a folder for pages");
    let directory = folder.path();
    write(directory, ".git/HEAD", "");
    write(directory, ".gitignore", "build/\n");
    write(directory, "ko-kr/.paralintignore", "old-*\n");
    for path in ["build/a/b.md", "ko-kr/a.md", "ko-kr/old-a.md", "ko-kr/deep/old-b.md", "ko-kr/.hidden.md"] {
        write(directory, path, "# A\n");
    }
    let given = ["build/a/b.md", "ko-kr/a.md", "ko-kr/old-a.md", "ko-kr/deep/old-b.md", "ko-kr/.hidden.md"];
    let left = |force_exclude| {
        let request = Request {
            directory: directory.to_path_buf(),
            paths: given.iter().map(PathBuf::from).collect(),
            force_exclude,
            ..Request::default()
        };
        let workspace = Workspace::open(&request).expect("the pages are there");
        (workspace.paths().map(str::to_owned).collect::<Vec<_>>(), workspace.passed_over())
    };
    assert_eq!(left(false).0.len(), 5);
    assert_eq!(left(true), (vec!["ko-kr/.hidden.md".to_owned(), "ko-kr/a.md".to_owned()], 3));
    write(directory, "paralint.yaml", "");
    assert_eq!(open(directory, &["ko-kr/a.md"], Report::All).paths().collect::<Vec<_>>(), ["ko-kr/a.md"]);
}
