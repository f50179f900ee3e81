//! Where the reports of a run go: which format to which file, and what the formats need to know beside what was found.
//! Not how a format looks (`report`).

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::args::OutputArgs;
use super::load;
use crate::diagnostic::Severity;
use crate::engine::Outcome;
use crate::packs::{self, Example, Message, RuleSpec};
use crate::report::{self, Format, Report, Rule, Sources, Style};
use crate::text::Landmarks;
use crate::workspace::{Workspace, write};

/// One report of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: Format,
    /// Standard output where there is none.
    pub(super) file: Option<PathBuf>,
}

/// Which reports were asked for: the n-th file is for the n-th format.
///
/// # Errors
/// Where two go to one place, or it cannot be told which file is for which format.
pub(super) fn outputs(args: &OutputArgs) -> anyhow::Result<Vec<Output>> {
    let (formats, files) = (&args.output_format, &args.output_file);
    if let Some(file) = files.get(formats.len()) {
        bail!("`{}` is a file too many: give each --output-file an --output-format", file.display());
    }
    if files.len() < formats.len() && formats.len() > 1 && !files.is_empty() && args.is_mixed {
        let file = files[files.len() - 1].display();
        bail!(
            "it cannot be told which format is for `{file}`: write each --output-file right behind its --output-format"
        );
    }
    let file = |at: usize| files.get(at).filter(|file| file.as_os_str() != OsStr::new("-")).cloned();
    let outputs: Vec<Output> =
        formats.iter().enumerate().map(|(at, format)| Output { format: *format, file: file(at) }).collect();
    for (at, output) in outputs.iter().enumerate() {
        if outputs[..at].iter().any(|other| other.file == output.file) {
            match &output.file {
                Some(file) => bail!("two reports for `{}`: give each a file of its own", file.display()),
                None => bail!("two reports for standard output: give all but one an --output-file"),
            }
        }
    }
    Ok(outputs)
}

/// Whether the closing line is welcome: a program that reads standard output wants no words beside it on a terminal.
pub(super) fn is_for_people(outputs: &[Output]) -> bool {
    outputs.iter().all(|output| output.file.is_some() || output.format.is_for_people())
}

/// Whether standard output has a report that shows some findings as one.
pub(super) fn folds(outputs: &[Output]) -> bool {
    let folds = |format| matches!(format, Format::Full | Format::Concise);
    outputs.iter().any(|output| output.file.is_none() && folds(output.format))
}

/// What a report is made of.
pub(super) struct Reporter<'r> {
    pub(super) outcome: &'r Outcome,
    pub(super) workspace: &'r Workspace,
    /// The configurations that were read.
    pub(super) configs: &'r [PathBuf],
    pub(super) directory: &'r Path,
    pub(super) style: Style,
}

impl Reporter<'_> {
    /// Writes the reports: first the files, since whoever reads standard output may have read enough of it.
    /// `counts` is written for the formats that only people read, where it is wanted.
    pub(super) fn write(
        &self,
        outputs: &[Output],
        counts: Option<&str>,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let needs_rules =
            outputs.iter().any(|output| matches!(output.format, Format::Sarif | Format::Teamcity));
        let rules = if needs_rules { rules(self.configs)? } else { Vec::new() };
        let folder = folder_below_top(self.directory);
        let report = Report {
            diagnostics: &self.outcome.diagnostics,
            summary: self.outcome.summary,
            version: env!("CARGO_PKG_VERSION"),
            rules: &rules,
            folder: &folder,
        };
        let write = |format: Format, style: &Style, out: &mut dyn Write| match counts {
            Some(counts) if matches!(format, Format::Full | Format::Concise) => {
                out.write_all(counts.as_bytes())
            }
            _ => report::write(format, &report, self, style, out),
        };
        for output in outputs {
            let Some(file) = &output.file else { continue };
            let mut bytes = Vec::new();
            // No terminal, whatever standard output is.
            let style = Style { color: false, width: Style::default().width, ..self.style };
            write(output.format, &style, &mut bytes)?;
            if let Err(error) = write::report(file, &bytes) {
                bail!("`{}` {error}", file.display());
            }
        }
        for output in outputs.iter().filter(|output| output.file.is_none()) {
            write(output.format, &self.style, out)?;
        }
        Ok(out.flush()?)
    }
}

impl Sources for Reporter<'_> {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.workspace.text(path)
    }

    fn landmarks(&self, path: &str) -> Option<&Landmarks> {
        self.outcome.landmarks.get(path)
    }
}

/// The working directory from the top of the repository, `/`-separated.
fn folder_below_top(directory: &Path) -> String {
    let top = directory.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(directory);
    let below = directory.strip_prefix(top).unwrap_or(Path::new(""));
    let parts: Vec<_> = below.iter().map(OsStr::to_string_lossy).collect();
    parts.join("/")
}

/// The rules of the bundled packs, and of those that the configurations name.
fn rules(configs: &[PathBuf]) -> anyhow::Result<Vec<Rule>> {
    let mut all = packs::bundled();
    for config in configs {
        all.extend(load::packs_here(Some(config))?.into_iter().skip(packs::BUNDLED.len()));
    }
    Ok(all.iter().flat_map(|pack| pack.rules.iter().map(|rule| described(&pack.pack, rule))).collect())
}

fn described(pack: &str, rule: &RuleSpec) -> Rule {
    let example = |reports: bool| {
        // One that speaks for itself: what stands on other pages is not shown.
        let alone = |example: &&Example| {
            let Example { beside, live, source, termbase, .. } = example;
            beside.is_empty() && live.is_none() && source.is_none() && termbase.is_none()
        };
        let fits = |example: &&Example| example.reports.is_empty() != reports;
        rule.examples.iter().filter(alone).find(fits).map(|example| example.text.clone())
    };
    Rule {
        name: format!("{pack}/{}", rule.id),
        severity: Severity::from(rule.severity),
        why: rule.why.clone(),
        help: rule.help.as_ref().map(Message::outline),
        example: example(true),
        counter_example: example(false),
    }
}
