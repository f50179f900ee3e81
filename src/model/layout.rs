//! Which path is which page in which locale. Reads paths only; the workspace brings the files that name
//! a locale from outside.

use std::sync::Arc;

use super::document::{Evidence, Place, Placed};
use super::locale::Locale;

/// Finds the locale in a path: the folder nearest to the file that is a known language and region, or a
/// folder `name.ll-cc`, a repository of one locale. `published` is what a publishing configuration says;
/// the path is nearer to the file, so it goes first.
#[must_use]
pub fn place(path: &str, published: Option<&Locale>) -> Place {
    let parts: Vec<&str> = path.split('/').collect();
    let folders = &parts[..parts.len().saturating_sub(1)];
    for (at, folder) in folders.iter().enumerate().rev() {
        if let Some(locale) = Locale::parse_folder(folder) {
            return found(&parts, at, "{locale}", locale, Evidence::Folder);
        }
        let repository =
            folder.rsplit_once('.').and_then(|(name, tag)| Some((name, Locale::parse_folder(tag)?)));
        if let Some((name, locale)) = repository {
            return found(&parts, at, name, locale, Evidence::Repository);
        }
    }
    let placed = published.map(|locale| Placed { locale: locale.clone(), evidence: Evidence::PublishConfig });
    Place { placed, page: path.into(), ..Place::default() }
}

fn found(parts: &[&str], at: usize, instead: &str, locale: Locale, evidence: Evidence) -> Place {
    let mut page = parts.to_vec();
    page[at] = instead;
    let placed = Some(Placed { locale, evidence });
    Place { placed, page: Arc::from(page.join("/")), ..Place::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> (Option<String>, String) {
        let place = place(path, None);
        (place.placed.map(|placed| placed.locale.to_string()), place.page.to_string())
    }

    #[test]
    fn the_nearest_locale_folder_names_the_locale() {
        assert_eq!(read("docs/ko-KR/a/b.md"), (Some("ko-kr".into()), "docs/{locale}/a/b.md".into()));
        assert_eq!(read("ja-jp/de-de/b.md"), (Some("de-de".into()), "ja-jp/{locale}/b.md".into()));
        assert_eq!(read("docs.zh-Hant/a.md"), (Some("zh-tw".into()), "docs/a.md".into()));
        assert_eq!(read("ef-rp/a.md"), (None, "ef-rp/a.md".into()));
        assert_eq!(read("ko-kr.md"), (None, "ko-kr.md".into()));
    }
}
