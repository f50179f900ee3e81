//! Writing files whole or not at all: beside the file, then renamed into its place, so that whoever kills the
//! run finds either the old text or the new. Not what is written.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a file was left as it was.
#[derive(Debug, Error)]
pub enum WriteError {
    /// Somebody wrote it in the meantime.
    #[error("changed on disk since it was read; run again")]
    Changed,
    /// There is one already.
    #[error("there is such a file already")]
    Exists,
    /// It may not be written.
    #[error("is read-only")]
    ReadOnly,
    /// The system's words.
    #[error("cannot be written: {}", super::reason(.0))]
    Io(#[from] io::Error),
}

/// Puts `text` in the place of a file that said `read`. Its permissions stay; behind a link, the file that the link
/// leads to is written.
///
/// # Errors
/// Where the file says something else by now, is read-only, or cannot be written. It is then as it was.
pub fn replace(path: &Path, read: &[u8], text: &[u8]) -> Result<(), WriteError> {
    let path = path.canonicalize()?;
    let about = path.metadata()?;
    // A rename needs the folder's permission only; a file that was locked is not to be changed all the same.
    if about.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    let mut beside = Beside::new(&path)?;
    beside.resemble(&about)?;
    beside.write(text)?;
    match fs::read(&path)? {
        now if now == read => {}
        // The same file by another name.
        now if now == text => return Ok(()),
        _ => return Err(WriteError::Changed),
    }
    beside.take_place_of(&path)?;
    Ok(())
}

/// Writes a file that is not there yet.
///
/// # Errors
/// Where there is one, or it cannot be written.
pub fn create(path: &Path, text: &[u8]) -> Result<(), WriteError> {
    let mut beside = Beside::new(path)?;
    beside.write(text)?;
    // A hard link is refused where a file stands; a rename would take its place.
    match fs::hard_link(&beside.path, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(WriteError::Exists),
        // Some file systems know no links.
        Err(_) if path.symlink_metadata().is_ok() => Err(WriteError::Exists),
        Err(_) => Ok(beside.take_place_of(path)?),
    }
}

/// Writes a file, whether there is one or not, and the folders above it.
///
/// # Errors
/// Where it cannot be written.
pub fn put(path: &Path, text: &[u8]) -> Result<(), WriteError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::read(path) {
        Ok(read) if read == text => Ok(()),
        Ok(read) => replace(path, &read, text),
        Err(error) if error.kind() == ErrorKind::NotFound => create(path, text),
        Err(error) => Err(error.into()),
    }
}

/// Writes what a run has to say: a file as [`put`] does, and at the end of what a device or a pipe is given. That may be
/// a file as well, `/dev/stdout` for one: whoever has opened it goes on writing behind.
///
/// # Errors
/// Where it cannot be written.
pub fn report(path: &Path, text: &[u8]) -> Result<(), WriteError> {
    let is_special = fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir());
    if is_special || path.starts_with("/dev") || path.starts_with("/proc") {
        return Ok(OpenOptions::new().append(true).open(path)?.write_all(text)?);
    }
    put(path, text)
}

/// A file in the same folder, which a rename can put in the place of another. It is removed unless that happens.
struct Beside {
    path: PathBuf,
    file: File,
    /// Whether it stands in the place of another by now, and its own may be anybody's.
    is_renamed: bool,
}

impl Beside {
    fn new(path: &Path) -> io::Result<Self> {
        let folder = path.parent().unwrap_or(path);
        for at in 0.. {
            let path = folder.join(format!(".paralint-{}-{at}.tmp", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok(Self { path, file, is_renamed: false }),
                // Another thread's, or what a killed run left behind.
                Err(error) if error.kind() == ErrorKind::AlreadyExists && at < 1_000 => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// Before anything is written: what only its owner may read is never anybody's else.
    fn resemble(&self, about: &Metadata) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            let own = self.file.metadata()?;
            // Only root may give a file away; a group that one is in may be had by anybody.
            if own.uid() != about.uid() {
                let _ = fchown(&self.file, Some(about.uid()), None);
            }
            if own.gid() != about.gid() {
                let _ = fchown(&self.file, None, Some(about.gid()));
            }
        }
        self.file.set_permissions(about.permissions())
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        self.file.write_all(text)?;
        self.file.sync_all()
    }

    fn take_place_of(&mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.is_renamed = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.is_renamed {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("there is room")
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("it can be listed").flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_and_nothing_stays_beside_it() {
        let folder = folder();
        let file = folder.path().join("a.md");
        fs::write(&file, "old").expect("a new file");
        replace(&file, b"old", b"new").expect("it can be written");
        assert_eq!(fs::read(&file).expect("it is there"), b"new");
        assert_eq!(names(folder.path()), ["a.md"]);
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = folder();
        let file = folder.path().join("a.md");
        fs::write(&file, "newer").expect("a new file");
        assert!(matches!(replace(&file, b"old", b"new"), Err(WriteError::Changed)));
        assert_eq!(fs::read(&file).expect("it is there"), b"newer");
        assert_eq!(names(folder.path()), ["a.md"]);
    }

    #[test]
    fn a_file_that_is_there_is_not_created() {
        let folder = folder();
        let file = folder.path().join("a.yaml");
        create(&file, b"first").expect("there is none yet");
        assert!(matches!(create(&file, b"second"), Err(WriteError::Exists)));
        assert_eq!(fs::read(&file).expect("it is there"), b"first");
        assert_eq!(names(folder.path()), ["a.yaml"]);
    }

    #[test]
    fn folders_above_a_file_are_made() {
        let folder = folder();
        let file = folder.path().join("a/b/c.md");
        put(&file, b"one").expect("folders can be made");
        put(&file, b"two").expect("it can be written again");
        assert_eq!(fs::read(&file).expect("it is there"), b"two");
    }

    #[test]
    fn what_a_killed_run_left_behind_is_in_nobodys_way() {
        let folder = folder();
        let file = folder.path().join("a.md");
        fs::write(&file, "old").expect("a new file");
        let left = folder.path().join(format!(".paralint-{}-0.tmp", std::process::id()));
        fs::write(&left, "half").expect("a new file");
        replace(&file, b"old", b"new").expect("it can be written");
        assert_eq!(fs::read(&left).expect("it is not ours to remove"), b"half");
    }

    #[test]
    fn what_another_writer_puts_beside_a_file_that_was_written_stays() {
        let folder = folder();
        let file = folder.path().join("a.md");
        let mut one = Beside::new(&file).expect("a new file");
        one.take_place_of(&file).expect("it can be renamed");
        // Its name is free again, and another takes it before the first is done.
        let other = Beside::new(&file).expect("a new file");
        assert_eq!(other.path, one.path);
        drop(one);
        assert!(other.path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let file = folder.path().join("a.md");
        for mode in [0o640, 0o755, 0o600] {
            fs::write(&file, "old").expect("a file");
            fs::set_permissions(&file, PermissionsExt::from_mode(mode)).expect("it is ours");
            replace(&file, b"old", b"new").expect("it can be written");
            let now = file.metadata().expect("it is there").permissions().mode();
            assert_eq!(now & 0o777, mode, "{mode:o}");
        }
        fs::set_permissions(&file, PermissionsExt::from_mode(0o440)).expect("it is ours");
        assert!(matches!(replace(&file, b"new", b"newer"), Err(WriteError::ReadOnly)));
    }

    #[cfg(unix)]
    #[test]
    fn behind_a_link_the_file_is_written_and_the_link_stays() {
        let folder = folder();
        let file = folder.path().join("a.md");
        let link = folder.path().join("b.md");
        fs::write(&file, "old").expect("a new file");
        std::os::unix::fs::symlink("a.md", &link).expect("links are known");
        replace(&link, b"old", b"new").expect("it can be written");
        assert!(link.symlink_metadata().expect("it is there").is_symlink());
        assert_eq!(fs::read(&file).expect("it is there"), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn in_a_folder_that_takes_no_file_nothing_changes() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let file = folder.path().join("a.md");
        fs::write(&file, "old").expect("a new file");
        fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o555)).expect("it is ours");
        // Root may write anywhere, so there is nothing to see.
        let is_root = fs::write(folder.path().join("b.md"), "").is_ok();
        let replaced = replace(&file, b"old", b"new");
        let created = create(&folder.path().join("c.md"), b"new");
        fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).expect("it is ours");
        if is_root {
            return;
        }
        let words = replaced.map_err(|error| error.to_string());
        assert_eq!(words, Err("cannot be written: permission denied".into()));
        assert!(created.is_err());
        assert_eq!(fs::read(&file).expect("it is there"), b"old");
        assert_eq!(names(folder.path()), ["a.md"]);
    }
}
