//! `docfx.json`: the header keys that a documentation build gives to its pages. Nothing else of it is read.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use rustc_hash::FxHashMap;

use super::relative;
use crate::model::Inherited;
use crate::syntax::front_matter::{Entry, Value, read_yaml};

/// The file's name.
pub(super) const BUILD: &str = "docfx.json";

/// What one file gives, and to which pages.
#[derive(Debug)]
pub(super) struct Build {
    /// Its folder.
    pub(super) folder: PathBuf,
    /// As reports print it.
    pub(super) path: Arc<str>,
    everywhere: Vec<Inherited>,
    /// Keys of some pages, in the order of the file: the last glob that fits wins.
    somewhere: Vec<(GlobMatcher, Inherited)>,
    /// Most pages share one set: one allocation for each combination of globs.
    sets: RefCell<FxHashMap<Vec<bool>, Arc<[Inherited]>>>,
}

impl Build {
    /// Reads the file's text. JSON is YAML's flow style, whose reader gives places and forgives the trailing
    /// commas that are common in these files.
    pub(super) fn read(directory: &Path, folder: &Path, text: &str) -> Self {
        let path: Arc<str> = relative(directory, &folder.join(BUILD)).into();
        let root = read_yaml(text);
        let build = mapping(&root, "build");
        let everywhere = mapping(build, "globalMetadata");
        let everywhere = everywhere.iter().map(|entry| inherited(&path, entry)).collect();
        let mut somewhere = Vec::new();
        for key in mapping(build, "fileMetadata") {
            let Value::Mapping(globs) = &key.value else { continue };
            for glob in globs {
                let compiled = GlobBuilder::new(&glob.key).literal_separator(true).build();
                let Ok(compiled) = compiled else { continue };
                let given = Inherited {
                    key: Arc::from(&*key.key),
                    value: glob.value.as_str().map(Into::into),
                    path: Arc::clone(&path),
                    span: glob.key_span,
                };
                somewhere.push((compiled.compile_matcher(), given));
            }
        }
        Self { folder: folder.to_path_buf(), path, everywhere, somewhere, sets: RefCell::default() }
    }

    /// The keys that a page has from here.
    pub(super) fn keys_for(&self, file: &Path) -> Arc<[Inherited]> {
        // Without a glob there is nothing to hold the path against.
        let fits: Vec<bool> = match &self.somewhere[..] {
            [] => Vec::new(),
            globs => {
                let file = relative(&self.folder, file);
                globs.iter().map(|(glob, _)| glob.is_match(&file)).collect()
            }
        };
        let mut sets = self.sets.borrow_mut();
        let set = sets.entry(fits).or_insert_with_key(|fits| {
            let mut keys = self.everywhere.clone();
            let somewhere = self.somewhere.iter().zip(fits).filter(|(_, fits)| **fits);
            for ((_, given), _) in somewhere {
                keys.retain(|key| key.key != given.key);
                keys.push(given.clone());
            }
            keys.into()
        });
        Arc::clone(set)
    }
}

fn inherited(path: &Arc<str>, entry: &Entry) -> Inherited {
    Inherited {
        key: Arc::from(&*entry.key),
        value: entry.value.as_str().map(Into::into),
        path: Arc::clone(path),
        span: entry.key_span,
    }
}

fn mapping<'e>(entries: &'e [Entry], key: &str) -> &'e [Entry] {
    match entries.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value) {
        Some(Value::Mapping(inner)) => inner,
        _ => &[],
    }
}
