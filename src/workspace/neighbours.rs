//! Folders and repositories of locales that stand side by side, told by their names and by what is in them. Not the layouts of
//! site generators, which a mark gives away (`layouts`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::File;
use super::layouts::{COUNTERPARTS, Stands, names, sample, slashed};
use super::place::Places;
use crate::config::Layouts;
use crate::model::layout::LOCALE;
use crate::model::{Evidence, Locale, Placed};

/// Folders named by a language alone, beside others: `docs/en`, `docs/fr`.
#[derive(Debug, Default)]
pub(super) struct Languages {
    /// For each folder that may be a language's, the names of the locales beside it, where it is one.
    known: FxHashMap<PathBuf, Option<Neighbours>>,
    /// Folders and repositories of a source, by what they stand beside.
    sources: FxHashMap<PathBuf, (Option<PathBuf>, Arc<Stands>)>,
    /// What was said of the last folder: pages come folder by folder.
    last: Option<Last>,
}

/// What stands beside the pages of one folder.
#[derive(Debug)]
struct Last {
    folder: PathBuf,
    evidence: Evidence,
    /// The folder or repository of their locale, and of their source where there is one.
    own: PathBuf,
    source: Option<PathBuf>,
    is_source: bool,
    stands: Arc<Stands>,
}

impl Languages {
    /// Places a file that stands in no layout yet.
    pub(super) fn place(&mut self, file: &mut File, places: &mut Places, bundled: &Layouts) {
        if file.layout.is_some() {
            return;
        }
        if file.place.placed.is_none() {
            let bound = places.bound(file.disk.parent().unwrap_or(&file.disk));
            self.find(file, &bound, places, bundled);
        }
        let evidence = file.place.placed.as_ref().map(|placed| placed.evidence);
        if file.layout.is_none()
            && let Some(evidence @ (Evidence::Folder | Evidence::Repository)) = evidence
        {
            self.source_beside(file, evidence, bundled);
        }
    }

    /// A folder above the file that is named by a language, and whose pages stand in other locales' folders too.
    fn find(&mut self, file: &mut File, bound: &Path, places: &mut Places, bundled: &Layouts) {
        let disk = file.disk.clone();
        let folders = disk.ancestors().skip(1).take_while(|folder| *folder != bound);
        for folder in folders {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(locale) = Locale::parse(&name).filter(|_| name.len() <= 3) else { continue };
            let known = self.known.entry(folder.to_path_buf());
            let Some((names, stands)) = known.or_insert_with(|| siblings(folder, &name, bundled)) else {
                continue;
            };
            let Some(parent) = folder.parent() else { continue };
            let Ok(rest) = disk.strip_prefix(folder) else { continue };
            let above = places.above(parent);
            let page = parent.strip_prefix(&above).unwrap_or(parent).join(LOCALE).join(rest);
            file.place.page = slashed(&page).trim_start_matches('/').into();
            let is_source = |name: &String| bundled.source_locales.contains(&name.to_ascii_lowercase());
            file.is_source = is_source(&name);
            let source = names.iter().find(|name| is_source(name)).filter(|_| !file.is_source);
            file.source = source.map(|source| parent.join(source).join(rest));
            file.place.placed = Some(Placed { locale, evidence: Evidence::Folder });
            file.layout = Some(Arc::clone(stands));
            return;
        }
    }

    /// The source of a page in a folder `ko-kr` or a repository `docs.ko-kr`: beside it.
    fn source_beside(&mut self, file: &mut File, evidence: Evidence, bundled: &Layouts) {
        let of = |folder: &&Path| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let tag = match evidence {
                Evidence::Folder => Some(&*name),
                _ => name.rsplit_once('.').map(|(_, tag)| tag),
            };
            tag.and_then(Locale::parse_folder).is_some()
        };
        let Some(parent) = file.disk.parent() else { return };
        let is_same =
            |last: &&Last| last.evidence == evidence && last.folder.as_os_str() == parent.as_os_str();
        if self.last.as_ref().filter(is_same).is_none() {
            let Some(own) = parent.ancestors().find(of) else { return };
            let found = self.sources.entry(own.to_path_buf());
            let (source, stands) = found.or_insert_with(|| {
                let name = match evidence {
                    Evidence::Folder => "folders of locales",
                    _ => "repositories of locales",
                };
                let parent = own.parent().unwrap_or(own).to_path_buf();
                let stands = Stands { folder: parent, name: name.to_owned(), by: "their names".to_owned() };
                (beside(own, evidence, bundled), Arc::new(stands))
            });
            let name = own.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
            let tag = name.rsplit('.').next().unwrap_or_default();
            self.last = Some(Last {
                folder: parent.to_path_buf(),
                evidence,
                own: own.to_path_buf(),
                source: source.clone(),
                is_source: bundled.source_locales.iter().any(|locale| *locale == *tag),
                stands: Arc::clone(stands),
            });
        }
        let Some(last) = &self.last else { return };
        file.is_source = last.is_source;
        if let (Some(source), false) = (&last.source, last.is_source)
            && let Ok(rest) = file.disk.strip_prefix(&last.own)
        {
            file.source = Some(source.join(rest));
        }
        file.layout = Some(Arc::clone(&last.stands));
    }
}

/// The names of the locales beside a folder, and what it is with them.
type Neighbours = (Vec<String>, Arc<Stands>);

/// The locales beside a folder that is named by a language, where it is one.
fn siblings(folder: &Path, name: &str, bundled: &Layouts) -> Option<Neighbours> {
    let parent = folder.parent()?;
    let others: Vec<String> = names(parent)
        .into_iter()
        .filter(|other| other != name && Locale::parse(other).is_some() && parent.join(other).is_dir())
        .collect();
    if others.is_empty() {
        return None;
    }
    let sample = sample(folder);
    let has_counterpart = |file: &&PathBuf| {
        let Ok(rest) = file.strip_prefix(folder) else { return false };
        others.iter().any(|other| parent.join(other).join(rest).is_file())
    };
    let counterparts = sample.iter().filter(has_counterpart).count();
    let least = if bundled.words.iter().any(|word| word == name) { 2 * COUNTERPARTS } else { COUNTERPARTS };
    let (name, by) = ("folders of locales".to_owned(), "their names and pages".to_owned());
    let stands = Arc::new(Stands { folder: parent.to_path_buf(), name, by });
    (counterparts >= least && counterparts * 2 >= sample.len()).then_some((others, stands))
}

/// The folder or repository of the source that stands beside a locale's.
fn beside(folder: &Path, evidence: Evidence, bundled: &Layouts) -> Option<PathBuf> {
    let parent = folder.parent()?;
    let name = folder.file_name()?.to_string_lossy().into_owned();
    let there = names(parent);
    let find = |wanted: &str| {
        let name = there.iter().find(|name| name.eq_ignore_ascii_case(wanted))?;
        Some(parent.join(name)).filter(|path| path.is_dir())
    };
    if evidence == Evidence::Folder {
        return bundled.source_locales.iter().find_map(|locale| find(locale));
    }
    let (base, _) = name.rsplit_once('.')?;
    let spelled = bundled.source_locales.iter().map(|locale| format!("{base}.{locale}"));
    std::iter::once(base.to_owned()).chain(spelled).find_map(|name| find(&name))
}
