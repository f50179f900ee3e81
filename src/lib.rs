//! paralint: a linter and consistency checker for parallel text.

pub mod diagnostic;
pub mod text;
