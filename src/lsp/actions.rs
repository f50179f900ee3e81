//! What can be done about a finding: the change that it offers, all safe changes of a page, a comment that silences it, a
//! line in the file of accepted findings. Edits are worked out when somebody chooses an action, and name the version of the text that they are for.

use lsp::{CodeActionParams, TextEdit};
use serde_json::{Value, json};
use similar::{DiffTag, DiffableStr, TextDiff};

use super::convert::Lines;
use super::snapshot::Snapshot;
use super::{baseline, lsp};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::syntax::front_matter::Format;
use crate::text::Span;

/// Everything safe on a page.
const FIX_ALL: &str = "source.fixAll.paralint";

pub(super) fn list(snapshot: &Snapshot, wanted: &CodeActionParams) -> Value {
    let Some(shown) = &snapshot.shown else { return json!([]) };
    let only: Option<Vec<String>> = wanted.context.only.as_ref().map(|kinds| {
        let name = |kind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned);
        kinds.iter().filter_map(name).collect()
    });
    // A kind stands for those below it.
    let asked = |kind: &str| {
        let is_asked = |only: &String| {
            kind == only || kind.strip_prefix(only.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        only.as_ref().is_none_or(|only| only.iter().any(is_asked))
    };
    let range = snapshot.lines.span(wanted.range);
    let mut actions = Vec::new();
    if asked("quickfix") {
        let touches = |one: &Diagnostic| one.span.start <= range.end && range.start <= one.span.end;
        for (one, item) in shown.found.iter().zip(shown.items.iter()).filter(|(one, _)| touches(one)) {
            if let Some(fix) = &one.fix {
                let is_safe = fix.applicability == Applicability::Safe;
                let title = capital(&fix.title);
                actions.push(action(snapshot, &title, "quickfix", Some(item), is_safe, What::Fix(one)));
            }
            let title = format!("Silence {} here, with a reason", one.rule);
            actions.push(action(snapshot, &title, "quickfix", Some(item), false, What::Silence(one)));
            if baseline::place(snapshot).is_some() {
                let title = format!("Accept {} here, in the baseline", one.rule);
                actions.push(action(snapshot, &title, "quickfix", Some(item), false, What::Accept(one)));
            }
        }
    }
    let is_safe =
        |one: &Diagnostic| one.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
    // Asked for by name, it is offered also where nothing is to be done, so that saving is quiet.
    if asked(FIX_ALL) && shown.found.iter().any(is_safe) {
        let title = "Make all safe fixes on this page";
        actions.push(action(snapshot, title, FIX_ALL, None, false, What::All));
    }
    Value::Array(actions)
}

/// What an action does.
enum What<'d> {
    Accept(&'d Diagnostic),
    Fix(&'d Diagnostic),
    Silence(&'d Diagnostic),
    All,
}

fn action(
    snapshot: &Snapshot,
    title: &str,
    kind: &str,
    item: Option<&lsp::Diagnostic>,
    is_preferred: bool,
    what: What<'_>,
) -> Value {
    let (name, finding) = match &what {
        What::Fix(one) => ("fix", Some(*one)),
        What::Silence(one) => ("silence", Some(*one)),
        What::Accept(one) => ("accept", Some(*one)),
        What::All => ("all", None),
    };
    let mut action = json!({
        "title": title,
        "kind": kind,
        "data": {
            "uri": snapshot.uri,
            "version": snapshot.version,
            "what": name,
            "rule": finding.map(|one| &*one.rule),
            "fingerprint": finding.map(|one| one.fingerprint.to_string()),
        },
    });
    if let Some(item) = item {
        action["diagnostics"] = json!([item]);
    }
    if is_preferred {
        action["isPreferred"] = true.into();
    }
    if !snapshot.client.resolves_actions {
        action["edit"] = edit(snapshot, &what);
    }
    action
}

/// The edit of an action that was chosen. What was chosen on an older text is not made.
pub(super) fn resolve(snapshot: &Snapshot, mut action: Value) -> Value {
    let data = &action["data"];
    let text = |key: &str| data[key].as_str().unwrap_or_default();
    if data["version"].as_i64() != Some(snapshot.version.into()) {
        action["disabled"] = json!({ "reason": "the text has changed since" });
        return action;
    }
    let shown = snapshot.shown.iter().flat_map(|shown| shown.found.iter());
    let mut same =
        shown.filter(|one| *one.rule == *text("rule") && one.fingerprint.to_string() == text("fingerprint"));
    let what = match text("what") {
        "all" => Some(What::All),
        "fix" => same.next().map(What::Fix),
        "silence" => same.next().map(What::Silence),
        "accept" => same.next().map(What::Accept),
        _ => None,
    };
    if let Some(what) = what {
        action["edit"] = edit(snapshot, &what);
    }
    action
}

fn edit(snapshot: &Snapshot, what: &What<'_>) -> Value {
    let edits = match what {
        What::Fix(one) => {
            let edits = one.fix.iter().flat_map(|fix| &fix.edits);
            edits.map(|edit| snapshot.lines.edit(edit.span, &edit.text)).collect()
        }
        What::Silence(one) => silence(snapshot, one),
        What::Accept(one) => return baseline::edit(snapshot, one),
        What::All => snapshot.mended.iter().flat_map(|mended| differences(&snapshot.lines, mended)).collect(),
    };
    workspace_edit(snapshot, edits)
}

/// What it takes to make one text of another, by the lines that differ.
pub(super) fn differences(lines: &Lines, after: &str) -> Vec<TextEdit> {
    let before = &*lines.text;
    let diff = TextDiff::from_lines(before, after);
    let (old, new) = (starts(before), starts(after));
    let changed = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    let edit = |op: &similar::DiffOp| {
        let (from, to) = (op.old_range(), op.new_range());
        let span = Span::new(old[from.start], old[from.end]);
        lines.edit(span, &after[new[to.start]..new[to.end]])
    };
    changed.map(edit).collect()
}

fn workspace_edit(snapshot: &Snapshot, edits: Vec<TextEdit>) -> Value {
    if snapshot.client.document_changes {
        let document = json!({ "uri": snapshot.uri, "version": snapshot.version });
        return json!({ "documentChanges": [{ "textDocument": document, "edits": edits }] });
    }
    json!({ "changes": { snapshot.uri.0.as_str(): edits } })
}

/// A comment at the end of the line, which is never a line of its own: that would end a table or a list. In the header,
/// where lines are no place for it, a comment of YAML behind the opening fence; behind a header of JSON, which has none, a
/// comment for the file.
fn silence(snapshot: &Snapshot, one: &Diagnostic) -> Vec<TextEdit> {
    let document = snapshot.document();
    let rule = &one.rule;
    let is_mdx = snapshot.path.ends_with(".mdx");
    let (open, close) = if is_mdx { ("{/*", "*/}") } else { ("<!--", "-->") };
    if let Some(header) = document.header.as_ref().filter(|_| (one.span.start as usize) < document.body) {
        let line = snapshot.lines.line_at(header.opening.start);
        let end = ends_of(document.text, line.end);
        if header.format == Format::Json {
            let at = header.span().end;
            let comment = format!("{end}{open} paralint-disable-file {rule} -- say why {close}");
            return vec![snapshot.lines.edit(Span { start: at, end: at }, &comment)];
        }
        let text = format!("{end}# paralint-disable {rule} -- say why");
        return vec![snapshot.lines.edit(Span { start: line.end, end: line.end }, &text)];
    }
    let line = snapshot.lines.line_at(one.span.start);
    let written = line.of(document.text);
    let comment = format!(" {open} paralint-disable-line {rule} -- say why {close}");
    // Two spaces at the end of a line are a line break, and stay behind it.
    let at = line.start + Span::at(written.trim_end_matches([' ', '\t']).len()).start;
    vec![snapshot.lines.edit(Span { start: at, end: at }, &comment)]
}

/// How the line that ends at a byte ends.
fn ends_of(text: &str, at: u32) -> &'static str {
    let rest = &text[at as usize..];
    match () {
        () if rest.starts_with("\r\n") => "\r\n",
        () if rest.starts_with('\r') => "\r",
        () => "\n",
    }
}

/// Whether a request wants to know what the page is with all safe fixes made: that is asked of what is known of all pages.
pub(super) fn asks_all(method: &str, params: &Value, snapshot: &Snapshot) -> bool {
    match method {
        "codeAction/resolve" => params["data"]["what"] == "all",
        "textDocument/codeAction" => !snapshot.client.resolves_actions,
        _ => false,
    }
}

/// Where the lines of a text begin as the comparison cuts it, and where the last one ends.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.tokenize_lines() {
        at += line.len();
        starts.push(at);
    }
    starts
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
