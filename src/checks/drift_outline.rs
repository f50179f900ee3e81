//! `drift.outline`: pages without spans have the sections and blocks that their source has, or the newest page of another
//! locale.

use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{FactSpot, GroupCheck, GroupContext, GroupFinding, Mechanism};
use crate::model::outline::BlockKind;
use crate::model::outline_align::{runs, sections};
use crate::model::{Against, Aligned, Group, Locale, fold};
use crate::text::{Span, lines, on_one_line};

/// What a page without spans lacks, or has too much, held against its source, or else against the newest page of another
/// locale. `{version}` is `same` where both are known to be of one version of the source, `other` where they are known
/// not to be, and `unknown` otherwise; `{against}` is `source` or `page`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Outline {
    /// What to look for.
    find: Find,
    /// From how many blocks in a row on a passage is reported.
    #[serde(default)]
    least: usize,
    /// From which share of blocks on that go with none two pages are two texts, in percent: then nothing else is said.
    most_apart: u8,
}

/// What is looked for in two outlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// A heading, with most of what stands below it, that only the other has.
    MissingSection,
    /// The same that only the page has.
    ObsoleteSection,
    /// Blocks in a row, outside of such sections, that only the other has.
    MissingPassage,
    /// The same that only the page has.
    ObsoletePassage,
    /// Code in the place of the other's that differs in more than its comments.
    Code,
    /// Too little in common to say more.
    Shape,
}

impl Mechanism for Outline {
    const VALUES: &'static [&'static str] = &["text", "count", "other", "against", "version", "percent"];
    const ROLES: &'static [&'static str] = &["other"];

    fn prove(&self) -> Result<(), String> {
        let passages = matches!(self.find, Find::MissingPassage | Find::ObsoletePassage);
        if passages == (self.least > 0) {
            Ok(())
        } else {
            Err("`least` is for passages, and they need it".into())
        }
    }
}

impl GroupCheck for Outline {
    fn check<'i>(&self, group: &Group<'i>, context: &GroupContext<'i, '_>, found: &mut Vec<GroupFinding>) {
        for aligned in context.aligned(group) {
            let is_far = aligned.alignment.apart * 100.0 > f32::from(self.most_apart);
            if is_far != (self.find == Find::Shape) {
                continue;
            }
            let report = Report { aligned, found };
            match self.find {
                Find::MissingSection => report.missing(&lost(aligned)),
                Find::ObsoleteSection => report.obsolete(&surplus(aligned)),
                Find::MissingPassage => {
                    report.missing(&runs(&aligned.alignment.right, &lost(aligned), self.least));
                }
                Find::ObsoletePassage => {
                    report.obsolete(&runs(&aligned.alignment.left, &surplus(aligned), self.least));
                }
                Find::Code => report.code(),
                Find::Shape => report.shape(),
            }
        }
    }
}

fn lost(aligned: &Aligned<'_>) -> Vec<Range<usize>> {
    sections(&aligned.other.blocks, &aligned.alignment.right)
}

fn surplus(aligned: &Aligned<'_>) -> Vec<Range<usize>> {
    sections(&aligned.page.blocks, &aligned.alignment.left)
}

struct Report<'r, 'i> {
    aligned: &'r Aligned<'i>,
    found: &'r mut Vec<GroupFinding>,
}

impl Report<'_, '_> {
    /// Blocks of the other, at the place in the page where they would stand.
    fn missing(self, stretches: &[Range<usize>]) {
        for stretch in stretches {
            let before = self.aligned.alignment.pairs.partition_point(|pair| pair.right < stretch.start);
            let own = before.checked_sub(1).map(|at| self.aligned.alignment.pairs[at].left);
            let place = own.and_then(|at| self.aligned.page.place(at));
            let there = self.aligned.other.place(stretch.start);
            let words = self.aligned.other.words(stretch.start);
            let mut finding = self.finding(place, there, &words, stretch.len());
            // The anchor of a heading outlives its translation.
            let mark = self.aligned.other.blocks[stretch.start].key;
            if mark != 0 {
                finding.key = fold::key(&format!("{} {mark:x}", self.aligned.facts.slug));
            }
            self.found.push(finding);
        }
    }

    /// Blocks of the page that the other has not.
    fn obsolete(self, stretches: &[Range<usize>]) {
        for stretch in stretches {
            let place = self.aligned.page.place(stretch.start);
            let words = self.aligned.page.words(stretch.start);
            self.found.push(self.finding(place, None, &words, stretch.len()));
        }
    }

    fn code(self) {
        let Aligned { page, other, alignment, .. } = self.aligned;
        for pair in alignment.pairs.iter().filter(|pair| page.blocks[pair.left].kind == BlockKind::Code) {
            let (own, theirs) = (page.written(pair.left), other.written(pair.right));
            let Some(line) = differing(own, theirs) else { continue };
            let (place, there) = (page.place(pair.left), other.place(pair.right));
            self.found.push(self.finding(place, there, line, 1));
        }
    }

    fn shape(self) {
        let percent = (self.aligned.alignment.apart * 100.0).round().to_string();
        let mut finding = self.finding(None, None, "", 0);
        finding.values.push(("percent", percent));
        self.found.push(finding);
    }

    fn finding(&self, place: Option<Span>, there: Option<Span>, words: &str, blocks: usize) -> GroupFinding {
        let Aligned { facts, against, .. } = self.aligned;
        let (kind, other) = match against {
            Against::Source(..) => ("source", "the source"),
            Against::Page(other, _) => ("page", other.locale.as_ref().map_or("another page", Locale::as_str)),
        };
        let version = match self.aligned.is_one_version() {
            Some(true) => "same",
            Some(false) => "other",
            None => "unknown",
        };
        let count = if blocks == 1 { "one block".to_owned() } else { format!("{blocks} blocks") };
        let text = on_one_line(words);
        let spot = place.map_or(facts.opening, |span| Span { start: span.start, end: span.end });
        GroupFinding {
            path: Arc::clone(&facts.path),
            spot: FactSpot::File(spot),
            key: fold::key(&format!("{} {text}", facts.slug)),
            values: vec![
                ("text", cut(&text)),
                ("count", count),
                ("other", other.to_owned()),
                ("against", kind.to_owned()),
                ("version", version.to_owned()),
            ],
            quotes: Vec::new(),
            related: there
                .map(|span| ("other", Arc::clone(self.aligned.other_path()), FactSpot::File(span)))
                .into_iter()
                .collect(),
        }
    }
}

/// How many characters of a passage a message quotes.
const MOST_QUOTED: usize = 60;

/// The beginning of a long text.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_QUOTED) {
        None => text.to_owned(),
        Some((end, _)) => {
            let short = &text[..end];
            let short = short.rsplit_once(' ').map_or(short, |(words, _)| words);
            format!("{short}…")
        }
    }
}

/// The first line of some code that the other has not, where neither is what people translate: a comment, a text in
/// quotation marks.
fn differing<'c>(own: &'c str, theirs: &str) -> Option<&'c str> {
    let bare = |line: &str| -> String {
        let mut quote = None;
        let code = line.split("//").next().unwrap_or(line);
        let kept = code.chars().filter(|c| match (quote, c) {
            (None, '"' | '\'') => {
                quote = Some(*c);
                false
            }
            (Some(open), c) if open == *c => {
                quote = None;
                false
            }
            (None, c) => !c.is_whitespace(),
            _ => false,
        });
        kept.collect()
    };
    let is_comment = |line: &&str| {
        let line = line.trim();
        let marks = ["#", "//", "/*", "*", "<!--", "--", ";", "REM", "'", "```", "~~~"];
        line.is_empty() || marks.iter().any(|mark| line.starts_with(mark))
    };
    let other: Vec<&str> = lines(theirs).filter(|line| !is_comment(line)).collect();
    let own: Vec<&str> = lines(own).filter(|line| !is_comment(line)).collect();
    // What is said in another script was translated.
    let differs =
        |(one, other): (&&str, &&str)| one.is_ascii() && other.is_ascii() && bare(one) != bare(other);
    let at = own.iter().zip(&other).position(differs);
    let more = (own.len() != other.len()).then(|| own.len().min(other.len()));
    own.get(at.or(more)?).or(own.last()).copied()
}
