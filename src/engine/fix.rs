//! Making the changes that were offered: one text in, one text out. Which of them are wanted, and where the text comes
//! from and goes to, is its caller's.

use crate::diagnostic::Fix;
use crate::text::Span;

/// Makes `fixes` in the order of their places. One that overlaps with one made before it waits for the next pass.
/// Returns the new text and how many were made.
#[must_use]
pub fn apply<'f>(text: &str, fixes: impl Iterator<Item = &'f Fix>) -> (String, usize) {
    let mut fixes: Vec<&Fix> = fixes.filter(|fix| !fix.edits.is_empty()).collect();
    fixes.sort_by_key(|fix| fix.edits[0].span);
    let mut made = 0;
    let mut edits: Vec<(Span, &str)> = Vec::new();
    for fix in fixes {
        // Edits of one fix come in place order, so only what was taken last can reach into it.
        let behind = edits.iter().map(|(span, _)| span.end).max().unwrap_or(0);
        let fits = fix.edits.iter().all(|edit| {
            edit.span.get(text).is_some()
                && (edit.span.start > behind || edit.span.start == behind && !touches(&edits, edit.span))
        });
        if fits {
            edits.extend(fix.edits.iter().map(|edit| (edit.span, edit.text.as_str())));
            made += 1;
        }
    }
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for (span, words) in edits {
        fixed.push_str(&text[at..span.start as usize]);
        fixed.push_str(words);
        at = span.end as usize;
    }
    fixed.push_str(&text[at..]);
    (fixed, made)
}

/// Whether two insertions would stand at one byte: their order would be chance.
fn touches(edits: &[(Span, &str)], span: Span) -> bool {
    span.is_empty() && edits.iter().any(|(other, _)| other.end == span.start)
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
