//! Reports in every format over one set of samples, and what must hold of any text and any place.

mod formats;
mod samples;

use paralint::diagnostic::{Applicability, Edit, Fix, PairSpans, Related, Severity, Summary};
use paralint::report::{Format, Style, folded, schema, summary_line, write_diff};
use paralint::text::Span;
use proptest::prelude::*;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::golden::{compare, root};
use samples::{Samples, plain, samples, side_by_side};

#[test]
fn full_fits_any_screen() {
    for width in [100, 60, 40] {
        let text = samples().render(Format::Full, &Style { width, ..Style::default() });
        golden(&format!("full-{width}.txt"), &text);
    }
}

#[test]
fn full_can_do_without_box_characters() {
    let text = samples().render(Format::Full, &Style { width: 80, unicode: false, ..Style::default() });
    golden("full-ascii.txt", &text);
}

#[test]
fn colours_are_all_that_colour_adds() {
    for format in [Format::Full, Format::Concise] {
        let plain = samples().render(format, &Style::default());
        let colored = samples().render(format, &Style { color: true, ..Style::default() });
        assert!(colored.contains("\x1b[1;31merror\x1b[0m"));
        assert_eq!(without_colors(&colored), plain);
    }
}

#[test]
fn full_lists_a_few_of_many_related_places() {
    let mut samples = Samples::default();
    samples.pages.insert("a.md".to_owned(), "저장".into());
    let mut diagnostic = plain("a.md", Span::new(0, 6));
    diagnostic.related = (1..=40)
        .map(|n| Related {
            path: format!("{n}.md").into(),
            span: Span::new(0, 6),
            message: "갈무리".to_owned(),
        })
        .collect();
    samples.diagnostics.push(diagnostic);
    let out = samples.render(Format::Full, &Style::default());
    assert_eq!(out.matches("related: ").count(), 6);
    assert!(out.ends_with(" related: 5.md:1:1: 갈무리\n related: and 35 more places\n"), "{out}");
}

#[test]
fn concise_is_one_line_each() {
    let samples = samples();
    let text = samples.render(Format::Concise, &Style::default());
    assert_eq!(text.lines().count(), samples.diagnostics.len() - 3);
    golden("concise.txt", &text);
}

#[test]
fn what_is_folded_can_be_seen() {
    let samples = samples();
    assert_eq!(folded(&samples.diagnostics), 3);
    let each = Style { fold: false, ..Style::default() };
    assert_eq!(samples.render(Format::Concise, &each).lines().count(), samples.diagnostics.len());
    let (few, unfolded) =
        (samples.render(Format::Full, &Style::default()), samples.render(Format::Full, &each));
    assert_eq!(few.matches("[bold/literal]").count(), 2, "an error does not hide a hint");
    assert_eq!(unfolded.matches("[bold/literal]").count(), 5);
    assert!(!unfolded.contains("more on this page"));
    // Two are not many.
    let mut two = samples;
    let second =
        two.diagnostics.iter().rposition(|d| &*d.rule == "bold/literal" && d.severity == Severity::Error);
    two.diagnostics.remove(second.expect("there are four"));
    two.diagnostics.remove(second.expect("there are four") - 1);
    assert_eq!(folded(&two.diagnostics), 0);
}

#[test]
fn a_diff_can_be_patched_with() {
    let shown = |before: &str, after: &str| {
        let mut out = Vec::new();
        write_diff("ko-kr/a.md", before, after, &Style::default(), &mut out)
            .expect("a vector takes everything");
        String::from_utf8(out).expect("a diff of texts is a text")
    };
    assert_eq!(shown("a\n", "a\n"), "");
    let head = "--- a/ko-kr/a.md\n+++ b/ko-kr/a.md\n";
    assert_eq!(shown("a\r\nb\r\n", "a\r\nc\r\n"), format!("{head}@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"));
    let end = "\\ No newline at end of file\n";
    assert_eq!(shown("a\rb", "a\rc"), format!("{head}@@ -1 +1 @@\n-a\rb\n{end}+a\rc\n{end}"));
    assert_eq!(shown("x\n", "x\n\n"), format!("{head}@@ -1 +1,2 @@\n x\n+\n"));
}

#[test]
fn json_is_what_its_schema_says() {
    let samples = samples();
    let text = samples.render(Format::Json, &Style::default());
    golden("report.json", &text);
    let report: Value = serde_json::from_str(&text).expect("it is JSON");
    let judge = Judge::new();
    judge.accepts("", &report);

    let lines = samples.render(Format::JsonLines, &Style::default());
    let lines: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert_eq!(report["diagnostics"], Value::from(lines.clone()));
    for line in &lines {
        judge.accepts("#/$defs/Diagnostic", line);
    }

    let empty = Samples::default().render(Format::Json, &Style::default());
    judge.accepts("", &serde_json::from_str(&empty).expect("a report without diagnostics is JSON"));

    type Spoil = fn(&mut Value);
    let wrong: [(&str, Spoil); 8] = [
        ("a field too many", |report| report["diagnostics"][0]["line"] = json!(3)),
        ("a field too many at the top", |report| report["created"] = json!("today")),
        ("a place that is a number", |report| report["diagnostics"][0]["start"] = json!(12)),
        ("a column from 0", |report| report["diagnostics"][0]["start"]["column"] = json!(0)),
        ("an unknown severity", |report| report["diagnostics"][0]["severity"] = json!("fatal")),
        ("null for nothing", |report| report["diagnostics"][0]["help"] = json!(null)),
        ("a short fingerprint", |report| report["diagnostics"][0]["fingerprint"] = json!("0c0ffee")),
        ("another version", |report| report["version"] = json!(2)),
    ];
    for (fault, spoil) in wrong {
        let mut spoilt = report.clone();
        spoil(&mut spoilt);
        assert!(!judge.is_valid("", &spoilt), "accepted {fault}");
    }
    for missing in ["rule", "message", "path", "start", "end", "related", "fingerprint"] {
        let mut spoilt = lines[0].clone();
        spoilt.as_object_mut().expect("a diagnostic is an object").remove(missing);
        assert!(!judge.is_valid("#/$defs/Diagnostic", &spoilt), "accepted without {missing}");
    }
}

#[test]
fn the_schema_is_up_to_date() {
    compare(&root("src/report/report.schema.json"), &schema());
}

#[test]
fn the_closing_line_tells_only_what_there_is() {
    let mut summary = Summary { documents: 5, pairs: 51, ..Summary::default() };
    assert_eq!(summary_line(&summary), "no findings in 5 documents (51 pairs)");
    summary = Summary { errors: 2, warnings: 3, fixable: 1, ..summary };
    assert_eq!(
        summary_line(&summary),
        "2 errors, 3 warnings in 5 documents (51 pairs); 1 fixable with --fix"
    );
    let summary = Summary { fixed: 4, fixable_unsafe: 2, ..summary };
    assert_eq!(
        summary_line(&summary),
        "2 errors, 3 warnings in 5 documents (51 pairs); 4 fixed; 1 fixable with --fix, 2 more with --unsafe-fixes"
    );
    let summary = Summary { documents: 1, fixed: 1, fixable_unsafe: 2, ..Summary::default() };
    assert_eq!(
        summary_line(&summary),
        "no findings in 1 document; 1 fixed; 2 fixable with --fix --unsafe-fixes"
    );
    let summary = Summary { documents: 1, infos: 1, suppressed: 4, baselined: 2, ..Summary::default() };
    assert_eq!(summary_line(&summary), "1 hint in 1 document; 4 suppressed; 2 in the baseline");
}

proptest! {
    #![proptest_config(crate::cases::cases(2000))]

    /// Whatever stands in a page and wherever a finding claims to be: no panic, no line wider than the
    /// screen, nothing for the terminal to obey.
    #[test]
    fn full_survives_any_text_and_any_place(
        text in any_text(),
        places in prop::collection::vec((0u32..700, 0u32..90), 7),
        width in 0usize..130,
        unicode: bool,
        paired: bool,
    ) {
        let [first, second, third, target, source, ..] = places.iter()
            .map(|&(start, len)| Span { start, end: start + len }).collect::<Vec<_>>()[..] else { unreachable!() };
        let mut samples = Samples::default();
        samples.pages.insert("a.md".to_owned(), text.as_str().into());
        let mut diagnostic = plain("a.md", first);
        diagnostic.pair = paired.then(|| PairSpans { id: "1".into(), target, source });
        diagnostic.related = [("a.md", second), ("a.md", third), ("gone.md", third)]
            .map(|(path, span)| Related { path: path.into(), span, message: "여기".to_owned() }).into();
        let edits = vec![Edit { path: "a.md".into(), span: target, text: text.chars().take(90).collect() }];
        diagnostic.fix = Some(Fix { applicability: Applicability::Safe, title: "고치기".to_owned(), edits });
        samples.diagnostics.push(diagnostic);
        let out = samples.render(Format::Full, &Style { width, unicode, ..Style::default() });
        for line in out.lines() {
            prop_assert!(line.width() <= width.max(Style::NARROWEST), "too wide: {line:?}");
            prop_assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
        }
        samples.render(Format::Concise, &Style::default());
        let json = samples.render(Format::Json, &Style::default());
        prop_assert!(serde_json::from_str::<Value>(&json).is_ok());
    }

    /// The underline starts in the column where the place starts, and is as long as the place is wide.
    #[test]
    fn the_underline_stands_under_the_place(
        before in characters(0..80),
        place in characters(1..6),
        after in characters(0..80),
        width in 40usize..120,
    ) {
        let text = format!("{before}<{place}>{after}");
        let span = Span::new(before.len() + 1, before.len() + 1 + place.len());
        let mut samples = Samples::default();
        samples.pages.insert("a.md".to_owned(), text.as_str().into());
        samples.diagnostics.push(plain("a.md", span));
        let out = samples.render(Format::Full, &Style { width, ..Style::default() });
        let lines: Vec<&str> = out.lines().collect();
        let shown = &lines[2]["      1 │ ".len()..];
        let underline = &lines[3]["        · ".len()..];
        let start = shown.find('<').expect("the place is shown with what stands before it") + 1;
        let spaces = underline.len() - underline.trim_start().len();
        prop_assert_eq!(shown[..start].width(), spaces, "{}", out);
        let marked = shown[start..].split(['>', '…']).next().unwrap_or_default();
        prop_assert_eq!(marked, &place, "{}", out);
        prop_assert_eq!(underline.trim().width(), place.width(), "{}", out);
    }
}

/// With a walk from the start of the line for each of them, this would not end. `benches/` has the figures.
#[test]
fn ten_thousand_on_one_line_are_all_shown() {
    let sentence =
        side_by_side("7aaaa-103", "[고객]을 선택한 다음 **저장**을 누릅니다.", "Select the customer.");
    let count = 10_000;
    let text = sentence.repeat(count);
    let mut samples = Samples::default();
    for nth in 0..count {
        let at = nth * sentence.len();
        let within = |needle: &str| {
            let start = at + sentence.find(needle).expect("it is in the sentence");
            Span::new(start, start + needle.len())
        };
        let mut diagnostic = plain("a.md", within("저장"));
        diagnostic.message = "the label `Save` is translated in two ways on this page".to_owned();
        diagnostic.help = Some("use one translation of a label".to_owned());
        diagnostic.pair = Some(PairSpans {
            id: "1".into(),
            target: within("[고객]을 선택한 다음 **저장**을 누릅니다."),
            source: within("Select the customer."),
        });
        let related = Related { path: "a.md".into(), span: Span::new(9, 12), message: "first".to_owned() };
        diagnostic.related = vec![related];
        samples.diagnostics.push(diagnostic);
    }
    samples.pages.insert("a.md".to_owned(), text.as_str().into());
    let each = Style { fold: false, ..Style::default() };
    let shown = samples.render(Format::Full, &each);
    assert_eq!(shown.matches("\n    help: use one translation").count(), count);
    assert_eq!(samples.render(Format::Concise, &each).lines().count(), count);
    assert_eq!(samples.render(Format::Concise, &Style::default()).lines().count(), 1);
}

/// Compares with a file in `tests/report`.
fn golden(name: &str, actual: &str) {
    compare(&root("tests/report").join(name), actual);
}

fn without_colors(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, rest)| rest))
}

/// Pieces of text that have broken renderers, in any order.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\u{feff}".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just("\n".to_owned()),
        Just("\t".to_owned()),
        Just("\u{1b}[31m".to_owned()),
        Just("\u{202e}\u{2066}\u{85}\u{2028}".to_owned()),
        Just("\u{200b}\u{ad}\u{200d}".to_owned()),
        Just("👨‍👩‍👧‍👦🇰🇷❤️👍🏽".to_owned()),
        Just("e\u{301}\u{304}각".to_owned()),
        Just("\u{301}".repeat(90)),
        "[가-힣 ]{1,30}",
        "[ぁ-ん漢字]{1,60}",
        "[a-z ]{1,30}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

/// Whole characters as a reader counts them, none of them `<` or `>`.
fn characters(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let one = prop::sample::select(vec![
        "a",
        "Z",
        " ",
        "각",
        "\u{1100}\u{1161}\u{11a8}",
        "が",
        "か\u{3099}",
        "ｶ",
        "漢",
        "「",
        "é",
        "e\u{301}\u{304}",
        "—",
        "ي",
        "👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "👩🏽\u{200d}🚀",
        "🇰🇷",
        "❤\u{fe0f}",
    ]);
    prop::collection::vec(one, count).prop_map(|characters| characters.concat())
}

/// The committed schema at work.
struct Judge(Value);

impl Judge {
    fn new() -> Self {
        Self(serde_json::from_str(&schema()).expect("the schema is JSON"))
    }

    fn validate(&self, part: &str, value: &Value) -> Result<(), String> {
        let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
        compiler.add_resource("report.json", self.0.clone()).map_err(|error| error.to_string())?;
        let index =
            compiler.compile(&format!("report.json{part}"), &mut schemas).expect("the schema is a schema");
        schemas.validate(value, index).map_err(|error| error.to_string())
    }

    fn accepts(&self, part: &str, value: &Value) {
        self.validate(part, value).unwrap_or_else(|error| panic!("{error}\n{value:#}"));
    }

    fn is_valid(&self, part: &str, value: &Value) -> bool {
        self.validate(part, value).is_ok()
    }
}
