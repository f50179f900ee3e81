//! `pair.code`: what the source shows as code, the translation shows too.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::code_words::is_translated;
use super::pair_parts::{has_word, paragraph};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side, Words};
use crate::syntax::markdown::{Kind, Node};
use crate::text::ByteSet;

/// Code spans of the source that the translation has not. `{code}` is the source's, `{found}` what stands for it, and
/// `{state}` says it; `{kind}` is `words` where it is words of the screen, or has made-up ones, and the translation has other
/// code in its place, `word` where the translation has the same code with words of its own in it, and `code` else. A formula
/// or a number in the translation's own writing is the same. Code that a translation has in addition, or less often, is its own
/// affair.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Code {
    /// Which findings.
    fault: Fault,
    /// Words that names are made up of in examples: `file`, `your`.
    #[serde(default)]
    made_up: Words,
    /// Words behind a code that say it is typed: `command`, `property`. Such a code has no words.
    #[serde(default)]
    typed: Words,
    /// Words before a code that say the same: `run`.
    #[serde(default)]
    run: Words,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Fault {
    /// It is in no code of the translation, nor among its words; or it is glued to another.
    Lost,
    /// Other code stands in its place.
    Changed,
    /// Its words are there, but not as code.
    Plain,
}

impl Mechanism for Code {
    const VALUES: &'static [&'static str] = &["code", "found", "state", "kind"];
}

impl PairCheck for Code {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::source(ByteSet::ascii(b"`")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        if spans(&pair.source).map(|(_, code)| code).eq(spans(&pair.target).map(|(_, code)| code)) {
            return;
        }
        let (missing, mut extra) = unmatched(pair);
        if missing.is_empty() {
            return;
        }
        let distinct: FxHashSet<&str> = extra.iter().map(|(_, code)| *code).collect();
        let as_many = distinct.len() >= missing.len();
        let around = paragraph(&pair.target);
        // One of the translation's own stands for one of the source's.
        let mut own: Vec<&str> = distinct.into_iter().collect();
        own.sort_unstable_by_key(|code| code.as_ptr().addr());
        for &code in &missing {
            if let Some(at) = extra.iter().position(|(_, other)| is_localised(code, other)) {
                let (_, other) = extra.remove(at);
                own.retain(|own| *own != other);
                continue;
            }
            let is_plain = || has_word(around, code) || is_split(pair, code);
            let Some(fate) = fate(code, &missing, &mut extra, is_plain, context) else { continue };
            let instead = fate.instead().map(|(_, other)| other);
            let first = own.iter().position(|other| instead == Some(other));
            let word = if matches!(fate, Fate::Glued(..) | Fate::Plain) || self.is_typed(pair, code) {
                None
            } else {
                let mut tried = first.into_iter().chain(0..own.len());
                tried.find(|&at| is_translated(code, own[at], context.page))
            };
            if let Some(at) = word.or(first) {
                own.remove(at);
            }
            if fate.fault() != self.fault {
                continue;
            }
            let is_glued = matches!(fate, Fate::Glued(..));
            let for_people = as_many && !is_glued && (is_label(code) || self.is_made_up(code));
            let kind = match word {
                _ if for_people => "words",
                Some(_) => "word",
                None => "code",
            };
            let spot = Spot::Target(fate.instead().map_or(pair.target.span, |(node, _)| node.outer));
            let finding = Finding::on(spot).with("code", code).with("state", fate.state()).with("kind", kind);
            found.report(finding.with("found", instead.unwrap_or_default()));
        }
    }
}

/// The codes of the source that its translation has not, once each, whatever their backslashes; and those of the
/// translation that the source has not.
fn unmatched<'d>(pair: &Pair<'d>) -> (Vec<&'d str>, Vec<(&'d Node, &'d str)>) {
    // Each that has none is held against all such: a sentence has few.
    const MOST: usize = 64;
    let sources: Vec<_> = spans(&pair.source).collect();
    let mut extra: Vec<_> = spans(&pair.target).collect();
    let known = |spans: &[(&Node, &str)]| -> FxHashSet<Vec<u8>> {
        spans.iter().map(|(_, code)| plain(code)).collect()
    };
    let (ours, mut theirs) = (known(&extra), known(&sources));
    extra.retain(|(_, code)| !theirs.contains(&plain(code)));
    extra.truncate(MOST);
    let missing = sources.iter().map(|&(_, code)| code).filter(|code| !ours.contains(&plain(code)));
    let missing = missing.filter(|code| theirs.remove(&plain(code))).take(MOST).collect();
    (missing, extra)
}

/// What became of a code of the source.
#[derive(Clone, Copy)]
enum Fate<'d> {
    /// It stands in one code with others.
    Glued(&'d Node, &'d str),
    /// This stands in its place.
    Changed(&'d Node, &'d str),
    /// Its words are there, but not as code.
    Plain,
    /// It is not there.
    Lost,
}

impl<'d> Fate<'d> {
    fn fault(self) -> Fault {
        match self {
            Fate::Glued(..) | Fate::Lost => Fault::Lost,
            Fate::Changed(..) => Fault::Changed,
            Fate::Plain => Fault::Plain,
        }
    }

    fn state(self) -> String {
        match self {
            Fate::Glued(..) => "glued to the code beside it".to_owned(),
            Fate::Changed(_, other) => format!("`{other}` here"),
            Fate::Plain => "not shown as code here".to_owned(),
            Fate::Lost => "missing here".to_owned(),
        }
    }

    /// The code of the translation that it is found in.
    fn instead(self) -> Option<(&'d Node, &'d str)> {
        match self {
            Fate::Glued(node, other) | Fate::Changed(node, other) => Some((node, other)),
            Fate::Plain | Fate::Lost => None,
        }
    }
}

/// What became of a missing code; `None` where it was said of another that stands in one code with it. Takes what stands in
/// its place out of `extra`.
fn fate<'d>(
    code: &str,
    missing: &[&str],
    extra: &mut Vec<(&'d Node, &'d str)>,
    is_plain: impl Fn() -> bool,
    context: &PairContext<'_>,
) -> Option<Fate<'d>> {
    let glued = |code: &str| missing.iter().filter(|other| has_word(code, other)).count() > 1;
    if let Some(&(node, other)) = extra.iter().find(|(_, other)| glued(other) && has_word(other, code)) {
        let first = missing.iter().find(|other_code| has_word(other, other_code));
        return (first == Some(&code)).then_some(Fate::Glued(node, other));
    }
    Some(if is_plain() {
        Fate::Plain
    } else if let Some(at) = partner(code, missing, extra, context) {
        let (node, other) = extra.remove(at);
        Fate::Changed(node, other)
    } else {
        Fate::Lost
    })
}

impl Code {
    /// Whether a part of a code is a word that stands for another: `your-file.txt`.
    fn is_made_up(&self, code: &str) -> bool {
        let mut parts = code.split(|c: char| !c.is_ascii_alphabetic()).filter(|part| !part.is_empty());
        parts.any(|part| self.made_up.contains_small(part))
    }

    /// Whether the source says of a code that it is typed: the `berth` command, run `berth`.
    fn is_typed(&self, pair: &Pair<'_>, code: &str) -> bool {
        let (text, span) = (pair.source.view.text(), pair.source.span);
        let letter = |c: char| c.is_ascii_alphabetic();
        let beside = |(node, _): (&Node, &str)| {
            let before =
                text.get(span.start as usize..node.outer.start as usize).unwrap_or_default().trim_end();
            let behind =
                text.get(node.outer.end as usize..span.end as usize).unwrap_or_default().trim_start();
            let last = before.rsplit(|c| !letter(c)).next().unwrap_or_default();
            let next = behind.split(|c| !letter(c)).next().unwrap_or_default();
            self.run.contains_small(last) || self.typed.contains_small(next)
        };
        spans(&pair.source).filter(|(_, other)| *other == code).any(beside)
    }
}

/// Whether two are one in two languages: formulas, which call functions by words of the language, and numbers.
fn is_localised(code: &str, other: &str) -> bool {
    let is_formula = |code: &str| code.trim_start_matches('{').starts_with('=') && code.contains('(');
    // `COLOR(0;1)` and `FARBE(0;1)`, outside of a sheet.
    let is_name = |name: &str| {
        let named = |c: char| c.is_uppercase() || c.is_ascii_digit() || c == '.';
        name.starts_with(char::is_alphabetic) && name.chars().all(named)
    };
    let call = |code: &'_ str| code.split_once('(').is_some_and(|(name, _)| is_name(name));
    let values = |code: &str| code.split_once('(').map(|(_, values)| spelt(values));
    let is_number =
        |code: &str| code.contains(|c: char| c.is_ascii_digit()) && !code.contains(char::is_alphabetic);
    // `10,000` and `10 000`.
    let thousands = || spelt(&code.replace(',', "")) == spelt(other).replace('.', "");
    (is_formula(code) || call(code)) && is_formula(other)
        || is_formula(code) && call(other)
        || call(code) && call(other) && values(code) == values(other)
        || is_number(code)
            && is_number(other)
            && (spelt(code) == spelt(other) || code.contains(',') && thousands())
        || code.contains('.') && other.contains(',') && decimal(code) == decimal(other)
        // The source's own full stop.
        || code.strip_suffix('.').is_some_and(|code| plain(code) == plain(other))
}

/// What stands in a code without spaces, and with one mark for all that part numbers.
fn spelt(code: &str) -> String {
    let shown = code.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'));
    shown.map(|c| if matches!(c, ',' | ';') { '.' } else { c }).collect()
}

/// A code with points for the commas between digits.
fn decimal(code: &str) -> Vec<u8> {
    let bytes = code.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let folded = |(at, &byte): (usize, &u8)| {
        if byte == b',' && at > 0 && digit(at - 1) && digit(at + 1) { b'.' } else { byte }
    };
    bytes.iter().enumerate().map(folded).collect()
}

/// `Sign in again`, `Downloads`, `(Working copy)`: what is read on a screen.
fn is_label(code: &str) -> bool {
    const AROUND: [char; 4] = ['(', ')', '\'', '"'];
    let plain = |word: &str| word.bytes().skip(1).all(|byte| !byte.is_ascii_uppercase());
    let words = || code.split(' ').map(|word| word.trim_matches(AROUND));
    code.len() > 2
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b' ' || AROUND.contains(&char::from(byte)))
        && code.trim_start_matches(AROUND).starts_with(|c: char| c.is_ascii_uppercase())
        && words().all(|word| !word.is_empty() && plain(word))
}

/// The code spans of a side with what stands in them.
fn spans<'d>(side: &Side<'d>) -> impl Iterator<Item = (&'d Node, &'d str)> + use<'d> {
    let text = side.view.text();
    let code = side.starting_nodes().iter().filter(|node| node.kind == Kind::Code);
    code.map(move |node| (node, node.inner.of(text).trim()))
}

/// A code without the backslashes that guard pipes and backquotes, and with white space only where it parts two words.
fn plain(code: &str) -> Vec<u8> {
    let mut plain: Vec<u8> = Vec::with_capacity(code.len());
    let mut parted = false;
    // A space that breaks no line is one.
    let code = if code.is_ascii() {
        Cow::Borrowed(code)
    } else {
        Cow::Owned(code.replace('\u{a0}', " ").replace('…', "..."))
    };
    for byte in code.bytes().filter(|byte| *byte != b'\\') {
        if byte.is_ascii_whitespace() {
            parted = true;
            continue;
        }
        if parted && byte.is_ascii_alphanumeric() && plain.last().is_some_and(u8::is_ascii_alphanumeric) {
            plain.push(b' ');
        }
        parted = false;
        plain.push(byte);
    }
    plain
}

/// Whether the parts of a code stand in several spans of the translation.
fn is_split(pair: &Pair<'_>, code: &str) -> bool {
    let mut rest: Vec<u8> = code.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let mut parts = 0;
    for (_, part) in spans(&pair.target) {
        let part: Vec<u8> = part.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        // All of it in one span is no part.
        if let Some(after) = rest.strip_prefix(&part[..]).filter(|after| parts > 0 || !after.is_empty()) {
            rest = after.to_vec();
            parts += 1;
        }
    }
    rest.is_empty()
}

/// Which of the translation's own codes stands for one that is missing: the one that shares most with it, or the only
/// one where one is missing.
fn partner(
    code: &str,
    missing: &[&str],
    extra: &[(&Node, &str)],
    context: &PairContext<'_>,
) -> Option<usize> {
    let native = |text: &str| {
        text.chars().any(|c| context.language.is_some_and(|own| !c.is_ascii() && own.is_native(c)))
    };
    let near = extra.iter().position(|(_, other)| {
        let (one, other) = (code.to_lowercase(), other.to_lowercase());
        one == other || one.contains(&other) || other.contains(&one) || common(&one, &other) * 2 >= one.len()
    });
    let at = near.or_else(|| (missing.len() == 1 && extra.len() == 1).then_some(0))?;
    // Words for people to fill in, and comments, are to be translated.
    (!native(extra[at].1)).then_some(at)
}

/// How many bytes two texts begin or end with in common.
fn common(one: &str, other: &str) -> usize {
    let front = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let back = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    front.max(back)
}
