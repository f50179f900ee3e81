//! Which findings a report for people shows as one: more than two of one rule on one page. Not how that is said.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Severity};

/// From how many findings on only the first is shown.
const MANY: usize = 3;

/// What a report shows of a diagnostic.
#[derive(Debug)]
pub(super) enum Shown<'d> {
    /// It alone.
    Alone,
    /// It, and that there are others like it.
    First(Vec<&'d Diagnostic>),
    /// Nothing: the first of its kind stands for it.
    Not,
}

/// One rule's findings on one page that weigh the same: an error never hides behind a warning.
type Key<'d> = (&'d str, &'d str, Severity);

fn key(diagnostic: &Diagnostic) -> Key<'_> {
    (&diagnostic.path, &diagnostic.rule, diagnostic.severity)
}

/// What is shown of each diagnostic, in their order.
pub(super) fn shown(diagnostics: &[Diagnostic], fold: bool) -> Vec<Shown<'_>> {
    if !fold {
        return diagnostics.iter().map(|_| Shown::Alone).collect();
    }
    let mut groups: FxHashMap<Key<'_>, Vec<usize>> = FxHashMap::default();
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        groups.entry(key(diagnostic)).or_default().push(at);
    }
    let mut shown = Vec::with_capacity(diagnostics.len());
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        let group = &groups[&key(diagnostic)];
        shown.push(match group.split_first() {
            Some((&first, rest)) if group.len() >= MANY && first == at => {
                Shown::First(rest.iter().map(|&at| &diagnostics[at]).collect())
            }
            _ if group.len() >= MANY => Shown::Not,
            _ => Shown::Alone,
        });
    }
    shown
}

/// How many of them a report for people folds.
#[must_use]
pub fn folded(diagnostics: &[Diagnostic]) -> usize {
    shown(diagnostics, true).iter().filter(|shown| matches!(shown, Shown::Not)).count()
}
