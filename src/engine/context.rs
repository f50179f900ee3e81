//! What pair checks are handed beside their pair: languages, and words that are not translated. Not the pairs.

use std::sync::LazyLock;

use crate::checks::{PageWords, PairContext, Readings};
use crate::config::Settings;
use crate::model::{Document, Language, Locale};
use crate::packs;
use crate::syntax::front_matter::{FrontMatter, Value};

/// What pair checks may know beside their pair.
pub(super) fn context<'d>(
    document: &'d Document<'_>,
    page: &'d PageWords<'d>,
    readings: &'d Readings,
) -> PairContext<'d> {
    context_in(document.locale.as_ref(), &document.path, page, readings)
}

/// The same for a page that is no document.
pub(super) fn context_in<'d>(
    locale: Option<&'d Locale>,
    path: &'d str,
    page: &'d PageWords<'d>,
    readings: &'d Readings,
) -> PairContext<'d> {
    PairContext {
        locale,
        language: locale.and_then(packs::language),
        source: source(),
        keep: &[],
        page,
        terms: None,
        path,
        readings,
    }
}

/// What is known of the language that sources are written in.
pub(super) fn source() -> &'static Language {
    static ENGLISH: LazyLock<Locale> =
        LazyLock::new(|| Locale::parse("en-us").expect("a language and a region"));
    packs::language(&ENGLISH).expect("the file of English is embedded")
}

/// What is not to be translated on a page: what its header names, what it inherits, and what is configured.
pub(super) fn keep<'d>(document: &'d Document<'_>, settings: &'d Settings) -> Vec<&'d str> {
    keep_in([document.header.as_ref()], settings)
}

/// The same for a page with some headers.
pub(super) fn keep_in<'d, const N: usize>(
    headers: [Option<&'d FrontMatter>; N],
    settings: &'d Settings,
) -> Vec<&'d str> {
    let named = |header: &'d FrontMatter| match header.get("no-loc").map(|entry| &entry.value) {
        Some(Value::Sequence(items)) => &items[..],
        _ => &[],
    };
    let own = headers.into_iter().flatten().flat_map(named).filter_map(|item| item.value.as_str());
    own.chain(settings.keep.iter().map(String::as_str)).collect()
}
