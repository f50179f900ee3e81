//! Keys of the header and their values, while somebody writes them, as the header's format writes them.

use std::collections::{BTreeMap, BTreeSet};

use lsp::Position;
use serde_json::{Value, json};

use super::header;
use super::lsp;
use super::snapshot::Snapshot;
use crate::syntax::front_matter::{self, Format, FrontMatter};
use crate::text::Span;

/// What may stand at a place of the header: a key where an entry begins, a value behind its colon or equals sign.
pub(super) fn complete(snapshot: &Snapshot, at: Position) -> Value {
    let document = snapshot.document();
    let offset = snapshot.offset(at);
    let Some(header) = &document.header else { return Value::Null };
    let content = header.content;
    // Before the brace that closes an object an entry may stand still; a fence has its line to itself.
    let ends = |closing: Span| if closing.of(document.text) == "}" { closing.end } else { closing.start };
    let is_behind = offset > content.end || header.closing.is_some_and(|closing| offset >= ends(closing));
    if offset < content.start || is_behind {
        return Value::Null;
    }
    let place = match header.format {
        Format::Json => in_json(document.text, content, offset),
        Format::Yaml => in_yaml(document.text, snapshot.lines.line_at(offset), offset),
        Format::Toml => in_toml(document.text, header, snapshot.lines.line_at(offset), offset),
    };
    let Some(place) = place else { return Value::Null };
    match place.key {
        Some(key) => values(snapshot, key, place.span, header.format),
        None => {
            let there: BTreeSet<&str> = header.entries.iter().map(|entry| &*entry.key).collect();
            keys(snapshot, &there, place.span, header.format)
        }
    }
}

/// Where something is written: an entry's key, or the value of one.
struct Writing<'t> {
    /// Of a value, its key.
    key: Option<&'t str>,
    /// What stands there so far, with the blanks behind a sign.
    span: Span,
}

impl<'t> Writing<'t> {
    fn new(text: &'t str, key: Option<Span>, start: u32, offset: u32) -> Self {
        let key = key.map(|key| key.of(text).trim().trim_matches(['"', '\'']));
        Self { key, span: Span { start, end: offset.max(start) } }
    }
}

fn in_yaml(text: &str, line: Span, offset: u32) -> Option<Writing<'_>> {
    let before = Span { start: line.start, end: offset.max(line.start) }.of(text);
    let behind = |at: usize| before[at + 1..].chars().next();
    let sign = before.match_indices(':').find(|(at, _)| behind(*at).is_none_or(|c| matches!(c, ' ' | '\t')));
    if sign.is_none() && before.starts_with([' ', '\t', '-', '#']) {
        return None;
    }
    Some(at_sign(text, line, sign.map(|(at, _)| at), offset))
}

/// Only above the first table, where keys are the page's own.
fn in_toml<'t>(text: &'t str, header: &FrontMatter, line: Span, offset: u32) -> Option<Writing<'t>> {
    let spread = |span: Span| span.start < line.start && span.end > line.start;
    if header.entries.iter().any(|entry| spread(entry.value_span)) {
        return None;
    }
    let above = Span { start: header.content.start, end: line.start.max(header.content.start) }.of(text);
    let before = Span { start: line.start, end: offset.max(line.start) }.of(text);
    let of_values =
        |at: u32| header.entries.iter().any(|entry| entry.value_span.contains(Span::at(at as usize)));
    let mut at = header.content.start;
    for line in above.split_inclusive(['\n', '\r']) {
        if line.trim_start().starts_with('[') && !of_values(at) {
            return None;
        }
        at += Span::at(line.len()).start;
    }
    if before.trim_start().starts_with(['[', '#']) {
        return None;
    }
    Some(at_sign(text, line, before.find('='), offset))
}

fn at_sign(text: &str, line: Span, sign: Option<usize>, offset: u32) -> Writing<'_> {
    let Some(sign) = sign.map(|at| line.start + Span::at(at).start) else {
        return Writing::new(text, None, line.start, offset);
    };
    Writing::new(text, Some(Span { start: line.start, end: sign }), sign + 1, offset)
}

/// In the outermost object: several entries may stand on a line, and one on several.
fn in_json(text: &str, content: Span, offset: u32) -> Option<Writing<'_>> {
    let (mut depth, mut is_quoted, mut is_escaped) = (0, false, false);
    let (mut start, mut key) = (content.start, None);
    let before = Span { start: content.start, end: offset }.of(text);
    for (byte, at) in before.bytes().zip(content.start..) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_quoted,
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b':' if depth == 0 => (key, start) = (Some(Span { start, end: at }), at + 1),
            b',' if depth == 0 => (key, start) = (None, at + 1),
            _ => {}
        }
    }
    if depth != 0 {
        return None;
    }
    if key.is_none() {
        // The blanks before a key are the line's, those behind a sign are ours.
        let written = Span { start, end: offset }.of(text);
        start += Span::at(written.len() - written.trim_start().len()).start;
    }
    Some(Writing::new(text, key, start, offset))
}

/// What is written so far, with the quotes that an editor has closed already.
fn with_quotes(text: &str, span: Span) -> Span {
    let Some(quote @ ('"' | '\'')) = span.of(text).chars().next() else { return span };
    let is_closed = text[span.end as usize..].starts_with(quote);
    Span { start: span.start, end: span.end + u32::from(is_closed) }
}

/// A word in quotes, as TOML and JSON both write it.
fn quoted(word: &str) -> String {
    Value::from(word).to_string()
}

/// Keys that pages here have, the usual ones first; then those that rules name.
fn keys(snapshot: &Snapshot, there: &BTreeSet<&str>, span: Span, format: Format) -> Value {
    let runs =
        |known: &header::Key| known.rules.iter().any(|(rule, _)| snapshot.engine.runs(rule) == Some(true));
    let named = header::keys().iter().filter(|(_, known)| runs(known));
    let mut counts: BTreeMap<&str, usize> = named.map(|(key, _)| (key.as_str(), 0)).collect();
    for facts in snapshot.index.documents() {
        for fact in &facts.keys {
            *counts.entry(&fact.key).or_default() += 1;
        }
    }
    // What stands there already is no choice, but for what is being written.
    let written = span.of(&snapshot.lines.text).trim_matches(['"', '\'']);
    let span = with_quotes(&snapshot.lines.text, span);
    let is_bare = |key: &str| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let name = |key: &str| match format {
        Format::Toml if is_bare(key) => key.to_owned(),
        Format::Toml | Format::Json => quoted(key),
        Format::Yaml => key.to_owned(),
    };
    let sign = if format == Format::Toml { " =" } else { ":" };
    let free = counts.into_iter().filter(|(key, _)| !there.contains(key) || *key == written);
    let item = |(key, count): (&str, usize)| {
        let documentation = header::about(key).map(|words| json!({ "kind": "markdown", "value": words }));
        let mut item = json!({
            "label": key, "kind": 10, "sortText": format!("{:08}{key}", 99_999_999 - count.min(99_999_999)),
            "textEdit": snapshot.lines.edit(span, &format!("{}{sign} ", name(key))),
        });
        if name(key) != key {
            // What is written begins with the quote.
            item["filterText"] = name(key).into();
        }
        if count > 0 {
            item["detail"] = format!("on {count} pages").into();
        }
        if let Some(documentation) = documentation {
            item["documentation"] = documentation;
        }
        item
    };
    json!({ "isIncomplete": false, "items": free.map(item).collect::<Vec<_>>() })
}

/// The only values of a key, or those that its twins in other locales have.
fn values(snapshot: &Snapshot, key: &str, span: Span, format: Format) -> Value {
    let mut all: BTreeMap<String, Option<String>> = BTreeMap::new();
    if let Some(known) = header::keys().get(key) {
        let written = |value: &String| if format == Format::Yaml { value.clone() } else { quoted(value) };
        all.extend(known.values.iter().map(|value| (written(value), known.expected.clone())));
    }
    for path in snapshot.siblings.iter().filter(|path| **path != snapshot.path) {
        let Some(facts) = snapshot.index.get(path) else { continue };
        if !facts.keys.iter().any(|fact| *fact.key == *key) {
            continue;
        }
        let Some(text) = snapshot.workspace.text(path) else { continue };
        // As it is written there, which says something else in another format.
        let twin = front_matter::parse(&text).header.filter(|twin| twin.format == format);
        let written = twin.and_then(|twin| Some(twin.get(key)?.value_span.get(&text)?.trim().to_owned()));
        if let Some(value) = written.filter(|value| !value.is_empty() && !value.contains(['\n', '\r'])) {
            let locale = facts.locale.as_ref().map(ToString::to_string);
            all.entry(value).or_insert(locale);
        }
    }
    let text = &snapshot.lines.text;
    let blanks = span.of(text).len() - span.of(text).trim_start().len();
    let span = Span { start: span.start + Span::at(blanks).start, end: span.end };
    let span = with_quotes(text, span);
    let item = |(value, detail): (String, Option<String>)| {
        let space = if blanks == 0 { " " } else { "" };
        let mut item = json!({
            "label": value, "kind": 12, "filterText": value,
            "textEdit": snapshot.lines.edit(span, &format!("{space}{value}")),
        });
        if let Some(detail) = detail {
            item["detail"] = detail.into();
        }
        item
    };
    json!({ "isIncomplete": false, "items": all.into_iter().map(item).collect::<Vec<_>>() })
}
