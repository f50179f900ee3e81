//! Pages without spans beside what they are held against: the source that is at hand, or else the newest page of another
//! locale. Read again for the group that they stand in, one page against one other, never all pairs. Not what is said
//! about them (`checks`).

use std::sync::Arc;

use super::comparison::Segments;
use super::document::Document;
use super::facts::Facts;
use super::group::Group;
use super::outline::{self, Block, BlockKind};
use super::outline_align::{self, Alignment};
use super::upstream::{Standing, Upstream};
use super::view::{SideName, View};
use crate::syntax::front_matter::{self, FrontMatter};
use crate::syntax::markdown::Kind;
use crate::text::{Span, on_one_line};

/// One page beside another.
#[derive(Debug)]
pub struct Aligned<'i> {
    /// The page.
    pub facts: &'i Facts,
    /// What it is held against.
    pub against: Against<'i>,
    /// The page, as readers have it. Its sides are the blocks that go with blocks of the source.
    pub page: Skeleton,
    /// The other, with as many sides.
    pub other: Skeleton,
    /// How their blocks go together: those of the page first.
    pub alignment: Alignment,
}

/// What a page is held against.
#[derive(Debug, Clone)]
pub enum Against<'i> {
    /// Its source, by its path.
    Source(Arc<str>, Standing),
    /// The newest page of another locale, and whether both say that they are of one version.
    Page(&'i Facts, bool),
}

/// A text with its blocks.
#[derive(Debug)]
pub struct Skeleton {
    /// Its header.
    pub header: Option<FrontMatter>,
    /// The text without its header.
    pub view: View,
    /// Its blocks, in bytes of the view.
    pub blocks: Vec<Block>,
}

/// The share of blocks that go with none, above which two pages of unknown versions are two texts.
const MOST_APART: f32 = 0.25;

impl<'i> Aligned<'i> {
    /// The pages of a group without spans, each beside its source; where none has one, beside the newest of them.
    #[must_use]
    pub fn all(group: &Group<'i>, words: &dyn Segments) -> Vec<Self> {
        let bare = group.members.iter().copied().filter(|facts| facts.segments.is_empty());
        let bare: Vec<&Facts> = bare.collect();
        // Pages with spans bring their source along.
        if bare.is_empty() {
            return Vec::new();
        }
        let (with_source, others): (Vec<&Facts>, Vec<&Facts>) =
            bare.into_iter().partition(|facts| source(facts).is_some());
        if !with_source.is_empty() {
            return with_source.into_iter().filter_map(|facts| Self::with_source(facts, words)).collect();
        }
        let Some(&newest) = others.iter().max_by(|a, b| {
            let same = |own: &Facts| others.iter().filter(|other| is_same_version(own, other)).count();
            let rank = |own: &Facts| (own.handoff, own.date, same(own));
            rank(a).cmp(&rank(b)).then_with(|| b.path.cmp(&a.path))
        }) else {
            return Vec::new();
        };
        let differ =
            others.into_iter().filter(|facts| facts.path != newest.path && facts.outline != newest.outline);
        differ.filter_map(|facts| Self::beside(facts, newest, words)).collect()
    }

    fn with_source(facts: &'i Facts, words: &dyn Segments) -> Option<Self> {
        let upstream = source(facts)?;
        let page = Skeleton::read(&words.text(facts)?, false);
        let other = Skeleton::read(&words.file(&upstream.path)?, true);
        let alignment = outline_align::align(&page.blocks, &other.blocks);
        let against = Against::Source(Arc::clone(&upstream.path), upstream.standing);
        let mut aligned = Self { facts, against, page, other, alignment };
        let (own, theirs) = aligned.sides();
        aligned.page.view = aligned.page.view.with_sides(&own);
        aligned.other.view = aligned.other.view.with_sides(&theirs);
        Some(aligned)
    }

    fn beside(facts: &'i Facts, newest: &'i Facts, words: &dyn Segments) -> Option<Self> {
        let page = Skeleton::read(&words.text(facts)?, false);
        let other = Skeleton::read(&words.text(newest)?, false);
        let alignment = outline_align::align(&page.blocks, &other.blocks);
        let against = Against::Page(newest, is_same_version(facts, newest));
        Some(Self { facts, against, page, other, alignment })
    }

    /// Whether both are known to be of one version of the source; `None` where nobody says.
    #[must_use]
    pub fn is_one_version(&self) -> Option<bool> {
        match &self.against {
            Against::Source(_, Standing::Current) => Some(true),
            Against::Source(_, Standing::Behind) => Some(false),
            Against::Source(..) => None,
            Against::Page(_, true) => Some(true),
            Against::Page(other, false) => {
                (other.version.is_some() && self.facts.version.is_some()).then_some(false)
            }
        }
    }

    /// The path of what it is held against.
    #[must_use]
    pub fn other_path(&self) -> &Arc<str> {
        match &self.against {
            Against::Source(path, _) => path,
            Against::Page(facts, _) => &facts.path,
        }
    }

    /// The words that are a pair: of each two blocks that surely go together, or of their cells. None where the source
    /// says something else by now, since then a difference is no fault of the translation.
    fn sides(&self) -> (Vec<Span>, Vec<Span>) {
        if self.is_one_version() == Some(false) || self.alignment.apart > MOST_APART {
            return (Vec::new(), Vec::new());
        }
        let mut sides = (Vec::new(), Vec::new());
        for pair in self.alignment.pairs.iter().filter(|pair| pair.sure) {
            let (own, theirs) = (&self.page.blocks[pair.left], &self.other.blocks[pair.right]);
            match own.kind {
                BlockKind::Code | BlockKind::Html => {}
                BlockKind::Row(_) if own.kind == theirs.kind => {
                    let cells = own.cells.iter().zip(&theirs.cells);
                    for (own, theirs) in cells.filter(|(own, theirs)| !own.is_empty() && !theirs.is_empty()) {
                        sides.0.push(*own);
                        sides.1.push(*theirs);
                    }
                }
                BlockKind::Row(_) => {}
                _ => {
                    sides.0.push(own.span);
                    sides.1.push(theirs.span);
                }
            }
        }
        sides
    }
}

impl Skeleton {
    fn read(text: &str, is_source: bool) -> Self {
        let front_matter::Parsed { header, body, .. } = front_matter::parse(text);
        let view = View::new(text, body, &[], SideName::Target);
        let blocks = outline::blocks(view.text(), view.outline(), is_source);
        Self { header, view, blocks }
    }

    /// A block as it is written.
    #[must_use]
    pub fn written(&self, at: usize) -> &str {
        self.blocks[at].span.of(self.view.text())
    }

    /// The words that readers see of a block, on one line.
    #[must_use]
    pub fn words(&self, at: usize) -> String {
        let mut words = String::new();
        for node in self.view.outline().starting_in(self.blocks[at].span) {
            match node.kind {
                Kind::Text | Kind::Code => words.push_str(node.inner.of(self.view.text())),
                Kind::Cell | Kind::Break | Kind::Image => words.push(' '),
                _ => {}
            }
        }
        on_one_line(&words).into_owned()
    }

    /// Where a block stands in its file.
    #[must_use]
    pub fn place(&self, at: usize) -> Option<Span> {
        self.view.to_file_pieces(self.blocks.get(at)?.span).next()
    }
}

/// The source of a page, where it can be read.
fn source(facts: &Facts) -> Option<&Upstream> {
    let upstream = facts.upstream.as_deref()?;
    (upstream.standing != Standing::Gone && !upstream.is_own).then_some(upstream)
}

fn is_same_version(one: &Facts, other: &Facts) -> bool {
    one.version.is_some() && one.version == other.version
}

/// What tells whether a page without pairs has the blocks of another; 0 for one with pairs, whose source tells
/// more, and for one that stands in no group.
#[must_use]
pub(super) fn shape(document: &Document<'_>) -> u64 {
    if !document.pairs.is_empty() || document.locale.is_none() {
        return 0;
    }
    let view = &document.target;
    outline::shape(&outline::blocks(view.text(), view.outline(), false))
}
