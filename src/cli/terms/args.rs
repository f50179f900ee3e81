//! The arguments of `paralint terms`. What they mean is its commands'.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct TermsArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: TermsCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum TermsCommand {
    /// Write a termbase of what another tool has: TBX, or a table in CSV or TSV.
    Import(ImportArgs),
    /// Propose a termbase: what pages with spans call the terms and labels of their source, mixed names first.
    Mine(MineArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Proposals are approved by nobody: a person looks at each before a configuration names the file."
)]
pub(in crate::cli) struct MineArgs {
    /// Files and folders.
    #[arg(default_value = ".")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Only these locales.
    #[arg(long, value_name = "LOCALE", value_delimiter = ',')]
    pub(in crate::cli) locale: Vec<String>,
    /// In how many texts of a locale a term must stand.
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(in crate::cli) least: usize,
    /// How many terms are proposed for a locale.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(in crate::cli) most: usize,
    /// Read this configuration instead of the nearest `paralint.yaml`.
    #[arg(long, value_name = "FILE", env = "PARALINT_CONFIG")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Read no configuration, also none that is named.
    #[arg(long)]
    pub(in crate::cli) isolated: bool,
    /// The file to write, which must not be there yet; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// The file; by its ending, `.tbx`, `.csv` or `.tsv`.
    pub(in crate::cli) file: PathBuf,
    /// The language that sources are written in.
    #[arg(long, value_name = "LOCALE", default_value = "en-us")]
    pub(in crate::cli) source: String,
    /// The file to write, which must not be there yet; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}
