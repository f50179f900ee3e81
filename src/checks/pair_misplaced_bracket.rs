//! `pair.misplaced-bracket`: round brackets enclose what can be left out. Only what their edges show, and an abbreviation that
//! was enclosed and is not; not which words the source encloses.

use smallvec::SmallVec;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold, phrase};
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::Kind;
use crate::text::{ByteSet, Span};

/// Brackets of the translation around words that belong to those outside: they begin with what belongs to the word before, end
/// with what asks for the word behind, are nothing else, or stand in the place of an abbreviation that the source encloses and
/// the translation has elsewhere. `{words}` is what they enclose, `{source}` what the source's do, and `{fault}` is one of
/// `begins`, `ends`, `alone` and `abbreviation`.
#[derive(Debug, Default)]
pub(super) struct MisplacedBracket;

impl Mechanism for MisplacedBracket {
    const VALUES: &'static [&'static str] = &["words", "source", "fault"];
    const NEEDS: &'static [&'static str] = &["enclosed"];
}

impl PairCheck for MisplacedBracket {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.enclosed.leads.is_empty())?;
        Some(Gate::source(ByteSet::ascii(b"(")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let brackets = brackets(&pair.target);
        if brackets.is_empty() {
            return;
        }
        let text = pair.target.view.text();
        let sources = self::brackets(&pair.source);
        let by_edges = brackets.iter().find_map(|&bracket| {
            let words = bracket.of(text).trim_matches(['*', ' ']);
            let closed = text[bracket.end as usize..].starts_with([')', '）']);
            let fault = edge(words, closed, language)?;
            (!pair.source.text().contains(words)).then_some((bracket, fault))
        });
        // `变量（的指针）`: brackets that the source has not are the translator's.
        let by_edges = by_edges.filter(|_| brackets.len() <= sources.len());
        // `(if any)` is left out by a particle in other languages, and an open bracket encloses nothing.
        let by_edges = by_edges.filter(|(_, fault)| {
            !sources.iter().any(|&span| is_aside(&pair.source, span, *fault == "alone", context.source))
        });
        let astray = || in_place_of_an_abbreviation(pair, &brackets, &sources, language);
        let Some((bracket, fault)) = by_edges.or_else(|| Some((astray()?, "abbreviation"))) else { return };
        let enclosed =
            sources.iter().map(|span| format!("`{}`", bold::plain(span.of(pair.source.view.text()))));
        let enclosed: Vec<String> = enclosed.take(3).collect();
        if enclosed.is_empty() {
            return;
        }
        found.report(
            Finding::on(Spot::Target(bracket))
                .with("words", bold::plain(bracket.of(text)))
                .with("source", enclosed.join(", "))
                .with("fault", fault),
        );
    }
}

/// What stands between the round brackets of a side that nest in none, up to a link or a line's end.
fn brackets(side: &Side<'_>) -> SmallVec<[Span; 4]> {
    let text = side.view.text();
    let end = side.span.end as usize;
    let mut found: SmallVec<[Span; 4]> = SmallVec::new();
    for node in side.starting_nodes().iter().filter(|node| node.kind == Kind::Text) {
        let run = node.outer.of(text);
        for at in memchr::memchr2_iter(b'(', "（".as_bytes()[0], run.as_bytes()) {
            let Some(mark) = run[at..].chars().next().filter(|mark| matches!(mark, '(' | '（')) else {
                continue;
            };
            let start = node.outer.start as usize + at + mark.len_utf8();
            if start > end || found.last().is_some_and(|last| start <= last.end as usize) {
                continue;
            }
            let rest = &text[start..end];
            let close = rest.find([')', '）', '(', '（', '[', '\n', '\r']).unwrap_or(rest.len());
            found.push(Span::new(start, start + close));
        }
    }
    found
}

/// Whether the source encloses what hangs on to the words before it, or what lost the words behind it, or never closes its
/// bracket.
fn is_aside(side: &Side<'_>, span: Span, alone: bool, source: &Language) -> bool {
    let text = side.view.text();
    let words = span.of(text);
    let first = words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let open = !text[span.end as usize..side.span.end as usize].contains([')', '）']);
    // `(でも…)`: a clause of its own.
    let asides = &source.enclosed.asides;
    open || asides.contains_small(first)
        || words.ends_with(' ') && text[span.end as usize..].starts_with(')')
        || asides.contains(words)
        || alone && source.echo.joints.contains_small(first)
}

/// What is wrong at the edges of enclosed words. Where they are not closed, more of them follows.
fn edge(words: &str, closed: bool, language: &Language) -> Option<&'static str> {
    let enclosed = &language.enclosed;
    if closed && enclosed.alone.contains(words) {
        return Some("alone");
    }
    let whole = || language.whole_words.longest_prefix(words).unwrap_or(0);
    if enclosed.leads.longest_prefix(words).is_some_and(|lead| lead > whole()) {
        return Some("begins");
    }
    let tail = enclosed.tails.longest_suffix(words).filter(|&start| closed && start > 0)?;
    let whole = enclosed.whole.longest_suffix(words).is_some_and(|start| start < tail);
    (!whole).then_some("ends")
}

/// The brackets around a word or two where the source's are around an abbreviation that the translation has outside.
fn in_place_of_an_abbreviation(
    pair: &Pair<'_>,
    brackets: &[Span],
    sources: &[Span],
    language: &Language,
) -> Option<Span> {
    const MOST: usize = 4;
    // Each is looked for among all: a sentence has few.
    const MANY: usize = 12;
    let few = brackets.len() <= MANY && brackets.len() == sources.len();
    if !language.enclosed.abbreviations || !few {
        return None;
    }
    let (text, source) = (pair.target.view.text(), pair.source.view.text());
    let short = |span: &&Span| {
        let words = span.of(text);
        let native = words.chars().filter(|&c| language.is_native(c)).count();
        let latin = words.chars().filter(|&c| c.is_ascii_alphanumeric()).count();
        let closed = text[span.end as usize..].starts_with([')', '）']);
        closed && (1..=MOST).contains(&native) && latin < 2
    };
    let inside =
        |spans: &[Span], at: usize| spans.iter().any(|span| (span.start..span.end).contains(&(at as u32)));
    let displaced = sources.iter().any(|span| {
        let Some(short) = abbreviation(span.of(source)) else { return false };
        let there = |side: &Side<'_>| -> Vec<usize> {
            names_like(side, short).map(|at| side.span.start as usize + at).collect()
        };
        let own = there(&pair.target);
        // `MFA (多重身份验证)` spells it out behind it.
        let explains = |&at: &usize| {
            let behind = text[at + short.len()..].trim_start_matches(['s', '*', ' ']);
            behind.starts_with(['(', '（'])
        };
        let only = |span: &Span| phrase::is_only_function_words(span.of(text), language);
        !own.is_empty()
            && own.iter().all(|&at| !inside(brackets, at))
            && there(&pair.source).iter().all(|&at| inside(sources, at))
            && (!own.iter().any(explains) || brackets.iter().any(only))
    });
    brackets.iter().find(short).copied().filter(|_| displaced)
}

/// Where a side has an abbreviation, one or many.
fn names_like<'t>(side: &Side<'t>, short: &'t str) -> impl Iterator<Item = usize> + 't {
    let text = side.text();
    text.match_indices(short).map(|(at, _)| at).filter(move |&at| {
        let behind = &text[at + short.len()..];
        let behind = behind.strip_prefix('s').unwrap_or(behind);
        !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
            && !behind.starts_with(|c: char| c.is_ascii_alphanumeric())
    })
}

/// An abbreviation and nothing else, without the `s` of many: `KPIs`, `SaaS`.
fn abbreviation(words: &str) -> Option<&str> {
    let many = words.strip_suffix('s').filter(|short| short.ends_with(|c: char| c.is_ascii_uppercase()));
    let short = many.unwrap_or(words);
    let inner = short.get(1..)?;
    (short.starts_with(|c: char| c.is_ascii_uppercase())
        && inner.ends_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit())
        && short.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    .then_some(short)
}
