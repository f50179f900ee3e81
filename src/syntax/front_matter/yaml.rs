//! YAML headers: the parser's events as entries with places. Where its fences are is asked of `fences`,
//! what a reader's mistake was of `mistakes`.

use std::borrow::Cow;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StructureStyle};
use rustc_hash::FxHashMap;

use super::fences::{line_at, lines};
use super::plain;
use super::{
    Entry, Format, FrontMatter, Item, Parsed, Problem, ProblemKind, Scalar, Style, Value, find_duplicates,
    mistakes,
};
use crate::text::Span;

/// Collections nested deeper are not read: each level is a stack frame when a value is dropped.
pub(super) const MAX_DEPTH: usize = 64;

/// Aliases of longer texts keep their name, so that no header grows by more than this for each of them.
const MAX_ALIAS: usize = 256;

/// The header that opens at `start`, where a dash stands.
pub(super) fn header(text: &str, start: usize) -> Option<Parsed> {
    let opening = line_at(text, start).filter(|line| line.is_fence("---"))?;
    let inside = Span::new(opening.next, text.len());
    let closing = lines(text, inside)
        .take_while(|line| !line.is_page_text())
        .find(|line| line.is_fence("---") || line.is_fence("..."));
    let Some(closing) = closing else { return unclosed(text, opening.fence_span(), inside) };

    let content = Span::new(opening.next, closing.start);
    let has_blank = || lines(text, content).any(|line| line.is_blank());
    let mut problems = Vec::new();
    let mut document = Document::default();
    match document.read(text, content) {
        Ok(()) => match &document.root {
            None | Some((Value::Null | Value::Mapping(_), _)) => {}
            Some(_) if has_blank() => return None,
            Some((value, span)) => {
                let what = if matches!(value, Value::Sequence(_)) { "a list" } else { "a single value" };
                let detail = format!("the front matter is {what}, not keys with values");
                problems.push(Problem::new(ProblemKind::NotAMapping, first_line(text, *span), detail));
            }
        },
        Err(_) if is_prose(text, content) => return unclosed(text, opening.fence_span(), inside),
        Err(_) if has_blank() && !begins_with_key(text, content) => return None,
        Err(error) => mistakes::recover(text, content, &error, &mut document, Some(&mut problems)),
    }
    let (entries, comments) = document.finish(&mut problems);
    let header = FrontMatter {
        format: Format::Yaml,
        opening: opening.fence_span(),
        content,
        closing: Some(closing.fence_span()),
        entries,
        comments,
    };
    Some(Parsed { header: Some(header), problems, body: closing.next })
}

/// The top-level entries of a text that is YAML as a whole; none where it is not valid.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut document = Document::default();
    match document.read(text, Span::new(0, text.len())) {
        Ok(()) => document.finish(&mut Vec::new()).0,
        Err(_) => Vec::new(),
    }
}

/// A header without a closing fence, if the lines look like one.
fn unclosed(text: &str, opening: Span, inside: Span) -> Option<Parsed> {
    if !begins_with_key(text, inside) {
        return None;
    }
    let mut begun = false;
    let mut end = inside.start as usize;
    for line in lines(text, inside) {
        if line.is_comment() && !line.is_page_text() || line.is_blank() && !begun {
            continue;
        }
        let dashes = line.text.trim();
        let fence_like = !dashes.is_empty() && dashes.bytes().all(|b| b == b'-') && !line.is_item();
        if line.is_blank() || line.is_prose() || line.is_page_text() || fence_like {
            break;
        }
        begun = true;
        end = line.next;
    }
    let content = Span::new(inside.start as usize, end);
    let mut problems = Vec::new();
    let mut document = Document::default();
    if let Err(error) = document.read(text, content) {
        // Where the run of lines ends is a guess, so what cannot be read there is no problem of its own.
        mistakes::recover(text, content, &error, &mut document, None);
    }
    let (entries, comments) = document.finish(&mut problems);
    let detail = "the front matter has no closing `---`";
    problems.push(Problem::new(ProblemKind::Unclosed, opening, detail));
    let header = FrontMatter { format: Format::Yaml, opening, content, closing: None, entries, comments };
    Some(Parsed { header: Some(header), problems, body: end })
}

/// Whether the first line with something to say is a key.
fn begins_with_key(text: &str, span: Span) -> bool {
    lines(text, span).find(|line| !line.is_blank() && !line.is_comment()).is_some_and(|line| line.is_key())
}

/// Whether a paragraph stands after a blank line, and no key behind it.
fn is_prose(text: &str, span: Span) -> bool {
    let (mut blank, mut prose) = (false, false);
    for line in lines(text, span) {
        if line.is_blank() {
            blank = true;
        } else if line.is_key() {
            prose = false;
        } else if blank && line.is_prose() {
            prose = true;
        }
    }
    prose && begins_with_key(text, span)
}

/// The part of `span` on its first line.
fn first_line(text: &str, span: Span) -> Span {
    match lines(text, span).next() {
        Some(line) => Span::new(line.start, line.start + line.text.trim_end().len()),
        None => span,
    }
}

/// What was read of one YAML document, also of a part of it.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The top-level value. `None` where there is nothing but comments.
    pub(super) root: Option<(Value, Span)>,
    /// Comments with their `#`.
    pub(super) comments: Vec<Span>,
    /// Duplicate keys of nested mappings; those of the root are found at the end.
    pub(super) problems: Vec<Problem>,
}

impl Document {
    /// The entries of the root and the comments; the duplicates go to `problems`.
    fn finish(mut self, problems: &mut Vec<Problem>) -> (Vec<Entry>, Vec<Span>) {
        let entries = match self.root {
            Some((Value::Mapping(entries), _)) => entries,
            _ => Vec::new(),
        };
        find_duplicates(&entries, problems);
        problems.append(&mut self.problems);
        (entries, self.comments)
    }

    /// Reads `text[span]`. On an error, what came before it is lost, except for comments.
    pub(super) fn read(&mut self, text: &str, span: Span) -> Result<(), ScanError> {
        // A colon in the body ends no key of the header.
        let text = text.get(..span.end as usize).unwrap_or(text);
        match plain::lines(text, span) {
            Some(lines) => {
                let mut builder = Builder::new(text);
                builder.take_lines(&lines);
                self.build(builder);
                Ok(())
            }
            None => self.parse(text, span),
        }
    }

    /// The same by the parser of YAML, for any text.
    fn parse(&mut self, text: &str, span: Span) -> Result<(), ScanError> {
        let base = span.start as usize;
        let source = span.get(text).unwrap_or_default();
        let mut builder = Builder::new(text);
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(source, options()) {
            let (event, place) = event?;
            let range = place.byte_range().unwrap_or_default();
            let place = Span::new(base + range.start, base + range.end);
            match event {
                Event::Comment(..) => self.comments.push(place),
                Event::DocumentStart(..) => {
                    documents += 1;
                    // A second one in a header is nothing that any reader of pages takes.
                    if documents > 1 {
                        let at = granit_parser::Marker::new(0, 0, 0).with_byte_offset(Some(range.start));
                        return Err(ScanError::new(at, "a second document"));
                    }
                }
                event => builder.take(event, place),
            }
        }
        self.build(builder);
        Ok(())
    }

    fn build(&mut self, builder: Builder<'_>) {
        self.root = builder.root;
        self.problems = builder.problems;
    }
}

fn options() -> Options {
    granit_parser::options! {
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        // They are kept as spans, so a header full of them costs what it weighs.
        max_buffered_comment_events: usize::MAX,
    }
}

/// The collections that are open, innermost last.
struct Builder<'t> {
    text: &'t str,
    frames: Vec<Frame>,
    /// The short scalars that have anchors.
    anchors: FxHashMap<usize, Value>,
    root: Option<(Value, Span)>,
    problems: Vec<Problem>,
}

struct Frame {
    start: u32,
    /// Where the last child ends; a block collection has no end of its own.
    end: u32,
    is_block: bool,
    children: Children,
}

enum Children {
    Items(Vec<Item>),
    /// The entries, and the key that waits for its value.
    Entries(Vec<Entry>, Option<(Box<str>, Span)>),
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, frames: Vec::new(), anchors: FxHashMap::default(), root: None, problems: Vec::new() }
    }

    /// The mapping that these lines are.
    fn take_lines(&mut self, lines: &[plain::Line]) {
        let start = lines.first().map_or(0, |line| line.key.start as usize);
        let entries = Vec::with_capacity(lines.len());
        self.open(Span::at(start), StructureStyle::Block, Children::Entries(entries, None));
        for line in lines {
            for (place, inside, style) in
                [(line.key, line.key, ScalarStyle::Plain), (line.value, line.inside(), line.style)]
            {
                let text = inside.get(self.text).unwrap_or_default();
                self.push(value(text.into(), style, false, place), place);
            }
        }
        self.close(Span::at(start));
    }

    fn take(&mut self, event: Event<'_>, place: Span) {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = value(text, style, tag.is_some(), place);
                if anchor > 0 && value.as_str().is_none_or(|text| text.len() <= MAX_ALIAS) {
                    self.anchors.insert(anchor, value.clone());
                }
                let place = match style {
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        let length = place.get(self.text).map_or(0, |text| text.trim_end().len());
                        Span::new(place.start as usize, place.start as usize + length)
                    }
                    _ => place,
                };
                self.push(value, place);
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned().map(|value| match value {
                    Value::Scalar(Scalar { text, .. }) => Value::Scalar(Scalar { text, style: Style::Plain }),
                    other => other,
                });
                let name = || scalar(place.get(self.text).unwrap_or_default().into(), ScalarStyle::Plain);
                let value = value.unwrap_or_else(name);
                self.push(value, place);
            }
            Event::SequenceStart(style, ..) => self.open(place, style, Children::Items(Vec::new())),
            Event::MappingStart(style, ..) => self.open(place, style, Children::Entries(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.close(place),
            _ => {}
        }
    }

    fn open(&mut self, place: Span, style: StructureStyle, children: Children) {
        let is_block = style == StructureStyle::Block;
        let mut start = place.start;
        // A list at the margin of its key begins, says the reader, behind its first dash.
        if is_block && matches!(children, Children::Items(_)) {
            let under_key = |frame: &Frame| matches!(frame.children, Children::Entries(..));
            if self.frames.last().is_some_and(under_key) {
                start =
                    first_dash(self.text, place.start as usize).map_or(start, |dash| Span::at(dash).start);
            }
        }
        self.frames.push(Frame { start, end: place.end, is_block, children });
    }

    fn close(&mut self, place: Span) {
        let Some(frame) = self.frames.pop() else { return };
        let end = if frame.is_block { frame.end } else { place.end };
        let span = Span { start: frame.start, end: end.max(frame.start) };
        let value = match frame.children {
            Children::Items(items) => Value::Sequence(items),
            Children::Entries(entries, _) => {
                // Those of the root are found when it is known to be whole.
                if !self.frames.is_empty() {
                    find_duplicates(&entries, &mut self.problems);
                }
                Value::Mapping(entries)
            }
        };
        self.push(value, span);
    }

    fn push(&mut self, value: Value, mut span: Span) {
        let Some(frame) = self.frames.last_mut() else {
            self.root.get_or_insert((value, span));
            return;
        };
        match &mut frame.children {
            Children::Items(items) => items.push(Item { value, span }),
            Children::Entries(entries, waiting) => match waiting.take() {
                None => *waiting = Some((key(self.text, value, span), span)),
                Some((key, key_span)) => {
                    if span.is_empty() && value == Value::Null {
                        span = after_colon(self.text, key_span);
                    }
                    entries.push(Entry { key, key_span, value, value_span: span });
                }
            },
        }
        frame.end = frame.end.max(span.end);
    }
}

/// The dash before `at`, if it is the first thing on its line.
fn first_dash(text: &str, at: usize) -> Option<usize> {
    let blanks = [' ', '\t'];
    let before = text.get(..at)?.trim_end_matches(blanks).strip_suffix('-')?;
    let margin = before.trim_end_matches(blanks);
    (margin.is_empty() || margin.ends_with(['\n', '\r'])).then_some(before.len())
}

/// What a scalar says.
fn value(text: Cow<'_, str>, style: ScalarStyle, is_tagged: bool, place: Span) -> Value {
    let plain = style == ScalarStyle::Plain;
    let null = plain && !is_tagged && matches!(&*text, "~" | "null" | "Null" | "NULL" | "")
        || plain && place.is_empty() && text.is_empty();
    if null { Value::Null } else { scalar(text, style) }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Value {
    let style = match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    };
    Value::Scalar(Scalar { text: text.into(), style })
}

/// A key as text. One that is a collection, or `null`, is what is written, cut short: nested keys would
/// else be copied once for each level.
fn key(text: &str, value: Value, span: Span) -> Box<str> {
    match value {
        Value::Scalar(scalar) => scalar.text,
        _ => {
            let written = span.get(text).unwrap_or_default();
            written[..written.floor_char_boundary(MAX_ALIAS)].into()
        }
    }
}

/// The empty span behind the colon that follows a key.
fn after_colon(text: &str, key: Span) -> Span {
    let end = key.end as usize;
    let rest = text.get(end..).unwrap_or_default();
    let blanks = rest.bytes().take_while(|b| b" \t\r\n".contains(b)).count();
    Span::at(if rest[blanks..].starts_with(':') { end + blanks + 1 } else { end })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Lines of pieces: keys, values of all kinds, ends of lines, and what makes a line another one.
    fn line() -> impl Strategy<Value = String> {
        let key = "(title|a|ms\\.date|null|K9)(: |: |:|:  )";
        let value = "(ms\\.date|null|key: |: |:|  | #|# |\"|'|\\\\|~|[a-z/.(_$]{1,4}|값|값：|“다”|é|\u{a0}|\u{81}|\u{ffff}|\u{85}|\u{2028}|\u{feff}|\u{ff0c}|😀|10|, |\\[|\\{|&a|!t|\\||>|%|@|`|\t|---|\\.\\.\\.){0,3}";
        let end = "(\n|\n|\r\n|\n\n|\r|\n  |\n- )";
        (key, value, end).prop_map(|(key, value, end)| key + &value + &end)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn plain_lines_say_what_the_parser_says(lines in prop::collection::vec(line(), 1..6)) {
            let text = lines.concat();
            let text = format!("---\n{text}");
            let span = Span::new(4, text.len());
            if plain::lines(&text, span).is_some() {
                let (mut quick, mut parsed) = (Document::default(), Document::default());
                prop_assert!(quick.read(&text, span).is_ok());
                prop_assert!(parsed.parse(&text, span).is_ok(), "{text:?}");
                prop_assert_eq!(format!("{quick:?}"), format!("{parsed:?}"));
            }
        }
    }

    #[test]
    fn a_header_of_plain_lines_needs_no_parser() {
        let text = "title: 'Mooring fees: all of them'\r\nms.date: 10/02/2031\ndescription: 부두 요금을 \"설정\"합니다.\nauthor:\n\nms.topic: \"how-to\"\n";
        assert!(plain::lines(text, Span::new(0, text.len())).is_some());
    }
}
