//! Where a link leads, folded so that two ways to write one place are equal. Not a resolver: nothing is looked up. Each fold
//! says by its name what it keeps, because each compares something else; ASCII letters are small in all of them:
//!
//! | fold | what is compared | host | locale | folders | ending | query | anchor |
//! |---|---|---|---|---|---|---|---|
//! | `hash` | the links of two texts of a page, in facts | kept | – | all | kept | kept | kept |
//! | `file_and_anchor` | the links of two versions of a passage | – | – | – | – | – | kept |
//! | `folder_and_file` | the blocks of a page and of its translation | – | – | the last | – | – | – |
//!
//! What a site's own hosts, endings and languages are is said by rules, so the folds that need them stand beside their
//! parameters: `checks::destination` for a link and its translation, `checks::drift_link` for two texts of a page. Both take
//! an address apart with what is here.

use super::fold;
use super::locale::Locale;

/// What stands for a destination in facts: case and what names a locale do not change it.
pub(super) fn hash(written: &str) -> u32 {
    let mut hash = fold::Hash::default();
    for part in written.split('/').filter(|part| Locale::parse_folder(part).is_none()) {
        // Nearly all are small already.
        if part.bytes().any(|byte| byte.is_ascii_uppercase()) {
            hash.text(&part.to_ascii_lowercase());
        } else {
            hash.text(part);
        }
    }
    fold::half(hash.finish())
}

/// The file that a link leads to, without its ending, and the place in it: another folder, host or locale is the same.
pub(super) fn file_and_anchor(written: &str) -> String {
    let written = written.split('?').next().unwrap_or(written);
    let (path, anchor) = written.split_once('#').unwrap_or((written, ""));
    let file = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    let file = without_ending(file, &["md", "html", "yml"]);
    format!("{}#{}", file.to_ascii_lowercase(), anchor.to_ascii_lowercase())
}

/// The file that a link leads to, without its ending, and the folder that it lies in: what differs between a page and its
/// translation is left out.
pub(super) fn folder_and_file(written: &str) -> String {
    let path = written.split(['?', '#']).next().unwrap_or(written);
    // A host alone is what it leads to.
    let path = host_and_path(path).map_or(path, |(host, path)| if path.is_empty() { host } else { path });
    let steps: Vec<&str> = path.split('/').filter(|part| is_step(part)).collect();
    let Some((file, folders)) = steps.split_last() else { return written.to_ascii_lowercase() };
    let file = without_ending(file, &["md", "html", "htm", "yml", "mdx"]);
    let folder = folders.last().copied().unwrap_or_default();
    format!("{folder}/{file}").to_ascii_lowercase()
}

fn without_ending<'n>(file: &'n str, endings: &[&str]) -> &'n str {
    file.rsplit_once('.').filter(|(_, ending)| endings.contains(ending)).map_or(file, |(name, _)| name)
}

/// The host of an address, and what stands behind it; `None` for one that names no host.
#[must_use]
pub fn host_and_path(address: &str) -> Option<(&str, &str)> {
    let (_, rest) = address.split_once("://")?;
    Some(rest.split_at(rest.find('/').unwrap_or(rest.len())))
}

/// Whether a part of a path says which page it is. Those that only say from where, or in which of the known locales, do not.
#[must_use]
pub fn is_step(part: &str) -> bool {
    !matches!(part, "" | "." | ".." | "~") && Locale::parse_folder(part).is_none()
}

/// Whether a part of an address, in small letters, has the shape of a locale: `xx-yy`, `xxx-yy`, `xx-scrp-yy`, `xx-419`. Sites
/// of others name locales that [`Locale`] does not know.
#[must_use]
pub fn has_shape_of_locale(part: &str) -> bool {
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut parts = part.split('-');
    let (Some(language), Some(second), third, None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let region = |part: &str| part.len() == 2 && letters(part) || part == "419";
    let script = |part: &str| part.len() == 4 && letters(part);
    (2..=3).contains(&language.len())
        && letters(language)
        && match third {
            None => region(second) || matches!(second, "hans" | "hant" | "latn" | "cyrl"),
            Some(third) => script(second) && region(third),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_keeps_all_but_case_and_locale() {
        assert_eq!(hash("https://a.example/en-us/Fees.md#A"), hash("https://a.example/ja-jp/fees.md#a"));
        for other in ["https://b.example/fees.md#a", "https://a.example/fees#a", "https://a.example/fees.md"]
        {
            assert_ne!(hash("https://a.example/fees.md#a"), hash(other), "{other}");
        }
    }

    #[test]
    fn a_file_is_one_wherever_it_lies() {
        assert_eq!(file_and_anchor("../Harbor/Fees.md?view=1"), "fees#");
        assert_eq!(file_and_anchor("https://a.example/en-us/fees/#Late"), "fees#late");
        assert_eq!(file_and_anchor("v1.2"), "v1.2#");
    }

    #[test]
    fn a_file_is_known_by_its_folder() {
        assert_eq!(folder_and_file("https://a.example/en-us/Harbor/fees.html?view=1#late"), "harbor/fees");
        assert_eq!(folder_and_file("~/harbor/ja-jp/fees"), "harbor/fees");
        assert_eq!(folder_and_file("./fees.mdx"), "/fees");
        assert_eq!(folder_and_file("https://a.example"), "/a.example");
        assert_eq!(folder_and_file("#Late"), "#late");
    }

    #[test]
    fn locales_have_a_shape() {
        for locale in ["de-de", "fil-ph", "sr-latn-rs", "es-419", "zh-hans", "ef-rp"] {
            assert!(has_shape_of_locale(locale), "{locale}");
        }
        for other in ["de", "a-b", "de-de-de", "fees-ab", "1a-de"] {
            assert!(!has_shape_of_locale(other), "{other}");
        }
    }
}
