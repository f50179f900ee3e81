//! Damage to links: moved, emptied, lost, torn, glued.

use super::edit::{Link, bolds, codes, links, next_word, pattern, with, word};
use super::{Fault, Set, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("a link is on the next word", &["misplaced-link"], |set, pair, out| {
        for link in links(&pair.target) {
            out.extend(beside(set, &pair.target, &link));
        }
    }),
    fault("a link is on words that name nothing", &["misplaced-link"], |set, pair, out| {
        for link in links(&pair.target) {
            let text = with(&pair.target, &[(link.whole.clone(), &pair.target[link.words.clone()])]);
            let places = set.function.iter().filter_map(|name| word(&text, name));
            for place in places.take(2) {
                let moved = format!("[{}]({})", &text[place.clone()], &pair.target[link.url.clone()]);
                out.push(with(&text, &[(place, &moved)]));
            }
        }
    }),
    fault("a link cuts the quotes around its words", &["misplaced-link"], |set, pair, out| {
        let [open, close] = &set.link_quotes;
        for link in links(&pair.target) {
            let words = &pair.target[link.words.clone()];
            let url = &pair.target[link.url.clone()];
            let (start, end) = outside_quotes(&pair.target, &link);
            if set.is_latin() || set.locale == "zh-cn" {
                let Some(before) = previous(set, &pair.target[..start]) else { continue };
                let whole = before..end;
                let gap = &pair.target[whole.start..start];
                out.push(with(&pair.target, &[(whole, &format!("[{gap}{open}{words}]({url}){close}"))]));
            } else if let Some(next) = next_word(&pair.target, end) {
                let behind = &pair.target[end..next.end];
                let moved = format!("{open}[{words}{close}{behind}]({url})");
                out.push(with(&pair.target, &[(start..next.end, &moved)]));
            }
        }
    }),
    fault("a link has no words", &["empty-link-text"], |_, pair, out| {
        for link in links(&pair.target) {
            let words = &pair.target[link.words.clone()];
            let url = &pair.target[link.url.clone()];
            out.push(with(&pair.target, &[(link.words.clone(), "")]));
            out.push(with(&pair.target, &[(link.whole.clone(), &format!("{words}[]({url})"))]));
        }
    }),
    fault("a space stands between words and destination", &["spaced-link"], |_, pair, out| {
        for link in links(&pair.target) {
            let gap = link.words.end + 1..link.words.end + 1;
            out.push(with(&pair.target, &[(gap, " ")]));
        }
    }),
    fault("a space stands in the destination", &["spaced-link"], |_, pair, out| {
        for link in links(&pair.target) {
            let dot = pair.target[link.url.clone()].rfind('.').map(|at| link.url.start + at);
            if let Some(dot) = dot {
                out.push(with(&pair.target, &[(dot..dot, " ")]));
                out.push(with(&pair.target, &[(dot + 1..dot + 1, " ")]));
            }
        }
    }),
    fault("a link goes elsewhere", &["changed-link", "lost-link"], |_, pair, out| {
        for link in links(&pair.target) {
            let url = &pair.target[link.url.clone()];
            for other in [
                url.replace(".md", ".html").replace("pricing", "prices"),
                "overview.md".to_owned(),
                String::new(),
            ] {
                out.push(with(&pair.target, &[(link.url.clone(), &other)]));
            }
        }
    }),
    fault("two links go to one place", &["changed-link", "lost-link"], |_, pair, out| {
        for two in links(&pair.target).windows(2) {
            let first = &pair.target[two[0].url.clone()];
            out.push(with(&pair.target, &[(two[1].url.clone(), first)]));
        }
    }),
    fault("a link is lost", &["lost-link"], |_, pair, out| {
        for link in links(&pair.target) {
            out.push(with(&pair.target, &[(link.whole.clone(), &pair.target[link.words.clone()])]));
        }
    }),
    fault("a link stands twice", &["added-link"], |_, pair, out| {
        for link in links(&pair.target) {
            let whole = &pair.target[link.whole.clone()];
            out.push(with(&pair.target, &[(link.whole.end..link.whole.end, &format!(" {whole}"))]));
        }
        // Or where the source has none.
        if links(&pair.source).is_empty() && pair.source.contains("Harbor Ledger") {
            out.push(pair.target.replace("Harbor Ledger", "[Harbor Ledger](ledger.md)"));
        }
    }),
    fault("a bracket of a link is lost", &["lost-link", "unbalanced-bracket"], |_, pair, out| {
        for link in links(&pair.target) {
            out.push(with(&pair.target, &[(link.whole.start..link.whole.start + 1, "")]));
            out.push(with(&pair.target, &[(link.whole.end - 1..link.whole.end, "")]));
        }
    }),
    fault("a reference is another one", &["changed-reference", "changed-link"], |_, pair, out| {
        if pair.target.contains("][fees]") {
            out.push(pair.target.replace("][fees]", "][dues]"));
        }
    }),
    fault("a reference is translated", &["changed-reference", "lost-link"], |set, pair, out| {
        if pair.target.contains("][fees]") {
            let word = if set.is_latin() { "preise" } else { "料金" };
            out.push(pair.target.replace("][fees]", &format!("][{word}]")));
        }
    }),
    fault("a space stands before a reference", &["changed-reference"], |_, pair, out| {
        if pair.target.contains("][fees]") {
            out.push(pair.target.replace("][fees]", "] [fees]"));
        }
    }),
    fault("a mark is glued to the next word", &["glued-edge", "literal-bold"], |set, pair, out| {
        if !set.is_latin() {
            return;
        }
        let text = &pair.target;
        let marks = links(text).into_iter().map(|link| link.whole);
        for mark in marks.chain(bolds(text)).chain(codes(text)) {
            if pattern!(r"^ \w").is_match(&text[mark.end..]) {
                out.push(with(text, &[(mark.end..mark.end + 1, "")]));
            }
            if pattern!(r"\w $").is_match(&text[..mark.start]) {
                out.push(with(text, &[(mark.start - 1..mark.start, "")]));
            }
        }
    }),
];

/// The text with a link on the word beside its own: the next in Korean and Japanese, where verbs and particles
/// stand behind, else the one before.
fn beside(set: &Set, text: &str, link: &Link) -> Option<String> {
    let words = &text[link.words.clone()];
    let url = &text[link.url.clone()];
    if matches!(set.locale, "ko-kr" | "ja-jp") {
        let next = next_word(text, link.whole.end)?;
        // What stands behind a space is a word of its own, and may be one that says something.
        if text[link.whole.end..next.start].contains(' ')
            && !set.function.contains(&text[next.clone()].to_owned())
        {
            return None;
        }
        let moved = format!("[{}]({url})", &text[next.clone()]);
        return Some(with(text, &[(link.whole.clone(), words), (next, &moved)]));
    }
    let (start, _) = outside_quotes(text, link);
    let before = previous(set, &text[..start])?;
    let end = before + text[before..start].trim_end().len();
    let moved = format!("[{}]({url})", &text[before..end]);
    Some(with(text, &[(before..end, &moved), (link.whole.clone(), words)]))
}

/// Where the word that names nothing begins, directly before the end of a text.
fn previous(set: &Set, text: &str) -> Option<usize> {
    let text = text.trim_end();
    let names = set.function.iter().filter(|name| text.ends_with(name.as_str()));
    let start = names.map(|name| text.len() - name.len()).min()?;
    let is_cut = set.is_latin() && text[..start].ends_with(char::is_alphanumeric);
    (!is_cut).then_some(start)
}

/// A link's range with the quotes directly around it.
fn outside_quotes(text: &str, link: &Link) -> (usize, usize) {
    let before = text[..link.whole.start].trim_end_matches(['\u{a0}', '“', '„', '「', '«', '"']);
    let rest = text[link.whole.end..].trim_start_matches(['\u{a0}', '”', '“', '」', '»', '"']);
    (before.len(), text.len() - rest.len())
}
