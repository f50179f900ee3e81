//! `pair.characters`: characters that nobody typed on purpose. Not what may be typed: that is data.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Deserialize;
use smallvec::SmallVec;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side};
use crate::text::{Span, Starts};

/// Characters of the translation, alone or in a row, that the source does not have. A capital letter and a space behind
/// another one are the end of a word in capitals. `{text}` is what stands there, `{name}` what it is, `{place}` the words
/// beside it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Characters {
    /// Each with what it is.
    any: BTreeMap<String, String>,
    /// Not in these locales or languages, which need them.
    #[serde(default)]
    except: Vec<String>,
    /// Whether nothing is lost without them: the change takes them out.
    #[serde(default)]
    remove: bool,
    /// How they begin.
    #[serde(skip)]
    starts: OnceLock<Starts>,
}

impl Mechanism for Characters {
    const VALUES: &'static [&'static str] = &["text", "name", "place"];
}

impl PairCheck for Characters {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let needs = |name: &String| {
            context.locale.is_some_and(|locale| name == locale.as_str() || name == locale.language())
        };
        (!self.except.iter().any(needs)).then(|| Gate::target(self.starts().set()))
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        let starts = self.starts();
        let text = pair.target.view.text();
        let mut behind = 0;
        // What was found, and whether the source has it, too.
        let mut known: SmallVec<[(&str, bool); 4]> = SmallVec::new();
        for start in pair.target.places_of(starts) {
            if start < behind {
                continue;
            }
            let rest = &text[start..pair.target.span.end as usize];
            let mut here = self.any.iter().filter(|(odd, _)| rest.starts_with(odd.as_str()));
            let Some((odd, name)) = here.next_back() else { continue };
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

impl Characters {
    fn starts(&self) -> &Starts {
        self.starts.get_or_init(|| self.any.keys().filter_map(|odd| odd.chars().next()).collect())
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
