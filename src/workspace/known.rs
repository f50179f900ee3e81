//! What is known beside the pages that were asked for, and what is reported of it: the tree of their configuration, or
//! their twins in other locales. Not what is found in them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use rustc_hash::{FxHashMap, FxHashSet};

use super::discover::{IGNORED, file, is_page, normal, walk};
use super::layouts::{self, Site};
use super::place::Places;
use super::{File, Request, Workspace};
use crate::config::Layouts;
use crate::engine::{Known, Outside, Spread, Texts};
use crate::model::Locale;

/// What is known beside the paths of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Beside {
    /// Nothing: every page that is known is reported on.
    #[default]
    Nothing,
    /// The tree of the configuration; without one, the twins of the pages in other locales.
    Tree {
        /// A configuration that was named: its folder is the tree of the pages below it.
        config: Option<PathBuf>,
        /// What is reported.
        report: Report,
    },
}

/// What is reported of what is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Report {
    /// The paths that were asked for.
    #[default]
    Changed,
    /// Also what lies between them and their twins in other locales.
    Affected,
    /// Everything.
    All,
}

/// Findings that are not news.
#[derive(Debug, Default)]
pub struct Sieve {
    /// Those that somebody accepted: counted, and not reported.
    pub accepted: Option<Known>,
    /// Those from before a change: not reported.
    pub before: Option<Known>,
    /// Whether each finding is a diagnostic of its own, also where several are one fact.
    pub each: bool,
}

impl Workspace {
    /// Leaves out what is not news.
    pub fn sift(&mut self, sieve: Sieve) {
        self.sieve = Arc::new(sieve);
    }

    /// Whether all is reported on that is known, and all is known that its pages may be held against.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole && self.files.iter().all(|file| file.reported)
    }

    /// Whether a page is among its files.
    #[must_use]
    pub fn knows(&self, path: &str) -> bool {
        self.file(path).is_some()
    }

    /// Whether a page is reported on.
    #[must_use]
    pub fn reports_on(&self, path: &str) -> bool {
        self.file(path).is_some_and(|file| file.reported)
    }

    /// Does the work that is given what is reported.
    pub(super) fn reporting<T>(
        &self,
        texts: &Texts<'_>,
        spread: &Spread<'_>,
        work: impl FnOnce(&Outside<'_>) -> T,
    ) -> T {
        let all = self.files.iter().all(|file| file.reported);
        let affected = match &self.beside {
            Beside::Tree { report: Report::Affected, .. } if !all => self.affected(),
            _ => FxHashSet::default(),
        };
        work(&Outside {
            reported: &|path| all || self.reports_on(path),
            affected: &|path| affected.contains(path),
            whole: self.whole,
            accepted: self.sieve.accepted.as_ref(),
            before: self.sieve.before.as_ref(),
            each: self.sieve.each,
            ..Outside::new(texts, spread)
        })
    }

    /// The pages that say in another locale what a reported one says, and those translated from it.
    fn affected(&self) -> FxHashSet<&str> {
        let reported = || self.files.iter().filter(|file| file.reported);
        let pages: FxHashSet<&str> = reported().map(|file| &*file.place.page).collect();
        let sources: FxHashSet<&Path> = reported().map(|file| &*file.disk).collect();
        let is_affected = |file: &&File| {
            let source = file.source.as_deref().is_some_and(|source| sources.contains(source));
            !file.reported && (source || pages.contains(&*file.place.page))
        };
        self.files.iter().filter(is_affected).map(|file| &*file.path).collect()
    }
}

/// Adds to the pages that were asked for what is known beside them, sorts them, and places all in their layouts. Whether
/// all is known then that they may be held against.
pub(super) fn widen(
    request: &Request,
    folders: &[PathBuf],
    files: &mut Vec<File>,
    places: &mut Places,
    bundled: &Layouts,
) -> bool {
    let Beside::Tree { config, report } = &request.beside else {
        sort(files);
        arrange(files, places, bundled);
        return true;
    };
    let mut whole = true;
    let mut trees = Trees::new(config.as_deref());
    let mut alone = Vec::new();
    for file in files.iter() {
        let tree = if request.isolated { None } else { trees.of(&file.disk) };
        alone.extend(tree.is_none().then(|| file.disk.clone()));
        // A folder is whole as far as it goes; a file may have been one of many.
        whole &= tree.is_some() || file.from_folder;
    }
    let mut beside = Vec::new();
    for tree in trees.outermost().iter().filter(|tree| !folders.iter().any(|folder| tree.starts_with(folder)))
    {
        walk(tree, &mut beside);
    }
    // Those of `beside` that are not known yet.
    let added = |files: &[File], beside: Vec<PathBuf>, places: &mut Places| -> Vec<File> {
        if beside.is_empty() {
            return Vec::new();
        }
        let mut known: FxHashSet<PathBuf> = files.iter().map(|file| file.disk.clone()).collect();
        let new = beside.into_iter().map(|disk| normal(&disk)).filter(|disk| known.insert(disk.clone()));
        let reported = *report == Report::All;
        new.map(|disk| File { reported, ..file(request, disk, None, places) }).collect()
    };
    files.extend(added(files, beside, places));
    sort(files);
    let sites = arrange(files, places, bundled);
    if !request.isolated && !alone.is_empty() {
        let mut twins = Twins { folders, locales: FxHashMap::default(), none_beside: None };
        let alone: FxHashSet<&OsStr> = alone.iter().map(|disk| disk.as_os_str()).collect();
        let wanted = files.iter().filter(|file| alone.contains(file.disk.as_os_str()));
        let found: Vec<PathBuf> = wanted.flat_map(|file| twins.of(file, &sites)).collect();
        let mut beside = added(files, found, places);
        if !beside.is_empty() {
            arrange(&mut beside, places, bundled);
            files.append(&mut beside);
            sort(files);
        }
    }
    whole
}

fn sort(files: &mut Vec<File>) {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
}

fn arrange(files: &mut [File], places: &mut Places, bundled: &Layouts) -> Vec<Site> {
    let sites = layouts::detect(files, places, bundled);
    layouts::arrange(files, &sites, places, bundled);
    sites
}

/// Takes out the files that ignore files name; how many there were. Those below a folder that was given went already.
pub(super) fn exclude(found: &mut Vec<(PathBuf, Option<PathBuf>)>) -> usize {
    let wanted: FxHashSet<PathBuf> =
        found.iter().filter(|(_, root)| root.is_none()).map(|(disk, _)| normal(disk)).collect();
    if wanted.is_empty() {
        return 0;
    }
    let mut tops: Vec<PathBuf> = wanted.iter().filter_map(|file| top(file)).collect();
    tops.sort();
    tops.dedup();
    let ways: FxHashSet<PathBuf> =
        wanted.iter().flat_map(|file| file.ancestors().skip(1)).map(Path::to_path_buf).collect();
    let mut kept: FxHashSet<PathBuf> = FxHashSet::default();
    for top in tops {
        let (wanted, ways) = (wanted.clone(), ways.clone());
        let mut walk = WalkBuilder::new(&top);
        walk.require_git(false).hidden(false).add_custom_ignore_filename(IGNORED);
        walk.filter_entry(move |entry| ways.contains(entry.path()) || wanted.contains(entry.path()));
        kept.extend(walk.build().flatten().map(ignore::DirEntry::into_path));
    }
    let before = found.len();
    found.retain(|(disk, root)| root.is_some() || kept.contains(&normal(disk)));
    before - found.len()
}

/// From where on ignore files speak of a file.
fn top(file: &Path) -> Option<PathBuf> {
    let folder = file.parent()?;
    let marked = |mark: &str| folder.ancestors().find(|folder| folder.join(mark).exists());
    let top = marked(".git").or_else(|| folder.ancestors().filter(|f| f.join(CONFIG).is_file()).last());
    Some(top.unwrap_or(folder).to_path_buf())
}

/// The configuration's name.
const CONFIG: &str = "paralint.yaml";

/// The trees that configurations stand at the top of.
struct Trees {
    /// The folder of a configuration that was named.
    named: Option<PathBuf>,
    of_folder: FxHashMap<PathBuf, Option<PathBuf>>,
}

impl Trees {
    fn new(config: Option<&Path>) -> Self {
        let folder = config.and_then(Path::parent).map(normal);
        Self { named: folder, of_folder: FxHashMap::default() }
    }

    /// The tree that a file belongs to: below the outermost configuration of its repository, so that a page belongs to
    /// the same tree whichever others it is given with. Outside of a repository, below the nearest.
    fn of(&mut self, file: &Path) -> Option<PathBuf> {
        let folder = file.parent()?;
        if let Some(named) = &self.named {
            return folder.starts_with(named).then(|| named.clone());
        }
        if let Some(known) = self.of_folder.get(folder) {
            return known.clone();
        }
        let mut nearest = None;
        let mut outermost = None;
        for folder in folder.ancestors() {
            if folder.join(CONFIG).is_file() {
                nearest = nearest.or(Some(folder));
                outermost = Some(folder);
            }
            if folder.join(".git").exists() {
                nearest = outermost;
                break;
            }
        }
        let tree = nearest.map(Path::to_path_buf);
        self.of_folder.insert(folder.to_path_buf(), tree.clone());
        tree
    }

    /// Those that no other holds.
    fn outermost(&self) -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = match &self.named {
            Some(named) => vec![named.clone()],
            None => self.of_folder.values().flatten().cloned().collect(),
        };
        all.sort();
        all.dedup_by(|a, b| a.starts_with(b));
        all
    }
}

/// Finds the same page in other locales, by putting another locale into its path.
struct Twins<'t> {
    /// Folders whose pages are all known.
    folders: &'t [PathBuf],
    /// For a part of a path that names a locale, the parts beside it that name others.
    locales: FxHashMap<PathBuf, Vec<PathBuf>>,
    /// The last folder that has none beside it, with its locale: pages come folder by folder.
    none_beside: Option<(PathBuf, Locale)>,
}

impl Twins<'_> {
    fn of(&mut self, file: &File, sites: &[Site]) -> Vec<PathBuf> {
        let mut twins: Vec<PathBuf> =
            sites.iter().map(|site| site.twins(&file.disk)).find(|t| !t.is_empty()).unwrap_or_default();
        twins.extend(file.source.clone());
        if let Some(placed) = &file.place.placed {
            let folder = file.disk.parent().unwrap_or(&file.disk);
            let is_known = |(known, locale): &&(PathBuf, Locale)| {
                known.as_os_str() == folder.as_os_str() && *locale == placed.locale
            };
            let spelled = |part: &&Path| spells(part, &placed.locale).is_some();
            if self.none_beside.as_ref().is_some_and(|last| is_known(&last)) && !spelled(&&*file.disk) {
                return found(twins, file);
            }
            let mut parts = file.disk.ancestors().take_while(|part| part.parent().is_some());
            if let Some(part) = parts.find(spelled) {
                let rest = file.disk.strip_prefix(part).unwrap_or(Path::new(""));
                let others = self.others(part, &placed.locale);
                let is_alone = others.is_empty() && part.as_os_str() != file.disk.as_os_str();
                let joined = |other: &PathBuf| {
                    if rest.as_os_str().is_empty() { other.clone() } else { other.join(rest) }
                };
                twins.extend(others.iter().map(joined));
                if is_alone {
                    self.none_beside = Some((folder.to_path_buf(), placed.locale.clone()));
                }
            }
        }
        found(twins, file)
    }

    /// What stands beside a part of a path and differs from it in the locale alone.
    fn others(&mut self, part: &Path, locale: &Locale) -> &[PathBuf] {
        let folders = self.folders;
        self.locales.entry(part.to_path_buf()).or_insert_with(|| {
            let (Some((before, after)), Some(parent)) = (spells(part, locale), part.parent()) else {
                return Vec::new();
            };
            let named = |name: &String| {
                let tag = name.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
                Locale::parse(tag).filter(|other| other != locale)?;
                Some(parent.join(name))
            };
            let names = layouts::names(parent);
            let others = names.iter().filter_map(named);
            others.filter(|other| !folders.iter().any(|folder| other.starts_with(folder))).collect()
        })
    }
}

/// Those of some paths that are pages, and not the file itself.
fn found(mut twins: Vec<PathBuf>, file: &File) -> Vec<PathBuf> {
    twins.sort();
    twins.dedup();
    twins.retain(|twin| *twin != file.disk && is_page(twin) && twin.is_file());
    twins
}

/// What stands before and behind a locale in the last part of a path.
fn spells(part: &Path, locale: &Locale) -> Option<(String, String)> {
    let name = part.file_name()?.to_str()?;
    let is_it = |tag: &str| Locale::parse(tag).as_ref() == Some(locale);
    if is_it(name) {
        return Some((String::new(), String::new()));
    }
    // `docs.ko-kr`, `berths.ko.md`
    let dots: Vec<usize> = name.match_indices('.').map(|(at, _)| at).chain([name.len()]).collect();
    let tag = dots.windows(2).find(|pair| is_it(&name[pair[0] + 1..pair[1]]))?;
    Some((name[..=tag[0]].to_owned(), name[tag[1]..].to_owned()))
}
