//! Findings that have nothing to add, because one of another rule has said it already.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Engine, Found};
use crate::checks::FactSpot;
use crate::diagnostic::Severity;
use crate::model::Index;
use crate::packs::Within;
use crate::text::Span;

/// What a silence holds for, on one page.
#[derive(PartialEq, Eq, Hash)]
enum Reach {
    /// By its first byte.
    Pair(u32),
    Key(String),
    Page,
}

/// The words that findings stand on which silence a rule, by the page and that rule.
type Words = FxHashMap<(Arc<str>, usize), Vec<(Span, Severity)>>;

/// Takes out what another finding on the same words, pair, key or page has said already. A rule that is off is not
/// there to silence anything, and a hint, which most people are not shown, silences only hints.
pub(super) fn silence(engine: &Engine, index: &Index, found: &mut Vec<Found>) {
    // The gravest that silences each.
    let mut silenced: FxHashMap<(Arc<str>, usize, Reach), Severity> = FxHashMap::default();
    let mut words = Words::default();
    for finding in found.iter() {
        for &(target, within) in &engine.rules[finding.rule].silences {
            let path = Arc::clone(&finding.path);
            let reach = match within {
                Within::Words => {
                    words.entry((path, target)).or_default().push((finding.span, finding.severity));
                    continue;
                }
                Within::Page => Some(Reach::Page),
                Within::Pair => pair(index, finding).map(Reach::Pair),
                Within::Key => key(finding).map(Reach::Key),
            };
            if let Some(reach) = reach {
                let gravest = silenced.entry((path, target, reach)).or_insert(finding.severity);
                *gravest = finding.severity.max(*gravest);
            }
        }
    }
    // Few rules are silenced by others at all.
    let targets =
        silenced.keys().map(|(_, target, _)| *target).chain(words.keys().map(|(_, target)| *target));
    let targets: FxHashSet<usize> = targets.collect();
    found.retain(|finding| {
        if !targets.contains(&finding.rule) {
            return true;
        }
        let says = |by: Severity| by > Severity::Info || finding.severity == Severity::Info;
        let reaches =
            [Some(Reach::Page), pair(index, finding).map(Reach::Pair), key(finding).map(Reach::Key)];
        let mut reaches = reaches.into_iter().flatten();
        let of = |reach| silenced.get(&(Arc::clone(&finding.path), finding.rule, reach));
        let same = words.get(&(Arc::clone(&finding.path), finding.rule));
        let mut same = same.into_iter().flatten();
        !reaches.any(|reach| of(reach).is_some_and(|&by| says(by)))
            && !same.any(|&(span, by)| span.overlaps(finding.span) && says(by))
    });
}

fn key(finding: &Found) -> Option<String> {
    finding.values.iter().find(|(name, _)| *name == "key").map(|(_, key)| key.clone())
}

/// The first byte of the pair that a finding lies in: all that those across documents know of it, where those of a page know
/// both sides.
fn pair(index: &Index, finding: &Found) -> Option<u32> {
    match finding.spot {
        FactSpot::Segment(start) | FactSpot::Words(start, _) => Some(start),
        FactSpot::File(_) => {
            let target = finding.pair.as_ref()?.target;
            Some(index.get(&finding.path)?.segment_at(target.start)?.start)
        }
    }
}
