//! Damage done to healthy pages: each fault of the packs that ship, one at a time, at every place where it
//! can happen. The right rule must name the right place, and nothing else may be said; and what only looks like
//! damage must pass without a word.

mod harmless;
mod header;
mod ids;
mod page;
mod spans;
mod translation;

use std::ops::Range;
use std::sync::Arc;

use paralint::config::Settings;
use paralint::diagnostic::{Diagnostic, Severity};
use paralint::engine::Engine;
use paralint::model::{Document, Index, layout};
use paralint::packs;

use page::{Page, healthy, unmark};

/// One kind of damage, or of harmless change.
struct Fault {
    name: &'static str,
    /// The rule that must report it at each mark; empty where nothing may be reported.
    rule: &'static str,
    /// Part of the message.
    says: &'static str,
    /// Hints that the damage truly entails: they may come, and need not.
    hints: &'static [&'static str],
    /// Every text that a page can be damaged into, with `⟦marks⟧` around the place to be named.
    inject: fn(&Page, &mut Vec<String>),
}

/// What rules of other packs say of the words is not asked here.
const PACKS: [&str; 4] = ["paralint/", "front-matter/", "handoff/", "side-by-side/"];

fn engine() -> Engine {
    let settings = Settings::reporting(Severity::Info);
    Engine::new(packs::bundled(), &settings).expect("the bundled packs fit together")
}

fn diagnostics(engine: &Engine, path: &str, text: &str) -> Vec<Diagnostic> {
    let document = Document::read(Arc::from(path), text, &layout::place(path, None));
    let checked = engine.check(&document);
    let mut index = Index::default();
    index.replace(checked.facts);
    let mut found = engine.finish(&index, checked.found, &|_| Some(Arc::from(text))).diagnostics;
    found.retain(|diagnostic| PACKS.iter().any(|pack| diagnostic.rule.starts_with(pack)));
    // The mark itself is a hint, on every page that it is put before.
    found.retain(|diagnostic| {
        !(text.starts_with('\u{feff}') && &*diagnostic.rule == "front-matter/misplaced")
    });
    found
}

/// How a file may be saved without becoming another page.
#[derive(Clone, Copy)]
enum Saved {
    AsIs,
    /// With a byte order mark.
    Bom,
    /// With CR LF.
    CrLf,
}

/// Runs every case of a table; each as it is, and now and then saved in another way.
#[track_caller]
fn run(faults: &[Fault]) {
    let engine = engine();
    let pages = healthy();
    let mut report = Vec::new();
    for fault in faults {
        let mut wrong = Vec::new();
        let mut cases = 0;
        for page in &pages {
            let mut texts = Vec::new();
            (fault.inject)(page, &mut texts);
            for text in texts {
                cases += 1;
                let also = match cases % 8 {
                    1 => Saved::Bom,
                    5 => Saved::CrLf,
                    _ => Saved::AsIs,
                };
                for saved in [Saved::AsIs, also] {
                    wrong.extend(judge(&engine, fault, &page.path, &text, saved));
                    if matches!(also, Saved::AsIs) {
                        break;
                    }
                }
            }
        }
        if cases == 0 {
            report.push(format!("{}: no page can be damaged so, and nothing was tested", fault.name));
        }
        if !wrong.is_empty() {
            let some: Vec<_> = wrong.iter().step_by(wrong.len().div_ceil(3)).map(String::as_str).collect();
            report.push(format!(
                "{} wrong reports on {cases} cases, such as\n{}",
                wrong.len(),
                some.join("\n")
            ));
        }
    }
    assert!(report.is_empty(), "{}", report.join("\n\n"));
}

/// What is wrong with the report on one damaged text.
fn judge(engine: &Engine, fault: &Fault, path: &str, marked: &str, saved: Saved) -> Option<String> {
    let (text, places) = unmark(&save(marked, saved));
    let found = diagnostics(engine, path, &text);
    let (hints, graver): (Vec<_>, Vec<_>) =
        found.iter().partition(|found| found.severity == Severity::Info && *found.rule != *fault.rule);
    let wanted: Vec<(&str, Range<usize>)> = places.iter().map(|place| (fault.rule, place.clone())).collect();
    let got: Vec<_> = graver.iter().map(|found| (&*found.rule, found.span.range())).collect();
    let silent = fault.rule.is_empty() == wanted.is_empty();
    let says = graver.iter().all(|found| found.message.contains(fault.says));
    let hinted = hints.iter().all(|hint| fault.hints.contains(&&*hint.rule));
    if silent && got == wanted && says && hinted {
        return None;
    }
    let show = |(rule, place): &(&str, Range<usize>)| {
        format!("{rule} {place:?} {:?}", text.get(place.clone()).unwrap_or("no place"))
    };
    let around = wanted.first().or(got.first()).map_or(0, |(_, place)| place.start);
    let from = text.floor_char_boundary(around.saturating_sub(200));
    let to = text.floor_char_boundary((around + 200).min(text.len()));
    Some(format!(
        "{} in {path} ({})\n  wanted {:?} {:?}\n  got    {:?}\n  said   {:?}\n  at     {:?}",
        fault.name,
        ["as it is", "with a BOM", "with CR LF"][saved as usize],
        wanted.iter().map(show).collect::<Vec<_>>(),
        fault.says,
        got.iter().map(show).collect::<Vec<_>>(),
        found.iter().map(|found| format!("{}: {}", found.rule, found.message)).collect::<Vec<_>>(),
        &text[from..to],
    ))
}

fn save(text: &str, saved: Saved) -> String {
    match saved {
        Saved::AsIs => text.to_owned(),
        Saved::Bom => format!("\u{feff}{}", text.trim_start_matches('\u{feff}')),
        Saved::CrLf => text.replace("\r\n", "\n").replace('\n', "\r\n"),
    }
}

#[test]
fn the_healthy_pages_are_healthy() {
    let engine = engine();
    let pages = healthy();
    assert_eq!(pages.len(), 20);
    for page in &pages {
        let found = diagnostics(&engine, &page.path, &page.text);
        assert!(found.is_empty(), "{}: {found:?}", page.path);
        assert!(page.pairs.len() > 3, "{} is taken apart", page.path);
    }
}

#[test]
fn every_fault_of_tags_is_reported_where_it_is_and_alone() {
    run(spans::TAGS);
}

#[test]
fn every_damaged_pair_of_several_is_named() {
    run(spans::TANGLES);
}

#[test]
fn every_fault_of_ids_is_reported_where_it_is_and_alone() {
    run(ids::IDS);
}

#[test]
fn every_fault_of_texts_and_places_is_reported_where_it_is_and_alone() {
    run(spans::TEXTS);
}

#[test]
fn every_fault_of_a_header_is_reported_where_it_is_and_alone() {
    run(header::FAULTS);
}

#[test]
fn what_only_looks_like_damage_passes_without_a_word() {
    run(harmless::VARIATIONS);
}

/// What is known only from where a page stands.
#[test]
fn what_the_path_says_is_heeded() {
    let engine = engine();
    let page = healthy().into_iter().find(|page| page.path == "ko-kr/harbor/add-a-guest.md");
    let page = page.expect("the handbook has this page");
    let locale =
        |tag: &str| page.text.replace("ms.contentlocale: ko-KR", &format!("ms.contentlocale: {tag}"));
    let prose = format!("{}\nA paragraph of five words.\n", page.text);
    let cases = [
        ("ko-kr/a.md", locale("ko-KR"), ""),
        ("KO-KR/a.md", locale("ko-kr"), ""),
        ("ko_KR/a.md", locale("KO-kr"), ""),
        ("zh-Hant/a.md", locale("zh-TW"), ""),
        ("zh-tw/a.md", locale("zh-Hant"), ""),
        ("docs.zh-Hans/a.md", locale("zh-CN"), ""),
        ("a.md", locale("fr-FR"), ""),
        ("zh-hans/a.md", locale("zh-TW"), "handoff/wrong-locale"),
        ("docs.ja-jp/a.md", locale("ko-KR"), "handoff/wrong-locale"),
        ("ko-kr/TOC.md", prose.clone(), ""),
        ("ko-kr/toc.md", prose.clone(), ""),
        ("ko-kr/README.md", prose.clone(), ""),
        ("ko-kr/a.md", prose, "side-by-side/unspanned-text"),
    ];
    for (path, text, rule) in cases {
        let found = diagnostics(&engine, path, &text);
        let rules: Vec<_> = found.iter().map(|found| &*found.rule).collect();
        let wanted: Vec<&str> = [rule].into_iter().filter(|rule| !rule.is_empty()).collect();
        assert_eq!(rules, wanted, "{path}");
    }
}

/// The other places that a report shows, with the words beside them.
#[test]
fn the_other_places_are_named() {
    let engine = engine();
    let pair = |id: &str, other: &str, words: &str| {
        format!(
            "<span data-ttu-id=\"{id}\">{words}</span><span class=\"sxs-lookup\">\
             <span data-stu-id=\"{other}\">Words</span></span>"
        )
    };
    let good = |number: u32| pair(&format!("4c0de-{number}"), &format!("4c0de-{number}"), "낱말");
    let cases = [
        (pair("⟦4c0de-101⟧", "4c0de-102", "낱말"), vec!["the id of the translation"]),
        (format!("{} {}", pair("⟦4c0de-101⟧", "4c0de-101", "낱말"), good(101)), vec!["first here"]),
        (format!("{} {}", pair("⟦4c0de-105⟧", "4c0de-105", "낱말"), good(103)), vec!["the pair before it"]),
        (
            format!("{} {}", pair("4c0de-101", "4c0de-101", "⟦낱말⟧"), good(103)),
            vec!["the pair before the gap"],
        ),
        (
            format!(
                "{}\n\n![map](m.png)\n\n{}",
                pair("4c0de-101", "4c0de-101", "⟦낱말⟧"),
                pair("4c0de-102", "4c0de-102", "⟦낱말⟧")
            ),
            vec!["the pair before it", "the pair after it"],
        ),
        (
            format!(
                "| {} |\n|---|\n| {} | {} |",
                good(101),
                pair("4c0de-102", "4c0de-102", "a"),
                pair("4c0de-103", "4c0de-103", "b"),
            ),
            vec![],
        ),
        (
            format!(
                "| {} | {} |\n|---|---|\n| {} | {} |",
                good(101),
                good(102),
                pair("4c0de-103", "4c0de-103", "a | b"),
                pair("4c0de-104", "4c0de-104", "⟦c⟧"),
            ),
            vec!["not shown"],
        ),
        ("---\n⟦title⟧: a\ntitle: b\n---\n".into(), vec!["first here"]),
        (
            "---\ntranslationtype: HT\nms.date: ⟦03/10/2021⟧\nms.lasthandoff: 03/09/2021\n---\n".into(),
            vec!["the page's own date"],
        ),
    ];
    for (marked, words) in cases {
        let (text, places) = unmark(&marked);
        let found = diagnostics(&engine, "ko-kr/a.md", &text);
        let found: Vec<_> = found.iter().filter(|found| found.severity > Severity::Info).collect();
        assert_eq!(found.len(), 1, "{marked}\n{found:?}");
        let related = found[0].related.iter();
        let got: Vec<_> = related.map(|related| (related.span.range(), related.message.as_str())).collect();
        assert_eq!(got, places.into_iter().zip(words).collect::<Vec<_>>(), "{marked}");
    }
}
