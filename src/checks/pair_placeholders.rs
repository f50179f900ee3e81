//! `pair.placeholders`: what a program fills in stands on both sides.

use std::cell::LazyCell;

use schemars::JsonSchema;
use serde::Deserialize;
use smallvec::SmallVec;

use super::pair_parts::paragraph;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Pattern, Spot};
use crate::diagnostic::Applicability;
use crate::model::Pair;
use crate::syntax::markdown::Kind;
use crate::text::{ByteSet, Span};

/// Placeholders of the source that the translation has not. `{placeholder}` is the source's, `{found}` the one that the
/// translation has in its place, `{state}` says what became of it; `{kind}` is `word` where it is one word in small letters
/// amid a sentence, or words of one in double braces, and the translation has as many, for people to fill in or to read, and
/// `name` else. The change takes spaces out of one that the translation has with some inside.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Placeholders {
    /// ASCII characters of which every placeholder has one: a source without them is not searched.
    any_of: String,
    /// What a placeholder looks like, in the words that readers see and in code.
    patterns: Vec<Pattern>,
    /// Whether only those are meant that the translation has with spaces inside.
    #[serde(default)]
    torn: bool,
}

impl Mechanism for Placeholders {
    const VALUES: &'static [&'static str] = &["placeholder", "found", "state", "kind"];

    fn patterns(&self) -> Vec<&Pattern> {
        self.patterns.iter().collect()
    }
}

impl PairCheck for Placeholders {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::source(ByteSet::ascii(self.any_of.as_bytes())))
    }

    fn check(&self, pair: &Pair<'_>, _: &PairContext<'_>, found: &mut Findings) {
        if pair.source.text() == pair.target.text() {
            return;
        }
        let shown = |node: &&crate::syntax::markdown::Node| matches!(node.kind, Kind::Text | Kind::Code);
        let source = pair.source.view.text();
        let spans = pair.source.starting_nodes().iter().filter(shown).map(|node| node.inner);
        let placeholders = spans.flat_map(|span| self.matches(source, span)).map(|span| span.of(source));
        let around = LazyCell::new(|| paragraph(&pair.target));
        let mut seen: SmallVec<[&str; 8]> = SmallVec::new();
        let mut lost: Vec<&str> = Vec::new();
        for placeholder in placeholders {
            if seen.contains(&placeholder) {
                continue;
            }
            // Each is looked for in the whole paragraph.
            if seen.len() == MOST {
                break;
            }
            seen.push(placeholder);
            if !around.contains(placeholder) {
                lost.push(placeholder);
            }
        }
        if lost.is_empty() {
            return;
        }
        let target = pair.target.view.text();
        let nodes = pair.target.starting_nodes().iter().filter(shown).map(|node| node.inner);
        let mut own: Vec<Span> = nodes.flat_map(|span| self.matches(target, span)).collect();
        own.truncate(MOST);
        own.retain(|span| !pair.source.text().contains(span.of(target)));
        for placeholder in lost {
            let first = |text: &str| text.bytes().next().map(|byte| byte.to_ascii_lowercase());
            let alike = |span: &&Span| {
                let words = span.of(target);
                first(words) == first(placeholder) && (!self.torn || is_torn(words, placeholder))
            };
            let instead = own.iter().find(alike).copied();
            own.retain(|span| Some(*span) != instead);
            if self.torn && instead.is_none() {
                continue;
            }
            let words = instead.map_or("", |span| span.of(target));
            let state = instead.map_or("missing here".to_owned(), |_| format!("`{words}` here"));
            let kind = if is_word(pair, placeholder) { "word" } else { "name" };
            let finding = Finding::on(Spot::Target(instead.unwrap_or(pair.target.span)));
            let finding = finding.with("placeholder", placeholder).with("found", words);
            let finding = finding.with("state", state).with("kind", kind);
            found.report(match instead.filter(|_| is_torn(words, placeholder)) {
                Some(span) => {
                    finding.mended(Applicability::Safe, vec![(Spot::Target(span), placeholder.to_owned())])
                }
                None => finding,
            });
        }
    }
}

/// Whether words are a placeholder but for their spaces and capital letters.
fn is_torn(words: &str, placeholder: &str) -> bool {
    let letters = words.bytes().filter(|byte| *byte != b' ').map(|byte| byte.to_ascii_lowercase());
    let own = placeholder.bytes().filter(|byte| *byte != b' ').map(|byte| byte.to_ascii_lowercase());
    words.contains(' ') && letters.eq(own)
}

/// How many different placeholders of a sentence are looked for.
const MOST: usize = 256;

/// Whether a placeholder is a word that people fill in: nothing joins it to a path, an address or code.
fn is_word(pair: &Pair<'_>, placeholder: &str) -> bool {
    let (source, target) = (pair.source.text(), pair.target.text());
    let count = |text: &str| memchr::memchr_iter(b'{', text.as_bytes()).count();
    if is_prose(placeholder) {
        return count(source) == count(target);
    }
    let Some(word) = placeholder.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return false;
    };
    let plain = word.len() > 2 && word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    let joins = |c: char| c.is_alphanumeric() || "/\\=&?.:-_`{}$%\"'".contains(c);
    let mut places = memchr::memmem::find_iter(source.as_bytes(), placeholder.as_bytes());
    plain
        && count(source) == count(target)
        && places.all(|at| {
            !source[..at].ends_with(joins)
                && !source[at + placeholder.len()..].trim_start_matches('.').starts_with(joins)
        })
}

/// Whether double braces hold words of a sentence, which some program shows or leaves out: `{{Berth taken: }}`.
fn is_prose(placeholder: &str) -> bool {
    let inner = placeholder.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    let words = inner.map(|inner| inner.trim_end().trim_end_matches(['.', ':', ',', '!', '?']));
    words.is_some_and(|words| {
        words.starts_with(|c: char| c.is_ascii_uppercase())
            && words.contains(' ')
            && words[1..].bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' ')
    })
}

impl Placeholders {
    fn matches(&self, text: &str, span: Span) -> Vec<Span> {
        let mut list: Vec<Span> = Vec::new();
        // Most runs of a sentence have none, where one of them has.
        let bytes = span.of(text).as_bytes();
        let may_hold = match *self.any_of.as_bytes() {
            [one] => memchr::memchr(one, bytes).is_some(),
            [one, two] => memchr::memchr2(one, two, bytes).is_some(),
            [one, two, three] => memchr::memchr3(one, two, three, bytes).is_some(),
            _ => true,
        };
        if !may_hold {
            return list;
        }
        for pattern in &self.patterns {
            // What one pattern finds lies apart.
            let known = list.len();
            for range in pattern.ranges(span.of(text)) {
                let here = Span::new(span.start as usize + range.start, span.start as usize + range.end);
                let next = list[..known].partition_point(|other| other.end <= here.start);
                if !list[next..known].first().is_some_and(|other| other.overlaps(here)) {
                    list.push(here);
                }
            }
            list.sort_unstable();
        }
        list
    }
}
