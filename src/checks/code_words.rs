//! Whether a code of the translation is the source's with words of its language in it: `=versione` for `=version`, and
//! `{Ordner}/bin` for `{folder}/bin`. Not a mechanism, and no judgement whether that is wrong.

use std::borrow::Cow;

use super::page_words::{PageWords, Uses};

/// What writes an apostrophe: no end of a word.
const APOSTROPHES: [char; 2] = ['\'', '’'];

/// In how many pairs a page has a name otherwise that has a translation.
const HABIT: u32 = 2;

/// Words of a code, whatever stands between them: runs of letters.
pub(super) fn pieces(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphabetic()).filter(|piece| !piece.is_empty())
}

/// Whether `other` is `code` in its language: the same signs and numbers, between other words, none of which the page has in
/// its source. Identifiers have no other words: options, what the translation keeps on this page more often than not, and names
/// with a capital letter inside, but for those that it has otherwise throughout or in words of this page. Nor has a slip of the
/// pen.
pub(super) fn is_translated(code: &str, other: &str, page: &PageWords<'_>) -> bool {
    let (own, others) = (joined(code), joined(other));
    let (own, others) = (&*own, &*others);
    let same = signs(own).eq(signs(others)) && extension(own) == extension(others);
    if !same || letters(own) == letters(others) {
        return false;
    }
    let gone = || pieces(own).filter(|piece| !pieces(others).any(|other| other == *piece));
    let mut new = pieces(others).filter(|piece| !pieces(own).any(|other| other == *piece)).peekable();
    // What the source says somewhere is another of its words: `--purge` for `--remove`. Small words are spelt alike by chance.
    let is_source = |piece: &str| piece.len() > 2 && page.source().of(piece).all > 0;
    // A letter alone is a variable, or a key.
    gone().any(|piece| piece.chars().nth(1).is_some())
        && new.peek().is_some()
        && !new.any(is_source)
        && gone().all(|piece| {
            let [kept, changed] = page.in_code(piece);
            let is_said = || kept == 0 && changed >= HABIT || is_spoken(own, others, page);
            kept <= changed && is_word(own, piece, is_said)
        })
}

/// Whether what a name of several words has instead of the source's words are words of the translation: `MaFonction` for
/// `MyFunction`, where the page says `fonction`, and the source does not. A slip is no word.
fn is_spoken(name: &str, other: &str, page: &PageWords<'_>) -> bool {
    // Shorter ones stand anywhere.
    const LEAST: usize = 3;
    let is_own = |word: &str| parts(name).any(|part| part.eq_ignore_ascii_case(word));
    let mut new = parts(other).filter(|part| !is_own(part)).peekable();
    new.peek().is_some()
        && new.all(|part| {
            let small = part.to_lowercase();
            let has = |uses: &Uses<'_>| uses.of(&small).prose + uses.of(part).prose > 0;
            part.len() >= LEAST && has(page.target()) && !has(page.source())
        })
}

/// The words of a name: what begins with a capital letter behind a small one is a new one.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    pieces(name).flat_map(|piece| {
        let mut last = false;
        let mut starts = piece.char_indices().filter(move |(_, c)| {
            let begins = last && c.is_uppercase();
            last = c.is_lowercase();
            begins
        });
        let mut from = Some(0);
        std::iter::from_fn(move || {
            let start = from?;
            from = starts.next().map(|(at, _)| at);
            Some(&piece[start..from.unwrap_or(piece.len())])
        })
    })
}

/// Whether a piece of a code may be a word: no option's name. One with a capital letter inside is a name, which is
/// seldom said otherwise.
fn is_word(code: &str, piece: &str, is_said: impl Fn() -> bool) -> bool {
    let start = piece.as_ptr().addr() - code.as_ptr().addr();
    let is_option = code[..start].ends_with("--");
    let (small, large) = (char::is_lowercase, char::is_uppercase);
    let humped = || piece.chars().zip(piece.chars().skip(1)).any(|(one, two)| small(one) && large(two));
    !is_option && (!humped() || is_said())
}

/// A code without the apostrophes inside of its words.
fn joined(code: &str) -> Cow<'_, str> {
    if !code.contains(APOSTROPHES) {
        return Cow::Borrowed(code);
    }
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let inside = |at: usize, c: char| {
        let (before, behind) = (&code[..at], &code[at + c.len_utf8()..]);
        // Two of them are one within quotation marks.
        is_letter(before.trim_end_matches(APOSTROPHES).chars().next_back())
            && is_letter(behind.trim_start_matches(APOSTROPHES).chars().next())
    };
    let kept = code.char_indices().filter(|&(at, c)| !APOSTROPHES.contains(&c) || !inside(at, c));
    Cow::Owned(kept.map(|(_, c)| c).collect())
}

/// What a code has beside words, spaces and quotation marks: a sheet parts numbers by other marks than another, an equals sign
/// before a formula and a full stop behind it are the sentence's affair, and what parts two words of a name is the name's.
fn signs(code: &str) -> impl Iterator<Item = char> {
    let code = code.trim_start_matches(['=', ' ']).trim_end_matches(['.', ' ']);
    let shown = code.char_indices().filter(|&(at, c)| {
        let between = || {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            letter(code[..at].chars().next_back()) && letter(code[at + 1..].chars().next())
        };
        let is_mark = matches!(c, '-' | '_' | '"' | '\'' | '’' | '“' | '”' | '«' | '»' | '„');
        let is_said = c.is_alphabetic() || c.is_whitespace() || is_mark || c == '.' && between();
        !is_said
    });
    shown.flat_map(|(_, c)| match c {
        ',' | ';' => ['.'; 3].into_iter().take(1),
        '…' => ['.'; 3].into_iter().take(3),
        c => [c; 3].into_iter().take(1),
    })
}

/// The letters behind a dot, last in the name of a file. A function of a sheet has none: it is all in capital letters.
fn extension(code: &str) -> Option<&str> {
    let (front, rest) = code.rsplit_once('.')?;
    let is_named = front.ends_with(char::is_alphanumeric) && code.contains(char::is_lowercase);
    let end = rest.split(|c: char| !c.is_alphanumeric()).next().filter(|end| !end.is_empty());
    end.filter(|_| is_named)
}

/// The letters of a code, in small ones and in order: a slip has the same.
fn letters(code: &str) -> Vec<char> {
    let mut letters: Vec<char> =
        code.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    letters.sort_unstable();
    letters
}
