//! Changes that put bold around the words that it was for. Each is proven: the paragraph is parsed as it would be, and must
//! show the same words, with just the wanted ones in bold. Not the judgement that something is wrong.

use std::cmp::Ordering;

use super::Spot;
use super::bold::{self, Enclosed, Runs};
use crate::model::{Language, Pair, Side, label};
use crate::syntax::markdown::{self, Kind, Node};
use crate::text::Span;

/// Edits of a target view, in place order.
pub(super) type Edits = Vec<(Spot, String)>;

/// Whether there are more marks than in any sentence: each is held against all others.
fn is_data(pair: &Pair<'_>, residue: &[Span]) -> bool {
    const MOST: usize = 128;
    let many = |side: &Side<'_>| bold::runs(side).len() > MOST;
    residue.len() > MOST || many(&pair.source) || many(&pair.target)
}

/// Bold around what stands in marks of one kind, brackets or quotation marks, where these, with the runs that are as they
/// should be, are as many as the source's bold runs. `residue` is what is left of marks and shown.
pub(super) fn around_marks(pair: &Pair<'_>, language: &Language, residue: &[Span]) -> Option<Edits> {
    if is_data(pair, residue) {
        return None;
    }
    let sources = bold::runs(&pair.source);
    // Where the source has words in marks that are not its labels, nobody knows which are which here.
    let is_label = |one: &Enclosed| {
        let whole = one.outer();
        sources.iter().any(|(_, run)| run.inner == whole)
    };
    if sources.is_empty() || !bold::enclosed(&pair.source, language).iter().all(is_label) {
        return None;
    }
    let side = &pair.target;
    let (all, left) = bold::enclosed_and_left(side, language);
    let labels: Vec<Enclosed> =
        bold::outermost(&all).into_iter().filter(|label| is_name(side, label)).collect();
    let mut kinds: Vec<char> = labels.iter().map(|label| label.open.mark).collect();
    kinds.sort_unstable();
    kinds.dedup();
    // Where one of a kind is not closed, those behind it may be the wrong way round.
    kinds.retain(|kind| !left.contains(kind));
    let mut ways = kinds.iter().filter_map(|kind| {
        let set: Vec<Enclosed> = labels.iter().filter(|label| label.open.mark == *kind).copied().collect();
        let whole = whole_runs(side, &all, &set);
        let says = |run: &(u32, &Node)| language.is_instruction(run.1.inner.of(side.view.text()));
        // A label that was left in the language of the source is none that is left over.
        let names = |run: &(u32, &Node)| {
            let words = run.1.inner.of(side.view.text());
            let source = pair.source.view.text();
            sources.iter().any(|(_, source_run)| words.contains(source_run.inner.of(source).trim()))
        };
        let spare = |run: &(u32, &Node)| says(run) && !names(run);
        let kept = match set.len().cmp(&sources.len()) {
            // Runs beside them are left over; one that may be a label says that the marks are not the labels.
            Ordering::Equal => whole.iter().all(spare).then(Runs::new)?,
            Ordering::Less if set.len() + whole.len() == sources.len() => {
                (!whole.iter().any(says)).then_some(whole)?
            }
            _ => return None,
        };
        Some((set, kept))
    });
    match (ways.next(), ways.next()) {
        (Some((set, kept)), None) => compose(side, language, &set, &kept, residue),
        _ => None,
    }
}

/// Bold runs that cut nothing and hold none of `labels`.
fn whole_runs<'d>(side: &Side<'d>, all: &[Enclosed], labels: &[Enclosed]) -> Runs<'d> {
    let mut runs = bold::runs(side);
    runs.retain(|(_, run)| {
        let start = Some(run.outer.start);
        all.iter().all(|one| (one.open.run == start) == (one.close.run == start))
            && !labels.iter().any(|label| label.outer().overlaps(run.outer))
    });
    runs
}

/// `“X”\*\*\*\*`: bold around the marks that a residue stands beside, one for each, where these and the runs that there are
/// make as many as the source has.
pub(super) fn around_neighbours(pair: &Pair<'_>, language: &Language, residue: &[Span]) -> Option<Edits> {
    if is_data(pair, residue) {
        return None;
    }
    let side = &pair.target;
    let text = side.view.text();
    let runs = bold::runs(side);
    if runs.len() + residue.len() != bold::runs(&pair.source).len() {
        return None;
    }
    let all = bold::outermost(&bold::enclosed(side, language));
    let between = |from: u32, to: u32| from <= to && Span { start: from, end: to }.of(text).trim().is_empty();
    let mut labels: Vec<Enclosed> = Vec::new();
    for spot in residue {
        let before = all.iter().find(|label| between(label.outer().end, spot.start));
        let after = || all.iter().find(|label| between(spot.end, label.outer().start));
        let label = before.or_else(after).filter(|label| is_name(side, label) && !label.is_cut())?;
        if label.open.run.is_some() || labels.contains(label) {
            return None;
        }
        labels.push(*label);
    }
    compose(side, language, &labels, &runs, residue)
}

/// How a change that [`unblocked`] proposes looks to readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// As the translation was meant.
    Same,
    /// With spaces that were not there.
    Spaced,
}

/// `選択**[保存]**の`: the marks moved to where they make the words between them bold, where every two of `residue` were
/// such a pair.
pub(super) fn unblocked(
    pair: &Pair<'_>,
    language: Option<&Language>,
    residue: &[Span],
) -> Option<(Edits, Look)> {
    let side = &pair.target;
    let pairs = in_pairs(side, residue)?;
    let runs = bold::runs(side);
    if pairs.len() + runs.len() != bold::runs(&pair.source).len() {
        return None;
    }
    let between = |(first, second): &(Span, Span)| Span { start: first.end, end: second.start };
    let bold = runs.iter().map(|run| (run.1.outer.start, bold::key(side, *run)));
    let unblocked = pairs.iter().map(|pair| (pair.0.start, bold::key_in(side, between(pair))));
    let wanted = keys_in_order(bold.chain(unblocked).collect());
    let ways: [(Way<'_>, Look); 5] = [
        (
            &|words: &str| Some((0, words.len() - words.trim_start().len(), words.trim_end().len(), 0)),
            Look::Same,
        ),
        (&|words: &str| inside_marks(words, language?), Look::Same),
        (&|words: &str| Some((0, 0, words.len(), 1)), Look::Spaced),
        (&|words: &str| Some((1, 0, words.len(), 0)), Look::Spaced),
        (&|words: &str| Some((1, 0, words.len(), 1)), Look::Spaced),
    ];
    ways.iter().find_map(|(way, look)| {
        let edits = marks_moved(side, &pairs, way)?.edits();
        proves(side, &edits, &wanted).then(|| (edits.into_iter().map(spot).collect(), *look))
    })
}

/// The residue two by two, where every two are marks of bold with words between them.
fn in_pairs(side: &Side<'_>, residue: &[Span]) -> Option<Vec<(Span, Span)>> {
    let text = side.view.text();
    let are_two = |marks: Span| marks.of(text).replace('\\', "") == "**";
    let pair = |two: &[Span]| {
        let &[first, second] = two else { return None };
        let (first, second) = (with_backslash(side, first), with_backslash(side, second));
        let words = Span { start: first.end, end: second.start };
        let fits = are_two(first) && are_two(second) && !words.of(text).contains('\n');
        (fits && bold::key_in(side, words) != 0).then_some((first, second))
    };
    if residue.is_empty() { None } else { residue.chunks(2).map(pair).collect() }
}

/// The side with its pairs of marks moved to where a way has them.
fn marks_moved<'s>(side: &Side<'s>, pairs: &[(Span, Span)], way: Way<'_>) -> Option<Draft<'s>> {
    let text = side.view.text();
    let mut draft = Draft::new(side);
    for (first, second) in pairs {
        let words = Span { start: first.end, end: second.start }.of(text);
        let (before, from, to, after) = way(words)?;
        draft.remove(*first);
        draft.remove(*second);
        let at = |offset: usize| first.end + Span::at(offset).start;
        // A space within the marks comes to stand outside of them, where none stands yet.
        let bare = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let outside =
            [text[..first.start as usize].chars().next_back(), text[second.end as usize..].chars().next()];
        for ((start, end), outside) in [(0, from), (to, words.len())].into_iter().zip(outside) {
            if bare(outside) && words[start..end].trim().is_empty() {
                draft.remove(Span { start: at(start), end: at(end) });
            }
        }
        draft.insert(at(from), if before == 0 { "**" } else { " **" });
        draft.insert(at(to), if after == 0 { "**" } else { "** " });
    }
    Some(draft)
}

/// The keys of labels, each with where it begins, in the order in which readers see them.
fn keys_in_order(mut labels: Vec<(u32, u64)>) -> Vec<u64> {
    labels.sort_unstable();
    labels.into_iter().map(|(_, key)| key).collect()
}

/// From the words between two marks to how many spaces stand before the marks, where the marks open and close, and how
/// many spaces follow.
type Way<'w> = &'w dyn Fn(&str) -> Option<(usize, usize, usize, usize)>;

/// `「X」`: from behind the first character to before the last, where they belong together.
fn inside_marks(words: &str, language: &Language) -> Option<(usize, usize, usize, usize)> {
    let start = words.len() - words.trim_start().len();
    let end = words.trim_end().len();
    let first = words[start..].chars().next()?;
    let last = words[..end].chars().next_back()?;
    let fits =
        language.closing(first) == Some(last) || (first, last) == ('(', ')') || (first, last) == ('（', '）');
    fits.then(|| (0, start + first.len_utf8(), end - last.len_utf8(), 0))
}

/// A residue with the backslash before its first asterisk.
fn with_backslash(side: &Side<'_>, span: Span) -> Span {
    Span { start: bold::escaped(side, span.start), end: span.end }
}

/// Whether what stands in marks may be a label: it has words, and is no piece of a path of menus.
fn is_name(side: &Side<'_>, enclosed: &Enclosed) -> bool {
    let inner = enclosed.inner();
    let words = inner.of(side.view.text()).trim_matches(|c: char| c.is_whitespace() || c == '*');
    bold::key_in(side, inner) != 0 && !words.starts_with(['>', '＞']) && !words.ends_with(['>', '＞'])
}

/// Takes every mark of bold away but those of `kept`, and the residue, and puts marks around `labels`: outside of their brackets
/// where that renders, else inside.
fn compose(
    side: &Side<'_>,
    language: &Language,
    labels: &[Enclosed],
    kept: &[(u32, &Node)],
    residue: &[Span],
) -> Option<Edits> {
    // What is left inside of a run shows that it was two.
    if kept.iter().any(|(_, run)| residue.iter().any(|span| span.overlaps(run.outer))) {
        return None;
    }
    let mut bare = Draft::new(side);
    for (_, run) in bold::runs(side) {
        if !kept.iter().any(|(_, kept)| kept.outer == run.outer) {
            bare.remove(Span { start: run.outer.start, end: run.inner.start });
            bare.remove(Span { start: run.inner.end, end: run.outer.end });
        }
    }
    residue.iter().for_each(|span| bare.remove(with_backslash(side, *span)));
    labels.iter().for_each(|label| bare.trim(label.inner()));
    bare.close_up(language);
    let left = kept.iter().map(|run| (run.1.outer.start, bold::key(side, *run)));
    let new = labels.iter().map(|label| (label.open.at, bold::key_in(side, label.inner())));
    let wanted = keys_in_order(left.chain(new).collect());
    [false, true].into_iter().find_map(|always_inside| {
        let mut draft = bare.clone();
        for label in labels {
            let (outer, inner) = (label.outer(), label.inner());
            let around = if always_inside || draft.is_hemmed(outer) { inner } else { outer };
            draft.insert(draft.shown_from(around.start), "**");
            draft.insert(around.end, "**");
        }
        let edits = draft.edits();
        (!edits.is_empty() && proves(side, &edits, &wanted)).then(|| edits.into_iter().map(spot).collect())
    })
}

fn spot((span, text): (Span, String)) -> (Spot, String) {
    (Spot::Target(span), text)
}

/// Spaces that stand in a line.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{3000}')
}

/// Marks that no space stands before.
const STOPS: &str = "、。，；：.,";

/// A side being changed.
#[derive(Debug, Clone)]
struct Draft<'s> {
    text: &'s str,
    start: u32,
    /// For each byte, whether it goes.
    gone: Vec<bool>,
    put: Vec<(u32, &'static str)>,
}

impl<'s> Draft<'s> {
    fn new(side: &Side<'s>) -> Self {
        Self {
            text: side.text(),
            start: side.span.start,
            gone: vec![false; side.span.len()],
            put: Vec::new(),
        }
    }

    fn at(&self, offset: u32) -> usize {
        (offset - self.start) as usize
    }

    fn remove(&mut self, span: Span) {
        let (from, to) = (self.at(span.start), self.at(span.end));
        self.gone[from..to].fill(true);
    }

    fn insert(&mut self, at: u32, marks: &'static str) {
        self.put.push((at, marks));
    }

    /// Takes white space away at the ends of `span`, where marks that go stand in it.
    fn trim(&mut self, span: Span) {
        let (from, to) = (self.at(span.start), self.at(span.end));
        let blank = |draft: &Self, at: usize, c: char| draft.gone[at] || c.is_whitespace();
        let leading = self.text[from..to].char_indices().take_while(|(at, c)| blank(self, from + at, *c));
        let head = leading.last().map_or(from, |(at, c)| from + at + c.len_utf8());
        let trailing =
            self.text[head..to].char_indices().rev().take_while(|(at, c)| blank(self, head + at, *c));
        let tail = trailing.last().map_or(to, |(at, _)| head + at);
        for (start, end) in [(from, head), (tail, to)] {
            if self.gone[start..end].contains(&true) {
                self.gone[start..end].fill(true);
            }
        }
    }

    /// Spaces that stood there for the marks go with them: one of two, one before a mark of punctuation or at the end,
    /// and those between letters of a language that writes none.
    fn close_up(&mut self, language: &Language) {
        let mut at = 0;
        while let Some(from) = (at..self.gone.len()).find(|&at| self.gone[at]) {
            let to = (from..self.gone.len()).find(|&at| !self.gone[at]).unwrap_or(self.gone.len());
            at = to;
            let (before, behind) = (&self.text[..from], &self.text[to..]);
            let (left, right) = (before.trim_end_matches(is_gap), behind.trim_start_matches(is_gap));
            let (last, first) = (left.chars().next_back(), right.chars().next());
            let native = |c: Option<char>| c.is_some_and(|c| language.is_native(c) || STOPS.contains(c));
            let (spaces_before, spaces_behind) = (before.len() - left.len(), behind.len() - right.len());
            let ends = first.is_none_or(|c| STOPS.contains(c)) && spaces_before > 0;
            if ends || !language.spaces && native(last) && native(first) {
                self.gone[left.len()..from].fill(true);
                self.gone[to..to + spaces_behind].fill(true);
            } else if spaces_before > 0 && spaces_behind > 0 {
                self.gone[left.len()..from].fill(true);
            }
        }
    }

    /// Whether a letter or digit will stand directly before or behind `span`, so that marks outside of a bracket do not
    /// make bold.
    fn is_hemmed(&self, span: Span) -> bool {
        let (from, to) = (self.at(span.start), self.at(span.end));
        let stays = |(at, c): (usize, char)| (!self.gone[at]).then_some(c);
        let before = self.text[..from].char_indices().rev().find_map(stays);
        let behind = self.text[to..].char_indices().find_map(|(at, c)| stays((to + at, c)));
        before.into_iter().chain(behind).any(char::is_alphanumeric)
    }

    /// The first byte from `offset` on that stays.
    fn shown_from(&self, offset: u32) -> u32 {
        let at = self.at(offset);
        let gone = self.gone[at..].iter().take_while(|&&gone| gone).count();
        offset + Span::at(gone).start
    }

    /// The replacements in place order, those that touch as one, without those that change nothing.
    fn edits(&self) -> Vec<(Span, String)> {
        let mut put = self.put.clone();
        put.sort_by_key(|(at, _)| *at);
        let mut put = put.into_iter().peekable();
        let mut edits: Vec<(usize, usize, String)> = Vec::new();
        for at in 0..=self.gone.len() {
            let mut touch = |end: usize, words: &str| match edits.last_mut() {
                Some(edit) if edit.1 == at => {
                    edit.1 = end;
                    edit.2.push_str(words);
                }
                _ => edits.push((at, end, words.to_owned())),
            };
            while let Some((_, marks)) = put.next_if(|(place, _)| (*place - self.start) as usize == at) {
                touch(at, marks);
            }
            if self.gone.get(at) == Some(&true) {
                touch(at + 1, "");
            }
        }
        edits.retain(|(from, to, words)| self.text[*from..*to] != **words);
        let span = |from, to| Span::new(self.start as usize + from, self.start as usize + to);
        edits.into_iter().map(|(from, to, words)| (span(from, to), words)).collect()
    }
}

/// Whether a side, changed, shows the same words and links, no asterisk, and in bold just the wanted words, in this order.
fn proves(side: &Side<'_>, edits: &[(Span, String)], wanted: &[u64]) -> bool {
    let view = side.view;
    let outline = view.outline();
    let Some((first, node)) = side.indexed().next() else { return false };
    // The paragraph around it: what marks do depends on nothing else.
    let is_leaf =
        |node: &&Node| matches!(node.kind, Kind::Paragraph | Kind::Heading(_) | Kind::Cell | Kind::Item);
    let leaf = std::iter::once(node).chain(outline.ancestors(first)).find(is_leaf);
    let top = leaf.map(|leaf| leaf.outer).filter(|leaf| leaf.contains(side.span)).unwrap_or(side.span);
    let (block_start, block_end) = (top.start as usize, top.end as usize);
    let mut changed = view.text()[block_start..side.span.start as usize].to_owned();
    let start = changed.len();
    let mut at = side.span.start;
    for (span, words) in edits {
        changed.push_str(Span { start: at, end: span.start }.of(view.text()));
        changed.push_str(words);
        at = span.end;
    }
    changed.push_str(Span { start: at, end: side.span.end }.of(view.text()));
    let span = Span::new(start, changed.len());
    changed.push_str(&view.text()[side.span.end as usize..block_end]);
    let outline = markdown::outline(&changed, &[span.start, span.end]);
    let (from, to) = outline.range_in(span);
    let nodes = &outline.nodes[from as usize..to as usize];
    let runs = label::runs((0..).zip(nodes)).filter(|(_, run)| span.contains(run.outer));
    let keys = runs.map(|(at, _)| label::key(&changed, &nodes[at as usize..]));
    keys.eq(wanted.iter().copied())
        && shown(&changed, nodes).eq(shown(view.text(), side.starting_nodes()).filter(|&c| c != '*'))
        && links(nodes) == links(side.starting_nodes())
}

/// What readers see, without white space.
fn shown<'t>(text: &'t str, nodes: &'t [Node]) -> impl Iterator<Item = char> + 't {
    let words = nodes.iter().filter(|node| matches!(node.kind, Kind::Text | Kind::Code));
    words.flat_map(|node| node.inner.of(text).chars()).filter(|c| !c.is_whitespace())
}

fn links(nodes: &[Node]) -> usize {
    nodes.iter().filter(|node| matches!(node.kind, Kind::Link | Kind::Image)).count()
}
