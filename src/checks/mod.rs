//! Mechanisms: what rules are made of. A check sees what its trait hands it and says what it found;
//! it knows neither its rule's name nor severity, message, configuration or path filter.
//!
//! A new mechanism is one file here, one line in the list below, and one page in `tests/checks/`.

#[macro_use]
mod list;
mod drift_label;
mod drift_link;
mod drift_metadata;
mod drift_missing;
mod drift_name;
mod drift_number;
mod drift_outline;
mod drift_passage;
mod drift_stale;
mod drift_systematic;
mod drift_version;
mod drift_wording;
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
mod beside;
mod bold;
mod bold_mend;
mod pair_collapsed_labels;
mod pair_cut_word;
mod pair_literal_marks;
mod pair_lone_quote;
mod pair_loose_hyphen;
mod pair_lost_bold;
mod pair_misplaced_bold;
mod pair_split_bold;
mod pair_unbalanced_marks;
// Links, and what stands at the edges of marks.
mod pair_empty_brackets;
mod pair_empty_link;
mod pair_garbled;
mod pair_glued_edge;
mod pair_misplaced_code;
mod pair_misplaced_link;
mod pair_spaced_link;
mod pair_spaced_punctuation;
// What must be the same on both sides.
mod page_same_target;
mod pair_blocks;
mod pair_capitals;
mod pair_code;
mod pair_keep;
mod pair_kept_words;
mod pair_links;
mod pair_literals;
mod pair_math;
mod pair_placeholders;
mod pair_reference;
mod pair_tags;
mod reference_undefined;
// Dates and numbers.
mod pair_date_order;
mod pair_dates;
mod pair_noun_order;
mod pair_numbers;
mod quantity;
// Prose.
mod pair_address;
mod pair_broken_grammar;
mod pair_characters;
mod pair_dotted_name;
mod pair_doubled;
mod pair_echo;
mod pair_edges;
mod pair_length;
mod pair_misplaced_bracket;
mod pair_misplaced_name;
mod pair_padded_bracket;
mod pair_particle;
mod pair_prose;
mod pair_script;
mod pair_small_label;
mod pair_small_noun;
mod pair_start;
mod pair_stray_word;
mod pair_torn_word;
mod pair_word_order;
mod pair_wrong_sense;
// Terms.
mod label_inconsistent;
mod label_variant;
mod pair_term;
mod segment_inconsistent;
mod segment_opposite;
mod shown;
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
mod upstream_edited;
mod upstream_gone;
mod upstream_outdated;

mod code_words;
mod cyrillic;
mod destination;
mod drift_words;
mod finding;
mod front_matter_scope;
mod gate;
mod label_name;
mod label_place;
mod latin;
mod literal;
mod literal_found;
mod page_words;
mod pair_parts;
mod pattern;
mod phrase;
mod text_part;

pub use drift_systematic::Systematic;
pub use engine_fault::{EngineFault, Fault};
pub use finding::{Condition, FactSpot, Finding, Findings, GroupFinding, Mend, Quote, Quoted, Spot};
pub use gate::Gate;
pub use page_words::PageWords;
pub use pattern::Pattern;
pub use quantity::Readings;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::comparison::{Segment, Segments};
use crate::model::group::Renamed;
use crate::model::{Aligned, Comparison, Document, Facts, Group, Labels, Language, Locale, Pair, Terms};

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
        DriftLabel "drift.label": Group = drift_label::Label;
        DriftName "drift.name": Group = drift_name::Name;
        DriftNumber "drift.number": Group = drift_number::Number;
        DriftLink "drift.link": Group = drift_link::Link;
        DriftPassage "drift.passage": Group = drift_passage::Passage;
        DriftMetadata "drift.metadata": Group = drift_metadata::Metadata;
        DriftMissing "drift.missing": Group = drift_missing::Missing;
        DriftOutline "drift.outline": Group = drift_outline::Outline;
        DriftSystematic "drift.systematic": Gathered = drift_systematic::Systematic;
        SideBySideUnspanned "side-by-side.unspanned": Document = side_by_side_unspanned::Unspanned;
        // Bold.
        PairLiteralMarks "pair.literal-marks": Pair = pair_literal_marks::LiteralMarks;
        PairLostBold "pair.lost-bold": Pair = pair_lost_bold::LostBold;
        PairUnbalancedMarks "pair.unbalanced-marks": Pair = pair_unbalanced_marks::UnbalancedMarks;
        PairLoneQuote "pair.lone-quote": Pair = pair_lone_quote::LoneQuote;
        // Links, and what stands at the edges of marks.
        // What must be the same on both sides.
        PairLinks "pair.links": Pair = pair_links::Links;
        PairCode "pair.code": Pair = pair_code::Code;
        PairPlaceholders "pair.placeholders": Pair = pair_placeholders::Placeholders;
        PairLiterals "pair.literals": Pair = pair_literals::Literals;
        PairKeptWords "pair.kept-words": Pair = pair_kept_words::KeptWords;
        PairCapitals "pair.capitals": Pair = pair_capitals::Capitals;
        PageSameTarget "page.same-target": Document = page_same_target::SameTarget;
        // Dates and numbers.
        PairNumbers "pair.numbers": Pair = pair_numbers::Numbers;
        // Prose.
        // Terms.
        PairTerm "pair.term": Pair = pair_term::PairTerm;
        LabelVariant "label.variant": Corpus = label_variant::Variant;
        LabelInconsistent "label.inconsistent": Corpus = label_inconsistent::Inconsistent;
        SegmentOpposite "segment.opposite": Corpus = segment_opposite::Opposite;
        SegmentInconsistent "segment.inconsistent": Corpus = segment_inconsistent::Inconsistent;
        PairProse "pair.prose": Pair = pair_prose::Prose;
        PairStrayWord "pair.stray-word": Pair = pair_stray_word::StrayWord;
        PairScript "pair.script": Pair = pair_script::WrongScript;
        PairCharacters "pair.characters": Pair = pair_characters::Characters;
        PairDoubled "pair.doubled": Pair = pair_doubled::Doubled;
        PairLength "pair.length": Pair = pair_length::Length;
        // What users write themselves.
        TextPattern "text.pattern": Document = text_pattern::TextPattern;
        PairPattern "pair.pattern": Pair = pair_pattern::PairPattern;
        HtmlSelector "html.selector": Document = html_selector::HtmlSelector;
        // Against the source.
        UpstreamEdited "upstream.edited": Corpus = upstream_edited::Edited;
    }
    without parameters {
        SideBySideStructure "side-by-side.structure": Document = side_by_side_structure::Structure;
        SideBySideHidden "side-by-side.hidden": Document = side_by_side_hidden::Hidden;
        DriftStale "drift.stale": Group = drift_stale::Stale;
        DriftVersion "drift.version": Group = drift_version::Version;
        DriftWording "drift.wording": Group = drift_wording::Wording;
        HeadingAnchor "heading.anchor": Document = heading_anchor::Anchor;
        // Bold.
        PairSplitBold "pair.split-bold": Pair = pair_split_bold::SplitBold;
        PairMisplacedBold "pair.misplaced-bold": Pair = pair_misplaced_bold::MisplacedBold;
        PairCutWord "pair.cut-word": Pair = pair_cut_word::CutWord;
        PairCollapsedLabels "pair.collapsed-labels": Pair = pair_collapsed_labels::CollapsedLabels;
        // Links, and what stands at the edges of marks.
        PairEmptyLink "pair.empty-link": Pair = pair_empty_link::EmptyLink;
        PairEmptyBrackets "pair.empty-brackets": Pair = pair_empty_brackets::EmptyBrackets;
        PairSpacedLink "pair.spaced-link": Pair = pair_spaced_link::SpacedLink;
        PairGluedEdge "pair.glued-edge": Pair = pair_glued_edge::GluedEdge;
        PairDottedName "pair.dotted-name": Pair = pair_dotted_name::DottedName;
        PairMisplacedCode "pair.misplaced-code": Pair = pair_misplaced_code::MisplacedCode;
        PairMisplacedLink "pair.misplaced-link": Pair = pair_misplaced_link::MisplacedLink;
        // What must be the same on both sides.
        PairReference "pair.reference": Pair = pair_reference::Reference;
        ReferenceUndefined "reference.undefined": Corpus = reference_undefined::Undefined;
        PairMath "pair.math": Pair = pair_math::Math;
        PairTags "pair.tags": Pair = pair_tags::Tags;
        PairBlocks "pair.blocks": Pair = pair_blocks::Blocks;
        PairKeep "pair.keep": Pair = pair_keep::Keep;
        // Dates and numbers.
        PairDateOrder "pair.date-order": Pair = pair_date_order::DateOrder;
        PairDates "pair.dates": Pair = pair_dates::Dates;
        // Prose.
        PairBrokenGrammar "pair.broken-grammar": Pair = pair_broken_grammar::BrokenGrammar;
        PairParticle "pair.particle": Pair = pair_particle::Particles;
        PairGarbled "pair.garbled": Pair = pair_garbled::Garbled;
        PairLooseHyphen "pair.loose-hyphen": Pair = pair_loose_hyphen::LooseHyphen;
        PairPaddedBracket "pair.padded-bracket": Pair = pair_padded_bracket::PaddedBracket;
        PairEdges "pair.edges": Pair = pair_edges::Edges;
        PairSpacedPunctuation "pair.spaced-punctuation": Pair = pair_spaced_punctuation::SpacedPunctuation;
        PairAddress "pair.address": Pair = pair_address::Possessive;
        PairEcho "pair.echo": Pair = pair_echo::Echo;
        PairSmallLabel "pair.small-label": Pair = pair_small_label::SmallLabel;
        PairSmallNoun "pair.small-noun": Pair = pair_small_noun::SmallNoun;
        PairStart "pair.start": Pair = pair_start::Start;
        PairTornWord "pair.torn-word": Pair = pair_torn_word::TornWord;
        PairNounOrder "pair.noun-order": Pair = pair_noun_order::NounOrder;
        PairWordOrder "pair.word-order": Pair = pair_word_order::WordOrder;
        PairWrongSense "pair.wrong-sense": Pair = pair_wrong_sense::WrongSense;
        PairMisplacedBracket "pair.misplaced-bracket": Pair = pair_misplaced_bracket::MisplacedBracket;
        PairMisplacedName "pair.misplaced-name": Pair = pair_misplaced_name::MisplacedName;
        // Against the source.
        UpstreamGone "upstream.gone": Corpus = upstream_gone::Gone;
        UpstreamOutdated "upstream.outdated": Corpus = upstream_outdated::Outdated;
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
    /// Which pairs of a page it can have something to say of: it is not asked about others. `None` where there are none.
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::default())
    }
    /// Says what is wrong with it, where its gate lets it pass. Places are ranges of the pair's views.
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings);
}

/// Looks at one page in all its locales, through facts and the words of segments that differ.
pub trait GroupCheck: Send + Sync {
    /// Says what is wrong between its documents.
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>);
}

/// Looks at what many documents say about one key, through facts only. A changed document is judged again
/// only with the keys that it posts.
pub trait CorpusCheck: Send + Sync {
    /// The keys that a document posts.
    fn keys(&self, facts: &Facts) -> Vec<u64>;
    /// Whether it also asks how labels are translated elsewhere. Then a key is judged again, too, where a document that
    /// posts it has a label whose usual translation has become another one.
    fn asks_labels(&self) -> bool {
        false
    }
    /// The keys that may be wrong at all by how labels are translated; `None` where that does not tell. What it leaves out,
    /// the check has nothing to say of.
    fn candidates(&self, _: &Labels<'_>) -> Option<FxHashSet<u64>> {
        None
    }
    /// Says what is wrong among the documents that posted one key, given by path.
    fn check(
        &self,
        key: u64,
        postings: &[&Facts],
        context: &CorpusContext<'_, '_>,
        found: &mut Vec<GroupFinding>,
    );
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
    /// Terms that are not to be translated, of the page's header and of the configuration.
    pub keep: &'d [&'d str],
    /// What the page writes as code.
    pub page: &'d PageWords<'d>,
    /// Approved words, where a termbase is configured.
    pub terms: Option<&'d Terms>,
    /// The page's path, from the folder of its configuration.
    pub path: &'d str,
    /// Its numbers and dates.
    pub readings: &'d Readings,
}

/// Documents by their locale; those without one speak for none.
fn by_locale<'f>(documents: &[&'f Facts]) -> BTreeMap<&'f Locale, Vec<&'f Facts>> {
    let mut locales: BTreeMap<&Locale, Vec<&Facts>> = BTreeMap::new();
    for &facts in documents {
        if let Some(locale) = &facts.locale {
            locales.entry(locale).or_default().push(facts);
        }
    }
    locales
}

/// What a corpus check may know beside its key.
#[expect(missing_debug_implementations, reason = "words are a trait object")]
pub struct CorpusContext<'i, 'c> {
    /// How labels are translated.
    pub labels: &'c Labels<'i>,
    /// What is known of the language of a locale.
    pub language: fn(&Locale) -> Option<&'static Language>,
    /// What is known of the language that sources are written in.
    pub source: &'static Language,
    words: &'c dyn Segments,
}

impl<'i, 'c> CorpusContext<'i, 'c> {
    /// For the checks of some keys.
    #[must_use]
    pub fn new(
        labels: &'c Labels<'i>,
        language: fn(&Locale) -> Option<&'static Language>,
        source: &'static Language,
        words: &'c dyn Segments,
    ) -> Self {
        Self { labels, language, source, words }
    }

    /// Source and translation of the segment that begins at a byte of its document.
    #[must_use]
    pub fn segment(&self, facts: &Facts, start: u32) -> Option<Segment> {
        self.words.segment(facts, start)
    }
}

/// What a group check may know beside its group.
#[expect(missing_debug_implementations, reason = "words are a trait object")]
pub struct GroupContext<'i, 'c> {
    /// How many pages of its area each locale has.
    pub locales: &'c BTreeMap<&'i Locale, usize>,
    /// Pages that have another file name in another locale.
    pub renamed: &'c Renamed<'i>,
    words: &'c dyn Segments,
    comparisons: OnceCell<Vec<Comparison<'i>>>,
    aligned: OnceCell<Vec<Aligned<'i>>>,
}

impl<'i, 'c> GroupContext<'i, 'c> {
    /// For the checks of one group.
    #[must_use]
    pub fn new(
        locales: &'c BTreeMap<&'i Locale, usize>,
        renamed: &'c Renamed<'i>,
        words: &'c dyn Segments,
    ) -> Self {
        Self { locales, renamed, words, comparisons: OnceCell::new(), aligned: OnceCell::new() }
    }

    /// Its texts and those of its twins against the newest: worked out once, for the first check that asks.
    pub fn comparisons(&self, group: &Group<'i>) -> &[Comparison<'i>] {
        self.comparisons.get_or_init(|| Comparison::all(group, self.words))
    }

    /// Its pages without spans, each beside what it is held against: worked out once, likewise.
    pub fn aligned(&self, group: &Group<'i>) -> &[Aligned<'i>] {
        self.aligned.get_or_init(|| Aligned::all(group, self.words))
    }

    /// Source and translation of the segment that begins at a byte of its document.
    #[must_use]
    pub fn segment(&self, facts: &Facts, start: u32) -> Option<Segment> {
        self.words.segment(facts, start)
    }
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
    /// Runs on nothing: the engine hands it the findings of other rules that are one change.
    Gathered(Box<Systematic>),
}
