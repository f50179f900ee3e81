//! The arguments as they are written. What they mean is each command's.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use super::cache::{CacheArgs, CleanArgs};
use super::handback::HandbackArgs;
use super::server::ServerArgs;
use super::terms::args::TermsArgs;
use crate::diagnostic::Summary;
use crate::report::Format;

/// Lint parallel text: localized Markdown and its twins in other languages.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 nothing to fail on, 1 findings, 2 could not do what was asked."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

impl Cli {
    /// Reads the command line of this process. A variable that is set to nothing is not set: that is what a
    /// workflow makes of an input that nobody gave.
    pub(super) fn read() -> Result<Self, clap::Error> {
        let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
        let heed = |arg: Arg| if arg.get_env().is_some_and(is_empty) { arg.env(None) } else { arg };
        let command = Self::command().mut_subcommands(|command| command.mut_args(heed));
        let matches = command.try_get_matches()?;
        let mut cli = Self::from_arg_matches(&matches)?;
        if let (Command::Check(args), Some((_, matches))) = (&mut cli.command, matches.subcommand()) {
            args.output.is_mixed = is_mixed(matches);
        }
        Ok(cli)
    }
}

/// Whether some `--output-file` does not stand between its `--output-format` and the next.
fn is_mixed(matches: &ArgMatches) -> bool {
    let places = |id| matches.indices_of(id).map(Iterator::collect::<Vec<_>>).unwrap_or_default();
    let (formats, files) = (places("output_format"), places("output_file"));
    let fits = |(at, file): (usize, &usize)| {
        formats.get(at).is_none_or(|format| format < file)
            && formats.get(at + 1).is_none_or(|next| file < next)
    };
    !files.iter().enumerate().all(fits)
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check pages.
    Check(CheckArgs),
    /// Say what a rule looks for, why, and what it reports.
    Explain(ExplainArgs),
    /// List the rules with their severities.
    Rules(RulesArgs),
    /// Run the examples that packs carry.
    TestRules(TestRulesArgs),
    /// Write a configuration that fits the pages of a folder.
    Init(InitArgs),
    /// Keep the file of findings that are accepted.
    Baseline(BaselineArgs),
    /// Say what a hand-back brought: translated anew, broken, overwritten.
    Handback(HandbackArgs),
    /// Say how each page stands in each locale: in sync, behind, missing, an orphan.
    Drift(DriftArgs),
    /// Write pages without their spans: one side alone, as readers get it.
    Strip(StripArgs),
    /// Approved words: termbases.
    Terms(TermsArgs),
    /// Serve an editor: diagnostics as you type, on standard input and output.
    Server(ServerArgs),
    /// Remove what earlier runs kept.
    Clean(CleanArgs),
    /// Print the JSON Schema of a kind of file.
    Schema(SchemaArgs),
    /// Print completions for a shell.
    Completions(CompletionsArgs),
    /// Print a manual page.
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Files and folders; `-` is standard input.
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// The name that standard input is reported and placed under.
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Hold each page against the page without spans at the same path below this folder.
    #[arg(long, value_name = "DIR")]
    pub(super) live: Option<PathBuf>,
    /// Hold each page against the source at its path below this folder, whatever the configuration says.
    #[arg(long, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// Warn where a page has been behind its source for more days than this.
    #[arg(long, value_name = "DAYS")]
    pub(super) max_age: Option<u32>,
    #[command(flatten)]
    pub(super) gate: GateArgs,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) fixes: FixArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) show: ShowArgs,
    #[command(flatten)]
    pub(super) cache: CacheArgs,
    /// Fail where something this grave is reported.
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = "Exit code")]
    pub(super) fail_on: FailOn,
    /// Fail where there are more warnings than this.
    #[arg(long, value_name = "N", help_heading = "Exit code")]
    pub(super) max_warnings: Option<usize>,
    /// Do not fail because of findings.
    #[arg(long, help_heading = "Exit code")]
    pub(super) exit_zero: bool,
    /// Threads; 0 for one a processor.
    #[arg(long, value_name = "N", default_value_t = 0, env = "PARALINT_THREADS")]
    pub(super) threads: usize,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What is reported")]
pub(super) struct GateArgs {
    /// Report on which pages of those that are known: the tree of `paralint.yaml`, or else the paths and the same pages in
    /// other locales.
    #[arg(long, value_name = "PAGES", default_value = "changed")]
    pub(super) report: ReportArg,
    /// Leave out what ignore files name, also where it is given itself.
    #[arg(long)]
    pub(super) force_exclude: bool,
    /// Report only what was not found where this branch left another, or at another commit.
    #[arg(long, value_name = "REF", group = "change")]
    pub(super) diff_base: Option<String>,
    /// Check what is staged, and report only what was not found in the last commit.
    #[arg(long, group = "change", conflicts_with = "fixing")]
    pub(super) staged: bool,
    /// Report only what was not found before this patch, which the pages have already; `-` is standard input.
    #[arg(long, value_name = "PATCH", group = "change")]
    pub(super) diff_file: Option<PathBuf>,
    /// Do not report the findings that this file lists; `paralint-baseline.yaml` beside the configuration where there is
    /// one.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Report them all the same.
    #[arg(long, conflicts_with = "baseline")]
    pub(super) no_baseline: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportArg {
    /// The paths that are given
    Changed,
    /// Also what lies between these and the same pages in other locales
    Affected,
    /// All that are known
    All,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct RuleArgs {
    /// Run only these: `all`, a pack, or `pack/rule`; also rules that ship switched off.
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// Do not run these. The more specific of `--select` and `--ignore` wins.
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// Report nothing less grave; `warning` where neither this nor a preset says so.
    #[arg(long, value_name = "SEVERITY")]
    pub(super) severity: Option<SeverityArg>,
    /// Read this configuration instead of the nearest `paralint.yaml`.
    #[arg(long, value_name = "FILE", env = "PARALINT_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration, also none that is named, and know nothing but the arguments.
    #[arg(long)]
    pub(super) isolated: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Fixes")]
pub(super) struct FixArgs {
    /// Make the changes that findings offer, and report what is left. A page that would be worse for it is left as it was.
    #[arg(long, group = "fixing")]
    pub(super) fix: bool,
    /// Print the changes that `--fix` would make, write nothing, and fail where there are any.
    #[arg(long, group = "fixing", conflicts_with = "output_file")]
    pub(super) diff: bool,
    /// With `--fix` or `--diff`: also changes that a person should look at.
    #[arg(long, requires = "fixing")]
    pub(super) unsafe_fixes: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// How to report. Given more than once, the run has several reports; all but one need a file.
    #[arg(long, value_name = "FORMAT", default_value = "full", env = "PARALINT_OUTPUT_FORMAT")]
    pub(super) output_format: Vec<Format>,
    /// Write the report to this file, not to standard output (`-`). The n-th file is for the n-th format.
    #[arg(long, value_name = "FILE")]
    pub(super) output_file: Vec<PathBuf>,
    /// Whether a file stands elsewhere than right behind its format.
    #[arg(skip)]
    pub(super) is_mixed: bool,
    /// Colours. `NO_COLOR` and `CLICOLOR_FORCE` are heeded where this says `auto`.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorArg,
    /// Show every finding. Reports for people show the first where a rule has more than two on a page, and count the others.
    #[arg(long)]
    pub(super) unfold: bool,
    /// Count the findings of each rule instead of showing them. The formats for programs show them all the same.
    #[arg(long)]
    pub(super) statistics: bool,
    /// With `--statistics`: count by these instead.
    #[arg(long, value_name = "WHAT", value_delimiter = ',', requires = "statistics")]
    pub(super) by: Vec<ByArg>,
    /// Print findings only.
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What is done")]
pub(super) struct ShowArgs {
    /// List the files that would be checked, and stop.
    #[arg(long)]
    pub(super) show_files: bool,
    /// Say what was detected, and which rules run, and stop.
    #[arg(long)]
    pub(super) show_settings: bool,
    /// Say on standard error what was read, what ran and how long it took.
    #[arg(short, long, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The rule: `pack/rule`.
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    /// Read this configuration instead of the nearest `paralint.yaml`, for rules of its packs.
    #[arg(long, value_name = "FILE", env = "PARALINT_CONFIG")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Read this configuration instead of the nearest `paralint.yaml`, for rules of its packs.
    #[arg(long, value_name = "FILE", env = "PARALINT_CONFIG")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct TestRulesArgs {
    /// Packs to test.
    #[arg(required = true, value_name = "PACK")]
    pub(super) packs: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The top of the repository, or of the part that is to be checked.
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    /// Show what would be written, and write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Pages are held against their source where it is at hand: named here or in paralint.yaml, or beside \
                  them. Otherwise they are held against the newest text that another locale was translated from."
)]
pub(super) struct DriftArgs {
    /// Files and folders; the working directory where there are none.
    pub(super) paths: Vec<PathBuf>,
    /// List what changed as CSV, the worst first: numbers, labels, links, passages, wording.
    #[arg(long)]
    pub(super) worklist: bool,
    /// Write the present version of the source into pages that were brought up to date.
    #[arg(long, conflicts_with_all = ["worklist", "all", "output_format"])]
    pub(super) set_pin: bool,
    /// Show pages too that ask for nothing.
    #[arg(long, conflicts_with = "worklist")]
    pub(super) all: bool,
    /// Hold each page against the source at its path below this folder, whatever the configuration says.
    #[arg(long, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// How to report.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) output_format: DriftFormat,
    /// Read this configuration instead of the nearest `paralint.yaml`.
    #[arg(long, value_name = "FILE", env = "PARALINT_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration, also none that is named.
    #[arg(long)]
    pub(super) isolated: bool,
    /// Threads; 0 for one a processor.
    #[arg(long, value_name = "N", default_value_t = 0, env = "PARALINT_THREADS")]
    pub(super) threads: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DriftFormat {
    /// A table for people; CSV for a worklist
    Text,
    /// One document
    Json,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 every page was written, 1 some were left alone because of damage, 2 could not do \
                  what was asked."
)]
pub(super) struct StripArgs {
    /// Files and folders; `-` is standard input.
    #[arg(required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// The text to keep.
    #[arg(long, value_name = "SIDE", default_value = "target")]
    pub(super) side: SideArg,
    /// Write `*` for the `\*` of a translation, as sites publish it.
    #[arg(long)]
    pub(super) unescape_asterisks: bool,
    /// Write the pages below this folder, at the paths that they have below the arguments.
    #[arg(long, value_name = "DIR", conflicts_with = "in_place")]
    pub(super) output: Option<PathBuf>,
    /// Write each page in the place of its file.
    #[arg(long)]
    pub(super) in_place: bool,
    /// Strip the whole pairs of damaged pages too, and leave the rest of their markers.
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ByArg {
    Rule,
    Severity,
    Page,
    Locale,
    /// How the page was translated: `HT`, `MT`
    Translationtype,
    /// The month that the page was handed off in last
    HandoffMonth,
}

#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    #[command(subcommand)]
    pub(super) command: BaselineCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum BaselineCommand {
    /// Accept what is found now.
    Create {
        #[command(flatten)]
        run: BaselineRunArgs,
        /// Make the file anew where there is one.
        #[arg(long)]
        force: bool,
    },
    /// Take out what was mended, and follow pages that were renamed. Nothing is added.
    Update(BaselineRunArgs),
    /// Take out what lies on pages that are gone, or was found by rules that are.
    Prune(BaselineRunArgs),
}

#[derive(Debug, Args)]
pub(super) struct BaselineRunArgs {
    /// Files and folders; findings on other pages stay as they are.
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// The file; `paralint-baseline.yaml` beside the configuration where none is named.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Hold each page against the source at its path below this folder, whatever the configuration says.
    #[arg(long, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    /// Threads; 0 for one a processor.
    #[arg(long, value_name = "N", default_value_t = 0, env = "PARALINT_THREADS")]
    pub(super) threads: usize,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Of what.
    #[arg(default_value = "config")]
    pub(super) of: SchemaArg,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell.
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command; the page of the program itself where none is given.
    pub(super) command: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SideArg {
    /// The translation
    Target,
    /// What it was translated from
    Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaArg {
    /// `paralint.yaml`
    Config,
    /// A pack of rules
    Pack,
    /// What `check --output-format json` prints
    Report,
    /// A termbase
    Termbase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SeverityArg {
    Info,
    Warning,
    Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Info,
    Warning,
    Error,
    Never,
}

impl FailOn {
    /// How many of the findings that were counted are that grave.
    pub(super) fn failing(self, summary: &Summary) -> usize {
        match self {
            FailOn::Never => 0,
            FailOn::Error => summary.errors,
            FailOn::Warning => summary.errors + summary.warnings,
            FailOn::Info => summary.errors + summary.warnings + summary.infos,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    Auto,
    Always,
    Never,
}
