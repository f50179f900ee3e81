//! Pages on their way through the pool: what is checked again, and what follows from it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use lsp::Uri;
use lsp_server::ErrorCode;
use serde_json::json;

use super::super::lsp;
use super::super::queue::{Job, Slot};
use super::{Build, Done, Needs, Server};
use crate::engine::Now;

impl Server {
    /// Hands pages to the pool.
    pub(super) fn pump(&mut self) {
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
            let text = workspace.overlays().get(&name).map(|overlay| Arc::clone(&overlay.text));
            let project = project.number;
            self.spawn(move || {
                let now = catch_unwind(AssertUnwindSafe(|| workspace.check_again(&engine, &name))).ok();
                Done::Checked { job, project, text, now }
            });
        }
    }

    pub(super) fn spawn(&self, work: impl FnOnce() -> Done + Send + 'static) {
        let tasks = self.tasks.clone();
        let work = move || drop(tasks.send(work()));
        match &self.pool {
            Some(pool) => pool.spawn(work),
            None => work(),
        }
    }

    pub(super) fn done(&mut self, done: Done) {
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
            Done::Checked { job, project, text, now } => self.checked(&job, project, text, now),
        }
    }

    pub(super) fn checked(&mut self, job: &Job, number: u64, text: Option<Arc<str>>, now: Option<Now>) {
        self.queue.done(job);
        let (slot, name) = job;
        let project = match slot {
            Slot::Whole => self.whole.as_mut(),
            Slot::Alone(uri) => self.alone.get_mut(uri),
        };
        let Some(project) = project else { return self.pump() };
        let present = project.workspace.overlays().get(name).map(|overlay| Arc::clone(&overlay.text));
        let is_present = match (&present, &text) {
            (Some(present), Some(text)) => Arc::ptr_eq(present, text),
            (None, None) => true,
            _ => false,
        };
        if !is_present || project.number != number {
            // Somebody went on typing, or the rules are others by now; that is checked next.
            self.queue.now(job.clone());
            return self.pump();
        }
        project.update(now.into_iter().collect());
        let disk = project.workspace.disk(name);
        let uri = self.documents.iter().find(|open| open.disk.as_ref() == Some(&disk));
        let uri = uri.map(|open| open.uri.clone());
        if let (Some(uri), Some(text)) = (&uri, text) {
            self.checked.insert(uri.clone(), text);
        }
        // The next page is checked while this one is told.
        self.pump();
        self.after_check(uri.as_ref());
    }

    pub(super) fn is_fresh(&self, uri: &Uri) -> bool {
        let text = self.documents.get(uri).map(|open| &open.lines.text);
        let is_checked = self.checked.get(uri).zip(text).is_some_and(|(one, other)| Arc::ptr_eq(one, other));
        is_checked && self.slot(uri).is_some()
    }

    /// Something was checked: whoever waits for it is answered, and whoever is concerned is told.
    pub(super) fn after_check(&mut self, uri: Option<&Uri>) {
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

    pub(super) fn serve_waiting(&mut self) {
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

    pub(super) fn idle(&mut self) {
        if let Some(at) = self.rebuild.filter(|_| self.build.is_none())
            && at <= Instant::now()
        {
            self.start_build();
            self.settle_again();
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
            let is_open = |uri: &str| self.documents.get(&Uri(uri.to_owned())).is_some();
            for (id, gone) in self.sweep.stop(&is_open) {
                self.answer(id, Ok(json!({ "items": gone })));
            }
        }
    }
}
