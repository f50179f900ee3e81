//! `pair.script`: a translation in letters of its language.

use schemars::JsonSchema;
use serde::Deserialize;
use unicode_script::Script;

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Language, Pair, Side, Words};
use crate::syntax::markdown::Kind;
use crate::text::{self, KANA_LEAD, Span, holds_kana};

/// Letters of a script that neither the language nor the source is written in. Latin letters are names'. `{script}` is the
/// script, `{text}` what stands there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrongScript {
    /// How many such letters at least.
    letters: usize,
    /// How large their part of all letters that are not Latin is at least, in percent.
    percent: usize,
    /// Words that are written so in every language: names of languages.
    #[serde(default)]
    except: Words,
}

impl Mechanism for WrongScript {
    const VALUES: &'static [&'static str] = &["script", "text"];
    const NEEDS: &'static [&'static str] = &["scripts"];
}

impl PairCheck for WrongScript {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language.filter(|language| !language.scripts.is_empty()) else { return };
        if pair.target.bytes().is_ascii() || !may_hold_others(&pair.target, language) {
            return;
        }
        let (mut native, mut alien, mut first) = (0, 0, None::<(Span, Script)>);
        for node in pair.target.starting_nodes().iter().filter(|node| node.kind == Kind::Text) {
            let text = node.outer.of(pair.target.view.text());
            let mut behind = 0;
            for (at, c) in text.char_indices() {
                if at < behind {
                    continue;
                }
                let script = text::script(c);
                if !text::is_alphabetic(c)
                    || matches!(script, Script::Common | Script::Inherited | Script::Latin)
                {
                    native += usize::from(script == Script::Latin && language.is_native(c));
                } else if language.is_native(c) {
                    native += 1;
                } else if let Some(length) = self.except.longest_prefix(&text[at..]) {
                    behind = at + length;
                } else {
                    alien += 1;
                    let start = node.outer.start as usize + at;
                    let place = Span::new(start, start + c.len_utf8());
                    let (span, _) = first.get_or_insert((place, script));
                    span.end = place.end;
                }
            }
        }
        let Some((span, script)) = first else { return };
        // Words of other languages are named where the source names them.
        let is_known = pair.source.text().chars().any(|c| text::script(c) == script);
        if alien < self.letters || alien * 100 < self.percent * (alien + native) || is_known {
            return;
        }
        let shown: String = span.of(pair.target.view.text()).chars().take(24).collect();
        found.report(Finding::on(Spot::Target(span)).with("script", script.full_name()).with("text", shown));
    }
}

/// Whether a character may be there that none of the language's scripts has: nearly all texts end here.
fn may_hold_others(side: &Side<'_>, language: &Language) -> bool {
    side.bytes().meets(language.foreign_leads())
        || side.has(KANA_LEAD) && !language.writes_kana() && holds_kana(side.text())
}
