//! `paralint test-rules`: a pack proves itself by its examples.

use std::io::{self, Write};

use super::Exit;
use super::args::TestRulesArgs;
use super::load;
use crate::engine;
use crate::packs;

pub(super) fn run(args: &TestRulesArgs) -> anyhow::Result<Exit> {
    let mut out = io::stdout().lock();
    let mut failed = 0;
    for path in &args.packs {
        let (pack, text) = load::pack(path)?;
        let written = [(load::show(path), text)];
        let name = pack.pack.clone();
        let others = packs::bundled().into_iter().filter(|bundled| bundled.pack != name).collect();
        let (ran, failures) =
            engine::test_examples(pack, others).map_err(|error| load::located(error, &written))?;
        failed += failures.len();
        for failure in &failures {
            writeln!(out, "{}: example {} of {} failed", load::show(path), failure.example, failure.rule)?;
            for line in failure.expected.iter().filter(|line| !failure.reported.contains(line)) {
                writeln!(out, "  expected  {line}")?;
            }
            for line in failure.reported.iter().filter(|line| !failure.expected.contains(line)) {
                writeln!(out, "  reported  {line}")?;
            }
        }
        let verdict =
            if failures.is_empty() { "passed".to_owned() } else { format!("{} failed", failures.len()) };
        let examples = if ran == 1 { "example" } else { "examples" };
        writeln!(out, "{}: {ran} {examples}, {verdict}", load::show(path))?;
    }
    Ok(if failed == 0 { Exit::Clean } else { Exit::Findings })
}
