//! What must hold of any text, whatever is wrong with it. One function a fuzz target; each panics where
//! something does not hold.

use std::sync::{Arc, LazyLock};

use paralint::config::{Level, Selector, Settings};
use paralint::diagnostic::{Diagnostic, Severity, Summary};
use paralint::engine::{Checked, Engine};
use paralint::model::view::View;
use paralint::model::{Document, Index, RecentViews, layout};
use paralint::packs;
use paralint::report::{self, Format, Report, Style};
use paralint::syntax::front_matter::{self, Entry, Item, Value};
use paralint::syntax::side_by_side::{self, PairTags};
use paralint::syntax::tags::{self, Tag};
use paralint::text::{Span, bom_len};

/// The whole of a page: it is read, every rule is run on it, and what they say is printed.
pub fn page(text: &str) {
    let path: Arc<str> = "ko-kr/page.md".into();
    let document = Document::read(Arc::clone(&path), text, &layout::place(&path, None));
    views(&document);
    let checked = ENGINE.check(&document);
    // Beside itself its source is not parsed again.
    let (mut recent, place) = (RecentViews::default(), layout::place(&path, None));
    Document::read_beside(Arc::clone(&path), text, &place, &mut recent);
    let again = ENGINE.check(&Document::read_beside(Arc::clone(&path), text, &place, &mut recent));
    assert_eq!(checked.facts, again.facts, "one text has one set of facts");
    let found = |checked: &Checked| format!("{:?}", checked.found);
    assert_eq!(found(&checked), found(&again), "one text has one set of findings");
    let mut index = Index::default();
    index.replace(checked.facts);
    let outcome = ENGINE.finish(&index, checked.found, &|_: &str| Some(Arc::from(text)));
    for diagnostic in &outcome.diagnostics {
        places(text, diagnostic);
    }
    let order: Vec<Span> = outcome.diagnostics.iter().map(|diagnostic| diagnostic.span).collect();
    assert!(order.is_sorted(), "diagnostics are in order of place");
    reports(text, &outcome.diagnostics, outcome.summary);
}

/// The header: its spans lie in it, and what is left is the body.
pub fn header(text: &str) {
    let parsed = front_matter::parse(text);
    inside(text, Span::new(0, text.len()), Span::new(parsed.body, text.len()));
    let Some(header) = parsed.header else {
        assert!(parsed.problems.is_empty(), "only a header has problems");
        assert_eq!(parsed.body, bom_len(text), "without a header all of the text is body");
        return;
    };
    let whole = Span::new(0, parsed.body);
    inside(text, whole, header.span());
    inside(text, header.span(), header.opening);
    inside(text, header.span(), header.content);
    assert!(header.opening.end <= header.content.start || header.content.is_empty());
    if let Some(closing) = header.closing {
        inside(text, header.span(), closing);
        assert!(header.content.end <= closing.start);
    }
    entries(text, whole, &header.entries);
    for comment in &header.comments {
        inside(text, whole, *comment);
    }
    for problem in &parsed.problems {
        inside(text, whole, problem.span);
        problem.related.iter().for_each(|related| inside(text, whole, *related));
    }
    assert!(parsed.problems.is_sorted_by_key(|problem| problem.span), "problems are in order of place");
}

/// The tags: they rise, none overlaps another, and the text between them holds the rest.
pub fn tags(text: &str) {
    let whole = Span::new(0, text.len());
    let mut found: Vec<Tag> = Vec::new();
    let open = tags::scan(text, whole, &mut found);
    let mut end = 0;
    for tag in &found {
        inside(text, whole, tag.span);
        inside(text, tag.span, tag.name);
        assert!(tag.span.start >= end && tag.span.of(text).starts_with('<'));
        end = tag.span.end;
        let mut last = tag.name.end;
        for attribute in tag.attributes(text) {
            inside(text, tag.span, attribute.name);
            assert!(attribute.name.start >= last);
            last = attribute.name.end;
            if let Some(value) = attribute.value {
                inside(text, tag.span, value);
                assert!(value.start >= last);
                last = value.end;
            }
        }
    }
    if let Some(open) = open {
        inside(text, whole, open);
        assert!(open.end as usize == text.len() && open.of(text).starts_with('<'));
    }
    // What is scanned from the middle is scanned as if it were all.
    if let Some(tag) = found.last() {
        let mut tail = Vec::new();
        assert_eq!(tags::scan(text, Span { start: tag.span.start, ..whole }, &mut tail), open);
        assert_eq!(tail, [*tag]);
    }
}

/// A text without the tags of its pairs.
fn unmarked(text: &str, pairs: &[PairTags]) -> String {
    let mut unmarked = String::new();
    let mut gap = 0;
    for pair in pairs {
        for part in [Span { start: gap, end: pair.whole.start }, pair.target, pair.source] {
            unmarked.push_str(part.of(text));
        }
        gap = pair.whole.end;
    }
    unmarked + &text[gap as usize..]
}

/// The pairs: they rise, none overlaps another, and with their gaps they are the text.
pub fn pairs(text: &str) {
    let whole = Span::new(0, text.len());
    let mut found = Vec::new();
    let swallowed = tags::scan(text, whole, &mut found);
    let reader = side_by_side::read(text, &found, swallowed);
    let pairs = reader.pairs.clone();
    let leftovers = reader.leftovers(|| true);
    // What stands between the pairs' own markers says that as well as the whole file does.
    let unmarked: String = unmarked(text, &pairs);
    assert!(leftovers.is_empty() || side_by_side::holds_marker(&unmarked), "{leftovers:?}");
    let mut joined = String::new();
    let mut gap = 0;
    for pair in &pairs {
        inside(text, whole, pair.whole);
        for part in [pair.target_id, pair.target, pair.source_id, pair.source] {
            inside(text, pair.whole, part);
        }
        assert!(pair.target_id.end <= pair.target.start && pair.target.end <= pair.source_id.start);
        assert!(pair.source_id.end <= pair.source.start);
        assert!(pair.whole.start >= gap, "pairs rise");
        joined.push_str(Span { start: gap, end: pair.whole.start }.of(text));
        joined.push_str(&written(text, pair));
        gap = pair.whole.end;
    }
    joined.push_str(&text[gap as usize..]);
    assert_eq!(joined, text, "gaps and pairs are the text");
    for leftover in &leftovers {
        inside(text, whole, leftover.span);
        inside(text, leftover.whole, leftover.span);
    }
    assert!(leftovers.is_sorted_by_key(|leftover| leftover.span), "leftovers are in order of place");
}

/// A pair as its parts say that it is written.
fn written(text: &str, pair: &PairTags) -> String {
    let [target_id, target, source_id, source] =
        [pair.target_id, pair.target, pair.source_id, pair.source].map(|part| part.of(text));
    let opened = format!("<span data-ttu-id=\"{target_id}\">{target}</span><span class=\"sxs-lookup\">");
    format!("{opened}<span data-stu-id=\"{source_id}\">{source}</span></span>")
}

/// Both views: their pieces join to their text, stand for bytes of the file, and lead back from there.
fn views(document: &Document<'_>) {
    let target: Vec<Span> = document.pairs.iter().map(|pair| pair.target).collect();
    view(document, &document.target, &target);
    let source: Vec<Span> = document.pairs.iter().map(|pair| pair.source).collect();
    view(document, document.source(), &source);
}

fn view(document: &Document<'_>, view: &View, sides: &[Span]) {
    let (text, shown) = (document.text, view.text());
    assert_eq!(view.pairs(), document.pairs.len());
    let mut joined = String::new();
    let mut file = document.body as u32;
    for (at, pair) in document.pairs.iter().enumerate() {
        assert_eq!(view.gap(at).of(shown), Span { start: file, end: pair.whole.start }.of(text));
        assert_eq!(view.side(at).of(shown), sides[at].of(text));
        assert!(view.side(at).is_empty() || view.to_file(view.side(at)) == Some(sides[at]));
        joined.push_str(view.gap(at).of(shown));
        joined.push_str(view.side(at).of(shown));
        file = pair.whole.end;
    }
    joined.push_str(view.gap(document.pairs.len()).of(shown));
    assert_eq!(joined, shown, "gaps and sides are the view");
    for at in 0..shown.len() as u32 {
        let byte = Span { start: at, end: at + 1 };
        let there = view.to_file(byte).expect("a byte is one piece");
        assert_eq!(text.as_bytes()[there.start as usize], shown.as_bytes()[at as usize]);
        assert_eq!(view.to_view(there.start), Some(at), "there and back is where it was");
    }
    let whole = Span::new(0, shown.len());
    for node in &view.outline().nodes {
        for span in [node.outer, node.inner] {
            inside(shown, whole, span);
            for piece in view.to_file_pieces(span) {
                inside(text, Span::new(document.body, text.len()), piece);
            }
        }
    }
}

/// A diagnostic points into the text, and says something.
fn places(text: &str, diagnostic: &Diagnostic) {
    let whole = Span::new(0, text.len());
    inside(text, whole, diagnostic.span);
    for related in &diagnostic.related {
        inside(text, whole, related.span);
        assert!(!related.message.is_empty());
    }
    if let Some(pair) = &diagnostic.pair {
        inside(text, whole, pair.target);
        inside(text, whole, pair.source);
    }
    assert!(!diagnostic.message.is_empty());
}

fn reports(text: &str, diagnostics: &[Diagnostic], summary: Summary) {
    let text: Arc<str> = text.into();
    let report = Report { diagnostics, summary, version: "0", ..Report::default() };
    let style = Style { width: 40, ..Style::default() };
    for format in [Format::Full, Format::Concise, Format::Json, Format::JsonLines] {
        let mut out = Vec::new();
        report::write(format, &report, &|_: &str| Some(Arc::clone(&text)), &style, &mut out)
            .expect("memory takes every byte");
        assert!(std::str::from_utf8(&out).is_ok(), "a report is UTF-8");
    }
}

fn entries(text: &str, whole: Span, entries: &[Entry]) {
    for entry in entries {
        inside(text, whole, entry.key_span);
        inside(text, whole, entry.value_span);
        value(text, whole, &entry.value);
    }
}

fn value(text: &str, whole: Span, written: &Value) {
    match written {
        Value::Null | Value::Scalar(_) => {}
        Value::Sequence(items) => {
            for Item { value: item, span } in items {
                inside(text, whole, *span);
                value(text, whole, item);
            }
        }
        Value::Mapping(nested) => entries(text, whole, nested),
    }
}

/// A span lies in another, and on character borders of the text.
#[track_caller]
fn inside(text: &str, outer: Span, inner: Span) {
    assert!(inner.start <= inner.end, "{inner:?} ends before it starts");
    assert!(outer.contains(inner), "{inner:?} is not in {outer:?}");
    assert!(inner.get(text).is_some(), "{inner:?} cuts a character");
}

/// Every rule, also those that ship switched off, down to hints.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut settings = Settings::default();
    settings.severity = Severity::Info;
    settings.choose(Selector::new("all"), Level::On);
    Engine::new(packs::bundled(), &settings).expect("the bundled packs hold")
});
