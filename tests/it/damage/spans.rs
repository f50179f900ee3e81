//! Damage to the pairs of a page: their tags, their texts, the places where they stand. Not their ids.

use std::ops::Range;

use super::Fault;
use super::page::{Page, Pair, mark};

type Edit = (Range<usize>, String);

pub(super) const TAGS: &[Fault] = &[
    Fault {
        name: "the tag before the translation is lost",
        rule: "side-by-side/malformed-span",
        says: "the translation and its tag are missing",
        hints: &[],
        inject: |page, out| each(page, out, |_, pair| vec![cut(&pair.open), marked(page, &pair.lookup)]),
    },
    Fault {
        name: "the tag after the translation is lost",
        rule: "side-by-side/malformed-span",
        says: "the `</span>` after the translation is missing",
        hints: &[],
        inject: |page, out| each(page, out, |_, pair| vec![marked(page, &pair.open), cut(&pair.close)]),
    },
    Fault {
        name: "the lookup is lost",
        rule: "side-by-side/malformed-span",
        says: "`<span class=\"sxs-lookup\">` before the source text is missing",
        hints: &[],
        inject: |page, out| each(page, out, |_, pair| vec![marked(page, &pair.open), cut(&pair.lookup)]),
    },
    Fault {
        name: "the tag before the source is lost",
        rule: "side-by-side/malformed-span",
        says: "`<span data-stu-id=\"…\">` before the source text is missing",
        hints: &[],
        inject: |page, out| each(page, out, |_, pair| vec![marked(page, &pair.open), cut(&pair.source_open)]),
    },
    Fault {
        name: "a tag after the source is lost",
        rule: "side-by-side/malformed-span",
        says: "the `</span></span>` after the source text is not complete",
        hints: &[],
        inject: |page, out| {
            each(page, out, |_, pair| vec![marked(page, &pair.open), (pair.end.clone(), "</span>".into())]);
            each(page, out, |_, pair| vec![marked(page, &pair.open), cut(&pair.end)]);
        },
    },
    Fault {
        name: "the source is lost with its tags",
        rule: "side-by-side/malformed-span",
        says: "the source text and its tags are missing",
        hints: &[],
        inject: |page, out| {
            each(page, out, |_, pair| vec![marked(page, &pair.open), cut(&pair.source_half())])
        },
    },
    Fault {
        name: "the translation is lost with its tags",
        rule: "side-by-side/malformed-span",
        says: "the translation and its tag are missing",
        hints: &[],
        inject: |page, out| {
            each(page, out, |_, pair| vec![cut(&pair.target_half()), marked(page, &pair.lookup)]);
        },
    },
    Fault {
        name: "the page ends inside a pair",
        rule: "side-by-side/malformed-span",
        says: "missing",
        hints: &[],
        inject: |page, out| {
            // Pages in whose raw HTML no `</table>` goes on for the Markdown parser.
            each(page, out, |at, pair| {
                let rest = page.text.len();
                let keeps = if at % 2 == 0 { pair.target.end } else { pair.lookup.start };
                vec![marked(page, &pair.open), (keeps..rest, String::new())]
            });
        },
    },
    Fault {
        name: "quotes became entities in a pair",
        rule: "side-by-side/malformed-span",
        says: "a tag is not written as the tools write and read it",
        hints: &[],
        inject: |page, out| requoted(page, out, "&quot;"),
    },
    Fault {
        name: "quotes became single ones in a pair",
        rule: "side-by-side/malformed-span",
        says: "a tag is not written as the tools write and read it",
        hints: &[],
        inject: |page, out| requoted(page, out, "'"),
    },
    Fault {
        name: "a tag of a pair is written otherwise",
        rule: "side-by-side/malformed-span",
        says: "a tag is not written as the tools write and read it",
        hints: &[],
        inject: |page, out| {
            for (from, to) in [("<span ", "<span  "), ("\">", "\" >"), ("<span", "&lt;span")] {
                each(page, out, |_, pair| {
                    let written = page.at(&pair.open).replace(from, to);
                    let at = written.find("data-ttu-id").expect("an opening tag has its attribute");
                    let name = mark("data-ttu-id");
                    vec![(pair.open.clone(), format!("{}{name}{}", &written[..at], &written[at + 11..]))]
                });
            }
        },
    },
    Fault {
        name: "something stands between the two halves",
        rule: "side-by-side/malformed-span",
        says: "",
        hints: &[],
        inject: |page, out| {
            for between in [" ", "\n", "x"] {
                each(page, out, |_, pair| {
                    vec![marked(page, &pair.open), (pair.close.end..pair.close.end, between.into())]
                });
            }
        },
    },
];

/// Damage after which no pair can be told from the next: each damaged one is named.
pub(super) const TANGLES: &[Fault] = &[
    Fault {
        name: "a pair stands inside the translation of another",
        rule: "side-by-side/malformed-span",
        says: "missing",
        hints: &[],
        inject: |page, out| {
            for two in page.pairs.windows(2).filter(|two| !parted_by_image(page, two)) {
                let inner = page.at(&two[1].whole());
                let middle = two[0].target.end;
                out.push(page.with(&[
                    marked(page, &two[0].open),
                    (middle..middle, format!(" {inner}")),
                    marked(page, &two[0].lookup),
                    cut(&two[1].whole()),
                ]));
            }
        },
    },
    Fault {
        name: "a pair stands inside the source of another",
        rule: "side-by-side/malformed-span",
        says: "",
        hints: &[],
        inject: |page, out| {
            for two in page.pairs.windows(2).filter(|two| !parted_by_image(page, two)) {
                let inner = page.at(&two[1].whole());
                let middle = two[0].source.end;
                out.push(page.with(&[
                    marked(page, &two[0].open),
                    (middle..middle, format!(" {inner}")),
                    cut(&two[1].whole()),
                ]));
            }
        },
    },
    Fault {
        name: "two pairs in a row have lost the same tag",
        rule: "side-by-side/malformed-span",
        says: "missing",
        hints: &[],
        inject: |page, out| {
            for two in page.pairs.windows(2) {
                for part in [|pair: &Pair| pair.close.clone(), |pair: &Pair| pair.lookup.clone()] {
                    out.push(page.with(&[
                        marked(page, &two[0].open),
                        cut(&part(&two[0])),
                        marked(page, &two[1].open),
                        cut(&part(&two[1])),
                    ]));
                }
            }
        },
    },
];

pub(super) const TEXTS: &[Fault] = &[
    Fault {
        name: "a translation is empty",
        rule: "side-by-side/empty-segment",
        says: "the translation is empty",
        hints: &[],
        inject: |page, out| {
            for blank in ["", " ", "\u{a0}"] {
                each(page, out, |_, pair| vec![(pair.target.clone(), mark(blank))]);
            }
        },
    },
    Fault {
        name: "a source is empty",
        rule: "side-by-side/empty-segment",
        says: "the source text is empty",
        hints: &["side-by-side/wrong-anchor"],
        inject: |page, out| {
            for blank in ["", " "] {
                each(page, out, |_, pair| vec![(pair.source.clone(), mark(blank))]);
            }
        },
    },
    Fault {
        name: "a blank line cuts a translation",
        rule: "side-by-side/blank-line-in-segment",
        says: "a blank line cuts the translation in two paragraphs",
        // The rest of a link that it cuts is text outside of any pair.
        hints: &["side-by-side/wrong-anchor", "side-by-side/unspanned-text"],
        inject: |page, out| {
            for blank in ["", "  ", "\t"] {
                each(page, out, |_, pair| {
                    let middle = middle(page, &pair.target);
                    vec![(middle..middle, format!("\n{}{blank}\n", mark("")))]
                });
            }
        },
    },
    Fault {
        name: "a blank line cuts a source",
        rule: "side-by-side/blank-line-in-segment",
        says: "a blank line cuts the source text in two paragraphs",
        hints: &["side-by-side/wrong-anchor"],
        inject: |page, out| {
            each(page, out, |_, pair| {
                let middle = middle(page, &pair.source);
                vec![(middle..middle, format!("\n{}\n", mark("")))]
            });
        },
    },
    Fault {
        name: "a pair stands in a fence",
        rule: "side-by-side/span-in-code",
        says: "this pair stands inside code",
        hints: &[],
        inject: |page, out| {
            for pair in page.pairs.iter().filter(|pair| page.stands_alone(pair)) {
                if page.line(pair.open.start).start == pair.open.start {
                    for (open, close) in [("```\n", "\n```"), ("~~~~text\n", "\n~~~~")] {
                        let (start, end) = (pair.open.start, pair.end.end);
                        let edits = [(start..start, open.into()), (end..end, close.into())];
                        let edits = edits.into_iter().chain([marked(page, &pair.target)]);
                        out.push(page.with(&edits.collect::<Vec<_>>()));
                    }
                }
            }
        },
    },
    Fault {
        name: "a pair stands in inline code",
        rule: "side-by-side/span-in-code",
        says: "this pair stands inside code",
        hints: &[],
        inject: |page, out| {
            for pair in &page.pairs {
                let html = page.text[page.line(pair.open.start)].starts_with("<t");
                if !html && !page.at(&pair.whole()).contains(['`', '|']) {
                    let (start, end) = (pair.open.start, pair.end.end);
                    let edits =
                        [(start..start, "`".into()), marked(page, &pair.target), (end..end, "`".into())];
                    out.push(page.with(&edits));
                }
            }
        },
    },
    Fault {
        name: "a pair stands in the header",
        rule: "side-by-side/span-in-front-matter",
        says: "this pair stands in the front matter",
        hints: &[],
        inject: |page, out| {
            for (number, name) in [(101, "title"), (102, "description")] {
                let Some(key) = page.key(name) else { continue };
                let prefix = &page.at(&page.pairs[0].target_id())[..5];
                let words = mark(page.at(&key.value).trim_matches('"'));
                let pair = format!(
                    "'<span data-ttu-id=\"{prefix}-{number}\">{words}</span><span class=\"sxs-lookup\">\
                     <span data-stu-id=\"{prefix}-{number}\">Words of a header</span></span>'"
                );
                out.push(page.with(&[(key.value.clone(), pair)]));
            }
        },
    },
    Fault {
        name: "a bar cuts a cell",
        rule: "side-by-side/hidden-text",
        says: "it stands in a cell beyond the last column",
        hints: &[],
        inject: |page, out| {
            for pair in page.pairs.iter().filter(|pair| page.in_table(pair)) {
                // A bar in the head makes it no table at all.
                if !is_head(page, pair) && !page.at(&pair.target).contains('`') {
                    let middle = middle(page, &pair.target);
                    out.push(page.with(&[(middle..middle, format!(" {} ", mark("|")))]));
                }
            }
        },
    },
    Fault {
        name: "a translation reads as a link definition",
        rule: "side-by-side/hidden-text",
        says: "it reads as a link definition",
        hints: &[],
        inject: |page, out| {
            for text in ["[**취소**]: 닫습니다.", "[取り消し]: 閉じます。", "[Abbrechen]:schließt"]
            {
                for pair in page.pairs.iter().filter(|pair| page.stands_alone(pair)) {
                    out.push(page.with(&[(pair.target.clone(), mark(text))]));
                }
            }
        },
    },
];

/// One text for each pair, with the edits that damage it.
pub(super) fn each(page: &Page, out: &mut Vec<String>, edits: impl Fn(usize, &Pair) -> Vec<Edit>) {
    out.extend(page.pairs.iter().enumerate().map(|(at, pair)| page.with(&edits(at, pair))));
}

pub(super) fn cut(range: &Range<usize>) -> Edit {
    (range.clone(), String::new())
}

pub(super) fn marked(page: &Page, range: &Range<usize>) -> Edit {
    (range.clone(), mark(page.at(range)))
}

/// Other quotes in all three tags of a pair, then in each alone. The place is the first damaged marker, or the
/// tag that begins the pair where that one is whole.
fn requoted(page: &Page, out: &mut Vec<String>, quote: &str) {
    let other = |range: &Range<usize>| (range.clone(), page.at(range).replace('"', quote));
    let first = |range: &Range<usize>| {
        let written = page.at(range).replace('"', quote).replace("data-ttu-id", &mark("data-ttu-id"));
        (range.clone(), written)
    };
    each(page, out, |_, pair| vec![first(&pair.open), other(&pair.lookup), other(&pair.source_open)]);
    each(page, out, |_, pair| vec![first(&pair.open)]);
    each(page, out, |_, pair| vec![marked(page, &pair.open), other(&pair.lookup)]);
    each(page, out, |_, pair| vec![marked(page, &pair.open), other(&pair.source_open)]);
}

/// Neighbours that are both numbered as sentences.
pub(super) fn sentences(page: &Page) -> impl Iterator<Item = &[Pair]> {
    page.pairs.windows(2).filter(|two| two.iter().all(|pair| pair.sentence().is_some()))
}

/// Whether pair `at` and the next have numbers that follow each other.
pub(super) fn in_steps(page: &Page, at: usize) -> bool {
    let numbers = [at, at + 1].map(|pair| page.pairs[pair].sentence());
    matches!(numbers, [Some(low), Some(high)] if high == low + 1)
}

pub(super) fn has_image(gap: &str) -> bool {
    gap.contains("![") || gap.contains(":::image")
}

/// Calls `use_it` with each pair that a blank line follows before the next one, and where that line is.
pub(super) fn between_paragraphs(page: &Page, mut use_it: impl FnMut(usize, usize)) {
    for at in 0..page.pairs.len() - 1 {
        let gap = page.gap(at);
        if let Some(blank) = page.at(&gap).find("\n\n")
            && !has_image(page.at(&gap))
        {
            use_it(at, gap.start + blank);
        }
    }
}

/// A character border near the middle of a range, outside of code, tags and links.
fn middle(page: &Page, range: &Range<usize>) -> usize {
    let text = page.at(range);
    let mut depth = 0_i32;
    let mut code = false;
    let mut best = None;
    for (at, c) in text.char_indices() {
        let free = depth == 0 && !code && at > 0 && !text[..at].ends_with(['*', '\\', '!', ' ', '#']);
        let nearer =
            best.is_none_or(|best: usize| at.abs_diff(text.len() / 2) < best.abs_diff(text.len() / 2));
        if free && nearer && !matches!(c, '*' | ' ' | '(' | '[' | '`' | '<') {
            best = Some(at);
        }
        match c {
            '`' => code = !code,
            '[' | '(' | '<' => depth += 1,
            ']' | ')' | '>' => depth -= 1,
            _ => {}
        }
    }
    range.start + best.unwrap_or_else(|| text.chars().next().map_or(0, char::len_utf8))
}

/// Whether the line below a pair's is the one that makes its line the head of a table.
fn is_head(page: &Page, pair: &Pair) -> bool {
    let line = page.line(pair.open.start);
    let below = page.text[line.end..].trim_start().lines().next().unwrap_or_default();
    below.contains("---") && below.chars().all(|c| "|-: ".contains(c))
}

/// Whether an image stands between two neighbours, whose number would be left alone.
fn parted_by_image(page: &Page, two: &[Pair]) -> bool {
    has_image(&page.text[two[0].end.end..two[1].open.start])
}
