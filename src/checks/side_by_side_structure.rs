//! `side-by-side.structure`: every marker belongs to a well-formed pair.

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;
use crate::syntax::side_by_side::Lacks;

/// Markers that belong to no pair; `{lacks}` says which part is not there.
#[derive(Debug, Default)]
pub(super) struct Structure;

impl Mechanism for Structure {
    const VALUES: &'static [&'static str] = &["lacks"];
}

impl DocumentCheck for Structure {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        // A page that explains the format quotes it as code; a page in the format has pairs beside it.
        let outline = document.target.outline();
        let quoted = |at| document.target.to_view(at).is_some_and(|at| outline.is_code(at));
        for leftover in &document.leftovers {
            if document.pairs.is_empty() && quoted(leftover.span.start) {
                continue;
            }
            found.report(Finding::at(leftover.span).with("lacks", words(leftover.lacks)));
        }
    }
}

fn words(lacks: Lacks) -> &'static str {
    match lacks {
        Lacks::TargetEnd => "the `</span>` after the translation is missing",
        Lacks::Source => "the source text and its tags are missing",
        Lacks::Lookup => "`<span class=\"sxs-lookup\">` before the source text is missing",
        Lacks::SourceStart => "`<span data-stu-id=\"…\">` before the source text is missing",
        Lacks::SourceEnd => "the `</span></span>` after the source text is not complete",
        Lacks::Target => "the translation and its tag are missing",
        Lacks::Form => "a tag is not written as the tools write and read it",
    }
}
