//! The loop: what comes from the client and from the pool, one thing after the other. What a page is told is worked out
//! elsewhere.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use lsp::Uri;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::{Client, Settings};
use super::diagnostics::{self, Shown};
use super::documents::{Documents, Open};
use super::project::{Project, Wanted};
use super::queue::{Job, Queue, Slot};
use super::snapshot::Snapshot;
use super::sweep::Sweep;
use super::{End, Options, actions, complete, convert, hints, hover, lsp, navigate, outline};
use crate::engine::Now;
use crate::workspace::Overlay;

/// Everything that happens.
enum Event {
    /// The client says something.
    Client(Message),
    /// The client is gone.
    Gone,
    /// The pool is done with something.
    Done(Box<Done>),
    /// Nothing for a while.
    Idle,
}

/// What the pool was asked for.
enum Done {
    /// The folders are read.
    Built { generation: u64, project: anyhow::Result<Project> },
    /// One page is read, by itself.
    Alone { uri: Uri, project: anyhow::Result<Project> },
    /// A page was checked, in the version that an editor has of it.
    Checked { job: Job, generation: u64, version: Option<i32>, now: Option<Now> },
    /// A request is answered.
    Answered(RequestId, Result<Value, (ErrorCode, String)>),
}

/// A request that waits for a page to be checked, or known.
struct Waiting {
    request: Request,
    uri: Uri,
    needs: Needs,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// What is found in the present text.
    Findings,
    /// Where the page belongs.
    Place,
}

/// Folders that are being read.
struct Build {
    since: Instant,
    done: Arc<AtomicUsize>,
    /// What the client knows its progress by.
    token: Option<String>,
}

pub(super) struct Server {
    receiver: Receiver<Message>,
    out: Sender<Message>,
    tasks: Sender<Done>,
    done: Receiver<Done>,
    pool: Option<rayon::ThreadPool>,
    threads: usize,
    client: Arc<Client>,
    folders: Vec<PathBuf>,
    documents: Documents,
    whole: Option<Project>,
    alone: FxHashMap<Uri, Project>,
    /// Pages whose project is being made.
    settling: FxHashSet<Uri>,
    build: Option<Build>,
    generation: u64,
    /// When the folders are to be read again.
    rebuild: Option<Instant>,
    queue: Queue,
    /// The version of each open page that was checked.
    checked: FxHashMap<Uri, i32>,
    shown: FxHashMap<Uri, Shown>,
    waiting: Vec<Waiting>,
    running: FxHashMap<RequestId, Arc<AtomicBool>>,
    sweep: Sweep,
    /// Our own requests, by number.
    asked: FxHashMap<RequestId, Asked>,
    next: i32,
    /// Whether clients that ask are to ask again, since something else than what they edit has changed.
    stale: bool,
    is_shut: bool,
}

/// What we asked the client.
enum Asked {
    Configuration,
    Progress,
    Nothing,
}

impl Server {
    pub(super) fn new(connection: Connection, client: Client, options: &Options) -> Self {
        let (tasks, done) = unbounded();
        let threads = if options.threads == 0 {
            std::thread::available_parallelism().map_or(2, usize::from)
        } else {
            options.threads
        };
        Self {
            receiver: connection.receiver,
            out: connection.sender,
            tasks,
            done,
            // Without threads of its own it works on the loop's.
            pool: rayon::ThreadPoolBuilder::new().num_threads(threads.max(2)).build().ok(),
            threads: options.threads,
            folders: client.folders.clone(),
            client: Arc::new(client),
            documents: Documents::default(),
            whole: None,
            alone: FxHashMap::default(),
            settling: FxHashSet::default(),
            build: None,
            generation: 0,
            rebuild: None,
            queue: Queue::default(),
            checked: FxHashMap::default(),
            shown: FxHashMap::default(),
            waiting: Vec::new(),
            running: FxHashMap::default(),
            sweep: Sweep::default(),
            asked: FxHashMap::default(),
            next: 0,
            stale: false,
            is_shut: false,
        }
    }

    /// Until the client leaves.
    pub(super) fn run(mut self) -> End {
        loop {
            match self.event() {
                Event::Client(Message::Notification(n)) if n.method == "exit" => {
                    return if self.is_shut { End::Orderly } else { End::Abrupt };
                }
                Event::Gone => return End::Abrupt,
                event => {
                    // A fault of ours in one thing must not end the conversation.
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.handle(event))) {
                        self.log(&format!("internal error: {}", words(&*panic)));
                    }
                }
            }
        }
    }

    fn event(&mut self) -> Event {
        let gone = |message: Result<Message, _>| message.map_or(Event::Gone, Event::Client);
        let done = |done: Result<Done, _>| done.map_or(Event::Idle, |done| Event::Done(Box::new(done)));
        // What the client says goes before what has time.
        if let Ok(message) = self.receiver.try_recv() {
            return Event::Client(message);
        }
        select! {
            recv(self.receiver) -> message => gone(message),
            recv(self.done) -> result => done(result),
            default(self.patience()) => {
                if self.client.process.is_some_and(is_dead) { Event::Gone } else { Event::Idle }
            }
        }
    }

    /// How long nothing may happen.
    fn patience(&self) -> Duration {
        if self.sweep.is_due() && self.queue.is_empty() && self.whole.is_some() {
            return Duration::ZERO;
        }
        match (self.rebuild, &self.build) {
            (Some(at), _) => at.saturating_duration_since(Instant::now()),
            (None, Some(_)) => Duration::from_millis(100),
            (None, None) => self.sweep.patience().unwrap_or(Duration::from_secs(5)),
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Client(Message::Request(request)) => self.request(request),
            Event::Client(Message::Notification(notification)) => self.notification(notification),
            Event::Client(Message::Response(response)) => self.response(response),
            Event::Done(done) => self.done(*done),
            Event::Gone => {}
            Event::Idle => self.idle(),
        }
    }

    // What the client says.

    fn request(&mut self, request: Request) {
        if self.is_shut {
            return self.refuse(request.id, ErrorCode::InvalidRequest, "after `shutdown`");
        }
        match &*request.method {
            "shutdown" => {
                self.is_shut = true;
                for waiting in std::mem::take(&mut self.waiting) {
                    self.refuse(waiting.request.id, ErrorCode::RequestCanceled, "shutting down");
                }
                for id in self.sweep.stop() {
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
    fn on_page(&mut self, request: Request, needs: Needs) {
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

    fn on_ready(&mut self, request: Request, uri: &Uri) {
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
        let Some(snapshot) = self.snapshot(uri) else { return self.answer(request.id, Ok(Value::Null)) };
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

    fn notification(&mut self, notification: Notification) {
        if self.is_shut {
            return;
        }
        let Notification { method, params } = notification;
        match &*method {
            "initialized" => self.begin(),
            "textDocument/didOpen" => {
                if let Some(opened) = self.read::<lsp::DidOpenTextDocumentParams>(&method, params) {
                    let lsp::TextDocumentItem { uri, version, text, .. } = opened.text_document;
                    self.open(uri, version, text);
                }
            }
            "textDocument/didChange" => {
                if let Some(changed) = self.read::<lsp::DidChangeTextDocumentParams>(&method, params) {
                    let document = changed.text_document;
                    let uri = document.text_document_identifier.uri;
                    let encoding = self.client.encoding;
                    let known =
                        self.documents.change(&uri, document.version, changed.content_changes, encoding);
                    if known.is_some() {
                        self.edited(&uri);
                    }
                }
            }
            "textDocument/didClose" => {
                if let Some(closed) = self.read::<lsp::DidCloseTextDocumentParams>(&method, params) {
                    self.close(&closed.text_document.uri);
                }
            }
            "textDocument/didSave" => {}
            "workspace/didChangeWatchedFiles" => {
                if let Some(changed) = self.read::<lsp::DidChangeWatchedFilesParams>(&method, params) {
                    self.watched(changed.changes);
                }
            }
            "workspace/didChangeWorkspaceFolders" => {
                if let Some(changed) = self.read::<lsp::DidChangeWorkspaceFoldersParams>(&method, params) {
                    let path = |folder: &lsp::WorkspaceFolder| convert::path(&folder.uri);
                    let gone: Vec<PathBuf> = changed.event.removed.iter().filter_map(path).collect();
                    self.folders.retain(|folder| !gone.contains(folder));
                    self.folders.extend(changed.event.added.iter().filter_map(path));
                    self.rebuild_in(Duration::ZERO);
                }
            }
            "workspace/didChangeConfiguration" => {
                if self.client.asks_configuration {
                    self.ask_configuration();
                } else {
                    let settings = params.get("settings").unwrap_or(&Value::Null);
                    self.set(self.client.settings.clone().read(settings));
                }
            }
            "$/cancelRequest" => {
                if let Some(cancelled) = self.read::<lsp::CancelParams>(&method, params) {
                    let id = match cancelled.id {
                        lsp::Id::Int(id) => RequestId::from(id),
                        lsp::Id::String(id) => RequestId::from(id),
                    };
                    self.cancel(&id);
                }
            }
            _ => {}
        }
    }

    fn response(&mut self, response: Response) {
        match self.asked.remove(&response.id) {
            Some(Asked::Configuration) => {
                if let Ok(Value::Array(sections)) = response.response_result
                    && let Some(section) = sections.first().filter(|section| section.is_object())
                {
                    self.set(self.client.settings.clone().read(section));
                }
            }
            Some(Asked::Progress) => {
                let refused = response.response_result.is_err();
                if let Some(build) = self.build.as_mut().filter(|_| refused) {
                    build.token = None;
                }
            }
            Some(Asked::Nothing) | None => {}
        }
    }

    fn cancel(&mut self, id: &RequestId) {
        if let Some(at) = self.waiting.iter().position(|waiting| waiting.request.id == *id) {
            let waiting = self.waiting.remove(at);
            self.refuse(waiting.request.id, ErrorCode::RequestCanceled, "cancelled");
        } else if let Some(flag) = self.running.get(id) {
            flag.store(true, Ordering::Relaxed);
        } else if self.sweep.cancel(id) {
            self.refuse(id.clone(), ErrorCode::RequestCanceled, "cancelled");
        }
    }

    /// The greeting is over.
    fn begin(&mut self) {
        if self.client.registers_watches {
            let watch = |glob: &str| json!({ "globPattern": glob });
            let globs = [
                "**/*.{md,markdown,mdx}",
                "**/*.{yaml,yml}",
                "**/docfx.json",
                "**/.openpublishing.*.json",
                "**/*.json",
                "**/.gitignore",
            ];
            let watchers: Vec<Value> = globs.iter().map(|glob| watch(glob)).collect();
            self.register("watch", "workspace/didChangeWatchedFiles", json!({ "watchers": watchers }));
        }
        if self.client.registers_configuration {
            let section = json!({ "section": "paralint" });
            self.register("configuration", "workspace/didChangeConfiguration", section);
        }
        if self.client.asks_configuration {
            self.ask_configuration();
        }
        self.start_build();
    }

    fn register(&mut self, id: &str, method: &str, options: Value) {
        let registration = json!({ "id": id, "method": method, "registerOptions": options });
        self.ask("client/registerCapability", json!({ "registrations": [registration] }), Asked::Nothing);
    }

    fn ask_configuration(&mut self) {
        let items = json!({ "items": [{ "section": "paralint" }] });
        self.ask("workspace/configuration", items, Asked::Configuration);
    }

    fn set(&mut self, settings: Settings) {
        if self.client.settings == settings {
            return;
        }
        let client = Arc::make_mut(&mut self.client);
        client.settings = settings;
        self.alone.clear();
        self.checked.clear();
        let open: Vec<Uri> = self.documents.iter().map(|open| open.uri.clone()).collect();
        if self.folders.is_empty() {
            for uri in open {
                self.settle(&uri);
            }
        }
        self.rebuild_in(Duration::ZERO);
    }

    // Documents.

    fn open(&mut self, uri: Uri, version: i32, text: String) {
        self.documents.open(uri.clone(), version, text, self.client.encoding);
        self.edited(&uri);
    }

    /// A page has another text than before.
    fn edited(&mut self, uri: &Uri) {
        let Some(open) = self.documents.get(uri).filter(|open| is_page(open)).cloned() else { return };
        let Some(slot) = self.slot(uri) else { return self.settle(uri) };
        let overlay = Overlay { text: Arc::clone(&open.lines.text), version: open.version };
        let Some((project, name)) = self.project_mut(&slot, &open) else { return };
        project.set_overlay(|overlays| overlays.put(Arc::clone(&name), overlay));
        let known = project.state.index().get(&name).is_some_and(|facts| facts.describes(&open.lines.text));
        let job = (slot.clone(), Arc::clone(&name));
        if known && !self.queue.has(&job) {
            // As it was read.
            self.checked.insert(uri.clone(), open.version);
            self.after_check(Some(uri));
        } else {
            self.queue.now(job);
        }
        self.follow(&slot, &name);
        self.pump();
    }

    /// Checks the pages again that were made from a file.
    fn follow(&mut self, slot: &Slot, name: &str) {
        if *slot != Slot::Whole {
            return;
        }
        let Some(project) = &self.whole else { return };
        let made: Vec<Arc<str>> = project.workspace.made_from(name).cloned().collect();
        for path in made {
            self.queue.later((Slot::Whole, path));
        }
    }

    fn close(&mut self, uri: &Uri) {
        let slot = self.slot(uri);
        let Some(open) = self.documents.close(uri) else { return };
        self.checked.remove(uri);
        let shown = self.shown.remove(uri);
        if !self.client.pulls && shown.is_some() {
            self.publish(uri, None, &[]);
        }
        self.queue.forget(&Slot::Alone(uri.clone()));
        self.alone.remove(uri);
        let (closed, rest) =
            std::mem::take(&mut self.waiting).into_iter().partition(|waiting| waiting.uri == *uri);
        self.waiting = rest;
        for waiting in closed as Vec<Waiting> {
            self.refuse(waiting.request.id, ErrorCode::ContentModified, "closed");
        }
        if slot == Some(Slot::Whole)
            && let Some((project, name)) = self.project_mut(&Slot::Whole, &open)
        {
            project.set_overlay(|overlays| overlays.remove(&name));
            // What was never saved is no more.
            project.forget(&name);
            self.queue.now((Slot::Whole, Arc::clone(&name)));
            self.follow(&Slot::Whole, &name);
            self.pump();
        }
    }

    fn watched(&mut self, changes: Vec<lsp::FileEvent>) {
        const MANY: usize = 200;
        let mut anew = changes.len() > MANY;
        for change in changes {
            let Some(disk) = convert::path(&change.uri) else { continue };
            let disk = crate::workspace::normal(&disk);
            let known = self.whole.as_ref().and_then(|project| project.name(&disk));
            if !is_page_path(&disk) {
                let is_hidden = disk.components().any(|part| part.as_os_str() == ".git");
                anew |= !is_hidden;
                continue;
            }
            match (change.kind, known) {
                (lsp::FileChangeType::Changed, Some(name)) => {
                    if let Some(project) = &self.whole {
                        project.forget(&name);
                    }
                    let open = self.documents.iter().any(|open| open.disk.as_ref() == Some(&disk));
                    if !open {
                        self.queue.later((Slot::Whole, Arc::clone(&name)));
                        self.follow(&Slot::Whole, &name);
                    }
                }
                // A source outside of the folders, perhaps.
                (lsp::FileChangeType::Changed, None) => {
                    if let Some(project) = &self.whole {
                        let name = project.workspace.name(&disk);
                        project.forget(&name);
                        self.follow(&Slot::Whole, &name);
                    }
                }
                _ => anew = true,
            }
        }
        if anew {
            // What changes together, such as a branch, is read once.
            self.rebuild_in(Duration::from_millis(300));
        }
        self.pump();
    }

    // Projects.

    fn is_page(&self, uri: &Uri) -> bool {
        self.documents.get(uri).is_some_and(is_page)
    }

    /// Which project an open page is in by now.
    fn slot(&self, uri: &Uri) -> Option<Slot> {
        let disk = self.documents.get(uri)?.disk.as_ref()?;
        if self.whole.as_ref().is_some_and(|whole| whole.name(disk).is_some()) {
            return Some(Slot::Whole);
        }
        self.alone.contains_key(uri).then(|| Slot::Alone(uri.clone()))
    }

    fn project_mut(&mut self, slot: &Slot, open: &Open) -> Option<(&mut Project, Arc<str>)> {
        let project = match slot {
            Slot::Whole => self.whole.as_mut(),
            Slot::Alone(uri) => self.alone.get_mut(uri),
        }?;
        let name = project.name(open.disk.as_ref()?)?;
        Some((project, name))
    }

    fn project(&self, uri: &Uri) -> Option<(&Project, Arc<str>)> {
        let open = self.documents.get(uri)?;
        let project = match self.slot(uri)? {
            Slot::Whole => self.whole.as_ref(),
            Slot::Alone(uri) => self.alone.get(&uri),
        }?;
        let name = project.name(open.disk.as_ref()?)?;
        Some((project, name))
    }

    /// Reads a page alone: the folders are not read yet, or do not hold it.
    fn settle(&mut self, uri: &Uri) {
        let Some(open) = self.documents.get(uri).filter(|open| is_page(open)) else { return };
        let Some(disk) = open.disk.clone() else { return };
        if !self.settling.insert(uri.clone()) {
            return;
        }
        let overlay = Overlay { text: Arc::clone(&open.lines.text), version: open.version };
        let wanted = Wanted {
            paths: vec![disk.clone()],
            settings: self.client.settings.clone(),
            overlays: vec![(disk, overlay)],
            threads: 1,
        };
        let uri = uri.clone();
        self.spawn(move || Done::Alone { uri, project: guarded(&wanted, &AtomicUsize::new(0)) });
    }

    fn rebuild_in(&mut self, wait: Duration) {
        self.rebuild = Some(Instant::now() + wait);
    }

    fn start_build(&mut self) {
        self.rebuild = None;
        self.generation += 1;
        if self.folders.is_empty() {
            self.whole = None;
            self.sweep.touch();
            return;
        }
        let done = Arc::new(AtomicUsize::new(0));
        let overlays = self.documents.iter().filter_map(|open| {
            let overlay = Overlay { text: Arc::clone(&open.lines.text), version: open.version };
            Some((open.disk.clone()?, overlay))
        });
        let wanted = Wanted {
            paths: self.folders.clone(),
            settings: self.client.settings.clone(),
            overlays: overlays.collect(),
            threads: self.threads,
        };
        let token = self.client.progress.then(|| format!("paralint/{}", self.generation));
        if let Some(token) = &token {
            self.ask("window/workDoneProgress/create", json!({ "token": token }), Asked::Progress);
            self.progress(token, json!({ "kind": "begin", "title": "paralint: reading pages" }));
        }
        let (generation, counted, tasks) = (self.generation, Arc::clone(&done), self.tasks.clone());
        self.build = Some(Build { since: Instant::now(), done, token });
        // On a thread of its own: the pool is for what people wait for.
        let work = move || {
            let project = guarded(&wanted, &counted);
            let _ = tasks.send(Done::Built { generation, project });
        };
        if std::thread::Builder::new().name("index".into()).spawn(work).is_err() {
            self.log("cannot start a thread");
        }
    }

    fn built(&mut self, generation: u64, project: anyhow::Result<Project>) {
        if generation != self.generation {
            return;
        }
        if let Some(build) = self.build.take()
            && let Some(token) = build.token
        {
            let pages = build.done.load(Ordering::Relaxed);
            let time = build.since.elapsed().as_millis();
            self.progress(&token, json!({ "kind": "end", "message": format!("{pages} pages in {time} ms") }));
        }
        match project {
            Err(error) => return self.say(&error),
            Ok(project) => {
                for notice in &project.notices {
                    self.log(notice);
                }
                self.whole = Some(project);
            }
        }
        self.queue.forget(&Slot::Whole);
        let open: Vec<Uri> = self.documents.iter().map(|open| open.uri.clone()).collect();
        for uri in open {
            if self.slot(&uri) == Some(Slot::Whole) {
                self.alone.remove(&uri);
                self.queue.forget(&Slot::Alone(uri.clone()));
                self.checked.remove(&uri);
            }
            self.edited(&uri);
        }
        self.stale = true;
        self.sweep.touch();
        self.serve_waiting();
        self.pump();
    }

    fn settled(&mut self, uri: Uri, project: anyhow::Result<Project>) {
        self.settling.remove(&uri);
        if self.documents.get(&uri).is_none() || self.slot(&uri) == Some(Slot::Whole) {
            return;
        }
        match project {
            Ok(project) => drop(self.alone.insert(uri.clone(), project)),
            Err(error) => {
                self.say(&error);
                let (failed, rest) =
                    std::mem::take(&mut self.waiting).into_iter().partition(|waiting| waiting.uri == uri);
                self.waiting = rest;
                for waiting in failed as Vec<Waiting> {
                    self.refuse(waiting.request.id, ErrorCode::RequestFailed, "the configuration is wrong");
                }
                return;
            }
        }
        self.edited(&uri);
        self.serve_waiting();
    }

    // Work.

    /// Hands pages to the pool.
    fn pump(&mut self) {
        while let Some(job) = self.queue.next(2) {
            let (slot, name) = job.clone();
            let project = match &slot {
                Slot::Whole => self.whole.as_ref(),
                Slot::Alone(uri) => self.alone.get(uri),
            };
            let Some(project) = project else {
                self.queue.done(&job);
                continue;
            };
            let (workspace, engine) = (project.workspace.clone(), Arc::clone(&project.engine));
            let version = workspace.overlays().get(&name).map(|overlay| overlay.version);
            let generation = self.generation;
            self.spawn(move || {
                let now = catch_unwind(AssertUnwindSafe(|| workspace.check_again(&engine, &name))).ok();
                Done::Checked { job, generation, version, now }
            });
        }
    }

    fn spawn(&self, work: impl FnOnce() -> Done + Send + 'static) {
        let tasks = self.tasks.clone();
        let work = move || drop(tasks.send(work()));
        match &self.pool {
            Some(pool) => pool.spawn(work),
            None => work(),
        }
    }

    fn done(&mut self, done: Done) {
        match done {
            Done::Built { generation, project } => self.built(generation, project),
            Done::Alone { uri, project } => self.settled(uri, project),
            Done::Answered(id, answer) => {
                let cancelled =
                    self.running.remove(&id).is_some_and(|cancelled| cancelled.load(Ordering::Relaxed));
                if cancelled {
                    self.refuse(id, ErrorCode::RequestCanceled, "cancelled");
                } else {
                    self.answer(id, answer);
                }
            }
            Done::Checked { job, generation, version, now } => self.checked(&job, generation, version, now),
        }
    }

    fn checked(&mut self, job: &Job, generation: u64, version: Option<i32>, now: Option<Now>) {
        self.queue.done(job);
        let (slot, name) = job;
        let project = match slot {
            Slot::Whole if generation == self.generation || self.build.is_some() => self.whole.as_mut(),
            Slot::Whole => None,
            Slot::Alone(uri) => self.alone.get_mut(uri),
        };
        let Some(project) = project else { return self.pump() };
        let present = project.workspace.overlays().get(name).map(|overlay| overlay.version);
        if present != version || now.is_none() {
            // Somebody went on typing; that is checked next.
            if present != version {
                self.queue.now(job.clone());
            }
            return self.pump();
        }
        project.update(now.into_iter().collect());
        let disk = project.workspace.disk(name);
        let uri = self.documents.iter().find(|open| open.disk.as_ref() == Some(&disk));
        let uri = uri.map(|open| open.uri.clone());
        if let (Some(uri), Some(version)) = (&uri, version) {
            self.checked.insert(uri.clone(), version);
        }
        // The next page is checked while this one is told.
        self.pump();
        self.after_check(uri.as_ref());
    }

    fn is_fresh(&self, uri: &Uri) -> bool {
        let version = self.documents.get(uri).map(|open| open.version);
        version.is_some() && self.checked.get(uri).copied() == version && self.slot(uri).is_some()
    }

    /// Something was checked: whoever waits for it is answered, and whoever is concerned is told.
    fn after_check(&mut self, uri: Option<&Uri>) {
        self.sweep.touch();
        self.serve_waiting();
        if !self.client.pulls
            && let Some(uri) = uri
            && self.is_fresh(uri)
        {
            self.push(uri);
        }
        // The others that are open are looked at once there is time.
        self.stale = true;
    }

    fn serve_waiting(&mut self) {
        let mut rest = Vec::new();
        for waiting in std::mem::take(&mut self.waiting) {
            let is_ready = match waiting.needs {
                Needs::Findings => self.is_fresh(&waiting.uri),
                Needs::Place => self.slot(&waiting.uri).is_some(),
            };
            if is_ready {
                self.on_ready(waiting.request, &waiting.uri);
            } else {
                rest.push(waiting);
            }
        }
        self.waiting.extend(rest);
    }

    fn idle(&mut self) {
        if let Some(at) = self.rebuild.filter(|_| self.build.is_none())
            && at <= Instant::now()
        {
            self.start_build();
        }
        if let Some(Build { done, token: Some(token), .. }) = &self.build {
            let message = format!("{} pages", done.load(Ordering::Relaxed));
            self.progress(token, json!({ "kind": "report", "message": message }));
        }
        if self.stale && self.queue.is_empty() {
            self.stale = false;
            self.tell_others();
        }
        if let Some(project) = self.whole.as_ref().filter(|_| self.queue.is_empty())
            && self.sweep.is_due()
        {
            let open = |disk: &Path| self.documents.iter().find(|open| open.disk.as_deref() == Some(disk));
            if let Some(answer) = self.sweep.step(&self.client, project, &open) {
                let _ = self.out.send(answer);
            }
        } else if self.whole.is_none() && self.build.is_none() && self.rebuild.is_none() {
            for id in self.sweep.stop() {
                self.answer(id, Ok(json!({ "items": [] })));
            }
        }
    }

    // What the client is told.

    /// What is reported on an open page now.
    fn look(&mut self, uri: &Uri) -> Option<&Shown> {
        let open = self.documents.get(uri)?;
        let (project, name) = self.project(uri)?;
        let shown = diagnostics::show(&self.client, project, &open.lines, &name);
        Some(self.shown.entry(uri.clone()).insert_entry(shown).into_mut())
    }

    /// The answer to a client that asks.
    fn report(&mut self, uri: &Uri, previous: Option<&str>) -> Value {
        let Some(shown) = self.look(uri) else { return json!({ "kind": "full", "items": [] }) };
        let result = format!("{:016x}", shown.result);
        if previous == Some(&result) {
            return json!({ "kind": "unchanged", "resultId": result });
        }
        json!({ "kind": "full", "resultId": result, "items": &*shown.items })
    }

    /// Sends a page's diagnostics to a client that does not ask, where they have changed.
    fn push(&mut self, uri: &Uri) {
        let before = self.shown.get(uri).map(|shown| shown.result);
        let Some(version) = self.documents.get(uri).map(|open| open.version) else { return };
        let Some(shown) = self.look(uri) else { return };
        let (items, result) = (Arc::clone(&shown.items), shown.result);
        // Places may have moved under diagnostics that are the same otherwise: a version is answered always.
        if before != Some(result) || !items.is_empty() {
            self.publish(uri, Some(version), &items);
        }
    }

    fn publish(&self, uri: &Uri, version: Option<i32>, items: &[lsp::Diagnostic]) {
        let mut params = json!({ "uri": uri, "diagnostics": items });
        if let Some(version) = version {
            params["version"] = version.into();
        }
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Tells what has changed on open pages by what was done to others.
    fn tell_others(&mut self) {
        let open = self.documents.iter().map(|open| &open.uri);
        let open: Vec<Uri> = open.filter(|uri| self.is_fresh(uri)).cloned().collect();
        let mut differs = false;
        for uri in &open {
            let before = self.shown.get(uri).map(|shown| shown.result);
            let after = self.look(uri).map(|shown| (shown.result, Arc::clone(&shown.items)));
            let Some((result, items)) = after.filter(|(result, _)| before != Some(*result)) else { continue };
            if self.client.pulls {
                differs = true;
            } else if before.is_some() || !items.is_empty() || result != 0 {
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

    fn snapshot(&self, uri: &Uri) -> Option<Snapshot> {
        let open = self.documents.get(uri)?;
        let (project, path) = self.project(uri)?;
        let shown = self.shown.get(uri).filter(|shown| Arc::ptr_eq(&shown.lines.text, &open.lines.text));
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
            cancelled: Arc::default(),
        })
    }

    fn read<P: DeserializeOwned>(&self, method: &str, params: Value) -> Option<P> {
        match serde_json::from_value(params) {
            Ok(params) => Some(params),
            Err(error) => {
                self.log(&format!("`{method}` is not understood: {error}"));
                None
            }
        }
    }

    fn answer(&self, id: RequestId, answer: Result<Value, (ErrorCode, String)>) {
        let response = match answer {
            Ok(value) => Response::new_ok(id, value),
            Err((code, words)) => Response::new_err(id, code as i32, words),
        };
        let _ = self.out.send(response.into());
    }

    fn refuse(&self, id: RequestId, code: ErrorCode, words: &str) {
        self.answer(id, Err((code, words.to_owned())));
    }

    fn ask(&mut self, method: &str, params: Value, asked: Asked) {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.asked.insert(id.clone(), asked);
        let _ = self.out.send(Request { id, method: method.to_owned(), params }.into());
    }

    fn notify(&self, method: &str, params: Value) {
        let _ = self.out.send(Notification { method: method.to_owned(), params }.into());
    }

    fn progress(&self, token: &str, value: Value) {
        self.notify("$/progress", json!({ "token": token, "value": value }));
    }

    fn log(&self, words: &str) {
        self.notify("window/logMessage", json!({ "type": 3, "message": words }));
    }

    /// Tells people what is wrong outside of their pages.
    fn say(&self, error: &anyhow::Error) {
        let words = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
        self.notify("window/showMessage", json!({ "type": 1, "message": format!("paralint: {words}") }));
    }
}

fn params<P: DeserializeOwned>(request: &Request) -> Result<P, String> {
    serde_json::from_value(request.params.clone())
        .map_err(|error| format!("`{}` is not understood: {error}", request.method))
}

fn is_page(open: &Open) -> bool {
    open.disk.as_deref().is_some_and(is_page_path)
}

fn is_page_path(path: &Path) -> bool {
    crate::workspace::is_page(path)
}

/// Whether a process is no more; where that cannot be told, it lives.
fn is_dead(process: u32) -> bool {
    let all = Path::new("/proc");
    all.join("self").exists() && !all.join(process.to_string()).exists()
}

fn guarded(wanted: &Wanted, done: &AtomicUsize) -> anyhow::Result<Project> {
    catch_unwind(AssertUnwindSafe(|| Project::build(wanted, done)))
        .unwrap_or_else(|panic| Err(anyhow::anyhow!("internal error: {}", words(&*panic))))
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
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
