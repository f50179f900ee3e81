//! Which findings a page's comments silence, which comments silence nothing, and which name no rule.

use rustc_hash::FxHashSet;

use super::{Engine, EngineError, Found, Outside};
use crate::checks::Fault;
use crate::model::Index;

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
    let mut used: FxHashSet<(&str, usize)> = FxHashSet::default();
    let mut suppressed = 0;
    let mut kept = Vec::with_capacity(found.len());
    for finding in found {
        let Some(facts) = index.get(&finding.path).filter(|facts| !facts.suppressions.is_empty()) else {
            kept.push(finding);
            continue;
        };
        let mut silenced = false;
        for (at, suppression) in facts.suppressions.iter().enumerate().filter(|(_, s)| !s.expired) {
            let reaches = suppression.reach.start <= finding.span.start
                && (finding.span.start < suppression.reach.end
                    || finding.span.start == suppression.place.start);
            if reaches && engine.names.selected(&suppression.selector).any(|rule| rule == finding.rule) {
                silenced = true;
                used.insert((&facts.path, at));
            }
        }
        if !silenced {
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
                    if used.contains(&(&*facts.path, at)) || !all_run(engine, &selector, outside.whole) =>
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

fn all_run(engine: &Engine, selector: &str, whole: bool) -> bool {
    engine
        .names
        .selected(selector)
        .all(|rule| engine.rules[rule].active && (whole || !engine.is_across(rule)))
}
