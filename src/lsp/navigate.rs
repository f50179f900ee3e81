//! From a translation to its source and back, and to the same segment in every locale.

use lsp::Position;
use serde_json::{Value, json};

use super::lsp;
use super::snapshot::Snapshot;

/// From one side of a pair to the other; of a page without pairs, nowhere.
pub(super) fn definition(snapshot: &Snapshot, at: Position) -> Value {
    let document = snapshot.document();
    let offset = snapshot.offset(at);
    let Some(pair) = document.pair_at(offset).map(|pair| document.pairs[pair]) else { return Value::Null };
    let on_target = offset <= pair.target.end;
    let (from, to) = if on_target { (pair.target, pair.source) } else { (pair.source, pair.target) };
    let (from, to) = (snapshot.lines.range(from), snapshot.lines.range(to));
    if snapshot.client.location_links {
        return json!([{
            "originSelectionRange": from, "targetUri": snapshot.uri,
            "targetRange": to, "targetSelectionRange": to,
        }]);
    }
    json!({ "uri": snapshot.uri, "range": to })
}

/// The same segment in the other locales; with its own place, where `own` says so.
pub(super) fn elsewhere(snapshot: &Snapshot, at: Position, own: bool) -> Value {
    let document = snapshot.document();
    let offset = snapshot.offset(at);
    let Some(pair) = document.pair_at(offset) else { return Value::Null };
    let mut places: Vec<Value> = Vec::new();
    if own {
        let range = snapshot.lines.range(document.pairs[pair].target);
        places.push(json!({ "uri": snapshot.uri, "range": range }));
    }
    places.extend(snapshot.twins(&document, pair).into_iter().map(|twin| json!(twin.location)));
    Value::Array(places)
}

/// Both sides of the pair under the cursor.
pub(super) fn both(snapshot: &Snapshot, at: Position) -> Value {
    let document = snapshot.document();
    let offset = snapshot.offset(at);
    let Some(pair) = document.pair_at(offset).map(|pair| document.pairs[pair]) else { return Value::Null };
    let sides = [pair.target, pair.source].map(|side| json!({ "range": snapshot.lines.range(side) }));
    Value::Array(sides.into())
}
