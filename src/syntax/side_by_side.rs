//! Side-by-side spans: which tags of a file make a pair, and which are left over.
//! Not what is in a pair (`model::View`), nor whether its number is right (`checks/`).
//!
//! The grammar never varies by a byte in half a million real pairs, so it is read by the byte:
//!
//! ```text
//! <span data-ttu-id="ID">target</span><span class="sxs-lookup"><span data-stu-id="ID">source</span></span>
//! ```
//!
//! Both texts may hold spans of the author's own, closed or not.

use std::sync::LazyLock;

use memchr::memmem;

use super::tags::{Tag, TagKind};
use crate::text::Span;

/// One well-formed pair, as byte ranges of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairTags {
    /// From the opening of the target to the end of the lookup.
    pub whole: Span,
    /// The translation, without its tags.
    pub target: Span,
    /// The source text, without its tags.
    pub source: Span,
    /// The value of `data-ttu-id`.
    pub target_id: Span,
    /// The value of `data-stu-id`.
    pub source_id: Span,
}

/// A marker that belongs to no well-formed pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leftover {
    /// The marker: a tag, or the attribute where the tag itself is damaged.
    pub span: Span,
    /// All markers of the same damaged pair, from the first to the last.
    pub whole: Span,
    /// What it lacks.
    pub lacks: Lacks,
}

/// Which part a damaged pair lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// The `</span>` that ends the translation.
    TargetEnd,
    /// The source text and the tags around it.
    Source,
    /// `<span class="sxs-lookup">` before the source text.
    Lookup,
    /// `<span data-stu-id="…">` before the source text.
    SourceStart,
    /// One or both of the `</span></span>` that end the source text.
    SourceEnd,
    /// The translation before a source text.
    Target,
    /// The exact form: quotes turned to entities, other quotes, attributes or spaces.
    Form,
}

const TARGET_OPEN: &str = "<span data-ttu-id=\"";
const CLOSE: &str = "</span>";
const LOOKUP: &str = "<span class=\"sxs-lookup\">";
const SOURCE_OPEN: &str = "<span data-stu-id=\"";

/// What a tag means to a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Target,
    Lookup,
    Source,
    /// An opening span that is none of the three: the author's.
    Open,
    Close,
}

/// Finds the pairs of a file in one pass over its tags, in document order, and every marker that
/// is left over. Each tag is looked at a bounded number of times, whatever the damage.
///
/// `swallowed` is what [`tags::scan`](super::tags::scan) says of a tag without an end.
#[must_use]
pub fn read<'t>(text: &'t str, tags: &[Tag], swallowed: Option<Span>) -> Reader<'t> {
    Reader::run(text, tags, swallowed)
}

/// Whether a text has a word of the markers, well-formed or not.
#[must_use]
pub fn holds_marker(text: &str) -> bool {
    IDS.find(text.as_bytes()).is_some() || LOOKUPS.find(text.as_bytes()).is_some()
}

static IDS: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("tu-id="));
static LOOKUPS: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("sxs-lookup"));

/// The pairs among some tags of a file, without a look at the rest of it.
#[must_use]
pub fn read_tags(text: &str, tags: &[Tag], swallowed: Option<Span>) -> Vec<PairTags> {
    Reader::run(text, tags, swallowed).pairs
}

/// What each span tag means, in document order.
///
/// Prose with a bare `<` (`if a <b`) makes a tag that reaches over the markers behind it for a browser, and is
/// text for Markdown, which is read first; and a comment may hold pairs, numbered like any other. So where
/// a tag holds another `<`, the markers are looked for inside it as well.
fn marks(text: &str, tags: &[Tag], swallowed: Option<Span>) -> Vec<(Mark, Span)> {
    let mut marks = Vec::with_capacity(tags.len());
    for tag in tags {
        let written = &text.as_bytes()[tag.span.range()];
        // Nearly all are written exactly so, and then nothing is inside of them.
        if let Some(mark) = exact_mark(tag.span.of(text)) {
            marks.push((mark, tag.span));
        } else if memchr::memchr(b'<', &written[1..]).is_some() {
            marks_inside(text, tag.span, &mut marks);
        } else if written.len() > 5
            && written[1..5].eq_ignore_ascii_case(b"span")
            && tag.kind == TagKind::Open
        {
            marks.push((Mark::Open, tag.span));
        }
    }
    // A comment without an end is a tag of the list as well; it was looked into there.
    if let Some(swallowed) = swallowed.filter(|open| tags.last().is_none_or(|last| last.span != *open)) {
        marks_inside(text, swallowed, &mut marks);
    }
    marks
}

fn marks_inside(text: &str, span: Span, marks: &mut Vec<(Mark, Span)>) {
    let mut at = span.start as usize;
    while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..span.end as usize]) {
        let start = at + found;
        at = start + 1;
        let here = &text[start..span.end as usize];
        let end = if here.starts_with(CLOSE) {
            start + CLOSE.len()
        } else if here.starts_with("<span ") || here.starts_with("<span>") {
            // An opening reaches to its `>`, but not over the next `<`: that one is its own.
            match memchr::memchr2(b'>', b'<', &here.as_bytes()[1..]) {
                Some(end) if here.as_bytes()[end + 1] == b'>' => start + end + 2,
                _ => continue,
            }
        } else {
            continue;
        };
        let span = Span::new(start, end);
        marks.push((exact_mark(span.of(text)).unwrap_or(Mark::Open), span));
        at = end;
    }
}

/// What a tag means that is written as the grammar says; `None` for any other, also for a span of the author's.
fn exact_mark(written: &str) -> Option<Mark> {
    // The two identifiers differ in one letter, which stands at the same place.
    let mark = match written.as_bytes().get("<span data-".len()) {
        None if written == CLOSE => Mark::Close,
        Some(b't') if exact_id(written, TARGET_OPEN) => Mark::Target,
        Some(b's') if exact_id(written, SOURCE_OPEN) => Mark::Source,
        Some(_) if written == LOOKUP => Mark::Lookup,
        _ => return None,
    };
    Some(mark)
}

/// What was found in a file.
#[derive(Debug)]
pub struct Reader<'t> {
    text: &'t str,
    marks: Vec<(Mark, Span)>,
    /// The well-formed pairs, in document order.
    pub pairs: Vec<PairTags>,
    leftovers: Vec<Leftover>,
}

impl<'t> Reader<'t> {
    fn run(text: &'t str, tags: &[Tag], swallowed: Option<Span>) -> Self {
        let marks = marks(text, tags, swallowed);
        let pairs = Vec::with_capacity(marks.len() / 4);
        let mut reader = Self { text, marks, pairs, leftovers: Vec::new() };
        let mut at = 0;
        while at < reader.marks.len() {
            at = match reader.marks[at].0 {
                Mark::Target => reader.pair(at),
                Mark::Lookup | Mark::Source => reader.stray_source(at),
                Mark::Open | Mark::Close => at + 1,
            };
        }
        reader
    }

    /// Every marker that belongs to no pair. `others` says whether something outside of the pairs' own markers
    /// [holds](holds_marker) one: where nearly all files have none, whoever shows what is between them knows sooner.
    #[must_use]
    pub fn leftovers(mut self, others: impl FnOnce() -> bool) -> Vec<Leftover> {
        if self.leftovers.is_empty() && !others() {
            return Vec::new();
        }
        let broken = self.damaged_markers();
        self.leftovers.extend(broken);
        one_a_pair(self.text, &self.pairs, self.leftovers)
    }

    /// Reads the pair whose target opens at mark `at`; returns the mark to go on from.
    fn pair(&mut self, at: usize) -> usize {
        let opening = self.marks[at].1;
        let mut next = at + 1;
        // The translation ends at the first `</span>` that the lookup follows without a byte between.
        let lookup = loop {
            match self.marks.get(next).map(|mark| mark.0) {
                Some(Mark::Lookup) => break next,
                Some(Mark::Source) => return self.damaged(at, next, next + 1, Lacks::Lookup),
                Some(Mark::Open | Mark::Close) => next += 1,
                None | Some(Mark::Target) => {
                    return self.damaged(at, at, at + 1, self.lacks_source(at, next));
                }
            }
        };
        let source = lookup + 1;
        if !self.adjacent(lookup, Mark::Source) {
            let last = if self.is(source, Mark::Source) { source } else { lookup };
            let lacks = if self.is_spaced(lookup, Mark::Source) { Lacks::Form } else { Lacks::SourceStart };
            return self.damaged(at, last, last + 1, lacks);
        }
        let ends = lookup - 1;
        if ends == at || self.marks[ends].0 != Mark::Close || !self.adjacent(ends, Mark::Lookup) {
            let spaced = ends > at && self.marks[ends].0 == Mark::Close && self.is_spaced(ends, Mark::Lookup);
            let lacks = if spaced { Lacks::Form } else { Lacks::TargetEnd };
            return self.damaged(at, source, source + 1, lacks);
        }
        let Some(close) = self.source_end(source) else {
            return self.damaged(at, source, source + 1, Lacks::SourceEnd);
        };
        let between = |a: Span, b: Span| Span { start: a.end, end: b.start };
        let source_open = self.marks[source].1;
        self.pairs.push(PairTags {
            whole: Span { start: opening.start, end: self.marks[close + 1].1.end },
            target: between(opening, self.marks[ends].1),
            source: between(source_open, self.marks[close].1),
            target_id: id_in(opening, TARGET_OPEN),
            source_id: id_in(source_open, SOURCE_OPEN),
        });
        close + 2
    }

    /// The first of the two `</span></span>` that end the source text opened at mark `at`.
    ///
    /// A run of closing tags that touch each other must close the author's open spans and the pair's
    /// two. Where it is too short for that, the author either nests spans that end together, and a
    /// later run before the next pair is the end, or forgot to close one, and this run is the end.
    fn source_end(&self, at: usize) -> Option<usize> {
        let mut open = 0_usize;
        let mut candidate = None;
        let mut next = at + 1;
        while let Some(&(mark, _)) = self.marks.get(next) {
            match mark {
                Mark::Target | Mark::Lookup | Mark::Source => break,
                Mark::Open => {
                    open += 1;
                    next += 1;
                }
                Mark::Close => {
                    let mut run = 1;
                    while self.adjacent(next + run - 1, Mark::Close) {
                        run += 1;
                    }
                    if run >= open + 2 {
                        return Some(next + open);
                    }
                    if run >= 2 {
                        candidate = Some(next + run - 2);
                    }
                    open = open.saturating_sub(run);
                    next += run;
                }
            }
        }
        candidate
    }

    /// A lookup or a source text that no translation stands before.
    fn stray_source(&mut self, at: usize) -> usize {
        let both = self.marks[at].0 == Mark::Lookup && self.is(at + 1, Mark::Source);
        let last = at + usize::from(both);
        self.damaged(at, last, last + 1, Lacks::Target)
    }

    /// Without any lookup before the next pair: is it the whole source that is gone, or the tags around it?
    fn lacks_source(&self, at: usize, next: usize) -> Lacks {
        let closed = self.marks[at + 1..next].iter().any(|mark| mark.0 == Mark::Close);
        if closed { Lacks::Source } else { Lacks::TargetEnd }
    }

    fn damaged(&mut self, first: usize, last: usize, next: usize, lacks: Lacks) -> usize {
        let span = self.marks[first].1;
        let whole = Span { start: span.start, end: self.marks[last].1.end };
        self.leftovers.push(Leftover { span, whole, lacks });
        next
    }

    fn is(&self, at: usize, mark: Mark) -> bool {
        self.marks.get(at).is_some_and(|found| found.0 == mark)
    }

    /// Whether mark `at` is followed by `mark` with nothing but white space between.
    fn is_spaced(&self, at: usize, mark: Mark) -> bool {
        let between = |next: &(Mark, Span)| &self.text[self.marks[at].1.end as usize..next.1.start as usize];
        let next = self.marks.get(at + 1).filter(|next| next.0 == mark);
        next.is_some_and(|next| between(next).trim().is_empty())
    }

    /// Whether mark `at` is followed by `mark` without a byte between.
    fn adjacent(&self, at: usize, mark: Mark) -> bool {
        self.is(at + 1, mark) && self.marks[at].1.end == self.marks[at + 1].1.start
    }

    /// Markers that are no tag of the exact form: `data-ttu-id=&quot;…`, other quotes, escaped tags.
    /// Looked for only outside the tags that were understood.
    fn damaged_markers(&self) -> Vec<Leftover> {
        let mut found = Vec::new();
        let mut start = 0;
        let marks = self.marks.iter().filter(|mark| !matches!(mark.0, Mark::Open | Mark::Close));
        let ends = marks.map(|mark| (mark.1.start as usize, mark.1.end as usize));
        for (end, resume) in ends.chain([(self.text.len(), self.text.len())]) {
            let gap = &self.text[start..end];
            let hits = IDS.find_iter(gap.as_bytes()).filter_map(|at| attribute_before(gap, at));
            let hits = hits.chain(LOOKUPS.find_iter(gap.as_bytes()).map(|at| Span::new(at, at + 10)));
            found.extend(hits.map(|hit| {
                let span = Span::new(start + hit.start as usize, start + hit.end as usize);
                Leftover { span, whole: span, lacks: Lacks::Form }
            }));
            start = resume;
        }
        found
    }
}

/// What is left of one damaged pair is reported once: a leftover that begins no target belongs to the
/// leftover before it, unless a paragraph ends or a whole pair stands between.
fn one_a_pair(text: &str, pairs: &[PairTags], mut leftovers: Vec<Leftover>) -> Vec<Leftover> {
    leftovers.sort_by_key(|leftover| leftover.span);
    let mut kept: Vec<Leftover> = Vec::with_capacity(leftovers.len());
    for leftover in leftovers {
        let written = leftover.span.of(text).trim_start_matches("<span ");
        let begins = written.starts_with("data-ttu-id");
        match kept.last_mut() {
            Some(last) if last.whole.end > leftover.span.start => {
                last.lacks = if leftover.lacks == Lacks::Form { Lacks::Form } else { last.lacks };
                last.whole.end = last.whole.end.max(leftover.whole.end);
            }
            Some(last) if !begins && !separated(text, pairs, last.whole.end, leftover.span.start) => {
                last.lacks = if leftover.lacks == Lacks::Form { Lacks::Form } else { last.lacks };
                last.whole.end = leftover.whole.end;
            }
            _ => kept.push(leftover),
        }
    }
    kept
}

/// Whether a paragraph ends, or a whole pair stands, between two bytes.
fn separated(text: &str, pairs: &[PairTags], from: u32, to: u32) -> bool {
    let next = pairs.partition_point(|pair| pair.whole.start < from);
    pairs.get(next).is_some_and(|pair| pair.whole.start < to)
        || blank_line(&text[from as usize..to as usize]).is_some()
}

/// The first blank line inside a text: the byte where it begins.
#[must_use]
pub fn blank_line(text: &str) -> Option<usize> {
    let mut rest = 0;
    while let Some(at) = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[rest..]) {
        let mut line = rest + at + 1;
        if text.as_bytes()[line - 1] == b'\r' && text.as_bytes().get(line) == Some(&b'\n') {
            line += 1;
        }
        let blanks = text[line..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if matches!(text.as_bytes().get(line + blanks), Some(b'\n' | b'\r')) {
            return Some(line);
        }
        rest = line;
    }
    None
}

/// `data-ttu-id` or `data-stu-id` where `tu-id=` stands at byte `at`, as a range of `text`.
fn attribute_before(text: &str, at: usize) -> Option<Span> {
    let start = at.checked_sub(6)?;
    let name = text.get(start..at + 5)?;
    matches!(name, "data-ttu-id" | "data-stu-id").then(|| Span::new(start, at + 5))
}

/// Whether a tag is `opening`, an id without quotes, `">`.
fn exact_id(written: &str, opening: &str) -> bool {
    let id = written.strip_prefix(opening).and_then(|rest| rest.strip_suffix("\">"));
    let is_apart = |byte| matches!(byte, b'"' | b'<' | b'>' | b'&' | b'\n' | b' ');
    id.is_some_and(|id| !id.bytes().fold(false, |any, byte| any | is_apart(byte)))
}

fn id_in(tag: Span, opening: &str) -> Span {
    let start = tag.start as usize + opening.len();
    Span::new(start, tag.end as usize - "\">".len())
}
