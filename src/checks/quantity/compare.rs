//! Two readings held against each other. What may be meant by both is equal: form is the translator's.

use smallvec::SmallVec;

use super::value::Value;
use super::{Date, Number, Reading};
use crate::model::{Language, TimeUnit};

/// What one side lacks and the other has beyond it, as indices.
#[derive(Debug, Default)]
pub(in crate::checks) struct Comparison {
    /// Numbers of the source that the target does not have.
    pub(in crate::checks) missing: Vec<usize>,
    /// Numbers of the target that the source does not have.
    pub(in crate::checks) extra: Vec<usize>,
    /// Numbers that both have, of different units.
    pub(in crate::checks) units: Vec<(usize, usize)>,
}

/// Compares the numbers of two readings, each with the language that it is in.
pub(in crate::checks) fn compare(
    (source, theirs): (&Reading, &Language),
    (target, ours): (&Reading, &Language),
) -> Comparison {
    let mut comparison = Comparison::default();
    if is_data(source) || is_data(target) {
        return comparison;
    }
    let pairs = match_dates(source, target);
    numbers((source, theirs), (target, ours), &pairs, &mut comparison);
    comparison
}

/// The dates of the source that the target does not have, and those of the target that the source does not have.
pub(in crate::checks) fn compare_dates(source: &Reading, target: &Reading) -> (Vec<usize>, Vec<usize>) {
    if is_data(source) || is_data(target) {
        return Default::default();
    }
    let pairs = match_dates(source, target);
    let unmatched = |dates: &[Date], matched: &[Option<usize>], others: &[Date]| {
        let all = (0..dates.len()).filter(|&at| matched[at].is_none());
        // A date that is said twice is said.
        let said = |at: &usize| others.iter().any(|other| dates[*at].agrees(other));
        let same_count =
            dates.iter().filter(|d| d.certain).count() == others.iter().filter(|d| d.certain).count();
        all.filter(|at| dates[*at].certain && (same_count || !said(at))).collect::<Vec<_>>()
    };
    (unmatched(&source.dates, &pairs.0, &target.dates), unmatched(&target.dates, &pairs.1, &source.dates))
}

/// Whether a side has more numbers than any sentence: each is held against all of the other side.
pub(in crate::checks) fn is_data(side: &Reading) -> bool {
    const MOST: usize = 1000;
    side.numbers.len() > MOST || side.dates.len() > MOST
}

type Matched = (Vec<Option<usize>>, Vec<Option<usize>>);

fn match_dates(source: &Reading, target: &Reading) -> Matched {
    let mut pairs = (vec![None; source.dates.len()], vec![None; target.dates.len()]);
    let equal = |a: &Date, b: &Date| (a.month, a.day, a.year) == (b.month, b.day, b.year);
    let whole = |a: &Date, b: &Date| a.day.is_some() == b.day.is_some() && a.agrees(b);
    // What is surely meant for each other is taken first.
    for pass in 0..3 {
        let test = |a: &Date, b: &Date| match pass {
            0 => equal(a, b),
            1 => whole(a, b),
            _ => a.agrees(b),
        };
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
    unit: Option<TimeUnit>,
    weak: bool,
    /// A part of a date that its like on the other side lacks.
    torn: bool,
    taken: bool,
}

fn numbers(
    (source, theirs): (&Reading, &Language),
    (target, ours): (&Reading, &Language),
    pairs: &Matched,
    comparison: &mut Comparison,
) {
    let loose = (loose(source, &pairs.0, target), loose(target, &pairs.1, source));
    let mut from = pool(source, &pairs.0, &loose.0);
    let mut to = pool(target, &pairs.1, &loose.1);
    take_equal(&mut from, &mut to, comparison);
    take_parts(source, &mut from, &mut to);
    take_parts(target, &mut to, &mut from);
    let left = |pool: &[Entry<'_>], other: &Reading, language: &Language| {
        let open = pool.iter().filter(|entry| !entry.taken && !entry.weak);
        let numbers = open.filter_map(|entry| {
            let small = entry.readings.first().and_then(|value| value.small());
            let in_words = small.is_some_and(|n| n <= 12 && other.said(language).small & (1 << n) != 0);
            (!in_words).then_some(entry.at?)
        });
        numbers.collect::<Vec<_>>()
    };
    comparison.missing = left(&from, target, ours);
    comparison.extra = left(&to, source, theirs);
    // `62 日` for the 22nd: a part of a date is missed where a number of its length is there instead.
    for entry in from.iter().filter(|entry| !entry.taken && entry.torn) {
        let length = |reading: &Reading, at: usize| reading.numbers[at].plain.map(|(_, digits)| digits);
        let Some(at) = entry.at else { continue };
        let is_like = |&other: &usize| {
            length(target, other) == length(source, at)
                && (entry.unit == Some(TimeUnit::Year) || target.numbers[other].unit.is_some())
        };
        if comparison.extra.len() > comparison.missing.len() && comparison.extra.iter().any(is_like) {
            comparison.missing.push(at);
        }
    }
    take_durations(source, target, &mut comparison.missing, &mut comparison.extra);
    // `more than 5` is `6 or more`.
    if !comparison.missing.is_empty() && source.said(theirs).compares {
        let first =
            |reading: &Reading, at: usize| reading.numbers[at].readings.first().and_then(|v| v.small());
        let next = |from: usize, to: usize| {
            first(source, from).zip(first(target, to)).is_some_and(|(a, b)| a.abs_diff(b) == 1)
        };
        let extra = comparison.extra.clone();
        comparison.missing.retain(|&from| !extra.iter().any(|&to| next(from, to)));
    }
    let is_open = !comparison.missing.is_empty() || !comparison.extra.is_empty();
    if is_open && (source.said(theirs).inexact || target.said(ours).inexact) {
        comparison.missing.clear();
        comparison.extra.clear();
    }
}

/// `90 minutes` are an hour and a half, or an hour and 30 minutes.
fn take_durations(source: &Reading, target: &Reading, missing: &mut Vec<usize>, extra: &mut Vec<usize>) {
    if missing.is_empty() || extra.is_empty() {
        return;
    }
    let mut others: Vec<_> = extra.iter().map(|&to| Some(durations(&target.numbers[to]))).collect();
    missing.retain(|&from| {
        let lasting = durations(&source.numbers[from]);
        let has_one = |other: &&mut Option<SmallVec<_>>| {
            other.as_ref().is_some_and(|other| lasting.iter().any(|duration| other.contains(duration)))
        };
        let equal = if lasting.is_empty() { None } else { others.iter_mut().find(has_one) };
        equal.map(Option::take).is_none()
    });
    let mut left = others.iter().map(Option::is_some);
    extra.retain(|_| left.next() == Some(true));
    let total = |reading: &Reading, numbers: &[usize]| {
        let mut all = numbers.iter().map(|&at| durations(&reading.numbers[at]).first().copied());
        let first = all.next()??;
        all.try_fold(first, |sum, next| {
            let next = next.filter(|next| next.0 == sum.0)?;
            Some((sum.0, sum.1.plus(next.1)?))
        })
    };
    if total(source, missing).is_some_and(|sum| total(target, extra) == Some(sum)) {
        missing.clear();
        extra.clear();
    }
}

/// What a number of units of time may last: in months, or in seconds.
fn durations(number: &Number) -> SmallVec<[(TimeUnit, Value); 2]> {
    let Some((unit, _)) = &number.unit else { return SmallVec::new() };
    let (base, factor) = match unit {
        TimeUnit::Year => (TimeUnit::Month, 12),
        TimeUnit::Month => (TimeUnit::Month, 1),
        TimeUnit::Week => (TimeUnit::Second, 7 * 24 * 60 * 60),
        TimeUnit::Day => (TimeUnit::Second, 24 * 60 * 60),
        TimeUnit::Hour => (TimeUnit::Second, 60 * 60),
        TimeUnit::Minute => (TimeUnit::Second, 60),
        TimeUnit::Second => (TimeUnit::Second, 1),
    };
    number.readings.iter().filter_map(|value| Some((base, value.times(factor)?))).collect()
}

/// A part of a date: its number, what it says, its unit, and whether the other side lacks it.
struct Part {
    at: Option<usize>,
    readings: [Value; 1],
    unit: TimeUnit,
    torn: bool,
}

/// The parts of dates: the other side may have one of them elsewhere.
fn loose(reading: &Reading, matched: &[Option<usize>], other: &Reading) -> Vec<Part> {
    let mut parts = Vec::new();
    for (date, its) in reading.dates.iter().zip(matched) {
        let like = its.map(|at| &other.dates[at]);
        let written = [
            (date.month, like.and_then(|like| like.month), TimeUnit::Month),
            (date.day, like.and_then(|like| like.day), TimeUnit::Day),
            (date.year, like.and_then(|like| like.year), TimeUnit::Year),
        ];
        for (value, there, unit) in written {
            let Some(value) = value else { continue };
            // What both dates say is used up, but for a year: a sentence says it once for all.
            if there.is_some() && unit != TimeUnit::Year {
                continue;
            }
            let is_its = |at: &usize| reading.numbers[*at].plain.is_some_and(|(number, _)| number == value);
            parts.push(Part {
                at: date.numbers.clone().find(is_its),
                readings: [Value::whole(value.into())],
                unit,
                torn: like.is_some() && there.is_none() && date.certain,
            });
        }
    }
    parts
}

fn pool<'r>(reading: &'r Reading, matched: &[Option<usize>], loose: &'r [Part]) -> Vec<Entry<'r>> {
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
        unit: number.unit.as_ref().map(|(unit, _)| *unit),
        weak: number.weak,
        torn: false,
        taken: false,
    });
    let parts = loose.iter().map(|part| Entry {
        at: part.at.filter(|_| part.torn),
        readings: &part.readings,
        unit: part.torn.then_some(part.unit),
        weak: true,
        torn: part.torn,
        taken: false,
    });
    numbers.chain(parts).collect()
}

fn take_equal(from: &mut [Entry<'_>], to: &mut [Entry<'_>], comparison: &mut Comparison) {
    // What is meant for each other is taken first: equal units, then numbers, then what may be one.
    for pass in 0..7 {
        for own in from.iter_mut().filter(|entry| !entry.taken) {
            let fits = |other: &&mut Entry<'_>| {
                let first = own.readings.first() == other.readings.first();
                let any = || own.readings.iter().any(|value| other.readings.contains(value));
                let strong = !own.weak && !other.weak;
                !other.taken
                    && match pass {
                        0 => first && own.unit.is_some() && own.unit == other.unit,
                        1 => first && (own.unit.is_none() || other.unit.is_none()) && strong,
                        2 => any() && own.unit == other.unit && strong,
                        3 => any() && strong,
                        // What its own date lacks, before what is only like it.
                        4 => any() && (own.torn || other.torn),
                        // A name is the same name before it is a number.
                        5 => any() && own.weak && other.weak,
                        _ => any(),
                    }
            };
            let Some(other) = to.iter_mut().find(fits) else { continue };
            own.taken = true;
            other.taken = true;
            let differ = own.unit.is_some() && other.unit.is_some() && own.unit != other.unit;
            let is_told = pass == 3 || own.torn && !other.weak;
            if let (true, true, Some(a), Some(b)) = (differ, is_told, own.at, other.at) {
                comparison.units.push((a, b));
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
