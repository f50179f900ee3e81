//! `pair.misplaced-name`: a name that stays as it is in the source stands where the sentence wants it. Only what a missing
//! space shows: names that translation kept out of its hands are set down against the next word, wherever they fall.

use std::cell::Cell;

use super::latin::names_at;
use super::page_words::{Sought, begin_in};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, phrase};
use crate::model::{Language, Pair};
use crate::text::{Span, is_alphabetic, is_word};

/// Names of Latin letters in the translation, of more than one word and as the source has them, that are written on to a word
/// which they cannot follow, or that have the ending of a verb written on to them, on pages that else put a space there.
/// `{name}` is the name, `{words}` what it is written on to, or what is written on to it; `{place}` is `behind` or `before`;
/// `{fault}` is `verb`, `word` or `glued`: the last where nothing but the space may be wrong. `{how}` says which.
#[derive(Debug, Default)]
pub(super) struct MisplacedName;

impl Mechanism for MisplacedName {
    const VALUES: &'static [&'static str] = &["name", "words", "place", "how", "fault"];
    const NEEDS: &'static [&'static str] = &["names"];
}

impl PairCheck for MisplacedName {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.names.is_empty())?;
        Gate::places(edges(context))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let edges = begin_in(edges(context), pair.target.span);
        // A name is looked for in all of the source; a sentence has few.
        const MOST: usize = 32;
        let left = Cell::new(MOST);
        let mut first: Option<Fault> = None;
        phrase::each_run(&pair.target, |run| {
            let stronger = |fault: &Fault| first.as_ref().is_none_or(|first| first.kind > fault.kind);
            let faults = faults(pair, run, begin_in(edges, run), (language, context.source), &left);
            if let Some(fault) = faults.filter(stronger).min_by_key(|fault| fault.kind) {
                first = Some(fault);
            }
        });
        let Some(fault) = first.filter(|_| context.page.spaces_latin(language)) else { return };
        let text = pair.target.view.text();
        let how = match fault.kind {
            Kind::Glued => "without the space that this page puts there",
            Kind::Verb | Kind::Word => "out of its place",
        };
        let kind = match fault.kind {
            Kind::Verb => "verb",
            Kind::Word => "word",
            Kind::Glued => "glued",
        };
        found.report(
            Finding::on(Spot::Target(fault.name))
                .with("name", fault.name.of(text))
                .with("words", fault.words.of(text))
                .with("place", if fault.words.start < fault.name.start { "behind" } else { "before" })
                .with("how", how)
                .with("fault", kind),
        );
    }
}

/// What shows that a name is out of its place; the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A verb is made of it.
    Verb,
    /// It is written on to a word that no name follows.
    Word,
    /// It is written on to a word, and nothing else.
    Glued,
}

struct Fault {
    name: Span,
    words: Span,
    kind: Kind,
}

/// Where a letter that is not Latin stands before a capital, or behind a Latin letter, anywhere on the page.
fn edges<'d>(context: &PairContext<'d>) -> &'d [Span] {
    context.page.places(Sought::Name, |view| {
        let bytes = view.text().as_bytes();
        let edge = |at: &usize| bytes[*at] < 0x80 || is_word(bytes[at - 1]) != 0;
        view.seams(Span::new(0, bytes.len())).filter(edge).map(Span::at).collect()
    })
}

/// The names of a run of text that are out of place, at some of its edges. Languages are the translation's and the source's.
fn faults<'a>(
    pair: &'a Pair<'_>,
    run: Span,
    edges: &'a [Span],
    (language, source): (&'a Language, &'a Language),
    left: &'a Cell<usize>,
) -> impl Iterator<Item = Fault> + use<'a> {
    let text = &pair.target.view.text()[..run.end as usize];
    let start = run.start as usize;
    let mut from = run.start + 1;
    edges
        .iter()
        .map_while(move |at| {
            left.set(left.get().checked_sub(1)?);
            Some(at.start)
        })
        .filter_map(move |edge| {
            if edge < from {
                return None;
            }
            let at = edge as usize;
            from = edge + 1;
            if text.as_bytes()[at] >= 0x80 {
                return verb_of(pair, Span::new(start, at), language);
            }
            let fault = written_on(pair, Span::new(start, at), words_from(text, at), language, source);
            // What is written on to the name is looked at with it.
            from = fault.as_ref().map_or(from, |fault| fault.name.end + 1);
            fault
        })
}

/// How many words a name may have: what is longer is a sentence.
const MOST: usize = 8;

/// Whether a byte may stand inside a word of a name.
fn joins(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'&' | b':' | b'-' | b'\'')
}

/// Where the Latin words end that begin at `at`, one space between two.
fn words_from(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut words = 1;
    while let Some(&byte) = bytes.get(end) {
        let goes_on = byte == b' ' && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        words += usize::from(goes_on);
        if words > MOST || !goes_on && !joins(byte) {
            break;
        }
        end += 1;
    }
    end
}

/// Where the Latin words begin that end at the end of `run`.
fn words_until(text: &str, run: Span) -> usize {
    let bytes = text.as_bytes();
    let mut start = run.end as usize;
    let mut words = 1;
    while start > run.start as usize {
        let byte = bytes[start - 1];
        let goes_on = byte == b' '
            && bytes[run.start as usize..start - 1].last().is_some_and(u8::is_ascii_alphanumeric);
        words += usize::from(goes_on);
        if words > MOST || !goes_on && !joins(byte) {
            break;
        }
        start -= 1;
    }
    start
}

/// Whether the source has a name, of two words at least.
fn is_name(name: &str, pair: &Pair<'_>) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.contains(' ')
        && names_at(pair.source.text(), name).next().is_some()
}

/// The longest name of the source that Latin words begin with.
fn name_from(pair: &Pair<'_>, words: Span) -> Option<Span> {
    let text = pair.target.view.text();
    let written = words.of(text);
    let ends = std::iter::once(written.len()).chain(written.rmatch_indices(' ').map(|(at, _)| at));
    let trimmed = |end: usize| written[..end].trim_end_matches(['.', ':', '-', '&', '\'']);
    let start = words.start as usize;
    ends.map(trimmed).find(|name| is_name(name, pair)).map(|name| Span::new(start, start + name.len()))
}

/// The name that a verb's ending behind `run` is written on to.
fn verb_of(pair: &Pair<'_>, run: Span, language: &Language) -> Option<Fault> {
    let text = pair.target.view.text();
    let end = run.end as usize;
    let ending = language.names.verbs.longest_prefix(&text[end..pair.target.span.end as usize])?;
    let begin = words_until(text, run);
    let written = &text[begin..end];
    let starts = std::iter::once(0).chain(written.match_indices(' ').map(|(at, _)| at + 1));
    let start = starts.map(|at| begin + at).find(|&at| is_name(&text[at..end], pair))?;
    Some(Fault { name: Span::new(start, end), words: Span::new(end, end + ending), kind: Kind::Verb })
}

/// The name that is written on to the words of `before`; its Latin words end at `end`.
fn written_on(
    pair: &Pair<'_>,
    before: Span,
    end: usize,
    language: &Language,
    source: &Language,
) -> Option<Fault> {
    let text = pair.target.view.text();
    let names = &language.names;
    let lead = before.of(text);
    if !lead.chars().next_back().is_some_and(is_letter) {
        return None;
    }
    let latin = Span::new(before.end as usize, end);
    let rest = &text[..pair.target.span.end as usize];
    // Most names that are written on to a word stand where they should, or are of one word.
    if names.anywhere {
        if !latin.of(text).contains(' ') {
            return None;
        }
        let name = name_from(pair, latin)?;
        let after = &rest[name.end as usize..];
        if let Some(ending) = names.verbs.longest_prefix(after) {
            let ending = Span { start: name.end, end: name.end + ending as u32 };
            return Some(Fault { name, words: ending, kind: Kind::Verb });
        }
        let leads = names.leads.longest_suffix(lead).is_some();
        let open = || names.open_leads.longest_suffix(lead).is_some() && ends_clause(after, language);
        let astray = !leads || open();
        return astray.then(|| Fault { name, words: last_word(text, before), kind: Kind::Word });
    }
    if names.leads.longest_suffix(lead).is_some() {
        return None;
    }
    // The rest of a name may be translated: `Azure 门户`.
    let tail = &rest[end..];
    let native = tail.strip_prefix(' ').map_or(0, |tail| {
        let letters = tail.find(|c| !language.is_native(c)).unwrap_or(tail.len());
        if letters > 0 { letters + 1 } else { 0 }
    });
    const LONGEST: usize = 18;
    let name = Span::new(latin.start as usize, end + if native <= LONGEST { native } else { 0 });
    let kept = kept(pair, latin)?;
    let words = last_word(text, before);
    if name.of(text).contains(' ')
        && names.closings.longest_suffix(name.of(text)).is_none()
        && ends_clause(&rest[name.end as usize..], language)
        && stands_behind_place(pair.source.text(), kept, source)
    {
        return Some(Fault { name, words, kind: Kind::Word });
    }
    latin.of(text).contains(' ').then_some(Fault { name: latin, words, kind: Kind::Glued })
}

/// The longest stretch of Latin words that the source has, too.
fn kept<'t>(pair: &Pair<'t>, words: Span) -> Option<&'t str> {
    let written = words.of(pair.target.view.text());
    let ends = std::iter::once(written.len()).chain(written.rmatch_indices(' ').map(|(at, _)| at));
    let trimmed = |end: usize| written[..end].trim_end_matches(['.', ':', '-', '&', '\'']);
    let mut words = ends.map(trimmed).filter(|words| words.len() > 1);
    words.find(|words| names_at(pair.source.text(), words).next().is_some())
}

/// A few letters before a name.
fn last_word(text: &str, before: Span) -> Span {
    const LONGEST: usize = 6;
    let letters = before.of(text).char_indices().rev().take_while(|(_, c)| is_letter(*c));
    let start = letters.take(LONGEST).last().map_or(before.len(), |(at, _)| at);
    Span { start: before.start + start as u32, end: before.end }
}

/// Whether a character is a letter that no Latin name has; a sign of length is one.
fn is_letter(c: char) -> bool {
    !c.is_ascii() && is_alphabetic(c)
}

/// Whether a clause ends here.
fn ends_clause(rest: &str, language: &Language) -> bool {
    let rest = rest.trim_start_matches(['*', '"', '”', '_', ' ']);
    rest.trim_end().is_empty()
        || rest.starts_with(['，', '、', '；', ',', ';'])
        || rest.starts_with(|c: char| language.final_marks.contains(c))
}

/// Whether a preposition of place or means stands before words of the source, wherever they stand.
fn stands_behind_place(text: &str, words: &str, source: &Language) -> bool {
    let mut any = false;
    let all = names_at(text, words).all(|at| {
        any = true;
        let before =
            text[..at].split(|c: char| !c.is_ascii_alphanumeric()).rev().filter(|word| !word.is_empty());
        let is_lead = |word: &&str| {
            let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
            !capital && (!source.articles.contains(word) || source.names.places.contains(word))
        };
        before.take(MOST).find(is_lead).is_some_and(|word| source.names.places.contains(word))
    });
    any && all
}
