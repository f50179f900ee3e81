//! JSON Schemas for headers, as rules: through the public door and a whole engine.

use std::sync::Arc;

use paralint::config::Settings;
use paralint::engine::Engine;
use paralint::model::{Document, Index, Place};
use paralint::packs::json_schema::pack;

const SCHEMA: &str = r#"{
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["title", "pier"],
    "additionalProperties": false,
    "properties": {
        "title": { "type": "string", "minLength": 3, "maxLength": 8 },
        "pier": { "enum": ["north", "south", 3] },
        "berth": { "type": ["integer", "null"], "minimum": 1 },
        "let": { "type": "boolean" },
        "boats": { "type": "array", "items": { "type": "string" } },
        "owner": { "type": "string", "pattern": "^[a-z]+$", "description": "Who lets it." },
        "secret": { "pattern": "(?=x)" },
        "opened": { "type": "string", "format": "date" },
    },
}"#;

fn found(header: &str) -> Vec<String> {
    let (pack, _) = pack("schema.json", SCHEMA).expect("a good schema");
    let engine = Engine::new(vec![pack], &Settings::default()).expect("one pack fits together");
    let text = format!("---\n{header}---\n");
    let document = Document::read(Arc::from("a.md"), &text, &Place::default());
    let checked = engine.check(&document);
    let mut index = Index::default();
    index.replace(checked.facts);
    let outcome = engine.finish(&index, checked.found, &|_| None);
    outcome.diagnostics.into_iter().map(|found| format!("{} {}", found.rule, found.message)).collect()
}

#[test]
fn a_header_that_the_schema_takes_passes() {
    let header =
        "title: Berths\npier: 3\nberth: 14\nlet: true\nboats: [Petrel]\nowner: mira\nopened: 2021-04-01\n";
    assert_eq!(found(header), [""; 0]);
}

#[test]
fn each_keyword_is_held_against_the_header() {
    let header = "title: Berths to let\nberth: C14\nlet: 'true'\nboats: Petrel\nowner: [mira]\nopened: 2021-04-31\ncolor: red\n";
    let expected = [
        "schema/missing-key `pier` is missing in the front matter",
        "schema/invalid-length `title` is 13 characters long, not at most 8",
        "schema/wrong-type `berth` is `C14`, not a number",
        "schema/wrong-type `let` is `true` in quotes, not `true` or `false`",
        "schema/wrong-type `boats` is `Petrel`, not a list",
        "schema/wrong-type `owner` is a list, not a text",
        "schema/invalid-value `opened` is `2021-04-31`, not a date such as `2021-03-09`",
        "schema/unknown-key the schema has no key `color`",
    ];
    assert_eq!(found(header), expected);
    let expected = "schema/invalid-value `pier` is `west`, not one of `north`, `south` and `3`";
    assert_eq!(found("title: Berths\npier: west\n"), [expected]);
}

#[test]
fn what_no_rule_is_made_of_is_named() {
    let (_, unsupported) = pack("schema.json", SCHEMA).expect("a good schema");
    let expected = ["properties.berth.minimum", "properties.boats.items", "properties.secret.pattern"];
    assert_eq!(unsupported, expected);
    let (_, unsupported) = pack("s", r#"{ "oneOf": [], "$ref": "x" }"#).expect("a good schema");
    assert_eq!(unsupported, ["$ref", "oneOf"]);
}

#[test]
fn what_is_no_schema_is_refused_at_its_place() {
    let place = |text: &str| {
        let error = pack("schema.json", text).expect_err("a bad schema");
        (error.line, error.column, error.message)
    };
    assert_eq!(place("[]").2, "a JSON Schema for headers is an object");
    assert_eq!(
        place("{\n  \"required\": \"title\"\n}"),
        (2, 4, "`required` should be a list of texts".into())
    );
    assert_eq!(
        place("{ \"properties\": {\n  \"title\": { \"type\": \"text\" } } }"),
        (2, 23, "`text` is no type that JSON has".into())
    );
}
