//! Which words of a translation stand for a label, or a number, of its source: what most pages say goes before the
//! place in the sentence, since languages order labels differently.

use crate::model::comparison::Segment;
use crate::model::{Facts, Labels, label};
use crate::syntax::markdown::{self, Kind, Outline};
use crate::text::Span;

/// The bold words of a translation that stand for a label: the only ones, those that stand for it elsewhere, or
/// those that stand for no other label of the sentence. `None` where that cannot be told.
pub(super) fn translation(
    labels: &Labels<'_>,
    facts: &Facts,
    start: u32,
    segment: &Segment,
    label: &str,
) -> Option<String> {
    let locale = facts.locale.as_ref()?;
    let usual = |label: u64| labels.of(locale)?.usual(label);
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
    let others = facts.labels_of(start).iter().filter(|fact| fact.source != label);
    let taken: Vec<u64> = others.filter_map(|fact| usual(fact.source)).collect();
    let free: Vec<_> = bold.iter().filter(|(words, _)| !taken.contains(words)).collect();
    if let [(_, only)] = free[..] { Some(plain(only.of(target))) } else { None }
}

/// The bold runs of a text, with their folded words.
fn bold<'o>(text: &'o str, outline: &'o Outline) -> impl Iterator<Item = (u64, Span)> + use<'o> {
    let runs = outline.nodes.iter().enumerate().filter(|(_, node)| node.kind == Kind::Strong);
    runs.map(move |(at, node)| (label::key(text, &outline.nodes[at..]), node.inner))
}

/// Without the dress of labels.
fn plain(words: &str) -> String {
    label::undressed(words, "\\").to_owned()
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
