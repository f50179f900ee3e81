//! Where pairs touch Markdown: what readers of each side get, which mark lies in which pair, and which bytes of
//! the file it is made of.

use std::sync::Arc;

use paralint::model::{Document, Place, View};
use paralint::syntax::markdown::{Kind, Node};
use paralint::text::Span;

/// `{101:target|source}` stands for a pair; `||` in it for a bar.
fn page(short: &str) -> String {
    let mut page = String::new();
    let mut rest = short;
    while let Some((before, after)) = rest.split_once('{') {
        let (pair, after) = after.split_once('}').expect("a pair ends");
        let (number, texts) = pair.split_once(':').expect("a pair has a number");
        let texts = texts.replace("||", "\u{1}");
        let (target, source) = texts.split_once('|').expect("a pair has two sides");
        let [target, source] = [target, source].map(|text| text.replace('\u{1}', "|"));
        let id = format!("4c0de-{number}");
        page += &format!(
            "{before}<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\">\
             <span data-stu-id=\"{id}\">{source}</span></span>"
        );
        rest = after;
    }
    page + rest
}

/// Every node but paragraphs, tables and rows: kind, inner text, the pairs that its inner range lies in or
/// begins in, and of how many pieces of the file the inner and the outer range are made.
fn show(document: &Document<'_>, view: &View) -> Vec<String> {
    let around = |node: &&Node| matches!(node.kind, Kind::Paragraph | Kind::Table | Kind::Row);
    let nodes = view.outline().nodes.iter().filter(|node| !around(node));
    nodes
        .map(|node| {
            format!(
                "{:?} `{}` {}",
                node.kind,
                node.inner.of(view.text()).trim_end(),
                place(document, view, node)
            )
        })
        .collect()
}

fn place(document: &Document<'_>, view: &View, node: &Node) -> String {
    let pieces = |span: Span| {
        let pieces: Vec<_> = view.to_file_pieces(span).collect();
        let joined: String = pieces.iter().map(|piece| piece.of(document.text)).collect();
        assert_eq!(joined, span.of(view.text()), "the pieces are the bytes that the view shows");
        assert_eq!(view.to_file(span), (pieces.len() == 1).then(|| pieces[0]), "one piece, or none");
        pieces.len()
    };
    let lies = match (view.pair_around(node.inner), view.pairs_in(node.inner)) {
        (Some(pair), _) => format!("in {pair}"),
        (None, pairs) if pairs.is_empty() => "outside".into(),
        (None, pairs) => format!("over {pairs:?}"),
    };
    format!("{lies}, {} of {}", pieces(node.inner), pieces(node.outer))
}

#[track_caller]
fn check(short: &str, target: &str, wanted: &[&str]) {
    let text = page(short);
    let document = Document::read(Arc::from("ko-kr/a.md"), &text, &Place::default());
    assert_eq!(document.target.text(), target, "{short}");
    for view in [&document.target, document.source()] {
        for (offset, _) in view.text().char_indices() {
            let at = Span::at(offset);
            let file = view.to_file(Span { end: at.end + 1, ..at }).expect("a byte is in one piece");
            assert_eq!(view.to_view(file.start), Some(at.start), "{short} at {offset}");
            assert_eq!(
                text.as_bytes()[file.start as usize],
                view.text().as_bytes()[offset],
                "{short} at {offset}"
            );
        }
        for pair in 0..view.pairs() {
            let side = view.side(pair);
            assert!(side.is_empty() || view.to_file(side).is_some(), "{short}: a side is in one piece");
        }
    }
    let shown = show(&document, &document.target);
    let shown: Vec<_> = shown.iter().map(String::as_str).collect();
    assert_eq!(shown, wanted, "{short}\n{shown:#?}");
}

#[test]
fn marks_around_pairs() {
    check("**{101:굵게|Bold}**", "**굵게**", &["Strong `굵게` in 0, 1 of 3", "Text `굵게` in 0, 1 of 1"]);
    check(
        "[{101:문서|Page}](a.md)",
        "[문서](a.md)",
        &["Link `문서` in 0, 1 of 3", "Text `문서` in 0, 1 of 1"],
    );
    check("{101:**굵게**|**Bold**}", "**굵게**", &["Strong `굵게` in 0, 1 of 1", "Text `굵게` in 0, 1 of 1"]);
    check(
        "{101:[문서](a.md)|[Page](a.md)}",
        "[문서](a.md)",
        &["Link `문서` in 0, 1 of 1", "Text `문서` in 0, 1 of 1"],
    );
    check(
        "[{101:가 **나**|A **b**}](a.md)",
        "[가 **나**](a.md)",
        &[
            "Link `가 **나**` in 0, 1 of 3",
            "Text `가` in 0, 1 of 1",
            "Strong `나` in 0, 1 of 1",
            "Text `나` in 0, 1 of 1",
        ],
    );
    check(
        "*{101:가|A} {102:나|B}*",
        "*가 나*",
        &[
            "Emphasis `가 나` over 0..2, 3 of 5",
            "Text `가` in 0, 1 of 1",
            "Text `` outside, 1 of 1",
            "Text `나` in 1, 1 of 1",
        ],
    );
}

#[test]
fn marks_across_borders() {
    check(
        "{101:가 **나|A **b}{102:다** 라|c** d}",
        "가 **나다** 라",
        &[
            "Text `가` in 0, 1 of 1",
            "Strong `나다` over 1..2, 2 of 2",
            "Text `나` in 0, 1 of 1",
            "Text `다` in 1, 1 of 1",
            "Text ` 라` in 1, 1 of 1",
        ],
    );
    check("{101:`가|`a} {102:나`|b`}", "`가 나`", &["Code `가 나` over 1..2, 3 of 3"]);
    check(
        "{101:[가|[a}{102:나](x)|b](x)}",
        "[가나](x)",
        &["Link `가나` over 1..2, 2 of 2", "Text `가` in 0, 1 of 1", "Text `나` in 1, 1 of 1"],
    );
}

#[test]
fn pairs_that_touch() {
    check("{101:가|A}{102:나|B}", "가나", &["Text `가` in 0, 1 of 1", "Text `나` in 1, 1 of 1"]);
    check("{101:|A}{102:나|}", "나", &["Text `나` in 1, 1 of 1"]);
    check("가{101:|A}나", "가나", &["Text `가` outside, 1 of 1", "Text `나` over 0..1, 1 of 1"]);
    check("{101:가|A}", "가", &["Text `가` in 0, 1 of 1"]);
}

#[test]
fn headings_and_anchors() {
    check(
        "# <a name=\"a-b\"></a>{101:가 나|A b}\n",
        "# <a name=\"a-b\"></a>가 나\n",
        &[
            "Heading(1) `<a name=\"a-b\"></a>가 나` over 0..1, 2 of 3",
            "Html `<a name=\"a-b\">` outside, 1 of 1",
            "Html `</a>` outside, 1 of 1",
            "Text `가 나` in 0, 1 of 1",
        ],
    );
    check(
        "## {101:<a name=\"13\"></a>가|<a name=\"13\"></a>A}\n",
        "## <a name=\"13\"></a>가\n",
        &[
            "Heading(2) `<a name=\"13\"></a>가` in 0, 1 of 3",
            "Html `<a name=\"13\">` in 0, 1 of 1",
            "Html `</a>` in 0, 1 of 1",
            "Text `가` in 0, 1 of 1",
        ],
    );
}

#[test]
fn cells_and_bars() {
    check(
        "| {101:가|A} | {102:나|B} |\n|--|--|\n| {103:a\\||b|C} | {104:라|D} |\n",
        "| 가 | 나 |\n|--|--|\n| a\\|b | 라 |\n",
        &[
            "Cell `가` in 0, 1 of 3",
            "Text `가` in 0, 1 of 1",
            "Cell `나` in 1, 1 of 3",
            "Text `나` in 1, 1 of 1",
            "Cell `a\\|b` in 2, 1 of 3",
            "Text `a` in 2, 1 of 1",
            "Text `|b` in 2, 1 of 1",
            "Cell `라` in 3, 1 of 3",
            "Text `라` in 3, 1 of 1",
        ],
    );
    check(
        "| {101:가|A} | {102:나|B} |\n|--|--|\n| {103:a||b|C} | {104:라|D} |\n",
        "| 가 | 나 |\n|--|--|\n| a|b | 라 |\n",
        &[
            "Cell `가` in 0, 1 of 3",
            "Text `가` in 0, 1 of 1",
            "Cell `나` in 1, 1 of 3",
            "Text `나` in 1, 1 of 1",
            "Cell `a` in 2, 1 of 2",
            "Text `a` in 2, 1 of 1",
            "Cell `b` in 2, 1 of 2",
            "Text `b` in 2, 1 of 1",
        ],
    );
}

#[test]
fn what_readers_do_not_see() {
    check("{101:[가]: 나|A}\n\n{102:다|B}\n", "[가]: 나\n\n다\n", &["Text `다` in 1, 1 of 1"]);
    check(
        "![{101:지도|Map}](a.png)\n",
        "![지도](a.png)\n",
        &["Image `지도` in 0, 1 of 3", "Text `지도` in 0, 1 of 1"],
    );
    check(
        "<!-- {101:가|A} -->\n",
        "<!-- 가 -->\n",
        &["HtmlBlock `<!-- 가 -->` over 0..1, 3 of 3", "Html `<!-- 가 -->` over 0..1, 3 of 3"],
    );
    check(
        "```\n{101:가|A}\n```\n{102:나|B}\n",
        "```\n가\n```\n나\n",
        &[
            "FencedCode `가` over 0..1, 2 of 3",
            "Text `가` in 0, 1 of 1",
            "Text `` outside, 1 of 1",
            "Text `나` in 1, 1 of 1",
        ],
    );
}

#[test]
fn headers_marks_and_line_ends_stay_outside() {
    check("\u{feff}---\r\ntitle: x\r\n---\r\n{101:가|A}\r\n", "가\r\n", &["Text `가` in 0, 1 of 1"]);
    check("{101:&amp;\\*|&amp;}", "&amp;\\*", &["Text `&amp;` in 0, 1 of 1", "Text `*` in 0, 1 of 1"]);
}
