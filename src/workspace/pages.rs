//! The pages of a workspace, one after the other, for commands that make something else of them than findings.

use std::path::Path;
use std::sync::Arc;

use super::{File, LARGEST_PAGE, ReadFault, Workspace, megabytes, read, reason};
use rustc_hash::FxHashMap;

use crate::diagnostic::PairSpans;
use crate::model::{Document, fold};
use crate::syntax::side_by_side::PairTags;

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

/// A sentence with its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// Tells equal sentences, whatever spaces and marks they have.
    pub key: u64,
    /// The translation.
    pub target: String,
    /// Where both stand.
    pub pair: PairSpans,
}

/// The sentences of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentences {
    /// How it was translated: `HT`, `MT`.
    pub translationtype: Option<String>,
    /// What tells its hand-off from others: the day, and the beginning of its ids.
    pub handed_off: (Option<String>, String),
    /// In order.
    pub list: Vec<Translated>,
}

impl Sentences {
    pub(super) fn of(document: &Document<'_>) -> Self {
        let text = document.text;
        let translated = |pair: &PairTags| Translated {
            key: fold::key(pair.source.of(text)),
            target: pair.target.of(text).to_owned(),
            pair: PairSpans { id: pair.target_id.of(text).into(), target: pair.target, source: pair.source },
        };
        let list: Vec<Translated> = document.pairs.iter().map(translated).collect();
        let id = list.first().map_or("", |first| &first.pair.id);
        let prefix = id.split('-').next().unwrap_or_default().to_owned();
        Self {
            translationtype: document.value("ms.translationtype").map(str::to_owned),
            handed_off: (document.value("ms.lasthandoff").map(str::to_owned), prefix),
            list,
        }
    }

    /// The sentences that another state of the page has as well: as they are here, as they are there, and how many equal
    /// ones stand before them.
    #[must_use]
    pub fn join<'s>(&'s self, other: &'s Self) -> Vec<(&'s Translated, &'s Translated, usize)> {
        let mut seen: FxHashMap<u64, usize> = FxHashMap::default();
        let mut known: FxHashMap<(u64, usize), &Translated> = FxHashMap::default();
        for sentence in &self.list {
            let ordinal = seen.entry(sentence.key).or_default();
            known.insert((sentence.key, *ordinal), sentence);
            *ordinal += 1;
        }
        seen.clear();
        let joined = |sentence: &'s Translated| {
            let next = seen.entry(sentence.key).or_default();
            let ordinal = *next;
            *next += 1;
            Some((*known.get(&(sentence.key, ordinal))?, sentence, ordinal))
        };
        other.list.iter().filter_map(joined).collect()
    }
}

impl Workspace {
    /// The sentences of a page with their translations; none where it cannot be read.
    #[must_use]
    pub fn sentences(&self, path: &str) -> Sentences {
        let Some(text) = self.text(path) else { return Sentences::default() };
        let place = self.file(path).map(|file| file.place.clone()).unwrap_or_default();
        Sentences::of(&Document::read(Arc::from(path), &text, &place))
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
