//! Which layout a site has, and where in it each page belongs: told from what is on disk, so that one page alone is
//! placed as it is among all. Not what a pattern means (`model::layout`), nor which there are (`config`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::neighbours::Languages;
use super::place::Places;
use super::{File, relative};
use crate::config::{LayoutSpec, Layouts};
use crate::model::layout::{Fit, LOCALE, Layout, Pages};
use crate::model::{Evidence, Locale, Placed};

/// A layout that some pages stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arranged {
    /// Its name, or its pattern.
    pub name: String,
    /// The folder that it begins at, as reports print it; empty for the working directory.
    pub folder: String,
    /// What speaks for it, in words that follow "by".
    pub by: String,
    /// How many pages of each locale stand in it; those of the source under the source's.
    pub locales: BTreeMap<String, usize>,
    /// How many pages it has, in whatever locales.
    pub pages: usize,
    /// How many of them stand in more than one.
    pub shared: usize,
}

/// What pages of one layout have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stands {
    /// The folder that the layout begins at.
    pub(super) folder: PathBuf,
    /// Its name.
    pub(super) name: String,
    /// What speaks for it.
    pub(super) by: String,
}

/// A layout at a folder.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) folder: PathBuf,
    pub(super) layout: Layout,
    stands: Arc<Stands>,
    /// Of each of its patterns, the folders of locales that are there.
    folders: Vec<Option<Vec<(String, Locale)>>>,
}

/// Of how many pages a folder of a locale is judged.
const SAMPLE: usize = 60;

/// From how many pages with a counterpart on a folder is a language's, where nothing but its name says so.
pub(super) const COUNTERPARTS: usize = 3;

impl Site {
    /// A layout that a configuration chose.
    pub(super) fn configured(folder: PathBuf, layout: Layout, by: String) -> Self {
        let mut layout = layout;
        // What somebody wrote down needs no proof.
        layout.pages.iter_mut().for_each(|pages| pages.sure = true);
        Self::new(folder, layout, by, &[])
    }

    fn new(folder: PathBuf, layout: Layout, by: String, words: &[String]) -> Self {
        let folders = layout.pages.iter().map(|pages| locale_folders(&folder, pages, words)).collect();
        let stands = Arc::new(Stands { folder: folder.clone(), name: layout.name.clone(), by });
        Self { folder, layout, stands, folders }
    }

    /// The pattern that a file fits, and how.
    fn fit(&self, file: &Path) -> Option<(&Pages, Fit)> {
        let path = slashed(file.strip_prefix(&self.folder).ok()?);
        let kinds = || self.layout.pages.iter().zip(&self.folders);
        let target = kinds().find_map(|(pages, folders)| {
            let fit = pages.target(&path)?;
            let known = match folders {
                Some(folders) => {
                    let (_, locale) = folders.iter().find(|(name, _)| pages.in_locale(&fit, name) == path)?;
                    Some(locale) == fit.locale.as_ref()
                }
                None => pages.sure || self.has_counterpart(pages, &fit),
            };
            known.then_some((pages, fit))
        });
        let source = || {
            kinds().find_map(|(pages, folders)| {
                let fit = pages.source(&path)?;
                let used = match folders {
                    // An instance of a plugin, or a version, that nobody translates has no locale.
                    Some(folders) => folders
                        .iter()
                        .any(|(name, _)| self.folder.join(pages.folder_in_locale(&fit, name)).is_dir()),
                    None => self.is_translated(pages, &fit),
                };
                used.then_some((pages, fit))
            })
        };
        target.or_else(source)
    }

    fn has_counterpart(&self, pages: &Pages, fit: &Fit) -> bool {
        let source = pages.in_source(fit).into_iter();
        let spelled = source.chain([pages.in_locale(fit, self.layout.source_locale.as_str())]);
        let own = fit.locale.as_ref() == Some(&self.layout.source_locale);
        let mut candidates = spelled.map(|path| self.folder.join(path));
        own && self.is_translated(pages, fit) || !own && candidates.any(|path| path.is_file())
    }

    /// Whether a page without a locale in its name has a translation beside it.
    fn is_translated(&self, pages: &Pages, fit: &Fit) -> bool {
        let pattern = self.folder.join(pages.in_locale(fit, LOCALE));
        let (Some(folder), Some(name)) = (pattern.parent(), pattern.file_name()) else { return false };
        let name = name.to_string_lossy();
        let Some((before, after)) = name.split_once(LOCALE) else { return false };
        let is_one = |name: &String| {
            let locale = name.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            locale.is_some_and(|locale| Locale::parse(locale).is_some())
        };
        names(folder).iter().any(is_one)
    }

    /// Where the same page stands in the source and in other locales, if it is there.
    pub(super) fn twins(&self, file: &Path) -> Vec<PathBuf> {
        let Some((pages, fit)) = self.fit(file) else { return Vec::new() };
        let at = self.layout.pages.iter().position(|known| std::ptr::eq(known, pages));
        let mut twins: Vec<PathBuf> = match at.and_then(|at| self.folders[at].as_ref()) {
            Some(folders) => {
                folders.iter().map(|(name, _)| pages.in_locale(&fit, name)).map(Into::into).collect()
            }
            None => {
                let pattern = PathBuf::from(pages.in_locale(&fit, LOCALE));
                let (parent, name) = (pattern.parent().unwrap_or(Path::new("")), pattern.file_name());
                let name = name.unwrap_or_default().to_string_lossy().into_owned();
                let Some((before, after)) = name.split_once(LOCALE) else { return Vec::new() };
                let there = names(&self.folder.join(parent)).into_iter();
                let is_one = |name: &String| {
                    let tag = name.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                    tag.is_some_and(|tag| Locale::parse(tag).is_some())
                };
                there.filter(is_one).map(|name| parent.join(name)).collect()
            }
        };
        twins.extend(pages.in_source(&fit).map(PathBuf::from));
        twins.into_iter().map(|twin| self.folder.join(twin)).collect()
    }

    /// Where the source of a page stands.
    fn source_of(&self, pages: &Pages, fit: &Fit, source_locales: &[String]) -> Option<PathBuf> {
        if fit.locale.is_none() || fit.locale.as_ref() == Some(&self.layout.source_locale) {
            return None;
        }
        if let Some(path) = pages.in_source(fit) {
            let path = self.folder.join(path);
            // A site may keep the source in the folder of its locale all the same.
            let spelled = self.folder.join(pages.in_locale(fit, self.layout.source_locale.as_str()));
            return Some(if !path.is_file() && spelled.is_file() { spelled } else { path });
        }
        let own = self.layout.source_locale.as_str();
        let names = std::iter::once(own).chain(source_locales.iter().map(String::as_str));
        let mut candidates = names.filter_map(|name| {
            let locale = Locale::parse(name)?;
            let is_own = fit.locale.as_ref() == Some(&locale);
            (!is_own && locale.language() == self.layout.source_locale.language()).then_some(name)
        });
        let there = |name: &&str| self.folder.join(pages.in_locale(fit, name)).is_file();
        let all: Vec<&str> = candidates.by_ref().collect();
        let name = all.iter().copied().find(there).or_else(|| {
            let beside = self.folder.join(pages.in_locale(fit, ""));
            let parent = beside.ancestors().find(|folder| folder.is_dir())?;
            all.iter().copied().find(|name| parent.join(name).is_dir())
        })?;
        Some(self.folder.join(pages.in_locale(fit, name)))
    }
}

/// The folders of locales that a pattern has on disk; `None` for a pattern whose locale is no folder.
fn locale_folders(site: &Path, pages: &Pages, words: &[String]) -> Option<Vec<(String, Locale)>> {
    let (before, _) = pages.target.as_str().split_once(LOCALE)?;
    let is_folder = pages.evidence() == Evidence::Folder && !before.contains('{');
    if !is_folder {
        return None;
    }
    let parent = site.join(before);
    let all: Vec<(String, Locale)> = names(&parent)
        .into_iter()
        .filter_map(|name| Locale::parse(&name).map(|locale| (name, locale)))
        .collect();
    let is_proven = |(name, locale): &&(String, Locale)| {
        if pages.sure || locale.as_str().contains('-') {
            return true;
        }
        let sample = sample(&parent.join(name));
        let has_counterpart = |file: &&PathBuf| {
            let Ok(path) = file.strip_prefix(site) else { return false };
            let Some(fit) = pages.target(&slashed(path)) else { return false };
            let others = all.iter().filter(|(other, _)| other != name);
            let others = others.map(|(other, _)| pages.in_locale(&fit, other));
            others.chain(pages.in_source(&fit)).any(|path| site.join(path).is_file())
        };
        let counterparts = sample.iter().filter(has_counterpart).count();
        let least = if words.contains(name) { 2 } else { 1 };
        counterparts >= least && counterparts * 4 >= sample.len()
    };
    Some(all.iter().filter(is_proven).cloned().collect())
}

/// Some pages below a folder, the same ones in every run.
pub(super) fn sample(folder: &Path) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    let mut seen = 0;
    while let Some(folder) = folders.pop().filter(|_| pages.len() < SAMPLE && seen < 10 * SAMPLE) {
        seen += 1;
        for name in
            names(&folder).into_iter().rev().filter(|name| !name.starts_with('.') && name != "node_modules")
        {
            let path = folder.join(name);
            if super::discover::is_page(&path) {
                pages.push(path);
            } else if path.extension().is_none() && path.is_dir() {
                folders.push(path);
            }
        }
    }
    pages.truncate(SAMPLE);
    pages
}

/// The names in a folder, in order; none where it cannot be listed.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The layouts that the folders above some files are marked with, the deepest folder first.
pub(super) fn detect(files: &[File], places: &mut Places, bundled: &Layouts) -> Vec<Site> {
    let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
    let mut sites = Vec::new();
    for file in files {
        let Some(parent) = file.disk.parent().filter(|parent| !seen.contains(*parent)) else { continue };
        let bound = places.bound(parent);
        for folder in parent.ancestors() {
            if !seen.insert(folder.to_path_buf()) {
                break;
            }
            // One look at the folder, in place of one for each mark that there is.
            let names = names(folder);
            sites.extend(bundled.layouts.iter().filter_map(|spec| site(folder, &names, spec, bundled)));
            if folder == bound {
                break;
            }
        }
    }
    sites.sort_by_key(|site| std::cmp::Reverse(site.folder.components().count()));
    sites
}

/// A layout at a folder with those names in it, where a mark says so.
fn site(folder: &Path, names: &[String], spec: &LayoutSpec, bundled: &Layouts) -> Option<Site> {
    let may_stand = |mark: &str| {
        let first = mark.split('/').next().unwrap_or(mark);
        names.iter().any(|name| name.eq_ignore_ascii_case(first))
    };
    let mark = spec.marks.iter().find(|mark| may_stand(mark) && folder.join(mark).exists())?;
    let mut layout = spec.compile().ok()?;
    let said = std::fs::read_to_string(folder.join(mark)).unwrap_or_default();
    // A folder of settings says nothing by itself.
    let is_file = folder.join(mark).is_file();
    if is_file && layout.mentions.as_ref().is_some_and(|mentions| !mentions.is_match(&said)) {
        return None;
    }
    let named = layout.source_locale_in.as_ref().and_then(|pattern| pattern.captures(&said)?.get(1));
    if let Some(locale) = named.and_then(|tag| Locale::parse(tag.as_str())) {
        layout.source_locale = locale;
    }
    let site = Site::new(folder.to_path_buf(), layout, format!("`{mark}`"), &bundled.words);
    // A mark without a page in any locale is a site in one language.
    let folders =
        site.folders.iter().any(|folders| folders.as_ref().is_none_or(|folders| !folders.is_empty()));
    folders.then_some(site)
}

/// Places the files that a site's pattern fits, and says where the source of each stands.
pub(super) fn arrange(files: &mut [File], sites: &[Site], places: &mut Places, bundled: &Layouts) {
    for file in files.iter_mut() {
        place_in(file, sites, places, bundled);
    }
    let mut languages = Languages::default();
    for file in files.iter_mut() {
        languages.place(file, places, bundled);
    }
}

/// Places a file in the first site that it fits, and says which.
pub(super) fn place_in(
    file: &mut File,
    sites: &[Site],
    places: &mut Places,
    bundled: &Layouts,
) -> Option<usize> {
    let fitting = sites.iter().enumerate().find_map(|(at, site)| Some((at, site, site.fit(&file.disk)?)));
    let (at, site, (pages, fit)) = fitting?;
    let locale = fit.locale.clone().unwrap_or_else(|| site.layout.source_locale.clone());
    file.is_source = fit.locale.is_none() || locale == site.layout.source_locale;
    let evidence = if fit.locale.is_none() { Evidence::Layout } else { pages.evidence() };
    let above = places.above(&site.folder);
    let page = slashed(&site.folder.strip_prefix(&above).unwrap_or(&site.folder).join(pages.page(&fit)));
    file.place.placed = Some(Placed { locale, evidence });
    file.place.page = page.trim_start_matches('/').into();
    file.needs_source = pages.needs_source;
    file.source = site.source_of(pages, &fit, &bundled.source_locales);
    file.layout_source = pages.in_source(&fit).map(|path| site.folder.join(path));
    file.layout = Some(Arc::clone(&site.stands));
    Some(at)
}

/// The layouts that files stand in, with their counts.
pub(super) fn summarize(files: &[File], directory: &Path) -> Vec<Arranged> {
    #[derive(Default)]
    struct Counts<'f> {
        locales: BTreeMap<String, usize>,
        pages: BTreeMap<&'f str, BTreeSet<&'f str>>,
    }
    let mut all: BTreeMap<&Stands, Counts<'_>> = BTreeMap::new();
    for file in files {
        let (Some(stands), Some(placed)) = (&file.layout, &file.place.placed) else { continue };
        let counts = all.entry(stands).or_default();
        *counts.locales.entry(placed.locale.to_string()).or_default() += 1;
        counts.pages.entry(&file.place.page).or_default().insert(placed.locale.as_str());
    }
    let arranged = all.into_iter().map(|(stands, Counts { locales, pages })| Arranged {
        name: stands.name.clone(),
        folder: relative(directory, &stands.folder),
        by: stands.by.clone(),
        locales,
        pages: pages.len(),
        shared: pages.values().filter(|locales| locales.len() > 1).count(),
    });
    arranged.collect()
}
