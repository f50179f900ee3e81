//! `paralint.yaml`, as written. What it comes to is `settings`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::layouts::{LayoutChoice, Layouts};
use crate::packs::PackError;

/// `paralint.yaml`, as written.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Options {
    /// Another configuration that this one adds to: a path from this file, inside the repository.
    pub extends: Option<String>,
    /// Levels for a role: `learn-source`, `learn-locale`, `translator`, `gate`, `lead`.
    pub presets: Vec<PresetName>,
    /// Packs of your own, beside the bundled ones: paths from this file, inside the repository.
    pub packs: Vec<String>,
    /// A JSON Schema for headers, beside the rules of packs: a path from this file, inside the repository. It becomes
    /// a pack named `schema`, or `schema-FOLDER` where another configuration has one too; keywords that it has and paralint
    /// does not read are said.
    pub header_schema: Option<String>,
    /// Approved words: paths of termbases from this file, inside the repository. `paralint terms import` makes one of
    /// what other tools write.
    pub termbase: Vec<String>,
    /// Levels by selector: `all`, a pack, or `pack/rule`. The more specific one wins.
    pub rules: BTreeMap<String, Level>,
    /// Levels for some pages. Later ones win over earlier ones.
    pub overrides: Vec<Override>,
    /// Keys that every page must have, whatever the other pages do.
    pub require: Vec<String>,
    /// Keys that no page need have.
    pub waive: Vec<String>,
    /// Beginnings of file names that mark the twin of a page: with `China-`, `China-berths.md` is the twin of
    /// `berths.md`, and a label that one of them calls otherwise is reported.
    pub twins: Vec<String>,
    /// Terms that are not to be translated, beside what the pages' own `no-loc` names.
    pub keep: Vec<String>,
    /// Where the pages of each locale stand, from this file: layouts by name, such as `docusaurus`, or patterns, such
    /// as `{locale}/{page}`. Detected where this is left out.
    pub layouts: Vec<LayoutChoice>,
    /// The folder with the pages that these were translated from: a path from this file. Found beside locales where
    /// this is left out.
    pub source: Option<String>,
}

/// Levels for the pages that fit all of its conditions.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Override {
    /// Globs of paths, from this file: `archive/**`.
    pub paths: Vec<String>,
    /// Locales: `ko-kr`, or a language.
    pub locales: Vec<String>,
    /// How the page was translated: `HT`, `MT`.
    pub translationtype: Vec<String>,
    /// Only pages handed off before this day, `YYYY-MM-DD`.
    pub handoff_before: Option<String>,
    /// Levels by selector.
    #[schemars(required)]
    pub rules: BTreeMap<String, Level>,
}

/// A named set of levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PresetName {
    /// The repository in which authors write.
    LearnSource,
    /// A repository of translations: keys that only an author can add are not asked for.
    LearnLocale,
    /// A translator at work: pages and segments, nothing across locales.
    Translator,
    /// A gate in front of a branch: errors only.
    Gate,
    /// Everything that is known, hints included.
    Lead,
    /// Pages of a Hugo site.
    Hugo,
    /// Pages of a Docusaurus site.
    Docusaurus,
    /// Pages of a Jekyll site.
    Jekyll,
    /// Pages of an MkDocs site.
    Mkdocs,
    /// Pages of a Starlight site.
    Starlight,
    /// Pages of a VitePress site.
    Vitepress,
    /// Translated pages of MDN.
    Mdn,
    /// Pages of the sites of Kubernetes and OpenTelemetry.
    Kubernetes,
    /// Pages of Adobe Experience League.
    Adobe,
}

/// What one configures for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Not run.
    Off,
    /// At the rule's own severity.
    On,
    /// As a hint.
    Info,
    /// As a warning.
    Warning,
    /// As an error.
    Error,
}

impl Options {
    /// Reads a configuration.
    ///
    /// # Errors
    /// The first thing that is wrong, with line and column.
    pub fn read(path: &str, text: &str) -> Result<Self, PackError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        PackError::refuse_duplicates(path, text)?;
        let options: Self =
            serde_yaml::from_str(text).map_err(|error| PackError::from_yaml(path, text, &error, &[]))?;
        for (at, scope) in options.overrides.iter().enumerate() {
            scope.compile().map_err(|(key, wrong)| {
                let steps = ["overrides".into(), at.into(), key.into()];
                PackError::on_path(path, text, steps, wrong)
            })?;
        }
        let bundled = if options.layouts.is_empty() { None } else { Some(Layouts::bundled()) };
        for (at, layout) in options.layouts.iter().enumerate() {
            let bundled = bundled.as_ref().expect("there are layouts");
            layout
                .compile(bundled)
                .map_err(|wrong| PackError::on_path(path, text, ["layouts".into(), at.into()], wrong))?;
        }
        Ok(options)
    }

    /// What it adds to, and then itself: later lines win over earlier ones of the same specificity.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        let joined = |mut base: Vec<String>, own: Vec<String>| {
            base.extend(own);
            base
        };
        let mut rules = base.rules;
        rules.extend(self.rules);
        Self {
            extends: None,
            presets: base.presets.into_iter().chain(self.presets).collect(),
            packs: joined(base.packs, self.packs),
            termbase: joined(base.termbase, self.termbase),
            header_schema: self.header_schema.or(base.header_schema),
            rules,
            overrides: base.overrides.into_iter().chain(self.overrides).collect(),
            require: joined(base.require, self.require),
            waive: joined(base.waive, self.waive),
            twins: joined(base.twins, self.twins),
            keep: joined(base.keep, self.keep),
            // The nearest wins whole.
            layouts: if self.layouts.is_empty() { base.layouts } else { self.layouts },
            source: self.source.or(base.source),
        }
    }
}
