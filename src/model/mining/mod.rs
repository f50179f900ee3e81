//! Terms that a corpus translates often, with what it calls them: proposals for a termbase. Counted over pairs of texts,
//! by what stands together more often than chance would have it. Not approved by anybody.

mod grams;
mod labels;
mod phrases;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::language::Language;
use crate::text::on_one_line;
use grams::{Gram, grams, is_joint, is_particle};
use phrases::Candidate;

/// A translated text without its markup. Code and the like are [`BORDER`]s.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What the author wrote.
    pub source: String,
    /// What readers of the translation see.
    pub target: String,
    /// Labels of the source with their translations, in order.
    pub labels: Vec<(String, String)>,
}

/// Stands where a term cannot reach across.
pub const BORDER: char = '\u{1}';

/// A term with what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mined {
    /// How the source writes it, the commonest form first.
    pub source: Vec<String>,
    /// Whether it is a name, written with capitals.
    pub is_name: bool,
    /// In how many texts it stands.
    pub count: usize,
    /// What it is called, the commonest first; never empty.
    pub variants: Vec<Variant>,
}

/// One thing that a term is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The words.
    pub words: String,
    /// In how many texts.
    pub count: usize,
    /// The first of them, as an index of the samples.
    pub first: usize,
}

impl Mined {
    /// In how many texts it is called something else than most of the time.
    #[must_use]
    pub fn mixed(&self) -> usize {
        self.variants.iter().skip(1).map(|variant| variant.count).sum()
    }
}

/// What is counted as a term.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// In how many texts it must stand.
    pub least: usize,
    /// How many terms are looked at, the most frequent first.
    pub most: usize,
}

/// Terms of some texts: what is mixed first, by how often; then what is not, by how often.
#[must_use]
pub fn mine(samples: &[Sample], source: &Language, target: &Language, bounds: Bounds) -> Vec<Mined> {
    let grams: Vec<Vec<Gram>> = samples.iter().map(|sample| grams(&sample.target, target)).collect();
    let mut frequency: FxHashMap<u64, u32> = FxHashMap::default();
    for gram in grams.iter().flatten() {
        *frequency.entry(gram.key).or_default() += 1;
    }
    let mut terms = labels::labels(samples, target, bounds);
    let named: FxHashSet<String> = terms.iter().map(|term| term.source[0].to_lowercase()).collect();
    let mut found: BTreeMap<u64, (Vec<u64>, Mined)> = BTreeMap::new();
    for candidate in phrases::candidates(samples, source, bounds) {
        let (key, within) = (candidate.key, candidate.within.clone());
        if let Some(mined) = judge(candidate, samples, &grams, &frequency, target, bounds) {
            found.insert(key, (within, mined));
        }
    }
    terms.extend(settled(&found).into_iter().filter(|term| !named.contains(&term.source[0].to_lowercase())));
    let rank = |term: &Mined| {
        let sure = term.source[0].contains(' ');
        // A single common word has several meanings more often than it has several names.
        let mixed = if sure { term.mixed() * 4 } else { term.mixed() };
        (Reverse(mixed), Reverse(term.count), term.source.clone())
    };
    terms.sort_by_cached_key(rank);
    terms
}

/// The terms without those names that belong to a longer one: `価格表` is what a price list is called, not a list.
fn settled(phrases: &BTreeMap<u64, (Vec<u64>, Mined)>) -> Vec<Mined> {
    let settle = |(within, mined): &(Vec<u64>, Mined)| {
        let mut longer: Vec<&Mined> = Vec::new();
        for (above, term) in within.iter().filter_map(|key| phrases.get(key)) {
            longer.push(term);
            longer.extend(above.iter().filter_map(|key| Some(&phrases.get(key)?.1)));
        }
        let is_longer = |variant: &Variant| {
            let mut words = longer.iter().flat_map(|term| &term.variants);
            words.any(|other| other.words.contains(&variant.words) && other.count * 10 >= variant.count * 7)
        };
        let usual = &mined.variants[..1];
        let others = mined.variants[1..].iter().filter(|variant| !is_longer(variant));
        Mined { variants: usual.iter().chain(others).cloned().collect(), ..mined.clone() }
    };
    phrases.values().map(settle).collect()
}

/// How many names a term is given at most.
const MOST_VARIANTS: usize = 4;

/// From which coefficient of Dice on some words are what a term is called.
const LEAST_ALIKE: f64 = 0.5;
/// The same for a further name, over the texts that the names before it leave.
const LEAST_LEFT: f64 = 0.6;

/// What a candidate is called; nothing where no words stand out.
fn judge(
    candidate: Candidate,
    samples: &[Sample],
    grams: &[Vec<Gram>],
    frequency: &FxHashMap<u64, u32>,
    language: &Language,
    bounds: Bounds,
) -> Option<Mined> {
    let count = candidate.at.len();
    let mut left = candidate.at;
    let mut taken: FxHashMap<u64, u32> = FxHashMap::default();
    let mut variants: Vec<Variant> = Vec::new();
    for round in 0..MOST_VARIANTS {
        if left.len() < 3 {
            break;
        }
        // How often each stretch stands in the texts that are left, and where it was met first.
        let mut met: FxHashMap<u64, (u32, u32, Gram)> = FxHashMap::default();
        for &at in &left {
            for gram in &grams[at as usize] {
                met.entry(gram.key).or_insert((0, at, *gram)).0 += 1;
            }
        }
        let words = |(_, at, gram): &(u32, u32, Gram)| {
            &samples[*at as usize].target[gram.start as usize..gram.end as usize]
        };
        let dice = |key: &u64, both: u32| {
            let elsewhere = frequency.get(key).copied().unwrap_or(0) - taken.get(key).copied().unwrap_or(0);
            2.0 * f64::from(both) / (left.len() as f64 + f64::from(elsewhere))
        };
        let best = met
            .iter()
            .filter(|(_, found)| found.0 >= 3)
            .map(|(key, found)| {
                let length = words(found).chars().count().min(20) as f64;
                (dice(key, found.0) * (1.0 + 0.02 * length), dice(key, found.0), *key, found)
            })
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| words(b.3).cmp(words(a.3))))?;
        let (_, alike, key, found) = best;
        let least = if round == 0 { LEAST_ALIKE } else { LEAST_LEFT };
        let often = round == 0 || found.0 as usize >= 5.max(count * 3 / 100);
        if alike < least || !often {
            break;
        }
        let own = words(found).to_owned();
        let is_held = |at: &u32| grams[*at as usize].binary_search_by_key(&key, |gram| gram.key).is_ok();
        let (held, rest): (Vec<u32>, Vec<u32>) = left.iter().partition(|at| is_held(at));
        for gram in held.iter().flat_map(|&at| &grams[at as usize]) {
            *taken.entry(gram.key).or_default() += 1;
        }
        let first = held.first().map_or(0, |at| *at as usize);
        let places = held.iter().filter_map(|&at| {
            let found = grams[at as usize].binary_search_by_key(&key, |gram| gram.key).ok()?;
            let gram = grams[at as usize][found];
            Some((samples[at as usize].target.as_str(), gram.start as usize, gram.end as usize))
        });
        let own = whole(&own, &places.collect::<Vec<_>>(), language);
        if round == 0 || is_other(&own, &variants, language) {
            variants.push(Variant { words: squeezed(&own, language), count: held.len(), first });
        }
        left = rest;
    }
    let usual = variants.first()?;
    let all: usize = variants.iter().map(|variant| variant.count).sum();
    // What mostly is called nothing in particular is no term.
    if all * 100 < count * 55 || usual.count < bounds.least / 2 {
        return None;
    }
    let written = candidate.forms[0].to_lowercase();
    if variants.iter().any(|variant| variant.words.to_lowercase() == written) {
        return None;
    }
    Some(Mined { source: candidate.forms, is_name: candidate.is_name, count, variants })
}

/// Some words with the characters that stand before and behind them nearly everywhere, without a particle at the end.
fn whole(words: &str, places: &[(&str, usize, usize)], language: &Language) -> String {
    let mut whole = words.to_owned();
    if !language.spaces {
        let most = |next: &dyn Fn(usize) -> Option<char>| {
            let mut counts: BTreeMap<char, usize> = BTreeMap::new();
            (0..places.len()).filter_map(next).for_each(|c| *counts.entry(c).or_default() += 1);
            let (c, count) = counts.into_iter().max_by_key(|(c, count)| (*count, *c))?;
            let is_part = c.is_alphabetic() && !c.is_ascii() && !is_particle(c, language);
            (is_part && count * 10 >= places.len() * 9).then_some(c)
        };
        for nth in 0..4 {
            let behind = |at: usize| places[at].0[places[at].2..].chars().filter(|c| *c != ' ').nth(nth);
            let Some(c) = most(&behind) else { break };
            whole.push(c);
        }
        for nth in 0..2 {
            let before =
                |at: usize| places[at].0[..places[at].1].chars().rev().filter(|c| *c != ' ').nth(nth);
            let Some(c) = most(&before) else { break };
            whole.insert(0, c);
        }
    } else if language.glues_particles() {
        // What stands behind it in other places is the word without its particle.
        let last = whole.chars().next_back().unwrap_or(BORDER);
        if whole.chars().count() > 1 && is_particle(last, language) {
            whole.truncate(whole.len() - last.len_utf8());
        }
    }
    whole
}

/// Whether some words are another name, not a part or a form of one that is known.
fn is_other(words: &str, known: &[Variant], language: &Language) -> bool {
    let bare = |words: &str| {
        let words = squeezed(words, language).to_lowercase();
        words.chars().filter(|&c| c != ' ' && !is_joint(c, language)).collect::<String>()
    };
    let own = bare(words);
    if own.is_empty() {
        return false;
    }
    let shares = |other: &Variant| {
        let other = bare(&other.words);
        let same = own.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        let shorter = own.chars().count().min(other.chars().count());
        own.contains(&other) || other.contains(&own) || language.spaces && same * 10 >= shorter * 7
    };
    !words.is_ascii() && !known.iter().any(shares)
}

/// Without the spaces that machines put between scripts.
fn squeezed(words: &str, language: &Language) -> String {
    if language.spaces {
        return on_one_line(words).into_owned();
    }
    words.split_whitespace().collect()
}
