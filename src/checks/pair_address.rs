//! `pair.address`: what belongs to readers does not become others', nor the other way round. For languages in which a
//! capital letter tells the two apart: `Ihr` and `ihr`. Not who does something: `Sie` stands for many.

use super::page_words::Sought;
use super::pair_capitals::shown;
use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot};
use crate::diagnostic::Applicability;
use crate::model::{Address, Pair, Side};
use crate::text::{Span, is_alphanumeric};

/// A possessive of readers inside of a sentence where the source has others' alone, and one of others where it has readers'
/// alone. `{found}` is the word, `{said}` the source's, `{whom}` is `readers` or `others`: who the translation speaks of.
/// The change writes it with the other letter.
#[derive(Debug, Default)]
pub(super) struct Possessive;

impl Mechanism for Possessive {
    const VALUES: &'static [&'static str] = &["found", "said", "whom"];
    const NEEDS: &'static [&'static str] = &["address"];
}

impl PairCheck for Possessive {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        let language = context.language.filter(|language| !language.address.is_empty())?;
        // Whichever word is wrong, one side speaks of others.
        let [source, target] = context.page.views();
        Gate::places(context.page.places(Sought::Owner, |_| {
            let here = language.address.others_in(target.text()).map(Span::at);
            let there = context.source.address.others_in(source.text());
            let there = there.filter_map(|at| source.pair_at(Span::at(at).start));
            let there = there.filter(|&pair| pair < target.pairs()).map(|pair| target.side(pair));
            let mut all: Vec<Span> = here.chain(there).collect();
            all.sort_unstable();
            all
        }))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let here = Said::by(&pair.target, &language.address, |own, word| own.contains(word));
        if here.theirs.is_none() && here.inside.is_none() {
            return;
        }
        let there = Said::by(&pair.source, &context.source.address, |own, word| own.contains_small(word));
        let (wrong, said, whom) = if there.theirs.is_some() && there.yours == 0 && !there.you && !here.you {
            (here.inside, there.theirs, "readers")
        } else if there.yours > here.yours
            && there.theirs.is_none()
            && !there.them
            // Readers may be called by another name all along: `Gäste und ihre Boote`.
            && (!there.you || here.you || here.yours > 0)
        {
            (here.theirs, there.first, "others")
        } else {
            return;
        };
        let (Some(place), Some(said)) = (wrong, said) else { return };
        let word = place.of(pair.target.view.text());
        let finding = Finding::on(Spot::Target(place)).with("found", word).with("whom", whom);
        let finding = finding.with("said", said.of(pair.source.view.text()));
        let (own, other) = (word.chars().next(), word.chars().skip(1).collect::<String>());
        let other = own.map(|own| match own.is_uppercase() {
            true => own.to_lowercase().chain(other.chars()).collect::<String>(),
            false => own.to_uppercase().chain(other.chars()).collect(),
        });
        let lists = [&language.address.yours, &language.address.theirs];
        found.report(match other.filter(|other| lists.iter().any(|list| list.contains(other))) {
            Some(other) => finding.mended(Applicability::Unsafe, vec![(Spot::Target(place), other)]),
            None => finding,
        });
    }
}

/// What a side says of readers and of others.
#[derive(Debug, Default)]
struct Said {
    /// How many things belong to readers.
    yours: usize,
    /// The first of them.
    first: Option<Span>,
    /// The first of them that begins no sentence, so that its capital letter tells.
    inside: Option<Span>,
    /// Whether readers are spoken to.
    you: bool,
    /// The first thing that belongs to others.
    theirs: Option<Span>,
    /// Whether others are spoken of, or what they may be.
    them: bool,
}

impl Said {
    fn by(side: &Side<'_>, address: &Address, has: impl Fn(&crate::model::Words, &str) -> bool) -> Self {
        let text = side.view.text();
        let mut said = Self::default();
        for span in shown(side) {
            // Few sentences are read so far: to know the words of the whole page would cost more.
            let words = span.of(text).split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
            let mut next = span.start as usize;
            for word in words {
                let place = Span::new(next, next + word.len());
                next += word.len() + 1;
                if has(&address.yours, word) {
                    said.yours += 1;
                    said.first = said.first.or(Some(place));
                    if said.inside.is_none()
                        && is_inside(&text[side.span.start as usize..place.start as usize])
                    {
                        said.inside = Some(place);
                    }
                } else if has(&address.theirs, word) {
                    said.theirs = said.theirs.or(Some(place));
                } else {
                    said.you |= has(&address.you, word);
                    said.them |= has(&address.them, word);
                }
            }
        }
        said
    }
}

/// Whether a sentence has begun: behind a colon or a mark that opens, a capital letter says nothing.
fn is_inside(before: &str) -> bool {
    let words = before.strip_suffix(' ').map(|before| before.trim_end_matches([' ', '*', '_']));
    words.is_some_and(|words| words.ends_with(|c: char| is_alphanumeric(c) || matches!(c, ',' | ')' | ']')))
}
