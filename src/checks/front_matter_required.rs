//! `front-matter.required`: every listed key stands in the header, with a value. What is missing has no place of
//! its own: the line that opens the header stands for it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::front_matter_date_order::Since;
use super::{Condition, DocumentCheck, Finding, Findings, Mechanism};
use crate::model::Document;
use crate::syntax::front_matter::{Entry, FrontMatter};

/// Keys that must be there. A page without a header at all lacks none: it is an include or a table of contents.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Required {
    /// The keys. A dotted key such as `ms.date` is one flat key.
    keys: Vec<Wanted>,
    /// Only for pages that have one of these keys.
    #[serde(default)]
    where_any: Vec<String>,
    /// Not for pages that have one of these keys.
    #[serde(default)]
    where_none: Vec<String>,
    /// Only for pages that have a key which begins so.
    #[serde(default)]
    where_prefix: Option<String>,
    /// Only for pages that have a key beyond these: a page with nothing else is no article.
    #[serde(default)]
    where_beyond: Vec<String>,
    /// File names of pages that are no articles.
    #[serde(default)]
    except_files: Vec<String>,
    /// Whether `key:` with nothing after it will do.
    #[serde(default)]
    allow_empty: bool,
    /// Full weight only where this many of the known pages have the key; a hint elsewhere.
    #[serde(default)]
    usual: Option<Usual>,
}

/// When a key is usual.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Usual {
    /// In how many of a hundred pages.
    percent: u8,
    /// From how many known pages on.
    pages: usize,
    /// Among many pages, how many may lack it: what a tenth of them does without is a habit, not a slip.
    #[serde(default)]
    lacking: Option<Lacking>,
}

/// How many pages may lack a key that is usual.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lacking {
    /// Of a hundred pages.
    percent: u8,
    /// From how many known pages on that is asked.
    pages: usize,
}

/// A key, or a key with the condition under which it must be there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "this is neither a key nor `{ key: …, with: …, since: … }`")]
enum Wanted {
    Always(String),
    When(Conditional),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Conditional {
    /// The key.
    key: String,
    /// Only where this key is there too.
    #[serde(default)]
    with: Option<String>,
    /// Only from a date on that another key tells.
    #[serde(default)]
    since: Option<Since>,
}

impl Mechanism for Required {
    const VALUES: &'static [&'static str] = &["key", "state", "usual"];
}

impl DocumentCheck for Required {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let Some(header) = &document.header else { return };
        if !self.applies(document, header) {
            return;
        }
        for wanted in &self.keys {
            let key = match wanted {
                Wanted::Always(key) => key,
                Wanted::When(when) if when.holds(document) => &when.key,
                Wanted::When(_) => continue,
            };
            let (span, state) = match header.get(key) {
                // A build gives some keys to whole folders: such a page is complete without them.
                None if document.inherited(key).is_some() => continue,
                None => (header.opening, "missing"),
                Some(entry) if entry.value.is_empty() && !self.allow_empty => (entry.key_span, "empty"),
                Some(_) => continue,
            };
            let finding = Finding::at(span).with("key", key).with("state", state);
            found.report(match &self.usual {
                None => finding,
                Some(usual) => finding.only(Condition::Usual {
                    key: key.clone(),
                    percent: usual.percent,
                    pages: usual.pages,
                    lacking: usual.lacking.as_ref().map(|lacking| (lacking.percent, lacking.pages)),
                }),
            });
        }
    }
}

impl Required {
    /// The keys that it asks for where they are usual: those that a configuration may require or waive.
    pub fn usual_keys(&self) -> impl Iterator<Item = &str> {
        let keys = self.keys.iter().filter(|_| self.usual.is_some());
        keys.map(|wanted| match wanted {
            Wanted::Always(key) => &**key,
            Wanted::When(when) => &*when.key,
        })
    }

    fn applies(&self, document: &Document<'_>, header: &FrontMatter) -> bool {
        let has = |key: &String| header.get(key).is_some();
        let name = document.path.rsplit('/').next().unwrap_or_default();
        let prefixed =
            |prefix: &String| header.entries.iter().any(|entry| entry.key.starts_with(prefix.as_str()));
        let beyond = |entry: &Entry| !self.where_beyond.iter().any(|key| **key == *entry.key);
        (self.where_any.is_empty() || self.where_any.iter().any(has))
            && !self.where_none.iter().any(has)
            && self.where_prefix.as_ref().is_none_or(prefixed)
            && (self.where_beyond.is_empty() || header.entries.iter().any(beyond))
            && !self.except_files.iter().any(|file| file.eq_ignore_ascii_case(name))
    }
}

impl Conditional {
    fn holds(&self, document: &Document<'_>) -> bool {
        let with = self.with.as_ref().is_none_or(|key| document.entry(key).is_some());
        with && self.since.as_ref().is_none_or(|since| since.holds(document))
    }
}
