//! Layouts and pins as data: what ships in `rules/layouts.yaml`, and what a configuration says in its place.
//! Not where files are; patterns are compiled only for layouts that a site has.

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Locale;
use crate::model::layout::{Layout, Pages};
use crate::model::upstream::{PinKey, PinOf};

/// What ships: `rules/layouts.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Layouts {
    /// In the order in which they are looked for.
    pub layouts: Vec<LayoutSpec>,
    /// What a source folder is named, beside folders and repositories of locales.
    pub source_locales: Vec<String>,
    /// Languages that are words, too: `it`, `no`. They need more proof.
    pub words: Vec<String>,
    /// Which keys say what version a page was translated from.
    pub pins: Vec<PinSpec>,
}

/// A layout, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LayoutSpec {
    /// Its name.
    pub name: String,
    /// Files and folders by which one knows the top of such a site.
    pub marks: Vec<String>,
    /// A pattern that the mark must hold.
    #[serde(default)]
    pub mentions: Option<String>,
    #[serde(default)]
    source_locale_in: Option<String>,
    pages: Vec<PagesSpec>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PagesSpec {
    #[serde(default)]
    source: Option<String>,
    target: String,
    #[serde(default)]
    sure: bool,
    #[serde(default)]
    needs_source: bool,
}

/// A key that says what version a page was translated from, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinSpec {
    key: String,
    of: PinOfName,
    #[serde(default)]
    commit: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PinOfName {
    Bytes,
    Commit,
}

impl Layouts {
    /// What ships.
    ///
    /// # Panics
    /// Never in a build whose tests pass: the text is a constant and proven there.
    #[must_use]
    pub fn bundled() -> Self {
        serde_json::from_str(read_at_start!("layouts")).expect("the bundled layouts are proven by a test")
    }

    /// The keys that pin a page to a version.
    #[must_use]
    pub fn pin_keys(&self) -> Vec<PinKey> {
        let pin = |spec: &PinSpec| PinKey {
            key: spec.key.as_str().into(),
            of: match spec.of {
                PinOfName::Bytes => PinOf::Bytes,
                PinOfName::Commit => PinOf::Commit,
            },
            commit: spec.commit.as_deref().map(Into::into),
        };
        self.pins.iter().map(pin).collect()
    }
}

impl LayoutSpec {
    /// With its patterns compiled. What ships is proven by a test.
    ///
    /// # Errors
    /// What is wrong with a pattern, in words.
    pub fn compile(&self) -> Result<Layout, String> {
        let pattern = |written: &Option<String>| {
            written.as_deref().map(Regex::new).transpose().map_err(|error| error.to_string())
        };
        let pages = |spec: &PagesSpec| {
            let pages = Pages::parse(&spec.target, spec.source.as_deref())?;
            Ok::<_, String>(Pages { sure: spec.sure, needs_source: spec.needs_source, ..pages })
        };
        Ok(Layout {
            name: self.name.clone(),
            marks: self.marks.clone(),
            mentions: pattern(&self.mentions)?,
            source_locale_in: pattern(&self.source_locale_in)?,
            source_locale: english(),
            pages: self.pages.iter().map(pages).collect::<Result<_, _>>()?,
        })
    }
}

/// What sources are written in where nothing says otherwise.
fn english() -> Locale {
    Locale::parse("en").expect("a language")
}

/// A layout that a configuration chooses: a bundled one by name, or a pattern of its own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "this is neither a layout's name, nor a pattern such as `{locale}/{page}`, nor `{ target: …, source: … }`"
)]
pub enum LayoutChoice {
    /// A name such as `docusaurus`, or a pattern with `{locale}` and `{page}`.
    Named(String),
    /// Patterns for both sides.
    Patterns(LayoutPatterns),
}

/// Where pages of a locale stand, and where their sources do: paths from this file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LayoutPatterns {
    /// A page of a locale: `i18n/{locale}/{page}`.
    target: String,
    /// The page that it was translated from, where that is in no locale's folder: `docs/{page}`.
    #[serde(default)]
    source: Option<String>,
    /// The locale of the source; `en` where this is left out.
    #[serde(default)]
    source_locale: Option<String>,
}

impl LayoutChoice {
    /// The layout that it names.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn compile(&self, bundled: &Layouts) -> Result<Layout, String> {
        let (target, source, locale) = match self {
            Self::Named(name) if !name.contains('{') => {
                let known = bundled.layouts.iter().find(|layout| layout.name == *name);
                let names: Vec<&str> = bundled.layouts.iter().map(|layout| layout.name.as_str()).collect();
                let unknown = || {
                    let names = names.join("`, `");
                    format!(
                        "`{name}` is no layout; there are `{names}`, and patterns such as `{{locale}}/{{page}}`"
                    )
                };
                return known.ok_or_else(unknown)?.compile();
            }
            Self::Named(target) => (target, None, None),
            Self::Patterns(patterns) => {
                (&patterns.target, patterns.source.as_deref(), patterns.source_locale.as_deref())
            }
        };
        let source_locale = match locale {
            None => english(),
            Some(tag) => Locale::parse(tag).ok_or_else(|| format!("`{tag}` is no locale"))?,
        };
        Ok(Layout {
            name: target.clone(),
            marks: Vec::new(),
            mentions: None,
            source_locale_in: None,
            source_locale,
            pages: vec![Pages::parse(target, source)?],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layouts_that_ship_have_good_patterns() {
        let bundled = Layouts::bundled();
        for layout in &bundled.layouts {
            let compiled = layout.compile().expect("the patterns that ship are good");
            assert!(!compiled.pages.is_empty() && !compiled.marks.is_empty(), "{}", layout.name);
        }
        assert!(!bundled.pin_keys().is_empty());
        assert!(bundled.source_locales.iter().all(|tag| Locale::parse(tag).is_some()));
    }
}
