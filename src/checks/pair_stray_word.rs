//! `pair.stray-word`: a word of the source in the middle of a translated sentence, where the page translates it elsewhere.
//! Not names, commands, and what is quoted: those stay as they are.

use schemars::JsonSchema;
use serde::Deserialize;

use super::latin::{Word, beginning_small, may_hold_small, names_at};
use super::page_words::PageWords;
use super::pair_capitals::{SMALL, shown};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Language, Pair, Words};
use crate::text::Span;

/// Words in small Latin letters between words of the language, in languages that do not write in Latin letters. `{word}` is
/// the word, `{count}` how often the page's source has it, of which the translation keeps half at most.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StrayWord {
    /// How many letters a word has at least.
    letters: usize,
    /// How often the page's source must have it.
    least: usize,
    /// Words of the source right beside it that make it a name of something: `command`. None of them is one itself.
    beside: Words,
    /// Words that name a thing of computers, and stay as they are in many languages: `root`.
    #[serde(default)]
    except: Words,
}

impl Mechanism for StrayWord {
    const VALUES: &'static [&'static str] = &["word", "count"];
    const NEEDS: &'static [&'static str] = &["scripts"];
}

impl PairCheck for StrayWord {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.filter(|language| !language.writes_latin())?;
        Some(Gate::target(SMALL))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let (source, target) = (pair.source.text(), pair.target.text());
        if !may_hold_small(target.as_bytes()) || source == target {
            return;
        }
        // Each is looked for in both texts and in all code, and a sentence has few.
        const MOST: usize = 64;
        let mut seen: Vec<&str> = Vec::new();
        for span in shown(&pair.target) {
            let text = span.of(pair.target.view.text());
            for one in beginning_small(text).filter(Word::is_small) {
                let (at, word) = (one.start, one.text);
                if word.len() < self.letters
                    || !is_between(text, at, one.end(), language)
                    || seen.contains(&word)
                    || self.beside.contains(word)
                    || self.except.contains(word)
                {
                    continue;
                }
                if seen.len() == MOST {
                    return;
                }
                seen.push(word);
                if !self.is_plain(source, word)
                    || context.page.code().contains(word)
                    || context.keep.iter().any(|term| term.contains(word))
                {
                    continue;
                }
                let count = context.page.source().of(word).prose;
                let is_stray = count >= self.least && kept(context.page, word) * 2 <= count;
                if is_stray && !context.page.has_inner_capital(word) && !is_in_code(context.page, word) {
                    let start = span.start as usize + at;
                    let place = Span::new(start, start + word.len());
                    let finding = Finding::on(Spot::Target(place)).with("word", word);
                    found.report(finding.with("count", count.to_string()));
                }
            }
        }
    }
}

impl StrayWord {
    /// Whether the source has a word as one of its sentence: not in bold or quoted, and no name of a command.
    fn is_plain(&self, source: &str, word: &str) -> bool {
        let mut any = false;
        for at in names_at(source, word) {
            let (before, behind) = (&source[..at], &source[at + word.len()..]);
            let marked = before.ends_with(['*', '"', '“', '\'', '‘', '`', '<', '[', '-'])
                || behind.starts_with(['*', '"', '”', '\'', '`', '>', ']', '-']);
            let letters = |text: &&str| !text.is_empty();
            let split = |c: char| !c.is_alphanumeric();
            let near =
                [before.rsplit(split).find(letters), behind.split(split).find(letters)].into_iter().flatten();
            if marked || near.into_iter().any(|word| self.beside.contains(&word.to_ascii_lowercase())) {
                return false;
            }
            any = true;
        }
        any
    }
}

/// Whether words of the language stand on both sides.
fn is_between(text: &str, start: usize, end: usize, language: &Language) -> bool {
    let own = |c: Option<char>| c.is_some_and(|c| language.is_native(c) || "、。，".contains(c));
    let before = text[..start].strip_suffix(' ').unwrap_or(&text[..start]);
    let behind = text[end..].strip_prefix(' ').unwrap_or(&text[end..]);
    own(before.chars().next_back()) && own(behind.chars().next())
}

/// Whether a word is a part of what the page writes as code: `harbor/control`, `--assume-yes`.
fn is_in_code(page: &PageWords<'_>, word: &str) -> bool {
    let has =
        |code: &str| code.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').any(|part| part == word);
    page.code().iter().any(|code| code.len() > word.len() && has(code))
}

/// How often a translation has a word, in whatever letters, where it is no part of an address.
fn kept(page: &PageWords<'_>, word: &str) -> usize {
    let title = [&word[..1].to_ascii_uppercase(), &word[1..]].concat();
    let forms = [word.to_owned(), title, word.to_ascii_uppercase()];
    forms.iter().map(|form| page.target().of(form).apart).sum()
}
