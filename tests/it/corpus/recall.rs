//! How much of the damage that a careful reader found carries a finding. `tests/judged/recall.md` tells how the
//! pages were drawn and read; the list there knows nothing of the rules, and is not changed to suit them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use paralint::diagnostic::Severity;
use paralint::model::{Document, Place};
use serde::Deserialize;

use super::{TREES, corpora, everything};

/// What a reader found, and what of it must be found.
struct List {
    /// The file in `tests/judged/`.
    file: &'static str,
    /// The heading of the pages in `recall.md`.
    pages: &'static str,
    /// Least share of listed segments that carry a finding at error or warning, in percent. The aim is 80; until
    /// then this is what is reached, and it may only rise.
    bar: f64,
    /// The same with hints.
    bar_with_hints: f64,
}

/// The list that rules have been worked on with.
const KNOWN: List = List { file: "recall.jsonl", pages: "## Pages", bar: 55.6, bar_with_hints: 57.3 };

/// One that was drawn and read when they stood.
const LATER: List =
    List { file: "recall-later.jsonl", pages: "## Pages drawn later", bar: 39.0, bar_with_hints: 39.0 };

/// Packs whose findings say that a translation is damaged.
const PACKS: [&str; 4] = ["translation", "side-by-side", "terms", "drift"];

/// Classes of damage that only a person can tell.
const READERS: [&str; 4] = ["grammar", "meaning", "typo", "wrong-term"];

/// One line of `tests/judged/recall.jsonl`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Damaged {
    corpus: String,
    path: String,
    /// Number of the pair in its page, from 0.
    pair: usize,
    class: String,
    note: String,
}

/// A page that was read, as `tests/judged/recall.md` lists it.
#[derive(Debug)]
struct Read {
    corpus: String,
    path: String,
    pairs: usize,
    damaged: usize,
}

/// Where a pair's translation starts: corpus, path, byte.
type Start = (String, String, u32);

/// How many segments are listed, and how many carry a finding.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    listed: usize,
    with_hints: usize,
    grave: usize,
}

#[test]
fn damage_that_a_reader_finds_is_found() {
    share_that_is_found(&KNOWN);
}

#[test]
fn damage_on_pages_that_nobody_had_looked_at_is_found() {
    share_that_is_found(&LATER);
}

fn share_that_is_found(list: &List) {
    let Some(corpora) = corpora() else { return };
    let (damaged, read) = (damaged(list), read(list));
    let found = found(&read);
    let listed = listed(corpora, &damaged, &read);

    let mut classes: BTreeMap<(bool, &str), Count> = BTreeMap::new();
    for (start, segment) in &listed {
        let class = (READERS.contains(&segment.class.as_str()), segment.class.as_str());
        classes.entry(class).or_default().add(found.get(start).map(|(severity, _)| *severity));
    }
    let sum = |which: &dyn Fn(bool) -> bool| {
        classes.iter().filter(|((readers, _), _)| which(*readers)).map(|(_, count)| *count).sum::<Count>()
    };
    let all = sum(&|_| true);
    for ((_, class), count) in &classes {
        eprintln!("{class:>22}: {count}");
    }
    eprintln!("{:>22}: {}", "only a reader can tell", sum(&|readers| readers));
    eprintln!("{:>22}: {}", "a program could see", sum(&|readers| !readers));
    eprintln!("{:>22}: {all}", "all");

    // Not a fault by itself, since a reader overlooks things: what precision is made of, on pages read in full.
    let unlisted = found.iter().filter(|(start, _)| !listed.contains_key(*start));
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, (_, rule)) in unlisted.filter(|(_, (severity, _))| *severity > Severity::Info) {
        *rules.entry(rule).or_default() += 1;
    }
    eprintln!("errors and warnings on pairs that the reader did not list: {rules:?}");

    let (bar, with_hints) = (list.bar, list.bar_with_hints);
    assert!(all.percent(all.grave) >= bar, "{}: errors and warnings: {all}; the bar is {bar} %", list.file);
    assert!(
        all.percent(all.with_hints) >= with_hints,
        "{}: hints too: {all}; the bar is {with_hints} %",
        list.file
    );
}

/// The pairs of the pages read that are the primary place of a finding, with the gravest.
fn found(read: &[Read]) -> BTreeMap<Start, (Severity, Arc<str>)> {
    let mut found = BTreeMap::new();
    for (name, _) in TREES {
        let paths: BTreeSet<&str> =
            read.iter().filter(|page| page.corpus == name).map(|page| page.path.as_str()).collect();
        if paths.is_empty() {
            continue;
        }
        let outcome = everything(name).expect("the corpora are there");
        for diagnostic in &outcome.diagnostics {
            let pack = diagnostic.rule.split('/').next().unwrap_or_default();
            let Some(pair) = &diagnostic.pair else { continue };
            if !PACKS.contains(&pack) || !paths.contains(&*diagnostic.path) {
                continue;
            }
            let start = (name.to_owned(), diagnostic.path.to_string(), pair.target.start);
            let gravest = found.entry(start).or_insert((diagnostic.severity, Arc::clone(&diagnostic.rule)));
            if diagnostic.severity > gravest.0 {
                *gravest = (diagnostic.severity, Arc::clone(&diagnostic.rule));
            }
        }
    }
    found
}

/// Every listed segment by its place, once the list is known to fit the pages.
fn listed<'d>(corpora: &Path, damaged: &'d [Damaged], read: &[Read]) -> BTreeMap<Start, &'d Damaged> {
    let mut listed = BTreeMap::new();
    for page in read {
        let (_, tree) = TREES.iter().find(|(name, _)| *name == page.corpus).expect("a tree has that name");
        let text = std::fs::read_to_string(corpora.join(tree).join(&page.path)).expect("the page is there");
        let document = Document::read(page.path.as_str().into(), &text, &Place::default());
        assert_eq!(document.pairs.len(), page.pairs, "{}: pairs", page.path);
        let mut count = 0;
        for segment in damaged.iter().filter(|d| d.corpus == page.corpus && d.path == page.path) {
            let pair = document.pairs.get(segment.pair).expect("the pair is there");
            let start = (page.corpus.clone(), page.path.clone(), pair.target.start);
            assert!(listed.insert(start, segment).is_none(), "listed twice: {segment:?}");
            let words = segment.note.split_whitespace().count();
            assert!((1..=6).contains(&words), "a note has up to six words: {segment:?}");
            count += 1;
        }
        assert_eq!(count, page.damaged, "{}: damaged segments", page.path);
    }
    assert_eq!(listed.len(), damaged.len(), "a segment of a page that was not read");
    listed
}

fn damaged(list: &List) -> Vec<Damaged> {
    judged(list.file).lines().map(|line| serde_json::from_str(line).expect("a line is a segment")).collect()
}

fn read(list: &List) -> Vec<Read> {
    let text = judged("recall.md");
    let (_, table) = text.split_once(&format!("{}\n", list.pages)).expect("the pages are listed");
    let rows = table.lines().take_while(|line| !line.starts_with('#'));
    let rows = rows.filter(|line| line.starts_with("| partner"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let number = |at: usize| cells[at].parse().expect("a number");
        Read { corpus: cells[1].into(), path: cells[2].into(), pairs: number(3), damaged: number(4) }
    })
    .collect()
}

fn judged(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judged").join(name);
    std::fs::read_to_string(path).expect("what the reader found is there")
}

impl Count {
    fn add(&mut self, gravest: Option<Severity>) {
        self.listed += 1;
        self.with_hints += usize::from(gravest.is_some());
        self.grave += usize::from(gravest > Some(Severity::Info));
    }

    /// Share of the listed, in percent.
    fn percent(self, found: usize) -> f64 {
        100.0 * found as f64 / self.listed.max(1) as f64
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, count| Self {
            listed: sum.listed + count.listed,
            with_hints: sum.with_hints + count.with_hints,
            grave: sum.grave + count.grave,
        })
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { listed, with_hints, grave } = *self;
        let (share, share_with_hints) = (self.percent(grave), self.percent(with_hints));
        write!(f, "{grave} of {listed} ({share:.1} %), with hints {with_hints} ({share_with_hints:.1} %)")
    }
}
