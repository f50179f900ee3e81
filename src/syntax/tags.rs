//! Every HTML tag and comment of a text, with byte spans, in one pass over the raw bytes. Not an HTML
//! parser: nothing is nested, repaired or decoded, and whether Markdown shows a tag as code is not asked.
//!
//! What counts as a tag, and where it ends, is what the WHATWG tokenizer says that starts in its data
//! state and never leaves it for the raw text states of `<script>` or `<title>`: Markdown has none.

use memchr::{memchr, memchr_iter};

use crate::text::Span;

/// Appends every tag and comment of `text[range]` to `out`, in order.
///
/// `range` is read as if it were a whole text. Outside a tag, a `<` that opens nothing is text. A tag
/// whose `>` never comes is no tag, and as it swallows all that follows, the scan ends there; so the
/// time is linear. A comment or declaration that is never closed is one all the same and reaches to the end.
/// The answer is what was left open: from its `<` to the end of the range.
///
/// # Panics
/// Where `range` lies outside `text` or cuts a character.
pub fn scan(text: &str, range: Span, out: &mut Vec<Tag>) -> Option<Span> {
    let bytes = range.of(text).as_bytes();
    let base = range.start as usize;
    let mut at = 0;
    while let Some(open) = next_open(bytes, at) {
        if let Some((kind, end)) = plain_span(&bytes[open..]) {
            let start = base + open + 1 + usize::from(kind == TagKind::Close);
            let span = Span::new(base + open, base + open + end);
            out.push(Tag { span, name: Span::new(start, start + "span".len()), kind });
            at = open + end;
            continue;
        }
        let Markup { kind, name, end } = match markup(bytes, open) {
            Step::Is(markup) => markup,
            Step::Text(next) => {
                at = next;
                continue;
            }
            Step::Open => return Some(Span::new(base + open, base + bytes.len())),
        };
        let tag = |end| Tag {
            span: Span::new(base + open, base + end),
            name: Span::new(base + name.0, base + name.1),
            kind,
        };
        match end {
            Some(end) => {
                out.push(tag(end));
                at = end;
            }
            None => {
                out.push(tag(bytes.len()));
                return Some(Span::new(base + open, base + bytes.len()));
            }
        }
    }
    None
}

/// One tag, comment or declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// From `<` to after `>`, in bytes of the text that was scanned.
    pub span: Span,
    /// The name as it is written. Of a comment or declaration, the empty span after its opening.
    pub name: Span,
    /// What it is.
    pub kind: TagKind,
}

/// What a [`Tag`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TagKind {
    /// `<a>`.
    Open,
    /// `<a/>`, whatever HTML makes of the slash.
    SelfClosing,
    /// `</a>`, also with a slash or attributes.
    Close,
    /// `<!--` to `-->`, `--!>` or the end of the text; `<!-->` and `<!--->` too.
    Comment,
    /// A doctype, `<?…>`, `<![CDATA[…>`, `</ …>`: up to the next `>`.
    Other,
}

impl Tag {
    /// Whether it is named `name`. ASCII letters of either case are the same.
    #[must_use]
    pub fn name_is(&self, text: &str, name: &str) -> bool {
        self.name.of(text).eq_ignore_ascii_case(name)
    }

    /// Its attributes in order, read when asked for. `text` is the text that was scanned. Duplicates
    /// are all there; HTML takes the first. A closing tag may have some; comments have none.
    #[must_use]
    pub fn attributes<'t>(&self, text: &'t str) -> Attributes<'t> {
        let end = match self.kind {
            TagKind::Open | TagKind::SelfClosing | TagKind::Close => self.span.end,
            TagKind::Comment | TagKind::Other => self.name.end,
        };
        Attributes {
            bytes: text.as_bytes().get(..end as usize).unwrap_or_default(),
            at: self.name.end as usize,
        }
    }

    /// The first attribute of that name. ASCII letters of either case are the same.
    #[must_use]
    pub fn attribute(&self, text: &str, name: &str) -> Option<Attribute> {
        self.attributes(text).find(|attribute| attribute.name.of(text).eq_ignore_ascii_case(name))
    }
}

/// One attribute of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// The name as it is written.
    pub name: Span,
    /// The value without its quotes, entities not decoded. `None` where there is no `=`; empty where
    /// nothing follows it.
    pub value: Option<Span>,
    /// What stands around the value.
    pub quote: Quote,
}

/// What stands around an attribute's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quote {
    /// Nothing, or there is no value.
    None,
    /// `'`.
    Single,
    /// `"`.
    Double,
}

/// See [`Tag::attributes`].
#[derive(Debug, Clone)]
pub struct Attributes<'t> {
    /// The text up to the end of the tag.
    bytes: &'t [u8],
    at: usize,
}

impl Iterator for Attributes<'_> {
    type Item = Attribute;

    fn next(&mut self) -> Option<Attribute> {
        match part(self.bytes, self.at) {
            Part::Attribute { name, value, quote, next } => {
                self.at = next;
                let span = |(start, end)| Span::new(start, end);
                Some(Attribute { name: span(name), value: value.map(span), quote })
            }
            Part::End { .. } | Part::Unfinished => None,
        }
    }
}

/// First byte and one past the last.
type Bounds = (usize, usize);

enum Step {
    Is(Markup),
    /// No markup; go on from there.
    Text(usize),
    /// A tag that the text ends in.
    Open,
}

struct Markup {
    kind: TagKind,
    name: Bounds,
    /// `None` where the text ends first.
    end: Option<usize>,
}

/// What the `<` at `open` begins.
fn markup(bytes: &[u8], open: usize) -> Step {
    let after = open + 1;
    match bytes.get(after) {
        Some(letter) if letter.is_ascii_alphabetic() => tag(bytes, after, false),
        Some(b'/') => match bytes.get(after + 1) {
            Some(letter) if letter.is_ascii_alphabetic() => tag(bytes, after + 1, true),
            // The tokenizer drops `</>` without a token.
            Some(b'>') => Step::Text(after + 2),
            Some(_) => until_gt(bytes, after + 1),
            None => Step::Text(after + 1),
        },
        Some(b'!') if bytes[after..].starts_with(b"!--") => comment(bytes, after + 3),
        Some(b'!' | b'?') => until_gt(bytes, after + 1),
        _ => Step::Text(after),
    }
}

fn tag(bytes: &[u8], start: usize, close: bool) -> Step {
    let name = bytes[start..].iter().position(|&b| is_blank(b) || b == b'/' || b == b'>');
    let Some(name_end) = name.map(|length| start + length) else { return Step::Open };
    let mut at = name_end;
    loop {
        match part(bytes, at) {
            Part::Attribute { next, .. } => at = next,
            Part::End { slash, end } => {
                let kind = match (close, slash) {
                    (true, _) => TagKind::Close,
                    (false, true) => TagKind::SelfClosing,
                    (false, false) => TagKind::Open,
                };
                return Step::Is(Markup { kind, name: (start, name_end), end: Some(end) });
            }
            Part::Unfinished => return Step::Open,
        }
    }
}

/// The first `<` from a byte on. Half of them stand right there, and to call for a search costs more than to look.
#[inline]
fn next_open(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'<' => Some(at),
        _ => memchr(b'<', &bytes[at..]).map(|found| at + found),
    }
}

/// What a span is and where it ends that is written as nearly all tags of side-by-side files are: `</span>`, or with one
/// attribute in double quotes. What the long way says of it too, at a tenth of its cost.
#[inline]
fn plain_span(bytes: &[u8]) -> Option<(TagKind, usize)> {
    const LOOKUP: &[u8; 25] = b"<span class=\"sxs-lookup\">";
    const IDS: [&[u8; 19]; 2] = [b"<span data-ttu-id=\"", b"<span data-stu-id=\""];
    // Of a length that is known, bytes are compared without a call.
    if bytes.first_chunk() == Some(b"</span>") {
        return Some((TagKind::Close, "</span>".len()));
    }
    let opening = bytes.first_chunk::<19>()?;
    if IDS.contains(&opening) {
        // Identifiers are short.
        let end = opening.len() + bytes[opening.len()..].iter().position(|&byte| byte == b'"')? + 1;
        return (bytes.get(end) == Some(&b'>')).then_some((TagKind::Open, end + 1));
    }
    (bytes.first_chunk() == Some(LOOKUP)).then_some((TagKind::Open, LOOKUP.len()))
}

/// A comment whose text would start at `start`.
fn comment(bytes: &[u8], start: usize) -> Step {
    let rest = &bytes[start..];
    let end = memchr_iter(b'>', rest)
        .find(|&gt| {
            let before = &rest[..gt];
            gt == 0 || before == b"-" || before.ends_with(b"--") || before.ends_with(b"--!")
        })
        .map(|gt| start + gt + 1);
    Step::Is(Markup { kind: TagKind::Comment, name: (start, start), end })
}

/// What the specification calls a bogus comment; a doctype ends in the same place, even inside quotes.
fn until_gt(bytes: &[u8], start: usize) -> Step {
    let end = memchr(b'>', &bytes[start..]).map(|gt| start + gt + 1);
    Step::Is(Markup { kind: TagKind::Other, name: (start, start), end })
}

enum Part {
    Attribute {
        name: Bounds,
        value: Option<Bounds>,
        quote: Quote,
        next: usize,
    },
    /// `>`, with or without a slash before it.
    End {
        slash: bool,
        end: usize,
    },
    /// The text ends before the tag does.
    Unfinished,
}

/// The next part of a tag, from anywhere between its name or an attribute and what follows.
#[inline]
fn part(bytes: &[u8], mut at: usize) -> Part {
    loop {
        match bytes.get(at) {
            None => return Part::Unfinished,
            Some(b'>') => return Part::End { slash: false, end: at + 1 },
            Some(b'/') if bytes.get(at + 1) == Some(&b'>') => return Part::End { slash: true, end: at + 2 },
            Some(b'/') => at += 1,
            Some(&blank) if is_blank(blank) => at += 1,
            // Also `=` and quotes: a name may begin with anything else.
            Some(_) => break,
        }
    }
    let start = at;
    at += 1;
    while bytes.get(at).is_some_and(|&b| !is_blank(b) && !matches!(b, b'/' | b'>' | b'=')) {
        at += 1;
    }
    let name = (start, at);
    at = skip_blanks(bytes, at);
    if bytes.get(at) != Some(&b'=') {
        return Part::Attribute { name, value: None, quote: Quote::None, next: at };
    }
    at = skip_blanks(bytes, at + 1);
    let quote = match bytes.get(at) {
        Some(b'"') => Quote::Double,
        Some(b'\'') => Quote::Single,
        _ => Quote::None,
    };
    if quote == Quote::None {
        let length = bytes[at..].iter().position(|&b| is_blank(b) || b == b'>');
        let end = length.map_or(bytes.len(), |length| at + length);
        return Part::Attribute { name, value: Some((at, end)), quote, next: end };
    }
    match memchr(bytes[at], &bytes[at + 1..]) {
        Some(length) => {
            let end = at + 1 + length;
            Part::Attribute { name, value: Some((at + 1, end)), quote, next: end + 1 }
        }
        None => Part::Unfinished,
    }
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|&b| is_blank(b)) {
        at += 1;
    }
    at
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}
