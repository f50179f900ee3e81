//! `paralint init`: a configuration that fits what is there.

mod proposal;
mod text;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Exit;
use super::args::InitArgs;
use super::load::{self, show};
use crate::config::{Options, Settings};
use crate::engine::Engine;
use crate::packs;
use crate::workspace::write::{self, WriteError};
use crate::workspace::{Request, Run, Workspace};
use proposal::Proposal;

const NAME: &str = "paralint.yaml";

pub(super) fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    if !args.path.is_dir() {
        bail!("`{}` is no folder; name the top of the repository", show(&args.path));
    }
    // Without the `.` that stands for the working directory.
    let file: PathBuf = args.path.join(NAME).components().collect();
    let mut out = io::stdout().lock();
    if file.symlink_metadata().is_ok() {
        writeln!(out, "{} is there already; nothing was changed", show(&file))?;
        return Ok(Exit::Clean);
    }
    let text = propose(&args.path)?;
    out.write_all(text.as_bytes())?;
    out.flush()?;
    let mut err = io::stderr();
    if let Some(other) = load::find(&args.path) {
        writeln!(err, "note: below {}, this takes the place of {}", show(&args.path), show(&other))?;
    }
    if args.dry_run {
        writeln!(err, "{} was not written; leave out --dry-run to write it", show(&file))?;
        return Ok(Exit::Clean);
    }
    match write::create(&file, text.as_bytes()) {
        Ok(()) => writeln!(err, "{} was written", show(&file))?,
        Err(WriteError::Exists) => writeln!(err, "{} is there by now; nothing was changed", show(&file))?,
        Err(error) => bail!("{}: {error}", show(&file)),
    }
    Ok(Exit::Clean)
}

/// The configuration that fits the pages below a folder.
fn propose(folder: &Path) -> anyhow::Result<String> {
    let directory = std::env::current_dir().context("cannot tell the working directory")?;
    let today = Some(jiff::Zoned::now().date());
    let paths = vec![folder.to_path_buf()];
    let workspace = Workspace::open(&Request { directory, paths, today, ..Request::default() })?;
    if workspace.is_empty() {
        bail!("there is no Markdown below `{}`, or all of it is ignored", show(folder));
    }
    let engine = |options: &Options| Engine::new(packs::bundled(), &Settings::new(None, options, None));
    let index = workspace.index(&engine(&Options::default())?, Run::default());
    let mut proposal = Proposal::of(&workspace, &index);
    // Each step looks at what the steps before it leave over.
    proposal.add_keys(&index, &engine(&proposal.options())?);
    let outcome = workspace.check(&engine(&proposal.options())?, Run::default());
    proposal.add_overrides(&workspace, &outcome.diagnostics);
    let text = text::write(&proposal);
    Options::read(NAME, &text)
        .context("what was to be written cannot be read; this is a fault of paralint")?;
    Ok(text)
}
