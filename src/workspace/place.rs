//! Where files belong: the path below their repository, the locale that its publishing configuration names,
//! and the keys that a documentation build gives them. The reading of a path itself is `model::layout`.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::build::{BUILD, Build};
use super::relative;
use crate::model::{Locale, Place, layout};

/// Remembers what each folder's configuration says, so that it is read once.
#[derive(Debug, Default)]
pub(super) struct Places {
    directory: PathBuf,
    marked: FxHashMap<PathBuf, Marked>,
    folders: FxHashMap<PathBuf, Rc<Folder>>,
    /// The folder that was asked for last: pages come folder by folder.
    last: Option<Rc<Folder>>,
    today: Option<Date>,
}

/// What stands at or above a folder.
#[derive(Debug, Default, Clone)]
struct Marked {
    /// The outermost folder with a mark of a repository.
    root: Option<Rc<Path>>,
    /// The nearest folder with a mark of a site.
    site: Option<Rc<Path>>,
}

/// What a folder's pages have in common.
#[derive(Debug)]
struct Folder {
    /// The folder.
    path: PathBuf,
    /// The top of the repository.
    root: Rc<Path>,
    /// The top of the site, as reports print it.
    site: Arc<str>,
    /// What the nearest publishing configuration at or above the folder says of it.
    published: Option<Locale>,
    /// The build that its pages belong to: the nearest `docfx.json` at or above it.
    build: Option<Rc<Build>>,
}

const PUBLISH_CONFIG: &str = ".openpublishing.publish.config.json";

/// What marks the top of a repository and of a site of its own, also where several are checked out side by side.
const SITE_MARKS: [&str; 2] = [".git", PUBLISH_CONFIG];

/// What marks the top of a repository, and no site.
const ROOT_MARK: &str = "paralint.yaml";

impl Places {
    /// For runs made on a day. `directory` is what the paths of reports start from.
    pub(super) fn new(directory: &Path, today: Option<Date>) -> Self {
        Self { directory: directory.to_path_buf(), today, ..Self::default() }
    }

    /// The files that give keys to pages, by the paths that reports print.
    pub(super) fn into_builds(self) -> impl Iterator<Item = (Arc<str>, PathBuf)> {
        self.folders.into_values().filter_map(|folder| {
            let build = folder.build.as_ref().filter(|build| build.folder == folder.path)?;
            Some((Arc::clone(&build.path), folder.path.join(BUILD)))
        })
    }

    /// Where a file with an absolute path belongs.
    pub(super) fn place(&mut self, file: &Path) -> Place {
        let folder = self.folder(file.parent().unwrap_or(file));
        let inherited = folder.build.as_ref().map(|build| build.keys_for(file)).unwrap_or_default();
        // The repository's own folder is part of the path: it may be named `docs.ko-kr`.
        let from = folder.root.parent().unwrap_or(&folder.root);
        let path = file.strip_prefix(from).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let place = layout::place(path.trim_start_matches('/'), folder.published.as_ref());
        Place { site: Arc::clone(&folder.site), inherited, today: self.today, ..place }
    }

    /// The folder that the paths of pages in a folder start from, without their locale: what holds their repository.
    pub(super) fn above(&mut self, folder: &Path) -> PathBuf {
        let root = self.root(folder);
        root.parent().unwrap_or(&root).to_path_buf()
    }

    /// How far up layouts are looked for: to the top of the repository, or else to the working directory.
    pub(super) fn bound(&mut self, folder: &Path) -> PathBuf {
        let root = self.root(folder);
        if root.parent().is_none() && folder.starts_with(&self.directory) {
            self.directory.clone()
        } else {
            root.to_path_buf()
        }
    }

    fn folder(&mut self, path: &Path) -> Rc<Folder> {
        if let Some(last) = self.last.as_ref().filter(|last| last.path.as_os_str() == path.as_os_str()) {
            return Rc::clone(last);
        }
        let folder = self.find(path);
        self.last = Some(Rc::clone(&folder));
        folder
    }

    fn find(&mut self, path: &Path) -> Rc<Folder> {
        if let Some(known) = self.folders.get(path) {
            return Rc::clone(known);
        }
        let root = self.root(path);
        // What a folder does not say itself is said by those above it, up to the top of the repository.
        let above = path.parent().filter(|_| *path != *root).map(|parent| self.find(parent));
        let published = match std::fs::read_to_string(path.join(PUBLISH_CONFIG)) {
            Ok(text) => locale_of(&text),
            Err(_) => above.as_ref().and_then(|above| above.published.clone()),
        };
        let build = match std::fs::read_to_string(path.join(BUILD)) {
            Ok(text) => Some(Rc::new(Build::read(&self.directory, path, &text))),
            Err(_) => above.as_ref().and_then(|above| above.build.clone()),
        };
        let site = self.marked(path).site.unwrap_or_else(|| Rc::clone(&root));
        let site = relative(&self.directory, &site).into();
        let folder = Rc::new(Folder { path: path.to_path_buf(), root, site, published, build });
        self.folders.insert(path.to_path_buf(), Rc::clone(&folder));
        folder
    }

    /// The top of the repository that a folder belongs to, or else of the disk.
    fn root(&mut self, folder: &Path) -> Rc<Path> {
        let top = || folder.ancestors().last().unwrap_or(folder).into();
        self.marked(folder).root.unwrap_or_else(top)
    }

    fn marked(&mut self, folder: &Path) -> Marked {
        if let Some(known) = self.marked.get(folder) {
            return known.clone();
        }
        let above = folder.parent().map(|parent| self.marked(parent)).unwrap_or_default();
        let is_site = SITE_MARKS.iter().any(|mark| folder.join(mark).exists());
        let is_root = above.root.is_none() && (is_site || folder.join(ROOT_MARK).exists());
        let here: Rc<Path> = folder.into();
        let marked = Marked {
            root: if is_root { Some(Rc::clone(&here)) } else { above.root },
            site: if is_site { Some(here) } else { above.site },
        };
        self.marked.insert(folder.to_path_buf(), marked.clone());
        marked
    }
}

#[derive(Debug, Deserialize)]
struct PublishConfig {
    #[serde(default)]
    docsets_to_publish: Vec<Docset>,
}

#[derive(Debug, Deserialize)]
struct Docset {
    #[serde(default)]
    locale: Option<String>,
}

/// The locale of a publishing configuration, where all of its docsets agree.
fn locale_of(text: &str) -> Option<Locale> {
    let text = text.trim_start_matches(crate::text::BOM);
    let config: PublishConfig = serde_json::from_str(text).ok()?;
    let mut locales =
        config.docsets_to_publish.iter().filter_map(|docset| Locale::parse(docset.locale.as_deref()?));
    let first = locales.next()?;
    locales.all(|other| other == first).then_some(first)
}
