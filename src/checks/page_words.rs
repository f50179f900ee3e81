//! What a page writes as code: words that are no language, also where they stand among words. Worked out once, when a
//! check first asks.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::model::View;

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
            // Read off the text: a page has many nodes, and few of them are code.
            let mut words = FxHashSet::default();
            let mut rest = self.source.text();
            while let Some((_, after)) = rest.split_once('`') {
                let word = after.split(|c: char| c == '`' || c.is_whitespace()).next().unwrap_or(after);
                let closes = after[word.len()..].starts_with('`');
                if closes && word.len() > 2 {
                    words.insert(word.into());
                }
                rest = &after[word.len() + usize::from(closes)..];
            }
            words
        })
    }
}
