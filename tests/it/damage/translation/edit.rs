//! Where marks stand in a text, found by plain patterns, and texts with other words there.

use std::ops::Range;

use regex::Regex;

/// An inline link: all of it, its words, its destination.
pub(super) struct Link {
    pub(super) whole: Range<usize>,
    pub(super) words: Range<usize>,
    pub(super) url: Range<usize>,
}

macro_rules! pattern {
    ($pattern:literal) => {{
        static PATTERN: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($pattern).expect("a sound pattern"));
        &*PATTERN
    }};
}
pub(super) use pattern;

/// Bold runs with their marks.
pub(super) fn bolds(text: &str) -> Vec<Range<usize>> {
    all(pattern!(r"\*\*[^*]+\*\*"), text)
}

/// What stands between the marks of a bold run.
pub(super) fn label<'t>(text: &'t str, bold: &Range<usize>) -> &'t str {
    &text[bold.start + 2..bold.end - 2]
}

pub(super) fn links(text: &str) -> Vec<Link> {
    let found = pattern!(r"(!?)\[([^\[\]]*)\]\(([^()\s]*)\)").captures_iter(text);
    let links = found.filter(|link| link[1].is_empty());
    let range = |link: &regex::Captures<'_>, group: usize| link.get(group).expect("a group").range();
    links.map(|link| Link { whole: range(&link, 0), words: range(&link, 2), url: range(&link, 3) }).collect()
}

pub(super) fn images(text: &str) -> Vec<Range<usize>> {
    all(pattern!(r"!\[[^\[\]]*\]\([^()\s]*\)"), text)
}

/// Code spans with their backticks.
pub(super) fn codes(text: &str) -> Vec<Range<usize>> {
    all(pattern!("`[^`]+`"), text)
}

pub(super) fn all(pattern: &Regex, text: &str) -> Vec<Range<usize>> {
    pattern.find_iter(text).map(|found| found.range()).collect()
}

/// What is not plain words: marks with what they hold, tags, placeholders, formulas, literals.
fn marked(text: &str) -> Vec<Range<usize>> {
    let marks = pattern!(
        r"\*\*[^*]+\*\*|!?\[[^\[\]]*\](\([^()\s]*\)|\[[^\[\]]*\])|`[^`]+`|<[^<>]+>|\{[^{}]*\}|%s|\$[^$]+\$|&\w+;"
    );
    all(marks, text)
}

/// The stretches of plain words.
pub(super) fn plain(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut plain = Vec::new();
    for mark in marked(text).into_iter().chain(std::iter::once(text.len()..text.len())) {
        plain.push(at..mark.start);
        at = mark.end;
    }
    plain.retain(|range| !range.is_empty());
    plain
}

/// The longest stretch of plain words.
pub(super) fn longest(text: &str) -> Range<usize> {
    plain(text).into_iter().max_by_key(|range| range.len()).unwrap_or(0..0)
}

/// Where a word first stands among plain words, and not as a part of a longer one.
pub(super) fn word(text: &str, word: &str) -> Option<Range<usize>> {
    let is_latin = word.chars().all(|c| c < '\u{250}');
    let stretches = plain(text).into_iter();
    let places = stretches.flat_map(|stretch| {
        let starts = text[stretch.clone()].match_indices(word).map(move |(at, _)| stretch.start + at);
        starts.collect::<Vec<_>>()
    });
    places.map(|at| at..at + word.len()).find(|place| {
        let before = text[..place.start].chars().next_back();
        let behind = text[place.end..].chars().next();
        !is_latin || !before.into_iter().chain(behind).any(char::is_alphanumeric)
    })
}

/// The word that follows a place, behind closing quotes and spaces; none where a mark ends it.
pub(super) fn next_word(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text[at..].trim_start_matches([' ', '”', '」', '“', '"', '»', '\u{a0}', '』']);
    let start = text.len() - rest.len();
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    (end > 0).then(|| start..start + end)
}

/// The text with each range replaced. Edits are given in any order; none overlaps another.
pub(super) fn with(text: &str, edits: &[(Range<usize>, &str)]) -> String {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.0.start, edit.0.end));
    let mut out = String::with_capacity(text.len() + 16);
    let mut at = 0;
    for (range, words) in edits {
        out.push_str(&text[at..range.start]);
        out.push_str(words);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}
