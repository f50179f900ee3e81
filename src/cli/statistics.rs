//! Counts of findings, for whoever owns a translation engine or a workflow. Not the findings.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::args::ByArg;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Outcome;
use crate::report;

/// Counts findings by what was asked for; by rule and severity where nothing was. The most frequent first.
pub(super) fn text(outcome: &Outcome, by: &[ByArg]) -> String {
    let asked = !by.is_empty();
    let by = if asked { by } else { &[ByArg::Severity, ByArg::Rule] };
    let mut counts: BTreeMap<Vec<Cow<'_, str>>, usize> = BTreeMap::new();
    for found in &outcome.diagnostics {
        let key = by.iter().map(|by| value(outcome, found, *by)).collect();
        *counts.entry(key).or_default() += 1;
    }
    let width = |at: usize| counts.keys().map(|key| key[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..by.len()).map(width).collect();
    let mut rows: Vec<(&Vec<Cow<'_, str>>, &usize)> = counts.iter().collect();
    // Where nothing was asked for, equal counts are in the order of rules.
    let order = |key: &Vec<Cow<'_, str>>| -> Vec<String> {
        let key = key.iter().map(ToString::to_string);
        if asked { key.collect() } else { key.rev().collect() }
    };
    rows.sort_by_cached_key(|(key, count)| (std::cmp::Reverse(**count), order(key)));
    let mut text = String::new();
    for (key, count) in rows {
        let mut line = format!("{count:>7}");
        for (value, width) in key.iter().zip(&widths) {
            line.push_str(&format!("  {value:<width$}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn value<'o>(outcome: &'o Outcome, found: &'o Diagnostic, by: ByArg) -> Cow<'o, str> {
    let origin = || outcome.origins.get(&found.path);
    let named = match by {
        ByArg::Rule => Some(Cow::Borrowed(&*found.rule)),
        // As wide as the widest that there is, so that lists of several runs stand below each other.
        ByArg::Severity => Some(Cow::Borrowed(match found.severity {
            Severity::Info => "info   ",
            Severity::Warning => "warning",
            Severity::Error => "error  ",
        })),
        ByArg::Page => Some(report::line(&found.path)),
        ByArg::Locale => found.locale.as_deref().map(Cow::Borrowed),
        ByArg::Translationtype => {
            origin().and_then(|origin| origin.translationtype.as_deref()).map(report::line)
        }
        ByArg::HandoffMonth => origin()
            .and_then(|origin| origin.handoff)
            .map(|day| format!("{:04}-{:02}", day.year(), day.month()).into()),
    };
    named.filter(|named| !named.trim().is_empty()).unwrap_or(Cow::Borrowed("-"))
}
