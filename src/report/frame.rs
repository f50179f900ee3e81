//! The frame around excerpts and the labels under them, drawn by `miette`.
//! Not the words around it (`full.rs`).
//!
//! `miette` is given one cell a column in place of the text, and its lines get the text and the gutter
//! afterwards. So a label's offset *is* its column, whatever `miette` thinks of the width of a family emoji;
//! nothing in a page can reach the terminal past [`Excerpt`]; a label costs nothing for what stands
//! before it in the page; and a gutter may say `source` instead of a number.

use std::fmt;
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::Style;
use super::excerpt::Excerpt;
use crate::diagnostic::Severity;

/// One line of text in a frame.
pub(super) struct Row {
    /// A line number, or the name of a side.
    pub(super) gutter: String,
    pub(super) excerpt: Excerpt,
    /// Sorted by column; no two touch the same one.
    pub(super) marks: Vec<Mark>,
}

/// An underline, with a few words or none.
pub(super) struct Mark {
    /// An empty range points between two characters.
    pub(super) columns: Range<usize>,
    pub(super) text: Option<String>,
    pub(super) primary: bool,
}

impl Row {
    pub(super) fn new(gutter: impl Into<String>, excerpt: Excerpt) -> Self {
        Self { gutter: gutter.into(), excerpt, marks: Vec::new() }
    }

    /// Adds a mark where it crosses no other one.
    pub(super) fn add(&mut self, mark: Mark) -> bool {
        let taken = |columns: &Range<usize>| columns.start..columns.end.max(columns.start + 1);
        let new = taken(&mark.columns);
        let free = self
            .marks
            .iter()
            .map(|old| taken(&old.columns))
            .all(|old| new.end <= old.start || old.end <= new.start);
        if free {
            let at = self.marks.partition_point(|old| old.columns.start < new.start);
            self.marks.insert(at, mark);
        }
        free
    }
}

impl Mark {
    /// Columns up to the end of the words under the line, as `miette` hangs them from its middle.
    pub(super) fn reach(columns: &Range<usize>, text_width: usize) -> usize {
        columns.start.midpoint(columns.end.max(columns.start + 1)) + HANGER + text_width
    }
}

/// Columns of `╰── `.
const HANGER: usize = 4;

/// Draws the rows, each behind a gutter of `gutter` columns, under the heading `name`.
pub(super) fn draw(name: &str, rows: &[Row], severity: Severity, gutter: usize, style: &Style) -> String {
    let mut cells = String::new();
    let mut labels = Vec::new();
    let mut primaries = Vec::new();
    for row in rows {
        for mark in &row.marks {
            let (offset, length) = (cells.len() + mark.columns.start, mark.columns.len());
            labels.push(LabeledSpan::new(mark.text.clone(), offset, length));
            primaries.push(mark.primary);
        }
        cells.extend(std::iter::repeat_n('x', row.excerpt.width));
        cells.push('\n');
    }
    let theme = theme(&primaries, severity, style);
    let (bar, dots) = (theme.characters.vbar, theme.characters.vbar_break);
    let frame = Frame { name, cells, rows: rows.len(), labels };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_context_lines(0)
        .with_wrap_lines(false)
        .without_cause_chain()
        .without_primary_span_start();
    let mut drawn = String::new();
    // Writing to a string cannot fail, and the frame answers every question about its own cells.
    let _ = handler.render_report(&mut drawn, &frame);

    let number = rows.len().to_string().len();
    let mut texts = rows.iter();
    let mut out = String::with_capacity(drawn.len() * 2);
    // The first line is the message, which is not the frame's to show.
    for line in drawn.lines().skip(1) {
        let (margin, rest) = line.split_at(line.len().min(number + 2));
        if margin.contains(|c: char| c.is_ascii_digit()) {
            let Some(row) = texts.next() else { continue };
            let name = format!(" {:>gutter$} {bar}", row.gutter);
            out += &style.paint("2", &name);
            if row.excerpt.width > 0 {
                out.push(' ');
                out += &row.excerpt.text;
            }
        } else {
            out.extend(std::iter::repeat_n(' ', gutter + 2));
            match rest.strip_prefix(dots) {
                Some(underline) => {
                    out += &style.paint("2", dots.encode_utf8(&mut [0; 4]));
                    out += underline.trim_end();
                }
                None => out += rest,
            }
        }
        out.push('\n');
    }
    out
}

fn theme(primaries: &[bool], severity: Severity, style: &Style) -> GraphicalTheme {
    let characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let mut styles = ThemeStyles::none();
    if style.color {
        let ansi = ThemeStyles::ansi();
        let primary = match severity {
            Severity::Error => ansi.error.bold(),
            Severity::Warning => ansi.warning.bold(),
            Severity::Info => ansi.advice.bold(),
        };
        let secondary = ThemeStyles::none().help.blue().bold();
        // `miette` hands its highlights out to the labels in order of place, which is ours already.
        styles.highlights = primaries.iter().map(|&is| if is { primary } else { secondary }).collect();
        styles.link = ansi.link;
    }
    if styles.highlights.is_empty() {
        styles.highlights = ThemeStyles::none().highlights;
    }
    GraphicalTheme { characters, styles }
}

#[derive(Debug)]
struct Frame<'a> {
    name: &'a str,
    cells: String,
    rows: usize,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Frame<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Frame<'_> {}

impl miette::Diagnostic for Frame<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl SourceCode for Frame<'_> {
    /// All rows, whatever is asked for: they belong in one frame.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if span.offset() + span.len() > self.cells.len() {
            return Err(MietteError::OutOfBounds);
        }
        let all = SourceSpan::from(0..self.cells.len());
        let data = self.cells.as_bytes();
        Ok(Box::new(MietteSpanContents::new_named(self.name.to_owned(), data, all, 0, 0, self.rows)))
    }
}
