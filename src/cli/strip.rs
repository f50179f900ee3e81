//! `paralint strip`: pages without their spans.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Exit;
use super::args::{SideArg, StripArgs};
use crate::model::strip::{Asterisks, damage, strip};
use crate::model::{Document, SideName};
use crate::text::LineIndex;
use crate::workspace::write::{self, WriteError};
use crate::workspace::{Overlay, Page, Request, Workspace};

pub(super) fn run(args: &StripArgs) -> anyhow::Result<Exit> {
    let request = request(args)?;
    let workspace = Workspace::open(&request)?;
    if workspace.is_empty() {
        writeln!(io::stderr(), "nothing was stripped: there is no Markdown, or all of it is ignored")?;
        return Ok(Exit::Clean);
    }
    let output = args.output.as_ref().map(|folder| request.directory.join(folder));
    match &output {
        Some(folder) => prove(folder, args, &workspace)?,
        None if workspace.len() > 1 && !args.in_place => bail!(
            "{} pages do not fit on standard output; write them with `--output DIR`, or over themselves with \
             `--in-place`",
            workspace.len()
        ),
        None => {}
    }
    let mut done = Done::default();
    workspace.each(&mut |page, document| {
        let written = document.map_err(Left::Failed).and_then(|document| {
            let text = text(document, args)?;
            match &output {
                Some(folder) if is_output(&page, folder) => Ok(Written::Not),
                Some(folder) => to(write::put(&folder.join(page.below), text.as_bytes())),
                None if args.in_place && text == document.text => Ok(Written::Not),
                None if args.in_place => {
                    to(write::replace(page.disk, document.text.as_bytes(), text.as_bytes()))
                }
                None => print(&text),
            }
        });
        done.count(&page, written);
    });
    done.finish(args)
}

fn request(args: &StripArgs) -> anyhow::Result<Request> {
    let directory = std::env::current_dir().context("cannot tell the working directory")?;
    let mut request = Request { directory, ..Request::default() };
    for path in &args.paths {
        if path.as_os_str() != "-" {
            request.paths.push(path.clone());
            continue;
        }
        if args.in_place || args.output.is_some() {
            bail!(
                "standard input is stripped to standard output; leave out `-`, or `--output` and `--in-place`"
            );
        }
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).context("cannot read standard input as UTF-8")?;
        request.overlays = vec![("stdin.md".into(), Overlay::new(text))];
    }
    if args.unescape_asterisks && args.side == SideArg::Source {
        bail!("--unescape-asterisks is for translations; the source text has no asterisks but its author's");
    }
    Ok(request)
}

/// Nothing is written before it is clear where everything goes: two pages never to one file, none over itself.
fn prove(folder: &Path, args: &StripArgs, workspace: &Workspace) -> anyhow::Result<()> {
    let mut goals: HashMap<PathBuf, &str> = HashMap::new();
    for page in workspace.pages().filter(|page| !is_output(page, folder)) {
        let goal = folder.join(page.below);
        let same = || Some(goal.canonicalize().ok()? == page.disk.canonicalize().ok()?);
        if same() == Some(true) {
            bail!("{} would be written over itself; `--in-place` does that", page.path);
        }
        if let Some(other) = goals.insert(goal, page.path) {
            bail!(
                "both {other} and {} would be written to {} below {}; strip one folder at a time",
                page.path,
                page.below,
                args.output.as_deref().unwrap_or(folder).display()
            );
        }
    }
    Ok(())
}

/// Whether a page is what an earlier run wrote: the output folder may lie inside an argument.
fn is_output(page: &Page<'_>, folder: &Path) -> bool {
    let depth = Path::new(page.below).components().count();
    let argument = page.disk.ancestors().nth(depth);
    page.disk.starts_with(folder) && argument.is_some_and(|argument| !argument.starts_with(folder))
}

/// What became of a page.
enum Written {
    Yes,
    /// It had nothing to strip.
    Not,
}

/// Why a page was left alone, in words that follow its path.
enum Left {
    Damaged {
        line: usize,
    },
    Failed(String),
    /// The reader has read enough.
    BrokenPipe(io::Error),
}

fn text(document: &Document<'_>, args: &StripArgs) -> Result<String, Left> {
    if let Some(leftover) = damage(document).filter(|_| !args.force) {
        let line = LineIndex::new(document.text).line(leftover.span.start as usize) + 1;
        return Err(Left::Damaged { line });
    }
    let side = match args.side {
        SideArg::Target => SideName::Target,
        SideArg::Source => SideName::Source,
    };
    let asterisks = if args.unescape_asterisks { Asterisks::Unescaped } else { Asterisks::Kept };
    Ok(strip(document, side, asterisks))
}

fn to(written: Result<(), WriteError>) -> Result<Written, Left> {
    written.map(|()| Written::Yes).map_err(|error| Left::Failed(error.to_string()))
}

fn print(text: &str) -> Result<Written, Left> {
    let mut out = io::stdout().lock();
    let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    printed.map(|()| Written::Yes).map_err(Left::BrokenPipe)
}

/// Counts of a run.
#[derive(Default)]
struct Done {
    written: usize,
    unchanged: usize,
    damaged: usize,
    failed: usize,
    broken: Option<io::Error>,
}

impl Done {
    fn count(&mut self, page: &Page<'_>, written: Result<Written, Left>) {
        let said = match written {
            Ok(Written::Yes) => return self.written += 1,
            Ok(Written::Not) => return self.unchanged += 1,
            Err(Left::BrokenPipe(error)) => return self.broken = Some(error),
            Err(Left::Damaged { line }) => {
                self.damaged += 1;
                format!("{}:{line}: left alone: this marker belongs to no whole pair", page.path)
            }
            Err(Left::Failed(words)) => {
                self.failed += 1;
                format!("{}: {words}", page.path)
            }
        };
        let _ = super::say(&said);
    }

    fn finish(self, args: &StripArgs) -> anyhow::Result<Exit> {
        if let Some(error) = self.broken {
            return Err(error.into());
        }
        let mut err = io::stderr();
        if self.damaged > 0 {
            let help = "`paralint check` says what is wrong; `--force` strips all but these markers";
            writeln!(err, "  help: {help}")?;
        }
        if args.in_place || args.output.is_some() {
            let counts = [
                (self.written, "written"),
                (self.unchanged, "unchanged"),
                (self.damaged, "damaged"),
                (self.failed, "failed"),
            ];
            let counts = counts.iter().filter(|(count, _)| *count > 0);
            let counts: Vec<_> = counts.map(|(count, what)| format!("{count} {what}")).collect();
            writeln!(err, "{}", counts.join(", "))?;
        }
        Ok(match (self.failed, self.damaged) {
            (0, 0) => Exit::Clean,
            (0, _) => Exit::Findings,
            _ => Exit::Failure,
        })
    }
}
