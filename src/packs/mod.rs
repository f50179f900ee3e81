//! Rules as data: reading packs, strictly, with line and column of everything that is wrong in them.
//! Not running them (`engine`), except for the examples that they carry.

mod bundled;
mod error;
pub mod json_schema;
mod languages;
mod message;
mod schema;

pub use bundled::{BUNDLED, bundled, bundled_to_run};
pub use error::{PackError, nearest};
pub use languages::{lacking, language};
pub use message::Message;
pub use schema::{
    AlignedLevel, Collapse, Example, LevelWhen, Measured, PackFile, RuleSpec, SeverityName, Within,
};

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::checks::CheckSpec;
use crate::model::Terms;
use error::Located;

/// Reads one pack and proves all of it: names, patterns, placeholders, examples.
///
/// # Errors
/// The first thing that is wrong, with line and column.
pub fn read(path: &str, text: &str) -> Result<PackFile, PackError> {
    PackError::refuse_duplicates(path, text)?;
    let pack = parse(path, text)?;
    prove(&pack).map_err(|wrong| wrong.locate(path, text))?;
    Ok(pack)
}

/// Reads a pack that a test has proven.
fn parse(path: &str, text: &str) -> Result<PackFile, PackError> {
    let pack: Result<PackFile, _> = serde_yaml::from_str(text);
    let pack = pack.map_err(|error| PackError::from_yaml(path, text, &error, CheckSpec::NAMES))?;
    Ok(pack.of(text))
}

impl PackFile {
    /// This pack, read from `text`.
    fn of(self, text: &str) -> Self {
        let mut digest = FxHasher::default();
        digest.write(text.as_bytes());
        PackFile { digest: digest.finish(), ..self }
    }
}

/// What the types cannot say.
fn prove(pack: &PackFile) -> Result<(), Located> {
    if !is_kebab(&pack.pack) {
        let message = format!("`{}` is no name for a pack: lower-case words with hyphens", pack.pack);
        return Err(Located::at(["pack"], message));
    }
    if pack.rules.is_empty() {
        return Err(Located::at(["rules"], "there are no rules in this pack".into()));
    }
    for (at, rule) in pack.rules.iter().enumerate() {
        let wrong = |key: &str, message: String| Located::in_rule(at, key, message);
        if !is_kebab(&rule.id) {
            return Err(wrong(
                "id",
                format!("`{}` is no name for a rule: lower-case words with hyphens", rule.id),
            ));
        }
        if pack.rules[..at].iter().any(|other| other.id == rule.id) {
            return Err(wrong("id", format!("the rule `{}` stands twice in this pack", rule.id)));
        }
        prove_rule(rule).map_err(|(key, message)| wrong(key, message))?;
    }
    Ok(())
}

fn prove_rule(rule: &RuleSpec) -> Result<(), (&'static str, String)> {
    for pattern in rule.check.patterns() {
        pattern.prove().map_err(|error| {
            ("check", format!("the pattern `{}` does not compile: {error}", pattern.source()))
        })?;
    }
    rule.check.prove().map_err(|error| ("check", error))?;
    let known = rule.check.values();
    let messages =
        [("message", Some(&rule.message)), ("help", rule.help.as_ref()), ("fix", rule.fix.as_ref())];
    for (key, message) in messages.into_iter().filter_map(|(key, message)| Some((key, message?))) {
        if let Some(unknown) = message.names().find(|name| !known.contains(name)) {
            return Err((key, unknown_name("name", unknown, rule.check.name(), known)));
        }
    }
    for role in rule.related.keys() {
        if !rule.check.roles().contains(&role.as_str()) {
            return Err((
                "related",
                unknown_name("related place", role, rule.check.name(), rule.check.roles()),
            ));
        }
    }
    for termbase in rule.examples.iter().filter_map(|example| example.termbase.clone()) {
        Terms::new(termbase).map_err(|wrong| ("examples", wrong))?;
    }
    for when in &rule.levels {
        if let Some(unknown) = when.when.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(("levels", unknown_name("name", unknown, rule.check.name(), known)));
        }
    }
    Ok(())
}

fn unknown_name(what: &str, name: &str, check: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return format!("`{check}` gives no {what} `{name}`: it gives none");
    }
    format!("`{check}` gives no {what} `{name}`; it gives {}", error::listed(known))
}

fn is_kebab(name: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.split('-').all(word)
}
