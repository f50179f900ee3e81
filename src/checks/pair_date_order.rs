//! `pair.date-order`: in a language that marks year, month and day, each mark stands behind its own number.

use std::ops::Range;

use super::quantity::{DIGITS, Date, Number, Reading, digit, has_digit, is_data};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Language, Pair, TimeUnit};
use crate::text::{is_east_asian, on_one_line};

/// Dates whose numbers stand in an order, or before a mark, that nobody can read as the date of the source. `{source}`
/// is the date of the source, `{target}` what stands in the translation, `{date}` the same date in its order; that is
/// the change proposed.
#[derive(Debug, Default)]
pub(super) struct DateOrder;

impl Mechanism for DateOrder {
    const VALUES: &'static [&'static str] = &["source", "target", "date"];
    const NEEDS: &'static [&'static str] = &["calendar", "date-form"];
}

impl PairCheck for DateOrder {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.calendar.is_empty())?;
        Some(Gate::source(DIGITS))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        if !has_digit(&pair.target)
            || !(context.page.names_a_month(pair.source.span, context.source) || has_year(pair.source.text()))
        {
            return;
        }
        let source = context.readings.source(pair, context);
        let target = context.readings.target(pair, language, context);
        if is_data(source) || is_data(target) {
            return;
        }
        let mut clusters = clusters(target, language);
        // In a paragraph of several dates, one in order may look like another in disorder.
        clusters.retain(|cluster| !source.dates.iter().any(|date| cluster.reads_as(date)));
        for date in source.dates.iter().filter(|date| date.certain && !date.numbers.is_empty()) {
            // Which part of `3/4/2021` is the month, nobody knows.
            if date.either && (date.day < Some(13) || date.month > Some(12)) {
                continue;
            }
            let Some(at) = clusters.iter().position(|cluster| cluster.scrambles(date)) else { continue };
            let cluster = clusters.remove(at);
            let written = &target.prose.text[cluster.range.clone()];
            let proposed = proposal(date, language, written);
            let place = target.prose.span(&cluster.range);
            let finding = Finding::on(Spot::Target(place))
                .with("source", source.prose.text[date.range.clone()].to_owned())
                .with("target", written.to_owned())
                .with("date", proposed.clone());
            // Marks of bold within it would go.
            let whole = place.of(pair.target.view.text()) == written;
            let mend = vec![(Spot::Target(place), proposed)];
            found.report(if whole { finding.mended(Applicability::Unsafe, mend) } else { finding });
        }
    }
}

/// Whether a year of this century stands in a date of digits: `6/30/2021`, `2021-06-30`.
fn has_year(text: &str) -> bool {
    text.contains("/20") || text.contains('-') && text.contains("20")
}

/// Numbers and calendar marks with nothing but spaces and commas between them.
struct Cluster {
    /// In order: a number, or a mark, or both.
    parts: Vec<(Option<u16>, Option<TimeUnit>)>,
    range: Range<usize>,
}

impl Cluster {
    /// Whether it holds the parts of a date, and cannot be read as that date.
    fn scrambles(&self, date: &Date) -> bool {
        self.holds(date) && !self.is_in_order(date)
    }

    fn reads_as(&self, date: &Date) -> bool {
        self.holds(date) && self.is_in_order(date)
    }

    /// All of a date, or what was torn off of it, and nothing else: another date is no disorder of this one.
    fn holds(&self, date: &Date) -> bool {
        let numbers: Vec<u16> = self.parts.iter().filter_map(|part| part.0).collect();
        let wanted: Vec<u16> = date.parts().collect();
        let missing = wanted.iter().filter(|part| !numbers.contains(part)).count();
        let surplus = numbers.iter().filter(|part| !wanted.contains(part)).count();
        let is_marked = self.parts.iter().any(|part| part.1.is_some());
        missing == 0 && surplus == 0 && numbers.len() == wanted.len() && is_marked
    }

    fn is_in_order(&self, date: &Date) -> bool {
        let marks: Vec<TimeUnit> = self.parts.iter().filter_map(|part| part.1).collect();
        let bare = self.parts.iter().any(|part| part.0.is_none());
        let fits = self.parts.iter().all(|&(number, mark)| match (number, mark) {
            (Some(number), Some(TimeUnit::Year)) => date.year == Some(number),
            (Some(number), Some(TimeUnit::Month)) => date.month == Some(number),
            (Some(number), Some(TimeUnit::Day)) => date.day == Some(number),
            _ => false,
        });
        !bare && fits && marks.is_sorted()
    }
}

fn clusters(target: &Reading, language: &Language) -> Vec<Cluster> {
    let text = target.prose.text.as_str();
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut open: Option<Cluster> = None;
    for number in target.numbers.iter().filter(|number| number.plain.is_some()) {
        // `10 時` is no part of a date.
        if number.unit.is_some() && !number.calendar {
            clusters.extend(open.take());
            continue;
        }
        let marked = number.unit.as_ref().filter(|_| number.calendar);
        let end = marked.map_or(number.range.end, |(_, mark)| mark.end);
        let part = (number.plain.map(|(value, _)| value), marked.map(|(unit, _)| *unit));
        match &mut open {
            Some(cluster) if is_near(&text[cluster.range.end..number.range.start]) => {
                cluster.parts.push(part);
                cluster.range.end = end;
            }
            _ => {
                clusters.extend(open.take());
                open = Some(start(text, number, part, end, language));
            }
        }
    }
    clusters.extend(open);
    clusters.retain(|cluster| cluster.parts.len() > 1 && cluster.has_month());
    clusters
}

impl Cluster {
    fn has_month(&self) -> bool {
        self.parts.iter().any(|part| part.1 == Some(TimeUnit::Month))
    }
}

/// A cluster begins with its first number, or with a mark that has lost its own.
fn start(
    text: &str,
    number: &Number,
    part: (Option<u16>, Option<TimeUnit>),
    end: usize,
    language: &Language,
) -> Cluster {
    let before = text[..number.range.start].trim_end();
    let mut years = language.calendar.of(TimeUnit::Year);
    let torn = years.find(|mark| {
        before
            .strip_suffix(mark)
            .is_some_and(|rest| rest.ends_with([' ', ',', '，', '、']) || rest.is_empty())
    });
    match torn {
        Some(mark) => {
            Cluster { parts: vec![(None, Some(TimeUnit::Year)), part], range: before.len() - mark.len()..end }
        }
        None => Cluster { parts: vec![part], range: number.range.start..end },
    }
}

fn is_near(between: &str) -> bool {
    between.chars().all(|c| matches!(c, ' ' | '\u{a0}' | ','))
}

/// The date in the order of the language, with spaces before its marks where the translation has them.
fn proposal(date: &Date, language: &Language, written: &str) -> String {
    let spaced = written.char_indices().any(|(at, c)| {
        c == ' '
            && written[..at].ends_with(|c| digit(c).is_some())
            && written[at + 1..].starts_with(is_east_asian)
    });
    let mut text = language.date_form.clone();
    for (name, value) in [("{year}", date.year), ("{month}", date.month), ("{day}", date.day)] {
        let Some(at) = text.find(name) else { continue };
        match value {
            Some(value) => {
                let space = if spaced { " " } else { "" };
                text.replace_range(at..at + name.len(), &format!("{value}{space}"));
            }
            // The mark goes with its number.
            None => {
                let mark = text[at + name.len()..].chars().next().map_or(0, char::len_utf8);
                text.replace_range(at..at + name.len() + mark, "");
            }
        }
    }
    if spaced {
        text = spread(&text);
    }
    on_one_line(&text).into_owned()
}

/// `2020 年10 月` with a space behind each mark.
fn spread(text: &str) -> String {
    let mut spread = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        let behind_mark = spread.ends_with(is_east_asian);
        if digit(c).is_some() && behind_mark {
            spread.push(' ');
        }
        spread.push(c);
    }
    spread
}
