//! Damage to the header of a page.

use super::Fault;
use super::page::{HANDOFF, Key, Page, mark};

const fn fault(name: &'static str, rule: &'static str, inject: fn(&Page, &mut Vec<String>)) -> Fault {
    Fault { name, rule, says: "", hints: &[], inject }
}

pub(super) const FAULTS: &[Fault] = &[
    fault("the closing line is lost", "front-matter/unclosed", |page, out| {
        if let Some(last) = page.keys.last() {
            out.push(page.with(&[(0..3, mark("---")), (last.line.end..page.body(), String::new())]));
        }
    }),
    Fault {
        name: "a tab indents a line",
        rule: "front-matter/invalid-yaml",
        says: "a tab indents this line",
        hints: &[],
        inject: |page, out| {
            for key in author(page) {
                let line = format!("ms.custom:\n{}note: x\n", mark("\t"));
                out.push(page.with(&[(key.line.end..key.line.end, line)]));
            }
        },
    },
    Fault {
        name: "a colon stands in a value without quotes",
        rule: "front-matter/invalid-yaml",
        says: "a colon and a space stand inside the value",
        hints: &[],
        inject: |page, out| {
            for name in ["title", "description", "author", "ms.topic"] {
                if let Some(key) = page.key(name) {
                    let value = page.at(&key.value).trim_matches('"').replace(": ", " ");
                    out.push(page.with(&[(key.value.clone(), format!("{value}{} b", mark(":")))]));
                }
            }
        },
    },
    Fault {
        name: "a key stands twice",
        rule: "front-matter/duplicate-key",
        says: "stands twice in the front matter",
        hints: &[],
        inject: |page, out| {
            for key in &page.keys {
                let again = page.at(&key.line).replacen(&key.name, &mark(&key.name), 1);
                out.push(page.with(&[(key.line.end..key.line.end, again)]));
            }
            // And far from the first: before the keys of the tool.
            if let (Some(title), Some(first)) = (page.key("title"), page.key(HANDOFF[0])) {
                let again = page.at(&title.line).replacen("title", &mark("title"), 1);
                out.push(page.with(&[(first.line.start..first.line.start, again)]));
            }
        },
    },
    Fault {
        name: "the header is a list",
        rule: "front-matter/not-a-mapping",
        says: "the front matter is a list, not keys with values",
        hints: &["side-by-side/first-id"],
        inject: |page, out| {
            if let (Some(first), Some(last)) = (page.keys.first(), page.keys.last()) {
                out.push(page.with(&[(first.line.start..last.line.end, format!("{}\n- b\n", mark("- a")))]));
            }
        },
    },
    Fault {
        name: "a key of the tool is lost",
        rule: "handoff/missing-key",
        says: "is missing in the front matter",
        hints: &[],
        inject: |page, out| {
            for key in required(page) {
                out.push(page.with(&[(0..3, mark("---")), (key.line.clone(), String::new())]));
            }
        },
    },
    Fault {
        name: "a key of the tool is empty",
        rule: "handoff/missing-key",
        says: "is empty in the front matter",
        hints: &[],
        inject: |page, out| {
            for key in required(page) {
                for nothing in ["", " ''", " \"\"", " ~"] {
                    out.push(page.with(&[(key.line.clone(), format!("{}:{nothing}\n", mark(&key.name)))]));
                }
            }
        },
    },
    Fault {
        name: "a value has not the shape that the tool gives it",
        rule: "handoff/invalid-value",
        says: ", not ",
        hints: &[],
        inject: |page, out| {
            let wrong: [(&str, &[&str]); 6] = [
                (HANDOFF[0], &["abc", "065b4127e61c219eaec44b017f799f3291bdc68", "HASH"]),
                (HANDOFF[1], &["f7541da", "f7541da8614d51b81d5130d50a8be554f9aec926f", "HASH"]),
                (HANDOFF[2], &["human", "ht", "[HT]"]),
                (HANDOFF[3], &["Korean", "ko", "ko-KOR", "한국어"]),
                (HANDOFF[4], &["02/30/2021", "13/01/2021", "2021-07-09", "7/9/2021", "07/09/21", "soon"]),
                (HANDOFF[5], &["\"140x\"", "\"-1\"", "\"12\""]),
            ];
            for (name, values) in wrong {
                let Some(key) = page.key(name) else { continue };
                for &value in values {
                    let upper = page.at(&key.value).to_uppercase();
                    let value = match value {
                        "HASH" => &upper,
                        // A later one would ask for the key that came in 2019.
                        "2021-07-09" if page.is_old() => "2018-12-09",
                        "7/9/2021" if page.is_old() => "12/9/2018",
                        other => other,
                    };
                    out.push(page.with(&[(key.value.clone(), mark(value))]));
                }
            }
        },
    },
    Fault {
        name: "two keys of the tool changed places",
        rule: "handoff/key-order",
        says: "stands after",
        hints: &[],
        inject: |page, out| {
            let listed: Vec<&Key> = HANDOFF.iter().filter_map(|name| page.key(name)).collect();
            for two in listed.windows(2).filter(|_| !page.is_old()) {
                let fallen = page.at(&two[0].line).replacen(&two[0].name, &mark(&two[0].name), 1);
                out.push(page.with(&[
                    (two[0].line.clone(), page.at(&two[1].line).into()),
                    (two[1].line.clone(), fallen),
                ]));
            }
        },
    },
    Fault {
        name: "a key of the author's stands among those of the tool",
        rule: "handoff/key-order",
        says: "stands after",
        hints: &[],
        inject: |page, out| {
            for key in HANDOFF.iter().filter_map(|name| page.key(name)).filter(|_| !page.is_old()) {
                let line = format!("{}: berths\n", mark("ms.custom"));
                out.push(page.with(&[(key.line.end..key.line.end, line)]));
            }
        },
    },
    Fault {
        name: "the locale is another one",
        rule: "handoff/wrong-locale",
        says: "the folder says",
        hints: &[],
        inject: |page, out| {
            let Some(key) = page.key("ms.contentlocale") else { return };
            let own = page.at(&key.value);
            for other in ["ko-KR", "ja-JP", "de-DE", "en-US", "de-AT", "zh-Hant-TW"] {
                if other != own {
                    out.push(page.with(&[(key.value.clone(), mark(other))]));
                }
            }
        },
    },
    Fault {
        name: "the page was handed off before it was written",
        rule: "handoff/date-before-source",
        says: "before the page was written on",
        hints: &[],
        inject: |page, out| {
            let (Some(date), Some(handoff)) = (page.key("ms.date"), page.key("ms.lasthandoff")) else {
                return;
            };
            let early = if page.is_old() { "01/09/2018" } else { "01/09/2019" };
            out.push(page.with(&[(handoff.value.clone(), mark(early))]));
            let marked = (handoff.value.clone(), mark(page.at(&handoff.value)));
            for late in ["12/31/2021", "2021-12-31", "8/1/2021 12:00:00 AM"] {
                out.push(page.with(&[(date.value.clone(), late.into()), marked.clone()]));
            }
        },
    },
];

/// The keys above those of the tool.
fn author(page: &Page) -> impl Iterator<Item = &Key> {
    page.keys.iter().filter(|key| !HANDOFF.contains(&key.name.as_str()))
}

/// The keys of the tool that a page of its time must have.
fn required(page: &Page) -> impl Iterator<Item = &Key> {
    let old = page.is_old();
    HANDOFF.iter().filter_map(|name| page.key(name)).filter(move |key| !(old && key.name == "ms.lasthandoff"))
}
