//! `pair.glued-edge`: a space stands between a link, bold or code and the next word.

use unicode_script::{Script, UnicodeScript as _};

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, phrase};
use crate::diagnostic::Applicability;
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{ByteSet, Span};

/// Links, bold, italics and code of the translation with a word right before or behind them, in languages that write
/// spaces, where no such mark of the source touches a word on that side. What the language writes on to a word, Korean
/// particles for one, may stand there; in a language that nothing is known of, all that does not stand between spaces
/// elsewhere on the page. `{mark}` is `link`, `bold`, `italics` or `code`, `{words}` what it holds, `{glued}`
/// the word beside it, `{side}` is `before` or `after`. The change puts a space in between.
#[derive(Debug, Default)]
pub(super) struct GluedEdge;

impl Mechanism for GluedEdge {
    const VALUES: &'static [&'static str] = &["mark", "words", "glued", "side"];
}

impl PairCheck for GluedEdge {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.is_none_or(|language| language.spaces).then_some(())?;
        Some(Gate::target(ByteSet::ascii(b"]*`_")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        for (node, mark) in marks(&pair.target) {
            if node.inner.is_empty() {
                continue;
            }
            // `*ein*geschaltet`: what is said loudly of a word.
            let is_part = |language| is_part(&pair.target, node, language);
            if mark == "italics" && context.language.is_none_or(is_part) {
                continue;
            }
            let word = match context.language {
                Some(language) => glued(&pair.target, node, language),
                None => glued_word(&pair.target, node),
            };
            let Some((word, side)) = word else { continue };
            let same = marks(&pair.source).filter(|(_, other)| *other == mark).map(|(node, _)| node);
            let mut same = same.peekable();
            if same.peek().is_none() || same.any(|other| touches(&pair.source, other, side)) {
                continue;
            }
            let text = pair.target.view.text();
            let gap = Span::at(if side == "after" { word.start } else { word.end } as usize);
            let finding = Finding::on(Spot::Target(word))
                .with("mark", mark)
                .with("words", node.inner.of(text).trim())
                .with("glued", word.of(text))
                .with("side", side);
            found.report(finding.mended(Applicability::Safe, vec![(Spot::Target(gap), " ".into())]));
        }
    }
}

/// The outermost marks that begin and end in a side, with what readers call them.
fn marks<'d>(side: &Side<'d>) -> impl Iterator<Item = (&'d Node, &'static str)> + use<'d> {
    let span = side.span;
    let mut behind = 0;
    side.starting_nodes().iter().filter_map(move |node| {
        let mark = match node.kind {
            Kind::Link => "link",
            Kind::Strong => "bold",
            Kind::Emphasis => "italics",
            Kind::Code => "code",
            _ => return None,
        };
        if node.outer.start < behind || !span.contains(node.outer) {
            return None;
        }
        behind = node.outer.end;
        Some((node, mark))
    })
}

/// The word that touches a mark and is not written on to it, with the side that it stands on.
fn glued(side: &Side<'_>, node: &Node, language: &Language) -> Option<(Span, &'static str)> {
    let text = side.view.text();
    let after = &text[node.outer.end as usize..side.span.end as usize];
    let before = &text[side.span.start as usize..node.outer.start as usize];
    let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    // A mark inside of a word marks a part of it.
    if end > 0 && before.ends_with(char::is_alphabetic) {
        return None;
    }
    let word = &after[..end];
    if is_compound(before, node.inner.of(text), word, language) {
        return None;
    }
    if !word.is_empty() && !phrase::is_suffix(word, language) {
        // The mark cuts a word that the page has whole: `[Hafen](hafen.md)Zeitung`.
        let last = node.inner.of(text).rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        if !last.is_empty() && text.contains(&[last, &word.to_lowercase()].concat()) {
            return None;
        }
        let start = node.outer.end as usize;
        return Some((Span::new(start, start + end), "after"));
    }
    let word = before.trim_end_matches(char::is_alphabetic).len();
    let end = node.outer.start as usize;
    // One letter is a prefix, or an elision that lost its apostrophe.
    let long = before[word..].chars().nth(1).is_some();
    long.then(|| (Span::new(end - (before.len() - word), end), "before"))
}

/// The word that touches a mark from behind, in a language of which nobody knows what it writes on to a word: one that stands
/// between spaces elsewhere on the page, has too many letters for an ending, and is of a script that parts words by spaces.
fn glued_word(side: &Side<'_>, node: &Node) -> Option<(Span, &'static str)> {
    const LEAST: usize = 3;
    let text = side.view.text();
    let start = node.outer.end as usize;
    let after = &text[start..side.span.end as usize];
    let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    let word = &after[..end];
    let inside = text[side.span.start as usize..node.outer.start as usize].ends_with(char::is_alphabetic);
    let parts_words = |c: char| matches!(c.script(), Script::Latin | Script::Cyrillic | Script::Greek);
    if inside || word.chars().nth(LEAST - 1).is_none() || !word.chars().all(parts_words) {
        return None;
    }
    let is_alone = |(at, _): (usize, &str)| {
        text[..at].ends_with([' ', '\n']) && text[at + word.len()..].starts_with([' ', '.', ',', ':', '\n'])
    };
    text.match_indices(word).any(is_alone).then(|| (Span::new(start, start + end), "after"))
}

/// Whether letters in small size that are no small word go on behind a mark, in languages that put words together.
fn is_part(side: &Side<'_>, node: &Node, language: &Language) -> bool {
    let text = side.view.text();
    let after = &text[node.outer.end as usize..side.span.end as usize];
    let word = &after[..after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len())];
    let small = language.function_words.contains(word) || language.bold_words.contains(word);
    let words = node.inner.of(text);
    !language.noun_endings.is_empty()
        && !small
        && !words.contains(' ')
        && words.ends_with(char::is_alphabetic)
        && word.starts_with(char::is_lowercase)
}

/// Whether a mark stands around a half of a noun, in languages that write nouns with a capital letter and put them together:
/// `[Hafen](hafen.md)zeitung`. By their endings, as few words behind a mark are nouns.
fn is_compound(before: &str, words: &str, word: &str, language: &Language) -> bool {
    let is_half = |word: &str| {
        word.starts_with(char::is_lowercase)
            && language.noun_endings.longest_suffix(word).is_some()
            && language.noun_lookalikes.longest_suffix(word).is_none()
    };
    let words = words.trim_matches(['*', '`', '_']);
    let is_head = |word: &str| word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphabetic);
    let head = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    !words.contains(' ') && (is_head(words) && is_half(word) || is_head(head) && is_half(words))
}

/// Whether a mark touches a word on a side: then the author wants it.
fn touches(side: &Side<'_>, node: &Node, edge: &str) -> bool {
    let text = side.view.text();
    if edge == "after" {
        text[node.outer.end as usize..].starts_with(char::is_alphanumeric)
    } else {
        text[..node.outer.start as usize].ends_with(char::is_alphanumeric)
    }
}
