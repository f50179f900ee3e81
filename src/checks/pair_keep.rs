//! `pair.keep`: terms that are not to be translated are not.

use super::pair_parts::{has_word, paragraph};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::Pair;
use crate::model::termbase::Mode;
use crate::syntax::markdown::Kind;

/// Terms of the page's `no-loc` and of the configuration's `keep` that stand in the words of the source, and neither in
/// the translation nor in its paragraph. In a language that nothing is known of, their last letters may be others, as its
/// endings want them. `{term}` is the term.
#[derive(Debug, Default)]
pub(super) struct Keep;

impl Mechanism for Keep {
    const VALUES: &'static [&'static str] = &["term"];
}

impl PairCheck for Keep {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        (!context.keep.is_empty()).then(Gate::default)
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        for &term in context.keep {
            // Few sentences have all the letters of a term.
            if !term.bytes().all(|byte| !byte.is_ascii() || pair.source.has(byte)) || term.is_empty() {
                continue;
            }
            let text = pair.source.view.text();
            let mut shown = pair.source.starting_nodes().iter().filter(|node| node.kind == Kind::Text);
            let is_there = |text: &str| {
                has_word(text, term)
                    || text.to_lowercase().contains(&term.to_lowercase())
                    || context.language.is_none() && Mode::Stem.find(text, term).is_some()
            };
            if shown.any(|node| has_word(node.outer.of(text), term))
                && !is_there(pair.target.text())
                && !is_there(paragraph(&pair.target))
            {
                found.report(Finding::on(Spot::Target(pair.target.span)).with("term", term));
            }
        }
    }
}
