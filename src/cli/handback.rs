//! `paralint handback`: what a hand-back brought, told from the pages before it and after it. Not how two states are laid
//! out (`workspace::revision`), nor what is found in each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::args::{FailOn, OutputArgs, ReportArg, RuleArgs};
use super::gate::{self, Gate, short};
use super::load::{self, Loaded};
use super::output::{self, Reporter};
use super::{Exit, check, fix, statistics};
use crate::diagnostic::{Diagnostic, Summary};
use crate::engine::{Outcome, Retranslated};
use crate::packs;
use crate::report::counted;
use crate::workspace::{
    self, Edited, Request, Revision, Run, Sentences, Sieve, Translated, Workspace, store,
};

#[derive(Debug, Args)]
#[command(
    after_help = "Sentences are told by the words of their source, so it matters neither where they stand nor which ids \
                  they have. Exit codes: 0 nothing was broken, 1 something was, 2 could not do what was asked."
)]
pub(super) struct HandbackArgs {
    /// The commit before the hand-back.
    pub(super) base: String,
    /// The commit after it; the files as they are where none is named.
    pub(super) head: Option<String>,
    /// Files and folders that it is about.
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub(super) pages: Vec<PathBuf>,
    /// Put the old translations of broken sentences back, if the page is not the worse for it.
    #[arg(long, value_name = "WHAT", conflicts_with = "head")]
    pub(super) revert: Option<RevertArg>,
    /// Hold each page against the source at its path below this folder, whatever the configuration says.
    #[arg(long, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Fail where something this grave is reported.
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: FailOn,
    /// Threads; 0 for one a processor.
    #[arg(long, value_name = "N", default_value_t = 0, env = "PARALINT_THREADS")]
    pub(super) threads: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RevertArg {
    /// Sentences that were in order before, and are not now
    Regressed,
}

/// What a hand-back came to.
#[derive(Debug, Default)]
struct Counts {
    /// Pages that stand in both states.
    pages: usize,
    /// Sentences whose source is what it was.
    same: usize,
    /// Those of them with another translation.
    anew: usize,
    /// Findings before it, and how many of them are left.
    before: usize,
    kept: usize,
    /// Findings that were not there before.
    new: usize,
    /// Those of them on sentences whose source is what it was.
    regressed: usize,
    /// Edits that are gone.
    overwritten: usize,
    /// Pages that people had translated and a machine has now.
    by_machine: usize,
}

pub(super) fn run(args: &HandbackArgs) -> anyhow::Result<Exit> {
    let directory = std::env::current_dir().context("cannot tell the working directory")?;
    let outputs = output::outputs(&args.output)?;
    let request = Request {
        directory: directory.clone(),
        paths: args.pages.clone(),
        today: Some(jiff::Zoned::now().date()),
        isolated: args.rules.isolated,
        beside: gate::beside(&directory, args.rules.config.as_ref(), ReportArg::Changed),
        ..Request::default()
    };
    let mut base = Revision::at(&directory, &args.base)?;
    let head = args.head.as_ref().map(|name| Revision::at(&directory, name)).transpose()?;
    if let Some(head) = &head {
        base.until(head)?;
    }
    let gate = Gate::of(head);
    let mut workspace = Workspace::open(&gate.request(&request))?;
    let mut loaded = load::load(&args.rules, &gate.folders(&workspace), packs::bundled_to_run())?;
    load::name_source(&mut loaded, args.source.as_deref(), &directory)?;
    gate.arrange(&mut workspace, &loaded.arrangements);
    let mut before = gate::open(&base, &loaded, &request)?;
    let told = compare(&mut workspace, &mut before, &base, &loaded, args.threads, &directory);
    let Told { counts, mut outcome, regressed } = told;
    let back = args
        .revert
        .is_some()
        .then(|| put_back(&mut workspace, &loaded, args.threads, &regressed, &mut outcome))
        .transpose()?;
    outcome.summary =
        Summary { documents: outcome.summary.documents, pairs: outcome.summary.pairs, ..Summary::default() };
    for found in &outcome.diagnostics {
        outcome.summary.count(found);
    }
    let mut out = io::stdout().lock();
    let reporter = Reporter {
        outcome: &outcome,
        workspace: &workspace,
        configs: &loaded.configs,
        directory: &directory,
        style: check::style(&args.output),
    };
    let statistics = args.output.statistics.then(|| statistics::text(&outcome, &args.output.by));
    reporter.write(&outputs, statistics.as_deref(), &mut out)?;
    if !args.output.quiet {
        let line = back.as_ref().map_or("", |back| &back.line);
        write!(io::stderr(), "{}{line}", counts.table())?;
    }
    Ok(match args.fail_on.failing(&outcome.summary) {
        _ if back.is_some_and(|back| back.failed) => Exit::Failure,
        0 => Exit::Clean,
        _ => Exit::Findings,
    })
}

/// What came of putting old translations back.
struct PutBack {
    /// For people.
    line: String,
    /// Whether a page could not be written.
    failed: bool,
}

/// Puts old translations of broken sentences back, and takes what was mended by that out of what is told.
fn put_back(
    workspace: &mut Workspace,
    loaded: &Loaded,
    threads: usize,
    regressed: &[Retranslated],
    outcome: &mut Outcome,
) -> anyhow::Result<PutBack> {
    workspace.sift(Sieve::default());
    let run = Run { threads, done: None };
    let mending = workspace
        .revert(&loaded.engine, run, regressed, &mut store)
        .context("the rule for broken sentences is off, so there is nothing to put back")?;
    let is_back = |found: &Diagnostic| {
        found.fix.is_some() && mending.mended.iter().any(|mended| mended.path == found.path)
    };
    outcome.diagnostics.retain(|found| !is_back(found));
    let sentences: usize = mending.made.values().sum();
    let line = format!(
        "put back       {} on {}\n",
        counted(sentences, "old translation"),
        counted(mending.mended.len(), "page")
    );
    fix::say(&mending)?;
    Ok(PutBack { line, failed: fix::failed(&mending) })
}

/// What is told of a hand-back.
struct Told {
    counts: Counts,
    outcome: Outcome,
    /// The broken sentences.
    regressed: Vec<Retranslated>,
}

/// Checks both states, joins their sentences by the source, and sorts what is new.
fn compare(
    workspace: &mut Workspace,
    before: &mut Workspace,
    base: &Revision,
    loaded: &Loaded,
    threads: usize,
    directory: &Path,
) -> Told {
    let run = Run { threads, done: None };
    let earlier = before.check(&loaded.engine, run);
    let known = gate::findings(base, &earlier, workspace, directory);
    workspace.sift(Sieve { accepted: Some(known), each: true, ..Sieve::default() });
    let mut outcome = workspace.check(&loaded.engine, run);
    let mut counts = Counts {
        before: earlier.diagnostics.len(),
        kept: outcome.summary.baselined,
        new: outcome.diagnostics.len(),
        ..Counts::default()
    };
    let old: BTreeMap<String, &Path> =
        base.renamed().map(|(old, new)| (workspace::relative(directory, new), old)).collect();
    let was =
        |path: &str| old.get(path).map_or_else(|| path.to_owned(), |old| workspace::relative(directory, old));
    let mut found: BTreeMap<Arc<str>, Vec<Diagnostic>> = BTreeMap::new();
    for diagnostic in std::mem::take(&mut outcome.diagnostics) {
        found.entry(Arc::clone(&diagnostic.path)).or_default().push(diagnostic);
    }
    // What was wrong already, whatever it was, is not broken by a new translation.
    let broken: BTreeSet<(&str, u32)> = earlier
        .diagnostics
        .iter()
        .filter_map(|found| Some((&*found.path, found.pair.as_ref()?.target.start)))
        .collect();
    let mut told = Vec::new();
    let mut regressed: Vec<Retranslated> = Vec::new();
    let mut changed: BTreeMap<PathBuf, Arc<str>> = BTreeMap::new();
    for path in workspace.paths().map(Arc::<str>::from) {
        let was = was(&path);
        if !before.knows(&was) {
            continue;
        }
        let (then, now) = (before.sentences(&was), workspace.sentences(&path));
        let both = then.join(&now);
        if counts.page(&then, &now, &both) {
            let disk = workspace::normal(&directory.join(&was));
            changed.insert(disk, Arc::clone(&path));
        }
        let was_broken = |then: &Translated| broken.contains(&(&*was, then.pair.target.start));
        for diagnostic in found.remove(&path).into_iter().flatten() {
            let Some((new, sentence)) = regression(&diagnostic, &both, was_broken, loaded) else { continue };
            counts.regressed += 1;
            told.push(new);
            let is_same = |last: &Retranslated| last.path == path && last.pair.target == sentence.pair.target;
            if !regressed.last().is_some_and(is_same) {
                regressed.push(sentence);
            }
        }
    }
    let pages: Vec<PathBuf> = changed.keys().cloned().collect();
    for (disk, edits) in base.edits(&pages) {
        let Some(path) = changed.get(&disk) else { continue };
        let states = (before.sentences(&was(path)), workspace.sentences(path));
        told.extend(overwritten(path, &states, &edits, loaded));
    }
    told.sort_by(|a, b| (&a.path, a.span, &a.rule).cmp(&(&b.path, b.span, &b.rule)));
    counts.overwritten = told.len() - counts.regressed;
    outcome.diagnostics = told;
    Told { counts, outcome, regressed }
}

/// What a new finding is called where its sentence was in order before it was translated anew, and that sentence.
fn regression(
    diagnostic: &Diagnostic,
    both: &[Joined<'_>],
    was_broken: impl Fn(&Translated) -> bool,
    loaded: &Loaded,
) -> Option<(Diagnostic, Retranslated)> {
    let start = diagnostic.pair.as_ref()?.target.start;
    let (then, now, _) = both.iter().find(|(_, now, _)| now.pair.target.start == start)?;
    if then.target == now.target || was_broken(then) {
        return None;
    }
    let (path, pair, before) = (Arc::clone(&diagnostic.path), now.pair.clone(), then.target.clone());
    let sentence = Retranslated { path, pair, before };
    let new = loaded.engine.regressed(diagnostic, &sentence, short(&then.target))?;
    Some((new, sentence))
}

/// The edits of a page that are not there any more.
fn overwritten(
    path: &Arc<str>,
    (then, now): &(Sentences, Sentences),
    edits: &[Edited],
    loaded: &Loaded,
) -> Vec<Diagnostic> {
    let both = then.join(now);
    let mut told = Vec::new();
    for edit in edits {
        let handed_back = &edit.handed_back;
        let is_it = |key, ordinal| key == handed_back.key && ordinal == edit.ordinal;
        let joined = both.iter().find(|(then, _, ordinal)| is_it(then.key, *ordinal));
        let Some((then, now, _)) = joined.filter(|(then, now, _)| then.target != now.target) else {
            continue;
        };
        let before = then.target.clone();
        let sentence = Retranslated { path: Arc::clone(path), pair: now.pair.clone(), before };
        let texts = [&handed_back.target, &then.target, &now.target].map(|text| short(text));
        told.extend(loaded.engine.overwritten(
            &sentence,
            texts,
            handed_back.key.wrapping_add(edit.ordinal as u64),
        ));
    }
    told
}

/// Whether people translated a page, and a machine does now.
fn is_by_machine(then: &Sentences, now: &Sentences) -> bool {
    let is = |state: &Sentences, kind: &str| {
        state.translationtype.as_deref().is_some_and(|own| own.starts_with(kind))
    };
    (is(then, "HT") || is(then, "Human")) && (is(now, "MT") || is(now, "Machine"))
}

/// A sentence before and after, and how many equal ones stand before it.
type Joined<'s> = (&'s Translated, &'s Translated, usize);

impl Counts {
    /// Counts a page with the sentences that it has in both states; says whether one of them was translated anew.
    fn page(&mut self, then: &Sentences, now: &Sentences, both: &[Joined<'_>]) -> bool {
        let anew = both.iter().filter(|(then, now, _)| then.target != now.target).count();
        self.pages += 1;
        self.same += both.len();
        self.anew += anew;
        self.by_machine += usize::from(is_by_machine(then, now));
        anew > 0
    }

    /// For people, a line for each thing.
    fn table(&self) -> String {
        let share = if self.same == 0 { 0.0 } else { self.anew as f64 * 100.0 / self.same as f64 };
        let gone = self.before.saturating_sub(self.kept);
        let mut table = format!(
            "pages          {} before and after\n\
             sentences      {} with the source that they had, {} of them translated anew ({share:.1} %)\n\
             findings       {} before, {} after: {} regressed, {} new otherwise, {} as before; {gone} gone\n",
            self.pages,
            self.same,
            self.anew,
            self.before,
            self.kept + self.new,
            self.regressed,
            self.new - self.regressed,
            self.kept,
        );
        if self.overwritten > 0 {
            table += &format!("overwritten    {}\n", counted(self.overwritten, "edit"));
        }
        if self.by_machine > 0 {
            table +=
                &format!("by machine     {} that people had translated\n", counted(self.by_machine, "page"));
        }
        table
    }
}
