//! Which words of a translation stand for a label, or a number, of its source. What most pages of the locale say goes
//! before the place in the sentence: languages order labels differently.

use rustc_hash::FxHashMap;

use crate::checks::{Quote, Quoted};
use crate::model::comparison::Segment;
use crate::model::{Facts, Index, LabelFact, Locale, marks};
use crate::syntax::markdown::{self, Kind};

/// The translations of some labels, with how often each was met, by locale.
#[derive(Debug, Default)]
pub(super) struct Labels {
    counts: FxHashMap<(Locale, u32), FxHashMap<u32, usize>>,
}

impl Labels {
    /// Counts the labels of the segments that quotes ask for, and no others.
    pub(super) fn of_quotes<'q>(index: &Index, quotes: impl Iterator<Item = &'q Quote>) -> Self {
        let mut labels = Self::default();
        for quote in quotes {
            let Quoted::Label(label) = &quote.what else { continue };
            let Some(facts) = index.get(&quote.path) else { continue };
            let Some(locale) = &facts.locale else { continue };
            let others = of_segment(facts, quote.start).iter().map(|fact| fact.label);
            for label in others.chain([marks::label(label)]) {
                labels.counts.entry((locale.clone(), label)).or_default();
            }
        }
        if labels.counts.is_empty() {
            return labels;
        }
        for facts in index.documents() {
            let Some(locale) = &facts.locale else { continue };
            for fact in &facts.labels {
                if let Some(counts) = labels.counts.get_mut(&(locale.clone(), fact.label)) {
                    *counts.entry(fact.target).or_default() += 1;
                }
            }
        }
        labels
    }

    /// What a label is in most places of its locale; nothing where it was met once.
    fn usual(&self, locale: &Locale, label: u32) -> Option<u32> {
        let counts = self.counts.get(&(locale.clone(), label))?;
        let usual = counts.iter().max_by_key(|&(target, count)| (*count, *target));
        usual.filter(|&(_, &count)| count > 1).map(|(&target, _)| target)
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
        let target = segment.target();
        let outline = markdown::outline(target, &[]);
        let strong = outline.nodes.iter().filter(|node| node.kind == Kind::Strong);
        let bold: Vec<&str> = strong.map(|node| node.inner.of(target)).collect();
        if let [only] = bold[..] {
            return Some(plain(only));
        }
        let label = marks::label(label);
        let find =
            |hash: u32| bold.iter().find(|words| marks::label(words) == hash).map(|words| plain(words));
        if let Some(found) = self.usual(locale, label).and_then(find) {
            return Some(found);
        }
        let others = of_segment(facts, start).iter().filter(|fact| fact.label != label);
        let taken: Vec<u32> = others.filter_map(|fact| self.usual(locale, fact.label)).collect();
        let free: Vec<&&str> = bold.iter().filter(|words| !taken.contains(&marks::label(words))).collect();
        if let [only] = free[..] { Some(plain(only)) } else { None }
    }
}

/// The labels of the segment that begins at a byte.
fn of_segment(facts: &Facts, start: u32) -> &[LabelFact] {
    let at = facts.segments.partition_point(|segment| segment.start < start);
    let from = facts.labels.partition_point(|fact| (fact.segment as usize) < at);
    let to = facts.labels.partition_point(|fact| (fact.segment as usize) <= at);
    &facts.labels[from..to]
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
