//! `paralint server`: an editor at the other end. What is said there is `lsp`'s.

use super::Exit;
use super::args::ServerArgs;
use crate::diagnostic::Severity;
use crate::lsp::{self, End, Options};

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
