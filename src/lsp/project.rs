//! Pages that are known together, the editor's folders or one page alone: where they are, the rules, what is found.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::client::Settings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{Engine, Incremental, Now, Outside, Spread};
use crate::packs;
use crate::workspace::load::{self, Choices};
use crate::workspace::{Beside, Overlays, Report, Request, Run, Sieve, Workspace, accepted};

/// A workspace with its engine and what is found in it.
pub(super) struct Project {
    /// Tells it from every other, older ones of the same folders too: what was found by the rules of one says nothing to
    /// another.
    pub(super) number: u64,
    pub(super) workspace: Workspace,
    pub(super) engine: Arc<Engine>,
    pub(super) state: Incremental,
    pub(super) notices: Vec<String>,
    /// Files that say something on its pages, by full path: those that its configurations name.
    pub(super) named: Vec<PathBuf>,
    /// Whether it holds all that its pages may be held against.
    is_whole: bool,
    /// Where findings that somebody accepts are kept, or would be.
    pub(super) baselines: Vec<PathBuf>,
    texts: Texts,
}

/// What is to be known.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// Folders, or one page.
    pub(super) paths: Vec<PathBuf>,
    pub(super) settings: Settings,
    pub(super) overlays: Vec<(PathBuf, crate::workspace::Overlay)>,
    pub(super) threads: usize,
}

/// Texts of files that were asked for, as long as they are few.
#[derive(Debug, Default)]
struct Texts(Mutex<Held>);

/// By path, with how many bytes they are together.
type Held = (FxHashMap<Arc<str>, Arc<str>>, usize);

static NUMBERS: AtomicU64 = AtomicU64::new(0);

/// How many bytes of texts are held.
const MOST_TEXT: usize = 16 << 20;

impl Project {
    /// Reads everything once. `done` counts the files that are read.
    pub(super) fn build(wanted: &Wanted, done: &AtomicUsize) -> anyhow::Result<Self> {
        let directory = directory(&wanted.paths);
        // A folder below a configuration is held against all that the configuration is for. One page has no time for that.
        let is_whole = wanted.paths.iter().any(|path| path.is_dir());
        let beside = Beside::Tree { config: wanted.settings.config.clone(), report: Report::Changed };
        let mut request = Request {
            beside: if is_whole { beside } else { Beside::Nothing },
            directory: directory.clone(),
            paths: wanted.paths.iter().filter(|path| path.symlink_metadata().is_ok()).cloned().collect(),
            today: Some(jiff::Zoned::now().date()),
            ..Request::default()
        };
        // A page that is open and was never saved is known all the same, where it is asked for itself.
        let asked = |path: &PathBuf| wanted.paths.contains(path);
        request.overlays = wanted.overlays.iter().filter(|(path, _)| asked(path)).cloned().collect();
        let mut workspace = Workspace::open(&request)?;
        let settings = &wanted.settings;
        let choices = Choices {
            select: settings.select.clone(),
            ignore: settings.ignore.clone(),
            severity: settings.severity,
            config: settings.config.clone(),
            isolated: false,
            directory: directory.clone(),
        };
        let mut loaded = load::load(&choices, &workspace.folders(), packs::bundled_to_run())?;
        load::arrange(&mut workspace, &mut loaded, None, &directory)?;
        if loaded.severity == Severity::Info {
            workspace.ask_histories();
        }
        let mut overlays = workspace.overlays().clone();
        for (path, overlay) in &wanted.overlays {
            let name = workspace.name(path);
            if workspace.knows(&name) {
                overlays.put(name.as_str().into(), overlay.clone());
            }
        }
        workspace.set_overlays(overlays);
        let baselines = accepted::baselines(None, &loaded, &directory)?;
        let known = (!baselines.is_empty()).then(|| accepted::known(&baselines, &directory));
        workspace.sift(Sieve { accepted: known, before: None, each: true });
        let baselines = if is_whole { accepted::places(&loaded, &directory) } else { Vec::new() };
        let engine = Arc::new(loaded.engine);
        let run = Run { threads: wanted.threads, done: Some(done) };
        let state = workspace.incremental(&engine, run, &|path| workspace.text(path));
        let notices = loaded.notices.into_iter().chain(workspace.notices()).collect();
        Ok(Self {
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            workspace,
            engine,
            state,
            notices,
            named: loaded.named,
            is_whole,
            baselines,
            texts: Texts::default(),
        })
    }

    /// How it names a file that it holds.
    pub(super) fn name(&self, disk: &Path) -> Option<Arc<str>> {
        let name = self.workspace.name(disk);
        self.workspace.reports_on(&name).then(|| name.into())
    }

    pub(super) fn set_overlay(&mut self, change: impl FnOnce(&mut Overlays)) {
        let mut overlays = self.workspace.overlays().clone();
        change(&mut overlays);
        self.workspace.set_overlays(overlays);
    }

    /// Forgets the text of a file, which has become another one.
    pub(super) fn forget(&self, path: &str) {
        if let Ok(mut texts) = self.texts.0.lock()
            && let Some(text) = texts.0.remove(path)
        {
            texts.1 -= text.len();
        }
    }

    pub(super) fn update(&mut self, now: Vec<Now>) {
        let Self { workspace, engine, state, texts, .. } = self;
        let texts = |path: &str| texts.get(workspace, path);
        let spread: &Spread<'_> = &|count, one| (0..count).map(one).collect();
        state.update(engine, now, &Outside::new(&texts, spread));
    }

    /// What is reported on one page.
    pub(super) fn diagnostics(&self, path: &str) -> Vec<Diagnostic> {
        let texts = |path: &str| self.texts.get(&self.workspace, path);
        let spread: &Spread<'_> = &|count, one| (0..count).map(one).collect();
        let accepted = self.workspace.accepted();
        let outside = Outside { accepted, whole: self.is_whole, ..Outside::new(&texts, spread) };
        self.state.diagnostics(&self.engine, path, &outside)
    }

    /// A page with its safe fixes made, where that does it good.
    pub(super) fn mended(&mut self, path: &Arc<str>, text: &str) -> Option<String> {
        let Self { workspace, engine, state, texts, is_whole, .. } = self;
        let texts = |path: &str| texts.get(workspace, path);
        let spread: &Spread<'_> = &|count, one| (0..count).map(one).collect();
        let outside =
            Outside { accepted: workspace.accepted(), whole: *is_whole, ..Outside::new(&texts, spread) };
        let place = workspace.place(path)?;
        state.mended(engine, (path, text, place), &outside)
    }

    /// A file's text, as the editor has it or else as it was read last.
    pub(super) fn text(&self, path: &str) -> Option<Arc<str>> {
        self.texts.get(&self.workspace, path)
    }
}

impl Texts {
    fn get(&self, workspace: &Workspace, path: &str) -> Option<Arc<str>> {
        if let Some(open) = workspace.overlays().get(path) {
            return Some(Arc::clone(&open.text));
        }
        if let Some(text) = self.0.lock().ok().and_then(|texts| texts.0.get(path).cloned()) {
            return Some(text);
        }
        let text = workspace.text(path)?;
        if let Ok(mut texts) = self.0.lock() {
            if texts.1 + text.len() > MOST_TEXT {
                *texts = (FxHashMap::default(), 0);
            }
            let before = texts.0.insert(path.into(), Arc::clone(&text)).map_or(0, |text| text.len());
            texts.1 = texts.1 + text.len() - before;
        }
        Some(text)
    }
}

/// What the paths of reports start from: the only folder, or what several have in common.
fn directory(paths: &[PathBuf]) -> PathBuf {
    let folder = |path: &PathBuf| match path.is_dir() {
        true => path.clone(),
        false => path.parent().unwrap_or(path).to_path_buf(),
    };
    let common = |one: PathBuf, other: PathBuf| {
        let above = one.ancestors().find(|folder| other.starts_with(folder));
        above.map(Path::to_path_buf).unwrap_or(one)
    };
    paths.iter().map(folder).reduce(common).unwrap_or_default()
}
