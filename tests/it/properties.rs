//! What must hold of any text: nothing panics, every place is a place, no byte is lost, and neither threads nor the
//! order or the cutting of a file list changes a word.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use paralint::config::Settings;
use paralint::diagnostic::{Diagnostic, Severity};
use paralint::engine::{Engine, Outcome};
use paralint::model::{Document, Facts, Index, RecentViews, View, layout};
use paralint::packs;
use paralint::text::Span;
use paralint::workspace::{Request, Run, Workspace};
use proptest::prelude::*;
use proptest::sample::Index as Pick;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let settings = Settings::reporting(Severity::Info);
    Engine::new(packs::bundled(), &settings).expect("the bundled packs fit together")
});

/// A page with a bit of everything, small enough to be damaged all over.
const PAGE: &str = "---\ntitle: 선석\ndescription: 'a: b'\nms.date: 06/03/2021 # no\n\
    ms.openlocfilehash: 5784668fa77807734d2bca32fffa2d003f5a0aae\nms.contentlocale: ko-KR\n\
    ms.lasthandoff: 07/09/2021\nms.locfileid: \"140312501\"\n---\n\
    # <a name=\"a-b\"></a><span data-ttu-id=\"4c0de-103\">가 **나**</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-103\">A **b**</span></span>\n\n\
    - [<span data-ttu-id=\"4c0de-104\">문서</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-104\">Page</span></span>](a.md)\n\
    - ![지도](m.png) <span data-ttu-id=\"4c0de-106\">`a` <span>b</span> & <c</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-106\">`a` <span>b</span></span></span>\n\n\
    | <span data-ttu-id=\"4c0de-107\">셀 \\| x</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-107\">Cell</span></span> | b |\n|---|---|\n\
    | <span data-ttu-id=\"4c0de-108\">[x]: y</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-108\">c</span></span> | d | e |\n\n\
    <!-- paralint-disable-line all -->\n\n```\n<span data-ttu-id=\"4c0de-109\">코드</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-109\">code</span></span>\n```\n\
    :::image alt-text=\"😀\":::\n\n<span data-ttu-id=\"4c0de-p101\">가. 나.</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-p101\">A. B.</span></span>\n";

/// One change to a text; places are taken modulo what is there.
#[derive(Debug, Clone)]
pub(crate) enum Mutation {
    Delete(Pick, u8),
    Double(Pick, u8),
    Swap(Pick, Pick, u8),
    Truncate(Pick),
    Put(Pick, &'static str),
    LineEnd(Pick, &'static str),
}

pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
    const BITS: [&str; 22] = [
        "<span data-ttu-id=\"4c0de-105\">",
        "<span class=\"sxs-lookup\">",
        "<span data-stu-id=\"4c0de-105\">",
        "</span>",
        "</span></span>",
        "<span>",
        "\n\n",
        "\r",
        "|",
        "`",
        "```\n",
        "**",
        "[",
        "](x)",
        "---\n",
        ": ",
        "\t",
        "&quot;",
        "<b ",
        "<!--",
        "\u{feff}",
        "😀",
    ];
    let at = any::<Pick>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, length)| Mutation::Delete(at, length)),
        (at(), any::<u8>()).prop_map(|(at, length)| Mutation::Double(at, length)),
        (at(), at(), any::<u8>()).prop_map(|(one, two, length)| Mutation::Swap(one, two, length)),
        at().prop_map(Mutation::Truncate),
        (at(), prop::sample::select(&BITS[..])).prop_map(|(at, bit)| Mutation::Put(at, bit)),
        (at(), prop::sample::select(&["\r", "\r\n", "\n\r", ""][..]))
            .prop_map(|(at, end)| Mutation::LineEnd(at, end)),
    ]
}

pub(crate) fn mutate(text: &mut String, mutation: &Mutation) {
    let border = |text: &str, pick: &Pick| text.floor_char_boundary(pick.index(text.len() + 1));
    let range = |text: &str, pick: &Pick, length: u8| {
        let start = border(text, pick);
        start..text.floor_char_boundary((start + usize::from(length)).min(text.len()))
    };
    match mutation {
        Mutation::Delete(at, length) => text.replace_range(range(text, at, *length), ""),
        Mutation::Double(at, length) => {
            let range = range(text, at, *length);
            let again = text[range.clone()].to_owned();
            text.insert_str(range.end, &again);
        }
        Mutation::Swap(one, two, length) => {
            let [mut first, mut second] = [range(text, one, *length), range(text, two, *length)];
            if first.start > second.start {
                std::mem::swap(&mut first, &mut second);
            }
            if first.end <= second.start {
                let [early, late] = [first.clone(), second.clone()].map(|range| text[range].to_owned());
                text.replace_range(second, &early);
                text.replace_range(first, &late);
            }
        }
        Mutation::Truncate(at) => text.truncate(border(text, at)),
        Mutation::Put(at, bit) => text.insert_str(border(text, at), bit),
        Mutation::LineEnd(at, end) => {
            let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
            if !ends.is_empty() {
                let at = ends[at.index(ends.len())];
                text.replace_range(at..=at, end);
            }
        }
    }
}

/// Segments that stand side by side, of what rules look for: a mark may open in one of them, and close in the next.
fn adjoining() -> impl Strategy<Value = String> {
    const BITS: [&str; 34] = [
        "**", "**", "*", "`", "`", "\\", "\\", "$x^2$", "$", "[", "](a.md)", "](", "]", "「", "」", "“", "”",
        "\"", "'", "(", ")", " ", " ", "Tide", "KPI", "선석", "を", "Hafen", "15", "일", "2021", ".", "{0}",
        "<br>",
    ];
    let side = || prop::collection::vec(prop::sample::select(&BITS[..]), 0..8).prop_map(|bits| bits.concat());
    let gap = prop::sample::select(&["", "", " ", "\n", "\n\n", " | "][..]);
    let segment = |(at, (target, source, gap)): (usize, (String, String, &str))| {
        let id = format!("4c0de-{}", 101 + at);
        let source = format!("<span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>");
        format!("<span data-ttu-id=\"{id}\">{target}</span>{source}{gap}")
    };
    prop::collection::vec((side(), side(), gap), 1..5)
        .prop_map(move |segments| segments.into_iter().enumerate().map(segment).collect())
}

/// Random text, text of the bits that matter, and damaged pages.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let damaged = prop::collection::vec(mutation(), 0..6).prop_map(|mutations| {
        let mut text = PAGE.to_owned();
        mutations.iter().for_each(|mutation| mutate(&mut text, mutation));
        text
    });
    prop_oneof![1 => any::<String>(), 1 => "(\\PC|[\r\n\t |`*#>-]){0,80}", 6 => damaged]
}

fn report(files: &[(String, String)]) -> Outcome {
    let mut index = Index::default();
    let mut found = Vec::new();
    let mut recent = RecentViews::default();
    for (path, text) in files {
        let place = layout::place(path, None);
        let document = Document::read_beside(Arc::from(path.as_str()), text, &place, &mut recent);
        let checked = ENGINE.check(&document);
        index.replace(checked.facts);
        found.extend(checked.found);
    }
    ENGINE.finish(&index, found, &texts(files))
}

/// Reading a page again, for rules across files.
fn texts(files: &[(String, String)]) -> impl Fn(&str) -> Option<Arc<str>> {
    |path| files.iter().find(|(name, _)| name == path).map(|(_, text)| Arc::from(text.as_str()))
}

fn facts(path: &str, text: &str) -> Facts {
    ENGINE.check(&Document::read(Arc::from(path), text, &layout::place(path, None))).facts
}

fn is_place(text: &str, span: Span) -> bool {
    span.start <= span.end && span.get(text).is_some()
}

fn sound_view(text: &str, view: &View, sides: &[Span]) {
    assert_eq!(view.pairs(), sides.len());
    for (at, side) in sides.iter().enumerate() {
        assert_eq!(view.side(at).of(view.text()), side.of(text), "side {at}");
        if !side.is_empty() {
            assert_eq!(view.to_file(view.side(at)), Some(*side), "side {at}");
        }
    }
    for offset in (0..view.text().len()).filter(|&at| view.text().is_char_boundary(at)) {
        let shown =
            Span::new(offset, offset + view.text()[offset..].chars().next().map_or(1, char::len_utf8));
        let file = view.to_file(shown).expect("a character is in one piece");
        assert_eq!(file.of(text), shown.of(view.text()));
        assert_eq!(view.to_view(file.start), Some(shown.start));
    }
    let outline = view.outline();
    assert!(outline.nodes.is_sorted_by_key(|node| node.outer.start), "{:?}", outline.nodes);
    for (at, node) in outline.nodes.iter().enumerate() {
        assert!(node.outer.contains(node.inner) && is_place(view.text(), node.inner), "{node:?}");
        assert!(is_place(view.text(), node.outer) && node.parent as usize <= at, "{node:?}");
    }
    for definition in &outline.definitions {
        assert!(is_place(view.text(), definition.span));
    }
    for reference in &outline.undefined {
        assert!(is_place(view.text(), reference.span));
    }
}

/// Invariants 2 and 3 on one text.
fn sound(text: &str) {
    let path = "ko-kr/a.md";
    let document = Document::read(Arc::from(path), text, &layout::place(path, None));
    // Gaps and pairs, joined, are the file.
    let mut joined = String::new();
    let mut at = 0;
    for pair in document.header_pairs.iter().chain(&document.pairs) {
        assert!(at <= pair.whole.start, "pairs rise: {pair:?}");
        joined += &text[at as usize..pair.whole.start as usize];
        joined += pair.whole.of(text);
        at = pair.whole.end;
        for part in [pair.target, pair.source, pair.target_id, pair.source_id] {
            assert!(pair.whole.contains(part) && is_place(text, part), "{pair:?}");
        }
    }
    assert_eq!(joined + &text[at as usize..], text);
    sound_view(text, &document.target, &document.pairs.iter().map(|pair| pair.target).collect::<Vec<_>>());
    sound_view(text, document.source(), &document.pairs.iter().map(|pair| pair.source).collect::<Vec<_>>());
    for leftover in &document.leftovers {
        assert!(is_place(text, leftover.span) && is_place(text, leftover.whole), "{leftover:?}");
        assert!(leftover.whole.contains(leftover.span), "{leftover:?}");
    }
    let outcome = report(&[(path.to_owned(), text.to_owned())]);
    for diagnostic in &outcome.diagnostics {
        assert!(is_place(text, diagnostic.span), "{diagnostic:?}");
        assert!(diagnostic.related.iter().all(|related| is_place(text, related.span)), "{diagnostic:?}");
        if let Some(pair) = &diagnostic.pair {
            assert!(is_place(text, pair.target) && is_place(text, pair.source), "{diagnostic:?}");
        }
    }
    assert!(is_sorted(&outcome.diagnostics), "{:?}", outcome.diagnostics);
}

fn is_sorted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.is_sorted_by_key(|found| (found.path.to_string(), found.span, found.rule.to_string()))
}

fn shown(outcome: &Outcome) -> String {
    format!("{:#?}\n{:?}", outcome.diagnostics, outcome.summary)
}

/// Some pages of several locales, healthy and damaged.
fn files() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((prop::sample::select(&["ko-kr", "ja-jp", "de-de"][..]), 0..4_u8, text()), 1..7)
        .prop_map(|files| {
            let mut named: Vec<_> =
                files.into_iter().map(|(locale, name, text)| (format!("{locale}/{name}.md"), text)).collect();
            named.sort();
            named.dedup_by(|a, b| a.0 == b.0);
            named
        })
}

proptest! {
    #![proptest_config(crate::cases::cases(1500))]

    #[test]
    fn any_text_has_places_and_keeps_its_bytes(text in text()) {
        sound(&text);
    }

    #[test]
    fn no_rule_falls_over_what_a_segment_takes_from_the_next(text in adjoining()) {
        for locale in ["ko-kr", "ja-jp", "zh-cn", "de-de"] {
            report(&[(format!("{locale}/a.md"), text.clone())]);
        }
    }
}

#[test]
fn a_page_cut_anywhere_has_places() {
    for at in (0..=PAGE.len()).filter(|&at| PAGE.is_char_boundary(at)) {
        sound(&PAGE[..at]);
        sound(&PAGE[at..]);
    }
}

/// Pages are read one after the other, and each as if there were no others.
fn alone_and_beside(pages: &[&str]) {
    let place = layout::place("ko-kr/a.md", None);
    let mut recent = RecentViews::default();
    for page in pages {
        let beside = Document::read_beside(Arc::from("ko-kr/a.md"), page, &place, &mut recent);
        let alone = Document::read(Arc::from("ko-kr/a.md"), page, &place);
        assert_eq!(beside.source().text(), alone.source().text());
        let (beside, alone) = (ENGINE.check(&beside), ENGINE.check(&alone));
        assert_eq!(beside.facts, alone.facts);
        assert_eq!(format!("{:?}", beside.found), format!("{:?}", alone.found));
    }
}

#[test]
fn one_source_in_other_pieces_is_another() {
    let page = |sources: [&str; 2]| {
        let pair = |(number, source): (usize, &str)| {
            format!(
                "<span data-ttu-id=\"4c0de-{number}\">선석</span><span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-{number}\">{source}</span></span>"
            )
        };
        (101..).zip(sources).map(pair).collect::<String>()
    };
    alone_and_beside(&[&page(["Close the ", "berth"]), &page(["Close ", "the berth"])]);
}

proptest! {
    #![proptest_config(crate::cases::cases(150))]

    /// A source that was parsed for one locale serves the next only where it is the same, and cut in the same places.
    #[test]
    fn what_is_read_beside_others_is_what_is_read_alone(text in text(), letters in "[a-z]{2}", moved in mutation()) {
        let (from, to) = letters.split_at(1);
        let mut mutated = text.clone();
        mutate(&mut mutated, &moved);
        // Of the same length, so that the pieces start where they did.
        alone_and_beside(&[&text, &text.replace(from, to), &mutated, &text]);
    }

    #[test]
    fn order_and_chunks_change_nothing(
        (files, shuffled) in files().prop_flat_map(|files| (Just(files.clone()), Just(files).prop_shuffle())),
        cut in any::<Pick>(),
    ) {
        let whole = report(&files);
        prop_assert!(is_sorted(&whole.diagnostics));
        let whole = shown(&whole);
        prop_assert_eq!(&whole, &shown(&report(&shuffled)));
        // Two shards, each with an index of its own, merged either way round.
        let (one, two) = shuffled.split_at(cut.index(shuffled.len() + 1));
        let shard = |files: &[(String, String)]| {
            let mut index = Index::default();
            let mut found = Vec::new();
            for (path, text) in files {
                let document = Document::read(Arc::from(path.as_str()), text, &layout::place(path, None));
                let checked = ENGINE.check(&document);
                index.replace(checked.facts);
                found.extend(checked.found);
            }
            (index, found)
        };
        let ((a, mut found), (b, more)) = (shard(one), shard(two));
        found.extend(more);
        prop_assert_eq!(&whole, &shown(&ENGINE.finish(&b.clone().merge(a.clone()), found.clone(), &texts(&files))));
        prop_assert_eq!(&whole, &shown(&ENGINE.finish(&a.merge(b), found, &texts(&files))));
    }

    #[test]
    fn an_index_merges_in_any_order_and_takes_replacements(files in files(), other in text(), at in any::<Pick>()) {
        let single = |(path, text): &(String, String)| {
            let mut index = Index::default();
            index.replace(facts(path, text));
            index
        };
        let all: Vec<Index> = files.iter().map(single).collect();
        let left = all.iter().cloned().fold(Index::default(), Index::merge);
        let right = all.iter().rev().cloned().fold(Index::default(), |rest, one| one.merge(rest));
        prop_assert_eq!(&left, &right);
        prop_assert_eq!(left.len(), files.len());
        // Replaced, or built anew.
        let at = at.index(files.len());
        let mut changed = files.clone();
        changed[at].1 = other;
        let mut replaced = left.clone();
        replaced.replace(facts(&changed[at].0, &changed[at].1));
        let rebuilt = changed.iter().map(single).fold(Index::default(), Index::merge);
        prop_assert_eq!(&replaced, &rebuilt);
        // Taken out, and put back.
        let mut without = left.clone();
        without.remove(&files[at].0);
        prop_assert_eq!(without.len(), files.len() - 1);
        without.replace(facts(&files[at].0, &files[at].1));
        prop_assert_eq!(without, left);
    }
}

proptest! {
    #![proptest_config(crate::cases::cases(40))]

    #[test]
    fn threads_and_arguments_change_nothing(
        (files, shuffled) in files().prop_flat_map(|files| (Just(files.clone()), Just(files).prop_shuffle())),
    ) {
        let folder = tempfile::tempdir().expect("a folder for pages");
        for (path, text) in &files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a page has a folder")).expect("a folder");
            std::fs::write(path, text).expect("a page");
        }
        let run = |paths: Vec<PathBuf>, threads| {
            let request = Request { directory: folder.path().into(), paths, ..Request::default() };
            let workspace = Workspace::open(&request).expect("the pages are there");
            let outcome = workspace.check(&ENGINE, Run { threads, done: None });
            assert_eq!(outcome.summary.documents, files.len(), "each page once");
            shown(&outcome)
        };
        let named = |files: &[(String, String)]| files.iter().map(|(path, _)| path.into()).collect::<Vec<PathBuf>>();
        let once = run(vec![".".into()], 1);
        for threads in [1, 2, 4] {
            prop_assert_eq!(&once, &run(named(&shuffled), threads));
        }
        let twice = [named(&files), vec![".".into()], named(&shuffled)].concat();
        prop_assert_eq!(&once, &run(twice, 2));
    }
}
