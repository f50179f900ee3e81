//! The source at hand: where the page stands that each page was translated from, and what it says by now. Not what
//! follows from that (`model::upstream`), nor what it said before (`history`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::layouts::{self, Site, slashed};
use super::place::Places;
use super::{File, Overlays, Workspace, read, relative};
use crate::config::Layouts;
use crate::model::layout::Layout;
use crate::model::upstream::{Pin, Source};
use crate::model::{Document, Groups, Index, Locale, Standing, Upstream};

/// What is said of the pages below a folder instead of what would be found on disk.
#[derive(Debug, Clone, Default)]
pub struct Arrangement {
    /// The folder, which patterns begin at.
    pub folder: PathBuf,
    /// The file that says it, as it is shown.
    pub by: String,
    /// Where the pages of each locale stand. Detected where there are none.
    pub layouts: Vec<Layout>,
    /// The folder of the source.
    pub source: Option<PathBuf>,
}

/// So many pages of a whole folder are no sample of something.
const FEW_PAGES: usize = 3;

/// How the path of a page becomes that of its source below a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Way {
    /// The same path.
    Same,
    /// Without the folder of the locale.
    Dropped,
    /// In a folder of the source's locale.
    Exchanged(usize),
    /// What stands behind the folder of the locale.
    Behind,
    /// As the layout has it for the source.
    Layout,
}

impl Workspace {
    /// Places the pages by what was said of them, the nearest first. Says what did not work out.
    pub fn arrange(&mut self, arrangements: &[Arrangement]) {
        if arrangements.is_empty() {
            return;
        }
        let bundled = Layouts::bundled();
        let mut places = Places::new(&self.directory, None);
        let mut sorted: Vec<&Arrangement> = arrangements.iter().collect();
        sorted.sort_by_key(|arrangement| std::cmp::Reverse(arrangement.folder.components().count()));
        let mut notices = Vec::new();
        let mut owners: Vec<Option<usize>> = Vec::with_capacity(self.files.len());
        for file in self.files.iter() {
            owners.push(sorted.iter().position(|arrangement| file.disk.starts_with(&arrangement.folder)));
        }
        let files = Arc::make_mut(&mut self.files);
        for (at, arrangement) in sorted.iter().enumerate() {
            let mut own: Vec<&mut File> = files
                .iter_mut()
                .zip(&owners)
                .filter(|(_, owner)| **owner == Some(at))
                .map(|(f, _)| f)
                .collect();
            if own.is_empty() {
                continue;
            }
            if !arrangement.layouts.is_empty() {
                notices.extend(apply(&mut own, arrangement, &mut places, &bundled));
            }
            if let Some(source) = &arrangement.source {
                notices.extend(find_sources(&mut own, arrangement, source, &self.directory, &bundled));
            }
        }
        self.notice(notices);
        self.settle_sources();
    }

    /// A source that is not there is gone only where most of the others are: else it is elsewhere.
    pub(super) fn settle_sources(&mut self) {
        let files = Arc::make_mut(&mut self.files);
        if self.isolated {
            let own: FxHashSet<PathBuf> = files.iter().map(|file| file.disk.clone()).collect();
            for file in files.iter_mut() {
                let is_named = file.source_top.is_some();
                file.source.take_if(|source| !is_named && !own.contains(source));
            }
        }
        let mut listed = FxHashMap::default();
        let mut counts: FxHashMap<PathBuf, (usize, usize)> = FxHashMap::default();
        for file in files.iter_mut() {
            let Some(source) = &mut file.source else { continue };
            file.source_exists = source.is_file();
            // Where some file systems tell no case, names differ in it.
            if !file.source_exists
                && let Some(found) = in_any_case(source, &mut listed).filter(|found| found.is_file())
            {
                (*source, file.source_exists) = (found, true);
            }
            let (there, all) = counts.entry(file.source_root()).or_default();
            *there += usize::from(file.source_exists);
            *all += 1;
        }
        for file in files.iter_mut() {
            let Some(source) = &file.source else { continue };
            let (there, all) = counts.get(&file.source_root()).copied().unwrap_or_default();
            let folder_stands = || all < 4 && source.parent().is_some_and(Path::is_dir);
            file.source_gone = !file.source_exists && (there * 2 >= all || folder_stands());
            if !file.source_exists && !file.source_gone {
                file.source = None;
            }
        }
    }

    /// Why pages in some locale were held against nothing, where somebody gave whole folders and would expect it.
    pub(super) fn lonely(&self, index: &Index, pairs: usize) -> Option<String> {
        let is_target = |file: &&File| file.from_folder && !file.is_source && file.layout.is_some();
        let mut locales: BTreeMap<&str, usize> = BTreeMap::new();
        for locale in self.files.iter().filter(is_target).filter_map(File::locale) {
            *locales.entry(locale).or_default() += 1;
        }
        let pages: usize = locales.values().sum();
        // Most runs end here; a page or two may well stand alone.
        if pages < FEW_PAGES || self.sources() > 0 || self.layouts().iter().any(|layout| layout.shared > 0) {
            return None;
        }
        if locales.len() > 1 {
            let groups = Groups::new(index, &[] as &[&str]);
            let named = locales.keys().copied().collect::<Vec<_>>().join(", ");
            return groups.list.iter().all(|group| group.members.len() < 2).then(|| {
                format!(
                    "{pages} pages in {named}, and none of them in two of these: they were not held against each other; \
                     `layouts:` in paralint.yaml says how their paths go together"
                )
            });
        }
        (pairs == 0).then(|| {
            format!(
                "{pages} translated pages hold no source text, and no source is at hand: they were held against nothing; \
                 name it with `--source DIR` or `source:` in paralint.yaml"
            )
        })
    }

    /// How many of its pages have a source at hand.
    #[must_use]
    pub fn sources(&self) -> usize {
        self.files.iter().filter(|file| file.reported && file.source_exists).count()
    }

    /// What could not be done as it was asked, a line each.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        self.notices.lock().map(|notices| notices.iter().cloned().collect()).unwrap_or_default()
    }

    pub(super) fn notice(&self, words: impl IntoIterator<Item = String>) {
        if let Ok(mut notices) = self.notices.lock() {
            notices.extend(words);
        }
    }
}

/// A path as it is on disk, where only the case of some names is another. `listed` keeps the folders that were read.
fn in_any_case(path: &Path, listed: &mut FxHashMap<PathBuf, Vec<String>>) -> Option<PathBuf> {
    let folder = path.parent()?;
    let folder = if folder.is_dir() { folder.to_path_buf() } else { in_any_case(folder, listed)? };
    let name = path.file_name()?.to_string_lossy();
    let names = listed.entry(folder.clone()).or_insert_with(|| layouts::names(&folder));
    let found = names.iter().find(|known| known.eq_ignore_ascii_case(&name))?;
    Some(folder.join(found))
}

/// Places files by configured layouts; a notice where one fits nothing.
fn apply(
    own: &mut [&mut File],
    arrangement: &Arrangement,
    places: &mut Places,
    bundled: &Layouts,
) -> Vec<String> {
    let by = format!("`{}`", arrangement.by);
    let site = |layout: &Layout| Site::configured(arrangement.folder.clone(), layout.clone(), by.clone());
    let sites: Vec<Site> = arrangement.layouts.iter().map(site).collect();
    let mut fits = vec![0_usize; sites.len()];
    for file in own.iter_mut() {
        file.forget_layout();
        let inherited = std::mem::take(&mut file.place);
        let base = places.place(&file.disk);
        file.place = crate::model::Place { placed: base.placed, page: base.page, ..inherited };
        if let Some(at) = layouts::place_in(file, &sites, places, bundled) {
            fits[at] += 1;
        }
    }
    let unused = sites.iter().zip(fits).filter(|(_, fits)| *fits == 0);
    let notice = |(site, _): (&Site, usize)| {
        format!(
            "{}: no page fits the layout `{}`; its paths begin at the folder of this file",
            arrangement.by, site.layout.name
        )
    };
    unused.map(notice).collect()
}

/// Finds the source of each file below a folder, in the way that finds most of them.
fn find_sources(
    own: &mut [&mut File],
    arrangement: &Arrangement,
    source: &Path,
    directory: &Path,
    bundled: &Layouts,
) -> Option<String> {
    let shown = relative(directory, source);
    let shown = if shown.is_empty() { ".".to_owned() } else { shown };
    if !source.is_dir() {
        for file in own.iter_mut() {
            file.source = None;
        }
        return Some(format!(
            "there is no folder `{shown}`; `source` names where the pages were translated from"
        ));
    }
    let inside = |file: &File| file.disk.starts_with(source) && !arrangement.folder.starts_with(source);
    let candidates: Vec<Vec<(Way, PathBuf)>> = own
        .iter()
        .map(|file| if inside(file) { Vec::new() } else { ways(file, arrangement, source, bundled) })
        .collect();
    let mut hits: FxHashMap<Way, usize> = FxHashMap::default();
    for (way, path) in candidates.iter().flatten() {
        *hits.entry(*way).or_default() += usize::from(path.is_file());
    }
    let most = hits.values().copied().max().unwrap_or(0);
    let mut best: Vec<Way> = hits.iter().filter(|(_, count)| **count == most).map(|(way, _)| *way).collect();
    best.sort();
    let mut found = 0;
    for (file, candidates) in own.iter_mut().zip(candidates) {
        file.is_source = file.disk.starts_with(source) && !arrangement.folder.starts_with(source);
        // One page may be in a folder of another kind than most.
        let there = candidates.iter().find(|(_, path)| path.is_file() && *path != file.disk);
        found += usize::from(there.is_some());
        file.source_top = Some(source.to_path_buf());
        let usual = || candidates.iter().find(|(way, _)| Some(way) == best.first());
        file.source = there.or_else(usual).map(|(_, path)| path.clone()).filter(|path| *path != file.disk);
    }
    let wanted = own.iter().filter(|file| !file.is_source).count();
    (found == 0 && wanted > 0).then(|| {
        format!("none of {wanted} pages has a source at its path below `{shown}`; is it the same folder of the other repository?")
    })
}

/// Where a file's source may stand below a folder: at its path below the configuration, or below its argument.
fn ways(file: &File, arrangement: &Arrangement, source: &Path, bundled: &Layouts) -> Vec<(Way, PathBuf)> {
    let mut all = Vec::new();
    if let Some(expected) = &file.layout_source
        && let Ok(rest) = expected.strip_prefix(&arrangement.folder)
    {
        all.push((Way::Layout, source.join(rest)));
    }
    let rest = file.disk.strip_prefix(&arrangement.folder).map(slashed);
    let locale = file.place.placed.as_ref().map(|placed| &placed.locale);
    let is_locale = |part: &&str| {
        let tag = part.rsplit('.').next().unwrap_or(part);
        locale.is_some() && Locale::parse(tag).as_ref() == locale
    };
    for rest in rest.iter().chain([&file.below]) {
        all.push((Way::Same, source.join(rest)));
        let parts: Vec<&str> = rest.split('/').collect();
        let Some(at) = parts[..parts.len() - 1].iter().rposition(is_locale) else { continue };
        let (before, behind) = (&parts[..at], &parts[at + 1..]);
        all.push((Way::Dropped, source.join([before, behind].concat().join("/"))));
        all.push((Way::Behind, source.join(behind.join("/"))));
        let exchanged = bundled.source_locales.iter().enumerate();
        let exchange = |name: &String| source.join([before, &[name], behind].concat().join("/"));
        all.extend(exchanged.map(|(nth, name)| (Way::Exchanged(nth), exchange(name))));
    }
    all
}

impl File {
    /// What its source has in common with others.
    fn source_root(&self) -> PathBuf {
        self.source_top.clone().unwrap_or_else(|| self.layout_folder())
    }

    pub(super) fn layout_folder(&self) -> PathBuf {
        self.layout.as_ref().map_or_else(PathBuf::new, |stands| stands.folder.clone())
    }

    pub(super) fn locale(&self) -> Option<&str> {
        self.place.placed.as_ref().map(|placed| placed.locale.as_str())
    }

    fn forget_layout(&mut self) {
        self.layout = None;
        self.is_source = false;
        self.source = None;
        self.source_top = None;
        self.layout_source = None;
        self.needs_source = false;
    }

    /// The page's source as it is, where it can be read.
    pub(super) fn read_source(&self, directory: &Path, overlays: &Overlays) -> Option<Source> {
        let disk = self.source.as_ref().filter(|_| self.source_exists)?;
        let path: Arc<str> = relative(directory, disk).into();
        if let Some(open) = overlays.get(&path) {
            return Some(Source { path, text: open.text.to_string() });
        }
        let mut buffer = Vec::new();
        let text = read(disk, &mut buffer).ok()?.to_owned();
        Some(Source { path, text })
    }
}

impl Workspace {
    /// What the source at hand says of a page. `None` where there is none, or the page is the source.
    pub(super) fn upstream(&self, file: &File, document: &Document<'_>) -> Option<Box<Upstream>> {
        let disk = file.source.as_ref().filter(|_| !file.is_source)?;
        let pin = Pin::of(document, &self.pins);
        let mut upstream = if file.source_gone {
            let path: Arc<str> = relative(&self.directory, disk).into();
            let mut gone = Upstream::new(path, Standing::Gone, pin.as_ref());
            // A page that never was a translation has lost nothing.
            if pin.is_none() && !file.needs_source {
                gone.standing = Standing::Unpinned;
                gone.is_own = true;
            }
            gone
        } else {
            Upstream::of(document, pin.as_ref(), &file.read_source(&self.directory, &self.overlays)?)
        };
        upstream.since = document.value("ms.lasthandoff").and_then(crate::model::date::parse);
        upstream.age(document.today, self.max_age);
        Some(Box::new(upstream))
    }
}
