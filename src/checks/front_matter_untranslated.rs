//! `front-matter.untranslated`: a value that readers see is in the language of the page. Not which language
//! a text is in: only that it is English prose where none of it is written in the language's own letters.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::{Document, Locale, ScriptName};
use crate::text;

/// Values that readers see.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Untranslated {
    /// The keys.
    keys: Vec<String>,
    /// The scripts of each language or locale that is not written in Latin letters. Others are not judged.
    scripts: BTreeMap<String, Vec<ScriptName>>,
    /// How many words in lower case make prose; names of products have none.
    words: usize,
    /// Words of which prose has one: `the`, `of`.
    stop_words: Vec<String>,
}

impl Mechanism for Untranslated {
    const VALUES: &'static [&'static str] = &["key", "value", "locale"];
}

impl DocumentCheck for Untranslated {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        let Some((locale, scripts)) =
            document.locale.as_ref().and_then(|locale| Some((locale, self.scripts_of(locale)?)))
        else {
            return;
        };
        for key in &self.keys {
            let Some(entry) = document.entry(key) else { continue };
            let Some(value) = entry.value.as_str().filter(|value| self.is_english(value, scripts)) else {
                continue;
            };
            let finding = Finding::at(entry.value_span).with("key", key).with("value", value);
            found.report(finding.with("locale", locale.as_str()));
        }
    }
}

impl Untranslated {
    /// Of the locale, or of the nearest that it is a part of: `sr-cyrl-rs`, `sr-cyrl`, `sr`.
    fn scripts_of(&self, locale: &Locale) -> Option<&[ScriptName]> {
        let mut name = locale.as_str();
        loop {
            if let Some(scripts) = self.scripts.get(name) {
                return Some(scripts);
            }
            name = name.rsplit_once('-')?.0;
        }
    }

    fn is_english(&self, value: &str, scripts: &[ScriptName]) -> bool {
        if value.chars().any(|c| scripts.iter().any(|script| text::script(c) == script.0)) {
            return false;
        }
        let words =
            value.split_whitespace().map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation()));
        let lower = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let words: Vec<&str> = words.filter(lower).collect();
        words.len() >= self.words && words.iter().any(|word| self.stop_words.iter().any(|stop| stop == word))
    }
}
