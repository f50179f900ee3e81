//! Dates in prose, as month, day and year, however a language orders them. Not whether a day exists.

use std::ops::Range;

use super::Prose;
use super::number::Number;
use crate::model::{Language, TimeUnit};

/// A date, or what is said of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::checks) struct Date {
    pub(in crate::checks) month: Option<u16>,
    pub(in crate::checks) day: Option<u16>,
    pub(in crate::checks) year: Option<u16>,
    /// Written in digits alone: month and day may be the other way round.
    pub(in crate::checks) either: bool,
    /// Whether it can be nothing else. `6/10` can.
    pub(in crate::checks) certain: bool,
    pub(in crate::checks) range: Range<usize>,
    /// The numbers that it takes, as indices.
    pub(in crate::checks) numbers: Range<usize>,
}

impl Date {
    /// Whether both can be one day: what both say is equal, and both say something.
    pub(in crate::checks) fn agrees(&self, other: &Date) -> bool {
        let same = |month: Option<u16>, day: Option<u16>, other: &Date| {
            let years = match (self.year, other.year) {
                (Some(a), Some(b)) => Some(a == b || a % 100 == b % 100 && (a < 100 || b < 100)),
                _ => None,
            };
            let parts = [both(month, other.month), both(day, other.day), years];
            parts.iter().all(|part| *part != Some(false)) && parts.contains(&Some(true))
        };
        same(self.month, self.day, other)
            || (self.either || other.either) && same(self.day, self.month, other)
            || self.is_short_year_of(other)
            || other.is_short_year_of(self)
    }

    /// `December 19` may be of 2019.
    fn is_short_year_of(&self, other: &Date) -> bool {
        self.month == other.month
            && self.year.is_none()
            && other.day.is_none()
            && self.day.is_some_and(|day| other.year.is_some_and(|year| year >= 1900 && year % 100 == day))
    }

    fn take_day(&mut self, day: u16, at: usize, number: &Number) {
        self.day = Some(day);
        self.numbers.start = at;
        self.range.start = number.range.start;
    }

    /// What it says, in numbers.
    pub(in crate::checks) fn parts(&self) -> impl Iterator<Item = u16> {
        [self.month, self.day, self.year].into_iter().flatten()
    }
}

fn both(a: Option<u16>, b: Option<u16>) -> Option<bool> {
    Some(a? == b?)
}

/// The dates of a prose, in order of what gives them away: months by name, marks, digits.
pub(super) fn read(
    prose: &Prose,
    numbers: &[Number],
    language: &Language,
    months: &[(u8, Range<usize>)],
) -> Vec<Date> {
    let mut taken = vec![false; numbers.len()];
    let mut dates = Vec::new();
    let mut take = |date: Date, taken: &mut Vec<bool>| {
        taken[date.numbers.clone()].fill(true);
        dates.push(date);
    };
    for (month, range) in months {
        let date = named(&prose.text, numbers, &taken, language, *month, range);
        let certain = !date.numbers.is_empty() || is_surely_a_month(&prose.text, range, language);
        take(Date { certain, ..date }, &mut taken);
    }
    for at in 0..numbers.len() {
        if !taken[at] && marked(&numbers[at], TimeUnit::Month) {
            take(by_marks(&prose.text, numbers, &taken, at), &mut taken);
        }
    }
    let mut at = 0;
    while at < numbers.len() {
        let date =
            in_digits(&prose.text, &numbers[at..], at).filter(|d| !taken[d.numbers.clone()].contains(&true));
        at = date.as_ref().map_or(at + 1, |date| date.numbers.end);
        if let Some(date) = date {
            take(date, &mut taken);
        }
    }
    dates
}

fn marked(number: &Number, unit: TimeUnit) -> bool {
    number.calendar && number.unit.as_ref().is_some_and(|(its, _)| *its == unit) && number.plain.is_some()
}

/// A month name is one in the middle of a sentence, where it is not a word of the language as well.
fn is_surely_a_month(text: &str, range: &Range<usize>, language: &Language) -> bool {
    !text[..range.start].trim_end().is_empty() && !language.month_words.contains(&text[range.clone()])
}

const fn is_day(number: u16) -> bool {
    number >= 1 && number <= 31
}

const fn is_year(number: u16) -> bool {
    number >= 1900 && number <= 2100
}

/// `March 25, 2021`, `25. März 2021`, `le 25 mars`, `25 de marzo de 2021`.
fn named(
    text: &str,
    numbers: &[Number],
    taken: &[bool],
    language: &Language,
    month: u8,
    name: &Range<usize>,
) -> Date {
    let next = numbers.partition_point(|number| number.range.start < name.start);
    let mut date = Date {
        month: Some(month.into()),
        day: None,
        year: None,
        either: false,
        certain: true,
        range: name.clone(),
        numbers: next..next,
    };
    let joined = |from: usize, to: usize| is_joint(&text[from..to], language);
    let free = |at: usize| numbers.get(at).filter(|number| !taken[at] && !number.glued).and_then(|n| n.plain);
    let before = next.checked_sub(1).and_then(|at| Some((at, free(at)?)));
    let before = before.filter(|(at, (number, digits))| {
        is_day(*number) && *digits <= 2 && joined(numbers[*at].range.end, name.start)
    });
    let day_first = language.date_form.starts_with("{day}");
    if let Some((at, (number, _))) = before.filter(|_| day_first) {
        date.take_day(number, at, &numbers[at]);
    }
    let mut behind = name.end;
    for (at, near) in numbers.iter().enumerate().skip(next).take(2) {
        let Some((number, digits)) = free(at).filter(|_| joined(behind, near.range.start)) else { break };
        let year = is_year(number) && digits == 4;
        match (year, date.day, date.year) {
            (true, _, None) => date.year = Some(number),
            (false, None, None) if is_day(number) && digits <= 2 => date.day = Some(number),
            _ => break,
        }
        behind = near.range.end;
        date.numbers.end = at + 1;
        date.range.end = behind;
        if year {
            break;
        }
    }
    if let Some((at, (number, _))) = before.filter(|_| date.day.is_none()) {
        date.take_day(number, at, &numbers[at]);
    }
    date
}

/// Whether what stands between two parts of a date joins them.
fn is_joint(between: &str, language: &Language) -> bool {
    const LONGEST: usize = 12;
    let mut rest = between;
    if rest.len() > LONGEST {
        return false;
    }
    if let Some(end) = language.ordinals.longest_prefix(rest) {
        rest = &rest[end..];
    }
    rest.split([' ', '\u{a0}', '\u{202f}', ',', '.', '\'', '’'])
        .all(|word| word.is_empty() || language.date_joints.contains(word))
}

/// `2021 年 3 月 25 日`, and parts of it.
fn by_marks(text: &str, numbers: &[Number], taken: &[bool], at: usize) -> Date {
    let month = &numbers[at];
    let end = |number: &Number| number.unit.as_ref().map_or(number.range.end, |(_, mark)| mark.end);
    let mut date = Date {
        month: month.plain.map(|(number, _)| number),
        day: None,
        year: None,
        either: false,
        certain: true,
        range: month.range.start..end(month),
        numbers: at..at + 1,
    };
    let near = |from: usize, to: usize| text[from..to].trim().is_empty();
    if let Some(before) = at.checked_sub(1)
        && !taken[before]
        && marked(&numbers[before], TimeUnit::Year)
        && near(end(&numbers[before]), month.range.start)
    {
        date.year = numbers[before].plain.map(|(number, _)| number);
        date.numbers.start = before;
        date.range.start = numbers[before].range.start;
    }
    if let Some(behind) = numbers.get(at + 1).filter(|_| !taken[at + 1])
        && marked(behind, TimeUnit::Day)
        && near(date.range.end, behind.range.start)
    {
        date.day = behind.plain.map(|(number, _)| number).filter(|&number| is_day(number));
        if date.day.is_some() {
            date.numbers.end = at + 2;
            date.range.end = end(behind);
        }
    }
    date
}

/// `3/25/2021`, `25.03.2021`, `2021-03-25`; `2/11/17` and `6/10`, which may be something else.
fn in_digits(text: &str, numbers: &[Number], at: usize) -> Option<Date> {
    let [first, second, ..] = numbers else { return None };
    let ((a, a_digits), (b, _)) = (first.plain?, second.plain?);
    let mark = &text[first.range.end..second.range.start];
    if !matches!(mark, "/" | "-" | ".") {
        return None;
    }
    let third = numbers.get(2).filter(|third| &text[second.range.end..third.range.start] == mark);
    let third = third.and_then(|third| Some((third.plain?, third.range.end)));
    let (month, day, year, end, count) = match third {
        Some(((c, _), end)) if a_digits == 4 && is_year(a) => (b, c, Some(a), end, 3),
        Some(((c, digits), end)) if digits == 4 && is_year(c) || mark == "/" && digits == 2 => {
            (a, b, Some(c), end, 3)
        }
        None if mark == "/" && a_digits <= 2 => (a, b, None, second.range.end, 2),
        _ => return None,
    };
    let possible = is_day(month) && is_day(day) && (month <= 12 || day <= 12);
    possible.then(|| Date {
        month: Some(month),
        day: Some(day),
        year,
        either: true,
        certain: year.is_some_and(is_year),
        range: first.range.start..end,
        numbers: at..at + count,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::quantity::Reading;

    fn dates(text: &str, yaml: &str) -> Vec<(Option<u16>, Option<u16>, Option<u16>)> {
        let language: Language = serde_yaml::from_str(yaml).expect("a language");
        let reading = Reading::read(Prose::plain(text), &language, &Language::default());
        reading.dates.iter().map(|date| (date.month, date.day, date.year)).collect()
    }

    #[test]
    fn a_date_is_its_parts_in_any_order() {
        let english = "{months: {3: March Mar, 5: May}, month-words: May, ordinals: st th, date-joints: of}";
        let whole = [(Some(3), Some(25), Some(2021))];
        for text in
            ["March 25, 2021", "25 March 2021", "Mar. 25th, 2021", "25th of March 2021", "March 25 2021"]
        {
            assert_eq!(dates(text, english), whole, "{text}");
        }
        let german = "{months: {3: März}, date-form: '{day}. {month} {year}'}";
        assert_eq!(dates("25. März 2021", german), whole);
        assert_eq!(dates("22. März, 8:30 Uhr", german), [(Some(3), Some(22), None)]);
        let marks = "{calendar: {year: 年, month: 月, day: 日}, units: {year: 年, month: 月 か月, day: 日}}";
        for text in ["2021年3月25日", "2021 年 03 月 25 日", "2021/3/25"] {
            assert_eq!(dates(text, marks), whole, "{text}");
        }
        assert_eq!(dates("3 か月", marks), []);
    }

    #[test]
    fn dates_agree_in_what_both_say() {
        let date = |month, day, year| Date {
            month,
            day,
            year,
            either: false,
            certain: true,
            range: 0..0,
            numbers: 0..0,
        };
        let march = date(Some(3), Some(25), Some(2021));
        assert!(march.agrees(&date(Some(3), Some(25), None)));
        assert!(march.agrees(&date(Some(3), Some(25), Some(21))));
        assert!(!march.agrees(&date(Some(5), Some(25), Some(2021))));
        assert!(date(Some(12), Some(19), None).agrees(&date(Some(12), None, Some(2019))));
        assert!(!date(Some(12), Some(19), None).agrees(&date(Some(12), Some(1), Some(2019))));
    }
}
