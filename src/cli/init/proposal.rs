//! What fits the pages that are there: presets by what kind of repository it is, keys by how many pages have
//! them, levels for folders that hold most of the findings. Not how it is written down.

use std::collections::{BTreeMap, BTreeSet};

use crate::checks::CheckSpec;
use crate::config::{Options, PresetName};
use crate::diagnostic::Diagnostic;
use crate::engine::{Engine, Profile};
use crate::model::{Facts, Index, Locale};
use crate::packs;
use crate::workspace::Workspace;

/// What is proposed, with the counts that speak for it.
#[derive(Debug, Default)]
pub(super) struct Proposal {
    /// Pages, and those of them with a header or with pairs: includes and the like are left out.
    pub(super) pages: usize,
    pub(super) articles: usize,
    pub(super) handed_off: usize,
    /// Each locale with its pages.
    pub(super) locales: Vec<(String, usize)>,
    pub(super) preset: Option<PresetName>,
    pub(super) require: Vec<KeyCount>,
    pub(super) waive: Vec<KeyCount>,
    pub(super) exception: Option<Exception>,
}

/// A key, and how many pages have it.
#[derive(Debug)]
pub(super) struct KeyCount {
    pub(super) key: String,
    pub(super) with: usize,
    pub(super) of: usize,
}

/// Folders that hold most of what is found.
#[derive(Debug)]
pub(super) struct Exception {
    pub(super) globs: Vec<String>,
    pub(super) pages: usize,
    pub(super) findings: usize,
    pub(super) of_findings: usize,
    /// The rules that found it, most first.
    pub(super) rules: Vec<(String, usize)>,
}

/// How many of a hundred pages must have a key for it to be required, among few pages and among many: what one page
/// in thirty does without is a habit where there are hundreds. Below how many it is waived.
const REQUIRED: usize = 95;
const REQUIRED_OF_MANY: usize = 98;
const MANY: usize = 50;
const WAIVED: usize = 75;
/// How many of a hundred pages make a repository of translations.
const HANDED_OFF: usize = 90;
/// How many of a hundred pages may make an exception, and from how many findings on half of them mean anything.
const EXCEPTION: usize = 3;
const FINDINGS: usize = 20;
/// Fewer pages do not tell what is usual.
const FEW: usize = 5;

impl Proposal {
    /// What kind of repository it is.
    pub(super) fn of(workspace: &Workspace, index: &Index) -> Self {
        let mut proposal = Self { pages: workspace.len(), ..Self::default() };
        let mut locales: BTreeMap<String, usize> = BTreeMap::new();
        let mut has_learn_keys = false;
        for facts in index.documents() {
            let is_handed_off = facts.version.is_some() || !facts.segments.is_empty();
            proposal.articles += usize::from(is_handed_off || !facts.keys.is_empty());
            proposal.handed_off += usize::from(is_handed_off);
            has_learn_keys |= is_learn(facts);
            if let Some(locale) = &facts.locale {
                *locales.entry(locale.to_string()).or_default() += 1;
            }
        }
        proposal.locales = locales.into_iter().collect();
        proposal.preset = if proposal.handed_off == 0 {
            has_learn_keys.then_some(PresetName::LearnSource)
        } else {
            let most = proposal.handed_off * 100 >= proposal.articles * HANDED_OFF;
            most.then_some(PresetName::LearnLocale)
        };
        proposal
    }

    /// Keys that rules ask for where they are usual, said once and for all where it is clear. A key that sites
    /// beside each other use differently is left to what is usual in each of them.
    pub(super) fn add_keys(&mut self, index: &Index, engine: &Engine) {
        let profile = Profile::new(index);
        let sites: Vec<_> = profile
            .kinds()
            .into_iter()
            .filter(|((_, kind), all)| kind.is_empty() && all.pages >= FEW)
            .map(|(_, all)| all)
            .collect();
        if sites.is_empty() {
            return;
        }
        let required = |pages: usize| if pages < MANY { REQUIRED } else { REQUIRED_OF_MANY };
        for key in asked(engine) {
            let share = |kind: &crate::engine::Kind| kind.keys.get(&*key).copied().unwrap_or(0) * 100;
            let count = |key: String| KeyCount {
                with: sites.iter().map(|kind| kind.keys.get(&*key).copied().unwrap_or(0)).sum(),
                of: sites.iter().map(|kind| kind.pages).sum(),
                key,
            };
            if sites.iter().all(|kind| share(kind) >= kind.pages * required(kind.pages)) {
                self.require.push(count(key));
            } else if sites.iter().all(|kind| share(kind) < kind.pages * WAIVED) {
                self.waive.push(count(key));
            }
        }
    }

    /// Folders of few pages that hold half of the findings: archives and lists of news that nobody mends.
    pub(super) fn add_overrides(&mut self, workspace: &Workspace, found: &[Diagnostic]) {
        if found.len() < FINDINGS {
            return;
        }
        let below: BTreeMap<&str, &str> = workspace.pages().map(|page| (page.path, page.below)).collect();
        let mut folders: BTreeMap<String, Folder<'_>> = BTreeMap::new();
        for path in below.values() {
            patterns(path).for_each(|pattern| folders.entry(pattern).or_default().pages += 1);
        }
        for diagnostic in found {
            let Some(path) = below.get(&*diagnostic.path) else { continue };
            for folder in patterns(path) {
                *folders.entry(folder).or_default().rules.entry(&diagnostic.rule).or_default() += 1;
            }
        }
        let few = |pages: usize| pages * 100 <= self.pages * EXCEPTION;
        let mut candidates: Vec<_> = folders.iter().filter(|(_, folder)| few(folder.pages)).collect();
        candidates.sort_by_key(|(name, folder)| (std::cmp::Reverse(folder.findings()), folder.pages, *name));
        let mut taken = Folder::default();
        let mut names: Vec<&str> = Vec::new();
        for (name, folder) in candidates {
            if taken.findings() * 2 >= found.len() {
                break;
            }
            let is_nested = |other: &&str| is_below(name, other) || is_below(other, name);
            if folder.rules.is_empty() || names.iter().any(is_nested) || !few(taken.pages + folder.pages) {
                continue;
            }
            names.push(name);
            taken.pages += folder.pages;
            for (rule, count) in &folder.rules {
                *taken.rules.entry(rule).or_default() += count;
            }
        }
        if taken.findings() * 2 < found.len() {
            return;
        }
        let mut rules: Vec<_> =
            taken.rules.iter().map(|(rule, count)| ((*rule).to_owned(), *count)).collect();
        rules.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), rule.clone()));
        self.exception = Some(Exception {
            globs: names.iter().map(|name| format!("{name}/**")).collect(),
            pages: taken.pages,
            findings: taken.findings(),
            of_findings: found.len(),
            rules,
        });
    }

    /// As a configuration, but for the levels of folders.
    pub(super) fn options(&self) -> Options {
        let keys = |counts: &[KeyCount]| counts.iter().map(|count| count.key.clone()).collect();
        Options {
            presets: self.preset.into_iter().collect(),
            require: keys(&self.require),
            waive: keys(&self.waive),
            ..Options::default()
        }
    }
}

fn is_learn(facts: &Facts) -> bool {
    facts.keys.iter().any(|fact| fact.key.starts_with("ms."))
}

/// The keys that the rules that run ask for where they are usual.
fn asked(engine: &Engine) -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    for pack in packs::bundled() {
        for rule in &pack.rules {
            let runs = engine.runs(&format!("{}/{}", pack.pack, rule.id)) == Some(true);
            if let (true, CheckSpec::FrontMatterRequired(check)) = (runs, &rule.check) {
                asked.extend(check.usual_keys().map(str::to_owned));
            }
        }
    }
    asked
}

/// Pages and findings of one folder, in all locales.
#[derive(Default)]
struct Folder<'d> {
    pages: usize,
    rules: BTreeMap<&'d str, usize>,
}

impl Folder<'_> {
    fn findings(&self) -> usize {
        self.rules.values().sum()
    }
}

/// The globs of the folders that a page lies in, the same for all locales; without those that name nothing but a
/// locale.
fn patterns(path: &str) -> impl Iterator<Item = String> {
    let parts: Vec<&str> = path.split('/').collect();
    let folders = parts[..parts.len() - 1].iter();
    let folders: Vec<String> = folders
        .map(|part| match Locale::parse_folder(part) {
            Some(_) => "*".to_owned(),
            None => globset::escape(part),
        })
        .collect();
    (1..=folders.len())
        .map(move |depth| folders[..depth].join("/"))
        .filter(|pattern| pattern.split('/').any(|part| part != "*"))
}

fn is_below(folder: &str, other: &str) -> bool {
    folder.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_the_same_in_all_locales() {
        let globs = |path| patterns(path).collect::<Vec<_>>();
        assert_eq!(globs("ko-kr/Archive/2018/a.md"), ["*/Archive", "*/Archive/2018"]);
        assert_eq!(globs("docs/ja-jp/[old]/a.md"), ["docs", "docs/*", "docs/*/[[]old[]]"]);
        assert!(globs("ko-kr/a.md").is_empty());
    }
}
