//! What a repository says about its rules: as written ([`Options`]) and as resolved ([`Settings`]).
//! Reads no file; the workspace hands it the text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Severity;
use crate::model::{Locale, date};
use crate::packs::{PackError, SeverityName};

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
    /// Levels by selector: `all`, a pack, or `pack/rule`. The more specific one wins.
    pub rules: BTreeMap<String, Level>,
    /// Levels for some pages. Later ones win over earlier ones.
    pub overrides: Vec<Override>,
    /// Keys that every page must have, whatever the other pages do.
    pub require: Vec<String>,
    /// Keys that no page need have.
    pub waive: Vec<String>,
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
            rules,
            overrides: base.overrides.into_iter().chain(self.overrides).collect(),
            require: joined(base.require, self.require),
            waive: joined(base.waive, self.waive),
        }
    }
}

impl Override {
    /// Reads its globs, locales and date; says which key is wrong otherwise.
    fn compile(&self) -> Result<Scope, (&'static str, String)> {
        let mut globs = GlobSetBuilder::new();
        for glob in &self.paths {
            let compiled = GlobBuilder::new(glob).literal_separator(true).build();
            globs.add(compiled.map_err(|error| ("paths", format!("`{glob}` is no glob: {}", error.kind())))?);
        }
        let globs = globs.build().map_err(|error| ("paths", error.to_string()))?;
        let locale =
            |tag: &String| Locale::parse(tag).ok_or_else(|| ("locales", format!("`{tag}` is no locale")));
        let locales = self.locales.iter().map(locale).collect::<Result<_, _>>()?;
        let handoff_before = match &self.handoff_before {
            None => None,
            Some(day) => Some(date::parse(day).ok_or_else(|| {
                ("handoff-before", format!("`{day}` is no date; write it as `2019-01-31`"))
            })?),
        };
        let paths = (!self.paths.is_empty()).then_some(globs);
        Ok(Scope { paths, locales, translationtype: self.translationtype.clone(), handoff_before })
    }
}

/// The pages that an override is for.
#[derive(Debug, Clone)]
struct Scope {
    paths: Option<GlobSet>,
    locales: Vec<Locale>,
    translationtype: Vec<String>,
    handoff_before: Option<Date>,
}

/// What levels may depend on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traits<'d> {
    /// As reports print it.
    pub path: &'d str,
    /// Of the page.
    pub locale: Option<&'d Locale>,
    /// `HT` or `MT`.
    pub translationtype: Option<&'d str>,
    /// When the page was handed off.
    pub handoff: Option<Date>,
}

impl Scope {
    fn holds(&self, root: Option<&Root>, page: Traits<'_>) -> bool {
        let named = |locale: &Locale| {
            let wanted = |l: &Locale| l == locale || l.as_str() == locale.language();
            self.locales.iter().any(wanted)
        };
        let fits = |globs: &GlobSet| match root {
            None => globs.is_match(page.path),
            Some(root) => root.below(page.path).is_some_and(|path| globs.is_match(&*path)),
        };
        self.paths.as_ref().is_none_or(fits)
            && (self.locales.is_empty() || page.locale.is_some_and(named))
            && (self.translationtype.is_empty()
                || page.translationtype.is_some_and(|kind| self.translationtype.iter().any(|t| t == kind)))
            && self.handoff_before.is_none_or(|day| page.handoff.is_some_and(|handoff| handoff < day))
    }
}

/// Where a configuration stands: the way from the working directory to its folder, and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// From the working directory to the folder, `/`-separated: `docs`, `..`, or empty.
    pub there: String,
    /// From the folder to the working directory.
    pub back: String,
}

impl Root {
    /// A path of a report as the folder sees it; `None` where it does not lie below.
    fn below<'p>(&self, path: &'p str) -> Option<Cow<'p, str>> {
        if self.there.is_empty() {
            return (!path.starts_with("../")).then_some(Cow::Borrowed(path));
        }
        if let Some(rest) = path.strip_prefix(&*self.there) {
            return rest.strip_prefix('/').filter(|rest| !rest.starts_with("../")).map(Cow::Borrowed);
        }
        // Above: the way back leads through folders that the path does not name.
        if self.there.split('/').any(|part| part != "..") {
            return None;
        }
        let mut parts: Vec<&str> = self.back.split('/').collect();
        for part in path.split('/') {
            match part {
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Some(Cow::Owned(parts.join("/")))
    }
}

/// Which rules run, and at what level: every layer, resolved when asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Least grave severity that is reported; rules below it are not run.
    pub severity: Severity,
    /// `--select`: where there is one, only what it names runs.
    pub selected: Vec<Selector>,
    /// `--ignore`.
    pub ignored: Vec<Selector>,
    /// Keys that are asked for whatever is usual.
    pub required: Vec<String>,
    /// Keys that are never asked for.
    pub waived: Vec<String>,
    choices: Vec<Choice>,
    scopes: Vec<Scope>,
    /// `None` without a configuration.
    root: Option<Root>,
}

/// One line of a layer.
#[derive(Debug, Clone)]
struct Choice {
    selector: Selector,
    level: Level,
    /// Only for the pages of this scope.
    scope: Option<usize>,
}

/// The scopes that hold for one page.
#[derive(Debug, Clone, Default)]
pub struct Scopes(Vec<bool>);

impl Default for Settings {
    fn default() -> Self {
        Self::new(None, &Options::default(), None)
    }
}

impl Settings {
    /// Resolves what is written.
    /// Options come from [`Options::read`], which has proven their globs and dates.
    #[must_use]
    pub fn new(severity: Option<Severity>, options: &Options, root: Option<Root>) -> Self {
        let line = |scope| {
            move |(name, level): (&String, &Level)| Choice {
                selector: Selector::new(name),
                level: *level,
                scope,
            }
        };
        let known = if options.presets.is_empty() { BTreeMap::new() } else { presets() };
        let presets: Vec<&Preset> = options.presets.iter().filter_map(|name| known.get(name)).collect();
        let preset_severity = presets.iter().rev().find_map(|preset| preset.severity).map(Severity::from);
        let preset_lines = presets.iter().flat_map(|preset| &preset.rules);
        let mut choices: Vec<Choice> = preset_lines.chain(&options.rules).map(line(None)).collect();
        let mut scopes = Vec::new();
        for scoped in &options.overrides {
            if let Ok(scope) = scoped.compile() {
                choices.extend(scoped.rules.iter().map(line(Some(scopes.len()))));
                scopes.push(scope);
            }
        }
        Self {
            severity: severity.or(preset_severity).unwrap_or(Severity::Warning),
            selected: Vec::new(),
            ignored: Vec::new(),
            required: options.require.clone(),
            waived: options.waive.clone(),
            choices,
            scopes,
            root,
        }
    }

    /// Nothing configured, and everything from `severity` on reported.
    #[must_use]
    pub fn reporting(severity: Severity) -> Self {
        Self::new(Some(severity), &Options::default(), None)
    }

    /// Adds a line that wins over those of its specificity: for tests of rules that ship switched off.
    pub fn choose(&mut self, selector: Selector, level: Level) {
        self.choices.push(Choice { selector, level, scope: None });
    }

    /// How many folders lie between the configuration and a page, the page counted; `None` where the page does not
    /// lie below it. Without a configuration, every page is farther than from any.
    #[must_use]
    pub fn distance(&self, path: &str) -> Option<usize> {
        let Some(root) = &self.root else { return Some(usize::MAX) };
        root.below(path).map(|path| path.split('/').count())
    }

    /// Switches a pack off that another configuration brought; any line of this one still wins.
    pub fn leave_out(&mut self, pack: &str) {
        let choice = Choice { selector: Selector::new(pack), level: Level::Off, scope: None };
        self.choices.insert(0, choice);
    }

    /// Which scopes a page lies in.
    #[must_use]
    pub fn scopes(&self, page: Traits<'_>) -> Scopes {
        Scopes(self.scopes.iter().map(|scope| scope.holds(self.root.as_ref(), page)).collect())
    }

    /// The level of a rule that ships switched on or `off`, for a page of these scopes. The more specific
    /// selector wins, then the later layer: pack, presets, file, overrides, command line.
    #[must_use]
    pub fn level(&self, rule: &str, off: bool, scopes: &Scopes) -> Level {
        self.resolve(rule, off, |scope| scope.is_none_or(|at| scopes.0.get(at) == Some(&true)))
    }

    /// Whether a rule runs on some page.
    #[must_use]
    pub fn may_run(&self, rule: &str, off: bool) -> bool {
        let scoped = |at: usize| self.resolve(rule, off, |scope| scope.is_none_or(|other| other == at));
        self.resolve(rule, off, |scope| scope.is_none()) != Level::Off
            || (0..self.scopes.len()).any(|at| scoped(at) != Level::Off)
    }

    /// Whether some line gives a rule a severity of its own that is reported.
    #[must_use]
    pub fn may_raise(&self, rule: &str) -> bool {
        let reported = |level| match level {
            Level::Off | Level::On => false,
            Level::Info => self.severity <= Severity::Info,
            Level::Warning => self.severity <= Severity::Warning,
            Level::Error => true,
        };
        self.choices
            .iter()
            .any(|choice| choice.selector.specificity(rule).is_some() && reported(choice.level))
    }

    fn resolve(&self, rule: &str, off: bool, holds: impl Fn(Option<usize>) -> bool) -> Level {
        let best = |selectors: &[Selector]| selectors.iter().filter_map(|s| s.specificity(rule)).max();
        let (selected, ignored) = (best(&self.selected), best(&self.ignored));
        if ignored.is_some() && ignored >= selected || !self.selected.is_empty() && selected.is_none() {
            return Level::Off;
        }
        let choices = self.choices.iter().filter(|choice| holds(choice.scope));
        let choices = choices.filter_map(|choice| Some((choice.selector.specificity(rule)?, choice.level)));
        // `max_by_key` takes the last of equals, which is the later line.
        let chosen = choices.max_by_key(|(specificity, _)| *specificity).map(|(_, level)| level);
        match chosen {
            Some(Level::Off) if selected.is_some() => Level::On,
            Some(level) => level,
            None if off && selected.is_none() => Level::Off,
            None => Level::On,
        }
    }

    /// Every selector, for checking that it names something.
    pub fn selectors(&self) -> impl Iterator<Item = &Selector> {
        let configured = self.choices.iter().map(|choice| &choice.selector);
        configured.chain(&self.selected).chain(&self.ignored)
    }
}

/// What a preset says. Roles are data, as rules are: `rules/presets.yaml`.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Preset {
    severity: Option<SeverityName>,
    rules: BTreeMap<String, Level>,
}

fn presets() -> BTreeMap<PresetName, Preset> {
    serde_yaml::from_str(include_str!("../rules/presets.yaml"))
        .expect("the bundled presets are proven by a test")
}

/// `all`, a pack, or `pack/rule`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(String);

/// How much a selector narrows down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Specificity {
    /// Everything.
    All,
    /// One pack.
    Pack,
    /// One rule.
    Rule,
}

impl Selector {
    /// As written; whether it names something is the engine's to say.
    #[must_use]
    pub fn new(written: impl Into<String>) -> Self {
        Self(written.into())
    }

    /// How narrowly it names `rule`; `None` where it does not.
    #[must_use]
    pub fn specificity(&self, rule: &str) -> Option<Specificity> {
        if self.0 == rule {
            return Some(Specificity::Rule);
        }
        if self.0 == "all" {
            return Some(Specificity::All);
        }
        let pack = rule.split_once('/').map(|(pack, _)| pack);
        (pack == Some(&self.0)).then_some(Specificity::Pack)
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(configured: &[(&str, Level)], selected: &[&str], ignored: &[&str]) -> Settings {
        let selectors = |names: &[&str]| names.iter().map(|&name| Selector::new(name)).collect();
        let rules = configured.iter().map(|&(name, level)| (name.to_owned(), level)).collect();
        let options = Options { rules, ..Options::default() };
        let settings = Settings::new(None, &options, None);
        Settings { selected: selectors(selected), ignored: selectors(ignored), ..settings }
    }

    fn level(settings: &Settings, rule: &str, off: bool) -> Level {
        settings.level(rule, off, &Scopes::default())
    }

    #[test]
    fn the_more_specific_selector_wins_then_the_later_layer() {
        let file = settings(&[("a/b", Level::Error), ("a", Level::Off)], &[], &[]);
        assert_eq!(level(&file, "a/b", false), Level::Error);
        assert_eq!(level(&file, "a/c", false), Level::Off);
        assert_eq!(level(&file, "d/e", false), Level::On);
        assert_eq!(level(&settings(&[], &["a"], &["a/b"]), "a/b", false), Level::Off);
        assert_eq!(level(&settings(&[], &["a/b"], &["a"]), "a/b", false), Level::On);
        assert_eq!(level(&settings(&[], &["a"], &[]), "d/e", false), Level::Off);
    }

    #[test]
    fn what_ships_off_runs_where_it_is_named() {
        assert_eq!(level(&settings(&[], &[], &[]), "a/b", true), Level::Off);
        assert_eq!(level(&settings(&[("a/b", Level::On)], &[], &[]), "a/b", true), Level::On);
        assert_eq!(level(&settings(&[("a/b", Level::Off)], &["a/b"], &[]), "a/b", true), Level::On);
    }

    #[test]
    fn an_override_holds_for_its_pages_only() {
        let written = "
overrides:
  - paths: [archive/**]
    translationtype: [MT]
    handoff-before: 2019-01-01
    rules: { a/b: info }
";
        let options = Options::read("paralint.yaml", written).expect("a good configuration");
        let settings = Settings::new(None, &options, Some(Root { there: "..".into(), back: "docs".into() }));
        let page = |path, kind, day| Traits {
            path,
            translationtype: Some(kind),
            handoff: date::parse(day),
            locale: None,
        };
        let level = |page| settings.level("a/b", false, &settings.scopes(page));
        assert_eq!(level(page("../archive/x/y.md", "MT", "02/01/2018")), Level::Info);
        assert_eq!(level(page("archive/x/y.md", "MT", "02/01/2018")), Level::On);
        assert_eq!(level(page("../archive/x/y.md", "HT", "02/01/2018")), Level::On);
        assert_eq!(level(page("../archive/x/y.md", "MT", "02/01/2020")), Level::On);
    }

    #[test]
    fn the_nearest_configuration_is_told_by_the_way_to_it() {
        let distance = |there: &str, back: &str, path: &str| {
            let root = Root { there: there.into(), back: back.into() };
            Settings::new(None, &Options::default(), Some(root)).distance(path)
        };
        assert_eq!(distance("", "", "a/b.md"), Some(2));
        assert_eq!(distance("", "", "../b.md"), None);
        assert_eq!(distance("docs/ko", "../..", "docs/ko/a/b.md"), Some(2));
        assert_eq!(distance("docs/ko", "../..", "docs/korean/b.md"), None);
        assert_eq!(distance("../..", "docs/ko", "a/b.md"), Some(4));
        assert_eq!(distance("../..", "docs/ko", "../b.md"), Some(2));
        assert_eq!(distance("../..", "docs/ko", "../../../b.md"), None);
        assert_eq!(distance("../ja", "../ko", "../ja/b.md"), Some(1));
        assert_eq!(distance("../ja", "../ko", "b.md"), None);
    }
}
