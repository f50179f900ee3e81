//! `pair.broken-grammar`: words that never stand so in the language, by lists of what they end and begin with. No sentence is
//! parsed, and nothing is looked up in the source.

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Grammar, Language, Pair, Side, Sound};
use crate::syntax::markdown::Kind;
use crate::text::{Span, is_alphabetic};

/// Two words of the translation that are written as one, and one that is written as two; particles without a word, or behind one
/// that they do not fit; and objects of verbs that have none. `{words}` is what stands there, `{fault}` what is wrong with it, with
/// its verb. The change puts a space in or takes it out; the others have none.
#[derive(Debug, Default)]
pub(super) struct BrokenGrammar;

impl Mechanism for BrokenGrammar {
    const VALUES: &'static [&'static str] = &["words", "fault"];
    const NEEDS: &'static [&'static str] = &["grammar"];
}

impl PairCheck for BrokenGrammar {
    fn gate(&self, context: &PairContext<'_>) -> Option<Gate> {
        context.language.filter(|language| !language.grammar.is_empty())?;
        Some(Gate::default())
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let side = &pair.target;
        let text = side.view.text();
        let mut before = [Span::at(side.span.start as usize); 2];
        for word in side.view.words(side.span) {
            if language.grammar.may_end(word.of(text))
                && let Some((span, fault, gap)) = fault(text, word, before, side.span.end, language)
                && is_prose(side, span)
            {
                let finding =
                    Finding::on(Spot::Target(span)).with("words", span.of(text)).with("fault", fault);
                found.report(match gap {
                    Some((gap, written)) => {
                        finding.mended(Applicability::Safe, vec![(Spot::Target(gap), written.to_owned())])
                    }
                    None => finding,
                });
            }
            before = [before[1], word];
        }
    }
}

/// Where something is wrong, how it is told, and which space belongs there or goes.
type Fault = (Span, String, Option<(Span, &'static str)>);

/// What is wrong with a word behind two others.
fn fault(text: &str, place: Span, before: [Span; 2], end: u32, language: &Language) -> Option<Fault> {
    let grammar = &language.grammar;
    let word = place.of(text);
    let behind = &text[place.end as usize..end as usize];
    let head = |second: &str| word.strip_suffix(second).filter(|head| !head.is_empty());
    if let Some(first) = grammar.seconds.iter().find_map(|second| head(second)) {
        let is_glued = grammar.firsts.longest_suffix(first).is_some()
            && grammar.whole.longest_suffix(word).is_none()
            && behind.strip_prefix(' ').is_some_and(|next| next.starts_with(is_alphabetic))
            && !is_torn(&text[place.start as usize + first.len()..end as usize], language);
        let gap = Span::at(place.start as usize + first.len());
        let right = format!("is two words, `{first} {}`", &word[first.len()..]);
        return is_glued.then_some((place, right, Some((gap, " "))));
    }
    let joined = |one: Span, other: Span| Span { start: one.end, end: other.start }.of(text) == " ";
    let own = || before[1].of(text).chars().next_back().is_some_and(|c| language.is_native(c));
    if grammar.tails.contains(word) {
        let gap = Span { start: before[1].end, end: place.start };
        let ended = language.sentence_ends.longest_suffix(before[1].of(text)).is_some();
        let right = "is written on to the word before it".to_owned();
        return (own() && joined(before[1], place) && !ended).then_some((place, right, Some((gap, ""))));
    }
    if grammar.strays.contains(word) {
        return (behind.starts_with(' ') && own() && joined(before[1], place))
            .then(|| (place, "stands alone".to_owned(), None));
    }
    if grammar.lacks_word(word) {
        return Some((place, "lacks the word that the particle belongs to".to_owned(), None));
    }
    if does_not_fit(word, behind, language) {
        return Some((place, "ends with a particle that does not fit its word".to_owned(), None));
    }
    let stem = grammar.passives.iter().find_map(|ending| word.strip_suffix(&**ending))?;
    let is_stem = |stem: &str| language.order.stems.contains(stem) || grammar.stems.contains(stem);
    let object = if !stem.is_empty() {
        (is_stem(stem) && joined(before[1], place)).then_some(before[1])
    } else {
        let apart = joined(before[0], before[1]) && joined(before[1], place);
        (apart && is_stem(before[1].of(text))).then_some(before[0])
    }?;
    grammar.objects.longest_suffix(object.of(text)).filter(|&start| start > 0)?;
    let all = Span { start: object.start, end: place.end };
    Some((all, "gives an object to a verb that has none".to_owned(), None))
}

/// Whether a word of the language ends with a form of a particle that does not go with its last sound. The form fits the one
/// that was lost in between: no change is certain.
fn does_not_fit(word: &str, behind: &str, language: &Language) -> bool {
    let Some(last) = word.chars().next_back().filter(|&last| language.grammar.own.begin_with(last)) else {
        return false;
    };
    let (head, form) = word.split_at(word.len() - last.len_utf8());
    let Some(sound) = head.chars().next_back().and_then(Sound::of_hangul) else { return false };
    let particle = language.sounds.particles.iter().find(|particle| particle.has(form));
    particle.and_then(|particle| particle.behind(sound)).is_some_and(|right| right != form)
        && language.grammar.whole.longest_suffix(word).is_none()
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
