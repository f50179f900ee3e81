//! What a character is, asked so often that the way through the tables of Unicode costs more than the check that asks.

use unicode_script::{Script, UnicodeScript};

/// Whether a character is a letter: what [`char::is_alphabetic`] says, at a tenth of its cost where text is Korean, Japanese or
/// Chinese.
#[must_use]
#[inline]
pub fn is_alphabetic(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' => true,
        '\0'..='\x7f' => false,
        // Syllables of Hangul, kana, and the ideographs of Unicode's first plane.
        '\u{ac00}'..='\u{d7a3}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{4e00}'..='\u{9fff}' => true,
        c => c.is_alphabetic(),
    }
}

/// The script of a character: what `unicode_script` says, without its tables where most text is.
#[must_use]
#[inline]
pub fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\0'..='\x7f' => Script::Common,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        'ぁ'..='ゖ' => Script::Hiragana,
        'ァ'..='ヺ' => Script::Katakana,
        '\u{4e00}'..='\u{9fff}' => Script::Han,
        c => c.script(),
    }
}

/// Whether a character is a letter or a number: what [`char::is_alphanumeric`] says.
#[must_use]
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    is_alphabetic(c) || c.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(script(c), c.script(), "{c:?}");
        }
    }

    #[test]
    fn letters_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }
}
