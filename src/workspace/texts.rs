//! The texts of files: read into a buffer that is used again, and once more for whatever quotes them. Not what is in them.

use std::cell::RefCell;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::discover::normal;
use super::{LARGEST_PAGE, Workspace};

impl Workspace {
    /// A file's text, read again. Bytes that are not UTF-8 are replaced, so that what stands before them keeps
    /// its place.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        if let Some(overlay) = self.overlays.get(path) {
            return Some(Arc::clone(&overlay.text));
        }
        let page = self.files.binary_search_by(|file| (*file.path).cmp(path)).map(|at| &self.files[at].disk);
        let other = || self.others.iter().find(|(name, _)| &**name == path).map(|(_, disk)| disk);
        let known = page.ok().or_else(other).map(PathBuf::as_path);
        // Reports may point into the source.
        let source = || {
            let disk = normal(&self.directory.join(path));
            let known = || self.files.iter().filter_map(|file| file.source.clone()).collect();
            self.known_sources.get_or_init(known).contains(&disk).then_some(disk)
        };
        match known {
            Some(disk) => read_again(disk),
            None => read_again(&source()?),
        }
    }
}

/// A file's text, whatever is wrong with it; `None` where it cannot be read.
fn read_again(disk: &Path) -> Option<Arc<str>> {
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = RefCell::default();
    }
    BUFFER.with_borrow_mut(|buffer| match read(disk, buffer) {
        Ok(text) => Some(text.into()),
        Err(ReadFault::Io(_)) => None,
        Err(ReadFault::TooLarge(_) | ReadFault::NotUtf8 { .. }) => {
            Some(String::from_utf8_lossy(&std::fs::read(disk).ok()?).into())
        }
    })
}

/// Texts that were read again, for the next who asks: as many as are small together.
#[derive(Default)]
pub(super) struct KeptTexts(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    texts: FxHashMap<Box<str>, Arc<str>>,
    /// How many they have together.
    bytes: usize,
}

impl KeptTexts {
    /// How many bytes of texts are kept.
    const MOST_BYTES: usize = 2 << 20;

    /// The text of a file, which `read` reads.
    pub(super) fn get(&self, path: &str, read: impl FnOnce() -> Option<Arc<str>>) -> Option<Arc<str>> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = kept().texts.get(path) {
            return Some(Arc::clone(text));
        }
        let text = read()?;
        let kept = &mut *kept();
        if kept.bytes + text.len() <= Self::MOST_BYTES {
            kept.bytes += text.len();
            kept.texts.insert(path.into(), Arc::clone(&text));
        }
        Some(text)
    }
}

/// Why there is no text.
pub(super) enum ReadFault {
    Io(std::io::Error),
    TooLarge(u64),
    NotUtf8 { at: usize, encoding: &'static str },
}

/// Reads a file into a buffer that is used again: faster than mapping it, and without an allocation a page.
pub(super) fn read<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> Result<&'b str, ReadFault> {
    // Before it is opened: at a pipe, that alone waits for a writer.
    let about = std::fs::metadata(path).map_err(ReadFault::Io)?;
    if !about.is_file() {
        return Err(ReadFault::Io(std::io::Error::other("not a regular file")));
    }
    let size = about.len();
    if size > LARGEST_PAGE {
        return Err(ReadFault::TooLarge(size));
    }
    let mut file = std::fs::File::open(path).map_err(ReadFault::Io)?;
    // Never shorter than before, and with room for a byte too many, whose absence says that this is all.
    buffer.resize(buffer.len().max(size as usize + 1), 0);
    let mut length = 0;
    loop {
        match file.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(more) => {
                length += more;
                // With room for more, that was all.
                if length as u64 == size {
                    break;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(ReadFault::Io(error)),
        }
        // What a system makes up as it is read has no size.
        if length as u64 > LARGEST_PAGE {
            return Err(ReadFault::TooLarge(length as u64));
        }
        if length == buffer.len() {
            buffer.resize(2 * length, 0);
        }
    }
    let buffer = &buffer[..length];
    let encoding = match buffer {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "; it begins like UTF-16",
        _ => "",
    };
    simdutf8::compat::from_utf8(buffer)
        .map_err(|error| ReadFault::NotUtf8 { at: error.valid_up_to(), encoding })
}
