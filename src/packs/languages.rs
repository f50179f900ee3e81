//! What is known of each language, embedded: `rules/languages/*.yaml`. Read on first use, language by language;
//! not what a check makes of it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::de::IgnoredAny;

use crate::model::{Language, Locale};

/// The locales or languages that a file is for, and its text. A locale goes before its language.
const FILES: &[(&[&str], &str)] = &[
    (&["de"], read_at_start!("languages/de")),
    (&["en"], read_at_start!("languages/en")),
    (&["es"], read_at_start!("languages/es")),
    (&["fr"], read_at_start!("languages/fr")),
    (&["it"], read_at_start!("languages/it")),
    (&["ja"], read_at_start!("languages/ja")),
    (&["ko"], read_at_start!("languages/ko")),
    (&["pt"], read_at_start!("languages/pt")),
    (&["ru"], read_at_start!("languages/ru")),
    (&["zh", "zh-cn", "zh-sg"], read_at_start!("languages/zh-cn")),
    (&["zh-tw", "zh-hk", "zh-mo"], read_at_start!("languages/zh-tw")),
];

static READ: [OnceLock<Language>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];

/// What is known of the language of a locale; `None` where nothing is.
///
/// # Panics
/// Never in a build whose tests pass: the texts are constants and proven there.
#[must_use]
pub fn language(locale: &Locale) -> Option<&'static Language> {
    let at = file(locale)?;
    let read = || serde_json::from_str(FILES[at].1).expect("languages are proven by a test");
    Some(READ[at].get_or_init(read))
}

/// Which of `needs`, names of fields, nobody has given for the language of a locale.
///
/// # Panics
/// Never in a build whose tests pass, as [`language`].
#[must_use]
pub fn lacking(locale: &Locale, needs: &[&'static str]) -> Vec<&'static str> {
    let text = file(locale).map_or("{}", |at| FILES[at].1);
    let given: BTreeMap<&str, IgnoredAny> =
        serde_json::from_str(text).expect("languages are proven by a test");
    needs.iter().copied().filter(|need| !given.contains_key(need)).collect()
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
            let read: Result<Language, _> = serde_json::from_str(text);
            assert!(read.is_ok(), "{names:?}: {}", read.err().map_or_else(String::new, |e| e.to_string()));
        }
    }

    #[test]
    fn things_have_the_names_that_english_gives_them() {
        let english: Vec<&str> = language(&locale("en-us")).expect("English").concepts.names().collect();
        for (names, _) in FILES {
            let concepts = &language(&locale(names[0])).expect("a language").concepts;
            let other: Vec<&str> = concepts.names().filter(|name| !english.contains(name)).collect();
            assert_eq!(other, [""; 0], "{names:?}");
        }
    }

    #[test]
    fn words_of_the_source_are_single_words() {
        let english = &language(&locale("en-us")).expect("English").concepts;
        let is_single = |word: &str| {
            let word = word.strip_suffix('*').unwrap_or(word);
            word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        let other: Vec<&str> = english.words().filter(|word| !is_single(word)).collect();
        assert_eq!(other, [""; 0], "a source is read word by word");
    }

    #[test]
    fn words_for_things_are_in_small_letters() {
        for (names, _) in FILES {
            let concepts = &language(&locale(names[0])).expect("a language").concepts;
            let with_capitals = |word: &&str| word.bytes().any(|byte| byte.is_ascii_uppercase());
            let other: Vec<&str> = concepts.words().filter(with_capitals).collect();
            assert_eq!(other, [""; 0], "{names:?}");
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
