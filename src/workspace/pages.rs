//! The pages of a workspace, one after the other, for commands that make something else of them than findings.

use std::path::Path;
use std::sync::Arc;

use super::{File, LARGEST_PAGE, ReadFault, Workspace, megabytes, read, reason};
use crate::model::{Document, fold};
use crate::syntax::side_by_side::PairTags;
use crate::text::Span;

/// Where a page is.
#[derive(Debug, Clone, Copy)]
pub struct Page<'w> {
    /// As reports print it.
    pub path: &'w str,
    /// On disk; also what standard input is named after.
    pub disk: &'w Path,
    /// Below the folder that was given as an argument.
    pub below: &'w str,
}

impl Workspace {
    /// Its pages, in order.
    pub fn pages(&self) -> impl Iterator<Item = Page<'_>> {
        self.files.iter().map(File::page)
    }

    /// Reads each page and shows it; or says why it cannot be read, in words that follow its path.
    pub fn each(&self, look: &mut dyn FnMut(Page<'_>, Result<&Document<'_>, String>)) {
        let mut buffer = Vec::new();
        for file in &self.files {
            let text = match &self.overlay {
                Some((name, text)) if *name == file.path => Ok(&**text),
                _ => read(&file.disk, &mut buffer).map_err(words),
            };
            match text {
                Ok(text) => {
                    look(file.page(), Ok(&Document::read(Arc::clone(&file.path), text, &file.place)));
                }
                Err(words) => look(file.page(), Err(words)),
            }
        }
    }
}

/// A sentence with its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// Tells equal sentences, whatever spaces and marks they have.
    pub key: u64,
    /// What it was translated from.
    pub source: String,
    /// The translation.
    pub target: String,
    /// Where that stands.
    pub place: Span,
}

impl Workspace {
    /// The sentences of a page with their translations, in order; none where it cannot be read.
    #[must_use]
    pub fn translations(&self, path: &str) -> Vec<Translated> {
        let Some(text) = self.text(path) else { return Vec::new() };
        let place = self.file(path).map(|file| file.place.clone()).unwrap_or_default();
        let document = Document::read(Arc::from(path), &text, &place);
        let translated = |pair: &PairTags| {
            let (source, target) = (pair.source.of(&text), pair.target.of(&text));
            Translated {
                key: fold::key(source),
                source: source.to_owned(),
                target: target.to_owned(),
                place: pair.target,
            }
        };
        document.pairs.iter().map(translated).collect()
    }
}

impl File {
    pub(super) fn page(&self) -> Page<'_> {
        Page { path: &self.path, disk: &self.disk, below: &self.below }
    }
}

fn words(fault: ReadFault) -> String {
    match fault {
        ReadFault::Io(error) => format!("cannot be read: {}", reason(&error)),
        ReadFault::NotUtf8 { encoding, .. } => format!("is not UTF-8{encoding}"),
        ReadFault::TooLarge(size) => {
            format!("has {}; a page has no more than {}", megabytes(size), megabytes(LARGEST_PAGE))
        }
    }
}
