//! Damage to words: another language, stray characters, doubled and lost ones, another kind of block.

use super::edit::{bolds, label, longest, pattern, plain, with};
use super::pairs::Block;
use super::{Fault, Pair, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "the target is prose of another language",
        &["foreign-target", "wrong-script"],
        |set, pair, out| {
            if is_plain(pair) && words(&pair.source) >= 5 {
                out.extend(set.foreign.iter().cloned());
            }
        },
    ),
    fault("the target is in another script", &["wrong-script", "foreign-target"], |set, pair, out| {
        if is_plain(pair) && words(&pair.source) >= 5 {
            out.extend(set.script.iter().cloned());
        }
    }),
    fault("the target is the source", &["untranslated-segment"], |_, pair, out| {
        // A sentence with small words that are no name.
        let has_small = pattern!(r" (the|is|in|of|to|and|a) ").is_match(&pair.source);
        let is_sentence = pair.source.ends_with('.') && words(&pair.source) >= 5 && has_small;
        if is_sentence && pair.block == Block::Paragraph && is_plain(pair) {
            out.push(pair.source.clone());
        }
    }),
    fault("a character that nobody sees", &["odd-character"], |_, pair, out| {
        let at = middle(pair);
        let stray = if pair.target.len().is_multiple_of(2) { "\u{200b}" } else { "\u{feff}" };
        out.push(with(&pair.target, &[(at..at, stray)]));
    }),
    fault("a character that could not be read", &["odd-character", "mojibake"], |_, pair, out| {
        let at = middle(pair);
        let end = at + pair.target[at..].chars().next().map_or(0, char::len_utf8);
        out.push(with(&pair.target, &[(at..end, "\u{fffd}")]));
    }),
    fault("letters were read in another encoding", &["mojibake", "odd-character"], |set, pair, out| {
        if set.is_latin() {
            let torn =
                [("ä", "Ã¤"), ("ö", "Ã¶"), ("ü", "Ã¼"), ("é", "Ã©"), ("è", "Ã¨"), ("’", "â€™"), ("ê", "Ãª")];
            let there = torn.iter().filter(|(letter, _)| pair.target.contains(letter));
            out.extend(there.take(1).map(|(letter, torn)| pair.target.replace(letter, torn)));
        }
    }),
    fault("a phrase stands twice in a row", &["doubled-text"], |set, pair, out| {
        for stretch in plain(&pair.target) {
            let text = &pair.target[stretch.clone()];
            let phrase = if set.is_spaced() {
                // Two words with letters only, and the space behind them.
                pattern!(r"(^|\s)(\p{L}{3,} \p{L}{3,}) ").captures(text).and_then(|found| found.get(2))
            } else {
                pattern!(r"[\p{Han}\p{Hiragana}\p{Katakana}]{5}").find(text)
            };
            if let Some(phrase) = phrase {
                let at = stretch.start + phrase.end();
                let space = if set.is_spaced() { " " } else { "" };
                out.push(with(&pair.target, &[(at..at, &format!("{space}{}", phrase.as_str()))]));
            }
        }
    }),
    fault("a bracket is lost", &["unbalanced-bracket"], |_, pair, out| {
        for stretch in plain(&pair.target) {
            for (at, bracket) in pair.target[stretch.clone()].match_indices(['(', ')', '（', '）']) {
                let at = stretch.start + at;
                // `20)` is the mark of a list.
                if !pair.target[at..].starts_with("(20)") && !pair.target[..at].ends_with("(20") {
                    out.push(with(&pair.target, &[(at..at + bracket.len(), "")]));
                }
            }
        }
    }),
    fault("a space tears a word", &["torn-word"], |_, pair, out| {
        // What no word ends with, and what follows: Korean stems, first parts of German compounds, French articles.
        let torn = pattern!(r"(?:[있없않]|\b\p{L}{3,}ungs|\b[ld]’)(\p{L}{2})");
        for stretch in plain(&pair.target) {
            let text = &pair.target[stretch.clone()];
            if let Some(behind) = torn.captures(text).and_then(|found| found.get(1)) {
                let at = stretch.start + behind.start();
                out.push(with(&pair.target, &[(at..at, " ")]));
            }
        }
    }),
    fault("a quotation mark is lost", &["lone-quote", "unbalanced-bracket", "split-bold"], |_, pair, out| {
        let quotes = pair.target.matches(['"', '“', '”', '„']).count();
        if quotes.is_multiple_of(2) && !pair.source.contains(['"', '“', '”']) {
            for stretch in plain(&pair.target) {
                for (at, quote) in pair.target[stretch.clone()].match_indices(['"', '“', '”', '„']) {
                    let at = stretch.start + at;
                    out.push(with(&pair.target, &[(at..at + quote.len(), "")]));
                }
            }
        }
    }),
    fault("the target begins another block", &["changed-block"], |_, pair, out| {
        if pair.block == Block::Paragraph {
            // Two of them for each pair.
            let markers = ["- ", "* ", "1. ", "# ", "### ", "> "];
            for at in [pair.target.len(), pair.target.len() + 3] {
                out.push(format!("{}{}", markers[at % markers.len()], pair.target));
            }
        }
    }),
    fault("the target begins in lower case", &["lower-case-start"], |set, pair, out| {
        let first = pattern!(r"^\p{Lu}\p{Ll}*").find(&pair.target).map_or("", |first| first.as_str());
        // A word that both sides begin with is a name.
        let is_name = pair.source.starts_with(first);
        if set.is_latin() && !is_name && pair.source.starts_with(char::is_uppercase) {
            out.push(format!("{}{}", first.to_lowercase(), &pair.target[first.len()..]));
        }
    }),
    fault("a noun begins in lower case", &["lower-case-noun"], |set, pair, out| {
        if set.locale != "de-de" {
            return;
        }
        for range in plain(&pair.target) {
            let nouns = pattern!(r"\p{Lu}\p{Ll}{4,}(ung|ungen|heit|keit|schaft|tät|tion|datei|dateien)\b");
            for found in nouns.find_iter(&pair.target[range.clone()]) {
                let at = range.start + found.start();
                let stands_alone = pair.target[..at].ends_with(' ')
                    && !pair.target[range.start + found.end()..].starts_with(['-', '.', '/']);
                if stands_alone && !pair.source.contains(&found.as_str().to_lowercase()) {
                    let small = found.as_str().to_lowercase();
                    out.push(with(&pair.target, &[(at..at + found.len(), &small)]));
                }
            }
        }
    }),
    fault("a label begins in lower case", &["lower-case-label", "misplaced-bold"], |set, pair, out| {
        let clicked = pattern!(r"(?i)\b(?:select|click|choose|press|open) \*\*\p{Lu}");
        let (sources, targets) = (bolds(&pair.source), bolds(&pair.target));
        if set.is_latin() && sources.len() == 1 && targets.len() == 1 && clicked.is_match(&pair.source) {
            let label = label(&pair.target, &targets[0]);
            let small: String =
                label.chars().take(1).flat_map(char::to_lowercase).chain(label.chars().skip(1)).collect();
            if !pair.source.contains(&small) {
                let inner = targets[0].start + 2..targets[0].end - 2;
                out.push(with(&pair.target, &[(inner, &small)]));
            }
        }
    }),
    fault("two sources have one target", &["same-target"], |set, pair, out| {
        let twins = set.pairs.iter().filter(|other| differ_in_a_name(&pair.source, &other.source));
        out.extend(twins.map(|twin| twin.target.clone()));
    }),
];

/// Whether nothing but words stands in a pair.
fn is_plain(pair: &Pair) -> bool {
    !pattern!(r"[*`\[\]<>{}%$@\d]|[A-Z]\w+-?[A-Z]|\.\w").is_match(&pair.source)
}

fn words(source: &str) -> usize {
    source.split_whitespace().count()
}

/// Between two letters in the middle of the longest stretch of words, or before its last character.
fn middle(pair: &Pair) -> usize {
    let stretch = longest(&pair.target);
    let half = stretch.start + stretch.len() / 2;
    let ends = pair.target[stretch.clone()].char_indices().map(|(at, _)| stretch.start + at);
    let is_between = |at: &usize| {
        let before = pair.target[..*at].chars().next_back();
        let behind = pair.target[*at..].chars().next();
        before.is_some_and(char::is_alphabetic) && behind.is_some_and(char::is_alphabetic)
    };
    ends.filter(is_between).min_by_key(|at| at.abs_diff(half)).unwrap_or(stretch.start)
}

/// Whether two sources are the same but for one word with a capital.
fn differ_in_a_name(one: &str, other: &str) -> bool {
    if words(one) != words(other) {
        return false;
    }
    let two = one.split_whitespace().zip(other.split_whitespace());
    let different: Vec<_> = two.filter(|(one, other)| one != other).collect();
    matches!(different.as_slice(), [(one, other)]
        if one.starts_with(char::is_uppercase) && other.starts_with(char::is_uppercase))
}
