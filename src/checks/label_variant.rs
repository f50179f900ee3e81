//! `label.variant`: one label has one name. What most pages of a locale call it, against those that call it something
//! else. Words that merely moved, or lost their marks, are other mechanisms' concern.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Deserialize;

use super::label_name::{BREAKS, Name, alike, plain};
use super::label_place::{Place, is_elsewhere, is_label, words};
use super::{CorpusCheck, CorpusContext, FactSpot, GroupFinding, Mechanism, by_locale};
use crate::model::comparison::Segment;
use crate::model::{Facts, LabelFact, Labels, Language, Locale, label};
use crate::text::Span;

/// Labels that one locale translates in several ways. `{label}` is the label, `{variant}` what it is called here,
/// `{usual}` what it is called in most places, `{count}` in how many; `{vote}` is `borne-out` where other locales of the
/// same sentence call it what they always do, `repeated` where none is at hand and the variant stands in several places, and
/// `alone` else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What is looked for.
    find: Wrong,
    /// In how many places a label must be known.
    least: usize,
    /// Which share of them must agree, in percent.
    share: usize,
    /// How many words a label has at most: more are a sentence.
    words: usize,
    /// How much a variant that was met once shares with the usual name, in percent of the pairs of letters.
    alike: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Wrong {
    /// Another name.
    Variant,
    /// The name that the source has.
    Untranslated,
    /// The usual name, of which the marks cover a part alone.
    Cut,
}

impl Mechanism for Variant {
    const VALUES: &'static [&'static str] = &["label", "variant", "usual", "count", "vote"];
    const ROLES: &'static [&'static str] = &["usual"];
}

/// A translation, with all of its places.
struct Called<'f> {
    name: Name,
    places: Vec<Place<'f>>,
}

impl CorpusCheck for Variant {
    fn keys(&self, facts: &Facts) -> Vec<u64> {
        let mut keys: Vec<u64> =
            facts.labels.iter().map(|fact| fact.source).filter(|&key| key != 0).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn asks_labels(&self) -> bool {
        true
    }

    fn candidates(&self, labels: &Labels<'_>) -> Option<FxHashSet<u64>> {
        Some(labels.such(|label, translations| self.may_differ(label, translations)).collect())
    }

    fn check<'f>(
        &self,
        key: u64,
        postings: &[&'f Facts],
        context: &CorpusContext<'_, '_>,
        found: &mut Vec<GroupFinding>,
    ) {
        if !context.labels.any(key, |translations| self.may_differ(key, translations)) {
            return;
        }
        let places = |documents: &[&'f Facts]| -> Vec<Place<'f>> {
            documents.iter().flat_map(|facts| Place::all(facts, key)).collect()
        };
        let locales: BTreeMap<&Locale, Vec<Place<'_>>> =
            by_locale(postings).into_iter().map(|(locale, facts)| (locale, places(&facts))).collect();
        let several =
            |places: &[Place<'_>]| places.iter().any(|place| place.label.target != places[0].label.target);
        let asked = |places: &[Place<'_>]| places.len() >= self.least && several(places);
        if !locales.values().any(|places| asked(places)) {
            return;
        }
        let votes = Votes::new(&locales, key, context);
        for (locale, places) in locales.iter().filter(|(_, places)| asked(places)) {
            self.locale(locale, places, &votes, context, found);
        }
    }
}

impl Variant {
    /// Whether a label's translations in a locale may be of several names: most labels end here, by what is counted of them.
    fn may_differ(&self, label: u64, translations: &[(u64, u32)]) -> bool {
        let is_among = || translations.iter().any(|(target, _)| *target == label);
        let count = || translations.iter().map(|(_, count)| *count as usize).sum::<usize>();
        translations.len() > 1 && (self.find != Wrong::Untranslated || is_among()) && count() >= self.least
    }

    fn locale(
        &self,
        locale: &Locale,
        places: &[Place<'_>],
        votes: &Votes<'_, '_>,
        context: &CorpusContext<'_, '_>,
        found: &mut Vec<GroupFinding>,
    ) {
        let Some(language) = (context.language)(locale) else { return };
        // By facts alone: whether some place has another name that nobody else's vote explains. Words are looked up
        // only where there is.
        let most = votes.usual.get(locale).copied();
        let asks = |place: &Place<'_>| {
            let untranslated = place.label.target == place.label.source;
            Some(place.label.target) != most
                && untranslated == (self.find == Wrong::Untranslated)
                && (self.find == Wrong::Cut
                    || (untranslated || self.serves(place, locale, context) < 3)
                        && votes.of(place, locale).is_some())
        };
        if !places.iter().any(asks) {
            return;
        }
        let Some(name) = places[0].source(context).filter(|name| is_label(name, self.words)) else { return };
        let mut called = self.called(places, language, context);
        called.sort_by_key(|called| std::cmp::Reverse(called.places.len()));
        let [usual, others @ ..] = &called[..] else { return };
        if !self.is_usual(usual, places.len()) {
            return;
        }
        // A name that stands for many labels is what is left where their marks were moved.
        let many = |place: &Place<'_>| self.serves(place, locale, context) >= 3;
        if self.find != Wrong::Cut && many(&usual.places[0]) {
            return;
        }
        for other in others {
            let untranslated = other.places[0].label.source == other.places[0].label.target;
            let is_sought = match self.find {
                Wrong::Variant => {
                    !untranslated && self.is_variant(other, usual, language) && !many(&other.places[0])
                }
                Wrong::Untranslated => untranslated && is_prose(&name),
                Wrong::Cut => !untranslated && may_be_cut(other, usual),
            };
            if !is_sought {
                continue;
            }
            for place in &other.places {
                // Where the marks stand is no question of names.
                let asks = self.find != Wrong::Cut;
                let vote = match asks.then(|| votes.of(place, locale)) {
                    Some(None) => continue,
                    Some(Some(Vote::BorneOut)) => "borne-out",
                    _ if other.places.len() > 1 => "repeated",
                    _ => "alone",
                };
                let language = (self.find == Wrong::Cut).then_some(language);
                if let Some(finding) = self.finding(place, (&name, usual, other), vote, language, context) {
                    found.push(finding);
                }
            }
        }
    }

    /// Whether enough of all places have a name to call it the usual one.
    fn is_usual(&self, most: &Called<'_>, all: usize) -> bool {
        // Where most keep the name of the source, nobody can tell whether that is the habit or the fault.
        most.places[0].label.source != most.places[0].label.target
            && most.places.len() * 100 >= all * self.share
            && most.name.words.chars().any(char::is_alphabetic)
    }

    /// The translations by their words, those together that differ only in their grammar.
    fn called<'f>(
        &self,
        places: &[Place<'f>],
        language: &Language,
        context: &CorpusContext<'_, '_>,
    ) -> Vec<Called<'f>> {
        // The names that are in most places: what a word differs from in its grammar is among them.
        const MOST: usize = 64;
        let mut targets: BTreeMap<u64, Vec<Place<'f>>> = BTreeMap::new();
        for &place in places {
            targets.entry(place.label.target).or_default().push(place);
        }
        let mut called: Vec<Called<'f>> = Vec::new();
        let mut by_count: Vec<_> = targets.into_values().collect();
        by_count.sort_by_key(|places| std::cmp::Reverse(places.len()));
        for places in by_count {
            let Some(words) = places[0].target(context) else { continue };
            let one = Called { name: Name::new(words, language), places };
            match called.iter_mut().take(MOST).find(|known| known.name.is_inflected(&one.name, language)) {
                Some(known) => known.places.extend(one.places),
                None => called.push(one),
            }
        }
        called
    }

    /// For how many labels the words stand.
    fn serves(&self, place: &Place<'_>, locale: &Locale, context: &CorpusContext<'_, '_>) -> u32 {
        context.labels.of(locale).map_or(0, |table| table.of_words(place.label.target).labels)
    }

    /// Whether the words are another name, and not the usual one cut short, run on, or a verb beside it.
    fn is_variant(&self, other: &Called<'_>, usual: &Called<'_>, language: &Language) -> bool {
        let (here, there) = (&other.name.squeezed, &usual.name.squeezed);
        if other.name.is_part(&usual.name) {
            return false;
        }
        // A part of a sentence: the marks have moved.
        let is_lower = |text: &str| text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
        if is_lower(&other.name.words) && !is_lower(&usual.name.words)
            || plain(&other.name.words).contains(BREAKS)
        {
            return false;
        }
        let (short, long) = (there.chars().count(), here.chars().count());
        if long * 2 > short * 5 + 8
            || language.is_instruction(&other.name.words) && !language.is_instruction(&usual.name.words)
        {
            return false;
        }
        other.places.len() >= 2 || alike(here, there) >= self.alike
    }

    fn finding(
        &self,
        place: &Place<'_>,
        (name, usual, other): (&str, &Called<'_>, &Called<'_>),
        vote: &str,
        cut_in: Option<&Language>,
        context: &CorpusContext<'_, '_>,
    ) -> Option<GroupFinding> {
        let facts = place.facts;
        let segment = facts.segment_at(place.label.start)?;
        let table = context.labels.of(facts.locale.as_ref()?)?;
        // The words of another label of the sentence: the two stand in another order.
        let mut beside =
            facts.labels_of(segment.start).iter().filter(|fact| fact.source != place.label.source);
        if beside.any(|fact| table.usual(fact.source) == Some(place.label.target)) {
            return None;
        }
        let cut = context.segment(facts, segment.start)?;
        let is_wrong = match cut_in {
            Some(language) => is_cut(&cut, place.label, usual, language),
            None => !is_elsewhere(&cut, place.label, &usual.name),
        };
        if !is_wrong {
            return None;
        }
        let words = words(&cut, place.label.start)?;
        let span = Span::new(place.label.start as usize, place.label.start as usize + words.len());
        let example =
            usual.places.iter().find(|other| other.facts.page != facts.page).or(usual.places.first())?;
        let example_segment = example.facts.segment_at(example.label.start)?.start;
        Some(GroupFinding {
            path: facts.path.clone(),
            spot: FactSpot::Words(segment.start, span),
            key: segment.key,
            values: vec![
                ("label", name.to_owned()),
                ("variant", if cut_in.is_some() { plain(words) } else { plain(&other.name.words) }),
                ("usual", plain(&usual.name.words)),
                ("count", usual.places.len().to_string()),
                ("vote", vote.to_owned()),
            ],
            quotes: Vec::new(),
            related: vec![("usual", example.facts.path.clone(), FactSpot::Segment(example_segment))],
        })
    }
}

enum Vote {
    BorneOut,
    Alone,
}

/// By page and sentence: the first translation of each locale.
type Sentences<'f> = FxHashMap<(&'f str, u64), Vec<(&'f Locale, u64)>>;

/// What the locales call one label, sentence by sentence.
struct Votes<'f, 'l> {
    locales: &'l BTreeMap<&'f Locale, Vec<Place<'f>>>,
    /// What each locale mostly says.
    usual: BTreeMap<&'f Locale, u64>,
    /// Once a place asks.
    sentences: OnceCell<Sentences<'f>>,
}

impl<'f, 'l> Votes<'f, 'l> {
    fn new(
        locales: &'l BTreeMap<&'f Locale, Vec<Place<'f>>>,
        label: u64,
        context: &CorpusContext<'_, '_>,
    ) -> Self {
        let usual = locales.iter().map(|(&locale, places)| {
            // What was met once is usual where nothing else was.
            let usual = context.labels.of(locale).and_then(|table| table.usual(label));
            (locale, usual.unwrap_or(places[0].label.target))
        });
        Self { locales, usual: usual.collect(), sentences: OnceCell::new() }
    }

    fn sentences(&self) -> &Sentences<'f> {
        self.sentences.get_or_init(|| {
            let mut sentences = Sentences::default();
            let all =
                self.locales.iter().flat_map(|(&locale, places)| places.iter().map(move |p| (locale, p)));
            for (locale, place) in all {
                let Some(segment) = place.facts.segment_at(place.label.start) else { continue };
                let said = sentences.entry((&*place.facts.page, segment.key)).or_default();
                if said.iter().all(|(other, _)| *other != locale) {
                    said.push((locale, place.label.target));
                }
            }
            sentences
        })
    }

    /// What the other locales of the same sentence say: where half of them have another name than they have else, the
    /// word means something else there. `None` then.
    fn of(&self, place: &Place<'_>, locale: &Locale) -> Option<Vote> {
        let key = place.facts.segment_at(place.label.start)?.key;
        let said = self.sentences().get(&(&*place.facts.page, key))?;
        let others = || said.iter().filter(|(other, _)| *other != locale);
        let deviating = others().filter(|(other, target)| self.usual.get(other) != Some(target)).count();
        match others().count() {
            0 | 1 => Some(Vote::Alone),
            voters if deviating * 2 >= voters => None,
            _ => Some(Vote::BorneOut),
        }
    }
}

/// Whether a name may be a piece of the usual one; not where that runs on behind its bracket, `売上] 表`: nobody knows how
/// far the label goes.
fn may_be_cut(other: &Called<'_>, usual: &Called<'_>) -> bool {
    !plain(&usual.name.words).contains(label::DRESS) && overlap(&other.name.squeezed, &usual.name.squeezed)
}

/// Whether words may cover a part of the usual ones and not all: they lie in them, or one begins as the other ends. It saves
/// reading the sentence.
fn overlap(words: &str, usual: &str) -> bool {
    let ends_in =
        |one: &str, other: &str| one.char_indices().skip(1).any(|(at, _)| other.starts_with(&one[at..]));
    usual.contains(words) || ends_in(words, usual) || ends_in(usual, words)
}

/// Whether the usual words stand around the place where the marks begin or end, so that these cover a part of them. What is
/// left out is more than a particle, and nothing parts it from the rest.
fn is_cut(segment: &Segment, place: LabelFact, usual: &Called<'_>, language: &Language) -> bool {
    let Some(own) = words(segment, place.start) else { return false };
    let (start, end) = (place.start as usize, place.start as usize + own.len());
    let target = segment.target;
    let Some(text) = segment.text.get(..target.end as usize) else { return false };
    // As far as the words may reach, in letters.
    let most = usual.name.squeezed.chars().count();
    let letters = |from: usize, to: usize| {
        let text = text.get(from..to).unwrap_or_default();
        text.char_indices().filter(|(_, c)| c.is_alphanumeric()).map(move |(at, c)| (from + at, c))
    };
    let mut near: Vec<(usize, char)> = letters(target.start as usize, start).collect();
    near.drain(..near.len().saturating_sub(most));
    near.extend(letters(start, end));
    near.extend(letters(end, text.len()).take(most));
    let wanted: Vec<char> = usual.name.squeezed.chars().collect();
    let same = |here: &[(usize, char)]| {
        here.iter().zip(&wanted).all(|((_, c), wanted)| c.to_lowercase().eq([*wanted]))
    };
    near.windows(most.max(1)).any(|here| {
        let (Some(&(from, _)), Some(&(last, c))) = (here.first(), here.last()) else { return false };
        let to = last + c.len_utf8();
        let inside = |at: usize| (start..end).contains(&at);
        if !same(here) || inside(from) == inside(last) && inside(from) || to <= start || from >= end {
            return false;
        }
        let out: String = here.iter().filter(|(at, _)| !inside(*at)).map(|(_, c)| *c).collect();
        let begins = !text[..from].ends_with(char::is_alphanumeric) || !language.spaces;
        let ends = !text[to..].starts_with(char::is_alphanumeric) || !language.parts_words();
        let parts = |c: char| (BREAKS.contains(&c) || c == '>') && !usual.name.words.contains(c);
        begins
            && ends
            && !language.bold_words.contains(&out)
            && !language.particles.contains(&out)
            && !is_screen_place(&out, language)
            && !text[from..to].contains(parts)
    })
}

/// Whether what is left out names the kind of thing that the label is: `barre d'**état**`. The source says it beside its bold.
fn is_screen_place(out: &str, language: &Language) -> bool {
    let out = out.to_lowercase();
    language.screen_places.longest_prefix(&out).is_some_and(|end| {
        end == out.len() || language.spaces && language.function_words.contains(&out[end..])
    })
}

/// Not an identifier: no digit, sign or capital inside of a word.
fn is_prose(name: &str) -> bool {
    name.split_whitespace().all(|word| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.all(|c| c.is_lowercase() || c == '-')
    })
}
