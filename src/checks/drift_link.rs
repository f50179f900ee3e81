//! `drift.link`: where the links of a sentence lead, in one text of a page and in another.

use schemars::JsonSchema;
use serde::Deserialize;

use super::drift_words::{self, Report, Sentence};
use super::{GroupCheck, GroupContext, GroupFinding, Mechanism};
use crate::model::destination::{host_and_path, is_step};
use crate::model::group::Renamed;
use crate::model::{Comparison, Group, align};

/// Links that lead to another page than in the other text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Link {
    /// Hosts that are the site itself: a link to them is one without them.
    hosts: Vec<String>,
    /// Endings of file names that change nothing.
    endings: Vec<String>,
}

impl Mechanism for Link {
    const VALUES: &'static [&'static str] = drift_words::SAID;
    const ROLES: &'static [&'static str] = drift_words::NEWER;
}

impl GroupCheck for Link {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for comparison in context.comparisons(group).iter().filter(|comparison| !comparison.twins) {
            self.compare(comparison, context.renamed, found);
        }
    }
}

impl Link {
    fn compare(&self, comparison: &Comparison<'_>, renamed: &Renamed<'_>, found: &mut Vec<GroupFinding>) {
        for change in &comparison.relinked {
            let (before, after) = (Sentence::read(&change.before).links, Sentence::read(&change.after).links);
            let same = |a: usize, b: usize| f32::from(u8::from(self.is_same(&before[a], &after[b], renamed)));
            let pairs = align::best(before.len(), after.len(), same);
            let (mut a, mut b) = (0, 0);
            for (x, y) in pairs.into_iter().chain([(before.len(), after.len())]) {
                if x - a == 1 && y - b == 1 {
                    let (from, to) = (before[a].clone(), after[b].clone());
                    let report = Report {
                        comparison,
                        older: change.older,
                        newer: change.newer,
                        from,
                        to,
                        quoted: None,
                    };
                    report.to(found);
                }
                (a, b) = (x + 1, y + 1);
            }
        }
    }

    /// Whether two destinations are one page: written from different places, or under the name that it has in another
    /// locale.
    fn is_same(&self, one: &str, other: &str, renamed: &Renamed<'_>) -> bool {
        let (one, other) = (self.resolve(one), self.resolve(other));
        if one.host != other.host {
            return false;
        }
        if one.host.is_some() {
            return one.path == other.path && one.fragment == other.fragment;
        }
        // Anchors of the page itself follow its own headings.
        if one.path.is_empty() && other.path.is_empty() {
            return true;
        }
        let (short, long) = if one.path.len() < other.path.len() { (&one, &other) } else { (&other, &one) };
        let same_page = !short.path.is_empty() && long.path.ends_with(&short.path);
        let group = |page: &Destination| renamed.get(page.path.last()?.as_str());
        let same_group = || group(&one).is_some_and(|there| Some(there) == group(&other));
        one.fragment == other.fragment && same_page || same_group()
    }

    fn resolve(&self, written: &str) -> Destination {
        let lower = written.trim().to_lowercase();
        let (address, fragment) = lower.split_once('#').unwrap_or((&lower, ""));
        let (host, path) = host_and_path(address).unzip();
        let host = host.filter(|host| !self.hosts.iter().any(|own| own == host));
        let mut parts: Vec<&str> = path.unwrap_or(address).split('/').collect();
        if host.is_none()
            && let Some(last) = parts.last_mut()
        {
            *last = last.split('?').next().unwrap_or(last);
            for ending in &self.endings {
                *last = last.strip_suffix(ending.as_str()).unwrap_or(last);
            }
        }
        Destination {
            host: host.map(|host| host.trim_start_matches("www.").to_owned()),
            path: parts.into_iter().filter(|part| is_step(part)).map(str::to_owned).collect(),
            fragment: fragment.trim_end_matches('-').to_owned(),
        }
    }
}

#[derive(Debug)]
struct Destination {
    host: Option<String>,
    path: Vec<String>,
    fragment: String,
}
