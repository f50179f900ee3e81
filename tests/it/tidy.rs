//! What holds the house together and no compiler sees: layers, doors, names, lengths.
//! Not style that `rustfmt` and `clippy` know about.

use std::path::PathBuf;

use paralint::packs;

use crate::golden::{files, read, root};

/// Lowest first. A module imports what stands on a lower line, and itself.
const LAYERS: &[&[&str]] = &[
    &["text", "diagnostic"],
    &["syntax"],
    &["model"],
    &["checks", "report"],
    &["packs"],
    &["config"],
    &["engine"],
    &["workspace"],
    &["lsp"],
    &["cli", "main"],
];

/// Who may touch files, environment, clock, processes and thread counts.
const DOORS: &[&str] = &["workspace", "cli", "lsp", "main"];

/// What only the doors may touch.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "Instant",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "num_threads",
    "available_parallelism",
];

#[test]
fn imports_point_down_the_layers() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.module != "lib") {
        let own = layer(&source.module).unwrap_or_else(|| panic!("{}: on no layer", source.path.display()));
        for (line, code) in source.code() {
            for name in imports(code, source.is_top()) {
                let Some(there) = layer(name) else { continue };
                // Places are for everybody, also for what stands beside them.
                let is_shared = LAYERS[0].contains(&name);
                if !(there < own || name == source.module || is_shared && there == own) {
                    wrong.push(format!("{}:{line}: {} imports {name}", source.path.display(), source.module));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_doors_touch_the_outside() {
    let inside = |source: &&Source| !DOORS.contains(&&*source.module);
    assert_without(inside, OUTSIDE);
}

#[test]
fn nothing_below_the_reports_is_made_to_be_written() {
    let below = |source: &&Source| {
        let reports = layer("report");
        layer(&source.module).is_some_and(|own| Some(own) <= reports) && source.module != "report"
    };
    // What the cache keeps goes as bytes without names, and no further.
    let kept = |source: &&Source| {
        let path = source.path.to_string_lossy().replace('\\', "/");
        KEPT.contains(&&*path)
    };
    assert_without(|source| below(source) && !kept(source), &["Serialize"]);
    assert_without(|source| below(source) && kept(source), &["serde(rename", "serde_json"]);
}

/// Where the types of facts and findings stand, which a cache keeps.
const KEPT: [&str; 10] = [
    "checks/finding.rs",
    "diagnostic.rs",
    "model/document.rs",
    "model/facts.rs",
    "model/locale.rs",
    "model/packed.rs",
    "model/suppression.rs",
    "model/upstream.rs",
    "text.rs",
    "text/landmarks.rs",
];

#[test]
fn the_library_neither_prints_nor_unwraps() {
    assert_without(|_| true, &[".unwrap()", "println!", "print!(", "dbg!("]);
}

#[test]
fn no_rule_is_named_in_rust() {
    let mut names = Vec::new();
    for pack in packs::bundled() {
        names.extend(pack.rules.iter().map(|rule| format!("{}/{}", pack.pack, rule.id)));
    }
    let mut wrong = Vec::new();
    for source in sources() {
        for (line, literal) in source.literals() {
            let names_one = |name: &&String| {
                let (_, id) = name.split_once('/').expect("a full name");
                literal.contains(name.as_str()) || literal == id
            };
            if let Some(name) = names.iter().find(names_one) {
                wrong.push(format!("{}:{line}: names {name}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is() {
    for path in files("src", ".rs").into_iter().chain(files("tests/it", ".rs")) {
        assert!(read(&path).starts_with("//! "), "{} does not open with `//!`", path.display());
    }
}

#[test]
fn no_file_grows_without_a_reason() {
    for source in sources() {
        let lines = source.text.lines().count();
        let head = source.text.lines().take_while(|line| line.starts_with("//!"));
        let has_reason = head.collect::<String>().contains("is long because");
        let path = source.path.display();
        assert!(lines <= 800, "{path} has {lines} lines: cut it");
        assert!(lines <= 500 || has_reason, "{path} has {lines} lines: cut it, or say why it is long");
    }
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// One file of `src`, with the module below the crate that it belongs to.
struct Source {
    path: PathBuf,
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let src = root("src");
    let source = |path: PathBuf| {
        let below = path.strip_prefix(&src).expect("it was found there").to_string_lossy().into_owned();
        let module = below.split(['/', '\\', '.']).next().unwrap_or_default().to_owned();
        Source { text: read(&path), module, path: below.into() }
    };
    files("src", ".rs").into_iter().map(source).collect()
}

fn assert_without(which: impl Fn(&&Source) -> bool, needles: &[&str]) {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(which) {
        for (line, code) in source.code() {
            if let Some(needle) = needles.iter().find(|needle| code.contains(**needle)) {
                wrong.push(format!("{}:{line}: {needle}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl Source {
    /// Its lines, from 1, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, without_comment(line)))
    }

    /// Its string literals, each with the line that it begins on.
    fn literals(&self) -> Vec<(usize, &str)> {
        let mut literals = Vec::new();
        for (line, code) in self.code() {
            let mut parts = code.split('"');
            parts.next();
            // A quote that is escaped, or a literal over several lines, only cuts a literal in more pieces.
            literals.extend(parts.map(|part| (line, part)));
        }
        literals
    }

    /// Whether `super` is the crate.
    fn is_top(&self) -> bool {
        self.path.components().count() == 1 || self.path.ends_with(format!("{}/mod.rs", self.module))
    }
}

/// What stands before `//`, unless it is inside a literal such as a URL.
fn without_comment(line: &str) -> &str {
    let ends = line.match_indices("//").map(|(at, _)| at);
    ends.into_iter()
        .find(|&at| line[..at].matches('"').count().is_multiple_of(2))
        .map_or(line, |at| &line[..at])
}

/// The modules that a line of code names: `crate::x`, and `super::x` where that is the same.
fn imports(code: &str, is_top: bool) -> Vec<&str> {
    assert!(!code.contains("crate::{"), "one `use` for each module, so that this test can read it: {code}");
    let crates = code.match_indices("crate::").map(|(at, prefix)| at + prefix.len());
    let supers = code.match_indices("super::").map(|(at, prefix)| at + prefix.len()).filter(|_| is_top);
    let name = |at: usize| {
        let rest = &code[at..];
        &rest[..rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len())]
    };
    crates.chain(supers).map(name).collect()
}
