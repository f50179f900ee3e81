//! `pair.dates`: the dates of the source, in the translation.

use super::quantity::{DIGITS, Date, Reading, WIDE, compare_dates, has_digit};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::text::ByteSet;

/// Dates that the translation does not have, where it has others. Compared as month, day and year, however they are
/// written. `{source}` is the date of the source, `{target}` that of the translation.
#[derive(Debug, Default)]
pub(super) struct Dates;

impl Mechanism for Dates {
    const VALUES: &'static [&'static str] = &["source", "target"];
    const NEEDS: &'static [&'static str] = &["units"];
}

impl PairCheck for Dates {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let language = context.language.filter(|language| !language.units.is_empty())?;
        // Without a digit on either side there are months by name at most, and not where months are numbers.
        Some(if language.calendar.is_empty() { Gate::default() } else { Gate::either(DIGITS.with(WIDE)) })
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        if !pair.source.has_any(DIGITS) && !language.calendar.is_empty() && !has_digit(&pair.target) {
            return;
        }
        if !(is_in_digits(&pair.source) || context.page.names_a_month(pair.source.span, context.source)) {
            return;
        }
        let source = context.readings.source(pair, context);
        if !source.dates.iter().any(|date| date.certain) {
            return;
        }
        let target = context.readings.target(pair, language, context);
        let (missing, mut extra) = compare_dates(source, target);
        for from in missing {
            let date = &source.dates[from];
            let Some(best) = (0..extra.len())
                .max_by_key(|&at| (shared(date, &target.dates[extra[at]]), std::cmp::Reverse(at)))
            else {
                return;
            };
            let to = &target.dates[extra.remove(best)];
            if is_reordered(date, source, to, target) {
                continue;
            }
            let finding = Finding::on(Spot::Target(target.prose.span(&to.range)))
                .with("source", source.prose.text[date.range.clone()].to_owned());
            found.report(finding.with("target", target.prose.text[to.range.clone()].to_owned()));
        }
    }
}

/// Whether three numbers stand in a side that may be a date: `6/30/2021`.
fn is_in_digits(side: &Side<'_>) -> bool {
    const MARKS: ByteSet = ByteSet::ascii(b"/-.");
    let bytes = side.text().as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    side.has_any(DIGITS)
        && side.has_any(MARKS)
        && memchr::memchr3_iter(b'/', b'-', b'.', bytes).any(|at| {
            let count = digits(at + 1);
            at > 0
                && bytes[at - 1].is_ascii_digit()
                && count > 0
                && bytes.get(at + 1 + count) == Some(&bytes[at])
                && digits(at + 2 + count) > 0
        })
}

/// How many parts two dates have in common.
fn shared(a: &Date, b: &Date) -> usize {
    let same = |a: Option<u16>, b: Option<u16>| usize::from(a.is_some() && a == b);
    same(a.month, b.month) + same(a.day, b.day) + same(a.year, b.year)
}

/// `June 2 and 3` is `2. und 3. Juni`: what differs stands beside the date on both sides.
fn is_reordered(from: &Date, source: &Reading, to: &Date, target: &Reading) -> bool {
    let parts = [(from.month, to.month), (from.day, to.day), (from.year, to.year)];
    let mut differ = parts.into_iter().filter_map(|(a, b)| Some((a?, b?))).filter(|(a, b)| a != b);
    differ.all(|(a, b)| target.has_free(a) && source.has_free(b))
}
