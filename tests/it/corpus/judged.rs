//! Verdicts: what people said of the findings on real documentation, rule by rule, without a word of its text.
//! Every error and warning is judged; precision and the counts in the packs are recomputed from that.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use paralint::diagnostic::{Diagnostic, Severity};
use paralint::packs::{self, BUNDLED, Measured};
use serde::Deserialize;

use super::{TREES, YEARS, between_years, everything};

/// One line of `tests/judged/<pack>.<rule>.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
struct Judged {
    corpus: String,
    path: String,
    fingerprint: String,
    verdict: Verdict,
    reason: String,
    /// Of the sample, where not every finding was read.
    #[serde(default)]
    seed: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Right,
    Wrong,
}

/// Least share of right findings, by severity.
fn bar(severity: Severity) -> f64 {
    match severity {
        Severity::Error => 0.98,
        Severity::Warning => 0.90,
        Severity::Info => 0.0,
    }
}

#[test]
fn every_finding_on_real_pages_is_judged_and_nearly_all_are_right() {
    let judged = judged();
    let mut counts: BTreeMap<(String, &str), Measured> = BTreeMap::new();
    for name in corpora_of("drift/") {
        let is_tree = TREES.iter().any(|(tree, _)| *tree == name);
        let Some(outcome) = (if is_tree { everything(name) } else { between_years(name) }) else { return };
        for rule in rules().into_iter().filter(|rule| corpora_of(rule).contains(&name)) {
            let found: Vec<&Diagnostic> = outcome.diagnostics.iter().filter(|d| *d.rule == *rule).collect();
            let verdicts: Vec<&Judged> =
                judged.get(&rule).into_iter().flatten().filter(|j| j.corpus == name).collect();
            unjudged(&rule, name, &found, &verdicts);
            let right = verdicts.iter().filter(|j| j.verdict == Verdict::Right).count();
            let measured = Measured {
                corpus: name.to_owned(),
                documents: outcome.summary.documents,
                findings: found.len(),
                right: (!verdicts.is_empty()).then_some(right),
                read: (verdicts.len() < found.len() && !verdicts.is_empty()).then_some(verdicts.len()),
            };
            counts.insert((rule, name), measured);
        }
    }
    precision(&judged, &counts);
    measured(&counts);
}

/// An error or a warning without a verdict, or a verdict without a finding, is a change nobody has looked at.
fn unjudged(rule: &str, corpus: &str, found: &[&Diagnostic], verdicts: &[&Judged]) {
    let key = |path: &str, fingerprint: &str| format!("{path} {fingerprint}");
    let known: BTreeSet<String> = verdicts.iter().map(|j| key(&j.path, &j.fingerprint)).collect();
    let there: BTreeSet<String> = found.iter().map(|d| key(&d.path, &d.fingerprint.to_string())).collect();
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "{rule} on {corpus}: judged, and no longer found: {gone:#?}");
    let grave: BTreeSet<String> = found
        .iter()
        .filter(|d| d.severity > Severity::Info)
        .map(|d| key(&d.path, &d.fingerprint.to_string()))
        .collect();
    // A sample stands for all where it says with which seed it was drawn.
    if verdicts.iter().any(|j| j.seed.is_some()) {
        return;
    }
    let new: Vec<_> = grave.difference(&known).collect();
    assert!(new.is_empty(), "{rule} on {corpus}: found, and not judged: {new:#?}");
}

fn precision(judged: &BTreeMap<String, Vec<Judged>>, counts: &BTreeMap<(String, &str), Measured>) {
    for (rule, severity) in severities() {
        let verdicts = judged.get(&rule).map_or(&[][..], Vec::as_slice);
        let right = verdicts.iter().filter(|j| j.verdict == Verdict::Right).count();
        let found: usize =
            counts.iter().filter(|((name, _), _)| *name == rule).map(|(_, m)| m.findings).sum();
        if found > 0 {
            eprintln!("{rule}: {found} found, {right} of {} read are right", verdicts.len());
        }
        let share = if verdicts.is_empty() { 1.0 } else { right as f64 / verdicts.len() as f64 };
        assert!(
            share >= bar(severity),
            "{rule} is right in {share:.2} of what was read; {severity} asks for more"
        );
    }
}

/// `measured` in the packs is what was counted here. `UPDATE=1` writes it.
fn measured(counts: &BTreeMap<(String, &str), Measured>) {
    for (path, text) in BUNDLED {
        let written = with_measured(text, counts);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &written).expect("the pack can be written");
        } else {
            assert_eq!(written, *text, "{} is out of date: run with UPDATE=1", path.display());
        }
    }
}

/// The pack with each rule's `measured` in place of what stands there. A rule that ships off was not run.
fn with_measured(text: &str, counts: &BTreeMap<(String, &str), Measured>) -> String {
    let pack = text.lines().find_map(|line| line.strip_prefix("pack: ")).expect("a pack has a name");
    let (mut written, mut rule, mut inside) = (String::new(), String::new(), false);
    let mut off = false;
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("  - id: ") {
            rule = format!("{pack}/{id}");
            off = false;
        }
        off |= line == "    off: true";
        inside = line == "    measured:" || inside && line.starts_with("      - ");
        if inside {
            continue;
        }
        if line.starts_with("    examples:") && !off {
            written.push_str("    measured:\n");
            for corpus in corpora_of(&rule) {
                let counted = &counts[&(rule.clone(), corpus)];
                let also =
                    |name: &str, n: Option<usize>| n.map_or_else(String::new, |n| format!(", {name}: {n}"));
                let Measured { corpus, documents, findings, right, read } = counted;
                written.push_str(&format!(
                    "      - {{ corpus: {corpus}, documents: {documents}, findings: {findings}{}{} }}\n",
                    also("right", *right),
                    also("read", *read),
                ));
            }
        }
        written.push_str(line);
        written.push('\n');
    }
    written
}

/// The corpora that a rule is measured on: drift between two years beside what stands in one tree of one day.
fn corpora_of(rule: &str) -> Vec<&'static str> {
    let years = YEARS.iter().map(|(name, _)| *name).filter(|_| rule.starts_with("drift/"));
    TREES.iter().map(|(name, _)| *name).chain(years).collect()
}

fn rules() -> Vec<String> {
    severities().into_iter().map(|(name, _)| name).collect()
}

fn severities() -> Vec<(String, Severity)> {
    let packs = packs::bundled();
    let named = packs.iter().flat_map(|pack| {
        pack.rules.iter().map(move |rule| (format!("{}/{}", pack.pack, rule.id), rule.severity.into()))
    });
    named.collect()
}

fn judged() -> BTreeMap<String, Vec<Judged>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judged");
    let mut judged = BTreeMap::new();
    let files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("verdicts are there")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    for file in files {
        let stem = file.file_stem().expect("it has a name").to_string_lossy().into_owned();
        // What readers found, whatever the rules say: `recall.rs` reads it.
        if stem.starts_with("recall") {
            continue;
        }
        let rule = stem.replacen('.', "/", 1);
        assert!(rules().contains(&rule), "{} judges no rule", file.display());
        let text = std::fs::read_to_string(&file).expect("verdicts are UTF-8");
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("a line is a verdict"));
        judged.insert(rule, lines.collect());
    }
    judged
}
