//! `front-matter.syntax`: the header can be read as one. Not whether its keys make sense.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;
use crate::syntax::front_matter::ProblemKind;

/// One kind of damage that a header can have.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Syntax {
    /// Which.
    fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Fault {
    /// No closing line; the place is the opening one.
    Unclosed,
    /// The parser gave up; `{detail}` says why, `{hint}` what to do.
    Invalid,
    /// A list or a single value where keys were expected.
    NotAMapping,
    /// `{key}` stands twice; the place is the second, `first` the first.
    DuplicateKey,
}

impl Mechanism for Syntax {
    const VALUES: &'static [&'static str] = &["detail", "hint", "key"];
    const ROLES: &'static [&'static str] = &["first"];
}

impl DocumentCheck for Syntax {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        for problem in document.header_problems.iter().filter(|problem| fault(problem.kind) == self.fault) {
            let hint = problem.hint.map_or("", |mistake| mistake.help());
            let mut finding = Finding::at(problem.span).with("detail", &*problem.detail).with("hint", hint);
            if self.fault == Fault::DuplicateKey {
                finding = finding.with("key", problem.span.get(document.text).unwrap_or_default());
            }
            if let Some(first) = problem.related {
                finding = finding.related("first", first);
            }
            found.report(finding);
        }
    }
}

fn fault(kind: ProblemKind) -> Fault {
    match kind {
        ProblemKind::Unclosed => Fault::Unclosed,
        ProblemKind::Invalid => Fault::Invalid,
        ProblemKind::NotAMapping => Fault::NotAMapping,
        ProblemKind::DuplicateKey => Fault::DuplicateKey,
    }
}
