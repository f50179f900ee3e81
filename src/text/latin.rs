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

/// The first byte from `from` on of which `hit` says 1, and not 0.
#[must_use]
#[inline]
pub fn next_of(bytes: &[u8], from: usize, hit: impl Fn(u8) -> u8) -> Option<usize> {
    let (blocks, last) = bytes.get(from..)?.as_chunks::<BLOCK>();
    for (number, block) in blocks.iter().enumerate() {
        if block.iter().fold(0, |any, &byte| any | hit(byte)) != 0 {
            let at = block.iter().position(|&byte| hit(byte) != 0)?;
            return Some(from + number * BLOCK + at);
        }
    }
    let at = last.iter().position(|&byte| hit(byte) != 0)?;
    Some(from + blocks.len() * BLOCK + at)
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
/// Where ASCII ends and where it begins again, from `from` on, which is 1 at least: bytes before which the other kind stands.
pub fn turns(bytes: &[u8], from: usize) -> impl Iterator<Item = usize> + '_ {
    const WIDE: usize = 8;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let mut at = from.min(bytes.len());
    let mut last = at.checked_sub(1).map_or(0, |before| u64::from(bytes[before]));
    // Of the eight bytes that begin at `start`: the highest bit of each that differs from the one before it.
    let (mut start, mut hits) = (at, 0);
    std::iter::from_fn(move || {
        while hits == 0 {
            let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
            let taken = rest.len().min(WIDE);
            let eight = match rest.first_chunk::<WIDE>() {
                Some(eight) => u64::from_le_bytes(*eight),
                None => rest.iter().rev().fold(0, |eight, &byte| eight << 8 | u64::from(byte)),
            };
            hits = (eight ^ (eight << 8 | last)) & HIGH;
            if taken < WIDE {
                hits &= (1 << (8 * taken)) - 1;
            }
            last = eight >> (8 * (WIDE - 1));
            start = at;
            at += taken;
        }
        let found = start + hits.trailing_zeros() as usize / 8;
        hits &= hits - 1;
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn turns_are_where_ascii_ends_and_begins(text in "[a, 가é]{0,40}", from in 1..12_usize) {
            let bytes = text.as_bytes();
            let is_turn = |at: &usize| bytes[at - 1].is_ascii() != bytes[*at].is_ascii();
            let expected: Vec<usize> = (from..bytes.len()).filter(is_turn).collect();
            prop_assert_eq!(turns(bytes, from).collect::<Vec<_>>(), expected);
        }
    }
}
