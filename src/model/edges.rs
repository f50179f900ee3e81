//! How the words of a list begin and end, by a few bytes: what is asked before a word is looked for, since most texts begin and
//! end like none. Not the words.

/// How words begin, or how they end: a bit for each three bytes, some of which share one, and for those that pass one for each
/// five. Shorter words have as many as they have.
#[derive(Debug, Clone)]
pub(super) struct Edges {
    /// Of all words.
    three: [u64; BITS / 64],
    /// Of words of five bytes and more.
    five: [u64; BITS / 64],
    /// Of shorter ones, by three.
    short: [u64; BITS / 64],
    /// How many bytes the shortest word has.
    shortest: usize,
    /// One bit for each length in bytes, the last for all beyond, of the words with some outer two bytes.
    lengths: [u64; LENGTHS],
}

const BITS: usize = 2048;
const LENGTHS: usize = 16;

impl Edges {
    /// The bit of five bytes.
    #[inline]
    fn bit_of_five([a, b, c, d, e]: [u8; 5]) -> (usize, u64) {
        let number = u32::from_le_bytes([a, b, c, d]) ^ u32::from(e) << 13;
        let bit = (number.wrapping_mul(0x9e37_79b1) >> 21) as usize % BITS;
        (bit / 64, 1 << (bit % 64))
    }

    /// The bit of up to three bytes, the outer one first and 0 for one that is not there.
    #[inline]
    fn bit_of_three(outer: u8, next: u8, inner: u8) -> (usize, u64) {
        let bit = (usize::from(outer) ^ usize::from(next) << 3 ^ usize::from(inner) << 5) % BITS;
        (bit / 64, 1 << (bit % 64))
    }

    /// How words begin, and how they end.
    pub(super) fn both<'w, I: Iterator<Item = &'w str>>(words: impl Fn() -> I) -> (Box<Self>, Box<Self>) {
        let (mut starts, mut ends) = (Box::<Self>::default(), Box::<Self>::default());
        for word in words().map(str::as_bytes) {
            let turned: Vec<u8> = word.iter().rev().copied().collect();
            starts.take(word, word.first_chunk());
            ends.take(&turned, word.last_chunk());
        }
        (starts, ends)
    }

    /// Takes a word in, of which these are the bytes, the outer ones first, and the outer five in their own order.
    fn take(&mut self, word: &[u8], five: Option<&[u8; 5]>) {
        let Some(&outer) = word.first() else { return };
        let byte = |at: usize| word.get(at).copied().unwrap_or(0);
        self.shortest = self.shortest.min(word.len());
        let (at, bit) = Self::bit_of_three(outer, byte(1), byte(2));
        self.three[at] |= bit;
        match five {
            Some(&five) => {
                let (at, bit) = Self::bit_of_five(five);
                self.five[at] |= bit;
            }
            None => self.short[at] |= bit,
        }
        match word.get(1) {
            Some(&next) => self.lengths[Self::two(outer, next)] |= length(word.len()),
            None => self.lengths.iter_mut().for_each(|lengths| *lengths |= length(word.len())),
        }
    }

    /// Where the lengths are of the words with two outer bytes.
    #[inline]
    fn two(outer: u8, next: u8) -> usize {
        usize::from(outer ^ next >> 2 ^ next << 2) % LENGTHS
    }

    /// How long the words may be that a text ends with.
    #[inline]
    pub(super) fn lengths_at_end(&self, text: &[u8]) -> u64 {
        match *text {
            [.., next, outer] => self.lengths[Self::two(outer, next)],
            _ => self.lengths.iter().fold(0, |all, lengths| all | lengths),
        }
    }

    /// How long the words may be that a text begins with.
    #[inline]
    pub(super) fn lengths_at_start(&self, text: &[u8]) -> u64 {
        match *text {
            [outer, next, ..] => self.lengths[Self::two(outer, next)],
            _ => self.lengths.iter().fold(0, |all, lengths| all | lengths),
        }
    }

    /// Whether some bits have one of three bytes, or of the first of them where there are words as short.
    #[inline]
    fn is_among(&self, bits: &[u64; BITS / 64], [outer, next, inner]: [u8; 3]) -> bool {
        let has = |(at, bit): (usize, u64)| bits[at] & bit != 0;
        has(Self::bit_of_three(outer, next, inner))
            || self.shortest < 3
                && (has(Self::bit_of_three(outer, next, 0)) || has(Self::bit_of_three(outer, 0, 0)))
    }

    /// Whether what passed by its outer three bytes does so by five, or is as short as a word that has less.
    fn passes(&self, three: [u8; 3], five: Option<&[u8; 5]>) -> bool {
        let has_five = |&five: &[u8; 5]| {
            let (at, bit) = Self::bit_of_five(five);
            self.five[at] & bit != 0
        };
        five.is_some_and(has_five) || self.shortest < 5 && self.is_among(&self.short, three)
    }

    /// Whether a text may begin with one of them.
    #[inline]
    pub(super) fn may_begin(&self, text: &[u8]) -> bool {
        let three = match *text {
            [outer, next, inner, ..] => [outer, next, inner],
            [outer, next] => [outer, next, 0],
            [only] => [only, 0, 0],
            [] => return false,
        };
        self.is_among(&self.three, three) && self.passes(three, text.first_chunk())
    }

    /// Whether a text may end with one of them.
    #[inline]
    pub(super) fn may_end(&self, text: &[u8]) -> bool {
        let three = match *text {
            [.., inner, next, outer] => [outer, next, inner],
            [next, outer] => [outer, next, 0],
            [only] => [only, 0, 0],
            [] => return false,
        };
        self.is_among(&self.three, three) && self.passes(three, text.last_chunk())
    }
}

impl Default for Edges {
    fn default() -> Self {
        Self {
            three: [0; BITS / 64],
            five: [0; BITS / 64],
            short: [0; BITS / 64],
            shortest: usize::MAX,
            lengths: [0; LENGTHS],
        }
    }
}

/// The bit for a length in bytes.
pub(super) fn length(bytes: usize) -> u64 {
    1 << bytes.min(63)
}

/// The lengths in bytes that bits stand for, the longest first. `longest` is the longest of all.
#[inline]
pub(super) fn falling(lengths: u64, longest: usize) -> impl Iterator<Item = usize> {
    const LAST: u32 = u64::BITS - 1;
    let beyond = (LAST as usize..=longest).filter(move |_| lengths >> LAST != 0);
    let mut lengths = lengths & !(1 << LAST);
    let exact = std::iter::from_fn(move || {
        let bit = lengths.checked_ilog2()?;
        lengths ^= 1 << bit;
        Some(bit as usize)
    });
    beyond.rev().chain(exact)
}
