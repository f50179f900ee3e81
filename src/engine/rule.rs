//! A rule as the engine runs it: what of a pack's words and a configuration's levels holds for it. Not its mechanism.

use super::{EngineError, Names, Rule, Words};
use crate::checks::Check;
use crate::config::{Level, Settings, Traits};
use crate::diagnostic::Severity;
use crate::packs::RuleSpec;

impl Rule {
    pub(super) fn new(
        name: String,
        spec: RuleSpec,
        settings: &[Settings],
        names: &Names,
    ) -> Result<Self, EngineError> {
        let silences = spec.silences.iter().map(|(target, &within)| {
            names.position(target).map(|at| (at, within)).ok_or_else(|| names.unknown(target))
        });
        let silences: Vec<_> = silences.collect::<Result<_, _>>()?;
        let spec_severity: Severity = spec.severity.into();
        let gravest = spec.levels.iter().map(|when| when.severity.into()).chain([spec_severity]).max();
        // A configured level may be graver than anything that the pack says.
        let active = |settings: &Settings| {
            let reported = gravest >= Some(settings.severity) || settings.may_raise(&name);
            settings.may_run(&name, spec.off) && (reported || !silences.is_empty())
        };
        Ok(Self {
            active: settings.iter().any(active),
            off: spec.off,
            aligned: spec.aligned,
            silences,
            name: name.into(),
            mechanism: spec.check.name(),
            values: spec.check.values(),
            roles: spec.check.roles(),
            needs: spec.check.needs(),
            check: spec.check.build(),
            spec: Words {
                severity: spec_severity,
                levels: spec.levels,
                message: spec.message,
                help: spec.help,
                fix: spec.fix,
                related: spec.related,
                collapse: spec.collapse,
            },
        })
    }

    pub(super) fn is_of_one_document(&self) -> bool {
        matches!(self.check, Check::Document(_) | Check::Pair(_))
    }

    /// What is configured wins over what the pack says, and there the first case that fits the values. `None`
    /// where the rule is off.
    pub(super) fn severity(
        &self,
        level: Level,
        page: Traits<'_>,
        values: &[(&'static str, String)],
    ) -> Option<Severity> {
        if level == Level::Off {
            return None;
        }
        let agrees =
            |(name, wanted): (&String, &String)| values.iter().any(|(n, value)| n == name && value == wanted);
        let fits = |when: &crate::packs::LevelWhen| {
            when.when.iter().all(agrees)
                && (when.locales.is_empty() || page.is_in(&when.locales))
                && (when.translationtype.is_empty()
                    || page.translationtype.is_some_and(|own| when.translationtype.iter().any(|t| t == own)))
        };
        let stated = self.spec.levels.iter().find(|when| fits(when)).map(|when| when.severity.into());
        Some(configured(level).or(stated).unwrap_or(self.spec.severity))
    }
}

pub(super) fn configured(level: Level) -> Option<Severity> {
    match level {
        Level::Off | Level::On => None,
        Level::Info => Some(Severity::Info),
        Level::Warning => Some(Severity::Warning),
        Level::Error => Some(Severity::Error),
    }
}
