//! Places that many parts of a text are asked for, found for all of it in one go: a bit for each byte, many bytes at a time.
//! Not what stands there, which who asks looks at again.

use super::latin::{is_capital, is_small, is_word};
use super::{ByteSet, Span, is_hangul_lead};

/// Some bytes of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    bits: Vec<u64>,
}

/// How many bytes have their bits in one number.
const BLOCK: usize = 64;

impl Places {
    /// Letters and digits right before a capital letter.
    #[must_use]
    pub fn before_capitals(text: &str) -> Self {
        Self::of(text, |one, two| is_word(one) & is_capital(two))
    }

    /// Bytes that a bracket, a quotation mark, an entity or what nobody sees may begin with; and a few others.
    #[must_use]
    pub fn of_marks(text: &str) -> Self {
        Self::of(text, begins_mark)
    }

    /// Bytes in a word that no word of small letters has: a small letter before a capital one, a dot before more of it, and
    /// what parts a path, an address or an identifier.
    #[must_use]
    pub fn of_odd(text: &str) -> Self {
        Self::of(text, |one, two| {
            let hump = is_small(one) & is_capital(two);
            let inside = (one == b'.') & (two > b' ');
            let mark = (one == b'-') | (one == b'_') | (one == b'@') | (one == b'/') | (one == b'\\');
            let sign = (one == b'#') | (one == b'~') | (one == b'=') | (one == b'%');
            hump | (inside | mark | sign) as u8
        })
    }

    /// The last bytes of words, and of what stands between words: ASCII letters and digits, and all that is not ASCII, are
    /// words.
    #[must_use]
    pub fn of_borders(text: &str) -> Self {
        Self::of(text, |one, two| is_part(one) ^ is_part(two))
    }

    /// Spaces.
    #[must_use]
    pub fn of_spaces(text: &str) -> Self {
        Self::of(text, |one, _| (one == b' ') as u8)
    }

    /// Spaces beside a syllable of Hangul which has none on its other side.
    #[must_use]
    pub fn beside_lone_syllables(text: &str) -> Self {
        let mut spaces = Self::of_spaces(text);
        let leads = Self::of(text, |one, _| u8::from(is_hangul_lead(one))).bits;
        let block = |at: usize| leads.get(at).copied().unwrap_or(0);
        for (at, spaces) in spaces.bits.iter_mut().enumerate() {
            // Whether one begins so many bytes before each byte of the block, or behind it.
            let [last, own, next] = [at.checked_sub(1).map_or(0, block), block(at), block(at + 1)];
            let before = |bytes: usize| own << bytes | last >> (BLOCK - bytes);
            let behind = |bytes: usize| own >> bytes | next << (BLOCK - bytes);
            *spaces &= before(3) & !before(6) | behind(1) & !behind(4);
        }
        spaces
    }

    /// Bytes before a space that are one of three.
    #[must_use]
    pub fn of_ends(text: &str, ends: [u8; 3]) -> Self {
        Self::of(text, |one, two| {
            let is_end = (one == ends[0]) | (one == ends[1]) | (one == ends[2]);
            (is_end & (two == b' ')) as u8
        })
    }

    /// The last bytes of words that end with a small ASCII letter, or with what is not ASCII.
    #[must_use]
    pub fn of_small_ends(text: &str) -> Self {
        Self::of(text, |one, two| (is_small(one) | (one >= 0x80) as u8) & (is_part(two) ^ 1))
    }

    /// Bytes before words that begin with a capital letter.
    #[must_use]
    pub fn of_capital_starts(text: &str) -> Self {
        Self::of(text, |one, two| (is_part(one) ^ 1) & is_capital(two))
    }

    /// The last bytes of words that end with what is not ASCII.
    #[must_use]
    pub fn of_native_ends(text: &str) -> Self {
        Self::of(text, |one, two| (one >= 0x80) as u8 & (is_part(two) ^ 1))
    }

    /// ASCII that is no space right before what is not ASCII, and the last bytes of what is not ASCII right before a capital.
    #[must_use]
    pub fn of_seams(text: &str) -> Self {
        Self::of(text, |one, two| {
            let (high, next) = (one >= 0x80, two >= 0x80);
            (((one > b' ') & !high & next) | (high & (is_capital(two) != 0))) as u8
        })
    }

    /// Bytes of which, and of the ones behind them, `hit` says 1, and not 0. Behind the last is 0.
    fn of(text: &str, hit: impl Fn(u8, u8) -> u8) -> Self {
        let ones = text.as_bytes();
        let mut bits = Vec::with_capacity(ones.len() / BLOCK + 1);
        let mut hits = [0; BLOCK];
        let (blocks, rest) = ones.as_chunks::<BLOCK>();
        let (others, last) = ones.get(1..).unwrap_or_default().as_chunks::<BLOCK>();
        for (ones, twos) in blocks.iter().zip(others) {
            for at in 0..BLOCK {
                hits[at] = hit(ones[at], twos[at]);
            }
            bits.push(pack(&hits));
        }
        // A last whole block has no byte behind it.
        let rest = if blocks.len() > others.len() { &blocks[others.len()][..] } else { rest };
        hits.fill(0);
        for ((own, &one), &two) in hits.iter_mut().zip(rest).zip(last.iter().chain(&[0])) {
            *own = hit(one, two);
        }
        bits.push(pack(&hits));
        Self { bits }
    }

    /// Those of a part, in order, in bytes of the text.
    #[inline]
    pub fn within(&self, part: Span) -> impl Iterator<Item = usize> + use<'_> {
        let mut from = part.start;
        std::iter::from_fn(move || {
            let at = self.next(from, part.end)?;
            from = at + 1;
            Some(at as usize)
        })
    }

    /// The words of a part of a text, in order, in bytes of the text. These are its borders.
    pub fn words<'t>(&'t self, text: &'t str, part: Span) -> impl Iterator<Item = Span> + use<'t> {
        let is_word = text.as_bytes()[part.range()].first().is_some_and(|&first| is_part(first) == 1);
        let mut from =
            if is_word { part.start } else { self.next(part.start, part.end).map_or(part.end, |at| at + 1) };
        std::iter::from_fn(move || {
            if from >= part.end {
                return None;
            }
            let start = from;
            let Some(last) = self.next(start, part.end) else {
                from = part.end;
                return Some(Span { start, end: part.end });
            };
            from = self.next(last + 1, part.end).map_or(part.end, |at| at + 1);
            Some(Span { start, end: last + 1 })
        })
    }

    /// Whether a byte is one.
    #[must_use]
    #[inline]
    pub fn holds(&self, at: usize) -> bool {
        self.bits.get(at / BLOCK).is_some_and(|bits| bits >> (at % BLOCK) & 1 == 1)
    }

    /// Whether there is one in a part.
    #[must_use]
    #[inline]
    pub fn any_within(&self, part: Span) -> bool {
        self.next(part.start, part.end).is_some()
    }

    /// The first of `from..end`.
    #[inline]
    fn next(&self, from: u32, end: u32) -> Option<u32> {
        let mut from = from;
        while from < end {
            let left = self.bits.get(from as usize / BLOCK)? >> (from as usize % BLOCK);
            if left != 0 {
                return Some(from + left.trailing_zeros()).filter(|&at| at < end);
            }
            from = (from | 63) + 1;
        }
        None
    }
}

/// Where the word begins that ends before byte `end`, as [`Places::of_borders`] has words.
#[must_use]
pub fn word_start(text: &str, end: usize) -> usize {
    let word = text.as_bytes()[..end].iter().rev().take_while(|&&byte| is_part(byte) != 0);
    end - word.count()
}

/// 1 for a byte of a word.
const fn is_part(byte: u8) -> u8 {
    is_word(byte) | (byte >= 0x80) as u8
}

/// One bit for each byte of 64, which are 0 or 1.
fn pack(hits: &[u8; BLOCK]) -> u64 {
    /// Shifts the lowest bit of each byte to its place among the highest eight.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = hits.as_chunks::<8>();
    let bits = eights.iter().rev().map(|&eight| u64::from_le_bytes(eight).wrapping_mul(GATHER) >> 56);
    bits.fold(0, |all, bits| all << 8 | bits)
}

/// 1 where two bytes may begin a bracket, a quotation mark, an entity, a character that nobody sees, or one that was read in
/// the wrong encoding; and little else.
const fn begins_mark(one: u8, two: u8) -> u8 {
    // Without a branch, so that many are asked at once. `"`, `&'()`, `<=>`, `[\]` and `{|}`; then U+00A0…BF, `Ã â ã ï` and a
    // few like them, general punctuation and that of East Asia, full-width forms and what has no character.
    let ascii = (one == b'"') | (one.wrapping_sub(b'&') < 4) | (one.wrapping_sub(b'<') < 3);
    let ascii = ascii | ((one | 0x20).wrapping_sub(b'{') < 3);
    let misread = (one == 0xc3) & (two & 0x12 == 2);
    let general = (one & 0xfe == 0xe2) & (two == 0x80);
    (ascii | (one == 0xc2) | (one == 0xef) | misread | general) as u8
}

/// How some characters begin, by their first two bytes: what finds `「` among kana, which share the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starts {
    set: ByteSet,
    /// Whether one of them begins with a byte: what a text is walked with.
    firsts: [bool; 256],
    /// For each first byte, one bit for each second.
    seconds: [u64; 64],
    /// Whether all of them are among [`Places::of_marks`].
    marks: bool,
}

impl Starts {
    /// The kinds of all first bytes.
    #[must_use]
    pub fn set(&self) -> ByteSet {
        self.set
    }

    /// Whether one of them begins with a byte.
    #[must_use]
    #[inline]
    pub fn begin_with(&self, byte: u8) -> bool {
        self.firsts[byte as usize]
    }

    /// The first byte from `from` on at which one may stand.
    #[must_use]
    pub fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at += bytes.get(at..)?.iter().position(|&byte| self.firsts[byte as usize])?;
            if self.fits(bytes, at) {
                return Some(at);
            }
            at += 1;
        }
    }

    /// Where one may stand in a part of a text, in order. `marks` are the text's.
    #[inline]
    pub fn within<'t>(
        &'t self,
        text: &'t str,
        marks: &'t Places,
        part: Span,
    ) -> impl Iterator<Item = usize> + use<'t> {
        let bytes = &text.as_bytes()[..part.end as usize];
        let mut from = part.start as usize;
        std::iter::from_fn(move || {
            if !self.marks {
                let at = self.find(bytes, from)?;
                from = at + 1;
                return Some(at);
            }
            loop {
                let at = marks.next(Span::at(from).start, part.end)? as usize;
                from = at + 1;
                if self.firsts[bytes[at] as usize] && self.fits(bytes, at) {
                    return Some(at);
                }
            }
        })
    }

    /// Whether the byte behind one that begins some of them goes with it.
    #[inline]
    fn fits(&self, bytes: &[u8], at: usize) -> bool {
        let second = bytes.get(at + 1).map_or(0, |second| second & 63);
        bytes[at] < 0x80 || self.seconds[(bytes[at] & 63) as usize] & (1 << second) != 0
    }
}

impl Default for Starts {
    fn default() -> Self {
        Self { set: ByteSet::default(), firsts: [false; 256], seconds: [0; 64], marks: true }
    }
}

impl FromIterator<char> for Starts {
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Self {
        let mut starts = Self::default();
        let chars: Vec<char> = chars.into_iter().collect();
        starts.set = chars.iter().copied().collect();
        for c in chars {
            let mut buffer = [0; 4];
            let bytes = c.encode_utf8(&mut buffer).as_bytes();
            starts.firsts[bytes[0] as usize] = true;
            if let Some(second) = bytes.get(1) {
                starts.seconds[(bytes[0] & 63) as usize] |= 1 << (second & 63);
            }
            starts.marks &= begins_mark(bytes[0], bytes.get(1).copied().unwrap_or(0)) == 1;
        }
        starts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_before_capitals_are_found_wherever_a_block_ends() {
        for before in 0..140 {
            let text = format!("{}KPI Tide eB", " ".repeat(before));
            let places = Places::before_capitals(&text);
            let all = Span::new(0, text.len());
            assert_eq!(places.within(all).collect::<Vec<_>>(), [before, before + 1, before + 9]);
            let part = Span::new(before + 1, before + 3);
            assert_eq!(places.within(part).collect::<Vec<_>>(), [before + 1]);
            assert!(places.any_within(all) && !places.any_within(Span::new(before + 2, before + 9)));
        }
        assert!(!Places::before_capitals("").any_within(Span::new(0, 0)));
        assert!(!Places::before_capitals("B").any_within(Span::new(0, 1)));
    }

    #[test]
    fn seams_lie_where_names_are_written_on_to_other_letters() {
        let text = "항목 Tide를 항Tide, 항tide Ti 항";
        let seams: Vec<&str> = Places::of_seams(text)
            .within(Span::new(0, text.len()))
            .map(|at| text[..=at].rsplit(' ').next().unwrap_or_default())
            .collect();
        assert_eq!(seams, ["Tide", "항"]);
    }

    #[test]
    fn syllables_stand_alone_wherever_a_block_ends() {
        for before in 0..140 {
            let text = format!("{}가나 다라 마 바사 a 자차 “카 타파”", "x".repeat(before));
            let spaces = Places::beside_lone_syllables(&text);
            let words = spaces.within(Span::new(0, text.len())).map(|at| &text[at + 1..]);
            let words: Vec<&str> = words.map(|rest| rest.split(' ').next().unwrap_or_default()).collect();
            assert_eq!(words, ["마", "바사", "타파”"]);
            assert!(
                spaces.within(Span::new(0, text.len())).all(|at| spaces.holds(at) && !spaces.holds(at + 1))
            );
        }
    }

    #[test]
    fn words_are_cut_at_their_borders() {
        let words = |text: &str, part: Span| -> Vec<String> {
            let borders = Places::of_borders(text);
            borders.words(text, part).map(|word| word.of(text).to_owned()).collect()
        };
        for before in 0..140 {
            let text = format!("{}Tide, 항목-2 (été)", " ".repeat(before));
            assert_eq!(words(&text, Span::new(0, text.len())), ["Tide", "항목", "2", "été"]);
            assert_eq!(words(&text, Span::new(before + 2, before + 4)), ["de"]);
            assert_eq!(words(&text, Span::new(before + 4, before + 6)), [""; 0]);
        }
        assert_eq!(words("", Span::new(0, 0)), [""; 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_character_is_missed(text in "[a-z가-갛ぁ-ん「」（）*é😀â\u{200b}(]{0,150}", wanted in "[a-z가-갛「」（é😀\u{200b}]{1,4}|[「」（\u{200b}(â]{1,3}") {
            let (set, starts): (ByteSet, Starts) = (wanted.chars().collect(), wanted.chars().collect());
            let all: Vec<usize> = text.char_indices().filter(|(_, c)| wanted.contains(*c)).map(|(at, _)| at).collect();
            let marks = Places::of_marks(&text);
            let found: Vec<usize> = starts.within(&text, &marks, Span::new(0, text.len())).collect();
            prop_assert!(found.iter().all(|&at| text.is_char_boundary(at)) && found.is_sorted());
            prop_assert!(all.iter().all(|at| found.contains(at)));
            let first = found.iter().find(|&&at| all.contains(&at)).copied();
            let mut at = 0;
            while let Some(next) = starts.find(text.as_bytes(), at).filter(|_| first.is_some_and(|first| at <= first)) {
                prop_assert!(found.contains(&next));
                at = next + 1;
            }
            prop_assert!(all.is_empty() || set.meets(ByteSet::of(&text)));
            prop_assert!(text.chars().all(|c| ByteSet::of(&text).may_have(c)));
        }
    }
}
