//! Two readings held against each other. What may be meant by both is equal: form is the translator's.

use super::number::Value;
use super::{Date, Number, Reading};

/// What one side lacks and the other has beyond it, as indices.
#[derive(Debug, Default)]
pub(in crate::checks) struct Comparison {
    /// Dates of the source that the target does not have.
    pub(in crate::checks) missing_dates: Vec<usize>,
    /// Dates of the target that the source does not have.
    pub(in crate::checks) extra_dates: Vec<usize>,
    /// Numbers of the source that the target does not have.
    pub(in crate::checks) missing: Vec<usize>,
    /// Numbers of the target that the source does not have.
    pub(in crate::checks) extra: Vec<usize>,
    /// Numbers that both have, of different units.
    pub(in crate::checks) units: Vec<(usize, usize)>,
}

/// Compares two readings.
pub(in crate::checks) fn compare(source: &Reading, target: &Reading) -> Comparison {
    let mut comparison = Comparison::default();
    let pairs = match_dates(source, target);
    let unmatched = |dates: &[Date], matched: &[Option<usize>], others: &[Date]| {
        let all = (0..dates.len()).filter(|&at| matched[at].is_none());
        // A date that is said twice is said.
        let said = |at: &usize| others.iter().any(|other| dates[*at].agrees(other));
        let same_count =
            dates.iter().filter(|d| d.certain).count() == others.iter().filter(|d| d.certain).count();
        all.filter(|at| dates[*at].certain && (same_count || !said(at))).collect::<Vec<_>>()
    };
    comparison.missing_dates = unmatched(&source.dates, &pairs.0, &target.dates);
    comparison.extra_dates = unmatched(&target.dates, &pairs.1, &source.dates);
    numbers(source, target, &pairs, &mut comparison);
    comparison
}

type Matched = (Vec<Option<usize>>, Vec<Option<usize>>);

fn match_dates(source: &Reading, target: &Reading) -> Matched {
    let mut pairs = (vec![None; source.dates.len()], vec![None; target.dates.len()]);
    let equal = |a: &Date, b: &Date| (a.month, a.day, a.year) == (b.month, b.day, b.year);
    let agree = |a: &Date, b: &Date| a.agrees(b);
    let whole = |a: &Date, b: &Date| a.day.is_some() == b.day.is_some() && a.agrees(b);
    let tests: [&dyn Fn(&Date, &Date) -> bool; 3] = [&equal, &whole, &agree];
    for test in tests {
        for (at, date) in source.dates.iter().enumerate() {
            if pairs.0[at].is_some() {
                continue;
            }
            let mut others = target.dates.iter().enumerate();
            let found = others.find(|(other, there)| pairs.1[*other].is_none() && test(date, there));
            if let Some((other, _)) = found {
                pairs.0[at] = Some(other);
                pairs.1[other] = Some(at);
            }
        }
    }
    pairs
}

/// A number in the pool: its place, what it may say, and whether it is missed.
struct Entry<'r> {
    at: Option<usize>,
    readings: &'r [Value],
    weak: bool,
    taken: bool,
}

fn numbers(source: &Reading, target: &Reading, pairs: &Matched, comparison: &mut Comparison) {
    let loose = (loose(source), loose(target));
    let mut from = pool(source, &pairs.0, &loose.0);
    let mut to = pool(target, &pairs.1, &loose.1);
    take_equal(source, target, &mut from, &mut to, comparison);
    take_parts(source, &mut from, &mut to);
    take_parts(target, &mut to, &mut from);
    let left = |pool: &[Entry<'_>], other: &Reading| {
        let open = pool.iter().filter(|entry| !entry.taken && !entry.weak);
        let numbers = open.filter_map(|entry| {
            let small = entry.readings.first().and_then(|value| value.small());
            let in_words = small.is_some_and(|n| n <= 12 && other.said & (1 << n) != 0);
            (!in_words).then_some(entry.at?)
        });
        numbers.collect::<Vec<_>>()
    };
    comparison.missing = left(&from, target);
    comparison.extra = left(&to, source);
    // `more than 5` is `6 or more`.
    if source.compares {
        let first =
            |reading: &Reading, at: usize| reading.numbers[at].readings.first().and_then(|v| v.small());
        let next = |from: usize, to: usize| {
            first(source, from).zip(first(target, to)).is_some_and(|(a, b)| a.abs_diff(b) == 1)
        };
        let extra = comparison.extra.clone();
        comparison.missing.retain(|&from| !extra.iter().any(|&to| next(from, to)));
    }
    if source.inexact || target.inexact {
        comparison.missing.clear();
        comparison.extra.clear();
    }
}

/// The parts of dates: the other side may have one of them elsewhere.
fn loose(reading: &Reading) -> Vec<[Value; 1]> {
    reading.dates.iter().flat_map(Date::parts).map(|part| [Value::whole(part.into())]).collect()
}

fn pool<'r>(reading: &'r Reading, matched: &[Option<usize>], loose: &'r [[Value; 1]]) -> Vec<Entry<'r>> {
    // An uncertain date without its like is numbers after all.
    let is_taken = |at: usize| {
        let holds = |(date, its): (&Date, &Option<usize>)| {
            date.numbers.contains(&at) && (date.certain || its.is_some())
        };
        reading.dates.iter().zip(matched).any(holds)
    };
    let free = reading.numbers.iter().enumerate().filter(|(at, _)| !is_taken(*at));
    let numbers = free.map(|(at, number)| Entry {
        at: Some(at),
        readings: &number.readings,
        weak: number.weak,
        taken: false,
    });
    let parts = loose.iter().map(|readings| Entry { at: None, readings, weak: true, taken: false });
    numbers.chain(parts).collect()
}

fn take_equal(
    source: &Reading,
    target: &Reading,
    from: &mut [Entry<'_>],
    to: &mut [Entry<'_>],
    comparison: &mut Comparison,
) {
    let unit = |reading: &Reading, entry: &Entry<'_>| Some(reading.numbers.get(entry.at?)?.unit.as_ref()?.0);
    // What is meant for each other is taken first: equal units, then numbers, then what may be one.
    for pass in 0..5 {
        for own in from.iter_mut().filter(|entry| !entry.taken) {
            let fits = |other: &&mut Entry<'_>| {
                let first = own.readings.first() == other.readings.first();
                let any = || own.readings.iter().any(|value| other.readings.contains(value));
                let units = (unit(source, own), unit(target, other));
                !other.taken
                    && match pass {
                        0 => first && units.0.is_some() && units.0 == units.1,
                        1 => first && (units.0.is_none() || units.1.is_none()) && !own.weak && !other.weak,
                        2 => any() && units.0 == units.1 && !own.weak && !other.weak,
                        3 => any() && !own.weak && !other.weak,
                        _ => any(),
                    }
            };
            if let Some(other) = to.iter_mut().find(fits) {
                own.taken = true;
                other.taken = true;
                if pass == 3
                    && let (Some(a), Some(b)) = (own.at, other.at)
                    && unit(source, own).is_some()
                    && unit(target, other).is_some()
                {
                    comparison.units.push((a, b));
                }
            }
        }
    }
}

/// `100,10` may be two numbers.
fn take_parts(reading: &Reading, own: &mut [Entry<'_>], other: &mut [Entry<'_>]) {
    for entry in own.iter_mut().filter(|entry| !entry.taken) {
        let Some(number) = entry.at.map(|at| &reading.numbers[at]).filter(|number| number.plain.is_none())
        else {
            continue;
        };
        let parts = parts(reading, number);
        let mut found = Vec::with_capacity(parts.len());
        for part in &parts {
            let place = other.iter().enumerate().position(|(at, there)| {
                !there.taken && !found.contains(&at) && there.readings.contains(part)
            });
            found.extend(place);
        }
        if parts.len() > 1 && found.len() == parts.len() {
            entry.taken = true;
            found.into_iter().for_each(|at| other[at].taken = true);
        }
    }
}

fn parts(reading: &Reading, number: &Number) -> Vec<Value> {
    let text = &reading.prose.text[number.range.clone()];
    let groups = text.split(|c| super::digit(c).is_none()).filter(|group| !group.is_empty());
    let value = |group: &str| {
        group
            .chars()
            .filter_map(super::digit)
            .fold(0u32, |sum, digit| sum.saturating_mul(10).saturating_add(digit.into()))
    };
    groups.map(|group| Value::whole(value(group))).collect()
}
