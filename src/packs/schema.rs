//! What a pack may say. The doc comments are the reference, in the schema and in `rules/README.md`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::message::Message;
use crate::checks::CheckSpec;
use crate::diagnostic::Severity;
use crate::model::{LocaleTag, Termbase};

/// One file of rules.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// Its name, the first half of every rule's name.
    pub pack: String,
    /// What its rules are about, in one sentence.
    pub about: String,
    /// The rules, in the order in which they are listed.
    pub rules: Vec<RuleSpec>,
    /// Stands for the text that it was read from.
    #[serde(skip)]
    pub digest: u64,
}

/// One rule: a mechanism with parameters, words and a severity.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSpec {
    /// What is wrong, in kebab-case words that read well after "allow".
    pub id: String,
    /// How grave it is.
    pub severity: SeverityName,
    /// Shipped, but silent until somebody switches it on.
    #[serde(default)]
    pub off: bool,
    /// Other severities, by the values of a finding; the first that fits.
    #[serde(default)]
    pub levels: Vec<LevelWhen>,
    /// How grave it is at most on pages without spans, where a pair is a block of the page and the block of its source that
    /// goes with it; as grave as elsewhere where it is not said.
    #[serde(default)]
    pub aligned: Option<AlignedLevel>,
    /// The mechanism, with its parameters.
    #[serde(with = "serde_yaml::with::singleton_map")]
    #[schemars(with = "CheckSpec")]
    pub check: CheckSpec,
    /// What is wrong with this thing: lower case, no full stop, names in backquotes, `{values}` of the mechanism.
    pub message: Message,
    /// What to do about it.
    #[serde(default)]
    pub help: Option<Message>,
    /// What the change does that the mechanism proposes, for a menu: `put the asterisks around {words}`. Without it no change
    /// is offered.
    #[serde(default)]
    pub fix: Option<Message>,
    /// Words for the related places that the mechanism names.
    #[serde(default)]
    pub related: BTreeMap<String, String>,
    /// Why anybody should care.
    pub why: String,
    /// Older names, which still work.
    #[serde(default)]
    pub formerly: Vec<String>,
    /// Rules that have nothing to add where this one speaks: of the same words, on the same pair, about the same
    /// key, or on the whole page.
    #[serde(default)]
    pub silences: BTreeMap<String, Within>,
    /// Findings that are one fact are reported once, with the other places beside it.
    #[serde(default)]
    pub collapse: Option<Collapse>,
    /// What was counted on real documentation, and read.
    #[serde(default)]
    pub measured: Vec<Measured>,
    /// Pages with what this rule reports on them. `test-rules` runs them.
    pub examples: Vec<Example>,
}

/// A severity that depends on what was found, and where. All that is given must agree.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelWhen {
    /// Values of the finding.
    #[serde(default)]
    pub when: BTreeMap<String, String>,
    /// Locales, or languages, one of which is the page's.
    #[serde(default)]
    pub locales: Vec<LocaleTag>,
    /// How the page was translated: `HT`, `MT`.
    #[serde(default)]
    pub translationtype: Vec<String>,
    /// The severity then.
    pub severity: SeverityName,
}

/// How grave a rule is on pairs of aligned blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AlignedLevel {
    /// As grave as elsewhere where the page names the version of the source that is at hand, a hint where nobody knows: then
    /// the source may have changed since.
    SameVersion,
    /// A hint.
    Info,
    /// It is about single sentences, or the marks of a translation's tool, and has nothing to say there.
    Off,
}

/// How far a silence reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Within {
    /// Findings that share a character with the finding.
    Words,
    /// The pair that the finding lies in.
    Pair,
    /// Findings about the same `key` on the page.
    Key,
    /// The page.
    Page,
}

/// How far one fact reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Collapse {
    /// Equal messages on one page.
    Page,
    /// Equal messages anywhere.
    Corpus,
}

/// What was counted on one corpus.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Its name.
    pub corpus: String,
    /// Documents in it.
    pub documents: usize,
    /// Findings of the rule.
    pub findings: usize,
    /// How many of those read were true.
    #[serde(default)]
    pub right: Option<usize>,
    /// How many were read; all of them where it is not said.
    #[serde(default)]
    pub read: Option<usize>,
}

/// A page, and what the rule reports on it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Its path, which may name a locale.
    #[serde(default = "example_path")]
    pub path: String,
    /// Its text.
    pub text: String,
    /// Other pages that are known beside it, by path.
    #[serde(default)]
    pub beside: BTreeMap<String, String>,
    /// The page that is published, where it is held against it.
    #[serde(default)]
    pub live: Option<String>,
    /// The source as it is by now, where it is at hand; an empty text for one that is gone.
    #[serde(default)]
    pub source: Option<String>,
    /// A termbase that is configured there.
    #[serde(default)]
    pub termbase: Option<Termbase>,
    /// One line for each report on the page: the line number, a space, the message. None where nothing is wrong.
    #[serde(default)]
    pub reports: Vec<String>,
    /// The page after the changes that this rule offers on it, unsafe ones too. Where it is given, there must be some.
    #[serde(default)]
    pub fixed: Option<String>,
}

fn example_path() -> String {
    "ko-kr/example.md".into()
}

/// `error`, `warning` or `info`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeverityName {
    /// No reasonable maintainer would publish it.
    Error,
    /// Nearly always worth an edit.
    Warning,
    /// A hint, shown only when asked for.
    Info,
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::Error => Severity::Error,
            SeverityName::Warning => Severity::Warning,
            SeverityName::Info => Severity::Info,
        }
    }
}
