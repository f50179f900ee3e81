//! What a pack may write under `check:`, read off the schema that the types make.
//! Not what the mechanisms do (`checks`).

use paralint::checks::CheckSpec;
use serde_json::Value;

/// One mechanism.
pub(crate) struct Mechanism {
    pub(crate) name: String,
    /// In the order of the schema, the ones of an inner object after the outer one that holds it.
    pub(crate) parameters: Vec<Parameter>,
}

/// One key below a mechanism's name.
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) required: bool,
    /// How deep below the mechanism, from 0.
    pub(crate) depth: usize,
    /// The words that it takes, with what each means; none where it takes anything.
    pub(crate) values: Vec<(String, String)>,
}

/// Every mechanism, in the order of the list.
pub(crate) fn all() -> Vec<Mechanism> {
    let schema = schemars::schema_for!(CheckSpec).to_value();
    CheckSpec::NAMES.iter().map(|&name| one(&schema, name)).collect()
}

fn one(schema: &Value, name: &str) -> Mechanism {
    let variants = schema["oneOf"].as_array().expect("an enum is one of its variants");
    let given = variants.iter().find_map(|variant| variant["properties"].get(name));
    let mut parameters = Vec::new();
    if let Some(given) = given {
        collect(schema, given, 0, &mut parameters);
    }
    Mechanism { name: name.to_owned(), parameters }
}

/// The properties of a schema, through references, lists, maps and choices.
fn collect(schema: &Value, here: &Value, depth: usize, parameters: &mut Vec<Parameter>) {
    let here = resolve(schema, here);
    let required = |name: &str| {
        here["required"].as_array().is_some_and(|required| required.iter().any(|known| known == name))
    };
    for (name, property) in here["properties"].as_object().into_iter().flatten() {
        // A reference says what the key is for beside it; what it refers to says what the type is.
        let about = text(property).or_else(|| text(resolve(schema, property))).unwrap_or_default();
        let mut values = Vec::new();
        words(schema, property, &mut values);
        let (name, required) = (name.clone(), required(name));
        parameters.push(Parameter { name, about, required, depth, values });
        collect(schema, property, depth + 1, parameters);
    }
    for inner in ["items", "additionalProperties"].iter().filter_map(|key| here.get(*key)) {
        collect(schema, inner, depth, parameters);
    }
    for choice in choices(here) {
        collect(schema, choice, depth, parameters);
    }
}

/// The words that a schema takes.
fn words(schema: &Value, here: &Value, values: &mut Vec<(String, String)>) {
    let here = resolve(schema, here);
    let listed = here["enum"].as_array().into_iter().flatten().chain(here.get("const"));
    for word in listed.filter_map(Value::as_str) {
        values.push((word.to_owned(), text(here).unwrap_or_default()));
    }
    for choice in choices(here) {
        words(schema, choice, values);
    }
}

fn choices(here: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf"].iter().filter_map(|key| here[*key].as_array()).flatten()
}

fn resolve<'s>(schema: &'s Value, here: &'s Value) -> &'s Value {
    let name = here["$ref"].as_str().and_then(|name| name.strip_prefix('#'));
    name.and_then(|pointer| schema.pointer(pointer)).unwrap_or(here)
}

fn text(here: &Value) -> Option<String> {
    Some(here["description"].as_str()?.split_whitespace().collect::<Vec<_>>().join(" "))
}
