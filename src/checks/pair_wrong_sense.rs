//! `pair.wrong-sense`: a word that was taken in another sense than the source has it in. Only senses that the language's
//! data knows to be wrong; which of several right words stands there is a termbase's business.

use smallvec::SmallVec;

use super::page_words::{Sought, held_by};
use super::pair_capitals::shown;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Language, Pair, Sense, Side};
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
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let language = context.language.filter(|language| !language.senses.is_empty())?;
        let page = context.page;
        Gate::places(page.places(Sought::Sense, |_| {
            let alone = page.pairs().filter(|(source, _)| may_be_alone(*source, language));
            let inside = page.senses(language).iter().map(|(place, _)| *place);
            let mut all: Vec<Span> = alone.map(|(_, target)| target).chain(inside).collect();
            all.sort_unstable();
            all
        }))
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
        if may_be_alone(pair.source.span, language) {
            let source = words(&pair.source);
            let mut senses = language.senses.of_segment(source.of(pair.source.view.text())).peekable();
            if senses.peek().is_some() {
                let target = words(&pair.target);
                if let Some(sense) = senses.find(|sense| sense.is_all_of(target.of(pair.target.view.text())))
                {
                    return report((target, source), sense);
                }
            }
        }
        let all = context.page.senses(language);
        let first = all.partition_point(|(place, _)| place.start < pair.target.span.start);
        let all = &all[first..];
        let places =
            all.iter().map(|(place, _)| *place).take_while(|place| place.end <= pair.target.span.end);
        // One sense is asked for once, and said once, however often the sentence has it and in whatever words.
        let mut asked: SmallVec<[usize; 4]> = SmallVec::new();
        let mut said: SmallVec<[&str; 2]> = SmallVec::new();
        for (at, _) in held_by(places, shown(&pair.target)) {
            let (place, number) = all[at];
            if asked.contains(&number) {
                continue;
            }
            asked.push(number);
            let sense = &language.senses.list()[number];
            if said.contains(&sense.means.as_str()) {
                continue;
            }
            if let Some(word) = in_source(pair, sense) {
                said.push(&sense.means);
                report((place, word), sense);
            }
        }
    }
}

/// Whether a source is short enough to be one of the words that are wrong where they stand alone.
fn may_be_alone(source: Span, language: &Language) -> bool {
    source.len() <= language.senses.longest_alone() + MARKS
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
