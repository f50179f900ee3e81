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
    tops: FxHashMap<PathBuf, Top>,
    published: FxHashMap<PathBuf, Option<Locale>>,
    builds: FxHashMap<PathBuf, Option<Rc<Build>>>,
    today: Option<Date>,
}

/// What a folder's pages have in common.
#[derive(Debug, Clone)]
struct Top {
    /// The top of the repository.
    root: PathBuf,
    /// The top of the site, as reports print it.
    site: Arc<str>,
}

const PUBLISH_CONFIG: &str = ".openpublishing.publish.config.json";

/// What marks the top of a repository.
const ROOT_MARKS: [&str; 3] = [".git", "paralint.yaml", PUBLISH_CONFIG];

/// What marks the top of a site of its own, also where several are checked out side by side.
const SITE_MARKS: [&str; 2] = [".git", PUBLISH_CONFIG];

impl Places {
    /// For runs made on a day. `directory` is what the paths of reports start from.
    pub(super) fn new(directory: &Path, today: Option<Date>) -> Self {
        Self { directory: directory.to_path_buf(), today, ..Self::default() }
    }

    /// The files that give keys to pages, by the paths that reports print.
    pub(super) fn into_builds(self) -> impl Iterator<Item = (Arc<str>, PathBuf)> {
        self.builds.into_iter().filter_map(|(folder, build)| {
            let build = build.filter(|build| build.folder == folder)?;
            Some((Arc::clone(&build.path), folder.join(BUILD)))
        })
    }

    /// Where a file with an absolute path belongs.
    pub(super) fn place(&mut self, file: &Path) -> Place {
        let folder = file.parent().unwrap_or(file);
        let Top { root, site } = self.top(folder);
        let published = self.published(folder, &root);
        let inherited = self.build(folder, &root).map(|build| build.keys_for(file)).unwrap_or_default();
        // The repository's own folder is part of the path: it may be named `docs.ko-kr`.
        let from = root.parent().unwrap_or(&root);
        let path = file.strip_prefix(from).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let place = layout::place(path.trim_start_matches('/'), published.as_ref());
        Place { site, inherited, today: self.today, ..place }
    }

    /// The folder that the paths of pages in a folder start from, without their locale: what holds their repository.
    pub(super) fn above(&mut self, folder: &Path) -> PathBuf {
        let root = self.top(folder).root;
        root.parent().unwrap_or(&root).to_path_buf()
    }

    /// How far up layouts are looked for: to the top of the repository, or else to the working directory.
    pub(super) fn bound(&mut self, folder: &Path) -> PathBuf {
        let root = self.top(folder).root;
        if root.parent().is_none() && folder.starts_with(&self.directory) {
            self.directory.clone()
        } else {
            root
        }
    }

    /// The build that a folder's pages belong to: the nearest `docfx.json` at or above it.
    fn build(&mut self, folder: &Path, root: &Path) -> Option<Rc<Build>> {
        if let Some(known) = self.builds.get(folder) {
            return known.clone();
        }
        let build = match std::fs::read_to_string(folder.join(BUILD)) {
            Ok(text) => Some(Rc::new(Build::read(&self.directory, folder, &text))),
            Err(_) if folder == root => None,
            Err(_) => folder.parent().and_then(|parent| self.build(parent, root)),
        };
        self.builds.insert(folder.to_path_buf(), build.clone());
        build
    }

    fn top(&mut self, folder: &Path) -> Top {
        if let Some(top) = self.tops.get(folder) {
            return top.clone();
        }
        let marked = |marks: &'static [&str]| {
            folder.ancestors().filter(move |folder| marks.iter().any(|mark| folder.join(mark).exists()))
        };
        let root = marked(&ROOT_MARKS).last().or(folder.ancestors().last()).unwrap_or(folder);
        let site = marked(&SITE_MARKS).next().unwrap_or(root);
        let top = Top { root: root.to_path_buf(), site: relative(&self.directory, site).into() };
        self.tops.insert(folder.to_path_buf(), top.clone());
        top
    }

    /// What the nearest publishing configuration at or above a folder says of it.
    fn published(&mut self, folder: &Path, root: &Path) -> Option<Locale> {
        if let Some(known) = self.published.get(folder) {
            return known.clone();
        }
        let here = folder.join(PUBLISH_CONFIG);
        let locale = match std::fs::read_to_string(here) {
            Ok(text) => locale_of(&text),
            Err(_) if folder == root => None,
            Err(_) => folder.parent().and_then(|parent| self.published(parent, root)),
        };
        self.published.insert(folder.to_path_buf(), locale.clone());
        locale
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
