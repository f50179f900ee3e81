//! From arguments to an engine: configuration, packs, settings.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::{RuleArgs, SeverityArg};
use crate::config::{Options, Selector, Settings};
use crate::diagnostic::Severity;
use crate::engine::Engine;
use crate::packs::{self, PackError, PackFile};
use crate::workspace;

/// What a run was told to do, read and proven.
pub(super) struct Loaded {
    pub(super) engine: Engine,
    pub(super) settings: Settings,
    /// The configuration that was read, if one was.
    pub(super) config: Option<PathBuf>,
}

/// Builds the engine that `check` runs.
pub(super) fn load(args: &RuleArgs, near: &Path) -> anyhow::Result<Loaded> {
    let config = if args.isolated { None } else { args.config.clone().or_else(|| find(near)) };
    let (packs, options) = packs(config.as_deref())?;
    let selectors = |names: &[String]| names.iter().map(Selector::new).collect();
    let severity = args.severity.map(|severity| match severity {
        SeverityArg::Info => Severity::Info,
        SeverityArg::Warning => Severity::Warning,
        SeverityArg::Error => Severity::Error,
    });
    let root = config.as_deref().map_or_else(|| Ok(String::new()), working_directory_from)?;
    let mut settings = Settings::new(severity, &options, root);
    settings.selected = selectors(&args.select);
    settings.ignored = selectors(&args.ignore);
    let engine = Engine::new(packs, &settings).with_context(|| origin(config.as_deref()))?;
    Ok(Loaded { engine, settings, config })
}

/// The bundled packs and those that a configuration names.
pub(super) fn packs(config: Option<&Path>) -> anyhow::Result<(Vec<PackFile>, Options)> {
    let mut packs = packs::bundled();
    let Some(config) = config else { return Ok((packs, Options::default())) };
    let mut options = Options::default();
    // From the outermost to the configuration itself, so that the nearest wins.
    for (path, own) in chain(config)?.into_iter().rev() {
        for named in &own.packs {
            let pack_path = path.parent().unwrap_or(&path).join(named);
            inside(config, &path, &pack_path)?;
            packs.push(pack(&pack_path)?);
        }
        options = own.over(options);
    }
    Ok((packs, options))
}

/// A configuration and what it extends, nearest first.
fn chain(config: &Path) -> anyhow::Result<Vec<(PathBuf, Options)>> {
    let mut chain: Vec<(PathBuf, Options)> = Vec::new();
    let mut next = Some(config.to_path_buf());
    while let Some(path) = next {
        let options = Options::read(&show(&path), &read(&path)?).map_err(explained)?;
        next = options.extends.as_ref().map(|base| path.parent().unwrap_or(&path).join(base));
        if let Some(base) = &next {
            inside(config, &path, base)?;
            let seen =
                |(known, _): &(PathBuf, Options)| known.canonicalize().ok() == base.canonicalize().ok();
            if chain.iter().any(seen) || path.canonicalize()? == base.canonicalize()? {
                bail!("{}: `extends` leads back to {}", show(&path), show(base));
            }
        }
        chain.push((path, options));
    }
    Ok(chain)
}

/// The working directory as a configuration's folder sees it.
fn working_directory_from(config: &Path) -> anyhow::Result<String> {
    let here = std::env::current_dir()?.canonicalize()?;
    let folder = config.canonicalize()?.parent().map(Path::to_path_buf).unwrap_or_default();
    Ok(workspace::relative(&folder, &here))
}

/// Reads a user's pack.
pub(super) fn pack(path: &Path) -> anyhow::Result<PackFile> {
    packs::read(&show(path), &read(path)?).map_err(explained)
}

/// The nearest configuration at or above a folder, up to the top of its repository.
pub(super) fn find(near: &Path) -> Option<PathBuf> {
    let near = near.canonicalize().ok()?;
    let folder = if near.is_dir() { &near } else { near.parent()? };
    let mut top = false;
    let below_top = folder.ancestors().take_while(|folder| {
        let below = !top;
        top = folder.join(".git").exists();
        below
    });
    let found = below_top.map(|folder| folder.join("paralint.yaml")).find(|file| file.is_file())?;
    let here = std::env::current_dir().ok();
    let short = here.and_then(|here| found.strip_prefix(here).ok().map(Path::to_path_buf));
    Some(short.unwrap_or(found))
}

/// Packs and configurations are taken only from inside the repository of the configuration that was asked for;
/// without a repository, from below its folder. A pull request may have written all of them.
fn inside(config: &Path, named_in: &Path, named: &Path) -> anyhow::Result<()> {
    let folder = config.canonicalize()?.parent().map(Path::to_path_buf).unwrap_or_default();
    let top = folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&folder);
    let full = named
        .canonicalize()
        .with_context(|| format!("{} names {}, which cannot be read", show(named_in), show(named)))?;
    if !full.starts_with(top) {
        bail!("{}: {} lies outside of the repository", show(named_in), show(named));
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", show(path)))
}

fn explained(error: PackError) -> anyhow::Error {
    match &error.help {
        Some(help) => anyhow::anyhow!("{error}\n  help: {help}"),
        None => error.into(),
    }
}

fn origin(config: Option<&Path>) -> String {
    config.map_or_else(
        || "on the command line".to_owned(),
        |config| format!("on the command line or in {}", show(config)),
    )
}

pub(super) fn show(path: &Path) -> String {
    path.display().to_string()
}
