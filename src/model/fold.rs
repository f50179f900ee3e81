//! Words without their dress: what two texts have in common when markup, case and punctuation are not
//! looked at, and the hash that stands for it in facts and fingerprints. Not a translation memory's match.

/// The folded words of a text as one number. Markup, case, punctuation and white space do not change it;
/// it is the same on every machine and in every version, because baselines keep it.
#[must_use]
pub fn key(text: &str) -> u64 {
    let mut hash = Hash::default();
    fold(text, &mut hash);
    hash.finish()
}

/// The folded words themselves, one space between them.
#[must_use]
pub fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    fold(text, &mut words);
    words
}

/// What folded characters go into.
trait Sink {
    fn take(&mut self, c: char);
    fn take_ascii(&mut self, byte: u8);
}

impl Sink for String {
    fn take(&mut self, c: char) {
        self.push(c);
    }

    fn take_ascii(&mut self, byte: u8) {
        self.push(char::from(byte));
    }
}

impl Sink for Hash {
    fn take(&mut self, c: char) {
        self.char(c);
    }

    fn take_ascii(&mut self, byte: u8) {
        self.byte(byte);
    }
}

/// Hands every folded character of `text` to `sink`: lower-case letters and digits, one space between words.
fn fold(text: &str, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let (mut at, mut any, mut gap) = (0, false, false);
    while let Some(&byte) = bytes.get(at) {
        // Nearly all bytes of a source are letters and spaces.
        match PLAIN[byte as usize] {
            0 => {}
            b' ' => {
                gap = true;
                at += 1;
                continue;
            }
            letter => {
                if gap && any {
                    sink.take_ascii(b' ');
                }
                (gap, any) = (false, true);
                sink.take_ascii(letter);
                at += 1;
                // The rest of the word.
                while let Some(&byte) = bytes.get(at)
                    && PLAIN[byte as usize] > b' '
                {
                    sink.take_ascii(PLAIN[byte as usize]);
                    at += 1;
                }
                continue;
            }
        }
        if let Some(end) = markup_end(bytes, at, byte) {
            gap = true;
            at = end;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        if !crate::text::is_alphanumeric(c) {
            gap = true;
            continue;
        }
        if gap && any {
            sink.take_ascii(b' ');
        }
        (gap, any) = (false, true);
        c.to_lowercase().for_each(|c| sink.take(c));
    }
}

/// What an ASCII byte folds to where nothing else need be looked at: a letter or digit, a space for a gap, 0 for what may
/// begin markup and for all that is not ASCII.
const PLAIN: [u8; 256] = {
    let mut plain = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        plain[byte] = match b {
            b'<' | b']' => 0,
            b if b.is_ascii_alphanumeric() => b.to_ascii_lowercase(),
            _ => b' ',
        };
        byte += 1;
    }
    plain
};

/// Where markup that shows no words ends, if some begins at `at`: an HTML tag, a link's destination or label.
fn markup_end(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    let next = *bytes.get(at + 1)?;
    let close = match (byte, next) {
        (b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/') => b'>',
        (b']', b'(') => b')',
        (b']', b'[') => b']',
        _ => return None,
    };
    // A bound, so that a page of openings without an end stays linear.
    let window = &bytes[at + 2..bytes.len().min(at + 2 + 4096)];
    memchr::memchr(close, window).map(|found| at + 2 + found + 1)
}

/// Half of a hash, where it tells no more than a few thousand values apart.
pub(super) fn half(hash: u64) -> u32 {
    (hash & u64::from(u32::MAX)) as u32
}

/// FNV-1a with a final mix: short keys, no seed, no dependency on a crate's version.
#[derive(Debug, Clone, Copy)]
pub struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    /// Takes bytes in.
    pub fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.byte(byte);
        }
    }

    #[inline]
    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }

    /// Takes a number in.
    pub fn number(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    /// Takes a text in, and that it ended.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }

    pub(super) fn char(&mut self, c: char) {
        if let Ok(byte) = u8::try_from(c)
            && byte.is_ascii()
        {
            return self.byte(byte);
        }
        let mut buffer = [0; 4];
        self.bytes(c.encode_utf8(&mut buffer).as_bytes());
    }

    /// The number.
    #[must_use]
    pub fn finish(self) -> u64 {
        let mut hash = self.0;
        hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        hash ^ (hash >> 32)
    }
}

/// The anchor that documentation sites make of a heading: ASCII letters and digits, `-` for a space.
/// `heading` is the raw inline text of the English heading.
#[must_use]
pub fn slug(heading: &str) -> String {
    let plain = plain_inline(heading);
    let mut slug = String::with_capacity(plain.len());
    for c in plain.trim().chars() {
        match c.to_ascii_lowercase() {
            ' ' => slug.push('-'),
            c @ ('a'..='z' | '0'..='9' | '-' | '_') => slug.push(c),
            _ => {}
        }
    }
    slug
}

/// A heading's text with links and images reduced to their words and anchors dropped; other markup stays,
/// since the formula keeps the letters of tags and entities.
fn plain_inline(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    // Once nothing closes any more, nothing is looked for again.
    let mut left = [true; 2];
    let mut behind = |text: &'_ str, mark: char, nth: usize| {
        let end = if left[nth] { text.find(mark) } else { None };
        left[nth] = end.is_some();
        end.map(|end| end + 1)
    };
    while let Some(at) = rest.find(['[', ']', '<', '!', '\\']) {
        let (before, here) = rest.split_at(at);
        plain.push_str(before);
        let skipped = if let Some(link) = here.strip_prefix("](") {
            behind(link, ')', 0).map(|end| &link[end..])
        } else if here.starts_with("<a ") {
            behind(here, '>', 1).map(|end| &here[end..])
        } else {
            here.strip_prefix("</a>")
        };
        rest = skipped.unwrap_or_else(|| {
            // One character goes: a bracket, an exclamation mark, a backslash or `<` are in no slug.
            &here[1..]
        });
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_case_and_punctuation_do_not_change_the_key() {
        assert_eq!(words("Open the **[Berths](a/b.md)** page."), "open the berths page");
        assert_eq!(words("Open  the <b>berths</b> page"), "open the berths page");
        assert_eq!(words("[Berths][berths.md]!"), "berths");
        assert_eq!(key("a < b"), key("A *<* B"));
        assert_ne!(key("30 days"), key("60 days"));
        assert_ne!(key("ab"), key("a b"));
    }

    #[test]
    fn a_slug_follows_the_formula_of_the_sites() {
        assert_eq!(slug("Close the season"), "close-the-season");
        assert_eq!(slug("Use the [berth map](map.md) (*beta*)"), "use-the-berth-map-beta");
        assert_eq!(slug("Été <sup>(3)</sup> & fees"), "t-sup3sup--fees");
        assert_eq!(slug("Fees &amp; _taxes_\\*"), "fees-amp-_taxes_");
    }
}
