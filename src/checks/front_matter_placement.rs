//! `front-matter.placement`: the header is the first thing in the file. Not whether a page has one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism, Spot};
use crate::diagnostic::Applicability;
use crate::model::Document;
use crate::syntax::front_matter::{self, FrontMatter};
use crate::syntax::tags::TagKind;
use crate::text::{Span, bom_len, line_end, lines};

/// What makes lines further down a header and not text between two rules: they can be read without a fault,
/// no line among them is blank, and they are two keys or more, one of which is known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// Keys by which one knows a header.
    keys: Vec<String>,
    /// How many lines may stand before it. What begins later is an example, or a second page.
    #[serde(default = "ten")]
    within: usize,
}

fn ten() -> usize {
    10
}

impl Mechanism for Placement {
    const VALUES: &'static [&'static str] = &["what"];
    const ROLES: &'static [&'static str] = &["header"];
}

impl DocumentCheck for Placement {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let text = document.text;
        let bom = bom_len(text);
        if let Some(header) = &document.header {
            if bom > 0 {
                let finding = Finding::at(Span::new(0, bom)).with("what", "a byte order mark");
                found.report(finding.related("header", header.opening));
            }
            return;
        }
        let Some((start, header)) = self.find(document, bom) else { return };
        let before = &text[bom..start];
        let said = before.trim();
        let (what, place) = if said.is_empty() {
            let blank_lines = lines(before).count();
            (if blank_lines == 1 { "a blank line" } else { "blank lines" }, Span::new(bom, start))
        } else {
            let from = bom + before.find(said).unwrap_or(0);
            ("text", Span::new(from, from + said.len()))
        };
        let opening = Span::new(start, start + header.opening.len());
        let finding = Finding::at(place).with("what", what).related("header", opening);
        found.report(if said.is_empty() {
            finding.mended(Applicability::Safe, vec![(Spot::File(place), String::new())])
        } else {
            finding
        });
    }
}

impl Placement {
    /// A header that begins below the first line, with its first byte.
    fn find(&self, document: &Document<'_>, bom: usize) -> Option<(usize, FrontMatter)> {
        let text = document.text;
        let mut at = bom;
        for _ in 0..=self.within {
            let start = at;
            let (end, next) = line_end(text, start);
            at = next;
            if start == bom || text[start..end].trim_end() != "---" || is_shown(document, start) {
                continue;
            }
            let parsed = front_matter::parse(&text[start..]);
            let clean = parsed.problems.is_empty();
            if let Some(header) = parsed.header.filter(|header| clean && self.is_one(header, &text[start..]))
            {
                return Some((start, header));
            }
        }
        None
    }

    fn is_one(&self, header: &FrontMatter, text: &str) -> bool {
        let word = |key: &str| {
            key.starts_with(char::is_alphabetic)
                && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
        };
        let blank = lines(header.content.of(text)).any(|line| line.trim().is_empty());
        header.closing.is_some()
            && !blank
            && header.entries.len() >= 2
            && header.entries.iter().all(|entry| word(&entry.key))
            && header.entries.iter().any(|entry| self.keys.iter().any(|key| **key == *entry.key))
    }
}

/// Whether a byte stands in code or in a comment: there a header is shown, or put aside.
fn is_shown(document: &Document<'_>, at: usize) -> bool {
    let at = Span::at(at).start;
    let view = &document.target;
    let code = view.to_view(at).is_some_and(|at| view.outline().is_code(at));
    let comment = document
        .tags
        .iter()
        .any(|tag| tag.kind == TagKind::Comment && (tag.span.start..tag.span.end).contains(&at));
    code || comment
}
