//! A proposal as a file that people read: each line says what it does and what speaks for it.

use std::fmt::{self, Write};

use super::proposal::{Exception, KeyCount, Proposal};
use crate::config::PresetName;

/// The text of `paralint.yaml`.
pub(super) fn write(proposal: &Proposal) -> String {
    let mut text = String::new();
    file(proposal, &mut text).expect("a string takes all");
    text
}

fn file(proposal: &Proposal, text: &mut String) -> fmt::Result {
    text.push_str(
        "# What paralint is told about the pages below this folder. `paralint schema` describes the keys.\n",
    );
    writeln!(text, "# Found: {}.", found(proposal))?;
    if let Some(preset) = proposal.preset {
        let (name, why) = match preset {
            PresetName::LearnSource => ("learn-source", "No page was handed off: authors write here."),
            _ => (
                "learn-locale",
                "Translations arrive here, and nobody here can add a key that the author left out.",
            ),
        };
        write!(text, "\n# {why}\npresets: [{name}]\n")?;
    }
    keys("require", "Keys that every page must have.", &proposal.require, text)?;
    keys("waive", "Keys that no page need have.", &proposal.waive, text)?;
    if let Some(exception) = &proposal.exception {
        overrides(exception, text)?;
    }
    text.push_str(
        "\n# Levels by rule: off, info, warning, error. `paralint rules` lists the rules.\nrules: {}\n",
    );
    Ok(())
}

/// `1424 pages in 4 locales (de-de, ja-jp, ko-kr, zh-cn), 1420 of them handed off`
fn found(proposal: &Proposal) -> String {
    let pages = |count| if count == 1 { "1 page".to_owned() } else { format!("{count} pages") };
    let mut found = pages(proposal.pages);
    let names: Vec<&str> = proposal.locales.iter().map(|(locale, _)| &**locale).collect();
    match names[..] {
        [] => {}
        [one] => found.push_str(&format!(" in {one}")),
        // A line that names fifty locales is read by nobody.
        _ if names.len() > 8 => found.push_str(&format!(" in {} locales", names.len())),
        _ => found.push_str(&format!(" in {} locales ({})", names.len(), names.join(", "))),
    }
    match proposal.handed_off {
        0 => found.push_str(", none of them handed off"),
        handed_off => found.push_str(&format!(", {handed_off} of them handed off")),
    }
    found
}

fn keys(name: &str, about: &str, keys: &[KeyCount], text: &mut String) -> fmt::Result {
    if keys.is_empty() {
        return Ok(());
    }
    write!(text, "\n# {about}\n{name}:\n")?;
    let widest = keys.iter().map(|count| scalar(&count.key).len()).max().unwrap_or(0);
    for KeyCount { key, with, of } in keys {
        writeln!(text, "  - {:<widest$} # {with} of {of} pages have it", scalar(key))?;
    }
    Ok(())
}

fn overrides(exception: &Exception, text: &mut String) -> fmt::Result {
    let Exception { globs, pages, findings, of_findings, rules } = exception;
    text.push_str("\n# Levels for some pages. Hints are shown with `--severity info`.\noverrides:\n");
    writeln!(
        text,
        "  # {findings} of {of_findings} findings are on these {pages} pages. To see them, take this out."
    )?;
    let globs: Vec<String> = globs.iter().map(|glob| quoted(glob)).collect();
    write!(text, "  - paths: [{}]\n    rules:\n", globs.join(", "))?;
    for (rule, count) in rules {
        writeln!(text, "      {rule}: info # {count}")?;
    }
    Ok(())
}

/// Plain where no reader of YAML takes it for something else.
fn scalar(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let starts = word.starts_with(|c: char| c.is_ascii_alphabetic());
    const OTHERS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let is_other = OTHERS.iter().any(|other| other.eq_ignore_ascii_case(word));
    if starts && !is_other && word.chars().all(is_plain) { word.to_owned() } else { quoted(word) }
}

/// JSON's strings are YAML's.
fn quoted(word: &str) -> String {
    serde_json::Value::from(word).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;

    #[test]
    fn what_is_written_can_be_read() {
        let rules = vec![("a/b".to_owned(), 20), ("c/d".to_owned(), 3)];
        let globs = vec!["*/Archive/**".to_owned(), "\"[[]old[]]\"/**".to_owned()];
        let key = |key: &str| KeyCount { key: key.to_owned(), with: 9, of: 9 };
        let proposal = Proposal {
            pages: 900,
            locales: vec![("ko-kr".into(), 900)],
            preset: Some(PresetName::LearnLocale),
            require: vec![key("ms.topic"), key("no"), key("a: b # c")],
            waive: vec![key("ms.date")],
            exception: Some(Exception {
                globs: globs.clone(),
                pages: 9,
                findings: 23,
                of_findings: 40,
                rules,
            }),
            ..Proposal::default()
        };
        let text = write(&proposal);
        let options = Options::read("paralint.yaml", &text).expect("what is written can be read");
        assert_eq!(options.require, ["ms.topic", "no", "a: b # c"]);
        assert_eq!(options.waive, ["ms.date"]);
        assert_eq!(options.overrides[0].paths, globs);
        assert_eq!(options.overrides[0].rules.len(), 2);
        assert!(text.contains("# 23 of 40 findings are on these 9 pages."), "{text}");
    }
}
