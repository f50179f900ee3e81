//! `paralint server`: what the command line finds, in an editor, as people type; and pages in two languages made readable.
//! Speaks the Language Server Protocol; decides nothing about pages.
//!
//! One loop owns everything and answers in the order of what comes; what takes long is done by a pool, on copies that
//! nobody changes.

mod actions;
mod baseline;
mod client;
mod complete;
pub mod convert;
mod diagnostics;
mod documents;
mod header;
mod hints;
mod hover;
mod navigate;
mod outline;
mod project;
mod queue;
mod server;
mod snapshot;
mod sweep;
mod transport;

use gen_lsp_types as lsp;
pub use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};

use crate::diagnostic::Severity;

/// What whoever starts the server says of it. An editor's `initializationOptions` go before.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The configuration to read instead of the nearest.
    pub config: Option<std::path::PathBuf>,
    /// Report nothing less grave.
    pub severity: Option<Severity>,
    /// How many threads do what takes long; 0 for as many as there are processors.
    pub threads: usize,
}

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As the protocol has it: `shutdown`, then `exit`.
    Orderly,
    /// Without `shutdown`, or the client is gone.
    Abrupt,
}

/// Serves the client at the other end of standard input and output, until it leaves.
///
/// # Errors
/// Where a thread cannot be started.
pub fn serve_stdio(options: &Options) -> std::io::Result<End> {
    let (connection, threads) = transport::stdio()?;
    let end = serve(connection, options);
    threads.finish();
    Ok(end)
}

/// Serves a client until it leaves.
#[must_use]
pub fn serve(connection: Connection, options: &Options) -> End {
    let Some((client, answer)) = client::greet(&connection, options) else { return End::Abrupt };
    if connection.sender.send(answer.into()).is_err() {
        return End::Abrupt;
    }
    server::Server::new(connection, client, options).run()
}
