//! What build servers and review tools read: every format over one page that is as awkward as a page can be, and what
//! must hold of each whatever the page says.

use std::collections::BTreeSet;

use paralint::diagnostic::{Applicability, Edit, Fingerprint, Fix, Related, Severity, State, Summary};
use paralint::report::{Format, Report, Rule, Style, write};
use paralint::text::Span;
use proptest::prelude::*;
use serde_json::Value;

use super::samples::{Samples, plain};
use super::{any_text, golden};

const FORMATS: [(Format, &str); 10] = [
    (Format::Sarif, "report.sarif"),
    (Format::Github, "github.txt"),
    (Format::Gitlab, "gitlab.json"),
    (Format::Azure, "azure.txt"),
    (Format::Teamcity, "teamcity.txt"),
    (Format::Rdjson, "rdjson.json"),
    (Format::Rdjsonl, "rdjsonl.jsonl"),
    (Format::Junit, "junit.xml"),
    (Format::Checkstyle, "checkstyle.xml"),
    (Format::Markdown, "summary.md"),
];

#[test]
fn every_format_has_a_page() {
    for (format, name) in FORMATS {
        golden(name, &rendered(&awkward(), format));
    }
}

#[test]
fn every_format_has_something_to_say_of_nothing() {
    for (format, name) in FORMATS {
        let text = rendered(&Samples::default(), format);
        match format {
            Format::Github | Format::Azure | Format::Teamcity | Format::Rdjsonl => {
                assert_eq!(text, "", "{name}")
            }
            Format::Gitlab => assert_eq!(text, "[]\n"),
            Format::Markdown => assert_eq!(text, "### paralint: no findings in 0 documents\n"),
            Format::Sarif => {
                assert_eq!(json(&text)["runs"][0]["results"], Value::from(Vec::<Value>::new()));
            }
            Format::Rdjson => assert_eq!(json(&text)["diagnostics"], Value::from(Vec::<Value>::new())),
            // A file without a test is an error to GitLab and Azure Pipelines.
            Format::Junit => assert!(text.contains("<testcase name=\"no findings\"")),
            _ => assert!(text.contains("<checkstyle")),
        }
    }
}

/// The emoji and the three letters before the place are 8 bytes, 5 UTF-16 units, 4 characters.
#[test]
fn columns_are_counted_as_each_reader_counts() {
    let mut samples = Samples::default();
    samples.pages.insert("a.md".to_owned(), "# a\n😀 a [저장]\n".into());
    samples.diagnostics.push(plain("a.md", Span::new(4 + 7, 4 + 15)));
    let sarif = json(&rendered(&samples, Format::Sarif));
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&Value::from(6), &Value::from(10)));
    assert_eq!(sarif["runs"][0]["columnKind"], "utf16CodeUnits");
    let rdjson = json(&rendered(&samples, Format::Rdjson));
    let range = &rdjson["diagnostics"][0]["location"]["range"];
    assert_eq!((&range["start"]["column"], &range["end"]["column"]), (&Value::from(8), &Value::from(16)));
    let github = rendered(&samples, Format::Github);
    assert!(github.contains("line=2,endLine=2,col=6,endColumn=9::docs/a.md:2:5: "), "{github}");
    assert!(rendered(&samples, Format::Azure).contains("linenumber=2;columnnumber=5;"));
    assert!(rendered(&samples, Format::Checkstyle).contains("line=\"2\" column=\"5\""));
}

/// GitHub drops what comes after ten of a level without a word.
#[test]
fn ten_of_a_level_are_annotations_and_the_rest_is_listed() {
    let mut samples = Samples::default();
    samples.pages.insert("a.md".to_owned(), "a\n".repeat(60).into());
    for nth in 0..54 {
        let mut diagnostic = plain("a.md", Span::new(nth * 2, nth * 2 + 1));
        diagnostic.severity = [Severity::Info, Severity::Error, Severity::Warning][nth % 3];
        diagnostic.rule = if nth < 50 { "many/times" } else { "only/once" }.into();
        samples.diagnostics.push(diagnostic);
    }
    let text = rendered(&samples, Format::Github);
    let lines: Vec<&str> = text.lines().collect();
    let levels: Vec<&str> =
        lines.iter().filter_map(|line| line.strip_prefix("::")?.split([' ', ':']).next()).collect();
    let expected: Vec<&str> = [("error", 10), ("warning", 10), ("notice", 10), ("group", 1), ("endgroup", 1)]
        .into_iter()
        .flat_map(|(level, count)| vec![level; count])
        .collect();
    assert_eq!(levels, expected);
    // What stands there once is not crowded out by what stands there many times.
    assert_eq!(lines[..30].iter().filter(|line| line.contains("[only/once]")).count(), 4);
    assert_eq!(lines[31..55].iter().filter(|line| line.contains("[many/times]")).count(), 24);
    assert_eq!(lines[30], "::group::24 more, beyond the 10 annotations that a step has of each level");
}

/// An annotation with a column is refused where it ends on another line.
#[test]
fn an_annotation_over_several_lines_has_no_column() {
    let mut samples = Samples::default();
    samples.pages.insert("a.md".to_owned(), "one\ntwo\nthree\n".into());
    samples.diagnostics.push(plain("a.md", Span::new(2, 10)));
    let text = rendered(&samples, Format::Github);
    assert!(text.contains("line=1,endLine=3::"), "{text}");
    // An alert is shown in a pull request only where all of its lines are among the changes.
    let sarif = json(&rendered(&samples, Format::Sarif));
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["endLine"], 1);
    assert_eq!(region["endColumn"], 4);
}

/// Code scanning shows 5,000 results of a run, and refuses a run of more than 25,000.
#[test]
fn code_scanning_gets_the_gravest_results_and_is_told_of_the_others() {
    let mut samples = Samples::default();
    samples.pages.insert("a.md".to_owned(), "a".into());
    for nth in 0..5_010 {
        let mut diagnostic = plain("a.md", Span::new(0, 1));
        diagnostic.severity = if nth < 20 { Severity::Warning } else { Severity::Error };
        samples.diagnostics.push(diagnostic);
    }
    let sarif = json(&rendered(&samples, Format::Sarif));
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("an array");
    assert_eq!(results.len(), 5_000);
    assert_eq!(results.iter().filter(|result| result["level"] == "warning").count(), 10);
    let told = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str();
    assert!(told.is_some_and(|told| told.starts_with("10 findings are left out")), "{told:?}");
}

/// GitHub shows nothing of a job summary above 1 MiB.
#[test]
fn a_summary_that_would_be_too_long_is_cut() {
    let mut samples = Samples::default();
    samples.pages.insert("ko-kr/a.md".to_owned(), "a".into());
    for nth in 0..9_000 {
        let mut diagnostic = plain("ko-kr/a.md", Span::new(0, 1));
        diagnostic.message = format!("{nth} {}", "저장하십시오 ".repeat(8));
        diagnostic.severity = if nth < 50 { Severity::Error } else { Severity::Warning };
        samples.diagnostics.push(diagnostic);
    }
    let text = rendered(&samples, Format::Markdown);
    assert!((900 << 10..1 << 20).contains(&text.len()), "{}", text.len());
    assert_eq!(text.matches("**error**").count(), 50);
    assert!(text.trim_end().ends_with(" findings left out, the least severe: a summary has a limit"));
    assert!(text.contains("| ko-kr | 50 | 8950 | 0 |"));
}

/// GitLab merges what has one fingerprint; ours has no path in it, and a page may have two of one.
#[test]
fn fingerprints_are_told_apart_where_the_reader_needs_it() {
    let mut samples = awkward();
    let twice = samples.diagnostics.clone();
    samples.diagnostics.extend(twice);
    let issues = json(&rendered(&samples, Format::Gitlab));
    let issues = issues.as_array().expect("an array");
    let prints: BTreeSet<&str> = issues.iter().filter_map(|issue| issue["fingerprint"].as_str()).collect();
    assert_eq!(prints.len(), samples.diagnostics.len());
}

/// What reviewdog's schema for `DiagnosticResult` asks for, and no field that it does not know.
#[test]
fn rdjson_is_what_reviewdog_reads() {
    let position = |value: &Value| {
        assert!(value["line"].as_u64().is_some_and(|line| line > 0), "{value}");
        assert!(value["column"].as_u64().is_some_and(|column| column > 0), "{value}");
        only(value, &["line", "column"]);
    };
    let range = |value: &Value| {
        only(value, &["start", "end"]);
        position(&value["start"]);
        position(&value["end"]);
    };
    let location = |value: &Value| {
        only(value, &["path", "range"]);
        assert!(value["path"].is_string());
        range(&value["range"]);
    };
    let document = json(&rendered(&awkward(), Format::Rdjson));
    only(&document, &["source", "severity", "diagnostics"]);
    let diagnostics = document["diagnostics"].as_array().expect("an array");
    let lines = rendered(&awkward(), Format::Rdjsonl);
    let lines: Vec<Value> = lines.lines().map(json).collect();
    assert_eq!(&lines, diagnostics);
    for diagnostic in diagnostics {
        let known = ["message", "location", "severity", "source", "code", "suggestions", "related_locations"];
        only(diagnostic, &known);
        only(&diagnostic["source"], &["name", "url"]);
        only(&diagnostic["code"], &["value", "url"]);
        assert!(["ERROR", "WARNING", "INFO"].contains(&diagnostic["severity"].as_str().expect("a string")));
        location(&diagnostic["location"]);
        for suggestion in diagnostic["suggestions"].as_array().into_iter().flatten() {
            only(suggestion, &["range", "text"]);
            range(&suggestion["range"]);
        }
        for related in diagnostic["related_locations"].as_array().into_iter().flatten() {
            only(related, &["message", "location"]);
            location(&related["location"]);
        }
    }
    // Each suggestion is taken by itself, so a change of several places is none.
    let counts: Vec<usize> =
        diagnostics.iter().map(|each| each["suggestions"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(counts, [1, 0, 0, 0]);
}

proptest! {
    #![proptest_config(crate::cases::cases(500))]

    /// Whatever a page, a path or a message says: no line is a command but ours, and no terminal obeys.
    #[test]
    fn no_text_is_a_command(
        text in commanding(),
        words in commanding(),
        name in commanding(),
        (start, len) in (0u32..300, 0u32..60),
    ) {
        let path = format!("{}.md", name.trim_start_matches('/'));
        let mut samples = Samples::default();
        samples.pages.insert(path.clone(), text.as_str().into());
        for nth in 0..12 {
            let mut diagnostic = plain(&path, Span { start, end: start + len });
            diagnostic.message.clone_from(&words);
            diagnostic.help = Some(words.clone());
            diagnostic.severity = if nth == 0 { Severity::Info } else { Severity::Error };
            diagnostic.related =
                vec![Related { path: path.as_str().into(), span: diagnostic.span, message: words.clone() }];
            let edits = vec![Edit { path: path.as_str().into(), span: diagnostic.span, text: words.clone() }];
            diagnostic.fix = Some(Fix { applicability: Applicability::Unsafe, title: words.clone(), edits });
            samples.diagnostics.push(diagnostic);
        }
        for (format, _) in FORMATS.into_iter().chain([(Format::Full, ""), (Format::Concise, ""), (Format::Json, "")]) {
            let out = rendered(&samples, format);
            for line in out.lines() {
                prop_assert!(!line.contains(|c: char| c.is_control()), "{format:?}: {line:?}");
                let ours = match format {
                    Format::Github => line.trim_start().starts_with("::"),
                    Format::Azure | Format::Teamcity => line.starts_with("##"),
                    _ => false,
                };
                let rest = if ours { &line[2..] } else { line };
                prop_assert!(ours || !line.trim_start().starts_with("::"), "{format:?}: {line:?}");
                for mark in ["##[", "##vso[", "##teamcity["] {
                    // Whoever takes our command for one looks no further.
                    let hidden = format == Format::Github && ours;
                    prop_assert!(hidden || !rest.to_ascii_lowercase().contains(mark), "{format:?}: {line:?}");
                }
            }
            match format {
                Format::Github => {
                    prop_assert_eq!(out.lines().filter(|line| line.starts_with("::error ")).count(), 10);
                    prop_assert_eq!(out.lines().count(), 14);
                }
                Format::Azure => prop_assert_eq!(out.lines().count(), 12),
                Format::Teamcity => prop_assert_eq!(out.lines().count(), 13),
                Format::Sarif | Format::Gitlab | Format::Rdjson | Format::Json => {
                    prop_assert!(serde_json::from_str::<Value>(&out).is_ok());
                }
                Format::Junit | Format::Checkstyle => {
                    prop_assert!(roxmltree::Document::parse(&out).is_ok(), "{}", out);
                }
                _ => {}
            }
        }
    }
}

/// The reports that are commands say what they were given once they are read as their readers do.
#[test]
fn readers_get_back_what_was_said() {
    let samples = awkward();
    // What a terminal would obey is a picture of itself by then.
    let message = samples.diagnostics[0].message.replace('\n', " ").replace('\u{1b}', "␛");
    let github = rendered(&samples, Format::Github);
    let line = github.lines().next().expect("there are findings");
    let read = line.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
    assert!(read.contains(&message), "{read}");
    assert!(line.contains("file=docs/ko-kr/요금%2C 100%25.md,"), "{line}");
    let azure = rendered(&samples, Format::Azure);
    let line = azure.lines().next().expect("there are findings");
    let read = line.replace("%AZP25", "%").replace('\u{2060}', "");
    assert!(read.ends_with(&message), "{read}");
    let junit = rendered(&samples, Format::Junit);
    let junit = roxmltree::Document::parse(&junit).expect("it is XML");
    let failure = junit.descendants().find(|node| node.has_tag_name("failure")).expect("there are findings");
    assert_eq!(
        failure.attribute("message"),
        Some(&*samples.diagnostics[0].message.replace('\u{1b}', "\u{fffd}"))
    );
}

/// A page with everything that a reader of reports may stumble over, and what was found on it.
fn awkward() -> Samples {
    let mut samples = Samples::default();
    let path = "ko-kr/요금, 100%.md";
    let text = "---\ntitle: 요금\n---\n😀 **[저장](save.md)** 100%]\n::error file=a.md::x\n##vso[task.complete]\n끝\n";
    samples.pages.insert(path.to_owned(), text.into());
    samples.pages.insert("en-us/fees.md".to_owned(), "# Fees\n\n😀 Select [Save](save.md).\n".into());
    let span = |needle: &str| {
        let start = text.find(needle).expect("it stands there");
        Span::new(start, start + needle.len())
    };
    let mut lost = plain(path, span("[저장](save.md)"));
    lost.rule = "links/misplaced-link".into();
    lost.message = "the link `[저장](save.md)` is 100% wrong; 'a' | \"b\" <c> & ]\n::error file=a.md::x ##vso[task.complete] ##teamcity[x] @everyone \u{1b}[31m".to_owned();
    lost.help = Some("put it on `저장`".to_owned());
    lost.related = vec![Related {
        path: "en-us/fees.md".into(),
        span: Span::new(20, 35),
        message: "the source links [these] words".to_owned(),
    }];
    lost.fix = Some(Fix {
        applicability: Applicability::Safe,
        title: "take the link out".to_owned(),
        edits: vec![Edit { path: path.into(), span: lost.span, text: "저장 😀".to_owned() }],
    });
    lost.fingerprint = Fingerprint(0xfee5);
    lost.state = Some(State::New);
    let mut several = plain(path, span("::error file=a.md::x\n##vso[task.complete]\n끝"));
    several.rule = "blocks/unclosed".into();
    several.severity = Severity::Warning;
    several.message = "`:::note` is never closed".to_owned();
    several.fix = Some(Fix {
        applicability: Applicability::Unsafe,
        title: "close it".to_owned(),
        edits: ["::error", "끝"]
            .map(|at| Edit {
                path: path.into(),
                span: Span::at(span(at).start as usize),
                text: ":::\n".to_owned(),
            })
            .into(),
    });
    several.fingerprint = Fingerprint(0xb10c);
    several.state = Some(State::Unchanged);
    let mut hint = plain(path, span("끝"));
    hint.rule = "blocks/unclosed".into();
    hint.severity = Severity::Info;
    hint.fingerprint = Fingerprint(0xe2d);
    hint.state = Some(State::Unchanged);
    let mut unread = plain("pt-br/latim.md", Span::at(0));
    unread.rule = "paralint/not-utf8".into();
    unread.message = "this file is not UTF-8".to_owned();
    unread.locale = Some("pt-br".into());
    unread.state = Some(State::New);
    samples.diagnostics = vec![lost, several, hint, unread];
    samples
}

/// What build servers obey, in any order with what has broken renderers.
fn commanding() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
        "::error file=a::b",
        "::set-output name=x::",
        "::",
        "##vso[task.complete]",
        "##",
        "#",
        "#\u{0}#[",
        "##[error]",
        "##VSO[x]",
        "##teamcity[message text='x']",
        "\n",
        "\r",
        "%0A",
        "%AZP25",
        "']",
        "|",
        "]]>",
        "`",
        " ",
        "a",
    ]);
    prop::collection::vec(prop_oneof![4 => mark.prop_map(str::to_owned), 1 => any_text()], 0..8)
        .prop_map(|pieces| pieces.concat())
}

fn rendered(samples: &Samples, format: Format) -> String {
    let mut summary = Summary { documents: samples.pages.len(), ..Summary::default() };
    samples.diagnostics.iter().for_each(|diagnostic| summary.count(diagnostic));
    let rules = [Rule {
        name: "links/misplaced-link".to_owned(),
        severity: Severity::Error,
        why: "Readers click on words that lead elsewhere.\n".to_owned(),
        help: Some("put the link on `…`".to_owned()),
        example: Some("# 요금\n\n```\n[a](b.md)\n```\n".to_owned()),
        counter_example: None,
    }];
    let report = Report {
        diagnostics: &samples.diagnostics,
        summary,
        version: "0.0.0",
        rules: &rules,
        folder: "docs",
    };
    let mut out = Vec::new();
    let sources = |path: &str| samples.pages.get(path).cloned();
    write(format, &report, &sources, &Style::default(), &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("a report is UTF-8")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn only(value: &Value, known: &[&str]) {
    for key in value.as_object().expect("an object").keys() {
        assert!(known.contains(&key.as_str()), "{key} in {value}");
    }
}
