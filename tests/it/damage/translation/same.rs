//! Damage to what must be the same on both sides: code, placeholders, names, literals, images, tags, formulas.

use super::edit::{all, codes, images, pattern, plain, with};
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("two code spans are glued", &["lost-code", "changed-code"], |_, pair, out| {
        for two in codes(&pair.target).windows(2) {
            let second = &pair.target[two[1].clone()];
            let glued = [(two[0].end..two[0].end, second), (two[1].clone(), "")];
            out.push(with(&pair.target, &glued));
        }
    }),
    fault("two code spans are joined", &["lost-code", "changed-code"], |_, pair, out| {
        for two in codes(&pair.target).windows(2) {
            let ends = [(two[0].end - 1..two[0].end, " "), (two[1].start..two[1].start + 1, "")];
            out.push(with(&pair.target, &ends));
        }
    }),
    fault("a code span is lost", &["lost-code", "changed-code", "changed-placeholder"], |_, pair, out| {
        for code in codes(&pair.target) {
            // Where it is all of a link, the link has no words: that is the graver fault.
            if !pair.target[..code.start].ends_with('[') {
                out.push(with(&pair.target, &[(code, "")]));
            }
        }
    }),
    fault("a code span is changed", &["changed-code", "changed-placeholder"], |_, pair, out| {
        for code in codes(&pair.target) {
            let middle = code.start + code.len() / 2;
            out.push(with(&pair.target, &[(middle..middle, "x")]));
            // Within a word: around marks some write one.
            let word = pattern!("[0-9A-Za-z]{2}").find(&pair.target[code.clone()]);
            let inside = word.map(|word| code.start + word.start() + 1);
            out.extend(inside.map(|at| with(&pair.target, &[(at..at, " ")])));
            let upper = pair.target[code.clone()].to_uppercase();
            out.push(with(&pair.target, &[(code, &upper)]));
        }
    }),
    fault(
        "a code span is translated",
        &["changed-code", "lost-code", "changed-placeholder"],
        |set, pair, out| {
            let word = if set.is_latin() { "`ouvert`" } else { "`公開`" };
            for code in codes(&pair.target) {
                out.push(with(&pair.target, &[(code, word)]));
            }
        },
    ),
    fault("a code span stands behind the verb", &["misplaced-code"], |set, pair, out| {
        if !matches!(set.locale, "ko-kr" | "ja-jp") || !pair.target.ends_with(['.', '。']) {
            return;
        }
        for code in codes(&pair.target) {
            let end = pair.target.trim_end_matches(['.', '。']).len();
            let words = &pair.target[code.clone()];
            // Not where only a word like "is" would be left.
            if code.end + 12 < end && !pair.target[..end].ends_with(')') {
                out.push(with(&pair.target, &[(code.clone(), ""), (end..end, words)]));
            }
        }
    }),
    fault("a noun stands behind the name that it stood before", &["noun-order"], |_, pair, out| {
        // `le paramètre `timeout``, beside `the `timeout` setting`.
        let nouns = pattern!(r"(paramètre|page|onglet|bouton) (`[^`]+`|\*\*[A-Z][^*]+\*\*)( |\.|$)");
        for found in nouns.captures_iter(&pair.target) {
            let (noun, name) = (found.get(1).expect("a noun"), found.get(2).expect("a name"));
            let behind = pattern!("^(setting|page|tab|button)");
            let mut names = all(pattern!(r"(`[^`]+`|\*\*[A-Z][^*]+\*\*) "), &pair.source).into_iter();
            if pair.target[..noun.start()].ends_with(' ')
                && names.any(|name| behind.is_match(&pair.source[name.end..]))
            {
                let swapped = format!("{} {}", name.as_str(), noun.as_str());
                out.push(with(&pair.target, &[(noun.start()..name.end(), &swapped)]));
            }
        }
    }),
    fault("a placeholder is translated", &["changed-placeholder"], |set, pair, out| {
        for (name, other) in set.translated.iter().filter(|(name, _)| name.starts_with('{')) {
            out.push(pair.target.replace(name, other));
        }
    }),
    fault("a placeholder is damaged", &["changed-placeholder"], |_, pair, out| {
        for name in all(pattern!(r"\{\w+\}"), &pair.target) {
            let inner = &pair.target[name.start + 1..name.end - 1];
            for other in [format!("{{{inner}"), inner.to_owned(), format!("{{{inner}s}}")] {
                out.push(with(&pair.target, &[(name.clone(), &other)]));
            }
        }
        for name in all(pattern!("%s"), &pair.target) {
            for other in ["%d", "%", ""] {
                out.push(with(&pair.target, &[(name.clone(), other)]));
            }
        }
    }),
    fault("a file has another ending", &["changed-literal"], |_, pair, out| {
        out.push(pair.target.replace("berths.json", "berths.js"));
        out.push(pair.target.replace("berths.json", "berths. json"));
        out.push(pair.target.replace("berths.json", "berth.json"));
    }),
    fault("an identifier is in lower case", &["changed-literal"], |_, pair, out| {
        out.push(pair.target.replace("BerthContext", "berthcontext"));
        out.push(pair.target.replace("BerthContext", "Berthcontext"));
        out.push(pair.target.replace("BerthContext", "Berth Context"));
    }),
    fault("a command is changed", &["changed-literal"], |_, pair, out| {
        out.push(pair.target.replace("Get-BerthList", "get-berthlist"));
        out.push(pair.target.replace("Get-BerthList", "Get- BerthList"));
        out.push(pair.target.replace("Get-BerthList", "Get-Berths"));
    }),
    fault("an e-mail address is changed", &["changed-literal"], |_, pair, out| {
        if plain(&pair.target).into_iter().any(|range| pair.target[range].contains("ledger@")) {
            out.push(pair.target.replace("ledger@quayside", "ledgers@quayside"));
            out.push(pair.target.replace("ledger@quayside.example", "ledger @ quayside.example"));
        }
    }),
    fault("a version is written as a number", &["changed-literal", "changed-number"], |_, pair, out| {
        for version in ["Ledger 3.0", "2.1.4"] {
            if pair.target.contains(version) {
                out.push(pair.target.replace(version, &version.replace('.', ",")));
            }
        }
    }),
    fault("a version is another one", &["changed-literal", "changed-number"], |_, pair, out| {
        out.push(pair.target.replace("Ledger 3.0", "Ledger 3.1"));
        out.push(pair.target.replace("2.1.4", "2.1.5"));
        out.push(pair.target.replace("2.1.4", "2.1"));
    }),
    fault("a term that must stay is translated", &["lost-term"], |set, pair, out| {
        for (name, other) in set.translated.iter().filter(|(name, _)| !name.starts_with('{')) {
            out.push(pair.target.replace(name, other));
        }
    }),
    fault("an image is another one", &["changed-image"], |_, pair, out| {
        out.push(pair.target.replace("media/gear.png", "media/wheel.png"));
        out.push(pair.target.replace("media/gear.png", "media/gear.svg"));
    }),
    fault("an image is lost", &["changed-image"], |_, pair, out| {
        for image in images(&pair.target) {
            out.push(with(&pair.target, &[(image, "")]));
        }
    }),
    fault("a tag is lost", &["changed-tag"], |_, pair, out| {
        if pair.source.contains("<kbd>") {
            out.push(pair.target.replacen("<kbd>", "", 1).replacen("</kbd>", "", 1));
            out.push(pair.target.replace("kbd>", "b>"));
        }
    }),
    fault("a formula is changed", &["broken-math"], |_, pair, out| {
        if pair.source.contains("times r") {
            out.push(pair.target.replace(r"\times", r"\om\"));
            out.push(pair.target.replace(r"\times r$", r"\times r"));
        }
    }),
    fault("an acronym is in small letters", &["changed-capitals"], |_, pair, out| {
        for range in plain(&pair.target) {
            for found in pattern!(r"\b[A-Z]{3,5}\b").find_iter(&pair.target[range.clone()]) {
                let (word, at) = (found.as_str(), range.start + found.start());
                let is_plain = !pair.target[at + word.len()..].starts_with(['-', '_', '.', '/'])
                    && !pair.target[..at].ends_with(['-', '_', '.', '/']);
                if is_plain && pair.source.contains(word) && at > 0 {
                    let title = format!("{}{}", &word[..1], word[1..].to_lowercase());
                    out.push(with(&pair.target, &[(at..at + word.len(), &title)]));
                    out.push(with(&pair.target, &[(at..at + word.len(), &word.to_lowercase())]));
                }
            }
        }
    }),
];
