//! Which pairs of a page a check looks at. Not what it says of them.

use std::borrow::Cow;

use crate::model::Pair;
use crate::text::{ByteSet, ByteSets, Span};

/// What must stand in a pair for a check to look at it: two numbers held against two others, or a place that was found in the
/// whole translation before. Most pairs end here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate<'d> {
    source: Option<ByteSet>,
    target: Option<ByteSet>,
    either: Option<ByteSet>,
    places: Option<Cow<'d, [Span]>>,
}

impl<'d> Gate<'d> {
    /// One of some places in the translation, in order, in bytes of its view; `None` where there are none.
    pub(in crate::checks) fn places(places: impl Into<Cow<'d, [Span]>>) -> Option<Self> {
        let places = places.into();
        (!places.is_empty()).then_some(Self { places: Some(places), ..Self::default() })
    }

    /// One of some bytes in the translation.
    pub(in crate::checks) fn target(bytes: ByteSet) -> Self {
        Self { target: Some(bytes), ..Self::default() }
    }

    /// One of some bytes in the source.
    pub(in crate::checks) fn source(bytes: ByteSet) -> Self {
        Self { source: Some(bytes), ..Self::default() }
    }

    /// One of some bytes in each.
    pub(in crate::checks) fn both(bytes: ByteSet) -> Self {
        Self { source: Some(bytes), target: Some(bytes), ..Self::default() }
    }

    /// One of some bytes in one of them.
    pub(in crate::checks) fn either(bytes: ByteSet) -> Self {
        Self { either: Some(bytes), ..Self::default() }
    }

    /// Which of some pairs may pass, a bit for each: 1 to 64, in order. `sources` and `targets` are their bytes; `next` is the first
    /// place that none of the pairs before them had, 0 in the beginning.
    #[must_use]
    pub fn lets(&self, pairs: &[Pair<'_>], sources: &ByteSets, targets: &ByteSets, next: &mut usize) -> u64 {
        let all = u64::MAX >> (u64::BITS as usize - pairs.len());
        let Some(places) = &self.places else {
            let meeting =
                |sets: &ByteSets, bytes: Option<ByteSet>| bytes.map_or(all, |bytes| sets.meeting(bytes));
            let either = meeting(sources, self.either) | meeting(targets, self.either);
            return meeting(sources, self.source) & meeting(targets, self.target) & either;
        };
        let mut bits = 0;
        for (at, pair) in pairs.iter().enumerate() {
            let text = pair.target.span;
            *next += places[*next..].iter().take_while(|place| place.start < text.start).count();
            let Some(place) = places.get(*next) else { break };
            bits |= u64::from(place.start < text.end) << at;
        }
        bits
    }
}
