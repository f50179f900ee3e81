//! A translated page against its source, where that is at hand: which version it was made from, whether that is
//! still what the source says, and what has changed since. Values only; the workspace reads files and history.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use jiff::civil::Date;
use sha1::{Digest, Sha1};

use super::document::Document;
use super::fold;
use super::passage::{self, Change, Passage};
use crate::syntax::front_matter::{Entry, Value};
use crate::text::Span;

/// What is known of a page's source. Small: the texts are read again by whoever shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upstream {
    /// Where the source stands, or would stand, as reports print it.
    pub path: Arc<str>,
    /// How the page stands to it.
    pub standing: Standing,
    /// Where the page says which version it was made from.
    pub pin: Option<Span>,
    /// The commit that it says it was made from.
    pub commit: Option<Box<str>>,
    /// How many passages of the source have changed since; `None` where nobody can tell.
    pub changed: Option<u32>,
    /// How many commits have changed the source since.
    pub commits: Option<u32>,
    /// The day of the first of them; without a history, the day of the page's hand-off.
    pub since: Option<Date>,
    /// For how many days the page has been behind.
    pub days: Option<u32>,
    /// Whether that is longer than what was asked for.
    pub overdue: bool,
    /// The first bytes of pairs whose source text the source does not have.
    pub edited: Box<[u32]>,
    /// Whether the page is its locale's own: without a source, and never said to have had one.
    pub is_own: bool,
}

/// How a page stands to its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// It was made from what the source says.
    Current,
    /// The source says something else by now.
    Behind,
    /// There is no such source any more.
    Gone,
    /// There is a source, and the page does not say which version of it it was made from.
    Unpinned,
    /// It names a version, and whether that is the present one cannot be told from what is at hand.
    Unknown,
}

/// A key by which pages name the version of their source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PinKey {
    /// The key; one of a mapping behind a dot.
    pub key: Box<str>,
    /// What its value is of.
    pub of: PinOf,
    /// A key beside it that names the commit.
    pub commit: Option<Box<str>>,
}

/// What a pin is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PinOf {
    /// The SHA-1 of the source's bytes, with the line ends of any system.
    Bytes,
    /// A commit of the source's repository.
    Commit,
}

/// What a page says of the version that it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The key.
    pub key: Box<str>,
    /// Its value, lower-case.
    pub value: Box<str>,
    /// What the value is of.
    pub of: PinOf,
    /// Where the value stands, in bytes of the file.
    pub span: Span,
    /// The commit that the page names, by this key or by one beside it, and where.
    pub commit: Option<(Box<str>, Span)>,
}

impl Pin {
    /// The first of some keys that a page has a value for.
    #[must_use]
    pub fn of(document: &Document<'_>, keys: &[PinKey]) -> Option<Self> {
        keys.iter().find_map(|key| {
            let (value, span) = hash(document, &key.key)?;
            // Some hand-offs count with SHA-256, and nothing here does.
            if key.of == PinOf::Bytes && value.len() != SHA1_DIGITS {
                return None;
            }
            let commit = match (&key.of, &key.commit) {
                (PinOf::Commit, _) => Some((value.clone(), span)),
                (PinOf::Bytes, Some(beside)) => hash(document, beside),
                (PinOf::Bytes, None) => None,
            };
            Some(Self { key: key.key.clone(), value, of: key.of, span, commit })
        })
    }
}

/// How long a SHA-1 is, as it is written.
const SHA1_DIGITS: usize = 40;

/// A value that may be a hash. Anything else is no version.
fn hash(document: &Document<'_>, key: &str) -> Option<(Box<str>, Span)> {
    let entry = document.entry(key).or_else(|| {
        let (outer, inner) = key.split_once('.')?;
        match &document.entry(outer)?.value {
            Value::Mapping(entries) => entries.iter().find(|entry: &&Entry| *entry.key == *inner),
            _ => None,
        }
    })?;
    let value = entry.value.as_str()?;
    let is_hash = (7..=64).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| (value.to_ascii_lowercase().into(), entry.value_span))
}

/// Whether some bytes are known by a hash: as they are, with LF, or with CR LF.
#[must_use]
pub fn is_known_as(bytes: &[u8], hash: &str) -> bool {
    // What hand-offs count with goes first.
    with_crlf(bytes) == hash || sha1(bytes) == hash || bytes.contains(&b'\r') && sha1(&unix(bytes)) == hash
}

/// The hash with the line ends that hand-offs count with.
#[must_use]
pub fn with_crlf(bytes: &[u8]) -> String {
    let mut hash = Sha1::new();
    let mut rest = bytes;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        hash.update(rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]));
        hash.update(b"\r\n");
        rest = &rest[end + 1..];
    }
    hash.update(rest);
    written(&hash.finalize())
}

fn unix(bytes: &[u8]) -> Vec<u8> {
    let mut unix = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        unix.extend_from_slice(rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]));
        unix.push(b'\n');
        rest = &rest[end + 1..];
    }
    unix.extend_from_slice(rest);
    unix
}

fn sha1(bytes: &[u8]) -> String {
    written(&Sha1::digest(bytes))
}

fn written(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The source as it is.
#[derive(Debug)]
pub struct Source {
    /// As reports print it.
    pub path: Arc<str>,
    /// Its text.
    pub text: String,
}

impl Upstream {
    /// Nothing known but where the source is.
    #[must_use]
    pub fn new(path: Arc<str>, standing: Standing, pin: Option<&Pin>) -> Self {
        Self {
            path,
            standing,
            pin: pin.map(|pin| pin.span),
            commit: pin.and_then(|pin| Some(pin.commit.as_ref()?.0.clone())),
            changed: None,
            commits: None,
            since: None,
            days: None,
            overdue: false,
            edited: Box::default(),
            is_own: false,
        }
    }

    /// A page against the bytes of its source. A pin that is a commit is left to whoever has a history.
    #[must_use]
    pub fn of(document: &Document<'_>, pin: Option<&Pin>, source: &Source) -> Self {
        let standing = match pin {
            None => Standing::Unpinned,
            Some(Pin { of: PinOf::Bytes, value, .. }) if is_known_as(source.text.as_bytes(), value) => {
                Standing::Current
            }
            Some(Pin { of: PinOf::Bytes, .. }) => Standing::Behind,
            Some(Pin { of: PinOf::Commit, .. }) => Standing::Unknown,
        };
        let mut upstream = Self::new(Arc::clone(&source.path), standing, pin);
        match standing {
            Standing::Current => upstream.edited = edited(document, &source.text),
            Standing::Behind if !document.pairs.is_empty() => {
                let (_, changes) = changes_in(document, &source.text);
                upstream.changed = u32::try_from(changes.len()).ok();
            }
            _ => {}
        }
        upstream
    }

    /// Counts the days from what it knows as its beginning.
    pub fn age(&mut self, today: Option<Date>, most: Option<u32>) {
        let days = || self.since?.until(today?).ok()?.get_days().try_into().ok();
        self.days = (self.standing == Standing::Behind).then(days).flatten();
        self.overdue = self.days > most && most.is_some();
    }
}

/// What changed between the text that a page with pairs was made from and the source as it is: passages of the
/// source's side, and changes from them to those of [`passage::of_page`].
#[must_use]
pub fn changes_in(document: &Document<'_>, source: &str) -> (Vec<Passage>, Vec<Change>) {
    let view = document.source();
    let older = passage::of_outline(view.text(), view.outline());
    let newer = passage::of_page(source);
    let changes = passage::changes((view.text(), &older), (source, &newer));
    (older, changes)
}

/// The pairs whose source text does not occur in the source.
#[must_use]
pub fn edited(document: &Document<'_>, source: &str) -> Box<[u32]> {
    if document.pairs.is_empty() {
        return Box::default();
    }
    let has = |all: &str, words: &str| {
        memchr::memmem::find(all.as_bytes(), format!(" {words} ").as_bytes()).is_some()
    };
    let folded = format!(" {} ", fold::words(source));
    // Markup that does not close reaches into the next sentence. Letter by letter, it is the same in both.
    let letters = std::cell::OnceCell::new();
    let has_letters = |text: &str| has(letters.get_or_init(|| format!(" {} ", plain(source))), &plain(text));
    let is_lost = |span: Span| {
        let text = span.of(document.text);
        let words = fold::words(text);
        !words.is_empty() && !has(&folded, &words) && !has_letters(text)
    };
    document.pairs.iter().filter(|pair| is_lost(pair.source)).map(|pair| pair.whole.start).collect()
}

/// All letters and digits of a text, those of its markup as well.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_known_by_the_line_ends_of_any_system() {
        let (unix, dos) = ("# Berths\n\nOne.\n", "# Berths\r\n\r\nOne.\r\n");
        let hash = "a7a2f0d4b0c0d6c3";
        assert!(!is_known_as(unix.as_bytes(), hash));
        for own in [unix, dos] {
            for other in [sha1(unix.as_bytes()), sha1(dos.as_bytes())] {
                assert!(is_known_as(own.as_bytes(), &other), "{own:?} {other}");
            }
        }
        assert_eq!(sha1(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
