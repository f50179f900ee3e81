//! Labels: bold runs, which name what is on the screen. What one document contributes to knowing how each label is
//! usually translated. Not the judgement, and not the words: those are sliced out of the text by place.

use super::document::Document;
use super::fold;
use super::packed::{self, Row};
use super::view::View;
use crate::syntax::markdown::{Kind, Node};
use crate::text::{Span, is_east_asian_letter};

/// One label with its translation: 24 bytes. There is one for each bold run of a segment whose sides have equally many, in
/// order; a segment whose counts differ gives none, since nobody knows which belongs to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelFact {
    /// The folded words of the source, as [`key`] has them.
    pub source: u64,
    /// The folded words of the translation, likewise.
    pub target: u64,
    /// Where the translated words begin in the file, in bytes, behind the opening marks; [`words`] slices them.
    pub start: u32,
    /// Where the source words begin in the file, likewise.
    pub source_start: u32,
}

impl Row for LabelFact {
    fn numbers(self) -> [u64; 3] {
        [self.source, self.target, packed::both([self.start, self.source_start])]
    }

    fn of([source, target, places]: [u64; 3]) -> Self {
        let [start, source_start] = packed::halves(places);
        Self { source, target, start, source_start }
    }
}

impl LabelFact {
    /// Reads them off a document.
    pub(super) fn all(document: &Document<'_>) -> Box<[Self]> {
        if document.pairs.is_empty() {
            return Box::default();
        }
        let (sources, targets) = (document.source(), &document.target);
        let (left, right) = (by_pair(sources), by_pair(targets));
        let mut rest = &left[..];
        let mut labels = Vec::with_capacity(right.len());
        for own in right.chunk_by(|a, b| a.0 == b.0) {
            let pair = own[0].0;
            rest = &rest[rest.iter().take_while(|run| run.0 < pair).count()..];
            let theirs = rest.iter().take_while(|run| run.0 == pair).count();
            if theirs != own.len() {
                continue;
            }
            let tags = &document.pairs[pair];
            let (source, target) = (sources.side(pair).start, targets.side(pair).start);
            labels.extend(own.iter().zip(rest).map(|(own, their)| Self {
                source: key(sources.text(), &sources.outline().nodes[their.1 as usize..]),
                target: key(targets.text(), &targets.outline().nodes[own.1 as usize..]),
                start: own.2.inner.start - target + tags.target.start,
                source_start: their.2.inner.start - source + tags.source.start,
            }));
        }
        labels.into()
    }
}

/// Bold runs that lie in one pair: the pair, the node's index, the node.
fn by_pair(view: &View) -> Vec<(usize, u32, &Node)> {
    let all = runs((0..).zip(&view.outline().nodes));
    all.filter_map(|(at, node)| Some((view.pair_around(node.outer)?, at, node))).collect()
}

/// The bold runs among nodes that are given in order with their indices; of one within another, the outer.
pub fn runs<'d>(nodes: impl Iterator<Item = (u32, &'d Node)>) -> impl Iterator<Item = (u32, &'d Node)> {
    let mut until = 0;
    nodes.filter(move |(_, node)| {
        let outermost = node.kind == Kind::Strong && node.outer.start >= until;
        if outermost {
            until = node.outer.end;
        }
        outermost
    })
}

/// The folded words of the bold run that stands first among `nodes`, those within it behind it; see [`key_in`].
#[must_use]
pub fn key(text: &str, nodes: &[Node]) -> u64 {
    nodes.split_first().map_or(0, |(run, inside)| key_in(text, inside, run.outer))
}

/// The folded words of a label that is given without its Markdown; see [`key_in`].
#[must_use]
pub fn key_of(words: &str) -> u64 {
    let mut folded = Folded::default();
    folded.take(words);
    folded.finish()
}

/// The folded words that readers see in `span`: letters, digits and signs in lower case, full-width ones as their ASCII
/// equals; without spaces, asterisks, brackets, quotation marks, and punctuation at the end. 0 where there is no letter or
/// digit. `nodes` begin in `span` or before it.
#[must_use]
pub fn key_in(text: &str, nodes: &[Node], span: Span) -> u64 {
    let inside = nodes.iter().take_while(|node| node.outer.start < span.end);
    let mut folded = Folded::default();
    for node in
        inside.filter(|node| matches!(node.kind, Kind::Text | Kind::Code) && node.inner.end > span.start)
    {
        let shown = Span { start: node.inner.start.max(span.start), end: node.inner.end.min(span.end) };
        folded.take(shown.of(text));
    }
    folded.finish()
}

/// The words that begin behind opening marks at byte `start`, up to the marks that close them; `None` where there are
/// no such marks.
#[must_use]
pub fn words(text: &str, start: u32) -> Option<&str> {
    let (before, rest) = text.split_at_checked(start as usize)?;
    let marks = if before.ends_with("__") { "__" } else { "**" };
    if !before.ends_with(marks) {
        return None;
    }
    // Labels are short: to set up a search costs more than to look.
    let closing = rest.as_bytes().windows(2).position(|two| two == marks.as_bytes())?;
    Some(&rest[..closing])
}

/// A label without its [`DRESS`], the white space around it, and what else of `ends` stands there.
#[must_use]
pub fn undressed<'w>(words: &'w str, ends: &str) -> &'w str {
    words.trim_matches(|c: char| c.is_whitespace() || DRESS.contains(&c) || ends.contains(c))
}

/// What labels say, in the translation and in the source, each closed by a NUL; nothing where it is long, or holds one.
pub(super) fn names(text: &str, labels: &[LabelFact]) -> Box<str> {
    // The longest names of buttons and menus.
    const LONGEST: usize = 48;
    let mut names = String::new();
    for start in labels.iter().flat_map(|label| [label.start, label.source_start]) {
        let words = words(text, start).map_or("", str::trim);
        if words.len() <= LONGEST && !words.contains('\0') {
            names.push_str(words);
        }
        names.push('\0');
    }
    names.into()
}

#[derive(Default)]
struct Folded {
    all: fold::Hash,
    /// Up to the last that is no punctuation: what stands behind may be the end.
    solid: fold::Hash,
    any: bool,
}

impl Folded {
    fn take(&mut self, text: &str) {
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                'a'..='z' | '0'..='9' => self.solid(c),
                'A'..='Z' => self.solid(c.to_ascii_lowercase()),
                '&' if ENTITIES.iter().any(|name| rest.as_str().starts_with(name)) => {
                    rest.by_ref().take_while(|&c| c != ';').for_each(drop);
                }
                // Syllables and ideographs have no case and are no punctuation.
                c if is_east_asian_letter(c) => self.solid(c),
                c if c.is_whitespace() || DRESS.contains(&c) || MARKS.contains(c) => {}
                c if ENDS.contains(c) => self.all.char(c),
                c => {
                    // Full-width forms stand in the order of ASCII.
                    let narrow = match c {
                        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
                        c => c,
                    };
                    self.any |= narrow.is_alphanumeric();
                    if narrow.is_ascii() {
                        self.all.char(narrow.to_ascii_lowercase());
                    } else {
                        narrow.to_lowercase().for_each(|c| self.all.char(c));
                    }
                    self.solid = self.all;
                }
            }
        }
    }

    /// Takes a letter or digit in that folds to itself.
    fn solid(&mut self, c: char) {
        self.any = true;
        self.all.char(c);
        self.solid = self.all;
    }

    fn finish(self) -> u64 {
        if self.any { self.solid.finish() } else { 0 }
    }
}

/// Entities for marks that are no part of a name.
const ENTITIES: [&str; 5] = ["nbsp;", "quot;", "lt;", "gt;", "amp;"];
/// What labels are dressed in: brackets and quotation marks that a language puts around them, asterisks that make nothing bold.
pub const DRESS: [char; 11] = ['*', '[', ']', '［', '］', '「', '」', '“', '”', '„', '"'];
/// Brackets and quotation marks that two ways to write one label may differ in, too. In one label they may be part of it.
const MARKS: &str = "()（）『』【】〔〕《》〈〉'‘’‚«»";
/// What may stand behind a label inside of its marks.
const ENDS: &str = ".。．,，、:：;；!！?？…";

const _: () = assert!(size_of::<LabelFact>() == 24, "facts are 24 bytes a label");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_known_without_its_dress() {
        assert_eq!(key_of("［保存］"), key_of("「保存」。"));
        assert_eq!(key_of("Submit:"), key_of("submit"));
        assert_eq!(key_of("Users and licenses"), key_of("Users and Licenses."));
        assert_eq!(key_of("Ａ１"), key_of("a1"));
        assert_eq!(key_of("v1.2"), key_of("v1.2."));
        assert_ne!(key_of("v1.2"), key_of("v12"));
        assert_eq!(key_of("] 。"), 0);
        assert_eq!(key_of("Sell &gt; Offers"), key_of("SellOffers"));
    }

    #[test]
    fn a_label_is_quoted_without_its_dress() {
        assert_eq!(undressed(" ［「保存」］ ", ""), "保存");
        assert_eq!(undressed("**[Save (all).]**", "."), "Save (all)");
        assert_eq!(undressed("\"*\"", ""), "");
    }

    #[test]
    fn words_are_sliced_between_their_marks() {
        assert_eq!(words("a **b c** d", 4), Some("b c"));
        assert_eq!(words("a __b__ d", 4), Some("b"));
        assert_eq!(words("a b", 2), None);
        assert_eq!(words("a", 9), None);
    }
}
