//! `html.selector`: elements of the rendered page that a user's selector finds. Structure that is broken is mended
//! by the parser of HTML before anybody can select it; other mechanisms see it as it was written.

use std::borrow::Cow;
use std::sync::OnceLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use scraper::{ElementRef, Html, Node as Dom, Selector as Compiled};
use serde::Deserialize;

use super::text_part::{Of, is_for};
use super::{DocumentCheck, Finding, Findings, Mechanism};
use crate::model::{Document, LocaleTag};
use crate::syntax::markdown::{Kind, Outline};
use crate::syntax::render;
use crate::text::{Span, on_one_line, shortened};

/// Elements that should not be there. `{element}` is the name of one, `{text}` the beginning of its words.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HtmlSelector {
    /// The CSS selector, such as `table:not(:has(th))`. Each element that it finds is reported.
    select: Selector,
    /// Whose page.
    #[serde(default)]
    of: Of,
    /// Only for pages in these locales or languages.
    #[serde(default)]
    locales: Vec<LocaleTag>,
}

/// A CSS selector as a pack writes it, compiled on first use.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Selector {
    written: String,
    #[serde(skip)]
    compiled: OnceLock<Option<Compiled>>,
}

impl JsonSchema for Selector {
    fn schema_name() -> Cow<'static, str> {
        "Selector".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

/// How much of an element's words a message shows, in characters.
const SHOWN: usize = 40;

impl Mechanism for HtmlSelector {
    const VALUES: &'static [&'static str] = &["element", "text"];

    fn prove(&self) -> Result<(), String> {
        let wrong = |said: String| format!("the selector `{}` cannot be read: {said}", self.select.written);
        Compiled::parse(&self.select.written).map(drop).map_err(|error| wrong(one_line(&error.to_string())))
    }
}

/// The crate knows some faults by words, behind others it puts their name in its code.
fn one_line(error: &str) -> String {
    let last = error.lines().last().unwrap_or(error);
    let mut line = String::new();
    for c in last.chars() {
        if c.is_uppercase() && !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
        line.extend(c.to_lowercase());
    }
    line
}

impl DocumentCheck for HtmlSelector {
    fn check(&self, document: &Document<'_>, found: &mut Findings) {
        if !is_for(&self.locales, document.locale.as_ref()) {
            return;
        }
        let Some(view) = self.of.view(document) else { return };
        let compile = || Compiled::parse(&self.select.written).ok();
        let Some(selector) = self.select.compiled.get_or_init(compile) else { return };
        let Some(html) = render::html(view.text()) else { return };
        for element in Html::parse_fragment(&html).select(selector) {
            let name = element.value().name();
            // What the parser of HTML adds by itself stands for what holds it.
            let Some(offset) = std::iter::once(element)
                .chain(element.ancestors().filter_map(ElementRef::wrap))
                .find_map(stamped)
            else {
                continue;
            };
            let span = place(view.outline(), view.text(), name, offset);
            found.report(Finding::on(self.of.spot(span)).with("element", name).with("text", words(element)));
        }
    }
}

/// The beginning of what readers of an element see, on one line.
fn words(element: ElementRef<'_>) -> String {
    let mut words = String::new();
    for node in element.descendants() {
        match node.value() {
            Dom::Text(text) => words.push_str(text),
            Dom::Element(inner) if !INLINE.contains(&inner.name()) => words.push(' '),
            _ => {}
        }
    }
    shortened(on_one_line(&words), SHOWN).into_owned()
}

/// Elements that do not part the words before them from their own.
const INLINE: [&str; 12] =
    ["a", "abbr", "b", "code", "del", "em", "i", "kbd", "span", "strong", "sub", "sup"];

/// The byte that the comment before an element says it comes from.
fn stamped(element: ElementRef<'_>) -> Option<usize> {
    element.prev_siblings().take(2).find_map(|node| match node.value() {
        Dom::Comment(comment) => Some(comment.strip_prefix(render::STAMP)?.parse().ok()?),
        _ => None,
    })
}

/// The first line of what an element comes from: Markdown, or a tag.
fn place(outline: &Outline, text: &str, name: &str, offset: usize) -> Span {
    let at = Span::at(offset);
    let first = outline.nodes.partition_point(|node| node.outer.start < at.start);
    let here = outline.nodes[first..].iter().take_while(|node| node.outer.start == at.start);
    let own = here.clone().find(|node| is_named(node.kind, name));
    let end = match own.or_else(|| here.clone().find(|node| node.kind == Kind::Html)) {
        Some(node) if node.kind != Kind::Html => node.outer.end as usize,
        _ => text[offset..].find('>').map_or(text.len(), |end| offset + end + 1),
    };
    let line = text[offset..end].find(['\n', '\r']).map_or(end, |line| offset + line);
    Span::new(offset, line)
}

fn is_named(kind: Kind, name: &str) -> bool {
    match kind {
        Kind::Paragraph => name == "p",
        Kind::Heading(level) => name.strip_prefix('h').is_some_and(|digit| digit.parse() == Ok(level)),
        Kind::Quote => name == "blockquote",
        Kind::List => matches!(name, "ul" | "ol"),
        Kind::Item => name == "li",
        Kind::FencedCode | Kind::IndentedCode => name == "pre",
        Kind::Table => name == "table",
        Kind::Row => name == "tr",
        Kind::Cell => matches!(name, "td" | "th"),
        Kind::Rule => name == "hr",
        Kind::Link => name == "a",
        Kind::Image => name == "img",
        Kind::Emphasis => name == "em",
        Kind::Strong => name == "strong",
        Kind::Strikethrough => name == "del",
        Kind::Code => name == "code",
        _ => false,
    }
}
