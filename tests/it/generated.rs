//! Files that are made from the types and the packs, and committed so that people and editors find them.
//! `UPDATE=1 cargo test` writes them; what stands in them is compared here and judged where it is used.

use std::fmt::Write;

use paralint::config::Options;
use paralint::diagnostic::Severity;
use paralint::engine;
use paralint::model::Termbase;
use paralint::packs::{self, BUNDLED, PackFile};
use schemars::JsonSchema;
use serde_json::Value;

use crate::checks::Page;
use crate::golden::{compare, files, read, root};
use crate::mechanisms::{self, Mechanism};

#[test]
fn the_schema_of_packs_is_up_to_date() {
    compare(&root("rules/pack.schema.json"), &schema::<PackFile>("A pack of paralint's rules"));
}

#[test]
fn the_schema_of_configurations_is_up_to_date() {
    compare(&root("rules/config.schema.json"), &schema::<Options>("The configuration of paralint"));
}

#[test]
fn the_schema_of_termbases_is_up_to_date() {
    compare(&root("rules/termbase.schema.json"), &schema::<Termbase>("A termbase of paralint"));
}

#[test]
fn the_schemas_take_what_is_right_and_refuse_what_is_wrong() {
    let (packs, configurations) = (judge("pack"), judge("config"));
    let bundled = BUNDLED.iter().map(|(_, text)| (*text).to_owned());
    let examples = ["examples/house-style/house-style.yaml", "examples/wording/wording.yaml"];
    for text in bundled.chain(examples.map(|path| read(&root(path)))) {
        assert_eq!(packs(&text), Ok(()), "{text}");
    }
    assert_eq!(configurations(&read(&root("examples/house-style/paralint.yaml"))), Ok(()));
    // What a schema can say; names between rules, patterns and placeholders are beyond it.
    let wrong =
        ["unknown-", "missing-", "wrong-type", "check-", "two-checks", "level-", "packs-is", "rules-is"];
    let beyond = [
        "unknown-name",
        "unknown-silence",
        "unknown-value",
        "unknown-r",
        "unknown-selector",
        "unknown-capture",
    ];
    for path in files("tests/wrong", ".yaml") {
        let name = path.file_name().expect("it has one").to_string_lossy().into_owned();
        let begins = |with: &&str| name.starts_with(*with);
        if wrong.iter().any(begins) && !beyond.iter().any(begins) {
            let is_pack = path.parent() == Some(&root("tests/wrong/packs"));
            let judged = if is_pack { packs(&read(&path)) } else { configurations(&read(&path)) };
            assert!(judged.is_err(), "the schema takes {name}");
        }
    }
}

#[test]
fn the_list_of_rules_is_up_to_date() {
    let path = root("rules/README.md");
    let written = read(&path);
    let (head, _) = written.split_once(MARK).expect("the head ends with the mark");
    compare(&path, &format!("{head}{MARK}{}", lists()));
}

#[test]
fn the_pack_that_shows_how_to_write_one_works() {
    let written = read(&root("rules/README.md"));
    let (_, rest) = written.split_once("```yaml\n").expect("it begins with a pack");
    let (text, _) = rest.split_once("```").expect("the block ends");
    let pack = packs::read("rules/README.md", text).unwrap_or_else(|error| panic!("{error}"));
    let (ran, failures) = engine::test_examples(pack, packs::bundled()).expect("it fits to the others");
    assert_eq!((ran, failures), (2, Vec::new()));
}

/// Where what is written by hand ends.
const MARK: &str = "<!-- From here on written by `UPDATE=1 cargo test`. -->\n";

fn schema<T: JsonSchema>(title: &str) -> String {
    let mut schema = schemars::schema_for!(T);
    schema.insert("title".into(), title.into());
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}

/// A committed schema at work on YAML.
fn judge(name: &str) -> impl Fn(&str) -> Result<(), String> {
    let schema: Value =
        serde_json::from_str(&read(&root(&format!("rules/{name}.schema.json")))).expect("JSON");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("schema.json", schema).expect("it is added once");
    let index = compiler.compile("schema.json", &mut schemas).expect("the schema is a schema");
    move |yaml| {
        let value: Value = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
        schemas.validate(&value, index).map_err(|error| error.to_string())
    }
}

fn lists() -> String {
    let mut text = String::from("\n## Rules\n");
    for pack in packs::bundled() {
        write!(
            text,
            "\n### {}\n\n{}\n\n| rule | | what it reports |\n|---|---|---|\n",
            pack.pack, pack.about
        )
        .expect("a string takes all");
        let written: Value = written(&pack.pack);
        for (rule, written) in pack.rules.iter().zip(written["rules"].as_array().into_iter().flatten()) {
            let severity = if rule.off { "off" } else { Severity::from(rule.severity).as_str() };
            let message = written["message"].as_str().unwrap_or_default().replace('|', "\\|");
            writeln!(text, "| {}/{} | {severity} | {message} |", pack.pack, rule.id)
                .expect("a string takes all");
        }
    }
    text.push_str("\n## Mechanisms\n\nEach has a page with all that it does and leaves alone.\n");
    mechanisms::all().iter().for_each(|mechanism| describe(mechanism, &mut text));
    text
}

fn written(pack: &str) -> Value {
    let text = BUNDLED.iter().find(|(path, _)| path.ends_with(&format!("/{pack}.yaml")));
    let (_, text) = text.expect("a pack's file has its name");
    serde_yaml::from_str(text).expect("a bundled pack is YAML")
}

fn describe(mechanism: &Mechanism, text: &mut String) {
    let name = &mechanism.name;
    let page = Page::read(name, &read(&root(&format!("tests/checks/{name}.md"))));
    let title = page.prose.lines().next().unwrap_or_default();
    let about = title.split_once(": ").expect("the title says what it does").1;
    write!(text, "\n### [`{name}`](../tests/checks/{name}.md)\n\n{}\n\n", sentence(about))
        .expect("a string takes all");
    let check = page.cases[0].spec();
    for parameter in &mechanism.parameters {
        let indent = "  ".repeat(parameter.depth);
        let optional = if parameter.required { "" } else { " (optional)" };
        writeln!(text, "{indent}- `{}`{optional}: {}", parameter.name, parameter.about)
            .expect("a string takes all");
        for (value, about) in &parameter.values {
            writeln!(text, "{indent}  - `{value}`: {about}").expect("a string takes all");
        }
    }
    if mechanism.parameters.is_empty() {
        text.push_str("No parameters.\n");
    }
    let values: Vec<_> = check.values().iter().map(|value| format!("`{{{value}}}`")).collect();
    write!(text, "\nValues: {}.", values.join(", ")).expect("a string takes all");
    let roles: Vec<_> = check.roles().iter().map(|role| format!("`{role}`")).collect();
    if !roles.is_empty() {
        write!(text, " Related places: {}.", roles.join(", ")).expect("a string takes all");
    }
    text.push('\n');
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
