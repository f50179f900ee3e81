//! `pair.prose`: prose in the language of the page. Not which language a text is in, beyond a few that are known by
//! their small words.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Language, Pair, Words};
use crate::syntax::markdown::Kind;
use crate::text::script as script_of;

/// A translation that is prose of another language. `{language}` is that language, `{text}` how the translation begins.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Prose {
    /// Which.
    kind: ProseKind,
    /// From how many words in lower case on a text is prose.
    words: usize,
    /// How many different small words of another language it has at least, and none of its own.
    small: usize,
    /// Small words of languages, by their names, without those that neighbours share.
    languages: BTreeMap<String, Words>,
}

/// How a translation is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ProseKind {
    /// It is the source: a whole sentence, without code.
    Untranslated,
    /// It is neither the source nor in the language of the page.
    Foreign,
}

impl Mechanism for Prose {
    const VALUES: &'static [&'static str] = &["language", "text"];
    const NEEDS: &'static [&'static str] = &["stop-words"];
}

impl PairCheck for Prose {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(own) = context.language.filter(|own| !own.stop_words.is_empty()) else { return };
        // Pages in the language of the source have nothing to translate.
        if std::ptr::eq(own, context.source) {
            return;
        }
        // Most pairs end here.
        if self.kind == ProseKind::Foreign && own.sentence_scripts.is_empty() && has_own_script(pair, own) {
            return;
        }
        let (source, target) = (&pair.source, &pair.target);
        let is_source = source.bytes().has_letters_of(target.bytes())
            && words_of(source.text()).eq(words_of(target.text()));
        if is_source != (self.kind == ProseKind::Untranslated) {
            return;
        }
        if is_source && !is_sentence(pair, context.source) {
            return;
        }
        if let Some(language) = self.other(pair, own) {
            let begin: String = target.text().trim().chars().take(40).collect();
            let finding = Finding::on(Spot::Target(pair.target.span)).with("language", language);
            found.report(finding.with("text", begin));
        }
    }
}

impl Prose {
    /// The language that a translation is in, if it is another one.
    fn other(&self, pair: &Pair<'_>, own: &Language) -> Option<&str> {
        let view = pair.target.view.text();
        let texts = || {
            let nodes = pair.target.starting_nodes().iter().filter(|node| node.kind == Kind::Text);
            nodes.map(|node| node.outer.of(view))
        };
        if has_own_script(pair, own) {
            let lacks = self.kind == ProseKind::Foreign && lacks_a_script(pair.target.text(), own);
            return lacks.then_some("another language");
        }
        let words =
            || texts().flat_map(|text| text.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’'));
        let lower = |word: &&str| !word.is_empty() && word.chars().all(char::is_lowercase);
        let is_own = |word: &str| {
            own.stop_words.contains(word)
                || word.starts_with(char::is_uppercase) && own.stop_words.contains_small(word)
        };
        let has_own = self.kind == ProseKind::Foreign && words().any(is_own);
        if has_own || words().filter(lower).count() < self.words {
            return None;
        }
        // Different ones: a list of names may say `for` in each.
        let count = |list: &Words| {
            let mut found: Vec<&str> = words().filter(|word| list.contains(word)).collect();
            found.sort_unstable();
            found.dedup();
            found.len()
        };
        let counts = self.languages.iter().map(|(name, list)| (count(list), name));
        let (most, name) = counts.max_by_key(|(count, _)| *count)?;
        (most >= self.small).then_some(name)
    }
}

/// Whether a letter of the language's own script stands in the translation, where that is not Latin.
fn has_own_script(pair: &Pair<'_>, own: &Language) -> bool {
    if pair.target.bytes().is_ascii() || own.writes_latin() {
        return false;
    }
    let view = pair.target.view.text();
    let mut texts = pair.target.starting_nodes().iter().filter(|node| node.kind == Kind::Text);
    texts.any(|node| node.outer.of(view).chars().any(|c| !c.is_ascii() && own.is_native(c)))
}

/// Whether a sentence in letters of the language has none of those that every sentence has: Japanese without kana.
fn lacks_a_script(text: &str, own: &Language) -> bool {
    const LEAST: usize = 10;
    let is_sentence = text.trim_end().ends_with(|c| own.final_marks.contains(c));
    let has = || text.chars().any(|c| own.sentence_scripts.iter().any(|script| script_of(c) == script.0));
    !own.sentence_scripts.is_empty()
        && is_sentence
        && !has()
        && text.chars().filter(|&c| own.is_native(c)).count() >= LEAST
}

/// The words of a paragraph, however its lines are broken: those of a quotation begin with a mark.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split_ascii_whitespace().filter(|word| *word != ">")
}

/// Ends like a sentence and holds no code.
fn is_sentence(pair: &Pair<'_>, language: &Language) -> bool {
    let text = pair.target.text().trim_end().trim_end_matches(['*', '_', ')', '"', '”']);
    let code = |kind| matches!(kind, Kind::Code | Kind::FencedCode | Kind::IndentedCode);
    text.ends_with(|c| language.final_marks.contains(c))
        && !pair.target.starting_nodes().iter().any(|node| code(node.kind))
}
