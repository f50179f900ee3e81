//! What tells a literal from a word. Not what has become of one in another text (`literal_found`), and no mechanism.

use std::ops::Range;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Words;
use crate::text::{Places, Span, is_alphanumeric, is_capital, next_of_two};

/// What a literal is told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Shape {
    /// A name with a known extension: `berths.json`.
    Files,
    /// A known verb, a hyphen, a noun: `Get-Berth`.
    Commands,
    /// An e-mail address.
    Addresses,
    /// A version: `3.0.1`, or `3.0` behind a name or the word "version".
    Versions,
    /// Four capital letters or more with hyphens between: `Q-U-A-Y`.
    Initials,
    /// Identifiers of several parts, with a dot or an underscore between: `Quayside.Berths`, `BERTH_TAKEN`.
    Members,
    /// Identifiers with a capital letter inside: `berthId`.
    Names,
    /// Such identifiers that the page writes as code elsewhere.
    Code,
    /// Words with a capital letter inside a sentence that the page writes as code elsewhere.
    Words,
}

impl Shape {
    /// Whether nothing but its form says that it is a literal.
    pub(super) fn is_bare_name(self) -> bool {
        matches!(self, Shape::Members | Shape::Names)
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Shape::Files => "files",
            Shape::Commands => "commands",
            Shape::Addresses => "addresses",
            Shape::Versions => "versions",
            Shape::Initials => "initials",
            Shape::Members => "members",
            Shape::Names => "names",
            Shape::Code => "code",
            Shape::Words => "words",
        }
    }
}

/// The words that tell shapes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Shapes {
    /// Extensions of files.
    extensions: Words,
    /// Verbs of commands.
    verbs: Words,
    /// What makes words of verbs, and no commands: the second halves of `Add-Ins` and `Read-Only`.
    #[serde(default)]
    compounds: Words,
    /// Words that files of examples are called by, and may be called by in another language: `file.txt`.
    #[serde(default)]
    made_up: Words,
    /// Words beside a number that make it a measure or an amount, and no version.
    units: Words,
    /// Words before a number that make it a version, in the letters that they are written in.
    #[serde(default)]
    versions: Words,
}

/// A stretch of ASCII without spaces, as it stands in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    pub(super) before: &'t str,
    after: &'t str,
    /// Letters alone.
    is_word: bool,
}

const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 4;
const DOT: u8 = 8;
const HYPHEN: u8 = 16;
const OTHER: u8 = 32;
/// A lower-case letter and then a capital one.
const HUMP: u8 = 64;

/// What each byte is in a token; 0 ends it.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        class[byte] = if b.is_ascii_lowercase() {
            LOWER
        } else if b.is_ascii_uppercase() {
            UPPER
        } else if b.is_ascii_digit() {
            DIGIT
        } else {
            match b {
                b'.' => DOT,
                b'-' => HYPHEN,
                b'_' | b'@' | b'/' | b'\\' | b'#' | b'~' | b'=' | b'%' => OTHER,
                _ => 0,
            }
        };
        byte += 1;
    }
    class
};

/// Hands every token of a text to `sink` that may be a literal by itself. `odd` are the places of [`Places::of_odd`] in it, in
/// order, in its bytes: no such token is without one.
pub(super) fn tokens<'t>(text: &'t str, odd: impl Iterator<Item = usize>, sink: &mut impl FnMut(Token<'t>)) {
    let bytes = text.as_bytes();
    let class = |at: usize| bytes.get(at).map_or(0, |&byte| CLASS[byte as usize]);
    let mut end = 0;
    for at in odd {
        if at < end || class(at) == 0 {
            continue;
        }
        let start = at - bytes[end..at].iter().rev().take_while(|&&byte| CLASS[byte as usize] != 0).count();
        let (mut seen, mut last) = (0, 0);
        end = start;
        while class(end) != 0 {
            seen |= class(end) | hump(last, class(end));
            last = class(end);
            end += 1;
        }
        if is_odd(&bytes[start..end], seen) {
            whole(text, start..end, sink);
        }
    }
}

/// The odd places of a text that is no view's.
pub(super) fn odd_in(text: &str) -> Vec<usize> {
    Places::of_odd(text).within(Span::new(0, text.len())).collect()
}

/// [`HUMP`] where a capital letter stands behind a small one.
const fn hump(last: u8, class: u8) -> u8 {
    // `class` is `UPPER` behind `LOWER`.
    ((last & LOWER) & (class >> 1)) << 6
}

/// Hands every word that begins with a capital letter behind a space or a comma to `sink`, where it is no token of its own.
pub(super) fn capitalized<'t>(text: &'t str, sink: &mut impl FnMut(Token<'t>)) {
    let bytes = text.as_bytes();
    let begins = |one: u8, two: u8| u8::from((one == b' ') | (one == b',')) & is_capital(two);
    let mut from = 1;
    while let Some(start) = next_of_two(bytes, from, begins) {
        let (mut end, mut seen, mut last) = (start, 0, 0);
        while let Some(class) = bytes.get(end).map(|&byte| CLASS[byte as usize]).filter(|&class| class != 0) {
            seen |= class | hump(last, class);
            (end, last) = (end + 1, class);
        }
        from = end;
        if !is_odd(&bytes[start..end], seen) {
            let word = text[start..end].trim_end_matches(['.', '-']);
            let (before, after) = (&text[..start], &text[start + word.len()..]);
            sink(Token { text: word, before, after, is_word: true });
        }
    }
}

/// Whether a token has something that words in lower case have not. A dot at its very end is the sentence's.
fn is_odd(token: &[u8], seen: u8) -> bool {
    seen & (HUMP | OTHER) != 0
        || seen & HYPHEN != 0 && seen & UPPER != 0
        || seen & DOT != 0 && token[..token.len() - 1].contains(&b'.')
}

/// A token without the punctuation around it, part by part where it is a path.
fn whole<'t>(text: &'t str, range: Range<usize>, sink: &mut impl FnMut(Token<'t>)) {
    let token = &text[range.clone()];
    if token.starts_with("//") || token.starts_with("www.") {
        return;
    }
    let mut start = range.start;
    for part in token.split(['/', '\\', '#', '~', '=', '%']) {
        let trimmed = part.trim_end_matches(['.', '-', '@']).trim_start_matches(['-', '@']);
        // The letter of a version may be a word in another language.
        let trimmed = match trimmed.strip_prefix(['v', 'V']) {
            Some(digits) if digits.starts_with(|c: char| c.is_ascii_digit()) => digits,
            _ => trimmed,
        };
        if !trimmed.is_empty() {
            let from = start + (trimmed.as_ptr().addr() - part.as_ptr().addr());
            let (before, after) = (&text[..from], &text[from + trimmed.len()..]);
            sink(Token { text: trimmed, before, after, is_word: false });
        }
        start += part.len() + 1;
    }
}

impl Token<'_> {
    /// Whether a sentence begins with it, so that its first letter says nothing.
    pub(super) fn begins_sentence(&self) -> bool {
        let before = self.before.trim_end();
        before.is_empty() || before.len() < self.before.len() && before.ends_with(['.', ':', '!', '?'])
    }

    /// Whether it is all that its stretch of text says: a cell, a label, what is between two marks.
    pub(super) fn is_alone(&self) -> bool {
        !self.before.contains(is_alphanumeric) && !self.after.contains(is_alphanumeric)
    }

    /// The word before it.
    pub(super) fn word_before(&self) -> &str {
        let before = self.before.trim_end();
        before.rsplit(|c: char| !c.is_alphanumeric() && c != '.').next().unwrap_or_default()
    }

    /// Whether a sign of inches stands behind it, which closes no quotation.
    fn is_in_inches(&self) -> bool {
        /// Quotations with a number at their end are no longer, in bytes.
        const LONGEST: usize = 256;
        let near = &self.before[self.before.floor_char_boundary(self.before.len().saturating_sub(LONGEST))..];
        let opens = |at: usize| !near[..at].ends_with(|c: char| c.is_ascii_digit());
        let is_lone = |mark: char| near.match_indices(mark).filter(|(at, _)| opens(*at)).count() % 2 == 0;
        match self.after.chars().next() {
            Some('"') => is_lone('"'),
            Some('”') => is_lone('“'),
            Some('″') => true,
            _ => false,
        }
    }
}

impl Shapes {
    /// What a token is, if it is a literal. `code` is what the page writes as code, and `is_name` says whether a word is a name
    /// where a sentence does not begin with it.
    pub(super) fn shape(
        &self,
        token: &Token<'_>,
        code: &FxHashSet<Box<str>>,
        is_name: impl Fn(&str) -> bool,
    ) -> Option<Shape> {
        let text = token.text;
        if token.is_word {
            // Words in lower case are language first, and so is the first word of a sentence.
            let front = token.before.strip_suffix(' ').unwrap_or(token.before);
            let inside = front.ends_with(|c: char| c.is_alphanumeric() || c == ',');
            return (inside && text.len() > 2 && code.contains(text)).then_some(Shape::Words);
        }
        let (front, last) = text.rsplit_once('.').unwrap_or(("", ""));
        if text.contains('@') {
            let (name, host) = text.split_once('@')?;
            return (!name.is_empty() && host.contains('.')).then_some(Shape::Addresses);
        }
        if !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.is_version(token, is_name).then_some(Shape::Versions);
        }
        if !last.is_empty() && !front.ends_with('.') && self.extensions.contains(&last.to_ascii_lowercase()) {
            return (!self.made_up.contains_small(front)).then_some(Shape::Files);
        }
        if is_initials(text.as_bytes()) {
            return Some(Shape::Initials);
        }
        if let Some((verb, noun)) = text.split_once('-') {
            let is_noun = noun.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase());
            let is_plain = noun.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let is_command = is_noun && is_plain && noun.len() > 2 && self.verbs.contains(verb);
            return (is_command && !self.compounds.contains(noun)).then_some(Shape::Commands);
        }
        if self::is_name(text) {
            let is_of_parts = text.contains(['.', '_']);
            let shape = if is_of_parts { Shape::Members } else { Shape::Names };
            return Some(if code.contains(text) { Shape::Code } else { shape });
        }
        None
    }

    /// Whether a version stands behind a word that says so with a capital letter, whatever else the page says of it.
    pub(super) fn is_named_version(&self, token: &Token<'_>) -> bool {
        let word = token.word_before();
        word.starts_with(|c: char| c.is_ascii_uppercase()) && self.versions.contains(word)
    }

    /// Whether a part of a name is one of the words that files of examples are called by: `my-picture.png`, `myFile.txt`.
    pub(super) fn has_made_up(&self, name: &str) -> bool {
        let mut words = name.split(|c: char| !c.is_ascii_alphabetic()).filter(|part| !part.is_empty());
        words.any(|word| {
            let hump = word.bytes().skip(1).position(|byte| byte.is_ascii_uppercase());
            let (first, rest) = word.split_at(hump.map_or(word.len(), |at| at + 1));
            [word, first, rest].into_iter().any(|part| self.made_up.contains_small(part))
        })
    }

    fn is_version(&self, token: &Token<'_>, is_name: impl Fn(&str) -> bool) -> bool {
        let digits = token.text;
        let parts: Vec<&str> = digits.split('.').collect();
        let plain =
            |part: &&str| !part.is_empty() && part.len() < 4 && part.bytes().all(|b| b.is_ascii_digit());
        let long = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        match parts.len() {
            0 | 1 => false,
            2 if !parts.iter().all(plain) => false,
            2 => {
                let unit = token.after.trim_start().split(|c: char| !c.is_alphanumeric() && c != '%').next();
                let unit = unit.unwrap_or_default();
                if token.before.ends_with(['v', 'V']) {
                    return true;
                }
                if token.after.starts_with(['%', 'x', 'X'])
                    || self.units.contains(&unit.to_ascii_lowercase())
                    || token.is_in_inches()
                {
                    return false;
                }
                let word = token.word_before();
                let behind = token.before.trim_end().len() - word.len();
                // `Returns 12.5`: its capital letter is the sentence's.
                let front = token.before[..behind].trim_end();
                let starts = front.is_empty() || front.ends_with(['.', '!', '?', ':']);
                // `EUR 12.90`
                token.before.ends_with(' ')
                    && !self.units.contains(&word.to_ascii_lowercase())
                    && (self.versions.contains(word)
                        || has_hump(word)
                        || word.len() > 2
                            && word.starts_with(|c: char| c.is_ascii_uppercase() || c == '.')
                            && (!starts || !digits.starts_with("0.") && (is_acronym(word) || is_name(word))))
            }
            // Thousands, as the translation has them too.
            _ if parts.iter().skip(1).all(|part| part.len() == 3 && long(part)) && parts[0].len() < 4 => {
                false
            }
            // The day, the month and the year.
            3 if parts[2].len() == 4 => false,
            _ => parts.iter().all(long),
        }
    }
}

/// `Q-U-A-Y`. Three may be a date's form: `Y-M-D`.
fn is_initials(text: &[u8]) -> bool {
    let (letters, rest) = text.as_chunks::<2>();
    letters.len() >= 3
        && letters.iter().all(|[letter, mark]| letter.is_ascii_uppercase() && *mark == b'-')
        && matches!(rest, [last] if last.is_ascii_uppercase())
}

/// Whether a word is of capital letters alone: it may be a name also where every word begins with one.
fn is_acronym(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// An identifier: letters, digits, dots and underscores, with something in it that no word has.
pub(super) fn is_name(text: &str) -> bool {
    let identifier = |part: &str| {
        part.len() > 1
            && part.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let starts_upper = |part: &str| part.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase());
    let dots = text.bytes().filter(|&byte| byte == b'.').count();
    if text.len() < 4 || !text.split('.').all(identifier) {
        return false;
    }
    // A full stop without a space behind it has a word in lower case before it.
    if dots > 0 { text.split('.').all(starts_upper) } else { text.contains('_') || has_hump(text) }
}

/// Whether a name is one word with a letter before it, as words of language may be: `eJournal`.
pub(super) fn is_lettered_word(name: &str) -> bool {
    let mut letters = name.bytes();
    let small = |byte: u8| byte.is_ascii_lowercase();
    letters.next().is_some_and(small)
        && letters.next().is_some_and(|byte| byte.is_ascii_uppercase())
        && letters.all(small)
}

/// Whether a capital letter stands behind a small one.
fn has_hump(text: &str) -> bool {
    text.as_bytes().windows(2).any(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_odd_token_is_passed_over(text in "[a-cA-C0-2 .,_@/\\\\#~=%()가-]{0,24}") {
            let found = |places: Vec<usize>| {
                let mut all = Vec::new();
                tokens(&text, places.into_iter(), &mut |token| all.push((token.before.len(), token.text.len())));
                all
            };
            prop_assert_eq!(found(odd_in(&text)), found((0..text.len()).collect()));
        }
    }

    fn words(text: &str) -> Words {
        text.split(' ').collect()
    }

    fn shapes(text: &str) -> Vec<(String, &'static str)> {
        let known = Shapes {
            extensions: words("json xml config"),
            verbs: words("Get Set"),
            compounds: words("Only"),
            made_up: words("file"),
            units: words("gb million"),
            versions: words("version"),
        };
        let code = ["Berth"].into_iter().map(Into::into).collect();
        let mut list = Vec::new();
        let mut take = |token: Token<'_>| {
            list.extend(
                known.shape(&token, &code, |_| false).map(|shape| (token.text.to_owned(), shape.as_str())),
            );
        };
        tokens(text, odd_in(text).into_iter(), &mut take);
        capitalized(text, &mut take);
        list
    }

    #[test]
    fn literals_are_told_from_words() {
        let one = |text: &str| {
            shapes(text).into_iter().map(|(text, shape)| format!("{shape} {text}")).collect::<Vec<_>>()
        };
        assert_eq!(one("Open berths.json."), ["files berths.json"]);
        assert_eq!(one("Run Get-Berth, and re-open it"), ["commands Get-Berth"]);
        assert_eq!(one("Write to port@quayside.example!"), ["addresses port@quayside.example"]);
        assert_eq!(
            one("Needs 3.0.1, Ledger 4.2 or version 2.0"),
            ["versions 3.0.1", "versions 4.2", "versions 2.0"]
        );
        assert_eq!(
            one("The Quayside.Berths of berthId, GUEST_ID"),
            ["members Quayside.Berths", "names berthId", "members GUEST_ID"]
        );
        assert_eq!(one("A new Berth is a berth"), ["words Berth"]);
        assert_eq!(one("A Q-U-A-Y number, Y-M-D"), ["initials Q-U-A-Y"]);
    }

    #[test]
    fn what_is_language_is_none() {
        for text in [
            "Up to 3.5 GB, or 2.5 million.",
            "e.g. the U.S. and the A-B test",
            "See https://quayside.example/a.json",
            "one.Two",
            "Yes/No, APIs and IDs",
            "at 10.05.2021",
            "Over 4.5 of them",
        ] {
            assert_eq!(shapes(text), [], "{text}");
        }
    }
}
