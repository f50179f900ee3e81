//! `pair.broken-grammar`: words that never stand so in the language, by lists of what they end and begin with. No sentence is
//! parsed, and nothing is looked up in the source.

use super::page_words::{Sought, begin_in};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Grammar, Language, Pair, Side, Sound};
use crate::syntax::markdown::Kind;
use crate::text::{Places, Span, is_alphabetic, word_start};

/// Two words of the translation that are written as one, or right behind punctuation, and one that is written as two; particles
/// without a word, or behind one that they do not fit; words that want a particle before them and have none; and objects of verbs
/// that have none. `{words}` is what stands there, `{fault}` what is wrong with it, with its verb. The change puts a space in or
/// takes it out; the others have none.
#[derive(Debug, Default)]
pub(super) struct BrokenGrammar;

impl Mechanism for BrokenGrammar {
    const VALUES: &'static [&'static str] = &["words", "fault"];
    const NEEDS: &'static [&'static str] = &["grammar"];
}

impl PairCheck for BrokenGrammar {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let language = context.language.filter(|language| !language.grammar.is_empty())?;
        Gate::places(suspects(context, language))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let side = &pair.target;
        let text = &side.view.text()[..side.span.end as usize];
        let start = side.span.start as usize;
        let inside = |word: &&Span| side.span.contains(**word);
        for &word in begin_in(suspects(context, language), side.span).iter().filter(inside) {
            let Some((span, fault, gap)) = fault(text, word, start, language) else {
                continue;
            };
            if !is_prose(side, span) {
                continue;
            }
            let finding = Finding::on(Spot::Target(span)).with("words", span.of(text)).with("fault", fault);
            found.report(match gap {
                Some((gap, written)) => {
                    finding.mended(Applicability::Safe, vec![(Spot::Target(gap), written.to_owned())])
                }
                None => finding,
            });
        }
    }
}

/// Words of the page that may be wrong: most say by their last letters that nothing is wrong with them.
fn suspects<'d>(context: &PairContext<'d>, language: &Language) -> &'d [Span] {
    context.page.places(Sought::Grammar, |view| {
        let text = view.text();
        let ends = Places::of_native_ends(text);
        let ends = ends.within(Span::new(0, text.len())).map(|last| last + 1);
        let may_be_wrong = |end: &usize| language.grammar.may_be_wrong(&text[..*end], &language.sounds);
        ends.filter(may_be_wrong).map(|end| Span::new(word_start(text, end), end)).collect()
    })
}

/// The word that ends at `end`.
fn word_until(text: &str, start: usize, end: usize) -> Span {
    let inside = |byte: &u8| *byte >= 0x80 || byte.is_ascii_alphanumeric();
    let length = text.as_bytes()[start..end].iter().rev().take_while(|byte| inside(byte)).count();
    Span::new(end - length, end)
}

/// The word before one, where nothing but a space parts the two.
fn word_before(text: &str, start: usize, word: Span) -> Option<Span> {
    let end =
        (word.start as usize).checked_sub(1).filter(|&end| end > start && text[end..].starts_with(' '))?;
    Some(word_until(text, start, end)).filter(|before| !before.is_empty())
}

/// Where something is wrong, how it is told, and which space belongs there or goes.
type Fault = (Span, String, Option<(Span, &'static str)>);

/// What is wrong with a word of a text that begins at `start`.
fn fault(text: &str, place: Span, start: usize, language: &Language) -> Option<Fault> {
    let grammar = &language.grammar;
    let word = place.of(text);
    let behind = &text[place.end as usize..];
    let head = |second: &str| word.strip_suffix(second).filter(|head| !head.is_empty());
    if let Some(first) = grammar.seconds.iter().find_map(|second| head(second)) {
        // A particle begins no word: `에이` is a name there.
        let begins = grammar.particles.contains(first)
            && text[..place.start as usize].chars().next_back().is_none_or(char::is_whitespace);
        let is_glued = grammar.firsts.longest_suffix(first).is_some()
            && !begins
            && grammar.whole.longest_suffix(word).is_none()
            && behind.strip_prefix(' ').is_some_and(|next| next.starts_with(is_alphabetic))
            && !is_torn(&text[place.start as usize + first.len()..], language);
        let gap = Span::at(place.start as usize + first.len());
        let right = || format!("is two words, `{first} {}`", &word[first.len()..]);
        return is_glued.then(|| (place, right(), Some((gap, " "))));
    }
    // The word before it, where it is one of the language.
    let own = || {
        let before = word_before(text, start, place)?;
        before.of(text).ends_with(|c| language.is_native(c)).then_some(before)
    };
    if let Some(particles) = grammar.governed.get(word) {
        let is_bare =
            bare_before(text, start, place).is_some_and(|before| particles.longest_suffix(before).is_none());
        return is_bare.then(|| (place, "lacks the particle of the word before it".to_owned(), None));
    }
    if let Some(gap) = behind_mark(text, start, place, language) {
        let fault = "stands right behind punctuation".to_owned();
        return Some((place, fault, Some((gap, " "))));
    }
    if grammar.tails.contains(word) {
        let before =
            own().filter(|before| language.sentence_ends.longest_suffix(before.of(text)).is_none())?;
        let gap = Span { start: before.end, end: place.start };
        return Some((place, "belongs to the word before it".to_owned(), Some((gap, ""))));
    }
    if grammar.strays.contains(word) {
        let stray = behind.starts_with(' ') && own().is_some();
        return stray.then(|| (place, "stands alone".to_owned(), None));
    }
    if grammar.lacks_word(word) {
        return Some((place, "lacks the word that the particle belongs to".to_owned(), None));
    }
    if does_not_fit(word, behind, language) {
        return Some((place, "ends with a particle that does not fit its word".to_owned(), None));
    }
    let stem = grammar.passives.iter().find_map(|ending| word.strip_suffix(&**ending))?;
    let is_stem = |stem: &str| language.order.stems.contains(stem) || grammar.stems.contains(stem);
    let before = word_before(text, start, place)?;
    let object = if !stem.is_empty() {
        is_stem(stem).then_some(before)
    } else {
        is_stem(before.of(text)).then(|| word_before(text, start, before)).flatten()
    }?;
    grammar.objects.longest_suffix(object.of(text)).filter(|&start| start > 0)?;
    let all = Span { start: object.start, end: place.end };
    Some((all, "gives an object to a verb that has none".to_owned(), None))
}

/// What stands before a word, up to its last letter or digit, behind which are only marks; of a link its words. `None` where
/// something else stands between: a remark in brackets, punctuation.
fn bare_before(text: &str, start: usize, word: Span) -> Option<&str> {
    let before = text[start..word.start as usize].strip_suffix(' ')?;
    let bare = before.trim_end_matches(['*', '_', '`', '"', '”', '\'', '’']);
    let bare = match bare.strip_suffix(')') {
        Some(link) => {
            let (words, destination) = link.rsplit_once("](")?;
            let is_one = !destination.contains(['(', ')', ' ']);
            is_one.then(|| words.trim_end_matches(['*', '_', '`', '"', '”']))?
        }
        None => bare,
    };
    bare.ends_with(char::is_alphanumeric).then_some(bare)
}

/// Where a space is missing between a comma or a full stop and one of the words that stand apart.
fn behind_mark(text: &str, start: usize, word: Span, language: &Language) -> Option<Span> {
    let is_one = language.grammar.seconds.iter().any(|second| **second == *word.of(text));
    let before = text[start..word.start as usize].strip_suffix([',', '.'])?;
    let is_clause = before.trim_end().ends_with(|c| language.is_native(c));
    let goes_on = text[word.end as usize..].strip_prefix(' ')?.starts_with(is_alphabetic);
    (is_one && is_clause && goes_on).then_some(Span::at(word.start as usize))
}

/// Whether a word of the language ends with a form of a particle that does not go with its last sound. The form fits the one
/// that was lost in between: no change is certain.
fn does_not_fit(word: &str, behind: &str, language: &Language) -> bool {
    let Some(last) = word.chars().next_back().filter(|&last| language.grammar.own.begin_with(last)) else {
        return false;
    };
    let (head, form) = word.split_at(word.len() - last.len_utf8());
    let Some(sound) = head.chars().next_back().and_then(Sound::of_hangul) else { return false };
    language.sounds.fitting(form, sound).is_some()
        && language.grammar.whole.longest_suffix(word).is_none()
        && !language.grammar.verbs.contains(word)
        // `을(를)` is both.
        && !behind.trim_start().starts_with(['(', '（', '/'])
}

/// Whether a space tears what begins like a word of its own: `이 고`.
pub(super) fn is_torn(text: &str, language: &Language) -> bool {
    language.torn.forms.longest_prefix(text).is_some_and(|end| !text[end..].starts_with(is_alphabetic))
}

/// Whether readers see a place as words.
pub(super) fn is_prose(side: &Side<'_>, place: Span) -> bool {
    let inner = side.view.outline().around(place.start).next();
    !inner.is_some_and(|node| matches!(node.kind, Kind::Code | Kind::Link | Kind::FencedCode))
}

impl Grammar {
    /// Whether a word ends with a particle that stands behind none.
    fn lacks_word(&self, word: &str) -> bool {
        if let Some(head) = self.alone.longest_prefix(word) {
            return self.particles.contains(&word[head..]);
        }
        let last = word.chars().next_back().filter(|&last| self.objects.begin_with(last));
        let head = last.map_or("", |last| &word[..word.len() - last.len_utf8()]);
        self.closed.longest_suffix(head).is_some_and(|from| from > 0)
            && self.whole.longest_suffix(word).is_none()
    }
}
