//! The only door to the disk: which files there are, what they say, where they belong, and the checking of
//! all of them. Not what is checked (`engine`), nor what is printed (`cli`).

pub mod accepted;
mod build;
mod cache;
mod discover;
mod earlier;
mod edits;
mod fix;
mod git;
mod history;
mod incremental;
mod known;
mod layouts;
pub mod load;
mod mirror;
mod neighbours;
mod overlays;
mod pages;
mod place;
mod revision;
mod standing;
mod texts;
mod threads;
mod upstream;
pub mod write;

pub use cache::{Cache, sweep};
pub use discover::{Request, WorkspaceError, is_page, normal, relative};
pub use earlier::Earlier;
pub use edits::Edited;
pub use fix::store;
pub use history::Pinned;
pub use known::{Beside, Report, Sieve};
pub use layouts::Arranged;
pub use overlays::{Overlay, Overlays};
pub use pages::{Page, Sentences, Translated};
pub use revision::{Revision, RevisionError};
pub use standing::{Cell, Row, State, Task};
pub use upstream::Arrangement;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::checks::Fault;
use crate::engine::{Checked, Engine, Found, Outcome, Spread, Texts};
use crate::model::upstream::PinKey;
use crate::model::{Document, Index, Live, Place, RecentViews};
use crate::text::{Landmarks, Span};
use texts::{KeptTexts, ReadFault, read};
use threads::pool;

/// The files of one run, with where they belong. A copy is cheap: it shares them.
#[derive(Debug, Clone)]
pub struct Workspace {
    files: Arc<Vec<File>>,
    /// Files that are no pages and that reports may point into, by path.
    others: Arc<Vec<(Arc<str>, PathBuf)>>,
    /// The directory that the paths of reports start from.
    directory: PathBuf,
    /// The keys by which pages name the version of their source.
    pins: Vec<PinKey>,
    /// From how many days on a page that is behind is overdue.
    max_age: Option<u32>,
    /// The day of the run.
    today: Option<Date>,
    /// Whether histories are asked what changed since, and when.
    history: bool,
    /// Whether nothing is looked at but its files.
    isolated: bool,
    /// What could not be done as it was asked, each once.
    notices: Arc<Mutex<BTreeSet<String>>>,
    /// Texts that stand for files: standard input, an editor's buffers.
    overlays: Overlays,
    /// What earlier runs found.
    cache: Option<Arc<Cache>>,
    /// How many files were met that are no pages, or were ignored.
    passed_over: usize,
    /// Where the sources of its files stand, gathered when somebody asks for one.
    known_sources: OnceLock<FxHashSet<PathBuf>>,
    /// What is known beside its paths, and what is reported of it.
    beside: Beside,
    /// Whether all is known that its pages may be held against.
    whole: bool,
    /// Findings that are not news.
    sieve: Arc<Sieve>,
    /// Where one file after another is checked again.
    desk: Arc<Mutex<Desk>>,
}

#[derive(Debug, Clone)]
struct File {
    disk: PathBuf,
    path: Arc<str>,
    /// Below the folder that was given as an argument.
    below: String,
    /// The page that is published, by its path in reports and on disk.
    live: Option<(Arc<str>, PathBuf)>,
    place: Place,
    /// The layout that it stands in.
    layout: Option<Arc<layouts::Stands>>,
    /// Whether others were translated from it.
    is_source: bool,
    /// Where the page stands that it was translated from, or where that would stand.
    source: Option<PathBuf>,
    /// As the layout has it, whatever was found.
    layout_source: Option<PathBuf>,
    /// The folder that its source was looked for in, where one was named.
    source_top: Option<PathBuf>,
    /// Whether a folder was given, not the file itself.
    from_folder: bool,
    source_exists: bool,
    source_gone: bool,
    /// Whether nobody sees it without a source.
    needs_source: bool,
    /// Whether it was asked for; the others are known, and count.
    reported: bool,
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
    /// How many files there are to report on.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.iter().filter(|file| file.reported).count()
    }

    /// Whether there is nothing to report on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many files are read: those to report on, and what they are held against.
    #[must_use]
    pub fn known(&self) -> usize {
        self.files.len()
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

    /// The paths of the files to report on as reports print them, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter(|file| file.reported).map(|file| &*file.path)
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
        for file in self.files.iter().filter(|file| file.reported) {
            let named = file.place.placed.as_ref();
            let key = named.map_or(("no locale".to_owned(), "path"), |placed| {
                (placed.locale.to_string(), placed.evidence.as_str())
            });
            *counts.entry(key).or_default() += 1;
        }
        counts.into_iter().map(|((locale, evidence), count)| (locale, evidence, count)).collect()
    }

    /// The layouts that its files stand in.
    #[must_use]
    pub fn layouts(&self) -> Vec<Arranged> {
        layouts::summarize(&self.files, &self.directory)
    }

    /// Asks histories of sources what changed since, and when.
    pub fn ask_histories(&mut self) {
        self.history = true;
    }

    /// Checks every file and what lies between them. The result does not depend on the number of threads.
    #[must_use]
    pub fn check(&self, engine: &Engine, run: Run<'_>) -> Outcome {
        let pool = pool(run.threads);
        let ReadPages { index, found, landmarks } = self.read_all(engine, run, pool.as_ref());
        let unread = self.unread(&index);
        let spread: &Spread<'_> = &|count, one| spread(pool.as_ref(), count, one);
        let kept = KeptTexts::default();
        let texts: &Texts<'_> = &|path| kept.get(path, || self.text(path));
        let mut outcome = self.reporting(texts, spread, |outside| engine.finish_with(&index, found, outside));
        outcome.passed_over = untold(&unread, &outcome);
        outcome.landmarks = landmarks;
        self.notice(self.lonely(&index, outcome.summary.pairs));
        // Nobody waits for memory to be given back.
        if let Some(pool) = pool {
            pool.spawn(move || drop((index, kept)));
        }
        outcome
    }

    /// The files that could not be read.
    fn unread(&self, index: &Index) -> Vec<&str> {
        self.paths().filter(|path| index.get(path).is_none()).collect()
    }

    /// What is known of every file, without a word on it.
    #[must_use]
    pub fn index(&self, engine: &Engine, run: Run<'_>) -> Index {
        self.read_all(engine, run, pool(run.threads).as_ref()).index
    }

    fn read_all(&self, engine: &Engine, run: Run<'_>, pool: Option<&rayon::ThreadPool>) -> ReadPages {
        let check = |desk: &mut Desk, &at: &usize| {
            let checked = self.check_file(engine, &self.files[at], desk);
            if let Some(done) = run.done {
                done.fetch_add(1, Ordering::Relaxed);
            }
            (at, checked)
        };
        // Page by page, since its locales mostly have one source.
        let mut order: Vec<usize> = (0..self.files.len()).collect();
        order.sort_by(|&a, &b| self.files[a].place.page.cmp(&self.files[b].place.page));
        let pages: Vec<&[usize]> =
            order.chunk_by(|&a, &b| self.files[a].place.page == self.files[b].place.page).collect();
        let checked: Vec<(usize, CheckedFile)> =
            threads::each(pool, pages.len(), |desk: &mut Desk, page, checked| {
                checked.extend(pages[page].iter().map(|at| check(desk, at)));
            });
        // In the order of files again.
        let mut slots: Vec<Option<CheckedFile>> = self.files.iter().map(|_| None).collect();
        for (at, file) in checked {
            slots[at] = Some(file);
        }
        let mut known = Vec::with_capacity(slots.len());
        let mut found = Vec::new();
        for file in slots.into_iter().flatten() {
            match file {
                Ok(checked) => known.push(checked),
                Err(fault) => found.extend(fault.map(|fault| *fault)),
            }
        }
        self.save_cache();
        self.ask_history(&mut known);
        let (mut index, mut landmarks) = (Index::default(), FxHashMap::default());
        for checked in known {
            if !checked.found.is_empty() {
                landmarks.insert(Arc::clone(&checked.facts.path), checked.landmarks);
            }
            index.replace(checked.facts);
            found.extend(checked.found);
        }
        ReadPages { index, found, landmarks }
    }

    fn check_file(&self, engine: &Engine, file: &File, Desk { buffer, recent }: &mut Desk) -> CheckedFile {
        let fault = |fault, span, values| engine.fault(fault, &file.path, span, values).map(Box::new);
        let too_large = |size| {
            let values = vec![("size", megabytes(size)), ("limit", megabytes(LARGEST_PAGE))];
            fault(Fault::TooLarge, Span::at(0), values)
        };
        let slot = self.slot(file);
        if let Some(checked) = slot.as_ref().and_then(|slot| slot.by_stamp(engine)) {
            return Ok(self.again(file, checked));
        }
        let text = match self.overlays.get(&file.path) {
            Some(overlay) if overlay.text.len() as u64 > LARGEST_PAGE => {
                return Err(too_large(overlay.text.len() as u64));
            }
            Some(overlay) => &overlay.text,
            None => match read(&file.disk, buffer) {
                Ok(text) => text,
                Err(ReadFault::Io(error)) => {
                    return Err(fault(Fault::Unreadable, Span::at(0), vec![("reason", reason(&error))]));
                }
                Err(ReadFault::TooLarge(size)) => return Err(too_large(size)),
                Err(ReadFault::NotUtf8 { at, encoding }) => {
                    let values = vec![("encoding", encoding.to_owned())];
                    return Err(fault(Fault::NotUtf8, Span::at(at), values));
                }
            },
        };
        if let Some(checked) = slot.as_ref().and_then(|slot| slot.by_content(engine, text)) {
            return Ok(self.again(file, checked));
        }
        // A fault of ours on one page must not take the report on the others with it.
        catch_unwind(AssertUnwindSafe(|| {
            let document = Document::read_beside(Arc::clone(&file.path), text, &file.place(), recent);
            let mut checked = if file.reported { engine.check(&document) } else { engine.know(&document) };
            checked.facts.upstream = self.upstream(file, &document);
            checked.locate(text);
            if let Some(slot) = &slot {
                slot.keep(engine, text, &checked);
            }
            checked
        }))
        .map_err(|panic| {
            let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
            let reason = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            fault(Fault::CheckFailed, Span::at(0), vec![("reason", reason)])
        })
    }
}

/// What the files come to, before they are held against each other.
struct ReadPages {
    index: Index,
    found: Vec<Found>,
    landmarks: FxHashMap<Arc<str>, Landmarks>,
}

/// What became of a file: `None` for one that cannot be read, where no rule reports that.
type CheckedFile = Result<Checked, Option<Box<Found>>>;

/// What is used again from file to file.
#[derive(Debug, Default)]
struct Desk {
    buffer: Vec<u8>,
    recent: RecentViews,
}

/// Judges groups on as many threads as the pages were read on.
fn spread(
    pool: Option<&rayon::ThreadPool>,
    count: usize,
    one: &(dyn Fn(usize) -> Vec<Found> + Sync),
) -> Vec<Vec<Found>> {
    let mut found = threads::each(pool, count, |(): &mut (), at, found| found.push((at, one(at))));
    found.sort_unstable_by_key(|&(at, _)| at);
    found.into_iter().map(|(_, found)| found).collect()
}

/// How many files were not read without a word on it.
fn untold(unread: &[&str], outcome: &Outcome) -> usize {
    let told = |path: &str| outcome.diagnostics.binary_search_by(|told| (*told.path).cmp(path)).is_ok();
    unread.iter().filter(|path| !told(path)).count()
}

impl File {
    /// Where it belongs, with the page that is published.
    fn place(&self) -> Cow<'_, Place> {
        match &self.live {
            None => Cow::Borrowed(&self.place),
            Some(_) => Cow::Owned(Place { live: self.read_live(), ..self.place.clone() }),
        }
    }

    /// The page that is published. One that cannot be read is none.
    fn read_live(&self) -> Option<Arc<Live>> {
        let (path, disk) = self.live.as_ref()?;
        let mut buffer = Vec::new();
        let text = read(disk, &mut buffer).ok()?;
        Some(Arc::new(Live::read(Arc::clone(path), text.into())))
    }
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
