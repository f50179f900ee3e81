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
    fn gate(&self, context: &PairContext<'_>) -> Option<Gate> {
        context.language.filter(|language| !language.uncut.is_empty())?;
        Some(Gate::both(ByteSet::ascii(b"*]<")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        for node in pair.target.nodes() {
            if !pair.target.span.contains(node.outer) {
                continue;
            }
            let Some(cut) = cut(pair, node, language) else { continue };
            let mark = if node.kind == Kind::Link { "link" } else { "bold" };
            found.report(
                Finding::on(Spot::Target(cut.at))
                    .with("word", cut.word)
                    .with("mark", mark)
                    .with("side", if cut.ends { "ends" } else { "begins" }),
            );
            return;
        }
    }
}

struct Cut {
    at: Span,
    word: String,
    ends: bool,
}

/// The word that an edge of a mark cuts.
fn cut(pair: &Pair<'_>, node: &Node, language: &Language) -> Option<Cut> {
    let side = &pair.target;
    let text = side.view.text();
    let (opening, closing) = match node.kind {
        Kind::Strong | Kind::Link => (
            Some(Span { start: node.outer.start, end: node.inner.start }),
            Some(Span { start: node.inner.end, end: node.outer.end }),
        ),
        Kind::Html => match node.outer.of(text) {
            "<b>" | "<strong>" => (Some(node.outer), None),
            "</b>" | "</strong>" => (None, Some(node.outer)),
            _ => return None,
        },
        _ => return None,
    };
    let before = |mark: Span| &text[side.span.start as usize..mark.start as usize];
    let after = |mark: Span| &text[mark.end as usize..side.span.end as usize];
    for (mark, ends) in [(opening, false), (closing, true)] {
        let Some(mark) = mark else { continue };
        // A space that was put beside the mark is none of the word's.
        let (before, after) = (before(mark), after(mark));
        let (before, after) = if ends {
            (before, after.strip_prefix(' ').unwrap_or(after))
        } else {
            (before.strip_suffix(' ').unwrap_or(before), after)
        };
        let is_bold = node.kind != Kind::Link;
        let word = phrase_at(before, after, language)
            .or_else(|| ending_at(before, after, language).filter(|_| is_bold))
            .or_else(|| head_at(before, node, pair, language).filter(|_| !ends && node.kind == Kind::Strong));
        if let Some(word) = word {
            return Some(Cut { at: if node.inner.is_empty() { mark } else { node.inner }, word, ends });
        }
    }
    None
}

/// `下一|步`
fn phrase_at(before: &str, after: &str, language: &Language) -> Option<String> {
    let words = &language.uncut.words;
    let (last, next) = (before.chars().next_back()?, after.chars().next()?);
    let halves = words.iter().find_map(|word| {
        let borders = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
        borders.into_iter().find(|(one, two)| {
            one.ends_with(last) && two.starts_with(next) && before.ends_with(one) && after.starts_with(two)
        })
    });
    halves.map(|(one, two)| format!("{one}|{two}"))
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
