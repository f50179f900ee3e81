//! `paralint baseline`: keeping the file of accepted findings. It is made once and shrinks from then on. Not what it does to
//! a run (`gate`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Exit;
use super::args::{BaselineArgs, BaselineCommand, BaselineRunArgs, ReportArg};
use super::gate::{self, Fate};
use super::load::{self, Loaded};
use crate::config::{Accepted, Baseline};
use crate::diagnostic::Diagnostic;
use crate::engine::Outcome;
use crate::packs;
use crate::report::counted;
use crate::workspace::{self, Request, Run, Sieve, Workspace, write};

pub(super) fn run(args: &BaselineArgs) -> anyhow::Result<Exit> {
    let directory = std::env::current_dir().context("cannot tell the working directory")?;
    match &args.command {
        BaselineCommand::Create { run, force } => create(run, *force, &directory),
        BaselineCommand::Update(run) => update(run, &directory),
        BaselineCommand::Prune(run) => prune(run, &directory),
    }
}

/// The pages, and what their configurations say.
fn open(args: &BaselineRunArgs, directory: &Path) -> anyhow::Result<(Workspace, Loaded)> {
    let request = Request {
        directory: directory.to_path_buf(),
        paths: args.paths.clone(),
        today: Some(jiff::Zoned::now().date()),
        isolated: args.rules.isolated,
        beside: gate::beside(directory, args.rules.config.as_ref(), ReportArg::Changed),
        ..Request::default()
    };
    let mut workspace = Workspace::open(&request)?;
    let mut loaded = load::load(&args.rules, &workspace.folders(), packs::bundled_to_run())?;
    load::arrange(&mut workspace, &mut loaded, args.source.as_deref(), directory)?;
    Ok((workspace, loaded))
}

/// Checks the pages, each finding for itself.
fn check(workspace: &mut Workspace, loaded: &Loaded, sieve: Sieve, threads: usize) -> Outcome {
    workspace.sift(sieve);
    workspace.check(&loaded.engine, Run { threads, done: None })
}

fn create(args: &BaselineRunArgs, force: bool, directory: &Path) -> anyhow::Result<Exit> {
    let (mut workspace, loaded) = open(args, directory)?;
    let path = match (&args.baseline, &gate::places(&loaded, directory)[..]) {
        (Some(named), _) => workspace::normal(&directory.join(named)),
        (None, [only]) => only.clone(),
        (None, all) => bail!(
            "there are {} configurations; `--baseline FILE` says where the findings are to be kept",
            all.len()
        ),
    };
    let shown = shown(&path, directory);
    if path.exists() && !force {
        bail!("there is {shown} already; `paralint baseline update` shrinks it, `--force` makes it anew");
    }
    let outcome = check(&mut workspace, &loaded, Sieve { each: true, ..Sieve::default() }, args.threads);
    let folder = path.parent().unwrap_or(&path);
    let accepted = |found: &Diagnostic| {
        let disk = workspace::normal(&directory.join(&*found.path));
        let page = workspace::relative(folder, &disk);
        Accepted::new(page, &found.rule, &words(&workspace, found), found.fingerprint)
    };
    let findings: Vec<Accepted> = outcome.diagnostics.iter().map(accepted).collect();
    let pages: BTreeSet<&str> = outcome.diagnostics.iter().map(|found| &*found.path).collect();
    let (count, pages) = (counted(findings.len(), "finding"), counted(pages.len(), "page"));
    store(&path, findings)?;
    super::say(&format!("{shown}: {count} on {pages} accepted"))?;
    Ok(Exit::Clean)
}

/// The words of the source; of a header's findings, what is said.
fn words(workspace: &Workspace, found: &Diagnostic) -> String {
    let source = found.pair.as_ref().and_then(|pair| {
        let text = workspace.text(&found.path)?;
        Some(pair.source.get(&text)?.to_owned())
    });
    source.unwrap_or_else(|| found.message.clone())
}

fn update(args: &BaselineRunArgs, directory: &Path) -> anyhow::Result<Exit> {
    let (mut workspace, loaded) = open(args, directory)?;
    let baselines = named(args, &loaded, directory)?;
    let accepted = Some(gate::known(&baselines, directory));
    let outcome = check(&mut workspace, &loaded, Sieve { accepted, ..Sieve::default() }, args.threads);
    // Where everything was looked at, a page that is nowhere has no findings.
    let whole = workspace.is_whole();
    for (path, baseline) in &baselines {
        let folder = path.parent().unwrap_or(path);
        let (mut kept, mut moved) = (Vec::new(), 0);
        for (finding, fate) in gate::judge(path, baseline, &workspace, &loaded.engine, &outcome, directory) {
            match fate {
                Fate::Mended => {}
                Fate::Unknown if whole && !folder.join(&finding.page).is_file() => {}
                Fate::Moved(to) => {
                    moved += 1;
                    kept.push(Accepted { page: workspace::relative(folder, &to), ..finding.clone() });
                }
                Fate::There | Fate::Unknown => kept.push(finding.clone()),
            }
        }
        let (before, after) = (baseline.findings.len(), kept.len());
        let followed =
            if moved == 0 { String::new() } else { format!(", {moved} on pages that were renamed") };
        store(path, kept)?;
        let shown = shown(path, directory);
        let gone = before - after;
        super::say(&format!("{shown}: {gone} of {before} taken out, {after} left{followed}"))?;
    }
    Ok(Exit::Clean)
}

fn prune(args: &BaselineRunArgs, directory: &Path) -> anyhow::Result<Exit> {
    let (_, loaded) = open(args, directory)?;
    for (path, baseline) in named(args, &loaded, directory)? {
        let folder = path.parent().unwrap_or(&path).to_path_buf();
        let before = baseline.findings.len();
        let mut kept = baseline.findings;
        let is_known = |finding: &Accepted| {
            folder.join(&finding.page).is_file() && loaded.engine.runs(&finding.rule).is_some()
        };
        kept.retain(is_known);
        let after = kept.len();
        store(&path, kept)?;
        let shown = shown(&path, directory);
        let gone = before - after;
        super::say(&format!("{shown}: {gone} of {before} taken out, for their pages or rules are gone"))?;
    }
    Ok(Exit::Clean)
}

/// The files that there are.
fn named(
    args: &BaselineRunArgs,
    loaded: &Loaded,
    directory: &Path,
) -> anyhow::Result<Vec<(PathBuf, Baseline)>> {
    let baselines = gate::baselines(args.baseline.as_deref(), loaded, directory)?;
    if baselines.is_empty() {
        bail!("there is no {} beside the configuration; `paralint baseline create` makes it", gate::BASELINE);
    }
    Ok(baselines)
}

fn store(path: &Path, findings: Vec<Accepted>) -> anyhow::Result<()> {
    let text = Baseline::of(findings).write();
    write::put(path, text.as_bytes()).with_context(|| load::show(path))
}

fn shown(path: &Path, directory: &Path) -> String {
    workspace::relative(directory, path)
}
