//! What the client tells without being answered: texts that open, change and close, files that change on disk, folders,
//! settings.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use lsp::Uri;
use lsp_server::{ErrorCode, Notification, RequestId, Response};
use serde_json::{Value, json};

use super::super::client::Settings;
use super::super::queue::Slot;
use super::super::{convert, lsp};
use super::{Asked, Server, Waiting, is_page, is_page_path};
use crate::config::Layouts;
use crate::workspace::Overlay;

impl Server {
    pub(super) fn notification(&mut self, notification: Notification) {
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

    pub(super) fn response(&mut self, response: Response) {
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

    pub(super) fn cancel(&mut self, id: &RequestId) {
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
    pub(super) fn begin(&mut self) {
        if self.client.registers_watches {
            let watch = |glob: &str| json!({ "globPattern": glob });
            let globs = [
                "**/*.{md,markdown,mdx}",
                "**/*.{yaml,yml}",
                // Builds, publishing configurations, and schemas of headers, which have any name.
                "**/*.json",
                "**/{.gitignore,.ignore,.paralintignore}",
            ];
            let globs = globs.iter().map(|glob| watch(glob));
            let watchers: Vec<Value> =
                globs.chain(marks().iter().map(|mark| watch(&format!("**/{mark}")))).collect();
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

    pub(super) fn register(&mut self, id: &str, method: &str, options: Value) {
        let registration = json!({ "id": id, "method": method, "registerOptions": options });
        self.ask("client/registerCapability", json!({ "registrations": [registration] }), Asked::Nothing);
    }

    pub(super) fn ask_configuration(&mut self) {
        let items = json!({ "items": [{ "section": "paralint" }] });
        self.ask("workspace/configuration", items, Asked::Configuration);
    }

    pub(super) fn set(&mut self, settings: Settings) {
        if self.client.settings == settings {
            return;
        }
        let client = Arc::make_mut(&mut self.client);
        client.settings = settings;
        self.alone.clear();
        self.checked.clear();
        self.rebuild_in(Duration::ZERO);
    }

    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String) {
        self.documents.open(uri.clone(), version, text, self.client.encoding);
        self.edited(&uri);
    }

    /// A page has another text than before.
    pub(super) fn edited(&mut self, uri: &Uri) {
        let Some(open) = self.documents.get(uri).filter(|open| is_page(open)).cloned() else { return };
        let Some(slot) = self.slot(uri) else { return self.settle(uri) };
        let overlay = Overlay { text: Arc::clone(&open.lines.text), version: open.version };
        let Some((project, name)) = self.project_mut(&slot, &open) else { return };
        project.set_overlay(|overlays| overlays.put(Arc::clone(&name), overlay));
        let known = project.state.index().get(&name).is_some_and(|facts| facts.describes(&open.lines.text));
        let job = (slot.clone(), Arc::clone(&name));
        if known && !self.queue.has(&job) {
            // As it was read.
            self.checked.insert(uri.clone(), Arc::clone(&open.lines.text));
            self.after_check(Some(uri));
        } else {
            self.queue.now(job);
        }
        self.follow(&slot, &name);
        self.pump();
    }

    /// Checks the pages again that were made from a file.
    pub(super) fn follow(&mut self, slot: &Slot, name: &str) {
        if *slot != Slot::Whole {
            return;
        }
        let Some(project) = &self.whole else { return };
        let made: Vec<Arc<str>> = project.workspace.made_from(name).cloned().collect();
        for path in made {
            self.queue.later((Slot::Whole, path));
        }
    }

    pub(super) fn close(&mut self, uri: &Uri) {
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

    pub(super) fn watched(&mut self, changes: Vec<lsp::FileEvent>) {
        const MANY: usize = 200;
        let mut anew = changes.len() > MANY;
        for change in changes {
            let Some(disk) = convert::path(&change.uri) else { continue };
            let disk = crate::workspace::normal(&disk);
            let known = self.whole.as_ref().and_then(|project| project.name(&disk));
            if !is_page_path(&disk) {
                let full = disk.canonicalize().unwrap_or_else(|_| disk.clone());
                let mut projects = self.whole.iter().chain(self.alone.values());
                let is_named = projects.any(|project| project.named.contains(&full));
                anew |= is_named || is_about_pages(&disk);
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
}

/// The files and folders that a site's layout is told from, but for git's own.
fn marks() -> &'static [String] {
    static MARKS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let marks = Layouts::bundled().layouts.into_iter().flat_map(|layout| layout.marks);
        marks.filter(|mark| mark != ".git").collect()
    });
    &MARKS
}

/// Whether a file that is no page may say something on pages: a configuration, a pack, what a site or git ignores, what a
/// layout is told from.
fn is_about_pages(path: &Path) -> bool {
    const NAMES: [&str; 4] = ["docfx.json", ".gitignore", ".ignore", ".paralintignore"];
    let is_elsewhere =
        path.components().any(|part| part.as_os_str() == ".git" || part.as_os_str() == "node_modules");
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    let is_mark = marks().iter().any(|mark| path.ends_with(mark));
    !is_elsewhere && (is_yaml || NAMES.contains(&name) || name.starts_with(".openpublishing.") || is_mark)
}
