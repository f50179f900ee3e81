//! What a repository says about its rules: as written ([`Options`]) and as resolved ([`Settings`]).
//! Reads no file; the workspace hands it the text.

mod baseline;
mod layouts;
mod options;
mod scope;
mod selector;
mod settings;
pub mod termbase;

pub use baseline::{Accepted, Baseline};
pub use layouts::{LayoutChoice, LayoutPatterns, LayoutSpec, Layouts, PinSpec};
pub use options::{Level, Options, Override, PresetName};
pub use scope::{Root, Traits};
pub use selector::{Selector, Specificity};
pub use settings::{Scopes, Settings};
