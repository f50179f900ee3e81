//! `pair.garbled`: no word of the translation is left from a source that was garbled before it was translated.

use super::latin::{Word, words};
use super::page_words::Sought;
use super::pair_capitals::shown;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{self, Pair, Side};
use crate::text::{Span, is_alphanumeric};

/// Words of the translation that stand for others since something replaced these in the source: `hello` for `the`, `toorun` for
/// `to run`. The source has them, too; a word by itself counts only where the source's sentence has none of what it stands for, and
/// the page has several. `{word}` is the first of a segment, `{meant}` what it stands for.
#[derive(Debug, Default)]
pub(super) struct Garbled;

impl Mechanism for Garbled {
    const VALUES: &'static [&'static str] = &["word", "meant"];
}

/// How many such words a page has, where one by itself is no greeting.
const LEAST: usize = 3;

impl PairCheck for Garbled {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        Gate::places(places(context))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let garbled = &context.source.garbled;
        let text = pair.target.view.text();
        let mut replaces = None;
        // Each is looked for in the source, and a segment has few.
        const MOST: usize = 32;
        let mut asked = 0;
        for run in shown(&pair.target) {
            for word in words(run.of(text)) {
                let at = run.start as usize + word.start;
                let meant = if let Some(end) = for_article(&text[at..run.end as usize], word, context) {
                    let is_one = || is_frequent(text, context) && stands_for_articles(&pair.source, garbled);
                    replaces.get_or_insert_with(is_one).then(|| (end, garbled.article.clone()))
                } else if let Some(rest) = joined(word, garbled).filter(|_| asked < MOST) {
                    asked += 1;
                    has_word(&pair.source, word.text).then(|| (word.text.len(), spelt_out(rest, garbled)))
                } else {
                    None
                };
                let Some((length, meant)) = meant else { continue };
                let place = Span::new(at, at + length);
                let finding = Finding::on(Spot::Target(place)).with("word", place.of(text));
                found.report(finding.with("meant", meant));
                return;
            }
        }
    }
}

/// Places of the page that may be such a word.
fn places<'c>(context: &PairContext<'c>) -> &'c [Span] {
    context.page.places(Sought::Garbled, |view| {
        let garbled = &context.source.garbled;
        if garbled.word.is_empty() || garbled.joined.is_empty() {
            return Vec::new();
        }
        let text = view.text();
        let bytes = text.as_bytes();
        let mut places = Vec::new();
        // The first letter may be a capital one.
        for written in [&garbled.word, &garbled.joined] {
            let begins = |at: usize| at > 0 && bytes[at - 1].eq_ignore_ascii_case(&written.as_bytes()[0]);
            let all = memchr::memmem::find_iter(bytes, &written.as_bytes()[1..]);
            let ends = |at: usize| bytes.get(at + written.len() - 1).is_some_and(u8::is_ascii_alphabetic);
            let own = all.filter(|&at| begins(at) && (ends(at) == (written == &garbled.joined)));
            let alone = own.filter(|&at| at < 2 || !bytes[at - 2].is_ascii_alphanumeric());
            places.extend(alone.map(|at| Span::new(at - 1, at)));
        }
        let renderings = context.language.into_iter().flat_map(|language| language.garbled.renderings.iter());
        for rendering in renderings {
            let all = memchr::memmem::find_iter(bytes, rendering.as_bytes());
            places.extend(all.map(|at| Span::new(at, at + 1)));
        }
        places.sort_unstable_by_key(|place| place.start);
        places
    })
}

/// Whether the page has the word by itself several times.
fn is_frequent(text: &str, context: &PairContext<'_>) -> bool {
    let joined = context.source.garbled.joined.as_bytes();
    let by_itself = |place: &&Span| {
        let word = &text.as_bytes()[place.start as usize..];
        !word.get(..joined.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(joined))
    };
    places(context).iter().filter(by_itself).nth(LEAST - 1).is_some()
}

/// Where the word ends that stands for an article, in bytes of the text that begins with it.
fn for_article(text: &str, word: Word<'_>, context: &PairContext<'_>) -> Option<usize> {
    let rendered = || {
        let end = context.language?.garbled.renderings.longest_prefix(text)?;
        (!text[end..].starts_with(is_alphanumeric)).then_some(end)
    };
    let is_word = word.text.eq_ignore_ascii_case(&context.source.garbled.word);
    if is_word { Some(word.text.len()) } else { rendered() }
}

/// Whether the source has the word in the places of its articles: none of these, and no greeting.
fn stands_for_articles(source: &Side<'_>, garbled: &model::Garbled) -> bool {
    let text = source.view.text();
    let mut any = false;
    for run in shown(source) {
        let mut words = words(run.of(text)).peekable();
        while let Some(word) = words.next() {
            if word.text.eq_ignore_ascii_case(&garbled.article) {
                return false;
            }
            if word.text == garbled.word {
                let rest = &run.of(text)[word.end()..];
                let next = words.peek().filter(|_| rest.starts_with(' '));
                if next.is_some_and(|next| garbled.greets.contains_small(next.text))
                    || rest.starts_with([',', '!'])
                {
                    return false;
                }
                any = true;
            }
        }
    }
    any
}

/// What is written on to the preposition's stand-in, in a word that begins with it and is none.
fn joined<'t>(word: Word<'t>, garbled: &model::Garbled) -> Option<&'t str> {
    let (begin, rest) = word.text.split_at_checked(garbled.joined.len())?;
    let is_one = begin.eq_ignore_ascii_case(&garbled.joined)
        && rest.len() > 1
        && rest.bytes().all(|byte| byte.is_ascii_alphabetic())
        && garbled.whole.longest_prefix(&word.text.to_ascii_lowercase()).is_none();
    is_one.then_some(rest)
}

fn spelt_out(rest: &str, garbled: &model::Garbled) -> String {
    let rest = if rest == garbled.word { &garbled.article } else { rest };
    format!("{} {rest}", garbled.preposition)
}

/// Whether a source has a word, in whatever capitals.
fn has_word(source: &Side<'_>, word: &str) -> bool {
    let text = source.view.text();
    shown(source).any(|run| words(run.of(text)).any(|own| own.text.eq_ignore_ascii_case(word)))
}
