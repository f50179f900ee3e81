//! `pair.echo`: one word on both sides of `and`, where the source has two. Not what the source says twice, too, and no
//! longer name that begins with the word: `Boot und Boot-Liste`.

use super::page_words::Sought;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Language, Pair};
use crate::text::{Span, is_alphabetic, is_alphanumeric, is_hiragana};

/// A word of the translation with a conjunction behind it, and with itself behind that. `{word}` is the word, `{joint}` the
/// conjunction; the place is the second of the two. In languages in which names go on with another word, a mark of
/// punctuation or a particle must end it. Nothing is said where the source has words on both sides of a conjunction that
/// are alike, nor where one of the two is described and the other is not: `bateaux et bateaux neufs`.
#[derive(Debug, Default)]
pub(super) struct Echo;

impl Mechanism for Echo {
    const VALUES: &'static [&'static str] = &["word", "joint"];
    const NEEDS: &'static [&'static str] = &["echo"];
}

impl PairCheck for Echo {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let language = context.language.filter(|language| !language.echo.is_empty())?;
        // Most pages have none at all.
        Gate::places(context.page.places(Sought::Echo, |view| {
            let mut all: Vec<Span> = repeated(view.text(), language).map(|(word, _)| word).collect();
            all.sort_unstable();
            all
        }))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let span = pair.target.span;
        let text = pair.target.text();
        let mut all: Vec<_> = echoes(text, language).collect();
        if all.is_empty() || says_twice(pair.source.text(), context.source) {
            return;
        }
        // `または` ends with nothing that is a conjunction, but `以及` does.
        all.sort_by_key(|(word, joint)| (word.start, std::cmp::Reverse(joint.len())));
        all.dedup_by_key(|(word, _)| word.start);
        for (word, joint) in all {
            let finding = Finding::on(Spot::Target(word.moved(span.start)));
            found.report(finding.with("word", word.of(text)).with("joint", joint));
        }
    }
}

/// Words behind a conjunction that stand before it, too, and end where the text goes on; with the conjunction.
fn echoes<'t>(text: &'t str, language: &'t Language) -> impl Iterator<Item = (Span, &'t str)> {
    repeated(text, language).filter(|(word, _)| ends(word.of(text), &text[word.end as usize..], language))
}

/// Words behind a conjunction that stand before it, too, or what begins there like them.
fn repeated<'t>(text: &'t str, language: &'t Language) -> impl Iterator<Item = (Span, &'t str)> {
    language.echo.joints_in(text, language.spaces).filter_map(move |(at, joint)| {
        let before = text[..at].strip_suffix(' ');
        let after = text[at + joint.len()..].strip_prefix(' ');
        if language.spaces && (before.is_none() || after.is_none()) {
            return None;
        }
        let (before, after) = (before.unwrap_or(&text[..at]), after.unwrap_or(&text[at + joint.len()..]));
        let length = if language.spaces { spaced(before, after) } else { joined(before, after, language) }?;
        let start = text.len() - after.len();
        let is_echo = is_word(&after[..length], language)
            && !is_other_behind(&after[length..], language)
            && !is_other_before(&before[..before.len() - length], &after[length..], language);
        is_echo.then(|| (Span::new(start, start + length), joint))
    })
}

/// Whether what stands before the first of the two makes it another thing than the second: `非表示`, `根指数`, `puerto base`.
fn is_other_before(before: &str, behind: &str, language: &Language) -> bool {
    if language.echo.negating.longest_suffix(before).is_some() {
        return true;
    }
    if !language.spaces {
        // One letter alone, behind a mark or a particle: it belongs to the word.
        let mut letters = before.chars().rev();
        let is_letter = |c: &char| is_alphabetic(*c) && language.is_native(*c) && !is_hiragana(*c);
        let Some(first) = letters.next().filter(is_letter) else { return false };
        let lone = |c: char| language.particles.contains(c.encode_utf8(&mut [0; 4]));
        return !lone(first) && letters.next().is_none_or(|c| !is_letter(&c) || lone(c));
    }
    // Verbs go on with what they do it to: `ancre et ancre le bateau`.
    if !language.echo.described_behind
        || behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(is_alphabetic))
    {
        return false;
    }
    let last = before.strip_suffix(' ').map(|before| before.rsplit(|c: char| !is_alphanumeric(c)).next());
    last.flatten().is_some_and(|last| {
        !last.is_empty()
            && (!language.function_words.contains_small(last) || language.echo.joints.contains_small(last))
    })
}

/// The same for what stands behind the second.
fn is_other_behind(behind: &str, language: &Language) -> bool {
    // `Boote und Boote, die …`
    let relative =
        behind.starts_with(", ").then(|| language.echo.specifying.longest_prefix(behind)).flatten();
    if relative.is_some_and(|end| !behind[end..].starts_with(is_alphanumeric)) {
        return true;
    }
    let Some(rest) = behind.strip_prefix(' ').filter(|_| language.spaces) else {
        // `PUERTO.SUR` is another name.
        let dotted = behind.strip_prefix('.').filter(|_| language.spaces);
        return dotted.is_some_and(|rest| rest.starts_with(is_alphanumeric));
    };
    let next = &rest[..rest.find(|c: char| !is_alphanumeric(c)).unwrap_or(rest.len())];
    let echo = &language.echo;
    echo.specifying.contains(next)
        || echo.described_behind
            && !next.is_empty()
            && (!language.function_words.contains_small(next) || echo.joints.contains_small(next))
}

/// How long the last word before a conjunction is, where the first one behind it begins with it.
fn spaced(before: &str, after: &str) -> Option<usize> {
    let start = before.trim_end_matches(|c: char| is_alphabetic(c) || c == '-').len();
    let word = &before[start..];
    let parts = before[..start].ends_with(|c: char| is_alphanumeric(c) || matches!(c, '.' | '_' | '/' | '@'));
    (!parts && after.starts_with(word)).then_some(word.len())
}

/// How long the stretch is that stands on both sides: all that has no space and no mark in it behind the conjunction, less
/// what may be written on to it.
fn joined(before: &str, after: &str, language: &Language) -> Option<usize> {
    /// No word is longer, in bytes.
    const LONGEST: usize = 60;
    // A word has two letters at least, and they stand before the conjunction, too: most hits end here.
    let two = after.char_indices().nth(1).map(|(at, c)| &after[..at + c.len_utf8()])?;
    if !before[before.floor_char_boundary(before.len().saturating_sub(LONGEST))..].contains(two) {
        return None;
    }
    // As far as a word and what is written on to it may reach, and a character more.
    let near = &after[..after.floor_char_boundary(LONGEST + language.echo.ends.longest() + 4)];
    let stop = near.find(|c: char| !is_alphabetic(c) || !language.is_native(c)).unwrap_or(near.len());
    let fits = |length: usize| length <= LONGEST && before.ends_with(&after[..length]);
    let ends = language.echo.ends.iter().filter_map(|end| {
        let near = &after[..after.floor_char_boundary(stop.min(LONGEST + end.len()))];
        let cut = near.find(end)?;
        Some(cut).filter(|&cut| fits(cut))
    });
    if fits(stop) { Some(stop) } else { ends.max() }
}

/// Two letters of the language or more, that are no small word. Latin names stand beside themselves as they please.
fn is_word(word: &str, language: &Language) -> bool {
    let least = if language.writes_latin() { 3 } else { 2 };
    word.chars().count() >= least
        && word.chars().all(|c| c == '-' || language.is_native(c))
        && !word.chars().all(is_hiragana)
        && !language.function_words.contains_small(word)
        && !language.echo.idioms.contains_small(word)
        && !language.echo.idioms.contains(word)
}

/// Whether a word ends where the next text begins, and no name goes on there.
fn ends(word: &str, rest: &str, language: &Language) -> bool {
    let (mut left, mut last) = (rest, false);
    if !language.spaces || !language.echo.ends.is_empty() {
        let end = if language.spaces {
            left.find(|c: char| !is_alphabetic(c)).unwrap_or(left.len())
        } else {
            language.echo.ends.longest_prefix(left).unwrap_or(0)
        };
        last = end > 0 && language.echo.ends.contains(&left[..end]);
        if left.starts_with(is_alphabetic) && !last {
            return false;
        }
        left = &left[end..];
    }
    let next = behind_marks(left);
    let Some(first) = next.trim_start().chars().next() else { return true };
    if last {
        return true;
    }
    if next.starts_with(is_alphanumeric) || matches!(first, '-' | '/' | '&' | '(' | '（' | '_') {
        return false;
    }
    if !is_alphanumeric(first) {
        return !matches!(first, '<' | '"' | '“' | '„' | '「' | '`' | '[' | '*');
    }
    // `Boote und Boote Liste`: a compound that was torn.
    (!language.spaces || language.parts_words())
        && language.echo.ends.is_empty()
        && !(word.starts_with(char::is_uppercase) && first.is_uppercase())
}

/// What stands behind the marks that end bold or a link.
fn behind_marks(text: &str) -> &str {
    /// No destination is longer, in bytes.
    const LONGEST: usize = 2048;
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let left = text.trim_start_matches(['*', '_']);
    let destination = left.strip_prefix("](").and_then(|rest| rest.split_once(')'));
    destination.map_or(left, |(_, rest)| rest.trim_start_matches(['*', '_']))
}

/// Whether words before and behind a conjunction are alike.
fn says_twice(source: &str, language: &Language) -> bool {
    /// How many words before a conjunction, and how many behind it, are held against each other.
    const BEFORE: usize = 4;
    const BEHIND: usize = 5;
    let cut = |c: char| !(is_alphanumeric(c) || matches!(c, '/' | '&' | '\'' | '-'));
    let words: Vec<&str> = source.split(cut).filter(|word| !word.is_empty()).collect();
    let tells = |word: &&&str| word.chars().count() > 2 && !language.function_words.contains_small(word);
    words.iter().enumerate().filter(|(_, word)| language.echo.joints.contains_small(word)).any(|(at, _)| {
        let before = &words[at.saturating_sub(BEFORE)..at];
        let behind = &words[at + 1..words.len().min(at + 1 + BEHIND)];
        before.iter().filter(tells).any(|a| behind.iter().filter(tells).any(|b| are_alike(a, b, language)))
    })
}

/// `developed` and `developing`, `use` and `using`.
fn are_alike(a: &str, b: &str, language: &Language) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let stem =
        |word: &str| -> usize { language.echo.inflections.longest_suffix(word).unwrap_or(word.len()).max(2) };
    let common: usize = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    common >= stem(&a).min(stem(&b)) && common + 2 >= stem(&a).max(stem(&b))
        || common >= 3 && common + 2 >= a.len().min(b.len())
}
