//! `paralint-baseline.yaml`: findings that somebody accepted, one a line. Not how findings are told again (`engine`).

use std::fmt::Write;

use serde::Deserialize;

use crate::diagnostic::Fingerprint;
use crate::packs::PackError;
use crate::text::{on_one_line, shortened};

/// Findings that somebody accepted.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Of this format.
    version: u32,
    /// In the order of pages, rules and words.
    pub findings: Vec<Accepted>,
}

/// A finding that somebody accepted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Its page, from the folder of the file on.
    pub page: String,
    /// Its rule: `pack/rule`.
    pub rule: String,
    /// What people know it by: the words of the source, or what was said.
    pub words: String,
    /// What it is told by, in 16 digits.
    pub fingerprint: String,
}

/// So many characters of a sentence tell it from others.
const WORDS: usize = 60;

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// The first thing that is wrong, with line and column.
    pub fn read(path: &str, text: &str) -> Result<Self, PackError> {
        let baseline: Self =
            serde_yaml::from_str(text).map_err(|error| PackError::from_yaml(path, text, &error, &[]))?;
        if baseline.version != 1 {
            let words = format!("version `{}` is not known; this is version 1", baseline.version);
            return Err(PackError::on_path(path, text, ["version".into()], words));
        }
        if let Some(at) = baseline.findings.iter().position(|finding| finding.print().is_none()) {
            let steps = ["findings".into(), at.into(), "fingerprint".into()];
            let words = format!("`{}` is not 16 hexadecimal digits", baseline.findings[at].fingerprint);
            return Err(PackError::on_path(path, text, steps, words));
        }
        Ok(baseline)
    }

    /// A file of these findings, sorted.
    #[must_use]
    pub fn of(mut findings: Vec<Accepted>) -> Self {
        findings.sort();
        Self { version: 1, findings }
    }

    /// The file's text: a line for each finding, so that a review shows what comes and what goes.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::from(
            "# Findings that were there and are not reported. `paralint baseline update` takes out what was mended.\n\
             version: 1\nfindings:",
        );
        if self.findings.is_empty() {
            text.push_str(" []\n");
            return text;
        }
        text.push('\n');
        for Accepted { page, rule, words, fingerprint } in &self.findings {
            let (page, words) = (quoted(page), quoted(words));
            let _ = writeln!(
                text,
                "- {{ page: {page}, rule: {rule}, words: {words}, fingerprint: \"{fingerprint}\" }}"
            );
        }
        text
    }
}

impl Accepted {
    /// A finding on a page, with the words that people know it by, cut where they are long.
    #[must_use]
    pub fn new(page: String, rule: &str, words: &str, fingerprint: Fingerprint) -> Self {
        let words = shortened(on_one_line(words), WORDS).into_owned();
        Self { page, rule: rule.to_owned(), words, fingerprint: fingerprint.to_string() }
    }

    /// What it is told by; `None` where that is no number.
    #[must_use]
    pub fn print(&self) -> Option<Fingerprint> {
        let is_hex =
            self.fingerprint.len() == 16 && self.fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
        u64::from_str_radix(&self.fingerprint, 16).ok().filter(|_| is_hex).map(Fingerprint)
    }
}

/// In double quotes, as YAML reads them.
fn quoted(words: &str) -> String {
    let mut quoted = String::from("\"");
    for c in words.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // What does not print, or turns the direction of what does, would mislead whoever reads the file.
            c if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                // And what YAML refuses as it stands.
                || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
            {
                let _ = write!(quoted, "\\u{:04x}", c as u32);
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let words = "A \"quoted\" \\ 선석: # \u{1b}[31m \u{202e}x {a}, - b \u{fffe}\u{ffff}";
        let long = "long ".repeat(40);
        let findings = vec![
            Accepted::new("ko-kr/a b.md".into(), "pack/rule", words, Fingerprint(0xff)),
            Accepted::new("de-de/a.md".into(), "pack/rule", &long, Fingerprint(u64::MAX)),
        ];
        let baseline = Baseline::of(findings);
        let text = baseline.write();
        assert_eq!(Baseline::read("b.yaml", &text).expect("it is what was written"), baseline);
        assert_eq!(text.lines().count(), 5);
        assert_eq!(baseline.findings[0].page, "de-de/a.md");
        assert!(baseline.findings[0].words.chars().count() == WORDS + 1);
        assert_eq!(
            Baseline::read("b.yaml", &Baseline::of(Vec::new()).write()).map(|b| b.findings.len()).ok(),
            Some(0)
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let wrong = |text: &str| Baseline::read("b.yaml", text).expect_err("it is wrong").to_string();
        let line = "- { page: a.md, rule: a/b, words: x, fingerprint: ";
        assert_eq!(
            wrong(&format!("version: 1\nfindings:\n{line}\"12\" }}\n")),
            "b.yaml:3:52: `12` is not 16 hexadecimal digits"
        );
        assert_eq!(
            wrong("version: 2\nfindings: []\n"),
            "b.yaml:1:10: version `2` is not known; this is version 1"
        );
    }
}
