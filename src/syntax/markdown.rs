//! A text as Markdown: its outline, flat and in order, with a byte range for each thing in it.
//! Not a tree with text copied into it, and never run over side-by-side markup: `**` beside a
//! `</span>` flanks differently than beside the words that readers see (`model::View`).

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag as Start};

use super::html::{HtmlBlock, HtmlPart, is_mark};
use crate::text::{Span, without_lone_cr};

/// What a text holds, in document order, containers before what they contain.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// Every block and inline.
    pub nodes: Vec<Node>,
    /// Where links and images lead, by rising [`Link::node`].
    pub links: Vec<Link>,
    /// `[label]: destination` lines, by place.
    pub definitions: Vec<Definition>,
    /// `[words][label]` and `[label]` whose label nobody defines, by place.
    pub undefined: Vec<Undefined>,
}

/// One block or inline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Index of the node around it; its own index at the top.
    pub parent: u32,
    /// All of it, delimiters included. Bytes of the parsed text.
    pub outer: Span,
    /// What stands between its delimiters; for a node without children, all of it.
    pub inner: Span,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A paragraph.
    Paragraph,
    /// A heading, with its level.
    Heading(u8),
    /// A block quote or an alert.
    Quote,
    /// A list.
    List,
    /// An item of a list.
    Item,
    /// A footnote's text.
    Footnote,
    /// Code between fences.
    FencedCode,
    /// Code by indentation.
    IndentedCode,
    /// A block of HTML. Its words are [`Kind::Text`], all else in it is [`Kind::Html`].
    HtmlBlock,
    /// A table.
    Table,
    /// A row of a table, the head included.
    Row,
    /// A cell.
    Cell,
    /// A thematic break.
    Rule,
    /// A link.
    Link,
    /// An image; its alternative text is its inner range.
    Image,
    /// `*…*`
    Emphasis,
    /// `**…**`
    Strong,
    /// `~~…~~`
    Strikethrough,
    /// `` `…` ``
    Code,
    /// Words.
    Text,
    /// A tag or a comment; in a block of HTML, also a line of one, and what stands in `<code>` and the like.
    Html,
    /// A line end inside a paragraph.
    Break,
    /// Anything else that the parser may know: a marker without words.
    Other,
}

impl Kind {
    /// Whether readers see words of it on the page.
    #[must_use]
    pub fn shows_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Code | Kind::Html | Kind::Image)
    }
}

/// Where a link or an image leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Index of its node.
    pub node: u32,
    /// As rendered: entities and escapes resolved.
    pub destination: Box<str>,
    /// Whether it was written as `[words][label]`, `[label][]` or `[label]`.
    pub by_reference: bool,
}

/// A link reference definition. Readers see nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The line, in bytes of the parsed text.
    pub span: Span,
    /// The label, as the parser folds it.
    pub label: Box<str>,
    /// Where it leads.
    pub destination: Box<str>,
}

/// A reference whose label nobody defines: readers see its brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undefined {
    /// All of it, in bytes of the parsed text.
    pub span: Span,
    /// The label.
    pub label: Box<str>,
}

/// Whether the label of a reference looks like the name of a page, or an address: then it was meant to lead somewhere.
#[must_use]
pub fn names_page(label: &str) -> bool {
    let name = label.split(['#', '?']).next().unwrap_or(label);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_page = matches!(extension, "md" | "mdx" | "yml" | "html" | "htm" | "aspx");
    !name.contains(' ') && is_page || name.contains("://")
}

/// Tables, footnotes, strike-through, task lists and alerts are what documentation sites render.
/// The parser's own header blocks stay off: they match anywhere in a body.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// Reads a text without a header. Runs of words are cut at `cuts`, rising bytes of the text, so that none reaches
/// from one segment into another.
#[must_use]
pub fn outline(text: &str, cuts: &[u32]) -> Outline {
    let mut undefined = Vec::new();
    let note_undefined = |link: BrokenLink<'_>| {
        undefined.push(Undefined { span: link.span.into(), label: link.reference.as_ref().into() });
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    // Fences and tables would not end with such a line.
    let parsed = without_lone_cr(text);
    let parser = Parser::new_with_broken_link_callback(&parsed, OPTIONS, Some(note_undefined));
    let mut definitions: Vec<_> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| Definition {
            span: definition.span.clone().into(),
            label: label.into(),
            destination: definition.dest.as_ref().into(),
        })
        .collect();
    definitions.sort_by_key(|definition| definition.span);
    let mut builder = Builder {
        text,
        cuts,
        nodes: Vec::with_capacity(text.len() / 16),
        links: Vec::new(),
        open: Vec::new(),
        html: HtmlBlock::default(),
    };
    for (event, range) in parser.into_offset_iter() {
        builder.event(&event, range.into());
    }
    let Builder { nodes, links, .. } = builder;
    undefined.sort_by_key(|reference| reference.span);
    undefined.dedup();
    Outline { nodes, links, definitions, undefined }
}

struct Builder<'t> {
    text: &'t str,
    /// What is left of the cuts.
    cuts: &'t [u32],
    nodes: Vec<Node>,
    links: Vec<Link>,
    open: Vec<u32>,
    /// The block of HTML at hand.
    html: HtmlBlock,
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, span: Span) {
        let leaf = match event {
            Event::Start(start) => return self.start(start, span),
            Event::End(_) => return self.end(),
            Event::Text(_) => return self.words(span),
            Event::Html(_) => return self.html(span),
            Event::Code(_) => Kind::Code,
            Event::InlineHtml(_) => Kind::Html,
            Event::SoftBreak | Event::HardBreak => Kind::Break,
            Event::Rule => Kind::Rule,
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => Kind::Other,
        };
        let at = self.push(leaf, span);
        if leaf == Kind::Code {
            self.nodes[at].inner = between_backticks(self.text, span);
        }
    }

    /// A run of words, cut where it crosses a border.
    fn words(&mut self, mut span: Span) {
        let behind = self.cuts.iter().take_while(|&&cut| cut <= span.start).count();
        self.cuts = &self.cuts[behind..];
        for &cut in self.cuts.iter().take_while(|&&cut| cut < span.end) {
            // Several pieces may begin at one byte.
            if cut > span.start {
                self.push(Kind::Text, Span { start: span.start, end: cut });
                span.start = cut;
            }
        }
        self.push(Kind::Text, span);
    }

    /// A line of a block of HTML.
    fn html(&mut self, line: Span) {
        let mut html = std::mem::take(&mut self.html);
        html.line(self.text, line, |part, span| match part {
            HtmlPart::Words => self.words(span),
            HtmlPart::Markup => {
                self.push(Kind::Html, span);
            }
        });
        self.html = html;
    }

    fn start(&mut self, start: &Start<'_>, span: Span) {
        let kind = kind_of(start);
        if kind == Kind::HtmlBlock {
            self.html = HtmlBlock::read(self.text, span);
        }
        let at = self.push(kind, span);
        // Without children it is empty, and stands where its first child would.
        self.nodes[at].inner = Span { start: u32::MAX, end: 0 };
        if let Start::Link { link_type, dest_url, .. } | Start::Image { link_type, dest_url, .. } = start {
            let inline = matches!(link_type, LinkType::Inline | LinkType::Autolink | LinkType::Email);
            self.links.push(Link {
                node: index(at),
                destination: dest_url.as_ref().into(),
                by_reference: !inline,
            });
        }
        self.open.push(index(at));
    }

    fn end(&mut self) {
        let Some(at) = self.open.pop() else { return };
        let node = &mut self.nodes[at as usize];
        if node.inner.start > node.inner.end {
            let opening = match node.kind {
                Kind::Image => 2,
                Kind::Link => 1,
                _ => 0,
            };
            node.inner = Span::at((node.outer.start + opening).min(node.outer.end) as usize);
        }
    }

    fn push(&mut self, kind: Kind, span: Span) -> usize {
        let at = self.nodes.len();
        let parent = self.open.last().copied().unwrap_or(index(at));
        if let Some(&around) = self.open.last() {
            let inner = &mut self.nodes[around as usize].inner;
            inner.start = inner.start.min(span.start);
            inner.end = inner.end.max(span.end);
        }
        self.nodes.push(Node { kind, parent, outer: span, inner: span });
        at
    }
}

fn kind_of(start: &Start<'_>) -> Kind {
    match start {
        Start::Paragraph => Kind::Paragraph,
        Start::Heading { level, .. } => Kind::Heading(*level as u8),
        Start::BlockQuote(_) => Kind::Quote,
        Start::CodeBlock(CodeBlockKind::Fenced(_)) => Kind::FencedCode,
        Start::CodeBlock(CodeBlockKind::Indented) => Kind::IndentedCode,
        Start::HtmlBlock => Kind::HtmlBlock,
        Start::List(_) => Kind::List,
        Start::Item => Kind::Item,
        Start::FootnoteDefinition(_) => Kind::Footnote,
        Start::Table(_) => Kind::Table,
        Start::TableHead | Start::TableRow => Kind::Row,
        Start::TableCell => Kind::Cell,
        Start::Emphasis => Kind::Emphasis,
        Start::Strong => Kind::Strong,
        Start::Strikethrough => Kind::Strikethrough,
        Start::Link { .. } => Kind::Link,
        Start::Image { .. } => Kind::Image,
        _ => Kind::Other,
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).expect("a text under 4 GiB has fewer nodes than bytes")
}

/// The range between the backticks of a code span.
fn between_backticks(text: &str, outer: Span) -> Span {
    let written = outer.of(text);
    let ticks = written.bytes().take_while(|&byte| byte == b'`').count();
    if ticks * 2 > written.len() {
        return outer;
    }
    Span::new(outer.start as usize + ticks, outer.end as usize - ticks)
}

impl Outline {
    /// Nodes whose outer range begins inside `span`, in order.
    #[must_use]
    pub fn starting_in(&self, span: Span) -> &[Node] {
        let (from, to) = self.range_in(span);
        &self.nodes[from as usize..to as usize]
    }

    /// As [`Outline::starting_in`], as the first index and the one behind the last.
    #[must_use]
    pub fn range_in(&self, span: Span) -> (u32, u32) {
        let from = self.nodes.partition_point(|node| node.outer.start < span.start);
        let behind = self.nodes[from..].partition_point(|node| node.outer.start < span.end);
        (index(from), index(from + behind))
    }

    /// Where the link or image at node `at` leads.
    #[must_use]
    pub fn link(&self, at: u32) -> Option<&Link> {
        let found = self.links.binary_search_by_key(&at, |link| link.node).ok()?;
        self.links.get(found)
    }

    /// The nodes that a byte lies in, innermost first.
    pub fn around(&self, offset: u32) -> impl Iterator<Item = &Node> {
        let last = self.nodes.partition_point(|node| node.outer.start <= offset).checked_sub(1);
        let itself = last.and_then(|at| self.nodes.get(at)).into_iter();
        let outside = last.into_iter().flat_map(|at| self.ancestors(index(at)));
        itself.chain(outside).filter(move |node| offset < node.outer.end)
    }

    /// In a block of HTML, what lies around a byte up to the next tags that are more than marks in a sentence: a cell, a
    /// paragraph, an item. No more than so many nodes are looked at on either side. `text` is the text that was parsed.
    #[must_use]
    pub fn html_part(&self, text: &str, offset: u32) -> Option<Span> {
        const MOST: usize = 256;
        let block = self.around(offset).find(|node| node.kind == Kind::HtmlBlock)?.outer;
        let (from, to) = self.range_in(block);
        let nodes = &self.nodes[from as usize..to as usize];
        let (before, behind) = nodes.split_at(nodes.partition_point(|node| node.outer.start <= offset));
        let before = &before[before.len().saturating_sub(MOST)..];
        let behind = &behind[..behind.len().min(MOST)];
        let parts = |node: &&Node| node.kind == Kind::Html && !is_mark(node.outer.of(text));
        let first = || before.first().map_or(block.start, |node| node.outer.start);
        let last = || behind.last().map_or(block.end, |node| node.outer.end);
        let start = before.iter().rfind(parts).map_or_else(first, |node| node.outer.end);
        let end = behind.iter().find(parts).map_or_else(last, |node| node.outer.start);
        Some(Span { start: start.min(offset), end })
    }

    /// Whether a byte is shown as code.
    #[must_use]
    pub fn is_code(&self, offset: u32) -> bool {
        self.around(offset)
            .any(|node| matches!(node.kind, Kind::FencedCode | Kind::IndentedCode | Kind::Code))
    }

    /// The nodes around node `at`, innermost first, itself excluded.
    pub fn ancestors(&self, at: u32) -> impl Iterator<Item = &Node> {
        let mut here = at;
        std::iter::from_fn(move || {
            let parent = self.nodes.get(here as usize)?.parent;
            if parent == here {
                return None;
            }
            here = parent;
            self.nodes.get(here as usize)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(text: &str, kind: Kind) -> Vec<&str> {
        outline(text, &[])
            .nodes
            .iter()
            .filter(|node| node.kind == kind)
            .map(|node| node.inner.of(text))
            .collect()
    }

    #[test]
    fn inner_ranges_leave_the_delimiters_out() {
        assert_eq!(inner("**a b** and [**c** d](e) `f`", Kind::Strong), ["a b", "c"]);
        assert_eq!(inner("**a b** and [**c** d](e) `f`", Kind::Link), ["**c** d"]);
        assert_eq!(inner("``f ` g``", Kind::Code), ["f ` g"]);
        assert_eq!(inner("[](e) ![](f)", Kind::Link), [""]);
    }

    #[test]
    fn starts_rise_so_that_a_range_can_be_searched() {
        let text = "# a\n\n- b *c*\n  - d\n\n| e | f |\n|--|--|\n| g | `h` |\n\n> i\n> j\n\n<p>\nk\n</p>\n";
        let outline = outline(text, &[]);
        assert!(outline.nodes.is_sorted_by_key(|node| node.outer.start), "{:#?}", outline.nodes);
    }

    #[test]
    fn definitions_and_undefined_references_are_listed() {
        let outline = outline("[a][b] [c] [d]\n\n[d]: e\n", &[]);
        let labels: Vec<_> = outline.undefined.iter().map(|reference| &*reference.label).collect();
        assert_eq!(labels, ["b", "c"]);
        assert_eq!(&*outline.definitions[0].destination, "e");
    }

    #[test]
    fn words_in_blocks_of_html_are_words() {
        let text = "<table>\n<!-- a\nb -->\n<td title=\"c > d\"\n class=e><p>f <b>g</b>\n h</p><code>i</code></td>\n</table>";
        assert_eq!(inner(text, Kind::Text), ["f", "g", "h"]);
        let whole = outline(text, &[]);
        let part = |word: &str| {
            let at = text.find(word).expect("it is there");
            whole.html_part(text, index(at)).map(|part| part.of(text))
        };
        assert_eq!(part("f"), Some("f <b>g</b>\n h"));
        assert_eq!(part("h<"), Some("f <b>g</b>\n h"));
        assert_eq!(outline("a <i>b</i>", &[]).html_part("a <i>b</i>", 2), None);
    }

    #[test]
    fn words_are_cut_at_the_borders_that_are_given() {
        let cut = |cuts: &[u32]| {
            let text = "ab **cd** ef";
            let texts = |node: &&Node| node.kind == Kind::Text;
            outline(text, cuts).nodes.iter().filter(texts).map(|node| node.inner.of(text)).collect::<Vec<_>>()
        };
        assert_eq!(cut(&[]), ["ab ", "cd", " ef"]);
        assert_eq!(cut(&[0, 1, 1, 6, 9, 12]), ["a", "b ", "c", "d", " ef"]);
    }
}
