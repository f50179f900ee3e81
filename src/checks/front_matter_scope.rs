//! Which pages the checks of a header are for, and which values they leave alone. Not a check itself.

use crate::model::Document;

/// Whether a page has one of some keys, its own or inherited. A name that ends with `*` is every key that
/// begins so.
pub(super) fn carries_any(document: &Document<'_>, names: &[String]) -> bool {
    let own = document.header.iter().flat_map(|header| &header.entries).map(|entry| &*entry.key);
    let inherited = document.inherited.iter().map(|inherited| &*inherited.key);
    own.chain(inherited).any(|key| is_listed(names, key))
}

/// Whether a key is among some names.
pub(super) fn is_listed(names: &[String], key: &str) -> bool {
    names.iter().any(|name| match name.strip_suffix('*') {
        Some(start) => key.starts_with(start),
        None => name == key,
    })
}

/// Whether a page holds a value for a key, or is given one.
pub(super) fn has(document: &Document<'_>, key: &str) -> bool {
    match document.entry(key) {
        Some(entry) => !entry.value.is_empty(),
        None => document.inherited(key).is_some(),
    }
}

/// Whether a template fills the value in: `{{ date }}`. It says nothing yet.
pub(super) fn is_filled_in(written: &str) -> bool {
    let bare = written.trim_start_matches(['"', '\'']);
    ["{{", "{%", "<%", "${"].iter().any(|opening| bare.starts_with(opening))
}
