//! `paralint check`.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::Thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::args::{CheckArgs, ColorArg, OutputArgs};
use super::fix;
use super::gate::{self, Gate};
use super::load::{self, Loaded};
use super::output::{self, Output, Reporter};
use super::{Exit, cache, statistics};
use crate::diagnostic::Severity;
use crate::engine::{Mending, Outcome, Profile};
use crate::model::Locale;
use crate::packs::{self, PackFile};
use crate::report::{self, Guard, Style};
use crate::workspace::{Overlay, Request, Run, Workspace, WorkspaceError};

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let directory = std::env::current_dir().context("cannot tell the working directory")?;
    let outputs = output::outputs(&args.output)?;
    let request = request(args, directory)?;
    let mut gate = Gate::open(args, &request)?;
    let looked_at = gate.request(&request);
    let (mut workspace, bundled) = open(&looked_at, args.threads)?;
    let mut loaded = load::load(&args.rules, &gate.folders(&workspace), bundled)?;
    load::name_source(&mut loaded, args.source.as_deref(), &request.directory)?;
    gate.arrange(&mut workspace, &loaded.arrangements);
    // What changed since, and when, is a hint unless it lasts too long.
    if args.max_age.is_some() || loaded.severity == Severity::Info {
        workspace.ask_histories();
    }
    let quiet = args.output.quiet;
    if !quiet {
        for notice in &loaded.notices {
            super::say(notice)?;
        }
    }
    let mut out = io::stdout().lock();
    if args.show.show_settings || args.show.show_files {
        show(args, &loaded, &workspace, &mut out)?;
        return Ok(Exit::Clean);
    }
    if !quiet {
        say_what_is_missing(args, &gate, &workspace)?;
    }
    // What is mended is looked at again and again, and never as it was kept.
    if !args.fixes.fix && !args.fixes.diff {
        cache::remember(&mut workspace, &loaded.engine, &args.cache, &request.directory);
    }
    let started = Instant::now();
    gate.sift(&mut workspace, &loaded, args, &request)?;
    if args.fixes.diff {
        let mending = with_progress(&workspace, args, |run| fix::plan(&workspace, &loaded, args, run));
        return fix::show(&mending, &style(&args.output), args, &mut out);
    }
    let mut mending = with_progress(&workspace, args, |run| {
        if args.fixes.fix {
            return fix::make(&workspace, &loaded, args, run);
        }
        Mending { outcome: workspace.check(&loaded.engine, run), ..Mending::default() }
    });
    let mut outcome = std::mem::take(&mut mending.outcome);
    gate.remember(&mut outcome, &workspace, &request.directory);
    let checked = Instant::now();
    if !quiet {
        for notice in workspace.notices() {
            super::say(&notice)?;
        }
        gate.say(&workspace, &loaded.engine, &outcome, &request.directory)?;
    }
    let reporter = Reporter {
        outcome: &outcome,
        workspace: &workspace,
        configs: &loaded.configs,
        directory: &request.directory,
        style: style(&args.output),
    };
    let counts = args.output.statistics.then(|| statistics::text(&outcome, &args.output.by));
    reporter.write(&outputs, counts.as_deref(), &mut out)?;
    fix::say(&mending)?;
    if args.show.verbose {
        let times = [checked - started, checked.elapsed()];
        verbose(&loaded, &workspace, args.threads, times, &mut Guard::plain(io::stderr()))?;
        for (rule, count) in &mending.made {
            writeln!(io::stderr(), "fixed          {count} {rule}")?;
        }
    }
    if !quiet {
        sum_up(args, &outputs, &outcome, &workspace)?;
    }
    let done = if fix::failed(&mending) { Exit::Failure } else { exit(&outcome, args) };
    // The process ends here, and the system takes back at once what would be given back piece by piece.
    std::mem::forget((workspace, loaded, outcome));
    Ok(done)
}

/// Finds the pages, and reads the bundled rules, which has nothing to do with that, beside it.
fn open(request: &Request, threads: usize) -> Result<(Workspace, Vec<PackFile>), WorkspaceError> {
    if threads == 1 {
        return Ok((Workspace::open(request)?, packs::bundled_to_run()));
    }
    std::thread::scope(|scope| {
        let bundled = scope.spawn(packs::bundled_to_run);
        let workspace = Workspace::open(request);
        let bundled = bundled.join().expect("bundled packs are proven by a test");
        Ok((workspace?, bundled))
    })
}

/// The settings, or else the files, in place of a check.
fn show(args: &CheckArgs, loaded: &Loaded, workspace: &Workspace, out: &mut dyn Write) -> anyhow::Result<()> {
    if args.show.show_settings {
        show_settings(loaded, workspace, args.threads, &mut Guard::plain(out))?;
        for notice in workspace.notices() {
            super::say(&notice)?;
        }
        return Ok(());
    }
    for path in workspace.paths() {
        writeln!(out, "{}", report::line(path))?;
    }
    Ok(())
}

/// Why there is nothing to check, or to compare with.
fn say_what_is_missing(args: &CheckArgs, gate: &Gate, workspace: &Workspace) -> io::Result<()> {
    if gate.is_idle {
        writeln!(io::stderr(), "no page is staged")?;
    } else if workspace.is_empty() {
        let others = match workspace.passed_over() {
            0 => "there are no files".to_owned(),
            1 => "the only file is no Markdown".to_owned(),
            n => format!("none of {n} files is Markdown"),
        };
        writeln!(io::stderr(), "nothing was checked: {others}, or all are ignored")?;
    }
    if let Some(live) = args.live.as_ref().filter(|_| workspace.live() == 0) {
        super::say(&format!("no page stands at the same path below `{}`", live.display()))?;
    }
    Ok(())
}

/// What stands below a report: the files that were passed over, and for people the counts.
fn sum_up(args: &CheckArgs, outputs: &[Output], outcome: &Outcome, workspace: &Workspace) -> io::Result<()> {
    if outcome.passed_over > 0 {
        let (some, all) = (outcome.passed_over, workspace.len());
        writeln!(io::stderr(), "{some} of {all} files not checked; `--severity info` says why")?;
    }
    if !workspace.is_empty() && output::is_for_people(outputs) {
        let folded = report::folded(&outcome.diagnostics);
        let is_folded = !args.output.unfold && !args.output.statistics && output::folds(outputs);
        let folds = folded > 0 && is_folded;
        let hint = if folds { format!("; {folded} folded, --unfold shows them") } else { String::new() };
        writeln!(io::stderr(), "{}{hint}", report::summary_line(&outcome.summary))?;
    }
    Ok(())
}

fn request(args: &CheckArgs, directory: PathBuf) -> anyhow::Result<Request> {
    let today = Some(jiff::Zoned::now().date());
    let mut request = Request { directory, today, live: args.live.clone(), ..Request::default() };
    request.max_age = args.max_age;
    request.isolated = args.rules.isolated;
    request.force_exclude = args.gate.force_exclude;
    request.beside = gate::beside(&request.directory, args.rules.config.as_ref(), args.gate.report);
    for path in &args.paths {
        if path.as_os_str() != "-" {
            request.paths.push(path.clone());
            continue;
        }
        if args.fixes.fix {
            bail!("standard input has no file to write to; `--diff` shows what would change");
        }
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).context("cannot read standard input as UTF-8")?;
        let name = args.stdin_filename.clone().unwrap_or_else(|| "stdin.md".into());
        request.overlays = vec![(name, Overlay::new(text))];
    }
    if args.stdin_filename.is_some() && request.overlays.is_empty() {
        bail!("--stdin-filename names standard input; give `-` as a path to read it");
    }
    Ok(request)
}

/// Does the work, showing progress on a terminal once it takes long.
fn with_progress<T>(workspace: &Workspace, args: &CheckArgs, work: impl FnOnce(Run<'_>) -> T) -> T {
    let done = AtomicUsize::new(0);
    let shows = !args.output.quiet && io::stderr().is_terminal() && workspace.known() > 500;
    let show = |over: &AtomicBool| progress(&done, workspace.known(), over);
    beside(shows.then_some(show), || work(Run { threads: args.threads, done: Some(&done) }))
}

/// Does the work with something shown beside it, which is told when the work is over.
fn beside<T>(shown: Option<impl FnOnce(&AtomicBool) + Send>, work: impl FnOnce() -> T) -> T {
    /// Also where the work ends in a panic: the scope waits for the thread.
    struct Over<'o>(&'o AtomicBool, Option<Thread>);

    impl Drop for Over<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
            if let Some(thread) = &self.1 {
                thread.unpark();
            }
        }
    }

    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let shown = shown.map(|shown| scope.spawn(|| shown(&over)));
        let _over = Over(&over, shown.map(|shown| shown.thread().clone()));
        work()
    })
}

fn progress(done: &AtomicUsize, all: usize, over: &AtomicBool) {
    let mut shown = false;
    std::thread::park_timeout(Duration::from_millis(500));
    while !over.load(Ordering::Relaxed) {
        shown = true;
        let _ = write!(io::stderr(), "\rchecking {}/{all} ", done.load(Ordering::Relaxed));
        std::thread::park_timeout(Duration::from_millis(100));
    }
    if shown {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}

pub(super) fn style(output: &OutputArgs) -> Style {
    let terminal = io::stdout().is_terminal();
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let color = match output.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto if set("NO_COLOR") => false,
        ColorArg::Auto if set("CLICOLOR_FORCE") => {
            std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0")
        }
        ColorArg::Auto => terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    };
    let measured = terminal_size::terminal_size().filter(|_| terminal).map(|(width, _)| usize::from(width.0));
    let width = measured.unwrap_or(Style::default().width);
    Style { color, width, fold: !output.unfold, ..Style::default() }
}

fn exit(outcome: &Outcome, args: &CheckArgs) -> Exit {
    let summary = &outcome.summary;
    let failing = args.fail_on.failing(summary) > 0;
    let too_many = args.max_warnings.is_some_and(|most| summary.warnings > most);
    if (failing || too_many) && !args.exit_zero { Exit::Findings } else { Exit::Clean }
}

/// What was done, for whoever wonders why a file or a rule is missing, or what took so long.
fn verbose(
    loaded: &Loaded,
    workspace: &Workspace,
    threads: usize,
    [checking, writing]: [Duration; 2],
    out: &mut dyn Write,
) -> io::Result<()> {
    let rules = || loaded.engine.names().rules();
    let run = rules().filter(|rule| loaded.engine.runs(rule) == Some(true)).count();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    writeln!(out, "configuration  {}", configuration(loaded))?;
    let known = match workspace.known() - workspace.len() {
        0 => String::new(),
        beside => format!(", {beside} known beside them"),
    };
    writeln!(out, "files          {}, {} passed over{known}", workspace.len(), workspace.passed_over())?;
    writeln!(out, "rules          {run} of {} run", rules().count())?;
    writeln!(out, "threads        {}", if threads == 0 { processors } else { threads })?;
    writeln!(out, "time           {checking:.1?} for checking, {writing:.1?} for writing")
}

fn configuration(loaded: &Loaded) -> String {
    let names: Vec<String> = loaded.configs.iter().map(|path| load::show(path)).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn show_settings(
    loaded: &Loaded,
    workspace: &Workspace,
    threads: usize,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    writeln!(out, "configuration  {}", configuration(loaded))?;
    writeln!(out, "files          {}", workspace.len())?;
    for (locale, evidence, count) in workspace.locales() {
        writeln!(out, "  {locale:<12} {count:>6}  by the {evidence}")?;
    }
    show_silent(loaded, workspace, out)?;
    show_layouts(workspace, out)?;
    writeln!(out, "reported from  {}", loaded.severity)?;
    let index = workspace.index(&loaded.engine, Run { threads, done: None });
    show_profile(&Profile::new(&index), out)?;
    writeln!(out, "rules")?;
    for rule in loaded.engine.names().rules() {
        let state = if loaded.engine.runs(rule) == Some(true) { "runs" } else { "does not run" };
        writeln!(out, "  {rule:<40} {state}")?;
    }
    Ok(())
}

/// The rules that have nothing to say in a locale, since nobody has said of its language what they need to know. Locales of
/// which the same is true have one line.
fn show_silent(loaded: &Loaded, workspace: &Workspace, out: &mut dyn Write) -> io::Result<()> {
    let locales: BTreeSet<String> = workspace.locales().into_iter().map(|(locale, ..)| locale).collect();
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for locale in locales.iter().filter_map(|locale| Locale::parse(locale)) {
        let (mut rules, mut lacking) = (Vec::new(), BTreeSet::new());
        for (rule, needs) in loaded.engine.silent_in(&locale) {
            rules.push(rule);
            lacking.extend(needs);
        }
        if rules.is_empty() {
            continue;
        }
        let lacking = lacking.into_iter().collect::<Vec<_>>().join(", ");
        let why = format!("without data on {lacking}: {}", rules.join(", "));
        match lines.iter_mut().find(|(other, _)| *other == why) {
            Some((_, locales)) => locales.push(locale.to_string()),
            None => lines.push((why, vec![locale.to_string()])),
        }
    }
    for (why, locales) in lines {
        writeln!(out, "silent         {}, {why}", locales.join(", "))?;
    }
    Ok(())
}

/// Which layouts were found, and what they hold.
fn show_layouts(workspace: &Workspace, out: &mut dyn Write) -> io::Result<()> {
    for layout in workspace.layouts() {
        let folder = if layout.folder.is_empty() { "." } else { &layout.folder };
        writeln!(out, "layout         {} below {folder}, by {}", layout.name, layout.by)?;
        let locales: Vec<String> =
            layout.locales.iter().map(|(locale, count)| format!("{locale} {count}")).collect();
        let pages = if layout.pages == 1 { "page" } else { "pages" };
        let shared = layout.shared;
        writeln!(
            out,
            "  {} {pages}, {shared} in more than one locale: {}",
            layout.pages,
            locales.join(", ")
        )?;
    }
    match workspace.sources() {
        0 => writeln!(out, "source         not at hand"),
        n => writeln!(out, "source         at hand for {n} of {} files", workspace.len()),
    }
}

/// The keys that most pages of a kind have: what a missing one is held against.
fn show_profile(profile: &Profile, out: &mut dyn Write) -> io::Result<()> {
    for ((site, name), kind) in profile.kinds() {
        let name =
            if name.is_empty() { "pages with `ms.*` keys".to_owned() } else { format!("`ms.topic: {name}`") };
        let site = if site.is_empty() { "." } else { site };
        writeln!(out, "profile        {site}: {} {name}", kind.pages)?;
        let mut keys: Vec<(&str, usize)> = kind.keys.iter().map(|(key, count)| (&**key, *count)).collect();
        keys.retain(|(_, count)| count * 4 >= kind.pages * 3);
        keys.sort_by_key(|&(key, count)| (std::cmp::Reverse(count), key));
        for (key, count) in keys {
            writeln!(out, "  {key:<28} {:>5.1} %", count as f64 * 100.0 / kind.pages as f64)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_work_does_not_leave_the_run_waiting() {
        let (ended, end) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let show = |over: &AtomicBool| {
                while !over.load(Ordering::Relaxed) {
                    std::thread::park_timeout(Duration::from_secs(1));
                }
            };
            let work = || beside(Some(show), || panic!("a fault of ours"));
            let panicked = std::panic::catch_unwind(work).is_err();
            let _ = ended.send(panicked);
        });
        assert_eq!(end.recv_timeout(Duration::from_secs(20)), Ok(true));
    }
}
