//! Requests: which wait for a page to be checked or known, what answers them. Not what a notification does.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use lsp::Uri;
use lsp_server::{ErrorCode, Request};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::snapshot::Snapshot;
use super::super::{actions, complete, hints, hover, lsp, navigate, outline};
use super::{Done, Needs, Server, Waiting, words};

impl Server {
    pub(super) fn request(&mut self, request: Request) {
        if self.is_shut {
            return self.refuse(request.id, ErrorCode::InvalidRequest, "after `shutdown`");
        }
        match &*request.method {
            "shutdown" => {
                self.is_shut = true;
                for waiting in std::mem::take(&mut self.waiting) {
                    self.refuse(waiting.request.id, ErrorCode::RequestCanceled, "shutting down");
                }
                for (id, _) in self.sweep.stop(&|_| true) {
                    self.refuse(id, ErrorCode::RequestCanceled, "shutting down");
                }
                self.answer(request.id, Ok(Value::Null));
            }
            "initialize" => self.refuse(request.id, ErrorCode::InvalidRequest, "`initialize` came before"),
            "textDocument/diagnostic" => self.on_page(request, Needs::Findings),
            "workspace/diagnostic" => match params::<lsp::WorkspaceDiagnosticParams>(&request) {
                Ok(wanted) => self.sweep.ask(request.id, wanted),
                Err(wrong) => self.refuse(request.id, ErrorCode::InvalidParams, &wrong),
            },
            "textDocument/codeAction" | "textDocument/codeLens" => self.on_page(request, Needs::Findings),
            "textDocument/hover"
            | "textDocument/definition"
            | "textDocument/implementation"
            | "textDocument/references"
            | "textDocument/documentHighlight"
            | "textDocument/documentSymbol"
            | "textDocument/foldingRange"
            | "textDocument/inlayHint"
            | "textDocument/completion" => self.on_page(request, Needs::Place),
            "codeAction/resolve" => self.on_page(request, Needs::Findings),
            other => {
                let words = format!("no method `{other}`");
                self.refuse(request.id, ErrorCode::MethodNotFound, &words);
            }
        }
    }

    /// Answers a request on a page, once the page is as far.
    pub(super) fn on_page(&mut self, request: Request, needs: Needs) {
        let pointer = if request.method == "codeAction/resolve" { "/data/uri" } else { "/textDocument/uri" };
        let Some(uri) = request.params.pointer(pointer).and_then(Value::as_str) else {
            if request.method == "codeAction/resolve" {
                return self.answer(request.id, Ok(request.params));
            }
            return self.refuse(request.id, ErrorCode::InvalidParams, "names no document");
        };
        let uri = Uri(uri.to_owned());
        if !self.is_page(&uri) {
            let nothing = match &*request.method {
                "textDocument/diagnostic" => json!({ "kind": "full", "items": [] }),
                _ => Value::Null,
            };
            return self.answer(request.id, Ok(nothing));
        }
        let is_ready = match needs {
            Needs::Findings => self.is_fresh(&uri),
            Needs::Place => self.slot(&uri).is_some(),
        };
        if is_ready {
            self.on_ready(request, &uri);
        } else {
            self.waiting.push(Waiting { request, uri, needs });
        }
    }

    pub(super) fn on_ready(&mut self, request: Request, uri: &Uri) {
        if request.method == "textDocument/diagnostic" {
            let answer = match params::<lsp::DocumentDiagnosticParams>(&request) {
                Ok(wanted) => Ok(self.report(uri, wanted.previous_result_id.as_deref())),
                Err(wrong) => Err((ErrorCode::InvalidParams, wrong)),
            };
            return self.answer(request.id, answer);
        }
        if matches!(
            &*request.method,
            "textDocument/codeAction" | "textDocument/codeLens" | "codeAction/resolve"
        ) {
            self.look(uri);
        }
        let Some(mut snapshot) = self.snapshot(uri) else { return self.answer(request.id, Ok(Value::Null)) };
        if actions::asks_all(&request.method, &request.params, &snapshot) {
            snapshot.mended = self.mended(uri);
        }
        self.running.insert(request.id.clone(), Arc::clone(&snapshot.cancelled));
        self.spawn(move || {
            let Request { id, method, params } = request;
            let answer = catch_unwind(AssertUnwindSafe(|| answer(&snapshot, &method, params)));
            let failed = |panic: Box<dyn std::any::Any + Send>| {
                Err((ErrorCode::InternalError, format!("`{method}` failed: {}", words(&*panic))))
            };
            Done::Answered(id, answer.unwrap_or_else(failed))
        });
    }
}

fn params<P: DeserializeOwned>(request: &Request) -> Result<P, String> {
    serde_json::from_value(request.params.clone())
        .map_err(|error| format!("`{}` is not understood: {error}", request.method))
}

/// What the pool answers.
fn answer(snapshot: &Snapshot, method: &str, params: Value) -> Result<Value, (ErrorCode, String)> {
    let wrong = |error: serde_json::Error| {
        (ErrorCode::InvalidParams, format!("`{method}` is not understood: {error}"))
    };
    let at = || serde_json::from_value::<lsp::TextDocumentPositionParams>(params.clone()).map_err(wrong);
    let answer = match method {
        "textDocument/hover" => hover::hover(snapshot, at()?.position),
        "textDocument/definition" => navigate::definition(snapshot, at()?.position),
        "textDocument/implementation" => navigate::elsewhere(snapshot, at()?.position, false),
        "textDocument/references" => navigate::elsewhere(snapshot, at()?.position, true),
        "textDocument/documentHighlight" => navigate::both(snapshot, at()?.position),
        "textDocument/documentSymbol" => outline::symbols(snapshot),
        "textDocument/foldingRange" => outline::folds(snapshot),
        "textDocument/codeLens" => hints::lens(snapshot),
        "textDocument/inlayHint" => {
            let wanted: lsp::InlayHintParams = serde_json::from_value(params).map_err(wrong)?;
            hints::inlay(snapshot, wanted.range)
        }
        "textDocument/completion" => complete::complete(snapshot, at()?.position),
        "textDocument/codeAction" => {
            let wanted: lsp::CodeActionParams = serde_json::from_value(params).map_err(wrong)?;
            actions::list(snapshot, &wanted)
        }
        "codeAction/resolve" => actions::resolve(snapshot, params),
        other => return Err((ErrorCode::MethodNotFound, format!("no method `{other}`"))),
    };
    Ok(answer)
}
