//! Where caches lie, and `paralint clean`.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use super::Exit;
use crate::engine::Engine;
use crate::workspace::{Cache, Workspace, sweep};

#[derive(Debug, Args)]
#[command(next_help_heading = "Cache")]
pub(super) struct CacheArgs {
    /// Look at every file anew, and keep nothing for the next run.
    #[arg(long, env = "PARALINT_NO_CACHE", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) no_cache: bool,
    /// Keep what was found in files in this folder, instead of the one that the system has for such things.
    #[arg(long, value_name = "DIR", env = "PARALINT_CACHE_DIR")]
    pub(super) cache_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CleanArgs {
    /// The folder of caches, instead of the one that the system has for such things.
    #[arg(long, value_name = "DIR", env = "PARALINT_CACHE_DIR")]
    pub(super) cache_dir: Option<PathBuf>,
}

/// From how many files on looking things up is faster than finding them again.
const FEW_FILES: usize = 16;

/// Lets a workspace go by what earlier runs found, unless the arguments say otherwise.
pub(super) fn remember(workspace: &mut Workspace, engine: &Engine, args: &CacheArgs, directory: &Path) {
    if args.no_cache || workspace.known() < FEW_FILES {
        return;
    }
    if let Some(folder) = folder(args.cache_dir.as_deref(), directory) {
        workspace.remember(Cache::open(&folder, directory, engine));
    }
}

/// `paralint clean`.
pub(super) fn clean(args: &CleanArgs) -> anyhow::Result<Exit> {
    let directory = std::env::current_dir()?;
    let Some(folder) = folder(args.cache_dir.as_deref(), &directory) else {
        bail!("nobody says where caches lie; name the folder with `--cache-dir`");
    };
    let shown = args.cache_dir.as_deref().unwrap_or(&folder).display();
    let words = match sweep(&folder, None) {
        0 => format!("there is no cache in {shown}"),
        1 => format!("removed 1 cache from {shown}"),
        n => format!("removed {n} caches from {shown}"),
    };
    writeln!(io::stdout(), "{words}")?;
    Ok(Exit::Clean)
}

/// The folder that was named, or the one that the system has for such things. `None` where it has none.
fn folder(named: Option<&Path>, directory: &Path) -> Option<PathBuf> {
    if let Some(named) = named {
        return Some(directory.join(named));
    }
    let variable =
        |name| std::env::var_os(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from);
    let home = || variable("HOME");
    let system = if cfg!(windows) {
        variable("LOCALAPPDATA")?.join("paralint").join("cache")
    } else if let Some(folder) = variable("XDG_CACHE_HOME").filter(|folder| folder.is_absolute()) {
        folder.join("paralint")
    } else if cfg!(target_os = "macos") {
        home()?.join("Library/Caches/paralint")
    } else {
        home()?.join(".cache/paralint")
    };
    Some(system)
}
