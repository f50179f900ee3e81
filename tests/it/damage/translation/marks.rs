//! Damage to bold: lost, escaped, halved, moved, merged.

use super::edit::{bolds, label, next_word, with, word};
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("a label is bold no more", &["lost-bold"], |_, pair, out| {
        for bold in bolds(&pair.target) {
            let words = label(&pair.target, &bold);
            out.push(with(&pair.target, &[(bold.clone(), words)]));
        }
    }),
    fault("asterisks are escaped", &["literal-bold"], |_, pair, out| {
        for bold in bolds(&pair.target) {
            let words = format!(r"\*\*{}\*\*", label(&pair.target, &bold));
            out.push(with(&pair.target, &[(bold.clone(), &words)]));
        }
    }),
    fault("one mark of two is lost", &["literal-bold"], |_, pair, out| {
        for bold in bolds(&pair.target) {
            out.push(with(&pair.target, &[(bold.start..bold.start + 2, "")]));
            out.push(with(&pair.target, &[(bold.end - 2..bold.end, "")]));
        }
    }),
    fault("the asterisks stand behind a quoted label", &["literal-bold"], |set, pair, out| {
        let [open, close] = &set.label_quotes;
        for bold in bolds(&pair.target) {
            let words = bare(label(&pair.target, &bold));
            out.push(with(&pair.target, &[(bold.clone(), &format!(r"{open}{words}{close}\*\*\*\*"))]));
        }
    }),
    fault("bold cuts a quoted label", &["split-bold"], |set, pair, out| {
        let [open, close] = &set.label_quotes;
        for bold in bolds(&pair.target) {
            let text = unquoted(&pair.target, &bold);
            let Some(bold) =
                bolds(&text).into_iter().find(|found| label(&text, found) == label(&pair.target, &bold))
            else {
                continue;
            };
            let words = bare(label(&text, &bold));
            let Some(next) = next_word(&text, bold.end) else { continue };
            let gap = &text[bold.end..next.start];
            let next_words = &text[next.clone()];
            // From inside the label to behind the next word, and from the closing quote on.
            let whole = bold.start..next.end;
            out.push(with(&text, &[(whole.clone(), &format!("{open}**{words}{close}{gap}{next_words}**"))]));
            out.push(with(&text, &[(whole, &format!("{open}{words} **{close}{gap}{next_words}**"))]));
        }
    }),
    fault("bold is on words that name nothing", &["misplaced-bold"], |set, pair, out| {
        for bold in bolds(&pair.target) {
            let text = with(&pair.target, &[(bold.clone(), label(&pair.target, &bold))]);
            let places = set.function.iter().filter_map(|name| word(&text, name));
            for place in places.take(2) {
                let words = format!("**{}**", &text[place.clone()]);
                out.push(with(&text, &[(place, &words)]));
            }
        }
    }),
    fault("two labels are the same", &["collapsed-labels"], |_, pair, out| {
        for two in bolds(&pair.target).windows(2) {
            let first = &pair.target[two[0].clone()];
            out.push(with(&pair.target, &[(two[1].clone(), first)]));
        }
    }),
    fault("two labels are joined into one", &["lost-bold", "collapsed-labels"], |_, pair, out| {
        for two in bolds(&pair.target).windows(2) {
            if !pair.target[two[0].end..two[1].start].contains('>') {
                let ends = [(two[0].end - 2..two[0].end, ""), (two[1].start..two[1].start + 2, "")];
                out.push(with(&pair.target, &ends));
            }
        }
    }),
    fault("nothing but brackets is left of a label", &["empty-brackets"], |_, pair, out| {
        for bold in bolds(&pair.target) {
            out.push(with(&pair.target, &[(bold.clone(), "[ ]")]));
            out.push(with(&pair.target, &[(bold, "[]")]));
        }
    }),
];

/// A label without the brackets that Japanese pages put around it.
fn bare(label: &str) -> &str {
    label.trim_start_matches('[').trim_end_matches(']')
}

/// The text without the quotes that stand directly around a bold run.
fn unquoted(text: &str, bold: &std::ops::Range<usize>) -> String {
    if text[..bold.start].ends_with('“') && text[bold.end..].starts_with('”') {
        let (open, close) = ("“".len(), "”".len());
        return with(text, &[(bold.start - open..bold.start, ""), (bold.end..bold.end + close, "")]);
    }
    text.to_owned()
}
