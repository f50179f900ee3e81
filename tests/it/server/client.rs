//! A small client in this process.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use paralint::lsp::{Connection, End, Message, Notification, Options, Request, RequestId, Response, convert};
use serde_json::{Value, json};

/// One side of a conversation; the other runs on a thread.
pub(crate) struct Client {
    connection: Connection,
    server: Option<JoinHandle<End>>,
    next: i32,
    /// What the server said beside answers.
    said: VecDeque<(String, Value)>,
    answers: Vec<Response>,
}

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn uri(path: &Path) -> String {
    convert::uri(path).0
}

impl Client {
    /// A server that was not greeted yet.
    pub(crate) fn silent() -> Self {
        let (connection, theirs) = Connection::memory();
        let server = std::thread::spawn(move || paralint::lsp::serve(theirs, &Options::default()));
        Self { connection, server: Some(server), next: 0, said: VecDeque::new(), answers: Vec::new() }
    }

    /// Greets a server, with folders.
    pub(crate) fn new(folders: &[&Path], capabilities: Value, settings: Value) -> Self {
        let mut client = Self::silent();
        let folders: Vec<Value> =
            folders.iter().map(|folder| json!({ "uri": uri(folder), "name": "pages" })).collect();
        let greeting = json!({
            "processId": std::process::id(), "rootUri": null, "workspaceFolders": folders,
            "capabilities": capabilities, "initializationOptions": settings,
        });
        client.ask("initialize", greeting).expect("a greeting is answered");
        client.tell("initialized", json!({}));
        client
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        let notification = Notification { method: method.to_owned(), params };
        self.connection.sender.send(notification.into()).expect("the server listens");
    }

    /// Asks without waiting.
    pub(crate) fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        let request = Request { id: id.clone(), method: method.to_owned(), params };
        self.connection.sender.send(request.into()).expect("the server listens");
        id
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Result<Value, i32> {
        let id = self.send(method, params);
        self.answer(&id)
    }

    pub(crate) fn answer(&mut self, id: &RequestId) -> Result<Value, i32> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.answers.iter().position(|answer| answer.id == *id) {
                return self.answers.remove(at).response_result.map_err(|error| error.code);
            }
            assert!(self.hear(until), "no answer to {id:?}");
        }
    }

    /// The next thing that the server says by itself in some words.
    pub(crate) fn said(&mut self, method: &str) -> Value {
        self.said_when(method, |_| true)
    }

    pub(crate) fn said_when(&mut self, method: &str, is_meant: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let is_it = |(said, params): &(String, Value)| said == method && is_meant(params);
            if let Some(at) = self.said.iter().position(is_it) {
                return self.said.remove(at).expect("it was found there").1;
            }
            assert!(self.hear(until), "the server never said {method}; it said {:?}", self.said);
        }
    }

    /// Whether the server says something in some words before long.
    pub(crate) fn says_within(&mut self, method: &str, time: Duration) -> bool {
        let until = Instant::now() + time;
        loop {
            if self.said.iter().any(|(said, _)| said == method) {
                return true;
            }
            if !self.hear(until) {
                return false;
            }
        }
    }

    pub(crate) fn forget(&mut self) {
        self.said.clear();
    }

    fn hear(&mut self, until: Instant) -> bool {
        let left = until.saturating_duration_since(Instant::now());
        match self.connection.receiver.recv_timeout(left) {
            Err(_) => return false,
            Ok(Message::Response(response)) => self.answers.push(response),
            Ok(Message::Notification(notification)) => {
                self.said.push_back((notification.method, notification.params));
            }
            Ok(Message::Request(request)) => {
                let answer = Response::new_ok(request.id, Value::Null);
                // A server that leaves needs no answer.
                let _ = self.connection.sender.send(answer.into());
                self.said.push_back((request.method, request.params));
            }
        }
        true
    }

    pub(crate) fn open(&mut self, path: &Path, version: i32, text: &str) {
        let document =
            json!({ "uri": uri(path), "languageId": "markdown", "version": version, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Opens a file as it is on disk.
    pub(crate) fn open_file(&mut self, path: &Path) -> String {
        let text = std::fs::read_to_string(path).expect("a page");
        self.open(path, 1, &text);
        text
    }

    pub(crate) fn change(&mut self, path: &Path, version: i32, changes: Value) {
        let document = json!({ "uri": uri(path), "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Asks for the diagnostics of a page.
    pub(crate) fn pull(&mut self, path: &Path) -> Vec<Value> {
        let answer = self.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(path) } }));
        let mut answer = answer.expect("diagnostics");
        assert_eq!(answer["kind"], "full", "{answer}");
        match answer["items"].take() {
            Value::Array(items) => items,
            other => panic!("{other} is no list"),
        }
    }

    /// Waits until the folders are read.
    pub(crate) fn settle(&mut self) {
        // All pages are told of once they are.
        self.ask("workspace/diagnostic", json!({ "previousResultIds": [] })).expect("all pages");
    }

    pub(crate) fn on(&mut self, method: &str, path: &Path, (line, character): (u32, u32)) -> Value {
        let position = json!({ "line": line, "character": character });
        let params = json!({ "textDocument": { "uri": uri(path) }, "position": position,
            "context": { "includeDeclaration": true } });
        self.ask(method, params).expect("an answer")
    }

    pub(crate) fn leave(mut self) -> End {
        self.ask("shutdown", Value::Null).expect("goodbye");
        self.tell("exit", Value::Null);
        self.end()
    }

    /// How it ended.
    pub(crate) fn end(mut self) -> End {
        self.server.take().expect("it runs").join().expect("no panic")
    }

    /// The client dies.
    pub(crate) fn die(self) -> End {
        let Self { connection, server, .. } = self;
        drop(connection);
        server.expect("it runs").join().expect("no panic")
    }
}

/// The place of some words in a text, in UTF-16 units.
pub(crate) fn place(text: &str, words: &str) -> (u32, u32) {
    let at = text.find(words).unwrap_or_else(|| panic!("`{words}` is not there"));
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    (line as u32, text[start..at].encode_utf16().count() as u32)
}

pub(crate) fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = ignore::WalkBuilder::new(folder)
        .build()
        .flatten()
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}
