//! Which pages are known together: the folders, read once and again where that is needed, and pages that are alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use lsp::Uri;
use lsp_server::ErrorCode;
use serde_json::json;

use super::super::documents::Open;
use super::super::lsp;
use super::super::project::{Project, Wanted};
use super::super::queue::Slot;
use super::{Asked, Build, Done, Server, Waiting, is_page, words};
use crate::workspace::Overlay;

impl Server {
    pub(super) fn is_page(&self, uri: &Uri) -> bool {
        self.documents.get(uri).is_some_and(is_page)
    }

    /// Which project an open page is in by now.
    pub(super) fn slot(&self, uri: &Uri) -> Option<Slot> {
        let disk = self.documents.get(uri)?.disk.as_ref()?;
        if self.whole.as_ref().is_some_and(|whole| whole.name(disk).is_some()) {
            return Some(Slot::Whole);
        }
        self.alone.contains_key(uri).then(|| Slot::Alone(uri.clone()))
    }

    pub(super) fn project_mut(&mut self, slot: &Slot, open: &Open) -> Option<(&mut Project, Arc<str>)> {
        let project = match slot {
            Slot::Whole => self.whole.as_mut(),
            Slot::Alone(uri) => self.alone.get_mut(uri),
        }?;
        let name = project.name(open.disk.as_ref()?)?;
        Some((project, name))
    }

    pub(super) fn project(&self, uri: &Uri) -> Option<(&Project, Arc<str>)> {
        let open = self.documents.get(uri)?;
        let project = match self.slot(uri)? {
            Slot::Whole => self.whole.as_ref(),
            Slot::Alone(uri) => self.alone.get(&uri),
        }?;
        let name = project.name(open.disk.as_ref()?)?;
        Some((project, name))
    }

    /// Reads a page alone: the folders are not read yet, or do not hold it.
    pub(super) fn settle(&mut self, uri: &Uri) {
        let Some(open) = self.documents.get(uri).filter(|open| is_page(open)) else { return };
        let Some(disk) = open.disk.clone() else { return };
        if self.settling.contains_key(uri) {
            return;
        }
        self.settling.insert(uri.clone(), false);
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

    /// Reads the pages again that are alone, by what holds for them now. Until that is done they go by what held last.
    pub(super) fn settle_again(&mut self) {
        self.settling.values_mut().for_each(|is_old| *is_old = true);
        let open: Vec<Uri> = self.documents.iter().map(|open| open.uri.clone()).collect();
        for uri in open.iter().filter(|uri| self.slot(uri) != Some(Slot::Whole)).collect::<Vec<_>>() {
            self.settle(uri);
        }
    }

    /// Reads everything again, after a while in which more may change: the folders, and the pages that are in none.
    pub(super) fn rebuild_in(&mut self, wait: Duration) {
        self.rebuild = Some(Instant::now() + wait);
    }

    pub(super) fn start_build(&mut self) {
        self.rebuild = None;
        self.generation += 1;
        if self.folders.is_empty() {
            self.whole = None;
            self.queue.forget(&Slot::Whole);
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

    pub(super) fn built(&mut self, generation: u64, project: anyhow::Result<Project>) {
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

    pub(super) fn settled(&mut self, uri: Uri, project: anyhow::Result<Project>) {
        let is_old = self.settling.remove(&uri).unwrap_or_default();
        if self.documents.get(&uri).is_none() || self.slot(&uri) == Some(Slot::Whole) {
            return;
        }
        if is_old {
            return self.settle(&uri);
        }
        match project {
            Ok(project) => {
                self.queue.forget(&Slot::Alone(uri.clone()));
                self.checked.remove(&uri);
                self.alone.insert(uri.clone(), project);
            }
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
}

fn guarded(wanted: &Wanted, done: &AtomicUsize) -> anyhow::Result<Project> {
    catch_unwind(AssertUnwindSafe(|| Project::build(wanted, done)))
        .unwrap_or_else(|panic| Err(anyhow::anyhow!("internal error: {}", words(&*panic))))
}
