//! `side-by-side.live`: the translation is what the site publishes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism, Spot};
use crate::model::{Document, View};
use crate::text::{Span, line_end, shortened};

/// A page that says something else than the page without spans that was made of it. `{text}` and `{live}` are the
/// words where the two part. Backslashes before asterisks are no difference: the tools that write pairs add them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Keys whose values must agree: else the two pages were made at different times and are not compared.
    same: Vec<String>,
}

impl Mechanism for Published {
    const VALUES: &'static [&'static str] = &["text", "live"];
    const ROLES: &'static [&'static str] = &["live"];
}

impl DocumentCheck for Published {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let Some(live) = &document.live else { return };
        let known = self.same.iter().any(|key| document.value(key).is_some());
        if !known || self.same.iter().any(|key| document.value(key) != live.value(key)) {
            return;
        }
        let (own, other) = (document.target.text(), live.shown());
        let Some((at, there)) = first_difference(own, other) else { return };
        let (words, other_words) = differing(own, at, other, there);
        let (words_here, words_there) = visible(quote(&own[words]), quote(&other[other_words.clone()]));
        let body = live.body();
        let place = Span::new(body + other_words.start, body + other_words.end);
        found.report(
            Finding::on(Spot::Target(place_of(&document.target, at)))
                .with("text", words_here)
                .with("live", words_there)
                .related_in("live", &live.path, place),
        );
    }
}

/// The pair that a difference lies in, or ends.
fn place_of(view: &View, at: usize) -> Span {
    let at = Span::at(at);
    let before = at.start.saturating_sub(1);
    let ends_here = |pair: &usize| view.side(*pair).end == at.start;
    match view.pair_at(at.start).or_else(|| view.pair_at(before).filter(ends_here)) {
        Some(pair) => view.side(pair),
        None => at,
    }
}

/// Where two texts part, in bytes of each.
fn first_difference(own: &str, other: &str) -> Option<(usize, usize)> {
    // Nearly all pages are equal to the byte, and the rest are for a long way.
    let equal = own.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    if equal == own.len() && equal == other.len() {
        return None;
    }
    let mut at = own.floor_char_boundary(equal);
    // A backslash that both have may belong to what differs, and so may half of a line's end.
    at -= usize::from(own[..at].ends_with(['\\', '\r']));
    let mut there = at;
    loop {
        match (step(own, at), step(other, there)) {
            (None, None) => return None,
            (Some((a, next)), Some((b, next_there))) if a == b => (at, there) = (next, next_there),
            _ => return Some((at, there)),
        }
    }
}

/// The character at a byte, without the backslash of an asterisk and LF for any line end, and where the next one begins.
fn step(text: &str, at: usize) -> Option<(char, usize)> {
    if text[at..].starts_with('\r') {
        return Some(('\n', line_end(text, at).1));
    }
    let at = at + usize::from(text[at..].starts_with("\\*"));
    let c = text[at..].chars().next()?;
    Some((c, at + c.len_utf8()))
}

/// What differs on the two lines, with the words around it.
fn differing(
    own: &str,
    at: usize,
    other: &str,
    there: usize,
) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    let (rest, other_rest) = (line(&own[at..]), line(&other[there..]));
    let pairs = rest.chars().rev().zip(other_rest.chars().rev());
    let tail: usize = pairs.take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let range = |text: &str, at: usize, rest: &str| {
        let end = at + rest.len() - tail;
        let word = text[end..].find(char::is_whitespace).unwrap_or(text.len() - end);
        word_before(text, at)..end + word
    };
    (range(own, at, rest), range(other, there, other_rest))
}

fn line(text: &str) -> &str {
    text.split(['\n', '\r']).next().unwrap_or(text)
}

/// Where the word before a byte begins, on the same line.
fn word_before(text: &str, at: usize) -> usize {
    let line = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let before = text[line..at].trim_end();
    line + before.rfind(char::is_whitespace).map_or(0, |space| space + 1)
}

/// Words that differ in nothing but spaces look alike, so their spaces are shown.
fn visible(own: String, other: String) -> (String, String) {
    if own != other && own.split_whitespace().eq(other.split_whitespace()) {
        return (own.replace(' ', "␣"), other.replace(' ', "␣"));
    }
    (own, other)
}

/// Short enough for a message.
fn quote(words: &str) -> String {
    const MOST: usize = 60;
    shortened(words, MOST).into_owned()
}
