//! Which path is which page in which locale. Reads paths only; the workspace brings the files that name
//! a locale from outside, and says which layouts a site has.

use std::sync::Arc;

use regex::Regex;

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
            return found(&parts, at, LOCALE, locale, Evidence::Folder);
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

/// What stands in the path of a page in place of its locale.
pub const LOCALE: &str = "{locale}";

fn found(parts: &[&str], at: usize, instead: &str, locale: Locale, evidence: Evidence) -> Place {
    let mut page = parts.to_vec();
    page[at] = instead;
    let placed = Some(Placed { locale, evidence });
    Place { placed, page: Arc::from(page.join("/")), ..Place::default() }
}

/// Where a documentation system keeps the pages of each locale.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Its name, or the pattern that a user wrote.
    pub name: String,
    /// Files and folders by which one knows the top of such a site; any of them.
    pub marks: Vec<String>,
    /// What the mark must say, where it is a file that other sites have too.
    pub mentions: Option<Regex>,
    /// Finds the locale of the source in the mark.
    pub source_locale_in: Option<Regex>,
    /// The locale of the source where nothing says so.
    pub source_locale: Locale,
    /// The patterns, the first that fits wins.
    pub pages: Vec<Pages>,
}

/// Where one kind of pages stands.
#[derive(Debug, Clone)]
pub struct Pages {
    /// A page of the source, where it stands apart from the locales.
    pub source: Option<Template>,
    /// A page of a locale.
    pub target: Template,
    /// Whether the pattern alone proves the locale. Otherwise a page of it must have a counterpart: a folder
    /// `it` or `no` may be a word.
    pub sure: bool,
    /// Whether a page without a source is dead: the site does not publish it.
    pub needs_source: bool,
}

/// A pattern of paths: text with `{locale}`, `{page}` (a path), and other `{names}` (a part of one name).
#[derive(Debug, Clone)]
pub struct Template {
    written: String,
    parts: Vec<Part>,
    pattern: Regex,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

/// What a pattern made of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// `None` for a page of the source.
    pub locale: Option<Locale>,
    names: Vec<(String, String)>,
}

impl Template {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(written: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = written;
        let mut pattern = String::from("^");
        while let Some((text, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return Err(format!("`{written}` has a `{{` without its `}}`"));
            };
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            if name.is_empty() || !name.bytes().all(plain) {
                return Err(format!("`{{{name}}}` is no name; `{{locale}}` and `{{page}}` are"));
            }
            if parts.contains(&Part::Name(name.to_owned())) {
                return Err(format!("`{{{name}}}` stands twice in `{written}`"));
            }
            pattern.push_str(&regex::escape(text));
            pattern.push_str(match name {
                "locale" => "([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,4}){0,2})",
                "page" => "(.+)",
                _ => "([^/]+)",
            });
            parts.push(Part::Text(text.to_owned()));
            parts.push(Part::Name(name.to_owned()));
            rest = after;
        }
        pattern.push_str(&regex::escape(rest));
        pattern.push('$');
        parts.push(Part::Text(rest.to_owned()));
        parts.retain(|part| *part != Part::Text(String::new()));
        if !parts.contains(&Part::Name("page".into())) {
            return Err(format!("`{written}` says nowhere what the page is: `{{page}}`"));
        }
        if written.starts_with('/') || written.split('/').any(|part| matches!(part, "." | "..")) {
            return Err(format!("`{written}` leaves its folder; a pattern begins below it"));
        }
        let pattern = Regex::new(&pattern).map_err(|error| error.to_string())?;
        Ok(Self { written: written.to_owned(), parts, pattern })
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    fn fit(&self, path: &str) -> Option<Vec<(String, String)>> {
        let captures = self.pattern.captures(path)?;
        let values = captures.iter().skip(1).map(|group| group.map_or("", |group| group.as_str()).to_owned());
        Some(self.names().map(str::to_owned).zip(values).collect())
    }

    fn fill(&self, names: &[(String, String)], locale: &str) -> String {
        let value = |name: &str| match name {
            "locale" => locale.to_owned(),
            _ => names
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
                .unwrap_or_default(),
        };
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Name(name) => value(name),
        };
        self.parts.iter().map(part).collect()
    }
}

impl Pages {
    /// Reads the two patterns.
    ///
    /// # Errors
    /// What is wrong with one of them, or between them, in words.
    pub fn parse(target: &str, source: Option<&str>) -> Result<Self, String> {
        let target = Template::parse(target)?;
        if !target.names().any(|name| name == "locale") {
            return Err(format!("`{}` says nowhere what the locale is: `{LOCALE}`", target.written));
        }
        let source = source.map(Template::parse).transpose()?;
        if let Some(source) = &source {
            if source.names().any(|name| name == "locale") {
                return Err(format!("`{}` is one locale's; it has no `{LOCALE}`", source.written));
            }
            let lacks = |of: &Template, other: &Template| {
                let lost =
                    of.names().find(|name| *name != "locale" && !other.names().any(|other| other == *name));
                lost.map(|name| format!("`{{{name}}}` stands in `{}` alone", of.written))
            };
            if let Some(wrong) = lacks(&target, source).or_else(|| lacks(source, &target)) {
                return Err(wrong);
            }
        }
        Ok(Self { source, target, sure: true, needs_source: false })
    }

    /// A path of the site as a page of a locale.
    #[must_use]
    pub fn target(&self, path: &str) -> Option<Fit> {
        let names = self.target.fit(path)?;
        let (_, written) = names.iter().find(|(name, _)| name == "locale")?;
        Some(Fit { locale: Some(Locale::parse(written)?), names })
    }

    /// A path of the site as a page of the source.
    #[must_use]
    pub fn source(&self, path: &str) -> Option<Fit> {
        Some(Fit { locale: None, names: self.source.as_ref()?.fit(path)? })
    }

    /// The page's path without its locale: equal for one page in all locales, the source's too.
    #[must_use]
    pub fn page(&self, fit: &Fit) -> String {
        self.target.fill(&fit.names, LOCALE)
    }

    /// Where the page stands in another locale, written so.
    #[must_use]
    pub fn in_locale(&self, fit: &Fit, locale: &str) -> String {
        self.target.fill(&fit.names, locale)
    }

    /// The folder that pages like this one stand in, in another locale, written so: what is there before the page.
    #[must_use]
    pub fn folder_in_locale(&self, fit: &Fit, locale: &str) -> String {
        let names: Vec<_> = fit.names.iter().filter(|(name, _)| name != "page").cloned().collect();
        let marked = [names, vec![("page".to_owned(), "\0".to_owned())]].concat();
        let path = self.target.fill(&marked, locale);
        let before = path.split('\0').next().unwrap_or_default();
        before.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
    }

    /// Where the source of the page stands; `None` where it stands in a locale's place.
    #[must_use]
    pub fn in_source(&self, fit: &Fit) -> Option<String> {
        Some(self.source.as_ref()?.fill(&fit.names, ""))
    }

    /// What names the locale.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let whole = format!("/{}/", self.target.written).contains("/{locale}/");
        if whole { Evidence::Folder } else { Evidence::FileName }
    }
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

    #[test]
    fn a_source_and_its_translation_are_one_page() {
        let pages = Pages::parse("i18n/{locale}/docs/{version}/{page}", Some("docs/{version}/{page}"));
        let pages = pages.expect("both are patterns");
        let target = pages.target("i18n/pt-BR/docs/v1/a/b.md").expect("it fits");
        let source = pages.source("docs/v1/a/b.md").expect("it fits");
        assert_eq!(target.locale, Locale::parse("pt-br"));
        assert_eq!(pages.page(&target), "i18n/{locale}/docs/v1/a/b.md");
        assert_eq!(pages.page(&target), pages.page(&source));
        assert_eq!(pages.in_source(&target).as_deref(), Some("docs/v1/a/b.md"));
        assert_eq!(pages.in_locale(&source, "ko"), "i18n/ko/docs/v1/a/b.md");
        assert_eq!(pages.target("i18n/tools/docs/v1/a.md"), None, "no language");
        assert_eq!(pages.target("i18n/ko/docs/a.md"), None, "no version");
    }

    #[test]
    fn a_suffix_is_the_last_but_one_part_of_a_name() {
        let pages = Pages::parse("{page}.{locale}.{ext}", Some("{page}.{ext}")).expect("both are patterns");
        let target = pages.target("a/b.v2.zh-hans.md").expect("it fits");
        assert_eq!(target.locale, Locale::parse("zh-cn"));
        assert_eq!(pages.in_source(&target).as_deref(), Some("a/b.v2.md"));
        assert_eq!(pages.evidence(), Evidence::FileName);
    }

    #[test]
    fn a_wrong_pattern_is_explained() {
        let wrong = |target, source| Pages::parse(target, source).expect_err(target);
        assert_eq!(wrong("{page}", None), "`{page}` says nowhere what the locale is: `{locale}`");
        assert_eq!(wrong("{locale}/a.md", None), "`{locale}/a.md` says nowhere what the page is: `{page}`");
        assert_eq!(wrong("{locale/{page}", None), "`{locale/{page}` is no name; `{locale}` and `{page}` are");
        assert_eq!(wrong("{locale}/{page", None), "`{locale}/{page` has a `{` without its `}`");
        assert_eq!(
            wrong("{locale}/{locale}/{page}", None),
            "`{locale}` stands twice in `{locale}/{locale}/{page}`"
        );
        assert_eq!(
            wrong("../{locale}/{page}", None),
            "`../{locale}/{page}` leaves its folder; a pattern begins below it"
        );
        assert_eq!(wrong("{locale}/{page}", Some("{v}/{page}")), "`{v}` stands in `{v}/{page}` alone");
        assert_eq!(
            wrong("{locale}/{page}", Some("{locale}/{page}")),
            "`{locale}/{page}` is one locale's; it has no `{locale}`"
        );
    }
}
