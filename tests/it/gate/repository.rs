//! A git repository in a folder of its own, with pages in it, and the program run on them. Not what is expected of it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

pub(super) struct Repository {
    pages: TempDir,
    /// For what is laid out for the time of a run.
    temporary: TempDir,
}

/// What a run came to.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Repository {
    /// With a configuration, and nothing committed.
    pub(super) fn new() -> Self {
        let folder = || tempfile::tempdir().expect("a folder for pages");
        let repository = Self { pages: folder(), temporary: folder() };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.write("paralint.yaml", "# Levels stay as they ship.\n");
        repository
    }

    pub(super) fn path(&self) -> &Path {
        self.pages.path()
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a page has a folder")).expect("a folder");
        fs::write(path, text).expect("a page");
    }

    pub(super) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).expect("the page is there")
    }

    pub(super) fn git(&self, args: &[&str]) -> String {
        let (passed, said) = self.try_git(args);
        assert!(passed, "{args:?}: {said}");
        said
    }

    /// Whether git was content, and what it said.
    pub(super) fn try_git(&self, args: &[&str]) -> (bool, String) {
        let mut git = Command::new("git");
        git.current_dir(self.path()).args(["-c", "user.name=Mira", "-c", "user.email=mira@harbor.example"]);
        let output = clean(git.args(args)).output().expect("git is installed");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Everything that the folder holds.
    pub(super) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--no-verify", "--allow-empty", "-m", message]);
    }

    pub(super) fn run(&self, args: &[&str]) -> Ran {
        self.run_in("", args)
    }

    pub(super) fn run_in(&self, folder: &str, args: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paralint"));
        let Output { status, stdout, stderr } = clean(
            command.args(args).current_dir(self.path().join(folder)).env("TMPDIR", self.temporary.path()),
        )
        .output()
        .expect("the program is built");
        let left = fs::read_dir(self.temporary.path()).expect("it is there").count();
        assert_eq!(left, 0, "something was left behind");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
        Ran { code: status.code(), out: text(stdout), err: text(stderr) }
    }

    /// What a check finds: exit code, and each finding as `path rule: message`.
    pub(super) fn check(&self, args: &[&str]) -> (Option<i32>, Vec<String>) {
        let ran = self.run(&[&["check", "--output-format", "json", "-q"], args].concat());
        assert_ne!(ran.code, Some(2), "{}", ran.err);
        let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let said = |found: &Value| {
            let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}: {}", text("path"), text("rule"), text("message"))
        };
        let found = report["diagnostics"].as_array().expect("a list").iter().map(said).collect();
        (ran.code, found)
    }
}

/// Without what the environment says of repositories and of us.
fn clean(command: &mut Command) -> &mut Command {
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "PARALINT_CONFIG", "PARALINT_OUTPUT_FORMAT"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
}
