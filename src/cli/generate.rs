//! `paralint schema`, `completions` and `man`: what other programs read about this one.

use std::io::{self, Write};

use anyhow::bail;
use clap::CommandFactory;

use super::Exit;
use super::args::{Cli, CompletionsArgs, ManArgs, SchemaArg, SchemaArgs};

pub(super) fn schema(args: &SchemaArgs) -> anyhow::Result<Exit> {
    // The committed files; a test holds them against the types that are read and written.
    let text = match args.of {
        SchemaArg::Config => include_str!("../../rules/config.schema.json"),
        SchemaArg::Termbase => include_str!("../../rules/termbase.schema.json"),
        SchemaArg::Pack => include_str!("../../rules/pack.schema.json"),
        SchemaArg::Report => include_str!("../report/report.schema.json"),
    };
    print(text.as_bytes())
}

pub(super) fn completions(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    // Into memory first: the generator takes a closed pipe for its own fault.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "paralint", &mut script);
    print(&script)
}

pub(super) fn man(args: &ManArgs) -> anyhow::Result<Exit> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let command = match &args.command {
        None => program,
        Some(name) => {
            let known: Vec<_> = program.get_subcommands().map(|command| command.get_name()).collect();
            let Some(command) = program.find_subcommand(name) else {
                bail!("there is no command `{name}`; there are {}", known.join(", "));
            };
            command.clone()
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    print(&page)
}

fn print(bytes: &[u8]) -> anyhow::Result<Exit> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Exit::Clean)
}
