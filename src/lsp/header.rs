//! What the bundled rules say of header keys: for people who look at one, and who write one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use serde_yaml::Value;

use crate::packs::BUNDLED;

/// What is known of one key.
#[derive(Debug, Default)]
pub(super) struct Key {
    /// Rules that name it, with why.
    pub(super) rules: Vec<(String, String)>,
    /// The only values, where there are some.
    pub(super) values: Vec<String>,
    /// What its value should be.
    pub(super) expected: Option<String>,
}

/// Every key that a rule on headers names.
pub(super) fn keys() -> &'static BTreeMap<String, Key> {
    static KEYS: OnceLock<BTreeMap<String, Key>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let mut keys = BTreeMap::new();
        for (_, text) in BUNDLED {
            let Ok(pack) = serde_yaml::from_str::<Value>(text) else { continue };
            let name = pack["pack"].as_str().unwrap_or_default();
            for rule in pack["rules"].as_sequence().into_iter().flatten() {
                read(name, rule, &mut keys);
            }
        }
        keys
    })
}

fn read(pack: &str, rule: &Value, keys: &mut BTreeMap<String, Key>) {
    let Some(check) = rule["check"].as_mapping() else { return };
    for (mechanism, parameters) in check {
        if !mechanism.as_str().is_some_and(|mechanism| mechanism.starts_with("front-matter.")) {
            continue;
        }
        let id = format!("{pack}/{}", rule["id"].as_str().unwrap_or_default());
        let why = rule["why"].as_str().unwrap_or_default().trim().to_owned();
        let none = Value::Null;
        let named: Vec<(&str, &Value)> = match &parameters["keys"] {
            Value::Sequence(names) => {
                names.iter().filter_map(Value::as_str).map(|name| (name, &none)).collect()
            }
            Value::Mapping(shapes) => {
                shapes.iter().filter_map(|(key, shape)| Some((key.as_str()?, shape))).collect()
            }
            _ => Vec::new(),
        };
        for (key, shape) in named {
            let known = keys.entry(key.to_owned()).or_default();
            if !known.rules.iter().any(|(other, _)| *other == id) {
                known.rules.push((id.clone(), why.clone()));
            }
            let Value::Mapping(_) = shape else { continue };
            let values = shape["one-of"].as_sequence().into_iter().flatten();
            known.values.extend(values.filter_map(|value| Some(value.as_str()?.to_owned())));
            known.expected = shape["expected"].as_str().map(str::to_owned).or(known.expected.take());
        }
    }
}

/// What the rules say of a key, as Markdown.
pub(super) fn about(key: &str) -> Option<String> {
    let known = keys().get(key)?;
    let mut words = format!("**{key}**");
    if let Some(expected) = &known.expected {
        let _ = write!(words, ": {expected}");
    }
    for (rule, why) in &known.rules {
        let _ = write!(words, "\n\n`{rule}`  \n{why}");
    }
    Some(words)
}
