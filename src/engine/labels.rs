//! How labels are translated, locale by locale, by what all known pages say; and which words of a translation stand for
//! a label, or a number, of its source. Not a termbase: nobody has approved it.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::model::comparison::Segment;
use crate::model::{Facts, Index, LabelFact, Locale, label};
use crate::syntax::markdown::{self, Kind, Outline};
use crate::text::Span;

/// The translations of every label, with how often each was met: made when somebody asks.
#[derive(Debug)]
pub(super) struct Labels<'i> {
    index: &'i Index,
    locales: OnceCell<FxHashMap<&'i str, Table>>,
}

/// The labels of one locale.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// By source words: the translations, with their counts.
    labels: FxHashMap<u64, Vec<(u64, u32)>>,
    /// By translation: how often it stands at all.
    words: FxHashMap<u64, u32>,
}

impl<'i> Labels<'i> {
    pub(super) fn new(index: &'i Index) -> Self {
        Self { index, locales: OnceCell::new() }
    }

    /// The labels of a locale; `None` where no page of it has any.
    pub(super) fn of(&self, locale: &Locale) -> Option<&Table> {
        self.locales.get_or_init(|| count(self.index)).get(locale.as_str())
    }

    /// Whether `words` are what one of the labels is mostly translated by where the page is: more than once, more often
    /// than any other, and not just the verb that any label may lose its marks to.
    pub(super) fn is_usual(&self, path: &str, labels: &[u64], words: u64) -> bool {
        const OFTEN: u32 = 4;
        let locale = self.index.get(path).and_then(|facts| facts.locale.as_ref());
        let Some(table) = locale.and_then(|locale| self.of(locale)) else { return false };
        let all = table.words.get(&words).copied().unwrap_or(0);
        labels.iter().any(|label| {
            let Some(translations) = table.labels.get(label) else { return false };
            let own = translations.iter().find(|(other, _)| *other == words).map_or(0, |(_, count)| *count);
            let most = translations.iter().map(|(_, count)| *count).max().unwrap_or(0);
            own >= 2 && own == most && (own >= OFTEN || own * 4 >= all)
        })
    }

    /// The bold words of a translation that stand for a label: the only ones, those that stand for it elsewhere, or
    /// those that stand for no other label of the sentence. `None` where that cannot be told.
    pub(super) fn translation(
        &self,
        facts: &Facts,
        start: u32,
        segment: &Segment,
        label: &str,
    ) -> Option<String> {
        let locale = facts.locale.as_ref()?;
        let usual = |label: u64| self.of(locale)?.usual(label);
        let target = segment.target();
        let outline = markdown::outline(target, &[]);
        let bold: Vec<(u64, Span)> = bold(target, &outline).collect();
        if let [(_, only)] = bold[..] {
            return Some(plain(only.of(target)));
        }
        let label = label::key_of(label);
        let find =
            |key: u64| bold.iter().find(|(words, _)| *words == key).map(|(_, span)| plain(span.of(target)));
        if let Some(found) = usual(label).and_then(find) {
            return Some(found);
        }
        let others = of_segment(facts, start).iter().filter(|fact| fact.source != label);
        let taken: Vec<u64> = others.filter_map(|fact| usual(fact.source)).collect();
        let free: Vec<_> = bold.iter().filter(|(words, _)| !taken.contains(words)).collect();
        if let [(_, only)] = free[..] { Some(plain(only.of(target))) } else { None }
    }
}

impl Table {
    /// What a label is in most places; nothing where it was met once.
    fn usual(&self, label: u64) -> Option<u64> {
        let counts = self.labels.get(&label)?;
        let usual = counts.iter().max_by_key(|&(target, count)| (*count, *target));
        usual.filter(|(_, count)| *count > 1).map(|(target, _)| *target)
    }
}

fn count(index: &Index) -> FxHashMap<&str, Table> {
    let mut locales: FxHashMap<&str, Table> = FxHashMap::default();
    for facts in index.documents() {
        let Some(locale) = &facts.locale else { continue };
        let table = locales.entry(locale.as_str()).or_default();
        for fact in &facts.labels {
            *table.words.entry(fact.target).or_default() += 1;
            // Few translations stand for one label: a list of them is smaller than a table, and as quick.
            let counts = table.labels.entry(fact.source).or_default();
            match counts.iter_mut().find(|(target, _)| *target == fact.target) {
                Some((_, count)) => *count += 1,
                None => counts.push((fact.target, 1)),
            }
        }
    }
    locales
}

/// The bold runs of a text, with their folded words.
fn bold<'o>(text: &'o str, outline: &'o Outline) -> impl Iterator<Item = (u64, Span)> + use<'o> {
    let runs = outline.nodes.iter().enumerate().filter(|(_, node)| node.kind == Kind::Strong);
    runs.map(move |(at, node)| (label::key(text, &outline.nodes[at..]), node.inner))
}

/// The labels of the segment that begins at a byte.
fn of_segment(facts: &Facts, start: u32) -> &[LabelFact] {
    let behind = facts.segments.partition_point(|segment| segment.start <= start);
    let end = facts.segments.get(behind).map_or(u32::MAX, |next| next.start);
    let from = facts.labels.partition_point(|fact| fact.start < start);
    let to = facts.labels.partition_point(|fact| fact.start < end);
    &facts.labels[from..to.max(from)]
}

/// Without the brackets that a language puts around labels.
fn plain(words: &str) -> String {
    let brackets = ['[', ']', '［', '］', '「', '」', '“', '”', '„', '"', '*', '\\'];
    words.trim_matches(|c: char| c.is_whitespace() || brackets.contains(&c)).to_owned()
}

/// A number where a text holds it once, with the word that it counts.
pub(super) fn number(text: &str, number: &str) -> Option<String> {
    if number.is_empty() {
        return None;
    }
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut places = text.match_indices(number).filter(|(at, found)| {
        let (before, after) = (&text[..*at], &text[at + found.len()..]);
        !is_part(before.chars().next_back()) && !is_part(after.chars().next())
    });
    let (at, found) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let after = &text[at + found.len()..];
    let gap = after.len() - after.trim_start_matches([' ', '\u{a0}']).len();
    let word = after[gap..].find(|c: char| !c.is_alphabetic()).unwrap_or(after.len() - gap);
    // Where words are written without spaces, the character behind is the counter.
    let counted = &after[gap..gap + word];
    let wide =
        counted.chars().next().is_some_and(|c| !c.is_ascii() && !c.is_lowercase() && !c.is_uppercase());
    let counted = if wide { counted.chars().take(1).map(char::len_utf8).sum() } else { counted.len() };
    Some(text[at..at + found.len() + if counted == 0 { 0 } else { gap + counted }].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_quoted_with_what_it_counts() {
        assert_eq!(number("购买后 60 天内取消", "60").as_deref(), Some("60 天"));
        assert_eq!(number("innerhalb von 60 Tagen.", "60").as_deref(), Some("60 Tagen"));
        assert_eq!(number("160 oder 60.", "60").as_deref(), Some("60"));
        assert_eq!(number("60 oder 60", "60"), None);
    }
}
