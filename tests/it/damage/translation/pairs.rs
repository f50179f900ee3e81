//! Healthy pairs of five languages, read from `tests/damage/pairs/`, and the pages that are made of them.
//! Nothing here asks the program where anything is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use serde::Deserialize;

use crate::golden::{read, root};

const LOCALES: [(&str, &str); 5] =
    [("ko-kr", "ko-KR"), ("ja-jp", "ja-JP"), ("zh-cn", "zh-CN"), ("de-de", "de-DE"), ("fr-fr", "fr-FR")];

/// How many pairs stand before and behind the one that is looked at.
const AROUND: usize = 3;

/// What is known of one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    #[serde(skip)]
    pub(super) locale: &'static str,
    #[serde(skip)]
    tag: &'static str,
    /// Words that name nothing, and stand in the translations.
    pub(super) function: Vec<String>,
    /// Verbs of choosing, which a link may well sit on.
    pub(super) verbs: Vec<String>,
    /// Opening and closing.
    pub(super) label_quotes: [String; 2],
    pub(super) link_quotes: [String; 2],
    /// From January on, as the translations write them.
    pub(super) months: Vec<String>,
    /// What stands behind year, month and day; empty where months have names.
    pub(super) date: Vec<String>,
    /// What must stay, as a translator would translate it.
    pub(super) translated: BTreeMap<String, String>,
    /// Prose of other languages; in a script of this one's neighbours, and in a farther one.
    pub(super) foreign: Vec<String>,
    pub(super) script: Vec<String>,
    pub(super) pairs: Vec<Pair>,
    pub(super) legitimate: Vec<Legitimate>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Pair {
    pub(super) source: String,
    pub(super) target: String,
    #[serde(default)]
    pub(super) block: Block,
    /// Other healthy translations.
    #[serde(default)]
    pub(super) also: Vec<Also>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Also {
    pub(super) kind: String,
    pub(super) target: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Legitimate {
    pub(super) kind: String,
    pub(super) source: String,
    pub(super) target: String,
}

/// What a pair stands in.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Block {
    #[default]
    Paragraph,
    Heading,
    Item,
    Cell,
}

/// Who translated a page, as its header says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Machine,
    Human,
}

/// A page, and where the looked-at pairs stand in it.
pub(super) struct Page {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) places: Vec<Range<usize>>,
}

pub(super) fn sets() -> Vec<Set> {
    let set = |(locale, tag): (&'static str, &'static str)| {
        let text = read(&root("tests/damage/pairs").join(format!("{locale}.yaml")));
        let set: Set = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{locale}: {error}"));
        Set { locale, tag, ..set }
    };
    LOCALES.into_iter().map(set).collect()
}

impl Set {
    /// The page of pair `at` and its neighbours, with another target (or pair) in its place.
    /// Neighbours that have that target, too, are as much a place as the pair itself.
    pub(super) fn page(&self, at: usize, source: &str, target: &str, by: By) -> Page {
        let from = at.saturating_sub(AROUND);
        let to = (at + AROUND + 1).min(self.pairs.len());
        let pairs = (from..to).map(|number| {
            let pair = &self.pairs[number];
            if number == at {
                (pair.block, source, target)
            } else {
                (pair.block, &*pair.source, &*pair.target)
            }
        });
        let mut page = self.written(pairs, by);
        let same = |number: &usize| {
            *number == at || self.pairs[*number].target == target && self.pairs[*number].source != source
        };
        let places = (from..to).filter(same).map(|number| page.places[number - from].clone()).collect();
        page.places = places;
        page
    }

    /// A page of these pairs.
    fn written<'p>(&self, pairs: impl Iterator<Item = (Block, &'p str, &'p str)>, by: By) -> Page {
        let kind = if by == By::Machine { "MT" } else { "HT" };
        let mut text = format!(
            "---\ntitle: Harbor Ledger\nno-loc: [Tidewatch, BerthKit]\n\
             ms.openlocfilehash: 7aaaa127e61c219eaec44b017f799f3291bdc685\n\
             ms.sourcegitcommit: 99f3ada8614d51b81d5130d50a8be554f9aec926\n\
             ms.translationtype: {kind}\nms.contentlocale: {}\nms.lasthandoff: 06/01/2021\n\
             ms.locfileid: \"113000001\"\n---\n",
            self.tag
        );
        let mut places = Vec::new();
        for (number, (block, source, target)) in (102..).zip(pairs) {
            let (before, behind) = match block {
                Block::Paragraph => ("", ""),
                Block::Heading => ("## ", ""),
                Block::Item => ("- ", ""),
                Block::Cell => ("|   |   |\n|---|---|\n| ", " | 1 |"),
            };
            let _ = write!(text, "\n{before}");
            let start = text.len();
            let _ = write!(
                text,
                "<span data-ttu-id=\"4c0de-{number}\">{target}</span><span class=\"sxs-lookup\">\
                 <span data-stu-id=\"4c0de-{number}\">{source}</span></span>"
            );
            places.push(start..text.len());
            let _ = writeln!(text, "{behind}");
        }
        text.push_str("\n[fees]: fees.md\n[dues]: dues.md\n");
        Page { path: format!("{}/harbor/page.md", self.locale), text, places }
    }

    /// Whether its words stand apart from each other.
    pub(super) fn is_spaced(&self) -> bool {
        !matches!(self.locale, "ja-jp" | "zh-cn")
    }

    /// Whether it is written in Latin letters.
    pub(super) fn is_latin(&self) -> bool {
        matches!(self.locale, "de-de" | "fr-fr")
    }
}
