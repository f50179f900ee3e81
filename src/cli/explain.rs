//! `paralint explain` and `paralint rules`: what the packs say, for people.

use std::io::{self, Write};

use anyhow::bail;

use super::Exit;
use super::args::{ExplainArgs, RulesArgs};
use super::load;
use crate::config::Settings;
use crate::diagnostic::Severity;
use crate::engine::Engine;
use crate::packs::RuleSpec;

pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let packs = load::packs_here(args.config.as_deref())?;
    let named = packs
        .iter()
        .flat_map(|pack| pack.rules.iter().map(move |rule| (format!("{}/{}", pack.pack, rule.id), rule)));
    let found = named.into_iter().find(|(name, rule)| {
        *name == args.rule || rule.id == args.rule || rule.formerly.contains(&args.rule)
    });
    let Some((name, rule)) = found else {
        let engine = Engine::new(load::packs_here(args.config.as_deref())?, &Settings::default())?;
        bail!(engine.names().prove(&args.rule).err().map_or_else(
            || format!("`{}` is a pack; `paralint rules` lists its rules", args.rule),
            |error| error.to_string()
        ));
    };
    explain(&name, rule, &mut io::stdout().lock())?;
    Ok(Exit::Clean)
}

fn explain(name: &str, rule: &RuleSpec, out: &mut dyn Write) -> io::Result<()> {
    let severity: Severity = rule.severity.into();
    let off = if rule.off { ", off unless switched on" } else { "" };
    writeln!(out, "{name} ({severity}{off})\n")?;
    writeln!(out, "{}", rule.why.trim_end())?;
    writeln!(out, "\nmechanism: {}", rule.check.name())?;
    for example in &rule.examples {
        let verdict = if example.reports.is_empty() { "Nothing is reported on:" } else { "Reported:" };
        writeln!(out, "\n{verdict}\n")?;
        for line in example.text.lines() {
            writeln!(out, "    {line}")?;
        }
        for report in &example.reports {
            let (line, message) = report.split_once(' ').unwrap_or(("", report));
            writeln!(out, "  → line {line}: {message}")?;
        }
        if let Some(fixed) = &example.fixed {
            writeln!(out, "\nWith the changes that are offered:\n")?;
            fixed.lines().try_for_each(|line| writeln!(out, "    {line}"))?;
        }
    }
    if !rule.measured.is_empty() {
        writeln!(out, "\nMeasured on real documentation:\n")?;
    }
    for measured in &rule.measured {
        let found = match (measured.findings, measured.right) {
            (0, _) => "no finding".to_owned(),
            (n, Some(right)) => {
                format!("{n} found, {right} of {} read were right", measured.read.unwrap_or(n))
            }
            (n, None) => format!("{n} found"),
        };
        writeln!(out, "  {:<22} {:>6} pages  {found}", measured.corpus, measured.documents)?;
    }
    Ok(())
}

pub(super) fn list(args: &RulesArgs) -> anyhow::Result<Exit> {
    let packs = load::packs_here(args.config.as_deref())?;
    let mut out = io::stdout().lock();
    for (at, pack) in packs.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}: {}", pack.pack, pack.about)?;
        for rule in &pack.rules {
            let severity: Severity = rule.severity.into();
            let level = if rule.off { "off" } else { severity.as_str() };
            writeln!(out, "  {level:<8} {}/{}", pack.pack, rule.id)?;
        }
    }
    Ok(Exit::Clean)
}
