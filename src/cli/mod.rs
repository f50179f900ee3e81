//! Arguments, commands, exit codes, and the only place that prints.

mod args;
mod baseline;
mod cache;
mod check;
mod drift;
mod explain;
mod fix;
mod gate;
mod generate;
mod handback;
mod init;
mod load;
mod output;
mod server;
mod statistics;
mod strip;
mod terms;
mod test_rules;

use std::io::{self, Write};
use std::process::ExitCode;

use args::{Cli, Command};

use crate::report::{self, Guard};

/// What a command comes to. The numbers are a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean = 0,
    /// Findings.
    Findings = 1,
    /// What was asked could not be done.
    Failure = 2,
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::read() {
        Ok(cli) => cli,
        Err(error) => {
            let failed = error.use_stderr();
            // A closed pipe is no reason to fail.
            let _ = error.print();
            return code(if failed { Exit::Failure } else { Exit::Clean });
        }
    };
    let done = match &cli.command {
        Command::Check(args) => check::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Rules(args) => explain::list(args),
        Command::TestRules(args) => test_rules::run(args),
        Command::Init(args) => init::run(args),
        Command::Baseline(args) => baseline::run(args),
        Command::Handback(args) => handback::run(args),
        Command::Drift(args) => drift::run(args),
        Command::Terms(args) => terms::run(args),
        Command::Strip(args) => strip::run(args),
        Command::Server(args) => server::run(args),
        Command::Clean(args) => cache::clean(args),
        Command::Schema(args) => generate::schema(args),
        Command::Completions(args) => generate::completions(args),
        Command::Man(args) => generate::man(args),
    };
    code(done.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            return Exit::Clean;
        }
        // It may show what is wrong and what would do on lines of their own.
        let _ = writeln!(Guard::plain(io::stderr()), "error: {}", chain(&error));
        Exit::Failure
    }))
}

/// Says something on a line of standard error. What it quotes, a page or the name of a file, is nobody's command.
fn say(words: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{}", report::line(words))
}

fn code(exit: Exit) -> ExitCode {
    ExitCode::from(exit as u8)
}

/// An error with its causes, one behind the other.
fn chain(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Whoever reads us has read enough: `paralint check | head`.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(broken)
}
