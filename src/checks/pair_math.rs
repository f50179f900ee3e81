//! `pair.math`: formulas between dollar signs are the same on both sides.

use super::pair_parts::{paragraph, unmatched};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::Kind;
use crate::text::{ByteSet, Span};

/// Formulas of the source that the translation has not. `{formula}` is the source's, `{found}` the one in its place,
/// `{state}` says what became of it. Spaces in a formula mean nothing, and words in `\text{…}` are to be translated.
#[derive(Debug, Default)]
pub(super) struct Math;

impl Mechanism for Math {
    const VALUES: &'static [&'static str] = &["formula", "found", "state"];
}

impl PairCheck for Math {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::source(ByteSet::ascii(b"$")))
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        if pair.source.text() == pair.target.text() {
            return;
        }
        let sources = formulas(&pair.source);
        if !sources.iter().any(|span| is_formula(span.of(pair.source.view.text()))) {
            return;
        }
        let targets = formulas(&pair.target);
        let plain = |side: &Side<'_>, spans: &[Span]| -> Vec<String> {
            spans.iter().map(|span| without_words(span.of(side.view.text()))).collect()
        };
        let (source, target) = (plain(&pair.source, &sources), plain(&pair.target, &targets));
        let (mut lost, added) = unmatched(&source, &target);
        let around = without_words(paragraph(&pair.target));
        let written = |at: usize| sources[at].of(pair.source.view.text());
        lost.retain(|&at| is_formula(written(at)));
        // Each is looked for in the paragraph; a sentence has few.
        lost.truncate(MOST);
        lost.retain(|&at| !around.contains(&source[at]));
        let mut added = added.into_iter();
        for at in lost {
            let instead = added.next().map(|to| targets[to]);
            let words = instead.map_or("", |span| span.of(pair.target.view.text()));
            let state = instead.map_or("missing here".to_owned(), |_| format!("`{words}` here"));
            let finding = Finding::on(Spot::Target(instead.unwrap_or(pair.target.span)));
            found.report(finding.with("formula", written(at)).with("found", words).with("state", state));
        }
    }
}

/// How many formulas are looked for that have no partner.
const MOST: usize = 256;

/// What stands between single or doubled dollar signs, with them. Code is left out.
fn formulas(side: &Side<'_>) -> Vec<Span> {
    // What stands around it is another segment's.
    let bytes = &side.view.text().as_bytes()[..side.span.end as usize];
    let mut code =
        side.starting_nodes().iter().filter(|node| node.kind == Kind::Code).map(|node| node.outer).peekable();
    let mut list = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut at = side.span.start as usize;
    while let Some(found) = memchr::memchr(b'$', &bytes[at..]) {
        let start = at + found;
        while code.next_if(|code| (code.end as usize) <= start).is_some() {}
        if let Some(code) = code.peek().filter(|code| (code.start as usize) <= start) {
            at = bytes.len().min(code.end as usize);
            continue;
        }
        if start > side.span.start as usize && bytes[start - 1] == b'\\' {
            at = start + 1;
            continue;
        }
        let width = if bytes.get(start + 1) == Some(&b'$') { 2 } else { 1 };
        at = start + width;
        open = match open {
            Some((from, opened)) if opened == width => {
                list.push(Span::new(from, at));
                None
            }
            Some(open) if width == 1 => Some(open),
            _ => Some((start, width)),
        };
    }
    list
}

/// Whether it is no pair of prices: something in it is written as only formulas are.
fn is_formula(written: &str) -> bool {
    let inner = written.trim_matches('$');
    let letter = inner.len() == 1 && inner.bytes().all(|byte| byte.is_ascii_alphabetic());
    let commands = inner.as_bytes().windows(2).any(|two| two[0] == b'\\' && two[1].is_ascii_alphabetic());
    letter || commands || inner.contains(['^', '_']) && !inner.contains(". ") && !inner.starts_with(' ')
}

/// A formula without spaces and without the words in it.
fn without_words(formula: &str) -> String {
    let mut plain = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some(at) = rest.find("\\text{") {
        plain.push_str(&rest[..at]);
        let after = &rest[at + "\\text{".len()..];
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    plain.retain(|c| !c.is_whitespace());
    plain
}
