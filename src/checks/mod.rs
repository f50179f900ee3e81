//! Mechanisms: what rules are made of. A check sees what its trait hands it and says what it found;
//! it knows neither its rule's name nor severity, message, configuration or path filter.
//!
//! A new mechanism is one file here, one line in the list below, and one page in `tests/checks/`.

#[macro_use]
mod list;
mod engine_fault;
mod front_matter_companion;
mod front_matter_conflict;
mod front_matter_date_order;
mod front_matter_dependent;
mod front_matter_deprecated;
mod front_matter_known;
mod front_matter_locale;
mod front_matter_lost;
mod front_matter_misspelt;
mod front_matter_order;
mod front_matter_placement;
mod front_matter_required;
mod front_matter_syntax;
mod front_matter_unique;
mod front_matter_untranslated;
mod front_matter_value;
mod heading_anchor;
// Bold.
mod pair_literal_marks;
// Links, and what stands at the edges of marks.
mod pair_empty_link;
// What must be the same on both sides.
// Dates and numbers.
// Prose.
// Terms.
mod pair_term;
// What users write themselves.
mod html_selector;
mod pair_pattern;
mod text_pattern;

mod side_by_side_first_id;
mod side_by_side_hidden;
mod side_by_side_ids;
mod side_by_side_live;
mod side_by_side_lost;
mod side_by_side_place;
mod side_by_side_segment;
mod side_by_side_sequence;
mod side_by_side_structure;
mod side_by_side_unspanned;

mod finding;
mod front_matter_scope;
mod pattern;
mod text_part;

pub use engine_fault::{EngineFault, Fault};
pub use finding::{Condition, FactSpot, Finding, Findings, GroupFinding, Mend, Spot};
pub use pattern::Pattern;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::{Document, Facts, Group, Language, Locale, Pair, Terms};

checks! {
    with parameters {
        EngineFault "engine.fault": Engine = engine_fault::EngineFault;
        FrontMatterSyntax "front-matter.syntax": Document = front_matter_syntax::Syntax;
        FrontMatterRequired "front-matter.required": Document = front_matter_required::Required;
        FrontMatterValue "front-matter.value": Document = front_matter_value::Value;
        FrontMatterLost "front-matter.lost": Group = front_matter_lost::Lost;
        FrontMatterUnique "front-matter.unique": Corpus = front_matter_unique::Unique;
        FrontMatterOrder "front-matter.order": Document = front_matter_order::Order;
        FrontMatterLocale "front-matter.locale": Document = front_matter_locale::LocaleKey;
        FrontMatterDateOrder "front-matter.date-order": Document = front_matter_date_order::DateOrder;
        FrontMatterPlacement "front-matter.placement": Document = front_matter_placement::Placement;
        FrontMatterConflict "front-matter.conflict": Document = front_matter_conflict::Conflict;
        FrontMatterCompanion "front-matter.companion": Document = front_matter_companion::Companion;
        FrontMatterDependent "front-matter.dependent": Document = front_matter_dependent::Dependent;
        FrontMatterDeprecated "front-matter.deprecated": Document = front_matter_deprecated::Deprecated;
        FrontMatterMisspelt "front-matter.misspelt": Document = front_matter_misspelt::Misspelt;
        FrontMatterKnown "front-matter.known": Document = front_matter_known::Known;
        FrontMatterUntranslated "front-matter.untranslated": Document = front_matter_untranslated::Untranslated;
        SideBySideIds "side-by-side.ids": Document = side_by_side_ids::Ids;
        SideBySideSequence "side-by-side.sequence": Document = side_by_side_sequence::Sequence;
        SideBySideLive "side-by-side.live": Document = side_by_side_live::Published;
        SideBySideLost "side-by-side.lost": Group = side_by_side_lost::Lost;
        SideBySideFirstId "side-by-side.first-id": Document = side_by_side_first_id::FirstId;
        SideBySidePlace "side-by-side.place": Document = side_by_side_place::Place;
        SideBySideSegment "side-by-side.segment": Pair = side_by_side_segment::Segment;
        SideBySideUnspanned "side-by-side.unspanned": Document = side_by_side_unspanned::Unspanned;
        // Bold.
        PairLiteralMarks "pair.literal-marks": Pair = pair_literal_marks::LiteralMarks;
        // Links, and what stands at the edges of marks.
        // What must be the same on both sides.
        // Dates and numbers.
        // Prose.
        // Terms.
        PairTerm "pair.term": Pair = pair_term::PairTerm;
        // What users write themselves.
        TextPattern "text.pattern": Document = text_pattern::TextPattern;
        PairPattern "pair.pattern": Pair = pair_pattern::PairPattern;
        HtmlSelector "html.selector": Document = html_selector::HtmlSelector;
    }
    without parameters {
        SideBySideStructure "side-by-side.structure": Document = side_by_side_structure::Structure;
        SideBySideHidden "side-by-side.hidden": Document = side_by_side_hidden::Hidden;
        HeadingAnchor "heading.anchor": Document = heading_anchor::Anchor;
        // Links, and what stands at the edges of marks.
        PairEmptyLink "pair.empty-link": Pair = pair_empty_link::EmptyLink;
        // What must be the same on both sides.
        // Dates and numbers.
        // Prose.
    }
}

/// What every mechanism declares beside its parameters.
pub trait Mechanism {
    /// The `{names}` that messages may use.
    const VALUES: &'static [&'static str];
    /// The related places that it may name.
    const ROLES: &'static [&'static str] = &[];
    /// Fields of [`Language`] without which it has nothing to say in a language.
    const NEEDS: &'static [&'static str] = &[];

    /// The patterns among its parameters: compiled when a user's pack is read, on first use in a bundled one.
    fn patterns(&self) -> Vec<&Pattern> {
        Vec::new()
    }

    /// The `{names}` that messages may use with these parameters.
    fn values(&self) -> &'static [&'static str] {
        Self::VALUES
    }

    /// What its type cannot say of its parameters: asked of every pack that a user writes, with its patterns proven.
    ///
    /// # Errors
    /// Says in one line what is wrong, with the word that is wrong in backquotes.
    fn prove(&self) -> Result<(), String> {
        Ok(())
    }
}

/// Looks at one document.
pub trait DocumentCheck: Send + Sync {
    /// Says what is wrong with it.
    fn check(&self, document: &Document<'_>, found: &mut Findings);
}

/// Looks at one pair, from spans or from two aligned documents.
pub trait PairCheck: Send + Sync {
    /// Says what is wrong with it. Places are ranges of the pair's views.
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings);
}

/// Looks at one page in all its locales, through facts only.
pub trait GroupCheck: Send + Sync {
    /// Says what is wrong between its documents.
    fn check(&self, group: &Group<'_>, found: &mut Vec<GroupFinding>);
}

/// Looks at what many documents say about one key, through facts only. A changed document is judged again
/// only with the keys that it posts.
pub trait CorpusCheck: Send + Sync {
    /// The keys that a document posts.
    fn keys(&self, facts: &Facts) -> Vec<u64>;
    /// Says what is wrong among the documents that posted one key, given by path.
    fn check(&self, key: u64, postings: &[&Facts], found: &mut Vec<GroupFinding>);
}

/// What a pair check may know beside its pair.
#[derive(Debug, Clone, Copy)]
pub struct PairContext<'d> {
    /// The locale of the target, where it is known.
    pub locale: Option<&'d Locale>,
    /// What is known of the target's language.
    pub language: Option<&'d Language>,
    /// What is known of the language that sources are written in.
    pub source: &'d Language,
    /// Approved words, where a termbase is configured.
    pub terms: Option<&'d Terms>,
    /// The page's path, from the folder of its configuration.
    pub path: &'d str,
}

/// A mechanism, ready to run, in the scope that its type gives it.
#[expect(missing_debug_implementations, reason = "trait objects have nothing to show")]
pub enum Check {
    /// What the engine itself finds; it looks the rule up by the fault.
    Engine(Box<EngineFault>),
    /// Runs on every document.
    Document(Box<dyn DocumentCheck>),
    /// Runs on every pair.
    Pair(Box<dyn PairCheck>),
    /// Runs on every group, once all documents are known.
    Group(Box<dyn GroupCheck>),
    /// Runs on every key, once all documents are known.
    Corpus(Box<dyn CorpusCheck>),
}
