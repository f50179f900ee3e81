//! What is reported: a rule's name, a message, places, a fix. Not how it is printed (`report/`),
//! and not what a check saw (`checks::Finding`).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

use crate::text::Span;

/// One reported fault.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// `pack/rule`, what a user switches on, silences and looks up.
    pub rule: Arc<str>,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong with this thing: lower case, no full stop, names in backquotes.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file of the primary place, as [`crate::text::SourceFile::path`].
    pub path: Arc<str>,
    /// The document's locale, lower-cased, where it is known.
    pub locale: Option<Arc<str>>,
    /// The primary place, as narrow as can be.
    pub span: Span,
    /// The pair that the place lies in, for showing both texts.
    pub pair: Option<PairSpans>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// The change offered.
    pub fix: Option<Fix>,
    /// Identity that survives hand-backs.
    pub fingerprint: Fingerprint,
    /// How it stands to what was found before a change, where that was looked at.
    pub state: Option<State>,
}

/// How a diagnostic stands to what was found before a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It was not found before.
    New,
    /// It was found before.
    Unchanged,
}

/// A second place, with a few words on what stands there.
#[derive(Debug, Clone)]
pub struct Related {
    /// The file; often the primary's.
    pub path: Arc<str>,
    /// The place in it.
    pub span: Span,
    /// What stands there.
    pub message: String,
}

/// Both sides of a pair, in the file of the diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairSpans {
    /// The segment's id, for machines; people's messages never carry it.
    pub id: Arc<str>,
    /// The translation, without its tags.
    pub target: Span,
    /// The source text, without its tags.
    pub source: Span,
}

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// A hint, shown only when asked for.
    Info,
    /// Nearly always worth an edit.
    Warning,
    /// No reasonable maintainer would publish it.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A change offered for one diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it may be applied unasked.
    pub applicability: Applicability,
    /// What it does, for a menu.
    pub title: String,
    /// The replacements, in place order, none overlapping.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Applicability {
    /// It is what the author meant, or changes nothing that a reader sees.
    Safe,
    /// A person should look at it.
    Unsafe,
}

/// One replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The file; usually the diagnostic's.
    pub path: Arc<str>,
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// Identity of a finding without line numbers, ids or target text: rule, folded source words of the
/// segment, and which one among equals it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// What a run counted, over the report set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents checked.
    pub documents: usize,
    /// Pairs in them.
    pub pairs: usize,
    /// Reported errors.
    pub errors: usize,
    /// Reported warnings.
    pub warnings: usize,
    /// Reported hints.
    pub infos: usize,
    /// Diagnostics with a safe fix.
    pub fixable: usize,
    /// Diagnostics with an unsafe fix.
    pub fixable_unsafe: usize,
    /// Fixes that were made: what they mended is not reported.
    pub fixed: usize,
    /// Findings silenced by comments.
    pub suppressed: usize,
    /// Findings accepted in the baseline.
    pub baselined: usize,
}

impl Summary {
    /// Counts one reported diagnostic.
    pub fn count(&mut self, diagnostic: &Diagnostic) {
        match diagnostic.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
        match diagnostic.fix.as_ref().map(|fix| fix.applicability) {
            Some(Applicability::Safe) => self.fixable += 1,
            Some(Applicability::Unsafe) => self.fixable_unsafe += 1,
            None => {}
        }
    }
}
