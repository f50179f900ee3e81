//! Labels, each with its own translation: by place, where both sides have equally many. Not what a page should call them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::super::label;
use super::super::language::Language;
use super::{Bounds, MOST_VARIANTS, Mined, Sample, Variant};
use crate::text::on_one_line;

/// Which share of a label's translations the commonest must be, in percent.
const LABEL_SHARE: usize = 50;

/// The labels of some texts that are mostly called one thing.
pub(super) fn labels(samples: &[Sample], language: &Language, bounds: Bounds) -> Vec<Mined> {
    type Uses = BTreeMap<u64, (BTreeMap<String, usize>, usize, usize)>;
    let mut all: BTreeMap<u64, (BTreeMap<String, usize>, Uses)> = BTreeMap::new();
    for (at, (source, target)) in
        samples.iter().enumerate().flat_map(|(at, s)| s.labels.iter().map(move |label| (at, label)))
    {
        let (key, words) = (label::key_of(source), label::key_of(target));
        let is_label = source.starts_with(|c: char| c.is_ascii_uppercase())
            && source.bytes().filter(u8::is_ascii_alphabetic).count() > 2
            && source.split_whitespace().count() <= 5;
        if key == 0 || words == 0 || !is_label {
            continue;
        }
        let (forms, uses) = all.entry(key).or_default();
        *forms.entry(undressed(source)).or_default() += 1;
        let own = uses.entry(words).or_insert_with(|| (BTreeMap::new(), 0, at));
        *own.0.entry(undressed(target)).or_default() += 1;
        own.1 += 1;
    }
    let most = |forms: BTreeMap<String, usize>| {
        let most = forms.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        most.map(|(words, _)| words).unwrap_or_default()
    };
    let mut terms = Vec::new();
    for (forms, uses) in all.into_values() {
        let count: usize = uses.values().map(|(_, count, _)| count).sum();
        let variant = |(words, count, first)| Variant { words: most(words), count, first };
        let mut variants: Vec<Variant> = uses.into_values().map(variant).collect();
        variants.sort_by_key(|variant| (Reverse(variant.count), variant.words.clone()));
        if count < bounds.least || variants[0].count * 100 < count * LABEL_SHARE {
            continue;
        }
        let source = most(forms);
        let usual = variants[0].words.clone();
        // One that is part of another is a label whose marks have slipped.
        let is_other = |variant: &Variant| {
            let often = variant.count >= 2 && variant.count * 50 >= count;
            let is_name = !language.is_instruction(&variant.words.to_lowercase());
            let apart = is_name && !usual.contains(&variant.words) && !variant.words.contains(&usual);
            often && apart && variant.words != source
        };
        let variants = variants.into_iter().enumerate().filter(|(at, variant)| *at == 0 || is_other(variant));
        let variants: Vec<Variant> = variants.map(|(_, variant)| variant).take(MOST_VARIANTS).collect();
        if usual != source && !language.is_instruction(&usual.to_lowercase()) {
            terms.push(Mined { source: vec![source], is_name: true, count, variants });
        }
    }
    // What another label is mostly called came here by a slip of the marks.
    let usual: FxHashSet<String> = terms.iter().map(|term| term.variants[0].words.clone()).collect();
    for term in &mut terms {
        let mut nth = 0;
        term.variants.retain(|variant| {
            nth += 1;
            nth == 1 || !usual.contains(&variant.words)
        });
    }
    terms
}

/// A label without its dress, and the punctuation behind it.
fn undressed(label: &str) -> String {
    on_one_line(label::undressed(label, "『』'«».。,，:：;；")).into_owned()
}
