//! A finding that somebody accepts, as an edit of the file that keeps such findings, as the editor has it. The file is
//! the editor's to save.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::actions::differences;
use super::convert::{self, Lines};
use super::documents::Open;
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
    let is_there = nearest.is_file() || open(snapshot, nearest).is_some();
    let is_possible = is_there || snapshot.client.creates_files && snapshot.client.document_changes;
    is_possible.then_some(nearest)
}

/// The file in the editor, where what it says may be newer than on disk.
fn open<'s>(snapshot: &'s Snapshot, file: &Path) -> Option<&'s Open> {
    let file = workspace::normal(file);
    snapshot.open_baselines.iter().find(|open| open.disk.as_ref() == Some(&file))
}

/// One finding more; nothing where the file cannot be read, or is wrong: that is said by whoever reads it.
pub(super) fn edit(snapshot: &Snapshot, one: &Diagnostic) -> Value {
    let Some(file) = place(snapshot) else { return Value::Null };
    let open = open(snapshot, file);
    let lines = match open {
        Some(open) => open.lines.clone(),
        None => {
            let text = std::fs::read_to_string(file).unwrap_or_default();
            Lines::of_file(text.into(), snapshot.client.encoding)
        }
    };
    let is_new = open.is_none() && !file.is_file();
    let mut findings = match Baseline::read("", &lines.text) {
        Ok(baseline) => baseline.findings,
        Err(_) if is_new || lines.text.trim().is_empty() => Vec::new(),
        Err(_) => return Value::Null,
    };
    let folder = file.parent().unwrap_or(file);
    let page = workspace::relative(folder, &snapshot.workspace.disk(&snapshot.path));
    let source = one.pair.as_ref().and_then(|pair| pair.source.get(&snapshot.lines.text));
    let words = source.unwrap_or(&one.message);
    findings.push(Accepted::new(page, &one.rule, words, one.fingerprint));
    let after = Baseline::of(findings).write();
    let uri = open.map_or_else(|| convert::uri(file), |open| open.uri.clone());
    let edits = differences(&lines, &after);
    if !snapshot.client.document_changes {
        return json!({ "changes": { uri.0: edits } });
    }
    let change =
        json!({ "textDocument": { "uri": uri, "version": open.map(|open| open.version) }, "edits": edits });
    if is_new {
        return json!({ "documentChanges": [{ "kind": "create", "uri": uri }, change] });
    }
    json!({ "documentChanges": [change] })
}
