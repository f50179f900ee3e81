//! Which bytes a text is made of: the question that is asked first, since for most texts it is the last. Not characters:
//! what passes here is looked at again.

/// Which ASCII bytes, and which first bytes of other characters, stand in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ByteSet {
    ascii: u128,
    leads: u64,
}

/// One bit for each ASCII byte.
const ASCII: [u128; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        bits[byte] = 1 << byte;
        byte += 1;
    }
    bits
};

/// One bit for each byte that begins a character of more than one.
const LEADS: [u64; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0xc0;
    while byte < 256 {
        bits[byte] = 1 << (byte & 63);
        byte += 1;
    }
    bits
};

impl ByteSet {
    /// Those of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut set = Self::default();
        for byte in text.bytes() {
            set.add(byte);
        }
        set
    }

    /// Some ASCII bytes; others are left out.
    #[must_use]
    pub const fn ascii(bytes: &[u8]) -> Self {
        let mut set = Self { ascii: 0, leads: 0 };
        let mut at = 0;
        while at < bytes.len() {
            set.ascii |= ASCII[bytes[at] as usize];
            at += 1;
        }
        set
    }

    #[inline]
    fn add(&mut self, byte: u8) {
        self.ascii |= ASCII[byte as usize];
        self.leads |= LEADS[byte as usize];
    }

    /// Whether a byte is one of them. A byte in the middle of a character never is.
    #[must_use]
    #[inline]
    pub fn has(&self, byte: u8) -> bool {
        self.ascii & ASCII[byte as usize] != 0 || self.leads & LEADS[byte as usize] != 0
    }

    /// Whether the first byte of a character is one of them.
    #[must_use]
    pub fn may_have(&self, c: char) -> bool {
        self.has(c.encode_utf8(&mut [0; 4]).as_bytes()[0])
    }

    /// Whether the two have a byte in common.
    #[must_use]
    #[inline]
    pub fn meets(&self, other: &Self) -> bool {
        self.ascii & other.ascii != 0 || self.leads & other.leads != 0
    }

    /// Whether there are ASCII bytes only.
    #[must_use]
    #[inline]
    pub fn is_ascii(&self) -> bool {
        self.leads == 0
    }
}

impl FromIterator<u8> for ByteSet {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Self {
        let mut set = Self::default();
        bytes.into_iter().for_each(|byte| set.add(byte));
        set
    }
}

impl FromIterator<char> for ByteSet {
    /// The first bytes of characters.
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Self {
        let mut set = Self::default();
        chars.into_iter().for_each(|c| set.add(c.encode_utf8(&mut [0; 4]).as_bytes()[0]));
        set
    }
}
