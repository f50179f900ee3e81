//! A JSON Schema for headers as a pack: what it says of keys and their values becomes rules over the mechanisms
//! that are there. Not a validator of JSON Schema; what it says beyond that is handed back by name.

use serde_json::{Map, Value, json};

use super::error::{Located, PackError, Step, listed};
use super::schema::PackFile;

/// Reads a schema. The pack is named `schema`; with it come the keywords that no rule was made of, as paths
/// such as `properties.title.format`. JSON is read as the YAML that it is, so that trailing commas and comments do no harm.
///
/// # Errors
/// The first thing that is no JSON Schema, with line and column.
pub fn pack(path: &str, text: &str) -> Result<(PackFile, Vec<String>), PackError> {
    let schema: Value =
        serde_yaml::from_str(text).map_err(|error| PackError::from_yaml(path, text, &error, &[]))?;
    let mut reader = Reader::default();
    reader.root(&schema).map_err(|wrong| wrong.locate(path, text))?;
    let unsupported = std::mem::take(&mut reader.unsupported);
    let pack: PackFile = serde_yaml::to_value(reader.into_pack())
        .and_then(serde_yaml::from_value)
        .map_err(|error| PackError::at(path, text, 0, error.to_string(), None))?;
    // A schema without a word on any key asks for nothing.
    if !pack.rules.is_empty() {
        super::prove(&pack).map_err(|wrong| wrong.locate(path, text))?;
    }
    Ok((pack.of(text), unsupported))
}

/// What the rules say.
const WORDS: &str = include_str!("../../rules/json-schema.yaml");

/// What stands beside the rules of a schema and changes none of them.
const ANNOTATIONS: &[&str] = &[
    "$schema",
    "$id",
    "$comment",
    "$defs",
    "definitions",
    "title",
    "description",
    "default",
    "examples",
    "markdownDescription",
];

/// The parameters of the mechanisms, as far as they are read.
#[derive(Default)]
struct Reader {
    required: Vec<String>,
    known: Option<Vec<String>>,
    types: Map<String, Value>,
    values: Map<String, Value>,
    lengths: Map<String, Value>,
    unsupported: Vec<String>,
}

impl Reader {
    fn root(&mut self, schema: &Value) -> Result<(), Located> {
        let Value::Object(schema) = schema else {
            return Err(wrong(&[], "a JSON Schema for headers is an object".into()));
        };
        let mut properties = &Map::new();
        for (keyword, value) in schema {
            let at: &[&str] = &[keyword];
            match keyword.as_str() {
                "type" if value != "object" => {
                    return Err(wrong(at, "a header is an object, and `type` says otherwise".into()));
                }
                "type" => {}
                "required" => self.required = strings(at, value)?,
                "properties" => properties = object(at, value)?,
                "additionalProperties" if value == &Value::Bool(true) => {}
                "additionalProperties" if value == &Value::Bool(false) => self.known = Some(Vec::new()),
                annotation if ANNOTATIONS.contains(&annotation) => {}
                other => self.unsupported.push(other.to_owned()),
            }
        }
        for (key, property) in properties {
            if let Some(known) = &mut self.known {
                known.push(key.clone());
            }
            match property {
                Value::Bool(true) => {}
                Value::Bool(false) => self.unsupported.push(format!("properties.{key}")),
                _ => self.property(key, object(&["properties", key], property)?)?,
            }
        }
        Ok(())
    }

    fn property(&mut self, key: &str, property: &Map<String, Value>) -> Result<(), Located> {
        // What another rule says of the kind of a value is not said again of its shape.
        let mut shape = json!({ "type": ["text", "list", "mapping"] });
        let mut length = shape.clone();
        let mut expected = Vec::new();
        let is_bare = shape.clone();
        for (keyword, value) in property {
            let at = ["properties", key, keyword];
            match keyword.as_str() {
                "type" => {
                    if let Some((kinds, words)) = kinds(&at, value)? {
                        self.types.insert(key.into(), json!({ "type": kinds, "expected": words }));
                    }
                }
                "enum" | "const" => match scalars(keyword, value) {
                    Some(values) => {
                        let names: Vec<&str> = values.iter().map(String::as_str).collect();
                        expected.push(if names.len() == 1 {
                            listed(&names)
                        } else {
                            format!("one of {}", listed(&names))
                        });
                        shape["one-of"] = json!(values);
                    }
                    None => self.unsupported.push(at.join(".")),
                },
                "pattern" => {
                    let pattern = string(&at, value)?;
                    // Patterns of JSON Schema may look around; ours run in linear time and do not.
                    if regex::Regex::new(pattern).is_ok() {
                        expected.push(format!("a text like `{pattern}`"));
                        shape["pattern"] = json!(pattern);
                    } else {
                        self.unsupported.push(at.join("."));
                    }
                }
                "format" => match string(&at, value)? {
                    "date" => {
                        expected.push("a date such as `2021-03-09`".into());
                        shape["date"] = json!("YYYY-MM-DD");
                    }
                    "date-time" => {
                        expected.push("a time such as `2021-03-09T10:00:00Z`".into());
                        shape["date"] = json!("any");
                    }
                    _ => self.unsupported.push(at.join(".")),
                },
                "minLength" => length["min-length"] = json!(count(&at, value)?),
                "maxLength" => length["max-length"] = json!(count(&at, value)?),
                annotation if ANNOTATIONS.contains(&annotation) => {}
                _ => self.unsupported.push(at.join(".")),
            }
        }
        if length != is_bare {
            length["expected"] = json!("of that length");
            self.lengths.insert(key.into(), length);
        }
        if shape != is_bare {
            shape["expected"] = json!(expected.join(" and "));
            self.values.insert(key.into(), shape);
        }
        Ok(())
    }

    fn into_pack(self) -> Value {
        let words: Value = serde_yaml::from_str(WORDS).expect("the words are proven by a test");
        let value = |keys: Map<String, Value>| {
            (!keys.is_empty()).then(|| json!({ "front-matter.value": { "keys": keys } }))
        };
        let required = (!self.required.is_empty())
            .then(|| json!({ "front-matter.required": { "keys": self.required } }));
        let known = self.known.map(|known| json!({ "front-matter.known": { "keys": known } }));
        let checks = [
            ("required", required),
            ("type", value(self.types)),
            ("value", value(self.values)),
            ("length", value(self.lengths)),
            ("additionalProperties", known),
        ];
        let rules = checks.into_iter().filter_map(|(name, check)| {
            let mut rule = words[name].clone();
            rule["check"] = check?;
            rule["severity"] = json!("error");
            rule["why"] = json!("The schema of this repository says what a header holds.");
            rule["examples"] = json!([]);
            Some(rule)
        });
        let rules: Vec<Value> = rules.collect();
        json!({ "pack": "schema", "about": "What the schema of this repository says.", "rules": rules })
    }
}

fn wrong(at: &[&str], message: String) -> Located {
    Located::on(at.iter().map(|&key| Step::from(key)).collect(), message)
}

fn is_no(at: &[&str], what: &str) -> Located {
    wrong(at, format!("`{}` should be {what}", at.last().unwrap_or(&"")))
}

fn object<'v>(at: &[&str], value: &'v Value) -> Result<&'v Map<String, Value>, Located> {
    value.as_object().ok_or_else(|| is_no(at, "an object"))
}

fn string<'v>(at: &[&str], value: &'v Value) -> Result<&'v str, Located> {
    value.as_str().ok_or_else(|| is_no(at, "a text"))
}

fn count(at: &[&str], value: &Value) -> Result<u64, Located> {
    value.as_u64().ok_or_else(|| is_no(at, "a whole number"))
}

fn strings(at: &[&str], value: &Value) -> Result<Vec<String>, Located> {
    let list = value.as_array().ok_or_else(|| is_no(at, "a list of texts"))?;
    let texts = list.iter().map(|item| item.as_str().map(str::to_owned));
    texts.collect::<Option<_>>().ok_or_else(|| is_no(at, "a list of texts"))
}

/// The values of an `enum` or a `const` as texts; `None` where one is a list or an object. A header has no
/// value for null.
fn scalars(keyword: &str, value: &Value) -> Option<Vec<String>> {
    let one = std::slice::from_ref(value);
    let list = if keyword == "enum" { value.as_array()?.as_slice() } else { one };
    let texts = list.iter().filter(|value| !value.is_null()).map(|value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    });
    texts.collect::<Option<Vec<_>>>().filter(|texts| !texts.is_empty())
}

/// The kinds of value that a `type` takes, and words for them; `None` where it takes only null.
fn kinds(at: &[&str], value: &Value) -> Result<Option<(Vec<&'static str>, String)>, Located> {
    let names = match value {
        Value::String(name) => vec![name.clone()],
        _ => strings(at, value)?,
    };
    let mut kinds = Vec::new();
    let mut words = Vec::new();
    for name in &names {
        let (kind, word) = match name.as_str() {
            "string" => ("text", "a text"),
            "number" | "integer" => ("number", "a number"),
            "boolean" => ("boolean", "`true` or `false`"),
            "array" => ("list", "a list"),
            "object" => ("mapping", "a mapping"),
            "null" => continue,
            _ => return Err(wrong(at, format!("`{name}` is no type that JSON has"))),
        };
        kinds.push(kind);
        words.push(word);
    }
    Ok((!kinds.is_empty()).then(|| (kinds, words.join(" or "))))
}
