//! `side-by-side.place`: pairs stand where their tags vanish from the page, not where they are shown.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;

/// A place where no pair may stand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Which.
    inside: Inside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Inside {
    /// Fenced or inline code. Indented blocks may be a list's, so they are not looked at.
    Code,
    /// The header.
    FrontMatter,
}

impl Mechanism for Place {
    const VALUES: &'static [&'static str] = &["id"];
}

impl DocumentCheck for Place {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        match self.inside {
            Inside::FrontMatter => {
                for pair in &document.header_pairs {
                    let id = pair.target_id.of(document.text);
                    found.report(Finding::at(pair.target).with("id", id));
                }
            }
            Inside::Code => in_code(document, found),
        }
    }
}

fn in_code(document: &Document<'_>, found: &mut Findings) {
    for at in document.target.pairs_in_code() {
        let pair = &document.pairs[at];
        found.report(Finding::at(pair.target).with("id", pair.target_id.of(document.text)));
    }
}
