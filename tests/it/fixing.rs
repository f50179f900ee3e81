//! Fixes at work on files and on any text: what they change, what they leave alone, and what is said of it. Not what a
//! single fix does (`checks`, `packs`), nor what is printed (`cli`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, LazyLock};

use paralint::config::Settings;
use paralint::diagnostic::{Applicability, Severity};
use paralint::engine::{Engine, Left, Mending, Outside, Pages, Spread};
use paralint::model::{Document, Index, Place, layout};
use paralint::packs;
use paralint::workspace::{Request, Run, Workspace, store, write};
use proptest::prelude::*;

use crate::properties::{Mutation, mutate, mutation, text};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let settings = Settings::reporting(Severity::Info);
    Engine::new(packs::bundled(), &settings).expect("the bundled packs fit together")
});

/// A header with keys out of order, misspelt and replaced by others; pairs behind it.
const PAGE: &str = "---\ntitle: 선석\n'Author': mira # since spring\nms.component: berths\n\
    ms.openlocfilehash: 5784668fa77807734d2bca32fffa2d003f5a0aae\n# by the pipeline\nms.locfileid: \"140312501\"\n\
    ms.contentlocale: ko-KR\nms.Translationtype: HT\nms.lasthandoff: 07/09/2021\nms.sourcegitcommit: 5784668fa77807734d2bca32fffa2d003f5a0aae\n\
    owner:\n  - mira\n---\n\
    # <span data-ttu-id=\"4c0de-101\">**저장** 을 선택</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-101\">Select **Save**</span></span>\n\n\
    <span data-ttu-id=\"4c0de-102\">“저장”\\*\\*\\*\\*을 선택합니다.</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-102\">Select **Save**.</span></span>\n\
    <span data-ttu-id=\"4c0de-103\">[문서] (a.md)를 참조하십시오.</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-103\">See the [page](a.md).</span></span>\n\
    <span data-ttu-id=\"4c0de-104\">자세한 내용은 [문서를 참조](a.md)하십시오.</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-104\">For more, see the [page](a.md).</span></span>\n";

fn damaged() -> impl Strategy<Value = String> {
    let mutations = prop::collection::vec(mutation(), 0..5);
    let begins = prop::sample::select(&["", "", "\n", "\r\n\n", "\u{feff}", "\u{feff}\n"][..]);
    (mutations, begins, any::<bool>()).prop_map(|(mutations, begins, crlf): (Vec<Mutation>, _, _)| {
        let mut text = format!("{begins}{PAGE}");
        mutations.iter().for_each(|mutation| mutate(&mut text, mutation));
        if crlf { text.replace('\n', "\r\n") } else { text }
    })
}

/// Groups one after the other.
const ALONE: &Spread<'static> = &|count, one| (0..count).map(one).collect();

/// Mends texts that lie nowhere.
fn mend(files: &[(Arc<str>, Arc<str>)], wanted: Applicability) -> Mending {
    let mut index = Index::default();
    let mut found = Vec::new();
    for (path, text) in files {
        let checked = ENGINE.check(&Document::read(Arc::clone(path), text, &layout::place(path, None)));
        index.replace(checked.facts);
        found.extend(checked.found);
    }
    let text = |path: &str| files.iter().find(|(name, _)| **name == *path).map(|(_, text)| Arc::clone(text));
    let place = |path: &str| Some(layout::place(path, None));
    let outside = Outside::new(&text, ALONE);
    ENGINE.mend(Pages { index, found, outside: &outside, place: &place }, wanted, &mut |_| Ok(()))
}

/// What no fix may touch: everything but the header and the translations.
pub(crate) fn untouchable(text: &str) -> Vec<String> {
    let document = Document::read(Arc::from("a.md"), text, &Place::default());
    let mut kept = Vec::new();
    let mut at = document.pairs.first().map_or(text.len(), |pair| pair.target.start as usize);
    for pair in &document.pairs {
        kept.push(text[at..pair.target.start as usize].to_owned());
        at = pair.target.end as usize;
    }
    if !document.pairs.is_empty() {
        kept.push(text[at..].to_owned());
    }
    kept
}

proptest! {
    #![proptest_config(crate::cases::cases(400))]

    #[test]
    fn fixes_change_nothing_but_headers_and_translations_and_once(
        texts in prop::collection::vec(prop_oneof![4 => damaged(), 1 => text()], 1..4),
        wanted in prop::sample::select(&[Applicability::Safe, Applicability::Unsafe][..]),
    ) {
        let named = |(nth, text): (usize, &String)| (format!("ko-kr/{nth}.md").into(), text.as_str().into());
        let mut files: Vec<(Arc<str>, Arc<str>)> = texts.iter().enumerate().map(named).collect();
        let once = mend(&files, wanted);
        for mended in &once.mended {
            prop_assert!(mended.before != mended.after);
            prop_assert!(!once.left.contains_key(&mended.path));
            prop_assert_eq!(untouchable(&mended.before), untouchable(&mended.after));
            prop_assert_eq!(mended.before.starts_with('\u{feff}'), mended.after.starts_with('\u{feff}'));
            prop_assert!(mended.before.contains('\r') || !mended.after.contains('\r'));
            let file = files.iter_mut().find(|(path, _)| *path == mended.path).expect("one of them");
            prop_assert_eq!(&*file.1, &*mended.before);
            file.1 = Arc::clone(&mended.after);
        }
        prop_assert_eq!(once.outcome.summary.fixed, once.made.values().sum::<usize>());
        let again = mend(&files, wanted);
        prop_assert!(again.mended.is_empty(), "{:?}", again.made);
        prop_assert_eq!(&again.left, &once.left);
        // What is left to report is what a new run reports.
        let shown = |mending: &Mending| {
            let reported = mending.outcome.diagnostics.iter();
            reported.map(|d| (Arc::clone(&d.path), d.span, d.message.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(shown(&once), shown(&again));
    }
}

#[test]
fn a_page_with_a_bit_of_everything_is_mended() {
    let mending = mend(&[("ko-kr/a.md".into(), PAGE.into())], Applicability::Safe);
    assert!(mending.left.is_empty(), "{:?}", mending.left);
    let [mended] = &mending.mended[..] else { panic!("one page: {:?}", mending.mended) };
    let document = Document::read(Arc::from("a.md"), &mended.after, &Place::default());
    let keys: Vec<_> =
        document.header.as_ref().expect("it has one").entries.iter().map(|e| &*e.key).collect();
    let expected = [
        "title",
        "author",
        "ms.subservice",
        "owner",
        "ms.openlocfilehash",
        "ms.sourcegitcommit",
        "ms.translationtype",
        "ms.contentlocale",
        "ms.lasthandoff",
        "ms.locfileid",
    ];
    assert_eq!(keys, expected);
    assert!(mended.after.contains("'author': mira # since spring\n"));
    assert!(mended.after.contains("# by the pipeline\nms.locfileid"), "{}", mended.after);
}

#[test]
fn a_page_that_says_something_else_by_now_is_left_alone() {
    let path: Arc<str> = "ko-kr/a.md".into();
    let checked = ENGINE.check(&Document::read(Arc::clone(&path), PAGE, &Place::default()));
    let mut index = Index::default();
    index.replace(checked.facts);
    let text = |_: &str| Some(Arc::from(PAGE.replace("Author", "Owner")));
    let place = |_: &str| Some(Place::default());
    let outside = Outside::new(&text, ALONE);
    let pages = Pages { index, found: checked.found, outside: &outside, place: &place };
    let mending = ENGINE.mend(pages, Applicability::Safe, &mut |_| panic!("there is nothing to store"));
    assert_eq!(mending.left.into_iter().collect::<Vec<_>>(), [(path, Left::Changed)]);
    assert_eq!(mending.outcome.summary.fixed, 0);
}

/// A folder with a page that can be mended.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("there is room"));
        folder.put("a.md", PAGE.as_bytes());
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &[u8]) {
        fs::write(self.path(name), text).expect("the folder is ours");
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("it is there")
    }

    /// `paralint check --fix`: the exit code and what is said.
    fn fix(&self) -> (Option<i32>, String) {
        let Output { status, stderr, .. } = fix(self.0.path()).output().expect("the program is built");
        (status.code(), String::from_utf8_lossy(&stderr).into_owned())
    }
}

fn fix(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paralint"));
    command.args(["check", "--fix", "--isolated", "--output-format", "json"]).current_dir(folder);
    command
}

#[test]
fn a_file_that_is_written_meanwhile_is_left_alone() {
    let folder = Folder::new();
    let request =
        Request { directory: folder.0.path().into(), paths: vec![".".into()], ..Request::default() };
    let workspace = Workspace::open(&request).expect("the page is there");
    let mending = workspace.fix(&ENGINE, Run::default(), Applicability::Safe, &mut |page, mended| {
        fs::write(page.disk, "# Somebody else's\n").expect("the folder is ours");
        store(page, mended)
    });
    assert_eq!(mending.left.into_iter().collect::<Vec<_>>(), [("a.md".into(), Left::Changed)]);
    assert!(mending.mended.is_empty() && mending.made.is_empty());
    assert_eq!(folder.text("a.md"), "# Somebody else's\n");
    let keys = mending.outcome.diagnostics.iter().filter(|found| found.fix.is_some());
    assert!(keys.count() > 0, "what was not mended is reported");
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_the_others_are_mended() {
    let folder = Folder::new();
    folder.put("b.md", PAGE.as_bytes());
    folder.put("latin.md", b"# Geb\xfchren\n");
    let mut locked = folder.path("b.md").metadata().expect("it is there").permissions();
    locked.set_readonly(true);
    fs::set_permissions(folder.path("b.md"), locked).expect("it is ours");
    let (code, said) = folder.fix();
    assert_eq!((code, said.as_str()), (Some(2), "b.md: is read-only\n"));
    assert_eq!(folder.text("b.md"), PAGE);
    assert_ne!(folder.text("a.md"), PAGE);
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    let folder = Folder::new();
    let crlf = format!("\u{feff}{}", PAGE.replace('\n', "\r\n"));
    folder.put("a.md", crlf.as_bytes());
    folder.put("cr.md", PAGE.replace('\n', "\r").as_bytes());
    assert_eq!(folder.fix().1, "");
    let text = folder.text("a.md");
    assert!(text.starts_with("\u{feff}---\r\n") && text.contains("'author': mira # since spring\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let text = folder.text("cr.md");
    assert!(text.contains("'author': mira # since spring\r") && !text.contains('\n'));
}

#[cfg(unix)]
#[test]
fn behind_a_link_the_file_is_mended_once() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("a.md", folder.path("link.md")).expect("links are known");
    assert_eq!(folder.fix().1, "");
    assert!(folder.path("link.md").symlink_metadata().expect("it is there").is_symlink());
    assert!(folder.text("a.md").contains("'author'"));
    let again = folder.text("a.md");
    folder.fix();
    assert_eq!(folder.text("a.md"), again);
}

#[test]
fn what_a_file_says_already_is_no_change_of_somebody_else() {
    let folder = Folder::new();
    write::replace(&folder.path("a.md"), b"older", PAGE.as_bytes()).expect("it says so already");
    assert!(write::replace(&folder.path("a.md"), b"older", b"new").is_err());
}
