//! git, as a process: what a file said at a commit, and which commits changed it since. Reads only, asks nobody
//! anything, and runs nothing that a repository may bring. Not what is made of it (`history`).

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// A repository with its history.
#[derive(Debug, Clone)]
pub(super) struct Git {
    /// Its top folder.
    pub(super) top: PathBuf,
    /// Whether its history was cut off.
    pub(super) is_shallow: bool,
}

/// Why there is no history to be read, in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NoHistory {
    /// No repository holds the folder.
    NoRepository,
    /// Its history was cut off.
    Shallow,
    /// It does not have the commits, or not the file at that path.
    Lost,
    /// git is not installed, or does not want to.
    Git(String),
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) day: Option<Date>,
}

/// A file that is staged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Staged {
    pub(super) object: String,
    pub(super) is_link: bool,
    mtime: Option<Duration>,
    size: Option<u64>,
}

impl Staged {
    /// Whether a file still is what was staged, as far as its time and its size tell. Where it was written as late as
    /// the last file was staged, neither does. git itself would look into it, and run filters for that.
    pub(super) fn is(&self, file: &Path, staged_at: Option<Duration>) -> bool {
        let Ok(about) = file.symlink_metadata() else { return false };
        let written = modified(&about);
        about.is_file() && self.size == Some(about.len()) && self.mtime == written && written < staged_at
    }
}

fn modified(about: &std::fs::Metadata) -> Option<Duration> {
    about.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()
}

/// Settings that keep a repository from running or asking anything.
const HARDENED: [&str; 9] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "core.attributesFile=/dev/null",
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    "gc.auto=0",
    "log.showSignature=false",
    "credential.helper=",
];

/// The mode of a link.
const LINK: &str = "120000";

/// How many paths are named to one process.
const MOST_PATHS: usize = 500;

impl Git {
    /// The repository that holds a folder.
    pub(super) fn open(folder: &Path) -> Result<Self, NoHistory> {
        let top = folder.ancestors().find(|folder| folder.join(".git").exists());
        let mut git = Self { top: top.ok_or(NoHistory::NoRepository)?.to_path_buf(), is_shallow: false };
        let said = git.run(&["rev-parse", "--is-shallow-repository"]).map_err(NoHistory::Git)?;
        git.is_shallow = said.trim() == "true";
        Ok(git)
    }

    fn command(&self) -> Command {
        let mut git = Command::new("git");
        git.arg("-C").arg(&self.top);
        git.args(["--no-pager", "--no-optional-locks", "--literal-pathspecs", "--no-replace-objects"]);
        HARDENED.iter().for_each(|setting| {
            git.args(["-c", setting]);
        });
        git.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1").env("LC_ALL", "C");
        // A hook that runs us sets these for its own repository.
        let inherited = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"];
        let others =
            ["GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_EXTERNAL_DIFF"];
        inherited.iter().chain(&others).for_each(|name| {
            git.env_remove(name);
        });
        git.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        git
    }

    fn run(&self, args: &[&str]) -> Result<String, String> {
        Self::answer(self.command().args(args))
    }

    /// Asks about what is staged. A commit of some files, or of all, has a list of its own while hooks run, and names it
    /// to them.
    fn run_staged(&self, args: &[&str]) -> Result<String, String> {
        let mut command = self.command();
        if let Some(named) = std::env::var_os("GIT_INDEX_FILE") {
            let list = self.top.join(named);
            let own = self.run(&["rev-parse", "--absolute-git-dir"]).unwrap_or_default();
            // The hook may be another repository's.
            if list.is_file() && !own.is_empty() && list.starts_with(own.trim()) {
                command.env("GIT_INDEX_FILE", list);
            }
        }
        Self::answer(command.args(args))
    }

    fn answer(command: &mut Command) -> Result<String, String> {
        let output = command.output().map_err(|error| super::reason(&error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or_default();
        Err(first.trim_start_matches("fatal: ").to_owned())
    }

    /// A file's path as the repository names it; `None` outside.
    pub(super) fn path(&self, file: &Path) -> Option<String> {
        let path = file.strip_prefix(&self.top).ok()?.to_string_lossy().replace('\\', "/");
        (!path.contains(['\n', '\r'])).then_some(path)
    }

    /// Whether the repository has some objects, given as `commit:path`.
    pub(super) fn has(&self, names: &[String]) -> Vec<bool> {
        let there = |line: &mut BufReader<ChildStdout>| {
            let mut said = String::new();
            line.read_line(&mut said).ok().filter(|read| *read > 0)?;
            Some(!said.trim_end().ends_with(" missing"))
        };
        self.batch("--batch-check", names, there).unwrap_or_else(|| vec![false; names.len()])
    }

    /// What files said at commits, given as `commit:path`. `None` for what the repository does not have.
    pub(super) fn texts(&self, names: &[String]) -> Vec<Option<Vec<u8>>> {
        self.batch("--batch", names, object).unwrap_or_else(|| vec![None; names.len()])
    }

    /// Asks one process about many objects, and reads its answers as they come.
    fn batch<T>(
        &self,
        how: &str,
        names: &[String],
        read: impl Fn(&mut BufReader<ChildStdout>) -> Option<T>,
    ) -> Option<Vec<T>> {
        if names.is_empty() {
            return Some(Vec::new());
        }
        let mut child = self.command().args(["cat-file", how]).stdin(Stdio::piped()).spawn().ok()?;
        let mut input = child.stdin.take()?;
        let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
        // It answers before it has read everything, and waits for us to read that.
        let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
        let mut output = BufReader::new(child.stdout.take()?);
        let answers = names.iter().map(|_| read(&mut output)).collect();
        drop(output);
        let _ = writer.join();
        let _ = child.wait();
        answers
    }

    /// The commits since another that changed each of some paths, the newest first.
    pub(super) fn since(&self, commit: &str, paths: &[String]) -> FxHashMap<String, Vec<Commit>> {
        let mut changed: FxHashMap<String, Vec<Commit>> = FxHashMap::default();
        for paths in paths.chunks(MOST_PATHS) {
            let range = format!("{commit}..HEAD");
            let mut args =
                vec!["log", "--no-renames", "--name-only", "--no-ext-diff", "--format=%x01%cs", &range, "--"];
            args.extend(paths.iter().map(String::as_str));
            let Ok(said) = self.run(&args) else { continue };
            let mut day = None;
            for line in said.lines().filter(|line| !line.is_empty()) {
                match line.strip_prefix('\u{1}') {
                    Some(written) => day = written.parse().ok(),
                    None => changed.entry(line.to_owned()).or_default().push(Commit { day }),
                }
            }
        }
        changed
    }

    /// The commits that changed a path, the newest first, each with its day.
    pub(super) fn versions(&self, path: &str, most: usize) -> Vec<(String, String)> {
        let most = format!("-{most}");
        let said = self.run(&["log", &most, "--no-renames", "--no-ext-diff", "--format=%H %cs", "--", path]);
        let said = said.unwrap_or_default();
        let split = |line: &str| line.split_once(' ').map(|(hash, day)| (hash.to_owned(), day.to_owned()));
        said.lines().filter_map(split).collect()
    }

    /// The commit that a name stands for.
    pub(super) fn commit(&self, name: &str) -> Option<String> {
        let name = format!("{name}^{{commit}}");
        let said = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &name]).ok()?;
        Some(said.trim().to_owned()).filter(|hash| !hash.is_empty())
    }

    /// What a commit and what is checked out have in common.
    pub(super) fn merge_base(&self, commit: &str) -> Option<String> {
        let said = self.run(&["merge-base", commit, "HEAD"]).ok()?;
        Some(said.trim().to_owned()).filter(|hash| !hash.is_empty())
    }

    /// The files of a commit: path, object, and whether it is a link. Submodules are none.
    pub(super) fn tree(&self, commit: &str) -> Result<Vec<(String, String, bool)>, String> {
        let said = self.run(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let entry = |entry: &str| {
            let (about, path) = entry.split_once('\t')?;
            let mut about = about.split(' ');
            let is_link = about.next()? == LINK;
            let is_file = about.next()? == "blob";
            is_file.then_some((path.to_owned(), about.next()?.to_owned(), is_link))
        };
        Ok(said.split('\0').filter_map(entry).collect())
    }

    /// The files that are staged, by path.
    pub(super) fn staged(&self) -> Result<BTreeMap<String, Staged>, String> {
        let said = self.run_staged(&["ls-files", "--stage", "--debug", "-z", "--full-name"])?;
        let mut staged: BTreeMap<String, Staged> = BTreeMap::new();
        let mut last = None;
        for part in said.split('\0') {
            // What is known of the file before, and then the next one.
            let (about, entry) = part.rsplit_once('\n').unwrap_or(("", part));
            if let Some(known) = last.take().and_then(|path: String| staged.get_mut(&path)) {
                let value =
                    |name: &str| about.split(['\n', '\t']).find_map(|line| line.trim().strip_prefix(name));
                let mtime = value("mtime: ").and_then(|time| time.split_once(':'));
                known.mtime =
                    mtime.and_then(|(s, ns)| Some(Duration::new(s.parse().ok()?, ns.parse().ok()?)));
                known.size = value("size: ").and_then(|size| size.parse().ok());
            }
            let Some((about, path)) = entry.split_once('\t') else { continue };
            let about: Vec<&str> = about.split(' ').collect();
            if let [mode, object, "0"] = about[..]
                && (mode.starts_with("100") || mode == LINK)
            {
                let is_link = mode == LINK;
                let entry = Staged { object: object.to_owned(), is_link, mtime: None, size: None };
                staged.insert(path.to_owned(), entry);
                last = Some(path.to_owned());
            }
        }
        Ok(staged)
    }

    /// When it was staged last.
    pub(super) fn staged_at(&self) -> Option<Duration> {
        let said = self.run_staged(&["rev-parse", "--git-path", "index"]).ok()?;
        modified(&self.top.join(said.trim()).metadata().ok()?)
    }

    /// The files that have another name since a commit: old and new.
    pub(super) fn renamed(&self, commit: &str) -> Result<Vec<(String, String)>, String> {
        let args = ["diff-index", "--cached", "-M", "-l0", "--diff-filter=R", "--name-status", "-z", commit];
        let said = self.run_staged(&args)?;
        let parts: Vec<&str> = said.split('\0').collect();
        Ok(parts.as_chunks().0.iter().map(|[_, old, new]| ((*old).to_owned(), (*new).to_owned())).collect())
    }

    /// The files that have another name in one commit than in another: old and new.
    pub(super) fn renamed_until(&self, from: &str, to: &str) -> Result<Vec<(String, String)>, String> {
        let args = ["diff-tree", "-r", "-M", "-l0", "--diff-filter=R", "--name-status", "-z", from, to];
        let said = self.run(&args)?;
        let parts: Vec<&str> = said.split('\0').collect();
        Ok(parts.as_chunks().0.iter().map(|[_, old, new]| ((*old).to_owned(), (*new).to_owned())).collect())
    }

    /// The commits up to another that changed each of some paths, the newest first.
    pub(super) fn history(&self, commit: &str, paths: &[String]) -> FxHashMap<String, Vec<String>> {
        let mut changed: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for paths in paths.chunks(MOST_PATHS) {
            let mut args =
                vec!["log", "--no-renames", "--name-only", "--no-ext-diff", "--format=%x01%H", commit, "--"];
            args.extend(paths.iter().map(String::as_str));
            let Ok(said) = self.run(&args) else { continue };
            let mut hash = "";
            for line in said.lines().filter(|line| !line.is_empty()) {
                match line.strip_prefix('\u{1}') {
                    Some(written) => hash = written,
                    None => changed.entry(line.to_owned()).or_default().push(hash.to_owned()),
                }
            }
        }
        changed
    }

    /// The last commit that changed a path.
    pub(super) fn last(&self, path: &str) -> Option<String> {
        let said = self.run(&["log", "-1", "--format=%H", "--", path]).ok()?;
        Some(said.trim().to_owned()).filter(|hash| !hash.is_empty())
    }
}

/// Takes a patch back from the pages below a folder that is in no repository.
pub(super) fn unapply(top: &Path, patch: &str) -> Result<(), String> {
    let git = Git { top: top.to_path_buf(), is_shallow: false };
    let mut said = String::new();
    // With and without the `a/` that paths begin with.
    for depth in ["-p1", "-p0"] {
        let mut command = git.command();
        let pages = ["--include=*.md", "--include=*.markdown", "--include=*.mdx"];
        command.args(["apply", "--reverse", "--whitespace=nowarn", "--allow-empty", depth]).args(pages);
        command.env("GIT_CEILING_DIRECTORIES", top.parent().unwrap_or(top)).stdin(Stdio::piped());
        let mut child = command.spawn().map_err(|error| super::reason(&error))?;
        let mut input = child.stdin.take().ok_or("git does not listen")?;
        let patch = patch.to_owned();
        let writer = std::thread::spawn(move || input.write_all(patch.as_bytes()));
        let output = child.wait_with_output().map_err(|error| super::reason(&error))?;
        let _ = writer.join();
        if output.status.success() {
            return Ok(());
        }
        if said.is_empty() {
            let words = String::from_utf8_lossy(&output.stderr);
            said = words.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        }
    }
    Err(said)
}

/// One answer of `cat-file --batch`: the object's bytes; `Some(None)` where there is none.
fn object(output: &mut BufReader<ChildStdout>) -> Option<Option<Vec<u8>>> {
    let mut head = String::new();
    output.read_line(&mut head).ok().filter(|read| *read > 0)?;
    let mut words = head.trim_end().rsplit(' ');
    let (size, kind) = (words.next()?, words.next()?);
    let Ok(size) = size.parse::<usize>() else { return Some(None) };
    let mut bytes = Vec::new();
    output.by_ref().take(size as u64).read_to_end(&mut bytes).ok()?;
    output.read_exact(&mut [0]).ok()?;
    Some((kind == "blob" && bytes.len() == size).then_some(bytes))
}

impl NoHistory {
    /// For a notice: why commits cannot be counted.
    pub(super) fn words(&self) -> String {
        match self {
            Self::NoRepository => "it is not in a git repository".to_owned(),
            Self::Shallow => "its history was cut off; `git fetch --unshallow` brings the rest".to_owned(),
            Self::Lost => "it does not have the commits that they name, or had no such file then".to_owned(),
            Self::Git(said) => format!("git says: {said}"),
        }
    }
}
