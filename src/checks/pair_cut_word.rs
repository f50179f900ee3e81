//! `pair.cut-word`: bold and links begin and end between words. In languages without spaces: by set phrases, by what a label
//! of state begins with, and by the endings of verbs. Not where a label ends among whole words.

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold};
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{ByteSet, Span};

/// Bold, or a link, of the translation that begins or ends inside a word. `{word}` is the word, with a bar where it is cut,
/// `{mark}` is `bold` or `link`, `{side}` is `begins` or `ends`.
#[derive(Debug, Default)]
pub(super) struct CutWord;

impl Mechanism for CutWord {
    const VALUES: &'static [&'static str] = &["word", "mark", "side"];
    const NEEDS: &'static [&'static str] = &["uncut"];
}

impl PairCheck for CutWord {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.uncut.is_empty())?;
        Some(Gate::both(ByteSet::ascii(b"*]<")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let side = &pair.target;
        let marks = side.starting_nodes().iter().filter(|node| side.span.contains(node.outer));
        let marks = marks.flat_map(|node| edges(node).map(move |(at, ends)| (at, ends, Some(node))));
        // Each is held against the bold of both sides: a sentence has few.
        const MOST: usize = 64;
        let cut = marks.chain(tags(side).map(|(at, ends)| (at, ends, None))).take(MOST).find_map(
            |(mark, ends, node)| {
                let word = cut(pair, mark, ends, node, language)?;
                Some((node.map_or(mark, |node| node.inner), word, ends, node))
            },
        );
        let Some((at, word, ends, node)) = cut else { return };
        let is_link = node.is_some_and(|node| node.kind == Kind::Link);
        found.report(
            Finding::on(Spot::Target(at))
                .with("word", word)
                .with("mark", if is_link { "link" } else { "bold" })
                .with("side", if ends { "ends" } else { "begins" }),
        );
    }
}

/// The two marks of bold or of a link, and whether each ends it.
fn edges(node: &Node) -> impl Iterator<Item = (Span, bool)> + use<> {
    let is_mark = matches!(node.kind, Kind::Strong | Kind::Link) && !node.inner.is_empty();
    let opening = Span { start: node.outer.start, end: node.inner.start };
    let closing = Span { start: node.inner.end, end: node.outer.end };
    [(opening, false), (closing, true)].into_iter().filter(move |_| is_mark)
}

/// Tags of bold, wherever they are no code, and whether each ends it. In a block of HTML they are no nodes of their own.
fn tags<'d>(side: &Side<'d>) -> impl Iterator<Item = (Span, bool)> + use<'d> {
    const TAGS: [(&str, bool); 4] =
        [("<b>", false), ("<strong>", false), ("</b>", true), ("</strong>", true)];
    let (text, from) = (side.text(), side.span.start as usize);
    let side = *side;
    let asked = TAGS.into_iter().filter(move |_| side.has(b'<'));
    let places = asked.flat_map(move |(tag, ends)| {
        text.match_indices(tag).map(move |(at, _)| (Span::new(from + at, from + at + tag.len()), ends))
    });
    let outline = side.view.outline();
    places.filter(move |(at, _)| !outline.is_code(at.start))
}

/// The word that a mark cuts; `node` is the bold or the link that it is of, and none where it is a tag.
fn cut(pair: &Pair<'_>, mark: Span, ends: bool, node: Option<&Node>, language: &Language) -> Option<String> {
    let side = &pair.target;
    let text = side.view.text();
    let before = &text[side.span.start as usize..mark.start as usize];
    let after = &text[mark.end as usize..side.span.end as usize];
    // A space that was put beside the mark is none of the word's.
    let (before, after) = if ends {
        (before, after.strip_prefix(' ').unwrap_or(after))
    } else {
        (before.strip_suffix(' ').unwrap_or(before), after)
    };
    let is_link = node.is_some_and(|node| node.kind == Kind::Link);
    phrase_at(before, after, language)
        .or_else(|| ending_at(before, after, language).filter(|_| !is_link))
        .or_else(|| head_at(before, node.filter(|_| !ends && !is_link)?, pair, language))
}

/// `下一|步`
fn phrase_at(before: &str, after: &str, language: &Language) -> Option<String> {
    let border = (before.chars().next_back()?, after.chars().next()?);
    let mut halves = language.uncut.halves(border);
    let (one, two) = halves.find(|(one, two)| before.ends_with(one) && after.starts_with(two))?;
    Some(format!("{one}|{two}"))
}

/// `考慮す|べき`
fn ending_at(before: &str, after: &str, language: &Language) -> Option<String> {
    let uncut = &language.uncut;
    let end = uncut.tails.longest_prefix(after)?;
    uncut.stems.longest_suffix(before)?;
    let stem: Vec<char> = before.chars().rev().take_while(|&c| language.is_native(c)).take(4).collect();
    Some(format!("{}|{}", stem.into_iter().rev().collect::<String>(), &after[..end]))
}

/// `已|完成`, where the source has a label in as many places.
fn head_at(before: &str, node: &Node, pair: &Pair<'_>, language: &Language) -> Option<String> {
    const LONGEST: usize = 18;
    let uncut = &language.uncut;
    let start = uncut.heads.longest_suffix(before)?;
    if uncut.whole.longest_suffix(before).is_some_and(|whole| whole < start) {
        return None;
    }
    let words = node.inner.of(pair.target.view.text());
    let (own, sources) = (bold::runs(&pair.target), bold::runs(&pair.source));
    let label = |side: &Side<'_>, at: usize| -> bool {
        let words = sources[at].1.inner.of(side.view.text());
        words.starts_with(char::is_uppercase) && !words.contains(' ')
    };
    let at = own.iter().position(|(_, run)| run.outer == node.outer)?;
    let fits = words.len() <= LONGEST
        && words.chars().all(|c| language.is_native(c))
        && own.len() == sources.len()
        && label(&pair.source, at);
    fits.then(|| format!("{}|{words}", &before[start..]))
}
