//! `pair.pattern`: where the source says one thing, the translation must, or must not, say another. A user's patterns;
//! what holds for every pair of texts has mechanisms of its own.

use std::sync::OnceLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::text_part::{Part, is_for};
use super::text_pattern::{CAPTURES, unknown_group};
use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Pattern, Spot};
use crate::model::{LocaleTag, Pair, Side};
use crate::text::Span;

/// What a translation owes to its source. `{match}` is what matches in the source, `{1}` to `{9}` what its groups capture,
/// `{found}` what the translation says and must not.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PairPattern {
    /// The regular expression for the source. Each match is asked for.
    source: Pattern,
    /// What the translation must match then. `\\1` to `\\9` stand for what the source's groups captured, to the letter.
    #[serde(default)]
    must: Option<Owed>,
    /// What the translation must not match then. As `must`.
    #[serde(default)]
    must_not: Option<Owed>,
    /// In which part of both texts.
    #[serde(default, rename = "in")]
    part: Part,
    /// Only for pages in these locales or languages.
    #[serde(default)]
    locales: Vec<LocaleTag>,
}

/// A pattern with places for what the other one captured.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Owed {
    written: String,
    /// Where it asks for nothing of the source: compiled once.
    #[serde(skip)]
    fixed: OnceLock<Option<Regex>>,
}

/// The values of messages; the groups last, of which a pattern has as many as it has.
const VALUES: [&str; 11] = ["found", "match", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

impl Mechanism for PairPattern {
    const VALUES: &'static [&'static str] = &VALUES;
    const ROLES: &'static [&'static str] = &["source"];

    fn patterns(&self) -> Vec<&Pattern> {
        vec![&self.source]
    }

    fn values(&self) -> &'static [&'static str] {
        &VALUES[..2 + self.source.groups().min(9)]
    }

    fn prove(&self) -> Result<(), String> {
        if self.must.is_none() && self.must_not.is_none() {
            return Err(
                "`pair.pattern` needs `must` or `must-not`: what the translation owes to the source".into()
            );
        }
        for owed in self.must.iter().chain(&self.must_not) {
            if let Some(group) = unknown_group(&owed.written, self.source.groups()) {
                return Err(format!("`{group}` is no group of `{}`", self.source.source()));
            }
            owed.regex(&[])
                .map_err(|error| format!("the pattern `{}` does not compile: {error}", owed.written))?;
        }
        Ok(())
    }
}

impl PairCheck for PairPattern {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        if !is_for(&self.locales, context.locale) {
            return;
        }
        let view = pair.source.view;
        self.part.each(view.outline(), pair.source.span, |stretch| {
            for captures in self.source.find_iter(stretch.of(view.text())) {
                let whole = captures.get_match();
                let place = within(stretch, whole.start(), whole.end());
                if !self.part.takes(view.outline(), place) {
                    continue;
                }
                let groups: Vec<&str> =
                    captures.iter().map(|group| group.map_or("", |group| group.as_str())).collect();
                let finding = |spot| {
                    let mut finding = Finding::on(spot).related_on("source", Spot::Source(place));
                    finding.values =
                        CAPTURES.into_iter().zip(groups.iter().map(|&group| group.to_owned())).collect();
                    finding
                };
                if let Some(must) = &self.must
                    && self.first(must, &groups, &pair.target).is_none()
                {
                    found.report(finding(Spot::Target(pair.target.trimmed())));
                }
                if let Some(span) =
                    self.must_not.as_ref().and_then(|owed| self.first(owed, &groups, &pair.target))
                {
                    let words = span.of(pair.target.view.text());
                    found.report(finding(Spot::Target(span)).with("found", words));
                }
            }
        });
    }
}

impl PairPattern {
    /// The first match in the translation.
    fn first(&self, owed: &Owed, groups: &[&str], target: &Side<'_>) -> Option<Span> {
        let own;
        let regex = if unknown_group(&owed.written, 0).is_none() {
            owed.fixed.get_or_init(|| owed.regex(&[]).ok()).as_ref()?
        } else {
            // What is captured may be long; a pattern that grows too large for it says nothing.
            own = owed.regex(groups).ok()?;
            &own
        };
        let outline = target.view.outline();
        let mut first = None;
        self.part.each(outline, target.span, |stretch| {
            if first.is_none() {
                let text = stretch.of(target.view.text());
                let mut places =
                    regex.find_iter(text).map(|found| within(stretch, found.start(), found.end()));
                first = places.find(|place| self.part.takes(outline, *place));
            }
        });
        first
    }
}

impl Owed {
    /// With the groups of the source filled in, as text that has no meaning to the pattern.
    fn regex(&self, groups: &[&str]) -> Result<Regex, String> {
        let filled = fill_pattern(&self.written, |at| regex::escape(groups.get(at).unwrap_or(&"")));
        Regex::new(&filled).map_err(|error| super::pattern::one_line(&error))
    }
}

/// As [`super::text_pattern::fill`], with every other backslash left for the pattern.
fn fill_pattern(text: &str, group: impl Fn(usize) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match (c, rest.clone().next()) {
            ('\\', Some(digit @ '1'..='9')) => {
                rest.next();
                filled.push_str(&group(digit as usize - '0' as usize));
            }
            ('\\', Some(next)) => {
                rest.next();
                filled.extend(['\\', next]);
            }
            (c, _) => filled.push(c),
        }
    }
    filled
}

fn within(stretch: Span, start: usize, end: usize) -> Span {
    Span::new(stretch.start as usize + start, stretch.start as usize + end)
}
