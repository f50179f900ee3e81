//! `paralint server`: an editor at the other end. What is said there is `lsp`'s.

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::args::SeverityArg;
use crate::diagnostic::Severity;
use crate::lsp::{self, End, Options};

#[derive(Debug, Args)]
#[command(
    after_help = "Speaks the Language Server Protocol. Exit codes: 0 after `shutdown`, 1 where the editor is gone."
)]
pub(super) struct ServerArgs {
    /// Standard input and output, which is all there is; editors say so all the same.
    #[arg(long)]
    pub(super) stdio: bool,
    /// Read this configuration instead of the nearest `paralint.yaml`.
    #[arg(long, value_name = "FILE", env = "PARALINT_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Report nothing less grave.
    #[arg(long, value_name = "SEVERITY")]
    pub(super) severity: Option<SeverityArg>,
    /// Threads; 0 for one a processor.
    #[arg(long, value_name = "N", default_value_t = 0, env = "PARALINT_THREADS")]
    pub(super) threads: usize,
}

pub(super) fn run(args: &ServerArgs) -> anyhow::Result<Exit> {
    let options = Options {
        config: args.config.as_deref().map(std::path::absolute).transpose()?,
        severity: args.severity.map(Severity::from),
        threads: args.threads,
    };
    Ok(match lsp::serve_stdio(&options)? {
        End::Orderly => Exit::Clean,
        // What the protocol asks for where nobody said goodbye.
        End::Abrupt => Exit::Findings,
    })
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Self {
        match severity {
            SeverityArg::Info => Severity::Info,
            SeverityArg::Warning => Severity::Warning,
            SeverityArg::Error => Severity::Error,
        }
    }
}
