//! Phrases of the source that may be terms: frequent, nouns, and no part of a longer one. Not what they are called.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::fold;
use super::super::language::Language;
use super::{BORDER, Bounds, Sample};

/// How many words a phrase may have.
const LONGEST: usize = 3;

/// A phrase that may be a term.
pub(super) struct Candidate {
    pub(super) key: u64,
    /// The phrases that it is part of.
    pub(super) within: Vec<u64>,
    pub(super) forms: Vec<String>,
    pub(super) is_name: bool,
    /// The samples that it stands in.
    pub(super) at: Vec<u32>,
}

#[derive(Default)]
struct Uses {
    at: Vec<u32>,
    lower: BTreeMap<String, usize>,
    capital: BTreeMap<String, usize>,
    parts: Vec<u64>,
    all: usize,
    /// How often an article or the like stands before it, and no further noun behind it.
    noun: usize,
}

/// Phrases that stand in many texts, and not nearly always in one longer phrase.
pub(super) fn candidates(samples: &[Sample], language: &Language, bounds: Bounds) -> Vec<Candidate> {
    let mut counts: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    for (at, sample) in (0_u32..).zip(samples) {
        phrases(&sample.source, language, &mut |phrase| {
            let (count, last) = counts.entry(phrase.key).or_insert((0, u32::MAX));
            if *last != at {
                (*count, *last) = (*count + 1, at);
            }
        });
    }
    let is_frequent = |key: &u64| counts.get(key).is_some_and(|(count, _)| *count as usize >= bounds.least);
    let mut uses: BTreeMap<u64, Uses> = BTreeMap::new();
    for (at, sample) in (0_u32..).zip(samples) {
        phrases(&sample.source, language, &mut |phrase| {
            if !is_frequent(&phrase.key) {
                return;
            }
            let own = uses.entry(phrase.key).or_default();
            if own.at.last() != Some(&at) {
                own.at.push(at);
            }
            own.all += 1;
            own.noun += usize::from(phrase.is_noun);
            let is_name = phrase.words.split(' ').all(|word| word.starts_with(char::is_uppercase));
            if !is_name {
                *own.lower.entry(phrase.words.to_lowercase()).or_default() += 1;
            } else if phrase.begins {
                // The first word of a sentence has its capital from that.
            } else {
                *own.capital.entry(phrase.words.to_owned()).or_default() += 1;
            }
            if own.parts.is_empty() {
                own.parts = phrase.parts.to_vec();
            }
        });
    }
    // What stands nearly always in a longer phrase is part of that.
    let mut hidden = FxHashSet::default();
    for own in uses.values() {
        for part in &own.parts {
            if uses.get(part).is_some_and(|shorter| own.at.len() * 10 >= shorter.at.len() * 8) {
                hidden.insert(*part);
            }
        }
    }
    let mut within: FxHashMap<u64, Vec<u64>> = FxHashMap::default();
    for (key, own) in &uses {
        own.parts.iter().for_each(|part| within.entry(*part).or_default().push(*key));
    }
    let is_term = |(key, own): &(u64, Uses)| !hidden.contains(key) && own.noun * 100 >= own.all * LEAST_NOUN;
    let mut all: Vec<(u64, Uses)> = uses.into_iter().filter(is_term).collect();
    all.sort_by_key(|(key, own)| (Reverse(own.at.len()), *key));
    all.truncate(bounds.most);
    let candidate = |(key, own)| candidate(key, own, within.remove(&key).unwrap_or_default());
    all.into_iter().filter_map(candidate).collect()
}

/// In which share of its places a phrase must stand as a noun does, in percent.
const LEAST_NOUN: usize = 30;

fn candidate(key: u64, own: Uses, within: Vec<u64>) -> Option<Candidate> {
    let sum = |forms: &BTreeMap<String, usize>| forms.values().sum::<usize>();
    let (lower, capital) = (sum(&own.lower), sum(&own.capital));
    let is_name = capital > lower;
    let counts = if is_name { own.capital } else { own.lower };
    let all = lower.max(capital);
    let mut forms: Vec<(String, usize)> =
        counts.into_iter().filter(|(_, count)| count * 20 >= all.max(1)).collect();
    forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let forms: Vec<String> = forms.into_iter().map(|(form, _)| form).take(3).collect();
    (!forms.is_empty()).then_some(Candidate { key, within, forms, is_name, at: own.at })
}

struct Phrase<'p> {
    key: u64,
    /// The keys of what it holds, one word shorter.
    parts: &'p [u64],
    words: &'p str,
    /// Whether a sentence begins with it.
    begins: bool,
    /// Whether it stands as a noun does.
    is_noun: bool,
}

/// Phrases of one word to three that neither begin nor end with a word that only holds sentences together.
fn phrases(text: &str, language: &Language, take: &mut dyn FnMut(Phrase<'_>)) {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '\'' || c == '’';
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut rest = 0;
    for (at, c) in text.char_indices().chain([(text.len(), BORDER)]) {
        if is_part(c) {
            continue;
        }
        if rest < at {
            words.push((rest, &text[rest..at]));
        }
        rest = at + c.len_utf8();
        if c != ' ' {
            run(text, &words, language, take);
            words.clear();
        }
    }
}

fn run(text: &str, words: &[(usize, &str)], language: &Language, take: &mut dyn FnMut(Phrase<'_>)) {
    let small = |word: &str| {
        let lower = word.to_lowercase();
        let lists = [&language.function_words, &language.verb_endings, &language.verbs, &language.bold_words];
        let is_month = language.months.get(word).is_some();
        lower.chars().count() < 3
            || is_month
            || lists.iter().any(|list| list.contains(&lower))
            || word.contains('\'')
    };
    let is_word = |word: &str| word.chars().all(|c| c.is_alphabetic() || c == '-');
    let free: Vec<bool> = words.iter().map(|(_, word)| is_word(word) && !small(word)).collect();
    let key = |words: &[(usize, &str)]| {
        let mut hash = fold::Hash::default();
        for (at, (_, word)) in words.iter().enumerate() {
            let lower = word.to_lowercase();
            hash.text(if at + 1 == words.len() { singular(&lower, language) } else { &lower });
        }
        hash.finish()
    };
    let leads = |word: &str| language.articles.contains(&word.to_lowercase());
    for first in (0..words.len()).filter(|&at| free[at]) {
        for last in (first..words.len().min(first + LONGEST)).filter(|&at| free[at]) {
            let own = &words[first..=last];
            let end = words[last].0 + words[last].1.len();
            let parts =
                if own.len() > 1 { vec![key(&own[1..]), key(&own[..own.len() - 1])] } else { Vec::new() };
            let before = text[..words[first].0].trim_end_matches([' ', '(', '[', '"']);
            let begins = before.is_empty() || before.ends_with(['.', '!', '?', ':', BORDER]);
            let led = first.checked_sub(1).is_none_or(|before| free[before] || leads(words[before].1));
            let ends = words.get(last + 1).is_none_or(|(_, next)| small(next));
            let words = &text[words[first].0..end];
            take(Phrase { key: key(own), parts: &parts, words, begins, is_noun: led && ends });
        }
    }
}

/// A word without the ending of the plural. Short words keep it, and others at least half of their letters.
fn singular<'w>(word: &'w str, language: &Language) -> &'w str {
    const LEAST: usize = 4;
    if word.len() < LEAST {
        return word;
    }
    let mut cuts = language.plurals.of_suffixes(word).map(usize::from);
    cuts.find(|cut| cut * 2 <= word.len()).and_then(|cut| word.get(..word.len() - cut)).unwrap_or(word)
}
