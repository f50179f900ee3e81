//! `paralint terms mine`: a termbase of proposals, counted over the pages at hand. A person decides what becomes of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context, bail};
use rustc_hash::FxHashSet;

use super::args::MineArgs;
use crate::cli::args::RuleArgs;
use crate::cli::{Exit, load};
use crate::model::mining::{self, BORDER, Bounds, Mined, Sample};
use crate::model::termbase::{Case, Target, Term};
use crate::model::{Document, Locale, Side, Termbase, Terms, fold, label};
use crate::packs;
use crate::syntax::markdown::Kind;
use crate::text::LineIndex;
use crate::workspace::{Request, Workspace};

/// The texts of one locale, each translation once, with where it was met first.
#[derive(Default)]
struct Texts {
    samples: Vec<Sample>,
    places: Vec<(Arc<str>, u32)>,
    seen: FxHashSet<u64>,
}

pub(super) fn run(args: &MineArgs) -> anyhow::Result<Exit> {
    let directory = std::env::current_dir().context("cannot tell the working directory")?;
    let request = Request {
        directory: directory.clone(),
        paths: args.paths.clone(),
        isolated: args.isolated,
        ..Request::default()
    };
    let mut workspace = Workspace::open(&request)?;
    let rules = RuleArgs { config: args.config.clone(), isolated: args.isolated, ..RuleArgs::default() };
    let mut loaded = load::load(&rules, &workspace.folders(), packs::bundled_to_run())?;
    load::arrange(&mut workspace, &mut loaded, None, &directory)?;
    let wanted =
        args.locale.iter().map(|tag| Locale::parse(tag).with_context(|| format!("`{tag}` is no locale")));
    let wanted: Vec<Locale> = wanted.collect::<anyhow::Result<_>>()?;
    let mut locales: BTreeMap<Locale, Texts> = BTreeMap::new();
    let mut pages = 0;
    workspace.each(&mut |_, document| {
        let Ok(document) = document else { return };
        let Some(locale) = document.locale.clone().filter(|_| !document.pairs.is_empty()) else { return };
        if wanted.is_empty() || wanted.contains(&locale) {
            pages += 1;
            locales.entry(locale).or_default().take(document);
        }
    });
    if locales.is_empty() {
        bail!("no page holds its source beside its translation in spans; there is nothing to count");
    }
    let source = Locale::parse("en-us").as_ref().and_then(packs::language);
    let source = source.context("nothing is known of English")?;
    let bounds = Bounds { least: args.least.max(1), most: MOST_LOOKED_AT };
    let mut merged = Merged::default();
    for (locale, texts) in &locales {
        match packs::language(locale) {
            Some(language) => {
                let terms = mining::mine(&texts.samples, source, language, bounds);
                merged.take(locale, texts, terms.into_iter().take(args.most));
            }
            None => writeln!(
                std::io::stderr(),
                "note: nothing is known of the language of {locale}; it was left out"
            )?,
        }
    }
    let text = merged.written(pages)?;
    super::hand_out(&text, args.output.as_deref())?;
    Ok(Exit::Clean)
}

/// How many phrases of a locale are looked at, the most frequent first: time grows with it.
const MOST_LOOKED_AT: usize = 1000;

impl Texts {
    fn take(&mut self, document: &Document<'_>) {
        let lines = LineIndex::new(document.text);
        for at in 0..document.pairs.len() {
            let pair = document.pair(at);
            let sample = Sample {
                source: plain(&pair.source),
                target: plain(&pair.target),
                labels: labels(document, at),
            };
            let mut key = fold::Hash::default();
            key.text(&sample.source);
            key.text(&sample.target);
            if self.seen.insert(key.finish()) {
                let line = lines.line(document.pairs[at].whole.start as usize) + 1;
                self.places.push((Arc::clone(&document.path), u32::try_from(line).unwrap_or(u32::MAX)));
                self.samples.push(sample);
            }
        }
    }
}

/// The words that readers see of a side, with a border in the place of code and pictures.
fn plain(side: &Side<'_>) -> String {
    let mut plain = String::with_capacity(side.text().len());
    for node in side.starting_nodes() {
        match node.kind {
            Kind::Text => plain.push_str(node.inner.of(side.view.text())),
            Kind::Break => plain.push(' '),
            Kind::Code | Kind::Image | Kind::Html => plain.push(BORDER),
            _ => {}
        }
    }
    plain
}

/// The bold words of both sides, where there are equally many.
fn labels(document: &Document<'_>, at: usize) -> Vec<(String, String)> {
    let pair = document.pair(at);
    let runs = |side: &Side<'_>| {
        let text = side.view.text();
        label::runs(side.indexed()).map(|(_, run)| run.inner.of(text).to_owned()).collect::<Vec<_>>()
    };
    let (source, target) = (runs(&pair.source), runs(&pair.target));
    if source.len() == target.len() { source.into_iter().zip(target).collect() } else { Vec::new() }
}

/// One term in all locales.
struct Entry {
    term: Term,
    /// What was counted, a line for each locale.
    counts: Vec<String>,
    mixed: usize,
    /// Its place in the list of the locale where it stands highest.
    rank: usize,
}

#[derive(Default)]
struct Merged {
    entries: BTreeMap<String, Entry>,
}

impl Merged {
    fn take(&mut self, locale: &Locale, texts: &Texts, terms: impl Iterator<Item = Mined>) {
        for (rank, mined) in terms.enumerate() {
            let key = mined.source[0].to_lowercase();
            let entry = self.entries.entry(key).or_insert_with(|| Entry {
                term: Term::default(),
                counts: Vec::new(),
                mixed: 0,
                rank,
            });
            entry.rank = entry.rank.min(rank);
            entry.mixed += mined.mixed();
            if mined.is_name {
                entry.term.case = Case::Exact;
            }
            for form in &mined.source {
                if !entry.term.source.contains(form) {
                    entry.term.source.push(form.clone());
                }
            }
            let mut counts = format!("{locale}:");
            for (nth, variant) in mined.variants.iter().enumerate() {
                let (path, line) = &texts.places[variant.first];
                let separator = if nth == 0 { "" } else { "," };
                let _ = write!(counts, "{separator} `{}` {} ({path}:{line})", variant.words, variant.count);
            }
            entry.counts.push(counts);
            let mut names = mined.variants.into_iter().map(|variant| variant.words);
            let preferred = names.next().unwrap_or_default();
            let target = Target { preferred, allowed: names.collect(), ..Target::default() };
            entry.term.targets.insert(locale.to_string(), target);
        }
    }

    /// The termbase, with what was counted above each entry.
    fn written(self, pages: usize) -> anyhow::Result<String> {
        let mut entries: Vec<Entry> = self.entries.into_values().collect();
        entries.sort_by(|a, b| {
            let key = |entry: &Entry| (entry.mixed == 0, entry.rank);
            key(a).cmp(&key(b)).then_with(|| a.term.source.cmp(&b.term.source))
        });
        let termbase =
            Termbase { terms: entries.iter().map(|entry| entry.term.clone()).collect(), keep: Vec::new() };
        // What comes out must be taken in.
        Terms::new(termbase).map_err(anyhow::Error::msg)?;
        let counted = if pages == 1 { "one page".to_owned() } else { format!("{pages} pages") };
        let mut text = format!(
            "# Proposals, counted over {counted}: in how many texts a term is called what, and where first. Nobody has \
             approved them.\n# Look at each, keep what is right, move what is wrong to `forbidden`, delete the rest.\n"
        );
        if entries.is_empty() {
            text.push_str("terms: []\n");
            return Ok(text);
        }
        text.push_str("terms:\n");
        let mut mixed = None;
        for entry in &entries {
            let is_mixed = entry.mixed > 0;
            if mixed != Some(is_mixed) {
                let heading = if is_mixed { "Called by several names." } else { "Called by one name." };
                let gap = if mixed.is_some() { "\n" } else { "" };
                let _ = writeln!(text, "{gap}  # {heading}\n");
                mixed = Some(is_mixed);
            }
            for counts in &entry.counts {
                let _ = writeln!(text, "  # {counts}");
            }
            super::term(&mut text, &entry.term);
        }
        Ok(text)
    }
}
