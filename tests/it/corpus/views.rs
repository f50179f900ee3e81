//! Views against what sites published: the page without spans, and the page that was translated.

use std::collections::HashMap;
use std::sync::Arc;

use paralint::model::{Document, Place};
use regex::Regex;

use super::{corpora, pages};

#[test]
fn every_view_leads_back_to_its_file() {
    let Some(corpora) = corpora() else { return };
    for tree in ["partner-center-2021/live-sxs", "partner-center-2020", "nuget"] {
        for (path, text) in pages(&corpora.join(tree)) {
            let document = Document::read(Arc::clone(&path), &text, &Place::default());
            for view in [&document.target, document.source()] {
                let starts = view.outline().nodes.iter().map(|node| node.outer.start);
                assert!(starts.clone().is_sorted(), "{path}: the outline is out of order");
                for (at, _) in view.text().char_indices().step_by(3) {
                    let at = u32::try_from(at).expect("a page is small");
                    let byte = paralint::text::Span { start: at, end: at + 1 };
                    let file = view.to_file(byte).expect("one byte lies in one piece");
                    assert_eq!(view.to_view(file.start), Some(at), "{path}: byte {at} of a view");
                }
            }
            let mut joined = text[..document.body].to_owned();
            let mut at = document.body;
            for pair in &document.pairs {
                joined.push_str(&text[at..pair.whole.start as usize]);
                joined.push_str(pair.whole.of(&text));
                at = pair.whole.end as usize;
            }
            joined.push_str(&text[at..]);
            assert_eq!(joined, text, "{path}: gaps and pairs are not the file");
        }
    }
}

#[test]
fn the_target_view_is_the_page_without_spans() {
    let Some(corpora) = corpora() else { return };
    let live: HashMap<Arc<str>, String> =
        pages(&corpora.join("partner-center-2021/live")).into_iter().collect();
    let (mut equal, mut escaped, mut other) = (0, 0, Vec::new());
    for (path, text) in pages(&corpora.join("partner-center-2021/live-sxs")) {
        let document = Document::read(Arc::clone(&path), &text, &Place::default());
        let published = &live[&path];
        let shown = format!("{}{}", &text[..document.body], document.target.text());
        let unescape = |text: &str| text.replace("\\*", "*");
        if shown == *published {
            equal += 1;
        } else if unescape(&shown) == unescape(published) {
            escaped += 1;
        } else {
            other.push(path);
        }
    }
    assert_eq!((equal, escaped, other.len()), (1327, 95, 2), "other: {other:?}");
}

#[test]
fn the_source_view_is_the_page_that_was_translated() {
    let Some(corpora) = corpora() else { return };
    let english: HashMap<_, _> = pages(&corpora.join("nuget/en-pinned")).into_iter().collect();
    let (mut equal, mut without_quotes, mut all) = (0, 0, 0);
    for (path, text) in pages(&corpora.join("nuget/ko-kr")) {
        let Some(source) = english.get(&path) else { continue };
        all += 1;
        let korean = Document::read(Arc::clone(&path), &text, &Place::default());
        let pinned = Document::read(Arc::clone(&path), source, &Place::default());
        let (shown, written) = (plain(korean.source().text()), plain(pinned.target.text()));
        equal += usize::from(folded(&shown) == folded(&written));
        without_quotes += usize::from(folded(&unquoted(&shown)) == folded(&unquoted(&written)));
    }
    assert_eq!(all, 366);
    assert!(equal >= 342, "{equal} of {all} are equal");
    assert!(without_quotes >= 355, "{without_quotes} of {all} are equal but for quote marks");
    eprintln!("source views equal to the pinned source: {equal} and {without_quotes} of {all}");
}

/// Without what the pipeline adds or translates in place: heading anchors, alternative texts, escapes.
fn plain(text: &str) -> String {
    let anchor =
        Regex::new(r#"(?m)^(\s*[#>\-*\d. ]*#+\s*)<a name="[^"]*"></a>"#).expect("a constant pattern");
    let alt = Regex::new(r#"!\[[^\]]*\]|alt-text="[^"]*""#).expect("a constant pattern");
    let text = text.replace("\\*", "*");
    alt.replace_all(&anchor.replace_all(&text, "$1"), "").into_owned()
}

fn unquoted(text: &str) -> String {
    text.lines().map(|line| line.trim_start_matches(['>', ' '])).collect::<Vec<_>>().join("\n")
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
