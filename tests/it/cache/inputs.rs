//! All that is said of a page, by what it depends on: whatever is changed between two runs, one that remembers says what
//! one says that does not. Not what each of them does to a page.

use std::fs;
use std::path::{Path, PathBuf};

use paralint::diagnostic::Severity;
use paralint::packs;
use paralint::workspace::load::{Choices, arrange, load};
use paralint::workspace::{Beside, Cache, Overlay, Report, Request, Run, Workspace};

use super::{Tree, handbook, shown};

/// What somebody asks for.
struct Asked {
    request: Request,
    choices: Choices,
    source: Option<PathBuf>,
}

impl Asked {
    fn of(tree: &Tree) -> Self {
        let directory = tree.pages();
        Self {
            request: Request {
                paths: vec![".".into()],
                today: Some("2024-06-10".parse().expect("a day")),
                directory: directory.clone(),
                ..Request::default()
            },
            choices: Choices { severity: Some(Severity::Info), directory, ..Choices::default() },
            source: None,
        }
    }

    /// What is said, by a run that remembers where there is a folder of caches.
    fn said(&self, caches: Option<&Path>) -> String {
        let mut workspace = Workspace::open(&self.request).expect("the pages are there");
        let folders = workspace.folders();
        let mut loaded = load(&self.choices, &folders, packs::bundled_to_run())
            .unwrap_or_else(|error| panic!("{error:#}"));
        let directory = &self.request.directory;
        arrange(&mut workspace, &mut loaded, self.source.as_deref(), directory).expect("the source is there");
        if let Some(caches) = caches {
            workspace.remember(Cache::open(caches, directory, &loaded.engine));
        }
        shown(&workspace.check(&loaded.engine, Run { threads: 1, done: None }))
    }
}

/// Something that what is said depends on: how it is at first, and what is changed of it.
struct Input {
    name: &'static str,
    before: fn(&Tree, &mut Asked),
    after: fn(&Tree, &mut Asked),
}

/// A file of the tree that is changed.
macro_rules! text {
    ($name:literal, $path:literal, $before:expr => $after:expr) => {
        Input {
            name: $name,
            before: |tree, _| tree.write($path, $before, 60),
            after: |tree, _| tree.write($path, $after, 60),
        }
    };
}

/// A line of the configuration that is changed.
macro_rules! configured {
    ($name:literal, $before:expr => $after:expr) => {
        text!($name, "paralint.yaml", $before => $after)
    };
}

/// A file that a line of the configuration names, and that is changed.
macro_rules! named {
    ($name:literal, $line:literal, $path:literal, $before:expr => $after:expr) => {
        Input {
            name: $name,
            before: |tree, _| {
                tree.write("paralint.yaml", $line, 60);
                tree.write($path, $before, 60);
            },
            after: |tree, _| tree.write($path, $after, 60),
        }
    };
}

/// Something that is asked for otherwise.
macro_rules! asked {
    ($name:literal, $after:expr) => {
        Input { name: $name, before: |_, _| (), after: $after }
    };
}

const PAGE: &str = "ko-kr/berths-1.md";
const SOURCE: &str =
    "---\ntitle: Berths\n---\n\n# Berths\n\nOpen **[Berths](berths.md)** for 30 days.\n\nChoose **Save**.\n";
const SITE: &str = ".openpublishing.publish.config.json";

/// A page of no locale's folder.
const GUIDE: &str = "---\ntitle: Berths\nms.topic: article\nms.contentlocale: ko-kr\n---\n\n# Berths\n";

/// A page that was handed off, with what becomes another level for it, and a day that is still to come.
const HANDED_OFF: &str = "---\ntitle: Berths\nms.topic: article\nms.contentlocale: ko-kr\nms.translationtype: MT\n\
    ms.lasthandoff: 02/01/2021\nms.date: 12/31/2025\n---\n\n# Berths\n\n\
    <span data-ttu-id=\"4c0de-102\">\\*\\*선석\\*\\*</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-102\">**Berths**</span></span>\n";

fn quietened(condition: &str) -> String {
    format!("overrides:\n  - {condition}\n    rules: {{ all: off }}\n")
}

fn pattern(written: &str) -> String {
    format!(
        "pack: house\nabout: Ours.\nrules:\n  - id: word\n    severity: warning\n    why: Ours.\n    \
         check: {{ text.pattern: {{ matches: '{written}' }} }}\n    message: \"`{{match}}` is ours\"\n    examples: []\n"
    )
}

fn term(forbidden: &str) -> String {
    format!(
        "terms: [{{ source: [Choose], match: any, targets: {{ ko: {{ preferred: 누름, forbidden: [{forbidden}] }} }} }}]\n"
    )
}

fn schema(most: u32) -> String {
    format!("{{ \"properties\": {{ \"title\": {{ \"type\": \"string\", \"maxLength\": {most} }} }} }}")
}

fn build(key: &str) -> String {
    format!("{{ \"build\": {{ \"globalMetadata\": {{ \"{key}\": \"harbor\" }} }} }}")
}

fn live(words: &str) -> String {
    format!("---\nms.openlocfilehash: {:040}\n---\n\n# 선석\n\n{words}\n", 0)
}

fn published(locale: &str) -> String {
    format!("{{ \"docsets_to_publish\": [{{ \"locale\": \"{locale}\" }}] }}")
}

/// Twenty pages of a hand-off with a source beside them, pinned to its text.
fn sourced(tree: &Tree, asked: &mut Asked) {
    let hash = paralint::model::upstream::with_crlf(SOURCE.as_bytes());
    for number in 0..20 {
        let page = super::page("ko-kr", 0, number);
        let page =
            page.replace(&"0".repeat(40), &hash).replace("ms.topic", "ms.lasthandoff: 02/01/2024\nms.topic");
        tree.write(&format!("docs.ko-kr/berths-{number}.md"), &page, 60);
        tree.write(&format!("docs/berths-{number}.md"), SOURCE, 60);
    }
    asked.request.paths = vec!["docs.ko-kr".into()];
}

fn inputs() -> Vec<Input> {
    vec![
        // Rules and levels.
        configured!("the level of a rule", "rules: {}\n" => "rules: { translation/literal-bold: warning }\n"),
        configured!("a rule that is off", "" => "rules: { translation: off }\n"),
        configured!("a preset", "" => "presets: [translator]\n"),
        Input {
            name: "the severity of a preset",
            before: |tree, asked| {
                asked.choices.severity = None;
                tree.write("paralint.yaml", "presets: [learn-source]\n", 60);
            },
            after: |tree, _| tree.write("paralint.yaml", "presets: [learn-source, gate]\n", 60),
        },
        configured!("an override's folder", &quietened("paths: [ja-jp/**]") => &quietened("paths: [ko-kr/**]")),
        configured!("an override's name", &quietened("paths: ['*/berths-1.md']") => &quietened("paths: ['*/berths-2.md']")),
        configured!("an override's name anywhere", &quietened("paths: ['**/berths-1.md']") => &quietened("paths: ['**/berths-2.md']")),
        configured!("an override's choice", &quietened("paths: ['{ko-kr,ja-jp}/b*1.md']") => &quietened("paths: ['{ko-kr,de-de}/b*1.md']")),
        configured!("an override's ending", &quietened("paths: ['**/*-1.md']") => &quietened("paths: ['**/*-2.md']")),
        configured!("an override's locale", &quietened("locales: [ja]") => &quietened("locales: [ko]")),
        named!("an override's kind of translation", "overrides: [{ translationtype: [HT], rules: { all: off } }]\n", "ko-kr/b.md",
            HANDED_OFF => &HANDED_OFF.replace(": MT", ": HT")),
        Input {
            name: "an override's day",
            before: |tree, _| {
                tree.write("ko-kr/b.md", HANDED_OFF, 60);
                tree.write("paralint.yaml", &quietened("handoff-before: 2021-01-31"), 60);
            },
            after: |tree, _| tree.write("paralint.yaml", &quietened("handoff-before: 2021-02-28"), 60),
        },
        configured!("a key that is asked for", "require: []\n" => "require: [ms.date]\n"),
        configured!("a key that is waived", "require: []\n" => "waive: [ms.author, author, description, ms.date]\n"),
        configured!("a word that is kept", "keep: []\n" => "keep: [Choose]\n"),
        named!("a configuration that is extended", "extends: base.yaml\n", "base.yaml",
            "rules: {}\n" => "rules: { translation: off }\n"),
        named!("a pack", "packs: [house.yaml]\n", "house.yaml", &pattern("선석") => &pattern("저장")),
        named!("a termbase", "termbase: [terms.yaml]\n", "terms.yaml", &term("보관") => &term("저장")),
        named!("a schema for headers", "header-schema: header.json\n", "header.json", &schema(40) => &schema(3)),
        text!("a nearer configuration", "paralint.yaml", "" => "rules: { translation: off }\n"),
        Input {
            name: "a configuration that comes to be",
            before: |tree, _| tree.write("paralint.yaml", "", 60),
            after: |tree, _| tree.write("ko-kr/paralint.yaml", "rules: { translation: off }\n", 60),
        },
        asked!("`--select`", |_, asked| asked.choices.select = vec!["translation".into()]),
        asked!("`--ignore`", |_, asked| asked.choices.ignore = vec!["translation".into()]),
        asked!("`--severity`", |_, asked| asked.choices.severity = Some(Severity::Error)),
        Input {
            name: "`--isolated`",
            before: |tree, _| tree.write("paralint.yaml", "rules: { translation: off }\n", 60),
            after: |_, asked| {
                asked.choices.isolated = true;
                asked.request.isolated = true;
            },
        },
        Input {
            name: "`--config`",
            before: |tree, _| tree.write("other.yaml", "rules: { translation: off }\n", 60),
            after: |tree, asked| asked.choices.config = Some(tree.pages().join("other.yaml")),
        },
        // Where a page stands.
        Input {
            name: "the locale of a publishing configuration",
            before: |tree, _| {
                tree.write(SITE, &published("ko-kr"), 60);
                tree.write("guide/berths.md", GUIDE, 60);
            },
            after: |tree, _| tree.write(SITE, &published("de-de"), 60),
        },
        Input {
            name: "a layout",
            before: |tree, _| tree.write("guide/ko/berths.md", &GUIDE.replace("ko-kr", "de-de"), 60),
            after: |tree, _| tree.write("paralint.yaml", "layouts: ['guide/{locale}/{page}']\n", 60),
        },
        Input {
            name: "a key of a build",
            before: |tree, _| {
                tree.write("ko-kr/b.md", "---\ntitle: Berths\nms.prod: harbor\n---\n\n# Berths\n", 60);
                tree.write("docfx.json", &build("ms.author"), 60);
            },
            after: |tree, _| tree.write("docfx.json", &build("ms.service"), 60),
        },
        Input {
            name: "a path",
            before: |_, _| (),
            after: |tree, _| {
                fs::rename(tree.pages().join("ko-kr"), tree.pages().join("fr-fr")).expect("it can be moved");
            },
        },
        Input {
            name: "the directory of the run",
            before: |_, _| (),
            after: |tree, asked| {
                let directory = tree.pages().parent().expect("it lies in a folder").to_path_buf();
                asked.request.directory.clone_from(&directory);
                asked.choices.directory = directory;
                asked.request.paths = vec!["pages".into()];
            },
        },
        // Its source.
        Input {
            name: "the text of a source",
            before: sourced,
            after: |tree, _| tree.write("docs/berths-1.md", &SOURCE.replace("30", "60"), 60),
        },
        Input {
            name: "a source that is gone",
            before: sourced,
            after: |tree, _| fs::remove_file(tree.pages().join("docs/berths-1.md")).expect("it was there"),
        },
        Input {
            name: "`source`",
            before: |tree, asked| {
                sourced(tree, asked);
                tree.write("other/berths-1.md", &SOURCE.replace("30", "60"), 60);
            },
            after: |tree, _| tree.write("docs.ko-kr/paralint.yaml", "source: ../other\n", 60),
        },
        Input {
            name: "`--source`",
            before: |tree, asked| {
                sourced(tree, asked);
                tree.write("other/berths-1.md", &SOURCE.replace("30", "60"), 60);
            },
            after: |_, asked| asked.source = Some("other".into()),
        },
        Input {
            name: "a source that is open",
            before: sourced,
            after: |_, asked| {
                let text = SOURCE.replace("30", "60");
                asked.request.overlays = vec![("docs/berths-1.md".into(), Overlay::new(text))];
            },
        },
        Input {
            name: "`--max-age`",
            before: |tree, asked| {
                sourced(tree, asked);
                tree.write("docs/berths-1.md", &SOURCE.replace("30", "60"), 60);
            },
            after: |_, asked| asked.request.max_age = Some(90),
        },
        Input {
            name: "the day, for what is overdue",
            before: |tree, asked| {
                sourced(tree, asked);
                asked.request.max_age = Some(300);
                tree.write("docs/berths-1.md", &SOURCE.replace("30", "60"), 60);
            },
            after: |_, asked| asked.request.today = "2025-06-10".parse().ok(),
        },
        // What stands beside it.
        Input {
            name: "`--live`",
            before: |tree, _| tree.write("live/ko-kr/berths-1.md", &live("선석을 엽니다."), 60),
            after: |_, asked| asked.request.live = Some("live".into()),
        },
        Input {
            name: "the page that is published",
            before: |tree, asked| {
                tree.write("live/ko-kr/berths-1.md", &live("선석을 엽니다."), 60);
                asked.request.live = Some("live".into());
            },
            after: |tree, _| tree.write("live/ko-kr/berths-1.md", &live("선석을 봅니다."), 60),
        },
        text!("a twin", "ja-jp/berths-1.md", &super::page("ja-jp", 0, 1) => &super::page("ja-jp", 1, 2)),
        text!("an ignore file", ".paralintignore", "" => "ko-kr\n"),
        text!("a page", "ko-kr/berths-1.md", &super::page("ko-kr", 0, 1) => &super::page("ko-kr", 0, 2)),
        Input {
            name: "a page that is open",
            before: |_, _| (),
            after: |_, asked| {
                asked.request.overlays = vec![(PAGE.into(), Overlay::new(super::page("ko-kr", 0, 2)))];
            },
        },
        // The run.
        Input {
            name: "what is reported",
            before: |_, asked| asked.request.beside = Beside::Tree { config: None, report: Report::Changed },
            after: |tree, asked| {
                tree.write("paralint.yaml", "", 60);
                asked.request.paths = vec![PAGE.into()];
            },
        },
        Input {
            name: "what is reported also",
            before: |tree, asked| {
                tree.write("paralint.yaml", "", 60);
                asked.request.beside = Beside::Tree { config: None, report: Report::Changed };
                asked.request.paths = vec![PAGE.into()];
            },
            after: |_, asked| asked.request.beside = Beside::Tree { config: None, report: Report::All },
        },
        Input {
            name: "the day, for what is still to come",
            before: |tree, _| tree.write("ko-kr/b.md", HANDED_OFF, 60),
            after: |_, asked| asked.request.today = "2026-06-10".parse().ok(),
        },
        Input {
            name: "the day, for what is still to come, in quotes",
            before: |tree, _| {
                tree.write("ko-kr/b.md", &HANDED_OFF.replace("12/31/2025", "' 12/31/2025'"), 60)
            },
            after: |_, asked| asked.request.today = "2026-06-10".parse().ok(),
        },
        Input {
            name: "whether there is a day",
            before: |tree, asked| {
                tree.write("ko-kr/b.md", HANDED_OFF, 60);
                asked.request.today = None;
            },
            after: |_, asked| asked.request.today = "2024-06-10".parse().ok(),
        },
        Input {
            name: "the day, for what is silenced",
            before: |tree, _| {
                let silenced =
                    "<!-- paralint-disable-file translation until=2024-12-31 -- ours -->\n\n# Berths";
                tree.write("ko-kr/b.md", &HANDED_OFF.replace("# Berths", silenced), 60);
            },
            after: |_, asked| asked.request.today = "2025-06-10".parse().ok(),
        },
    ]
}

#[test]
fn whatever_changes_between_two_runs_is_seen_by_one_that_remembers() {
    let mut wrong = Vec::new();
    for Input { name, before, after } in inputs() {
        let tree = Tree::new();
        handbook(&tree);
        let mut asked = Asked::of(&tree);
        before(&tree, &mut asked);
        let at_first = asked.said(None);
        let caches = tree.caches();
        assert_eq!(asked.said(Some(&caches)), at_first, "{name}, cold");
        assert_eq!(asked.said(Some(&caches)), at_first, "{name}, warm");
        after(&tree, &mut asked);
        let at_last = asked.said(None);
        // Else nothing would be seen by looking.
        wrong.extend((at_last == at_first).then(|| format!("{name} changes nothing here")));
        wrong.extend((asked.said(Some(&caches)) != at_last).then(|| format!("{name} is not seen")));
        wrong.extend((asked.said(Some(&caches)) != at_last).then(|| format!("{name} is not seen later")));
    }
    assert_eq!(wrong, Vec::<String>::new());
}
