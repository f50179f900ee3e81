//! Damage to bold: lost, escaped, halved, moved, merged.

use super::edit::{bolds, label, next_word, with, word};
use super::pairs::Block;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("a label is bold no more", &["lost-bold"], |_, pair, out| {
        // Without quotes and brackets, too: with them it is a habit of some houses.
        for at in 0..bolds(&pair.target).len() {
            let text = unquoted(&pair.target, at);
            let bold = &bolds(&text)[at];
            out.push(with(&text, &[(bold.clone(), bare(label(&text, bold)))]));
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
    fault("bold cuts a quoted label", &["split-bold", "literal-bold"], |set, pair, out| {
        let [open, close] = &set.label_quotes;
        for at in 0..bolds(&pair.target).len() {
            let text = unquoted(&pair.target, at);
            let bold = &bolds(&text)[at];
            let words = bare(label(&text, bold));
            let Some(next) = next_word(&text, bold.end) else { continue };
            let behind = &text[bold.end..next.end];
            // From inside the label to behind the next word, and from the closing quote on.
            for moved in
                [format!("{open}**{words}{close}{behind}**"), format!("{open}{words} **{close}{behind}**")]
            {
                out.push(with(&text, &[(bold.start..next.end, &moved)]));
            }
        }
    }),
    fault("bold is on words that name nothing", &["misplaced-bold"], |set, pair, out| {
        for bold in bolds(&pair.target) {
            let text = with(&pair.target, &[(bold.clone(), label(&pair.target, &bold))]);
            let places = set.verbs.iter().chain(&set.function).filter_map(|name| word(&text, name));
            // Marks of two runs that touch would be no bold at all.
            let free = places
                .filter(|place| !text[..place.start].ends_with('*') && !text[place.end..].starts_with('*'));
            for place in free.take(2) {
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
    fault(
        "two labels are joined into one",
        &["lost-bold", "collapsed-labels", "split-bold"],
        |_, pair, out| {
            for two in bolds(&pair.target).windows(2) {
                if !pair.target[two[0].end..two[1].start].contains('>') {
                    let ends = [(two[0].end - 2..two[0].end, ""), (two[1].start..two[1].start + 2, "")];
                    out.push(with(&pair.target, &ends));
                }
            }
        },
    ),
    fault("nothing but brackets is left of a label", &["empty-brackets"], |_, pair, out| {
        for bold in bolds(&pair.target) {
            // At the start of an item it is a box to tick.
            if pair.block != Block::Item {
                out.push(with(&pair.target, &[(bold.clone(), "[ ]")]));
            }
            out.push(with(&pair.target, &[(bold, "[]")]));
        }
    }),
];

/// A label without the brackets that Japanese pages put around it.
fn bare(label: &str) -> &str {
    label.trim_start_matches('[').trim_end_matches(']')
}

/// The text without the quotes that stand directly around a bold run.
fn unquoted(text: &str, at: usize) -> String {
    let bold = &bolds(text)[at];
    if text[..bold.start].ends_with('“') && text[bold.end..].starts_with('”') {
        let (before, behind) = (bold.start - '“'.len_utf8(), bold.end + '”'.len_utf8());
        return with(text, &[(before..bold.start, ""), (bold.end..behind, "")]);
    }
    text.to_owned()
}
