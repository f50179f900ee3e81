//! The texts that the editor holds, and its changes to them. Not what is found in them.

use std::path::PathBuf;

use lsp::{TextDocumentContentChangeEvent, Uri};
use rustc_hash::FxHashMap;

use super::convert::{self, Encoding, Lines};
use super::lsp;

/// An open document.
#[derive(Debug, Clone)]
pub(super) struct Open {
    /// As the editor names it.
    pub(super) uri: Uri,
    /// Where its file is, or would be; `None` for what is no file.
    pub(super) disk: Option<PathBuf>,
    /// The editor's number of the text.
    pub(super) version: i32,
    pub(super) lines: Lines,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: FxHashMap<Uri, Open>,
}

impl Documents {
    pub(super) fn get(&self, uri: &Uri) -> Option<&Open> {
        self.open.get(uri)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Open> {
        self.open.values()
    }

    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String, encoding: Encoding) -> &Open {
        let disk = convert::path(&uri).map(|path| crate::workspace::normal(&path));
        let lines = Lines::new(text.into(), encoding);
        let open = Open { uri: uri.clone(), disk, version, lines };
        self.open.entry(uri).insert_entry(open).into_mut()
    }

    pub(super) fn close(&mut self, uri: &Uri) -> Option<Open> {
        self.open.remove(uri)
    }

    /// Makes the editor's changes, in their order.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Option<&Open> {
        let open = self.open.get_mut(uri)?;
        for change in changes {
            open.lines = Lines::new(changed(&open.lines, change).into(), encoding);
        }
        open.version = version;
        Some(open)
    }
}

fn changed(lines: &Lines, change: TextDocumentContentChangeEvent) -> String {
    match change {
        TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => whole.text,
        TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
            let span = lines.span(part.range);
            let mut text = String::with_capacity(lines.text.len() + part.text.len());
            text.push_str(&lines.text[..span.start as usize]);
            text.push_str(&part.text);
            text.push_str(&lines.text[span.end as usize..]);
            text
        }
    }
}
