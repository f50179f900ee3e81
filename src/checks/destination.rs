//! Where a link leads, whatever the language of the page that is linked to. Not a resolver: nothing is looked up. Folds that
//! need nothing of a site, and a table of all: `model::destination`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Words;
use crate::model::destination::{has_shape_of_locale, host_and_path};
use crate::text;

/// What makes two destinations one page in two languages.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[derive(Default)]
pub(super) struct Localised {
    /// Keys of a query that choose a language: `clcid`.
    queries: Words,
    /// Hosts whose pages are linked to by path alone as well.
    sites: Words,
    /// Parts of a path or a host that are a language by themselves: `de`.
    languages: Words,
}

/// A destination without what a language changes in it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The page.
    page: String,
    /// The place in it; empty where its words were translated.
    fragment: String,
    /// Whether it depends on where it is written.
    relative: bool,
}

impl Localised {
    /// The page and the place that a destination stands for.
    pub(super) fn key(&self, destination: &str) -> Key {
        let written = destination.trim();
        let decoded = if written.contains('%') { text::percent_decoded(written) } else { None };
        let plain = decoded.as_deref().unwrap_or(written).to_lowercase();
        let (plain, fragment) = plain.split_once('#').unwrap_or((&plain, ""));
        let fragment = if fragment.is_ascii() { fragment.to_owned() } else { String::new() };
        let (plain, query) = plain.split_once('?').unwrap_or((plain, ""));
        let schemeless = ["https://", "http://", "//"].iter().find_map(|scheme| plain.strip_prefix(scheme));
        let mut page = String::with_capacity(destination.len());
        let path = match schemeless {
            Some(rest) => {
                let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                if !self.sites.contains(host) {
                    page.push_str("//");
                    page.push_str(self.host(host));
                }
                path
            }
            None => plain,
        };
        let absolute = schemeless.is_some() || path.starts_with('/');
        for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
            if has_shape_of_locale(part) || absolute && self.languages.contains(part) {
                continue;
            }
            page.push('/');
            page.push_str(part);
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            if !self.queries.contains(pair.split_once('=').map_or(pair, |(key, _)| key)) {
                page.push('&');
                page.push_str(pair);
            }
        }
        Key { page, fragment, relative: !absolute }
    }

    /// Whether a destination in place of another is another place of its page, or another page of its site in another
    /// language: headings that were translated have other names, and an edition its own pages.
    pub(super) fn is_moved(&self, from: &str, to: &str) -> bool {
        let (one, other) = (self.key(from), self.key(to));
        let is_place = !one.fragment.is_empty() && !other.fragment.is_empty() && one.page == other.page;
        let is_edition = || match (self.edition(from), self.edition(to)) {
            (Some((site, language)), Some((same, other))) => site == same && language != other,
            _ => false,
        };
        is_place && one.fragment != other.fragment || is_edition()
    }

    /// Whether a destination in place of another is a page of the same site in the language of the readers, where the other is
    /// in none or in another: who translates for people sends them there.
    pub(super) fn is_own(&self, from: &str, to: &str, own: &str) -> bool {
        let site = |destination: &str| {
            let plain = destination.trim().to_lowercase();
            Some(self.host(host_and_path(&plain)?.0).to_owned())
        };
        let says = |language: &str| language.split('-').next() == Some(own);
        let is_own = |destination: &str| self.edition(destination).is_some_and(|(_, it)| says(&it));
        is_own(to) && !is_own(from) && site(from).is_some_and(|from| site(to) == Some(from))
    }

    /// The site of an address, and the language that its path or its host names.
    fn edition(&self, destination: &str) -> Option<(String, String)> {
        let plain = destination.trim().to_lowercase();
        let (host, path) = host_and_path(&plain)?;
        let names_language = |part: &&str| has_shape_of_locale(part) || self.languages.contains(part);
        let path = path.split(['#', '?']).next().unwrap_or(path);
        let language = path.split('/').chain(host.split('.').take(1)).find(names_language)?;
        Some((self.host(host).to_owned(), language.to_owned()))
    }

    /// A host without `www`, a language in front, or the domain of a country.
    fn host<'h>(&self, host: &'h str) -> &'h str {
        let mut host = host;
        while let Some((first, rest)) = host.split_once('.') {
            let names_language = self.languages.contains(first) || has_shape_of_locale(first);
            if !(first == "www" || names_language) || !rest.contains('.') {
                break;
            }
            host = rest;
        }
        let country = |(rest, last): (&'h str, &str)| {
            (last.len() == 2 && last.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(rest)
        };
        let rest = host.rsplit_once('.').and_then(country).unwrap_or(host);
        match rest.rsplit_once('.') {
            Some((rest, "com" | "co")) => rest,
            _ => rest,
        }
    }
}

impl Key {
    /// Whether two that differ in writing lead to one place: a path written from here and one written from the top of
    /// the site, or a place whose name was translated.
    pub(super) fn leads_where(&self, other: &Key) -> bool {
        let place = self.fragment == other.fragment || self.fragment.is_empty() || other.fragment.is_empty();
        if !place {
            return false;
        }
        let bare = |key: &Key| {
            let page = key.page.trim_end_matches(".md").trim_end_matches(".yml").trim_end_matches("/index");
            page.replace("/..", "").replace("/~", "")
        };
        let (own, others) = (bare(self), bare(other));
        own == others && self.fragment == other.fragment
            || self.page == other.page && place && !(self.fragment.is_empty() && other.fragment.is_empty())
            // An empty one leads nowhere.
            || self.relative != other.relative
                && !own.is_empty()
                && !others.is_empty()
                && (own.ends_with(&others) || others.ends_with(&own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let words = |list: &[&str]| list.iter().copied().collect::<Words>();
        let localised = Localised {
            queries: words(&["clcid"]),
            sites: words(&["docs.quayside.example"]),
            languages: words(&["de", "en", "ja"]),
        };
        let (one, other) = (localised.key(one), localised.key(other));
        one == other || one.leads_where(&other)
    }

    #[test]
    fn one_page_in_two_languages_is_one_destination() {
        assert!(same("https://quayside.com/en-us/Fees/", "http://www.quayside.com/de-de/fees"));
        assert!(same("https://quayside.com/fees?clcid=0x409", "https://quayside.com/fees?clcid=0x412"));
        assert!(same("https://en.wiki.example/wiki/B", "https://de.wiki.example/wiki/b"));
        assert!(same("https://quayside.com/fees", "https://quayside.co.jp/fees"));
        assert!(same("/berths/fees", "https://docs.quayside.example/ja-jp/berths/fees"));
        assert!(same("../fees.md", "https://docs.quayside.example/berths/fees"));
        assert!(same("a%20b.md", "a b.md"));
        assert!(same("fees.md#the-fees", "fees.md#요금"));
    }

    #[test]
    fn places_and_editions_move() {
        let words = |list: &[&str]| list.iter().copied().collect::<Words>();
        let localised = Localised { languages: words(&["de", "en"]), ..Localised::default() };
        let moved = |from, to| localised.is_moved(from, to);
        assert!(moved("fees.md#a", "fees.md#b"));
        assert!(moved("#a", "#b"));
        assert!(moved("/fees#a", "/de/fees#b"));
        assert!(moved("https://quayside.com/en-us/fees", "https://quayside.com/de/prices"));
        assert!(moved("https://en.wiki.example/wiki/Fees", "https://de.wiki.example/wiki/Preise"));
        assert!(!moved("fees.md#a", "free.md#a"));
        assert!(!moved("https://quayside.com/en/fees", "https://quayside.com/en/prices"));
        assert!(!moved("https://quayside.com/en/fees", "https://harbor.com/de/fees"));
        assert!(!moved("https://quayside.com/fees", "https://quayside.com/prices"));
    }

    #[test]
    fn another_page_is_another_destination() {
        assert!(!same("fees.md", "free.md"));
        assert!(!same("fees.md#a", "fees.md#b"));
        assert!(!same("https://quayside.com/fees", "https://quayside.org/fees"));
        assert!(!same("https://quayside.com/fees?page=1", "https://quayside.com/fees?page=2"));
    }
}
