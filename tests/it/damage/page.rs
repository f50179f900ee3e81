//! Healthy pages of the handbook, taken apart by plain searches, and edits that mark where a fault will be.
//! Nothing here asks the program where anything is.

use std::ops::Range;
use std::path::Path;

/// Around the place that a diagnostic must name, in an edited text.
pub(super) const MARKS: [char; 2] = ['⟦', '⟧'];

pub(super) struct Page {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) pairs: Vec<Pair>,
    /// The lines of the header, without its fences.
    pub(super) keys: Vec<Key>,
}

/// Where the parts of a pair stand.
#[derive(Clone)]
pub(super) struct Pair {
    pub(super) open: Range<usize>,
    pub(super) target: Range<usize>,
    pub(super) close: Range<usize>,
    pub(super) lookup: Range<usize>,
    pub(super) source_open: Range<usize>,
    pub(super) source: Range<usize>,
    /// Both closing tags.
    pub(super) end: Range<usize>,
    /// `103`, `p103`
    pub(super) number: String,
}

/// A header line: `key: value` and its line end.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) line: Range<usize>,
    pub(super) value: Range<usize>,
}

pub(super) const HANDOFF: [&str; 6] = [
    "ms.openlocfilehash",
    "ms.sourcegitcommit",
    "ms.translationtype",
    "ms.contentlocale",
    "ms.lasthandoff",
    "ms.locfileid",
];

const TARGET: &str = "<span data-ttu-id=\"";
const LOOKUP: &str = "<span class=\"sxs-lookup\">";
const SOURCE: &str = "<span data-stu-id=\"";
const CLOSE: &str = "</span>";

/// Every page of the handbook but those that it spoils on purpose.
pub(super) fn healthy() -> Vec<Page> {
    const SPOILT: [&str; 7] = [
        "ja-jp/harbor/add-a-guest.md",
        "ko-kr/harbor/assign-a-berth.md",
        "de-de/harbor/import-bookings.md",
        "ko-kr/harbor/fees.md",
        "ja-jp/harbor/release-notes.md",
        "de-de/harbor/overview.md",
        "ja-jp/harbor/overview.md",
    ];
    const NAMES: [&str; 9] = [
        "overview.md",
        "add-a-guest.md",
        "assign-a-berth.md",
        "close-the-season.md",
        "import-bookings.md",
        "fees.md",
        "release-notes.md",
        "archive-2018.md",
        "includes/contact.md",
    ];
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/handbook");
    let mut pages = Vec::new();
    for locale in ["ko-kr", "ja-jp", "de-de"] {
        for name in NAMES {
            let path = format!("{locale}/harbor/{name}");
            if !SPOILT.contains(&path.as_str()) {
                let text = std::fs::read_to_string(book.join(&path)).expect("the handbook has this page");
                pages.push(Page::new(path, text));
            }
        }
    }
    pages
}

impl Page {
    pub(super) fn new(path: String, text: String) -> Self {
        let body = body(&text);
        Self { pairs: pairs(&text), keys: keys(&text[..body]), path, text }
    }

    /// The byte after the closing `---`; 0 without a header.
    pub(super) fn body(&self) -> usize {
        body(&self.text)
    }

    /// The text with each range replaced. Edits are given in any order; none overlaps another.
    pub(super) fn with(&self, edits: &[(Range<usize>, String)]) -> String {
        let mut edits: Vec<_> = edits.iter().collect();
        edits.sort_by_key(|edit| (edit.0.start, edit.0.end));
        let mut out = String::with_capacity(self.text.len() + 64);
        let mut at = 0;
        for (range, text) in edits {
            out.push_str(&self.text[at..range.start]);
            out.push_str(text);
            at = range.end;
        }
        out.push_str(&self.text[at..]);
        out
    }

    pub(super) fn at(&self, range: &Range<usize>) -> &str {
        &self.text[range.clone()]
    }

    pub(super) fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// Whether the page is of the generation of 2018, whose header has no `ms.locfileid`.
    pub(super) fn is_old(&self) -> bool {
        !self.keys.is_empty() && self.key("ms.locfileid").is_none()
    }

    /// The line that a byte stands on, without its end.
    pub(super) fn line(&self, at: usize) -> Range<usize> {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        start..self.text[at..].find('\n').map_or(self.text.len(), |end| at + end)
    }

    /// What stands between pair `at` and the next.
    pub(super) fn gap(&self, at: usize) -> Range<usize> {
        self.pairs[at].end.end..self.pairs[at + 1].open.start
    }

    /// Whether the line of a pair is a row of a table.
    pub(super) fn in_table(&self, pair: &Pair) -> bool {
        self.text[self.line(pair.open.start)].starts_with('|')
    }

    /// Whether a pair is all of its line but for the marker of a list.
    pub(super) fn stands_alone(&self, pair: &Pair) -> bool {
        let line = self.line(pair.open.start);
        let before = self.text[line.start..pair.open.start].trim();
        pair.end.end == line.end && matches!(before, "" | "-" | "1.")
    }

    /// The text with the numbers of the pairs from `from` on raised, after `edits` elsewhere.
    pub(super) fn raised(&self, from: usize, by: i64, mut edits: Vec<(Range<usize>, String)>) -> String {
        for pair in &self.pairs[from..] {
            if let Ok(number) = pair.number.parse::<i64>() {
                let raised = (number + by).to_string();
                edits.push((pair.target_number(), raised.clone()));
                edits.push((pair.source_number(), raised));
            }
        }
        self.with(&edits)
    }
}

impl Pair {
    pub(super) fn whole(&self) -> Range<usize> {
        self.open.start..self.end.end
    }

    pub(super) fn target_id(&self) -> Range<usize> {
        self.open.start + TARGET.len()..self.open.end - 2
    }

    pub(super) fn source_id(&self) -> Range<usize> {
        self.source_open.start + SOURCE.len()..self.source_open.end - 2
    }

    pub(super) fn target_number(&self) -> Range<usize> {
        self.target_id().start + 6..self.target_id().end
    }

    pub(super) fn source_number(&self) -> Range<usize> {
        self.source_id().start + 6..self.source_id().end
    }

    /// `None` for a paragraph's number.
    pub(super) fn sentence(&self) -> Option<u32> {
        self.number.parse().ok()
    }

    /// The source text with its tags.
    pub(super) fn source_half(&self) -> Range<usize> {
        self.lookup.start..self.end.end
    }

    /// The translation with its tags.
    pub(super) fn target_half(&self) -> Range<usize> {
        self.open.start..self.close.end
    }
}

fn body(text: &str) -> usize {
    if text.starts_with("---\n") { text.find("\n---\n").map_or(0, |at| at + 5) } else { 0 }
}

fn keys(header: &str) -> Vec<Key> {
    let mut at = 0;
    let mut keys = Vec::new();
    for line in header.split_inclusive('\n') {
        if let Some((name, value)) = line.trim_end().split_once(": ") {
            let start = at + name.len() + 2;
            let value = start..start + value.len();
            keys.push(Key { name: name.to_owned(), line: at..at + line.len(), value });
        }
        at += line.len();
    }
    keys
}

fn pairs(text: &str) -> Vec<Pair> {
    let starts: Vec<usize> = text.match_indices(TARGET).map(|(at, _)| at).collect();
    let until = starts.iter().skip(1).copied().chain([text.len()]);
    let tag = |at: usize| at..at + text[at..].find('>').expect("a healthy page closes its tags") + 1;
    let pair = |(start, until): (usize, usize)| {
        let open = tag(start);
        let middle = text[open.end..until].find(&format!("{CLOSE}{LOOKUP}{SOURCE}"));
        let close = open.end + middle.expect("a healthy pair has a source");
        let lookup = close + CLOSE.len();
        let source_open = tag(lookup + LOOKUP.len());
        let end = text[..until].rfind(&CLOSE.repeat(2)).expect("a healthy pair ends");
        let number = text[open.start + TARGET.len() + 6..open.end - 2].to_owned();
        Pair {
            target: open.end..close,
            close: close..lookup,
            lookup: lookup..source_open.start,
            source: source_open.end..end,
            end: end..end + 2 * CLOSE.len(),
            open,
            source_open,
            number,
        }
    };
    starts.iter().copied().zip(until).map(pair).collect()
}

/// `⟦text⟧`
pub(super) fn mark(text: &str) -> String {
    format!("{}{text}{}", MARKS[0], MARKS[1])
}

/// A text without its marks, and the ranges that stood between them.
pub(super) fn unmark(marked: &str) -> (String, Vec<Range<usize>>) {
    let mut text = String::with_capacity(marked.len());
    let mut places = Vec::new();
    for c in marked.chars() {
        if c == MARKS[0] {
            places.push(text.len()..text.len());
        } else if c == MARKS[1] {
            places.last_mut().expect("a mark is opened before it is closed").end = text.len();
        } else {
            text.push(c);
        }
    }
    (text, places)
}
