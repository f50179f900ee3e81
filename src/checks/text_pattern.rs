//! `text.pattern`: a user's pattern that a part of a page must not match. Not a comparison of two texts.

use schemars::JsonSchema;
use serde::Deserialize;

use super::text_part::{Of, Part, is_for};
use super::{DocumentCheck, Finding, Findings, Mechanism, Pattern, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Document, LocaleTag};
use crate::syntax::front_matter::Entry;
use crate::text::Span;

/// Something that should not be written so. `{match}` is what matches, `{1}` to `{9}` what its groups capture.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TextPattern {
    /// The regular expression. Each match is reported.
    matches: Pattern,
    /// A match that this one matches as well is fine.
    #[serde(default)]
    except: Option<Pattern>,
    /// Whose words.
    #[serde(default)]
    of: Of,
    /// Which part of the page. With `keys`, those values are looked at instead.
    #[serde(default, rename = "in")]
    part: Part,
    /// Values of the header, by their keys.
    #[serde(default)]
    keys: Vec<String>,
    /// Only for pages in these locales or languages.
    #[serde(default)]
    locales: Vec<LocaleTag>,
    /// What to write instead, for a change that a person looks at. `\1` to `\9` are what the groups capture.
    #[serde(default)]
    replace: Option<String>,
    /// Whether that change may be made unasked.
    #[serde(default)]
    safe: bool,
}

/// What a pattern gives to messages: the match, and as many groups as it has.
pub(super) const CAPTURES: [&str; 10] = ["match", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

impl Mechanism for TextPattern {
    const VALUES: &'static [&'static str] = &CAPTURES;

    fn patterns(&self) -> Vec<&Pattern> {
        std::iter::once(&self.matches).chain(&self.except).collect()
    }

    fn values(&self) -> &'static [&'static str] {
        &CAPTURES[..=self.matches.groups().min(9)]
    }

    fn prove(&self) -> Result<(), String> {
        let unknown = self.replace.as_deref().and_then(|text| unknown_group(text, self.matches.groups()));
        match unknown {
            Some(group) => Err(format!("`{group}` is no group of `{}`", self.matches.source())),
            None => Ok(()),
        }
    }
}

impl DocumentCheck for TextPattern {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        if !is_for(&self.locales, document.locale.as_ref()) {
            return;
        }
        if !self.keys.is_empty() {
            self.keys
                .iter()
                .filter_map(|key| document.entry(key))
                .for_each(|entry| self.value(document, entry, found));
            return;
        }
        let Some(view) = self.of.view(document) else { return };
        let all = Span::new(0, view.text().len());
        self.part.each(view.outline(), all, |stretch| {
            self.search(stretch.of(view.text()), |at, finding| {
                let span = Span { start: stretch.start + at.start, end: stretch.start + at.end };
                if self.part.takes(view.outline(), span) {
                    found.report(finding.into_finding(self.of.spot(span)));
                }
            });
        });
    }
}

impl TextPattern {
    fn value(&self, document: &Document<'_>, entry: &Entry, found: &mut Findings) {
        let Some(value) = entry.value.as_str() else { return };
        // In quotes a value may be written with escapes, and then only all of it has a place.
        let written = entry.value_span.of(document.text);
        let offset = written.find(value).filter(|_| !value.is_empty());
        self.search(value, |at, finding| {
            let span = match offset {
                Some(offset) => {
                    let start = entry.value_span.start as usize + offset;
                    Span::new(start + at.start as usize, start + at.end as usize)
                }
                None => entry.value_span,
            };
            let finding = Match { replacement: finding.replacement.filter(|_| offset.is_some()), ..finding };
            found.report(finding.into_finding(Spot::File(span)));
        });
    }

    fn search(&self, text: &str, mut take: impl FnMut(Span, Match)) {
        for captures in self.matches.find_iter(text) {
            let whole = captures.get_match();
            if self.except.as_ref().is_some_and(|except| except.is_match(whole.as_str())) {
                continue;
            }
            let values = CAPTURES.iter().zip(captures.iter()).map(|(&name, group)| {
                (name, group.map_or_else(String::new, |group| group.as_str().to_owned()))
            });
            let replacement = self
                .replace
                .as_deref()
                .map(|text| fill(text, |at| captures.get(at).map(|group| group.as_str().to_owned())));
            let applicability = if self.safe { Applicability::Safe } else { Applicability::Unsafe };
            let found = Match { values: values.collect(), replacement, applicability };
            take(Span::new(whole.start(), whole.end()), found);
        }
    }
}

/// One match, without its place yet.
struct Match {
    values: Vec<(&'static str, String)>,
    replacement: Option<String>,
    applicability: Applicability,
}

impl Match {
    fn into_finding(self, spot: Spot) -> Finding {
        let mut finding = Finding::on(spot.clone());
        finding.values = self.values;
        match self.replacement {
            Some(text) => finding.mended(self.applicability, vec![(spot, text)]),
            None => finding,
        }
    }
}

/// `text` with each `\1` to `\9` filled in; two backslashes are one.
pub(super) fn fill(text: &str, mut group: impl FnMut(usize) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek().copied()) {
            ('\\', Some(digit @ '1'..='9')) => {
                rest.next();
                filled.push_str(&group(digit as usize - '0' as usize).unwrap_or_default());
            }
            ('\\', Some('\\')) => {
                rest.next();
                filled.push('\\');
            }
            (c, _) => filled.push(c),
        }
    }
    filled
}

/// The first `\N` in `text` that is more than there are groups.
pub(super) fn unknown_group(text: &str, groups: usize) -> Option<String> {
    let mut unknown = None;
    fill(text, |at| {
        if at > groups && unknown.is_none() {
            unknown = Some(format!("\\{at}"));
        }
        None
    });
    unknown
}
