//! What a page writes as code: words that are no language, also where they stand among words. Worked out once, when a
//! check first asks.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::model::View;
use crate::syntax::markdown::Kind;

/// The single words that the source of a page writes as code.
#[derive(Debug)]
pub struct PageWords<'d> {
    source: &'d View,
    code: OnceCell<FxHashSet<Box<str>>>,
}

impl<'d> PageWords<'d> {
    /// Of a page with this source.
    #[must_use]
    pub fn new(source: &'d View) -> Self {
        Self { source, code: OnceCell::new() }
    }

    /// The words in its code spans: those that stand there alone.
    pub fn code(&self) -> &FxHashSet<Box<str>> {
        self.code.get_or_init(|| {
            let text = self.source.text();
            let spans = self.source.outline().nodes.iter().filter(|node| node.kind == Kind::Code);
            let words = spans.map(|node| node.inner.of(text).trim());
            words
                .filter(|word| word.len() > 2 && !word.contains(char::is_whitespace))
                .map(Into::into)
                .collect()
        })
    }
}
