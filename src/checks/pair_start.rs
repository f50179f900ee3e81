//! `pair.start`: a sentence begins with a capital letter where the source's does. Not in scripts without capitals.

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// A translation that begins with a small letter though the source begins with a capital one. `{word}` is its first
/// word. Words of the source that are kept say how they are written.
#[derive(Debug, Default)]
pub(super) struct Start;

impl Mechanism for Start {
    const VALUES: &'static [&'static str] = &["word"];
    const NEEDS: &'static [&'static str] = &["scripts"];
}

impl PairCheck for Start {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some((start, text)) =
            first(&pair.target).filter(|(_, text)| text.starts_with(char::is_lowercase))
        else {
            return;
        };
        if !context.language.is_some_and(|language| text.starts_with(|c| language.is_native(c))) {
            return;
        }
        let Some((_, source)) = first(&pair.source).filter(|(_, text)| text.starts_with(char::is_uppercase))
        else {
            return;
        };
        // `iPhone`, `ms.date`: names are written as they are.
        let word = text.split(char::is_whitespace).next().unwrap_or(text);
        let plain =
            word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, ',' | ':' | '.' | ';' | '’' | '\''));
        let bare = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
        let kept = pair
            .source
            .text()
            .split(|c: char| c.is_whitespace() || "()[]*".contains(c))
            .any(|own| own.trim_end_matches(|c: char| c.is_ascii_punctuation()) == bare);
        let is_sentence = source.contains(' ');
        if plain && !kept && is_sentence {
            let place = Span::new(start, start + word.len());
            found.report(Finding::on(Spot::Target(place)).with("word", word));
        }
    }
}

/// The first words of a side, if it begins with words, and where they stand.
fn first<'d>(side: &Side<'d>) -> Option<(usize, &'d str)> {
    let shows = |kind: Kind| kind.shows_text();
    let node =
        side.starting_nodes().iter().find(|node| shows(node.kind)).filter(|node| node.kind == Kind::Text)?;
    let text = node.outer.of(side.view.text());
    let rest = text.trim_start();
    let start = node.outer.start as usize + (text.len() - rest.len());
    rest.starts_with(char::is_alphabetic).then_some((start, rest))
}
