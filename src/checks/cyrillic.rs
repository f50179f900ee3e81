//! Names in Latin letters that were spelled in Cyrillic ones, as machines do that take them for names of people: `quaySideTable`
//! becomes `куайсидетабле`. Told by the consonants. Not a transliteration by any standard.

/// Consonants, a bit each: what a letter may stand for.
type Sounds = u32;

const B: Sounds = 1;
const V: Sounds = 1 << 1;
const G: Sounds = 1 << 2;
const D: Sounds = 1 << 3;
const ZH: Sounds = 1 << 4;
const Z: Sounds = 1 << 5;
const K: Sounds = 1 << 6;
const L: Sounds = 1 << 7;
const M: Sounds = 1 << 8;
const N: Sounds = 1 << 9;
const P: Sounds = 1 << 10;
const R: Sounds = 1 << 11;
const S: Sounds = 1 << 12;
const T: Sounds = 1 << 13;
const F: Sounds = 1 << 14;
const TS: Sounds = 1 << 15;
const CH: Sounds = 1 << 16;
const SH: Sounds = 1 << 17;

/// What a Latin letter may sound like; nothing for vowels, and for `h`, which is mostly lost.
fn latin(letter: u8) -> &'static [Sounds] {
    match letter.to_ascii_lowercase() {
        b'b' => &[B],
        b'c' => &[K | S | TS | CH],
        b'd' => &[D],
        b'f' => &[F],
        b'g' => &[G | ZH],
        b'j' => &[ZH],
        b'k' => &[K],
        b'l' => &[L],
        b'm' => &[M],
        b'n' => &[N],
        b'p' => &[P | F],
        b'q' => &[K | Z],
        b'r' => &[R],
        b's' => &[S | Z | SH],
        b't' => &[T | S | TS | SH],
        b'v' | b'w' => &[V],
        b'x' => &[K, S],
        b'z' => &[Z | S],
        _ => &[],
    }
}

/// What a Cyrillic letter sounds like; 0 for vowels, signs and `х`.
fn cyrillic(letter: char) -> Sounds {
    match letter {
        'б' | 'Б' => B,
        'в' | 'В' => V,
        'г' | 'Г' => G | ZH,
        'д' | 'Д' => D,
        'ж' | 'Ж' => ZH,
        'з' | 'З' => Z,
        'к' | 'К' => K,
        'л' | 'Л' => L,
        'м' | 'М' => M,
        'н' | 'Н' => N,
        'п' | 'П' => P,
        'р' | 'Р' => R,
        'с' | 'С' => S,
        'т' | 'Т' => T,
        'ф' | 'Ф' => F,
        'ц' | 'Ц' => TS | S,
        'ч' | 'Ч' => CH | K,
        'ш' | 'Ш' | 'щ' | 'Щ' => SH | S,
        _ => 0,
    }
}

/// The words of Cyrillic letters alone, each with its place in bytes.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_letter = |c: char| ('\u{400}'..='\u{4ff}').contains(&c);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_letter)?;
        at = start + text[start..].find(|c| !is_letter(c)).unwrap_or(text.len() - start);
        Some((start, &text[start..at]))
    })
}

/// Whether a Cyrillic word spells a Latin name: the same consonants in the same order, of which a long one may lack one.
pub(super) fn spells(word: &str, name: &str) -> bool {
    const LEAST: usize = 5;
    const LONG: usize = 8;
    let mut name = name.bytes().flat_map(latin).copied().peekable();
    let mut count = 0;
    let mut lacking = 0;
    for sound in word.chars().map(cyrillic).filter(|&sound| sound != 0) {
        // Most words end with the first sound.
        while name.next_if(|own| own & sound == 0).is_some() {
            lacking += 1;
            if count == 0 || lacking > 1 {
                return false;
            }
        }
        if name.next().is_none() {
            return false;
        }
        count += 1;
    }
    name.next().is_none() && count >= if lacking == 0 { LEAST } else { LONG }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_their_consonants() {
        for (word, name) in [
            ("берсталлейпарамс", "berthTallyParams"),
            ("тидеграупсизе", "tideGroupSize"),
            ("Вспиксенгине", "vsPixEngine"),
            ("лпкуайтабле", "lpQuayTable"),
        ] {
            assert!(spells(word, name), "{name}");
        }
        for (word, name) in [
            // Words of the language that share a stem.
            ("клиента", "clientId"),
            ("интерфейсом", "interfaceName"),
            ("параметра", "parameterType"),
            ("порт", "portNo"),
        ] {
            assert!(!spells(word, name), "{name}");
        }
    }

    #[test]
    fn words_stand_between_other_letters() {
        let found: Vec<_> = words("a причал, b2 Ёлка-1").collect();
        assert_eq!(found, [(2, "причал"), (19, "Ёлка")]);
    }
}
