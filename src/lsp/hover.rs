//! What is shown under the pointer: of a translation its source, what the other locales say, what it said before, and how
//! far behind it is; of a header key the rules on it.

use std::fmt::Write as _;

use lsp::Position;
use serde_json::{Value, json};

use super::header;
use super::lsp;
use super::snapshot::Snapshot;
use crate::model::{Document, Facts, Standing, Upstream, fold};
use crate::text::on_one_line;

pub(super) fn hover(snapshot: &Snapshot, at: Position) -> Value {
    let document = snapshot.document();
    let offset = snapshot.offset(at);
    if (offset as usize) < document.body
        && let Some(header) = &document.header
    {
        let on = |entry: &&crate::syntax::front_matter::Entry| {
            entry.key_span.start <= offset && offset <= entry.key_span.end
        };
        let Some(entry) = header.entries.iter().find(on) else { return Value::Null };
        let words = header::about(&entry.key);
        return words.map_or(Value::Null, |words| shown(&words, snapshot, entry.key_span));
    }
    let Some(pair) = document.pair_at(offset) else { return Value::Null };
    let words = segment(snapshot, &document, pair);
    let tags = document.pairs[pair];
    let on_target = offset <= tags.target.end;
    shown(&words, snapshot, if on_target { tags.target } else { tags.source })
}

fn shown(words: &str, snapshot: &Snapshot, span: crate::text::Span) -> Value {
    let range = snapshot.lines.range(span);
    json!({ "contents": { "kind": "markdown", "value": words }, "range": range })
}

fn segment(snapshot: &Snapshot, document: &Document<'_>, pair: usize) -> String {
    let tags = document.pairs[pair];
    let mut words = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(words, "**source**  \n{}\n", quoted(tags.source.of(document.text)));
    for twin in snapshot.twins(document, pair) {
        let _ = writeln!(words, "**{}**  \n{}\n", twin.locale, quoted(&twin.target));
    }
    let (source, target) = (tags.source.of(document.text), tags.target.of(document.text));
    if !snapshot.is_cancelled()
        && let Some(earlier) = snapshot.workspace.earlier(&snapshot.path, fold::key(source), target)
    {
        let _ = writeln!(words, "**until {}**  \n{}\n", earlier.day, quoted(&earlier.words));
    }
    if let Some(facts) = snapshot.facts() {
        let about = version(facts);
        if !about.is_empty() {
            let _ = writeln!(words, "{about}");
        }
    }
    words
}

/// Which version of the source the page was made from, by whom and when, and how far behind that is.
fn version(facts: &Facts) -> String {
    let by = match facts.translationtype.as_deref() {
        Some("HT") => Some("translated by people".to_owned()),
        Some("MT") => Some("translated by a machine".to_owned()),
        other => other.map(|other| format!("translated as `{other}`")),
    };
    let when = facts.handoff.map(|day| format!("handed off {day}"));
    let commit = facts.upstream.as_ref().and_then(|upstream| upstream.commit.as_deref());
    let version = commit.or(facts.version.as_deref());
    let version = version.map(|version| format!("version `{}`", &version[..version.floor_char_boundary(8)]));
    let behind = facts.upstream.as_deref().and_then(behind);
    [by, when, version, behind].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How a page stands to its source, in a few words; `None` where nothing is to be said.
pub(super) fn behind(upstream: &Upstream) -> Option<String> {
    match upstream.standing {
        Standing::Current => Some("in sync with its source".to_owned()),
        Standing::Gone if upstream.is_own => None,
        Standing::Gone => Some("its source is gone".to_owned()),
        Standing::Behind => {
            let mut words = "behind its source".to_owned();
            match upstream.changed {
                Some(1) => words.push_str(" by a passage"),
                Some(n) if n > 1 => {
                    let _ = write!(words, " by {n} passages");
                }
                _ => {}
            }
            match upstream.commits {
                Some(1) => words.push_str(", one commit"),
                Some(n) => {
                    let _ = write!(words, ", {n} commits");
                }
                None => {}
            }
            if let Some(days) = upstream.days {
                let _ = write!(words, ", {days} days");
            }
            Some(words)
        }
        Standing::Unpinned | Standing::Unknown => None,
    }
}

/// Words as they are written, without being read as Markdown.
fn quoted(words: &str) -> String {
    let words = on_one_line(words);
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
