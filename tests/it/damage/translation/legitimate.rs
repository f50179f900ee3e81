//! What a translator may do: other forms that are as good, some written down beside the pairs, some made here.

use super::edit::{bolds, label, links, longest, pattern, with};
use super::{Pair, Set};

/// A healthy pair, and where among the others it stands, if it is one of them.
pub(super) struct Case {
    pub(super) kind: String,
    pub(super) at: Option<usize>,
    pub(super) source: String,
    pub(super) target: String,
}

/// A name, and the other targets that a pair may have.
type Variation = (&'static str, fn(&Set, &Pair, &mut Vec<String>));

const VARIATIONS: &[Variation] = &[
    ("two spaces between words", |_, pair, out| {
        if let Some(at) = space(pair) {
            out.push(with(&pair.target, &[(at..at, " ")]));
        }
    }),
    ("a no-break space between words", |_, pair, out| {
        if let Some(at) = space(pair) {
            out.push(with(&pair.target, &[(at..at + 1, "\u{a0}")]));
        }
    }),
    ("a line that ends between words", |_, pair, out| {
        if let Some(at) = space(pair)
            && !pattern!(r"^[-+*#>\d]").is_match(&pair.target[at + 1..])
        {
            out.push(with(&pair.target, &[(at..at + 1, "\n")]));
        }
    }),
    ("spaces at the ends", |_, pair, out| {
        out.push(format!("{} ", pair.target));
        out.push(format!(" {}", pair.target));
    }),
    ("no mark at the end", |_, pair, out| {
        out.push(pair.target.trim_end_matches(['.', '。', ':', '：', '\u{a0}']).to_owned());
    }),
    ("labels in quotes, not bold", |set, pair, out| {
        let [open, close] = &set.label_quotes;
        let words = |found: &std::ops::Range<usize>| {
            let words = label(&pair.target, found).trim_start_matches('[').trim_end_matches(']');
            format!("{open}{words}{close}")
        };
        let quoted: Vec<_> = bolds(&pair.target).into_iter().map(|bold| (words(&bold), bold)).collect();
        let edits: Vec<_> = quoted.iter().map(|(words, bold)| (bold.clone(), &**words)).collect();
        // Doubled where the label has quotes of its own.
        out.push(with(&pair.target, &edits).replace("““", "“").replace("””", "”"));
    }),
    ("quotes inside bold", |set, pair, out| {
        if set.is_latin() {
            let [open, close] = &set.label_quotes;
            for bold in bolds(&pair.target) {
                let words = format!("**{open}{}{close}**", label(&pair.target, &bold));
                out.push(with(&pair.target, &[(bold, &words)]));
            }
        }
    }),
    ("the other marks of bold", |set, pair, out| {
        if set.is_latin() {
            out.push(pair.target.replace("**", "__"));
        }
    }),
    ("the language of a site's pages in a URL", |set, pair, out| {
        out.push(pair.target.replace("/en-us/", &format!("/{}/", set.locale)));
        out.push(pair.target.replace("/en-us/", "/"));
    }),
    ("a destination in pointed brackets", |_, pair, out| {
        for link in links(&pair.target) {
            let url = format!("<{}>", &pair.target[link.url.clone()]);
            out.push(with(&pair.target, &[(link.url, &url)]));
        }
    }),
    ("a full stop inside the link", |_, pair, out| {
        for link in links(&pair.target) {
            if let Some(stop) =
                ["。", "."].iter().find(|stop| pair.target[link.whole.end..].starts_with(**stop))
            {
                let behind = link.whole.end..link.whole.end + stop.len();
                out.push(with(&pair.target, &[(link.words.end..link.words.end, stop), (behind, "")]));
            }
        }
    }),
    ("a particle inside the bold", |set, pair, out| {
        if set.locale == "ko-kr" {
            for bold in bolds(&pair.target) {
                if let Some(particle) = pattern!("^[을를은는에의]").find(&pair.target[bold.end..]) {
                    let behind = bold.end..bold.end + particle.end();
                    let inside = bold.end - 2..bold.end - 2;
                    out.push(with(&pair.target, &[(inside, particle.as_str()), (behind, "")]));
                }
            }
        }
    }),
    ("marks of the other width", |set, pair, out| {
        if !set.is_spaced() {
            out.push(
                pair.target.replace('，', ", ").replace('、', "，").replace('（', " (").replace('）', ") "),
            );
            out.push(pair.target.replace('。', "．"));
        }
    }),
    ("straight quotes and apostrophes", |_, pair, out| {
        out.push(pair.target.replace('’', "'").replace(['“', '”', '„'], "\""));
    }),
    ("characters as entities", |_, pair, out| {
        out.push(pair.target.replace('\u{a0}', "&nbsp;").replace('é', "&eacute;").replace('ü', "&uuml;"));
        out.push(pair.target.replace(" > ", " &gt; "));
    }),
    ("an escape that changes nothing", |_, pair, out| {
        out.push(pair.target.replacen(" (", " \\(", 1));
    }),
    ("a soft hyphen in a long word", |set, pair, out| {
        if set.locale == "de-de" {
            out.push(pair.target.replace("Liegeplatz", "Liege\u{ad}platz"));
        }
    }),
];

pub(super) fn of(set: &Set) -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, pair) in set.pairs.iter().enumerate() {
        let case = |kind: &str, target: String| Case {
            kind: kind.to_owned(),
            at: Some(at),
            source: pair.source.clone(),
            target,
        };
        cases.extend(pair.also.iter().map(|also| case(&also.kind, also.target.clone())));
        for (kind, inject) in VARIATIONS {
            let mut targets = Vec::new();
            inject(set, pair, &mut targets);
            targets.retain(|target| *target != pair.target);
            cases.extend(targets.into_iter().map(|target| case(kind, target)));
        }
    }
    let others = set.legitimate.iter().map(|pair| Case {
        kind: pair.kind.clone(),
        at: None,
        source: pair.source.clone(),
        target: pair.target.clone(),
    });
    cases.extend(others);
    cases
}

/// A space between two words.
fn space(pair: &Pair) -> Option<usize> {
    let stretch = longest(&pair.target);
    let found = pattern!(r"\p{L} \p{L}").find(&pair.target[stretch.clone()])?;
    let at = stretch.start + found.start();
    pair.target[at..].find(' ').map(|space| at + space)
}
