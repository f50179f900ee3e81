//! What looks like damage and is none: nothing may be said of it, but for hints that it entails.

use super::Fault;
use super::page::{Page, Pair};
use super::spans::{between_paragraphs, has_image, in_steps};

const fn quiet(name: &'static str, inject: fn(&Page, &mut Vec<String>)) -> Fault {
    Fault { name, rule: "", says: "", hints: &[], inject }
}

const fn hinted(
    name: &'static str,
    hints: &'static [&'static str],
    inject: fn(&Page, &mut Vec<String>),
) -> Fault {
    Fault { name, rule: "", says: "", hints, inject }
}

/// What changes the source of a heading changes the anchor that it makes.
const ANCHOR: &[&str] = &["side-by-side/wrong-anchor"];

pub(super) const VARIATIONS: &[Fault] = &[
    quiet("lines that end otherwise", |page, out| {
        out.push(page.text.replace('\n', "\r\n"));
        out.push(page.text.replace('\n', "\r"));
        // The generator of 2017 wrote its header with CR LF, and the body with LF.
        let (header, body) = page.text.split_at(page.body());
        out.push(format!("{}{body}", header.replace('\n', "\r\n")));
        out.push(page.text.trim_end().to_owned());
        out.push(format!("{}\n\n\n", page.text));
    }),
    hinted("a byte order mark", &["front-matter/misplaced"], |page, out| {
        out.push(format!("\u{feff}{}", page.text));
        out.push(format!("\u{feff}{}", page.text.replace('\n', "\r\n")));
    }),
    hinted("a page without a header", &["side-by-side/first-id"], |page, out| {
        out.push(page.text[page.body()..].to_owned());
        out.push(format!("---\n---\n{}", &page.text[page.body()..]));
    }),
    hinted("a page that was never handed off", &["side-by-side/first-id"], |page, out| {
        if let (Some(first), Some(last)) = (page.key("ms.openlocfilehash"), page.keys.last()) {
            out.push(page.with(&[(first.line.start..last.line.end, String::new())]));
        }
    }),
    quiet("the locale in another form", |page, out| {
        let Some(key) = page.key("ms.contentlocale") else { return };
        let own = page.at(&key.value);
        for form in [own.to_lowercase(), own.to_uppercase(), format!("\"{own}\""), format!("{own} # ours")] {
            out.push(page.with(&[(key.value.clone(), form)]));
        }
    }),
    quiet("a header of before 2019", |page, out| {
        // No `ms.locfileid`, in an order of its own, and even without the date.
        let [hash, commit, handoff] =
            ["ms.openlocfilehash", "ms.sourcegitcommit", "ms.lasthandoff"].map(|name| page.key(name));
        let (Some(hash), Some(commit), Some(handoff)) = (hash, commit, handoff) else { return };
        if page.is_old() {
            out.push(page.with(&[(handoff.line.clone(), String::new())]));
            out.push(page.with(&[
                (hash.line.clone(), page.at(&commit.line).into()),
                (commit.line.clone(), page.at(&hash.line).into()),
            ]));
        }
    }),
    quiet("dates in forms that people write", |page, out| {
        if let Some(key) = page.key("ms.date") {
            for date in ["1/3/2018", "01/03/2018", "2018-01-03", "1/23/2018 12:00:00 AM", "", "\"1/3/2018\""]
            {
                out.push(page.with(&[(key.value.clone(), date.into())]));
            }
        }
    }),
    hinted("spans of the author's in a segment", ANCHOR, |page, out| {
        let spans = [
            "<span>x</span>",
            "<span class=\"key\">x</span>",
            "<span>a<span>b</span></span>",
            "<span>com",
            "<span style='a' dir=rtl>com",
            "<b>x</b>",
            "<br/>",
        ];
        for span in spans {
            sampled(page, |pair| {
                for (target, source) in [
                    (pair.target.end, pair.source.end),
                    (pair.target.start, pair.source.start),
                    (pair.target.start, pair.source.end),
                    (pair.target.end, pair.source.start),
                ] {
                    // In a cell of a table whose row begins with HTML, the words stay in the cell.
                    out.push(page.with(&[(target..target, span.into()), (source..source, span.into())]));
                }
            });
        }
    }),
    hinted("a bare `<` in a text", ANCHOR, |page, out| {
        for prose in
            [" if a <b", " a < b", " a <b c=", " a <b c=\"d", " a <b c='d", " <3", " a<b and <c", " <"]
        {
            sampled(page, |pair| {
                out.push(page.with(&[(pair.target.end..pair.target.end, prose.into())]));
                let both = [pair.target.end, pair.source.end].map(|end| (end..end, prose.to_owned()));
                out.push(page.with(&both));
            });
        }
    }),
    quiet("pairs in a comment", |page, out| {
        for pair in page.pairs.iter().filter(|pair| page.stands_alone(pair)) {
            let (start, end) = (pair.open.start, pair.end.end);
            out.push(page.with(&[(start..start, "<!-- ".into()), (end..end, " -->".into())]));
            out.push(page.with(&[(start..start, "<!--\n".into()), (end..end, "\n-->".into())]));
        }
    }),
    quiet("a comment with markup that is no pair", |page, out| {
        between_paragraphs(page, |_, spot| {
            out.push(page.with(&[(spot..spot, "\n\n<!-- <span>old</span> ![x](y) -->".into())]));
        });
    }),
    quiet("a paragraph under one number", |page, out| {
        if page.pairs.iter().all(|pair| pair.sentence().is_some()) {
            for pair in &page.pairs[1..] {
                let number = "p101".to_owned();
                out.push(
                    page.with(&[(pair.target_number(), number.clone()), (pair.source_number(), number)]),
                );
            }
        }
    }),
    quiet("an image uses up numbers", |page, out| {
        let images = [
            "![A map](media/map.png)",
            "![A map. And more.](media/map.png \"x\")",
            ":::image type=\"content\" source=\"media/map.png\" alt-text=\"A map.\":::",
        ];
        for image in images {
            for by in [1, 2, 900] {
                between_paragraphs(page, |at, spot| {
                    out.push(page.raised(at + 1, by, vec![(spot..spot, format!("\n\n{image}"))]));
                });
            }
        }
    }),
    quiet("an image that uses up no number", |page, out| {
        let images = [
            "![](media/map.png)",
            ":::image type=\"content\" source=\"media/map.png\" alt-text=\"\":::",
            "<img src=\"media/map.png\" alt=\"A map\">",
            "```\n![A map](media/map.png)\n```",
            "`![A map](media/map.png)`",
            "\\![A map](media/map.png)",
        ];
        for image in images {
            between_paragraphs(page, |_, spot| {
                out.push(page.with(&[(spot..spot, format!("\n\n{image}"))]));
            });
        }
    }),
    quiet("an image whose words are a pair", |page, out| {
        let prefix = &page.at(&page.pairs[0].target_id())[..5];
        between_paragraphs(page, |at, spot| {
            let Some(number) = page.pairs[at].sentence().filter(|_| in_steps(page, at)) else { return };
            let image = format!("\n\n![{}](media/map.png)", pair(prefix, number + 1, "지도", "A map"));
            out.push(page.raised(at + 1, 1, vec![(spot..spot, image)]));
        });
    }),
    hinted("an image inside a segment", ANCHOR, |page, out| {
        sampled(page, |pair| {
            if !page.at(&pair.whole()).contains("![") {
                let both = [pair.target.end, pair.source.end];
                out.push(page.with(&both.map(|end| (end..end, " ![A plus](media/plus.png)".to_owned()))));
            }
        });
    }),
    quiet("code that quotes the format", |page, out| {
        let prefix = "4c0de";
        between_paragraphs(page, |_, spot| {
            out.push(page.with(&[(spot..spot, "\n\n```\n<span>x</span>\n```".into())]));
        });
        // A page about the format, all of whose pairs are code.
        let quoted = pair(prefix, 104, "선석", "Berths");
        out.push(format!("# {}\n\n```html\n{quoted}\n```\n\n`{quoted}`\n", page.path));
        out.push(format!("# {}\n\n```html\n{}\n```\n", page.path, &quoted[..40]));
    }),
    quiet("an escaped bar in a cell", |page, out| {
        for pair in page.pairs.iter().filter(|pair| page.in_table(pair)) {
            let both = [pair.target.end, pair.source.end];
            out.push(page.with(&both.map(|end| (end..end, " \\| x".to_owned()))));
        }
    }),
    quiet("an escaped bracket at the start of a paragraph", |page, out| {
        for pair in page.pairs.iter().filter(|pair| page.stands_alone(pair)) {
            out.push(page.with(&[(pair.target.clone(), "\\[**취소**]: 닫습니다.".into())]));
        }
    }),
    quiet("the last pairs are not there", |page, out| {
        // What follows no pair leaves no gap; only the source could tell.
        for pair in page.pairs.iter().skip(1).filter(|pair| page.stands_alone(pair)) {
            let line = page.line(pair.open.start);
            out.push(page.text[..line.start].to_owned());
        }
    }),
    hinted("all numbers are higher", &["side-by-side/first-id"], |page, out| {
        out.push(page.raised(0, 1000, Vec::new()));
        if page.pairs.iter().zip(page.pairs.iter().skip(1)).all(|(a, b)| a.sentence() <= b.sentence()) {
            out.push(page.raised(0, 1, Vec::new()));
        }
    }),
    quiet("white space at the edges of a segment", |page, out| {
        sampled(page, |pair| {
            out.push(page.with(&[
                (pair.target.start..pair.target.start, "\u{a0}".into()),
                (pair.target.end..pair.target.end, " ".into()),
            ]));
            let line = "\n".to_owned();
            let text = page.at(&pair.target);
            if let Some(at) = text.find(' ')
                && page.stands_alone(pair)
                && !text.contains(['[', '<', '`'])
            {
                out.push(page.with(&[(pair.target.start + at..pair.target.start + at + 1, line)]));
            }
        });
    }),
    quiet("nothing but a gap that an image explains", |page, out| {
        // Where the healthy page has such gaps, all that follows may be raised together.
        for at in 0..page.pairs.len() - 1 {
            if has_image(page.at(&page.gap(at))) {
                out.push(page.raised(at + 1, 1, Vec::new()));
                out.push(page.raised(at + 1, 7, Vec::new()));
            }
        }
    }),
];

/// Some pairs of a page: the first, the last, and every fourth.
fn sampled(page: &Page, mut use_it: impl FnMut(&Pair)) {
    let last = page.pairs.len() - 1;
    for (_, pair) in page.pairs.iter().enumerate().filter(|(at, _)| at % 4 == 0 || *at == last) {
        use_it(pair);
    }
}

pub(super) fn pair(prefix: &str, number: u32, target: &str, source: &str) -> String {
    format!(
        "<span data-ttu-id=\"{prefix}-{number}\">{target}</span><span class=\"sxs-lookup\">\
         <span data-stu-id=\"{prefix}-{number}\">{source}</span></span>"
    )
}
