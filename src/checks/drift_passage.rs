//! `drift.passage`: what only one of two texts of a page has.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::drift_words::age;
use super::{FactSpot, GroupCheck, GroupContext, GroupFinding, Mechanism, Quote};
use crate::model::comparison::Age;
use crate::model::{Comparison, Facts, Group};

/// Segments that one text of a page has and the other has not: one finding for each run of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Passage {
    /// Which side has it.
    only: Side,
}

/// One of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Side {
    /// The older text: it is gone from the source.
    Older,
    /// The newer text: the older document lacks it.
    Newer,
}

impl Mechanism for Passage {
    const VALUES: &'static [&'static str] = &["text", "count", "are", "now", "age"];
    const ROLES: &'static [&'static str] = &["newer"];
}

impl GroupCheck for Passage {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for comparison in context.comparisons(group).iter().filter(|comparison| !comparison.twins) {
            match self.only {
                Side::Older => gone(comparison, found),
                Side::Newer => added(comparison, found),
            }
        }
    }
}

fn gone(comparison: &Comparison<'_>, found: &mut Vec<GroupFinding>) {
    let (Some(&first), Some(&model)) = (comparison.older.first(), comparison.newer.first()) else { return };
    for run in &comparison.gone {
        for &facts in &comparison.older {
            let Some(start) = Comparison::place(first, run.start, facts) else { continue };
            found.push(GroupFinding {
                path: Arc::clone(&facts.path),
                spot: FactSpot::Segment(start),
                key: first.segments[run.start].key,
                values: values(comparison, facts, model, run.len()),
                quotes: vec![Quote::source("text", &facts.path, start)],
                related: Vec::new(),
            });
        }
    }
}

fn added(comparison: &Comparison<'_>, found: &mut Vec<GroupFinding>) {
    let (Some(&first), Some(&model)) = (comparison.older.first(), comparison.newer.first()) else { return };
    for (run, before) in &comparison.added {
        let there = model.segments[run.start];
        for &facts in &comparison.older {
            // The segment before which it belongs; at the end of a page, the last one.
            let at = (*before).min(first.segments.len().saturating_sub(1));
            let Some(start) = Comparison::place(first, at, facts) else { continue };
            found.push(GroupFinding {
                path: Arc::clone(&facts.path),
                spot: FactSpot::Segment(start),
                key: there.key,
                values: values(comparison, facts, model, run.len()),
                quotes: vec![Quote::source("text", &model.path, there.start)],
                related: vec![("newer", Arc::clone(&model.path), FactSpot::Segment(there.start))],
            });
        }
    }
}

fn values(
    comparison: &Comparison<'_>,
    facts: &Facts,
    model: &Facts,
    count: usize,
) -> Vec<(&'static str, String)> {
    let (count, verb) = match count {
        1 => ("a sentence".to_owned(), "is"),
        _ => (format!("{count} sentences"), "are"),
    };
    let (now, not) = if comparison.age == Age::Unknown { ("", "not") } else { ("now ", "no longer") };
    vec![
        ("count", count),
        ("are", format!("{verb} {not}")),
        ("now", now.to_owned()),
        ("age", age(comparison, facts, model)),
    ]
}
