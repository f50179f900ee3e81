//! Rules at work: which run at what level, what they find in one document and in all of them, and what
//! becomes a diagnostic. A function of values: no file, no clock, no terminal.

mod aligned;
mod context;
mod examples;
mod finish;
pub mod fix;
mod fixer;
mod groups;
mod handback;
mod incremental;
mod keys;
mod known;
mod labels;
mod mend;
mod names;
mod pairs;
mod place;
mod profile;
mod rule;
mod silence;
mod silent;
mod slices;
mod stored;
mod suppress;
mod work;

pub use examples::{Failure, test as test_examples, upstream as example_upstream};
pub use finish::{Origin, Outcome};
pub use fixer::{Left, Mended, Mending, Pages};
pub use groups::{Outside, Spread};
pub use handback::{Offered, Retranslated};
pub use incremental::{Incremental, Now};
pub use known::{Known, Met};
pub use names::{EngineError, Names};
pub use profile::{Kind, Profile};
pub use slices::Texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::checks::{
    Check, Condition, FactSpot, Fault, Finding, Findings, PageWords, PairContext, Quote, Readings, Spot,
};
use crate::config::{Level, Scopes, Settings, Traits};
use crate::diagnostic::{PairSpans, Severity};
use crate::model::{Document, Facts, Index, Labels, fold};
use crate::packs::{AlignedLevel, Collapse, PackFile, Within};
use crate::text::{Landmarks, Span};
use context::{context, keep};
use place::{anchor, coarse, pair_spans, to_file};
use rule::configured;

/// The rules of all packs, with their levels, ready to run.
#[expect(missing_debug_implementations, reason = "trait objects have nothing to show")]
pub struct Engine {
    rules: Vec<Rule>,
    names: Names,
    /// One for each configuration; the nearest to a page holds.
    settings: Vec<Settings>,
    /// Stands for all of it.
    identity: u64,
}

/// A rule as the engine runs it.
struct Rule {
    name: Arc<str>,
    /// Ships switched off.
    off: bool,
    /// What a language must give for it to run there.
    needs: &'static [&'static str],
    /// Is on for some page, and grave enough to be reported or able to silence one that is.
    active: bool,
    /// How grave it is on pairs of aligned blocks, where that is another matter.
    aligned: Option<AlignedLevel>,
    /// What its mechanism is called in packs.
    mechanism: &'static str,
    /// The names of what its findings carry, and of what they point to.
    values: &'static [&'static str],
    roles: &'static [&'static str],
    check: Check,
    spec: Words,
    silences: Vec<(usize, Within)>,
}

/// What a rule says, apart from its mechanism.
struct Words {
    severity: Severity,
    levels: Vec<crate::packs::LevelWhen>,
    message: crate::packs::Message,
    help: Option<crate::packs::Message>,
    fix: Option<crate::packs::Message>,
    related: BTreeMap<String, String>,
    collapse: Option<Collapse>,
}

/// What was found in one document, and what the index keeps of it.
#[derive(Debug)]
pub struct Checked {
    /// For work across documents.
    pub facts: Facts,
    /// What its rules found.
    pub found: Vec<Found>,
    /// Where that is. Empty until [`Checked::locate`] is called.
    pub landmarks: Landmarks,
}

impl Checked {
    /// Works out the lines and columns of what was found, so that a report need not read the page again for them. `text` is
    /// the page's.
    pub fn locate(&mut self, text: &str) {
        let mut offsets = Vec::new();
        for found in &self.found {
            let own = found.related.iter().filter(|(_, path, ..)| *path == found.path);
            for span in own.map(|(.., span)| span).chain([&found.span]) {
                offsets.extend([span.start, span.end]);
            }
        }
        self.landmarks = Landmarks::of(text, offsets);
    }
}

/// A finding of a rule, at a place in a file. Small: messages are made at the end.
#[derive(Debug, Clone)]
pub struct Found {
    rule: usize,
    severity: Severity,
    path: Arc<str>,
    span: Span,
    pair: Option<Box<PairSpans>>,
    /// What its fingerprint is made of beside the rule: the source words, the key, or the page.
    anchor: u64,
    values: Vec<(&'static str, String)>,
    related: Vec<(&'static str, Arc<str>, FactSpot, Span)>,
    condition: Option<Condition>,
    fix: Option<Box<mend::Placed>>,
    /// Of a finding across documents: its place as facts know it, and the words that it quotes.
    spot: FactSpot,
    quotes: Vec<Quote>,
}

impl Found {
    /// The document that it is in.
    #[must_use]
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    fn needs_text(&self) -> bool {
        let segment = |spot: &FactSpot| matches!(spot, FactSpot::Segment(_) | FactSpot::Words(..));
        segment(&self.spot)
            || !self.quotes.is_empty()
            || self.related.iter().any(|(_, _, spot, _)| segment(spot))
    }
}

/// A page at work, with what is configured for it.
#[derive(Clone, Copy)]
struct ConfiguredPage<'p> {
    document: &'p Document<'p>,
    settings: &'p Settings,
    scopes: &'p Scopes,
    traits: Traits<'p>,
}

impl Engine {
    /// Builds the rules of `packs` at the levels that `settings` give them.
    ///
    /// # Errors
    /// Where a selector, a silence or a rule's name does not hold.
    pub fn new(packs: Vec<PackFile>, settings: &Settings) -> Result<Self, EngineError> {
        Self::with_settings(packs, vec![settings.clone()])
    }

    /// As [`Engine::new`], for a repository with several configurations: of those that a page lies below, the nearest
    /// holds for it.
    ///
    /// # Errors
    /// Where a selector, a silence or a rule's name does not hold.
    pub fn with_settings(packs: Vec<PackFile>, mut settings: Vec<Settings>) -> Result<Self, EngineError> {
        if settings.is_empty() {
            settings.push(Settings::default());
        }
        let names = Names::new(&packs)?;
        let identity = stored::identity(&packs, &settings);
        for selector in settings.iter().flat_map(Settings::selectors) {
            names.prove(selector.as_str())?;
        }
        let specs = packs.into_iter().flat_map(|pack| {
            let name = pack.pack;
            pack.rules.into_iter().map(move |rule| (format!("{name}/{}", rule.id), rule))
        });
        let rules = specs.map(|(name, spec)| Rule::new(name, spec, &settings, &names));
        Ok(Self { rules: rules.collect::<Result<_, _>>()?, names, settings, identity })
    }

    /// What is configured for a page.
    fn settings(&self, path: &str) -> &Settings {
        match &self.settings[..] {
            [only] => only,
            all => {
                let near = all.iter().filter_map(|settings| Some((settings.distance(path)?, settings)));
                near.min_by_key(|(distance, _)| *distance).map_or(&all[0], |(_, settings)| settings)
            }
        }
    }

    /// The names of its rules, for explaining a wrong one.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Whether a rule runs; `None` where there is no such rule.
    #[must_use]
    pub fn runs(&self, rule: &str) -> Option<bool> {
        self.rules.iter().find(|known| &*known.name == rule).map(|rule| rule.active)
    }

    /// What a rule's mechanism is called in packs.
    #[must_use]
    pub fn mechanism(&self, rule: &str) -> Option<&'static str> {
        self.rules.iter().find(|known| &*known.name == rule).map(|rule| rule.mechanism)
    }

    /// Runs the rules that look at one document or one pair.
    #[must_use]
    pub fn check(&self, document: &Document<'_>) -> Checked {
        self.check_with(document, |_| true)
    }

    /// What others must know of a document that is not reported on: its facts, and findings that are counted over all.
    #[must_use]
    pub fn know(&self, document: &Document<'_>) -> Checked {
        self.check_with(document, |rule| rule.spec.collapse == Some(Collapse::Corpus))
    }

    fn check_with(&self, document: &Document<'_>, wanted: impl Fn(&Rule) -> bool) -> Checked {
        let facts = Facts::of(document);
        let settings = self.settings(&document.path);
        let scopes = settings.scopes(traits(&facts));
        let page = ConfiguredPage { document, settings, scopes: &scopes, traits: traits(&facts) };
        let mut found = Vec::new();
        let mut findings = Findings::default();
        for (at, rule) in self.active().filter(|(_, rule)| wanted(rule)) {
            if let Check::Document(check) = &rule.check {
                check.check(document, &mut findings);
                if findings.is_empty() {
                    continue;
                }
                found.extend(findings.drain().filter_map(|f| self.place(at, page, None, f)));
            }
        }
        let rules = pairs::rules(self, wanted);
        if rules.is_empty() || document.pairs.is_empty() {
            return Checked { facts, found, landmarks: Landmarks::default() };
        }
        let page_words = PageWords::new(document.source(), &document.target);
        let keep = keep(document, settings);
        let path = settings.path(&document.path);
        let none = Readings::default();
        let context = PairContext {
            keep: &keep,
            terms: settings.terms.as_deref(),
            path: &path,
            ..context(document, &page_words, &none)
        };
        let pairs = (0..document.pairs.len()).map(|pair| document.pair(pair));
        pairs::check(&rules, pairs, &context, |rule, pair, _, finding| {
            found.extend(self.place(rule, page, Some(pair), finding));
        });
        Checked { facts, found, landmarks: Landmarks::default() }
    }

    /// What the workspace found before there was a document. `None` where no rule reports that.
    #[must_use]
    pub fn fault(
        &self,
        fault: Fault,
        path: &Arc<str>,
        span: Span,
        values: Vec<(&'static str, String)>,
    ) -> Option<Found> {
        let reports = |rule: &Rule| matches!(&rule.check, Check::Engine(check) if check.fault == fault);
        let (at, rule) = self.active().find(|(_, rule)| reports(rule))?;
        let settings = self.settings(path);
        let scopes = settings.scopes(Traits { path, ..Traits::default() });
        Some(Found {
            rule: at,
            severity: rule.severity(
                settings.level(&rule.name, rule.off, &scopes),
                Traits { path, ..Traits::default() },
                &values,
            )?,
            path: Arc::clone(path),
            span,
            pair: None,
            anchor: fold::key(values.first().map_or("", |(_, value)| value)),
            values,
            related: Vec::new(),
            condition: None,
            fix: None,
            spot: FactSpot::File(span),
            quotes: Vec::new(),
        })
    }

    /// Runs the rules that look across documents, and makes diagnostics of everything that was found. `texts`
    /// gives files once more, for the words that findings across documents quote.
    #[must_use]
    pub fn finish(&self, index: &Index, found: Vec<Found>, texts: &Texts<'_>) -> Outcome {
        let spread: &Spread<'_> = &|count, one| (0..count).map(one).collect();
        self.finish_with(index, found, &Outside::new(texts, spread))
    }

    /// As [`Engine::finish`], with the groups spread over threads, and a report on some documents only.
    #[must_use]
    pub fn finish_with(&self, index: &Index, mut found: Vec<Found>, outside: &Outside<'_>) -> Outcome {
        let labels = Labels::new(index);
        found.extend(self.across(index, &labels, outside));
        let counted = finish::Counted { labels: &labels, profile: None };
        finish::finish(self, index, &counted, found, outside)
    }

    /// What the rules that look across documents find.
    fn across(&self, index: &Index, labels: &Labels<'_>, outside: &Outside<'_>) -> Vec<Found> {
        let mut found = Vec::new();
        groups::check(self, index, outside, &mut found);
        keys::check(self, index, labels, outside, &mut found);
        found
    }

    /// Whether a rule looks across documents.
    fn is_across(&self, rule: usize) -> bool {
        matches!(self.rules[rule].check, Check::Group(_) | Check::Corpus(_) | Check::Gathered(_))
    }

    fn active(&self) -> impl Iterator<Item = (usize, &Rule)> {
        self.rules.iter().enumerate().filter(|(_, rule)| rule.active)
    }

    /// `None` where the rule is off for this page.
    fn place(
        &self,
        at: usize,
        ConfiguredPage { document, settings, scopes, traits: page }: ConfiguredPage<'_>,
        pair: Option<usize>,
        finding: Finding,
    ) -> Option<Found> {
        let rule = &self.rules[at];
        let level = settings.level(&rule.name, rule.off, scopes);
        let severity = rule.severity(level, page, &finding.values)?;
        let condition = weighed(settings, level, finding.condition).ok()?;
        let span = to_file(document, pair, finding.spot);
        let wanted = finding.fix.filter(|_| rule.spec.fix.is_some());
        let fix = wanted.and_then(|mend| mend::place(document, pair, *mend)).map(Box::new);
        let related = finding.related.into_iter();
        let related = related.map(|(role, spot)| match spot {
            Spot::Elsewhere(path, span) => (role, path, FactSpot::File(span), span),
            spot => {
                let span = to_file(document, pair, spot);
                (role, Arc::clone(&document.path), FactSpot::File(span), span)
            }
        });
        let related = related.collect();
        let pair = pair.or_else(|| document.pair_at(span.start));
        Some(Found {
            rule: at,
            severity,
            path: Arc::clone(&document.path),
            span,
            anchor: anchor(document, pair, span, &finding.values),
            pair: pair.map(|pair| Box::new(pair_spans(document, pair))),
            values: finding.values,
            related,
            condition,
            fix,
            spot: FactSpot::File(span),
            quotes: Vec::new(),
        })
    }

    /// Makes a finding another rule's, where that one is on for its page.
    fn regard(&self, rule: usize, index: &Index, finding: &mut Found, values: Vec<(&'static str, String)>) {
        let settings = self.settings(&finding.path);
        let Some(facts) = index.get(&finding.path) else { return };
        let level =
            settings.level(&self.rules[rule].name, self.rules[rule].off, &settings.scopes(traits(facts)));
        let Some(severity) = self.rules[rule].severity(level, traits(facts), &values) else { return };
        finding.rule = rule;
        finding.severity = severity;
        finding.values = values;
        finding.quotes = Vec::new();
    }

    fn place_across(&self, at: usize, index: &Index, finding: crate::checks::GroupFinding) -> Option<Found> {
        let rule = &self.rules[at];
        let settings = self.settings(&finding.path);
        let traits = traits(index.get(&finding.path)?);
        let scopes = settings.scopes(traits);
        Some(Found {
            rule: at,
            severity: rule.severity(
                settings.level(&rule.name, rule.off, &scopes),
                traits,
                &finding.values,
            )?,
            path: finding.path,
            span: coarse(finding.spot),
            pair: None,
            anchor: finding.key,
            values: finding.values,
            related: finding
                .related
                .into_iter()
                .map(|(r, path, spot)| (r, path, spot, coarse(spot)))
                .collect(),
            condition: None,
            fix: None,
            spot: finding.spot,
            quotes: finding.quotes,
        })
    }
}

/// A level or a key that is configured needs no proof by what is usual; a key that is waived is not asked for.
fn weighed(
    settings: &Settings,
    level: Level,
    condition: Option<Condition>,
) -> Result<Option<Condition>, Waived> {
    match condition {
        Some(Condition::Usual { key, .. }) if settings.waived.contains(&key) => Err(Waived),
        Some(Condition::Usual { key, .. }) if settings.required.contains(&key) => Ok(None),
        Some(Condition::Usual { .. }) if configured(level).is_some() => Ok(None),
        condition => Ok(condition),
    }
}

/// A finding about a key that the configuration does not ask for.
struct Waived;

fn traits(facts: &Facts) -> Traits<'_> {
    Traits {
        path: &facts.path,
        locale: facts.locale.as_ref(),
        translationtype: facts.translationtype.as_deref(),
        handoff: facts.handoff,
    }
}
