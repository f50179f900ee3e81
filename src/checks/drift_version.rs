//! `drift.version`: pages that name one version of the source were translated from one text.

use std::sync::Arc;

use super::{FactSpot, GroupCheck, GroupContext, GroupFinding, Mechanism, Quote};
use crate::model::{Facts, Group, align, fold};

/// Documents of one version whose source texts differ, or whose code does. What a page merely lacks is not its matter.
#[derive(Debug, Default)]
pub(super) struct Version;

impl Mechanism for Version {
    const VALUES: &'static [&'static str] = &["what", "text", "other", "locale"];
    const ROLES: &'static [&'static str] = &["sibling"];
}

impl GroupCheck for Version {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for siblings in group.versions() {
            let Some((&model, others)) = siblings.split_first() else { continue };
            for &facts in others {
                compare(facts, model, context, found);
            }
        }
    }
}

fn compare(facts: &Facts, model: &Facts, context: &GroupContext<'_, '_>, found: &mut Vec<GroupFinding>) {
    let locale = model.locale.as_ref().map_or("another page", |locale| locale.as_str()).to_owned();
    let keys = |facts: &Facts| facts.segments.iter().map(|segment| segment.key).collect::<Vec<_>>();
    let (own, there) = (keys(facts), keys(model));
    if facts.code != model.code && facts.code != 0 && model.code != 0 && own == there {
        found.push(GroupFinding {
            path: Arc::clone(&facts.path),
            spot: FactSpot::File(facts.opening),
            key: fold::key(&facts.slug),
            values: vec![("what", "the code".to_owned()), ("locale", locale.clone())],
            quotes: Vec::new(),
            related: vec![("sibling", Arc::clone(&model.path), FactSpot::File(model.opening))],
        });
    }
    if own == there {
        return;
    }
    let (mut from, mut to) = (0, 0);
    for (a, b) in align::equal(&own, &there).into_iter().chain([(own.len(), there.len())]) {
        // A sentence may be cut differently, or be lost; only other words on both sides are another text.
        if from < a && to < b && differs((facts, from..a), (model, to..b), context) {
            let (here, other) = (facts.segments[from], model.segments[to]);
            found.push(GroupFinding {
                path: Arc::clone(&facts.path),
                spot: FactSpot::Segment(here.start),
                key: here.key,
                values: vec![("what", "the source text".to_owned()), ("locale", locale.clone())],
                quotes: vec![
                    Quote {
                        frame: (": `", "` here".into()),
                        ..Quote::source("text", &facts.path, here.start)
                    },
                    Quote {
                        frame: (", `", "` there".into()),
                        ..Quote::source("other", &model.path, other.start)
                    },
                ],
                related: vec![("sibling", Arc::clone(&model.path), FactSpot::Segment(other.start))],
            });
            return;
        }
        (from, to) = (a + 1, b + 1);
    }
}

type Stretch<'f> = (&'f Facts, std::ops::Range<usize>);

/// Whether neither stretch holds the words of the other.
fn differs(one: Stretch<'_>, other: Stretch<'_>, context: &GroupContext<'_, '_>) -> bool {
    let words = |(facts, range): Stretch<'_>| {
        let mut all = String::new();
        for at in range {
            all.push_str(&super::drift_words::squeezed(
                context.segment(facts, facts.segments[at].start)?.source(),
            ));
        }
        Some(all)
    };
    let (Some(one), Some(other)) = (words(one), words(other)) else { return false };
    !one.contains(&other) && !other.contains(&one)
}
