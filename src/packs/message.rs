//! A message with `{values}`: cut once when the pack is read, filled for each finding.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error};

/// A template. `{name}` stands for a value of the finding, `{{` and `}}` for braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Value(String),
}

/// How the words on a wrong template begin.
pub(super) const BRACE: &str = "a single";

impl Message {
    /// Cuts a template.
    ///
    /// # Errors
    /// Where a brace is not closed.
    pub fn parse(template: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut words = String::new();
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            words.push_str(&rest[..at]);
            let (brace, after) = rest[at..].split_at(1);
            if let Some(after) = after.strip_prefix(brace) {
                words.push_str(brace);
                rest = after;
                continue;
            }
            let name = after.find('}').map(|end| (&after[..end], &after[end + 1..]));
            let Some((name, after)) = name.filter(|_| brace == "{") else {
                return Err(format!(
                    "{BRACE} `{brace}` is no `{{name}}`; write `{brace}{brace}` for the brace itself"
                ));
            };
            parts.push(Part::Words(std::mem::take(&mut words)));
            parts.push(Part::Value(name.to_owned()));
            rest = after;
        }
        words.push_str(rest);
        parts.push(Part::Words(words));
        Ok(Self { parts })
    }

    /// The words with `…` for each value, for whoever speaks of the rule and not of a finding.
    #[must_use]
    pub fn outline(&self) -> String {
        self.parts.iter().map(|part| if let Part::Words(words) = part { words } else { "…" }).collect()
    }

    /// The names of the values that it uses.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Value(name) => Some(name.as_str()),
            Part::Words(_) => None,
        })
    }

    /// Fills the values in. What a finding does not give is left out.
    #[must_use]
    pub fn fill(&self, values: &[(&'static str, String)]) -> String {
        let value = |name| values.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
        let shown = self.parts.iter().map(|part| match part {
            Part::Words(words) => words.as_str(),
            Part::Value(name) => value(name),
        });
        let mut filled = String::with_capacity(shown.clone().map(str::len).sum());
        filled.extend(shown);
        filled
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let template = String::deserialize(deserializer)?;
        Self::parse(&template).map_err(D::Error::custom)
    }
}

impl JsonSchema for Message {
    fn schema_name() -> Cow<'static, str> {
        "Message".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_and_braces_kept() {
        let message = Message::parse("`{key}` is {{{state}}}").expect("a good template");
        assert_eq!(message.fill(&[("key", "a".into()), ("state", "gone".into())]), "`a` is {gone}");
        assert_eq!(message.names().collect::<Vec<_>>(), ["key", "state"]);
    }

    #[test]
    fn a_brace_that_is_not_closed_is_refused() {
        assert!(Message::parse("a {b").is_err());
        assert!(Message::parse("a } b").is_err());
    }
}
