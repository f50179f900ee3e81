//! Numbers in prose, with all that they may mean: `1.500`, `20 K`, `2 PM`. Not what they count, apart from units of
//! time, and no dates.

use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use super::Prose;
use super::run::Runs;
use super::value::Value;
use crate::model::{Language, Meanings, TimeUnit, Words};
use crate::text::is_east_asian;

/// What a number may say.
type Readings = SmallVec<[Value; 2]>;

/// A number as it stands in prose.
#[derive(Debug, Clone)]
pub(in crate::checks) struct Number {
    /// Its digits with what stands between them.
    pub(in crate::checks) range: Range<usize>,
    /// What it may say.
    pub(in crate::checks) readings: Readings,
    /// The power of ten in words behind it, and where these end.
    power: Option<(u8, usize)>,
    /// Of one group of up to four digits: what they say, and how many there are.
    pub(in crate::checks) plain: Option<(u16, u8)>,
    /// The sum of several that stand in a row, with the powers of ten behind them.
    sum: bool,
    /// The unit of time behind it, and where that stands.
    pub(in crate::checks) unit: Option<(TimeUnit, Range<usize>)>,
    /// Whether the unit is a mark of the calendar.
    pub(in crate::checks) calendar: bool,
    /// `15th`
    pub(in crate::checks) ordinal: bool,
    /// Letters stand around it: `O365`.
    pub(in crate::checks) glued: bool,
    /// A part of a name, of an address, of a list's mark: it can be found again, and is not missed.
    pub(in crate::checks) weak: bool,
}

/// A digit, also a full-width one.
pub(in crate::checks) fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => u8::try_from(u32::from(c) - 0x30).ok(),
        '０'..='９' => u8::try_from(u32::from(c) - 0xff10).ok(),
        _ => None,
    }
}

/// Where the next digit from a byte on stands.
pub(in crate::checks) fn next_digit(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.as_bytes().get(at..)?.iter().position(|&byte| MAY_BE_DIGIT[byte as usize])?;
        if text[at..].starts_with(|c| digit(c).is_some()) {
            return Some(at);
        }
        at += '０'.len_utf8();
    }
}

/// Bytes that digits begin with. Numbers stand close together: to ask many bytes at once costs more than to look.
const MAY_BE_DIGIT: [bool; 256] = {
    let mut may_be = [false; 256];
    let mut digit = b'0';
    while digit <= b'9' {
        may_be[digit as usize] = true;
        digit += 1;
    }
    may_be[WIDE as usize] = true;
    may_be
};

/// What full-width digits begin with.
pub(in crate::checks) const WIDE: u8 = 0xef;

/// A letter of a script that is written with spaces.
pub(in crate::checks) fn is_letter(c: char) -> bool {
    !is_east_asian(c) && c.is_alphabetic()
}

/// The numbers of a prose, in order.
pub(super) fn read(prose: &Prose, language: &Language, source: &Language) -> Vec<Number> {
    let text = prose.text.as_str();
    // Few sentences have more.
    let mut numbers = Vec::with_capacity(4);
    let mut runs = Runs::default();
    let mut at = 0;
    while let Some(start) = next_digit(text, at) {
        let (groups, marks) = groups(text, start, language);
        let end = groups.last().map_or(start, |group| group.end);
        if let Some(end) = idiom(text, start, [&language.idioms, &source.idioms], &mut runs) {
            at = end;
            continue;
        }
        at = end;
        // Nearly all are one group.
        if marks.is_empty() {
            numbers.push(one(text, &groups, &marks, [language, source], &mut runs));
            continue;
        }
        let lengths: Vec<usize> = groups.iter().map(|group| text[group.clone()].chars().count()).collect();
        let is_date = marks[..] == ['.', '.'] && matches!(lengths[..], [1..=2, 1..=2, 4] | [4, 1..=2, 1..=2]);
        if is_date {
            let one = |group| one(text, &[group], &[], [language, source], &mut runs);
            numbers.extend(groups.into_iter().map(one));
        } else if is_number(&lengths, &marks) {
            numbers.push(one(text, &groups, &marks, [language, source], &mut runs));
        }
        // What is left has dots like a version, which is held to the byte elsewhere.
    }
    if !language.calendar.is_empty() && numbers.iter().any(|number| number.power.is_some()) {
        join(text, &mut numbers);
    }
    numbers
}

/// `12 億 5,000 万` and `1 万 5 千` are one number each.
fn join(text: &str, numbers: &mut Vec<Number>) {
    let sum = |first: &Number, second: &Number| {
        let ((power, end), rest) = (first.power?, second.whole()?);
        let between = text.get(end..second.range.start)?;
        let sum = first.whole()?.plus(rest)?;
        (between.trim().is_empty() && rest.is_below(power.into())).then_some(sum)
    };
    // From the last to the first, and the other way round again.
    let mut joined: Vec<Number> = Vec::with_capacity(numbers.len());
    while let Some(first) = numbers.pop() {
        match joined.pop_if(|second| sum(&first, second).is_some()) {
            None => joined.push(first),
            Some(second) => joined.push(Number {
                range: first.range.start..second.range.end,
                readings: sum(&first, &second).into_iter().collect(),
                plain: None,
                weak: first.weak && second.weak,
                sum: true,
                power: first.power,
                ..second
            }),
        }
    }
    joined.reverse();
    *numbers = joined;
}

impl Number {
    /// With the power of ten behind it.
    fn whole(&self) -> Option<Value> {
        let value = *self.readings.first()?;
        let power = self.power.filter(|_| !self.sum).map_or(0, |(power, _)| power);
        Some(Value::new(value.digits, value.tens + i32::from(power)))
    }
}

/// Whether groups of digits make one number: groups of three, and a fraction behind another mark.
fn is_number(lengths: &[usize], marks: &[char]) -> bool {
    let threes = |lengths: &[usize]| lengths.iter().all(|&length| length == 3);
    match marks {
        [] | [_] => true,
        [.., before, last] if before != last => threes(&lengths[1..lengths.len() - 1]),
        _ => threes(&lengths[1..]),
    }
}

/// The digits of one number, group by group, and the marks between them.
fn groups(
    text: &str,
    start: usize,
    language: &Language,
) -> (SmallVec<[Range<usize>; 2]>, SmallVec<[char; 2]>) {
    let run = |from: usize| {
        let other = text[from..].char_indices().find(|&(_, c)| digit(c).is_none());
        from..other.map_or(text.len(), |(at, _)| from + at)
    };
    let mut groups: SmallVec<[Range<usize>; 2]> = smallvec![run(start)];
    let is_short = text[groups[0].clone()].chars().take(4).count() <= 3;
    let mut marks = SmallVec::new();
    loop {
        let end = groups[groups.len() - 1].end;
        let Some(mark) = text[end..].chars().next() else { break };
        let next = run(end + mark.len_utf8());
        if next.is_empty() {
            break;
        }
        let is_group = is_short && text[next.clone()].chars().count() == 3;
        let folded = match mark {
            '．' => '.',
            '，' => ',',
            mark => mark,
        };
        let joins = match folded {
            '.' => true,
            ',' => is_group || language.decimal == Some(','),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => is_group,
            mark => is_group && !text[groups[0].clone()].starts_with('0') && language.grouping.contains(mark),
        };
        if !joins {
            break;
        }
        groups.push(next);
        marks.push(folded);
    }
    (groups, marks)
}

/// The number that some groups of digits say, with the marks between them.
fn one(
    text: &str,
    groups: &[Range<usize>],
    marks: &[char],
    [language, source]: [&Language; 2],
    runs: &mut Runs,
) -> Number {
    let range = groups[0].start..groups[groups.len() - 1].end;
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let mut readings = values(text, groups, marks);
    let mut plain = plain(text, groups);
    // `.80`
    let bare = before.strip_suffix('.').is_some_and(|b| !b.ends_with(|c: char| c.is_alphanumeric()));
    if let Some((value, count)) = plain.filter(|_| bare) {
        readings.push(Value::new(value.into(), -i32::from(count)));
    }
    let ordinal =
        language.ordinals.longest_prefix(behind).filter(|&end| !behind[end..].starts_with(is_letter));
    // `2020–21`
    if let Some((year, 2)) = plain {
        readings.extend(century_before(before, year).map(|century| Value::whole(u32::from(century + year))));
    }
    let next = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']);
    let multiplier = [language, source].iter().find_map(|l| meaning(next, &l.multipliers, l));
    if let Some((_, tens)) = multiplier {
        let more: Readings =
            readings.iter().map(|v| Value::new(v.digits, v.tens + i32::from(tens))).collect();
        readings.extend(more);
    }
    let power = multiplier.map(|(length, tens)| (tens, text.len() - next.len() + length));
    half_day(before, behind, &mut readings, [language, source]);
    let unit = unit(text, range.end, next, ordinal, language).or_else(|| {
        let end = ordinal.filter(|_| plain.is_some_and(|(day, _)| (1..=31).contains(&day)))?;
        is_day_of_month(&behind[end..], language).then(|| (TimeUnit::Day, range.end..range.end + end))
    });
    if let Some((kind, mark)) = &unit {
        // `令和 3 年` is 2021.
        let era = |(year, _)| Some((year + era_before(before, language)?, 4));
        if let Some(year) = plain.filter(|_| *kind == TimeUnit::Year).and_then(era) {
            plain = Some(year);
            readings = smallvec![Value::whole(year.0.into())];
        }
        // `1 時間半`
        if language.halves.longest_prefix(text[mark.end..].trim_start()).is_some() {
            let half = readings.first().and_then(|value| value.plus(Value::new(5, -1)));
            readings.extend(half);
        }
    }
    let has_ending = ordinal.is_some() || unit.is_some() || multiplier.is_some();
    let glued =
        is_written_on(before) || behind.starts_with(is_letter) && !has_ending && !is_measure(behind, source);
    let minutes = before.ends_with(':') && readings.first().is_some_and(|value| value.digits == 0);
    let weak = glued
        || is_mark_of_list(before, behind)
        || minutes
        || readings.is_empty()
        || runs.is_address(text, &range);
    Number {
        weak,
        glued,
        calendar: unit.as_ref().is_some_and(|(_, mark)| language.calendar.get(&text[mark.clone()]).is_some()),
        range,
        readings,
        power,
        plain,
        sum: false,
        unit,
        ordinal: ordinal.is_some(),
    }
}

/// What one group of up to four digits says, and how many there are.
fn plain(text: &str, groups: &[Range<usize>]) -> Option<(u16, u8)> {
    let [group] = groups else { return None };
    let digits = &text[group.clone()];
    let count = u8::try_from(digits.chars().count()).ok().filter(|&count| count <= 4)?;
    let value = digits.chars().filter_map(digit).fold(0, |sum, digit| sum * 10 + u16::from(digit));
    Some((value, count))
}

/// The unit of time behind a number that ends at `end`, and where it stands: in `next`, or behind the ordinal.
fn unit(
    text: &str,
    end: usize,
    next: &str,
    ordinal: Option<usize>,
    language: &Language,
) -> Option<(TimeUnit, Range<usize>)> {
    // `8th day`
    let next = ordinal.map_or(next, |ordinal| text[end + ordinal..].trim_start_matches(' '));
    let (length, unit) = meaning(next, &language.units, language)?;
    let lookalike = language.unit_lookalikes.longest_prefix(next);
    let start = text.len() - next.len();
    lookalike.is_none_or(|other| other < length).then(|| (unit, start..start + length))
}

/// Whether a number goes on from a word, or from a name with a hyphen: `O365`, `AZ-900`.
fn is_written_on(before: &str) -> bool {
    before.ends_with(is_letter) || before.strip_suffix('-').is_some_and(|before| before.ends_with(is_letter))
}

/// Whether a number counts items: `1) a berth`, and `… for guests; 2.` where the next segment is the item.
fn is_mark_of_list(before: &str, behind: &str) -> bool {
    before.trim_end().is_empty() && (behind.starts_with(')') || behind.starts_with(". "))
        || behind.strip_prefix('.').is_some_and(|rest| rest.trim_start().is_empty())
            && before.trim_end().ends_with([';', ',', '.', '。', '；', '，'])
}

/// The century of a short year, where the year stands before it that it goes on from: `2020–21`.
fn century_before(before: &str, year: u16) -> Option<u16> {
    let first = before.trim_end().strip_suffix(['-', '–', '/', '~', '～', '〜'])?.trim_end();
    let digits = first.get(first.len().checked_sub(4)?..)?;
    let from: u16 = digits.parse().ok()?;
    let is_year = (1900..2100).contains(&from) && !first[..first.len() - 4].ends_with(|c| digit(c).is_some());
    (is_year && from % 100 < year).then_some(from / 100 * 100)
}

/// The year before the first of the era whose name stands before a number.
fn era_before(before: &str, language: &Language) -> Option<u16> {
    let before = before.trim_end();
    language.eras.iter().find(|(name, _)| before.ends_with(name)).map(|(_, year)| year)
}

/// Whether the letters right behind a number are a measure, and no part of a name: `250MB`.
fn is_measure(behind: &str, source: &Language) -> bool {
    let end = behind.find(|c: char| !is_letter(c)).unwrap_or(behind.len());
    source.measures.contains(&behind[..end])
}

/// Whether an ordinal is a day: nothing follows that it could count.
fn is_day_of_month(behind: &str, language: &Language) -> bool {
    let next = behind.trim_start();
    let end = next.find(|c| !is_letter(c)).unwrap_or(next.len());
    let ends = next.is_empty() || next.starts_with(['.', ',', ';', ')', ':']);
    ends || end > 0 && language.date_joints.contains(&next[..end])
}

/// What groups of digits may say: `1.500` is one and a half, or fifteen hundred.
fn values(text: &str, groups: &[Range<usize>], marks: &[char]) -> Readings {
    let read = |groups: &[Range<usize>], fraction: usize| {
        let mut digits = groups.iter().flat_map(|group| text[group.clone()].chars()).filter_map(digit);
        let whole = digits.try_fold(0u128, |sum, digit| sum.checked_mul(10)?.checked_add(u128::from(digit)));
        whole.map(|whole| Value::new(whole, -i32::try_from(fraction).unwrap_or(0)))
    };
    let length = |group: &Range<usize>| text[group.clone()].chars().count();
    let last = length(&groups[groups.len() - 1]);
    let grouped = groups[1..].iter().all(|group| length(group) == 3) && length(&groups[0]) <= 3;
    let decimal = match marks {
        [] => false,
        [mark] => matches!(mark, '.' | ','),
        [.., before, mark] => matches!(mark, '.' | ',') && before != mark,
    };
    let mut values = Readings::new();
    if marks.is_empty() || grouped && marks.iter().all(|mark| *mark == marks[0]) {
        values.extend(read(groups, 0));
    }
    if decimal {
        values.extend(read(groups, last));
    }
    values
}

/// The longest word that `text` begins with and that means something: a whole word where spaces part words.
fn meaning<T: Copy + PartialEq>(text: &str, list: &Meanings<T>, language: &Language) -> Option<(usize, T)> {
    if language.calendar.is_empty() || text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let is_large = text.starts_with(char::is_uppercase);
        // Most words mean nothing here.
        if !is_large && !list.may_begin(text) {
            return None;
        }
        let end = text.find(|c: char| !is_letter(c)).unwrap_or(text.len());
        // Russian writes `тыс.`, and the dot tells nothing.
        let lower = || is_large.then(|| text[..end].to_lowercase());
        return list.get(&text[..end]).or_else(|| list.get(&lower()?)).map(|meaning| (end, meaning));
    }
    list.longest_prefix(text)
}

/// `2 PM` is 14 as well, `12 AM` 0.
fn half_day(before: &str, behind: &str, readings: &mut Readings, languages: [&Language; 2]) {
    let Some(hour) = readings.first().and_then(|value| value.small()).filter(|&hour| hour <= 12) else {
        return;
    };
    let behind = match behind.strip_prefix(':') {
        Some(minutes) => minutes.trim_start_matches(|c| digit(c).is_some()),
        None => behind,
    };
    let behind = behind.trim_start();
    let before = before.trim_end();
    let has = |words: &Words| {
        words.longest_prefix(behind).is_some_and(|end| !behind[end..].starts_with(is_letter))
            || words.longest_suffix(before).is_some()
    };
    if languages.iter().any(|language| has(&language.afternoon)) && hour < 12 {
        readings.push(Value::whole(u32::from(hour) + 12));
    } else if languages.iter().any(|language| has(&language.forenoon)) && hour == 12 {
        // That hour is meant before the other twelve.
        readings.insert(0, Value::whole(0));
    }
}

/// The end of what has digits and says no number, where the digit at `start` is part of such.
fn idiom(text: &str, start: usize, idioms: [&Words; 2], runs: &mut Runs) -> Option<usize> {
    let from = runs.at(text, start).words.min(start);
    idioms.iter().find_map(|words| {
        let end = from + words.longest_prefix(&text[from..])?;
        let is_whole = !text[end..].starts_with(|c: char| digit(c).is_some() || is_letter(c));
        (end > start && is_whole).then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(yaml: &str) -> Language {
        serde_yaml::from_str(yaml).expect("a language")
    }

    fn english() -> Language {
        language(
            "{decimal: '.', grouping: ',', ordinals: st th, multipliers: {3: K, 6: million}, afternoon: PM,\n units: {day: days}, idioms: [24/7]}",
        )
    }

    fn read_in(text: &str, language: &Language) -> Vec<Number> {
        read(&Prose::plain(text), language, &english())
    }

    #[test]
    fn what_is_written_differently_is_equal() {
        let german = language("{decimal: ',', grouping: '.', multipliers: {6: Millionen}}");
        let japanese = language(
            "{decimal: '.', grouping: ',', calendar: {day: 日}, units: {day: 日}, multipliers: {4: 万}}",
        );
        let pairs = [
            ("1,234.50", "1.234,5", &german),
            ("2 million", "2 Millionen", &german),
            ("20 K", "２０，０００", &japanese),
            ("120,000", "12 万", &japanese),
            ("05", "5", &japanese),
            ("2 PM", "14", &japanese),
        ];
        for (english_text, text, its) in pairs {
            let (own, other) = (&read_in(english_text, &english())[0], &read_in(text, its)[0]);
            let equal = own.readings.iter().any(|value| other.readings.contains(value));
            assert!(equal, "{english_text} and {text}: {own:?} {other:?}");
        }
    }

    #[test]
    fn names_addresses_and_idioms_are_not_missed() {
        let weak: Vec<bool> =
            read_in("O365 FY20 a@b7.example 1) 15th 30 days", &english()).iter().map(|n| n.weak).collect();
        assert_eq!(weak, [true, true, true, false, false, false]);
        assert!(read_in("24/7 3.0.1", &english()).is_empty());
    }

    #[test]
    fn a_unit_belongs_to_its_number() {
        let numbers = read_in("30 days, 15th, 15th floor", &english());
        let units: Vec<_> =
            numbers.iter().map(|number| number.unit.as_ref().map(|(unit, _)| *unit)).collect();
        assert_eq!(units, [Some(TimeUnit::Day), Some(TimeUnit::Day), None]);
    }

    #[test]
    fn any_text_is_read_without_a_panic() {
        for text in [
            "",
            "1",
            "１.",
            "1.2.",
            "9\u{a0}",
            "1,，2",
            "年1",
            "99999999999999999999999999999999999999999999",
        ] {
            read_in(text, &english());
        }
    }
}
