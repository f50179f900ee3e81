//! Text in XML 1.0. Not the elements around it (`junit.rs`, `checkstyle.rs`).

use std::fmt::Write;

use super::excerpt::is_dangerous;

/// A text as it stands in an attribute or between tags: the same characters for whoever parses it, and nothing that a
/// terminal or a build server obeys for whoever prints it. What XML has no way to say becomes U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut last = ' ';
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&apos;",
            '#' if last == '#' => escaped += "&#35;",
            // A parser would make spaces of them in an attribute.
            '\t' | '\n' | '\r' => write!(escaped, "&#{};", u32::from(c)).expect("a string takes all"),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c if is_dangerous(c) => write!(escaped, "&#{};", u32::from(c)).expect("a string takes all"),
            c => escaped.push(c),
        }
        last = c;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_reads_what_was_written() {
        let text = "a<b>&\"c'\n\t##vso[d]]> \u{9b}\u{202e}가😀";
        let xml = format!("<a b=\"{0}\">{0}</a>", escape(text));
        let parsed = roxmltree::Document::parse(&xml).expect("it is XML");
        assert_eq!(parsed.root_element().attribute("b"), Some(text));
        assert_eq!(parsed.root_element().text(), Some(text));
        assert!(!xml.contains("##"));
        assert_eq!(escape("\0\u{1b}[1m\u{ffff}"), "\u{fffd}\u{fffd}[1m\u{fffd}");
    }
}
