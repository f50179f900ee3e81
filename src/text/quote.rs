//! What messages and reports show of a text: on one line, and no more than people read.

use std::borrow::Cow;

/// A text with one space for each run of white space, and none around it.
#[must_use]
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let mut after_space = false;
    let is_on_one = text.chars().all(|c| {
        let is_gap = c.is_whitespace();
        let is_plain = !is_gap || c == ' ' && !after_space;
        after_space = is_gap;
        is_plain
    });
    if is_on_one { text.into() } else { text.split_whitespace().collect::<Vec<_>>().join(" ").into() }
}

/// The first `most` characters of a text, with `…` behind them where there are more.
#[must_use]
pub fn shortened<'t>(text: impl Into<Cow<'t, str>>, most: usize) -> Cow<'t, str> {
    let text = text.into();
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_put_on_one_line() {
        for (text, line) in
            [("a b", "a b"), (" a  b ", "a b"), ("a\r\n\tb", "a b"), ("a\u{a0}b\u{3000}", "a b"), (" \n", "")]
        {
            assert_eq!(on_one_line(text), line);
        }
        assert!(matches!(on_one_line(" a b "), Cow::Borrowed("a b")));
    }

    #[test]
    fn what_is_long_is_cut_between_characters() {
        assert_eq!(shortened("요금표", 3), "요금표");
        assert_eq!(shortened("요금표", 2), "요금…");
        assert_eq!(shortened(String::from("ab"), 0), "…");
    }
}
