//! What a character is, asked so often that the way through the tables of Unicode costs more than the check that asks, and
//! the blocks of Unicode that checks tell scripts of East Asia by, under the names of its file `Blocks.txt`.

use unicode_script::{Script, UnicodeScript};

/// Whether a character is a letter: what [`char::is_alphabetic`] says, at a tenth of its cost where text is Korean, Japanese or
/// Chinese.
#[must_use]
#[inline]
pub fn is_alphabetic(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' => true,
        '\0'..='\x7f' => false,
        c => is_east_asian_letter(c) || c.is_alphabetic(),
    }
}

/// Whether a character is one of the letters that nearly all Korean, Japanese and Chinese text is made of: the syllables of
/// Hangul, the letters of kana (not `ー` and other marks of their blocks), and CJK Unified Ideographs. None of them has case,
/// joins with another, or is narrower than two columns. Letters of other blocks are not among them: old ideographs, kana of
/// half width, single letters of Hangul.
#[must_use]
#[inline]
pub const fn is_east_asian_letter(c: char) -> bool {
    is_hangul(c) || matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ') || is_ideograph(c)
}

/// Whether a character is a syllable of Hangul: the block Hangul Syllables, U+AC00 to U+D7AF, of which U+D7A3 is the last that
/// is given.
#[must_use]
#[inline]
pub const fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Whether a byte begins what may be a syllable of Hangul: so do all characters from U+A000 to U+D7FF, Yi and other scripts
/// that few pages have.
#[must_use]
#[inline]
pub const fn is_hangul_lead(byte: u8) -> bool {
    matches!(byte, 0xea..=0xed)
}

/// Whether a character is of the block Hiragana, U+3040 to U+309F: letters, and the marks that repeat or voice them.
#[must_use]
#[inline]
pub const fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309f}')
}

/// Whether a character is of the block Katakana, U+30A0 to U+30FF: letters, `ー`, and the dot between names.
#[must_use]
#[inline]
pub const fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a0}'..='\u{30ff}')
}

/// Whether a character is of one of the two blocks of kana.
#[must_use]
#[inline]
pub const fn is_kana(c: char) -> bool {
    is_hiragana(c) || is_katakana(c)
}

/// What kana begin with, and so does East Asia's punctuation.
pub const KANA_LEAD: u8 = 0xe3;

/// Whether there are kana among some characters, by their bytes: which [`is_kana`] says of one.
#[must_use]
pub fn holds_kana(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(KANA_LEAD, bytes).any(|at| matches!(bytes.get(at + 1), Some(0x81..=0x83)))
}

/// Whether a character is of the block CJK Unified Ideographs, U+4E00 to U+9FFF; what its extensions have is rare.
#[must_use]
#[inline]
pub const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Whether a character stands where East Asia's blocks do, from CJK Radicals Supplement on, U+2E80. Latin, Greek, Cyrillic and
/// their like, which have spaces between words, stand before it.
#[must_use]
#[inline]
pub const fn is_east_asian(c: char) -> bool {
    c >= '\u{2e80}'
}

/// The script of a character: what `unicode_script` says, without its tables where most text is.
#[must_use]
#[inline]
pub fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\0'..='\x7f' => Script::Common,
        'ぁ'..='ゖ' => Script::Hiragana,
        'ァ'..='ヺ' => Script::Katakana,
        c if is_hangul(c) => Script::Hangul,
        c if is_ideograph(c) => Script::Han,
        c => c.script(),
    }
}

/// Whether a character is a letter or a number: what [`char::is_alphanumeric`] says.
#[must_use]
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    is_alphabetic(c) || c.is_numeric()
}

/// Whether a letter stands right before a place, of a script with spaces between words. So do the syllables of Hangul.
#[must_use]
pub fn joins_before(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|c| is_spaced(c) || is_hangul(c))
}

/// The same right behind it. Particles are written on to a word of Hangul.
#[must_use]
pub fn joins_behind(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(is_spaced)
}

/// Latin, Greek, Cyrillic: Chinese and Japanese have no spaces.
fn is_spaced(c: char) -> bool {
    is_alphanumeric(c) && !is_east_asian(c)
}

/// How many code points, and how many UTF-16 units, stand in whole characters of UTF-8.
#[must_use]
pub fn widths(bytes: &[u8]) -> (usize, usize) {
    let (mut chars, mut wide) = (0, 0);
    // Small sums are added up many at a time.
    for few in bytes.chunks(128) {
        // A character counts where it starts; only those of four bytes are two UTF-16 units.
        chars += usize::from(few.iter().map(|byte| u8::from(byte & 0xC0 != 0x80)).sum::<u8>());
        wide += usize::from(few.iter().map(|&byte| u8::from(byte >= 0xF0)).sum::<u8>());
    }
    (chars, chars + wide)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthChar;

    use super::*;

    #[test]
    fn scripts_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(script(c), c.script(), "{c:?}");
        }
    }

    #[test]
    fn letters_of_east_asia_have_no_case_and_two_columns() {
        for c in ('\0'..=char::MAX).filter(|&c| is_east_asian_letter(c)) {
            assert!(c.to_lowercase().eq([c]) && c.to_uppercase().eq([c]), "{c:?}");
            assert_eq!(c.width(), Some(2), "{c:?}");
        }
    }

    #[test]
    fn bytes_tell_kana_and_hangul() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert_eq!(holds_kana(&text), is_kana(c), "{c:?}");
            assert!(!is_hangul(c) || is_hangul_lead(text.as_bytes()[0]), "{c:?}");
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
