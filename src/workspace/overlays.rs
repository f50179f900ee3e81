//! Texts that stand for files: standard input, an editor's buffers. Not where they come from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Workspace, normal, relative};
use crate::model::Place;

/// A text that stands for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// The whole text.
    pub text: Arc<str>,
    /// Its number among the texts that an editor has had for the file, so that an edit can name the one it is for.
    pub version: i32,
}

/// Open texts, by the paths of reports. A copy is cheap.
#[derive(Debug, Clone, Default)]
pub struct Overlays(Arc<BTreeMap<Arc<str>, Overlay>>);

impl Overlay {
    /// A text that has no other versions.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), version: 0 }
    }
}

impl Overlays {
    /// The text that stands for a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Overlay> {
        self.0.get(path)
    }

    /// Puts a text in the place of a file.
    pub fn put(&mut self, path: Arc<str>, overlay: Overlay) {
        Arc::make_mut(&mut self.0).insert(path, overlay);
    }

    /// Lets a file speak for itself again.
    pub fn remove(&mut self, path: &str) {
        if self.0.contains_key(path) {
            Arc::make_mut(&mut self.0).remove(path);
        }
    }

    /// The paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.keys()
    }
}

impl Workspace {
    /// The texts that stand for its files.
    #[must_use]
    pub fn overlays(&self) -> &Overlays {
        &self.overlays
    }

    /// The texts that are to stand for its files from now on.
    pub fn set_overlays(&mut self, overlays: Overlays) {
        self.overlays = overlays;
    }

    /// Where a page of this name belongs.
    #[must_use]
    pub fn place(&self, path: &str) -> Option<&Place> {
        self.file(path).map(|file| &file.place)
    }

    /// Where a file of this name is.
    #[must_use]
    pub fn disk(&self, path: &str) -> PathBuf {
        normal(&self.directory.join(path))
    }

    /// The pages that were translated from a file, if they are.
    pub fn made_from<'w>(&'w self, path: &'w str) -> impl Iterator<Item = &'w Arc<str>> {
        let disk = self.disk(path);
        self.files
            .iter()
            .filter(move |file| file.source.as_ref() == Some(&disk) && !file.is_source)
            .map(|file| &file.path)
    }

    /// How reports name a file.
    #[must_use]
    pub fn name(&self, disk: &Path) -> String {
        relative(&self.directory, &normal(disk))
    }
}
