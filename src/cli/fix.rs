//! `paralint check --fix` and `--diff`: making the changes that findings offer, or showing them. What is changed is the
//! engine's to decide.

use std::io::{self, Write};

use super::Exit;
use super::args::CheckArgs;
use super::load::Loaded;
use crate::diagnostic::Applicability;
use crate::engine::{Left, Mending};
use crate::report::{self, Style};
use crate::workspace::{Run, Workspace, store};

/// Makes the changes in the files.
pub(super) fn make(workspace: &Workspace, loaded: &Loaded, args: &CheckArgs, run: Run<'_>) -> Mending {
    workspace.fix(&loaded.engine, run, wanted(args), &mut store)
}

/// Makes them nowhere.
pub(super) fn plan(workspace: &Workspace, loaded: &Loaded, args: &CheckArgs, run: Run<'_>) -> Mending {
    workspace.fix(&loaded.engine, run, wanted(args), &mut |_, _| Ok(()))
}

fn wanted(args: &CheckArgs) -> Applicability {
    if args.fixes.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe }
}

/// Prints what would change.
pub(super) fn show(
    mending: &Mending,
    style: &Style,
    args: &CheckArgs,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    for mended in &mending.mended {
        report::write_diff(&mended.path, &mended.before, &mended.after, style, out)?;
    }
    out.flush()?;
    say(mending)?;
    let (fixes, pages) = (mending.outcome.summary.fixed, mending.mended.len());
    if !args.output.quiet {
        let said = match (fixes, pages) {
            (_, 0) => "nothing to change".to_owned(),
            (1, _) => "1 fix in 1 page; nothing was written".to_owned(),
            (_, 1) => format!("{fixes} fixes in 1 page; nothing was written"),
            _ => format!("{fixes} fixes in {pages} pages; nothing was written"),
        };
        writeln!(io::stderr(), "{said}")?;
    }
    Ok(match pages {
        _ if failed(mending) => Exit::Failure,
        0 => Exit::Clean,
        _ if args.exit_zero => Exit::Clean,
        _ => Exit::Findings,
    })
}

/// Says which pages were left as they were, and why.
pub(super) fn say(mending: &Mending) -> io::Result<()> {
    for (path, left) in &mending.left {
        super::say(&format!("{path}: {left}"))?;
    }
    Ok(())
}

/// Whether a file could not be written: no verdict of the engine's, but a fault of the outside world.
pub(super) fn failed(mending: &Mending) -> bool {
    mending.left.values().any(|left| matches!(left, Left::Changed | Left::Unwritten(_)))
}
