//! What the client can do, and the answer to its greeting. Read leniently: a capability in an unknown form is none.

use std::path::PathBuf;

use lsp_server::{Connection, ErrorCode, Message, Response};
use serde_json::{Value, json};

use super::convert::{self, Encoding};
use super::{Options, lsp};
use crate::diagnostic::Severity;

/// What was learnt from the greeting.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a capability of its own")]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    pub(super) folders: Vec<PathBuf>,
    /// Asks for diagnostics; else they are pushed.
    pub(super) pulls: bool,
    /// Asks again when told to.
    pub(super) refreshes: bool,
    pub(super) related_information: bool,
    pub(super) tags: bool,
    pub(super) code_description: bool,
    pub(super) data: bool,
    /// Edits may name the version that they are for.
    pub(super) document_changes: bool,
    /// Edits may make new files.
    pub(super) creates_files: bool,
    /// Actions may be completed later.
    pub(super) resolves_actions: bool,
    pub(super) location_links: bool,
    pub(super) symbol_trees: bool,
    pub(super) lens_refreshes: bool,
    pub(super) progress: bool,
    pub(super) registers_watches: bool,
    pub(super) registers_configuration: bool,
    pub(super) asks_configuration: bool,
    pub(super) process: Option<u32>,
    pub(super) settings: Settings,
}

/// What can be set: in `initializationOptions`, and under `paralint` in the client's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) config: Option<PathBuf>,
    pub(super) select: Vec<String>,
    pub(super) ignore: Vec<String>,
    pub(super) severity: Option<Severity>,
    /// Source texts beside their translations.
    pub(super) inlay_hints: bool,
    /// An address that `#pack-rule` is put behind, for the code of a diagnostic.
    pub(super) rules_url: Option<String>,
}

impl Settings {
    /// Over what is set already: what is not named stays.
    pub(super) fn read(mut self, value: &Value) -> Self {
        let value = value.get("settings").unwrap_or(value);
        let value = value.get("paralint").unwrap_or(value);
        let words = |key: &str| {
            let list = value.get(key)?.as_array()?;
            Some(list.iter().filter_map(|word| Some(word.as_str()?.to_owned())).collect::<Vec<_>>())
        };
        let text = |key: &str| value.get(key)?.as_str().filter(|text| !text.is_empty());
        if let Some(config) = text("config").or(text("configPath")) {
            self.config = Some(config.into());
        }
        self.select = words("select").unwrap_or(self.select);
        self.ignore = words("ignore").unwrap_or(self.ignore);
        self.severity = match text("severity") {
            Some("info") => Some(Severity::Info),
            Some("warning") => Some(Severity::Warning),
            Some("error") => Some(Severity::Error),
            _ => self.severity,
        };
        let hints = value.pointer("/inlayHints/source").or(value.get("inlayHints"));
        self.inlay_hints = hints.and_then(Value::as_bool).unwrap_or(self.inlay_hints);
        self.rules_url = text("rulesUrl").map(str::to_owned).or(self.rules_url);
        self
    }
}

/// Waits for the greeting; gives what it says, and the answer. `None` where the client leaves before.
pub(super) fn greet(connection: &Connection, options: &Options) -> Option<(Client, Response)> {
    loop {
        match connection.receiver.recv().ok()? {
            Message::Request(request) if request.method == "initialize" => {
                let client = Client::read(&request.params, options);
                let answer = json!({
                    "capabilities": capabilities(&client),
                    "serverInfo": { "name": "paralint", "version": env!("CARGO_PKG_VERSION") },
                });
                return Some((client, Response::new_ok(request.id, answer)));
            }
            Message::Request(request) => {
                let words = format!("`{}` before `initialize`", request.method);
                let code = ErrorCode::ServerNotInitialized as i32;
                connection.sender.send(Response::new_err(request.id, code, words).into()).ok()?;
            }
            Message::Notification(notification) if notification.method == "exit" => return None,
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
}

impl Client {
    fn read(params: &Value, options: &Options) -> Self {
        let can = |pointer: &str| params.pointer(&format!("/capabilities/{pointer}"));
        let says = |pointer: &str| can(pointer).and_then(Value::as_bool).unwrap_or(false);
        let words = |pointer: &str| -> Vec<&str> {
            let list = can(pointer).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str).collect()
        };
        // A client that asks and cannot be told to ask again would never hear of what an edit changes on other pages.
        let refreshes = says("workspace/diagnostics/refreshSupport");
        let pulls = refreshes && can("textDocument/diagnostic").is_some_and(Value::is_object);
        // What is pushed and what is pulled are announced apart.
        let diagnostics = if pulls { "textDocument/diagnostic" } else { "textDocument/publishDiagnostics" };
        let or_pushed = |name: &str| {
            says(&format!("{diagnostics}/{name}")) || says(&format!("textDocument/publishDiagnostics/{name}"))
        };
        let tags = |path: &str| can(&format!("{path}/tagSupport")).is_some_and(|tags| !tags.is_null());
        let folder = |uri: &Value| {
            let path = convert::path(&lsp::Uri(uri.as_str()?.to_owned()))?;
            Some(crate::workspace::normal(&path))
        };
        let named = params.get("workspaceFolders").and_then(Value::as_array);
        let mut folders: Vec<PathBuf> =
            named.into_iter().flatten().filter_map(|named| folder(named.get("uri")?)).collect();
        // What clients sent before there were several.
        if folders.is_empty() {
            folders.extend(params.get("rootUri").and_then(folder));
        }
        if folders.is_empty() {
            folders.extend(params.get("rootPath").and_then(Value::as_str).map(PathBuf::from));
        }
        let settings =
            Settings { config: options.config.clone(), severity: options.severity, ..Settings::default() };
        let process = params.get("processId").and_then(Value::as_u64);
        Self {
            encoding: Encoding::negotiate(&words("general/positionEncodings")),
            folders,
            pulls,
            refreshes,
            related_information: or_pushed("relatedInformation"),
            tags: tags(diagnostics) || tags("textDocument/publishDiagnostics"),
            code_description: or_pushed("codeDescriptionSupport"),
            data: or_pushed("dataSupport"),
            document_changes: says("workspace/workspaceEdit/documentChanges"),
            creates_files: words("workspace/workspaceEdit/resourceOperations").contains(&"create"),
            resolves_actions: words("textDocument/codeAction/resolveSupport/properties").contains(&"edit")
                && says("textDocument/codeAction/dataSupport"),
            location_links: says("textDocument/definition/linkSupport"),
            symbol_trees: says("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            lens_refreshes: says("workspace/codeLens/refreshSupport"),
            progress: says("window/workDoneProgress"),
            registers_watches: says("workspace/didChangeWatchedFiles/dynamicRegistration"),
            registers_configuration: says("workspace/didChangeConfiguration/dynamicRegistration"),
            asks_configuration: says("workspace/configuration"),
            process: process.and_then(|process| u32::try_from(process).ok()),
            settings: settings.read(params.get("initializationOptions").unwrap_or(&Value::Null)),
        }
    }
}

fn capabilities(client: &Client) -> Value {
    let mut all = json!({
        "positionEncoding": client.encoding.kind(),
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "hoverProvider": true,
        "definitionProvider": true,
        "implementationProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "documentSymbolProvider": true,
        "foldingRangeProvider": true,
        "codeLensProvider": { "resolveProvider": false },
        "inlayHintProvider": { "resolveProvider": false },
        "completionProvider": { "triggerCharacters": [":", " "], "resolveProvider": false },
        "codeActionProvider": {
            "codeActionKinds": ["quickfix", "source.fixAll", "source.fixAll.paralint"],
            "resolveProvider": true,
        },
        "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
    });
    if client.pulls {
        all["diagnosticProvider"] = json!({
            "identifier": "paralint", "interFileDependencies": true, "workspaceDiagnostics": true,
        });
    }
    all
}
