//! The format for people at a terminal: what is wrong, the exact characters underlined, both languages,
//! what to do. Not the frame (`frame.rs`), nor how a line is cut to fit (`excerpt.rs`).

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use unicode_width::UnicodeWidthStr;

use super::excerpt::{Excerpt, one_line};
use super::fold::{Shown, shown};
use super::frame::{Mark, Row, draw};
use super::source::{Files, LinedText, ceil, floor};
use super::wrap::wrap;
use super::{Report, Style};
use crate::diagnostic::{Applicability, Diagnostic, Fix};

pub(super) fn write(
    report: &Report<'_>,
    files: &mut Files<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let style = Style { width: style.width.max(Style::NARROWEST), ..*style };
    let mut first = true;
    for (diagnostic, shown) in report.diagnostics.iter().zip(shown(report.diagnostics, style.fold)) {
        if matches!(shown, Shown::Not) {
            continue;
        }
        if !std::mem::take(&mut first) {
            out.write_all(b"\n")?;
        }
        write_one(diagnostic, files, &style, out)?;
        if let Shown::First(others) = shown {
            write_note("also", &also(diagnostic, &others, files), "34", &style, out)?;
        }
    }
    Ok(())
}

/// How many others there are, and on which lines.
fn also(first: &Diagnostic, others: &[&Diagnostic], files: &mut Files<'_>) -> String {
    let mut line = |one: &Diagnostic| files.places(&one.path, one.span).0.line;
    let here = line(first);
    let mut lines: Vec<usize> = others.iter().map(|other| line(other)).collect();
    let said = format!("{} more on this page", lines.len());
    lines.dedup();
    lines.retain(|&line| line != here);
    let more = if lines.len() > MOST_RELATED { " and more" } else { "" };
    let listed: Vec<String> = lines.iter().take(MOST_RELATED).map(ToString::to_string).collect();
    match listed.as_slice() {
        [] => said,
        [line] => format!("{said}: line {line}"),
        lines => format!("{said}: lines {}{more}", lines.join(", ")),
    }
}

fn write_one(
    diagnostic: &Diagnostic,
    files: &mut Files<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_heading(diagnostic, style, out)?;
    let (start, _) = files.places(&diagnostic.path, diagnostic.span);
    let place = format!("{}:{}:{}", one_line(&diagnostic.path, style.unicode), start.line, start.column);
    let mut shown = vec![false; diagnostic.related.len()];
    if let Some(page) = files.page(&diagnostic.path) {
        let drawing = Drawing { diagnostic, page: &page, style };
        let rows = drawing.rows(&mut shown);
        out.write_all(draw(&place, &rows, diagnostic.severity, GUTTER, style).as_bytes())?;
    } else {
        write_note("at", &place, "1;36", style, out)?;
    }
    if let Some(help) = &diagnostic.help {
        write_note("help", help, "36", style, out)?;
    }
    if let Some(fix) = &diagnostic.fix {
        write_note("fix", &describe(fix), "32", style, out)?;
        let page = files.page(&diagnostic.path);
        if let Some(line) = page.and_then(|page| mended(diagnostic, fix, &page, style)) {
            writeln!(out, "{:MARGIN$}{line}", "")?;
        }
    }
    let mut unseen = diagnostic.related.iter().zip(shown).filter(|&(_, shown)| !shown);
    for (related, _) in unseen.by_ref().take(MOST_RELATED) {
        let (start, _) = files.places(&related.path, related.span);
        let text = format!("{}:{}:{}: {}", related.path, start.line, start.column, related.message);
        write_note("related", &text, "34", style, out)?;
    }
    match unseen.count() {
        0 => Ok(()),
        1 => write_note("related", "and 1 more place", "34", style, out),
        more => write_note("related", &format!("and {more} more places"), "34", style, out),
    }
}

/// Columns of a line number, or of the name of a side, so that all frames of a report stand in one line.
const GUTTER: usize = 6;

/// Columns before the text: a space, the gutter, a bar between spaces.
const MARGIN: usize = GUTTER + 4;

/// Lines of one place that are shown; a place of more lines says how many follow.
const MOST_LINES: usize = 3;

/// Related places that are listed. A label may stand in a hundred pages; the formats for programs carry each.
const MOST_RELATED: usize = 5;

/// How far from the primary place, in lines, a related one is still shown in its frame.
const NEAR: usize = 2;

fn write_heading(diagnostic: &Diagnostic, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let rule = one_line(&diagnostic.rule, style.unicode);
    let name = format!("{}[{rule}]", diagnostic.severity);
    let message = one_line(&diagnostic.message, style.unicode);
    let indent = "    ";
    let room = style.width - indent.len();
    // The first line begins left of the others, so it has as much more room.
    let lines = wrap(&message, room, (name.width() + 2).saturating_sub(indent.len()));
    write!(out, "{}[{rule}]:", style.severity(diagnostic.severity))?;
    for (nth, line) in lines.iter().enumerate() {
        match (nth, line.is_empty()) {
            (0, true) => {}
            (0, false) => write!(out, " {}", style.paint("1", line))?,
            _ => write!(out, "\n{indent}{}", style.paint("1", line))?,
        }
    }
    out.write_all(b"\n")
}

/// A named remark under the frame, its colon under the frame's edge.
fn write_note(name: &str, text: &str, color: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let text = one_line(text, style.unicode);
    for (nth, line) in wrap(&text, style.width - MARGIN, 0).iter().enumerate() {
        if nth == 0 {
            let pad = (GUTTER + 2).saturating_sub(name.len());
            writeln!(out, "{:pad$}{}: {line}", "", style.paint(color, name))?;
        } else {
            writeln!(out, "{:MARGIN$}{line}", "")?;
        }
    }
    Ok(())
}

/// What a fix does, and whether `--fix` does it.
fn describe(fix: &Fix) -> String {
    let mark = match fix.applicability {
        Applicability::Safe => "[*]",
        Applicability::Unsafe => "(unsafe)",
    };
    format!("{} {mark}", fix.title)
}

/// The text with a fix made, cut like the text above it. `None` where the change is one of several lines.
fn mended(diagnostic: &Diagnostic, fix: &Fix, page: &LinedText, style: &Style) -> Option<String> {
    let edits: Vec<_> = fix.edits.iter().map(|edit| (page.clip(edit.span), edit.text.as_str())).collect();
    let (first, last) = (edits.first()?.0.start, edits.last()?.0.end);
    let target = diagnostic.pair.as_ref().map(|pair| page.clip(pair.target));
    let within = match target.filter(|target| contains(target, &(first..last))) {
        Some(target) => target,
        None => page.line(page.lines.line(first)),
    };
    let columns = style.width - MARGIN - 1;
    if last > within.end || first < within.start || edits.iter().any(|(_, text)| text.contains(['\n', '\r']))
    {
        return None;
    }
    // Of a line of a megabyte only what may be shown.
    let reach = columns * 16;
    let mut at = ceil(&page.text, first.saturating_sub(reach)).max(within.start);
    let end = floor(&page.text, last + reach).min(within.end);
    let mut text = String::new();
    let mut focus = first - at..first - at;
    for (range, new) in edits {
        text.push_str(page.text.get(at..range.start)?);
        text.push_str(new);
        focus.end = text.len();
        at = range.end;
    }
    text.push_str(page.text.get(at..end)?);
    let line = Excerpt::new(&text, 0..text.len(), focus, columns, style.unicode).text;
    Some(line).filter(|line| !line.trim().is_empty())
}

/// One diagnostic on its page.
struct Drawing<'a> {
    diagnostic: &'a Diagnostic,
    page: &'a LinedText,
    style: &'a Style,
}

impl Drawing<'_> {
    /// The lines of the frame. Where the place lies in one text of a pair, the frame shows that text without
    /// the tags around it, and the other one below: the markup of side-by-side pages is longer than its sentences.
    fn rows(&self, shown: &mut [bool]) -> Vec<Row> {
        let place = self.page.clip(self.diagnostic.span);
        let Some(pair) = &self.diagnostic.pair else {
            return self.lines(&place, None, shown);
        };
        let target = self.page.clip(pair.target);
        let source = self.page.clip(pair.source);
        let lies_in = |side: &Range<usize>| side.start <= place.start && place.end <= side.end;
        if lies_in(&target) {
            let mut rows = self.lines(&place, Some(&target), shown);
            rows.push(self.side("source", &source, &place, &target, shown));
            rows
        } else if lies_in(&source) {
            let mut rows = self.lines(&place, Some(&source), shown);
            rows.push(self.side("target", &target, &place, &source, shown));
            rows
        } else {
            let mut rows = self.lines(&place, None, shown);
            rows.push(self.side("target", &target, &place, &target, shown));
            rows.push(self.side("source", &source, &place, &target, shown));
            rows
        }
    }

    /// The lines of the primary place, clipped to `side`, and those of related places next to it.
    fn lines(&self, place: &Range<usize>, side: Option<&Range<usize>>, shown: &mut [bool]) -> Vec<Row> {
        let (first, end) = self.span_lines(place);
        let last = end.min(first + MOST_LINES - 1);
        let (mut top, mut bottom) = (first, last);
        if side.is_none() && end == last {
            for (_, range) in self.related_here() {
                let (from, to) = self.span_lines(&range);
                if from == to && from + NEAR >= first && from <= last + NEAR {
                    top = top.min(from);
                    bottom = bottom.max(from);
                }
            }
        }
        let mut rows = Vec::with_capacity(bottom - top + 1);
        for line in top..=bottom {
            let mut within = self.page.line(line);
            if let Some(side) = side {
                within = within.start.max(side.start).min(side.end)..within.end.min(side.end);
                within.end = within.end.max(within.start);
            }
            let part = (first..=last).contains(&line).then(|| intersection(&within, place));
            let mut row = Row::new((line + 1).to_string(), self.excerpt(&within, part.as_ref()));
            if let Some(part) = part.filter(|part| place.is_empty() || !part.is_empty() || first == last) {
                let columns = row.excerpt.columns(&part).unwrap_or(row.excerpt.width..row.excerpt.width);
                let text = if line == last { self.and_more(end - last, &columns) } else { None };
                row.add(Mark { columns, text, primary: true });
            }
            self.add_related(&mut row, &within, shown);
            rows.push(row);
        }
        rows
    }

    /// What is said of lines that are not shown, in as many words as fit.
    fn and_more(&self, lines: usize, under: &Range<usize>) -> Option<String> {
        let long = format!("and {lines} more line{}", if lines == 1 { "" } else { "s" });
        [long, format!("+{lines}")].into_iter().find(|text| lines > 0 && self.fits(under, text))
    }

    fn fits(&self, under: &Range<usize>, text: &str) -> bool {
        MARGIN + Mark::reach(under, text.width()) <= self.style.width
    }

    /// A text of the pair on one line of its own. It is cut about where the place would lie in it, reckoned
    /// from where the place lies in `other`.
    fn side(
        &self,
        name: &str,
        side: &Range<usize>,
        place: &Range<usize>,
        other: &Range<usize>,
        shown: &mut [bool],
    ) -> Row {
        let into = place.start.saturating_sub(other.start).min(other.len());
        let at = side.start + side.len() * into / other.len().max(1);
        let mut row = Row::new(name, self.excerpt(side, Some(&(at..at))));
        self.add_related(&mut row, side, shown);
        row
    }

    /// What fits of `within`: around `focus`, or else around the first related place in it; with the related
    /// places beside the focus where all of them fit.
    fn excerpt(&self, within: &Range<usize>, focus: Option<&Range<usize>>) -> Excerpt {
        // One column is kept for a caret behind the last character.
        let columns = self.style.width - MARGIN - 1;
        let cut = |focus: Range<usize>| {
            Excerpt::new(&self.page.text, within.clone(), focus, columns, self.style.unicode)
        };
        let related: Vec<_> =
            self.related_here().map(|(_, range)| range).filter(|range| contains(within, range)).collect();
        let base = match (focus, related.first()) {
            (Some(focus), Some(first)) if focus.is_empty() => first.clone(),
            (Some(focus), _) => focus.clone(),
            (None, Some(first)) => first.clone(),
            (None, None) => within.start..within.start,
        };
        let all =
            related.iter().fold(base.clone(), |all, one| all.start.min(one.start)..all.end.max(one.end));
        if all != base && all.len() <= columns * 4 {
            let excerpt = cut(all.clone());
            if excerpt.columns(&(all.end..all.end)).is_some() {
                return excerpt;
            }
        }
        cut(base)
    }

    /// Marks the related places that lie in `within`, as far as they and their words fit.
    fn add_related(&self, row: &mut Row, within: &Range<usize>, shown: &mut [bool]) {
        for (nth, range) in self.related_here() {
            if shown[nth] || !contains(within, &range) {
                continue;
            }
            let Some(columns) = row.excerpt.columns(&range) else { continue };
            let text = one_line(&self.diagnostic.related[nth].message, self.style.unicode);
            let text = self.fits(&columns, &text).then(|| text.into_owned());
            let told = text.is_some();
            // Without its words it stays in the list below, where the underline still helps.
            shown[nth] = row.add(Mark { columns, text, primary: false }) && told;
        }
    }

    /// The related places on this page, by their number.
    fn related_here(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        let here: &Arc<str> = &self.diagnostic.path;
        let related = self.diagnostic.related.iter().enumerate();
        related.filter(move |(_, one)| one.path == *here).map(|(nth, one)| (nth, self.page.clip(one.span)))
    }

    /// The first and the last line of a range, from 0. The line end belongs to its line.
    fn span_lines(&self, range: &Range<usize>) -> (usize, usize) {
        let last = if range.is_empty() { range.start } else { range.end - 1 };
        (self.page.lines.line(range.start), self.page.lines.line(last))
    }
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The part of `place` in `within`; an empty range at the nearer end where there is none.
fn intersection(within: &Range<usize>, place: &Range<usize>) -> Range<usize> {
    let start = place.start.clamp(within.start, within.end);
    start..place.end.clamp(start, within.end)
}
