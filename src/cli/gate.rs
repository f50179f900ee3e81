//! What is new: the states of the pages that a run is held against, and the findings that somebody accepted. Not what is
//! said of that (`check`), nor how the file of accepted findings is kept (`baseline`).

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::args::{CheckArgs, GateArgs, ReportArg};
use super::load::{self, Loaded};
use crate::config::{Accepted, Baseline};
use crate::engine::{Engine, Known, Outcome};
use crate::text::{on_one_line, shortened};
pub(super) use crate::workspace::accepted::{BASELINE, baselines, known, page, places};
use crate::workspace::{self, Arrangement, Beside, Report, Request, Revision, Run, Sieve, Workspace};

/// What a run is held against.
#[derive(Default)]
pub(super) struct Gate {
    /// What was there before.
    base: Option<Revision>,
    /// Its pages.
    before: Option<Workspace>,
    /// What is looked at, where that is not what the files say.
    head: Option<Revision>,
    /// Whether nothing is staged that is to be looked at.
    pub(super) is_idle: bool,
    /// The files of accepted findings, with their folders.
    baselines: Vec<(PathBuf, Baseline)>,
}

/// What is known beside the paths of a request.
pub(super) fn beside(directory: &Path, config: Option<&PathBuf>, report: ReportArg) -> Beside {
    let report = match report {
        ReportArg::Changed => Report::Changed,
        ReportArg::Affected => Report::Affected,
        ReportArg::All => Report::All,
    };
    Beside::Tree { config: config.map(|config| directory.join(config)), report }
}

impl Gate {
    /// Of a state that is looked at, or of the files.
    pub(super) fn of(head: Option<Revision>) -> Self {
        Self { head, ..Self::default() }
    }

    /// Lays out the states that the arguments name.
    pub(super) fn open(args: &CheckArgs, request: &Request) -> anyhow::Result<Self> {
        let GateArgs { diff_base, staged, diff_file, .. } = &args.gate;
        let folder = &request.directory;
        let mut gate = Self::default();
        if let Some(name) = diff_base {
            gate.base = Some(Revision::base(folder, name)?);
        } else if *staged && Revision::is_idle(folder)? {
            gate.is_idle = true;
        } else if *staged {
            gate.base = Some(Revision::head(folder)?);
            gate.head = Some(Revision::staged(folder)?);
        } else if let Some(path) = diff_file {
            gate.base = Some(Revision::before(folder, &patch(path, request)?)?);
        }
        if (gate.base.is_some() || gate.is_idle) && !request.overlays.is_empty() {
            bail!("standard input has no past; name a file");
        }
        Ok(gate)
    }

    /// The request for the pages that are looked at.
    pub(super) fn request(&self, request: &Request) -> Request {
        match &self.head {
            Some(head) => head.request(request),
            None if self.is_idle => Request { paths: Vec::new(), ..request.clone() },
            None => request.clone(),
        }
    }

    /// The folders that configurations are looked for in: those of the disk.
    pub(super) fn folders(&self, workspace: &Workspace) -> Vec<PathBuf> {
        let Some(head) = &self.head else { return workspace.folders() };
        let disk = workspace.folders().into_iter().map(|folder| head.disk(&folder));
        disk.filter_map(|folder| folder.ancestors().find(|folder| folder.is_dir()).map(Path::to_path_buf))
            .collect()
    }

    /// Places the pages that are looked at.
    pub(super) fn arrange(&self, workspace: &mut Workspace, arrangements: &[Arrangement]) {
        match &self.head {
            Some(head) => workspace.arrange(&head.arrangements(arrangements)),
            None => workspace.arrange(arrangements),
        }
    }

    /// Reads the accepted findings, looks at what was found before, and leaves both out of what is reported.
    pub(super) fn sift(
        &mut self,
        workspace: &mut Workspace,
        loaded: &Loaded,
        args: &CheckArgs,
        request: &Request,
    ) -> anyhow::Result<()> {
        if !args.gate.no_baseline && !args.rules.isolated {
            self.baselines = baselines(args.gate.baseline.as_deref(), loaded, &request.directory)?;
        }
        let accepted = (!self.baselines.is_empty()).then(|| known(&self.baselines, &request.directory));
        let mut known = None;
        if let Some(base) = &self.base {
            let before = self.before.insert(open(base, loaded, request)?);
            let outcome = before.check(&loaded.engine, Run { threads: args.threads, done: None });
            known = Some(findings(base, &outcome, workspace, &request.directory));
        }
        workspace.sift(Sieve { accepted, before: known, each: false });
        Ok(())
    }

    /// Says of each finding on a sentence that was there before how it was translated then.
    pub(super) fn remember(&self, outcome: &mut Outcome, workspace: &Workspace, directory: &Path) {
        let (Some(base), Some(before)) = (&self.base, &self.before) else { return };
        let old: BTreeMap<String, String> = base
            .renamed()
            .map(|(old, new)| (workspace::relative(directory, new), workspace::relative(directory, old)))
            .collect();
        // Of one page, by where a translation begins: what it was.
        let mut page: (Arc<str>, BTreeMap<u32, Option<String>>) = ("".into(), BTreeMap::new());
        for found in outcome.diagnostics.iter_mut() {
            let Some(pair) = &found.pair else { continue };
            if page.0 != found.path {
                let was = old.get(&*found.path).map_or(&*found.path, String::as_str);
                let (then, now) = (before.sentences(was), workspace.sentences(&found.path));
                let said = then.join(&now).into_iter().map(|(then, now, _)| {
                    let was = (then.target != now.target).then(|| then.target.clone());
                    (now.pair.target.start, was)
                });
                page = (Arc::clone(&found.path), said.collect());
            }
            let said = match page.1.get(&pair.target.start) {
                None => continue,
                Some(None) => "the translation is as it was before".to_owned(),
                Some(Some(was)) => format!("before this change it was `{}`", short(was)),
            };
            found.help = Some(match found.help.take() {
                Some(help) => format!("{help}; {said}"),
                None => said,
            });
        }
    }

    /// Says which accepted findings are not met any more on the pages that were looked at.
    pub(super) fn say(
        &self,
        workspace: &Workspace,
        engine: &Engine,
        outcome: &Outcome,
        directory: &Path,
    ) -> io::Result<()> {
        for (path, baseline) in &self.baselines {
            let stale = judge(path, baseline, workspace, engine, outcome, directory)
                .filter(|(_, fate)| matches!(fate, Fate::Mended))
                .count();
            let shown = load::show(path.strip_prefix(directory).unwrap_or(path));
            match stale {
                0 => {}
                1 => super::say(&format!(
                    "{shown}: 1 finding is there no more; `paralint baseline update` takes it out"
                ))?,
                n => super::say(&format!(
                    "{shown}: {n} findings are there no more; `paralint baseline update` takes them out"
                ))?,
            }
        }
        Ok(())
    }
}

/// A patch, from a file or from standard input.
fn patch(path: &Path, request: &Request) -> anyhow::Result<String> {
    if path.as_os_str() != "-" {
        let bytes = std::fs::read(request.directory.join(path));
        let bytes = bytes.with_context(|| format!("cannot read {}", load::show(path)))?;
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// So many characters of a sentence are shown.
const SHOWN: usize = 200;

/// The beginning of a text, on one line.
pub(super) fn short(text: &str) -> String {
    shortened(on_one_line(text), SHOWN).into_owned()
}

/// The pages of another state, placed by the rules of this one.
pub(super) fn open(base: &Revision, loaded: &Loaded, request: &Request) -> anyhow::Result<Workspace> {
    let full = |config: &PathBuf| workspace::normal(&request.directory.join(config));
    base.configure(&loaded.configs.iter().map(full).collect::<Vec<_>>());
    let mut before = Workspace::open(&base.request(request))?;
    before.arrange(&base.arrangements(&loaded.arrangements));
    before.sift(Sieve { each: true, ..Sieve::default() });
    Ok(before)
}

/// What was found in another state, by the paths that pages have now.
pub(super) fn findings(base: &Revision, outcome: &Outcome, workspace: &Workspace, directory: &Path) -> Known {
    let shown = |disk: &Path| workspace::relative(directory, disk);
    let renamed: BTreeMap<String, Arc<str>> =
        base.renamed().map(|(old, new)| (shown(old), Arc::from(shown(new)))).collect();
    let mut known = Known::default();
    for found in &outcome.diagnostics {
        let path = renamed.get(&*found.path).unwrap_or(&found.path);
        known.add(path, found.fingerprint);
        if !workspace.knows(path) {
            known.gone(Arc::clone(path));
        }
    }
    known
}

/// What became of an accepted finding.
pub(super) enum Fate {
    /// It was met, on its page.
    There,
    /// It was met on another page, whose path is given, for its own is gone.
    Moved(PathBuf),
    /// Nobody looked.
    Unknown,
    /// It was not met.
    Mended,
}

/// What became of each accepted finding. Only pages that are reported on are judged, and rules that ran.
pub(super) fn judge<'b>(
    path: &'b Path,
    baseline: &'b Baseline,
    workspace: &'b Workspace,
    engine: &'b Engine,
    outcome: &'b Outcome,
    directory: &'b Path,
) -> impl Iterator<Item = (&'b Accepted, Fate)> {
    let mut left = outcome.met.counts.clone();
    baseline.findings.iter().map(move |finding| {
        let disk = page(path, finding);
        let shown: Arc<str> = workspace::relative(directory, &disk).into();
        let met = finding.print().and_then(|print| left.get_mut(&(Arc::clone(&shown), print)));
        let fate = match (met.filter(|count| **count > 0), outcome.met.moved.get(&shown)) {
            (Some(count), moved) => {
                *count -= 1;
                moved.map_or(Fate::There, |to| Fate::Moved(workspace::normal(&directory.join(&**to))))
            }
            (None, _) if engine.runs(&finding.rule) == Some(false) => Fate::Unknown,
            (None, Some(_)) => Fate::Mended,
            (None, None) if workspace.reports_on(&shown) => Fate::Mended,
            (None, None) => Fate::Unknown,
        };
        (finding, fate)
    })
}
