//! `pair.noun-order`: the noun that says what a name is stands before it in languages that have it there, and behind it in English.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, phrase};
use crate::model::{Concept, Language, Pair, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{ByteSet, Span, is_alphanumeric};

/// A noun of the translation right behind code, a label or a link, where the source has the same noun behind the same one and
/// the language has it before: `` la `moor` méthode ``. `{name}` is what the mark holds, `{noun}` the noun.
#[derive(Debug, Default)]
pub(super) struct NounOrder;

impl Mechanism for NounOrder {
    const VALUES: &'static [&'static str] = &["name", "noun"];
    const NEEDS: &'static [&'static str] = &["kinds-first", "concepts"];
}

impl PairCheck for NounOrder {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| language.kinds_first && !language.concepts.is_empty())?;
        Some(Gate::both(ByteSet::ascii(b"`*_])>")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let (sources, targets) = (marks(&pair.source), marks(&pair.target));
        for node in &targets {
            let Some(noun) = noun_behind(&pair.target, node) else { continue };
            let name = shown(&pair.target, node);
            let mut its = sources.iter().filter(|source| source.kind == node.kind);
            let is_said = its.any(|source| {
                let kept = is_name(&name, &pair.target, node) && shown(&pair.source, source) == name;
                (kept || is_translated([source, node], [&sources, &targets], pair))
                    && says(&kinds_behind(&pair.source, source, context.source), noun, pair, language)
            });
            if is_said && !is_source(&pair.target, node, noun, context.source, language) {
                let finding = Finding::on(Spot::Target(Span { end: noun.end, ..node.outer }));
                let noun = noun.of(pair.target.view.text());
                found.report(finding.with("name", name.into_owned()).with("noun", noun));
            }
        }
    }
}

/// How many marks of a side are looked at: each is held against those of the other.
const MOST: usize = 32;

/// The marks of a side that may hold a name.
fn marks<'d>(side: &Side<'d>) -> SmallVec<[&'d Node; 8]> {
    let kinds = [Kind::Code, Kind::Strong, Kind::Emphasis, Kind::Link];
    let is_one =
        |node: &&Node| kinds.contains(&node.kind) && !node.inner.is_empty() && side.span.contains(node.outer);
    side.starting_nodes().iter().filter(is_one).take(MOST).collect()
}

/// What readers see of a mark.
fn shown<'d>(side: &Side<'d>, node: &Node) -> Cow<'d, str> {
    let is_code = node.kind == Kind::Code;
    if is_code { Cow::Borrowed(node.inner.of(side.view.text())) } else { phrase::shown(side, node) }
}

/// Whether words that both sides have are a name, and none that both languages share: `` `4` `` is a number, `simple` an
/// adjective, and people say `.exe` like one.
fn is_name(words: &str, side: &Side<'_>, node: &Node) -> bool {
    let is_number = words.contains(|c: char| c.is_ascii_digit()) && !words.contains(char::is_alphabetic);
    let is_code = node.kind == Kind::Code || node.inner.of(side.view.text()).starts_with('`');
    let is_extension = words.starts_with('.') && words.contains(char::is_alphabetic);
    !is_number && !is_extension && (is_code || !words.chars().all(char::is_lowercase))
}

/// Whether two marks are one label in two languages: as many are of their kind on each side, and both begin with a capital
/// letter inside of a sentence.
fn is_translated(marks: [&Node; 2], all: [&[&Node]; 2], pair: &Pair<'_>) -> bool {
    let place = |at: usize| {
        let mut like = all[at].iter().filter(|node| node.kind == marks[at].kind);
        (like.clone().count(), like.position(|node| node.outer == marks[at].outer))
    };
    let is_label = |side: &Side<'_>, node: &Node| {
        let before = &side.view.text()[side.span.start as usize..node.outer.start as usize];
        let quote = [' ', '"', '“', '«'];
        before.trim_end_matches(quote).ends_with(char::is_lowercase)
            && node.inner.of(side.view.text()).starts_with(char::is_uppercase)
    };
    marks[0].kind != Kind::Code
        && place(0) == place(1)
        && is_label(&pair.source, marks[0])
        && is_label(&pair.target, marks[1])
}

/// The word right behind a mark, where no other name follows: that would be its own.
fn noun_behind(side: &Side<'_>, node: &Node) -> Option<Span> {
    let text = &side.view.text()[..side.span.end as usize];
    let behind = &text[node.outer.end as usize..];
    let word = behind.strip_prefix(' ').unwrap_or(behind);
    let start = text.len() - word.len();
    // `palavra-chave`.
    let end = word.find(|c| c != '-' && !is_alphanumeric(c)).unwrap_or(word.len());
    let end = word[..end].trim_end_matches('-').len();
    let rest = word[end..].trim_start();
    let has_own = rest.starts_with(['`', '*', '_', '[', '<', '«', '"', '“']);
    (end > 0 && !has_own).then(|| Span::new(start, start + end))
}

/// What the words right behind a mark of the source say that it is: `method`, `extension method`.
fn kinds_behind(side: &Side<'_>, node: &Node, source: &Language) -> SmallVec<[Concept; 4]> {
    /// How many words stand before the noun, and the noun.
    const WORDS: usize = 3;
    let mut kinds = SmallVec::new();
    let behind = &side.view.text()[node.outer.end as usize..side.span.end as usize];
    let Some(mut rest) = behind.strip_prefix(' ') else { return kinds };
    for _ in 0..WORDS {
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let word = &rest[..end];
        if word.is_empty() || source.function_words.contains(word) {
            break;
        }
        if source.kinds.contains(word) {
            source.concepts.read(word, |_, concept| kinds.push(concept));
        }
        let Some(next) = rest[end..].strip_prefix(' ') else { break };
        rest = next;
    }
    kinds
}

/// Whether the sentence was left in the language of the source: its article stands before the mark, and its noun behind.
fn is_source(side: &Side<'_>, node: &Node, noun: Span, source: &Language, language: &Language) -> bool {
    let text = side.view.text();
    let before = text[side.span.start as usize..node.outer.start as usize].trim_end();
    let word = before.rsplit(|c| !is_alphanumeric(c)).next().unwrap_or_default();
    source.kinds.contains_small(noun.of(text))
        && source.articles.contains_small(word)
        && !language.function_words.contains_small(word)
}

/// Whether a word of the translation says one of some things.
fn says(kinds: &[Concept], noun: Span, pair: &Pair<'_>, language: &Language) -> bool {
    let mut said = false;
    if !kinds.is_empty() {
        let noun = noun.of(pair.target.view.text()).to_lowercase();
        language.concepts.read(&noun, |_, concept| said |= kinds.contains(&concept));
    }
    said
}
