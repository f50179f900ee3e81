//! The pages of a workspace, one after the other, for commands that make something else of them than findings.

use std::path::Path;
use std::sync::Arc;

use super::{File, LARGEST_PAGE, ReadFault, Workspace, megabytes, read, reason};
use crate::model::Document;

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
        for file in self.files.iter() {
            let text = match self.overlays.get(&file.path) {
                Some(overlay) => Ok(&*overlay.text),
                None => read(&file.disk, &mut buffer).map_err(words),
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
