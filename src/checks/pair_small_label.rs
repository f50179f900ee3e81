//! `pair.small-label`: what readers are to click begins with a capital letter, as it does on the screen. Not emphasis, and
//! not bold that sits on small words alone, which is `pair.misplaced-bold`'s.

use super::pair_parts::has_word;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold};
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::Node;
use crate::text::{ByteSet, Span, is_alphabetic, is_alphanumeric};

/// Labels of the translation that begin with a small letter, where the source's begins with a capital one and stands behind a
/// verb of clicking or a `>`. `{label}` is the source's, `{words}` what is bold here. Words of the source that are kept say
/// how they are written. Not what stands in brackets on both sides.
#[derive(Debug, Default)]
pub(super) struct SmallLabel;

impl Mechanism for SmallLabel {
    const VALUES: &'static [&'static str] = &["label", "words"];
    const NEEDS: &'static [&'static str] = &["scripts"];
}

impl PairCheck for SmallLabel {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language?;
        Some(Gate::target(ByteSet::ascii(b"*")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let targets = bold::runs(&pair.target);
        let small = |run: &(u32, &Node)| begins(words(&pair.target, run), char::is_lowercase);
        if !targets.iter().any(small) {
            return;
        }
        let sources = bold::runs(&pair.source);
        // Where one begins with a small letter, who knows which of them it is here.
        let is_label = |run: &(u32, &Node)| begins(words(&pair.source, run), |c| !c.is_lowercase());
        if sources.len() != targets.len() || !sources.iter().all(is_label) {
            return;
        }
        for (own, run) in sources.iter().zip(&targets).filter(|(_, run)| small(run)) {
            let (label, here) = (words(&pair.source, own), words(&pair.target, run));
            let first = here.split_whitespace().next().unwrap_or(here);
            let native = here.chars().find(|&c| is_alphabetic(c)).is_some_and(|c| language.is_native(c));
            if native
                && begins(label, char::is_uppercase)
                && !is_named(label, here)
                && is_clicked(&pair.source, own.1, context.source)
                && !has_word(pair.source.text(), first)
                && !language.acronym_words.contains(first)
                && !(is_in_brackets(label) && is_in_brackets(here))
                && !language.is_small(here)
            {
                let finding = Finding::on(Spot::Target(run.1.inner)).with("label", bold::plain(label));
                found.report(finding.with("words", bold::plain(here)));
            }
        }
    }
}

/// Whether a label says that something is not there or not chosen, which languages write in small letters: `(None)`.
fn is_in_brackets(text: &str) -> bool {
    text.starts_with(['(', '<', '[']) && text.ends_with([')', '>', ']'])
}

/// Whether a label begins with a capital letter for a name alone, which stands elsewhere here: `Quayside admin center`.
fn is_named(label: &str, here: &str) -> bool {
    let mut words = label.split_whitespace();
    let (first, rest) = (words.next().unwrap_or_default(), words);
    let mut rest = rest.peekable();
    rest.peek().is_some() && rest.all(|word| begins(word, char::is_lowercase)) && has_word(here, first)
}

fn words<'d>(side: &Side<'d>, (_, run): &(u32, &Node)) -> &'d str {
    run.inner.of(side.view.text())
}

/// Whether the first letter or digit is such a one.
fn begins(text: &str, is: impl Fn(char) -> bool) -> bool {
    text.chars().find(|&c| is_alphanumeric(c)).is_some_and(is)
}

/// Whether a verb of clicking stands before a run, or the step of a menu path.
fn is_clicked(side: &Side<'_>, run: &Node, language: &Language) -> bool {
    let before = Span { start: side.span.start, end: run.outer.start }.of(side.view.text()).trim_end();
    if before.ends_with('>') {
        return true;
    }
    let verb = |word: &str| language.verbs.contains(&word.to_lowercase());
    let mut last = before.rsplit(char::is_whitespace);
    match (last.next(), last.next()) {
        (Some(one), _) if verb(one) => true,
        // `Click on **Save**`, `Select the **Save** button`.
        (Some(one), Some(two)) => language.bold_words.contains(&one.to_lowercase()) && verb(two),
        _ => false,
    }
}
