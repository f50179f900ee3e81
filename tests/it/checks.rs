//! The mechanisms, by their pages: `tests/checks/<check>.md` is specification, documentation and test at once.
//! Not the rules that ship (`packs`): the rules here are made up around each case.
//!
//! A page is prose and cases. A case is a `##` heading that states a behaviour, then blocks:
//! - `yaml`: the check as a rule has it under `check:`. A case without one uses the one before it. Further
//!   checks in the same block run beside the first and are not reported.
//! - `md`, with an optional path behind it: a page. Several are one corpus.
//! - `live`, with a path like a page's: what is published in its place.
//! - `source`, with a path like a page's: what it was translated from, as that is by now; empty where it is gone.
//! - `termbase`: approved words.
//! - `report`: what is found, a line each: place, values, related places; `nothing` where nothing is. Below one that
//!   offers a change: its edits, and the line as it then is.
//!
//! `UPDATE=1 cargo test` rewrites the report blocks and nothing else.

use std::sync::Arc;

use paralint::checks::CheckSpec;
use paralint::config::{Settings, termbase};
use paralint::diagnostic::{Applicability, Diagnostic, Edit, Severity};
use paralint::engine::{Engine, fix};
use paralint::model::{Document, Index, Live, Terms, layout};
use paralint::packs;
use paralint::text::{LineIndex, Positions};
use serde_json::{Value, json};

use crate::golden::{compare, files, read, root};
use crate::mechanisms;

#[test]
fn every_mechanism_has_its_page() {
    let pages = files("tests/checks", ".md");
    let pages: Vec<_> =
        pages.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
    for name in CheckSpec::NAMES {
        assert!(pages.iter().any(|page| page == name), "tests/checks/{name}.md is missing");
    }
    for page in &pages {
        assert!(CheckSpec::NAMES.contains(&page.as_str()), "tests/checks/{page}.md is no mechanism's");
    }
}

#[test]
fn every_mechanism_does_what_its_page_says() {
    for name in CheckSpec::NAMES {
        let path = root(&format!("tests/checks/{name}.md"));
        let page = Page::read(name, &read(&path));
        compare(&path, &page.with_reports());
    }
}

#[test]
fn every_page_shows_what_is_found_and_what_is_not() {
    for name in CheckSpec::NAMES {
        let page = Page::read(name, &read(&root(&format!("tests/checks/{name}.md"))));
        let silent = page.cases.iter().filter(|case| case.run() == NOTHING).count();
        assert!(silent > 0, "{name}: a case with nothing to report");
        assert!(silent < page.cases.len(), "{name}: a case with something to report");
        let no_sentence = |case: &&Case| !case.heading.contains(' ') || case.heading.ends_with('.');
        let heading = page.cases.iter().find(no_sentence).map(|case| case.heading.as_str());
        assert_eq!(heading, None, "{name}: a heading states a behaviour");
    }
}

#[test]
fn every_page_documents_what_a_pack_may_write() {
    for mechanism in mechanisms::all() {
        let name = &mechanism.name;
        let page = Page::read(name, &read(&root(&format!("tests/checks/{name}.md"))));
        let title = page.prose.lines().next().unwrap_or_default();
        assert!(title.starts_with(&format!("# `{name}`: ")), "{name}: the title says what it does");
        let words = mechanism.parameters.iter().flat_map(|parameter| {
            let values = parameter.values.iter().map(|(value, _)| value.clone());
            std::iter::once(parameter.name.clone()).chain(values)
        });
        let check = page.cases[0].spec();
        let values = check.values().iter().map(|value| format!("{{{value}}}"));
        for word in words.chain(values).chain(check.roles().iter().map(|&role| role.to_owned())) {
            assert!(page.prose.contains(&format!("`{word}`")), "{name}: the page does not explain `{word}`");
        }
    }
}

/// However the lines of a page end, the same is found at the same places, and in whichever of several pages.
#[test]
fn line_ends_change_nothing() {
    let plain = |report: &str| report.replace("\\r\\n", "\\n").replace("\\r", "\\n");
    let mut differ = String::new();
    for name in CheckSpec::NAMES {
        let mut page = Page::read(name, &read(&root(&format!("tests/checks/{name}.md"))));
        for case in &mut page.cases {
            let expected = case.run();
            for end in ["\r\n", "\r"] {
                let last = case.pages.len() - 1;
                for first in if last == 0 { vec![0] } else { vec![last, 0] } {
                    let written = case.pages.clone();
                    case.pages[first..].iter_mut().for_each(|(_, text)| *text = text.replace('\n', end));
                    let found = plain(&case.run());
                    if found != plain(&expected) {
                        let heading = &case.heading;
                        differ += &format!(
                            "{name}: {heading}\n{end:?} from page {first}\n{found}instead of\n{expected}\n"
                        );
                    }
                    case.pages = written;
                }
            }
        }
    }
    assert!(differ.is_empty(), "{differ}");
}

const NOTHING: &str = "nothing\n";

/// A page of `tests/checks`.
pub(crate) struct Page {
    text: String,
    /// What stands outside of blocks.
    pub(crate) prose: String,
    pub(crate) cases: Vec<Case>,
}

/// One behaviour.
pub(crate) struct Case {
    heading: String,
    name: String,
    /// The checks, the one that is shown first.
    checks: Vec<Value>,
    /// Paths and texts.
    pages: Vec<(String, String)>,
    /// What is published in the place of some of them.
    live: Vec<(String, String)>,
    /// What some of them were translated from.
    sources: Vec<(String, String)>,
    /// Approved words.
    termbase: Option<String>,
    /// The bytes of the report in the page.
    report: std::ops::Range<usize>,
}

impl Page {
    pub(crate) fn read(name: &str, text: &str) -> Self {
        let mut page = Self { text: text.to_owned(), prose: String::new(), cases: Vec::new() };
        let mut checks = Vec::new();
        let mut heading = String::new();
        let mut pages = Vec::new();
        let mut live: Vec<(String, String)> = Vec::new();
        let mut sources: Vec<(String, String)> = Vec::new();
        let mut termbase = None;
        let mut at = 0;
        let mut lines = text.split_inclusive('\n');
        while let Some(line) = lines.next() {
            at += line.len();
            let fence = &line[..line.len() - line.trim_start_matches('`').len()];
            if fence.len() < 3 {
                page.prose.push_str(line);
                if let Some(words) = line.strip_prefix("## ") {
                    assert!(pages.is_empty(), "{name}: `{heading}` has no report");
                    words.trim().clone_into(&mut heading);
                }
                continue;
            }
            let start = at;
            let mut inside = String::new();
            for line in lines.by_ref() {
                at += line.len();
                if line.trim_end() == fence {
                    break;
                }
                inside.push_str(line);
            }
            let mut info = line[fence.len()..].split_whitespace();
            match info.next() {
                Some("yaml") => checks = read_checks(name, &inside),
                Some(kind @ ("md" | "live" | "source")) => {
                    let path = info.next().unwrap_or("ko-kr/page.md");
                    let blocks = match kind {
                        "md" => &mut pages,
                        "live" => &mut live,
                        _ => &mut sources,
                    };
                    blocks.push((path.to_owned(), inside));
                }
                Some("termbase") => termbase = Some(inside),
                Some("report") => {
                    assert!(!pages.is_empty(), "{name}: `{heading}` has no page");
                    page.cases.push(Case {
                        heading: heading.clone(),
                        name: name.to_owned(),
                        checks: checks.clone(),
                        pages: std::mem::take(&mut pages),
                        live: std::mem::take(&mut live),
                        sources: std::mem::take(&mut sources),
                        termbase: termbase.take(),
                        report: start..start + inside.len(),
                    });
                }
                other => panic!("{name}: a block of {other:?} under `{heading}`"),
            }
        }
        assert!(pages.is_empty(), "{name}: `{heading}` has no report");
        page
    }

    /// The page as it should be.
    fn with_reports(&self) -> String {
        let mut text = String::new();
        let mut at = 0;
        for case in &self.cases {
            text.push_str(&self.text[at..case.report.start]);
            text.push_str(&case.run());
            at = case.report.end;
        }
        text.push_str(&self.text[at..]);
        text
    }
}

/// A check alone is a word, or a mapping with one key; more keys are more checks.
fn read_checks(name: &str, yaml: &str) -> Vec<Value> {
    let written: Value = serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{name}: {error}\n{yaml}"));
    match written {
        Value::Object(mut checks) => {
            let own = checks.remove(name).unwrap_or_else(|| panic!("{name} is not in its own page:\n{yaml}"));
            let others = checks.into_iter().map(|(other, given)| json!({ other: given }));
            std::iter::once(json!({ name: own })).chain(others).collect()
        }
        bare => {
            assert_eq!(bare, name, "the page of {name} shows another check");
            vec![bare]
        }
    }
}

/// JSON is YAML as well.
fn read_spec(check: &Value) -> CheckSpec {
    let yaml = check.to_string();
    serde_yaml::with::singleton_map::deserialize(serde_yaml::Deserializer::from_str(&yaml))
        .unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

impl Case {
    /// The check that is shown.
    pub(crate) fn spec(&self) -> CheckSpec {
        read_spec(&self.checks[0])
    }

    /// The checks as rules of a pack, through the strict reader and the engine.
    fn engine(&self) -> Engine {
        let rule = |(at, check): (usize, &Value)| {
            let spec = read_spec(check);
            let message: Vec<_> =
                spec.values().iter().map(|value| format!("{value}\u{1}{{{value}}}")).collect();
            let related = spec.roles().iter().map(|&role| (role.to_owned(), json!(role)));
            json!({
                "id": if at == 0 { "rule".to_owned() } else { format!("beside-{at}") },
                "severity": "error",
                "check": check,
                "message": message.join("\u{2}"),
                "fix": "mend",
                "related": related.collect::<serde_json::Map<_, _>>(),
                "why": "",
                "examples": [],
            })
        };
        let rules: Vec<_> = self.checks.iter().enumerate().map(rule).collect();
        let pack = json!({ "pack": "spec", "about": "", "rules": rules }).to_string();
        let pack = packs::read("spec", &pack).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let mut settings = Settings::reporting(Severity::Info);
        settings.terms = self.termbase.as_ref().map(|text| {
            let termbase = termbase::read(&self.name, text).unwrap_or_else(|error| panic!("{error}"));
            Arc::new(Terms::new(termbase).expect("it was proven"))
        });
        Engine::new(vec![pack], &settings).expect("one pack fits together")
    }

    /// What is found on its pages.
    fn run(&self) -> String {
        let engine = self.engine();
        let mut index = Index::default();
        let mut found = Vec::new();
        for (path, text) in &self.pages {
            let mut place = layout::place(path, None);
            let live = self.live.iter().find(|(known, _)| known == path);
            place.live = live.map(|(path, text)| {
                Arc::new(Live::read(format!("live/{path}").into(), Arc::from(text.as_str())))
            });
            let document = Document::read(Arc::from(path.as_str()), text, &place);
            let mut checked = engine.check(&document);
            if let Some((_, source)) = self.sources.iter().find(|(known, _)| known == path) {
                let upstream = paralint::engine::example_upstream(&document, path, source);
                checked.facts.upstream = Some(Box::new(upstream));
            }
            index.replace(checked.facts);
            found.extend(checked.found);
        }
        let outcome = engine.finish(&index, found, &|path| self.text(path).map(Arc::from));
        let shown = outcome.diagnostics.iter().filter(|diagnostic| &*diagnostic.rule == "spec/rule");
        let lines: String = shown.map(|diagnostic| self.line(diagnostic)).collect();
        if lines.is_empty() { NOTHING.to_owned() } else { lines }
    }

    /// `3:1 key="title" state="missing" first=1:1`
    fn line(&self, diagnostic: &Diagnostic) -> String {
        let mut line = self.place(&diagnostic.path, diagnostic.span.start as usize);
        for value in diagnostic.message.split('\u{2}') {
            let (name, value) = value.split_once('\u{1}').unwrap_or_default();
            if !value.is_empty() {
                line.push_str(&format!(" {name}={}", Value::from(value)));
            }
        }
        for related in &diagnostic.related {
            let place = self.place(&related.path, related.span.start as usize);
            line.push_str(&format!(" {}={place}", related.message));
        }
        line.push('\n');
        if let Some(fix) = &diagnostic.fix {
            let page = self.pages.iter().find(|(known, _)| *known == *diagnostic.path);
            let text = &page.expect("a page of this case").1;
            let edit =
                |edit: &Edit| format!(" {} → {}", Value::from(edit.span.of(text)), Value::from(&*edit.text));
            let kind = if fix.applicability == Applicability::Safe { "safe" } else { "unsafe" };
            let edits = fix.edits.iter().map(edit).collect::<Vec<_>>().join(",");
            line.push_str(&format!("  {kind} fix:{edits}\n"));
            let (fixed, _) = fix::apply(text, [fix].into_iter());
            let shown = LineIndex::new(text);
            let at = Positions::new(text, &shown).at(diagnostic.span.start as usize).line;
            let changed = LineIndex::new(&fixed).line_span(&fixed, at - 1).of(&fixed);
            line.push_str(&format!(
                "  {}\n",
                changed.split("<span class=\"sxs-lookup\"").next().unwrap_or_default()
            ));
        }
        line
    }

    /// The text of a page, of what is published in its place, or of its source.
    fn text(&self, path: &str) -> Option<&str> {
        let (pages, path) = match path.split_once('/') {
            Some(("live", path)) => (&self.live, path),
            Some(("source", path)) => (&self.sources, path),
            _ => (&self.pages, path),
        };
        pages.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str())
    }

    /// Line and column, behind the path where there are several pages.
    fn place(&self, path: &str, offset: usize) -> String {
        let text = self.text(path).expect("a page of this case");
        let lines = LineIndex::new(text);
        let place = Positions::new(text, &lines).at(offset);
        let is_other = path.starts_with("source/") || self.pages.len() + self.live.len() > 1;
        let path = if is_other { format!("{path}:") } else { String::new() };
        format!("{path}{}:{}", place.line, place.column)
    }
}
