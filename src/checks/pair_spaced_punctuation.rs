//! `pair.spaced-punctuation`: a full stop or a comma stands right behind its word, in languages that write it so.

use unicode_script::{Script, UnicodeScript as _};

use super::page_words::{Sought, begin_in};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, phrase};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side, View};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{Span, next_of_two};

/// Punctuation of the translation behind a space, where the language writes none there (`tight` in its file; of a language that
/// nothing is known of, full stops and commas, if its letters are Latin, Greek or Cyrillic) and the source has none that stands
/// so. `{mark}` is the punctuation, `{before}` the word that it belongs to, `{kind}` is `word` behind plain words, where a name
/// may be missing before a full stop or a comma, and else `mark`: behind bold, a link or code. The change takes the space out,
/// but not where a name may be missing.
#[derive(Debug, Default)]
pub(super) struct SpacedPunctuation;

impl Mechanism for SpacedPunctuation {
    const VALUES: &'static [&'static str] = &["mark", "before", "kind"];
}

/// How many characters of a word are shown.
const LONGEST: usize = 24;

impl PairCheck for SpacedPunctuation {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        Gate::places(places(context))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let mut own = begin_in(places(context), pair.target.span)
            .iter()
            .filter_map(|place| spaced(&pair.target, place.start as usize))
            .peekable();
        let is_known = context.language.is_some() || is_of_europe(pair.target.text());
        if own.peek().is_none() || !is_known {
            return;
        }
        // An author who writes so may have a reason: `.`, `,` and `;` are listed. A hyphen may be a dash, or an option's.
        let stops = stands_apart(&pair.source, &['.', ',', ';', ':', '!', '?']);
        let dashes = stands_apart(&pair.source, &['-', '–', '—']);
        let text = pair.target.view.text();
        for Spaced { gap, mark } in own {
            let end = gap.end as usize;
            let is_authors = match text.as_bytes()[end] {
                b'-' => dashes,
                b'.' | b',' => stops,
                // `Boats : all of them`, for `Boats - all of them`.
                _ => stops || dashes,
            };
            // The dot of an extension that the source sets apart: `. com`, for ` .com`.
            let is_extension = || {
                let word = text[end + 1..].trim_start().split(|c: char| !c.is_alphanumeric()).next();
                let extension = word.filter(|word| !word.is_empty()).map(|word| format!(" .{word}"));
                extension.is_some_and(|extension| pair.source.text().contains(&extension))
            };
            if is_authors || text.as_bytes()[end] == b'.' && is_extension() {
                continue;
            }
            let words = match mark {
                Some(node) if node.kind == Kind::Code => node.inner.of(text).into(),
                Some(node) => phrase::shown(&pair.target, node),
                None => text[pair.target.span.start as usize..gap.start as usize].into(),
            };
            let finding = Finding::on(Spot::Target(Span::new(end, end + 1)))
                .with("mark", &text[end..=end])
                .with("before", phrase::last_word(&words, LONGEST))
                .with("kind", if mark.is_some() { "mark" } else { "word" });
            let edits = vec![(Spot::Target(gap), String::new())];
            // What is missing before a comma is not mended by moving it.
            let is_whole = mark.is_some() || !matches!(text.as_bytes()[end], b'.' | b',');
            found.report(if is_whole { finding.mended(Applicability::Safe, edits) } else { finding });
        }
    }
}

/// Where a mark of the language stands behind a space, and before another one or an end.
fn places<'c>(context: &PairContext<'c>) -> &'c [Span] {
    // What all of Europe writes so.
    let tight = context.language.map_or(".,", |language| &language.tight);
    context.page.places(Sought::Punctuation, |view: &View| {
        if tight.is_empty() {
            return Vec::new();
        }
        let mut marks = [false; 128];
        tight.bytes().for_each(|byte| marks[byte as usize & 127] = true);
        let bytes = view.text().as_bytes();
        let mut from = 1;
        let places = std::iter::from_fn(|| {
            let at = next_of_two(bytes, from, |one, two| {
                // `!`, `,`, `.`, `:`, `;` and `?`, and some between.
                let low = (two.wrapping_sub(b'!') < 14) | (two.wrapping_sub(b':') < 6);
                ((one == b' ') & low) as u8
            })?;
            from = at + 1;
            Some(at)
        });
        let is_one = |at: &usize| bytes[*at] < 128 && marks[bytes[*at] as usize];
        places.filter(is_one).map(Span::at).collect()
    })
}

/// Whether all letters of a text are of scripts that have commas and full stops right behind their words.
fn is_of_europe(text: &str) -> bool {
    let is_other = |c: char| {
        c.is_alphabetic()
            && !c.is_ascii()
            && !matches!(c.script(), Script::Latin | Script::Cyrillic | Script::Greek)
    };
    !text.contains(is_other)
}

/// Punctuation behind a space.
struct Spaced<'d> {
    /// The spaces.
    gap: Span,
    /// The bold, link or code that ends before them.
    mark: Option<&'d Node>,
}

/// The punctuation at a byte of a side, if it closes something and a space parts it from words or a mark.
fn spaced<'d>(side: &Side<'d>, at: usize) -> Option<Spaced<'d>> {
    let text = &side.view.text()[..side.span.end as usize];
    let before = text[side.span.start as usize..at].trim_end_matches(' ');
    let start = side.span.start as usize + before.len();
    let joins = text.as_bytes()[at] == b'-';
    let behind = &text[at + 1..];
    let closes = if joins {
        behind.starts_with(char::is_uppercase)
    } else {
        let behind = behind.trim_start_matches([')', '"', '”', '*', '_']);
        behind.is_empty() || behind.starts_with(char::is_whitespace)
    };
    let last = before.chars().next_back()?;
    // `16 : 9`
    let is_ratio = text.as_bytes()[at] == b':'
        && last.is_ascii_digit()
        && behind.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let outline = side.view.outline();
    let is_prose = || outline.around(Span::at(at).start).next().is_some_and(|node| node.kind == Kind::Text);
    if !closes || is_ratio || !is_prose() {
        return None;
    }
    let mark = outline.around(Span::at(start - 1).start).find(|node| {
        let kinds =
            matches!(node.kind, Kind::Strong | Kind::Emphasis | Kind::Code | Kind::Link | Kind::Image);
        kinds && node.outer.end as usize == start
    });
    // Behind a word, a hyphen may be a minus or a dash.
    let is_word = !joins && (last.is_alphanumeric() || matches!(last, ')' | ']'));
    (mark.is_some() || is_word).then(|| Spaced { gap: Span::new(start, at), mark })
}

/// Whether one of some marks stands behind a space in a side, and is no part of a name: `.json`. Dashes may be.
fn stands_apart(side: &Side<'_>, marks: &[char]) -> bool {
    side.text().match_indices(' ').any(|(at, _)| {
        let mut behind = side.text()[at + 1..].chars();
        let mark = behind.next().filter(|mark| marks.contains(mark));
        let is_dash = mark.is_some_and(|mark| matches!(mark, '-' | '–' | '—'));
        mark.is_some() && (is_dash || behind.next().is_none_or(|c| !c.is_alphanumeric()))
    })
}
