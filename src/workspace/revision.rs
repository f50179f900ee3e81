//! Another state of the pages: a commit, what is staged, or what was there before a patch, laid out in a folder for the
//! time of a run as if it stood in its place. Not what is found there, nor how two states are compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::discover::{IGNORED, is_page, normal};
use super::edits::{Edited, edits};
use super::git::{Git, NoHistory, Staged};
use super::mirror::Mirror;
use super::{Arrangement, Beside, Request, reason};

/// A state of the pages, laid out below a folder at the paths that they have on disk.
#[derive(Debug)]
pub struct Revision {
    mirror: Mirror,
    /// The folder that it is a state of.
    top: PathBuf,
    /// Files that have another path by now, as they are on disk.
    renamed: BTreeMap<PathBuf, PathBuf>,
    /// Pages of it that are not there any more, nor under another path.
    gone: Vec<PathBuf>,
    /// Its repository and commit, where it is one.
    commit: Option<(Git, String)>,
}

/// Why a state of the pages cannot be had.
#[derive(Debug, Error)]
pub enum RevisionError {
    /// Nothing is known of the past.
    #[error("there is no git repository around `{}`, so there is nothing to compare with", .0.display())]
    NoRepository(PathBuf),
    /// There is no such commit.
    #[error("there is no commit `{name}` here; `git fetch origin {}` brings a branch{}", branch(.name), depth(*.shallow))]
    NoCommit {
        /// As given.
        name: String,
        /// Whether the history was cut off.
        shallow: bool,
    },
    /// The history was cut off before the commits meet.
    #[error(
        "the history was cut off before `{0}` and HEAD part; `git fetch --unshallow` brings the rest, or `fetch-depth: 0` \
         in a workflow"
    )]
    Shallow(String),
    /// Files of a commit are not at hand.
    #[error("git does not have `{path}` as it was; fetch it without `--filter`, then run again")]
    NotAtHand {
        /// The first of them.
        path: String,
    },
    /// A patch and the files differ.
    #[error("the patch does not fit the files, which must be as they are after it: {0}")]
    Patch(String),
    /// git does not want to.
    #[error("git says: {0}")]
    Git(String),
    /// The system's words.
    #[error("cannot lay out another state of the pages: {}", reason(.0))]
    Io(#[from] std::io::Error),
}

fn branch(name: &str) -> &str {
    name.strip_prefix("origin/").unwrap_or(name)
}

fn depth(shallow: bool) -> &'static str {
    if shallow { "; the history was cut off, `fetch-depth: 0` in a workflow brings all of it" } else { "" }
}

/// What belongs to a state beside its pages: settings of sites and builds, by the endings of their names.
const SETTINGS: [&str; 10] = ["yaml", "yml", "json", "toml", "js", "ts", "mjs", "cjs", "mts", "cts"];

/// What names the files that are left out.
const IGNORE_FILES: [&str; 3] = [".gitignore", ".ignore", IGNORED];

/// A file of a commit or of what is staged.
struct Entry {
    object: String,
    path: String,
    is_link: bool,
}

impl Revision {
    /// Where the branch that is checked out left another: what they have in common.
    ///
    /// # Errors
    /// Where there is no such commit, or the history does not reach as far.
    pub fn base(folder: &Path, name: &str) -> Result<Self, RevisionError> {
        let (git, commit) = named(folder, name)?;
        // Where two histories have nothing in common, there is only the commit itself.
        let base = match git.merge_base(&commit) {
            Some(base) => base,
            None if git.is_shallow => return Err(RevisionError::Shallow(name.to_owned())),
            None => commit,
        };
        Self::commit(&git, &base)
    }

    /// A commit as it is, or what is checked out where it is the last one.
    ///
    /// # Errors
    /// Where there is no such commit.
    pub fn at(folder: &Path, name: &str) -> Result<Self, RevisionError> {
        let (git, commit) = named(folder, name)?;
        Self::commit(&git, &commit)
    }

    /// The last commit; nothing where there is none yet.
    ///
    /// # Errors
    /// Where there is no repository, or no room.
    pub fn head(folder: &Path) -> Result<Self, RevisionError> {
        let git = open(folder)?;
        match git.commit("HEAD") {
            Some(commit) => Self::commit(&git, &commit),
            None => Self::new(&git, Vec::new(), &BTreeMap::new()),
        }
    }

    /// What is staged, whatever the files say.
    ///
    /// # Errors
    /// Where there is no repository, or no room.
    pub fn staged(folder: &Path) -> Result<Self, RevisionError> {
        let git = open(folder)?;
        let staged = git.staged().map_err(RevisionError::Git)?;
        let entries = staged.iter().map(|(path, object)| Entry {
            object: object.object.clone(),
            path: path.clone(),
            is_link: object.is_link,
        });
        Self::new(&git, entries.collect(), &staged)
    }

    /// Whether nothing is staged that says something of pages. A hook runs for every commit, and most have no page.
    ///
    /// # Errors
    /// Where there is no repository.
    pub fn is_idle(folder: &Path) -> Result<bool, RevisionError> {
        let git = open(folder)?;
        let Some(head) = git.commit("HEAD") else { return Ok(false) };
        let needed = |path: &str| is_needed(Path::new(path));
        let tree = git.tree(&head).map_err(RevisionError::Git)?.into_iter();
        let before: BTreeMap<String, String> =
            tree.filter(|(path, ..)| needed(path)).map(|(path, object, _)| (path, object)).collect();
        let staged = git.staged().map_err(RevisionError::Git)?;
        let staged = staged.iter().filter(|(path, _)| needed(path));
        Ok(staged.map(|(path, staged)| (path, &staged.object)).eq(&before))
    }

    fn commit(git: &Git, commit: &str) -> Result<Self, RevisionError> {
        let staged = git.staged().map_err(RevisionError::Git)?;
        let tree = git.tree(commit).map_err(RevisionError::Git)?;
        let entries =
            tree.into_iter().map(|(path, object, is_link)| Entry { object, path, is_link }).collect();
        let mut revision = Self::new(git, entries, &staged)?;
        for (old, new) in git.renamed(commit).map_err(RevisionError::Git)? {
            revision.renamed.insert(git.top.join(old), git.top.join(new));
        }
        revision.gone.retain(|page| !revision.renamed.contains_key(page));
        revision.commit = Some((git.clone(), commit.to_owned()));
        Ok(revision)
    }

    /// Follows renames up to another commit, not up to what is on disk.
    ///
    /// # Errors
    /// Where git does not want to.
    pub fn until(&mut self, other: &Self) -> Result<(), RevisionError> {
        let (Some((git, from)), Some((_, to))) = (&self.commit, &other.commit) else { return Ok(()) };
        self.renamed.clear();
        for (old, new) in git.renamed_until(from, to).map_err(RevisionError::Git)? {
            self.renamed.insert(git.top.join(old), git.top.join(new));
        }
        Ok(())
    }

    /// What people edited on some pages of it after these were handed back, where its history tells.
    #[must_use]
    pub fn edits(&self, pages: &[PathBuf]) -> Vec<(PathBuf, Vec<Edited>)> {
        match &self.commit {
            Some((git, commit)) if !pages.is_empty() => edits(git, commit, pages),
            _ => Vec::new(),
        }
    }

    /// Lays out files. Those that are on disk as they are to be are led to; the others are written.
    fn new(git: &Git, entries: Vec<Entry>, staged: &BTreeMap<String, Staged>) -> Result<Self, RevisionError> {
        let staged_at = git.staged_at();
        let mirror = Mirror::new(&git.top)?;
        let mut written = Vec::new();
        let mut gone = Vec::new();
        for entry in entries.into_iter().filter(|entry| is_needed(Path::new(&entry.path))) {
            let disk = git.top.join(&entry.path);
            if entry.is_link {
                // Where it led to before is nobody's matter: what it leads to is a page itself, or elsewhere.
                if disk.is_symlink() {
                    mirror.link(&disk)?;
                }
                continue;
            }
            let staged = staged.get(&entry.path).filter(|staged| staged.object == entry.object);
            let same = staged.is_some_and(|staged| staged.is(&disk, staged_at));
            if same && mirror.link(&disk).is_ok() {
                continue;
            }
            if is_page(&disk) && !disk.is_file() {
                gone.push(disk);
            }
            written.push(entry);
        }
        // As many at once as are no burden to hold.
        for some in written.chunks(200) {
            let objects: Vec<String> = some.iter().map(|entry| entry.object.clone()).collect();
            for (entry, text) in some.iter().zip(git.texts(&objects)) {
                let text = text.ok_or_else(|| RevisionError::NotAtHand { path: entry.path.clone() })?;
                mirror.write(&git.top.join(&entry.path), &text)?;
            }
        }
        mirror.repository(&git.top)?;
        mirror.surroundings(&git.top)?;
        Ok(Self { mirror, top: git.top.clone(), renamed: BTreeMap::new(), gone, commit: None })
    }

    /// What the pages below a folder said before a patch was applied to them.
    ///
    /// # Errors
    /// Where the pages are not as the patch leaves them.
    pub fn before(folder: &Path, patch: &str) -> Result<Self, RevisionError> {
        let git = Git::open(folder).ok();
        let top = git.as_ref().map_or_else(|| folder.to_path_buf(), |git| git.top.clone());
        let mirror = Mirror::new(&top)?;
        let mut walk = ignore::WalkBuilder::new(&top);
        walk.require_git(false).hidden(false).filter_entry(|entry| entry.file_name() != ".git");
        for entry in walk.build().flatten().filter(|entry| is_needed(entry.path())) {
            // A pipe may never end.
            if entry.path().is_file()
                && let Ok(text) = fs::read(entry.path())
            {
                mirror.write(entry.path(), &text)?;
            }
        }
        super::git::unapply(&mirror.path(&top), patch).map_err(RevisionError::Patch)?;
        if git.is_some() {
            mirror.repository(&top)?;
        }
        mirror.surroundings(&top)?;
        let renamed: BTreeMap<_, _> =
            renames(patch).into_iter().map(|(old, new)| (top.join(old), top.join(new))).collect();
        let mut all = Vec::new();
        super::discover::walk(&mirror.path(&top), &mut all);
        let there = all.iter().filter_map(|page| Some(top.join(page.strip_prefix(mirror.path(&top)).ok()?)));
        let gone = there.filter(|page| !page.is_file() && !renamed.contains_key(page)).collect();
        Ok(Self { mirror, top, renamed, gone, commit: None })
    }

    /// Where a file of the disk stands in it.
    #[must_use]
    pub fn path(&self, disk: &Path) -> PathBuf {
        if disk.starts_with(&self.top) || self.top.starts_with(disk) {
            self.mirror.path(disk)
        } else {
            disk.to_path_buf()
        }
    }

    /// The file of the disk that stands somewhere in it.
    #[must_use]
    pub fn disk(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.mirror.root())
            .map_or_else(|_| path.to_path_buf(), |rest| Path::new("/").join(rest))
    }

    /// Its files that have another path by now.
    pub fn renamed(&self) -> impl Iterator<Item = (&Path, &Path)> {
        self.renamed.iter().map(|(old, new)| (old.as_path(), new.as_path()))
    }

    /// Puts the configuration of the present in: what a change brings is told by one set of rules.
    pub fn configure(&self, configs: &[PathBuf]) {
        for config in configs {
            let there = self.mirror.path(config);
            let _ = fs::remove_file(&there);
            // Without it, fewer pages are known there.
            let _ = self.mirror.link(config);
        }
    }

    /// A request for this state. Of its paths those that it has, under the names that they had; and the pages that are
    /// gone, whose findings may be met elsewhere.
    #[must_use]
    pub fn request(&self, request: &Request) -> Request {
        let mut paths = Vec::new();
        for path in &request.paths {
            let disk = normal(&request.directory.join(path));
            let here = self.path(&disk);
            let was =
                self.renamed.iter().filter(|(_, new)| new.starts_with(&disk)).map(|(old, _)| self.path(old));
            paths.extend(here.symlink_metadata().is_ok().then_some(here).into_iter().chain(was));
        }
        paths.extend(self.gone.iter().map(|page| self.path(page)));
        let beside = match &request.beside {
            Beside::Tree { config, report } => {
                let config = config.as_ref().map(|config| self.path(&normal(config)));
                Beside::Tree { config, report: *report }
            }
            Beside::Nothing => Beside::Nothing,
        };
        Request {
            directory: self.path(&normal(&request.directory)),
            paths,
            beside,
            live: request.live.as_ref().map(|live| normal(&request.directory.join(live))),
            ..request.clone()
        }
    }

    /// What is said of where pages stand, said of this state.
    #[must_use]
    pub fn arrangements(&self, arrangements: &[Arrangement]) -> Vec<Arrangement> {
        let here = |arrangement: &Arrangement| Arrangement {
            folder: match arrangement.folder.parent() {
                None => arrangement.folder.clone(),
                Some(_) => self.path(&arrangement.folder),
            },
            source: arrangement.source.as_ref().map(|source| self.path(source)),
            ..arrangement.clone()
        };
        arrangements.iter().map(here).collect()
    }
}

fn open(folder: &Path) -> Result<Git, RevisionError> {
    Git::open(folder).map_err(|why| match why {
        NoHistory::Git(said) => RevisionError::Git(said),
        _ => RevisionError::NoRepository(folder.to_path_buf()),
    })
}

/// The repository that a folder lies in, and the commit there that has a name.
fn named(folder: &Path, name: &str) -> Result<(Git, String), RevisionError> {
    let git = open(folder)?;
    let commit = git.commit(name);
    let shallow = git.is_shallow;
    let commit = commit.ok_or_else(|| RevisionError::NoCommit { name: name.to_owned(), shallow })?;
    Ok((git, commit))
}

/// Whether a file says something of pages.
fn is_needed(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().and_then(|ending| ending.to_str());
    is_page(path) || IGNORE_FILES.contains(&&*name) || ending.is_some_and(|ending| SETTINGS.contains(&ending))
}

/// The files that a patch gives another name: old and new.
fn renames(patch: &str) -> Vec<(String, String)> {
    let mut renames = Vec::new();
    let mut old = None;
    for line in patch.lines() {
        if let Some(name) = line.strip_prefix("rename from ") {
            old = Some(unquoted(name));
        } else if let Some(name) = line.strip_prefix("rename to ") {
            renames.extend(old.take().map(|old| (old, unquoted(name))));
        }
    }
    renames
}

/// A name as git writes it in a patch: in quotes, with octal bytes, where it is not plain.
fn unquoted(name: &str) -> String {
    let Some(quoted) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return name.to_owned();
    };
    let mut bytes = Vec::new();
    let mut rest = quoted.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' => match rest.next() {
                Some(digit @ b'0'..=b'3') => {
                    let digits = [digit, rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                    bytes.push(digits.iter().fold(0_u8, |value, digit| value.wrapping_mul(8) + (digit & 7)));
                }
                Some(b't') => bytes.push(b'\t'),
                Some(b'n') => bytes.push(b'\n'),
                Some(other) => bytes.push(other),
                None => {}
            },
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_patches_are_read_as_git_writes_them() {
        assert_eq!(unquoted("ko kr/a.md"), "ko kr/a.md");
        assert_eq!(unquoted(r#""\354\204\240.md""#), "선.md");
        assert_eq!(unquoted(r#""a\"b\\c\td.md""#), "a\"b\\c\td.md");
        let patch = "similarity index 90%\nrename from ko/a.md\nrename to \"ko/\\354\\204\\240.md\"\n";
        assert_eq!(renames(patch), [("ko/a.md".to_owned(), "ko/선.md".to_owned())]);
    }
}
