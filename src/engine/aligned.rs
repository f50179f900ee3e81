//! Pair rules on pages without spans: each block that surely goes with one of the source is a pair, and the checks
//! cannot tell. Not the aligning (`model::aligned`).

use std::sync::Arc;

use super::context::{context_in, keep_in};
use super::mend::Placed;
use super::{Engine, Found, configured, traits, weighed};
use crate::checks::{Check, FactSpot, Finding, GroupContext, PageWords, PairContext, Readings, Spot};
use crate::config::{Scopes, Settings};
use crate::diagnostic::{Edit, Severity};
use crate::model::{Against, Aligned, Group, Index, Pair, Side, fold};
use crate::packs::AlignedLevel;
use crate::text::Span;

/// Whether there is a page in the index that a pair rule would look at here.
pub(super) fn is_needed(engine: &Engine, index: &Index) -> bool {
    engine.active().any(|(_, rule)| matches!(rule.check, Check::Pair(_)))
        && index.documents().any(|facts| facts.segments.is_empty() && facts.upstream.is_some())
}

/// Runs the rules that look at one pair on the pages of a group that have a source beside them instead of within.
pub(super) fn check<'i>(
    engine: &Engine,
    group: &Group<'i>,
    context: &GroupContext<'i, '_>,
    found: &mut Vec<Found>,
) {
    let is_bare = |facts: &&crate::model::Facts| facts.segments.is_empty() && facts.upstream.is_some();
    if !group.members.iter().any(is_bare) {
        return;
    }
    let with_source =
        context.aligned(group).iter().filter(|aligned| matches!(aligned.against, Against::Source(..)));
    for aligned in with_source {
        pairs(engine, aligned, found);
    }
}

fn pairs(engine: &Engine, aligned: &Aligned<'_>, found: &mut Vec<Found>) {
    let facts = aligned.facts;
    let settings = engine.settings(&facts.path);
    let scopes = settings.scopes(traits(facts));
    let page = AlignedPage { engine, aligned, settings, scopes: &scopes };
    let (target, source) = (&aligned.page.view, &aligned.other.view);
    let page_words = PageWords::new(source, target);
    let keep = keep_in([aligned.page.header.as_ref(), aligned.other.header.as_ref()], settings);
    let path = settings.path(&facts.path);
    let none = Readings::default();
    let context = PairContext {
        keep: &keep,
        terms: settings.terms.as_deref(),
        path: &path,
        ..context_in(facts.locale.as_ref(), &facts.path, &page_words, &none)
    };
    let rules = super::pairs::rules(engine, |rule| rule.aligned != Some(AlignedLevel::Off));
    let sides = |pair| Pair { source: Side::new(source, pair), target: Side::new(target, pair) };
    let sides = (0..target.pairs().min(source.pairs())).map(sides);
    super::pairs::check(&rules, sides, &context, |rule, _, pair, finding| {
        found.extend(page.place(rule, pair, finding));
    });
}

/// A page at work.
struct AlignedPage<'p> {
    engine: &'p Engine,
    aligned: &'p Aligned<'p>,
    settings: &'p Settings,
    scopes: &'p Scopes,
}

impl AlignedPage<'_> {
    /// `None` where the rule is off for this page.
    fn place(&self, at: usize, pair: &Pair<'_>, finding: Finding) -> Option<Found> {
        let rule = &self.engine.rules[at];
        let facts = self.aligned.facts;
        let level = self.settings.level(&rule.name, rule.off, self.scopes);
        let severity = rule.severity(level, traits(facts), &finding.values)?;
        let is_hint = match rule.aligned {
            _ if configured(level).is_some() => false,
            Some(AlignedLevel::Info) => true,
            Some(AlignedLevel::SameVersion) => self.aligned.is_one_version() != Some(true),
            Some(AlignedLevel::Off) | None => false,
        };
        let condition = weighed(self.settings, level, finding.condition).ok()?;
        let whole = self.own(pair.target.span)?;
        let span = match &finding.spot {
            Spot::Target(span) => self.own(*span).unwrap_or(whole),
            Spot::File(span) => *span,
            Spot::Source(_) | Spot::Elsewhere(..) => whole,
        };
        let related = finding.related.into_iter().filter_map(|(role, spot)| {
            let (path, span) = match spot {
                Spot::Target(span) => (&facts.path, self.own(span)?),
                Spot::File(span) => (&facts.path, span),
                Spot::Source(span) => (self.aligned.other_path(), self.theirs(span)?),
                Spot::Elsewhere(path, span) => return Some((role, path, FactSpot::File(span), span)),
            };
            Some((role, Arc::clone(path), FactSpot::File(span), span))
        });
        let related = related.collect();
        let edits = |mend: &crate::checks::Mend| {
            let edit = |(spot, text): &(Spot, String)| match spot {
                Spot::Target(span) if pair.target.span.contains(*span) => {
                    Some(Edit { path: Arc::clone(&facts.path), span: self.own(*span)?, text: text.clone() })
                }
                _ => None,
            };
            let edits: Vec<Edit> = mend.edits.iter().map(edit).collect::<Option<_>>()?;
            let apart = edits.windows(2).all(|two| two[0].span.end <= two[1].span.start);
            (apart && !edits.is_empty()).then_some(Placed { applicability: mend.applicability, edits })
        };
        let fix = finding.fix.filter(|_| rule.spec.fix.is_some());
        Some(Found {
            rule: at,
            severity: if is_hint { Severity::Info } else { severity },
            path: Arc::clone(&facts.path),
            span,
            pair: None,
            anchor: fold::key(pair.source.text()),
            values: finding.values,
            related,
            condition,
            fix: fix.and_then(|mend| edits(&mend)).map(Box::new),
            // Rules that silence each other on a pair know this one by its first byte.
            spot: FactSpot::Words(whole.start, span),
            quotes: Vec::new(),
        })
    }

    fn own(&self, span: Span) -> Option<Span> {
        self.aligned.page.view.to_file_pieces(span).next()
    }

    fn theirs(&self, span: Span) -> Option<Span> {
        self.aligned.other.view.to_file_pieces(span).next()
    }
}
