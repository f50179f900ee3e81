//! `paralint terms`: termbases. What they mean is the model's, what is wrong with a page the rules'.

pub(super) mod args;
mod import;
mod mine;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context;

use super::Exit;
use crate::config::termbase;
use crate::model::termbase::{Keep, Target, Term};
use crate::model::{Termbase, Terms};
use crate::workspace::write;
use args::{TermsArgs, TermsCommand};

pub(super) fn run(args: &TermsArgs) -> anyhow::Result<Exit> {
    match &args.command {
        TermsCommand::Import(args) => {
            let (termbase, notices) = import::read(&args.file, &args.source)?;
            // What comes out must be taken in again.
            Terms::new(termbase.clone()).map_err(anyhow::Error::msg)?;
            let text = written(&termbase);
            debug_assert_eq!(termbase::read("", &text).as_ref(), Ok(&termbase));
            for notice in notices {
                super::say(&format!("note: {notice}"))?;
            }
            hand_out(&text, args.output.as_deref())?;
            Ok(Exit::Clean)
        }
        TermsCommand::Mine(args) => mine::run(args),
    }
}

/// Writes a termbase: never over a file that people may have reviewed.
fn hand_out(text: &str, output: Option<&Path>) -> anyhow::Result<()> {
    match output {
        Some(path) => write::create(path, text.as_bytes())
            .with_context(|| format!("cannot write {}", path.display()))?,
        None => std::io::stdout().write_all(text.as_bytes())?,
    }
    Ok(())
}

/// A termbase as YAML, an entry after the other, each key on its line: what a person reviews.
fn written(termbase: &Termbase) -> String {
    let mut text = String::new();
    if !termbase.terms.is_empty() {
        text.push_str("terms:\n");
        termbase.terms.iter().for_each(|entry| term(&mut text, entry));
    }
    if !termbase.keep.is_empty() {
        text.push_str("keep:\n");
        termbase.keep.iter().for_each(|entry| keep(&mut text, entry));
    }
    text
}

fn term(text: &mut String, term: &Term) {
    let mut lines = Vec::new();
    lines.extend(term.id.as_ref().map(|id| format!("id: {}", scalar(id))));
    lines.push(format!("source: {}", list(&term.source)));
    lines.extend(word("match", &term.case, &crate::model::termbase::Case::default()));
    lines.extend(non_empty("except", &term.except));
    lines.extend(non_empty("distinct-from", &term.distinct_from));
    lines.extend(term.note.as_ref().map(|note| format!("note: {}", scalar(note))));
    if !term.targets.is_empty() {
        lines.push("targets:".into());
        lines.extend(term.targets.iter().map(|(tag, target)| format!("  {tag}: {}", flow(target))));
    }
    entry(text, &lines);
}

fn keep(text: &mut String, keep: &Keep) {
    let mut lines = vec![format!("term: {}", scalar(&keep.term))];
    lines.extend((!keep.case_sensitive).then(|| "case-sensitive: false".into()));
    let locales: Vec<String> = keep.locales.iter().map(ToString::to_string).collect();
    lines.extend(non_empty("locales", &locales));
    let allow = keep.allow.iter().map(|(tag, words)| format!("{tag}: {}", list(words)));
    lines.extend(
        (!keep.allow.is_empty()).then(|| format!("allow: {{ {} }}", allow.collect::<Vec<_>>().join(", "))),
    );
    entry(text, &lines);
}

fn flow(target: &Target) -> String {
    let mut parts = vec![format!("preferred: {}", scalar(&target.preferred))];
    parts.extend(non_empty("allowed", &target.allowed));
    parts.extend(non_empty("forbidden", &target.forbidden));
    parts.extend(target.mode.as_ref().map(|mode| format!("match: {}", format!("{mode:?}").to_lowercase())));
    parts.extend(non_empty("scope", &target.scope));
    format!("{{ {} }}", parts.join(", "))
}

fn entry(text: &mut String, lines: &[String]) {
    for (at, line) in lines.iter().enumerate() {
        let _ = writeln!(text, "{}{line}", if at == 0 { "  - " } else { "    " });
    }
}

fn word<T: std::fmt::Debug + PartialEq>(key: &str, value: &T, usual: &T) -> Option<String> {
    (value != usual).then(|| format!("{key}: {}", format!("{value:?}").to_lowercase()))
}

fn non_empty(key: &str, words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| format!("{key}: {}", list(words)))
}

fn list(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| scalar(word)).collect::<Vec<_>>().join(", "))
}

/// Plain where nothing in it means something to YAML, else in double quotes, as JSON writes it.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '/' | '(' | ')' | '.');
    let is_plain = text.chars().all(plain)
        && text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && serde_yaml::from_str::<serde_yaml::Value>(text).is_ok_and(|value| value.is_string());
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}
