//! Words of ASCII letters and digits, with what kinds of them each has: what most questions about a word end with. Not what
//! stands around a word.

/// A word of ASCII letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    /// Where it begins, in bytes of the text.
    pub(super) start: usize,
    /// The word.
    pub(super) text: &'t str,
    /// What its first byte is.
    first: u8,
    /// What its other bytes are, all together.
    rest: u8,
}

const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;

/// What a byte is: of no word where 0.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        kinds[byte] = match b {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

impl Word<'_> {
    /// One past its last byte.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it has small letters only.
    pub(super) fn is_small(&self) -> bool {
        self.first | self.rest == SMALL
    }

    /// Whether it has capital letters only.
    pub(super) fn is_capital(&self) -> bool {
        self.first | self.rest == CAPITAL
    }

    /// Whether a capital letter stands behind its first.
    pub(super) fn has_inner_capital(&self) -> bool {
        self.rest & CAPITAL != 0
    }

    /// Whether it begins with a capital letter and has letters only.
    pub(super) fn is_title(&self) -> bool {
        self.first == CAPITAL && self.rest & DIGIT == 0
    }
}

/// Words of two bytes at least, in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes[at..].iter().position(|&byte| KINDS[byte as usize] != 0)?;
            let first = KINDS[bytes[start] as usize];
            let mut rest = 0;
            at = start + 1;
            while let Some(&byte) = bytes.get(at)
                && KINDS[byte as usize] != 0
            {
                rest |= KINDS[byte as usize];
                at += 1;
            }
            if at - start > 1 {
                return Some(Word { start, text: &text[start..at], first, rest });
            }
        }
    })
}

/// How many bytes are asked at once: without a branch between them, one instruction of the processor asks many.
const BLOCK: usize = 32;

const fn is_small(byte: u8) -> u8 {
    (byte.wrapping_sub(b'a') < 26) as u8
}

const fn is_capital(byte: u8) -> u8 {
    (byte.wrapping_sub(b'A') < 26) as u8
}

const fn is_word(byte: u8) -> u8 {
    is_small(byte) | is_capital(byte) | (byte.wrapping_sub(b'0') < 10) as u8
}

/// Whether two capital letters stand together, or one behind a small letter or a digit: most sentences end here.
pub(super) fn may_hold_inner_capital(bytes: &[u8]) -> bool {
    any_two(bytes, |one, two| is_word(one) & is_capital(two))
}

/// Whether a word may begin with a small letter.
pub(super) fn may_hold_small(bytes: &[u8]) -> bool {
    let joins = |byte: u8| is_word(byte) | (byte == b'/') as u8 | (byte == b'.') as u8;
    bytes.first().is_some_and(u8::is_ascii_lowercase)
        || any_two(bytes, |one, two| (joins(one) ^ 1) & is_small(two))
}

/// Whether two bytes stand one behind the other of which `hit` says 1, and not 0.
#[inline]
fn any_two(bytes: &[u8], hit: impl Fn(u8, u8) -> u8) -> bool {
    let behind = bytes.get(1..).unwrap_or_default();
    let (ones, last_ones) = bytes[..behind.len()].as_chunks::<BLOCK>();
    let (twos, last_twos) = behind.as_chunks::<BLOCK>();
    for (ones, twos) in ones.iter().zip(twos) {
        let mut any = 0;
        for at in 0..BLOCK {
            any |= hit(ones[at], twos[at]);
        }
        if any != 0 {
            return true;
        }
    }
    last_ones.iter().zip(last_twos).any(|(&one, &two)| hit(one, two) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_they_are_made_of() {
        let all: Vec<Word<'_>> = words("KPI, Kpi 항목 berth a 4c0de").collect();
        assert_eq!(all.iter().map(|word| word.text).collect::<Vec<_>>(), ["KPI", "Kpi", "berth", "4c0de"]);
        assert!(all[0].is_capital() && all[0].has_inner_capital() && all[0].is_title());
        assert!(all[1].is_title() && !all[1].has_inner_capital() && !all[1].is_capital());
        assert!(all[2].is_small() && !all[2].is_title());
        assert!(!all[3].is_small() && !all[3].is_title());
        assert_eq!((all[3].start, all[3].end()), (24, 29));
    }

    #[test]
    fn bytes_say_whether_to_look() {
        assert!(may_hold_inner_capital(b"a CSP") && !may_hold_inner_capital(b"A berth In"));
        assert!(may_hold_small("항목 berth".as_bytes()) && !may_hold_small("항목.berth C".as_bytes()));
        assert!(may_hold_small(b"berth") && !may_hold_small(b"") && !may_hold_inner_capital(b""));
    }
}
