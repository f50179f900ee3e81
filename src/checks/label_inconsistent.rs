//! `label.inconsistent`: on one page, one label has one name. Not which of two is the right one, and not what other pages
//! call it.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;
use smallvec::SmallVec;

use super::label_name::{BREAKS, Name, alike, plain, squeezed};
use super::label_place::{Place, is_elsewhere, is_label, words};
use super::{CorpusCheck, CorpusContext, FactSpot, GroupFinding, Mechanism, beside, phrase};
use crate::model::comparison::Segment;
use crate::model::{Concept, Facts, Language, label};
use crate::text::Span;

/// Labels that a page translates in two ways, both of which say what the label says, word by word, as far as the language is
/// known to have words for it; or that it translates in one place and not in another. `{label}` is the label, `{variant}`
/// what it is called here, `{usual}` what it is called in more places of the page, or first, at `usual`; `{name}` is
/// `untranslated` where one of the two is the label itself, and else `other`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inconsistent {
    /// How many words a label has at most: more are a sentence.
    words: usize,
    /// How many of their pairs of letters two names share at least, in percent, where the label has words that nobody knows.
    alike: usize,
}

impl Mechanism for Inconsistent {
    const VALUES: &'static [&'static str] = &["label", "variant", "usual", "name"];
    const ROLES: &'static [&'static str] = &["usual"];
    const NEEDS: &'static [&'static str] = &["concepts"];
}

impl CorpusCheck for Inconsistent {
    /// The labels that have several translations on the page.
    fn keys(&self, facts: &Facts) -> Vec<u64> {
        let labels = facts.labels.iter().filter(|label| label.source != 0 && label.target != 0);
        let mut labels: Vec<(u64, u64)> = labels.map(|label| (label.source, label.target)).collect();
        labels.sort_unstable();
        labels.dedup();
        let several = labels.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1);
        several.map(|same| same[0].0).collect()
    }

    fn check(
        &self,
        key: u64,
        postings: &[&Facts],
        context: &CorpusContext<'_, '_>,
        found: &mut Vec<GroupFinding>,
    ) {
        for facts in postings {
            let language = facts.locale.as_ref().and_then(context.language);
            if let Some(language) = language.filter(|language| !language.concepts.is_empty()) {
                self.page(facts, key, language, context, found);
            }
        }
    }
}

/// A translation, with its places on a page.
struct Called<'f> {
    name: Name,
    places: Vec<Place<'f>>,
}

impl Inconsistent {
    fn page(
        &self,
        facts: &Facts,
        key: u64,
        language: &Language,
        context: &CorpusContext<'_, '_>,
        found: &mut Vec<GroupFinding>,
    ) {
        // What has more names than that is no label: a page says them in every way.
        const MOST: usize = 16;
        let mut label: Option<String> = None;
        let mut called: Vec<Called<'_>> = Vec::new();
        let mut by_target: FxHashMap<u64, usize> = FxHashMap::default();
        for place in Place::all(facts, key) {
            let source = place.source(context).map(|name| plain(&name));
            let Some(source) = source.filter(|name| is_label(name, self.words)) else { continue };
            // `DealValue` is a field, and `Deal value` what it holds.
            if !label.get_or_insert_with(|| source.clone()).eq_ignore_ascii_case(&source) {
                continue;
            }
            if let Some(&known) = by_target.get(&place.label.target) {
                called[known].places.push(place);
                continue;
            }
            let Some(target) = place.target(context) else { continue };
            let name = Name::new(target, language);
            let known = called.iter().position(|known| known.name.is_inflected(&name, language));
            by_target.insert(place.label.target, known.unwrap_or(called.len()));
            match known {
                Some(known) => called[known].places.push(place),
                None if called.len() == MOST => return,
                None => called.push(Called { name, places: vec![place] }),
            }
        }
        let Some(label) = label.filter(|_| called.len() > 1) else { return };
        let meant = Meant::of(&label, context.source);
        called.retain(|called| meant.is_said_by(&called.name, language));
        // The first of those that are in most places.
        let Some(usual) = called.iter().rev().max_by_key(|called| called.places.len()) else { return };
        let is_other = |other: &&Called<'_>| {
            let (here, there) = (&other.name.squeezed, &usual.name.squeezed);
            let unsure = meant.has_unknown && *here != meant.label && *there != meant.label;
            let is_same = other.name.is_part_without_particles(&usual.name, language)
                || other.name.is_reworded(&usual.name, language);
            !is_same && (!unsure || alike(here, there) >= self.alike)
        };
        for other in called.iter().filter(is_other) {
            // Once a sentence, however often that says it.
            let sentence =
                |place: &Place<'_>| facts.segment_at(place.label.start).map(|segment| segment.start);
            for places in other.places.chunk_by(|one, next| sentence(one) == sentence(next)) {
                found.extend(finding(places[0], &label, [other, usual], &meant, language, context));
            }
        }
    }
}

fn finding(
    place: Place<'_>,
    label: &str,
    [other, usual]: [&Called<'_>; 2],
    meant: &Meant,
    language: &Language,
    context: &CorpusContext<'_, '_>,
) -> Option<GroupFinding> {
    let [here, there] = [place, usual.places[0]].map(|place| Stands::of(place, context));
    let (here, there) = (here?, there?);
    let behind = here.segment.text[here.words.range().end..].trim_start_matches(['*', '_']);
    // `**Bearbeitungs**symbol` is a form of its own, and the heading of a column is not the name of a field.
    let is_form = behind.starts_with(|c: char| c == '-' || c.is_alphabetic()) && language.parts_words();
    if is_form
        || is_cell(&here.segment) != is_cell(&there.segment)
        || is_elsewhere(&here.segment, place.label, &usual.name)
    {
        return None;
    }
    let untranslated = [other, usual].iter().any(|called| called.name.squeezed == meant.label);
    Some(GroupFinding {
        path: place.facts.path.clone(),
        spot: here.spot,
        key: place.facts.segment_at(place.label.start)?.key,
        values: vec![
            ("label", label.to_owned()),
            ("variant", plain(&other.name.words)),
            ("usual", plain(&usual.name.words)),
            ("name", if untranslated { "untranslated" } else { "other" }.to_owned()),
        ],
        quotes: Vec::new(),
        related: vec![("usual", place.facts.path.clone(), there.spot)],
    })
}

/// Where the words of a label stand.
struct Stands {
    segment: Segment,
    /// In bytes of the file.
    words: Span,
    spot: FactSpot,
}

impl Stands {
    fn of(place: Place<'_>, context: &CorpusContext<'_, '_>) -> Option<Self> {
        let start = place.facts.segment_at(place.label.start)?.start;
        let segment = context.segment(place.facts, start)?;
        let length = words(&segment, place.label.start)?.len();
        let words = Span::new(place.label.start as usize, place.label.start as usize + length);
        Some(Self { segment, words, spot: FactSpot::Words(start, words) })
    }
}

/// Whether a segment is a cell of a table that holds nothing but bold words.
fn is_cell(segment: &Segment) -> bool {
    let before = &segment.text[..segment.target.range().start];
    // Before the tag that opens it.
    let before = before.rfind('<').map_or(before, |tag| &before[..tag]);
    let inside = segment.source().strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    before.trim_end().ends_with('|') && inside.is_some_and(|inside| !inside.contains("**"))
}

/// What a label says.
struct Meant {
    /// Its letters and digits.
    label: String,
    /// What its words say, each that its language is known to have a word for.
    words: Vec<SmallVec<[Concept; 2]>>,
    /// Whether it has others.
    has_unknown: bool,
}

impl Meant {
    fn of(label: &str, source: &Language) -> Self {
        let mut words: Vec<(u32, SmallVec<[Concept; 2]>)> = Vec::new();
        source.concepts.read(label, |at, concept| match words.last_mut() {
            Some((start, said)) if *start == at => said.push(concept),
            _ => words.push((at, SmallVec::from_slice(&[concept]))),
        });
        let has_unknown = beside::telling(label, source).count() > words.len();
        let words = words.into_iter().map(|(_, said)| said).collect();
        Self { label: squeezed(label), words, has_unknown }
    }

    /// Whether a name is one of the label: it says all that is known of it, or is the label. Not the middle of a sentence, or
    /// what tells readers to click, where marks have moved; and not the label with more behind it.
    fn is_said_by(&self, name: &Name, language: &Language) -> bool {
        let words = plain(&name.words);
        let small = words.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
        if self.words.is_empty()
            || small
            || words.contains(BREAKS)
            // A gloss of what stands before it.
            || words.starts_with(['(', '（'])
            || words.contains(label::DRESS)
            || language.is_instruction(&words)
            || phrase::begins_with_particle(&words, language)
        {
            return false;
        }
        let said = || self.words.iter().all(|word| language.concepts.say_any(word, &words));
        name.squeezed == self.label || !name.squeezed.contains(&self.label) && said()
    }
}
