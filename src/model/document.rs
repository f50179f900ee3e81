//! Everything known of one file, worked out once: every rule reads the same [`Document`].
//! Not what is said about it; nothing here judges.

use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::fold;
use super::ledger::Ledger;
use super::live::Live;
use super::locale::Locale;
use super::segment::{Pair, SegmentId, Side};
use super::suppression::Suppressions;
use super::view::{RecentViews, SideName, View};
use crate::syntax::comments::{self, Directive};
use crate::syntax::front_matter::{self, Entry, FrontMatter, Problem};
use crate::syntax::markdown::Kind;
use crate::syntax::side_by_side::{self, Leftover, PairTags};
use crate::syntax::tags::{self, Tag};
use crate::text::Span;

/// One page in one locale.
#[derive(Debug)]
pub struct Document<'t> {
    /// As [`crate::text::SourceFile::path`].
    pub path: Arc<str>,
    /// The whole file.
    pub text: &'t str,
    /// The locale that its place says: a folder, a repository, a publishing configuration.
    pub placed: Option<Placed>,
    /// By its place, or else by its header.
    pub locale: Option<Locale>,
    /// The path without its locale.
    pub page: Arc<str>,
    /// The top of the repository that it belongs to.
    pub site: Arc<str>,
    /// Keys that a file of its site's gives it. The page's own go first.
    pub inherited: Arc<[Inherited]>,
    /// The day on which the run is made.
    pub today: Option<Date>,
    /// The page that is published, where it is at hand.
    pub live: Option<Arc<Live>>,
    /// The header, also a damaged one.
    pub header: Option<FrontMatter>,
    /// What is wrong with the header.
    pub header_problems: Vec<Problem>,
    /// The byte where the body starts.
    pub body: usize,
    /// Every tag and comment, in order.
    pub tags: Vec<Tag>,
    /// The pairs of the body, in order.
    pub pairs: Vec<PairTags>,
    /// Their target ids, taken apart; `None` for a form that is none.
    pub ids: Vec<Option<SegmentId>>,
    /// What their ids are worth.
    pub ledger: Ledger,
    /// Pairs that stand in the header.
    pub header_pairs: Vec<PairTags>,
    /// Markers that belong to no pair.
    pub leftovers: Vec<Leftover>,
    /// What readers of the translation see; the whole body where there are no pairs.
    pub target: View,
    /// What it was translated from. `None` without pairs: then there is but one text.
    source: Option<View>,
    /// The comments that speak to the linter.
    pub directives: Vec<Directive>,
    /// What they silence.
    pub suppressions: Suppressions,
    slug: OnceLock<String>,
}

/// Where a document stands, as the workspace knows it.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The locale that the place says.
    pub placed: Option<Placed>,
    /// The path without the locale.
    pub page: Arc<str>,
    /// The top of the repository that it belongs to: pages of one site have habits in common.
    pub site: Arc<str>,
    /// Keys that a file of its site's gives it.
    pub inherited: Arc<[Inherited]>,
    /// The day on which the run is made, where dates are held against it.
    pub today: Option<Date>,
    /// The page that is published, where it is to be held against it.
    pub live: Option<Arc<Live>>,
}

/// A header key that a page has without holding it: a documentation build gives it to a whole folder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Inherited {
    /// The key.
    pub key: Arc<str>,
    /// Its value, where it is one text.
    pub value: Option<Box<str>>,
    /// The file that gives it, as reports print it.
    pub path: Arc<str>,
    /// The key's place in that file.
    pub span: Span,
}

/// A locale with what says so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Placed {
    /// The locale.
    pub locale: Locale,
    /// What says so.
    pub evidence: Evidence,
}

/// What tells a document's locale from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// A folder of its path: `ko-kr/`.
    Folder,
    /// The end of its name: `page.ko.md`.
    FileName,
    /// What its site's layout keeps in no locale's folder.
    Layout,
    /// The name of its repository: `docs.ko-kr`.
    Repository,
    /// `.openpublishing.publish.config.json`.
    PublishConfig,
}

impl Evidence {
    /// For a message: "the folder says …".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Evidence::Folder => "folder",
            Evidence::FileName => "file's name",
            Evidence::Layout => "layout",
            Evidence::Repository => "repository's name",
            Evidence::PublishConfig => "publishing configuration",
        }
    }
}

impl<'t> Document<'t> {
    /// Reads a file. Whatever is wrong in it is kept beside what could be read.
    #[must_use]
    pub fn read(path: Arc<str>, text: &'t str, place: &Place) -> Self {
        Self::read_beside(path, text, place, &mut RecentViews::default())
    }

    /// As [`Document::read`], where others were read before it: a source that one of them has as well is not parsed again.
    #[must_use]
    pub fn read_beside(path: Arc<str>, text: &'t str, place: &Place, recent: &mut RecentViews) -> Self {
        let front_matter::Parsed { header, problems, body } = front_matter::parse(text);
        // Six tags and two sentences make a pair.
        let mut tags = Vec::with_capacity(text.len() / 24);
        let swallowed = tags::scan(text, Span::new(0, text.len()), &mut tags);
        let markers = side_by_side::read(text, &tags, swallowed);
        let in_header = markers.pairs.partition_point(|pair| (pair.whole.start as usize) < body);
        let (header_pairs, pairs) = markers.pairs.split_at(in_header);
        let (header_pairs, mut pairs) = (header_pairs.to_vec(), pairs.to_vec());
        let mut target = View::new(text, body, &pairs, SideName::Target);
        // A page whose every pair is code explains the format; it is not in it.
        let is_quoted = !pairs.is_empty() && target.outline().is_code(target.side(0).start);
        if is_quoted && target.pairs_in_code().len() == pairs.len() {
            pairs.clear();
            target = View::new(text, body, &pairs, SideName::Target);
        }
        let ids: Vec<_> = pairs.iter().map(|pair| SegmentId::parse(pair.target_id.of(text))).collect();
        let ledger = Ledger::new(text, &pairs, &ids);
        let source =
            (!pairs.is_empty()).then(|| View::new_or_recent(text, body, &pairs, SideName::Source, recent));
        let shown = || source.iter().chain([&target]).any(View::holds_marker);
        let leftovers = markers.leftovers(|| side_by_side::holds_marker(&text[..body]) || shown());
        let is_code = |span: Span| target.to_view(span.start).is_some_and(|at| target.outline().is_code(at));
        let directives = comments::read(text, header.as_ref(), &tags, is_code);
        let suppressions = Suppressions::new(text, body, &directives, place.today);
        let declared = header.as_ref().and_then(|header| header.get("ms.contentlocale")?.value.as_str());
        let locale = match &place.placed {
            Some(placed) => Some(placed.locale.clone()),
            None => declared.and_then(Locale::parse),
        };
        Self {
            path,
            text,
            placed: place.placed.clone(),
            locale,
            page: Arc::clone(&place.page),
            site: Arc::clone(&place.site),
            inherited: Arc::clone(&place.inherited),
            today: place.today,
            live: place.live.clone(),
            header,
            header_problems: problems,
            body,
            tags,
            pairs,
            ids,
            ledger,
            header_pairs,
            leftovers,
            target,
            source,
            directives,
            suppressions,
            slug: OnceLock::new(),
        }
    }

    /// What the page was translated from; the page itself where it holds no pairs.
    #[must_use]
    pub fn source(&self) -> &View {
        self.source.as_ref().unwrap_or(&self.target)
    }

    /// Pair number `at`, as two sides.
    ///
    /// # Panics
    /// Where there is no such pair.
    #[must_use]
    pub fn pair(&self, at: usize) -> Pair<'_> {
        let side = |view| Side::new(view, at);
        Pair { source: side(self.source()), target: side(&self.target) }
    }

    /// The pair that a byte of the file lies in, its tags included.
    #[must_use]
    pub fn pair_at(&self, offset: u32) -> Option<usize> {
        let at = self.pairs.partition_point(|pair| pair.whole.start <= offset).checked_sub(1)?;
        (offset < self.pairs[at].whole.end).then_some(at)
    }

    /// A header entry by its exact key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.header.as_ref()?.get(key)
    }

    /// The text of a header value.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.entry(key)?.value.as_str()
    }

    /// What the page is given from outside for a key that it does not hold.
    #[must_use]
    pub fn inherited(&self, key: &str) -> Option<&Inherited> {
        self.inherited.iter().find(|inherited| &*inherited.key == key)
    }

    /// The text of a value, the page's own or an inherited one.
    #[must_use]
    pub fn effective(&self, key: &str) -> Option<&str> {
        match self.entry(key) {
            Some(entry) => entry.value.as_str(),
            None => self.inherited(key)?.value.as_deref(),
        }
    }

    /// The anchor of the first heading, made of its source words; empty without a heading.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.slug.get_or_init(|| {
            let view = self.source();
            let heading = view.outline().nodes.iter().find(|node| matches!(node.kind, Kind::Heading(_)));
            heading.map_or_else(String::new, |heading| fold::slug(heading.inner.of(view.text())))
        })
    }
}
