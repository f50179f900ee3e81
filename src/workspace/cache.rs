//! What earlier runs found in files that have not changed since: one file for each program, configuration and working
//! directory, written whole or not at all. Never what lies between documents, and never a reason to fail: a cache that is
//! damaged, foreign or in the way is none.

use std::fs::{self, File as Disk, OpenOptions};
use std::hash::{Hash, Hasher};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};

use super::{File, Workspace};
use crate::engine::{Checked, Engine};
use crate::model::Place;

/// What the files of caches end with.
const ENDING: &str = "paralint-cache";

/// What such a file begins and ends with. The number is the format's.
const MAGIC: [u8; 16] = *b"paralint cache 1";

/// Caches that nobody used for so long are of programs or configurations that are gone.
const OLDEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A file that was written as shortly ago as this may be written again without a clock telling.
const UNSETTLED: Duration = Duration::from_secs(2);

/// One in so many of the entries must be new for a cache to be written again.
const WORTH: usize = 64;

/// What is known from earlier runs, and what this one adds.
#[derive(Debug)]
pub struct Cache {
    file: PathBuf,
    known: FxHashMap<Box<str>, Entry>,
    old: Option<Mutex<Disk>>,
    fresh: Mutex<Fresh>,
}

/// What this run adds.
#[derive(Debug, Default)]
struct Fresh {
    entries: FxHashMap<Box<str>, Entry>,
    /// Files whose bytes are the same, with another time.
    moved: Vec<(Box<str>, Option<Stamp>)>,
    /// The file that becomes the cache, once there is something to write.
    out: Option<Out>,
    /// What kept it from being written.
    error: Option<io::Error>,
}

#[derive(Debug)]
struct Out {
    path: PathBuf,
    file: BufWriter<Disk>,
    at: u64,
}

/// What was found in one file, and when that holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    stamp: Option<Stamp>,
    /// The file's bytes.
    content: [u8; 32],
    /// All beside its bytes that it was judged by.
    place: u64,
    /// Whether all rules looked at it.
    whole: bool,
    start: u64,
    len: u32,
    sum: u64,
}

/// A file's size, and its time in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    size: u64,
    time: u64,
}

/// One file on its way through the cache.
#[derive(Debug)]
pub(super) struct Slot<'c> {
    cache: &'c Cache,
    path: &'c str,
    place: u64,
    whole: bool,
    stamp: Option<Stamp>,
    entry: Option<&'c Entry>,
}

impl Cache {
    /// The cache in a folder for runs of this engine from a working directory.
    #[must_use]
    pub fn open(folder: &Path, directory: &Path, engine: &Engine) -> Self {
        let mut name = FxHasher::default();
        name.write(env!("CARGO_PKG_VERSION").as_bytes());
        name.write_u64(program());
        name.write(directory.as_os_str().as_encoded_bytes());
        name.write_u64(engine.identity());
        let file = folder.join(format!("{:016x}.{ENDING}", name.finish()));
        let (known, old) =
            read_table(&file).map_or_else(Default::default, |(known, old)| (known, Some(Mutex::new(old))));
        Self { file, known, old, fresh: Mutex::default() }
    }

    /// A file's place in it. `place` stands for all that it is judged by beside its bytes; `whole` says whether all rules
    /// look at it.
    pub(super) fn slot<'c>(&'c self, path: &'c str, disk: &Path, place: u64, whole: bool) -> Slot<'c> {
        let entry = self.known.get(path).filter(|entry| entry.place == place && (entry.whole || !whole));
        Slot { cache: self, path, place, whole, stamp: Stamp::of(disk), entry }
    }

    fn blob(&self, entry: &Entry) -> Option<Vec<u8>> {
        let mut blob = vec![0; entry.len as usize];
        let mut old = self.old.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        old.seek(SeekFrom::Start(entry.start)).ok()?;
        old.read_exact(&mut blob).ok()?;
        (sum(&blob) == entry.sum).then_some(blob)
    }

    fn put(&self, path: &str, mut entry: Entry, blob: &[u8]) {
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        match fresh.write(&self.file, blob) {
            Ok(Some(start)) => {
                entry.start = start;
                fresh.entries.insert(path.into(), entry);
            }
            Ok(None) => {}
            Err(error) => fresh.fail(error),
        }
    }

    /// Puts what this run found beside what is known, in the file's place. Files that are gone are left out: `exists`
    /// tells. Nothing is written where little is new: to copy the rest costs more than to check a few files again.
    ///
    /// # Errors
    /// Where the folder cannot be made or written to. The old cache stands then.
    pub fn save(&self, exists: &dyn Fn(&str) -> bool) -> io::Result<()> {
        let mut fresh = std::mem::take(&mut *self.fresh.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(error) = fresh.error.take() {
            return Err(error);
        }
        if (fresh.entries.len() + fresh.moved.len()) * WORTH <= self.known.len() {
            fresh.discard();
            return Ok(());
        }
        let moved: FxHashMap<Box<str>, Option<Stamp>> = fresh.moved.drain(..).collect();
        let mut kept: Vec<(&Box<str>, &Entry)> = self.known.iter().collect();
        kept.retain(|(path, _)| {
            !fresh.entries.contains_key(*path) && (moved.contains_key(*path) || exists(path))
        });
        kept.sort_by_key(|(_, entry)| entry.start);
        for (path, entry) in kept {
            let Some(blob) = self.blob(entry) else { continue };
            let stamp = moved.get(path).copied().unwrap_or(entry.stamp);
            if let Some(start) = fresh.write(&self.file, &blob)? {
                fresh.entries.insert(path.clone(), Entry { stamp, start, ..entry.clone() });
            }
        }
        fresh.finish(&self.file)?;
        if let Some(folder) = self.file.parent() {
            sweep(folder, Some(OLDEST));
        }
        Ok(())
    }
}

impl Workspace {
    /// Keeps what is found in files from now on, and goes by what was kept.
    pub fn remember(&mut self, cache: Cache) {
        self.cache = Some(Arc::new(cache));
    }

    /// A file's place in the cache. `None` where there is no cache, or the text is none that lies on a disk.
    pub(super) fn slot<'w>(&'w self, file: &'w File) -> Option<Slot<'w>> {
        let cache = self.cache.as_ref()?;
        let has_overlay = self.overlays.get(&file.path).is_some();
        // What a page is held against beside its source is not worth keeping.
        if has_overlay || file.live.is_some() {
            return None;
        }
        Some(cache.slot(&file.path, &file.disk, self.judged_by(file)?, file.reported))
    }

    /// A number for all that a file is judged by beside its bytes. `None` where its source cannot be read.
    fn judged_by(&self, file: &File) -> Option<u64> {
        let place = &file.place;
        let mut hash = FxHasher::default();
        // Whatever is added to a place is hashed with it. What holds for a day is not kept at all, but what is known
        // without a day is not known to hold for one.
        let Place { placed, page, site, inherited, today, live: _ } = place;
        (placed, page, site, inherited, today.is_some()).hash(&mut hash);
        (&self.pins, file.is_source, file.needs_source).hash(&mut hash);
        if let Some(source) = file.source.as_ref().filter(|_| !file.is_source) {
            hash.write(source.as_os_str().as_encoded_bytes());
            hash.write_u8(u8::from(file.source_gone));
            if !file.source_gone {
                hash.write(file.read_source(&self.directory, &self.overlays)?.text.as_bytes());
            }
        }
        Some(hash.finish())
    }

    /// What was kept, with what is the run's and not the file's.
    pub(super) fn again(&self, file: &File, mut checked: Checked) -> Checked {
        let facts = &mut checked.facts;
        facts.inherited = Arc::clone(&file.place.inherited);
        facts.site = Arc::clone(&file.place.site);
        if let Some(upstream) = &mut facts.upstream {
            upstream.age(self.today, self.max_age);
        }
        checked
    }

    pub(super) fn save_cache(&self) {
        let Some(cache) = &self.cache else { return };
        let is_known = |path: &str| self.files.binary_search_by(|file| (*file.path).cmp(path)).is_ok();
        if let Err(error) = cache.save(&|path| is_known(path) || self.directory.join(path).is_file()) {
            let folder = cache.file.parent().unwrap_or(&cache.file);
            self.notice([format!(
                "nothing is kept in the cache `{}`: {}",
                folder.display(),
                super::reason(&error)
            )]);
        }
    }
}

impl Slot<'_> {
    /// What was found in the file, where its size and time are those of then.
    pub(super) fn by_stamp(&self, engine: &Engine) -> Option<Checked> {
        let entry = self.entry.filter(|entry| entry.stamp.is_some() && entry.stamp == self.stamp)?;
        self.restore(engine, entry)
    }

    fn restore(&self, engine: &Engine, entry: &Entry) -> Option<Checked> {
        engine.restore(&self.cache.blob(entry)?)
    }

    /// What was found in the file, where its bytes are those of then.
    pub(super) fn by_content(&self, engine: &Engine, text: &str) -> Option<Checked> {
        let entry = self.entry.filter(|entry| entry.content == content(text))?;
        let checked = self.restore(engine, entry)?;
        let mut fresh = self.cache.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        if self.stamp.is_some() {
            fresh.moved.push((self.path.into(), self.stamp));
        }
        Some(checked)
    }

    /// Keeps what was found.
    pub(super) fn keep(&self, engine: &Engine, text: &str, checked: &Checked) {
        // What holds for a day is not kept for the next.
        if checked.facts.dated {
            return;
        }
        let Some(blob) = engine.store(checked) else { return };
        let Ok(len) = u32::try_from(blob.len()) else { return };
        let entry = Entry {
            stamp: self.stamp,
            content: content(text),
            place: self.place,
            whole: self.whole,
            start: 0,
            len,
            sum: sum(&blob),
        };
        self.cache.put(self.path, entry, &blob);
    }
}

impl Fresh {
    /// Appends a blob; gives where it begins. `None` once writing has failed.
    fn write(&mut self, cache: &Path, blob: &[u8]) -> io::Result<Option<u64>> {
        if self.error.is_some() {
            return Ok(None);
        }
        let out = match &mut self.out {
            Some(out) => out,
            none => none.insert(Out::create(cache)?),
        };
        let start = out.at;
        out.file.write_all(blob)?;
        out.at += blob.len() as u64;
        Ok(Some(start))
    }

    fn fail(&mut self, error: io::Error) {
        self.error = Some(error);
        self.discard();
    }

    fn discard(&mut self) {
        if let Some(out) = self.out.take() {
            // It is one of many that the next sweep takes.
            let _ = fs::remove_file(out.path);
        }
    }

    /// Writes the table and puts the file in its place.
    fn finish(self, cache: &Path) -> io::Result<()> {
        let Some(mut out) = self.out else { return Ok(()) };
        let mut entries: Vec<(&Box<str>, &Entry)> = self.entries.iter().collect();
        entries.sort_by_key(|(path, _)| *path);
        let table = postcard::to_stdvec(&entries).map_err(io::Error::other)?;
        out.file.write_all(&table)?;
        out.file.write_all(&(table.len() as u64).to_le_bytes())?;
        out.file.write_all(&sum(&table).to_le_bytes())?;
        out.file.write_all(&MAGIC)?;
        let written = out.file.into_inner().map_err(io::IntoInnerError::into_error).map(drop);
        let placed = written.and_then(|()| fs::rename(&out.path, cache));
        if placed.is_err() {
            let _ = fs::remove_file(&out.path);
        }
        placed
    }
}

impl Out {
    fn create(cache: &Path) -> io::Result<Self> {
        if let Some(folder) = cache.parent() {
            fs::create_dir_all(folder)?;
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let path = cache.with_extension(format!("{}-{now}.{ENDING}-part", std::process::id()));
        let mut file =
            BufWriter::with_capacity(1 << 16, OpenOptions::new().write(true).create_new(true).open(&path)?);
        file.write_all(&MAGIC)?;
        Ok(Self { path, file, at: MAGIC.len() as u64 })
    }
}

impl Stamp {
    /// `None` where it may not tell one text from the next.
    fn of(disk: &Path) -> Option<Self> {
        let about = fs::metadata(disk).ok()?;
        let time = about.modified().ok()?;
        let settled = SystemTime::now().duration_since(time).is_ok_and(|age| age >= UNSETTLED);
        let time = time.duration_since(UNIX_EPOCH).ok()?.as_nanos().try_into().ok()?;
        settled.then_some(Self { size: about.len(), time })
    }
}

fn content(text: &str) -> [u8; 32] {
    *blake3::hash(text.as_bytes()).as_bytes()
}

fn sum(bytes: &[u8]) -> u64 {
    let mut hash = FxHasher::default();
    hash.write(bytes);
    hash.finish()
}

/// Stands for this very program: two builds of one version may find different things.
fn program() -> u64 {
    let about = std::env::current_exe().ok().and_then(|path| Stamp::of_program(&path));
    about.map_or(0, |stamp| stamp.size ^ stamp.time.rotate_left(17))
}

impl Stamp {
    fn of_program(path: &Path) -> Option<Self> {
        let about = fs::metadata(path).ok()?;
        let time = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self { size: about.len(), time: time.as_nanos().try_into().ok()? })
    }
}

type Table = FxHashMap<Box<str>, Entry>;

/// The table of a cache, with the file to read the rest from. `None` where there is none, or no whole one.
fn read_table(path: &Path) -> Option<(Table, Disk)> {
    const TAIL: usize = 8 + 8 + MAGIC.len();
    let mut file = Disk::open(path).ok()?;
    let size = file.metadata().ok()?.len();
    let mut head = [0; MAGIC.len()];
    file.read_exact(&mut head).ok()?;
    file.seek(SeekFrom::End(-i64::try_from(TAIL).ok()?)).ok()?;
    let mut tail = [0; TAIL];
    file.read_exact(&mut tail).ok()?;
    let number = |at: usize| Some(u64::from_le_bytes(tail.get(at..at + 8)?.try_into().ok()?));
    let (len, wanted) = (number(0)?, number(8)?);
    let start = size.checked_sub(TAIL as u64)?.checked_sub(len)?;
    if head != MAGIC || tail[16..] != MAGIC || start < MAGIC.len() as u64 {
        return None;
    }
    file.seek(SeekFrom::Start(start)).ok()?;
    let mut table = vec![0; usize::try_from(len).ok()?];
    file.read_exact(&mut table).ok()?;
    if sum(&table) != wanted {
        return None;
    }
    let entries: Vec<(Box<str>, Entry)> = postcard::from_bytes(&table).ok()?;
    let whole = |entry: &Entry| entry.start.checked_add(entry.len.into()).is_some_and(|end| end <= start);
    entries.iter().all(|(_, entry)| whole(entry)).then(|| (entries.into_iter().collect(), file))
}

/// Takes the caches out of a folder, those not used for longer than `age` or all; gives how many. What is no cache stays.
pub fn sweep(folder: &Path, age: Option<Duration>) -> usize {
    let Ok(files) = fs::read_dir(folder) else { return 0 };
    let is_old = |path: &Path| {
        let written = fs::metadata(path).and_then(|about| about.modified());
        age.is_none_or(|age| written.is_ok_and(|time| time.elapsed().is_ok_and(|elapsed| elapsed > age)))
    };
    let mut gone = FxHashSet::default();
    for path in files.filter_map(Result::ok).map(|file| file.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_cache = name.ends_with(&format!(".{ENDING}")) || name.ends_with(&format!(".{ENDING}-part"));
        if is_cache && is_old(&path) && fs::remove_file(&path).is_ok() {
            gone.insert(path);
        }
    }
    gone.len()
}
