//! `pair.misplaced-code`: code stands where its words are in the sentence, not inside of a verb or behind the end of it.

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, phrase};
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{ByteSet, is_kana};

/// Code of the translation between the end of a sentence's verb and its full stop, or between a verb's stem and its ending.
/// Only for languages whose verbs come last. `{code}` is the code; `{before}` and `{after}` are the words around it.
#[derive(Debug, Default)]
pub(super) struct MisplacedCode;

impl Mechanism for MisplacedCode {
    const VALUES: &'static [&'static str] = &["code", "before", "after"];
    const NEEDS: &'static [&'static str] = &["sentence-ends"];
}

/// How many characters of a word are shown.
const LONGEST: usize = 12;

impl PairCheck for MisplacedCode {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.sentence_ends.is_empty())?;
        Some(Gate::both(ByteSet::ascii(b"`")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let code = pair.target.starting_nodes().iter().filter(|node| node.kind == Kind::Code);
        for node in code.filter(|node| pair.target.span.contains(node.outer)) {
            let (before, after) = around(&pair.target, node);
            if behind_the_verb(before, after, language) || inside_the_verb(before, after, language) {
                let finding = Finding::on(Spot::Target(node.outer))
                    .with("code", node.inner.of(pair.target.view.text()))
                    .with("before", phrase::last_word(before, LONGEST))
                    .with("after", first_word(after));
                found.report(finding);
            }
        }
    }
}

/// What stands in the segment before a code span and behind it.
fn around<'d>(side: &Side<'d>, node: &Node) -> (&'d str, &'d str) {
    let text = side.view.text();
    let before = &text[side.span.start as usize..node.outer.start as usize];
    (before.trim_end(), text[node.outer.end as usize..side.span.end as usize].trim_start())
}

/// The sentence is over before the code, and its full stop stands behind.
fn behind_the_verb(before: &str, after: &str, language: &Language) -> bool {
    after.starts_with(['.', '。']) && language.sentence_ends.iter().any(|end| before.ends_with(end))
}

/// The code tears a verb from its ending: no particle stands before it, so that it is not what the verb is done to.
fn inside_the_verb(before: &str, after: &str, language: &Language) -> bool {
    let last = before.chars().next_back();
    // Nothing else than a stem stands before these: `押し` … `ます`.
    if language.auxiliaries.longest_prefix(after).is_some() {
        return last.is_some_and(|c| language.stem_ends.contains(c));
    }
    let Some(tail) = language.verb_tails.longest_prefix(after) else { return false };
    let stem = last.is_some_and(|c| language.is_native(c) && !is_kana(c));
    let word = phrase::last_word(before, LONGEST);
    let rest = after[tail..].chars().next();
    let ends = !language.spaces || !rest.is_some_and(|c| language.is_native(c));
    // A word that ends like a particle may have one, and an adverb is no verb's stem: leave them.
    let particle = word.char_indices().skip(1).any(|(at, _)| language.suffixes.contains(&word[at..]));
    let adverb = language.whole_words.contains(word) || language.function_words.contains(word);
    stem && ends && !particle && !adverb
}

fn first_word(text: &str) -> &str {
    let word = text.split(char::is_whitespace).next().unwrap_or(text);
    word.char_indices().nth(LONGEST).map_or(word, |(at, _)| &word[..at])
}
