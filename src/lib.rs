//! paralint: a linter and consistency checker for parallel text, localized Markdown and its twins in
//! other languages.

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
