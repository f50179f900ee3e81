//! The command line, as people type it: `tests/cli/*.md` shows commands with what they print and how they exit.
//! Not the layout of reports (`report`), nor what rules find (`packs`, `checks`).
//!
//! `UPDATE=1 cargo test` rewrites what is printed.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};

use crate::golden::{files, read, root, updates};

#[test]
fn commands_print_what_their_pages_show() {
    // Once more in an environment of its own; `trycmd` listens to a variable of its own, too.
    let mut pages = Command::new(std::env::current_exe().expect("this test is a program"));
    pages.args(["--ignored", "--exact", "cli::pages"]);
    for name in VARIABLES {
        pages.env_remove(name);
    }
    if updates() {
        pages.env("TRYCMD", "overwrite");
    }
    let output = pages.output().expect("it runs again");
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    assert!(output.status.success(), "{}", said.concat());
    assert!(said.concat().contains("1 passed"), "{}", said.concat());
}

#[test]
#[ignore = "run by the test above, in a clean environment"]
fn pages() {
    trycmd::TestCases::new().case("tests/cli/*.md").case("tests/cli/*.toml");
}

/// What the environment of whoever runs the tests must not change.
const VARIABLES: [&str; 7] = [
    "PARALINT_CACHE_DIR",
    "PARALINT_CONFIG",
    "PARALINT_NO_CACHE",
    "PARALINT_OUTPUT_FORMAT",
    "PARALINT_THREADS",
    "NO_COLOR",
    "CLICOLOR_FORCE",
];

#[test]
fn every_flag_and_variable_is_shown() {
    // What is typed on the pages, and what the tests below hand over; prose shows nothing.
    let mut typed: Vec<String> = Vec::new();
    for ending in [".md", ".toml"] {
        for page in files("tests/cli", ending).iter().filter(|page| page.parent() == Some(&root("tests/cli")))
        {
            let page = read(page);
            let lines = page.lines().filter(|line| line.starts_with("$ ") || line.starts_with("args = "));
            typed.extend(lines.map(str::to_owned));
        }
    }
    let tests = read(&root("tests/it/cli.rs"));
    let colored = tests.lines().filter(|line| line.contains("is_colored(&["));
    typed.extend(colored.map(|line| format!("check {line}")));
    let separates = |c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c));
    let typed: Vec<BTreeSet<&str>> = typed.iter().map(|line| line.split(separates).collect()).collect();
    let mut missing = Vec::new();
    let mut commands = vec![Vec::new()];
    while let Some(path) = commands.pop() {
        let help = run(&[&path[..], &["--help"]].concat(), &[]).stdout;
        let help = String::from_utf8(help).expect("help is text").leak();
        let named = named_in(help);
        assert!(named.contains("--help"), "{help}");
        for name in named {
            // A flag of one command says nothing of its namesake; those below one share theirs.
            let shown = |line: &BTreeSet<&str>| {
                line.contains(name) && path.first().is_none_or(|word| line.contains(word))
            };
            if name != "--help" && !typed.iter().any(shown) {
                missing.push(format!("paralint {}: {name}", path.join(" ")));
            }
        }
        let below = commands_in(help).into_iter().map(|command| [&path[..], &[command]].concat());
        commands.extend(below);
    }
    assert!(missing.is_empty(), "no page of tests/cli shows\n{}", missing.join("\n"));
}

/// The flags that a help lists and the variables that it mentions.
fn named_in(help: &str) -> BTreeSet<&str> {
    let words = help.split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)));
    let is_flag = |word: &str| word.starts_with("--") && word.len() > 2;
    let is_variable =
        |word: &str| word.contains('_') && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    words.filter(|word| is_flag(word) || is_variable(word)).collect()
}

/// The commands that a help lists.
fn commands_in(help: &str) -> Vec<&str> {
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect()
}

#[test]
fn colours_come_when_they_are_wanted() {
    let page = "tests/cli/pages/ko-kr/error.md";
    let is_colored = |args: &[&str], variables: &[(&str, &str)]| {
        let args = [&["check", page, "--output-format", "concise"], args].concat();
        run(&args, variables).stdout.contains(&0x1b)
    };
    assert!(!is_colored(&[], &[]), "a pipe wants none");
    assert!(is_colored(&["--color", "always"], &[]));
    assert!(is_colored(&["--color", "always"], &[("NO_COLOR", "1")]), "a flag wins over a variable");
    assert!(is_colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_colored(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!is_colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!is_colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(is_colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")]), "set to nothing is not set");
}

/// `paralint check | head -1`
#[test]
fn whoever_has_read_enough_is_not_complained_at() {
    for args in [
        &["--output-format", "full", "--unfold"][..],
        &["--output-format", "concise", "--unfold"],
        &["--output-format", "json"],
        &["--output-format", "json-lines"],
        &["--output-format", "sarif"],
        &["--output-format", "azure"],
        &["--output-format", "teamcity"],
        &["--output-format", "gitlab"],
        &["--output-format", "rdjson"],
        &["--output-format", "rdjsonl"],
        &["--output-format", "junit"],
        &["--output-format", "checkstyle"],
        &["--output-format", "markdown"],
        &["-v", "--unfold"],
    ] {
        let mut child = paralint(&[&["check", "-"], args].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program is built");
        // More than a pipe holds, so that the end is still being written when nobody reads it.
        let mut page = String::from("---\n");
        (0..5_000).for_each(|_| page.push_str("title: Berths\n"));
        page.push_str("---\n");
        child.stdin.take().expect("piped").write_all(page.as_bytes()).expect("it reads everything first");
        let mut stdout = child.stdout.take().expect("piped");
        stdout.read_exact(&mut [0; 10]).expect("there are findings");
        drop(stdout);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}

/// A link that leads to itself can be read by nobody, root included.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_a_finding() {
    let folder = tempfile::tempdir().expect("there is room");
    std::os::unix::fs::symlink("loop.md", folder.path().join("loop.md")).expect("links are known");
    let output = paralint(&["check", "--output-format", "concise", "-q"]).current_dir(folder.path()).output();
    let output = output.expect("the program is built");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.starts_with("loop.md:1:1: error[paralint/unreadable] "), "{said}");
}

#[cfg(unix)]
#[test]
fn a_report_on_the_file_of_standard_output_keeps_what_stands_there() {
    let folder = tempfile::tempdir().expect("there is room");
    let log = folder.path().join("log.txt");
    std::fs::write(&log, "before\n").expect("a new file");
    let file = std::fs::OpenOptions::new().append(true).open(&log).expect("it is there");
    let page = "tests/cli/pages/ko-kr/error.md";
    let args = ["check", page, "-q", "--output-format", "concise", "--output-file", "/dev/stdout"];
    let status = paralint(&args).stdout(file).status().expect("the program is built");
    assert_eq!(status.code(), Some(1));
    let said = read(&log);
    assert!(said.starts_with("before\ntests/cli/pages/ko-kr/error.md:4:1: error["), "{said}");
}

fn run(args: &[&str], variables: &[(&str, &str)]) -> Output {
    paralint(args).envs(variables.iter().copied()).output().expect("the program is built")
}

fn paralint(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paralint"));
    command.args(args).current_dir(root(""));
    for name in VARIABLES {
        command.env_remove(name);
    }
    command
}

/// Names of files are anybody's words as well.
#[cfg(unix)]
#[test]
fn a_path_is_no_command_wherever_it_is_said() {
    const NAME: &str = "a ##vso[x] \u{1b}[2J.md";
    let folder = tempfile::tempdir().expect("there is room");
    let put = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("it has a folder")).expect("a new folder");
        std::fs::write(file, text).expect("a new file");
    };
    put(&format!("docs/{NAME}"), "# Berths\n");
    put("docs/b\n##vso[x].md", "---\ntitel: Quais\nms.date: 04/01/2021\n---\n# Quais\n");
    put(&format!("l10n/fr/{NAME}"), "---\ntitel: Quais\nms.date: 04/01/2021\n---\n# Quais\n");
    put("paralint.yaml", "layouts: [{ target: 'l10n/{locale}/{page}', source: 'docs/{page}' }]\n");
    for args in [
        &["check", "--show-files"][..],
        &["check", "--show-settings"],
        &["check", "--statistics", "--by", "page"],
        &["check", "--diff"],
        &["check", "-v", "--output-format", "full"],
        &["drift", "--all"],
        &["drift", "--all", "--output-format", "json"],
        &["baseline", "create"],
        &["strip", "docs", "--in-place"],
    ] {
        let output = paralint(args).current_dir(folder.path()).output().expect("the program is built");
        let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
        assert!(!said.contains("##vso[") && !said.contains('\u{1b}'), "{args:?}: {said}");
        let names = ["--show-files", "page", "--diff", "--all"];
        let is_said = said.contains("vso[x]");
        assert!(is_said || !args.iter().any(|arg| names.contains(arg)), "{args:?} names the page: {said}");
    }
}

/// `paralint check --diff | git apply`
#[cfg(unix)]
#[test]
fn a_diff_of_an_odd_path_is_applied_by_git() {
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join("a \"b\"\n##[x].md");
    std::fs::write(&file, "---\ntitel: Quais\nms.date: 04/01/2021\n---\n# Quais\n").expect("a new file");
    let diff = paralint(&["check", "--diff", "--isolated"]).current_dir(folder.path()).output();
    let mut git = Command::new("git");
    git.args(["apply", "-"]).current_dir(folder.path()).env("GIT_CEILING_DIRECTORIES", "/");
    let mut git = git.stdin(Stdio::piped()).spawn().expect("git is there");
    let diff = diff.expect("the program is built").stdout;
    git.stdin.take().expect("piped").write_all(&diff).expect("it reads");
    assert!(git.wait().expect("it ends").success(), "{}", String::from_utf8_lossy(&diff));
    assert_eq!(read(&file), "---\ntitle: Quais\nms.date: 04/01/2021\n---\n# Quais\n");
}
