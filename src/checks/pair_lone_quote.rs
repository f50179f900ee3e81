//! `pair.lone-quote`: quotation marks come in pairs. Not brackets, which say by themselves whether they open or close.

use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Deserialize;

use super::pair_unbalanced_marks::around;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, phrase};
use crate::model::{Pair, Side, View};
use crate::syntax::markdown::Kind;
use crate::text::{Span, Starts, is_alphanumeric};

/// Quotation marks of the translation in an odd number, where the source's are even, and the paragraph's are odd as well.
/// An apostrophe inside of a word is none, nor is what may be inches. `{mark}` is one of them, `{which}` is `one of 3 ` before it where there are
/// several, `{place}` the words beside the last.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoneQuote {
    /// The marks that are counted together, kind by kind.
    kinds: Vec<Quotes>,
    /// How they begin.
    #[serde(skip)]
    starts: OnceLock<Starts>,
}

/// Marks that are counted together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Quotes {
    /// All of them, opening or closing.
    marks: String,
    /// Whether they are apostrophes, too, and tell nothing where letters are Latin.
    #[serde(default)]
    apostrophes: bool,
}

impl Mechanism for LoneQuote {
    const VALUES: &'static [&'static str] = &["mark", "which", "place"];
    const NEEDS: &'static [&'static str] = &["scripts"];
}

impl PairCheck for LoneQuote {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language?;
        Some(Gate::target(self.starts().set()))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let starts = self.starts();
        let Some(language) = context.language else { return };
        let text = pair.target.view.text();
        for kind in self.kinds.iter().filter(|kind| !kind.apostrophes || !language.writes_latin()) {
            let here = kind.count(&pair.target, starts);
            let Some((last, mark)) = here.last.filter(|_| here.count % 2 == 1 && !here.inches) else {
                continue;
            };
            let there = kind.count(&pair.source, starts);
            if kind.apostrophes && is_possessive(&text[pair.target.span.range()], last, pair) {
                continue;
            }
            if there.count % 2 == 1 || self.opens_alone(pair) || !kind.is_odd_around(&pair.target, starts) {
                continue;
            }
            let which = if here.count == 1 { String::new() } else { format!("one of {} ", here.count) };
            found.report(
                Finding::on(Spot::Target(last))
                    .with("mark", mark)
                    .with("which", which)
                    .with("place", beside(&text[pair.target.span.range()], last, pair.target.span)),
            );
        }
    }
}

impl LoneQuote {
    /// Whether the source opens a quotation and does not close it, with a mark of another kind: `'/berths - in the list`.
    fn opens_alone(&self, pair: &Pair<'_>) -> bool {
        let text = pair.source.text();
        self.kinds.iter().filter(|kind| kind.apostrophes).any(|kind| {
            let begins = |at: usize| at == 0 || text[..at].ends_with([' ', '(']);
            let marks = || text.match_indices(|c| kind.marks.contains(c));
            let open = marks().filter(|(at, _)| begins(*at)).count();
            let closed =
                marks().filter(|(at, mark)| !begins(*at) && !is_inside_word(text, *at, at + mark.len()));
            open > closed.count()
        })
    }

    fn starts(&self) -> &Starts {
        self.starts.get_or_init(|| {
            let marks = self.kinds.iter().flat_map(|kind| kind.marks.chars());
            marks.chain(ENTITIES.iter().map(|_| '&')).collect()
        })
    }
}

/// Marks that pages write by their names.
const ENTITIES: [(&str, char); 5] =
    [("&quot;", '"'), ("&#34;", '"'), ("&#39;", '\''), ("&apos;", '\''), ("&rsquo;", '’')];

/// How many there are, and the last of them.
#[derive(Default)]
struct Counted {
    count: usize,
    last: Option<(Span, char)>,
    /// Whether one stands behind a digit, and may be a sign of inches, feet or minutes.
    inches: bool,
}

impl Quotes {
    fn count(&self, side: &Side<'_>, starts: &Starts) -> Counted {
        let mut counted = Counted::default();
        phrase::each_run(side, |run| self.count_in(run, side.view, starts, &mut counted));
        counted
    }

    fn count_in(&self, run: Span, view: &View, starts: &Starts, counted: &mut Counted) {
        let text = view.text();
        let mut behind = 0;
        for start in starts.within(text, view.marks(), run) {
            if start < behind {
                continue;
            }
            let Some((mark, length)) = mark(&text[start..run.end as usize]) else { continue };
            behind = start + length;
            if self.marks.chars().any(|own| own == mark)
                && !(self.apostrophes
                    && (is_inside_word(text, start, behind)
                        || begins_ending(text, start, behind)
                        || is_for_century(text, start, behind)))
                // `(')` speaks of the mark.
                && !(self.apostrophes
                    && text[..start].ends_with(['(', '（'])
                    && text[behind..].starts_with([')', '）']))
            {
                counted.count += 1;
                counted.last = Some((Span::new(start, behind), mark));
                counted.inches |= text[..start].ends_with(|c: char| c.is_ascii_digit());
            }
        }
    }

    /// Whether the paragraph has an odd number of them as well: what opens in one sentence may close in the next.
    fn is_odd_around(&self, side: &Side<'_>, starts: &Starts) -> bool {
        let mut counted = Counted::default();
        let mut texts = around(side).iter().filter(|node| node.kind == Kind::Text).peekable();
        if texts.peek().is_none() {
            return true;
        }
        texts.for_each(|node| self.count_in(node.outer, side.view, starts, &mut counted));
        counted.count % 2 == 1
    }
}

/// The character that a text begins with, and in how many bytes it is written.
fn mark(text: &str) -> Option<(char, usize)> {
    let entity = ENTITIES.iter().find(|(name, _)| text.starts_with(name));
    entity.map(|(name, mark)| (*mark, name.len())).or_else(|| {
        let mark = text.chars().next()?;
        Some((mark, mark.len_utf8()))
    })
}

/// Whether letters that have a case stand on both sides: `don't`, `д’Ивуар`.
fn is_inside_word(text: &str, start: usize, end: usize) -> bool {
    let cased = |c: char| c.is_lowercase() || c.is_uppercase();
    text[..start].ends_with(|c: char| cased(c) || c.is_ascii_digit()) && text[end..].starts_with(cased)
}

/// Whether it joins an ending to code or a link: `` `berth`'s ``, `[Berth](berth.md)'ом`.
fn begins_ending(text: &str, start: usize, end: usize) -> bool {
    const LONGEST: usize = 4;
    let mut rest = text[end..].chars();
    let letters = rest.by_ref().take(LONGEST + 1).take_while(|&c| c.is_lowercase()).count();
    let next = text[end..].chars().nth(letters);
    text[..start].ends_with(['`', ')', ']'])
        && (1..=LONGEST).contains(&letters)
        && !next.is_some_and(|c| is_alphanumeric(c) || text[start..end].starts_with(c))
}

/// Whether it stands for the century before a year: `'21`.
fn is_for_century(text: &str, start: usize, end: usize) -> bool {
    let digits = text[end..].bytes().take_while(u8::is_ascii_digit).count();
    digits == 2 && !text[..start].ends_with(is_alphanumeric)
}

/// Whether a mark ends a possessive that was kept with its name: `Guests' Fees`.
fn is_possessive(text: &str, mark: Span, pair: &Pair<'_>) -> bool {
    let before = &text[..(mark.start - pair.target.span.start) as usize];
    let word = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let source = pair.source.text();
    word.len() > 2
        && word.ends_with(['s', 'S'])
        && source.match_indices(word).any(|(at, _)| source[at + word.len()..].starts_with(['\'', '’']))
}

/// A few characters around a mark.
fn beside(text: &str, mark: Span, side: Span) -> String {
    const LONGEST: usize = 8;
    let (start, end) = ((mark.start - side.start) as usize, (mark.end - side.start) as usize);
    let skipped = text[..start].chars().count().saturating_sub(LONGEST);
    let before = text[..start].chars().skip(skipped);
    let words: String =
        before.chain(text[start..end].chars()).chain(text[end..].chars().take(LONGEST)).collect();
    super::bold::plain(&words)
}
