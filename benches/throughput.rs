//! How fast pages are parsed, checked and reported, against the floor that no Markdown linter can undercut:
//! reading the same files and walking their Markdown once. Prints; no test asserts a time.
//!
//! * `cargo bench` runs on a generated corpus of 8 MB; `PARALINT_BENCH_MB=34` makes it larger.
//! * `PARALINT_CORPUS=DIR cargo bench` runs on the pages below a folder.
//! * `PARALINT_BENCH_RUNS=15` repeats more often. The works take turns, so that a busy machine slows all of
//!   them; what is printed is the median, and ratios are medians of the ratios of each turn.

#![expect(clippy::print_stdout, reason = "a benchmark speaks to whoever runs it")]

mod support;

use std::hint::black_box;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use paralint::config::Settings;
use paralint::diagnostic::{Diagnostic, Fingerprint, PairSpans, Severity, Summary};
use paralint::engine::{Engine, Outcome};
use paralint::model::{Document, Index, Place, layout};
use paralint::packs;
use paralint::report::{self, Format, Report, Style};
use paralint::workspace::{Request, Run, Workspace};
use rayon::prelude::*;
use support::{cpu, generate};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let has = |arg: &str| args.iter().any(|given| given == arg);
    if has("--list") {
        return;
    }
    // `cargo bench` says `--bench`, and `cargo test` says nothing: then one small pass has to do.
    let extent = if has("--bench") && !has("--test") { Extent::full() } else { Extent::small() };
    let corpus = Corpus::open(&extent);
    let outcome = whole(&corpus, 1);
    println!("corpus    {}: {} pages, {:.1} MB", corpus.name, corpus.files.len(), corpus.megabytes());
    println!("outcome   {} pairs, {} diagnostics", outcome.summary.pairs, outcome.diagnostics.len());
    println!("runs      {}\n", extent.runs);
    measure_works(&corpus, extent.runs);
    println!();
    measure_reports(&extent);
}

/// How much is done.
struct Extent {
    megabytes: f64,
    runs: usize,
    /// How many diagnostics are rendered, and in a page of how many bytes.
    diagnostics: usize,
    page: usize,
}

impl Extent {
    fn full() -> Self {
        let megabytes = number("PARALINT_BENCH_MB").unwrap_or(8.0);
        let runs = number("PARALINT_BENCH_RUNS").map_or(7, |runs| (runs as usize).max(1));
        Self { megabytes, runs, diagnostics: 10_000, page: 1_000_000 }
    }

    fn small() -> Self {
        Self { megabytes: 0.1, runs: 1, diagnostics: 100, page: 20_000 }
    }
}

fn number(variable: &str) -> Option<f64> {
    let value = std::env::var(variable).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{variable} is `{value}`, not a number")))
}

/// The pages that are measured, on disk.
struct Corpus {
    name: String,
    directory: PathBuf,
    /// Relative to the directory.
    files: Vec<String>,
    bytes: u64,
    /// Holds generated pages until the end.
    _generated: Option<tempfile::TempDir>,
}

impl Corpus {
    fn open(extent: &Extent) -> Self {
        let (name, directory, generated) = match std::env::var_os("PARALINT_CORPUS") {
            Some(directory) => (directory.to_string_lossy().into_owned(), PathBuf::from(directory), None),
            None => {
                let folder = tempfile::tempdir().expect("a temporary folder can be made");
                for page in generate::corpus((extent.megabytes * 1e6) as usize) {
                    let path = folder.path().join(page.path);
                    std::fs::create_dir_all(path.parent().unwrap_or(&path)).expect("a folder can be made");
                    std::fs::write(path, page.text).expect("a page can be written");
                }
                ("generated".to_owned(), folder.path().to_path_buf(), Some(folder))
            }
        };
        let directory = std::path::absolute(directory).expect("the working directory is known");
        let files: Vec<String> = open(&directory).paths().map(str::to_owned).collect();
        let size = |file: &String| std::fs::metadata(directory.join(file)).map_or(0, |data| data.len());
        let bytes = files.iter().map(size).sum();
        Self { name, directory, files, bytes, _generated: generated }
    }

    fn text(&self, file: &str) -> Option<Arc<str>> {
        std::fs::read_to_string(self.directory.join(file)).ok().map(Arc::from)
    }

    fn megabytes(&self) -> f64 {
        self.bytes as f64 / 1e6
    }
}

fn open(directory: &Path) -> Workspace {
    let request =
        Request { directory: directory.to_path_buf(), paths: vec![PathBuf::from(".")], ..Request::default() };
    Workspace::open(&request).expect("the corpus is there")
}

/// As `paralint check` has it without a configuration.
fn engine() -> Engine {
    Engine::new(packs::bundled(), &Settings::default()).expect("the bundled packs hold")
}

/// Everything that a run does but the report.
fn whole(corpus: &Corpus, threads: usize) -> Outcome {
    let engine = engine();
    open(&corpus.directory).check(&engine, Run { threads, done: None })
}

/// Hands every page that is UTF-8 to `work`.
fn each_page(corpus: &Corpus, threads: usize, work: impl Fn(&str) -> usize + Sync) -> usize {
    let page = |buffer: &mut Vec<u8>, file: &String| -> usize {
        buffer.clear();
        let opened = std::fs::File::open(corpus.directory.join(file));
        let read = opened.and_then(|mut file| std::io::Read::read_to_end(&mut file, buffer));
        read.ok().and_then(|_| std::str::from_utf8(buffer).ok()).map_or(0, &work)
    };
    if threads == 1 {
        let mut buffer = Vec::new();
        return corpus.files.iter().map(|file| page(&mut buffer, file)).sum();
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made");
    pool.install(|| corpus.files.par_iter().map_init(Vec::new, |buffer, file| page(buffer, file)).sum())
}

/// The extensions that documents are parsed with.
const MARKDOWN: pulldown_cmark::Options = pulldown_cmark::Options::ENABLE_TABLES
    .union(pulldown_cmark::Options::ENABLE_FOOTNOTES)
    .union(pulldown_cmark::Options::ENABLE_STRIKETHROUGH)
    .union(pulldown_cmark::Options::ENABLE_TASKLISTS)
    .union(pulldown_cmark::Options::ENABLE_GFM);

fn markdown(text: &str) -> usize {
    pulldown_cmark::Parser::new_ext(text, MARKDOWN).into_offset_iter().map(|(_, range)| range.len()).sum()
}

/// How long the parsing of all pages takes, and how long the checking, apart from each other.
fn phases(corpus: &Corpus, engine: &Engine) -> (Duration, Duration) {
    let (mut parsing, mut checking) = (Duration::ZERO, Duration::ZERO);
    let mut index = Index::default();
    let mut found = Vec::new();
    for file in &corpus.files {
        let Some(text) = corpus.text(file) else { continue };
        let place = layout::place(file, None);
        let start = Instant::now();
        let document = Document::read(Arc::from(file.as_str()), &text, &place);
        parsing += start.elapsed();
        let start = Instant::now();
        let checked = engine.check(&document);
        index.replace(checked.facts);
        found.extend(checked.found);
        checking += start.elapsed();
    }
    let start = Instant::now();
    black_box(engine.finish(&index, found, &|path: &str| corpus.text(path)));
    (parsing, checking + start.elapsed())
}

fn measure_works(corpus: &Corpus, runs: usize) {
    let engine = engine();
    let mut read = Row::new("read", 1);
    let mut floors = [1, 2].map(|threads| Row::new("floor: read, pulldown-cmark", threads));
    let mut parse = Row::new("parse", 1);
    let mut check = Row::new("check", 1);
    let mut wholes = [1, 2].map(|threads| Row::new("end to end", threads));
    for _ in 0..runs {
        read.time(|| each_page(corpus, 1, str::len));
        for row in &mut floors {
            let threads = row.threads;
            row.time(|| each_page(corpus, threads, markdown));
        }
        let (parsing, checking) = phases(corpus, &engine);
        parse.walls.push(parsing);
        check.walls.push(checking);
        for row in &mut wholes {
            let threads = row.threads;
            row.time(|| whole(corpus, threads));
        }
    }
    println!("{:<28} threads   wall ms      MB/s    CPU ms   of the floor", "work");
    let [floor, floors_2] = &floors;
    let [whole, whole_2] = &wholes;
    for (row, floor) in [
        (&read, floor),
        (floor, floor),
        (&parse, floor),
        (&check, floor),
        (whole, floor),
        (floors_2, floors_2),
        (whole_2, floors_2),
    ] {
        row.print(corpus, floor);
    }
    println!("end to end, two threads against one: {:.2} times as fast", whole.ratio(whole_2));
}

/// One work, and how long it took each time.
struct Row {
    work: &'static str,
    threads: usize,
    walls: Vec<Duration>,
    /// All of its runs together. `None` where that is not known.
    cpu: Option<Duration>,
}

impl Row {
    fn new(work: &'static str, threads: usize) -> Self {
        Self { work, threads, walls: Vec::new(), cpu: None }
    }

    fn time<T>(&mut self, work: impl FnOnce() -> T) {
        let before = cpu::time();
        let start = Instant::now();
        black_box(work());
        self.walls.push(start.elapsed());
        if let (Some(before), Some(after)) = (before, cpu::time()) {
            *self.cpu.get_or_insert_default() += after.saturating_sub(before);
        }
    }

    fn seconds(&self) -> f64 {
        median(self.walls.iter().map(Duration::as_secs_f64))
    }

    fn ratio(&self, to: &Row) -> f64 {
        let turns = self.walls.iter().zip(&to.walls);
        median(turns.map(|(wall, to)| wall.as_secs_f64() / to.as_secs_f64()))
    }

    fn print(&self, corpus: &Corpus, floor: &Row) {
        let cpu = self.cpu.map_or_else(
            || "-".to_owned(),
            |cpu| format!("{:.0}", cpu.as_secs_f64() * 1e3 / self.walls.len() as f64),
        );
        let seconds = self.seconds();
        println!(
            "{:<28} {:>7} {:>9.1} {:>9.0} {cpu:>9} {:>13.2}x",
            self.work,
            self.threads,
            seconds * 1e3,
            corpus.megabytes() / seconds,
            self.ratio(floor),
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}

fn measure_reports(extent: &Extent) {
    let page = generate::page(extent.page);
    let text: Arc<str> = page.text.into();
    let diagnostics = diagnostics(&page.path, &text, extent.diagnostics);
    let mut summary = Summary { documents: 1, ..Summary::default() };
    diagnostics.iter().for_each(|diagnostic| summary.count(diagnostic));
    let report = Report {
        diagnostics: &diagnostics,
        summary,
        version: env!("CARGO_PKG_VERSION"),
        ..Report::default()
    };
    let sources = |_: &str| Some(Arc::clone(&text));
    let (count, size) = (diagnostics.len(), text.len() as f64 / 1e6);
    println!("{:<36}   wall ms   us each    MB out", format!("{count} diagnostics in {size:.2} MB"));
    for (name, format) in [("full", Format::Full), ("json", Format::Json)] {
        let mut row = Row::new(name, 1);
        let mut out = Vec::new();
        for _ in 0..extent.runs {
            out.clear();
            row.time(|| {
                report::write(
                    format,
                    &report,
                    &sources,
                    &Style { fold: false, ..Style::default() },
                    &mut out,
                )
                .and_then(|()| out.flush())
                .expect("memory takes every byte");
            });
        }
        let seconds = row.seconds();
        let (each, written) = (seconds * 1e6 / count as f64, out.len() as f64 / 1e6);
        println!("{name:<36} {:>9.1} {each:>9.2} {written:>9.1}", seconds * 1e3);
    }
}

/// Made up, spread over all pairs of a page, in order of place. Neighbours are of different rules: reports for
/// people may fold what is of one.
fn diagnostics(path: &str, text: &str, count: usize) -> Vec<Diagnostic> {
    let path: Arc<str> = path.into();
    let document = Document::read(Arc::clone(&path), text, &Place::default());
    let rules: Vec<Arc<str>> = (0..count / 2).map(|rule| format!("bench/rule-{rule}").into()).collect();
    let pairs = document.pairs.len();
    let diagnostic = |nth: usize| {
        let pair = &document.pairs[nth * pairs / count];
        Diagnostic {
            rule: Arc::clone(&rules[nth % rules.len()]),
            severity: if nth.is_multiple_of(2) { Severity::Error } else { Severity::Warning },
            message: format!("`{}` was lost in the translation", pair.source_id.of(text)),
            help: Some("put it back where the source has it".to_owned()),
            path: Arc::clone(&path),
            locale: Some("ko-kr".into()),
            span: pair.target,
            pair: Some(PairSpans {
                id: pair.target_id.of(text).into(),
                target: pair.target,
                source: pair.source,
            }),
            related: Vec::new(),
            fix: None,
            fingerprint: Fingerprint(nth as u64),
            state: None,
        }
    };
    (0..count).map(diagnostic).collect()
}
