//! Keys that a documentation build gives to whole folders: a page is complete because of them, and no longer where
//! the glob stops matching.

use std::path::Path;

use paralint::config::Settings;
use paralint::diagnostic::Severity;
use paralint::engine::Engine;
use paralint::packs;
use paralint::workspace::{Request, Run, Workspace};

/// Six pages of a site; the last one holds `header`. Returns what is said of it.
fn said(builds: &[(&str, &str)], page: &str, header: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder for the site");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    };
    write(".openpublishing.publish.config.json", "{}");
    for (path, text) in builds {
        write(path, text);
    }
    let full = "title: Berths\ndescription: How to let berths.\nauthor: mira\nms.author: mira\nms.date: 03/09/2021\nms.topic: article";
    for n in 0..5 {
        write(&format!("docs/page-{n}.md"), &format!("---\n{full}\n---\n# Berths\n"));
    }
    write(page, &format!("---\n{header}\n---\n# Berths\n"));
    let engine =
        Engine::new(packs::bundled(), &Settings::reporting(Severity::Warning)).expect("packs fit together");
    let request =
        Request { directory: folder.path().into(), paths: vec![Path::new(".").into()], ..Request::default() };
    let workspace = Workspace::open(&request).expect("the site is there");
    let outcome = workspace.check(&engine, Run::default());
    let own = outcome.diagnostics.iter().filter(|diagnostic| &*diagnostic.path == page);
    own.map(|diagnostic| diagnostic.message.clone()).collect()
}

const BARE: &str = "title: Berths\ndescription: How to let berths.\nms.date: 03/09/2021\nms.topic: article";

fn missing(keys: &[&str]) -> Vec<String> {
    keys.iter()
        .map(|key| format!("`{key}` is missing in the front matter; 5 of 6 pages here have it"))
        .collect()
}

#[test]
fn a_page_lacks_what_no_build_gives_it() {
    assert_eq!(said(&[], "docs/berths.md", BARE), missing(&["author", "ms.author"]));
}

#[test]
fn what_a_build_gives_to_all_pages_is_not_missing() {
    let build = r#"{ "build": { "globalMetadata": { "author": "mira", "ms.author": "mira", } } }"#;
    assert_eq!(said(&[("docs/docfx.json", build)], "docs/berths.md", BARE), [""; 0]);
}

#[test]
fn what_a_build_gives_to_some_pages_is_missing_on_the_others() {
    let build = |glob: &str| {
        format!(r#"{{ "build": {{ "fileMetadata": {{ "author": {{ "{glob}": "mira" }} }} }} }}"#)
    };
    let with = |glob: &str| said(&[("docs/docfx.json", &build(glob))], "docs/harbor/berths.md", BARE);
    assert_eq!(with("harbor/**"), missing(&["ms.author"]));
    assert_eq!(with("**/*.md"), missing(&["ms.author"]));
    assert_eq!(with("harbor/*.yml"), missing(&["author", "ms.author"]));
    assert_eq!(with("*.md"), missing(&["author", "ms.author"]));
}

#[test]
fn the_nearest_build_is_the_only_one() {
    let all = r#"{ "build": { "globalMetadata": { "author": "mira", "ms.author": "mira" } } }"#;
    let none = r#"{ "build": { } }"#;
    let builds = [("docs/docfx.json", all), ("docs/harbor/docfx.json", none)];
    assert_eq!(said(&builds, "docs/harbor/berths.md", BARE), missing(&["author", "ms.author"]));
    assert_eq!(said(&builds, "docs/berths.md", BARE), [""; 0]);
}

#[test]
fn an_empty_key_hides_what_the_build_gives() {
    let build = r#"{ "build": { "globalMetadata": { "author": "mira", "ms.author": "mira" } } }"#;
    let header = format!("{BARE}\nms.author:");
    let found = said(&[("docs/docfx.json", build)], "docs/berths.md", &header);
    assert_eq!(found, ["`ms.author` is empty in the front matter; 5 of 6 pages here have it"]);
}

#[test]
fn a_damaged_build_gives_nothing_and_stops_nothing() {
    assert_eq!(
        said(&[("docs/docfx.json", "{ \"build\": [")], "docs/berths.md", BARE),
        missing(&["author", "ms.author"])
    );
}
