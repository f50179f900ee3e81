//! Damage to dates and numbers.

use regex::{Captures, Regex};

use super::edit::{pattern, plain, with};
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("a digit is another one", &["changed-number"], |_, pair, out| {
        if is_dated(&pair.source) || pattern!(r"\d\.\d+\.|\d\.0|24/7|4c0de").is_match(&pair.source) {
            return;
        }
        let number = pattern!(r"\d+([.,\u{a0}]\d+)*");
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let there: Vec<_> = number.find_iter(&pair.source).map(|found| digits(found.as_str())).collect();
        for stretch in plain(&pair.target) {
            for found in number.find_iter(&pair.target[stretch.clone()]) {
                let at = stretch.start + found.start();
                // What is glued to letters is a name, and the minutes of a full hour need not be said.
                let is_glued = pair.target[..at].ends_with(|c: char| c.is_ascii_alphabetic());
                let is_full = found.as_str() == "00" && pair.target[..at].ends_with([':', 'h']);
                if there.contains(&digits(found.as_str())) && !is_glued && !is_full {
                    // By two: one more is what `more than` becomes.
                    let first = pair.target.as_bytes()[at] - b'0';
                    let other = ((first + 1) % 9 + 1).to_string();
                    out.push(with(&pair.target, &[(at..at + 1, &other)]));
                }
            }
        }
    }),
    fault("digits are lost or doubled", &["changed-number"], |_, pair, out| {
        for (number, others) in [("1,500", ["150", "15,000"]), ("250", ["25", "2550"]), ("50", ["500", "5"])]
        {
            if pattern!(r"\d").is_match(&pair.source) && has_number(&pair.source, number) {
                for form in [number.to_owned(), number.replace(',', "."), number.replace(',', "\u{a0}")] {
                    if has_number(&pair.target, &form) {
                        out.extend(others.map(|other| pair.target.replacen(&form, other, 1)));
                        break;
                    }
                }
            }
        }
    }),
    fault("a month is another one", &["changed-date"], |set, pair, out| {
        if set.is_latin() {
            for (number, month) in set.months.iter().enumerate() {
                let next = &set.months[(number + 1) % 12];
                if pattern!(r"\d{4}|th\b").is_match(&pair.source) {
                    out.push(replaced_word(&pair.target, month, next));
                }
            }
            // 30.06.2021
            out.push(replace(pattern!(r"\b(\d\d)([./])06([./])"), &pair.target, |found| {
                format!("{}{}07{}", &found[1], &found[2], &found[3])
            }));
        } else if is_dated(&pair.source) {
            out.push(replace(pattern!(r"(\d{1,2})( ?[月월])"), &pair.target, |found| {
                let month: u32 = found[1].parse().unwrap_or(1);
                format!("{}{}", if month == 12 { 11 } else { month + 1 }, &found[2])
            }));
        }
    }),
    fault("a day is another one", &["changed-date"], |set, pair, out| {
        let day = |found: &Captures<'_>| {
            let day: u32 = found[1].parse().unwrap_or(1);
            format!("{}{}", if day > 20 { day - 1 } else { day + 1 }, &found[2])
        };
        if !is_dated(&pair.source) {
            return;
        }
        match set.locale {
            "de-de" => out.push(replace(pattern!(r"\b(\d{1,2})(\. \p{Lu}|\.\d\d\.)"), &pair.target, day)),
            "fr-fr" => out.push(replace(
                pattern!(r"\b(\d{1,2})( (?:mai|mars|septembre|décembre|octobre)|/\d\d/)"),
                &pair.target,
                day,
            )),
            _ => out.push(replace(pattern!(r"(\d{1,2})( ?[日일])"), &pair.target, day)),
        }
    }),
    fault("a year is another one", &["changed-date"], |_, pair, out| {
        if is_dated(&pair.source) {
            out.push(replace(pattern!(r"20(19|20|21)"), &pair.target, |found| {
                format!("20{}", found[1].parse::<u32>().unwrap_or(1) + 3)
            }));
        }
    }),
    fault(
        "a day is written as a year",
        &["scrambled-date", "changed-date", "changed-number"],
        |set, pair, out| {
            if let [year, ..] = set.date.as_slice() {
                let day = pattern!(r"(\d) ?[日일]");
                out.push(replace(day, &pair.target, |found| format!("{} {year}", &found[1])));
                out.push(replace(day, &pair.target, |found| format!("{}{year}", &found[1])));
            }
        },
    ),
    fault("the parts of a date are scrambled", &["scrambled-date"], |set, pair, out| {
        if let [year, month, day] = set.date.as_slice() {
            let date = pattern!(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]");
            let forms: [&dyn Fn(&Captures<'_>) -> String; 3] = [
                &|found| format!("{}{month} {} {} {day}", &found[2], &found[3], &found[1]),
                &|found| format!("{} {day} {} {month} {} {year}", &found[3], &found[2], &found[1]),
                &|found| format!("{} {month} {}, {}", &found[2], &found[3], &found[1]),
            ];
            for form in forms {
                out.push(replace(date, &pair.target, form));
            }
        }
    }),
    fault(
        "a day stands before the month as a year",
        &["scrambled-date", "changed-date"],
        |set, pair, out| {
            if let [year, month, _] = set.date.as_slice()
                && pair.source.contains("September 14th")
            {
                out.push(replace(
                    pattern!(r"(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]"),
                    &pair.target,
                    |found| format!("{} {year} {} {month}", &found[2], &found[1]),
                ));
            }
        },
    ),
];

/// Whether an English text names a day or a month.
fn is_dated(source: &str) -> bool {
    pattern!(r"\b(January|March|May|June|September|October|December)\b|\d/\d+/\d").is_match(source)
}

/// Whether a number stands in a text, and not as a part of another.
fn has_number(text: &str, number: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let mut places = text.match_indices(number);
    places.any(|(at, _)| {
        let behind = text[at + number.len()..].chars().next();
        !digit(text[..at].chars().next_back()) && !behind.is_some_and(|c| c.is_ascii_digit())
    })
}

/// The first place where a pattern fits, written otherwise; the text itself where there is none.
fn replace(pattern: &Regex, text: &str, other: impl Fn(&Captures<'_>) -> String) -> String {
    pattern.replace(text, |found: &Captures<'_>| other(found)).into_owned()
}

/// A word replaced where it stands alone.
fn replaced_word(text: &str, word: &str, other: &str) -> String {
    let place = super::edit::word(text, word);
    place.map_or_else(|| text.to_owned(), |place| with(text, &[(place, other)]))
}
