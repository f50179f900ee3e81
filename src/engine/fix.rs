//! Making the changes that were offered: one text in, one text out. Which of them are wanted, and where the text comes
//! from and goes to, is its caller's.

use crate::diagnostic::{Edit, Fix};
use crate::text::Span;

/// Makes `fixes` in the order of their places. One that overlaps with one made before it waits for the next pass.
/// Returns the new text and how many were made.
#[must_use]
pub fn apply<'f>(text: &str, fixes: impl Iterator<Item = &'f Fix>) -> (String, usize) {
    let (fixed, made) = make(text, fixes.map(|fix| &fix.edits[..]).collect());
    (fixed, made.iter().filter(|made| **made).count())
}

/// Makes each list of edits whole or not at all; says of each whether it was made.
pub(super) fn make(text: &str, fixes: Vec<&[Edit]>) -> (String, Vec<bool>) {
    let mut order: Vec<usize> = (0..fixes.len()).filter(|&at| !fixes[at].is_empty()).collect();
    order.sort_by_key(|&at| fixes[at][0].span);
    let mut made = vec![false; fixes.len()];
    let mut edits: Vec<&Edit> = Vec::new();
    for at in order {
        // Edits of one fix come in place order, so only what was taken last can reach into it.
        let behind = edits.last().map_or(0, |edit| edit.span.end);
        let fits = |edit: &Edit| {
            let apart = edit.span.start > behind || edit.span.start == behind && !touches(&edits, edit.span);
            edit.span.get(text).is_some() && apart
        };
        if fixes[at].iter().all(fits) {
            edits.extend(fixes[at]);
            made[at] = true;
        }
    }
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        fixed.push_str(&text[at..edit.span.start as usize]);
        fixed.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    fixed.push_str(&text[at..]);
    (fixed, made)
}

/// Whether two insertions would stand at one byte: their order would be chance.
fn touches(edits: &[&Edit], span: Span) -> bool {
    span.is_empty() && edits.last().is_some_and(|other| other.span.end == span.start)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Applicability, Edit};

    fn fix(edits: &[(usize, usize, &str)]) -> Fix {
        let edit = |&(start, end, text): &(usize, usize, &str)| Edit {
            path: Arc::from("a.md"),
            span: Span::new(start, end),
            text: text.into(),
        };
        Fix {
            applicability: Applicability::Safe,
            title: String::new(),
            edits: edits.iter().map(edit).collect(),
        }
    }

    #[test]
    fn edits_are_made_in_place_order_and_one_that_overlaps_waits() {
        let fixes = [fix(&[(4, 5, "E")]), fix(&[(0, 1, "A"), (2, 3, "")]), fix(&[(1, 4, "x")])];
        assert_eq!(apply("abcdef", fixes.iter()), ("AbdEf".into(), 2));
        assert_eq!(apply("abc", [fix(&[(1, 1, "x")]), fix(&[(1, 1, "y")])].iter()), ("axbc".into(), 1));
        assert_eq!(apply("abc", [].iter()), ("abc".into(), 0));
    }
}
