//! What the drift mechanisms share: a source sentence as words, where two of them differ, and how a finding says which
//! side is older. Not a mechanism.

use std::ops::Range;
use std::sync::Arc;

use super::{FactSpot, GroupFinding, Quote, Quoted};
use crate::model::comparison::Age;
use crate::model::{Comparison, Facts, align, fold};
use crate::syntax::markdown::{self, Kind};
use crate::text::Span;

/// What readers see of a Markdown text.
#[derive(Debug)]
pub(super) struct Sentence {
    pub(super) text: String,
    pub(super) words: Vec<Word>,
    /// Bold runs, in bytes of the text; those that are all of it left out.
    pub(super) labels: Vec<Span>,
    /// Where its links lead.
    pub(super) links: Vec<String>,
}

/// A word, with its hyphens, dots and separators.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) span: Span,
    pub(super) folded: String,
    /// Whether it begins with an upper-case letter.
    pub(super) is_capital: bool,
    /// Whether it begins a sentence.
    pub(super) is_first: bool,
}

/// A stretch of words that differs: positions in the one and in the other.
pub(super) type Hunk = (Range<usize>, Range<usize>);

impl Sentence {
    pub(super) fn read(markdown: &str) -> Self {
        let outline = markdown::outline(markdown, &[]);
        let mut sentence =
            Self { text: String::new(), words: Vec::new(), labels: Vec::new(), links: Vec::new() };
        // Bold runs whose words are being read: where they end, and which ones they are.
        let mut open: Vec<(u32, usize)> = Vec::new();
        for (at, node) in outline.nodes.iter().enumerate() {
            open.retain(|&(end, _)| node.outer.start < end);
            match node.kind {
                Kind::Text | Kind::Code => sentence.text.push_str(node.inner.of(markdown)),
                Kind::Break | Kind::Html => sentence.text.push(' '),
                Kind::Strong if node.outer.of(markdown).len() < markdown.trim().len() => {
                    open.push((node.outer.end, sentence.labels.len()));
                    sentence.labels.push(Span::at(sentence.text.len()));
                }
                Kind::Link => {
                    let link = u32::try_from(at).ok().and_then(|at| outline.link(at));
                    sentence.links.extend(link.map(|link| link.destination.to_string()));
                }
                _ => {}
            }
            for &(_, label) in &open {
                sentence.labels[label].end = Span::at(sentence.text.len()).end;
            }
        }
        sentence.words = words(&sentence.text);
        sentence
    }

    /// A stretch of words as written.
    pub(super) fn slice(&self, range: Range<usize>) -> &str {
        match (self.words.get(range.start), range.end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if range.start < range.end => {
                &self.text[first.span.start as usize..last.span.end as usize]
            }
            _ => "",
        }
    }

    /// The words of a bold run.
    pub(super) fn label(&self, at: usize) -> &str {
        self.labels[at].of(&self.text).trim()
    }

    /// Whether a bold run opens it.
    pub(super) fn begins_with(&self, label: usize) -> bool {
        !self.text[..self.labels[label].start as usize].contains(char::is_alphanumeric)
    }

    /// What stands beside a bold run, as one run of letters and digits.
    pub(super) fn rest(&self, label: usize) -> String {
        let Span { start, end } = self.labels[label];
        squeezed(&format!("{} {}", &self.text[..start as usize], &self.text[end as usize..]))
    }

    /// Whether it holds these words, next to each other.
    pub(super) fn holds(&self, words: &str) -> bool {
        let wanted = squeezed(words);
        !wanted.is_empty() && squeezed(&self.text).contains(&wanted)
    }

    /// Where it differs from another.
    pub(super) fn hunks(&self, other: &Self) -> Vec<Hunk> {
        let same = |a: usize, b: usize| f32::from(u8::from(self.words[a].folded == other.words[b].folded));
        let pairs = align::best(self.words.len(), other.words.len(), same);
        let (mut a, mut b) = (0, 0);
        let mut hunks = Vec::new();
        for (x, y) in pairs.into_iter().chain([(self.words.len(), other.words.len())]) {
            if a < x || b < y {
                hunks.push((a..x, b..y));
            }
            (a, b) = (x + 1, y + 1);
        }
        hunks
    }
}

/// Words as one run of letters and digits: spaces, punctuation and case do not count.
pub(super) fn squeezed(text: &str) -> String {
    let mut words = fold::words(text);
    words.retain(|c| c != ' ');
    words
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let (mut ended, mut last_end) = (true, 0);
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut before = c;
        while let Some(&(at, c)) = chars.peek() {
            let next = text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric);
            let joins = match c {
                // `30-day` counts days.
                '-' => {
                    let is_digit = |c: char| c.is_ascii_digit();
                    next && (!before.is_ascii_digit() || text[at + 1..].starts_with(is_digit))
                }
                '\'' | '’' | '.' | '_' | '/' | '&' | '@' => next,
                ',' | ':' => next && before.is_ascii_digit(),
                '%' => before.is_ascii_digit(),
                c => c.is_alphanumeric(),
            };
            if !joins {
                break;
            }
            end = at + c.len_utf8();
            before = c;
            chars.next();
        }
        ended |= text[last_end..start].contains(['.', '!', '?', ':', '\u{2022}', '\n']);
        let written = &text[start..end];
        words.push(Word {
            span: Span::new(start, end),
            folded: written.to_lowercase(),
            is_capital: c.is_uppercase(),
            is_first: ended,
        });
        (ended, last_end) = (false, end);
    }
    words
}

/// One finding for each older document: what its source says, what the newer one says, and what tells which is older.
pub(super) struct Report<'c, 'i> {
    pub(super) comparison: &'c Comparison<'i>,
    /// The segment of the first older document.
    pub(super) older: usize,
    /// The segment of the first newer document.
    pub(super) newer: usize,
    pub(super) from: String,
    pub(super) to: String,
    /// What is quoted of both translations.
    pub(super) quoted: Option<(Quoted, Quoted)>,
}

impl Report<'_, '_> {
    pub(super) fn to(self, found: &mut Vec<GroupFinding>) {
        let Comparison { older, newer, .. } = self.comparison;
        let (Some(&first), Some(&model)) = (older.first(), newer.first()) else { return };
        for facts in older {
            let Some(start) = Comparison::place(first, self.older, facts) else { continue };
            let (sibling, there) = self.sibling(facts, model);
            let mut quotes = Vec::new();
            if let Some((own, other)) = &self.quoted {
                let frame = (" (`", "` here)".into());
                quotes.push(Quote {
                    name: "here",
                    path: Arc::clone(&facts.path),
                    start,
                    what: own.clone(),
                    frame,
                });
                let place = if self.comparison.twins {
                    "there".to_owned()
                } else {
                    format!("in {}", name(sibling, false))
                };
                let frame = (" (`", format!("` {place})").into());
                quotes.push(Quote {
                    name: "there",
                    path: Arc::clone(&sibling.path),
                    start: there,
                    what: other.clone(),
                    frame,
                });
            }
            found.push(GroupFinding {
                path: Arc::clone(&facts.path),
                spot: FactSpot::Segment(start),
                key: first.segments[self.older].key,
                values: self.values(facts, sibling),
                quotes,
                related: self.related(model, facts),
            });
        }
    }

    fn values(&self, facts: &Facts, sibling: &Facts) -> Vec<(&'static str, String)> {
        let known = self.comparison.age != Age::Unknown && !self.comparison.twins;
        vec![
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("now", if known { "now ".to_owned() } else { String::new() }),
            ("age", age(self.comparison, facts, sibling)),
        ]
    }

    /// The newer document that is spoken of, and the segment there: of the same locale where there is one.
    fn sibling<'f>(&'f self, facts: &Facts, model: &'f Facts) -> (&'f Facts, u32) {
        let same = self.comparison.newer.iter().find(|other| other.locale == facts.locale);
        let place = |&other: &&'f Facts| Some((other, Comparison::place(model, self.newer, other)?));
        same.and_then(place).unwrap_or((model, model.segments[self.newer].start))
    }

    fn related(&self, model: &Facts, facts: &Facts) -> Vec<(&'static str, Arc<str>, FactSpot)> {
        let role = if self.comparison.twins { "twin" } else { "newer" };
        let same = |other: &&Facts| other.locale == facts.locale;
        let newer = || self.comparison.newer.iter().copied();
        let sorted = newer().filter(same).chain(newer().filter(|other| !same(other)));
        let place = |other: &Facts| {
            let start = Comparison::place(model, self.newer, other)?;
            Some((role, Arc::clone(&other.path), FactSpot::Segment(start)))
        };
        sorted.filter_map(place).take(MOST_RELATED).collect()
    }
}

/// How many newer places a finding shows.
const MOST_RELATED: usize = 3;

/// How a message names a document: by its locale, or by its file where the locale does not tell.
pub(super) fn name(facts: &Facts, by_file: bool) -> String {
    match &facts.locale {
        Some(locale) if !by_file => locale.to_string(),
        _ => format!("`{}`", facts.path.rsplit('/').next().unwrap_or(&facts.path)),
    }
}

/// Which side is older, and what says so.
pub(super) fn age(comparison: &Comparison<'_>, facts: &Facts, sibling: &Facts) -> String {
    let there = name(sibling, comparison.twins);
    let day =
        |date: Option<jiff::civil::Date>| date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
    if comparison.twins {
        let own = day(facts.handoff);
        return match comparison.twins_from {
            Some((first, last)) if comparison.age == Age::Unknown && first != last => {
                format!("its twin {there} says so: handed off from {first} to {last}, this page {own}")
            }
            _ => {
                let newer = if comparison.age == Age::Handoff { " and is newer" } else { "" };
                format!(
                    "its twin {there} says so{newer}: handed off {}, this page {own}",
                    day(sibling.handoff)
                )
            }
        };
    }
    match comparison.age {
        Age::Handoff => {
            format!("this page is older: handed off {}, {there} {}", day(facts.handoff), day(sibling.handoff))
        }
        Age::Date => format!("this page is older: dated {}, {there} {}", day(facts.date), day(sibling.date)),
        Age::Majority => {
            let all = comparison.older.len() + comparison.newer.len();
            format!("this page is older: {} of {all} locales agree with {there}", comparison.newer.len())
        }
        Age::Unknown => format!("{there} says so, and nothing tells which is older"),
    }
}

/// Values that every finding of two texts has.
pub(super) const VALUES: &[&str] = &["from", "to", "now", "here", "there", "age"];
/// The same, where nothing is quoted of translations.
pub(super) const SAID: &[&str] = &["from", "to", "now", "age"];
/// Related places of findings between two texts.
pub(super) const ROLES: &[&str] = &["newer", "twin"];
/// The same, where twins are not compared.
pub(super) const NEWER: &[&str] = &["newer"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_what_joins_them() {
        let sentence = Sentence::read(
            "In **Day-to-day** use, 10,000 boats pay 3.5% by 24/7. The [fee](a.md) is e.g. low",
        );
        let shown: Vec<&str> = sentence.words.iter().map(|word| word.span.of(&sentence.text)).collect();
        let expected = [
            "In",
            "Day-to-day",
            "use",
            "10,000",
            "boats",
            "pay",
            "3.5%",
            "by",
            "24/7",
            "The",
            "fee",
            "is",
            "e.g",
            "low",
        ];
        assert_eq!(shown, expected);
        assert!(sentence.words[9].is_first && !sentence.words[1].is_first);
        assert_eq!((sentence.label(0), &sentence.links[..]), ("Day-to-day", &["a.md".to_owned()][..]));
    }

    #[test]
    fn hunks_are_what_lies_between_equal_words() {
        let (one, other) =
            (Sentence::read("open the Berth map now"), Sentence::read("Open the Harbor Map view now"));
        assert_eq!(one.hunks(&other), [(2..3, 2..3), (4..4, 4..5)]);
    }
}
