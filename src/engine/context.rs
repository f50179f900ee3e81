//! What pair checks are handed beside their pair: languages, and words that are not translated. Not the pairs.

use std::sync::LazyLock;

use crate::checks::{PageWords, PairContext, Readings};
use crate::config::Settings;
use crate::model::{Document, Locale};
use crate::packs;
use crate::syntax::front_matter::Value;

/// What pair checks may know beside their pair.
pub(super) fn context<'d>(
    document: &'d Document<'_>,
    page: &'d PageWords<'d>,
    readings: &'d Readings,
) -> PairContext<'d> {
    static ENGLISH: LazyLock<Locale> =
        LazyLock::new(|| Locale::parse("en-us").expect("a language and a region"));
    let locale = document.locale.as_ref();
    PairContext {
        locale,
        language: locale.and_then(packs::language),
        source: packs::language(&ENGLISH).expect("the file of English is embedded"),
        keep: &[],
        page,
        terms: None,
        path: &document.path,
        readings,
    }
}

/// What is not to be translated on a page: what its header names, what it inherits, and what is configured.
pub(super) fn keep<'d>(document: &'d Document<'_>, settings: &'d Settings) -> Vec<&'d str> {
    let own = document.entry("no-loc").map(|entry| &entry.value);
    let items = match own {
        Some(Value::Sequence(items)) => &items[..],
        _ => &[],
    };
    let own = items.iter().filter_map(|item| item.value.as_str());
    own.chain(settings.keep.iter().map(String::as_str)).collect()
}
