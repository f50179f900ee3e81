//! What is kept between runs: nobody can tell from the report whether it was there. Not how fast it is.

mod inputs;
mod killed;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use paralint::config::Settings;
use paralint::diagnostic::Severity;
use paralint::engine::{Checked, Engine, Outcome};
use paralint::model::layout::place;
use paralint::model::{Document, Index};
use paralint::packs;
use paralint::report::{Format, Report, Sources, Style};
use paralint::text::Landmarks;
use paralint::workspace::{Cache, Request, Run, Workspace, sweep};
use proptest::prelude::*;
use proptest::sample::Index as Any;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| engine(Severity::Info));

fn engine(severity: Severity) -> Engine {
    Engine::new(packs::bundled(), &Settings::reporting(severity)).expect("the bundled packs fit together")
}

/// A page of the handbook in one locale, with what a translator may have done to it.
pub(crate) fn page(locale: &str, version: u32, damage: u32) -> String {
    let (open, save) = match damage % 5 {
        0 => ("**선석** 을 엽니다", "저장"),
        1 => ("\\*\\*선석\\*\\* 을 엽니다", "저장"),
        2 => ("[선석] (berths.md)을 엽니다", "보관"),
        3 => ("선석을 엽니다.  60일", "저장"),
        _ => ("", "저장"),
    };
    let silence = if damage % 7 == 3 { "<!-- paralint-disable-file translation -- ours -->\n\n" } else { "" };
    let label = if version % 3 == 1 { "Keep" } else { "Save" };
    format!(
        "---\ntitle: Berths\nms.topic: article\nms.contentlocale: {locale}\nms.openlocfilehash: {version:040x}\n---\n\n\
         {silence}\
         # <span data-ttu-id=\"4c0de-101\">선석</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-101\">Berths</span></span>\n\n\
         <span data-ttu-id=\"4c0de-102\">{open}</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-102\">Open **[Berths](berths.md)** for 30 days.</span></span>\n\n\
         <span data-ttu-id=\"4c0de-103\">**{save}** 을 고릅니다.</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-103\">Choose **{label}**.</span></span>\n",
    )
}

/// A folder of pages, and a folder of caches beside it.
pub(crate) struct Tree {
    folder: tempfile::TempDir,
}

impl Tree {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn pages(&self) -> PathBuf {
        self.folder.path().join("pages")
    }

    pub(crate) fn caches(&self) -> PathBuf {
        self.folder.path().join("caches")
    }

    /// Writes a page as somebody may have done long ago: else its time would not be trusted.
    pub(crate) fn write(&self, path: &str, text: &str, age: u64) {
        let path = self.pages().join(path);
        fs::create_dir_all(path.parent().expect("a page has a folder")).expect("a folder");
        fs::write(&path, text).expect("a page");
        let written = SystemTime::now() - Duration::from_secs(age);
        File::options().write(true).open(path).and_then(|file| file.set_modified(written)).expect("a time");
    }

    fn open(&self) -> Workspace {
        let request = Request { directory: self.pages(), paths: vec![".".into()], ..Request::default() };
        Workspace::open(&request).expect("the pages are there")
    }

    fn without(&self, engine: &Engine) -> String {
        shown(&self.open().check(engine, Run::default()))
    }

    fn with(&self, engine: &Engine) -> String {
        let mut workspace = self.open();
        workspace.remember(Cache::open(&self.caches(), &self.pages(), engine));
        let outcome = workspace.check(engine, Run::default());
        assert_eq!(workspace.notices(), Vec::<String>::new());
        shown(&outcome)
    }

    fn cache(&self) -> PathBuf {
        let mut files =
            fs::read_dir(self.caches()).expect("there is a cache").map(|file| file.expect("a file").path());
        let only = files.next().expect("there is a cache");
        assert_eq!(files.next(), None, "nothing is left beside it");
        only
    }
}

fn shown(outcome: &Outcome) -> String {
    let lines = outcome.diagnostics.iter().map(|found| format!("{found:?}\n"));
    format!("{}{:?}", lines.collect::<String>(), outcome.summary)
}

fn handbook(tree: &Tree) {
    for (at, locale) in ["de-de", "ja-jp", "ko-kr"].into_iter().enumerate() {
        for number in 0..8 {
            let text = page(locale, number / 3 + u32::try_from(at % 2).expect("small"), number);
            tree.write(&format!("{locale}/berths-{number}.md"), &text, 60);
        }
    }
}

/// What happens to a tree between two runs.
#[derive(Debug, Clone)]
enum Event {
    Write(Any, u32, u32, u64),
    Touch(Any, u64),
    Remove(Any),
    Add(u32),
    Other,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (any::<Any>(), 0u32..4, 0u32..9, prop_oneof![Just(0u64), Just(30)]).prop_map(|(a, v, d, age)| Event::Write(a, v, d, age)),
        2 => (any::<Any>(), 5u64..900).prop_map(|(at, age)| Event::Touch(at, age)),
        1 => any::<Any>().prop_map(Event::Remove),
        1 => (0u32..9).prop_map(Event::Add),
        1 => Just(Event::Other),
    ]
}

#[test]
fn a_large_cache_is_written_again_for_many_pages_and_not_for_few() {
    const PAGES: usize = 150;
    let tree = Tree::new();
    let name = |number: usize| format!("ko-kr/berths-{number}.md");
    for number in 0..PAGES {
        tree.write(&name(number), &page("ko-kr", 0, 0), 60);
    }
    let change = |numbers: std::ops::Range<usize>| {
        let before = fs::read(tree.cache()).expect("there is a cache");
        for number in numbers {
            tree.write(&name(number), &page("ko-kr", 0, 1), 30);
        }
        assert_eq!(tree.with(&ENGINE), tree.without(&ENGINE));
        fs::read(tree.cache()).expect("there is a cache") != before
    };
    tree.with(&ENGINE);
    assert!(!change(0..0));
    // To check one page again costs less than to copy the rest.
    assert!(!change(0..1));
    assert!(change(1..4));
    assert!(!change(0..0));
}

proptest! {
    #![proptest_config(crate::cases::cases(24))]

    #[test]
    fn cold_warm_and_partly_warm_say_the_same(rounds in prop::collection::vec(prop::collection::vec(event(), 0..4), 1..5)) {
        let tree = Tree::new();
        handbook(&tree);
        let warnings = engine(Severity::Warning);
        prop_assert_eq!(tree.with(&ENGINE), tree.without(&ENGINE), "cold");
        prop_assert_eq!(tree.with(&ENGINE), tree.without(&ENGINE), "warm");
        for events in rounds {
            for event in events {
                let workspace = tree.open();
                let paths: Vec<String> = workspace.paths().map(str::to_owned).collect();
                match event {
                    Event::Write(at, version, damage, age) => {
                        let path: &String = at.get(&paths[..]);
                        tree.write(path, &page("ko-kr", version, damage), age);
                    }
                    Event::Touch(at, age) => {
                        let path: &String = at.get(&paths[..]);
                        let text = fs::read_to_string(tree.pages().join(path)).expect("a page");
                        tree.write(path, &text, age);
                    }
                    Event::Remove(at) if paths.len() > 1 => {
                        fs::remove_file(tree.pages().join(at.get(&paths[..]))).expect("a page");
                    }
                    Event::Remove(_) => {}
                    Event::Add(damage) => tree.write(&format!("zh-cn/new-{damage}.md"), &page("zh-cn", 1, damage), 60),
                    // Another configuration has a cache of its own.
                    Event::Other => prop_assert_eq!(tree.with(&warnings), tree.without(&warnings)),
                }
            }
            prop_assert_eq!(tree.with(&ENGINE), tree.without(&ENGINE), "partly warm");
        }
    }

    #[test]
    fn a_damaged_cache_is_none(cut in any::<Any>(), byte in any::<u8>(), shorter in any::<bool>()) {
        let tree = Tree::new();
        handbook(&tree);
        let told = tree.with(&ENGINE);
        let cache = tree.cache();
        let mut bytes = fs::read(&cache).expect("a cache");
        let at = cut.index(bytes.len());
        if shorter {
            bytes.truncate(at);
        } else {
            bytes[at] ^= byte;
        }
        fs::write(&cache, bytes).expect("a cache");
        prop_assert_eq!(&tree.with(&ENGINE), &told);
        prop_assert_eq!(&tree.with(&ENGINE), &told, "and after it is mended");
    }
}

#[test]
fn a_file_of_the_same_size_and_time_is_not_read_again() {
    let tree = Tree::new();
    handbook(&tree);
    let is_bold = |told: &str| {
        let of_page = |line: &&str| line.contains("literal-bold") && line.contains("ko-kr/berths-1.md");
        told.lines().filter(of_page).count()
    };
    assert_eq!(is_bold(&tree.with(&ENGINE)), 1);
    let path = tree.pages().join("ko-kr/berths-1.md");
    let time = fs::metadata(&path).and_then(|about| about.modified()).expect("a time");
    let text = fs::read_to_string(&path).expect("a page").replace("\\*\\*선석\\*\\*", "__선석__    ");
    fs::write(&path, text).expect("a page");
    File::options().write(true).open(&path).and_then(|file| file.set_modified(time)).expect("a time");
    assert_eq!(is_bold(&tree.with(&ENGINE)), 1, "nothing tells that it is another text");
    assert_eq!(is_bold(&tree.without(&ENGINE)), 0, "and it is");
}

/// Pages as a report asks for them.
struct Asked<'o> {
    workspace: &'o Workspace,
    outcome: Option<&'o Outcome>,
    texts: RefCell<BTreeSet<String>>,
}

impl Sources for Asked<'_> {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.texts.borrow_mut().insert(path.to_owned());
        self.workspace.text(path)
    }

    fn landmarks(&self, path: &str) -> Option<&Landmarks> {
        self.outcome?.landmarks.get(path)
    }
}

#[test]
fn a_report_reads_no_page_again_for_its_lines_and_columns() {
    let tree = Tree::new();
    for number in 0..4 {
        tree.write(&format!("ko-kr/berths-{number}.md"), &page("ko-kr", 2, number), 60);
    }
    for run in ["cold", "warm"] {
        let mut workspace = tree.open();
        workspace.remember(Cache::open(&tree.caches(), &tree.pages(), &ENGINE));
        let outcome = workspace.check(&ENGINE, Run::default());
        let report = Report { diagnostics: &outcome.diagnostics, ..Report::default() };
        let write = |outcome| {
            let (mut out, texts) = (Vec::new(), RefCell::default());
            let asked = Asked { workspace: &workspace, outcome, texts };
            paralint::report::write(Format::Json, &report, &asked, &Style::default(), &mut out)
                .expect("a vector takes every byte");
            (String::from_utf8(out).expect("text"), asked.texts.into_inner())
        };
        let ((known, none), (read, texts)) = (write(Some(&outcome)), write(None));
        assert!(known == read, "{run}");
        assert_eq!(texts.len(), 4, "{run}");
        assert_eq!(none, BTreeSet::new(), "{run}");
    }
}

#[test]
fn a_file_that_was_written_just_now_is_read_again() {
    let tree = Tree::new();
    handbook(&tree);
    tree.write("ko-kr/berths-1.md", &page("ko-kr", 0, 1), 0);
    let told = tree.with(&ENGINE);
    let text = page("ko-kr", 0, 1).replace("\\*\\*선석\\*\\*", "__선석__    ");
    tree.write("ko-kr/berths-1.md", &text, 0);
    let now = tree.with(&ENGINE);
    assert_ne!(now, told);
    assert_eq!(now, tree.without(&ENGINE));
}

#[test]
fn a_folder_that_nobody_may_write_to_costs_a_notice_and_nothing_else() {
    let tree = Tree::new();
    handbook(&tree);
    fs::write(tree.caches(), "a file").expect("a file in the way");
    let mut workspace = tree.open();
    workspace.remember(Cache::open(&tree.caches(), &tree.pages(), &ENGINE));
    let outcome = workspace.check(&ENGINE, Run::default());
    assert_eq!(shown(&outcome), tree.without(&ENGINE));
    let notices = workspace.notices();
    assert!(notices.len() == 1 && notices[0].starts_with("nothing is kept in the cache"), "{notices:?}");
}

#[test]
fn only_caches_are_swept() {
    let tree = Tree::new();
    handbook(&tree);
    let _ = tree.with(&ENGINE);
    fs::write(tree.caches().join("notes.txt"), "mine").expect("a file");
    assert_eq!(sweep(&tree.caches(), Some(Duration::from_secs(3600))), 0);
    assert_eq!(sweep(&tree.caches(), None), 1);
    assert_eq!(fs::read_dir(tree.caches()).expect("a folder").count(), 1);
}

/// What is found in each page of a tree, through bytes and back.
fn through_bytes(tree: &Tree) -> Vec<Checked> {
    let workspace = tree.open();
    let checked = workspace.paths().map(|path| {
        let text = fs::read_to_string(tree.pages().join(path)).expect("a page");
        let document = Document::read(path.into(), &text, &place(path, None));
        let checked = ENGINE.check(&document);
        let bytes = ENGINE.store(&checked).expect("all that one page says can be kept");
        let read = ENGINE.restore(&bytes).expect("what was written is read");
        assert_eq!(read.facts, checked.facts);
        assert_eq!(format!("{:?}", read.found), format!("{:?}", checked.found));
        read
    });
    checked.collect()
}

proptest! {
    #![proptest_config(crate::cases::cases(16))]

    #[test]
    fn facts_of_shards_in_any_order_and_read_back_from_bytes_say_the_same(
        order in Just((0..24usize).collect::<Vec<_>>()).prop_shuffle(),
        shards in prop::collection::vec(0..10usize, 24),
    ) {
        let tree = Tree::new();
        handbook(&tree);
        let texts = |path: &str| fs::read_to_string(tree.pages().join(path)).ok().map(Into::into);
        let whole = through_bytes(&tree);
        let mut index = Index::default();
        let mut found = Vec::new();
        for checked in whole {
            index.replace(checked.facts);
            found.extend(checked.found);
        }
        let told = shown(&ENGINE.finish(&index, found, &texts));
        let mut pieces: Vec<(Index, Vec<_>)> = (0..10).map(|_| Default::default()).collect();
        let mut again: Vec<Option<Checked>> = through_bytes(&tree).into_iter().map(Some).collect();
        for at in order {
            let Checked { facts, found, .. } = again[at].take().expect("each once");
            let piece = &mut pieces[shards[at]];
            piece.0.replace(facts);
            piece.1.extend(found);
        }
        let (index, found) = pieces.into_iter().fold((Index::default(), Vec::new()), |(index, mut found), piece| {
            found.extend(piece.1);
            (index.merge(piece.0), found)
        });
        prop_assert_eq!(told, shown(&ENGINE.finish(&index, found, &texts)));
    }
}

fn paralint(directory: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_paralint"));
    for name in ["PARALINT_CONFIG", "PARALINT_NO_CACHE", "PARALINT_CACHE_DIR", "PARALINT_THREADS"] {
        command.env_remove(name);
    }
    command.current_dir(directory);
    command
}
