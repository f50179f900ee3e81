//! Pages without spans, aligned by outline. The truth is what the spans of the same pages say, which the aligner does not
//! see.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use paralint::config::Settings;
use paralint::diagnostic::{Diagnostic, Severity};
use paralint::engine::Engine;
use paralint::model::outline::{Block, blocks};
use paralint::model::outline_align::{align, runs, sections};
use paralint::model::strip::{Asterisks, strip};
use paralint::model::{Document, Index, SideName, Standing, Upstream, align as segments, fold, layout};
use paralint::packs;

use super::{corpora, pages};

/// A page as its readers have it, with the source words of each block; none where they stand outside of pairs.
struct Known {
    version: String,
    blocks: Vec<Block>,
    truth: Vec<String>,
}

impl Known {
    fn read(path: &str, text: &str) -> Self {
        let document = Document::read(Arc::from(path), text, &layout::place(path, None));
        let view = &document.target;
        let blocks = blocks(view.text(), view.outline(), false);
        let source = |block: &Block| {
            let pairs = view.pairs_in(block.span).map(|at| document.pairs[at].source.of(document.text));
            pairs.map(fold::words).collect::<Vec<_>>().join(" ")
        };
        let truth = blocks.iter().map(source).collect();
        let version = document.value("ms.openlocfilehash").unwrap_or_default().to_owned();
        Self { version, blocks, truth }
    }

    fn has(&self, words: &str) -> bool {
        self.truth.iter().any(|own| is_alike(own, words))
    }
}

fn is_alike(one: &str, other: &str) -> bool {
    let bag = |words: &str| {
        let mut bag: Vec<u32> = words.split(' ').map(|word| (fold::key(word) & 0xffff_ffff) as u32).collect();
        bag.sort_unstable();
        bag
    };
    one == other || segments::dice(&bag(one), &bag(other)) >= 0.5
}

/// The pages of a tree by their path without the locale; one family of them has two names.
fn by_page(folder: &Path) -> BTreeMap<String, Vec<(String, Known)>> {
    let mut groups: BTreeMap<String, Vec<(String, Known)>> = BTreeMap::new();
    for (path, text) in pages(folder) {
        let Some((locale, page)) = path.split_once('/') else { continue };
        let page = page.replace("pci-", "insights-");
        groups.entry(page).or_default().push((locale.to_owned(), Known::read(&path, &text)));
    }
    groups
}

#[derive(Debug, Default)]
struct Counts {
    files: usize,
    /// Pairs of blocks whose source words are known on both sides.
    matched: usize,
    wrong: usize,
    missing: usize,
    sections: usize,
    right_sections: usize,
    runs: usize,
    right_runs: usize,
}

impl Counts {
    fn compare(&mut self, one: &Known, other: &Known) {
        let aligned = align(&one.blocks, &other.blocks);
        self.files += 1;
        for pair in &aligned.pairs {
            let (own, theirs) = (&one.truth[pair.left], &other.truth[pair.right]);
            if !own.is_empty() && !theirs.is_empty() {
                self.matched += 1;
                // A tool may have left a sentence of one of them outside of spans.
                let is_part = own.contains(theirs.as_str()) || theirs.contains(own.as_str());
                self.wrong += usize::from(!is_part && !is_alike(own, theirs));
            }
        }
        // Of texts that have little in common rules say nothing else.
        if aligned.apart > 0.4 {
            return;
        }
        for (own, theirs, alone) in [(one, other, &aligned.left), (other, one, &aligned.right)] {
            self.missing += alone.len();
            let lost = sections(&own.blocks, alone);
            self.sections += lost.len();
            self.right_sections +=
                lost.iter().filter(|section| !theirs.truth.contains(&own.truth[section.start])).count();
            for run in runs(alone, &lost, 4) {
                self.runs += 1;
                let gone = run.clone().filter(|&at| !theirs.has(&own.truth[at])).count();
                self.right_runs += usize::from(gone * 2 >= run.len());
            }
        }
    }
}

#[test]
fn blocks_of_one_version_go_together_and_missing_sections_are_missing() {
    let Some(corpora) = corpora() else { return };
    let new = by_page(&corpora.join("partner-center-2021/live-sxs"));
    let old = by_page(&corpora.join("partner-center-2020"));
    let (mut same, mut other, mut later) = (Counts::default(), Counts::default(), Counts::default());
    for (page, members) in &new {
        for (at, (_, one)) in members.iter().enumerate() {
            for (_, two) in &members[at + 1..] {
                (if one.version == two.version { &mut same } else { &mut other }).compare(one, two);
            }
        }
        for (locale, one) in old.get(page).into_iter().flatten() {
            for (_, two) in
                members.iter().filter(|(there, two)| there != locale && two.version != one.version)
            {
                later.compare(one, two);
            }
        }
    }
    eprintln!("one version: {same:?}\ntwo versions of a day: {other:?}\na year apart: {later:?}");
    assert!(same.files > 1800 && same.matched > 90_000);
    assert_eq!((same.missing, same.sections, same.wrong), (0, 0, 0));
    for (counts, least) in [(&other, 20), (&later, 700)] {
        assert!(counts.sections >= least && counts.runs >= least, "{counts:?}");
        assert!(counts.right_sections * 10 >= counts.sections * 9, "{counts:?}");
        assert!(counts.right_runs * 100 >= counts.runs * 85, "{counts:?}");
    }
}

#[test]
fn a_page_has_the_blocks_of_the_source_that_it_was_made_from() {
    let Some(corpora) = corpora() else { return };
    let tree = corpora.join("nuget");
    let (mut files, mut sections_found, mut right) = (0, 0, 0);
    for (path, text) in pages(&tree.join("ko-kr")) {
        let page = Known::read(&path, &text);
        let source = |folder: &str| {
            let text = std::fs::read_to_string(tree.join(folder).join(&*path)).ok()?;
            let document = Document::read(Arc::clone(&path), &text, &layout::place(&path, None));
            let view = &document.target;
            let blocks = blocks(view.text(), view.outline(), true);
            let words =
                blocks.iter().map(|block| fold::words(block.span.of(view.text()))).collect::<Vec<_>>();
            Some((blocks, words))
        };
        if let Some((blocks, _)) = source("en-pinned") {
            let aligned = align(&page.blocks, &blocks);
            assert_eq!((aligned.left, aligned.right), (vec![], vec![]), "{path}");
            files += 1;
        }
        if let Some((blocks, words)) = source("en-head") {
            let aligned = align(&page.blocks, &blocks);
            let lost = if aligned.apart > 0.4 { Vec::new() } else { sections(&blocks, &aligned.right) };
            sections_found += lost.len();
            right += lost.iter().filter(|section| !page.truth.contains(&words[section.start])).count();
        }
    }
    eprintln!(
        "{files} pages with all blocks of their source; {right} of {sections_found} sections are new in it since"
    );
    assert!(files >= 366 && sections_found >= 50);
    assert!(right * 10 >= sections_found * 9);
}

/// What the rules of the pack find on pages in memory, with the sources that some of them have.
fn found(
    engine: &Engine,
    pages: &[(Arc<str>, String)],
    sources: &BTreeMap<String, String>,
) -> BTreeMap<(String, String), usize> {
    let mut index = Index::default();
    let mut found = Vec::new();
    for (path, text) in pages {
        let mut checked = engine.check(&Document::read(Arc::clone(path), text, &layout::place(path, None)));
        let source: Arc<str> = format!("source/{path}").into();
        if sources.contains_key(&*source) {
            checked.facts.upstream = Some(Box::new(Upstream::new(source, Standing::Current, None)));
        }
        index.replace(checked.facts);
        found.extend(checked.found);
    }
    let text = |path: &str| {
        let own = pages.binary_search_by(|(known, _)| (**known).cmp(path)).ok();
        own.map(|at| &pages[at].1).or_else(|| sources.get(path)).map(|text| Arc::from(text.as_str()))
    };
    let outcome = engine.finish(&index, found, &text);
    let mut counts = BTreeMap::new();
    let key = |found: &Diagnostic| (found.path.to_string(), found.rule.to_string());
    outcome.diagnostics.iter().map(key).for_each(|key| *counts.entry(key).or_default() += 1);
    counts
}

/// Each page as its site publishes it, beside the source that it was made from: the rules that look at pairs find what
/// they find between spans.
#[test]
fn rules_find_the_same_on_pages_without_spans_beside_their_source() {
    let Some(corpora) = corpora() else { return };
    let all = pages(&corpora.join("partner-center-2021/live-sxs"));
    let pack = packs::bundled().into_iter().filter(|pack| pack.pack == "translation").collect();
    let engine = Engine::new(pack, &Settings::reporting(Severity::Warning)).expect("the pack stands alone");
    let mut bare = Vec::new();
    let mut sources = BTreeMap::new();
    for (path, text) in &all {
        let document = Document::read(Arc::clone(path), text, &layout::place(path, None));
        if document.pairs.is_empty() {
            continue;
        }
        bare.push((Arc::clone(path), strip(&document, SideName::Target, Asterisks::Unescaped)));
        sources.insert(format!("source/{path}"), strip(&document, SideName::Source, Asterisks::Kept));
    }
    let spans = found(&engine, &all, &BTreeMap::new());
    let aligned = found(&engine, &bare, &sources);
    let total = |counts: &BTreeMap<_, usize>| counts.values().sum::<usize>();
    let both: usize =
        aligned.iter().map(|(key, count)| spans.get(key).map_or(0, |other| *count.min(other))).sum();
    eprintln!(
        "{} between spans, {} on aligned blocks, {both} of them the same",
        total(&spans),
        total(&aligned)
    );
    assert!(both > 0, "there is something to find");
    assert!(both * 100 >= total(&aligned) * 95);
    assert!(both * 100 >= total(&spans) * 90);
}
