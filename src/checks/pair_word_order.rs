//! `pair.word-order`: in languages whose verb comes last, it stands behind a link or a label in one piece, and a particle
//! behind its word. Not grammar: only what marks show without reading the sentence.

use std::borrow::Cow;

use super::pair_unbalanced_marks::around;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold, phrase};
use crate::model::{Language, Order, Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{ByteSet, Span, is_alphabetic, is_alphanumeric, is_hiragana};

/// Sentences of the translation whose verb stands around a link, a label or code, or whose stem stands before it; and those
/// that begin with a particle. `{verb}` is the verb or the particle, `{words}` what the mark holds or what stands beside it,
/// `{place}` is `around`, `before`, `at the beginning, before` …
#[derive(Debug, Default)]
pub(super) struct WordOrder;

/// How much is quoted of what stands beside a particle, in code points.
const MOST_WORDS: usize = 20;

impl Mechanism for WordOrder {
    const VALUES: &'static [&'static str] = &["verb", "words", "place"];
    const NEEDS: &'static [&'static str] = &["order"];
}

impl PairCheck for WordOrder {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.order.starts.is_empty())?;
        Some(Gate::default())
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let first =
            start(pair, language, context.source).map(|particle| (particle, "at the beginning, before"));
        let behind = || clause_start(pair, language).map(|particle| (particle, "behind a comma, before"));
        if let Some(tail) = quoted_tail(pair, language) {
            let text = pair.target.view.text();
            let before =
                text[pair.target.span.start as usize..tail.start as usize].trim_end_matches(['"', ' ']);
            let from = before.char_indices().rev().nth(MOST_WORDS - 1).map_or(0, |(at, _)| at);
            found.report(
                Finding::on(Spot::Target(tail))
                    .with("verb", tail.of(text))
                    .with("words", bold::plain(&before[from..]))
                    .with("place", "in quotation marks, behind"),
            );
            return;
        }
        if let Some((particle, place)) = first.or_else(behind) {
            let text = pair.target.view.text();
            let words: String = text[particle.end as usize..pair.target.span.end as usize]
                .chars()
                .skip_while(|&c| c == '、')
                .take_while(|c| !matches!(c, '\n' | '|'))
                .take(MOST_WORDS)
                .collect();
            found.report(
                Finding::on(Spot::Target(particle))
                    .with("verb", particle.of(text))
                    .with("words", bold::plain(&words))
                    .with("place", place),
            );
            return;
        }
        const MARKS: ByteSet = ByteSet::ascii(b"]*`_");
        if !pair.target.has_any(MARKS) || !pair.source.has_any(MARKS) {
            return;
        }
        for node in pair.target.starting_nodes() {
            let is_mark = matches!(node.kind, Kind::Strong | Kind::Link | Kind::Emphasis | Kind::Code);
            if !is_mark || node.inner.is_empty() || !pair.target.span.contains(node.outer) {
                continue;
            }
            let Some((place, verb)) = torn(&pair.target, node, language) else { continue };
            // What begins the source's sentence, too, may be a verb itself.
            if !stands_behind_words(&pair.source, node.kind) {
                continue;
            }
            found.report(
                Finding::on(Spot::Target(node.inner))
                    .with("verb", verb)
                    .with("words", bold::plain(&words(&pair.target, node)))
                    .with("place", place),
            );
            return;
        }
    }
}

/// The particle that a sentence begins with, where the source's begins with a capital.
fn start(pair: &Pair<'_>, language: &Language, source: &Language) -> Option<Span> {
    let text = pair.target.text();
    let end = language.order.starts.longest_prefix(text)?;
    let rest = &text[end..];
    let is_particle = if language.spaces {
        rest.starts_with(' ')
    } else {
        // `のみ` and `とは` are words, `が、` is one of its own; `場合は` is none however it goes on.
        let is_long = text[..end].chars().any(|c| !is_hiragana(c));
        is_long || !rest.starts_with(|c: char| matches!(c, '、' | '，' | '。' | 'ー') || is_hiragana(c))
    };
    // `Replace with`, beside a box to write in: the particle is right behind it.
    let mut ends = pair.source.text().trim_end_matches([' ', ':', '*', '…']).rsplit([' ', '*']);
    let is_open = ends.next().is_some_and(|last| source.bold_words.contains(last));
    if !is_particle
        || is_open
        || rest.trim().is_empty()
        || !pair.source.text().starts_with(|c: char| c.is_uppercase())
    {
        return None;
    }
    let start = pair.target.span.start;
    let begins = around(&pair.target).iter().all(|node| {
        node.outer.start >= start || !matches!(node.kind, Kind::Text | Kind::Code | Kind::Image | Kind::Link)
    });
    let before = pair.target.view.text()[..start as usize].trim_end();
    // A listing that the source announces, `Create a file:`, is what the particle of a sentence behind it belongs to.
    let announces = || pair.source.text().trim_end().ends_with(':');
    if (before.ends_with("```") || before.ends_with("~~~")) && announces() {
        return None;
    }
    let ended =
        before.ends_with(|c: char| language.final_marks.contains(c)) && !before.ends_with([':', '：']);
    (begins || ended).then(|| Span { start, end: start + end as u32 })
}

/// The particle that a clause begins with behind a comma, and behind letters that make no name of a list.
fn clause_start(pair: &Pair<'_>, language: &Language) -> Option<Span> {
    const COMMA: &str = "、";
    let starts = &language.order.clause_starts;
    if starts.is_empty() {
        return None;
    }
    let text = pair.target.text();
    // The byte in its middle is rare: to look for it costs less than to search.
    let middles = memchr::memchr_iter(COMMA.as_bytes()[1], text.as_bytes());
    let commas = middles.map(|at| at.saturating_sub(1));
    for comma in commas.filter(|&at| text.as_bytes()[at..].starts_with(COMMA.as_bytes())) {
        let behind = &text[comma + COMMA.len()..];
        let rest = behind.strip_prefix(' ').unwrap_or(behind);
        let Some(end) = starts.longest_prefix(rest) else { continue };
        let word = &rest[..end];
        let follows =
            rest[end..].starts_with(|c: char| is_alphabetic(c) && !is_hiragana(c) || c == '[' || c == '*');
        let led = text[..comma].ends_with(|c| is_hiragana(c) || word.ends_with(COMMA) && is_alphabetic(c));
        if led && (follows || word.ends_with(COMMA)) {
            let start = pair.target.span.start as usize + comma + COMMA.len() + behind.len() - rest.len();
            return Some(Span::new(start, start + word.trim_end_matches(COMMA).len()));
        }
    }
    None
}

/// The end of a verb that alone stands in quotation marks, behind the rest of it, where the source has neither a quotation nor
/// a mark.
fn quoted_tail(pair: &Pair<'_>, language: &Language) -> Option<Span> {
    const QUOTE: ByteSet = ByteSet::ascii(b"\"");
    const MARKS: ByteSet = ByteSet::ascii(b"\"*_`");
    if language.order.tails.is_empty() || !pair.target.has_any(QUOTE) || pair.source.has_any(MARKS) {
        return None;
    }
    let text = pair.target.view.text();
    let quotations = bold::enclosed(&pair.target, language);
    let tail = quotations.iter().find(|quotation| {
        let before = text[..quotation.open.at as usize].trim_end();
        language.order.tails.contains(quotation.inner().of(text).trim())
            && quotation.outer().start > pair.target.span.start
            && before.ends_with(is_alphabetic)
    })?;
    Some(tail.inner())
}

/// Where the verb of a mark stands, if it is not behind it in one piece.
fn torn(side: &Side<'_>, node: &Node, language: &Language) -> Option<(&'static str, String)> {
    let order = &language.order;
    let text = side.view.text();
    let before = &text[side.span.start as usize..node.outer.start as usize];
    let after = &text[node.outer.end as usize..side.span.end as usize];
    let after = after.strip_prefix(' ').unwrap_or(after);
    let words = words(side, node);
    let words = words.trim();
    if order.endings.longest_prefix(words).is_some() {
        return None;
    }
    let ending = ending(after, language);
    let trimmed = before.trim_end_matches([' ', '、']);
    if let Some(ending) = ending {
        // `次のように選択します。` says that the label comes next, and the ending comes all the same.
        let ends = language.sentence_ends.longest_suffix(trimmed).is_some()
            || order.announcements.longest_suffix(trimmed).is_some();
        if ends {
            return Some(("around", format!("{} … {ending}", last_word(trimmed, language))));
        }
    }
    let before = before.strip_suffix(' ').unwrap_or(before);
    let bare = order.joints.longest_suffix(before).map_or(before, |start| &before[..start]);
    let start = order.stems.longest_suffix(bare)?;
    let stem = &bare[start..];
    let head = bare[..start].trim_end();
    let is_word = !language.spaces || head.len() < start || start == 0;
    if !is_word {
        return None;
    }
    let clause = head.is_empty()
        || head.ends_with([',', '.', '。'])
        || order.clause_leads.longest_suffix(head).is_some();
    let is_bare = clause && bare.len() == before.len() && language.verbs.contains(stem);
    match ending {
        // `설정 **저장**합니다`: the ending belongs to the words between.
        Some(ending) if is_bare || !ends_with_stem(words, order) => {
            Some(("around", format!("{stem} … {ending}")))
        }
        None if is_bare && node.kind == Kind::Strong => Some(("before", stem.to_owned())),
        _ => None,
    }
}

/// What readers see of a mark.
fn words<'d>(side: &Side<'d>, node: &Node) -> Cow<'d, str> {
    if node.kind == Kind::Code {
        return Cow::Borrowed(node.inner.of(side.view.text()));
    }
    phrase::shown(side, node)
}

/// The ending of a verb that a text begins with, as a word of its own.
fn ending<'t>(text: &'t str, language: &Language) -> Option<&'t str> {
    let end = language.order.endings.longest_prefix(text)?;
    let whole = !language.spaces || !text[end..].starts_with(is_alphabetic);
    whole.then(|| text[..end].trim_end_matches('、'))
}

/// Whether words end with a stem, so that an ending behind them is theirs. A verb with its own ending needs none.
fn ends_with_stem(words: &str, order: &Order) -> bool {
    order.stems.longest_suffix(words).is_some()
}

fn last_word<'t>(text: &'t str, language: &Language) -> &'t str {
    const LONGEST: usize = 6;
    if language.spaces {
        return text.rsplit(' ').next().unwrap_or(text);
    }
    let skipped = text.chars().count().saturating_sub(LONGEST);
    text.char_indices().nth(skipped).map_or(text, |(at, _)| &text[at..])
}

/// Whether some mark of a kind stands behind words of its side.
fn stands_behind_words(side: &Side<'_>, kind: Kind) -> bool {
    let text = side.view.text();
    let behind = |node: &Node| {
        side.span.contains(node.outer)
            && text[side.span.start as usize..node.outer.start as usize].contains(is_alphanumeric)
    };
    side.starting_nodes().iter().any(|node| node.kind == kind && behind(node))
}
