//! `pair.padded-bracket`: what stands in brackets begins right behind one and ends right before the other.

use super::page_words::{Sought, begin_in};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold, phrase};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side, View};
use crate::syntax::markdown::Kind;
use crate::text::{Span, next_of_two, shortened};

/// Spaces of the translation right inside round brackets or a link, where the source has none that stand so; inside square
/// brackets, where the source has escaped ones. `{text}` is the bracket and the word beside it, `{kind}` is `link` or `brackets`.
/// The change takes the space out, where no mark and no word comes to stand beside another one by that.
#[derive(Debug, Default)]
pub(super) struct PaddedBracket;

impl Mechanism for PaddedBracket {
    const VALUES: &'static [&'static str] = &["text", "kind"];
}

impl PairCheck for PaddedBracket {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        Gate::places(places(context))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        // Each looks for the other bracket.
        const MOST: usize = 64;
        let mut own = begin_in(places(context), pair.target.span)
            .iter()
            .take(MOST)
            .filter_map(|space| padded(&pair.target, space.start as usize))
            .peekable();
        // An author who writes so may have a reason.
        if own.peek().is_none() || is_written_so(pair.source.text()) {
            return;
        }
        let has_square = pair.source.text().contains("\\[");
        for padded in own.filter(|padded| has_square || !padded.is_square) {
            let place = Spot::Target(padded.gap);
            let edits = vec![(place.clone(), String::new())];
            let kind = if padded.is_link { "link" } else { "brackets" };
            let finding = Finding::on(place).with("text", padded.shown).with("kind", kind);
            found.report(if padded.is_safe { finding.mended(Applicability::Safe, edits) } else { finding });
        }
    }
}

/// Spaces beside a bracket of the page, inside of it, as far as two bytes tell.
fn places<'c>(context: &PairContext<'c>) -> &'c [Span] {
    context.page.places(Sought::Padding, |view: &View| {
        let bytes = view.text().as_bytes();
        let mut from = 1;
        let places = std::iter::from_fn(|| {
            let at = next_of_two(bytes, from, |one, two| {
                let opens = ((one == b'(') | (one == b'[')) & (two == b' ');
                let closes = (one == b' ') & ((two == b')') | (two == b']') | (two == b'\\'));
                (opens | closes) as u8
            })?;
            from = at + 1;
            Some(if bytes[at] == b' ' { at } else { at - 1 })
        });
        places.map(Span::at).collect()
    })
}

/// Spaces right inside a bracket.
struct Padded {
    /// The spaces.
    gap: Span,
    /// The bracket and the word beside it.
    shown: String,
    /// Whether the bracket is that of a link.
    is_link: bool,
    /// Whether the bracket is a square one, and not that of a link.
    is_square: bool,
    /// Whether nothing but words comes to stand where the spaces are.
    is_safe: bool,
}

fn padded(side: &Side<'_>, space: usize) -> Option<Padded> {
    let text = &side.view.text()[..side.span.end as usize];
    let start = side.span.start as usize;
    let before = text[start..=space].trim_end_matches(' ');
    let behind = text[space..].trim_start_matches(' ');
    let gap = Span::new(start + before.len(), text.len() - behind.len());
    let opening = before.ends_with(['(', '[']);
    let bracket = if opening { gap.start - 1 } else { gap.end + u32::from(behind.starts_with('\\')) };
    let marks = if opening { "([" } else { ")]" };
    let mark = text.get(bracket as usize..)?.chars().next().filter(|mark| marks.contains(*mark))?;
    let (inside, outside) = if opening {
        (behind.chars().next()?, before[..before.len() - 1].chars().next_back())
    } else {
        (before.chars().next_back()?, text[bracket as usize + 1..].chars().next())
    };
    if matches!(inside, '(' | ')' | '[' | ']' | '\n') {
        return None;
    }
    let outline = side.view.outline();
    let link = outline.around(gap.start).find(|node| node.kind == Kind::Link);
    let is_link = link.is_some_and(|link| {
        let edge = if opening { link.inner.start == gap.start } else { link.inner.end == gap.end };
        edge && !link.inner.of(side.view.text()).trim().is_empty()
    });
    let is_prose = || outline.around(bracket).next().is_some_and(|node| node.kind == Kind::Text);
    let has_other = if opening {
        behind.contains(if mark == '(' { ')' } else { ']' })
    } else {
        before.contains(if mark == ')' { '(' } else { '[' })
    };
    let is_enclosed = is_link || has_other && is_prose();
    if !is_enclosed {
        return None;
    }
    let word = if opening {
        behind.split(|c: char| c.is_whitespace() || c == ']').next().unwrap_or_default()
    } else {
        before.split_whitespace().next_back().unwrap_or_default()
    };
    // A bracket right behind them would be taken for a part of them.
    if !is_link && !opening && (word.contains("://") || word.contains('@')) {
        return None;
    }
    let shown = if opening {
        format!("{mark} {}", shortened(bold::plain(word), LONGEST))
    } else {
        let word = phrase::last_word(word.trim_start_matches(['[', '(']), LONGEST);
        format!("{} {mark}", bold::plain(word))
    };
    let parts_words = is_link && outside.is_some_and(char::is_alphanumeric);
    let is_safe = !matches!(inside, '*' | '_') && !parts_words;
    Some(Padded { gap, shown, is_link, is_square: !is_link && matches!(mark, '[' | ']'), is_safe })
}

/// How many characters of a word are shown.
const LONGEST: usize = 24;

/// Whether a text has a space right inside a bracket.
fn is_written_so(text: &str) -> bool {
    text.match_indices(' ').any(|(at, _)| {
        text[..at].ends_with(['(', '[']) || text[at + 1..].trim_start_matches('\\').starts_with([')', ']'])
    })
}
