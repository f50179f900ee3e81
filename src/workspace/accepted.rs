//! Findings that somebody accepted: where their files stand, and what they say. The same for the command line and for the
//! editor. Not how findings are told again (`engine`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::load::{self, LoadError, Loaded, show};
use super::{normal, relative};
use crate::config::{Accepted, Baseline};
use crate::engine::Known;

/// The name of the file beside a configuration.
pub const BASELINE: &str = "paralint-baseline.yaml";

/// The files of accepted findings: the one that is named, or those beside the configurations.
///
/// # Errors
/// Where one cannot be read, or is wrong, with its place.
pub fn baselines(
    named: Option<&Path>,
    loaded: &Loaded,
    directory: &Path,
) -> Result<Vec<(PathBuf, Baseline)>, LoadError> {
    let paths = match named {
        Some(path) => vec![normal(&directory.join(path))],
        None => {
            let mut paths = places(loaded, directory);
            paths.retain(|path| path.is_file());
            paths
        }
    };
    paths.into_iter().map(|path| read(&path).map(|baseline| (path, baseline))).collect()
}

/// Where files of accepted findings would stand: beside the configurations, or in the working directory without one.
#[must_use]
pub fn places(loaded: &Loaded, directory: &Path) -> Vec<PathBuf> {
    let beside = |config: &PathBuf| {
        let config = normal(&directory.join(config));
        config.parent().map(|folder| folder.join(BASELINE))
    };
    let paths: Vec<PathBuf> = loaded.configs.iter().filter_map(beside).collect();
    if paths.is_empty() { vec![directory.join(BASELINE)] } else { paths }
}

fn read(path: &Path) -> Result<Baseline, LoadError> {
    let text = load::read(path)?;
    let shown = std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok().map(show));
    Ok(Baseline::read(&shown.unwrap_or_else(|| show(path)), &text)?)
}

/// The page of an accepted finding on disk.
#[must_use]
pub fn page(baseline: &Path, finding: &Accepted) -> PathBuf {
    normal(&baseline.parent().unwrap_or(baseline).join(&finding.page))
}

/// Accepted findings as the engine knows findings.
#[must_use]
pub fn known(baselines: &[(PathBuf, Baseline)], directory: &Path) -> Known {
    let mut known = Known::default();
    for (path, baseline) in baselines {
        for finding in &baseline.findings {
            let Some(fingerprint) = finding.print() else { continue };
            let disk = page(path, finding);
            let shown: Arc<str> = relative(directory, &disk).into();
            known.add(&shown, fingerprint);
            if !disk.is_file() {
                known.gone(shown);
            }
        }
    }
    known
}
