//! What labels are usually translated by, locale by locale, for the few that findings ask about. Not a termbase: nobody
//! has approved it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Found;
use crate::checks::Condition;
use crate::model::Index;

/// How often each translation stands for each label that was asked about.
#[derive(Debug, Default)]
pub(super) struct Usual<'i> {
    /// By locale and source words: the translations, with their counts.
    labels: FxHashMap<(&'i str, u64), FxHashMap<u64, usize>>,
    /// By locale and translation: how often it stands at all.
    words: FxHashMap<(&'i str, u64), usize>,
}

impl<'i> Usual<'i> {
    /// Counts what `found` asks for.
    pub(super) fn new(index: &'i Index, found: &[Found]) -> Self {
        let mut usual = Self::default();
        let (mut asked, mut words) = (FxHashSet::default(), FxHashSet::default());
        for finding in found {
            if let Some(Condition::Unusual { labels, words: own }) = &finding.condition {
                asked.extend(labels.iter().copied());
                words.insert(*own);
            }
        }
        if asked.is_empty() {
            return usual;
        }
        for facts in index.documents() {
            let Some(locale) = facts.locale.as_ref().map(|locale| locale.as_str()) else { continue };
            for label in &facts.labels {
                if asked.contains(&label.source) {
                    let translations = usual.labels.entry((locale, label.source)).or_default();
                    *translations.entry(label.target).or_default() += 1;
                }
                if words.contains(&label.target) {
                    *usual.words.entry((locale, label.target)).or_default() += 1;
                }
            }
        }
        usual
    }

    /// Whether `words` are what one of the labels is mostly translated by where the page is: more than once, more often
    /// than any other, and not just the verb that any label may lose its marks to.
    pub(super) fn is_usual(&self, index: &Index, path: &str, labels: &[u64], words: u64) -> bool {
        const OFTEN: usize = 4;
        let locale =
            index.get(path).and_then(|facts| facts.locale.as_ref()).map_or("", |locale| locale.as_str());
        let all = self.words.get(&(locale, words)).copied().unwrap_or(0);
        labels.iter().any(|&label| {
            let Some(translations) = self.labels.get(&(locale, label)) else { return false };
            let own = translations.get(&words).copied().unwrap_or(0);
            let most = translations.values().copied().max().unwrap_or(0);
            own >= 2 && own == most && (own >= OFTEN || own * 4 >= all)
        })
    }
}
