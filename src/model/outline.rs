//! The skeleton of a page: its blocks in order, each with what a translation leaves as it is: links, code, numbers,
//! names. Not the Markdown itself (`syntax::markdown`), and not how two skeletons go together (`outline_align`).

use super::{destination, fold};
use crate::syntax::markdown::{Kind, Node, Outline};
use crate::text::{Span, lines};

/// The smallest part of a page that a translation keeps whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words, in bytes of the text that the outline was read from; all of it for a row or code.
    pub span: Span,
    /// The words of its cells, for a row of a table.
    pub cells: Vec<Span>,
    /// What tells it from most others of its kind: links, code, the name of an anchor. 0 where it has nothing of the kind.
    pub key: u64,
    /// Everything that a translation leaves as it is, as sorted hashes.
    pub marks: Vec<u32>,
    /// How many characters its words have.
    pub length: usize,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A heading, with its level.
    Heading(u8),
    /// The first words of an item of a list.
    Item {
        /// Whether the list counts.
        ordered: bool,
    },
    /// A paragraph, anywhere but at the beginning of an item.
    Paragraph,
    /// A row of a table, with how many cells it has.
    Row(u8),
    /// Code, fenced or indented.
    Code,
    /// A block of HTML that is no comment.
    Html,
}

impl BlockKind {
    /// One byte that tells kinds from each other.
    fn code(self) -> u64 {
        match self {
            BlockKind::Heading(level) => u64::from(level),
            BlockKind::Item { ordered } => 8 + u64::from(ordered),
            BlockKind::Paragraph => 10,
            BlockKind::Code => 11,
            BlockKind::Html => 12,
            BlockKind::Row(cells) => 16 + u64::from(cells),
        }
    }
}

/// The blocks of a text. `is_source` tells that its headings are what anchors are made of.
#[must_use]
pub fn blocks(text: &str, outline: &Outline, is_source: bool) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // The block that is being read.
    let mut open: Option<Open> = None;
    for (at, node) in outline.nodes.iter().enumerate() {
        let next = match part(text, outline, node, at) {
            Part::Block(kind) => Some(Open::new(kind, node, at)),
            Part::ItemWords if open.as_ref().is_none_or(|open| open.owner != node.parent) => {
                let kind = BlockKind::Item { ordered: is_ordered(text, around(outline, node)) };
                Some(Open { owner: node.parent, span: node.outer, ..Open::new(kind, node, at) })
            }
            Part::Border => None,
            within => {
                if let Some(open) = &mut open {
                    open.take_in(within, node, at);
                }
                continue;
            }
        };
        blocks.extend(open.take().map(|open| open.close(text, outline, is_source)));
        open = next;
    }
    blocks.extend(open.take().map(|open| open.close(text, outline, is_source)));
    blocks.retain(|block| !block.span.is_empty());
    blocks
}

/// What a node is to the blocks of a text.
enum Part {
    /// It is one.
    Block(BlockKind),
    /// Words that stand in a tight item, which has no paragraph: the first begin a block, the others go on with it.
    ItemWords,
    /// A cell of the row that is being read.
    Cell,
    /// Anything else within the block that is being read.
    Inside,
    /// It ends the block before it and is none.
    Border,
}

fn part(text: &str, outline: &Outline, node: &Node, at: usize) -> Part {
    match node.kind {
        Kind::Heading(level) => Part::Block(BlockKind::Heading(level)),
        Kind::Row => Part::Block(BlockKind::Row(0)),
        Kind::FencedCode | Kind::IndentedCode => Part::Block(BlockKind::Code),
        Kind::HtmlBlock if !is_comment(node.outer.of(text)) => Part::Block(BlockKind::Html),
        Kind::Paragraph => Part::Block(item_of(text, outline, node, at).unwrap_or(BlockKind::Paragraph)),
        Kind::Cell => Part::Cell,
        kind if is_block(kind) => Part::Border,
        _ if around(outline, node).kind == Kind::Item => Part::ItemWords,
        _ => Part::Inside,
    }
}

/// One number for the kinds of some blocks, in order: equal for most translations of one version.
#[must_use]
pub fn shape(blocks: &[Block]) -> u64 {
    let mut hash = fold::Hash::default();
    blocks.iter().for_each(|block| hash.number(block.kind.code()));
    hash.finish()
}

fn is_block(kind: Kind) -> bool {
    use Kind::{
        Cell, FencedCode, Footnote, Heading, HtmlBlock, IndentedCode, Item, List, Paragraph, Quote, Row,
        Rule, Table,
    };
    matches!(
        kind,
        Paragraph
            | Heading(_)
            | Quote
            | List
            | Item
            | Footnote
            | Table
            | Row
            | Cell
            | Rule
            | FencedCode
            | IndentedCode
            | HtmlBlock
    )
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.ends_with("-->")
}

/// The kind of a paragraph that an item begins with: whether a list is loose is a matter of blank lines.
fn item_of(text: &str, outline: &Outline, node: &Node, at: usize) -> Option<BlockKind> {
    let item = around(outline, node);
    (item.kind == Kind::Item && node.parent as usize + 1 == at)
        .then(|| BlockKind::Item { ordered: is_ordered(text, item) })
}

fn around<'o>(outline: &'o Outline, node: &Node) -> &'o Node {
    &outline.nodes[node.parent as usize]
}

fn is_ordered(text: &str, item: &Node) -> bool {
    item.outer.of(text).trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// A block that is being read.
struct Open {
    kind: BlockKind,
    /// The item whose words it gathers; none for any other block.
    owner: u32,
    span: Span,
    cells: Vec<Span>,
    /// The nodes of its words: the first, and the one behind the last.
    first: usize,
    last: usize,
}

impl Open {
    /// A block that begins with node number `at`.
    fn new(kind: BlockKind, node: &Node, at: usize) -> Self {
        let whole = matches!(kind, BlockKind::Row(_) | BlockKind::Code | BlockKind::Html);
        let span = if whole { node.outer } else { node.inner };
        Self { kind, owner: u32::MAX, span, cells: Vec::new(), first: at, last: at + 1 }
    }

    /// Goes on with node number `at`.
    fn take_in(&mut self, part: Part, node: &Node, at: usize) {
        match part {
            Part::ItemWords => self.span.end = node.outer.end,
            Part::Cell => self.cells.push(node.inner),
            _ => {}
        }
        self.last = at + 1;
    }

    fn close(self, text: &str, outline: &Outline, is_source: bool) -> Block {
        let Self { mut kind, mut span, cells, first, last, .. } = self;
        if let BlockKind::Row(count) = &mut kind {
            *count = u8::try_from(cells.len()).unwrap_or(u8::MAX);
        }
        let nodes = &outline.nodes[first..last];
        let mut name = None;
        if let BlockKind::Heading(_) = kind {
            let (rest, written) = without_name(text, span);
            span = rest;
            let own = || is_source.then(|| fold::slug(span.of(text))).filter(|slug| !slug.is_empty());
            name = written.map(str::to_ascii_lowercase).or_else(own);
        }
        let mut marks = Vec::new();
        let mut key = fold::Hash::default();
        let mut strong = Vec::new();
        let from = outline.links.partition_point(|link| (link.node as usize) < first);
        for link in outline.links[from..].iter().take_while(|link| (link.node as usize) < last) {
            strong.push(hash("(", &destination::folder_and_file(&link.destination)));
        }
        for node in nodes {
            match node.kind {
                Kind::Code => strong.push(hash("`", node.inner.of(text).trim())),
                Kind::Text if !matches!(kind, BlockKind::Code) => kept_words(node.inner.of(text), &mut marks),
                _ => {}
            }
        }
        if kind == BlockKind::Code {
            let lines = lines(span.of(text)).map(str::trim).collect::<Vec<_>>();
            strong.push(hash("```", &lines.join("\n")));
        }
        strong.sort_unstable();
        // A heading is known by its anchor at whatever level.
        if let Some(name) = &name {
            key.text(name);
        } else {
            key.number(kind.code());
            strong.iter().for_each(|mark| key.number(u64::from(*mark)));
        }
        let key = if strong.is_empty() && name.is_none() { 0 } else { key.finish() };
        marks.extend(strong);
        marks.sort_unstable();
        let length = span.of(text).chars().count();
        Block { kind, span, cells, key, marks, length }
    }
}

/// The words of a heading behind the anchor that was written before it, and the anchor's name.
fn without_name(text: &str, span: Span) -> (Span, Option<&str>) {
    let words = span.of(text);
    let named = ["<a name=\"", "<a id=\""].iter().find_map(|opening| {
        let (name, behind) = words.strip_prefix(opening)?.split_once('"')?;
        Some((name, behind.strip_prefix("></a>").or_else(|| behind.strip_prefix("/>"))?))
    });
    if let Some((name, rest)) = named {
        let rest = Span { start: span.end - Span::at(rest.len()).start, end: span.end };
        // Of several the longest is made of the heading's words; `<a name="7">` was written by hand.
        let (rest, further) = without_name(text, rest);
        return (rest, further.filter(|further| further.len() > name.len()).or(Some(name)));
    }
    let trimmed = words.trim_end();
    let written = trimmed.strip_suffix('}').and_then(|words| words.rsplit_once("{#"));
    match written.filter(|(_, name)| !name.contains(char::is_whitespace)) {
        Some((rest, name)) => {
            let end = span.start + Span::at(rest.trim_end().len()).start;
            (Span { start: span.start, end }, Some(name))
        }
        None => (span, None),
    }
}

fn hash(kind: &str, text: &str) -> u32 {
    let mut hash = fold::Hash::default();
    hash.text(kind);
    hash.text(text);
    fold::half(hash.finish())
}

/// Numbers of two digits and more, and words that no language writes so: `DbContext`, `CSP`, `net48`.
fn kept_words(text: &str, marks: &mut Vec<u32>) {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for word in text.split(|c: char| !part(c)).filter(|word| word.len() > 1) {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let capitals = word.bytes().skip(1).filter(u8::is_ascii_uppercase).count();
        if digits > 1 || capitals > 0 || digits > 0 && digits < word.len() {
            marks.push(hash("", word));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::markdown;

    fn read(text: &str) -> Vec<(BlockKind, &str)> {
        let outline = markdown::outline(text, &[]);
        let blocks = blocks(text, &outline, false);
        blocks.into_iter().map(|block| (block.kind, block.span.of(text).trim())).collect()
    }

    #[test]
    fn a_page_is_a_row_of_blocks() {
        use BlockKind::{Code, Heading, Item, Paragraph, Row};
        let text = "# <a name=\"a\"></a>A b\n\nc *d*\n\n- e\n- f `g`\n  1. h\n\n     i\n\n> j\n\n| k | l |\n|--|--|\n| m | n |\n\n\
            <!-- o -->\n\n```\np\n```\n";
        let (bullet, counted) = (Item { ordered: false }, Item { ordered: true });
        let expected = [
            (Heading(1), "A b"),
            (Paragraph, "c *d*"),
            (bullet, "e"),
            (bullet, "f `g`"),
            (counted, "h"),
            (Paragraph, "i"),
            (Paragraph, "j"),
            (Row(2), "| k | l |"),
            (Row(2), "| m | n |"),
            (Code, "```\np\n```"),
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn blank_lines_between_items_change_nothing() {
        assert_eq!(read("- a\n- b\n"), read("- a\n\n- b\n"));
    }

    #[test]
    fn what_a_translation_keeps_is_the_same_on_both_sides() {
        let marks = |text: &str| blocks(text, &markdown::outline(text, &[]), true).remove(0);
        let (one, other) = (
            marks("See [fees](https://a.example/en-us/harbor/fees.md) of `quay` in 2021 (DbContext)."),
            marks("2021 年の `quay` の[料金](/ja-jp/harbor/fees) (DbContext)。"),
        );
        assert_eq!((one.key, one.marks), (other.key, other.marks));
        assert_eq!(marks("## Berths").key, marks("## <a name=\"berths\"></a>選石").key);
        assert_eq!(marks("Choose a berth.").key, 0);
    }
}
