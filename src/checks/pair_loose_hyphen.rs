//! `pair.loose-hyphen`: a hyphen joins a name to the word behind it, in languages that write such words as one.

use super::phrase::each_run;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Language, Pair};
use crate::text::{ByteSet, Span};

/// Hyphens of the translation behind an article or a pronoun, with a space between or not, where no word begins with those: the
/// name that was before the hyphen stands elsewhere, or nowhere. The source has no such word. `{words}` is what stands there,
/// `{lead}` the word before the hyphen. The change puts a space in its place: not unasked, as the name may be the thing to mend.
#[derive(Debug, Default)]
pub(super) struct LooseHyphen;

impl Mechanism for LooseHyphen {
    const VALUES: &'static [&'static str] = &["words", "lead"];
    const NEEDS: &'static [&'static str] = &["unjoined"];
}

impl PairCheck for LooseHyphen {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.unjoined.is_empty())?;
        Some(Gate::target(ByteSet::ascii(b"-")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        // Each is looked for in the whole source.
        const MOST: usize = 64;
        let text = &pair.target.view.text()[..pair.target.span.end as usize];
        let mut left = MOST;
        each_run(&pair.target, |run| {
            for at in memchr::memchr_iter(b'-', run.of(text).as_bytes()) {
                let hyphen = run.start as usize + at;
                let Some(word) = loose(text, run.start as usize, hyphen, language).filter(|_| left > 0)
                else {
                    continue;
                };
                left -= 1;
                let words = word.of(text).trim_end();
                // A name of a parameter may begin with its hyphen: `der -Force-Parameter`.
                let own =
                    if text[..hyphen].ends_with(' ') { &text[hyphen..word.end as usize] } else { words };
                if pair.source.text().contains(own) {
                    continue;
                }
                let lead = text[word.start as usize..hyphen].trim_end();
                // What stands apart already needs no second space.
                let apart = text[..hyphen].ends_with(' ') || text[hyphen + 1..].starts_with(' ');
                let gap = if apart { "" } else { " " };
                found.report(Finding::on(Spot::Target(word)).with("words", words).with("lead", lead).mended(
                    Applicability::Unsafe,
                    vec![(Spot::Target(Span::new(hyphen, hyphen + 1)), gap.to_owned())],
                ));
            }
        });
    }
}

/// A word with a hyphen at byte `hyphen` that joins nothing to what follows; `from` is where the run begins.
fn loose(text: &str, from: usize, hyphen: usize, language: &Language) -> Option<Span> {
    let before = text.get(from..hyphen)?;
    let is_spaced = before.ends_with(' ');
    let before = before.strip_suffix(' ').unwrap_or(before);
    let lead = before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let apart = before[..lead].chars().next_back().is_none_or(|c| c.is_whitespace() || "(\"„»".contains(c));
    if !apart || !language.unjoined.contains(&before[lead..]) {
        return None;
    }
    let behind = &text[hyphen + 1..];
    // `die- und derjenige` goes on in small letters.
    let mark = |behind: &str| behind.starts_with(['`', '<', '[', '*']);
    let end = if behind.starts_with(char::is_uppercase) {
        behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len())
    } else if is_spaced {
        return None;
    } else if mark(behind) || behind.strip_prefix(' ').is_some_and(mark) {
        0
    } else {
        return None;
    };
    Some(Span::new(from + lead, hyphen + 1 + end))
}
