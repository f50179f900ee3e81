//! Keys of the header and their values, while somebody writes them.

use std::collections::{BTreeMap, BTreeSet};

use lsp::Position;
use serde_json::{Value, json};

use super::header;
use super::lsp;
use super::snapshot::Snapshot;
use crate::text::Span;

/// What may stand at a place of the header: a key at the beginning of a line, a value behind the colon.
pub(super) fn complete(snapshot: &Snapshot, at: Position) -> Value {
    let document = snapshot.document();
    let offset = snapshot.offset(at);
    let Some(header) = &document.header else { return Value::Null };
    let content = header.content;
    if offset < content.start || offset > content.end || header.closing.is_some_and(|end| offset >= end.start)
    {
        return Value::Null;
    }
    let line = snapshot.lines.line_at(offset);
    let before = Span { start: line.start, end: offset.max(line.start) }.of(document.text);
    match before.split_once(':') {
        Some((key, _)) => values(snapshot, key.trim(), line, offset),
        None if before.starts_with([' ', '\t', '-', '#']) => Value::Null,
        None => {
            let there: BTreeSet<&str> = header.entries.iter().map(|entry| &*entry.key).collect();
            keys(snapshot, &there, Span { start: line.start, end: offset })
        }
    }
}

/// Keys that pages here have, the usual ones first; then those that rules name.
fn keys(snapshot: &Snapshot, there: &BTreeSet<&str>, span: Span) -> Value {
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
    let written = span.of(&snapshot.lines.text);
    let free = counts.into_iter().filter(|(key, _)| !there.contains(key) || *key == written);
    let item = |(key, count): (&str, usize)| {
        let documentation = header::about(key).map(|words| json!({ "kind": "markdown", "value": words }));
        let mut item = json!({
            "label": key, "kind": 10, "sortText": format!("{:08}{key}", 99_999_999 - count.min(99_999_999)),
            "textEdit": snapshot.lines.edit(span, &format!("{key}: ")),
        });
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
fn values(snapshot: &Snapshot, key: &str, line: Span, offset: u32) -> Value {
    let mut all: BTreeMap<String, Option<String>> = BTreeMap::new();
    if let Some(known) = header::keys().get(key) {
        all.extend(known.values.iter().map(|value| (value.clone(), known.expected.clone())));
    }
    for path in snapshot.siblings.iter().filter(|path| **path != snapshot.path) {
        let Some(facts) = snapshot.index.get(path) else { continue };
        let Some(fact) = facts.keys.iter().find(|fact| *fact.key == *key) else { continue };
        let text = snapshot.workspace.text(path);
        let written = text.as_deref().and_then(|text| text.get(fact.start as usize..)?.lines().next());
        let value = written.and_then(|written| Some(written.split_once(':')?.1.trim().to_owned()));
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let locale = facts.locale.as_ref().map(ToString::to_string);
            all.entry(value).or_insert(locale);
        }
    }
    let text = &snapshot.lines.text;
    let colon = line.of(text).find(':').map_or(0, |at| at + 1);
    let from = line.start + Span::at(colon).start;
    let blanks = Span { start: from, end: offset.max(from) }.of(text);
    let blanks = blanks.len() - blanks.trim_start().len();
    let span = Span { start: from + Span::at(blanks).start, end: offset.max(from + Span::at(blanks).start) };
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
