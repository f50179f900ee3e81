//! What is known of each language, embedded: `rules/languages/*.yaml`. Read on first use, language by language;
//! not what a check makes of it.

use std::sync::OnceLock;

use crate::model::{Language, Locale};

/// The locales or languages that a file is for, and its text. A locale goes before its language.
const FILES: &[(&[&str], &str)] = &[
    (&["de"], include_str!("../../rules/languages/de.yaml")),
    (&["en"], include_str!("../../rules/languages/en.yaml")),
    (&["es"], include_str!("../../rules/languages/es.yaml")),
    (&["fr"], include_str!("../../rules/languages/fr.yaml")),
    (&["it"], include_str!("../../rules/languages/it.yaml")),
    (&["ja"], include_str!("../../rules/languages/ja.yaml")),
    (&["ko"], include_str!("../../rules/languages/ko.yaml")),
    (&["pt"], include_str!("../../rules/languages/pt.yaml")),
    (&["ru"], include_str!("../../rules/languages/ru.yaml")),
    (&["zh", "zh-cn", "zh-sg"], include_str!("../../rules/languages/zh-cn.yaml")),
    (&["zh-tw", "zh-hk", "zh-mo"], include_str!("../../rules/languages/zh-tw.yaml")),
];

static READ: [OnceLock<Language>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];

/// What is known of the language of a locale; `None` where nothing is.
///
/// # Panics
/// Never in a build whose tests pass: the texts are constants and proven there.
#[must_use]
pub fn language(locale: &Locale) -> Option<&'static Language> {
    let at = file(locale)?;
    let read = || serde_yaml::from_str(FILES[at].1).expect("languages are proven by a test");
    Some(READ[at].get_or_init(read))
}

/// Which of `needs`, names of fields, nobody has given for the language of a locale.
#[must_use]
pub fn lacking(locale: &Locale, needs: &[&'static str]) -> Vec<&'static str> {
    let text = file(locale).map_or("", |at| FILES[at].1);
    let given = |need: &&'static str| {
        text.lines().any(|line| line.strip_prefix(need).is_some_and(|rest| rest.starts_with(':')))
    };
    needs.iter().copied().filter(|need| !given(need)).collect()
}

fn file(locale: &Locale) -> Option<usize> {
    let named = |name: &str| FILES.iter().position(|(names, _)| names.contains(&name));
    named(locale.as_str()).or_else(|| named(locale.language()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(tag: &str) -> Locale {
        Locale::parse(tag).expect("a locale")
    }

    #[test]
    fn every_language_is_what_its_type_says() {
        for (names, text) in FILES {
            let read: Result<Language, _> = serde_yaml::from_str(text);
            assert!(read.is_ok(), "{names:?}: {}", read.err().map_or_else(String::new, |e| e.to_string()));
        }
    }

    #[test]
    fn a_locale_goes_before_its_language() {
        let opening = |tag: &str| language(&locale(tag)).map(|language| language.quotes[0].opening);
        assert_eq!(opening("zh-TW"), Some('「'));
        assert_eq!(opening("zh-cn"), Some('“'));
        assert_eq!(opening("pt-br"), opening("pt-pt"));
        assert_eq!(opening("fi-fi"), None);
    }

    #[test]
    fn what_a_language_does_not_give_is_said() {
        assert_eq!(lacking(&locale("fi-fi"), &["scripts"]), ["scripts"]);
        assert!(lacking(&locale("ja-jp"), &["scripts", "quotes"]).is_empty());
    }
}
