//! The only door to the disk: which files there are, what they say, where they belong, and the checking of
//! all of them. Not what is checked (`engine`), nor what is printed (`cli`).

mod build;
mod discover;
mod pages;
mod place;
pub mod write;

pub use discover::{Request, WorkspaceError, relative};
pub use pages::Page;

use std::collections::BTreeSet;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::checks::Fault;
use crate::engine::{Checked, Engine, Found, Outcome, Outside, Spread};
use crate::model::{Document, Index, Live, Place};
use crate::text::Span;

/// The files of one run, with where they belong.
#[derive(Debug)]
pub struct Workspace {
    files: Vec<File>,
    /// Files that are no pages and that reports may point into, by path.
    others: Vec<(Arc<str>, PathBuf)>,
    /// Texts that stand for a file: standard input, an editor's buffer.
    overlay: Option<(Arc<str>, Arc<str>)>,
    /// How many files were met that are no pages, or were ignored.
    passed_over: usize,
}

#[derive(Debug)]
struct File {
    disk: PathBuf,
    path: Arc<str>,
    /// Below the folder that was given as an argument.
    below: String,
    /// The page that is published, by its path in reports and on disk.
    live: Option<(Arc<str>, PathBuf)>,
    place: Place,
}

/// Files above this many bytes are no pages. The largest page of the largest sites has three million.
const LARGEST_PAGE: u64 = 16 << 20;

/// How a run is carried out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run<'r> {
    /// How many threads; 0 for as many as there are processors.
    pub threads: usize,
    /// Counts the files that are done, for whoever shows progress.
    pub done: Option<&'r AtomicUsize>,
}

impl Workspace {
    /// How many files there are to check.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is nothing to check.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many files were met below the arguments and left out.
    #[must_use]
    pub fn passed_over(&self) -> usize {
        self.passed_over
    }

    /// How many of its files have a page beside them that is published.
    #[must_use]
    pub fn live(&self) -> usize {
        self.files.iter().filter(|file| file.live.is_some()).count()
    }

    /// The paths of its files as reports print them, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| &*file.path)
    }

    /// The folders that its files lie in, nearest existing ones, each once.
    #[must_use]
    pub fn folders(&self) -> Vec<PathBuf> {
        let parents: BTreeSet<&Path> = self.files.iter().filter_map(|file| file.disk.parent()).collect();
        let existing =
            parents.into_iter().filter_map(|parent| parent.ancestors().find(|folder| folder.is_dir()));
        let mut folders: Vec<PathBuf> = existing.map(Path::to_path_buf).collect();
        folders.sort();
        folders.dedup();
        folders
    }

    /// Each locale that the places of its files name, with how many files, and what names it.
    #[must_use]
    pub fn locales(&self) -> Vec<(String, &'static str, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        for file in &self.files {
            let named = file.place.placed.as_ref();
            let key = named.map_or(("no locale".to_owned(), "path"), |placed| {
                (placed.locale.to_string(), placed.evidence.as_str())
            });
            *counts.entry(key).or_default() += 1;
        }
        counts.into_iter().map(|((locale, evidence), count)| (locale, evidence, count)).collect()
    }

    /// Checks every file and what lies between them. The result does not depend on the number of threads.
    #[must_use]
    pub fn check(&self, engine: &Engine, run: Run<'_>) -> Outcome {
        let pool = pool(run.threads);
        let (index, found) = self.read_all(engine, run, pool.as_ref());
        let spread: &Spread<'_> = &|count, one| match &pool {
            None => (0..count).map(one).collect(),
            Some(pool) => pool.install(|| (0..count).into_par_iter().map(one).collect()),
        };
        let outside = Outside { texts: &|path| self.text(path), spread, reported: &|_| true };
        let mut outcome = engine.finish_with(&index, found, &outside);
        let told = |path: &str| outcome.diagnostics.binary_search_by(|told| (*told.path).cmp(path)).is_ok();
        let unread = self.files.iter().filter(|file| index.get(&file.path).is_none());
        outcome.passed_over = unread.filter(|file| !told(&file.path)).count();
        outcome
    }

    /// What is known of every file, without a word on it.
    #[must_use]
    pub fn index(&self, engine: &Engine, run: Run<'_>) -> Index {
        self.read_all(engine, run, pool(run.threads).as_ref()).0
    }

    fn read_all(
        &self,
        engine: &Engine,
        run: Run<'_>,
        pool: Option<&rayon::ThreadPool>,
    ) -> (Index, Vec<Found>) {
        let check = |buffer: &mut Vec<u8>, file: &File| {
            let checked = self.check_file(engine, file, buffer);
            if let Some(done) = run.done {
                done.fetch_add(1, Ordering::Relaxed);
            }
            checked
        };
        let checked: Vec<Result<Checked, Option<Box<Found>>>> = match pool {
            None => {
                let mut buffer = Vec::new();
                self.files.iter().map(|file| check(&mut buffer, file)).collect()
            }
            Some(pool) => pool.install(|| {
                self.files.par_iter().map_init(Vec::new, |buffer, file| check(buffer, file)).collect()
            }),
        };
        let mut index = Index::default();
        let mut found = Vec::new();
        for file in checked {
            match file {
                Ok(checked) => {
                    index.replace(checked.facts);
                    found.extend(checked.found);
                }
                Err(fault) => found.extend(fault.map(|fault| *fault)),
            }
        }
        (index, found)
    }

    /// A file's text, read again. Bytes that are not UTF-8 are replaced, so that what stands before them keeps
    /// its place.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        if let Some((name, text)) = &self.overlay
            && &**name == path
        {
            return Some(Arc::clone(text));
        }
        let page = self.files.binary_search_by(|file| (*file.path).cmp(path)).map(|at| &self.files[at].disk);
        let other = || self.others.iter().find(|(name, _)| &**name == path).map(|(_, disk)| disk);
        let bytes = std::fs::read(page.ok().or_else(other)?).ok()?;
        Some(String::from_utf8_lossy(&bytes).into())
    }

    fn check_file(
        &self,
        engine: &Engine,
        file: &File,
        buffer: &mut Vec<u8>,
    ) -> Result<Checked, Option<Box<Found>>> {
        let fault = |fault, span, values| engine.fault(fault, &file.path, span, values).map(Box::new);
        let text = match &self.overlay {
            Some((name, text)) if *name == file.path => text,
            _ => match read(&file.disk, buffer) {
                Ok(text) => text,
                Err(ReadFault::Io(error)) => {
                    return Err(fault(Fault::Unreadable, Span::at(0), vec![("reason", reason(&error))]));
                }
                Err(ReadFault::TooLarge(size)) => {
                    let values = vec![("size", megabytes(size)), ("limit", megabytes(LARGEST_PAGE))];
                    return Err(fault(Fault::TooLarge, Span::at(0), values));
                }
                Err(ReadFault::NotUtf8 { at, encoding }) => {
                    let values = vec![("encoding", encoding.to_owned())];
                    return Err(fault(Fault::NotUtf8, Span::at(at), values));
                }
            },
        };
        // A fault of ours on one page must not take the report on the others with it.
        catch_unwind(AssertUnwindSafe(|| {
            let beside = file.live.as_ref().map(|_| Place { live: file.read_live(), ..file.place.clone() });
            let place = beside.as_ref().unwrap_or(&file.place);
            engine.check(&Document::read(Arc::clone(&file.path), text, place))
        }))
        .map_err(|panic| {
            let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
            let reason = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            fault(Fault::CheckFailed, Span::at(0), vec![("reason", reason)])
        })
    }
}

impl File {
    /// The page that is published. One that cannot be read is none.
    fn read_live(&self) -> Option<Arc<Live>> {
        let (path, disk) = self.live.as_ref()?;
        let mut buffer = Vec::new();
        let text = read(disk, &mut buffer).ok()?;
        Some(Arc::new(Live::read(Arc::clone(path), text.into())))
    }
}

enum ReadFault {
    Io(std::io::Error),
    TooLarge(u64),
    NotUtf8 { at: usize, encoding: &'static str },
}

/// Reads a file into a buffer that is used again: faster than mapping it, and without an allocation a page.
fn read<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> Result<&'b str, ReadFault> {
    let file = std::fs::File::open(path).map_err(ReadFault::Io)?;
    let size = file.metadata().map_err(ReadFault::Io)?.len();
    if size > LARGEST_PAGE {
        return Err(ReadFault::TooLarge(size));
    }
    buffer.clear();
    // A device or a pipe has no size; one byte more than a page may have is enough to tell.
    file.take(LARGEST_PAGE + 1).read_to_end(buffer).map_err(ReadFault::Io)?;
    if buffer.len() as u64 > LARGEST_PAGE {
        return Err(ReadFault::TooLarge(buffer.len() as u64));
    }
    let encoding = match &buffer[..] {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "; it begins like UTF-16",
        _ => "",
    };
    std::str::from_utf8(buffer).map_err(|error| ReadFault::NotUtf8 { at: error.valid_up_to(), encoding })
}

/// The system's words, lower-case and without its number.
fn reason(error: &std::io::Error) -> String {
    let words = error.to_string();
    let words = words.split(" (os error").next().unwrap_or(&words);
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1_000_000.0)
}

/// `None` for one thread: then nothing is worth a pool.
fn pool(threads: usize) -> Option<rayon::ThreadPool> {
    if threads == 1 {
        return None;
    }
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok()
}
