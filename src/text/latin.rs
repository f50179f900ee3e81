//! Latin letters in a text, many bytes at a time: one instruction of the processor asks many where no branch stands between
//! them. Not words (`checks/latin.rs`).

/// How many bytes are asked at once.
const BLOCK: usize = 32;

/// 1 for a small ASCII letter.
#[must_use]
pub const fn is_small(byte: u8) -> u8 {
    (byte.wrapping_sub(b'a') < 26) as u8
}

/// 1 for a capital ASCII letter.
#[must_use]
pub const fn is_capital(byte: u8) -> u8 {
    (byte.wrapping_sub(b'A') < 26) as u8
}

/// 1 for an ASCII letter or digit.
#[must_use]
pub const fn is_word(byte: u8) -> u8 {
    is_small(byte) | is_capital(byte) | (byte.wrapping_sub(b'0') < 10) as u8
}

/// Where two capital letters stand together, or one behind a small letter or a digit: the byte of the second, in order.
#[must_use]
pub fn inner_capitals(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let behind = bytes.get(1..).unwrap_or_default();
    let hit = |one: u8, two: u8| is_word(one) & is_capital(two);
    let mut all = Vec::new();
    let mut keep = |from: usize, ones: &[u8], twos: &[u8]| {
        let hits = ones.iter().zip(twos).enumerate().filter(|&(_, (&one, &two))| hit(one, two) != 0);
        all.extend(hits.filter_map(|(at, _)| u32::try_from(from + at).ok()));
    };
    let (blocks, last_ones) = bytes[..behind.len()].as_chunks::<BLOCK>();
    let (others, last_twos) = behind.as_chunks::<BLOCK>();
    for (block, (ones, twos)) in blocks.iter().zip(others).enumerate() {
        let mut any = 0;
        for at in 0..BLOCK {
            any |= hit(ones[at], twos[at]);
        }
        if any != 0 {
            keep(1 + block * BLOCK, ones, twos);
        }
    }
    keep(1 + blocks.len() * BLOCK, last_ones, last_twos);
    all
}

/// The first byte from `from` on, which is 1 at least, of which and the one before it `hit` says 1, and not 0.
#[must_use]
#[inline]
pub fn next_of_two(bytes: &[u8], from: usize, hit: impl Fn(u8, u8) -> u8) -> Option<usize> {
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
    fn capitals_are_found_wherever_a_block_ends() {
        for before in 0..3 * BLOCK {
            let text = format!("{}KPI Tide eB", " ".repeat(before));
            let at = |at: usize| u32::try_from(before + at).expect("few");
            assert_eq!(inner_capitals(&text), [at(1), at(2), at(10)]);
        }
        assert_eq!(inner_capitals(""), [0; 0]);
        assert_eq!(inner_capitals("B"), [0; 0]);
    }
}
