//! What was found in a document, as bytes: for a cache, and for runs that are put together from several. Not where the
//! bytes are kept, and not whether they still hold.

use std::fmt::{self, Write};
use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use super::{Checked, Engine, FactSpot, Found, mend};
use crate::checks::Condition;
use crate::config::Settings;
use crate::diagnostic::{PairSpans, Severity};
use crate::model::Facts;
use crate::packs::PackFile;
use crate::text::{Landmarks, Span};

/// A finding without what its rule and its document say: names are numbers in the rule's lists.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    rule: u32,
    severity: Severity,
    span: Span,
    pair: Option<Box<PairSpans>>,
    anchor: u64,
    values: Vec<(u8, String)>,
    related: Vec<(u8, Arc<str>, Span)>,
    condition: Option<Condition>,
    fix: Option<Box<mend::Placed>>,
}

impl Engine {
    /// Stands for its rules, their levels and all that is configured: what was found by one engine holds for another of
    /// the same number, of the same program.
    #[must_use]
    pub fn identity(&self) -> u64 {
        self.identity
    }

    /// What was found in a document, as bytes that [`Engine::restore`] reads. `None` for what only a finding across
    /// documents has.
    #[must_use]
    pub fn store(&self, checked: &Checked) -> Option<Vec<u8>> {
        let found: Option<Vec<Stored>> = checked.found.iter().map(|found| self.to_stored(found)).collect();
        postcard::to_stdvec(&(&checked.facts, found?, &checked.landmarks)).ok()
    }

    /// The reverse of [`Engine::store`]; `None` for other bytes.
    #[must_use]
    pub fn restore(&self, bytes: &[u8]) -> Option<Checked> {
        let (facts, found, landmarks): (Facts, Vec<Stored>, Landmarks) = postcard::from_bytes(bytes).ok()?;
        let found: Option<Vec<Found>> = found.into_iter().map(|found| self.found(found, &facts)).collect();
        Some(Checked { found: found?, facts, landmarks })
    }

    fn to_stored(&self, found: &Found) -> Option<Stored> {
        let rule = &self.rules[found.rule];
        let number = |names: &[&str], name: &str| {
            names.iter().position(|known| *known == name).and_then(|at| u8::try_from(at).ok())
        };
        let values =
            found.values.iter().map(|(name, value)| Some((number(rule.values, name)?, value.clone())));
        let related = found.related.iter().map(|(role, path, spot, span)| match spot {
            FactSpot::File(_) => Some((number(rule.roles, role)?, Arc::clone(path), *span)),
            _ => None,
        });
        matches!(found.spot, FactSpot::File(_)).then_some(())?;
        found.quotes.is_empty().then_some(())?;
        Some(Stored {
            rule: u32::try_from(found.rule).ok()?,
            severity: found.severity,
            span: found.span,
            pair: found.pair.clone(),
            anchor: found.anchor,
            values: values.collect::<Option<_>>()?,
            related: related.collect::<Option<_>>()?,
            condition: found.condition.clone(),
            fix: found.fix.clone(),
        })
    }

    fn found(&self, stored: Stored, facts: &Facts) -> Option<Found> {
        let rule = self.rules.get(stored.rule as usize)?;
        let values =
            stored.values.into_iter().map(|(at, value)| Some((*rule.values.get(at as usize)?, value)));
        let related = stored
            .related
            .into_iter()
            .map(|(at, path, span)| Some((*rule.roles.get(at as usize)?, path, FactSpot::File(span), span)));
        Some(Found {
            rule: stored.rule as usize,
            severity: stored.severity,
            path: Arc::clone(&facts.path),
            span: stored.span,
            pair: stored.pair,
            anchor: stored.anchor,
            values: values.collect::<Option<_>>()?,
            related: related.collect::<Option<_>>()?,
            condition: stored.condition,
            fix: stored.fix,
            spot: FactSpot::File(stored.span),
            quotes: Vec::new(),
        })
    }
}

/// A number for what an engine is built of. What is written of a value for debugging holds all of its fields, those
/// of tomorrow too.
pub(super) fn identity(packs: &[PackFile], settings: &[Settings]) -> u64 {
    let mut hash = Written(FxHasher::default());
    for pack in packs {
        hash.0.write_u64(pack.digest);
    }
    for settings in settings {
        // A hasher takes every text.
        let _ = write!(hash, "{settings:?}");
    }
    hash.0.finish()
}

/// Takes the bytes that are written to it.
struct Written(FxHasher);

impl Write for Written {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}
