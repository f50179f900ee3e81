//! `pair.links`: links and images lead on both sides to the same places.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Deserialize;

use super::destination::{Key, Localised};
use super::pair_parts::{paragraph, unmatched};
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::model::{Pair, Side};
use crate::syntax::markdown::{Kind, Link, Node};
use crate::text::{ByteSet, Span};

/// Links, or images, whose destinations have no partner on the other side.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Links {
    /// What is compared.
    of: Of,
    /// Which findings.
    faults: Vec<Fault>,
    /// What makes two destinations one page in two languages.
    #[serde(default)]
    localised: Localised,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Of {
    /// Links.
    Links,
    /// Images.
    Images,
}

/// What may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Fault {
    /// The translation has none to the `{destination}` of the source; the place is the segment.
    Lost,
    /// The source has none to the `{destination}`.
    Added,
    /// It leads to `{found}` and no more to the `{destination}` of the source.
    Changed,
    /// It leads to `{found}`, which is another place of the page that the source names, or another page of the same
    /// site in another language, but for that of the readers.
    Moved,
}

impl Mechanism for Links {
    const VALUES: &'static [&'static str] = &["destination", "found", "state", "words"];
}

/// How many links are looked at that have no partner.
const MOST: usize = 128;

type Found<'d> = (&'d Node, &'d Link);

impl PairCheck for Links {
    fn gate<'d>(&self, _context: &PairContext<'d>) -> Option<Gate<'d>> {
        Some(Gate::either(ByteSet::ascii(b"[<")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let same = self.list(&pair.source).map(|(_, link)| &link.destination);
        if same.eq(self.list(&pair.target).map(|(_, link)| &link.destination)) {
            return;
        }
        let sources: Vec<_> = self.list(&pair.source).collect();
        let targets: Vec<_> = self.list(&pair.target).collect();
        let keys = |links: &[Found<'_>]| -> Vec<Key> {
            links.iter().map(|(_, link)| self.localised.key(&link.destination)).collect()
        };
        let (source_keys, target_keys) = (keys(&sources), keys(&targets));
        let (mut lost, mut added) = unmatched(&source_keys, &target_keys);
        // Each is held against all of the other side; a sentence has fewer.
        lost.truncate(MOST);
        added.truncate(MOST);
        lost.retain(|&at| {
            let same = added.iter().position(|&to| source_keys[at].leads_where(&target_keys[to]));
            same.map(|same| added.remove(same)).is_none()
        });
        // What moved to another sentence of the paragraph, or is shown as an address, is still there.
        lost.retain(|&at| {
            let destination = &sources[at].1.destination;
            shows_brackets(&pair.target, destination) || !is_in_balance(pair, destination)
        });
        added.retain(|&to| !is_in_balance(pair, &targets[to].1.destination));
        if !added.is_empty() && is_mended(&pair.source) {
            added.clear();
        }
        let changed = lost.len().min(added.len());
        // A call may make a link of its own where the other side writes one.
        match calls(pair.source.text()).cmp(&calls(pair.target.text())) {
            Ordering::Less => lost.truncate(changed),
            Ordering::Equal => {}
            Ordering::Greater => added.truncate(changed),
        }
        let own = context.locale.map(|locale| locale.language().to_ascii_lowercase());
        for (&at, &to) in lost.iter().zip(&added) {
            let (from, here) = (&sources[at].1.destination, &targets[to].1.destination);
            if own.as_deref().is_some_and(|own| self.localised.is_own(from, here, own)) {
                continue;
            }
            let is_moved = self.localised.is_moved(from, here);
            let fault = if is_moved { Fault::Moved } else { Fault::Changed };
            self.report(fault, pair, Some(sources[at]), Some(targets[to]), found);
        }
        for &at in &lost[changed..] {
            self.report(Fault::Lost, pair, Some(sources[at]), None, found);
        }
        for &to in &added[changed..] {
            self.report(Fault::Added, pair, None, Some(targets[to]), found);
        }
    }
}

impl Links {
    fn list<'d>(&self, side: &Side<'d>) -> impl Iterator<Item = Found<'d>> + use<'d> {
        let kind = match self.of {
            Of::Links => Kind::Link,
            Of::Images => Kind::Image,
        };
        side.links().filter(move |(node, _)| node.kind == kind)
    }

    fn report(
        &self,
        fault: Fault,
        pair: &Pair<'_>,
        source: Option<Found<'_>>,
        target: Option<Found<'_>>,
        found: &mut Findings,
    ) {
        if !self.faults.contains(&fault) {
            return;
        }
        let place = match (target, source) {
            (Some((node, _)), _) => node.outer,
            (None, Some((_, link))) => shown_at(&pair.target, &link.destination).unwrap_or(pair.target.span),
            (None, None) => pair.target.span,
        };
        let link = source.or(target).map_or("", |(_, link)| &link.destination);
        let instead = target.filter(|_| source.is_some()).map(|(_, link)| &*link.destination);
        let state = match (fault, instead) {
            (Fault::Lost, _) => "missing here".to_owned(),
            (Fault::Added, _) => "not in the source".to_owned(),
            (_, Some("")) => "empty here".to_owned(),
            (_, instead) => format!("`{}` here", instead.unwrap_or_default()),
        };
        let words = source.or(target).map_or("", |(node, _)| {
            let view = if source.is_some() { pair.source.view } else { pair.target.view };
            node.inner.of(view.text())
        });
        let finding = Finding::on(Spot::Target(place)).with("destination", link).with("state", state);
        found.report(finding.with("found", instead.unwrap_or_default()).with("words", words));
    }
}

/// Where readers see a destination, because a bracket is missing that would make it a link.
fn shown_at(side: &Side<'_>, destination: &str) -> Option<Span> {
    let at = side.text().find(destination).filter(|_| !destination.is_empty())?;
    let start = side.span.start as usize + at;
    Some(Span::new(start, start + destination.len()))
}

/// Whether the paragraphs around name a destination equally often: then it is in another sentence, or an address.
fn is_in_balance(pair: &Pair<'_>, destination: &str) -> bool {
    let address = destination.split_once("://").map_or(destination, |(_, address)| address);
    let address = address.trim_end_matches('/');
    let count =
        |side: &Side<'_>| memchr::memmem::find_iter(paragraph(side).as_bytes(), address.as_bytes()).count();
    !address.is_empty() && count(&pair.source) == count(&pair.target)
}

/// Whether readers see a destination in the parentheses of a link that is none.
fn shows_brackets(side: &Side<'_>, destination: &str) -> bool {
    let text = side.text();
    let address = destination.split_once("://").map_or(destination, |(_, address)| address);
    let before = |at: usize| text[..at].trim_end_matches("https://").trim_end_matches("http://").trim_end();
    let opens = |before: &str| before.strip_suffix('(').is_some_and(|front| front.trim_end().ends_with(']'));
    // Links and places rise together.
    let mut links = side.links().map(|(node, _)| node.outer).peekable();
    let mut end = 0;
    let mut is_link = |at: usize| {
        let at = side.span.start + Span::at(at).start;
        while let Some(link) = links.next_if(|link| link.start <= at) {
            end = end.max(link.end);
        }
        at < end
    };
    let mut places = memchr::memmem::find_iter(text.as_bytes(), address.as_bytes());
    !address.is_empty() && places.any(|at| opens(before(at)) && !is_link(at))
}

/// How many calls a text has that its site fills in: `{{Term("berth")}}`.
fn calls(text: &str) -> usize {
    let inner = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
    inner.filter(|(call, _)| call.contains('(')).count()
}

/// Whether the source shows a link that is none: who makes one of it has mended it.
fn is_mended(source: &Side<'_>) -> bool {
    let shown = source.starting_nodes().iter().filter(|node| node.kind == Kind::Text);
    let text = source.view.text();
    let shows = |node: &Node| {
        let words = node.outer.of(text);
        words.contains("http") || words.contains("www.") || words.starts_with('(') || words.contains(']')
    };
    shown.into_iter().any(shows)
}
