//! Damage to the ids of a page, and to what its numbers count.

use std::ops::Range;

use super::Fault;
use super::page::mark;
use super::spans::{between_paragraphs, cut, each, has_image, in_steps, marked, sentences};

pub(super) const IDS: &[Fault] = &[
    Fault {
        name: "one id of a pair is changed",
        rule: "side-by-side/id-mismatch",
        says: "",
        hints: &[],
        inject: |page, out| {
            let other = |range: Range<usize>| format!("{}7", page.at(&range));
            each(page, out, |_, pair| {
                vec![(pair.target_id(), other(pair.target_id())), marked(page, &pair.source_id())]
            });
            each(page, out, |_, pair| vec![(pair.source_id(), mark(&other(pair.source_id())))]);
        },
    },
    Fault {
        name: "two translations have each other's ids",
        rule: "side-by-side/id-mismatch",
        says: "",
        hints: &[],
        inject: |page, out| {
            for two in page.pairs.windows(2) {
                out.push(page.with(&[
                    (two[0].target_id(), page.at(&two[1].target_id()).into()),
                    (two[1].target_id(), page.at(&two[0].target_id()).into()),
                    marked(page, &two[0].source_id()),
                    marked(page, &two[1].source_id()),
                ]));
            }
        },
    },
    Fault {
        name: "an id is of no form that ids have",
        rule: "side-by-side/invalid-id",
        says: "is not an id that the tools write",
        hints: &["side-by-side/first-id"],
        inject: |page, out| {
            let forms =
                ["4c0de-100", "4c0de-7", "4c0de-099", "4C0DE-104", "4c0d-104", "4c0dg-104", "4c0de104"];
            for form in forms.into_iter().chain(["4c0de-", "", "4c0de-q104", "4c0de-1e3", "4c0de-p100", "x"])
            {
                each(page, out, |_, pair| {
                    vec![(pair.target_id(), mark(form)), (pair.source_id(), form.into())]
                });
            }
        },
    },
    Fault {
        name: "a pair comes from another page",
        rule: "side-by-side/mixed-prefix",
        says: "does not begin with",
        hints: &["side-by-side/first-id"],
        inject: |page, out| {
            each(page, out, |_, pair| {
                let id = format!("4c0de-{}", pair.number);
                vec![(pair.target_id(), mark(&id)), (pair.source_id(), id)]
            });
        },
    },
    Fault {
        name: "a pair has the id of another",
        rule: "side-by-side/duplicate-id",
        says: "marks an earlier pair of this page too",
        hints: &[],
        inject: |page, out| {
            for (at, pair) in page.pairs.iter().enumerate().skip(1) {
                for earlier in [0, at - 1] {
                    let id = page.at(&page.pairs[earlier].target_id());
                    out.push(page.with(&[(pair.target_id(), mark(id)), (pair.source_id(), id.into())]));
                }
            }
        },
    },
    Fault {
        name: "a pair is pasted twice",
        rule: "side-by-side/duplicate-id",
        says: "marks an earlier pair of this page too",
        hints: &["side-by-side/wrong-anchor"],
        inject: |page, out| {
            each(page, out, |_, pair| {
                let again = page.at(&pair.whole()).replacen(
                    page.at(&pair.target_id()),
                    &mark(page.at(&pair.target_id())),
                    1,
                );
                vec![(pair.end.end..pair.end.end, format!(" {again}"))]
            });
        },
    },
    Fault {
        name: "two pairs have each other's numbers",
        rule: "side-by-side/id-order",
        says: " stands after ",
        hints: &[],
        inject: |page, out| {
            for two in sentences(page) {
                let [first, second] = [page.at(&two[0].target_id()), page.at(&two[1].target_id())];
                out.push(page.with(&[
                    (two[0].target_id(), second.into()),
                    (two[0].source_id(), second.into()),
                    (two[1].target_id(), mark(first)),
                    (two[1].source_id(), first.into()),
                ]));
            }
        },
    },
    Fault {
        name: "two pairs changed places",
        rule: "side-by-side/id-order",
        says: " stands after ",
        hints: &["side-by-side/wrong-anchor"],
        inject: |page, out| {
            for two in sentences(page) {
                let first = page.at(&two[0].whole());
                let id = page.at(&two[0].target_id());
                out.push(page.with(&[
                    (two[0].whole(), page.at(&two[1].whole()).into()),
                    (two[1].whole(), first.replacen(id, &mark(id), 1)),
                ]));
            }
        },
    },
    Fault {
        name: "a pair is lost",
        rule: "side-by-side/id-gap",
        says: "no pair is numbered",
        hints: &["side-by-side/wrong-anchor"],
        inject: |page, out| {
            for (at, three) in page.pairs.windows(3).enumerate() {
                let images = [page.gap(at), page.gap(at + 1)].iter().any(|gap| has_image(page.at(gap)));
                if !images && three.iter().all(|pair| pair.sentence().is_some()) {
                    out.push(page.with(&[cut(&three[1].whole()), marked(page, &three[2].target)]));
                }
            }
        },
    },
    Fault {
        name: "an image that used up a number is lost",
        rule: "side-by-side/id-gap",
        says: "no pair is numbered",
        hints: &[],
        inject: |page, out| {
            for at in 0..page.pairs.len() - 1 {
                let gap = page.gap(at);
                if has_image(page.at(&gap)) {
                    let after = marked(page, &page.pairs[at + 1].target);
                    out.push(page.with(&[(gap.clone(), "\n\n1. ".into()), after.clone()]));
                    let alt = ["![", "alt-text=\""]
                        .iter()
                        .find_map(|opening| Some(page.at(&gap).find(opening)? + opening.len()))
                        .expect("an image has an alternative text");
                    let length = page.at(&gap)[alt..].find([']', '"']).expect("and it ends");
                    let alt = gap.start + alt..gap.start + alt + length;
                    out.push(page.with(&[cut(&alt), after]));
                }
            }
        },
    },
    Fault {
        name: "an image came between two pairs",
        rule: "side-by-side/missing-gap",
        says: "no number was used for this image",
        hints: &[],
        inject: |page, out| {
            let images =
                ["![A map](media/map.png)", "![A map][map]", "![지도.  두 번째 문장.](media/map.png \"x\")"];
            for image in images {
                between_paragraphs(page, |at, spot| {
                    let reference = if image.ends_with("[map]") { "\n\n[map]: media/map.png\n" } else { "" };
                    let end = page.text.len();
                    let edits = [(spot..spot, format!("\n\n{}", mark(image))), (end..end, reference.into())];
                    if in_steps(page, at) {
                        out.push(page.with(&edits));
                    }
                });
            }
            let image = ":::image type=\"content\" source=\"media/map.png\" alt-text=\"A map.\":::";
            between_paragraphs(page, |at, spot| {
                if in_steps(page, at) {
                    out.push(page.with(&[(spot..spot, format!("\n\n{}", mark(image)))]));
                }
            });
        },
    },
    Fault {
        name: "the numbers after an image were lowered",
        rule: "side-by-side/missing-gap",
        says: "no number was used for this image",
        hints: &[],
        inject: |page, out| {
            for at in 0..page.pairs.len() - 1 {
                let gap = page.gap(at);
                let text = page.at(&gap);
                let Some(start) = text.find("![").or_else(|| text.find(":::image")) else { continue };
                let length = text[start..].find('\n').unwrap_or(text.len() - start);
                let image = gap.start + start..gap.start + start + length;
                let numbers = [at, at + 1].map(|pair| page.pairs[pair].sentence());
                if let [Some(low), Some(high)] = numbers {
                    let by = i64::from(low) + 1 - i64::from(high);
                    out.push(page.raised(at + 1, by, vec![marked(page, &image)]));
                }
            }
        },
    },
];
