//! From the arguments of a command to what the workspace loads for it. Not the loading: that is `workspace::load`, for
//! editors as well.

use std::path::PathBuf;

use anyhow::Context;

use super::args::RuleArgs;
use crate::diagnostic::Severity;
use crate::packs::PackFile;
use crate::workspace::load::Choices;

pub(super) use crate::workspace::load::{
    Loaded, arrange, find, located, name_source, pack, packs_here, show,
};

/// Builds the engine that a command runs on pages in some folders.
pub(super) fn load(args: &RuleArgs, folders: &[PathBuf], bundled: Vec<PackFile>) -> anyhow::Result<Loaded> {
    let severity = args.severity.map(Severity::from);
    let directory = std::env::current_dir().context("cannot tell the working directory")?;
    let choices = Choices {
        select: args.select.clone(),
        ignore: args.ignore.clone(),
        severity,
        config: args.config.clone(),
        isolated: args.isolated,
        directory,
    };
    Ok(crate::workspace::load::load(&choices, folders, bundled)?)
}
