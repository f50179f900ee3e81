//! paralint: a linter and consistency checker for parallel text, localized Markdown and its twins in
//! other languages.

/// The text of a file of `rules/` as a process reads it: JSON, made by `build.rs` from the YAML that people write.
macro_rules! read_at_start {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/rules/", $name, ".json"))
    };
}

pub mod checks;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod engine;
pub mod lsp;
pub mod model;
pub mod packs;
pub mod report;
pub mod syntax;
pub mod text;
pub mod workspace;
