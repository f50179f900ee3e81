//! What a check saw: a place, values for the message, related places. Small, and without words of its own.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use crate::diagnostic::Applicability;
use crate::text::Span;

/// One thing that a check saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub spot: Spot,
    /// What fills the `{names}` of the message.
    pub values: Vec<(&'static str, String)>,
    /// Other places, by the role that the rule has words for.
    pub related: Vec<(&'static str, Spot)>,
    /// What must be true of all known documents for it to weigh what its rule says.
    pub condition: Option<Condition>,
    /// The change that mends it. Offered where the rule has words for it.
    pub fix: Option<Box<Mend>>,
}

/// A change that a check proposes: what goes, and what comes instead, in place order, none overlapping. The engine takes
/// it only where every edit lies in one piece of one translation, or of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// Whether it may be made unasked.
    pub applicability: Applicability,
    /// The replacements.
    pub edits: Vec<(Spot, String)>,
}

/// What only the index knows. The engine resolves it once every document has been seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// The key is usual among pages of this kind; a hint where it is not.
    Usual {
        /// The key.
        key: String,
        /// From which share of the pages on, in percent.
        percent: u8,
        /// How many pages must be known for a share to mean anything.
        pages: usize,
        /// Among many pages, a key that more than a few of them lack is not missed by anybody: how many of a
        /// hundred may lack it, and from how many pages on that is asked.
        lacking: Option<(u8, usize)>,
    },
    /// The words are not what one of the labels is usually translated by in the page's locale; nothing to say where they are.
    Unusual {
        /// The labels that they may stand for, as facts keep the words of sources.
        labels: Vec<u64>,
        /// The words, as facts keep those of translations.
        words: u64,
    },
    /// All other locales of the page translate the sentence, or the label in it; nothing to say where one keeps it.
    Translated {
        /// The label, as facts keep the words of sources; the whole sentence without one.
        label: Option<u64>,
        /// How many locales must be known to.
        locales: usize,
    },
    /// Few pages spell the key like this; nothing to say where it is a habit.
    Rare {
        /// The key, as written.
        key: String,
        /// How many pages make a habit.
        pages: usize,
    },
}

/// A place as a check sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// Bytes of the file.
    File(Span),
    /// Bytes of the target view.
    Target(Span),
    /// Bytes of the source view.
    Source(Span),
    /// Bytes of another file: only for related places.
    Elsewhere(Arc<str>, Span),
}

impl Finding {
    /// At bytes of the file.
    #[must_use]
    pub fn at(span: Span) -> Self {
        Self::on(Spot::File(span))
    }

    /// At a place of a view.
    #[must_use]
    pub fn on(spot: Spot) -> Self {
        Self { spot, values: Vec::new(), related: Vec::new(), condition: None, fix: None }
    }

    /// With a value for the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// With a place in another file.
    #[must_use]
    pub fn related_in(mut self, role: &'static str, path: &Arc<str>, span: Span) -> Self {
        self.related.push((role, Spot::Elsewhere(Arc::clone(path), span)));
        self
    }

    /// Only where all known documents bear it out.
    #[must_use]
    pub fn only(mut self, condition: Condition) -> Self {
        self.condition = Some(condition);
        self
    }

    /// With the change that mends it.
    #[must_use]
    pub fn mended(mut self, applicability: Applicability, edits: Vec<(Spot, String)>) -> Self {
        self.fix = Some(Box::new(Mend { applicability, edits }));
        self
    }

    /// With a place of a view.
    #[must_use]
    pub fn related_on(mut self, role: &'static str, spot: Spot) -> Self {
        self.related.push((role, spot));
        self
    }

    /// With another place.
    #[must_use]
    pub fn related(mut self, role: &'static str, span: Span) -> Self {
        self.related.push((role, Spot::File(span)));
        self
    }
}

/// Where checks put what they find.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    /// Takes one finding.
    pub fn report(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Whether nothing was found since.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Hands out what was found since the last call.
    pub fn drain(&mut self) -> impl Iterator<Item = Finding> + '_ {
        self.list.drain(..)
    }
}

/// What a group or corpus check saw: a finding in one of several documents. It has seen facts only, so places in
/// segments and their words are looked up by the engine, where the finding survives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupFinding {
    /// The document of the primary place.
    pub path: Arc<str>,
    /// The primary place.
    pub spot: FactSpot,
    /// The folded source words that it is about, for its fingerprint.
    pub key: u64,
    /// What fills the `{names}` of the message.
    pub values: Vec<(&'static str, String)>,
    /// `{names}` that are filled with words of segments.
    pub quotes: Vec<Quote>,
    /// Places in other documents, by role.
    pub related: Vec<(&'static str, Arc<str>, FactSpot)>,
}

/// Words of a segment that fill a `{name}`: cut out of the text for findings that are reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The name that it fills.
    pub name: &'static str,
    /// The document.
    pub path: Arc<str>,
    /// Where the segment begins, in bytes.
    pub start: u32,
    /// Which words of it.
    pub what: Quoted,
    /// What stands before and behind the words. Nothing stands where there are none.
    pub frame: (&'static str, Box<str>),
}

/// Which words of a segment are quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quoted {
    /// The source.
    Source,
    /// The translation of a label of the source: what most pages of the locale say, or else the only one.
    Label(Box<str>),
    /// A number of the translation, with the word that it counts.
    Number(Box<str>),
    /// Not of a segment: the value of the header key that begins there.
    Value,
}

impl Quote {
    /// The source words of a segment, bare.
    #[must_use]
    pub fn source(name: &'static str, path: &Arc<str>, start: u32) -> Self {
        Self { name, path: Arc::clone(path), start, what: Quoted::Source, frame: ("", "".into()) }
    }
}

/// A place as facts know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactSpot {
    /// Bytes of the file.
    File(Span),
    /// The translation of the segment that begins at this byte.
    Segment(u32),
    /// Bytes of the file that lie in the segment that begins at this byte.
    Words(u32, Span),
}
