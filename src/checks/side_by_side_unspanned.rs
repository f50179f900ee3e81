//! `side-by-side.unspanned`: prose stands inside pairs.

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::LazyLock;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;
use crate::syntax::markdown::{Kind, Node};
use crate::text::Span;

/// Words that readers see and that no pair holds, in a page that has pairs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Unspanned {
    /// From how many words on a text is prose.
    min_words: usize,
    /// File names of pages that are never in pairs.
    except_files: Vec<String>,
}

impl Mechanism for Unspanned {
    const VALUES: &'static [&'static str] = &["text"];
}

/// Two letters or more in a row: `a`, `1.2` and `#` are no words.
static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\p{L}{2,}").expect("a constant pattern"));

impl DocumentCheck for Unspanned {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let name = document.path.rsplit('/').next().unwrap_or_default();
        if document.pairs.is_empty() || self.except_files.iter().any(|file| file.eq_ignore_ascii_case(name)) {
            return;
        }
        let outline = document.target.outline();
        for (at, node) in outline.nodes.iter().enumerate() {
            if node.kind != Kind::Text || document.target.pair_at(node.outer.start).is_some() {
                continue;
            }
            let Some(span) = document.target.to_file(node.outer) else { continue };
            let text = span.of(document.text);
            if self.is_prose(text)
                && !outline.ancestors(index(at)).any(|node| is_set_apart(node, document.target.text()))
                && !is_marked(document, span)
            {
                found.report(Finding::at(span).with("text", text.trim()));
            }
        }
    }
}

impl Unspanned {
    fn is_prose(&self, text: &str) -> bool {
        // Addresses, assignments and placeholders are the same in every language.
        let plain = text.split_whitespace().filter(|token| !token.contains(['/', '=', '{', '@', '\\']));
        let words: usize = plain.map(|token| WORD.find_iter(token).count()).sum();
        !text.trim_start().starts_with(":::") && words >= self.min_words
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Code, HTML and alternative texts are translated in place or not at all, and an address between angle brackets,
/// `<xref:Quay.Berths>`, has nothing to translate.
fn is_set_apart(node: &Node, text: &str) -> bool {
    matches!(node.kind, Kind::FencedCode | Kind::IndentedCode | Kind::HtmlBlock | Kind::Image)
        || node.kind == Kind::Link && node.outer.of(text).starts_with('<')
}

/// Directives (`[!INCLUDE …]`, `:::zone …`) and leftovers of damaged pairs are no prose of the author's.
fn is_marked(document: &Document<'_>, span: Span) -> bool {
    let line = document.text[..span.start as usize].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let before = document.text[line..].trim_start_matches(['>', ' ', '\t', '-', '*']);
    let damaged = document.leftovers.iter().any(|leftover| {
        leftover.whole.overlaps(span) || {
            let between = leftover.span.end..span.start;
            leftover.span.end <= span.start
                && !document.text[between.start as usize..between.end as usize].contains(['\n', '\r'])
        }
    });
    damaged || before.starts_with("[!") || before.starts_with(":::") || before.starts_with("[//]")
}
