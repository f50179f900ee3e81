//! One side of a side-by-side page as a page of its own: what a site shows to readers of one language.
//! Byte for byte the file, but for its pairs. Not a fix: what is wrong in the text stays wrong.

use super::document::Document;
use super::view::SideName;
use crate::syntax::side_by_side::Leftover;

/// What becomes of `\*` in translations. The tools that write pairs escape every asterisk that marks no emphasis;
/// nearly all pages that sites publish have it bare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asterisks {
    /// As they are written.
    Kept,
    /// Without the backslash, unless the line would become an item of a list.
    Unescaped,
}

const ESCAPED: &str = "\\*";

/// The page of one side. Pairs in the header are replaced as well; what lies between pairs is kept.
#[must_use]
pub fn strip(document: &Document<'_>, side: SideName, asterisks: Asterisks) -> String {
    let text = document.text;
    let mut page = String::with_capacity(text.len());
    let mut gap = 0;
    for pair in document.header_pairs.iter().chain(&document.pairs) {
        page.push_str(&text[gap..pair.whole.start as usize]);
        let words = side.of(pair).of(text);
        match asterisks {
            Asterisks::Kept => page.push_str(words),
            Asterisks::Unescaped => {
                let kept = if begins_list(&page, words) { ESCAPED.len() } else { 0 };
                page.push_str(&words[..kept]);
                page.push_str(&words[kept..].replace(ESCAPED, "*"));
            }
        }
        gap = pair.whole.end as usize;
    }
    page.push_str(&text[gap..]);
    page
}

/// Whether words that follow a page would begin with an item's mark without their backslash.
fn begins_list(page: &str, words: &str) -> bool {
    let line = page.rsplit(['\n', '\r']).next().unwrap_or(page);
    let is_mark = words.strip_prefix(ESCAPED).is_some_and(|rest| rest.starts_with([' ', '\t']));
    is_mark && line.chars().all(|c| matches!(c, ' ' | '\t' | '>' | '\u{feff}'))
}

/// The first marker that would be left on the page. A page without pairs may quote the format in its code.
#[must_use]
pub fn damage<'d>(document: &'d Document<'_>) -> Option<&'d Leftover> {
    let view = &document.target;
    let is_quoted = |leftover: &&Leftover| {
        let shown = view.to_view(leftover.span.start);
        document.pairs.is_empty() && shown.is_some_and(|at| view.outline().is_code(at))
    };
    document.leftovers.iter().find(|leftover| !is_quoted(leftover))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::Place;

    const PAGE: &str = "\u{feff}---\r\ntitle: 선석\r\n---\r\n# <span data-ttu-id=\"4c0de-101\">선석 \\*</span>\
        <span class=\"sxs-lookup\"><span data-stu-id=\"4c0de-101\">Berths</span></span> \\*\r\nend";

    fn stripped(side: SideName, asterisks: Asterisks) -> String {
        strip(&Document::read(Arc::from("a.md"), PAGE, &Place::default()), side, asterisks)
    }

    #[test]
    fn all_but_the_pairs_is_kept_to_the_byte() {
        let head = "\u{feff}---\r\ntitle: 선석\r\n---\r\n# ";
        let kept = stripped(SideName::Target, Asterisks::Kept);
        assert_eq!(kept, format!("{head}선석 \\* \\*\r\nend"));
        let source = stripped(SideName::Source, Asterisks::Kept);
        assert_eq!(source, format!("{head}Berths \\*\r\nend"));
    }

    #[test]
    fn asterisks_between_pairs_are_the_authors() {
        let page = stripped(SideName::Target, Asterisks::Unescaped);
        assert!(page.ends_with("선석 * \\*\r\nend"), "{page}");
    }

    #[test]
    fn an_asterisk_that_would_make_a_list_stays_escaped() {
        let unescaped = |before: &str| {
            let page = format!(
                "{before}<span data-ttu-id=\"4c0de-101\">\\* 선석 \\* 개</span><span class=\"sxs-lookup\">\
                <span data-stu-id=\"4c0de-101\">\\* Berths</span></span>"
            );
            let document = Document::read(Arc::from("a.md"), &page, &Place::default());
            strip(&document, SideName::Target, Asterisks::Unescaped)
        };
        assert_eq!(unescaped("> "), "> \\* 선석 * 개");
        assert_eq!(unescaped("a "), "a * 선석 * 개");
    }

    #[test]
    fn stripping_again_changes_nothing() {
        let once = stripped(SideName::Target, Asterisks::Kept);
        let document = Document::read(Arc::from("a.md"), &once, &Place::default());
        assert_eq!(strip(&document, SideName::Source, Asterisks::Kept), once);
    }

    #[test]
    fn a_marker_that_would_stay_is_damage_unless_it_is_quoted() {
        let damaged = |text: &str| {
            let document = Document::read(Arc::from("a.md"), text, &Place::default());
            damage(&document).map(|leftover| leftover.span.start)
        };
        assert_eq!(damaged("a <span data-ttu-id=\"4c0de-101\">b"), Some(2));
        assert_eq!(damaged("```\n<span data-ttu-id=\"4c0de-101\">b\n```\n"), None);
        assert_eq!(damaged(PAGE), None);
    }
}
