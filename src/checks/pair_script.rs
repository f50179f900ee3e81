//! `pair.script`: a translation in letters of its language.

use schemars::JsonSchema;
use serde::Deserialize;
use unicode_script::{Script, UnicodeScript};

use super::{Finding, Findings, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Language, Pair};
use crate::syntax::markdown::Kind;
use crate::text::Span;

/// Letters of a script that neither the language nor the source is written in. Latin letters are names'. `{script}` is the
/// script, `{text}` what stands there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WrongScript {
    /// How many such letters at least.
    letters: usize,
    /// How large their part of all letters that are not Latin is at least, in percent.
    percent: usize,
}

impl Mechanism for WrongScript {
    const VALUES: &'static [&'static str] = &["script", "text"];
    const NEEDS: &'static [&'static str] = &["scripts"];
}

impl PairCheck for WrongScript {
    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language.filter(|language| !language.scripts.is_empty()) else { return };
        let text = pair.target.text();
        if text.is_ascii() || !may_hold_others(text.as_bytes(), language) {
            return;
        }
        let (mut native, mut alien, mut first) = (0, 0, None::<(Span, Script)>);
        for node in pair.target.nodes().iter().filter(|node| node.kind == Kind::Text) {
            for (at, c) in node.outer.of(pair.target.view.text()).char_indices() {
                let script = c.script();
                if !c.is_alphabetic() || matches!(script, Script::Common | Script::Inherited | Script::Latin)
                {
                    native += usize::from(script == Script::Latin && language.is_native(c));
                } else if language.is_native(c) {
                    native += 1;
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
        let is_known = pair.source.text().chars().any(|c| c.script() == script);
        if alien < self.letters || alien * 100 < self.percent * (alien + native) || is_known {
            return;
        }
        let shown: String = span.of(pair.target.view.text()).chars().take(24).collect();
        found.report(Finding::on(Spot::Target(span)).with("script", script.full_name()).with("text", shown));
    }
}

/// Whether a byte begins a character that none of the language's scripts has: nearly all texts end here.
fn may_hold_others(bytes: &[u8], language: &Language) -> bool {
    let has = |script| language.scripts.iter().any(|own| own.0 == script);
    let mut usual = [true; 256];
    // Cyrillic, Greek, Hebrew, Arabic, Thai and its neighbours, kana, ideographs, Hangul.
    let blocks = [
        (Script::Greek, 0xcd..=0xcf),
        (Script::Cyrillic, 0xd0..=0xd4),
        (Script::Arabic, 0xd5..=0xdf),
        (Script::Thai, 0xe0..=0xe1),
        (Script::Han, 0xe4..=0xe9),
        (Script::Hangul, 0xea..=0xed),
    ];
    for (script, leads) in blocks {
        if !has(script) {
            usual[leads].fill(false);
        }
    }
    let kana = has(Script::Hiragana);
    // Punctuation of kana's lead byte is everybody's in East Asia.
    let is_other = |(at, &byte): (usize, &u8)| {
        !usual[byte as usize] || byte == 0xe3 && !kana && matches!(bytes.get(at + 1), Some(0x81..=0x83))
    };
    bytes.iter().enumerate().any(is_other)
}
