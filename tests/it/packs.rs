//! The bundled packs: proven, complete, and written in the manner of the house.
//! Not what their mechanisms do (`tests/checks`), and not wrong packs (`tests/wrong`).

use paralint::checks::{CheckSpec, Fault};
use paralint::config::Settings;
use paralint::engine::{self, Engine};
use paralint::packs::{self, BUNDLED, PackFile, RuleSpec};
use serde_json::Value;

#[test]
fn every_pack_is_proven() {
    for pack in proven() {
        assert!(pack.about.ends_with('.'), "{}: `about` is one sentence", pack.pack);
        assert!(!pack.rules.is_empty(), "{} has no rules", pack.pack);
    }
}

#[test]
fn every_example_reports_what_it_says() {
    for pack in proven() {
        let others = proven().into_iter().filter(|other| other.pack != pack.pack).collect();
        let name = pack.pack.clone();
        let examples: usize = pack.rules.iter().map(|rule| rule.examples.len()).sum();
        let (ran, failures) = engine::test_examples(pack, others).expect("the packs fit together");
        assert_eq!(failures, [], "{name}");
        assert_eq!(ran, examples, "{name}");
    }
}

#[test]
fn every_rule_shows_what_it_reports_and_what_it_does_not() {
    for_each_rule(|name, rule, _| {
        let reports = rule.examples.iter().any(|example| !example.reports.is_empty());
        let passes = rule.examples.iter().any(|example| example.reports.is_empty());
        if is_no_page(&rule.check) {
            assert!(rule.examples.is_empty(), "{name}: no page can show this, so take it out of the list");
        } else {
            assert!(reports && passes, "{name}: an example that reports and one that does not");
        }
    });
}

#[test]
fn every_rule_says_why_and_what_to_do() {
    for_each_rule(|name, rule, _| {
        assert!(rule.help.is_some(), "{name} has no `help`");
        assert!(rule.why.split_whitespace().count() >= 8, "{name}: `why` is too short to convince anybody");
        assert!(rule.why.trim_end().ends_with('.'), "{name}: `why` is whole sentences");
    });
}

#[test]
fn names_and_messages_are_in_the_manner_of_the_house() {
    for_each_rule(|name, rule, written| {
        let named = |id: &str| {
            assert!(!id.starts_with("no-") && !id.starts_with("must-"), "{name}: name what is wrong");
            let is_kebab = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            assert!(is_kebab && id.bytes().any(|b| b.is_ascii_lowercase()), "{name}: words with hyphens");
        };
        named(&rule.id);
        for words in ["message", "help", "fix"].iter().filter_map(|field| written[*field].as_str()) {
            let first = words.chars().next().expect("a message says something");
            assert!(first.is_lowercase() || "`{".contains(first), "{name}: begins in lower case: {words}");
            assert!(!words.ends_with('.'), "{name}: no full stop: {words}");
            assert!(!words.contains('\n'), "{name}: one line: {words}");
            assert_eq!(words.matches('`').count() % 2, 0, "{name}: backquotes in pairs: {words}");
        }
        for words in rule.related.values() {
            assert!(!words.ends_with('.'), "{name}: no full stop: {words}");
        }
    });
}

#[test]
fn every_rule_that_offers_a_change_shows_it() {
    for_each_rule(|name, rule, _| {
        let shown = rule.examples.iter().any(|example| example.fixed.is_some());
        if is_no_page(&rule.check) {
            return;
        }
        assert_eq!(rule.fix.is_some(), shown, "{name}: `fix` and an example with `fixed` go together");
    });
}

#[test]
fn silences_and_older_names_lead_to_rules() {
    let engine = Engine::new(proven(), &Settings::default()).expect("the packs fit together");
    for_each_rule(|name, rule, _| {
        for silenced in rule.silences.keys() {
            assert!(engine.runs(silenced).is_some(), "{name} silences {silenced}, which is no rule");
            assert_ne!(silenced, name, "a rule does not silence itself");
        }
        for old in &rule.formerly {
            assert!(engine.names().prove(old).is_ok(), "{name}: the older name {old} leads nowhere");
        }
        for role in rule.related.keys() {
            assert!(rule.check.roles().contains(&role.as_str()), "{name}: {role}");
        }
    });
}

/// As the strict reader sees them, which users' packs go through.
fn proven() -> Vec<PackFile> {
    let read =
        |(path, text): &(&str, &str)| packs::read(path, text).unwrap_or_else(|error| panic!("{error}"));
    BUNDLED.iter().map(read).collect()
}

/// Hands over each rule by its full name, as read and as written.
fn for_each_rule(mut judge: impl FnMut(&str, &RuleSpec, &Value)) {
    for (pack, (_, text)) in proven().iter().zip(BUNDLED) {
        let written: Value = serde_yaml::from_str(text).expect("it was read before");
        for (at, rule) in pack.rules.iter().enumerate() {
            judge(&format!("{}/{}", pack.pack, rule.id), rule, &written["rules"][at]);
        }
    }
}

/// Whether the fault lies outside of any page's text: the workspace finds it before there is a document.
fn is_no_page(check: &CheckSpec) -> bool {
    matches!(check, CheckSpec::EngineFault(engine)
        if matches!(engine.fault, Fault::NotUtf8 | Fault::Unreadable | Fault::TooLarge | Fault::CheckFailed | Fault::Regressed | Fault::OverwrittenEdit))
}
