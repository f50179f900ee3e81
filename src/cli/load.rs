//! From arguments to an engine: configuration, packs, settings.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::{RuleArgs, SeverityArg};
use crate::config::{Options, Selector, Settings};
use crate::diagnostic::Severity;
use crate::engine::Engine;
use crate::packs::{self, PackError, PackFile};

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
    let settings = Settings {
        severity: match args.severity {
            SeverityArg::Info => Severity::Info,
            SeverityArg::Warning => Severity::Warning,
            SeverityArg::Error => Severity::Error,
        },
        configured: options.rules.iter().map(|(name, level)| (Selector::new(name), *level)).collect(),
        selected: selectors(&args.select),
        ignored: selectors(&args.ignore),
    };
    let engine = Engine::new(packs, &settings).with_context(|| origin(config.as_deref()))?;
    Ok(Loaded { engine, settings, config })
}

/// The bundled packs and those that a configuration names.
pub(super) fn packs(config: Option<&Path>) -> anyhow::Result<(Vec<PackFile>, Options)> {
    let mut packs = packs::bundled();
    let Some(config) = config else { return Ok((packs, Options::default())) };
    let options = Options::read(&show(config), &read(config)?).map_err(explained)?;
    for named in &options.packs {
        let path = config.parent().unwrap_or(config).join(named);
        inside(config, &path)?;
        packs.push(pack(&path)?);
    }
    Ok((packs, options))
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

/// A pack is taken only from below the configuration that names it: a pull request may have written both.
fn inside(config: &Path, pack: &Path) -> anyhow::Result<()> {
    let folder = config.canonicalize()?.parent().map(Path::to_path_buf).unwrap_or_default();
    let full = pack.canonicalize().with_context(|| format!("cannot read the pack {}", show(pack)))?;
    if !full.starts_with(&folder) {
        bail!("{}: the pack {} lies outside of the folder of this configuration", show(config), show(pack));
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
