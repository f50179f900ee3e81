//! Pages in two languages made readable, diagnostics pushed and refreshed, and what can be done about them.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Client;
use super::client::{pages, place, uri};

fn page(folder: &Path, name: &str) -> PathBuf {
    let all = pages(folder);
    all.into_iter().find(|page| page.ends_with(name)).unwrap_or_else(|| panic!("no page {name}"))
}

fn words(value: &Value) -> String {
    value["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

/// The text that edits of an action make of a page.
pub(super) fn made(text: &str, action: &Value, version: i32) -> String {
    let change = &action["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], version, "{action}");
    let lines = paralint::lsp::convert::Lines::new(text.into(), paralint::lsp::convert::Encoding::Utf16);
    let mut edits: Vec<(usize, usize, String)> = change["edits"]
        .as_array()
        .expect("edits")
        .iter()
        .map(|edit| {
            let place = |end: &str| {
                lines.offset(serde_json::from_value(edit["range"][end].clone()).expect("a position"))
            };
            (place("start"), place("end"), edit["newText"].as_str().expect("a text").to_owned())
        })
        .collect();
    edits.sort();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    text
}

#[test]
fn a_translation_shows_its_source_and_what_others_say() {
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pulls(), Value::Null);
    client.settle();
    let page = page(folder.path(), "ko-kr/harbor/assign-a-berth.md");
    let text = client.open_file(&page);
    let words_at = |client: &mut Client, at| words(&client.on("textDocument/hover", &page, at));
    let said = words_at(&mut client, place(&text, "선미 접안"));
    assert!(
        said.contains("**source**") && said.contains("**de-de**") && said.contains("**ja-jp**"),
        "{said}"
    );
    assert!(said.contains("Stern to the dock"), "{said}");
    // A key of the header, with the rules on it.
    let said = words_at(&mut client, place(&text, "ms.contentlocale"));
    assert!(said.starts_with("**ms.contentlocale**") && said.contains("handoff/"), "{said}");
    // Whatever stands for a version.
    let odd = text.replacen("ms.openlocfilehash: ", "ms.openlocfilehash: 판판판판", 1);
    client.change(&page, 2, json!([{ "text": odd }]));
    client.pull(&page);
    let said = words_at(&mut client, place(&odd, "선미 접안"));
    assert!(said.contains("version `판판`"), "{said}");
    // Between pairs there is nothing to say.
    assert_eq!(client.on("textDocument/hover", &page, (0, 0)), Value::Null);
    client.leave();
}

#[test]
fn one_side_leads_to_the_other_and_to_every_locale() {
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pulls(), Value::Null);
    client.settle();
    let page = page(folder.path(), "ko-kr/harbor/assign-a-berth.md");
    let text = client.open_file(&page);
    let target = place(&text, "선미 접안");
    let source = client.on("textDocument/definition", &page, target);
    let at = place(&text, "Stern to the dock");
    assert_eq!(source["uri"], uri(&page));
    assert_eq!(source["range"]["start"], json!({ "line": at.0, "character": at.1 }));
    let back = client.on("textDocument/definition", &page, at);
    assert_eq!(back["range"]["start"]["line"], target.0);
    let count = |value: Value| value.as_array().map_or(0, Vec::len);
    assert_eq!(count(client.on("textDocument/implementation", &page, target)), 2);
    assert_eq!(count(client.on("textDocument/references", &page, target)), 3);
    assert_eq!(count(client.on("textDocument/documentHighlight", &page, target)), 2);
    client.leave();
}

#[test]
fn headings_are_listed_in_both_languages_and_sources_fold() {
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pulls(), json!({ "inlayHints": true }));
    let page = page(folder.path(), "ko-kr/harbor/assign-a-berth.md");
    let text = client.open_file(&page);
    // Asked at once: the answer waits until the page is known.
    let symbols = client.on("textDocument/documentSymbol", &page, (0, 0));
    let first = &symbols[0];
    assert!(first["detail"].as_str().is_some_and(|source| source.is_ascii()), "{symbols}");
    assert!(first["children"].as_array().is_some_and(|below| !below.is_empty()), "{symbols}");
    let folds = client.on("textDocument/foldingRange", &page, (0, 0));
    let pairs = text.matches("data-ttu-id").count();
    assert_eq!(folds.as_array().map_or(0, Vec::len), pairs + 1);
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
    let hints = json!({ "textDocument": { "uri": uri(&page) }, "range": all });
    let hints = client.ask("textDocument/inlayHint", hints).expect("hints");
    assert_eq!(hints.as_array().map_or(0, Vec::len), pairs);
    client.leave();
}

#[test]
fn keys_and_values_of_a_header_are_completed() {
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pulls(), Value::Null);
    client.settle();
    let page = page(folder.path(), "ko-kr/harbor/fees.md");
    let text = std::fs::read_to_string(&page).expect("a page");
    let text = text.replacen("---\n", "---\nms.re\nms.translationtype: \n", 1);
    client.open(&page, 1, &text);
    let labels = |value: Value| -> Vec<String> {
        let items = value["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| item["label"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let keys = labels(client.on("textDocument/completion", &page, (1, 5)));
    assert!(keys.contains(&"ms.reviewer".to_owned()), "{keys:?}");
    let values = labels(client.on("textDocument/completion", &page, (2, 20)));
    assert!(values.contains(&"HT".to_owned()) && values.contains(&"MT".to_owned()), "{values:?}");
    let body = text.lines().count() as u32 - 1;
    assert_eq!(client.on("textDocument/completion", &page, (body, 0)), Value::Null);
    client.leave();
}

#[test]
fn a_finding_is_mended_and_silenced() {
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pulls(), Value::Null);
    client.settle();
    let page = page(folder.path(), "ko-kr/harbor/fees.md");
    let text = std::fs::read_to_string(&page).expect("a page").replacen("author: ", "Author: ", 1);
    client.open(&page, 3, &text);
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
    let mut actions = |only: Option<&str>| {
        let context = match only {
            Some(only) => json!({ "diagnostics": [], "only": [only] }),
            None => json!({ "diagnostics": [] }),
        };
        let params = json!({ "textDocument": { "uri": uri(&page) }, "range": all, "context": context });
        let list = client.ask("textDocument/codeAction", params).expect("actions");
        list.as_array().cloned().expect("a list")
    };
    let offered = actions(None);
    let fix = offered.iter().find(|action| action["isPreferred"] == true).expect("a safe fix").clone();
    assert_eq!(fix["edit"], Value::Null, "edits are worked out when they are asked for");
    let silence = offered
        .iter()
        .filter(|action| action["title"].as_str().is_some_and(|title| title.starts_with("Silence")));
    let silence: Vec<Value> = silence.cloned().collect();
    assert!(actions(Some("refactor")).is_empty());
    assert_eq!(actions(Some("source")).len(), 1);
    let fix_all = actions(Some("source.fixAll")).remove(0);
    let mut resolve = |action: &Value| client.ask("codeAction/resolve", action.clone()).expect("an action");
    let fixed = made(&text, &resolve(&fix), 3);
    assert!(fixed.contains("\nauthor: "), "{fixed}");
    assert!(made(&text, &resolve(&fix_all), 3).contains("\nauthor: "));
    // Each comment silences what it was made for, and is understood.
    let before = client.pull(&page);
    for (version, action) in (4..).zip(&silence) {
        client.change(&page, version - 1, json!([{ "text": text }]));
        let mut action = action.clone();
        client.pull(&page);
        action["data"]["version"] = (version - 1).into();
        let resolved = client.ask("codeAction/resolve", action.clone()).expect("an action");
        let silenced = made(&text, &resolved, version - 1);
        client.change(&page, version, json!([{ "text": silenced }]));
        let code = &action["data"]["rule"];
        let count = |items: &[Value]| items.iter().filter(|item| item["code"] == *code).count();
        let after = client.pull(&page);
        assert!(count(&after) < count(&before), "{code}: {silenced}");
        assert!(after.len() < before.len(), "{code}: {after:?}");
    }
    assert!(silence.len() > 1);
    // What was chosen on an older text is not made.
    let old = client.ask("codeAction/resolve", fix).expect("an action");
    assert!(old["edit"].is_null() && old["disabled"].is_object(), "{old}");
    client.leave();
}

/// JSON knows no comments: what is written between its braces would keep others from reading it.
#[test]
fn a_finding_in_a_header_of_json_is_silenced_behind_it() {
    let folder = tempfile::tempdir().expect("there is room");
    let page = folder.path().join("berths.md");
    let mut client = Client::new(&[folder.path()], super::pulls(), json!({ "severity": "info" }));
    for text in
        ["{\n  \"title\": \"a\",\n  \"title\": \"b\"\n}\n# Berths\n", "{\"title\": \"a\", \"title\": \"b\"}"]
    {
        std::fs::write(&page, text).expect("a new file");
        client.open(&page, 1, text);
        let before = client.pull(&page);
        let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
        let params =
            json!({ "textDocument": { "uri": uri(&page) }, "range": all, "context": { "diagnostics": [] } });
        let list = client.ask("textDocument/codeAction", params).expect("actions");
        let titles = |action: &&Value| {
            action["title"]
                .as_str()
                .is_some_and(|title| title.starts_with("Silence front-matter/duplicate-key"))
        };
        let silence = list.as_array().expect("a list").iter().find(titles).expect("an action").clone();
        let resolved = client.ask("codeAction/resolve", silence).expect("an action");
        let silenced = made(text, &resolved, 1);
        assert!(silenced.starts_with(text.trim_end().trim_end_matches("# Berths")), "{silenced}");
        client.change(&page, 2, json!([{ "text": silenced }]));
        let after = client.pull(&page);
        assert!(after.len() < before.len(), "{silenced}: {after:?}");
        client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(&page) } }));
    }
    client.leave();
}

#[test]
fn a_finding_is_accepted() {
    let folder = super::handbook();
    // A configuration says where the file of accepted findings stands.
    std::fs::write(folder.path().join("paralint.yaml"), "rules: {}\n").expect("a new file");
    let mut capabilities = super::pulls();
    capabilities["workspace"]["workspaceEdit"]["resourceOperations"] = json!(["create"]);
    let baseline = folder.path().join("paralint-baseline.yaml");
    let page = page(folder.path(), "ko-kr/harbor/fees.md");
    let text = std::fs::read_to_string(&page).expect("a page").replacen("author: ", "Author: ", 1);
    std::fs::write(&page, text.replacen("ms.topic: ", "Ms.Topic: ", 1)).expect("it may be written");
    let mut left = usize::MAX;
    // Into a file that is made for it, and into one that is there.
    for is_new in [true, false] {
        let mut client = Client::new(&[folder.path()], capabilities.clone(), json!({ "severity": "info" }));
        client.settle();
        client.open_file(&page);
        let found = client.pull(&page);
        assert!(!found.is_empty() && found.len() < left, "{found:?}");
        left = found.len();
        let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
        let params =
            json!({ "textDocument": { "uri": uri(&page) }, "range": all, "context": { "diagnostics": [] } });
        let list = client.ask("textDocument/codeAction", params).expect("actions");
        let accept = list
            .as_array()
            .expect("a list")
            .iter()
            .find(|action| action["title"].as_str().is_some_and(|title| title.starts_with("Accept")));
        let accept = accept.expect("an action").clone();
        let resolved = client.ask("codeAction/resolve", accept).expect("an action");
        let changes = resolved["edit"]["documentChanges"].as_array().expect("changes").clone();
        assert_eq!(changes[0]["kind"] == "create", is_new, "{resolved}");
        let change = changes.last().expect("an edit");
        assert_eq!(change["textDocument"]["uri"].as_str(), Some(&*uri(&baseline)));
        let mut text = std::fs::read_to_string(&baseline).unwrap_or_default();
        for edit in change["edits"].as_array().expect("edits").iter().rev() {
            let line = |end: &str| edit["range"][end]["line"].as_u64().expect("a line") as usize;
            let starts: Vec<usize> =
                [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
            text.replace_range(
                starts[line("start")]..starts[line("end")],
                edit["newText"].as_str().expect("text"),
            );
        }
        std::fs::write(&baseline, text).expect("it may be written");
        client.leave();
    }
    let mut client = Client::new(&[folder.path()], capabilities, json!({ "severity": "info" }));
    client.settle();
    client.open_file(&page);
    assert!(client.pull(&page).len() < left);
    client.leave();
}

#[test]
fn diagnostics_are_pushed_to_clients_that_do_not_ask() {
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pushed(), Value::Null);
    let page = page(folder.path(), "ko-kr/harbor/fees.md");
    let text = client.open_file(&page);
    let of = |page: &Path| {
        let uri = uri(page);
        move |said: &Value| said["uri"] == uri.as_str()
    };
    let first = client.said_when("textDocument/publishDiagnostics", of(&page));
    assert_eq!(first["version"], 1);
    assert!(client.said_when("$/progress", |said| said["value"]["kind"] == "end")["token"].is_string());
    // An edit is told with its version.
    client.change(
        &page,
        2,
        json!([{ "text": text.replace("ms.contentlocale: ja-JP", "ms.contentlocale: ko-KR") }]),
    );
    let second = client.said_when("textDocument/publishDiagnostics", |said| said["version"] == 2);
    let code = |said: &Value, code: &str| {
        said["diagnostics"].as_array().expect("a list").iter().filter(|one| one["code"] == code).count()
    };
    assert_eq!((code(&first, "handoff/wrong-locale"), code(&second, "handoff/wrong-locale")), (1, 0));
    // A closed page has none any more.
    client.forget();
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(&page) } }));
    let last = client.said_when("textDocument/publishDiagnostics", of(&page));
    assert_eq!(last["diagnostics"], json!([]));
    // Never asked for, never refreshed.
    assert_eq!(client.ask("shutdown", Value::Null), Ok(Value::Null));
    assert!(!client.says_within("workspace/diagnostic/refresh", std::time::Duration::from_millis(10)));
    client.tell("exit", Value::Null);
    client.end();
}

#[test]
fn an_edit_of_one_page_is_told_to_its_twins() {
    for capabilities in [super::pulls(), super::pushed()] {
        let folder = super::handbook();
        let is_pulled = capabilities.pointer("/textDocument/diagnostic").is_some();
        let mut client = Client::new(&[folder.path()], capabilities, json!({ "severity": "info" }));
        let (ko, de) =
            (page(folder.path(), "ko-kr/harbor/fees.md"), page(folder.path(), "de-de/harbor/fees.md"));
        let (text, _) = (client.open_file(&de), client.open_file(&ko));
        if is_pulled {
            client.settle();
            client.pull(&ko);
            client.pull(&de);
        } else {
            client.said_when("$/progress", |said| said["value"]["kind"] == "end");
            std::thread::sleep(std::time::Duration::from_millis(900));
        }
        client.forget();
        // The German page was translated from a newer source by now, which the Korean one lacks a sentence of.
        let newer = text.replace("ms.openlocfilehash: ", "ms.openlocfilehash: 00").replacen(
            "04/13/2021",
            "05/13/2021",
            1,
        );
        let at = newer.rfind("<span data-ttu-id").expect("a pair");
        let end = at + newer[at..].find("</span></span>").expect("a pair ends") + "</span></span>".len();
        let more = "\n\n<span data-ttu-id=\"4c0de-190\">Die Gebühr wird jeden Abend neu berechnet.</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-190\">The fee is worked out again every evening.</span></span>";
        let newer = format!("{}{more}{}", &newer[..end], &newer[end..]);
        let newer = newer.replacen("Fees", "Charges", 9);
        client.change(&de, 2, json!([{ "text": newer }]));
        if is_pulled {
            client.pull(&de);
            client.said("workspace/diagnostic/refresh");
        } else {
            let korean = uri(&ko);
            client.said_when("textDocument/publishDiagnostics", |said| said["uri"] == korean.as_str());
        }
        client.leave();
    }
}

#[test]
fn a_page_outside_of_any_folder_is_checked_too() {
    let folder = super::handbook();
    let elsewhere = super::handbook();
    let mut client = Client::new(&[&folder.path().join("de-de")], super::pulls(), Value::Null);
    client.settle();
    let page = page(elsewhere.path(), "ko-kr/harbor/fees.md");
    client.open_file(&page);
    let found = client.pull(&page);
    assert!(found.iter().any(|one| one["code"] == "handoff/wrong-locale"), "{found:?}");
    // Without any folder at all.
    client.leave();
    let mut client = Client::new(&[], super::pulls(), Value::Null);
    client.open_file(&page);
    assert_eq!(client.pull(&page), found);
    client.change(&page, 2, json!([{ "text": "# A page\n" }]));
    assert_eq!(client.pull(&page), Vec::<Value>::new());
    client.leave();
}

#[test]
fn files_that_change_on_disk_are_read_again() {
    let folder = super::handbook();
    let mut client = Client::new(&[folder.path()], super::pulls(), Value::Null);
    client.settle();
    let fees = page(folder.path(), "ko-kr/harbor/fees.md");
    client.open_file(&fees);
    assert!(!client.pull(&fees).is_empty());
    let watched = |client: &mut Client, path: &Path, kind: u32| {
        let change = json!({ "changes": [{ "uri": uri(path), "type": kind }] });
        client.tell("workspace/didChangeWatchedFiles", change);
    };
    // A configuration that switches everything off.
    let config = folder.path().join("paralint.yaml");
    std::fs::write(&config, "rules: { all: off }\n").expect("a new file");
    watched(&mut client, &config, 1);
    client.said("workspace/diagnostic/refresh");
    assert_eq!(client.pull(&fees), Vec::<Value>::new());
    // A wrong one is said, and the last that held stays.
    std::fs::write(&config, "rules: { nonsense/rule: off }\n").expect("a file");
    watched(&mut client, &config, 2);
    let said = client.said("window/showMessage");
    assert!(said["message"].as_str().is_some_and(|words| words.contains("nonsense/rule")), "{said}");
    assert_eq!(client.pull(&fees), Vec::<Value>::new());
    // What a configuration names is a part of it, whatever its name.
    let schema = folder.path().join("header.json");
    let of_titles = |most: u32| {
        let words = format!("{{ \"properties\": {{ \"title\": {{ \"maxLength\": {most} }} }} }}");
        std::fs::write(&schema, words).expect("a file");
    };
    of_titles(1);
    let only = "header-schema: header.json\nrules: { all: off, schema: error }\n";
    std::fs::write(&config, only).expect("a file");
    watched(&mut client, &config, 2);
    client.said("workspace/diagnostic/refresh");
    assert_eq!(client.pull(&fees).len(), 1);
    of_titles(400);
    watched(&mut client, &schema, 2);
    client.said("workspace/diagnostic/refresh");
    assert_eq!(client.pull(&fees), Vec::<Value>::new());
    std::fs::remove_file(&config).expect("it is there");
    watched(&mut client, &config, 3);
    client.said("workspace/diagnostic/refresh");
    assert!(!client.pull(&fees).is_empty());
    // Who knows how all pages stand hears of what changes only: here that a page is gone.
    let known = json!([{ "uri": "file:///nowhere.md", "value": "1" }]);
    let answer =
        client.ask("workspace/diagnostic", json!({ "previousResultIds": known })).expect("all pages");
    let all = answer["items"].as_array().expect("a list").clone();
    let gone = all.iter().find(|item| item["uri"] == "file:///nowhere.md").expect("a page that is gone");
    assert_eq!(gone["items"], json!([]));
    let known = |item: &Value| json!({ "uri": item["uri"], "value": item["resultId"] });
    let known: Vec<Value> = all.iter().filter(|item| item["resultId"].is_string()).map(known).collect();
    let id = client.send("workspace/diagnostic", json!({ "previousResultIds": known }));
    let other = page(folder.path(), "de-de/harbor/fees.md");
    let text = std::fs::read_to_string(&other).expect("a page");
    std::fs::write(&other, text.replace("de-DE", "fr-FR")).expect("it may be written");
    watched(&mut client, &other, 2);
    let answer = client.answer(&id).expect("a page that has changed");
    assert!(answer["items"].as_array().expect("a list").iter().any(|item| item["uri"] == uri(&other)));
    client.leave();
}
