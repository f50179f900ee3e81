//! `pair.characters`: characters that nobody typed on purpose. Not what may be typed: that is data.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use schemars::JsonSchema;
use serde::Deserialize;
use smallvec::SmallVec;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side};
use crate::text::Span;

/// Characters of the translation, alone or in a row, that the source does not have. A capital letter and a space behind
/// another one are the end of a word in capitals. `{text}` is what stands there, `{name}` what it is, `{place}` the words
/// beside it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Characters {
    /// Each with what it is.
    #[schemars(with = "BTreeMap<String, String>")]
    any: Odd,
    /// Not in these locales or languages, which need them.
    #[serde(default)]
    except: Vec<String>,
    /// Whether nothing is lost without them: the change takes them out.
    #[serde(default)]
    remove: bool,
}

/// What is looked for, each with what it is.
#[derive(Debug, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
struct Odd {
    named: Vec<(String, String)>,
    /// Finds the longest of them at each place, once somebody asked.
    finder: OnceLock<AhoCorasick>,
}

impl Mechanism for Characters {
    const VALUES: &'static [&'static str] = &["text", "name", "place"];
}

impl PairCheck for Characters {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let needs = |name: &String| {
            context.locale.is_some_and(|locale| name == locale.as_str() || name == locale.language())
        };
        if self.except.iter().any(needs) {
            return None;
        }
        let [_, target] = context.page.views();
        Gate::places(self.any.find(target.text()).map(|(at, _)| at).collect::<Vec<_>>())
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        let text = &pair.target.view.text()[..pair.target.span.end as usize];
        let mut behind = 0;
        // What was found, and whether the source has it, too.
        let mut known: SmallVec<[(&str, bool); 4]> = SmallVec::new();
        for (at, (odd, name)) in self.any.find(pair.target.text()) {
            let start = (pair.target.span.start + at.start) as usize;
            if start < behind {
                continue;
            }
            // Nobody sees that there are two of what nobody sees.
            let again = |end: usize| self.remove && text[end..].starts_with(odd.as_str());
            behind = start + odd.len();
            while again(behind) {
                behind += odd.len();
            }
            let is_kept = known.iter().find(|(other, _)| other == odd).map(|(_, is_kept)| *is_kept);
            let is_kept = is_kept.unwrap_or_else(|| {
                known.push((odd, pair.source.text().contains(odd.as_str())));
                known[known.len() - 1].1
            });
            let before = || text[pair.target.span.start as usize..start].chars().next_back();
            if is_kept || odd.ends_with(' ') && before().is_some_and(char::is_uppercase) {
                continue;
            }
            let place = Spot::Target(Span::new(start, behind));
            let finding = Finding::on(place.clone()).with("text", odd).with("name", name);
            let finding = finding.with("place", beside(&pair.target, start, behind, !self.remove));
            let mend = || vec![(place.clone(), String::new())];
            found.report(if self.remove { finding.mended(Applicability::Safe, mend()) } else { finding });
        }
    }
}

impl Odd {
    /// Where a text has one, in order, in bytes, with what it is.
    fn find(&self, text: &str) -> impl Iterator<Item = (Span, &(String, String))> {
        let finder = self.finder.get_or_init(|| {
            let odd = self.named.iter().map(|(odd, _)| odd);
            // Its prefilter does the work, and a table of all transitions would cost more than it saves.
            let mut builder = AhoCorasick::builder();
            builder.kind(Some(AhoCorasickKind::ContiguousNFA)).match_kind(MatchKind::LeftmostLongest);
            // Fails on sizes that no pack has.
            builder.build(odd).expect("some dozens of characters")
        });
        let found = finder.find_iter(text);
        found.map(|at| (Span::new(at.start(), at.end()), &self.named[at.pattern().as_usize()]))
    }
}

impl TryFrom<BTreeMap<String, String>> for Odd {
    type Error = &'static str;

    fn try_from(named: BTreeMap<String, String>) -> Result<Self, Self::Error> {
        if named.contains_key("") {
            return Err("one of the characters is empty: it is everywhere");
        }
        Ok(Self { named: named.into_iter().collect(), finder: OnceLock::new() })
    }
}

/// The words around it, enough to find it by eye.
fn beside(side: &Side<'_>, start: usize, end: usize, is_shown: bool) -> String {
    const LONGEST: usize = 12;
    let text = &side.view.text()[..side.span.end as usize];
    let before: Vec<char> = text[side.span.start as usize..start]
        .chars()
        .rev()
        .take_while(|c| !c.is_whitespace())
        .take(LONGEST)
        .collect();
    let behind = text[end..].chars().take_while(|c| !c.is_whitespace()).take(LONGEST);
    let odd = text[start..end].chars().filter(|_| is_shown);
    before.into_iter().rev().chain(odd).chain(behind).collect()
}
