//! The tag scanner against the tokenizer that follows the specification.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use paralint::syntax::tags::{Quote, Tag, TagKind, scan};
use paralint::text::Span;
use proptest::prelude::*;

/// One tag, as both sides can say it: place, kind, name, first attribute of each name with its value.
type Seen = (usize, usize, &'static str, String, Vec<(String, String)>);

fn ours(text: &str) -> Vec<Seen> {
    let mut tags = Vec::new();
    let open = scan(text, Span::new(0, text.len()), &mut tags);
    if let Some(open) = open {
        assert_eq!(open.end as usize, text.len());
    }
    tags.iter().map(|tag| seen(text, tag)).collect()
}

fn seen(text: &str, tag: &Tag) -> Seen {
    assert!(tag.span.contains(tag.name) && tag.span.get(text).is_some() && tag.name.get(text).is_some());
    let mut attributes: Vec<(String, String)> = Vec::new();
    for attribute in tag.attributes(text) {
        assert!(tag.span.contains(attribute.name));
        let name = attribute.name.of(text).to_ascii_lowercase();
        let value = attribute.value.map_or("", |value| {
            assert!(tag.span.contains(value));
            value.of(text)
        });
        if attributes.iter().all(|(known, _)| *known != name) {
            attributes.push((name, value.replace("\r\n", "\n").replace('\r', "\n")));
        }
    }
    attributes.sort();
    let (kind, name) = match tag.kind {
        TagKind::Open => ("open", tag.name.of(text)),
        TagKind::SelfClosing => ("self-closing", tag.name.of(text)),
        TagKind::Close => ("close", tag.name.of(text)),
        TagKind::Comment | TagKind::Other => ("other", ""),
    };
    if kind == "close" {
        attributes.clear();
    }
    let (start, end) = (tag.span.start as usize, tag.span.end as usize);
    (start, end, kind, name.to_ascii_lowercase(), attributes)
}

fn theirs(text: &str) -> Vec<Seen> {
    let string = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the text is UTF-8");
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(false);
    let mut out = Vec::new();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        out.push(match token {
            Token::StartTag(tag) => {
                let mut attributes: Vec<_> =
                    tag.attributes.iter().map(|(name, value)| (string(name), string(value))).collect();
                attributes.sort();
                let kind = if tag.self_closing { "self-closing" } else { "open" };
                (tag.span.start, tag.span.end, kind, string(&tag.name), attributes)
            }
            Token::EndTag(tag) => (tag.span.start, tag.span.end, "close", string(&tag.name), Vec::new()),
            Token::Comment(comment) => {
                (comment.span.start, comment.span.end, "other", String::new(), Vec::new())
            }
            Token::Doctype(doctype) => {
                (doctype.span.start, doctype.span.end, "other", String::new(), Vec::new())
            }
            Token::String(_) | Token::Error(_) => continue,
        });
    }
    out
}

fn agree(text: &str) {
    assert_eq!(ours(text), theirs(text), "{text:?}");
}

#[test]
fn cases_that_scanners_get_wrong() {
    for text in [
        "<a>",
        "<a",
        "<A HREF=x>",
        "a < b <<c>",
        "</a b=\">\">",
        "</>x</ a>y</",
        "<a/b>",
        "<a / / >",
        "<a / >",
        "<a x=/>",
        "<a x='>' y=\"'>'\" z>",
        "<a x = y>",
        "<a =x ==y>",
        "<a x=>",
        "<a \"b>",
        "<a x=\"1\"y='2'z=3>",
        "<a x=\"1\"/>",
        "<a\nb\n=\n\"c\nd\"\n>",
        "<a x=1 X=2>",
        "<!-- a > b -->c",
        "<!--><a>",
        "<!---><a>",
        "<!----><a>",
        "<!---!><a>--!><b>",
        "<!--a--!><b>",
        "<!--a--!-><b>--><c>",
        "<!--a<!--b--><c>",
        "<!--a<!--><c>",
        "<!--a<!-><c>",
        "<!--a",
        "<!doctype html><a>",
        "<!DOCTYPE a PUBLIC \"x>y\">",
        "<!x>",
        "<?php echo ?>",
        "<",
        "<!",
        "<!-",
        "<?",
        "<a b=\"",
        "<a b=",
        "<가>",
        "<a가 나='다'>",
        "<title><b></title><script><i>",
    ] {
        agree(text);
    }
}

#[test]
fn attributes_keep_duplicates_quotes_and_places() {
    let text = "x<span ID=a id='b' c d=\"\">";
    let mut tags = Vec::new();
    assert_eq!(scan(text, Span::new(1, text.len()), &mut tags), None);
    let tag = tags[0];
    assert!(tag.name_is(text, "SPAN") && !tag.name_is(text, "spa"));
    let all: Vec<_> = tag
        .attributes(text)
        .map(|a| (a.name.of(text), a.value.map(|value| value.of(text)), a.quote))
        .collect();
    assert_eq!(
        all,
        [
            ("ID", Some("a"), Quote::None),
            ("id", Some("b"), Quote::Single),
            ("c", None, Quote::None),
            ("d", Some(""), Quote::Double),
        ]
    );
    let first = tag.attribute(text, "id").expect("there are two");
    assert_eq!(first.value.map(|value| value.of(text)), Some("a"));
}

#[test]
fn a_tag_left_open_is_said_and_ends_the_scan() {
    let text = "<b><a \"<a \"<i>";
    let mut tags = Vec::new();
    assert_eq!(scan(text, Span::new(0, text.len()), &mut tags), None);
    assert_eq!(tags.len(), 2, "the quote is a name, so the first `>` ends the tag");

    let text = "<b><a x=\"<i>";
    tags.clear();
    assert_eq!(scan(text, Span::new(0, text.len()), &mut tags), Some(Span::new(3, text.len())));
    assert_eq!(tags.len(), 1);
}

#[test]
fn hostile_repetitions_stay_linear() {
    // Quadratic work on these would take hours, so finishing is the test.
    for unit in ["<a \"", "<a b=\"", "<a b='x\" ", "<!--", "<!-- -- ", "<", "</", "<a =", "<!", "</ "] {
        let text = unit.repeat(2_000_000 / unit.len());
        let mut tags = Vec::new();
        scan(&text, Span::new(0, text.len()), &mut tags);
    }
}

/// A side-by-side passage with a few bytes lost, doubled or replaced.
fn mutated() -> impl Strategy<Value = String> {
    let passage = "# <a name=\"a-b\"></a><span data-ttu-id=\"5b00c-101\">가 <b>나</b></span><span class=\"sxs-lookup\">\
                   <span data-stu-id=\"5b00c-101\">a <b>b</b></span></span> <br/> <!-- c -->\n<img src='x' alt=y />";
    let chars: Vec<char> = passage.chars().collect();
    let edit =
        (0..chars.len(), prop::option::of(prop::sample::select("<>/=\"'!- a\n".chars().collect::<Vec<_>>())));
    prop::collection::vec(edit, 0..12).prop_map(move |edits| {
        let mut chars = chars.clone();
        for (at, edit) in edits {
            let at = at % chars.len();
            match edit {
                Some(c) => chars[at] = c,
                None => {
                    chars.remove(at);
                }
            }
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(crate::cases::cases(3000))]

    #[test]
    fn agrees_with_the_specification_on_markup_soup(text in "[<>/=\"'! \\-ab\\n\\r]{0,40}") {
        agree(&text);
    }

    #[test]
    fn agrees_on_tags_with_oddities(text in "(<[/!?]?[aB]([ /\\n=]|[ab]=?[\"']?){0,8}[/ ]{0,2}>?|가|[<>\"'-]){0,8}") {
        agree(&text);
    }

    #[test]
    fn agrees_on_comments(text in "(<!-{0,4}|-{1,3}!?>?|<|a|>){0,12}") {
        agree(&text);
    }

    #[test]
    fn agrees_on_damaged_side_by_side(text in mutated()) {
        agree(&text);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        ours(&text);
    }
}
