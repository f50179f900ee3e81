//! The loop: what comes from the client and from the pool, one thing after the other. What a page is told is worked out
//! elsewhere.

mod notices;
mod projects;
mod requests;
mod tell;
mod work;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use lsp::Uri;
use lsp_server::{Connection, ErrorCode, Message, Request, RequestId};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::client::Client;
use super::diagnostics::Shown;
use super::documents::{Documents, Open};
use super::project::Project;
use super::queue::{Job, Queue};
use super::sweep::Sweep;
use super::{End, Options, lsp};
use crate::engine::Now;

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
    /// A page was checked, by the rules of a project, in the text that an editor has of it.
    Checked { job: Job, project: u64, text: Option<Arc<str>>, now: Option<Now> },
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
    /// Pages whose project is being made, and whether what it is made from has changed since.
    settling: FxHashMap<Uri, bool>,
    build: Option<Build>,
    generation: u64,
    /// When the folders are to be read again.
    rebuild: Option<Instant>,
    queue: Queue,
    /// The text of each open page that was checked.
    checked: FxHashMap<Uri, Arc<str>>,
    shown: FxHashMap<Uri, Shown>,
    waiting: Vec<Waiting>,
    running: FxHashMap<RequestId, Arc<AtomicBool>>,
    sweep: Sweep,
    /// Our own requests, by number.
    asked: FxHashMap<RequestId, Asked>,
    next: i32,
    /// When a fault of ours was last recovered from.
    recovered: Option<Instant>,
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
            settling: FxHashMap::default(),
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
            recovered: None,
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
                    let asked = match &event {
                        Event::Client(Message::Request(request)) => Some(request.id.clone()),
                        _ => None,
                    };
                    // A fault of ours in one thing must not end the conversation.
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.handle(event))) {
                        self.recover(asked, &words(&*panic));
                    }
                }
            }
        }
    }

    /// After a fault of ours: nobody waits for ever, and what is known is made anew.
    fn recover(&mut self, asked: Option<RequestId>, words: &str) {
        const LONG: Duration = Duration::from_secs(10);
        self.log(&format!("internal error: {words}"));
        let waiting = std::mem::take(&mut self.waiting).into_iter().map(|waiting| waiting.request.id);
        for id in asked.into_iter().chain(waiting) {
            self.refuse(id, ErrorCode::InternalError, words);
        }
        if self.recovered.is_none_or(|at| at.elapsed() > LONG) {
            self.recovered = Some(Instant::now());
            self.rebuild_in(Duration::ZERO);
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

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
