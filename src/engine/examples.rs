//! Running the examples that packs carry: each page through the whole engine, each report compared.

use std::sync::Arc;

use super::{Engine, EngineError, fix};
use crate::config::{Layouts, Level, Selector, Settings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::upstream::{Pin, Source};
use crate::model::{Document, Index, Live, Standing, Terms, Upstream, layout};
use crate::packs::{Example, PackFile};
use crate::text::{LineIndex, Positions};

/// An example that does not report what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `pack/rule`.
    pub rule: String,
    /// Which example of the rule, from 1.
    pub example: usize,
    /// What it says.
    pub expected: Vec<String>,
    /// What was reported, and the page as it was changed, where the example shows it changed.
    pub reported: Vec<String>,
}

/// Runs every example of a pack, among `others` that are known beside it. Returns how many ran and what failed.
///
/// # Errors
/// Where the packs do not fit together.
pub fn test(mut pack: PackFile, others: Vec<PackFile>) -> Result<(usize, Vec<Failure>), EngineError> {
    let name = pack.pack.clone();
    let mut examples: Vec<(String, Vec<(usize, Example)>)> = Vec::new();
    for rule in &mut pack.rules {
        let own =
            std::mem::take(&mut rule.examples).into_iter().enumerate().map(|(at, example)| (at + 1, example));
        examples.push((format!("{name}/{}", rule.id), own.collect()));
    }
    // Everything runs, so that what silences a rule does so here too; rules that ship off must be asked for.
    let mut settings = Settings::reporting(Severity::Info);
    for rule in pack.rules.iter().filter(|rule| rule.off) {
        settings.choose(Selector::new(format!("{name}/{}", rule.id)), Level::On);
    }
    let mut engine = Engine::new(others.into_iter().chain([pack]).collect(), &settings)?;
    let mut ran = 0;
    let mut failures = Vec::new();
    for (rule, examples) in examples {
        for (at, example) in examples {
            ran += 1;
            engine.settings[0].terms = terms(&example);
            let reported = report(&engine, &rule, &example);
            let mut expected = example.reports;
            expected.extend(example.fixed);
            if reported != expected {
                failures.push(Failure { rule: rule.clone(), example: at, expected, reported });
            }
        }
    }
    Ok((ran, failures))
}

/// The termbase of an example. One that does not hold is refused when the pack is read.
fn terms(example: &Example) -> Option<Arc<Terms>> {
    Terms::new(example.termbase.clone()?).ok().map(Arc::new)
}

/// What one rule reports on an example's page: the line, a space, the message. Behind that the page with its changes
/// made, where the example shows it.
fn report(engine: &Engine, rule: &str, example: &Example) -> Vec<String> {
    let mut index = Index::default();
    let mut found = Vec::new();
    for (path, text) in example.beside.iter().chain([(&example.path, &example.text)]) {
        let mut place = layout::place(path, None);
        if *path == example.path {
            let live = example.live.as_deref();
            place.live = live.map(|text| Arc::new(Live::read(format!("live/{path}").into(), text.into())));
        }
        let document = Document::read(Arc::from(path.as_str()), text, &place);
        let mut checked = engine.check(&document);
        if let Some(source) = example.source.as_deref().filter(|_| *path == example.path) {
            checked.facts.upstream = Some(Box::new(upstream(&document, path, source)));
        }
        index.replace(checked.facts);
        found.extend(checked.found);
    }
    let text = |path: &str| {
        let own = (path == example.path).then_some(&example.text);
        let source =
            || example.source.as_ref().filter(|_| path.strip_prefix("source/") == Some(&example.path));
        own.or_else(|| example.beside.get(path)).or_else(source).map(|text| Arc::from(text.as_str()))
    };
    let outcome = engine.finish(&index, found, &text);
    let lines = LineIndex::new(&example.text);
    let mut positions = Positions::new(&example.text, &lines);
    let own =
        || outcome.diagnostics.iter().filter(|found| &*found.rule == rule && *found.path == *example.path);
    let line =
        |found: &Diagnostic| format!("{} {}", positions.at(found.span.start as usize).line, found.message);
    let mut reported: Vec<_> = own().map(line).collect();
    if example.fixed.is_some() {
        let (text, made) = fix::apply(&example.text, own().filter_map(|found| found.fix.as_ref()));
        reported.push(if made == 0 { "nothing was changed".into() } else { text });
    }
    reported
}

/// What is known of a page whose source says `text`; a source that says nothing is gone.
pub fn upstream(document: &Document<'_>, path: &str, text: &str) -> Upstream {
    let pin = Pin::of(document, &Layouts::bundled().pin_keys());
    let path: Arc<str> = format!("source/{path}").into();
    if text.is_empty() {
        return Upstream::new(path, Standing::Gone, pin.as_ref());
    }
    Upstream::of(document, pin.as_ref(), &Source { path, text: text.to_owned() })
}
