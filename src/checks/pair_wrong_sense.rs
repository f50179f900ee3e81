//! `pair.wrong-sense`: a word that was taken in another sense than the source has it in. Only senses that the language's
//! data knows to be wrong; which of several right words stands there is a termbase's business.

use super::pair_capitals::shown;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Sense, Side};
use crate::text::{Span, is_alphanumeric};

/// A word of the translation that says something else than the word of the source that it stands for. `{word}` is what the
/// source has, `{found}` what stands there, `{means}` what that says.
#[derive(Debug, Default)]
pub(super) struct WrongSense;

impl Mechanism for WrongSense {
    const VALUES: &'static [&'static str] = &["word", "found", "means"];
    const ROLES: &'static [&'static str] = &["source"];
    const NEEDS: &'static [&'static str] = &["senses"];
}

/// How many bytes stand around the words of a cell at most: bold, a full stop.
const MARKS: usize = 6;

impl PairCheck for WrongSense {
    fn gate(&self, context: &PairContext<'_>) -> Option<Gate> {
        context.language.filter(|language| !language.senses.is_empty()).map(|_| Gate::default())
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let mut report = |(place, word): (Span, Span), sense: &Sense| {
            let finding = Finding::on(Spot::Target(place))
                .with("word", word.of(pair.source.view.text()))
                .with("found", place.of(pair.target.view.text()))
                .with("means", sense.means.as_str());
            found.report(finding.related_on("source", Spot::Source(word)));
        };
        if pair.source.span.len() <= language.senses.longest_alone() + MARKS {
            let places @ (target, source) = (words(&pair.target), words(&pair.source));
            let (source, target) = (source.of(pair.source.view.text()), target.of(pair.target.view.text()));
            if let Some(sense) = language.senses.of_segment(source, target) {
                return report(places, sense);
            }
        }
        // Looked for once a page, and rare.
        let all = context.page.senses(language);
        let span = pair.target.span;
        let first = all.partition_point(|(place, _)| place.start < span.start);
        let mut said: Vec<&str> = Vec::new();
        for &(place, number) in all[first..].iter().take_while(|(place, _)| place.end <= span.end) {
            let sense = &language.senses.list()[number];
            // One sense is said once, however often the sentence has it.
            if said.contains(&sense.means.as_str()) || !shown(&pair.target).any(|span| span.contains(place)) {
                continue;
            }
            let Some(word) = in_source(pair, sense) else { continue };
            said.push(&sense.means);
            report((place, word), sense);
        }
    }
}

/// Where the source says what the sense is wrong for.
fn in_source(pair: &Pair<'_>, sense: &Sense) -> Option<Span> {
    if sense.may_be_right(pair.source.text()) {
        return None;
    }
    let text = pair.source.view.text();
    shown(&pair.source).find_map(|span| Some(sense.named_in(span.of(text))?.moved(span.start)))
}

/// What a segment says, without the marks around it.
fn words(side: &Side<'_>) -> Span {
    let all = side.trimmed();
    let text = all.of(side.view.text());
    let mark = |c: char| !is_alphanumeric(c);
    let start = text.len() - text.trim_start_matches(mark).len();
    let end = text.trim_end_matches(mark).len().max(start);
    Span::new(start, end).moved(all.start)
}
