//! What files mean: documents with two views, pairs, locales, and the facts that work across files needs.

pub mod align;
pub mod comparison;
pub mod date;
pub mod document;
pub mod facts;
pub mod fold;
pub mod group;
pub mod label;
pub mod labels;
pub mod language;
pub mod layout;
pub mod ledger;
pub mod live;
pub mod locale;
pub mod marks;
pub mod passage;
pub mod segment;
pub mod strip;
pub mod suppression;
pub mod termbase;
pub mod upstream;
pub mod view;

pub use comparison::{Change, Comparison, Segments};
pub use document::{Document, Evidence, Inherited, Place, Placed};
pub use facts::{Facts, Index, KeyFact, LinkFact, SegmentFact};
pub use group::{Group, Groups};
pub use label::LabelFact;
pub use labels::{Labels, Tables};
pub use language::{Language, Marks, Meanings, ScriptName, TimeUnit, Words};
pub use live::Live;
pub use locale::Locale;
pub use segment::{Pair, SegmentId, Side, Unit};
pub use termbase::{Termbase, Terms};
pub use upstream::{Standing, Upstream};
pub use view::{SideName, View};
