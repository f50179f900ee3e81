//! `pair.edges`: what the source begins and ends with, beside its sentence, is there at the same end of the translation.

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{ByteSet, Span};

/// A remark in square brackets that the source begins with, where the translation has no brackets; a hyphen that makes an item
/// of a list, where the translation writes it on to the first word; and a number with a link behind a dash that the source ends
/// with, where the translation goes on behind it. `{words}` is the remark, the hyphen or the number, `{edge}` is `begins` or
/// `ends`, `{fault}` is what became of it. The change puts the space behind the hyphen back; the others have none.
#[derive(Debug, Default)]
pub(super) struct Edges;

impl Mechanism for Edges {
    const VALUES: &'static [&'static str] = &["words", "edge", "fault"];
}

impl PairCheck for Edges {
    fn gate<'d>(&self, _: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::source(ByteSet::ascii(b"[-")))
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        let start = pair.target.trimmed().start as usize;
        let text = &pair.target.view.text()[..pair.target.span.end as usize];
        for (theirs, own) in lines(&pair.source).zip(lines(&pair.target)) {
            let source = theirs.of(pair.source.view.text());
            if !source.starts_with("- ") || !is_glued_item(own.of(text), source) {
                continue;
            }
            let hyphen = Span::new(own.start as usize, own.start as usize + 1);
            let finding = Finding::on(Spot::Target(hyphen)).with("words", "-").with("edge", "begins");
            let edits = vec![(Spot::Target(Span::at(hyphen.end as usize)), " ".to_owned())];
            found.report(finding.with("fault", "has no space behind it").mended(Applicability::Safe, edits));
        }
        if let Some(remark) = remark(&pair.source).filter(|_| !has_brackets(&text[start..])) {
            let first = text[start..].split_whitespace().next().unwrap_or_default();
            let length = first.char_indices().nth(LONGEST).map_or(first.len(), |(at, _)| at);
            let place = Span::new(start, start + length);
            let finding =
                Finding::on(Spot::Target(place)).with("words", format!("[{remark}]")).with("edge", "begins");
            found.report(finding.with("fault", "stands in no brackets"));
        }
        if let Some(number) = closing_number(&pair.source)
            && let Some(node) = last_number(&pair.target, number)
            && goes_on(text, node)
        {
            let finding = Finding::on(Spot::Target(node.inner)).with("words", number).with("edge", "ends");
            found.report(finding.with("fault", "stands in the sentence"));
        }
    }
}

/// How many characters of the first word are shown.
const LONGEST: usize = 12;

/// The lines of a side as they are shown: the whole of it, or, in a cell of a table, what stands between breaks.
fn lines<'d>(side: &Side<'d>) -> impl Iterator<Item = Span> + use<'d> {
    let (text, from) = (side.text(), side.span.start as usize);
    let tags = memchr::memchr_iter(b'<', text.as_bytes()).filter(|&at| text[at..].starts_with("<br"));
    let mut ends = tags.chain([text.len()]);
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let (begins, end) = (start?, ends.next()?);
        let line = text[begins..end].trim();
        let begin = from + (line.as_ptr() as usize - text.as_ptr() as usize);
        start = text[end..].find('>').map(|tag| end + tag + 1);
        Some(Span::new(begin, begin + line.len()))
    })
}

/// Whether a text begins with a hyphen and a word: no number, and no name of an option, which the source has, too.
fn is_glued_item(text: &str, source: &str) -> bool {
    let Some(word) = text.strip_prefix('-').filter(|word| word.starts_with(char::is_alphabetic)) else {
        return false;
    };
    let end = word.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word.len());
    end == 0 || !source.contains(&text[..=end])
}

/// The remark that a source begins with: `[in]`, `[Note]`. No link.
fn remark<'d>(source: &Side<'d>) -> Option<&'d str> {
    let start = source.trimmed().start as usize;
    let text = &source.view.text()[start..source.span.end as usize];
    let inside = text.trim_start_matches('\\').strip_prefix('[')?;
    let end = inside.find(']').filter(|&end| (1..=24).contains(&end))?;
    let behind = &inside[end + 1..];
    let words = inside[..end].trim_end_matches('\\');
    let is_remark = words.starts_with(|c: char| c.is_ascii_alphabetic())
        && words.bytes().all(|byte| byte.is_ascii_alphabetic() || b" ,/".contains(&byte));
    let goes_on = behind.trim_start_matches(':').starts_with(' ');
    let is_prose = || {
        let bracket = start + text.len() - inside.len();
        source.view.outline().around(bracket as u32).next().is_some_and(|node| node.kind == Kind::Text)
    };
    (is_remark && goes_on && is_prose()).then_some(words)
}

/// Whether a translation has something that may stand for a remark: brackets of any kind, bold, or words before a colon.
fn has_brackets(text: &str) -> bool {
    const BRACKETS: &[char] =
        &['[', '(', '<', '*', '_', '［', '（', '【', '〔', '「', '『', '《', '〈', '〖', '«', '“', '"'];
    text.contains(BRACKETS) || text.chars().take(24).any(|c| matches!(c, ':' | '：'))
}

/// The number that is a link, stands behind a dash, and closes a source: `Fixed - [#7](…)`.
fn closing_number<'d>(source: &Side<'d>) -> Option<&'d str> {
    let text = source.view.text();
    let start = source.span.start as usize;
    let end = start + source.text().trim_end().trim_end_matches(['.', ' ']).len();
    let link = source.starting_nodes().iter().rfind(|node| node.kind == Kind::Link)?;
    let before = text[start..link.outer.start as usize].trim_end_matches(' ');
    let number = link.inner.of(text).trim();
    let is_closing = link.outer.end as usize == end && before.ends_with(['-', '–', '—']);
    (is_closing && is_number(number)).then_some(number)
}

fn is_number(words: &str) -> bool {
    words.starts_with(['#', '\\'])
        && words.ends_with(|c: char| c.is_ascii_digit())
        && !words.contains(char::is_alphabetic)
}

/// The last link of a side that has a number for its words.
fn last_number<'d>(side: &Side<'d>, number: &str) -> Option<&'d Node> {
    let text = side.view.text();
    let is_one = |node: &&Node| {
        node.kind == Kind::Link
            && bold::plain(node.inner.of(text)).trim_start_matches(['-', ' ']) == bold::plain(number)
    };
    side.starting_nodes().iter().rfind(is_one)
}

/// Whether words follow a link that are no link themselves.
fn goes_on(text: &str, link: &Node) -> bool {
    // A link may go on in the next segment.
    let behind = text.get(link.outer.end as usize..).unwrap_or_default();
    behind.trim_start_matches([' ', '.', ',']).starts_with(char::is_alphabetic)
}
