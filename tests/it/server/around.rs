//! What stands around an open page and changes: folders, configurations, what a layout is told from, other open files.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Client;
use super::client::{pages, uri};

fn fees(folder: &Path) -> PathBuf {
    let all = pages(folder);
    all.into_iter().find(|page| page.ends_with("ko-kr/harbor/fees.md")).expect("a page of the handbook")
}

const CONFIG: &str = "module.exports = { i18n: { defaultLocale: 'en' } };\n";

/// A site of Docusaurus without its configuration: with it, a German page has a source, which it lost a link of.
fn site() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is room");
    let put = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("it has a folder")).expect("a new folder");
        std::fs::write(&file, text).expect("a new file");
        file
    };
    put("docs/berths.md", "# Berths\n");
    put("docs/fees.md", "# Fees\n\nFees are due each month, for [each berth](berths.md), by `10:30`.\n");
    let german = "i18n/de/docusaurus-plugin-content-docs/current/fees.md";
    let german = put(german, "# Gebühren\n\nDie Gebühren sind jeden Monat für jeden Liegeplatz fällig.\n");
    (folder, german)
}

fn watched(client: &mut Client, path: &Path, kind: u32) {
    let change = json!({ "changes": [{ "uri": uri(path), "type": kind }] });
    client.tell("workspace/didChangeWatchedFiles", change);
}

/// As [`watched`], and the client is asked to pull again.
fn refreshed(client: &mut Client, file: &Path, kind: u32) {
    client.forget();
    watched(client, file, kind);
    client.said("workspace/diagnostic/refresh");
}

fn leaves(client: &mut Client, folder: &Path) {
    let event = json!({ "added": [], "removed": [{ "uri": uri(folder), "name": "pages" }] });
    client.tell("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
}

#[test]
fn a_page_whose_last_folder_leaves_is_answered_and_told_anew() {
    let (folder, page) = site();
    std::fs::write(folder.path().join("docusaurus.config.js"), CONFIG).expect("a new file");
    let said = |folders: &[&Path]| {
        let mut client = Client::new(folders, super::pulls(), json!({ "severity": "info" }));
        if !folders.is_empty() {
            client.settle();
        }
        client.open_file(&page);
        let said = client.pull(&page);
        client.leave();
        said
    };
    let alone = said(&[]);
    assert_ne!(alone.len(), said(&[folder.path()]).len());
    let mut client = Client::new(&[folder.path()], super::pulls(), json!({ "severity": "info" }));
    client.settle();
    client.open_file(&page);
    assert_ne!(client.pull(&page), alone);
    let closed = uri(&folder.path().join("docs/berths.md"));
    client.forget();
    leaves(&mut client, folder.path());
    assert!(client.on("textDocument/documentSymbol", &page, (0, 0)).is_array());
    client.said("workspace/diagnostic/refresh");
    assert_eq!(client.pull(&page), alone);
    let known = json!([{ "uri": closed, "value": "1" }, { "uri": uri(&page), "value": "2" }]);
    let all = client.ask("workspace/diagnostic", json!({ "previousResultIds": known })).expect("all pages");
    let nothing = json!({ "kind": "full", "uri": closed, "version": null, "items": [] });
    assert_eq!(all["items"], json!([nothing]), "the open page is asked for by itself");
    client.leave();
    let mut client = Client::new(&[folder.path()], super::pushed(), json!({ "severity": "info" }));
    client.open_file(&page);
    client.said_when("$/progress", |said| said["value"]["kind"] == "end");
    let count = |said: &Value| said["diagnostics"].as_array().map(Vec::len);
    client.said_when("textDocument/publishDiagnostics", |said| count(said) != Some(alone.len()));
    client.forget();
    leaves(&mut client, folder.path());
    client.said_when("textDocument/publishDiagnostics", |said| count(said) == Some(alone.len()));
    client.leave();
}

#[test]
fn a_page_outside_of_any_folder_follows_its_configuration() {
    let (folder, elsewhere) = (super::handbook(), super::handbook());
    let page = fees(elsewhere.path());
    for folders in [&[][..], &[folder.path()]] {
        let mut client = Client::new(folders, super::pulls(), Value::Null);
        let text = client.open_file(&page);
        let found = client.pull(&page);
        assert!(!found.is_empty());
        let config = elsewhere.path().join("paralint.yaml");
        std::fs::write(&config, "rules: { all: off }\n").expect("a new file");
        refreshed(&mut client, &config, 1);
        assert_eq!(client.pull(&page), Vec::<Value>::new());
        // A wrong one is said, and the last that held stays.
        std::fs::write(&config, "rules: { nonsense/rule: off }\n").expect("a file");
        watched(&mut client, &config, 2);
        let said = client.said("window/showMessage");
        assert!(said["message"].as_str().is_some_and(|words| words.contains("nonsense/rule")), "{said}");
        client.change(&page, 2, json!([{ "text": text }]));
        assert_eq!(client.pull(&page), Vec::<Value>::new());
        std::fs::remove_file(&config).expect("it is there");
        watched(&mut client, &config, 3);
        client.said("workspace/diagnostic/refresh");
        assert_eq!(client.pull(&page), found);
        client.leave();
    }
}

#[test]
fn a_layout_is_told_again_when_its_mark_changes() {
    let (folder, page) = site();
    let mut client = Client::new(&[folder.path()], super::pulls(), json!({ "severity": "info" }));
    client.settle();
    client.open_file(&page);
    let before = client.pull(&page);
    let config = folder.path().join("docusaurus.config.js");
    std::fs::write(&config, CONFIG).expect("a new file");
    refreshed(&mut client, &config, 1);
    assert_ne!(client.pull(&page), before);
    client.leave();
}

/// A page without spans is held against its source across documents, and a space is missing only once bold is bold again.
#[test]
fn all_fixes_of_a_page_are_those_that_the_command_line_makes() {
    let (folder, page) = site();
    std::fs::write(folder.path().join("docusaurus.config.js"), CONFIG).expect("a new file");
    let source = "# Fees\n\nFees are due each month, for [each berth](berths.md).\n\nSelect **Save** to keep them there.\n";
    std::fs::write(folder.path().join("docs/fees.md"), source).expect("a file");
    let text = "# Gebühren\n\nDie Gebühren sind jeden Monat für [jeden Liegeplatz] (berths.md) fällig.\n\nKlicken Sie ** Speichern**dort an.\n";
    std::fs::write(&page, text).expect("a file");
    let mut client = Client::new(&[folder.path()], super::pulls(), json!({ "severity": "info" }));
    client.settle();
    client.open_file(&page);
    let found = client.pull(&page);
    let mut made = || {
        let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
        let context = json!({ "diagnostics": [], "only": ["source.fixAll"] });
        let params = json!({ "textDocument": { "uri": uri(&page) }, "range": all, "context": context });
        let list = client.ask("textDocument/codeAction", params).expect("actions");
        let action = client.ask("codeAction/resolve", list[0].clone()).expect("an action");
        super::languages::made(text, &action, 1)
    };
    let all = made();
    assert_eq!(made(), all);
    assert_eq!(client.pull(&page), found, "what is known is of the page as it is");
    client.leave();
    let mut fix = std::process::Command::new(env!("CARGO_BIN_EXE_paralint"));
    fix.args(["check", "--fix", "--no-cache", "--severity", "info", "i18n"]).current_dir(folder.path());
    fix.output().expect("the program is built");
    let fixed = std::fs::read_to_string(&page).expect("a page");
    assert!(fixed.contains("**Speichern** dort") && fixed.contains("](berths.md)"), "{fixed}");
    assert_eq!(all, fixed);
}

#[test]
fn clients_are_asked_to_watch_what_layouts_are_told_from() {
    let mut capabilities = super::pulls();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    let mut client = Client::new(&[], capabilities, Value::Null);
    let said = client.said("client/registerCapability");
    let watchers = &said["registrations"][0]["registerOptions"]["watchers"];
    let has = |glob: &str| watchers.as_array().expect("a list").contains(&json!({ "globPattern": glob }));
    assert!(has("**/docusaurus.config.js") && has("**/hugo.toml") && has("**/.vitepress"), "{said}");
    assert!(!has("**/.git"));
    client.leave();
}

/// The file of accepted findings may be open, with lines that were never saved.
#[test]
fn a_finding_is_accepted_into_the_file_as_the_editor_has_it() {
    let folder = super::handbook();
    std::fs::write(folder.path().join("paralint.yaml"), "rules: {}\n").expect("a new file");
    let baseline = folder.path().join("paralint-baseline.yaml");
    let on_disk = "version: 1\nfindings: []\n";
    std::fs::write(&baseline, on_disk).expect("a new file");
    let page = fees(folder.path());
    let mut client = Client::new(&[folder.path()], super::pulls(), Value::Null);
    client.settle();
    client.open_file(&page);
    client.pull(&page);
    let accept = |client: &mut Client| {
        let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
        let params =
            json!({ "textDocument": { "uri": uri(&page) }, "range": all, "context": { "diagnostics": [] } });
        let list = client.ask("textDocument/codeAction", params).expect("actions");
        let is_it = |action: &&Value| action["title"].as_str().is_some_and(|it| it.starts_with("Accept"));
        let accept = list.as_array().expect("a list").iter().find(is_it).expect("an action").clone();
        client.ask("codeAction/resolve", accept).expect("an action")["edit"]["documentChanges"][0].clone()
    };
    let closed = accept(&mut client);
    assert_eq!(closed["textDocument"]["version"], Value::Null);
    // Five lines of a comment above, and the list has become another one.
    let edited = format!("{}version: 1\nfindings: []\n", "# why\n".repeat(5));
    client.open(&baseline, 4, &edited);
    let open = accept(&mut client);
    assert_eq!(open["textDocument"], json!({ "uri": uri(&baseline), "version": 4 }));
    let last = |change: &Value| {
        let edits = change["edits"].as_array().expect("edits");
        edits.iter().filter_map(|edit| edit["range"]["end"]["line"].as_u64()).max().expect("an edit")
    };
    assert_eq!(last(&open), last(&closed) + 5, "{open}");
    client.leave();
}

/// A header of each format, the keys that are offered where `K` stands, and the values where `V` stands.
#[test]
fn headers_of_each_format_are_completed_as_they_are_written() {
    let folder = tempfile::tempdir().expect("there is room");
    let put = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("it has a folder")).expect("a new folder");
        std::fs::write(&file, text).expect("a new file");
        file
    };
    // At `|` stands what is written so far, and behind the arrow what it becomes; nothing is offered without one.
    let cases = [
        ("---\nms.tr|\n---\n", "ms.translationtype", "---\nms.translationtype: \n---\n"),
        ("---\nms.translationtype:|\n---\n", "HT", "---\nms.translationtype: HT\n---\n"),
        (
            "---\nk: 'a: b'\nms.translationtype: |\n---\n",
            "MT",
            "---\nk: 'a: b'\nms.translationtype: MT\n---\n",
        ),
        ("---\nurl: |\n---\n", "\"http://y\"", "---\nurl: \"http://y\"\n---\n"),
        ("+++\nms.tr|\n+++\n", "ms.translationtype", "+++\n\"ms.translationtype\" = \n+++\n"),
        ("+++\nau|\n+++\n", "author", "+++\nauthor = \n+++\n"),
        ("+++\nms.translationtype = |\n+++\n", "\"HT\"", "+++\nms.translationtype = \"HT\"\n+++\n"),
        ("+++\nms.translationtype = \"H|\"\n+++\n", "\"HT\"", "+++\nms.translationtype = \"HT\"\n+++\n"),
        ("+++\nurl =|\n+++\n", "\"http://x\"", "+++\nurl = \"http://x\"\n+++\n"),
        ("+++\n[params]\nau|\n+++\n", "", ""),
        ("+++\na = [\nau|\n]\n+++\n", "", ""),
        (
            "{\n  \"a\": 1,\n  \"ms.tr|\"\n}\n",
            "ms.translationtype",
            "{\n  \"a\": 1,\n  \"ms.translationtype\": \n}\n",
        ),
        ("{\"a\": 1, |}\n", "ms.translationtype", "{\"a\": 1, \"ms.translationtype\": }\n"),
        (
            "{\"a\": 1, \"ms.translationtype\": \"|\"}\n",
            "\"HT\"",
            "{\"a\": 1, \"ms.translationtype\": \"HT\"}\n",
        ),
        ("{\"a:b\": 1, \"url\": |}\n", "\"http://z\"", "{\"a:b\": 1, \"url\": \"http://z\"}\n"),
        ("{\"a\": {\"b\": 1, |}}\n", "", ""),
    ];
    let twins = [
        ("de-de", "url = \"http://x\" # there\n", "+++", "+++"),
        ("fr-fr", "url: \"http://y\" # there\n", "---", "---"),
        ("es-es", "\"a\": 1,\n\"url\": \"http://z\", \"b\": 2\n", "{", "}"),
    ];
    for (locale, header, opening, closing) in twins {
        put(
            &format!("{locale}/fees.md"),
            &format!("{opening}\nauthor: x\n{header}{closing}\n# A\n")
                .replace("{\nauthor: x\n", "{\n")
                .replace("+++\nauthor: x\n", "+++\n"),
        );
    }
    let page = put("ja-jp/fees.md", "# A\n");
    let mut client = Client::new(&[folder.path()], super::pulls(), json!({ "select": ["all"] }));
    client.settle();
    client.open(&page, 1, "# A\n");
    for (version, (written, label, becomes)) in (2..).zip(cases) {
        let at = super::client::place(written, "|");
        let text = written.replacen('|', "", 1);
        client.change(&page, version, json!([{ "text": text }]));
        let answer = client.on("textDocument/completion", &page, at);
        let items = answer["items"].as_array().cloned().unwrap_or_default();
        if label.is_empty() {
            assert!(items.is_empty(), "{written:?}: {items:?}");
            continue;
        }
        let item = items.iter().find(|item| item["label"] == label);
        let item = item.unwrap_or_else(|| panic!("{written:?}: no {label} among {items:?}"));
        let lines =
            paralint::lsp::convert::Lines::new(text.as_str().into(), paralint::lsp::convert::Encoding::Utf16);
        let edit = &item["textEdit"];
        let place =
            |end: &str| lines.offset(serde_json::from_value(edit["range"][end].clone()).expect("a position"));
        let mut made = text.clone();
        made.replace_range(place("start")..place("end"), edit["newText"].as_str().expect("a text"));
        assert_eq!(made, becomes, "{written:?}");
    }
    client.leave();
}
