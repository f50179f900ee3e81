//! Which pages the checks of a header are for, which values they leave alone, and how a key gets another name. Not a
//! check itself.

use super::{Finding, Spot};
use crate::diagnostic::Applicability;
use crate::model::Document;
use crate::syntax::front_matter::{Entry, Format, FrontMatter, ProblemKind};
use crate::text::Span;

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

/// A finding with the change that gives a key another name, in the quotes that it has. Without one where the name could
/// not stand there as it is, or where the header cannot be read.
pub(super) fn renamed(finding: Finding, document: &Document<'_>, entry: &Entry, name: &str) -> Finding {
    let Some(header) = document.header.as_ref().filter(|_| is_sound(document)) else { return finding };
    let written = entry.key_span.of(document.text);
    let quote = written.chars().next().filter(|quote| matches!(quote, '"' | '\'')).map_or(0, char::len_utf8);
    let bare = written.len() >= 2 * quote && written[quote..written.len() - quote] == *entry.key;
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    // Without quotes TOML reads a period as the way into a table.
    let may_stand =
        name.chars().all(is_word) && (header.format != Format::Toml || quote > 0 || !name.contains('.'));
    if !bare || !may_stand || stands_twice(header, entry) {
        return finding;
    }
    let (start, end) = (entry.key_span.start as usize + quote, entry.key_span.end as usize - quote);
    finding.mended(Applicability::Safe, vec![(Spot::File(Span::new(start, end)), name.to_owned())])
}

/// Whether a header was read as it is written: where it was not, nobody knows where a key ends.
pub(super) fn is_sound(document: &Document<'_>) -> bool {
    document.header_problems.iter().all(|problem| problem.kind == ProblemKind::DuplicateKey)
}

/// Whether the same key stands elsewhere in a header: which of them is meant is not ours to say.
fn stands_twice(header: &FrontMatter, entry: &Entry) -> bool {
    header.entries.iter().filter(|other| other.key == entry.key).count() > 1
}
