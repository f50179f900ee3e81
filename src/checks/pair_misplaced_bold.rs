//! `pair.misplaced-bold`: bold sits on the label, not on the small words around it.

use super::{Condition, Finding, Findings, Mechanism, PairCheck, PairContext, Spot, bold};
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::Node;
use crate::text::Span;

/// Bold of the translation on small words or a verb of clicking, where the source's is on a label. A label begins with a
/// capital and is no small word or verb itself. `{words}` is what is bold, `{source}` what the source bolds. What a label is
/// usually translated by in its locale is no small word there.
#[derive(Debug, Default)]
pub(super) struct MisplacedBold;

impl Mechanism for MisplacedBold {
    const VALUES: &'static [&'static str] = &["words", "source"];
    const NEEDS: &'static [&'static str] = &["bold-words", "verbs"];
}

impl PairCheck for MisplacedBold {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language.filter(|_| pair.target.has(b'*')) else { return };
        let targets = bold::runs(&pair.target);
        let small = |run: &&(u32, &Node)| language.is_small(bold_text(&pair.target, run));
        let Some(_) = targets.iter().find(small) else { return };
        let sources = bold::runs(&pair.source);
        // `**From**`, `**Select**`: which of them the small words are, nobody knows.
        if sources.iter().any(|run| is_small(bold_text(&pair.source, run), context.source)) {
            return;
        }
        for (at, run) in targets.iter().enumerate().filter(|(_, run)| small(run)) {
            // Where the counts differ, nobody knows which label it was for.
            let own = if sources.len() == targets.len() { &sources[at..=at] } else { &sources[..] };
            let whole = own.len() == 1 && is_whole(&pair.source, own[0].1) && is_whole(&pair.target, run.1);
            if own.is_empty() || whole || !own.iter().all(|run| is_label(bold_text(&pair.source, run))) {
                continue;
            }
            let labels = own.iter().map(|run| bold::key(&pair.source, *run)).collect();
            found.report(
                Finding::on(Spot::Target(run.1.inner))
                    .with("words", bold::plain(bold_text(&pair.target, run)))
                    .with("source", bold::quoted(&pair.source, &sources))
                    .only(Condition::Unusual { labels, words: bold::key(&pair.target, *run) }),
            );
        }
    }
}

fn bold_text<'d>(side: &Side<'d>, (_, run): &(u32, &Node)) -> &'d str {
    run.inner.of(side.view.text())
}

/// Whether a run is all that its segment says.
fn is_whole(side: &Side<'_>, run: &Node) -> bool {
    let around = [
        Span { start: side.span.start, end: run.outer.start },
        Span { start: run.outer.end, end: side.span.end },
    ];
    around.iter().all(|rest| !rest.of(side.view.text()).contains(char::is_alphanumeric))
}

/// Whether a bold run of the source is made of small words and verbs, in whatever form: `Selections` is one.
fn is_small(text: &str, source: &Language) -> bool {
    let small = |word: &str| {
        let word = word.to_ascii_lowercase();
        source.bold_words.contains(&word)
            || source.verbs.longest_prefix(&word).is_some_and(|stem| stem >= 4 || stem == word.len())
    };
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(small)
}

/// Whether a bold run of the source names something.
fn is_label(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some()
}
