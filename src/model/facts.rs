//! What one document contributes to work across files: small, derived, mergeable. No sentences, and no judgement of
//! what belongs together (`group`).

use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::aligned;
use super::date;
use super::document::{Document, Inherited};
use super::fold;
use super::label::{self, LabelFact};
use super::locale::Locale;
use super::marks;
use super::packed::{self, Row};
use super::segment::{SegmentId, Unit};
use super::suppression::Suppressions;
use super::upstream::Upstream;
use crate::syntax::front_matter::Entry;
use crate::syntax::markdown::{Undefined, names_page};
use crate::syntax::side_by_side::PairTags;
use crate::text::{self, Span};

/// Everything that the engine keeps of a document once it has been checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// As [`crate::text::SourceFile::path`].
    pub path: Arc<str>,
    /// Hash of the bytes, to tell whether offsets into them still hold.
    pub content: u64,
    /// By the layout, or else by the header.
    pub locale: Option<Locale>,
    /// The path without its locale: equal for one page in all locales.
    pub page: Arc<str>,
    /// `ms.openlocfilehash`: the version of the source that the page was translated from.
    pub version: Option<Box<str>>,
    /// `ms.translationtype`: by people or by a machine.
    pub translationtype: Option<Box<str>>,
    /// `ms.lasthandoff`: when it was handed off.
    pub handoff: Option<Date>,
    /// The anchor of the first heading, made of its source words; empty without a heading.
    pub slug: Box<str>,
    /// `ms.date`: when its author last went through it.
    pub date: Option<Date>,
    /// The folded translation of the first heading; 0 without one.
    pub title: u64,
    /// The fenced code of its source, as written; 0 without any.
    pub code: u64,
    /// The kinds of its blocks, for a page without pairs; 0 for one with pairs.
    pub outline: u64,
    /// One for each pair, in document order.
    #[serde(with = "packed")]
    pub segments: Box<[SegmentFact]>,
    /// The labels of segments whose sides have equally many, in document order.
    #[serde(with = "packed")]
    pub labels: Box<[LabelFact]>,
    /// What they say, where that is short; see [`Facts::label_words`].
    pub names: Box<str>,
    /// Where the links of its sources lead, by segment.
    pub links: Box<[LinkFact]>,
    /// The keys of the header, in order.
    pub keys: Box<[KeyFact]>,
    /// Keys that the page does not hold and has all the same, from a file of its site's.
    pub inherited: Arc<[Inherited]>,
    /// The top of the repository that it belongs to.
    pub site: Arc<str>,
    /// What kind of page it is, for telling which keys are usual: `ms.topic`, or empty.
    pub kind: Box<str>,
    /// The opening line of the header, where what is missing is reported.
    pub opening: Span,
    /// Comments that silence.
    pub suppressions: Suppressions,
    /// References of the source whose label nobody defines.
    pub undefined: Box<[UndefinedFact]>,
    /// How it stands to its source, where that is at hand. The workspace knows.
    pub upstream: Option<Box<Upstream>>,
    /// Whether another day may find something else in it.
    pub dated: bool,
    /// The source words of its labels, in order, with their indices.
    #[serde(skip)]
    pub(super) by_source: Derived<(u64, u32)>,
    /// Where each of its names begins, and one past the last.
    #[serde(skip)]
    name_starts: Derived<u32>,
}

/// A list that is made of other facts once somebody asks. So all of them are equal.
#[derive(Debug, Clone)]
pub(super) struct Derived<T>(OnceLock<Box<[T]>>);

impl<T> Derived<T> {
    pub(super) fn get(&self, make: impl FnOnce() -> Vec<T>) -> &[T] {
        self.0.get_or_init(|| make().into())
    }
}

impl<T> Default for Derived<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> PartialEq for Derived<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Derived<T> {}

/// A reference of the source that leads nowhere. Rare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndefinedFact {
    /// The label in its sentence, or in its page where there are no pairs: equal in all translations.
    pub key: u64,
    /// Where it stands in the file.
    pub span: Span,
    /// The label.
    pub label: Box<str>,
}

/// One key of a header, without its value: 32 bytes, and a name that pages share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFact {
    /// The key.
    #[serde(deserialize_with = "read_shared")]
    pub key: Arc<str>,
    /// Its value, as written.
    #[serde(with = "postcard::fixint::le")]
    pub value: u64,
    /// Where the key begins in the file, in bytes.
    pub start: u32,
    /// Whether nothing stands behind it.
    pub empty: bool,
}

/// One pair, without its words: 24 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentFact {
    /// The folded source words.
    pub key: u64,
    /// The target text, as written.
    pub target: u64,
    /// Where the pair begins in the file, in bytes.
    pub start: u32,
    /// The number of its id; 0 where it has none, or counts paragraphs.
    pub number: u32,
}

/// A link of a source: 8 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFact {
    /// Index of its segment.
    pub segment: u32,
    /// Where it leads, without what differs between locales.
    pub destination: u32,
}

impl Facts {
    /// Whether offsets of these facts hold in a text.
    #[must_use]
    pub fn describes(&self, text: &str) -> bool {
        self.content == text::hash(text)
    }

    /// What the label at an index says in the translation, and in the source, without looking at the text. `None` for
    /// what is long, which facts do not hold.
    #[must_use]
    pub fn label_words(&self, at: usize) -> [Option<&str>; 2] {
        // Each is closed by a NUL.
        let starts = self.name_starts.get(|| {
            let ends = memchr::memchr_iter(0, self.names.as_bytes());
            std::iter::once(0).chain(ends.map(|end| Span::at(end + 1).start)).collect()
        });
        let words = |at: usize| {
            let (start, next) = (*starts.get(at)? as usize, *starts.get(at + 1)? as usize);
            Some(&self.names[start..next - 1]).filter(|words| !words.is_empty())
        };
        [words(2 * at), words(2 * at + 1)]
    }

    /// Reads them off a document.
    #[must_use]
    pub fn of(document: &Document<'_>) -> Self {
        let segments = document
            .pairs
            .iter()
            .zip(&document.ids)
            .zip(document.source().keys().iter().zip(document.target.hashes()))
            .map(|((pair, id), (key, target))| SegmentFact::new(pair, *id, *key, *target));
        let segments: Box<[SegmentFact]> = segments.collect();
        let labels = LabelFact::all(document);
        Self {
            path: Arc::clone(&document.path),
            content: text::hash(document.text),
            locale: document.locale.clone(),
            page: Arc::clone(&document.page),
            version: document.value("ms.openlocfilehash").map(Into::into),
            translationtype: document.value("ms.translationtype").map(Into::into),
            handoff: document.value("ms.lasthandoff").and_then(date::parse),
            slug: marks::slug(document),
            date: document.value("ms.date").and_then(date::parse),
            title: marks::title(document),
            code: marks::code(document),
            outline: aligned::shape(document),
            segments,
            names: label::names(document.text, &labels),
            labels,
            links: marks::links(document),
            keys: keys(document),
            inherited: Arc::clone(&document.inherited),
            site: Arc::clone(&document.site),
            kind: document.effective("ms.topic").unwrap_or_default().into(),
            opening: document.header.as_ref().map_or(Span::at(0), |header| header.opening),
            suppressions: document.suppressions.clone(),
            undefined: undefined(document),
            upstream: None,
            dated: document.suppressions.are_dated() || names_a_coming_day(document),
            by_source: Derived::default(),
            name_starts: Derived::default(),
        }
    }
}

/// Whether a value of the header is a day that is still to come.
fn names_a_coming_day(document: &Document<'_>) -> bool {
    let Some(today) = document.today else { return false };
    let values =
        document.header.iter().flat_map(|header| &header.entries).filter_map(|entry| entry.value.as_str());
    let written = values.filter(|value| value.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let days = written.filter_map(date::parse);
    days.into_iter().any(|day| day > today)
}

/// References with words whose label was meant to lead somewhere: readers see `[words][label]`.
fn undefined(document: &Document<'_>) -> Box<[UndefinedFact]> {
    let source = document.source();
    let outline = source.outline();
    let meant = |reference: &&Undefined| {
        let written = reference.span.of(source.text());
        let is_label = names_page(&reference.label) || !outline.definitions.is_empty();
        is_label && written.contains("][") && !written.ends_with("[]")
    };
    let fact = |reference: &Undefined| {
        let span = source.to_file(reference.span)?;
        let mut key = fold::Hash::default();
        match source.pair_around(reference.span) {
            Some(pair) => key.number(source.keys()[pair]),
            None => key.text(&document.page),
        }
        key.text(&reference.label);
        Some(UndefinedFact { key: key.finish(), span, label: reference.label.clone() })
    };
    outline.undefined.iter().filter(meant).filter_map(fact).collect()
}

fn keys(document: &Document<'_>) -> Box<[KeyFact]> {
    let entries = document.header.iter().flat_map(|header| &header.entries);
    let fact = |entry: &Entry| {
        let mut value = fold::Hash::default();
        value.bytes(entry.value_span.of(document.text).as_bytes());
        KeyFact {
            key: shared(&entry.key),
            value: value.finish(),
            start: entry.key_span.start,
            empty: entry.value.is_empty(),
        }
    };
    entries.map(fact).collect()
}

/// One allocation for each name and thread: pages of one site have the same few dozen keys.
fn shared(key: &str) -> Arc<str> {
    thread_local! {
        static NAMES: RefCell<FxHashSet<Arc<str>>> = RefCell::default();
    }
    NAMES.with_borrow_mut(|names| match names.get(key) {
        Some(name) => Arc::clone(name),
        // A page of nonsense keys must not stay in memory for good.
        None if names.len() >= 4096 => key.into(),
        None => {
            let name: Arc<str> = key.into();
            names.insert(Arc::clone(&name));
            name
        }
    })
}

fn read_shared<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
    Ok(shared(&std::borrow::Cow::<str>::deserialize(deserializer)?))
}

impl Row for SegmentFact {
    fn numbers(self) -> [u64; 3] {
        [self.key, self.target, packed::both([self.start, self.number])]
    }

    fn of([key, target, places]: [u64; 3]) -> Self {
        let [start, number] = packed::halves(places);
        Self { key, target, start, number }
    }
}

impl SegmentFact {
    fn new(pair: &PairTags, id: Option<SegmentId>, key: u64, target: u64) -> Self {
        Self {
            key,
            target,
            start: pair.whole.start,
            number: id.filter(|id| id.unit == Unit::Sentence).map_or(0, |id| id.number),
        }
    }
}

/// The facts of every known document. Merging is associative and takes no order; one document's facts can
/// be replaced without touching the rest. A copy shares them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    documents: BTreeMap<Arc<str>, Arc<Facts>>,
}

impl Index {
    /// Puts a document's facts in, or in place of older ones.
    pub fn replace(&mut self, facts: impl Into<Arc<Facts>>) {
        let facts = facts.into();
        self.documents.insert(Arc::clone(&facts.path), facts);
    }

    /// Takes a document out.
    pub fn remove(&mut self, path: &str) {
        self.documents.remove(path);
    }

    /// Takes in what another process or shard knows.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.documents.extend(other.documents);
        self
    }

    /// One document's facts.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Facts> {
        self.documents.get(path).map(Arc::as_ref)
    }

    /// One document's facts, to be kept.
    #[must_use]
    pub fn share(&self, path: &str) -> Option<Arc<Facts>> {
        self.documents.get(path).cloned()
    }

    /// All of them, by path.
    pub fn documents(&self) -> impl Iterator<Item = &Facts> {
        self.documents.values().map(Arc::as_ref)
    }

    /// How many documents it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }
}

const _: () = assert!(size_of::<SegmentFact>() == 24, "facts are 24 bytes a segment");
const _: () = assert!(size_of::<LinkFact>() == 8, "tables are small");
