//! Finding the pages below the arguments. Not reading them.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, WalkBuilder};
use jiff::civil::Date;
use thiserror::Error;

use super::known::{self, Beside};
use super::place::Places;
use super::{File, Overlay, Overlays, Workspace};
use crate::config::Layouts;

/// What a run is asked to look at.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The directory that relative paths, and the paths of reports, start from.
    pub directory: PathBuf,
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Texts that stand for the files of these names: standard input, an editor's buffers.
    pub overlays: Vec<(PathBuf, Overlay)>,
    /// The day, where dates are to be held against it.
    pub today: Option<Date>,
    /// From how many days on a page that is behind its source is overdue.
    pub max_age: Option<u32>,
    /// Whether histories of sources are asked what changed since, and when. That is slow where they are long.
    pub history: bool,
    /// Whether nothing is looked at but the arguments: no source beside them either.
    pub isolated: bool,
    /// What is known beside the paths, and what is reported of it.
    pub beside: Beside,
    /// Whether files that are given themselves are left out where ignore files say so, as those below folders are.
    pub force_exclude: bool,
    /// A folder with the pages that are published, at the paths that pages have below their argument.
    pub live: Option<PathBuf>,
}

/// What keeps a run from starting.
#[derive(Debug, Error)]
pub enum WorkspaceError {
    /// An argument that is no file and no folder.
    #[error("there is no `{}`", .path.display())]
    NoSuchPath {
        /// As given.
        path: PathBuf,
    },
    /// A folder of published pages that is none.
    #[error("there is no folder `{}`", .path.display())]
    NoSuchFolder {
        /// As given.
        path: PathBuf,
    },
}

/// Names pages that are left out, as `.gitignore` does, also those that git keeps.
pub(super) const IGNORED: &str = ".paralintignore";

/// What a page's name ends with.
const PAGES: [&str; 3] = ["md", "markdown", "mdx"];

impl Workspace {
    /// Finds the pages that a request names. Files of other kinds are passed over in silence, since hooks hand
    /// over everything that changed; ignore files are honoured below folders.
    ///
    /// # Errors
    /// Where an argument does not exist.
    pub fn open(request: &Request) -> Result<Self, WorkspaceError> {
        let request = &Request { directory: normal(&request.directory), ..request.clone() };
        let live = request.live.as_ref().map(|live| request.directory.join(live));
        if let (Some(path), Some(live)) = (&request.live, &live)
            && !live.is_dir()
        {
            return Err(WorkspaceError::NoSuchFolder { path: path.clone() });
        }
        let Named { mut found, folders, mut passed_over } = Named::by(request)?;
        if request.force_exclude {
            passed_over += known::exclude(&mut found);
        }
        let mut places = Places::new(&request.directory, request.today);
        let mut files: Vec<File> =
            found.into_iter().map(|(disk, root)| file(request, disk, root.as_deref(), &mut places)).collect();
        let mut overlays = Overlays::default();
        for (name, overlay) in &request.overlays {
            let overlaid = file(request, request.directory.join(name), None, &mut places);
            overlays.put(Arc::clone(&overlaid.path), overlay.clone());
            files.push(overlaid);
        }
        let bundled = Layouts::bundled();
        let whole = known::widen(request, &folders, &mut files, &mut places, &bundled);
        let mut others: Vec<_> = places.into_builds().collect();
        if let Some(live) = live {
            for file in &mut files {
                file.live = published(request, &live, file);
                others.extend(file.live.clone());
            }
        }
        others.sort();
        let mut workspace = Self {
            files: Arc::new(files),
            others: Arc::new(others),
            directory: request.directory.clone(),
            pins: bundled.pin_keys(),
            max_age: request.max_age,
            today: request.today,
            history: request.history,
            isolated: request.isolated,
            notices: Arc::default(),
            overlays,
            cache: None,
            passed_over,
            known_sources: std::sync::OnceLock::new(),
            beside: request.beside.clone(),
            whole,
            sieve: Arc::default(),
            desk: Arc::default(),
        };
        workspace.settle_sources();
        Ok(workspace)
    }
}

/// What the arguments of a request name.
#[derive(Default)]
struct Named {
    /// Pages, each with the folder that it was found below.
    found: Vec<(PathBuf, Option<PathBuf>)>,
    folders: Vec<PathBuf>,
    /// How many files of other kinds.
    passed_over: usize,
}

impl Named {
    fn by(request: &Request) -> Result<Self, WorkspaceError> {
        let mut named = Self::default();
        for path in &request.paths {
            // `.` would stand in the path of every page.
            let full = if path.as_os_str() == "." {
                request.directory.clone()
            } else {
                request.directory.join(path)
            };
            // A link that leads nowhere is a file that cannot be read, not a slip of the hand.
            if full.symlink_metadata().is_err() {
                return Err(WorkspaceError::NoSuchPath { path: path.clone() });
            }
            if full.is_dir() {
                let mut below = Vec::new();
                named.passed_over += walk(&full, &mut below);
                let root = normal(&full);
                named.found.extend(below.into_iter().map(|disk| (disk, Some(root.clone()))));
                named.folders.push(root);
            } else if is_page(&full) {
                named.found.push((full, None));
            } else {
                named.passed_over += 1;
            }
        }
        Ok(named)
    }
}

/// Adds the pages below a folder, in any order; returns how many other files it met. On one thread: what several would
/// save is less than what it costs to start them and to wait for the last, and nothing beside the reading of the pages.
pub(super) fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> usize {
    let mut walk = WalkBuilder::new(folder);
    walk.require_git(false).add_custom_ignore_filename(IGNORED);
    let mut others = 0;
    // A folder that cannot be listed is said by the entry itself, which the reading of it meets again.
    for seen in walk.build().filter_map(|entry| look(entry.ok()?)) {
        match seen {
            Seen::Page(path) => found.push(path),
            Seen::Other => others += 1,
        }
    }
    others
}

/// A file below a folder.
enum Seen {
    Page(PathBuf),
    Other,
}

/// What an entry of a walk is; `None` for folders.
fn look(entry: DirEntry) -> Option<Seen> {
    // The walk knows what most entries are; only links and oddities are asked once more.
    let kind = entry.file_type().filter(|kind| kind.is_dir() || kind.is_file());
    let is_file = match kind {
        Some(kind) if kind.is_dir() => return None,
        Some(_) => true,
        None => match entry.path().metadata() {
            Ok(about) if about.is_dir() => return None,
            // A pipe or a device: to read it may take for ever.
            Ok(about) => about.is_file(),
            // A link that leads nowhere is a file that cannot be read, and said.
            Err(_) => true,
        },
    };
    Some(if is_file && is_page(entry.path()) { Seen::Page(entry.into_path()) } else { Seen::Other })
}

/// Whether a file is a page, by its name.
#[must_use]
pub fn is_page(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| PAGES.iter().any(|page| page.eq_ignore_ascii_case(extension)))
}

/// A page below `root`, a folder among the arguments; an argument itself where there is none.
pub(super) fn file(request: &Request, disk: PathBuf, root: Option<&Path>, places: &mut Places) -> File {
    let disk = normal(&disk);
    let path = relative(&request.directory, &disk);
    let below = match root {
        Some(root) => relative(root, &disk),
        None if path.starts_with("../") => path.rsplit('/').next().unwrap_or_default().to_owned(),
        None => path.clone(),
    };
    let place = places.place(&disk);
    File {
        disk,
        path: path.into(),
        below,
        live: None,
        place,
        layout: None,
        is_source: false,
        source: None,
        layout_source: None,
        source_top: None,
        from_folder: root.is_some(),
        source_exists: false,
        source_gone: false,
        needs_source: false,
        reported: true,
    }
}

/// The page that is published for a file: at the path that it has below its argument, or else below the working
/// directory, since hooks name files.
fn published(request: &Request, live: &Path, file: &File) -> Option<(Arc<str>, PathBuf)> {
    let candidates = [live.join(&file.below), live.join(&*file.path)];
    let disk = candidates.into_iter().map(|disk| normal(&disk)).find(|disk| disk.is_file())?;
    (disk != file.disk).then(|| (relative(&request.directory, &disk).into(), disk))
}

/// A path without `.` and `..`, as it is written: links are not followed.
#[must_use]
pub fn normal(path: &Path) -> PathBuf {
    if is_plain(path) {
        return path.to_path_buf();
    }
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// Whether a path is surely written without `.` and `..`, as nearly all are: no separator stands before a point, before
/// another, or at the end.
fn is_plain(path: &Path) -> bool {
    let is_separator = |byte: u8| std::path::is_separator(char::from(byte));
    let bytes = path.as_os_str().as_encoded_bytes();
    let is_border = |pair: &[u8]| is_separator(pair[0]) && (pair[1] == b'.' || is_separator(pair[1]));
    bytes.first().is_some_and(|&first| first != b'.')
        && bytes.last().is_some_and(|&last| !is_separator(last))
        && !bytes.windows(2).any(is_border)
}

/// The way from one folder to a file or folder, `/`-separated; empty where they are one.
#[must_use]
pub fn relative(from: &Path, to: &Path) -> String {
    // Nearly always one holds the other, and the text says it.
    if let (Some(folder), Some(path)) = (from.to_str(), to.to_str())
        && let Some(below) = path.strip_prefix(folder).and_then(|below| below.strip_prefix('/'))
        && !folder.is_empty()
        && is_plain(from)
        && is_plain(to)
    {
        return below.to_owned();
    }
    let mut from = from.components().peekable();
    let mut to = to.components().peekable();
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let up = from.map(|_| "..".to_owned());
    let down = to.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
