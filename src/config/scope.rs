//! Which pages an override is for, and which pages a configuration is for.

use std::borrow::Cow;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::civil::Date;

use super::options::Override;
use crate::model::{Locale, LocaleTag, date};

impl Override {
    /// Reads its globs, locales and date; says which key is wrong otherwise.
    pub(super) fn compile(&self) -> Result<Scope, (&'static str, String)> {
        let mut globs = GlobSetBuilder::new();
        for glob in &self.paths {
            let compiled = GlobBuilder::new(glob).literal_separator(true).build();
            globs.add(compiled.map_err(|error| ("paths", format!("`{glob}` is no glob: {}", error.kind())))?);
        }
        let globs = globs.build().map_err(|error| ("paths", error.to_string()))?;
        let locale =
            |tag: &String| Locale::parse(tag).ok_or_else(|| ("locales", format!("`{tag}` is no locale")));
        let locales = self.locales.iter().map(locale).collect::<Result<_, _>>()?;
        let handoff_before = match &self.handoff_before {
            None => None,
            Some(day) => Some(date::parse(day).ok_or_else(|| {
                ("handoff-before", format!("`{day}` is no date; write it as `2019-01-31`"))
            })?),
        };
        let paths = (!self.paths.is_empty()).then_some(globs);
        Ok(Scope { paths, locales, translationtype: self.translationtype.clone(), handoff_before })
    }
}

/// The pages that an override is for.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    paths: Option<GlobSet>,
    locales: Vec<Locale>,
    translationtype: Vec<String>,
    handoff_before: Option<Date>,
}

/// What levels may depend on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traits<'d> {
    /// As reports print it.
    pub path: &'d str,
    /// Of the page.
    pub locale: Option<&'d Locale>,
    /// `HT` or `MT`.
    pub translationtype: Option<&'d str>,
    /// When the page was handed off.
    pub handoff: Option<Date>,
}

impl Traits<'_> {
    /// Whether the page is in one of some locales, or in a locale of one of some languages.
    #[must_use]
    pub fn is_in(&self, locales: &[LocaleTag]) -> bool {
        self.locale.is_some_and(|own| own.is_one_of(locales))
    }
}

impl Scope {
    pub(super) fn holds(&self, root: Option<&Root>, page: Traits<'_>) -> bool {
        let named = |locale: &Locale| {
            let wanted = |l: &Locale| l == locale || l.as_str() == locale.language();
            self.locales.iter().any(wanted)
        };
        let fits = |globs: &GlobSet| match root {
            None => globs.is_match(page.path),
            Some(root) => root.below(page.path).is_some_and(|path| globs.is_match(&*path)),
        };
        self.paths.as_ref().is_none_or(fits)
            && (self.locales.is_empty() || page.locale.is_some_and(named))
            && (self.translationtype.is_empty()
                || page.translationtype.is_some_and(|kind| self.translationtype.iter().any(|t| t == kind)))
            && self.handoff_before.is_none_or(|day| page.handoff.is_some_and(|handoff| handoff < day))
    }
}

/// Where a configuration stands: the way from the working directory to its folder, and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// From the working directory to the folder, `/`-separated: `docs`, `..`, or empty.
    pub there: String,
    /// From the folder to the working directory.
    pub back: String,
}

impl Root {
    /// A path of a report as the folder sees it; `None` where it does not lie below.
    pub(super) fn below<'p>(&self, path: &'p str) -> Option<Cow<'p, str>> {
        if self.there.is_empty() {
            return (!path.starts_with("../")).then_some(Cow::Borrowed(path));
        }
        if let Some(rest) = path.strip_prefix(&*self.there) {
            return rest.strip_prefix('/').filter(|rest| !rest.starts_with("../")).map(Cow::Borrowed);
        }
        // Above: the way back leads through folders that the path does not name.
        if self.there.split('/').any(|part| part != "..") {
            return None;
        }
        let mut parts: Vec<&str> = self.back.split('/').collect();
        for part in path.split('/') {
            match part {
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Some(Cow::Owned(parts.join("/")))
    }
}
