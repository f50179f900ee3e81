//! Two versions of a source text, held against each other passage by passage. Not a diff of lines, and no judge
//! of translations.

use std::ops::Range;

use super::{align, destination, fold};
use crate::syntax::front_matter;
use crate::syntax::markdown::{self, Kind, Outline};
use crate::text::Span;

/// The smallest block of a text that holds words: a heading, a paragraph, a cell, the words of a list item, code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands, in bytes of the text that was read.
    pub span: Span,
    /// Its folded words: markup, case and punctuation change nothing.
    pub key: u64,
    /// Where its links lead, folded together.
    links: u64,
    is_code: bool,
}

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What it says to readers.
    pub harm: Harm,
    /// Which of the older passages; `None` for one that is new.
    pub older: Option<usize>,
    /// Which of the newer passages; `None` for one that is gone.
    pub newer: Option<usize>,
}

/// What a change does to readers of the older text, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Harm {
    /// A number, a date or an amount is another.
    Number,
    /// Bold words, most of them names of buttons and menus, are others.
    Label,
    /// A link leads elsewhere.
    Link,
    /// A passage is new or gone.
    Passage,
    /// Code is another.
    Code,
    /// It is said in other words.
    Wording,
}

impl Harm {
    /// In one word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Harm::Number => "number",
            Harm::Label => "label",
            Harm::Link => "link",
            Harm::Passage => "passage",
            Harm::Code => "code",
            Harm::Wording => "wording",
        }
    }
}

/// The passages of a page's text, its header left out. Spans are bytes of `text`.
#[must_use]
pub fn of_page(text: &str) -> Vec<Passage> {
    let body = front_matter::parse(text).body;
    let shown = &text[body..];
    let mut passages = of_outline(shown, &markdown::outline(shown, &[]));
    for passage in &mut passages {
        passage.span = Span::new(passage.span.start as usize + body, passage.span.end as usize + body);
    }
    passages
}

/// The passages of a text whose outline is at hand.
#[must_use]
pub fn of_outline(text: &str, outline: &Outline) -> Vec<Passage> {
    let mut blocks: Vec<(u32, Span, usize, usize)> = Vec::new();
    for (at, node) in outline.nodes.iter().enumerate() {
        let parent = node.parent as usize;
        let stands_alone = is_whole(node.kind);
        let parent_kind = outline.nodes[parent].kind;
        let is_top = parent == at || is_block(parent_kind) && !is_whole(parent_kind);
        if stands_alone || is_block(node.kind) {
            // What follows a nested block is a passage of its own.
            let owner = u32::MAX - Span::at(at).start;
            let span = if stands_alone { node.inner } else { Span::at(node.outer.start as usize) };
            blocks.push((owner, span, at, at + 1));
        } else if is_top {
            match blocks.last_mut().filter(|(owner, ..)| *owner == node.parent) {
                Some((_, span, _, last)) => (span.end, *last) = (node.outer.end, at + 1),
                None => blocks.push((node.parent, node.outer, at, at + 1)),
            }
        } else if let Some((_, _, _, last)) = blocks.last_mut() {
            *last = at + 1;
        }
    }
    let passage =
        |(_, span, first, last): (u32, Span, usize, usize)| passage(text, outline, span, first, last);
    blocks.into_iter().filter(|(_, span, ..)| !span.is_empty()).filter_map(passage).collect()
}

/// Whether all of a block is one passage, whatever stands in it.
fn is_whole(kind: Kind) -> bool {
    matches!(kind, Kind::FencedCode | Kind::IndentedCode | Kind::HtmlBlock)
}

fn is_block(kind: Kind) -> bool {
    use Kind::{Cell, Footnote, Heading, Item, List, Paragraph, Quote, Row, Table};
    matches!(kind, Paragraph | Heading(_) | Quote | List | Item | Footnote | Table | Row | Cell)
        || is_whole(kind)
        || kind == Kind::Rule
}

fn passage(text: &str, outline: &Outline, span: Span, first: usize, last: usize) -> Option<Passage> {
    let nodes = &outline.nodes[first..last];
    let is_code = is_whole(nodes.first()?.kind);
    // The words beside a picture are translated outside of pairs, or not at all.
    let mut words = String::new();
    let mut at = span.start;
    for image in nodes.iter().filter(|node| node.kind == Kind::Image && span.contains(node.outer)) {
        if image.outer.start >= at {
            words.push_str(Span { start: at, end: image.outer.start }.of(text));
            words.push(' ');
            at = image.outer.end;
        }
    }
    words.push_str(Span { start: at, end: span.end }.of(text));
    let words = fold::words(&words);
    if words.is_empty() {
        return None;
    }
    let mut links = fold::Hash::default();
    let start = outline.links.partition_point(|link| (link.node as usize) < first);
    for link in outline.links[start..].iter().take_while(|link| (link.node as usize) < last) {
        if outline.nodes[link.node as usize].kind == Kind::Link {
            links.text(&destination::file_and_anchor(&link.destination));
        }
    }
    let mut key = fold::Hash::default();
    key.text(&words);
    Some(Passage { span, key: key.finish(), links: links.finish(), is_code })
}

/// What changed from an older text to a newer one, by place.
#[must_use]
pub fn changes(older: (&str, &[Passage]), newer: (&str, &[Passage])) -> Vec<Change> {
    let keys = |passages: &[Passage]| passages.iter().map(|passage| passage.key).collect::<Vec<u64>>();
    let equal = align::equal(&keys(older.1), &keys(newer.1));
    let mut changes = Vec::new();
    let (mut a, mut b) = (0, 0);
    for (x, y) in equal.into_iter().chain([(older.1.len(), newer.1.len())]) {
        gap(older, newer, a..x, b..y, &mut changes);
        if older.1.get(x).is_some_and(|one| one.links != newer.1[y].links) {
            changes.push(Change { harm: Harm::Link, older: Some(x), newer: Some(y) });
        }
        (a, b) = (x + 1, y + 1);
    }
    changes
}

/// From which share of common words on two passages are one that changed.
const LEAST_ALIKE: f32 = 0.5;

/// Pairs what is alike between two stretches that share no passage, in order; the rest is gone or new.
fn gap(
    older: (&str, &[Passage]),
    newer: (&str, &[Passage]),
    old: Range<usize>,
    new: Range<usize>,
    changes: &mut Vec<Change>,
) {
    let bags = |(text, passages): (&str, &[Passage]), range: Range<usize>| {
        passages[range].iter().map(|passage| bag(passage.span.of(text))).collect::<Vec<_>>()
    };
    let pairs = if old.is_empty() || new.is_empty() {
        Vec::new()
    } else {
        let (one, other) = (bags(older, old.clone()), bags(newer, new.clone()));
        let alike =
            |a: usize, b: usize| Some(align::dice(&one[a], &other[b])).filter(|dice| *dice >= LEAST_ALIKE);
        align::best(old.len(), new.len(), |a, b| alike(a, b).unwrap_or(0.0))
    };
    let (mut a, mut b) = (old.start, new.start);
    let passage = |older: Option<usize>, newer: Option<usize>| Change { harm: Harm::Passage, older, newer };
    let places = pairs.into_iter().map(|(x, y)| (old.start + x, new.start + y));
    for (x, y) in places.chain([(old.end, new.end)]) {
        changes.extend((a..x).map(|a| passage(Some(a), None)));
        changes.extend((b..y).map(|b| passage(None, Some(b))));
        if x < old.end {
            let harm = harm((older.0, &older.1[x]), (newer.0, &newer.1[y]));
            changes.push(Change { harm, older: Some(x), newer: Some(y) });
        }
        (a, b) = (x + 1, y + 1);
    }
}

/// The words of a passage, sorted.
fn bag(text: &str) -> Vec<u32> {
    let folded = fold::words(text);
    let mut words: Vec<u32> = folded.split(' ').map(|word| fold::half(fold::key(word))).collect();
    words.sort_unstable();
    words
}

/// What a change from one sentence to another does.
#[must_use]
pub fn harm_between(older: &str, newer: &str) -> Harm {
    let passages = |text: &str| of_outline(text, &markdown::outline(text, &[]));
    match (&passages(older)[..], &passages(newer)[..]) {
        ([one, ..], [other, ..]) => harm((older, one), (newer, other)),
        _ => Harm::Wording,
    }
}

fn harm(older: (&str, &Passage), newer: (&str, &Passage)) -> Harm {
    if older.1.is_code || newer.1.is_code {
        return Harm::Code;
    }
    let numbers = |(text, passage): (&str, &Passage)| {
        let folded = fold::words(passage.span.of(text));
        let with_digits = folded.split(' ').filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
        let mut numbers: Vec<String> = with_digits.map(str::to_owned).collect();
        numbers.sort();
        numbers
    };
    let (old_numbers, new_numbers) = (numbers(older), numbers(newer));
    // A number that only came or went is a clause that came or went.
    if old_numbers.len() == new_numbers.len() && old_numbers != new_numbers {
        Harm::Number
    } else if is_renamed(older.1.span.of(older.0), newer.1.span.of(newer.0)) {
        Harm::Label
    } else if older.1.links != newer.1.links {
        Harm::Link
    } else {
        Harm::Wording
    }
}

/// Whether each of two sentences names something in bold that the other does not.
fn is_renamed(older: &str, newer: &str) -> bool {
    let (one, other) = (labels(older), labels(newer));
    one.iter().any(|label| !other.contains(label)) && other.iter().any(|label| !one.contains(label))
}

/// How many words the name of a button or a menu may have; more are a sentence.
const MOST_WORDS: usize = 5;

/// Bold runs that may be names of things on screen: short, capitalised, and not all that is said.
fn labels(text: &str) -> Vec<String> {
    let outline = markdown::outline(text, &[]);
    let is_name = |span: Span| {
        let (written, all) = (span.of(text), text.trim_matches(|c: char| !c.is_alphanumeric()));
        let words = fold::words(written);
        let is_short = !words.is_empty() && words.split(' ').count() <= MOST_WORDS;
        let is_name = written.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
        (is_short && is_name && words.len() < fold::words(all).len()).then(|| words.replace(' ', ""))
    };
    let bold = outline.nodes.iter().filter(|node| node.kind == Kind::Strong);
    bold.filter_map(|node| is_name(node.inner)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(older: &str, newer: &str) -> Vec<String> {
        let (a, b) = (of_page(older), of_page(newer));
        let word = |text: &str, passages: &[Passage], at: Option<usize>| {
            at.map_or("-".to_owned(), |at| passages[at].span.of(text).to_owned())
        };
        let line = |change: &Change| {
            format!(
                "{} {} | {}",
                change.harm.as_str(),
                word(older, &a, change.older),
                word(newer, &b, change.newer)
            )
        };
        changes((older, &a), (newer, &b)).iter().map(line).collect()
    }

    #[test]
    fn a_page_is_cut_into_what_holds_words() {
        let text = "---\ntitle: Berths\n---\n# One\n\nTwo *words*\non lines.\n\n- three\n  - four\n\n  five\n- [six](a.md)\n\n\
                    | seven | eight |\n|---|---|\n| nine | |\n\n```sh\nten\n```\n\n> eleven\n\n![a](b.png)\n";
        let words: Vec<_> = of_page(text).iter().map(|passage| passage.span.of(text).trim()).collect();
        let expected = [
            "One",
            "Two *words*\non lines.",
            "three",
            "four",
            "five",
            "[six](a.md)",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn changes_are_paired_and_told_apart() {
        let older = "# Berths\n\nKeep it for 60 days.\n\nSelect **Dashboard** to go on.\n\nAs [told](fees.md#a) before.\n\n\
                     The guests of a berth pay.\n\nGone for good.\n\nUnchanged.";
        let newer = "# Berths\n\nKeep it for 30 days.\n\nSelect **Harbor Office** to go on.\n\nAs [told](taxes.md#a) before.\n\n\
                     The guests of each berth pay.\n\nUnchanged!\n\nAll new here.";
        let expected = [
            "number Keep it for 60 days. | Keep it for 30 days.",
            "label Select **Dashboard** to go on. | Select **Harbor Office** to go on.",
            "link As [told](fees.md#a) before. | As [told](taxes.md#a) before.",
            "wording The guests of a berth pay. | The guests of each berth pay.",
            "passage Gone for good. | -",
            "passage - | All new here.",
        ];
        assert_eq!(told(older, newer), expected);
        assert!(told(older, older).is_empty());
        assert!(told(older, &older.replace("**", "*").replace("fees.md", "../x/fees")).is_empty());
    }
}
