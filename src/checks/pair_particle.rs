//! `pair.particle`: in languages whose particles go by the last sound of the word before them, each fits its word. Not
//! grammar: which particle a sentence wants is not asked, only its form.

use super::page_words::{Sought, begin_in};
use super::pair_broken_grammar::{is_prose, is_torn};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side, Sound, Sounds};
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// Particles of the translation that do not fit the last sound of the Latin word or the number before them, which may stand in
/// bold, code or a link. `{word}` is that word, `{particle}` what stands behind it, `{right}` `` ; `을` does ``, and nothing where
/// the particle may be a word of its own. The change puts the right one there.
#[derive(Debug, Default)]
pub(super) struct Particles;

impl Mechanism for Particles {
    const VALUES: &'static [&'static str] = &["word", "particle", "right"];
    const NEEDS: &'static [&'static str] = &["sounds"];
}

impl PairCheck for Particles {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let language = context.language.filter(|language| !language.sounds.particles.is_empty())?;
        Gate::places(particles(context, &language.sounds))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let (side, sounds) = (&pair.target, &language.sounds);
        let text = &side.view.text()[..side.span.end as usize];
        for at in begin_in(particles(context, sounds), side.span).iter().map(|place| place.start as usize) {
            let Some((word, particle, sound)) = particle_at(side, text, at, sounds) else { continue };
            let form = particle.of(text);
            let Some(right) = sounds.fitting(form, sound) else { continue };
            let is_doubtful = sounds.doubtful.contains(form);
            if is_doubtful && (is_torn(&text[at..], language) || word.len() == 1) || !is_prose(side, particle)
            {
                continue;
            }
            let finding = Finding::on(Spot::Target(particle)).with("word", word).with("particle", form);
            found.report(if is_doubtful {
                finding.with("right", "")
            } else {
                finding
                    .with("right", format!("; `{right}` does"))
                    .mended(Applicability::Safe, vec![(Spot::Target(particle), right.to_owned())])
            });
        }
    }
}

/// What may be a particle behind a Latin word, a number or a mark, anywhere on the page.
fn particles<'d>(context: &PairContext<'d>, sounds: &Sounds) -> &'d [Span] {
    context.page.places(Sought::Particle, |view| {
        let text = view.text();
        let native = view.seams(Span::new(0, text.len())).filter(|&at| text.as_bytes()[at] >= 0x80);
        native.filter_map(|at| Some(Span::new(at, at + sounds.particle_at(&text[at..])?))).collect()
    })
}

/// The particle that begins at a byte, if it may not fit: the word before it, where it is, how that word sounds at its end.
fn particle_at<'d>(
    side: &Side<'d>,
    text: &'d str,
    at: usize,
    sounds: &Sounds,
) -> Option<(&'d str, Span, Sound)> {
    let rest = &text[at..];
    let length = sounds.particle_at(rest)?;
    let particle = Span::new(at, at + length);
    if goes_on(side, particle) {
        return None;
    }
    // `bug*`을: nobody knows how that is read.
    if side.view.text()[..at].ends_with("*`") {
        return None;
    }
    let before = shown_before(side, at)?;
    let word = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
    let sound = sound(before, &before[word..], sounds)?;
    let shown = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).len();
    Some((before[shown..].trim_start_matches(['.', '-']), particle, sound))
}

/// Whether what stands behind a particle makes it none, or both: `을(를)`.
fn goes_on(side: &Side<'_>, particle: Span) -> bool {
    let behind = &side.view.text()[particle.end as usize..side.span.end as usize];
    behind.trim_start().starts_with(['(', '（']) || behind.starts_with('/')
}

/// What readers see right before a place that marks stand before, up to the end of a word.
fn shown_before<'d>(side: &Side<'d>, at: usize) -> Option<&'d str> {
    let text = side.view.text();
    let begin = side.span.start as usize;
    let mut before = &text[begin..at];
    loop {
        let bare = before.trim_end_matches(['*', '_', '`', '"', '\'']);
        if !bare.ends_with(')') {
            return bare.ends_with(|c: char| c.is_ascii_alphanumeric()).then_some(bare);
        }
        let end = Span::at(begin + bare.len()).start;
        let mut around = side.view.outline().around(end - 1);
        let link = around.find(|node| node.kind == Kind::Link && node.outer.end == end)?;
        before = text.get(begin..link.inner.end as usize).filter(|inner| inner.len() < bare.len())?;
    }
}

/// How a Latin word or a number sounds at its end. `before` is the text that ends with it.
fn sound(before: &str, word: &str, sounds: &Sounds) -> Option<Sound> {
    let last = word.len() - word.chars().next_back()?.len_utf8();
    if word.ends_with(|c: char| c.is_ascii_digit()) {
        return sound_of_number(before, &word[last..], sounds);
    }
    let start = word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let address = before.rsplit(char::is_whitespace).next().is_some_and(|token| token.contains("://"));
    // `10MB` is read as a word.
    if start > 0 || address {
        return None;
    }
    let bytes = word.as_bytes();
    let hump = bytes.windows(2).rposition(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
    let part = hump.map_or(word, |at| &word[at + 1..]);
    let small = Small::of(part)?;
    let (small, letter) = (small.text(), small.text().get(small.text().len() - 1..)?);
    if let Some(sound) = sounds.words.get(small) {
        return Some(sound);
    }
    let spelled = sounds.letters.get(letter);
    let has_vowel = small.contains(|c| sounds.vowels.contains(c));
    let is_capital = part.bytes().all(|byte| byte.is_ascii_uppercase());
    if part.len() == 1 || is_capital && !has_vowel {
        return spelled;
    }
    // `VMs`, where the `s` may be read or not.
    if !is_capital && part.as_bytes()[part.len() - 2].is_ascii_uppercase() {
        return None;
    }
    let read = sounds.endings.of_longest_suffix(small)?;
    // Whoever spells it and whoever reads it as a word hear the same.
    (!is_capital && has_vowel || spelled == Some(read)).then_some(read)
}

/// How a number sounds at its end.
fn sound_of_number(before: &str, digit: &str, sounds: &Sounds) -> Option<Sound> {
    let head = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &before[head.len()..];
    let is_single = number.len() == 1;
    if sounds.unsure.iter().any(|end| number.ends_with(&**end)) {
        return None;
    }
    match head.chars().next_back() {
        Some(' ') if is_single && head.trim_end().ends_with(|c: char| c.is_ascii_alphabetic()) => {
            sounds.name_digits.get(digit)
        }
        Some(c) if is_single && c.is_ascii_alphabetic() => sounds.name_digits.get(digit),
        Some(c) if c.is_ascii_alphabetic() || c.is_whitespace() => sounds.digits.get(digit),
        None | Some('*' | '_' | '`' | '(' | '[' | '"' | '\'') => sounds.digits.get(digit),
        // An amount, a fraction, a range, a part of a name or of an address: `종로3가`.
        Some(_) => None,
    }
}

/// A short word in small letters, without a heap.
struct Small {
    bytes: [u8; 64],
    length: usize,
}

impl Small {
    fn of(word: &str) -> Option<Self> {
        let mut bytes = [0; 64];
        let own = bytes.get_mut(..word.len())?;
        own.copy_from_slice(word.as_bytes());
        own.make_ascii_lowercase();
        Some(Self { bytes, length: word.len() })
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}
