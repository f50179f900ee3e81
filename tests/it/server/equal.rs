//! The server says what the command line says, and an open text is as good as a saved one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use paralint::config::Settings;
use paralint::diagnostic::Severity;
use paralint::engine::Engine;
use paralint::lsp::convert::{Encoding, Lines, uri};
use paralint::packs;
use paralint::workspace::{Request, Run, Sieve, Workspace};
use serde_json::{Value, json};

use super::Client;
use super::client::pages;

/// Path, span, rule and message.
type Said = BTreeSet<(String, (u32, u32), String, String)>;

/// What a run over some folders says.
fn command_line(directory: &Path, paths: &[&Path], severity: Severity) -> (Said, BTreeMap<String, PathBuf>) {
    let engine =
        Engine::new(packs::bundled(), &Settings::reporting(severity)).expect("bundled packs fit together");
    let paths = paths.iter().map(|path| path.to_path_buf()).collect();
    let today = Some(jiff::Zoned::now().date());
    let request = Request { directory: directory.to_path_buf(), paths, today, ..Request::default() };
    let mut workspace = Workspace::open(&request).expect("the folders are there");
    if severity == Severity::Info {
        workspace.ask_histories();
    }
    // An editor shows each finding where it is, also where several are one fact.
    workspace.sift(Sieve { each: true, ..Sieve::default() });
    let mut said = Said::new();
    for one in workspace.check(&engine, Run::default()).diagnostics {
        let help = one.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let span = (one.span.start, one.span.end);
        said.insert((one.path.to_string(), span, one.rule.to_string(), one.message + &help));
    }
    let disk = workspace.pages().map(|page| (page.path.to_owned(), page.disk.to_path_buf())).collect();
    (said, disk)
}

fn read(path: &str, lines: &Lines, items: &[Value], said: &mut Said) {
    for item in items {
        let place = |end: &str| {
            let position = &item["range"][end];
            let number = |key: &str| position[key].as_u64().expect("a number") as u32;
            lines.offset(
                serde_json::from_value(json!({ "line": number("line"), "character": number("character") }))
                    .expect("a position"),
            ) as u32
        };
        let text = |key: &str| item[key].as_str().expect("a text").to_owned();
        assert_eq!(item["source"], "paralint");
        said.insert((path.to_owned(), (place("start"), place("end")), text("code"), text("message")));
    }
}

/// What the server says of all pages, and of each that is opened.
fn server(folders: &[&Path], disk: &BTreeMap<String, PathBuf>, opened: usize, severity: &str) -> [Said; 2] {
    let mut client = Client::new(folders, super::pulls(), json!({ "severity": severity }));
    let answer = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] })).expect("all pages");
    let items = answer["items"].as_array().expect("a list");
    let by_uri: BTreeMap<&str, &Value> =
        items.iter().map(|item| (item["uri"].as_str().expect("an address"), &item["items"])).collect();
    let (mut all, mut each) = (Said::new(), Said::new());
    for (nth, (path, disk)) in disk.iter().enumerate() {
        let Ok(text) = std::fs::read_to_string(disk) else { continue };
        let lines = Lines::of_file(text.as_str().into(), Encoding::Utf16);
        let found = by_uri.get(&*uri(disk).0).and_then(|items| items.as_array());
        read(path, &lines, found.map_or(&[], Vec::as_slice), &mut all);
        if nth % opened == 0 {
            client.open(disk, 1, &text);
            let lines = Lines::new(text.as_str().into(), Encoding::Utf16);
            read(path, &lines, &client.pull(disk), &mut each);
        }
    }
    client.leave();
    [all, each]
}

#[test]
fn the_handbook() {
    let folder = crate::golden::root("examples/handbook");
    for (severity, name) in [(Severity::Info, "info"), (Severity::Warning, "warning")] {
        let (expected, disk) = command_line(&folder, &[&folder], severity);
        assert!(expected.len() > 5);
        let [all, each] = server(&[&folder], &disk, 1, name);
        assert_eq!(all, expected);
        assert_eq!(each, expected);
    }
}

#[test]
fn real_pages() {
    let Some(corpora) = crate::corpus::corpora() else { return };
    for (tree, opened) in [("partner-center-2021/live-sxs", 29), ("nuget", 17)] {
        let folder = corpora.join(tree).canonicalize().expect("the tree is there");
        let (expected, disk) = command_line(&folder, &[&folder], Severity::Warning);
        let [all, each] = server(&[&folder], &disk, opened, "warning");
        let differs: Vec<_> = all.symmetric_difference(&expected).take(5).collect();
        assert!(differs.is_empty(), "{tree}: {differs:#?}");
        assert!(each.iter().all(|one| expected.contains(one)), "{tree}: what is open says something else");
        assert!(!each.is_empty());
    }
}

#[test]
fn several_folders_are_known_together() {
    let folder = super::handbook();
    let top = folder.path().canonicalize().expect("it is there");
    let (ko, de) = (top.join("ko-kr"), top.join("de-de"));
    let (expected, disk) = command_line(&top, &[&ko, &de], Severity::Info);
    assert!(!expected.is_empty());
    let [all, each] = server(&[&ko, &de], &disk, 1, "info");
    assert_eq!(all, expected);
    assert_eq!(each, expected);
}

#[test]
fn an_open_text_is_as_good_as_a_saved_one() {
    let folder = super::handbook();
    let top = folder.path().canonicalize().expect("it is there");
    let all = pages(&top);
    let page =
        all.iter().find(|page| page.ends_with("ko-kr/harbor/fees.md")).expect("a page of the handbook");
    let text = std::fs::read_to_string(page).expect("a page");
    let changed = text.replacen("ms.contentlocale: ", "ms.contentlocale: de-", 1).replace("**", "");
    assert_ne!(changed, text);
    // Open and not saved.
    let mut client = Client::new(&[&top], super::pulls(), json!({ "severity": "info" }));
    client.settle();
    client.open(page, 7, &changed);
    let mut open = Vec::new();
    for other in &all {
        if other != page {
            client.open_file(other);
        }
        open.push(client.pull(other));
    }
    client.leave();
    assert!(open.iter().any(|found| !found.is_empty()), "there is something to say");
    // Saved, and read from disk.
    std::fs::write(page, &changed).expect("it may be written");
    let mut client = Client::new(&[&top], super::pulls(), json!({ "severity": "info" }));
    client.settle();
    for (other, open) in all.iter().zip(open) {
        client.open_file(other);
        assert_eq!(client.pull(other), open, "{}", other.display());
    }
    client.leave();
}
