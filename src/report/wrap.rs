//! Lines of sentences for a screen: Korean and European words stay whole, Chinese and Japanese may break
//! between characters. Not Unicode's line breaking, which allows a break inside Korean words.

use std::iter;

use unicode_script::Script;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text;

/// Breaks `text` into lines of at most `columns` columns, the first `taken` columns shorter.
/// A word that is wider than a line stays whole: it is a path or code that someone will copy.
pub(super) fn wrap(text: &str, columns: usize, taken: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = taken;
    for (piece, spaced) in pieces(text) {
        let Some(line) = lines.last_mut() else { break };
        let width = columns_of(piece);
        let space = usize::from(spaced && !line.is_empty());
        if used + space + width > columns && !(line.is_empty() && used == 0) {
            if line.is_empty() && width > columns {
                // Wider than any line: a new one would not help.
                line.push_str(piece);
                used += width;
                continue;
            }
            lines.push(piece.to_owned());
            used = width;
            continue;
        }
        if space == 1 {
            line.push(' ');
        }
        line.push_str(piece);
        used += space + width;
    }
    lines
}

/// The pieces that must not be broken, and whether a space stood before each.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split([' ', '\u{3000}']).flat_map(|word| {
        let mut rest = word;
        iter::from_fn(move || {
            let spaced = rest.len() == word.len();
            let (piece, more) = rest.split_at(first_break(rest));
            rest = more;
            (!piece.is_empty()).then_some((piece, spaced))
        })
    })
}

/// Where a word may be broken first, or how long it is.
fn first_break(word: &str) -> usize {
    if word.is_ascii() {
        return word.len();
    }
    let after = word.char_indices().skip(1);
    let mut pairs = word.chars().zip(after);
    pairs.find(|&(before, (_, after))| may_break(before, after)).map_or(word.len(), |(_, (at, _))| at)
}

/// The columns of a text.
fn columns_of(text: &str) -> usize {
    let plain = |byte: u8| matches!(byte, b' '..=b'~');
    if text.bytes().all(plain) { text.len() } else { text.width() }
}

fn may_break(before: char, after: char) -> bool {
    (is_ideographic(before) || is_ideographic(after))
        && !OPENS.contains(before)
        && !CLOSES.contains(after)
        && after.width().unwrap_or(0) > 0
}

fn is_ideographic(c: char) -> bool {
    text::is_east_asian(c) && matches!(text::script(c), Script::Han | Script::Hiragana | Script::Katakana)
        || matches!(c, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}' | 'ー')
}

/// What must not end a line. A backquote opens as often as it closes.
const OPENS: &str = "「『（〔［｛〈《【‘“([{`";
/// What must not begin a line.
const CLOSES: &str =
    "、。，．・：；？！」』）〕］｝〉》】’”…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.;:?!)]}%`";

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn korean_breaks_at_spaces_and_japanese_between_characters() {
        assert_eq!(wrap("링크를 괄호 안으로 옮기세요", 14, 0), ["링크를 괄호", "안으로", "옮기세요"]);
        assert_eq!(wrap("角かっこを「設定」に移す。", 12, 0), ["角かっこを", "「設定」に移", "す。"]);
    }

    #[test]
    fn a_word_wider_than_the_line_stays_whole() {
        assert_eq!(wrap("see a/very/long/path.md here", 8, 0), ["see", "a/very/long/path.md", "here"]);
        assert_eq!(wrap("a/very/long/path.md", 8, 4), ["a/very/long/path.md"]);
    }
}
