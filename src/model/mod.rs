//! What files mean: documents with two views, pairs, locales, and the facts that work across files needs.

pub mod date;
pub mod document;
pub mod facts;
pub mod fold;
pub mod layout;
pub mod ledger;
pub mod live;
pub mod locale;
pub mod passage;
pub mod segment;
pub mod strip;
pub mod suppression;
pub mod upstream;
pub mod view;

pub use document::{Document, Evidence, Inherited, Place, Placed};
pub use facts::{Facts, Group, Index, KeyFact, SegmentFact};
pub use live::Live;
pub use locale::Locale;
pub use segment::{Pair, SegmentId, Side, Unit};
pub use upstream::{Standing, Upstream};
pub use view::{SideName, View};
