//! Any row of edits leaves the text, and the diagnostics, that a fresh opening of the result has.

use std::path::PathBuf;

use paralint::lsp::convert::{Encoding, Lines};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::Client;
use super::client::pages;

const PIECES: [&str; 14] = [
    "a",
    "\n",
    "\r\n",
    "\r",
    "😀",
    "가나",
    "**",
    "</span>",
    "<span data-ttu-id=\"4c0de-101\">",
    "---\n",
    "| x | y |",
    "`",
    "",
    "[x](y.md)",
];

fn capabilities(encoding: &str) -> Value {
    let mut capabilities = super::pulls();
    capabilities["general"]["positionEncodings"] = json!([encoding]);
    capabilities
}

/// One edit: from, length, what comes, and whether it is undone at once.
type Step = (usize, usize, usize, bool);

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The text after an edit, and the edit as a client says it.
fn edit(text: &str, (from, length, piece, _): Step, encoding: Encoding) -> (String, Value) {
    let start = floor(text, from % (text.len() + 1));
    let end = floor(text, start + length % 40).max(start);
    let lines = Lines::new(text.into(), encoding);
    let (from, to) = (lines.position(start as u32), lines.position(end as u32));
    // A client cannot name a place inside of a line's end; what it names instead is what is meant.
    let (start, end) = (lines.offset(from), lines.offset(to).max(lines.offset(from)));
    let new = PIECES[piece % PIECES.len()];
    let changed = format!("{}{new}{}", &text[..start], &text[end..]);
    let range = json!({ "start": from, "end": to });
    (changed, json!({ "range": range, "text": new }))
}

fn holds(encoding: Encoding, name: &str, cases: u32, steps: usize) -> usize {
    let folder = super::handbook();
    let all: Vec<PathBuf> = pages(folder.path());
    let mut made = 0;
    let strategy = (0..all.len(), prop::collection::vec(any::<Step>(), 1..=steps));
    let mut runner = TestRunner::new(crate::cases::cases(cases));
    let mut client = Client::new(&[folder.path()], capabilities(name), json!({ "severity": "info" }));
    client.settle();
    let client = std::cell::RefCell::new(client);
    let count = std::cell::Cell::new(0);
    let found = std::cell::Cell::new(0);
    let result = runner.run(&strategy, |(page, steps)| {
        let client = &mut *client.borrow_mut();
        let page = &all[page];
        let written = client.open_file(page);
        let mut text = written.clone();
        let mut version = 1;
        for some in steps.chunks(3) {
            // Several changes in one message, each on what the one before has left.
            let mut changes = Vec::new();
            for &step in some {
                let (after, change) = edit(&text, step, encoding);
                changes.push(change);
                if step.3 {
                    changes.push(json!({ "text": text }));
                } else {
                    text = after;
                }
                count.set(count.get() + 1);
            }
            version += 1;
            client.change(page, version, Value::Array(changes));
        }
        let edited = client.pull(page);
        let close = json!({ "textDocument": { "uri": super::client::uri(page) } });
        client.tell("textDocument/didClose", close.clone());
        client.open(page, 1, &text);
        let fresh = client.pull(page);
        // As it was on disk before it is closed: the next page is held against this one, and does not wait for it.
        client.change(page, 2, json!([{ "text": written }]));
        client.pull(page);
        client.tell("textDocument/didClose", close);
        found.set(found.get() + fresh.len());
        prop_assert_eq!(edited, fresh, "{}", page.display());
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(found.get() > 0, "there is something to say");
    client.into_inner().leave();
    made += count.get();
    made
}

#[test]
fn any_row_of_edits_leaves_what_a_fresh_opening_has() {
    let encodings = [(Encoding::Utf8, "utf-8"), (Encoding::Utf16, "utf-16"), (Encoding::Utf32, "utf-32")];
    for (encoding, name) in encodings {
        holds(encoding, name, 24, 18);
    }
}

/// What stands in the goals: it takes a while.
#[test]
fn ten_thousand_edits_end_in_no_panic() {
    let mut made = 0;
    for (encoding, name) in
        [(Encoding::Utf8, "utf-8"), (Encoding::Utf16, "utf-16"), (Encoding::Utf32, "utf-32")]
    {
        made += holds(encoding, name, 120, 80);
    }
    assert!(made > 10_000, "{made}");
}
