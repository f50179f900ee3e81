//! The page that a site publishes, where it stands in a branch of its own: what the translation of a side-by-side page
//! should say. Not a document: nothing is checked in it.

use std::sync::Arc;

use crate::syntax::front_matter::{self, FrontMatter};

/// A page without spans, beside the one that is checked.
#[derive(Debug)]
pub struct Live {
    /// As reports print it.
    pub path: Arc<str>,
    text: Arc<str>,
    header: Option<FrontMatter>,
    body: usize,
}

impl Live {
    /// Reads a file.
    #[must_use]
    pub fn read(path: Arc<str>, text: Arc<str>) -> Self {
        let front_matter::Parsed { header, body, .. } = front_matter::parse(&text);
        Self { path, text, header, body }
    }

    /// The text of a header value.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.header.as_ref()?.get(key)?.value.as_str()
    }

    /// What readers see: all behind the header.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.text[self.body..]
    }

    /// The byte of the file where that begins.
    #[must_use]
    pub fn body(&self) -> usize {
        self.body
    }
}
