//! Wrong packs and configurations: each file of `tests/wrong` has one fault, and `errors.txt` shows what is
//! said about it and where. Not wrong pages; those are what rules are for.

use std::path::Path;

use paralint::config::{Options, Settings};
use paralint::engine::Engine;
use paralint::packs::{self, PackError};

use crate::golden::{compare, files, read, root};

#[test]
fn each_fault_is_named_with_its_place() {
    let mut errors = String::new();
    for path in files("tests/wrong", ".yaml") {
        let name = path.strip_prefix(root("tests/wrong")).expect("it was found there").to_string_lossy();
        let error = refuse(&path, &name.replace('\\', "/"));
        errors.push_str(&format!("{error}\n"));
        errors.push_str(&error.help.map_or_else(String::new, |help| format!("  help: {help}\n")));
    }
    compare(&root("tests/wrong/errors.txt"), &errors);
}

fn refuse(path: &Path, name: &str) -> PackError {
    let text = read(path);
    let refused = if name.starts_with("configs") { configuration(name, &text) } else { pack(name, &text) };
    refused.expect_err(&format!("{name} was taken"))
}

fn pack(name: &str, text: &str) -> Result<(), PackError> {
    let pack = packs::read(name, text)?;
    let packs = packs::bundled().into_iter().chain([pack]).collect();
    Engine::new(packs, &Settings::default())
        .map(drop)
        .map_err(|error| error.locate(name, text).expect("the file has what is wrong"))
}

fn configuration(name: &str, text: &str) -> Result<(), PackError> {
    let options = Options::read(name, text)?;
    let settings = Settings::new(None, &options, None);
    Engine::new(packs::bundled(), &settings)
        .map(drop)
        .map_err(|error| error.locate(name, text).expect("the file has what is wrong"))
}
