//! A finding that somebody accepts, as an edit of the file that keeps such findings. The file is the editor's to save.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::actions::differences;
use super::convert::{self, Lines};
use super::snapshot::Snapshot;
use crate::config::{Accepted, Baseline};
use crate::diagnostic::Diagnostic;
use crate::workspace;

/// The file that a page's findings are kept in: the nearest above it. `None` where there is none, and the client makes
/// no files.
pub(super) fn place(snapshot: &Snapshot) -> Option<&PathBuf> {
    let disk = snapshot.workspace.disk(&snapshot.path);
    let above =
        snapshot.baselines.iter().filter(|file| file.parent().is_some_and(|folder| disk.starts_with(folder)));
    let nearest = above.max_by_key(|file| file.components().count())?;
    let is_possible = nearest.is_file() || snapshot.client.creates_files && snapshot.client.document_changes;
    is_possible.then_some(nearest)
}

/// One finding more; nothing where the file cannot be read, or is wrong: that is said by whoever reads it.
pub(super) fn edit(snapshot: &Snapshot, one: &Diagnostic) -> Value {
    let Some(file) = place(snapshot) else { return Value::Null };
    let before = std::fs::read_to_string(file).unwrap_or_default();
    let is_new = !file.is_file();
    let mut findings = match Baseline::read("", &before) {
        Ok(baseline) => baseline.findings,
        Err(_) if is_new => Vec::new(),
        Err(_) => return Value::Null,
    };
    let folder = file.parent().unwrap_or(file);
    let page = workspace::relative(folder, &snapshot.workspace.disk(&snapshot.path));
    let source = one.pair.as_ref().and_then(|pair| pair.source.get(&snapshot.lines.text));
    let words = source.unwrap_or(&one.message);
    findings.push(Accepted::new(page, &one.rule, words, one.fingerprint));
    let after = Baseline::of(findings).write();
    let uri = convert::uri(file);
    let lines = Lines::of_file(before.into(), snapshot.client.encoding);
    let edits = differences(&lines, &after);
    if !snapshot.client.document_changes {
        return json!({ "changes": { uri.0: edits } });
    }
    let change = json!({ "textDocument": { "uri": uri, "version": null }, "edits": edits });
    if is_new {
        return json!({ "documentChanges": [{ "kind": "create", "uri": uri }, change] });
    }
    json!({ "documentChanges": [change] })
}
