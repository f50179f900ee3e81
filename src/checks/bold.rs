//! Bold runs, and the brackets and quotation marks that names of buttons stand in, as readers see both. Not a
//! mechanism: what those about bold have in common.

use smallvec::SmallVec;

use crate::model::{Language, Side, label};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{Span, shortened};

/// Bold runs with their indices in the outline: a sentence has few.
pub(super) type Runs<'d> = SmallVec<[(u32, &'d Node); 4]>;

/// The outermost bold runs that lie in a side.
pub(super) fn runs<'d>(side: &Side<'d>) -> Runs<'d> {
    let span = side.span;
    label::runs(side.indexed()).filter(|(_, node)| span.contains(node.outer)).collect()
}

/// The folded words of a run: as facts keep them.
pub(super) fn key(side: &Side<'_>, (at, _): (u32, &Node)) -> u64 {
    label::key(side.view.text(), &side.view.outline().nodes[at as usize..])
}

/// The folded words that a side shows in `span`.
pub(super) fn key_in(side: &Side<'_>, span: Span) -> u64 {
    let nodes = side.starting_nodes();
    // The last words that begin before it may reach into it.
    let next = nodes.partition_point(|node| node.outer.start < span.start);
    let is_shown = |node: &Node| matches!(node.kind, Kind::Text | Kind::Code);
    let first = nodes[..next].iter().rposition(is_shown).unwrap_or(next);
    label::key_in(side.view.text(), &nodes[first..], span)
}

/// `` `Submit`, `Cancel` ``: what readers of a side see in bold, as much of it as somebody reads.
pub(super) fn quoted(side: &Side<'_>, runs: &[(u32, &Node)]) -> String {
    const MOST: usize = 32;
    let words = |(_, node): &(u32, &Node)| format!("`{}`", plain(node.inner.of(side.view.text())));
    let more = (runs.len() > MOST).then(|| "…".to_owned());
    runs.iter().take(MOST).map(words).chain(more).collect::<Vec<_>>().join(", ")
}

/// Words for a message: on one line, not too long, without backquotes or the marks of bold.
pub(super) fn plain(words: &str) -> String {
    const LONGEST: usize = 60;
    let mut plain = String::new();
    for word in words.split_whitespace() {
        let end = plain.len();
        plain.push_str(if plain.is_empty() { "" } else { " " });
        let start = plain.len();
        for piece in word.split("**") {
            plain.extend(piece.split(['`', '\\']));
        }
        if plain.len() == start {
            plain.truncate(end);
        }
    }
    shortened(plain, LONGEST).into_owned()
}

/// A bracket or a quotation mark that readers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where, in bytes of the view.
    pub(super) at: u32,
    /// The same with the backslash before it, if one stands in the same segment.
    begins: u32,
    /// Which.
    pub(super) mark: char,
    /// Where the bold run begins that it stands in.
    pub(super) run: Option<u32>,
}

/// What stands between two marks that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Enclosed {
    /// The mark that opens.
    pub(super) open: Mark,
    /// The mark that closes.
    pub(super) close: Mark,
}

impl Enclosed {
    /// All of it, with its marks and the backslashes before them.
    pub(super) fn outer(&self) -> Span {
        Span { start: self.open.begins, end: self.close.at + width(self.close.mark) }
    }

    /// What stands between its marks.
    pub(super) fn inner(&self) -> Span {
        Span { start: self.open.at + width(self.open.mark), end: self.close.begins }
    }

    /// Whether bold covers one of its marks and not the other.
    pub(super) fn is_cut(&self) -> bool {
        self.open.run != self.close.run
    }
}

/// Where something of a side begins that may stand behind a backslash. One that the segment before ends with is that one's.
pub(super) fn escaped(side: &Side<'_>, at: u32) -> u32 {
    let before = Span { start: side.span.start.min(at), end: at };
    at - u32::from(before.of(side.view.text()).ends_with('\\'))
}

fn width(mark: char) -> u32 {
    mark.len_utf8() as u32
}

/// What a side has in brackets and quotation marks of a language, by where it begins. Brackets of links are not shown,
/// and marks in code are code.
pub(super) fn enclosed(side: &Side<'_>, language: &Language) -> Vec<Enclosed> {
    enclosed_and_left(side, language).0
}

/// As [`enclosed`], with the marks that open and are not closed.
pub(super) fn enclosed_and_left(side: &Side<'_>, language: &Language) -> (Vec<Enclosed>, Vec<char>) {
    // Nobody nests deeper, and a text of openings alone stays linear.
    const DEEPEST: usize = 16;
    let text = side.view.text();
    let mut open: Vec<(Mark, char)> = Vec::new();
    let (mut closed, mut left) = (Vec::new(), Vec::new());
    let starts = language.mark_starts();
    if !side.bytes().meets(starts.set()) {
        return (closed, left);
    }
    let mut run: Option<Span> = None;
    for node in side.starting_nodes() {
        if node.kind == Kind::Strong && run.is_none_or(|run| node.outer.start >= run.end) {
            run = Some(node.outer);
        }
        if node.kind != Kind::Text {
            continue;
        }
        let inside = run.filter(|run| node.outer.start < run.end).map(|run| run.start);
        for at in starts.within(text, side.view.marks(), node.outer) {
            let Some(mark) = text[at..].chars().next() else { break };
            let start = Span::at(at).start;
            let here = Mark { at: start, begins: escaped(side, start), mark, run: inside };
            if let Some(opened) = open.iter().rposition(|(_, closing)| *closing == mark) {
                closed.push(Enclosed { open: open[opened].0, close: here });
                left.extend(open.drain(opened..).skip(1).map(|(mark, _)| mark.mark));
            } else if let Some(closing) = language.closing(mark).filter(|_| !is_inside_word(text, at, mark))
                && open.len() < DEEPEST
            {
                open.push((here, closing));
            }
        }
    }
    left.extend(open.into_iter().map(|(mark, _)| mark.mark));
    closed.sort_by_key(|enclosed| enclosed.open.at);
    (closed, left)
}

/// An apostrophe, or a sign of inches, is no quotation mark.
fn is_inside_word(text: &str, at: usize, mark: char) -> bool {
    matches!(mark, '\'' | '"' | '’' | '‘') && text[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// Those that stand in no other.
pub(super) fn outermost(all: &[Enclosed]) -> Vec<Enclosed> {
    let mut until = 0;
    let mut outermost: Vec<Enclosed> = Vec::new();
    for enclosed in all {
        if enclosed.open.at >= until {
            until = enclosed.close.at + 1;
            outermost.push(*enclosed);
        }
    }
    outermost
}
