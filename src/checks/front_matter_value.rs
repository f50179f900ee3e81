//! `front-matter.value`: the value of a key has the shape that it must have.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::front_matter_scope::{carries_any, is_filled_in};
use super::{DocumentCheck, Finding, Findings, Mechanism, Pattern};
use crate::model::{Document, LocaleTag, date};
use crate::syntax::front_matter::{Style, Value as Written};

/// What the values of some keys look like. A key that is absent or empty is another rule's concern, and so is
/// a value that a template fills in. What several keys have wrong is said of each, but only one thing of one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Value {
    /// Each key with its shape.
    keys: BTreeMap<String, Shape>,
    /// Only for pages that have one of these keys, their own or inherited. `ms.*` is every key that begins so.
    #[serde(default)]
    where_any: Vec<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Shape {
    /// What kinds of value will do; one text where it is not said. What else a shape asks, it asks of texts.
    #[serde(default, rename = "type")]
    kinds: Kinds,
    /// Matches somewhere in the value: anchor it with `^` and `$`.
    #[serde(default)]
    pattern: Option<Pattern>,
    /// The only values.
    #[serde(default)]
    one_of: Option<Vec<String>>,
    /// Whether `one-of` is compared without case.
    #[serde(default)]
    ignore_case: bool,
    /// A calendar date written so.
    #[serde(default)]
    date: Option<DateShape>,
    /// Whether a date after the day of the run is wrong. Tomorrow will do: somewhere it is tomorrow already.
    #[serde(default)]
    not_future: bool,
    /// The first day that will do, `YYYY-MM-DD`.
    #[serde(default)]
    not_before: Option<Day>,
    /// The fewest characters.
    #[serde(default)]
    min_length: Option<usize>,
    /// The most characters.
    #[serde(default)]
    max_length: Option<usize>,
    /// Only for pages in these locales or languages; `none` stands for pages whose locale is not known.
    #[serde(default)]
    locales: Vec<Whose>,
    /// What the value should be, for the message: "40 hexadecimal digits".
    expected: String,
}

/// Whose pages a value is for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a locale, a language, or `none`")]
enum Whose {
    Nobody(Nobody),
    Locale(LocaleTag),
}

/// Pages whose locale is not known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Nobody {
    None,
}

/// A day of the calendar, `YYYY-MM-DD`.
#[derive(Debug)]
struct Day(Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let day = date::parse(&written).map(Self);
        day.ok_or_else(|| D::Error::custom(format!("`{written}` is no date; write it as `2019-01-31`")))
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}

/// One kind, or a list of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Kinds {
    #[default]
    Any,
    One(Kind),
    Several(Vec<Kind>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// One value, whatever it says: a title may be a number.
    Text,
    /// `true` or `false` without quotes.
    Boolean,
    /// A number without quotes.
    Number,
    /// A list.
    List,
    /// Keys with values.
    Mapping,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
enum DateShape {
    /// Month, day, year: two, two and four digits.
    #[serde(rename = "MM/DD/YYYY")]
    Padded,
    /// Year, month, day: four, two and two digits.
    #[serde(rename = "YYYY-MM-DD")]
    Iso,
    /// `M/D/YYYY` or `YYYY-MM-DD`, with or without a time of day.
    #[serde(rename = "any")]
    Any,
    /// Where it is written in digits, a day that some order of them names. Words are not judged.
    #[serde(rename = "calendar")]
    Calendar,
}

impl Mechanism for Value {
    const VALUES: &'static [&'static str] = &["key", "value", "found", "expected"];

    fn patterns(&self) -> Vec<&Pattern> {
        self.keys.values().filter_map(|shape| shape.pattern.as_ref()).collect()
    }
}

impl DocumentCheck for Value {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        if !self.where_any.is_empty() && !carries_any(document, &self.where_any) {
            return;
        }
        for (key, shape) in &self.keys {
            let Some(entry) = document.entry(key).filter(|entry| !entry.value.is_empty()) else { continue };
            if !shape.is_for(document) || is_filled_in(entry.value_span.of(document.text)) {
                continue;
            }
            let Some(fault) = shape.fault(&entry.value, document.today) else { continue };
            let value = entry.value.as_str().unwrap_or("a list or a mapping");
            let finding = Finding::at(entry.value_span).with("key", key).with("value", value);
            found.report(finding.with("found", fault.found).with("expected", fault.expected));
        }
    }
}

/// What is wrong with a value.
struct Fault<'s> {
    /// What it is: a quoted text, "a list", "12 characters long".
    found: String,
    /// What it should be.
    expected: Cow<'s, str>,
}

impl Shape {
    fn is_for(&self, document: &Document<'_>) -> bool {
        let named = |wanted: &Whose| match (wanted, &document.locale) {
            (Whose::Nobody(_), locale) => locale.is_none(),
            (Whose::Locale(tag), locale) => locale.as_ref().is_some_and(|locale| tag.covers(locale)),
        };
        self.locales.is_empty() || self.locales.iter().any(named)
    }

    fn fault(&self, value: &Written, today: Option<Date>) -> Option<Fault<'_>> {
        let fault = |found: String| Some(Fault { found, expected: Cow::Borrowed(&*self.expected) });
        let kinds: &[Kind] = match &self.kinds {
            Kinds::Any => &[Kind::Text],
            Kinds::One(kind) => std::slice::from_ref(kind),
            Kinds::Several(kinds) => kinds,
        };
        let is = |kind: Kind| kinds.contains(&kind);
        let (text, style) = match value {
            Written::Sequence(_) if is(Kind::List) => return None,
            Written::Mapping(_) if is(Kind::Mapping) => return None,
            Written::Sequence(_) => return fault("a list".into()),
            Written::Mapping(_) => return fault("a mapping".into()),
            Written::Null => return None,
            Written::Scalar(scalar) => (&*scalar.text, scalar.style),
        };
        let plain = style == Style::Plain;
        if plain && (is(Kind::Boolean) && is_boolean(text) || is(Kind::Number) && is_number(text)) {
            return None;
        }
        if !is(Kind::Text) {
            let quotes = if plain { "" } else { " in quotes" };
            return fault(format!("{}{quotes}", quoted(text)));
        }
        self.text_fault(text, today)
    }

    fn text_fault(&self, text: &str, today: Option<Date>) -> Option<Fault<'_>> {
        let same = |one: &String| one == text || self.ignore_case && one.eq_ignore_ascii_case(text);
        let matches = self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
        let listed = self.one_of.as_ref().is_none_or(|values| values.iter().any(same));
        let dated = self.date.is_none_or(|shape| shape.takes(text));
        if !matches || !listed || !dated {
            return Some(Fault { found: quoted(text), expected: Cow::Borrowed(&self.expected) });
        }
        let range = |expected: String| Some(Fault { found: quoted(text), expected: Cow::Owned(expected) });
        let day = date::parse(text);
        // Somewhere it is tomorrow already.
        let last = today.filter(|_| self.not_future).and_then(|today| today.checked_add(1.day()).ok());
        if day.zip(last).is_some_and(|(day, last)| day > last) {
            return range("a day up to today".into());
        }
        if let (Some(day), Some(Day(first))) = (day, &self.not_before)
            && day < *first
        {
            return range(format!("a day from {first} on"));
        }
        let length = text.chars().count();
        let wanted = match (self.min_length, self.max_length) {
            (Some(least), _) if length < least => format!("at least {least}"),
            (_, Some(most)) if length > most => format!("at most {most}"),
            _ => return None,
        };
        let plural = if length == 1 { "" } else { "s" };
        Some(Fault { found: format!("{length} character{plural} long"), expected: Cow::Owned(wanted) })
    }
}

impl DateShape {
    fn takes(self, written: &str) -> bool {
        match self {
            // Whether the separators stand where they should; which days there are is the calendar's to say.
            Self::Padded => {
                matches!(written.as_bytes(), [_, _, b'/', _, _, b'/', _, _, _, _])
                    && date::parse(written).is_some()
            }
            Self::Iso => {
                matches!(written.as_bytes(), [_, _, _, _, b'-', _, _, b'-', _, _])
                    && date::parse(written).is_some()
            }
            Self::Any => date::parse(written).is_some(),
            Self::Calendar => names_a_day(written).unwrap_or(true),
        }
    }
}

/// Whether three numbers name a day in some order that people write; `None` where there are no three.
fn names_a_day(written: &str) -> Option<bool> {
    let day = written.trim().split([' ', 'T']).next()?;
    let separator = day.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    let number = |part: &str| {
        let digits = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<i16>().ok()).flatten()
    };
    let numbers: Vec<(usize, i16)> =
        day.split(separator).map(|part| Some((part.len(), number(part)?))).collect::<Option<_>>()?;
    let exists = |year: i16, month: i16, day: i16| {
        let small = |number: i16| i8::try_from(number).ok();
        small(month).zip(small(day)).is_some_and(|(month, day)| Date::new(year, month, day).is_ok())
    };
    match *numbers.as_slice() {
        [(4, year), (_, a), (_, b)] => Some(exists(year, a, b)),
        [(_, a), (_, b), (4, year)] => Some(exists(year, a, b) || exists(year, b, a)),
        _ => None,
    }
}

/// In backquotes, on one line, and no longer than a message can bear.
fn quoted(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let end = line.char_indices().nth(60).map_or(line.len(), |(end, _)| end);
    let more = if end < text.trim_end().len() { "…" } else { "" };
    format!("`{}{more}`", &line[..end])
}

fn is_boolean(text: &str) -> bool {
    ["true", "false", "yes", "no", "on", "off"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) && text.parse::<f64>().is_ok()
}
