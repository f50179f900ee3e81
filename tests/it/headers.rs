//! Damage to the headers of the healthy handbook, one fault at a time: the right rule, at the right place, alone.
//! Not what a mechanism does in every corner (`tests/checks`).

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use paralint::config::Settings;
use paralint::diagnostic::{Diagnostic, Severity};
use paralint::engine::Engine;
use paralint::model::{Document, Index, Inherited, layout};
use paralint::packs;
use paralint::text::Span;

/// Pages of the handbook that no fault was put into.
const HEALTHY: [&str; 5] = [
    "ko-kr/harbor/add-a-guest.md",
    "ko-kr/harbor/archive-2018.md",
    "ja-jp/harbor/fees.md",
    "de-de/harbor/close-the-season.md",
    "de-de/harbor/release-notes.md",
];

const TODAY: Date = Date::constant(2021, 11, 20);

/// What is found on a page. `crowd` pages more are known that have its keys, under other names.
fn check_among(path: &str, text: &str, inherited: &[Inherited], crowd: usize) -> Vec<Diagnostic> {
    let settings = Settings::reporting(Severity::Info);
    let engine = Engine::new(packs::bundled(), &settings).expect("the bundled packs fit together");
    let mut place = layout::place(path, None);
    place.today = Some(TODAY);
    place.inherited = inherited.into();
    let mut index = Index::default();
    let mut found = Vec::new();
    for copy in 0..=crowd {
        let name = if copy == 0 { path.to_owned() } else { format!("{path}-{copy}.md") };
        let checked = engine.check(&Document::read(Arc::from(name), text, &place));
        found.extend(checked.found);
        index.replace(checked.facts);
    }
    let mut found = engine.finish(&index, found, &|_| None).diagnostics;
    found.retain(|diagnostic| &*diagnostic.path == path);
    // One page does not tell which keys are usual, so what it lacks is a hint.
    found.retain(|diagnostic| {
        diagnostic.severity > Severity::Info || &*diagnostic.rule != "learn/missing-key"
    });
    found
}

fn check(path: &str, text: &str) -> Vec<Diagnostic> {
    check_among(path, text, &[], 0)
}

fn handbook() -> Vec<(&'static str, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/handbook");
    HEALTHY
        .iter()
        .map(|path| (*path, std::fs::read_to_string(root.join(path)).expect("it is there")))
        .collect()
}

/// Puts `after` in place of the header line that begins with `key`.
fn line(text: &str, key: &str, after: &str) -> String {
    let start = text.find(&format!("\n{key}:")).unwrap_or_else(|| panic!("no `{key}`")) + 1;
    let end = start + text[start..].find('\n').expect("lines end");
    format!("{}{after}{}", &text[..start], &text[end..])
}

/// Adds a line below the title.
fn add(text: &str, line: &str) -> String {
    let at = text.find("\ndescription:").expect("pages have a description");
    format!("{}\n{line}{}", &text[..at], &text[at..])
}

/// Each page is damaged; the one thing said is `rule`, about `place`, with `says` in its message.
#[track_caller]
fn alone(rule: &str, place: &str, says: &str, damage: impl Fn(&str) -> String) {
    for (path, text) in handbook() {
        let damaged = damage(&text);
        assert_ne!(damaged, text, "{path}: nothing was done");
        let found = check(path, &damaged);
        let shown: Vec<_> =
            found.iter().map(|found| (&*found.rule, found.span.of(&damaged), &*found.message)).collect();
        assert_eq!(shown.len(), 1, "{path}: {shown:#?}");
        assert_eq!((shown[0].0, shown[0].1), (rule, place), "{path}: {}", shown[0].2);
        assert!(shown[0].2.contains(says), "{path}: {}", shown[0].2);
    }
}

#[track_caller]
fn silent(found: &[Diagnostic], what: &str) {
    assert!(found.is_empty(), "{what}: {found:#?}");
}

#[test]
fn healthy_pages_are_healthy() {
    for (path, text) in handbook() {
        silent(&check(path, &text), path);
    }
}

#[test]
fn a_value_of_another_kind() {
    alone("front-matter/wrong-type", "[one, two]", "a list", |text| line(text, "title", "title: [one, two]"));
    let nested = "description:\n  short: berths";
    alone("front-matter/wrong-type", "short: berths", "a mapping", |text| line(text, "description", nested));
}

#[test]
fn a_value_outside_of_what_is_documented() {
    let rule = "learn/invalid-value";
    for day in ["02/30/2020", "2021-13-01", "yesterday", "mm/dd/yyyy"] {
        alone(rule, day, "`ms.date`", |text| line(text, "ms.date", &format!("ms.date: {day}")));
    }
    alone(rule, "how to", "a documented kind", |text| line(text, "ms.topic", "ms.topic: how to"));
    alone(rule, "mira@quayside.example", "one alias", |text| {
        line(text, "ms.author", "ms.author: mira@quayside.example")
    });
    alone(rule, "mira, jonas", "one alias", |text| line(text, "ms.author", "ms.author: mira, jonas"));
    alone(rule, "[mira, jonas]", "a list", |text| line(text, "ms.author", "ms.author: [mira, jonas]"));
    alone(rule, "4f2a91c0-77de7-4b1c", "a GUID", |text| add(text, "ms.assetid: 4f2a91c0-77de7-4b1c"));
}

#[test]
fn a_day_to_come() {
    // The older page has a hand-off that the new date is after; that is another fault.
    let page = "---\ntitle: Berths\nms.date: 11/22/2021\n---\n# Berths\n";
    let found = check("berths.md", page);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].message, "`ms.date` is `11/22/2021`, not a day up to today");
    let tomorrow = page.replace("11/22", "11/21");
    assert!(check("berths.md", &tomorrow).is_empty(), "somewhere it is tomorrow already");
}

#[test]
fn a_misspelt_key() {
    let rule = "front-matter/misspelt-key";
    for key in
        ["ms.Topic", "ms. topic", "ms topic", "mstopic", "ms_topic", "ms-topic", "ms.topik", "ms.toppic"]
    {
        alone(rule, key, &format!("`{key}`"), |text| {
            let at = text.find("\nms.topic:").expect("pages have a topic") + 1;
            format!("{}{key}{}", &text[..at], &text[at + "ms.topic".len()..])
        });
    }
    // The key counts as missing as well, and that is not said again.
    alone(rule, "ms.translationType", "", |text| {
        text.replacen("ms.translationtype", "ms.translationType", 1)
    });
}

#[test]
fn a_spelling_that_five_pages_share_is_a_habit() {
    let (path, text) = handbook().remove(0);
    let habit = text.replacen("ms.topic:", "ms.Topic:", 1);
    assert_eq!(check_among(path, &habit, &[], 3).len(), 1);
    silent(&check_among(path, &habit, &[], 4), path);
}

#[test]
fn a_key_beside_the_one_that_it_is_near_to_is_another_key() {
    for (path, text) in handbook() {
        let both = add(&text, "Title: another one\nms.topics: several");
        silent(&check(path, &both), path);
    }
}

#[test]
fn keys_that_exclude_each_other() {
    for (path, text) in handbook() {
        let damaged = add(&text, "ms.service: harbor-ledger\nms.prod: harbor-ledger-desktop");
        let found = check(path, &damaged);
        let graver: Vec<_> = found.iter().filter(|found| found.severity > Severity::Info).collect();
        assert_eq!(graver.len(), 1, "{path}: {found:#?}");
        assert_eq!(&*graver[0].rule, "learn/conflicting-keys");
        assert_eq!(graver[0].span.of(&damaged), "ms.prod");
        assert_eq!(graver[0].related[0].span.of(&damaged), "ms.service");
        assert_eq!(found.iter().filter(|found| &*found.rule == "learn/deprecated-key").count(), 1);
    }
}

#[test]
fn a_key_without_its_companion() {
    alone("learn/missing-companion", "ms.subservice", "without `ms.service`", |text| {
        add(text, "ms.subservice: berth-plan")
    });
    // Where a file gives the companion to the whole folder, nothing is missing.
    let given = Inherited {
        key: "ms.service".into(),
        value: Some("harbor-ledger".into()),
        path: "docfx.json".into(),
        span: Span::at(0),
    };
    for (path, text) in handbook() {
        let found =
            check_among(path, &add(&text, "ms.subservice: berth-plan"), std::slice::from_ref(&given), 0);
        silent(&found, path);
    }
}

#[test]
fn a_companion_that_no_page_has_is_given_elsewhere() {
    let (path, text) = handbook().remove(0);
    let found = check_among(path, &add(&text, "ms.subservice: berth-plan"), &[], 9);
    assert!(!found.is_empty() && found.iter().all(|found| found.severity == Severity::Info), "{found:#?}");
}

#[test]
fn a_deprecated_key() {
    alone("learn/deprecated-key", "ms.component", "no longer used", |text| {
        add(text, "ms.component: berth-plan")
    });
}

#[test]
fn something_before_the_header() {
    let rule = "front-matter/misplaced";
    let warned = |text: &str, place: &str, says: &str| {
        for (path, page) in handbook() {
            let damaged = format!("{text}{page}");
            let mut found = check(path, &damaged);
            // Its lines are text now, outside of any pair.
            found.retain(|found| found.severity > Severity::Info || &*found.rule == rule);
            assert_eq!(found.len(), 1, "{path}: {found:#?}");
            assert_eq!((&*found[0].rule, found[0].span.of(&damaged)), (rule, place), "{path}");
            assert!(found[0].message.starts_with(says), "{path}: {}", found[0].message);
        }
    };
    warned("\n", "\n", "a blank line");
    warned("\n\r\n", "\n\r\n", "blank lines");
    warned("Reviewed by the harbor office\n\n", "Reviewed by the harbor office", "text");
    warned("<!-- Reviewed -->\n", "<!-- Reviewed -->", "text");
    alone(rule, "\u{feff}", "a byte order mark", |text| format!("\u{feff}{text}"));
}

#[test]
fn what_only_looks_like_a_header_is_left_alone() {
    for page in [
        "# Berths\n\n---\n\nNote: a line.\n\nMore: another.\n\n---\n",
        "Berths\n---\nNote: one line\nMore: another\n---\n",
        "Begin a page like this:\n\n```\n---\ntitle: Berths\nauthor: mira\n---\n```\n",
        "    ---\n    title: Berths\n    author: mira\n    ---\n",
        "<!--\n---\ntitle: Berths\nauthor: mira\n---\n-->\n# Berths\n",
        "# Berths\n\n---\ntitle: Berths\n",
        "# Berths\n\n---\ntitle: Berths\n---\nOne key is no header.\n",
        "a\n\nb\n\nc\n\nd\n\ne\n\nf\n\n---\ntitle: Berths\nauthor: mira\n---\n",
    ] {
        silent(&check("berths.md", page), page);
    }
}

#[test]
fn a_title_that_was_left_in_english() {
    let (path, text) = handbook().remove(0);
    let damaged = line(&text, "title", "title: How to add a guest to the ledger");
    let found = check(path, &damaged);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(&*found[0].rule, "front-matter/untranslated-value");
    let named = line(&text, "title", "title: Harbor Ledger for Windows");
    silent(&check(path, &named), "names stay as they are");
}

#[test]
fn a_key_that_the_same_version_has_elsewhere() {
    let engine =
        Engine::new(packs::bundled(), &Settings::reporting(Severity::Warning)).expect("packs fit together");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/handbook");
    let page = |locale: &str| {
        let path = format!("{locale}/harbor/close-the-season.md");
        let text = std::fs::read_to_string(root.join(&path)).expect("it is there");
        (path, text)
    };
    for key in ["title", "description", "author", "ms.author", "ms.date", "ms.topic"] {
        let mut pages = ["ko-kr", "ja-jp", "de-de"].map(page);
        let start = pages[0].1.find(&format!("\n{key}:")).expect("the page has the key") + 1;
        let end = start + pages[0].1[start..].find('\n').expect("lines end") + 1;
        pages[0].1.replace_range(start..end, "");
        let mut index = Index::default();
        let mut found = Vec::new();
        for (path, text) in &pages {
            let checked =
                engine.check(&Document::read(Arc::from(path.as_str()), text, &layout::place(path, None)));
            index.replace(checked.facts);
            found.extend(checked.found);
        }
        let found = engine.finish(&index, found, &|_| None).diagnostics;
        let said: Vec<_> = found.iter().map(|d| (&*d.rule, &*d.path, d.span.range(), &*d.message)).collect();
        let message = format!("`{key}` is lost: de-de has it at the same version of the source");
        assert_eq!(said, [("learn/lost-key", &*pages[0].0, 0..3, &*message)], "{key}");
    }
}
