//! The editor's server, through the protocol: in this process, and over standard input and output.

mod around;
mod client;
mod edits;
mod equal;
mod languages;
mod protocol;

use serde_json::{Value, json};

pub(crate) use client::{Client, pages};

/// A copy of the handbook that may be changed.
pub(crate) fn handbook() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room for a few files");
    let from = crate::golden::root("examples/handbook");
    for entry in ignore::WalkBuilder::new(&from).standard_filters(false).build().flatten() {
        let below = entry.path().strip_prefix(&from).expect("it was found there");
        let to = folder.path().join(below);
        if entry.path().is_dir() {
            std::fs::create_dir_all(to).expect("a new folder");
        } else {
            std::fs::copy(entry.path(), to).expect("a small file");
        }
    }
    folder
}

/// What a client such as Visual Studio Code can do: it asks for diagnostics.
pub(crate) fn pulls() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "textDocument": {
            "diagnostic": { "relatedInformation": true, "dataSupport": true, "codeDescriptionSupport": true,
                "tagSupport": { "valueSet": [1, 2] } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "codeAction": { "dataSupport": true, "resolveSupport": { "properties": ["edit"] } },
        },
        "workspace": {
            "diagnostics": { "refreshSupport": true },
            "workspaceEdit": { "documentChanges": true },
        },
    })
}

/// What a client such as an older Neovim can do: diagnostics are sent to it.
pub(crate) fn pushed() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-8", "utf-16"] },
        "textDocument": { "publishDiagnostics": { "relatedInformation": true } },
        "window": { "workDoneProgress": true },
    })
}
