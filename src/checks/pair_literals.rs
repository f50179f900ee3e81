//! `pair.literals`: names of files, commands, addresses, versions and identifiers are the same to the byte, also outside
//! of code. Not words: what people read as language may change.

use std::cell::OnceCell;

use schemars::JsonSchema;
use serde::Deserialize;
use smallvec::SmallVec;

use super::code_words::is_translated;
use super::cyrillic;
use super::literal::{Shape, Shapes, Token, capitalized, is_lettered_word, odd_in, tokens};
use super::literal_found::{Change, Source, candidate};
use super::page_words::PageWords;
use super::pair_parts::paragraph;
use super::shown::{all_shown, has_escape, spans_shown, without_addresses, without_escapes, words_shown};
use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Pair, Side};
use crate::syntax::markdown::Node;
use crate::text::{ByteSet, Span};

/// Literals in the words of the source that the translation has in another form, or not at all. `{literal}` is the
/// source's, `{found}` what stands for it, `{state}` says it; `{shape}` is what it was told by; for a missing name, also `linked`
/// where a link of the source sits on it and leads to the reference of it, and `alone` where it is all of a cell, a label or a
/// mark, on a page that keeps most of such names; `{change}` how far it went: `case`, `spacing`, `letters`, `script` where letters
/// of another script spell it, or `missing`; `{kind}` is `word` where the translation may have a word of its own for
/// it, and `literal` else. The change restores it: unasked where the page writes it as code or
/// its shape is no word's, and where one place alone can be meant.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Literals {
    /// What is looked for.
    shapes: Vec<Shape>,
    /// Of these, what must not be missing either.
    #[serde(default)]
    required: Vec<Shape>,
    /// The words that tell shapes.
    words: Shapes,
}

impl Mechanism for Literals {
    const VALUES: &'static [&'static str] = &["literal", "found", "state", "shape", "change", "kind"];
}

impl PairCheck for Literals {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let (source, target) = (pair.source.text(), pair.target.text());
        if source == target {
            return;
        }
        let words = context.page.code();
        // Most sentences have nothing odd.
        if words.is_empty() && pair.source.view.odd().within(pair.source.span).next().is_none() {
            return;
        }
        let view = pair.source.view.text();
        let escaped = words_shown(&pair.source).filter(|span| has_escape(span.of(view)));
        let plain: Vec<(Span, String)> = match pair.source.has(b'\\') {
            true => escaped.map(|span| (span, without_escapes(span.of(view)))).collect(),
            false => Vec::new(),
        };
        let mut seen: Vec<&str> = Vec::new();
        let around = Around { target: pair.target, plain: OnceCell::new() };
        let mut kept: SmallVec<[&str; 8]> = SmallVec::new();
        for span in words_shown(&pair.source) {
            let mut take = |token| {
                let is_name = |word: &str| context.page.is_name(word);
                let Some(shape) = self.words.shape(&token, words, is_name) else { return };
                if !self.shapes.contains(&shape)
                    || seen.contains(&token.text)
                    || seen.len() == MOST
                    || token.text.len() > LONGEST
                    || around.has(token.text, &mut kept) && !is_torn_elsewhere(pair, shape, token)
                    || shape == Shape::Versions
                        && !self.words.is_named_version(&token)
                        && is_measure(&token, context.page)
                {
                    return;
                }
                seen.push(token.text);
                self.report(pair, shape, token, context, found);
            };
            let text = match plain.iter().find(|(own, _)| *own == span) {
                Some((_, plain)) => {
                    tokens(plain, odd_in(plain).into_iter(), &mut take);
                    plain
                }
                None => {
                    let odd = pair.source.view.odd().within(span).map(|at| at - span.start as usize);
                    tokens(span.of(view), odd, &mut take);
                    span.of(view)
                }
            };
            if !words.is_empty() {
                capitalized(text, &mut take);
            }
        }
    }
}

/// How many literals of a sentence are told to be other ones in its translation, of how many that are looked for, and how long
/// one is: each is looked for in the whole paragraph.
const MOST: usize = 64;
const MOST_KEPT: usize = 512;
const LONGEST: usize = 256;

/// How often a page has a name in other letters that is no slip.
const HABIT: usize = 3;

impl Literals {
    fn report(
        &self,
        pair: &Pair<'_>,
        shape: Shape,
        token: Token<'_>,
        context: &PairContext<'_>,
        found: &mut Findings,
    ) {
        let page = context.page;
        // `typeHarborPlan`: the author wrote the verb on to the name, and the translation mends it.
        let verb = context.source.verbs.longest_prefix(token.text);
        let parts = verb.map(|end| token.text.split_at(end));
        let parts = parts.filter(|(_, name)| name.starts_with(char::is_uppercase));
        let is_mended = |(verb, name): (&str, &str)| {
            let around = paragraph(&pair.target);
            is_kept(around, name)
                && !around.to_lowercase().contains(&format!("{verb} {}", name.to_lowercase()))
        };
        if parts.is_some_and(is_mended) {
            return;
        }
        let Some((place, change, count)) = nearest(pair, shape, token) else {
            if let Some(place) = spelled(pair, shape, token.text) {
                let word = place.of(pair.target.view.text());
                let finding = Finding::on(Spot::Target(place)).with("literal", token.text);
                let finding = finding.with("state", format!("`{word}` here")).with("change", "script");
                let finding =
                    finding.with("shape", shape.as_str()).with("kind", "literal").with("found", word);
                let edit = (Spot::Target(place), as_written(token.text, &pair.source));
                found.report(finding.mended(Applicability::Unsafe, vec![edit]));
                return;
            }
            // An extension alone may lose its dot and be a word, and what a link leads to may be no words of it any more.
            let around = paragraph(&pair.target);
            let is_linked = shape == Shape::Names && is_linked(&pair.source, token.text);
            let is_there = if is_linked { is_kept(around, token.text) } else { around.contains(token.text) };
            let is_lost = !is_there && !is_begun_otherwise(around, shape, token);
            if self.required.contains(&shape) && !token.text.starts_with('.') && is_lost {
                let place = in_its_place(pair, token.text).unwrap_or(pair.target.span);
                let finding = Finding::on(Spot::Target(place)).with("literal", token.text);
                let finding =
                    finding.with("state", "missing here").with("change", "missing").with("found", "");
                let is_alone = shape.is_bare_name()
                    && token.is_alone()
                    && !is_lettered_word(token.text)
                    && page.keeps_names();
                let shape_said = match (is_linked, is_alone) {
                    (true, _) => "linked",
                    (_, true) => "alone",
                    _ => shape.as_str(),
                };
                let finding = finding.with("shape", shape_said);
                found.report(finding.with("kind", self.kind(pair, shape, token, None, page)));
            }
            return;
        };
        let words = place.of(pair.target.view.text());
        if is_right(pair, shape, token, words, change, context) {
            return;
        }
        // Other letters may be another name.
        let is_known = !shape.is_bare_name() || shape == Shape::Members && change == Change::Spacing;
        let safe = if is_known && count == 1 { Applicability::Safe } else { Applicability::Unsafe };
        let mut written = as_written(token.text, &pair.source);
        // `Dateien. json`
        let before = &pair.target.view.text()[..place.start as usize];
        if written.starts_with('.') && before.ends_with(char::is_alphanumeric) {
            written.insert(0, ' ');
        }
        let edits = vec![(Spot::Target(place), written)];
        let kind = self.kind(pair, shape, token, Some(change), page);
        let words = without_escapes(words);
        let finding = Finding::on(Spot::Target(place)).with("literal", token.text);
        let finding = finding.with("state", format!("`{words}` here")).with("change", change.as_str());
        let finding = finding.with("shape", shape.as_str()).with("kind", kind);
        found.report(finding.with("found", words).mended(safe, edits));
    }

    /// `word` where the translation has other words in a name, as it may: the name is made up, has never been kept on a page that
    /// has it often, or stands here with words of the language. Other capital letters or spaces are none.
    fn kind(
        &self,
        pair: &Pair<'_>,
        shape: Shape,
        token: Token<'_>,
        change: Option<Change>,
        page: &PageWords<'_>,
    ) -> &'static str {
        let literal = token.text;
        let is_word = || match shape {
            Shape::Files => self.words.has_made_up(literal) || is_said(pair, shape, literal, page),
            Shape::Addresses => self.words.has_made_up(literal),
            Shape::Members | Shape::Names | Shape::Code => {
                let is_habit = page.source().of(literal).all > 1 && page.target().of(literal).all == 0;
                is_habit || is_said(pair, shape, literal, page)
            }
            _ => false,
        };
        let is_changed = change.is_none_or(|change| change == Change::Letters);
        if is_changed && is_word() { "word" } else { "literal" }
    }
}

/// A word that spells an identifier in letters of another script.
fn spelled(pair: &Pair<'_>, shape: Shape, name: &str) -> Option<Span> {
    // Many names may be missing, and each word is held against each.
    const WORDS: usize = 512;
    // What most Cyrillic letters begin with.
    const CYRILLIC: ByteSet = ByteSet::ascii(b"").with(0xd0).with(0xd1);
    let is_name = shape.is_bare_name() || shape == Shape::Code;
    if !is_name || !pair.target.bytes().meets(CYRILLIC) {
        return None;
    }
    let text = pair.target.view.text();
    let words = spans_shown(&pair.target).flat_map(|span| {
        let words = cyrillic::words(span.of(text));
        words.map(move |(at, word)| (span.start as usize + at, word))
    });
    let (at, word) = words.take(WORDS).find(|(_, word)| cyrillic::spells(word, name))?;
    Some(Span::new(at, at + word.len()))
}

/// What is least changed of all that a literal may have become, where it stands, and how often it stands so or otherwise.
fn nearest(pair: &Pair<'_>, shape: Shape, token: Token<'_>) -> Option<(Span, Change, usize)> {
    let shown_source = all_shown(&pair.source);
    let source = Source::of(&shown_source);
    let mut best: Option<(Span, Change)> = None;
    let mut count = 0;
    for span in spans_shown(&pair.target) {
        let Some(here) = candidate(span.of(pair.target.view.text()), token.text, shape, &source) else {
            continue;
        };
        count += here.count;
        let start = span.start as usize;
        let place = Span::new(start + here.range.start, start + here.range.end);
        if best.is_none_or(|(_, other)| here.change < other) {
            best = Some((place, here.change));
        }
    }
    best.map(|(place, change)| (place, change, count))
}

/// Whether a literal may be written so: at the beginning of a sentence, or in a language that has its own word for it.
fn is_right(
    pair: &Pair<'_>,
    shape: Shape,
    token: Token<'_>,
    words: &str,
    change: Change,
    context: &PairContext<'_>,
) -> bool {
    // A sentence may begin with a capital letter.
    let begins = token.begins_sentence() || pair.target.text().trim_start().starts_with(words);
    let rest = |text: &str| -> String { text.trim_start_matches('.').chars().skip(1).collect() };
    if begins && rest(words) == rest(token.text) {
        return true;
    }
    // A slip of the author's that the translation mends.
    let source = context.page.source();
    if change == Change::Case && source.of(words).prose > source.of(token.text).prose {
        return true;
    }
    // Some languages give names the endings of their words, or write them as words, and who knows which.
    let is_unknown = context.language.is_none();
    let is_ending = || is_unknown && change == Change::Letters && is_inflected(words, token.text);
    // A name that has a translation, and has it everywhere on the page.
    let is_habit = || {
        let page = context.page;
        let (other, own) = (page.target().of(words).all, page.target().of(token.text).all);
        match change {
            Change::Letters => other >= HABIT && own == 0,
            // At the beginning of a sentence, or in a title, it may still be the name.
            Change::Case => is_unknown && other >= HABIT && other > own * 2,
            Change::Spacing => false,
        }
    };
    shape.is_bare_name() && (is_ending() || is_habit())
}

/// Whether the translation has the literal with words of its language in it: a file of the same extension, or a name with the
/// same marks.
fn is_said(pair: &Pair<'_>, shape: Shape, literal: &str, page: &PageWords<'_>) -> bool {
    let source = pair.source.text();
    let end = |name: &str| name.rfind('.').map(|at| name[at..].to_ascii_lowercase());
    let is_like = |other: &str| {
        let same_marks =
            ['.', '_', '@'].into_iter().all(|mark| literal.contains(mark) == other.contains(mark));
        // A file of another kind is another file.
        let is_kind = shape != Shape::Files || end(literal) == end(other);
        same_marks && is_kind && !source.contains(other) && is_translated(literal, other, page)
    };
    let view = pair.target.view.text();
    let (mut said, mut asked) = (false, 0);
    for span in spans_shown(&pair.target) {
        let text = span.of(view);
        tokens(text, odd_in(text).into_iter(), &mut |token| {
            asked += 1;
            said = said || asked <= MOST && is_like(token.text);
        });
        if said || asked > MOST {
            break;
        }
    }
    said
}

/// Whether a name has another ending of small letters: `QuayLog` and `QuayLogu`, `HarborPlanner` and `HarborPlannr`. Nothing else
/// of it may differ.
fn is_inflected(other: &str, name: &str) -> bool {
    const LONGEST: usize = 3;
    let stem = other.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    let is_end = |word: &str| {
        word.len() - stem <= LONGEST && word.bytes().skip(stem).all(|byte| byte.is_ascii_lowercase())
    };
    stem > LONGEST && is_end(other) && is_end(name)
}

/// A literal with the backslashes that the source writes in it.
fn as_written(literal: &str, source: &Side<'_>) -> String {
    let escaped = literal.replace('_', "\\_");
    if source.text().contains(&escaped) { escaped } else { literal.to_owned() }
}

/// Whether a literal that the source has more than once is kept in one place and torn in another.
fn is_torn_elsewhere(pair: &Pair<'_>, shape: Shape, token: Token<'_>) -> bool {
    let is_whole = matches!(shape, Shape::Files | Shape::Commands | Shape::Members | Shape::Code);
    is_whole
        && pair.source.text().matches(token.text).nth(1).is_some()
        && nearest(pair, shape, token).is_some_and(|(_, change, _)| change == Change::Spacing)
}

/// What the translation's link sits on that leads where the source's does, which sits on a literal.
fn in_its_place(pair: &Pair<'_>, literal: &str) -> Option<Span> {
    let text = pair.source.view.text();
    let holds = |node: &Node| {
        let words = node.inner.of(text);
        words.contains(literal) || has_escape(words) && without_escapes(words).contains(literal)
    };
    let (_, link) = pair.source.links().find(|(node, _)| holds(node))?;
    let (node, _) = pair.target.links().find(|(_, other)| other.destination == link.destination)?;
    (!node.inner.is_empty()).then_some(node.inner)
}

/// Whether a link sits on a name, or on one that ends with it, and leads to what a reference has on it:
/// `[Quay::OpenBerth](/api/nf-quay-openberth)`.
fn is_linked(side: &Side<'_>, name: &str) -> bool {
    let text = side.view.text();
    let small = name.to_ascii_lowercase();
    side.links().any(|(node, link)| {
        let words = without_escapes(node.inner.of(text).trim_matches(['*', '_', '`', ' ', '(', ')']));
        let is_named =
            words.strip_suffix(name).is_some_and(|front| front.is_empty() || front.ends_with([':', '.']));
        let page = link.destination.split(['#', '?']).next().unwrap_or_default().to_ascii_lowercase();
        let page = page.trim_end_matches(".md");
        is_named && page.strip_suffix(&*small).is_some_and(|front| front.ends_with(['-', '.', '_']))
    })
}

/// Whether a name has its last parts, behind a word of the language: `History.BerthId` is `履歴.BerthId`, the history's.
fn is_begun_otherwise(text: &str, shape: Shape, token: Token<'_>) -> bool {
    let rest = token.text.find('.').filter(|_| shape == Shape::Members).map(|at| &token.text[at..]);
    let is_native = |at: usize| text[..at].ends_with(|c: char| !c.is_ascii() && c.is_alphabetic());
    rest.is_some_and(|rest| text.match_indices(rest).any(|(at, _)| is_native(at)))
}

/// Whether a number counts what the word before it says, and is no version of it: the page has that word in small letters, and
/// with a capital one not more often than that: `Score 0.75`.
fn is_measure(token: &Token<'_>, page: &PageWords<'_>) -> bool {
    if !token.text.starts_with("0.") {
        return false;
    }
    let word = token.word_before();
    let small = page.source().of(&word.to_ascii_lowercase()).prose;
    small > 0 && page.source().of(word).prose <= small
}

/// Where a literal may be, apart from its place.
struct Around<'d> {
    target: Side<'d>,
    /// The paragraph without backslashes, where it has any.
    plain: OnceCell<Option<String>>,
}

impl Around<'_> {
    /// Whether the sentence has a literal, or the next ones have, or it is written with backslashes. `kept` are those that were
    /// found before.
    fn has<'s>(&self, literal: &'s str, kept: &mut SmallVec<[&'s str; 8]>) -> bool {
        if kept.contains(&literal) || kept.len() == MOST_KEPT {
            return true;
        }
        let around = paragraph(&self.target);
        let plain = || around.contains('\\').then(|| around.replace('\\', ""));
        let view = self.target.view.text();
        let has = spans_shown(&self.target).any(|span| span.of(view).contains(literal))
            || is_kept(around, literal)
            || self.plain.get_or_init(plain).as_deref().is_some_and(|plain| is_kept(plain, literal));
        if has {
            kept.push(literal);
        }
        has
    }
}

/// Whether a text has it, and not only where a link leads to or in a tag.
fn is_kept(text: &str, literal: &str) -> bool {
    text.contains(literal) && without_addresses(text).contains(literal)
}
