//! The README shows what the program prints, to the byte.

use std::process::Command;

use crate::golden::{read, root};

#[test]
fn its_first_output_is_what_the_handbook_gives() {
    let readme = read(&root("README.md"));
    let shown = readme.split("```").nth(1).expect("it shows an output").trim();
    let output = Command::new(env!("CARGO_BIN_EXE_paralint"))
        .args(["check", "examples/handbook", "--exit-zero", "--color", "never"])
        .current_dir(root("."))
        .output()
        .expect("it runs");
    let printed = String::from_utf8(output.stdout).expect("reports are UTF-8");
    let all: Vec<&str> = printed.trim_end().split("\n\n").collect();
    let blocks: Vec<&str> = shown.split("\n\n").collect();
    assert!(blocks.len() >= 3, "it shows a few findings");
    for block in blocks {
        assert!(all.contains(&block), "not printed like this any more:\n{block}\n\nprinted:\n{printed}");
    }
}

#[test]
fn its_diff_is_what_the_page_about_fixes_shows() {
    let readme = read(&root("README.md"));
    let shown = readme.split("```").find(|block| block.contains("--diff\n---")).expect("it shows one");
    let page = read(&root("tests/cli/fix.md")).replace("? 1\n", "");
    assert!(page.contains(shown.trim_start_matches('\n')), "tests/cli/fix.md shows another:\n{shown}");
}

#[test]
fn its_commands_for_a_new_machine_are_what_is_tested() {
    let readme = read(&root("README.md"));
    for command in
        ["cargo run --release --locked -- check examples/handbook --exit-zero", "cargo test --locked"]
    {
        assert!(readme.lines().any(|line| line == command), "the README does not say `{command}`");
        assert!(read(&root(".ci/run")).contains(command), ".ci/run does not run `{command}`");
    }
}
