//! Approved words: what a term is called in each locale, what it is not called, and what stays as it is. Read from
//! `termbase:` files; not where they come from, and not what is said of a text.

use std::collections::BTreeMap;
use std::fmt;

use aho_corasick::{AhoCorasick, MatchKind};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Locale, LocaleTag};
use crate::text::Span;

/// A termbase as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Termbase {
    /// Terms with their translations.
    pub terms: Vec<Term>,
    /// Words that are not translated.
    pub keep: Vec<Keep>,
}

/// One thing, by its name in the source and in each locale.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Term {
    /// A name that other entries may use.
    #[serde(default)]
    pub id: Option<String>,
    /// How the source writes it: `customer`, `customers`. Matched as whole words.
    pub source: Vec<String>,
    /// How its case is matched.
    #[serde(default, rename = "match")]
    pub case: Case,
    /// Longer phrases of the source that are another thing: `net customer add`.
    #[serde(default)]
    pub except: Vec<String>,
    /// Terms, by their ids, that must not share a translation with this one.
    #[serde(default)]
    pub distinct_from: Vec<String>,
    /// For people.
    #[serde(default)]
    pub note: Option<String>,
    /// What it is called, by locale or language.
    #[serde(default)]
    pub targets: BTreeMap<String, Target>,
}

/// What a term is called in one locale.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Target {
    /// What it is called.
    pub preferred: String,
    /// What it may be called as well.
    #[serde(default)]
    pub allowed: Vec<String>,
    /// What it is not called.
    #[serde(default)]
    pub forbidden: Vec<String>,
    /// How translations are matched: by the language where it is not said.
    #[serde(default, rename = "match")]
    pub mode: Option<Mode>,
    /// Globs of the pages that it is for, from the configuration that names the file.
    #[serde(default)]
    pub scope: Vec<String>,
}

/// A word that is not translated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Keep {
    /// The word.
    pub term: String,
    /// Whether case counts in the source.
    #[serde(default = "yes")]
    pub case_sensitive: bool,
    /// Locales or languages that keep it; all where none is named.
    #[serde(default)]
    pub locales: Vec<LocaleTag>,
    /// What some locales may write instead.
    #[serde(default)]
    pub allow: BTreeMap<String, Vec<String>>,
}

fn yes() -> bool {
    true
}

/// How the case of a source term is matched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Case {
    /// In lower case, or with a capital at the beginning of a segment: elsewhere capitals make it part of a name.
    #[default]
    Lower,
    /// As it is written.
    Exact,
    /// In any case.
    Any,
}

/// How a translation is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Anywhere, spaces left aside: languages that put no spaces between words, or glue particles to them.
    Substring,
    /// As whole words.
    Word,
    /// As the beginning of words, the last letters of each left to the grammar.
    Stem,
}

/// A termbase, ready to look for its words.
pub struct Terms {
    written: Termbase,
    /// What each pattern of the search stands for.
    forms: Vec<Form>,
    search: AhoCorasick,
    scopes: BTreeMap<(usize, String), GlobSet>,
}

impl fmt::Debug for Terms {
    /// As it is written: all else is made of that.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Terms").field(&self.written).finish()
    }
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Term(usize, usize),
    Keep(usize),
    /// A phrase that hides what stands in it.
    Except,
}

/// What the source says.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'t> {
    /// A term, by its number.
    Term(usize, &'t Term),
    /// A word that is not translated.
    Keep(&'t Keep),
}

impl Terms {
    /// Makes a termbase ready.
    ///
    /// # Errors
    /// Says what is wrong with it, the word that is wrong in backquotes.
    pub fn new(mut written: Termbase) -> Result<Self, String> {
        written.terms.iter_mut().try_for_each(|term| canonical(&mut term.targets))?;
        written.keep.iter_mut().try_for_each(|keep| canonical(&mut keep.allow))?;
        let mut forms = Vec::new();
        let mut patterns: Vec<&str> = Vec::new();
        let mut scopes = BTreeMap::new();
        for (at, term) in written.terms.iter().enumerate() {
            if term.source.iter().all(|form| form.trim().is_empty()) {
                return Err("a term has no word in `source`".into());
            }
            for (tag, target) in &term.targets {
                if !target.scope.is_empty() {
                    scopes.insert((at, tag.clone()), globs(&target.scope)?);
                }
            }
            let again = |other: &Term| term.id.is_some() && other.id == term.id;
            if let Some(id) = term.id.as_ref().filter(|_| written.terms[..at].iter().any(again)) {
                return Err(format!("two terms have the id `{id}`"));
            }
            let ids = |id: &String| !written.terms.iter().any(|other| other.id.as_ref() == Some(id));
            if let Some(id) = term.distinct_from.iter().find(|id| ids(id)) {
                return Err(format!("`{id}` is the id of no term"));
            }
            let named = term.source.iter().enumerate().map(|(form, text)| (Form::Term(at, form), text));
            let hidden = term.except.iter().map(|text| (Form::Except, text));
            for (form, text) in named.chain(hidden).filter(|(_, text)| !text.trim().is_empty()) {
                forms.push(form);
                patterns.push(text);
            }
        }
        for (at, keep) in written.keep.iter().enumerate() {
            if keep.term.trim().is_empty() {
                return Err("a word to keep has no `term`".into());
            }
            forms.push(Form::Keep(at));
            patterns.push(&keep.term);
        }
        // The longest wins, so that a phrase hides the terms that it begins with.
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns)
            .map_err(|error| format!("the termbase is too large: {error}"))?;
        Ok(Self { written, forms, search, scopes })
    }

    /// What `text` names, in order; none of them overlapping. `starts` tells whether the text begins a segment.
    pub fn find<'t>(
        &'t self,
        text: &'t str,
        starts: bool,
    ) -> impl Iterator<Item = (Entry<'t>, Span)> + use<'t> {
        self.search.find_iter(text).filter_map(move |found| {
            let span = Span::new(found.start(), found.end());
            let said = &text[found.start()..found.end()];
            if !is_whole_word(text, span) {
                return None;
            }
            match self.forms[found.pattern().as_usize()] {
                Form::Except => None,
                Form::Keep(at) => {
                    let keep = &self.written.keep[at];
                    (!keep.case_sensitive || said == keep.term).then_some((Entry::Keep(keep), span))
                }
                Form::Term(at, form) => {
                    let term = &self.written.terms[at];
                    let begins = starts && text[..found.start()].trim().is_empty();
                    agrees(term.case, &term.source[form], text, span, begins)
                        .then_some((Entry::Term(at, term), span))
                }
            }
        })
    }

    /// What a term is called on a page of a locale; `None` where the termbase does not say.
    #[must_use]
    pub fn target(&self, number: usize, locale: &Locale, path: &str) -> Option<&Target> {
        let targets = &self.written.terms.get(number)?.targets;
        let (tag, target) =
            targets.get_key_value(locale.as_str()).or_else(|| targets.get_key_value(locale.language()))?;
        let here = self.scopes.get(&(number, tag.clone())).is_none_or(|globs| globs.is_match(path));
        here.then_some(target)
    }

    /// A term by its id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<(usize, &Term)> {
        self.written.terms.iter().enumerate().find(|(_, term)| term.id.as_deref() == Some(id))
    }
}

impl Keep {
    /// Whether a locale keeps the word, and what it may write instead.
    #[must_use]
    pub fn in_locale(&self, locale: &Locale) -> Option<&[String]> {
        if !self.locales.is_empty() && !locale.is_one_of(&self.locales) {
            return None;
        }
        let allowed = self.allow.get(locale.as_str()).or_else(|| self.allow.get(locale.language()));
        Some(allowed.map_or(&[], Vec::as_slice))
    }
}

impl Mode {
    /// The first place where `words` says `wanted`. Case of Latin letters is left aside.
    #[must_use]
    pub fn find(self, words: &str, wanted: &str) -> Option<Span> {
        if wanted.trim().is_empty() {
            return None;
        }
        match self {
            Mode::Substring => squeezed(words, wanted),
            Mode::Word | Mode::Stem => by_words(words, wanted, self == Mode::Stem),
        }
    }
}

/// A match with the spaces of both left aside.
fn squeezed(words: &str, wanted: &str) -> Option<Span> {
    let wanted: Vec<char> = letters(wanted).map(|(_, c)| c).collect();
    let text: Vec<(usize, char)> = letters(words).collect();
    let at = text.windows(wanted.len()).position(|window| window.iter().map(|(_, c)| c).eq(&wanted))?;
    let (last, c) = text[at + wanted.len() - 1];
    let behind = words[last..].chars().next().map_or(c.len_utf8(), char::len_utf8);
    Some(Span::new(text[at].0, last + behind))
}

fn letters(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let folded = |(at, c): (usize, char)| (at, c.to_lowercase().next().unwrap_or(c));
    text.char_indices().filter(|(_, c)| !c.is_whitespace()).map(folded)
}

/// A run of words, each whole, or begun alike with at most three letters that differ at its end. What has marks of its own,
/// `C++` or `.NET`, is held against the text to the letter.
fn by_words(words: &str, wanted: &str, stem: bool) -> Option<Span> {
    if wanted.contains(|c: char| !is_part(c) && !c.is_whitespace()) {
        return with_marks(words, wanted, stem);
    }
    let wanted: Vec<String> = wanted.split_whitespace().map(str::to_lowercase).collect();
    let text: Vec<(usize, &str)> = word_spans(words).collect();
    let same = |(_, word): &(usize, &str), wanted: &String| {
        let word = word.to_lowercase();
        word == *wanted || stem && is_inflected(&word, wanted)
    };
    let fits =
        |window: &&[(usize, &str)]| window.iter().zip(&wanted).all(|(word, wanted)| same(word, wanted));
    let found = text.windows(wanted.len()).find(fits)?;
    let (last, word) = found[found.len() - 1];
    Some(Span::new(found[0].0, last + word.len()))
}

/// Whether two words differ in their last three letters at most, and share four.
fn is_inflected(word: &str, wanted: &str) -> bool {
    let common = word.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    let rest = |word: &str| word.chars().count() - common;
    common >= 4 && rest(word) <= 3 && rest(wanted) <= 3
}

/// A term with marks: its first and last letters are those of words, but for an ending of up to three letters.
fn with_marks(words: &str, wanted: &str, stem: bool) -> Option<Span> {
    const ENDING: usize = 3;
    let wanted = wanted.trim();
    let small = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let letters = small(wanted);
    let says = |text: &str| text.chars().flat_map(char::to_lowercase).eq(letters.iter().copied());
    let [first, last] = [wanted.chars().next()?, wanted.chars().next_back()?].map(is_part);
    let whole = |at: usize| {
        let end = at + wanted.len();
        let rest = words.get(at..end).filter(|text| says(text)).map(|_| &words[end..])?;
        let ending = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let fits = !last || ending == 0 || stem && rest[..ending].chars().count() <= ENDING;
        let begins = !first || !words[..at].ends_with(is_part);
        (fits && begins).then(|| Span::new(at, if last { end + ending } else { end }))
    };
    words.char_indices().find_map(|(at, _)| whole(at))
}

/// What words are made of.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '\'' || c == '’'
}

fn word_spans(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| !is_part(c)).filter_map(move |word| {
        let start = at;
        // One separator, of whatever length.
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

fn agrees(case: Case, written: &str, text: &str, span: Span, begins: bool) -> bool {
    let said = span.of(text);
    match case {
        Case::Any => true,
        Case::Exact => said == written,
        Case::Lower => {
            let lower = |text: &str| !text.chars().any(char::is_uppercase);
            let mut chars = said.chars();
            let capital = chars.next().is_some_and(char::is_uppercase);
            // Between capitals it is part of a name: `Net customer Add`.
            let next = text[span.end as usize..].trim_start().chars().next();
            let before = text[..span.start as usize].trim_end().rsplit(char::is_whitespace).next();
            let in_name = next.is_some_and(char::is_uppercase)
                && before.and_then(|word| word.chars().next()).is_some_and(char::is_uppercase);
            (lower(said) && !in_name)
                || begins && capital && lower(chars.as_str()) && !next.is_some_and(char::is_uppercase)
        }
    }
}

fn is_whole_word(text: &str, span: Span) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let before = text[..span.start as usize].chars().next_back();
    let behind = text[span.end as usize..].chars().next();
    !before.is_some_and(part) && !behind.is_some_and(part)
}

/// Writes locales as they are compared: `ko-KR` is `ko-kr`.
fn canonical<T>(by_locale: &mut BTreeMap<String, T>) -> Result<(), String> {
    for (tag, value) in std::mem::take(by_locale) {
        let locale = Locale::parse(&tag).ok_or_else(|| format!("`{tag}` is no locale"))?;
        if by_locale.insert(locale.as_str().to_owned(), value).is_some() {
            return Err(format!("`{tag}` is there twice, written in two ways"));
        }
    }
    Ok(())
}

fn globs(written: &[String]) -> Result<GlobSet, String> {
    let mut globs = GlobSetBuilder::new();
    for glob in written {
        let compiled = GlobBuilder::new(glob).literal_separator(true).build();
        globs.add(compiled.map_err(|error| format!("`{glob}` is no glob: {}", error.kind()))?);
    }
    globs.build().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(yaml: &str) -> Terms {
        Terms::new(serde_yaml::from_str(yaml).expect("it is a termbase")).expect("it holds")
    }

    fn named(terms: &Terms, text: &str) -> Vec<String> {
        terms.find(text, true).map(|(_, span)| span.of(text).to_owned()).collect()
    }

    #[test]
    fn terms_are_whole_words_in_their_case_and_hidden_by_longer_phrases() {
        let terms =
            terms("terms: [{ source: [guest, guests], except: [guest book] }]\nkeep: [{ term: Quay }]");
        assert_eq!(named(&terms, "Guests, guests and a guest book; guesting"), ["Guests", "guests"]);
        assert_eq!(named(&terms, "The Guest and the Guest Desk"), [""; 0]);
        assert_eq!(named(&terms, "The Quay, a quay"), ["Quay"]);
    }

    #[test]
    fn translations_are_matched_by_script() {
        let find =
            |mode: Mode, text: &'static str, wanted: &str| mode.find(text, wanted).map(|span| span.of(text));
        assert_eq!(find(Mode::Substring, "この 係 留場所で", "係留場所"), Some("係 留場所"));
        assert_eq!(find(Mode::Word, "die Gäste, der Gast", "gast"), Some("Gast"));
        assert_eq!(find(Mode::Word, "des Gastes", "Gast"), None);
        assert_eq!(find(Mode::Stem, "des Liegeplatzes", "Liegeplatz"), Some("Liegeplatzes"));
        assert_eq!(find(Mode::Stem, "alle Kunden", "Liegeplatz"), None);
        assert_eq!(find(Mode::Stem, "mit c++ oder .NET", "C++"), Some("c++"));
        assert_eq!(find(Mode::Word, "mit C++ oder .NET", ".NET"), Some(".NET"));
        assert_eq!(find(Mode::Stem, "des E/A-Moduls.", "E/A-Modul"), Some("E/A-Moduls"));
        assert_eq!(find(Mode::Word, "des E/A-Moduls.", "E/A-Modul"), None);
        assert_eq!(find(Mode::Stem, "das E/A-Modulsystem", "E/A-Modul"), None);
    }

    #[test]
    fn what_does_not_hold_is_said() {
        let wrong =
            |yaml: &str| Terms::new(serde_yaml::from_str(yaml).expect("a termbase")).expect_err("wrong");
        assert_eq!(
            wrong("terms: [{ source: [a], targets: { xx-yy: { preferred: b } } }]"),
            "`xx-yy` is no locale"
        );
        assert_eq!(
            wrong("terms: [{ source: [a], targets: { ko-kr: { preferred: b }, ko_KR: { preferred: c } } }]"),
            "`ko_KR` is there twice, written in two ways"
        );
        assert_eq!(wrong("terms: [{ source: [a], distinct-from: [b] }]"), "`b` is the id of no term");
        assert_eq!(
            wrong("terms: [{ id: a, source: [a] }, { id: a, source: [b] }]"),
            "two terms have the id `a`"
        );
        assert_eq!(wrong("terms: [{ source: [] }]"), "a term has no word in `source`");
    }
}
