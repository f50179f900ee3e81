//! Which findings a page's comments silence, which comments silence nothing, and which name no rule.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Engine, EngineError, Found, Outside};
use crate::checks::Fault;
use crate::model::{Facts, Index};

/// Takes the silenced findings out, counts them, and adds what is wrong with the comments themselves.
pub(super) fn suppress(
    engine: &Engine,
    index: &Index,
    found: Vec<Found>,
    outside: &Outside<'_>,
) -> (Vec<Found>, usize) {
    // As in most trees.
    if index.documents().all(|facts| facts.suppressions.is_empty()) {
        return (found, 0);
    }
    let silences = Silences::new(engine, index, &found);
    let mut suppressed = 0;
    let mut kept = Vec::with_capacity(found.len());
    for finding in found {
        if !silences.silence(&finding) {
            kept.push(finding);
        } else if (outside.reported)(&finding.path) {
            suppressed += 1;
        }
    }
    for facts in index.documents().filter(|facts| (outside.reported)(&facts.path)) {
        for (at, suppression) in facts.suppressions.iter().enumerate() {
            let selector = suppression.selector.to_string();
            let (fault, values) = match engine.names.prove(&selector) {
                Err(EngineError::UnknownRule { suggestion, .. }) => {
                    let near = suggestion.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    (Fault::UnknownSuppression, vec![("selector", selector), ("suggestion", near)])
                }
                Ok(()) | Err(_) if suppression.expired => {
                    let until = suppression.until.as_deref().unwrap_or_default().to_owned();
                    (Fault::ExpiredSuppression, vec![("selector", selector), ("until", until)])
                }
                // Judged only where every rule that it names was run, on all that it looks at.
                Ok(()) | Err(_)
                    if silences.used.contains(&(&*facts.path, at))
                        || !all_run(engine, &selector, outside.whole) =>
                {
                    continue;
                }
                Ok(()) | Err(_) => (Fault::UnusedSuppression, vec![("selector", selector)]),
            };
            kept.extend(engine.fault(fault, &facts.path, suppression.place, values));
        }
    }
    (kept, suppressed)
}

/// What the comments of all documents silence of some findings.
#[derive(Default)]
struct Silences<'i> {
    /// By path and rule: stretches in order, each with the end of what reaches farthest up to it.
    stretches: FxHashMap<(&'i str, usize), Vec<(u32, u32)>>,
    /// By path and number: the comments that silence any.
    used: FxHashSet<(&'i str, usize)>,
}

impl<'i> Silences<'i> {
    /// Comment by comment, and not finding by finding: a page may have thousands of both.
    fn new(engine: &Engine, index: &'i Index, found: &[Found]) -> Self {
        let mut silences = Self::default();
        let mut places: FxHashMap<(&str, usize), Vec<u32>> = FxHashMap::default();
        let mut pages: FxHashMap<&str, &Facts> = FxHashMap::default();
        for finding in found {
            if let Some(facts) = index.get(&finding.path).filter(|facts| !facts.suppressions.is_empty()) {
                pages.insert(&facts.path, facts);
                places.entry((&facts.path, finding.rule)).or_default().push(finding.span.start);
            }
        }
        places.values_mut().for_each(|places| places.sort_unstable());
        for (path, facts) in pages {
            for (at, suppression) in facts.suppressions.iter().enumerate().filter(|(_, s)| !s.expired) {
                let (reach, own) = (suppression.reach, suppression.place.start);
                // What is found of the comment itself, it silences as well, where it has begun.
                let own = (own >= reach.start).then_some((own, own + 1));
                let reaches = [Some((reach.start, reach.end)), own].into_iter().flatten();
                for rule in engine.names.selected(&suppression.selector) {
                    let Some(places) = places.get(&(path, rule)) else { continue };
                    for (start, end) in reaches.clone() {
                        let first = places.partition_point(|&place| place < start);
                        if places.get(first).is_some_and(|&place| place < end) {
                            silences.used.insert((path, at));
                            silences.stretches.entry((path, rule)).or_default().push((start, end));
                        }
                    }
                }
            }
        }
        for stretches in silences.stretches.values_mut() {
            stretches.sort_unstable();
            let mut farthest = 0;
            for (_, end) in stretches {
                farthest = farthest.max(*end);
                *end = farthest;
            }
        }
        silences
    }

    fn silence(&self, finding: &Found) -> bool {
        let place = finding.span.start;
        self.stretches.get(&(&*finding.path, finding.rule)).is_some_and(|stretches| {
            let before = stretches.partition_point(|&(start, _)| start <= place);
            stretches[..before].last().is_some_and(|&(_, end)| place < end)
        })
    }
}

fn all_run(engine: &Engine, selector: &str, whole: bool) -> bool {
    engine
        .names
        .selected(selector)
        .all(|rule| engine.rules[rule].active && (whole || !engine.is_across(rule)))
}
