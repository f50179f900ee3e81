//! paralint: a linter and consistency checker for parallel text, localized Markdown and its twins in
//! other languages.

pub mod diagnostic;
pub mod model;
pub mod syntax;
pub mod text;
