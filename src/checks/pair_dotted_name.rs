//! `pair.dotted-name`: a space stands before a name that begins with a dot or a slash, `.NET` for one. Not where a name ends.

use unicode_script::{Script, UnicodeScript as _};

use super::phrase::each_run;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::Pair;
use crate::text::{ByteSet, Span, is_alphabetic};

/// Names of the source that begin with a dot and capital letters, or with a slash and small ones, behind the letters of a word in
/// the translation, in languages that write spaces, where none of them touches a word in the source. `{name}` is the name,
/// `{word}` the word. The change puts a space in between.
#[derive(Debug, Default)]
pub(super) struct DottedName;

impl Mechanism for DottedName {
    const VALUES: &'static [&'static str] = &["name", "word"];
}

impl PairCheck for DottedName {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language.is_none_or(|language| language.spaces).then_some(())?;
        context.page.dotted_names().next().map(|_| Gate::both(ByteSet::ascii(b"./")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let source = pair.source.text();
        let text = &pair.target.view.text()[..pair.target.span.end as usize];
        for name in context.page.dotted_names() {
            let touches = |(at, _): (usize, &str)| source[..at].ends_with(is_alphabetic);
            if !source.contains(name) || source.match_indices(name).any(touches) {
                continue;
            }
            each_run(&pair.target, |run| {
                for at in memchr::memmem::find_iter(run.of(text).as_bytes(), name) {
                    let start = run.start as usize + at;
                    let word = word_before(&text[run.start as usize..start]);
                    let goes_on = text[start + name.len()..].starts_with(char::is_alphanumeric);
                    // `harbor.example/beta` is an address.
                    let before = &text[run.start as usize..start - word.len()];
                    let is_path = name.starts_with('/') && before.ends_with(|c: char| !c.is_whitespace());
                    if word.is_empty() || goes_on || is_path {
                        continue;
                    }
                    let all = Span::new(start - word.len(), start + name.len());
                    found.report(
                        Finding::on(Spot::Target(all))
                            .with("name", name)
                            .with("word", word)
                            .mended(Applicability::Safe, vec![(Spot::Target(Span::at(start)), " ".into())]),
                    );
                }
            });
        }
    }
}

/// The word that a text ends with, if it ends with a small letter, of a script that parts words by spaces: `ASP.NET` is one name.
fn word_before(text: &str) -> &str {
    let parts_words = |c: char| {
        matches!(c.script(), Script::Latin | Script::Cyrillic | Script::Greek | Script::Hangul)
            && !c.is_uppercase()
    };
    if !text.ends_with(parts_words) {
        return "";
    }
    let start = text.trim_end_matches(is_alphabetic).len();
    &text[start..]
}
