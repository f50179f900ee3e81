//! `pair.misplaced-link`: a link sits on words that say where it leads.

use super::beside::{self, Concepts, Meant};
use super::phrase::{self, Cut};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::{self, Kind, Link, Node};
use crate::text::{ByteSet, Span, is_alphanumeric};

/// Links of the translation whose brackets stand around the wrong words, where the source's do not. `{destination}` is
/// where the link leads, `{words}` what it sits on; `{source}` says, with the punctuation before it, which words the source
/// links. `{fault}` is one of `function-words` (nothing else is linked), `particle` (the words begin with what belongs to
/// the word before), `mark` (they begin with one that closes or separates), `cut` (a quote or a bracket has one half
/// outside), `unfinished` (they end with an article or a preposition), `elsewhere` (the name that the source links stands
/// beside the link), `beside` (what the source links is said beside it, at `{said}`, in words that the language is known to
/// have for it), `cut-off` (a word of what the source links stands right beside it, at `{said}`, and nowhere else), `verb` (the source links a name, and they end with the sentence's verb, or begin with one
/// that stands before the source's link) and `closing` (only a closing mark is inside that belongs outside).
///
/// Where the translation has as many quotations as links, and the link touches the quotation in its place, the change puts
/// the brackets around the quoted words.
#[derive(Debug, Default)]
pub(super) struct MisplacedLink;

impl Mechanism for MisplacedLink {
    const VALUES: &'static [&'static str] = &["destination", "words", "source", "fault"];
    const ROLES: &'static [&'static str] = &["said"];
    const NEEDS: &'static [&'static str] = &["function-words"];
}

impl PairCheck for MisplacedLink {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.function_words.is_empty())?;
        Some(Gate::both(ByteSet::ascii(b"]")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        // Each is held against all: a sentence has few.
        const MOST: usize = 128;
        let links: Vec<_> = links(&pair.target).take(MOST).collect();
        for (at, &(node, link)) in links.iter().enumerate() {
            let Some(source) = counterpart(pair, &links, at) else { continue };
            if !pair.target.span.contains(node.outer) || !pair.source.span.contains(source.outer) {
                continue;
            }
            let words = phrase::shown(&pair.target, node);
            let linked = phrase::shown(&pair.source, source);
            // `move(x, y)` and `berth_is` end on words of many languages, and are kept as they are.
            if words.trim() == linked.trim() {
                continue;
            }
            let here = Stretch::new(&pair.target, node, &words);
            let there = Stretch::new(&pair.source, source, &linked);
            let fault = fault(&here, &there, language, context.source);
            let meant = match fault {
                None => beside::said_in(there.words, context.source),
                Some(_) => Concepts::new(),
            };
            let (nodes, both) = ([node, source], [here.words, there.words]);
            let said = beside(pair, nodes, both, &meant, language, context.source);
            let marks = nodes.map(|node| node.outer);
            let cut_off = || beside::cut_off(pair, marks, both, &meant, language, context.source);
            let cut = if said.is_none() { cut_off() } else { None };
            let fault = fault.or(said.map(|_| "beside")).or(cut.map(|_| "cut-off"));
            let Some(fault) = fault else { continue };
            // One on function words may be the author's.
            if phrase::is_only_function_words(there.words, context.source) {
                continue;
            }
            let mut finding = Finding::on(Spot::Target(node.inner))
                .with("destination", &*link.destination)
                .with("words", words.trim())
                .with("source", format!("; the source links `{}`", linked.trim()))
                .with("fault", fault);
            if let Some(said) = said.or(cut) {
                finding = finding.related_on("said", Spot::Target(said));
            }
            let edit = requoted(&pair.target, &links, at, language);
            found.report(match edit {
                Some((span, text)) => finding.mended(Applicability::Safe, vec![(Spot::Target(span), text)]),
                None => finding,
            });
        }
    }
}

/// The links that begin in a side, images left out.
fn links<'d>(side: &Side<'d>) -> impl Iterator<Item = (&'d Node, &'d Link)> + use<'d> {
    side.links().filter(|(node, _)| node.kind == Kind::Link)
}

/// The source's link to the same place: the same one among several. One alone is the other's, however it is localized.
fn counterpart<'d>(pair: &Pair<'d>, links: &[(&Node, &Link)], at: usize) -> Option<&'d Node> {
    let destination = &links[at].1.destination;
    let same = |link: &Link| link.destination == *destination;
    let before = links[..at].iter().filter(|(_, link)| same(link)).count();
    let mut sources = self::links(&pair.source).filter(|(_, link)| same(link)).map(|(node, _)| node);
    let first = sources.next();
    if first.is_none() {
        let mut all = self::links(&pair.source);
        let only = all.next().filter(|_| links.len() == 1)?;
        return all.next().is_none().then_some(only.0);
    }
    if before == 0 { first } else { sources.nth(before - 1).or(first) }
}

/// The words of a link with what stands around them in its segment.
struct Stretch<'a> {
    words: &'a str,
    before: &'a str,
    after: &'a str,
}

impl<'a> Stretch<'a> {
    fn new(side: &Side<'a>, node: &Node, words: &'a str) -> Self {
        let text = side.view.text();
        let before = &text[side.span.start as usize..node.outer.start as usize];
        let after = &text[node.outer.end as usize..side.span.end as usize];
        Self { words: words.trim(), before, after }
    }
}

fn fault(
    here: &Stretch<'_>,
    there: &Stretch<'_>,
    language: &Language,
    source: &Language,
) -> Option<&'static str> {
    let words = here.words;
    // A link without words is another matter.
    if words.is_empty() {
        return None;
    }
    // Where the link is all that both say, nothing stands around it that it could belong to.
    let alone = |it: &Stretch<'_>| ![it.before, it.after].iter().any(|rest| rest.contains(is_alphanumeric));
    let whole = alone(here) && alone(there) && !ends_on_function_word(there.words, source);
    // `e-mail`, `quayside.example`: one name, whatever its parts mean.
    let inner = |mark: char| words[1..words.len() - 1].contains(mark);
    let is_one = words.is_ascii() && words.len() > 2 && !words.contains(' ') && (inner('-') || inner('.'));
    if !whole && !is_one && phrase::is_only_function_words(words, language) {
        return Some("function-words");
    }
    let cut = phrase::cut(words, here.before, here.after, language);
    let cut = cut.filter(|_| phrase::cut(there.words, there.before, there.after, source).is_none());
    if cut == Some(Cut::Inside) {
        return Some("cut");
    }
    if phrase::begins_with_mark(words) && !phrase::begins_with_mark(there.words) {
        return Some("mark");
    }
    // `和谐` and `中庭` begin with what is a particle elsewhere; no word of kana does.
    let names = whole && !language.writes_kana();
    if !names && phrase::begins_with_particle(words, language) {
        return Some("particle");
    }
    // `Coller dans` is what a menu calls it.
    let last = words.rsplit(' ').next().unwrap_or(words);
    let is_named = words.starts_with(char::is_uppercase)
        && language.label_ends.contains(last)
        && !phrase::goes_on(here.after, language);
    if !is_one
        && !is_named
        && phrase::ends_unfinished(words, language)
        && !ends_on_function_word(there.words, source)
    {
        return Some("unfinished");
    }
    if is_elsewhere(here, there) {
        return Some("elsewhere");
    }
    // A link around a whole sentence is somebody's style.
    let inside = [here.before, here.after].iter().any(|rest| rest.contains(is_alphanumeric));
    if inside && ends_with_verb(words, language) && is_name(there, language, words, source) {
        return Some("verb");
    }
    if inside && begins_with_verb(here, there, language, source) {
        return Some("verb");
    }
    let stop = |words: &str| words.ends_with(['。', '.', '?', '!', ':']);
    if inside && !stop(there.words) && ends_with_copula(words, language) {
        return Some("verb");
    }
    (cut.is_some() || words.ends_with('。') && !stop(there.words)).then_some("closing")
}

/// Where the translation says beside its link what the source links, and nothing of it inside.
fn beside(
    pair: &Pair<'_>,
    [node, source]: [&Node; 2],
    [words, linked]: [&str; 2],
    meant: &Concepts,
    language: &Language,
    source_language: &Language,
) -> Option<Span> {
    // A link without words is another matter.
    if words.is_empty() || language.concepts.is_empty() || points(words, language) {
        return None;
    }
    // Most links say inside what the source's do.
    if meant.is_empty() || language.concepts.say_any(meant, words) {
        return None;
    }
    if beside::keeps_any(words, linked, source_language) {
        return None;
    }
    let meant = Meant::of(linked, source_language)?;
    // Of two that lead to one place, nobody knows which is which.
    let lead = |side: &Side<'_>, to: &Node| {
        let own = side.links().find(|(node, _)| node.outer == to.outer).map(|(_, link)| &link.destination);
        links(side).filter(|(_, link)| Some(&link.destination) == own).count()
    };
    if lead(&pair.target, node) > 1 || lead(&pair.source, source) > 1 {
        return None;
    }
    meant.beside(pair, [&[node.outer], &[source.outer]], language, source_language)
}

/// Whether the words of a link only point: `this article` may stand for its title.
fn points(words: &str, language: &Language) -> bool {
    let words = words.trim_end_matches(['.', '。', ' ']);
    if language.spaces {
        return beside::tokens(words).any(|word| language.pointers.contains_small(word));
    }
    language.pointers.longest_prefix(words).is_some() || language.pointers.longest_suffix(words).is_some()
}

/// Whether the words begin with a verb that only leads to the rest of them, and such a verb stands before the source's link.
fn begins_with_verb(here: &Stretch<'_>, there: &Stretch<'_>, language: &Language, source: &Language) -> bool {
    let Some((first, rest)) = here.words.split_once(' ').filter(|_| !language.link_leads.is_empty()) else {
        return false;
    };
    // `Lesen der Rechnung`: a noun.
    let is_verb = first.starts_with(char::is_lowercase) || !here.before.contains(is_alphanumeric);
    let first = first.trim_end_matches('.').to_lowercase();
    if !is_verb || !language.link_leads.contains(&first) || !rest.contains(is_alphanumeric) {
        return false;
    }
    let leads =
        |word: Option<&str>| word.is_some_and(|word| source.link_leads.contains(&word.to_ascii_lowercase()));
    let (before, own) = (beside::tokens(there.before).next_back(), beside::tokens(there.words).next());
    leads(before) && !leads(own) && !points(rest, language)
}

/// Whether the words end with the last verb of a sentence.
fn ends_with_verb(words: &str, language: &Language) -> bool {
    let words = words.trim_end_matches(['。', '.', ' ', '*']);
    language.sentence_ends.longest_suffix(words).is_some_and(|start| start > 0)
        && language.copulas.longest_suffix(words).is_none()
}

/// Whether the words end with a last verb that is written on to a name, and the full stop behind it.
fn ends_with_copula(words: &str, language: &Language) -> bool {
    let bare = words.trim_end_matches('*').strip_suffix(['。', '.']);
    bare.and_then(|bare| language.copulas.longest_suffix(bare)).is_some_and(|start| start > 0)
}

/// Whether the source links a name: an article stands before it; or what the translation adds is the verb that only leads to it,
/// and such a verb stands before the source's link, too, or none begins it.
fn is_name(there: &Stretch<'_>, language: &Language, words: &str, source: &Language) -> bool {
    if there.words.ends_with(['.', '?', '!']) {
        return false;
    }
    let lower = |word: &str| word.to_ascii_lowercase();
    let before = there.before.trim_end_matches([' ', '*', '"', '“']);
    let article = before.rsplit(|c: char| !is_alphanumeric(c)).next().unwrap_or(before);
    if source.articles.contains(&lower(article)) {
        return true;
    }
    let leads = language.link_tails.longest_suffix(words.trim_end_matches(['。', '.', ' ', '*']));
    if leads.is_none_or(|start| start == 0) {
        return false;
    }
    let first = there.words.split(|c: char| !is_alphanumeric(c)).find(|word| !word.is_empty());
    source.link_leads.contains(&lower(article))
        || first.is_some_and(|first| {
            let first = lower(first);
            let verbs = [&source.verbs, &source.verb_endings, &source.function_words];
            !verbs.iter().any(|list| list.contains(&first))
        })
}

fn ends_on_function_word(words: &str, language: &Language) -> bool {
    let last = words.rsplit(|c: char| !is_alphanumeric(c)).find(|word| !word.is_empty());
    last.is_some_and(|last| phrase::is_only_function_words(last, language))
}

/// Whether the source links a name, nothing but a name, and the translation has that name beside the link and none of it
/// inside. `CSP` may be spelled out inside, and `Support` may be a gloss: one word must be spelled like an identifier.
fn is_elsewhere(here: &Stretch<'_>, there: &Stretch<'_>) -> bool {
    let name = there.words;
    let mut tokens = name.split_whitespace();
    let is_name = |token: &str| token.contains(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
    let is_identifier = |token: &str| {
        let behind = &token[token.chars().next().map_or(0, char::len_utf8)..];
        let capital = behind.contains(|c: char| c.is_ascii_uppercase());
        token.len() > 3
            && (capital && token.contains(|c: char| c.is_ascii_lowercase())
                || token.contains(|c: char| c.is_ascii_alphabetic())
                    && token.contains(|c: char| c.is_ascii_digit()))
    };
    let several = name.contains(char::is_whitespace);
    if !name.is_ascii() || !tokens.clone().all(is_name) || !several && !tokens.clone().any(is_identifier) {
        return false;
    }
    tokens.all(|token| !contains(here.words, token))
        && (contains(here.before, name) || contains(here.after, name))
        && !contains(there.before, name)
        && !contains(there.after, name)
}

/// Whether an ASCII name stands in a text, without regard to case, outside of a link's destination.
fn contains(text: &str, name: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(name.len()).enumerate().any(|(at, window)| {
        let beside = |at: Option<&u8>| {
            at.is_some_and(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'(' | b'.' | b'_')
            })
        };
        window.eq_ignore_ascii_case(name.as_bytes())
            && !beside(at.checked_sub(1).and_then(|at| bytes.get(at)))
            && !bytes.get(at + name.len()).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'/')
    })
}

/// The segment's text with the brackets of one link around the quoted words in its place: what goes, and what comes.
/// Only where there are as many quotations as links, the link touches its own, and the result parses to the same links.
fn requoted(
    side: &Side<'_>,
    links: &[(&Node, &Link)],
    at: usize,
    language: &Language,
) -> Option<(Span, String)> {
    if links.iter().any(|(_, link)| link.by_reference) {
        return None;
    }
    let quotations = quotations(side, links, language)?;
    if quotations.len() != links.len() {
        return None;
    }
    let (node, link) = links[at];
    let quoted = quotations[at];
    let text = side.view.text();
    let between = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or("x");
    // The closing quote takes up to four bytes, and a space may have been put before the link.
    let behind = quoted.end + text[quoted.end as usize..].chars().next().map_or(0, char::len_utf8) as u32;
    let touches = node.outer.overlaps(quoted)
        || node.outer.start >= behind && between(behind, node.outer.start).trim().is_empty();
    let alone = links.iter().all(|(other, _)| other.outer == node.outer || !other.outer.overlaps(quoted));
    let already = quoted == node.inner;
    if !touches || !alone || already || quoted.is_empty() {
        return None;
    }
    let span = Span { start: node.outer.start.min(quoted.start), end: node.outer.end.max(quoted.end) };
    let marks = [
        Span { start: node.outer.start, end: node.inner.start },
        Span { start: node.inner.end, end: node.outer.end },
    ];
    let words = without(text, quoted, &marks, language);
    let before = without(text, Span { start: span.start, end: quoted.start }, &marks, language);
    let after = without(text, Span { start: quoted.end, end: span.end }, &marks, language);
    let destination = marks[1].of(text);
    let new = format!("{before}[{}{destination}{after}", words.trim());
    let head = &text[side.span.start as usize..span.start as usize];
    let tail = &text[span.end as usize..side.span.end as usize];
    let whole = format!("{head}{new}{tail}");
    leads_the_same(side.text(), &whole, at, words.trim(), &link.destination).then_some((span, new))
}

/// The stretches between quotation marks, in order; `None` where they nest or do not close. Links' destinations have
/// none, so they are read over.
fn quotations(side: &Side<'_>, links: &[(&Node, &Link)], language: &Language) -> Option<Vec<Span>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in side.text().char_indices() {
        let at = side.span.start as usize + at;
        let in_destination =
            || links.iter().any(|(node, _)| (node.inner.end..node.outer.end).contains(&(at as u32)));
        match open {
            Some((from, closing)) if c == closing => {
                if in_destination() {
                    continue;
                }
                found.push(Span::new(from, at));
                open = None;
            }
            Some(_) if opens(c, language) && !in_destination() => return None,
            None if opens(c, language) && !in_destination() => {
                open = Some((at + c.len_utf8(), language.closing(c)?));
            }
            _ => {}
        }
    }
    open.is_none().then_some(found)
}

fn opens(c: char, language: &Language) -> bool {
    language
        .quotes
        .iter()
        .any(|marks| marks.opening == c && marks.closing != c && !matches!(marks.closing, '’' | '‘'))
}

/// What stands at `span` without the marks of a link, and without the space that was put before its bracket inside of
/// a word.
fn without(text: &str, span: Span, marks: &[Span; 2], language: &Language) -> String {
    let mut left = String::with_capacity(span.len());
    let mut at = span.start;
    for mark in marks.iter().filter(|mark| mark.overlaps(span)) {
        left.push_str(&text[at as usize..mark.start as usize]);
        let next = text[mark.end as usize..].chars().next();
        if !language.spaces && left.ends_with(' ') && next.is_some_and(|c| language.is_native(c)) {
            let words = left.trim_end().len();
            if left[..words].chars().next_back().is_some_and(|c| language.is_native(c)) {
                left.truncate(words);
            }
        }
        at = mark.end;
    }
    left.push_str(&text[at as usize..span.end as usize]);
    left
}

/// Whether a changed segment links the same places in the same order, one of them on given words.
fn leads_the_same(old: &str, new: &str, at: usize, words: &str, destination: &str) -> bool {
    let (was, is) = (markdown::outline(old, &[]), markdown::outline(new, &[]));
    let destinations = |outline: &markdown::Outline| {
        outline.links.iter().map(|link| link.destination.clone()).collect::<Vec<_>>()
    };
    let mut links = is.links.iter().filter(|link| is.nodes[link.node as usize].kind == Kind::Link);
    let moved = links.nth(at).is_some_and(|link| {
        *link.destination == *destination && is.nodes[link.node as usize].inner.of(new) == words
    });
    // Bold that the brackets stood in may not close any more.
    let marks = |outline: &markdown::Outline| {
        let kinds = outline.nodes.iter().map(|node| node.kind);
        kinds.filter(|kind| matches!(kind, Kind::Strong | Kind::Emphasis | Kind::Code | Kind::Html)).count()
    };
    moved && destinations(&was) == destinations(&is) && marks(&was) == marks(&is)
}
