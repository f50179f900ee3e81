//! What the checks of things that must be the same on both sides have in common: which of two lists has no partner,
//! and what stands around a segment. Not a mechanism.

use std::ops::Range;

use memchr::{memchr2_iter, memmem};

use crate::model::Side;
use crate::text::is_alphanumeric;

/// Indices of those that have no equal in the other list, one for one, each list in its order. Equal lists cost
/// one comparison and no memory.
pub(super) fn unmatched<T: Ord>(source: &[T], target: &[T]) -> (Vec<usize>, Vec<usize>) {
    if source == target {
        return (Vec::new(), Vec::new());
    }
    let sorted = |list: &[T]| {
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.sort_by(|&a, &b| list[a].cmp(&list[b]));
        order
    };
    let (left, right) = (sorted(source), sorted(target));
    let (mut lost, mut added) = (Vec::new(), Vec::new());
    let (mut at, mut to) = (0, 0);
    while at < left.len() || to < right.len() {
        let order = match (left.get(at), right.get(to)) {
            (Some(&a), Some(&b)) => source[a].cmp(&target[b]),
            (Some(_), None) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        };
        if order.is_le() {
            if order.is_lt() {
                lost.push(left[at]);
            }
            at += 1;
        }
        if order.is_ge() {
            if order.is_gt() {
                added.push(right[to]);
            }
            to += 1;
        }
    }
    lost.sort_unstable();
    added.sort_unstable();
    (lost, added)
}

/// How far a sentence may have gone: its paragraph, and no further than this on either side, in bytes.
const REACH: usize = 4096;

/// The paragraph around a side, in the language of its view: what one sentence lacks may stand in the next.
pub(super) fn paragraph<'d>(side: &Side<'d>) -> &'d str {
    let text = side.view.text();
    let Range { start, end } = side.span.range();
    let from = text.floor_char_boundary(start.saturating_sub(REACH));
    let until = text.ceil_char_boundary(text.len().min(end + REACH));
    if let Some(part) = side.view.outline().html_part(text, side.span.start) {
        return &text[from.max(part.range().start)..until.min(part.range().end.max(end))];
    }
    let bytes = text.as_bytes();
    let is_blank_behind =
        |&at: &usize| matches!(bytes[at..], [b'\n', b'\n' | b'\r', ..] | [b'\r', b'\r', ..]);
    let mut before = memchr2_iter(b'\n', b'\r', &bytes[from..start]).rev().map(|at| from + at);
    let mut behind = memchr2_iter(b'\n', b'\r', &bytes[end..until]).map(|at| end + at);
    let first = before.find(is_blank_behind).unwrap_or(from);
    let last = behind.find(is_blank_behind).unwrap_or(until);
    &text[first..last]
}

/// Whether `word` stands in `text` with no ASCII letter or digit right beside it; see [`words_at`].
pub(super) fn has_word(text: &str, word: &str) -> bool {
    words_at(text, word).next().is_some()
}

/// Where `word` stands in `text` with no ASCII letter or digit right beside it. An underscore joins like a letter, unless as
/// many of them stand before the word as behind it and make it bold: `__word__`.
pub(super) fn words_at<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let joins = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let (own_start, own_end) = (joins(word.as_bytes().first()), joins(word.as_bytes().last()));
    memmem::find_iter(text.as_bytes(), word.as_bytes()).filter(move |&at| {
        let before = at.checked_sub(1).and_then(|at| text.as_bytes().get(at));
        let after = text.as_bytes().get(at + word.len());
        !(own_start && joins(before) || own_end && joins(after)) || is_underscored(text, at, at + word.len())
    })
}

/// Whether two underscores stand on each side of a stretch, and no letter or digit beside them.
fn is_underscored(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].strip_suffix("__");
    let after = text[end..].strip_prefix("__");
    let ends = |c: char| is_alphanumeric(c) || c == '_';
    before.zip(after).is_some_and(|(before, after)| !before.ends_with(ends) && !after.starts_with(ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_partner_is_left_over_one_for_one() {
        assert_eq!(unmatched(&["a", "b", "a"], &["a", "c"]), (vec![1, 2], vec![1]));
        assert_eq!(unmatched(&["b", "a"], &["a", "b"]), (vec![], vec![]));
        assert_eq!(unmatched(&[], &["a", "a"]), (vec![], vec![0, 1]));
    }

    #[test]
    fn a_word_stands_between_what_is_no_letter_of_it() {
        assert!(has_word("ab を", "ab") && has_word("(ab)", "ab") && has_word("는ab는", "ab"));
        assert!(!has_word("abc", "ab") && !has_word("_ab", "ab"));
        assert!(has_word("- __ab__: 1", "ab") && !has_word("a__ab__", "ab") && !has_word("__ab", "ab"));
    }
}
