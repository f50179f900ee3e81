//! `pair.reference`: references keep their labels, next to their words.

use smallvec::SmallVec;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side};
use crate::syntax::markdown::{Kind, Node, names_page};
use crate::text::{ByteSet, Span};

/// References `[words][label]` of the source whose label is defined or names a file, and which the translation has with
/// another label, or with a space between. `{label}` is the source's, `{found}` the translation's, `{state}` says what
/// became of it; the place is from the words' bracket to the label's. The change restores it.
#[derive(Debug, Default)]
pub(super) struct Reference;

impl Mechanism for Reference {
    const VALUES: &'static [&'static str] = &["label", "found", "state"];
}

/// A bracket with words and one with a label.
struct Labelled<'d> {
    /// From the first bracket to the last.
    whole: Span,
    /// What stands in the second.
    label: &'d str,
    /// Whether a space stands between them.
    apart: bool,
}

impl PairCheck for Reference {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::source(ByteSet::ascii(b"[")))
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        if !pair.source.text().contains("][") {
            return;
        }
        let mut sources = references(&pair.source);
        sources.truncate(MOST + 1);
        sources.retain(|reference| !reference.apart && leads_somewhere(&pair.source, reference.label));
        if sources.is_empty() {
            return;
        }
        let mut targets = references(&pair.target);
        // More than any sentence has: each is held against all of the other side.
        if sources.len() > MOST || targets.len() > MOST {
            return;
        }
        // Next to its words and with its label: as it was.
        sources.retain(|source| {
            let same = targets.iter().position(|target| !target.apart && target.label == source.label);
            same.map(|same| targets.remove(same)).is_none()
        });
        for source in sources {
            // The one with its label, or else the next that is left.
            let same = targets.iter().position(|target| target.label == source.label);
            let next = || {
                // A page's name that was translated, dots and all, leads nowhere any more.
                let meant = |target: &Labelled<'_>| {
                    let is_name = target.label.contains(['.', '#']);
                    !target.apart || is_name || leads_somewhere(&pair.target, target.label)
                };
                targets.iter().position(meant)
            };
            let Some(at) = same.or_else(next) else { continue };
            let target = targets.remove(at);
            let state = if target.label == source.label {
                "set apart from its words".to_owned()
            } else {
                format!("`[{}]`", target.label)
            };
            let words = words_of(target.whole.of(pair.target.view.text())).unwrap_or_default();
            let mended = format!("{words}[{}]", source.label);
            let finding = Finding::on(Spot::Target(target.whole)).with("label", source.label);
            let finding = finding.with("found", target.label).with("state", state);
            found.report(finding.mended(Applicability::Safe, vec![(Spot::Target(target.whole), mended)]));
        }
    }
}

/// How many references are held against each other.
const MOST: usize = 512;

/// Every `[words][label]` of a side, and `[words] [label]`, code left out.
fn references<'d>(side: &Side<'d>) -> Vec<Labelled<'d>> {
    let text = side.view.text();
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    let code = Code::of(side);
    // The brackets that are open.
    let mut opened: SmallVec<[usize; 8]> = SmallVec::new();
    for at in memchr::memchr2_iter(b'[', b']', &bytes[side.span.range()]) {
        let close = side.span.start as usize + at;
        if bytes[close] == b'[' {
            opened.push(at);
            continue;
        }
        let open = opened.pop();
        let rest = &text[close + 1..side.span.end as usize];
        let spaces = rest.len() - rest.trim_start_matches([' ', '\u{3000}', '\u{a0}']).len();
        let Some(label) = rest[spaces..].strip_prefix('[') else { continue };
        let Some(label) = label.split(']').next().filter(|label| label.len() < rest.len() - spaces - 1)
        else {
            continue;
        };
        let Some(open) = open else { continue };
        let whole = Span::new(side.span.start as usize + open, close + 1 + spaces + 1 + label.len() + 1);
        let is_image = open > 0 && bytes[side.span.start as usize + open - 1] == b'!';
        let follows = text[whole.end as usize..].starts_with(['(', '[']);
        if !label.is_empty() && !label.contains('[') && !is_image && !follows && !code.overlaps(whole) {
            list.push(Labelled { whole, label, apart: spaces > 0 });
        }
    }
    list
}

/// The code and the tags of a side in order, each with the end of what reaches farthest up to it.
struct Code(SmallVec<[(Span, u32); 4]>);

impl Code {
    fn of(side: &Side<'_>) -> Self {
        let code = side.starting_nodes().iter().filter(|node| matches!(node.kind, Kind::Code | Kind::Html));
        let reach = |end: &mut u32, node: &Node| {
            *end = node.outer.end.max(*end);
            Some((node.outer, *end))
        };
        Self(code.scan(0, reach).collect())
    }

    fn overlaps(&self, whole: Span) -> bool {
        let before = self.0.partition_point(|(code, _)| code.start < whole.end);
        self.0[..before].last().is_some_and(|&(_, end)| whole.start < end)
    }
}

/// The words of a reference with their brackets.
fn words_of(reference: &str) -> Option<&str> {
    let label = reference.rfind('[')?;
    Some(reference[..label].trim_end())
}

/// Whether a label is defined, or looks like the name of a file.
fn leads_somewhere(side: &Side<'_>, label: &str) -> bool {
    let defined = side.view.outline().definitions.iter();
    defined.into_iter().any(|definition| definition.label.eq_ignore_ascii_case(label)) || names_page(label)
}
