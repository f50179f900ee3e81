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

    /// Whether it begins with a capital letter and has letters only.
    pub(super) fn is_title(&self) -> bool {
        self.first == CAPITAL && self.rest & DIGIT == 0
    }
}

/// Words of two bytes at least that have a capital letter behind their first, in order.
pub(super) fn with_inner_capital(text: &str) -> impl Iterator<Item = Word<'_>> {
    let bytes = text.as_bytes();
    let mut from = 1;
    std::iter::from_fn(move || {
        let hit = next_of_two(bytes, from, inner_capital)?;
        let before = bytes[..hit].iter().rev().take_while(|&&byte| KINDS[byte as usize] != 0).count();
        let word = word(text, hit - before);
        from = word.end() + 1;
        Some(word)
    })
}

/// Words of two bytes at least that begin with a small letter, in order.
pub(super) fn beginning_small(text: &str) -> impl Iterator<Item = Word<'_>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = if from == 0 && bytes.first().is_some_and(u8::is_ascii_lowercase) {
                0
            } else {
                next_of_two(bytes, from.max(1), |one, two| (is_word(one) ^ 1) & is_small(two))?
            };
            let word = word(text, start);
            from = word.end() + 1;
            if word.text.len() > 1 {
                return Some(word);
            }
        }
    })
}

/// The word that begins at a byte.
fn word(text: &str, start: usize) -> Word<'_> {
    let bytes = text.as_bytes();
    let first = KINDS[bytes[start] as usize];
    let mut rest = 0;
    let mut end = start + 1;
    while let Some(&byte) = bytes.get(end)
        && KINDS[byte as usize] != 0
    {
        rest |= KINDS[byte as usize];
        end += 1;
    }
    Word { start, text: &text[start..end], first, rest }
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
    any_two(bytes, inner_capital)
}

fn inner_capital(one: u8, two: u8) -> u8 {
    is_word(one) & is_capital(two)
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
    next_of_two(bytes, 1, hit).is_some()
}

/// The first byte from `from` on, which is 1 at least, of which and the one before it `hit` says 1, and not 0.
#[inline]
fn next_of_two(bytes: &[u8], from: usize, hit: impl Fn(u8, u8) -> u8) -> Option<usize> {
    let twos = bytes.get(from..)?;
    let ones = &bytes[from - 1..bytes.len() - 1];
    let is_hit = |(&one, &two): (&u8, &u8)| hit(one, two) != 0;
    let (blocks, last_ones) = ones.as_chunks::<BLOCK>();
    let (others, last_twos) = twos.as_chunks::<BLOCK>();
    for (block, (ones, twos)) in blocks.iter().zip(others).enumerate() {
        let mut any = 0;
        for at in 0..BLOCK {
            any |= hit(ones[at], twos[at]);
        }
        if any != 0 {
            return ones.iter().zip(twos).position(is_hit).map(|at| from + block * BLOCK + at);
        }
    }
    let last = last_ones.iter().zip(last_twos).position(is_hit)?;
    Some(from + blocks.len() * BLOCK + last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_they_are_made_of() {
        let text = "a Berths KPI, Kpi 항목 berth eB 4Code a 4c0de tide";
        let capital: Vec<Word<'_>> = with_inner_capital(text).collect();
        assert_eq!(capital.iter().map(|word| word.text).collect::<Vec<_>>(), ["KPI", "eB", "4Code"]);
        assert!(capital[0].is_capital() && capital[0].is_title());
        assert!(!capital[1].is_title() && !capital[2].is_title() && !capital[2].is_capital());
        assert_eq!((capital[0].start, capital[0].end()), (9, 12));
        let small: Vec<Word<'_>> = beginning_small(text).collect();
        assert_eq!(small.iter().map(|word| word.text).collect::<Vec<_>>(), ["berth", "eB", "tide"]);
        assert!(small[0].is_small() && !small[1].is_small());
        assert_eq!(beginning_small("berth").count(), 1);
    }

    #[test]
    fn a_word_is_found_wherever_a_block_ends() {
        for before in 0..3 * BLOCK {
            let text = format!("{}KPI tide", " ".repeat(before));
            assert_eq!(with_inner_capital(&text).next().map(|word| word.start), Some(before));
            assert_eq!(beginning_small(&text).next().map(|word| word.start), Some(before + 4));
        }
    }

    #[test]
    fn bytes_say_whether_to_look() {
        assert!(may_hold_inner_capital(b"a CSP") && !may_hold_inner_capital(b"A berth In"));
        assert!(may_hold_small("항목 berth".as_bytes()) && !may_hold_small("항목.berth C".as_bytes()));
        assert!(may_hold_small(b"berth") && !may_hold_small(b"") && !may_hold_inner_capital(b""));
    }
}
