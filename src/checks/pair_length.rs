//! `pair.length`: a translation is about as long as its language makes it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::Kind;

/// Translations much shorter or longer than their source. `{target}` and `{source}` are the characters that readers
/// of each see.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Length {
    /// From how many characters of the source on.
    least: usize,
    /// For a language or a locale: how many characters stand for a hundred of the source, at least and at most.
    percent: BTreeMap<String, (usize, usize)>,
}

impl Mechanism for Length {
    const VALUES: &'static [&'static str] = &["source", "target"];
}

impl PairCheck for Length {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(locale) = context.locale else { return };
        let named = self.percent.get(locale.as_str()).or_else(|| self.percent.get(locale.language()));
        let Some((least, most)) = named else { return };
        if pair.source.span.len() < self.least {
            return;
        }
        let (source, target) = (length(&pair.source), length(&pair.target));
        if source >= self.least && !(source * least..=source * most).contains(&(target * 100)) {
            let finding = Finding::on(Spot::Target(pair.target.span)).with("source", source.to_string());
            found.report(finding.with("target", target.to_string()));
        }
    }
}

/// The characters of its words and its code.
fn length(side: &Side<'_>) -> usize {
    let shown = side.starting_nodes().iter().filter(|node| matches!(node.kind, Kind::Text | Kind::Code));
    shown.map(|node| node.outer.of(side.view.text()).chars().count()).sum()
}
