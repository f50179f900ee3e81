//! From findings to diagnostics, in a fixed order: conditions, silences, suppressions, the least severity,
//! collapse, words. Levels were given when the findings were placed.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{Engine, Found, Known, Met, Outside, Profile, profile, silence, slices, suppress};
use crate::diagnostic::{Diagnostic, Fingerprint, Fix, Related, State, Summary};
use crate::model::{Facts, Index, Labels, fold};
use crate::packs::Collapse;
use crate::text::Landmarks;

/// What a run comes to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Sorted by path, place, rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Counts.
    pub summary: Summary,
    /// How many files were not checked without a word on it in `diagnostics`.
    pub passed_over: usize,
    /// What was met of the findings that somebody accepted.
    pub met: Met,
    /// Of the pages that something was found on, where they come from.
    pub origins: BTreeMap<Arc<str>, Origin>,
    /// The lines and columns of what was found, for those pages of which they were worked out.
    pub landmarks: FxHashMap<Arc<str>, Landmarks>,
}

/// Where a page comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// How it was translated: `HT`, `MT`.
    pub translationtype: Option<Arc<str>>,
    /// When it was handed off last.
    pub handoff: Option<Date>,
}

/// What is counted over the whole index.
#[derive(Clone, Copy)]
pub(super) struct Counted<'k> {
    pub(super) labels: &'k Labels<'k>,
    /// What is usual, where it was counted before.
    pub(super) profile: Option<&'k Profile>,
}

pub(super) fn finish(
    engine: &Engine,
    index: &Index,
    counted: &Counted<'_>,
    found: Vec<Found>,
    outside: &Outside<'_>,
) -> Outcome {
    let judged = judge(engine, index, counted, found, outside);
    let mut diagnostics = if outside.each {
        let said = judged.found.into_iter().zip(judged.fingerprints);
        said.map(|(found, print)| words(engine, index.get(&found.path), found, print)).collect()
    } else {
        collapse(engine, index, judged.found, &judged.fingerprints, &judged.counts)
    };
    let reported = outside.reported;
    let documents = || index.documents().filter(|facts| reported(&facts.path));
    let mut summary = Summary {
        documents: documents().count(),
        pairs: documents().map(|facts| facts.segments.len()).sum(),
        suppressed: judged.suppressed,
        baselined: judged.met.counts.values().sum(),
        ..Summary::default()
    };
    for diagnostic in &mut diagnostics {
        diagnostic.state = outside.before.map(|_| State::New);
        summary.count(diagnostic);
    }
    let origin = |facts: &Facts| Origin {
        translationtype: facts.translationtype.as_deref().map(Arc::from),
        handoff: facts.handoff,
    };
    let mut origins = BTreeMap::new();
    for found in diagnostics.chunk_by(|a, b| a.path == b.path) {
        let path = &found[0].path;
        origins.extend(index.get(path).map(|facts| (Arc::clone(path), origin(facts))));
    }
    Outcome { diagnostics, summary, met: judged.met, origins, ..Outcome::default() }
}

/// What is left to report.
#[derive(Default)]
pub(super) struct Judged {
    /// In order.
    pub(super) found: Vec<Found>,
    fingerprints: Vec<Fingerprint>,
    /// How many comments silence.
    suppressed: usize,
    /// What was met of those that somebody accepted.
    met: Met,
    /// How many places of the whole index each fact has that is said once for all of them.
    counts: Counts,
}

/// Places by fact.
type Counts = FxHashMap<Fact, usize>;

/// The same rule, and the same words but for what names the single place; a page, where each page says it once.
type Fact = (usize, Option<Arc<str>>, String);

fn fact(engine: &Engine, finding: &Found) -> Option<Fact> {
    let collapse = engine.rules[finding.rule].spec.collapse?;
    let page = (collapse == Collapse::Page).then(|| Arc::clone(&finding.path));
    let what = finding.values.iter().filter(|(name, _)| *name != "id").map(|(_, value)| value.as_str());
    Some((finding.rule, page, what.collect::<Vec<_>>().join("\u{0}")))
}

fn counts<'f>(engine: &Engine, found: impl Iterator<Item = &'f Found>) -> Counts {
    let mut counts = Counts::default();
    for fact in found.filter_map(|finding| fact(engine, finding)) {
        *counts.entry(fact).or_default() += 1;
    }
    counts
}

/// Those that are reported, in order.
pub(super) fn judge(
    engine: &Engine,
    index: &Index,
    &Counted { labels, profile }: &Counted<'_>,
    mut found: Vec<Found>,
    outside: &Outside<'_>,
) -> Judged {
    let &Outside { reported, affected, .. } = outside;
    profile::resolve(index, labels, profile, &mut found);
    silence::silence(engine, index, &mut found);
    let (mut found, suppressed) = suppress::suppress(engine, index, found, outside);
    found.retain(|finding| finding.severity >= engine.settings(&finding.path).severity);
    let is_wanted = |finding: &Found| {
        reported(&finding.path) || engine.is_across(finding.rule) && affected(&finding.path)
    };
    let over_all = |finding: &Found| engine.rules[finding.rule].spec.collapse == Some(Collapse::Corpus);
    found.retain(|finding| is_wanted(finding) || over_all(finding));
    slices::fill(index, labels, outside, &mut found);
    let counts = counts(engine, found.iter().filter(|finding| over_all(finding)));
    found.retain(is_wanted);
    found.sort_by(|a, b| order(engine, a, b));
    let fingerprints = fingerprints(engine, &found);
    let mut judged = Judged { found, fingerprints, suppressed, counts, ..Judged::default() };
    if let Some(accepted) = outside.accepted {
        judged.met = judged.sift(accepted);
    }
    if let Some(before) = outside.before {
        judged.sift(before);
    }
    judged
}

impl Judged {
    /// Takes out what was known, and says what it met of it.
    fn sift(&mut self, known: &Known) -> Met {
        let all: Vec<(&Arc<str>, Fingerprint)> =
            self.found.iter().map(|finding| &finding.path).zip(self.fingerprints.iter().copied()).collect();
        let (known, met) = known.sift(&all);
        let mut at = known.iter();
        self.found.retain(|_| at.next() == Some(&false));
        let mut at = known.iter();
        self.fingerprints.retain(|_| at.next() == Some(&false));
        met
    }
}

/// Path, place, rule, and the values, so that equal places keep one order.
fn order(engine: &Engine, a: &Found, b: &Found) -> Ordering {
    // Those of one page mostly share its path, and paths are long and alike.
    let path = if Arc::ptr_eq(&a.path, &b.path) { Ordering::Equal } else { a.path.cmp(&b.path) };
    let rule = |found: &Found| &engine.rules[found.rule].name;
    path.then_with(|| a.span.cmp(&b.span))
        .then_with(|| rule(a).cmp(rule(b)))
        .then_with(|| a.values.cmp(&b.values))
}

/// Rule, what it is about, and which one among equals of its page: nothing that a hand-back changes.
fn fingerprints(engine: &Engine, found: &[Found]) -> Vec<Fingerprint> {
    let mut seen: FxHashMap<(&str, usize, u64), u64> = FxHashMap::default();
    let mut fingerprints = Vec::with_capacity(found.len());
    for finding in found {
        let ordinal = seen.entry((&finding.path, finding.rule, finding.anchor)).or_default();
        let mut hash = fold::Hash::default();
        hash.text(&engine.rules[finding.rule].name);
        hash.number(finding.anchor);
        hash.number(*ordinal);
        *ordinal += 1;
        fingerprints.push(Fingerprint(hash.finish()));
    }
    fingerprints
}

/// Words for each finding; findings that are one fact become one diagnostic, at the first place, with the
/// others beside it.
fn collapse(
    engine: &Engine,
    index: &Index,
    found: Vec<Found>,
    fingerprints: &[Fingerprint],
    counts: &Counts,
) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Vec::with_capacity(found.len());
    let mut firsts: FxHashMap<Fact, usize> = FxHashMap::default();
    let mut more: FxHashMap<usize, usize> = FxHashMap::default();
    // Findings stand page by page.
    let mut page: Option<&Facts> = None;
    for (finding, &fingerprint) in found.into_iter().zip(fingerprints) {
        if let Some(fact) = fact(engine, &finding) {
            if let Some(&first) = firsts.get(&fact) {
                let place = Related { path: finding.path, span: finding.span, message: "and here".into() };
                diagnostics[first].related.push(place);
                if !counts.contains_key(&fact) {
                    *more.entry(first).or_default() += 1;
                }
                continue;
            }
            // Of what is reported of a page all is at hand; of all pages, a part may be.
            if let Some(all) = counts.get(&fact) {
                more.insert(diagnostics.len(), all - 1);
            }
            firsts.insert(fact, diagnostics.len());
        }
        page = page.filter(|page| page.path == finding.path).or_else(|| index.get(&finding.path));
        diagnostics.push(words(engine, page, finding, fingerprint));
    }
    for (at, count) in more.into_iter().filter(|(_, count)| *count > 0) {
        diagnostics[at].message.push_str(&format!(" ({count} more)"));
    }
    diagnostics
}

fn words(engine: &Engine, facts: Option<&Facts>, finding: Found, fingerprint: Fingerprint) -> Diagnostic {
    let rule = &engine.rules[finding.rule];
    let related = finding.related.into_iter().filter_map(|(role, path, _, span)| {
        let message = rule.spec.related.get(role)?.clone();
        Some(Related { path, span, message })
    });
    let help = rule.spec.help.as_ref().map(|help| help.fill(&finding.values));
    Diagnostic {
        rule: Arc::clone(&rule.name),
        severity: finding.severity,
        message: rule.spec.message.fill(&finding.values),
        help: help.filter(|help| !help.trim().is_empty()),
        locale: facts.and_then(|facts| facts.locale.as_ref()).map(crate::model::Locale::to_arc),
        path: finding.path,
        span: finding.span,
        pair: finding.pair.map(|pair| *pair),
        related: related.collect(),
        fix: finding.fix.and_then(|placed| {
            let title = rule.spec.fix.as_ref()?.fill(&finding.values);
            Some(Fix { applicability: placed.applicability, title, edits: placed.edits })
        }),
        fingerprint,
        state: None,
    }
}
