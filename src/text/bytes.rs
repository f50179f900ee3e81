//! Which kinds of bytes a text is made of: the question that is asked first, since for most texts it is the last. Not
//! characters: what passes here is looked at again.

/// What stands in a text, in 64 kinds: each ASCII mark is one, and so are digits, small letters, capital letters, and the first
/// bytes of other characters, script by script.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ByteSet(u64);

/// The kinds of characters beyond ASCII are the highest bits, by their first byte.
const LEADS: [(u8, u8); 16] = [
    (0xc2, 0xc2), // signs
    (0xc3, 0xc3), // Latin
    (0xc4, 0xca),
    (0xcb, 0xcc),
    (0xcd, 0xcf), // Greek
    (0xd0, 0xd4), // Cyrillic
    (0xd5, 0xdf), // Arabic and its neighbours
    (0xe0, 0xe0),
    (0xe1, 0xe1),
    (0xe2, 0xe2), // punctuation
    (0xe3, 0xe3), // kana
    (0xe4, 0xe9), // ideographs
    (0xea, 0xed), // Hangul
    (0xee, 0xee),
    (0xef, 0xef), // full-width forms
    (0xf0, 0xff),
];
const ASCII: u64 = u64::MAX >> LEADS.len();

/// The bit of each byte; none for one in the middle of a character.
const KINDS: [u64; 256] = {
    let mut kinds = [0; 256];
    let mut next = 0;
    let mut byte = 0_u8;
    while byte < 128 {
        let first = match byte {
            b'0'..=b'9' => b'0',
            b'a'..=b'z' => b'a',
            b'A'..=b'Z' => b'A',
            // Of those that are no text, only the ends of lines and columns are of interest.
            b'\t' | b'\n' | b'\r' => byte,
            0..b' ' | 0x7f => 0,
            mark => mark,
        };
        if first == byte {
            kinds[byte as usize] = 1 << next;
            next += 1;
        } else {
            kinds[byte as usize] = kinds[first as usize];
        }
        byte += 1;
    }
    let mut at = 0;
    while at < LEADS.len() {
        let (mut lead, last) = LEADS[at];
        loop {
            kinds[lead as usize] = 1 << (64 - LEADS.len() + at);
            if lead == last {
                break;
            }
            lead += 1;
        }
        at += 1;
    }
    assert!(next <= 64 - LEADS.len(), "there are 64 kinds");
    kinds
};

/// The kinds of letters and digits that no white space begins like.
const LETTERS: u64 = {
    let mut letters = KINDS[b'0' as usize] | KINDS[b'a' as usize] | KINDS[b'A' as usize];
    let mut at = 0;
    while at < LEADS.len() {
        if !matches!(LEADS[at].0, 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef) {
            letters |= KINDS[LEADS[at].0 as usize];
        }
        at += 1;
    }
    letters
};

impl ByteSet {
    /// Those of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        // Two at a time: each waits for the one before it.
        let (pairs, last) = text.as_bytes().as_chunks::<2>();
        let (mut left, mut right) = (0, 0);
        for &[one, two] in pairs {
            left |= KINDS[one as usize];
            right |= KINDS[two as usize];
        }
        Self(last.iter().fold(left | right, |all, &byte| all | KINDS[byte as usize]))
    }

    /// Those of some ASCII bytes; others are left out.
    #[must_use]
    pub const fn ascii(bytes: &[u8]) -> Self {
        let mut set = 0;
        let mut at = 0;
        while at < bytes.len() {
            set |= KINDS[bytes[at] as usize] & ASCII;
            at += 1;
        }
        Self(set)
    }

    /// And those of a byte's kind.
    #[must_use]
    pub const fn with(self, byte: u8) -> Self {
        Self(self.0 | KINDS[byte as usize])
    }

    /// Whether one of a byte's kind is there: for a mark, the mark itself. Never for a byte in the middle of a character.
    #[must_use]
    #[inline]
    pub fn has(self, byte: u8) -> bool {
        self.0 & KINDS[byte as usize] != 0
    }

    /// Whether the first byte of a character is of one of the kinds.
    #[must_use]
    pub fn may_have(self, c: char) -> bool {
        self.has(c.encode_utf8(&mut [0; 4]).as_bytes()[0])
    }

    /// Whether the two have a kind in common.
    #[must_use]
    #[inline]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the two have the same kinds of letters and digits, scripts told apart. Texts that have not are different, whatever
    /// white space stands around them.
    #[must_use]
    #[inline]
    pub fn has_letters_of(self, other: Self) -> bool {
        (self.0 ^ other.0) & LETTERS == 0
    }

    /// Whether there are ASCII bytes only.
    #[must_use]
    #[inline]
    pub fn is_ascii(self) -> bool {
        self.0 & !ASCII == 0
    }
}

/// Up to 64 sets at once: for each kind a number with a bit for each set that has it.
#[derive(Debug, Clone, Copy)]
pub struct ByteSets([u64; 64]);

impl ByteSets {
    /// Those of some sets.
    ///
    /// # Panics
    /// Where there are more than 64.
    #[must_use]
    pub fn new(sets: &[ByteSet]) -> Self {
        let mut rows = [0; 64];
        rows.iter_mut().zip(sets).for_each(|(row, set)| *row = set.0);
        assert!(sets.len() <= rows.len(), "a number has a bit for each set");
        // Rows become columns: the quarters of a square change places, then the quarters of each of them.
        let (mut width, mut mask) = (32, u64::MAX >> 32);
        while width > 0 {
            let mut row = 0;
            while row < rows.len() {
                let changed = ((rows[row] >> width) ^ rows[row + width]) & mask;
                rows[row] ^= changed << width;
                rows[row + width] ^= changed;
                row = (row + width + 1) & !width;
            }
            width /= 2;
            mask ^= mask << width;
        }
        Self(rows)
    }

    /// A bit for each set that has a kind in common with one.
    #[must_use]
    #[inline]
    pub fn meeting(&self, set: ByteSet) -> u64 {
        let (mut kinds, mut all) = (set.0, 0);
        while kinds != 0 {
            all |= self.0[kinds.trailing_zeros() as usize];
            kinds &= kinds - 1;
        }
        all
    }
}

impl FromIterator<u8> for ByteSet {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Self {
        Self(bytes.into_iter().fold(0, |all, byte| all | KINDS[byte as usize]))
    }
}

impl FromIterator<char> for ByteSet {
    /// Of the first bytes of characters.
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Self {
        chars.into_iter().map(|c| c.encode_utf8(&mut [0; 4]).as_bytes()[0]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_is_a_kind_of_its_own() {
        let marks: Vec<u8> =
            (b' '..0x7f).filter(|byte| !byte.is_ascii_alphanumeric()).chain(*b"\t\n\r").collect();
        for &mark in &marks {
            let only = ByteSet::ascii(&[mark]);
            assert!(only.has(mark) && only.is_ascii());
            assert!(marks.iter().all(|&other| other == mark || !only.has(other)), "{mark}");
            assert!(!only.has(b'0') && !only.has(b'a') && !only.has(b'A') && !only.has(0xe3));
        }
    }

    #[test]
    fn many_sets_are_asked_at_once() {
        let texts = ["", "a-b", "1", "항목", "*A*", "「é」", "x\ty"];
        let sets: Vec<ByteSet> = texts.iter().cycle().take(64).map(|text| ByteSet::of(text)).collect();
        for many in [0, 1, 7, 63, 64] {
            let all = ByteSets::new(&sets[..many]);
            for asked in ["", "a", "-1", "*", "항", "「é", "\t*"].map(ByteSet::of) {
                let bits =
                    (0..many).filter(|&at| sets[at].meets(asked)).fold(0, |bits, at| bits | 1_u64 << at);
                assert_eq!(all.meeting(asked), bits);
            }
        }
    }

    #[test]
    fn white_space_is_no_letter() {
        for c in ('\0'..=char::MAX).filter(|c| c.is_whitespace()) {
            let (bare, spaced) = (ByteSet::of("Hafen 9"), ByteSet::of(&format!("Hafen 9{c}")));
            assert!(bare.has_letters_of(spaced), "{c:?}");
        }
        assert!(!ByteSet::of("harbor").has_letters_of(ByteSet::of("항구")));
        assert!(!ByteSet::of("port").has_letters_of(ByteSet::of("Port")));
    }

    #[test]
    fn scripts_are_told_apart() {
        let of = ByteSet::of;
        for (one, other) in
            [("é", "д"), ("д", "λ"), ("あ", "漢"), ("漢", "한"), ("한", "。"), ("ا", "д"), ("ก", "漢")]
        {
            assert!(!of(one).meets(of(other)) && !of(one).is_ascii(), "{one} {other}");
        }
        assert!(of("漢字").meets(of("語")) && of("a1").meets(of("b")) && !of("a").meets(of("A1 ")));
        assert!(of("odd").has(b'z') && of("").is_ascii());
    }
}
