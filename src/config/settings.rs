//! Which rules run at what level on which page: every layer, resolved when asked.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::options::{Level, Options, PresetName};
use super::scope::{Root, Scope, Traits};
use super::selector::Selector;
use crate::diagnostic::Severity;
use crate::model::Terms;
use crate::packs::SeverityName;

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
    /// Terms that are not to be translated.
    pub keep: Vec<String>,
    /// Approved words.
    pub terms: Option<Arc<Terms>>,
    /// Beginnings of file names that mark twins.
    pub twins: Vec<String>,
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
    /// Of a pack that another configuration brought: no command line switches it on.
    foreign: bool,
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
                foreign: false,
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
            keep: options.keep.clone(),
            terms: None,
            twins: options.twins.clone(),
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
        self.choices.push(Choice { selector, level, scope: None, foreign: false });
    }

    /// How many folders lie between the configuration and a page, the page counted; `None` where the page does not
    /// lie below it. Without a configuration, every page is farther than from any.
    #[must_use]
    pub fn distance(&self, path: &str) -> Option<usize> {
        let Some(root) = &self.root else { return Some(usize::MAX) };
        root.below(path).map(|path| path.split('/').count())
    }

    /// A path of a report as the configuration sees it, for its globs.
    #[must_use]
    pub fn path<'p>(&self, path: &'p str) -> Cow<'p, str> {
        self.root.as_ref().and_then(|root| root.below(path)).unwrap_or(Cow::Borrowed(path))
    }

    /// Switches a pack off that another configuration brought; any line of this one still wins.
    pub fn leave_out(&mut self, pack: &str) {
        let selector = Selector::new(pack);
        let choice = Choice { selector, level: Level::Off, scope: None, foreign: true };
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
        let choices = choices.filter_map(|choice| Some((choice.selector.specificity(rule)?, choice)));
        // `max_by_key` takes the last of equals, which is the later line.
        let chosen = choices.max_by_key(|(specificity, _)| *specificity);
        match chosen {
            // The command line is the last layer, but what is more specific goes before it.
            Some((own, Choice { level: Level::Off, foreign: false, .. })) if selected >= Some(own) => {
                Level::On
            }
            Some((_, choice)) => choice.level,
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
    serde_json::from_str(read_at_start!("presets")).expect("the bundled presets are proven by a test")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::date;

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
        assert_eq!(level(&settings(&[("a", Level::Off)], &["a/b"], &[]), "a/b", false), Level::On);
        assert_eq!(level(&settings(&[("a/b", Level::Off)], &["a"], &[]), "a/b", false), Level::Off);
        assert_eq!(level(&settings(&[("a/b", Level::Off)], &["all"], &[]), "a/b", false), Level::Off);
    }

    #[test]
    fn no_command_line_brings_another_configurations_pack() {
        let mut settings = settings(&[], &["a", "a/b"], &[]);
        settings.leave_out("a");
        assert_eq!(level(&settings, "a/b", false), Level::Off);
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
