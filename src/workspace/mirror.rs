//! A folder for the time of a run, with files at the paths that they have on disk, so that they are looked at as if they
//! stood there. Not which files.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use super::discover::normal;
use super::layouts;

/// What a folder above a repository may have that says where its pages belong.
const MARKS: [&str; 3] = ["paralint.yaml", ".openpublishing.publish.config.json", "docfx.json"];

/// A folder that is removed at the end, with files at the paths that they have on disk.
#[derive(Debug)]
pub(super) struct Mirror {
    root: PathBuf,
}

/// What such folders are called.
const NAME: &str = "paralint-state-";

impl Mirror {
    pub(super) fn new(top: &Path) -> Result<Self, std::io::Error> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let temporary = std::env::temp_dir();
        let temporary = temporary.canonicalize().unwrap_or(temporary);
        sweep(&temporary);
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let root = loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let root = temporary.join(format!("{NAME}{}-{count}", std::process::id()));
            match builder.create(&root) {
                Ok(()) => break root,
                // A run that was killed may have had our number: in a container every run has.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        };
        let mirror = Self { root };
        fs::create_dir_all(mirror.path(top))?;
        Ok(mirror)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file of the disk stands in it.
    pub(super) fn path(&self, disk: &Path) -> PathBuf {
        let parts = disk.components().filter(|part| matches!(part, std::path::Component::Normal(_)));
        parts.fold(self.root.clone(), |path, part| path.join(part))
    }

    fn room(&self, disk: &Path) -> Result<PathBuf, std::io::Error> {
        let path = self.path(disk);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(path)
    }

    pub(super) fn write(&self, disk: &Path, text: &[u8]) -> Result<(), std::io::Error> {
        fs::write(self.room(disk)?, text)
    }

    /// Leads to a file of the disk.
    pub(super) fn link(&self, disk: &Path) -> Result<(), std::io::Error> {
        let path = self.room(disk)?;
        #[cfg(unix)]
        return std::os::unix::fs::symlink(disk, path);
        #[cfg(not(unix))]
        return fs::copy(disk, path).map(drop);
    }

    /// Makes a folder the top of its repository.
    pub(super) fn repository(&self, top: &Path) -> Result<(), std::io::Error> {
        let git = top.join(".git");
        let said = match fs::read_to_string(&git) {
            // A worktree's or a submodule's.
            Ok(said) => {
                let named = said.trim().strip_prefix("gitdir:").unwrap_or_default().trim().to_owned();
                normal(&top.join(named))
            }
            Err(_) => git.clone(),
        };
        self.write(&git, format!("gitdir: {}\n", said.display()).as_bytes())
    }

    /// What stands around a repository and says where its pages belong: marks above it, and repositories of the same
    /// name in other locales beside it.
    pub(super) fn surroundings(&self, top: &Path) -> Result<(), std::io::Error> {
        for folder in top.ancestors().skip(1) {
            for mark in MARKS.iter().map(|mark| folder.join(mark)).filter(|mark| mark.is_file()) {
                self.link(&mark)?;
            }
            if folder.join(".git").exists() {
                fs::create_dir_all(self.path(&folder.join(".git")))?;
            }
        }
        let (Some(above), Some(name)) = (top.parent(), top.file_name().and_then(|name| name.to_str())) else {
            return Ok(());
        };
        let base = name.rsplit_once('.').map_or(name, |(base, _)| base);
        for beside in layouts::names(above) {
            let is_one =
                beside == base || beside.strip_prefix(base).is_some_and(|rest| rest.starts_with('.'));
            let disk = above.join(&beside);
            if is_one && beside != name && disk.is_dir() && !self.path(&disk).exists() {
                #[cfg(unix)]
                self.link(&disk)?;
            }
        }
        Ok(())
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// Removes what runs left that were killed, a day later.
fn sweep(temporary: &Path) {
    let old = |entry: &fs::DirEntry| {
        let changed =
            entry.metadata().and_then(|about| about.modified()).unwrap_or_else(|_| SystemTime::now());
        changed.elapsed().is_ok_and(|age| age > Duration::from_hours(24))
    };
    for entry in fs::read_dir(temporary).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(NAME) && old(&entry) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_of_the_same_number_left_is_passed_over() {
        let top = Path::new("/nowhere");
        let first = Mirror::new(top).expect("there is room");
        let name = first.root().file_name().and_then(|name| name.to_str()).expect("it has a name");
        let (process, count) = name.rsplit_once('-').expect("a process and a count");
        let next: usize = count.parse().expect("a number");
        let left = first.root().with_file_name(format!("{process}-{}", next + 1));
        fs::create_dir(&left).expect("nobody has it");
        let second = Mirror::new(top);
        fs::remove_dir(&left).expect("it is empty");
        assert_ne!(second.expect("there is room").root(), left);
    }
}
