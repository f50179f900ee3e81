//! How long an editor waits: from a keystroke to the diagnostics of its page, in pages of 300 KB and 1.3 MB, with all
//! other pages known; and from opening a page to its first diagnostics, while the others are read. Prints; asserts nothing.
//!
//! `PARALINT_CORPUS=DIR cargo bench --bench editor` runs with the pages below a folder, `target/corpus` where there is one.
//! The large pages are put together from those of one locale, with their ids numbered anew.

#![expect(clippy::print_stdout, reason = "a benchmark speaks to whoever runs it")]

#[expect(dead_code, reason = "what another benchmark needs")]
mod support;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use paralint::lsp::{self, Options, convert};
use serde_json::{Value, json};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args.iter().any(|arg| arg == "--list") {
        return;
    }
    let full = args.iter().any(|arg| arg == "--bench") && !args.iter().any(|arg| arg == "--test");
    let generated = tempfile::tempdir().expect("room for a few pages");
    let folder = corpus(full).unwrap_or_else(|| {
        for page in support::generate::corpus(if full { 8_000_000 } else { 200_000 }) {
            let path = generated.path().join(page.path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
            std::fs::write(path, page.text).expect("a small file");
        }
        generated.path().to_path_buf()
    });
    let folder = folder.canonicalize().expect("the folder is there");
    let pages = pages(&folder);
    println!("corpus    {}: {} pages", folder.display(), pages.len());
    let (small, large, keys) = if full { (300_000, 1_300_000, 300) } else { (20_000, 40_000, 5) };

    let mut editor = Editor::start(&folder);
    let page = pages[pages.len() / 2].clone();
    let locale = page.strip_prefix(&folder).ok().and_then(|path| path.components().next());
    let of_locale = pages
        .iter()
        .filter(|other| other.strip_prefix(&folder).ok().and_then(|path| path.components().next()) == locale);
    let texts: Vec<String> = of_locale.filter_map(|page| std::fs::read_to_string(page).ok()).collect();
    let started = Instant::now();
    editor.open(&page, &std::fs::read_to_string(&page).expect("a page"));
    let first = editor.pull(&page);
    println!(
        "opened    {:>7.1} ms to the first diagnostics, {first} of them, while pages are read",
        ms(started)
    );
    let started = Instant::now();
    editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    println!("all pages {:>7.1} ms more, memory {} MB", ms(started), memory());
    for (size, keys) in [(small, keys), (large, keys / 3 + 1)] {
        let text = compose(&texts, size);
        editor.close(&page);
        editor.open(&page, &text);
        let found = editor.pull(&page);
        let mut times = Vec::new();
        let lines: Vec<&str> = text.split('\n').collect();
        let rows: Vec<usize> =
            (0..lines.len()).filter(|row| lines[*row].contains("<span data-ttu-id")).collect();
        for key in 0..keys {
            // In the first translation of a line.
            let row = rows[key * 7919 % rows.len()];
            let at = lines[row].find("<span data-ttu-id").expect("it was found there");
            let at = at + lines[row][at..].find('>').expect("a tag ends") + 1;
            let column = lines[row][..at].encode_utf16().count();
            let place = json!({ "line": row, "character": column });
            let started = Instant::now();
            editor.change(&page, json!([{ "range": { "start": place, "end": place }, "text": "x" }]));
            editor.pull(&page);
            times.push(started.elapsed());
            // People do not type faster.
            std::thread::sleep(Duration::from_millis(if full { 30 } else { 0 }));
            let end = json!({ "line": row, "character": column + 1 });
            editor.change(&page, json!([{ "range": { "start": place, "end": end }, "text": "" }]));
            editor.pull(&page);
        }
        times.sort();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
        println!(
            "{:>6} KB {:>7.1} ms a keystroke (p50), {:.1} p90, {:.1} p99, {:.1} most; {found} diagnostics; memory {} MB",
            text.len() / 1000,
            at(50),
            at(90),
            at(99),
            at(100),
            memory()
        );
    }
    editor.leave();
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// The most that this process held.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    number.unwrap_or(0) / 1000
}

fn corpus(full: bool) -> Option<PathBuf> {
    let named = std::env::var_os("PARALINT_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus/partner-center-2021/live-sxs");
    named.or_else(|| (full && beside.is_dir()).then_some(beside))
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = ignore::WalkBuilder::new(folder).build().flatten().map(ignore::DirEntry::into_path);
    let mut pages: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    pages.sort();
    pages
}

/// A page of about some size: one header, the bodies of many, ids in one row.
fn compose(texts: &[String], size: usize) -> String {
    let mut page = String::new();
    let mut number = 100;
    for text in texts.iter().cycle() {
        let body = text.splitn(3, "---\n").nth(2).unwrap_or(text);
        if page.is_empty() {
            page.push_str(&text[..text.len() - body.len()]);
        }
        let mut parts = body.split("-id=\"");
        page.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let is_target = page.ends_with("data-ttu");
            let rest = part.split_once('"').map_or(part, |(_, rest)| rest);
            number += usize::from(is_target);
            page.push_str(&format!("-id=\"4c0de-{number}\"{rest}"));
        }
        if page.len() > size {
            return page;
        }
    }
    page
}

/// The other end.
struct Editor {
    connection: Connection,
    server: std::thread::JoinHandle<lsp::End>,
    next: i32,
    version: i32,
}

impl Editor {
    fn start(folder: &Path) -> Self {
        let (connection, theirs) = Connection::memory();
        let server = std::thread::spawn(move || lsp::serve(theirs, &Options::default()));
        let mut editor = Self { connection, server, next: 0, version: 0 };
        let capabilities = json!({
            "textDocument": { "diagnostic": { "relatedInformation": true, "dataSupport": true } },
            "workspace": { "diagnostics": { "refreshSupport": true } },
        });
        let folders = json!([{ "uri": convert::uri(folder), "name": "pages" }]);
        editor.ask("initialize", json!({ "capabilities": capabilities, "workspaceFolders": folders }));
        editor.tell("initialized", json!({}));
        editor
    }

    fn tell(&self, method: &str, params: Value) {
        let notification = Notification { method: method.to_owned(), params };
        self.connection.sender.send(notification.into()).expect("the server listens");
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = RequestId::from(self.next);
        let request = Request { id: id.clone(), method: method.to_owned(), params };
        self.connection.sender.send(request.into()).expect("the server listens");
        loop {
            match self.connection.receiver.recv().expect("the server speaks") {
                Message::Response(Response { id: answered, response_result }) if answered == id => {
                    return response_result.expect("no error");
                }
                Message::Request(request) => {
                    let answer = Response::new_ok(request.id, Value::Null);
                    self.connection.sender.send(answer.into()).expect("the server listens");
                }
                _ => {}
            }
        }
    }

    fn open(&mut self, page: &Path, text: &str) {
        self.version += 1;
        let document = json!({ "uri": convert::uri(page), "languageId": "markdown", "version": self.version, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn close(&mut self, page: &Path) {
        self.tell("textDocument/didClose", json!({ "textDocument": { "uri": convert::uri(page) } }));
    }

    fn change(&mut self, page: &Path, changes: Value) {
        self.version += 1;
        let document = json!({ "uri": convert::uri(page), "version": self.version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// How many diagnostics a page has.
    fn pull(&mut self, page: &Path) -> usize {
        let params = json!({ "textDocument": { "uri": convert::uri(page) } });
        let answer = self.ask("textDocument/diagnostic", params);
        answer["items"].as_array().map_or(0, Vec::len)
    }

    fn leave(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        let _ = self.server.join();
    }
}
