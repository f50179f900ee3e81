//! The front matter of a page: which bytes are the header, its entries with their places, and what is
//! wrong with it. Not what a key means, nor which keys a page needs.
//!
//! # Which pages have a header
//! A **YAML** header opens with a first line `---` and closes with the next line `---` or `...`; a byte
//! order mark may stand before it, blanks after the fences, and lines end with LF, CR LF or a lone CR.
//! But `---` is a thematic break as well, so the lines below it are asked:
//! * A line with a side-by-side span or a named anchor at its start, and which is no `key:` line, is the
//!   page's text. No fence is looked for behind it. So is a paragraph after a blank line, without a
//!   `key:` line behind it, where the YAML cannot be read.
//! * Without a closing fence there is a header only if the first line that is neither blank nor a comment
//!   is `key:` or `key: value`, the key being one word. It is [`ProblemKind::Unclosed`], and reaches over
//!   the run of lines that are keys, indented or list items; comments belong to it if such a line follows.
//! * With a closing fence, what has a blank line inside and is no mapping (and, if it cannot be read,
//!   begins with no key) is Markdown between two thematic breaks. All else is a header.
//!
//! A **TOML** header stands between `+++` lines. Its `key = value` lines before the first table are read,
//! and nothing is validated. A **JSON** header is an object at the very start of the text that begins with
//! a key and is followed by the end of its line, or one between `;;;` lines, with or without its braces.
//! What looks like JSON and does not end is a page, not a problem.

mod data;
mod fences;
mod mistakes;
mod plain;
mod yaml;

use crate::text::{Span, bom_len};
use rustc_hash::FxHashMap;

pub use mistakes::Mistake;

/// The header of `text`, its problems in order of place, and where the body starts.
///
/// Every span counts in bytes of the whole of `text`, and lies on character borders. Where the YAML is not
/// valid, the top-level entries are recovered line by line, so that other checks do not miss every key:
/// those without fault keep their values, and one at fault has the rest of its line as its value.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let start = bom_len(text);
    let mut parsed = match text.as_bytes().get(start) {
        Some(b'-') => yaml::header(text, start),
        Some(b'+' | b'{' | b';') => data::header(text, start),
        _ => None,
    }
    .unwrap_or(Parsed { header: None, problems: Vec::new(), body: start });
    parsed.problems.sort_by_key(|problem| problem.span);
    parsed
}

/// The top-level entries of a whole YAML text, with places: for pointing into configurations and packs.
/// None where it is not valid.
#[must_use]
pub fn read_yaml(text: &str) -> Vec<Entry> {
    yaml::entries(text)
}

/// What [`parse`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The header, also where it has problems.
    pub header: Option<FrontMatter>,
    /// What is wrong with it, in order of place.
    pub problems: Vec<Problem>,
    /// The byte that the body starts at. Without a header: 0, or after the byte order mark.
    pub body: usize,
}

/// A header.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontMatter {
    /// What it is written in.
    pub format: Format,
    /// The opening fence without blanks and line end; of bare JSON, the brace.
    pub opening: Span,
    /// What stands between the fences, from the start of a line to the start of a line.
    pub content: Span,
    /// The closing fence without blanks and line end; of bare JSON, the brace.
    pub closing: Option<Span>,
    /// The top-level entries in order, duplicates included.
    pub entries: Vec<Entry>,
    /// Comments with their `#`, without the line end.
    pub comments: Vec<Span>,
}

impl FrontMatter {
    /// The first entry of exactly this key, case included.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| *entry.key == *key)
    }

    /// From the opening fence to the closing one, or to the end of the content.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.opening.start, end: self.closing.unwrap_or(self.content).end }
    }
}

/// What a header is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Between `---` and `---` or `...`.
    Yaml,
    /// Between `+++`.
    Toml,
    /// An object at the start of the text, or between `;;;`.
    Json,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key without quotes and escapes. Of a key that is a list or mapping, its source text, cut short.
    pub key: Box<str>,
    /// The key with its quotes.
    pub key_span: Span,
    /// The value.
    pub value: Value,
    /// The value with its quotes. Of a missing value, the empty span after the colon; of a block scalar,
    /// its text; of a block sequence or mapping, from its first item to its last.
    pub value_span: Span,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// One text, number or date.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Item>),
    /// A mapping.
    Mapping(Vec<Entry>),
}

impl Value {
    /// The text of a scalar.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Scalar(scalar) => Some(&scalar.text),
            Self::Null | Self::Sequence(_) | Self::Mapping(_) => None,
        }
    }

    /// Whether it says nothing: null, only white space, or a collection without items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Scalar(scalar) => scalar.text.trim().is_empty(),
            Self::Sequence(items) => items.is_empty(),
            Self::Mapping(entries) => entries.is_empty(),
        }
    }
}

/// One text, number or date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// Without quotes, escapes decoded, lines folded.
    pub text: Box<str>,
    /// How it is written.
    pub style: Style,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes. An alias is plain too: it has the text of what it stands for if that is short, else
    /// its own name with the `*`.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// A block after `|`.
    Literal,
    /// A block after `>`.
    Folded,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The value.
    pub value: Value,
    /// The value with its quotes, without its dash.
    pub span: Span,
}

/// Something wrong with a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of thing it is.
    pub kind: ProblemKind,
    /// As narrow as can be, inside the header.
    pub span: Span,
    /// Of a duplicate key, the first.
    pub related: Option<Span>,
    /// What is wrong, lower case, no full stop: a part of a sentence.
    pub detail: String,
    /// The mistake behind it, where it is a common one.
    pub hint: Option<Mistake>,
}

impl Problem {
    fn new(kind: ProblemKind, span: Span, detail: impl Into<String>) -> Self {
        Self { kind, span, related: None, detail: detail.into(), hint: None }
    }
}

/// The kinds of [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// No closing fence. The place is the opening one.
    Unclosed,
    /// Not valid YAML.
    Invalid,
    /// A list or a single value where keys should be.
    NotAMapping,
    /// A key that its mapping has already, case included. The place is the later one.
    DuplicateKey,
}

/// Reports every key of `entries` that stood there before.
fn find_duplicates(entries: &[Entry], problems: &mut Vec<Problem>) {
    let mut report = |first: &Entry, second: &Entry| {
        // Two keys that nobody wrote (`? : x`) have no name to share, and no place to point at.
        if second.key_span.is_empty() {
            return;
        }
        let detail = format!("the key `{}` stands here a second time", second.key);
        problems.push(Problem {
            related: Some(first.key_span),
            ..Problem::new(ProblemKind::DuplicateKey, second.key_span, detail)
        });
    };
    // A header has some fifteen keys, and comparing those costs less than hashing them.
    if entries.len() <= 24 {
        for (at, entry) in entries.iter().enumerate() {
            if let Some(first) = entries[..at].iter().find(|first| first.key == entry.key) {
                report(first, entry);
            }
        }
        return;
    }
    let mut seen: FxHashMap<&str, &Entry> = FxHashMap::default();
    for entry in entries {
        match seen.get(&*entry.key) {
            Some(first) => report(first, entry),
            None => {
                seen.insert(&entry.key, entry);
            }
        }
    }
}
