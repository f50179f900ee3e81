//! git, as a process: what a file said at a commit, and which commits changed it since. Reads only, asks nobody
//! anything, and runs nothing that a repository may bring. Not what is made of it (`history`).

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};

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
        let output = self.command().args(args).output().map_err(|error| super::reason(&error))?;
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

    /// The last commit that changed a path.
    pub(super) fn last(&self, path: &str) -> Option<String> {
        let said = self.run(&["log", "-1", "--format=%H", "--", path]).ok()?;
        Some(said.trim().to_owned()).filter(|hash| !hash.is_empty())
    }
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
