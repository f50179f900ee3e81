//! What stands beside the text: on line one how far a page has drifted, and sources next to translations.

use lsp::Range;
use serde_json::{Value, json};

use super::hover::behind;
use super::lsp;
use super::snapshot::Snapshot;
use crate::diagnostic::Diagnostic;
use crate::model::Standing;
use crate::text::{Span, on_one_line, shortened};

/// How many characters of a source are shown.
const MOST: usize = 60;

/// One line on drift; none where the page is as it should be.
pub(super) fn lens(snapshot: &Snapshot) -> Value {
    let mut words = Vec::new();
    let upstream = snapshot.facts().and_then(|facts| facts.upstream.as_deref());
    if let Some(upstream) = upstream.filter(|upstream| upstream.standing != Standing::Current) {
        words.extend(behind(upstream));
    }
    let is_drift = |one: &&Diagnostic| {
        snapshot.engine.mechanism(&one.rule).is_some_and(|mechanism| mechanism.starts_with("drift."))
    };
    let found = snapshot.shown.iter().flat_map(|shown| shown.found.iter()).filter(is_drift).count();
    words.extend(match found {
        0 => None,
        1 => Some("one place differs from the other locales".to_owned()),
        n => Some(format!("{n} places differ from the other locales")),
    });
    if words.is_empty() {
        return json!([]);
    }
    let locale = snapshot.facts().and_then(|facts| facts.locale.as_ref());
    let title = match locale {
        Some(locale) => format!("{locale}: {}", words.join(" · ")),
        None => words.join(" · "),
    };
    let at = snapshot.lines.range(Span::at(0));
    json!([{ "range": at, "command": { "title": title, "command": "" } }])
}

/// The source of each translation in a range, behind it.
pub(super) fn inlay(snapshot: &Snapshot, range: Range) -> Value {
    if !snapshot.client.settings.inlay_hints {
        return json!([]);
    }
    let document = snapshot.document();
    let wanted = snapshot.lines.span(range);
    let shown = document.pairs.iter().filter(|pair| pair.target.overlaps(wanted));
    let hint = |pair: &crate::syntax::side_by_side::PairTags| {
        let words = on_one_line(pair.source.of(document.text));
        let label = shortened(&*words, MOST);
        let at = snapshot.lines.position(pair.target.end);
        json!({ "position": at, "label": label, "tooltip": words, "paddingLeft": true })
    };
    shown.map(hint).collect()
}
