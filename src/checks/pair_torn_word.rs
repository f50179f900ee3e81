//! `pair.torn-word`: no space stands inside a word. Not spelling: two words that are written apart stay two words.

use smallvec::SmallVec;

use super::page_words::{Sought, begin_in};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, phrase};
use crate::diagnostic::Applicability;
use crate::model::{Language, Pair, Torn};
use crate::text::{Places, Span, is_alphabetic, is_alphanumeric, is_hangul_lead};

/// Words of the translation with a space inside, by what its language says no word ends with, no two words stand side by
/// side as, or is written in one. `{torn}` is all of them in a segment; `{written}` is how they are written, behind a
/// semicolon, or nothing where a capital would become a small letter. The change takes the spaces out.
#[derive(Debug, Default)]
pub(super) struct TornWord;

impl Mechanism for TornWord {
    const VALUES: &'static [&'static str] = &["torn", "written"];
    const NEEDS: &'static [&'static str] = &["torn"];
}

impl PairCheck for TornWord {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let language = context.language.filter(|language| !language.torn.is_empty())?;
        Gate::places(spaces(context, language))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let text = pair.target.view.text();
        let mut tears = Vec::new();
        let spaces = begin_in(spaces(context, language), pair.target.span);
        phrase::each_run(&pair.target, |run| tears_in(run, text, spaces, language, &mut tears));
        // What the source writes, too, is a name or stayed as it was.
        tears.retain(|tear| !pair.source.text().contains(tear.word.of(text)));
        let Some(first) = tears.first() else { return };
        let mut finding = Finding::on(Spot::Target(first.word)).with("torn", quoted(&tears, text, true));
        // `-ungs Datei` may be written in one, or with a hyphen.
        if tears.iter().all(|tear| tear.joins) {
            let spaces = tears.iter().flat_map(|tear| tear.spaces(text));
            let edits = spaces.map(|space| (Spot::Target(space), String::new())).collect();
            let written = format!("; written {}", quoted(&tears, text, false));
            finding = finding.with("written", written).mended(Applicability::Safe, edits);
        } else {
            finding = finding.with("written", "");
        }
        found.report(finding);
    }
}

/// A word with spaces inside.
struct Tear {
    /// All of it, with what is written on to it.
    word: Span,
    /// From behind its first letters to before its last ones: all spaces in here go.
    inside: Span,
    /// Whether nothing but the spaces goes.
    joins: bool,
}

impl Tear {
    fn spaces<'t>(&self, text: &'t str) -> impl Iterator<Item = Span> + use<'t> {
        let start = self.inside.start as usize;
        let spaces = memchr::memchr_iter(b' ', self.inside.of(text).as_bytes());
        spaces.map(move |at| Span::new(start + at, start + at + 1))
    }
}

/// `` `하 여`, `까 지` `` with their spaces or without; each once, and not many.
fn quoted(tears: &[Tear], text: &str, spaced: bool) -> String {
    const MOST: usize = 4;
    let mut words: SmallVec<[&str; MOST]> = SmallVec::new();
    let all = tears.iter().map(|tear| tear.word.of(text));
    all.for_each(|word| {
        if words.len() < MOST && !words.contains(&word) {
            words.push(word);
        }
    });
    let mut quoted = String::with_capacity(words.iter().map(|word| word.len() + 4).sum());
    for word in words {
        quoted.push_str(if quoted.is_empty() { "`" } else { ", `" });
        quoted.extend(word.chars().filter(|&c| spaced || c != ' '));
        quoted.push('`');
    }
    quoted
}

/// The spaces of the page that may tear a word.
fn spaces<'d>(context: &PairContext<'d>, language: &Language) -> &'d [Span] {
    context.page.places(Sought::Tear, |view| {
        let bytes = view.text().as_bytes();
        let all = Span::new(0, bytes.len());
        let torn = &language.torn;
        let found =
            |spaces: &mut dyn Iterator<Item = usize>| spaces.map(|at| Span::new(at, at + 1)).collect();
        // A language whose words are only torn behind a few endings says where to look.
        if let Some(ends) = torn.last_bytes().filter(|_| !torn.has_pieces()) {
            let spaces = Places::of_ends(view.text(), ends);
            let ends = |space: &usize| torn.ends.may_end(&bytes[..*space]);
            return found(&mut spaces.within(all).map(|last| last + 1).filter(ends));
        }
        // Nearly all words of Hangul have two letters and more, which one question says of many.
        let hangul = language.writes_hangul();
        let lone = hangul.then(|| Places::beside_lone_syllables(view.text()));
        let spaces = Places::of_spaces(view.text());
        found(&mut spaces.within(all).filter(|&at| {
            let is_lone = || lone.as_ref().is_some_and(|lone| lone.holds(at));
            is_lone() || may_tear(&bytes[..at], &bytes[at + 1..], torn, !hangul)
        }))
    })
}

fn tears_in(run: Span, text: &str, spaces: &[Span], language: &Language, tears: &mut Vec<Tear>) {
    let text = &text[..run.end as usize];
    let mut at = run.start;
    for space in begin_in(spaces, run).iter().map(|space| space.start) {
        // Behind what a word was found to be.
        if space < at {
            continue;
        }
        let space = space as usize;
        let (before, after) = (&text[run.start as usize..space], &text[space + 1..]);
        if let Some(Cut { start, inside, joins }) = tear(before, after, space, language) {
            let head = before[..start].trim_end_matches(is_alphabetic).len();
            let rest = &text[inside.end as usize..];
            let tail = rest.find(|c: char| !is_alphabetic(c)).unwrap_or(rest.len());
            let end = inside.end as usize + tail;
            let word = Span::new(run.start as usize + head, end);
            // One word may be torn more than once.
            match tears.last_mut().filter(|last| last.word.end >= word.start) {
                Some(last) => {
                    last.word.end = word.end;
                    last.inside.end = inside.end;
                    last.joins &= joins;
                }
                None => tears.push(Tear { word, inside, joins }),
            }
            at = inside.end;
        }
    }
}

/// Whether the space between two stretches may tear a word, by the bytes beside it: most spaces end here, where nothing before
/// them ends like a torn word, and no letter stands alone, where `letters` asks for such.
#[inline]
fn may_tear(before: &[u8], after: &[u8], torn: &Torn, letters: bool) -> bool {
    torn.ends.may_end(before)
        || letters && torn.has_pieces() && (may_end_alone(before) || may_begin_alone(after))
        || torn.may_be_second_half(after)
}

/// How a space tears a word.
struct Cut {
    /// Where in what stands before it the word's own letters begin, at the least.
    start: usize,
    /// What lies between them and the last ones.
    inside: Span,
    /// Whether a join is all that it takes.
    joins: bool,
}

/// Whether the space between two stretches tears a word. `space` is where it stands.
fn tear(before: &str, after: &str, space: usize, language: &Language) -> Option<Cut> {
    let next = after.chars().next().filter(|&c| is_alphabetic(c))?;
    let last = before.chars().next_back()?;
    let cut = |start, end, joins| Cut { start, inside: Span::new(space, space + 1 + end), joins };
    if let Some(start) = torn_behind(before, last, &language.torn) {
        return Some(cut(start, next.len_utf8(), !is_alphabetic(last) || !last.is_lowercase()));
    }
    let (start, end) =
        half(before, after, language).or_else(|| beside_letter(before, after, last, language))?;
    Some(cut(start, end, true))
}

/// Where the ending begins behind which words are torn, if it is no word here and closes no quotation.
#[inline]
fn torn_behind(before: &str, last: char, torn: &Torn) -> Option<usize> {
    let start = torn.ends.longest_suffix(before)?;
    let word = before.trim_end_matches(|c: char| is_alphabetic(c) || c == '-').len();
    let quoted = before[..start].ends_with(['\'', '"', '’', '‘', '“', '„']);
    // `'Sans titre' est`, `'\n' est`: the mark closes a quotation, unless nothing but the elided word stands before it.
    let closes = matches!(last, '\'' | '’') && before[..start].ends_with(|c| is_alphabetic(c) || c == '\\');
    (!quoted && !closes && !torn.whole.contains(&before[word.min(start)..])).then_some(start)
}

/// Where a word begins in `before` and ends in `after` of which one letter stands alone on either side.
fn beside_letter(before: &str, after: &str, last: char, language: &Language) -> Option<(usize, usize)> {
    if !is_alphabetic(last) || !ends_with_one_letter(before) && !is_one_letter(after.chars()) {
        return None;
    }
    let start = before.len() - last.len_utf8();
    let ends_here = |end: usize| !after[end..].starts_with(is_alphanumeric);
    if let Some(end) = form(last, after, language).filter(|&end| ends_here(end)) {
        let counts = before[..start].ends_with(|c: char| c.is_ascii_digit());
        return (!counts).then_some((start, end));
    }
    let start = before.trim_end_matches(is_alphabetic).len();
    let end = whole(&before[start..], after, language)?;
    let rest = &after[end..];
    let tail = rest.find(|c: char| !is_alphabetic(c)).unwrap_or(rest.len());
    let fits = tail == 0 || phrase::is_suffix(&rest[..tail], language);
    fits.then_some((start, end))
}

/// Where a word begins in `before` and ends in `after` that is cut in two words.
#[inline]
fn half(before: &str, after: &str, language: &Language) -> Option<(usize, usize)> {
    let (end, firsts) = language.torn.second_half(after)?;
    Some((firsts.longest_suffix(before)?, end))
}

/// Whether the letters that a text ends with may be but one: not two of Hangul, or of ASCII, as nearly everywhere.
#[inline]
fn may_end_alone(text: &[u8]) -> bool {
    match *text {
        [.., one, _, _, other, _, _] if is_hangul_lead(one) && is_hangul_lead(other) => false,
        [.., one, other] => !(one.is_ascii_alphanumeric() && other.is_ascii_alphanumeric()),
        _ => true,
    }
}

/// The same for the letters that it begins with.
#[inline]
fn may_begin_alone(text: &[u8]) -> bool {
    match *text {
        [one, _, _, other, ..] if is_hangul_lead(one) && is_hangul_lead(other) => false,
        [one, other, ..] => !(one.is_ascii_alphanumeric() && other.is_ascii_alphanumeric()),
        _ => true,
    }
}

/// Whether the letters that a text ends with are but one.
fn ends_with_one_letter(text: &str) -> bool {
    may_end_alone(text.as_bytes()) && is_one_letter(text.chars().rev())
}

/// Whether a stretch of letters has but one.
fn is_one_letter(mut letters: impl Iterator<Item = char>) -> bool {
    letters.next().is_some() && !letters.next().is_some_and(is_alphanumeric)
}

/// The form that begins with a letter and goes on behind a space: where it ends in `after`.
fn form(letter: char, after: &str, language: &Language) -> Option<usize> {
    if !language.torn.forms.begin_with(letter) {
        return None;
    }
    let mut buffer = Buffer::default();
    buffer.push(letter);
    buffer.push(' ');
    let begun = buffer.length;
    after.chars().take_while(|&c| is_alphabetic(c) || c == ' ').all(|c| buffer.push(c));
    let end = language.torn.forms.longest_prefix(buffer.text())?;
    end.checked_sub(begun)
}

/// The word that begins with some letters and goes on behind a space, perhaps behind more: where it ends in `after`.
fn whole(letters: &str, after: &str, language: &Language) -> Option<usize> {
    if !letters.starts_with(|c| language.torn.words.begin_with(c)) {
        return None;
    }
    let mut buffer = Buffer::default();
    if !letters.chars().all(|c| buffer.push(c)) {
        return None;
    }
    let begun = buffer.length;
    let mut was_space = true;
    for c in after.chars() {
        if c == ' ' && !was_space {
            was_space = true;
        } else if is_alphabetic(c) && buffer.push(c) {
            was_space = false;
        } else {
            break;
        }
    }
    let end = language.torn.words.longest_prefix(buffer.text()).filter(|&end| end > begun)?;
    let mut left = end - begun;
    let ends = after.char_indices().filter(|(_, c)| *c != ' ');
    for (at, c) in ends {
        left = left.saturating_sub(c.len_utf8());
        if left == 0 {
            return Some(at + c.len_utf8());
        }
    }
    None
}

/// A few letters, put together without a heap.
#[derive(Default)]
struct Buffer {
    bytes: [u8; 32],
    length: usize,
}

impl Buffer {
    /// Takes one more; says whether there was room.
    fn push(&mut self, c: char) -> bool {
        let fits = self.length + c.len_utf8() <= self.bytes.len();
        if fits {
            self.length += c.encode_utf8(&mut self.bytes[self.length..]).len();
        }
        fits
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}
