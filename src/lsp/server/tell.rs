//! What the client is told: diagnostics that it asked for or that are sent, answers, and questions of ours.

use std::path::PathBuf;
use std::sync::Arc;

use lsp::Uri;
use lsp_server::{ErrorCode, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::diagnostics::Shown;
use super::super::documents::Open;
use super::super::snapshot::Snapshot;
use super::super::{diagnostics, lsp};
use super::{Asked, Server};

impl Server {
    /// What is reported on an open page now.
    pub(super) fn look(&mut self, uri: &Uri) -> Option<&Shown> {
        let open = self.documents.get(uri)?;
        let (project, name) = self.project(uri)?;
        let shown = diagnostics::show(&self.client, project, &open.lines, &name);
        Some(self.shown.entry(uri.clone()).insert_entry(shown).into_mut())
    }

    /// The answer to a client that asks.
    pub(super) fn report(&mut self, uri: &Uri, previous: Option<&str>) -> Value {
        let Some(shown) = self.look(uri) else { return json!({ "kind": "full", "items": [] }) };
        let result = format!("{:016x}", shown.result);
        if previous == Some(&result) {
            return json!({ "kind": "unchanged", "resultId": result });
        }
        json!({ "kind": "full", "resultId": result, "items": &*shown.items })
    }

    /// Sends a page's diagnostics to a client that does not ask, where they have changed.
    pub(super) fn push(&mut self, uri: &Uri) {
        let before = self.shown.get(uri).map(|shown| shown.result);
        let Some(version) = self.documents.get(uri).map(|open| open.version) else { return };
        let Some(shown) = self.look(uri) else { return };
        let (items, result) = (Arc::clone(&shown.items), shown.result);
        // Places may have moved under diagnostics that are the same otherwise: a version is answered always.
        if before != Some(result) || !items.is_empty() {
            self.publish(uri, Some(version), &items);
        }
    }

    pub(super) fn publish(&self, uri: &Uri, version: Option<i32>, items: &[lsp::Diagnostic]) {
        let mut params = json!({ "uri": uri, "diagnostics": items });
        if let Some(version) = version {
            params["version"] = version.into();
        }
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Tells what has changed on open pages by what was done to others.
    pub(super) fn tell_others(&mut self) {
        let open = self.documents.iter().map(|open| &open.uri);
        let open: Vec<Uri> = open.filter(|uri| self.is_fresh(uri)).cloned().collect();
        let mut differs = false;
        for uri in &open {
            let text = self.documents.get(uri).map(|open| Arc::clone(&open.lines.text));
            let before = self.shown.get(uri);
            // What was edited itself is asked for anyway.
            let is_same = before.zip(text).is_some_and(|(shown, text)| Arc::ptr_eq(&shown.lines.text, &text));
            let before = before.map(|shown| shown.result);
            if self.client.pulls && !is_same {
                continue;
            }
            let after = self.look(uri).map(|shown| (shown.result, Arc::clone(&shown.items)));
            let Some((_, items)) = after.filter(|(result, _)| before != Some(*result)) else { continue };
            differs |= self.client.pulls;
            if !self.client.pulls && (before.is_some() || !items.is_empty()) {
                let version = self.documents.get(uri).map(|open| open.version);
                self.publish(uri, version, &items);
            }
        }
        if differs && self.client.refreshes {
            self.ask("workspace/diagnostic/refresh", Value::Null, Asked::Nothing);
        }
        if differs && self.client.lens_refreshes {
            self.ask("workspace/codeLens/refresh", Value::Null, Asked::Nothing);
        }
    }

    /// An open page with its safe fixes made.
    pub(super) fn mended(&mut self, uri: &Uri) -> Option<String> {
        let open = self.documents.get(uri)?.clone();
        let (project, name) = self.project_mut(&self.slot(uri)?, &open)?;
        project.mended(&name, &open.lines.text)
    }

    pub(super) fn snapshot(&self, uri: &Uri) -> Option<Snapshot> {
        let open = self.documents.get(uri)?;
        let (project, path) = self.project(uri)?;
        let shown = self.shown.get(uri).filter(|shown| Arc::ptr_eq(&shown.lines.text, &open.lines.text));
        let is_baseline = |open: &&Open| {
            let is_it = |file: &PathBuf| open.disk.as_ref() == Some(&crate::workspace::normal(file));
            project.baselines.iter().any(is_it)
        };
        let open_baselines = self.documents.iter().filter(is_baseline).cloned().collect();
        Some(Snapshot {
            client: Arc::clone(&self.client),
            workspace: project.workspace.clone(),
            engine: Arc::clone(&project.engine),
            index: Arc::clone(project.state.index()),
            siblings: project.state.siblings(&path),
            path,
            uri: uri.clone(),
            version: open.version,
            lines: open.lines.clone(),
            shown: shown.cloned(),
            baselines: project.baselines.clone(),
            open_baselines,
            mended: None,
            cancelled: Arc::default(),
        })
    }

    pub(super) fn read<P: DeserializeOwned>(&self, method: &str, params: Value) -> Option<P> {
        match serde_json::from_value(params) {
            Ok(params) => Some(params),
            Err(error) => {
                self.log(&format!("`{method}` is not understood: {error}"));
                None
            }
        }
    }

    pub(super) fn answer(&self, id: RequestId, answer: Result<Value, (ErrorCode, String)>) {
        let response = match answer {
            Ok(value) => Response::new_ok(id, value),
            Err((code, words)) => Response::new_err(id, code as i32, words),
        };
        let _ = self.out.send(response.into());
    }

    pub(super) fn refuse(&self, id: RequestId, code: ErrorCode, words: &str) {
        self.answer(id, Err((code, words.to_owned())));
    }

    pub(super) fn ask(&mut self, method: &str, params: Value, asked: Asked) {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.asked.insert(id.clone(), asked);
        let _ = self.out.send(Request { id, method: method.to_owned(), params }.into());
    }

    pub(super) fn notify(&self, method: &str, params: Value) {
        let _ = self.out.send(Notification { method: method.to_owned(), params }.into());
    }

    pub(super) fn progress(&self, token: &str, value: Value) {
        self.notify("$/progress", json!({ "token": token, "value": value }));
    }

    pub(super) fn log(&self, words: &str) {
        self.notify("window/logMessage", json!({ "type": 3, "message": words }));
    }

    /// Tells people what is wrong outside of their pages.
    pub(super) fn say(&self, error: &anyhow::Error) {
        let words = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
        self.notify("window/showMessage", json!({ "type": 1, "message": format!("paralint: {words}") }));
    }
}
