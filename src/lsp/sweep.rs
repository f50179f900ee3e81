//! What is reported on all pages of the folders, for clients that ask: worked out a few pages at a time while nothing
//! else is to be done, and held back until something has changed.

use std::path::Path;
use std::time::{Duration, Instant};

use lsp_server::{Message, RequestId, Response};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};

use super::client::Client;
use super::convert::Lines;
use super::documents::Open;
use super::project::Project;
use super::{diagnostics, lsp};

/// How many pages are looked at before anything else is heard.
const STEP: usize = 24;
/// How long nothing must have changed before all pages are looked at again.
const QUIET: Duration = Duration::from_millis(400);

#[derive(Debug, Default)]
pub(super) struct Sweep {
    asked: Vec<Asked>,
    /// When something changed last.
    touched: Option<Instant>,
    /// Whether a client knows how things stand: then it hears of changes only.
    is_told: bool,
}

/// A request that is not answered yet.
#[derive(Debug)]
struct Asked {
    id: RequestId,
    known: FxHashMap<String, String>,
    /// Where it has come to; `None` where it waits for a change.
    at: Option<usize>,
    items: Vec<Value>,
    /// The pages that are there, of those that the client knows.
    seen: FxHashSet<String>,
}

impl Sweep {
    pub(super) fn ask(&mut self, id: RequestId, wanted: lsp::WorkspaceDiagnosticParams) {
        let known = wanted.previous_result_ids.into_iter().map(|known| (known.uri.0, known.value));
        let (known, seen) = (known.collect(), FxHashSet::default());
        self.asked.push(Asked { id, known, at: Some(0), items: Vec::new(), seen });
    }

    /// Something has changed.
    pub(super) fn touch(&mut self) {
        self.touched = Some(Instant::now());
        for asked in &mut self.asked {
            // From the beginning: what changed may have been looked at already.
            asked.at = Some(0);
            asked.items.clear();
            asked.seen.clear();
        }
    }

    fn is_quiet(&self) -> bool {
        self.touched.is_none_or(|at| at.elapsed() >= QUIET)
    }

    /// Whether there is something to do.
    pub(super) fn is_due(&self) -> bool {
        self.is_quiet() && self.asked.iter().any(|asked| asked.at.is_some())
    }

    /// How long until there may be.
    pub(super) fn patience(&self) -> Option<Duration> {
        let at = self.touched?;
        // What is open is looked at as well once nothing is to be done.
        let left = QUIET.saturating_sub(at.elapsed());
        Some(left.max(Duration::from_millis(20))).filter(|_| at.elapsed() < Duration::from_secs(2))
    }

    pub(super) fn cancel(&mut self, id: &RequestId) -> bool {
        let before = self.asked.len();
        self.asked.retain(|asked| asked.id != *id);
        self.asked.len() < before
    }

    /// Forgets all requests, and gives their ids with what is to be said of the pages that their clients know, but for
    /// those that are open: nothing more.
    pub(super) fn stop(&mut self, is_open: &dyn Fn(&str) -> bool) -> Vec<(RequestId, Vec<Value>)> {
        let gone = |asked: Asked| {
            let known = asked.known.keys().filter(|uri| !is_open(uri));
            (asked.id, known.map(|uri| nothing(uri)).collect())
        };
        std::mem::take(&mut self.asked).into_iter().map(gone).collect()
    }

    /// Looks at the next pages; gives the answer where these were the last and something is new.
    pub(super) fn step<'o>(
        &mut self,
        client: &Client,
        project: &Project,
        open: &dyn Fn(&Path) -> Option<&'o Open>,
    ) -> Option<Message> {
        let nth = self.asked.iter().position(|asked| asked.at.is_some())?;
        let asked = &mut self.asked[nth];
        let from = asked.at?;
        let mut looked = 0;
        for path in project.workspace.paths().skip(from).take(STEP) {
            looked += 1;
            let disk = project.workspace.disk(path);
            let open = open(&disk);
            let uri = open.map_or_else(|| diagnostics::uri(project, path), |open| open.uri.clone());
            let lines = match open {
                Some(open) => Some(open.lines.clone()),
                None => project.workspace.text(path).map(|text| Lines::of_file(text, client.encoding)),
            };
            let Some(lines) = lines else { continue };
            let shown = diagnostics::show(client, project, &lines, path);
            let result = format!("{:016x}", shown.result);
            let known = asked.known.get(&uri.0);
            asked.seen.extend(known.map(|_| uri.0.clone()));
            let is_new = match known {
                Some(known) => *known != result,
                None => !shown.items.is_empty(),
            };
            if is_new {
                let version = open.map(|open| open.version);
                asked.items.push(json!({
                    "kind": "full", "uri": uri, "version": version, "resultId": result, "items": &*shown.items,
                }));
            }
        }
        if looked == STEP {
            asked.at = Some(from + STEP);
            return None;
        }
        // What is no more has nothing to be said of it.
        let gone = asked.known.keys().filter(|uri| !asked.seen.contains(*uri));
        let gone = gone.map(|uri| nothing(uri));
        asked.items.extend(gone);
        asked.seen.clear();
        if asked.items.is_empty() && self.is_told {
            // Nothing new: the answer waits.
            asked.at = None;
            return None;
        }
        self.is_told = true;
        let asked = self.asked.remove(nth);
        Some(Response::new_ok(asked.id, json!({ "items": asked.items })).into())
    }
}

/// A page of which there is nothing to say.
fn nothing(uri: &str) -> Value {
    json!({ "kind": "full", "uri": uri, "version": null, "items": [] })
}
