//! Rules that have nothing to say in a language, for lack of data on it. Not those that are switched off.

use super::{Engine, Rule};
use crate::model::Locale;
use crate::packs;

impl Engine {
    /// The rules that run and have nothing to say in a locale, for lack of what they need to know of its language: each
    /// with what that is.
    pub fn silent_in(&self, locale: &Locale) -> impl Iterator<Item = (&str, Vec<&'static str>)> {
        let lacking = |rule: &Rule| packs::lacking(locale, rule.needs);
        let rules = self.rules.iter().filter(|rule| rule.active && !rule.needs.is_empty());
        rules.map(move |rule| (&*rule.name, lacking(rule))).filter(|(_, lacking)| !lacking.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn a_rule_is_silent_where_nobody_gave_what_it_needs() {
        let mut engine = Engine::new(packs::bundled(), &Settings::default()).expect("they fit together");
        engine.rules.iter_mut().for_each(|rule| rule.needs = &[]);
        let at = engine.rules.iter().position(|rule| rule.active).expect("most rules are on");
        engine.rules[at].needs = &["scripts"];
        let silent = |tag: &str| {
            let locale = Locale::parse(tag).expect("a locale");
            engine.silent_in(&locale).map(|(rule, lacking)| (rule.to_owned(), lacking)).collect::<Vec<_>>()
        };
        assert_eq!(silent("fi-fi"), [(engine.rules[at].name.to_string(), vec!["scripts"])]);
        assert_eq!(silent("ja-jp"), []);
    }

    #[test]
    fn what_a_rule_needs_is_in_the_file_of_some_language() {
        let engine = Engine::new(packs::bundled(), &Settings::default()).expect("they fit together");
        let tags = ["de-de", "ko-kr", "ja-jp", "zh-cn", "fr-fr"];
        let locales = tags.map(|tag| Locale::parse(tag).expect("a locale"));
        for rule in &engine.rules {
            for need in rule.needs {
                let given = locales.iter().any(|locale| packs::lacking(locale, &[need]).is_empty());
                assert!(given, "{}: no language has {need}", rule.name);
            }
        }
    }
}
