//! What two states of a page say of a hand-back, as diagnostics of the rules that are for it; and the old translations put
//! back. Not the comparing of the states, which is for whoever has both.

use std::sync::Arc;

use super::{Engine, Found, Rule};
use crate::checks::{Check, FactSpot, Fault};
use crate::config::Traits;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fingerprint, Fix, PairSpans, Severity, State};
use crate::model::fold;

/// A sentence that has another translation than before.
#[derive(Debug, Clone)]
pub struct Retranslated {
    /// Its page.
    pub path: Arc<str>,
    /// Where it stands.
    pub pair: PairSpans,
    /// The translation that it had.
    pub before: String,
}

impl Engine {
    /// A finding on a sentence that had none before, as the rule for that tells it. `None` where no rule does.
    #[must_use]
    pub fn regressed(
        &self,
        found: &Diagnostic,
        sentence: &Retranslated,
        shown: String,
    ) -> Option<Diagnostic> {
        let values = vec![
            ("rule", found.rule.to_string()),
            ("severity", found.severity.to_string()),
            ("words", found.message.clone()),
            ("before", shown),
        ];
        let mut told = self.tell(Fault::Regressed, sentence, &values, found.fingerprint)?;
        told.span = found.span;
        told.locale.clone_from(&found.locale);
        if let Some(fix) = &mut told.fix {
            fix.edits = vec![sentence.back()];
        }
        Some(told)
    }

    /// An edit of a person that is not there any more.
    #[must_use]
    pub fn overwritten(
        &self,
        sentence: &Retranslated,
        [before, edited, now]: [String; 3],
        key: u64,
    ) -> Option<Diagnostic> {
        let values = vec![("before", before), ("edited", edited), ("now", now)];
        self.tell(Fault::OverwrittenEdit, sentence, &values, Fingerprint(key))
    }

    fn tell(
        &self,
        fault: Fault,
        sentence: &Retranslated,
        values: &[(&'static str, String)],
        about: Fingerprint,
    ) -> Option<Diagnostic> {
        let (_, rule) = self.rule_of(fault)?;
        let settings = self.settings(&sentence.path);
        let page = Traits { path: &sentence.path, ..Traits::default() };
        let level = settings.level(&rule.name, rule.off, &settings.scopes(page));
        let severity = rule.severity(level, page, values)?;
        if severity < settings.severity {
            return None;
        }
        let mut hash = fold::Hash::default();
        hash.text(&rule.name);
        hash.number(about.0);
        let fix = rule.spec.fix.as_ref().map(|title| Fix {
            applicability: Applicability::Unsafe,
            title: title.fill(values),
            edits: Vec::new(),
        });
        Some(Diagnostic {
            rule: Arc::clone(&rule.name),
            severity,
            message: rule.spec.message.fill(values),
            help: rule.spec.help.as_ref().map(|help| help.fill(values)),
            path: Arc::clone(&sentence.path),
            locale: None,
            span: sentence.pair.target,
            pair: Some(sentence.pair.clone()),
            related: Vec::new(),
            fix,
            fingerprint: Fingerprint(hash.finish()),
            state: Some(State::New),
        })
    }

    /// The rule that tells a fault.
    fn rule_of(&self, fault: Fault) -> Option<(usize, &Rule)> {
        let tells = |rule: &Rule| matches!(&rule.check, Check::Engine(check) if check.fault == fault);
        self.active().find(|(_, rule)| tells(rule))
    }

    /// Old translations to put back, for the fixer, and the rule that they are offered by.
    #[must_use]
    pub fn reverting(&self, sentences: &[Retranslated]) -> Option<(Vec<Found>, Offered)> {
        let (rule, _) = self.rule_of(Fault::Regressed)?;
        let found = |sentence: &Retranslated| Found {
            rule,
            severity: Severity::Error,
            path: Arc::clone(&sentence.path),
            span: sentence.pair.target,
            pair: Some(Box::new(sentence.pair.clone())),
            anchor: u64::from(sentence.pair.target.start),
            values: Vec::new(),
            related: Vec::new(),
            condition: None,
            fix: Some(Box::new(super::mend::Placed {
                applicability: Applicability::Unsafe,
                edits: vec![sentence.back()],
            })),
            spot: FactSpot::File(sentence.pair.target),
            quotes: Vec::new(),
        };
        Some((sentences.iter().map(found).collect(), Offered(rule)))
    }
}

/// The only rule whose fixes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered(pub(super) usize);

impl Retranslated {
    fn back(&self) -> Edit {
        Edit { path: Arc::clone(&self.path), span: self.pair.target, text: self.before.clone() }
    }
}
