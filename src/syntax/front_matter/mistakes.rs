//! YAML that cannot be read: what its writer did, and the entries that can be saved. Not the reader itself.

use granit_parser::{ErrorKind, ScanError};

use super::fences::{Line, key_end, lines};
use super::yaml::{Document, MAX_DEPTH};
use super::{Entry, Problem, ProblemKind, Scalar, Style, Value};
use crate::text::Span;

/// The common mistakes behind [`ProblemKind::Invalid`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mistake {
    /// `title: Part 1: start`.
    UnquotedColon,
    /// `title:Start`.
    MissingSpace,
    /// A tab where a line is indented.
    Tab,
    /// A quote without its partner, or text behind the partner.
    UnclosedQuote,
    /// `"C:\Users"`.
    Backslash,
    /// A value that begins with a character which YAML keeps for itself, like `@` or a backquote.
    ReservedCharacter,
    /// A line that does not line up with those around it, or has no key.
    Indentation,
    /// `[foo] bar`.
    UnquotedBracketOrBrace,
    /// `*foo*`.
    UnknownAlias,
}

impl Mistake {
    /// What to do about it.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::UnquotedColon => "put the whole value in quotes: a colon before a space ends a key",
            Self::MissingSpace => "write a space after the colon",
            Self::Tab => "indent with spaces: YAML takes no tabs there",
            Self::UnclosedQuote => {
                "quote the whole value once, and double a quote of the same kind inside: `'it''s'`"
            }
            Self::Backslash => "use single quotes, which keep backslashes, or double the backslash",
            Self::ReservedCharacter => {
                "put the value in quotes: YAML gives a meaning of its own to its first character"
            }
            Self::Indentation => {
                "start keys of one level in one column, and indent what goes on from the line before"
            }
            Self::UnquotedBracketOrBrace => {
                "put the value in quotes, or close the bracket at its end if it is a list"
            }
            Self::UnknownAlias => "put the value in quotes: a leading `*` refers to an anchor",
        }
    }
}

/// More faults in one header say nothing more to its writer.
const MAX_PROBLEMS: usize = 10;

/// Fills `document` with what can be read of `text[content]`, which as a whole failed with `error`. The
/// stretch from one key at the margin to the next is read by itself, so that a fault is found where it was
/// made, not where the reader stumbled. Faults go to `problems`, where they are wanted.
pub(super) fn recover(
    text: &str,
    content: Span,
    error: &ScanError,
    document: &mut Document,
    problems: Option<&mut Vec<Problem>>,
) {
    let mut found = Vec::new();
    let mut entries = Vec::new();
    let mut comments = Vec::new();
    let failed_at = content.start as usize + error.marker().byte_offset().unwrap_or(0);
    for stretch in stretches(text, content) {
        let mut part = Document::default();
        let fault = match part.read(text, stretch.span) {
            Ok(()) => match part.root {
                Some((Value::Mapping(mut read), _)) => {
                    entries.append(&mut read);
                    None
                }
                None => None,
                Some(_) => Some(without_key(text, stretch.span)),
            },
            Err(error) => {
                entries.extend(stretch.key.map(|colon| from_line(text, stretch.span, colon)));
                // The anchor may stand in another stretch. The reader of the whole stopped at the first
                // alias without one.
                let unknown = *error.kind() == ErrorKind::UnknownAnchor;
                let elsewhere = unknown && !stretch.span.range().contains(&failed_at);
                part.comments = lines(text, stretch.span).filter_map(comment).collect();
                (!elsewhere).then(|| describe(text, &stretch, &error))
            }
        };
        found.extend(fault.filter(|_| found.len() < MAX_PROBLEMS));
        comments.append(&mut part.comments);
        document.problems.append(&mut part.problems);
    }
    if found.is_empty() {
        found.push(describe(text, &Stretch { span: content, key: None }, error));
    }
    document.root = Some((Value::Mapping(entries), content));
    document.comments = comments;
    if let Some(problems) = problems {
        problems.append(&mut found);
    }
}

/// Some lines of a header that can be read by themselves.
struct Stretch {
    span: Span,
    /// The colon of the key that it begins with. `None` only for what stands before the first key.
    key: Option<usize>,
}

fn stretches(text: &str, content: Span) -> Vec<Stretch> {
    let mut all = vec![Stretch { span: Span { end: content.start, ..content }, key: None }];
    for line in lines(text, content) {
        let end = Span::at(line.next).end;
        match (key_end(line.text), all.last_mut()) {
            (None, Some(last)) => last.span.end = end,
            (key, _) => all.push(Stretch {
                span: Span::new(line.start, line.next),
                key: key.map(|colon| line.start + colon),
            }),
        }
    }
    all
}

/// The entry on the first line of a stretch, by the look of it.
fn from_line(text: &str, stretch: Span, colon: usize) -> Entry {
    let start = stretch.start as usize;
    let key_span = Span::new(start, start + text[start..colon].trim_end().len());
    let key = key_span.of(text).trim_matches(['"', '\'']).into();
    let rest = lines(text, Span::new(colon + 1, stretch.end as usize)).next().map_or("", |line| line.text);
    let value = rest.trim();
    if value.is_empty() {
        return Entry { key, key_span, value: Value::Null, value_span: Span::at(colon + 1) };
    }
    let value_start = colon + 1 + (rest.len() - rest.trim_start().len());
    Entry {
        key,
        key_span,
        value: Value::Scalar(Scalar { text: value.into(), style: Style::Plain }),
        value_span: Span::new(value_start, value_start + value.len()),
    }
}

/// A line that is only a comment; behind a faulty value, `#` may be anything.
fn comment(line: Line<'_>) -> Option<Span> {
    let at = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
    line.is_comment().then(|| Span::new(line.start + at, line.start + line.text.len()))
}

/// What its writer did: by what the reader itself knows, else by how the value begins, else by where the reader stopped.
fn describe(text: &str, stretch: &Stretch, error: &ScanError) -> Problem {
    let Stretch { span, key } = *stretch;
    let offset = span.start as usize + error.marker().byte_offset().unwrap_or(0);
    let at = text.floor_char_boundary(offset.clamp(span.start as usize, span.end as usize));
    let line = lines(text, span).take_while(|line| line.start <= at).last();
    known(text, span, error.kind(), at, line)
        .or_else(|| {
            let own = line.and_then(|line| value_on(text, line)).map(|(_, start)| start);
            let starts = [own, key.map(|colon| colon + 1)];
            badly_begun(text, span, starts.into_iter().flatten())
        })
        .unwrap_or_else(|| misplaced(text, span, error.kind(), at, line))
}

fn invalid(span: Span, detail: impl Into<String>, hint: Option<Mistake>) -> Problem {
    Problem { hint, ..Problem::new(ProblemKind::Invalid, span, detail) }
}

/// What the reader's own error is enough for.
fn known(text: &str, span: Span, error: &ErrorKind, at: usize, line: Option<Line<'_>>) -> Option<Problem> {
    use ErrorKind as K;
    let end = span.end as usize;
    let char_at = |at| one_char(text, span, at);
    Some(match error {
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabInPlainScalar
        | K::TabAtBlockScalarStart => {
            let from = line.map_or(at, |line| line.start);
            let tab = memchr::memchr(b'\t', &text.as_bytes()[from..end]).map_or(at, |found| from + found);
            invalid(char_at(tab), "a tab indents this line", Some(Mistake::Tab))
        }
        K::UnknownAnchor => {
            let name = text[at..end].split([' ', '\t', '\r', '\n', ',', ']', '}']).next().unwrap_or_default();
            let detail = format!("`{}` refers to an anchor that is not there", short(name));
            invalid(Span::new(at, at + name.len()), detail, Some(Mistake::UnknownAlias))
        }
        K::RecursionLimitExceeded => {
            let detail = format!("lists or mappings are nested deeper than {MAX_DEPTH} levels");
            invalid(char_at(at), detail, None)
        }
        K::Custom(_) => invalid(char_at(at), "a second YAML document begins here", None),
        K::UnknownQuotedScalarEscape
        | K::InvalidQuotedScalarHexEscape
        | K::InvalidUnicodeEscape
        | K::InvalidLowSurrogate
        | K::InvalidLowSurrogateHexEscape
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate => {
            let at = bad_escape(text, Span::new(at, end)).unwrap_or(at);
            let detail = "the backslash begins no escape that YAML knows";
            invalid(char_at(at), detail, Some(Mistake::Backslash))
        }
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => {
            invalid(char_at(at), "text follows the closing quote", Some(Mistake::UnclosedQuote))
        }
        K::UnexpectedCharacter { character } if character.is_control() => {
            let detail = format!("the control character U+{:04X} is not allowed", u32::from(*character));
            invalid(char_at(at), detail, None)
        }
        _ => return None,
    })
}

/// What the first character of a value tells, which the reader may have gone far beyond. A value may begin at any of
/// `starts`.
fn badly_begun(text: &str, span: Span, starts: impl Iterator<Item = usize> + Clone) -> Option<Problem> {
    let end = span.end as usize;
    let first = |wanted: &[char]| {
        starts.clone().map(|start| skip_blanks(text, start, end)).find_map(|start| {
            let c = text[start..end].chars().next()?;
            wanted.contains(&c).then_some((start, c))
        })
    };
    let (at, detail, hint) = if let Some((quote, _)) = first(&['"', '\'']) {
        (quote, "the quote that opens here is not closed".to_owned(), Mistake::UnclosedQuote)
    } else if let Some((bracket, c)) = first(&['[', '{']) {
        let what = if c == '[' { "list" } else { "mapping" };
        let detail = format!("`{c}` begins a {what} that does not end with the value");
        (bracket, detail, Mistake::UnquotedBracketOrBrace)
    } else {
        let (reserved, c) = first(&['@', '`', '%', '|', '>', '&', '*', '!', ']', '}', ','])?;
        let c = if c == '`' { "a backquote".to_owned() } else { format!("`{c}`") };
        (reserved, format!("a value without quotes cannot begin with {c}"), Mistake::ReservedCharacter)
    };
    Some(invalid(one_char(text, span, at), detail, Some(hint)))
}

/// What stands where nothing of its kind can.
fn misplaced(text: &str, span: Span, error: &ErrorKind, at: usize, line: Option<Line<'_>>) -> Problem {
    use ErrorKind as K;
    let here = one_char(text, span, at);
    match (error, line) {
        (K::MappingValueNotAllowed | K::InvalidColonPlacement | K::InvalidMappingValueWhitespace, line) => {
            let own = line.filter(|line| line.is_indented()).and_then(|line| value_on(text, line));
            if own.is_some_and(|(colon, _)| colon == at) {
                let key = line.map_or(at, |line| skip_blanks(text, line.start, at));
                let detail = "this key is indented below a key that has a value";
                return invalid(Span::new(key, at), detail, Some(Mistake::Indentation));
            }
            invalid(here, "a colon and a space stand inside the value", Some(Mistake::UnquotedColon))
        }
        (K::SimpleKeyExpected, Some(line)) => without_key(text, Span::new(line.start, span.end as usize)),
        (K::BlockSequenceEntryNotAllowed, _) => {
            invalid(here, "a list item stands on the line of its key", Some(Mistake::Indentation))
        }
        (
            K::InvalidIndentation
            | K::InvalidQuotedScalarIndent
            | K::InvalidBlockScalarIndent
            | K::InvalidFlowScalarIndent
            | K::ExpectedBlockMappingKey
            | K::ExpectedBlockSequenceEntry
            | K::MappingKeyNotAllowed,
            _,
        ) => {
            let detail = "this does not line up with the lines before it";
            invalid(here, detail, Some(Mistake::Indentation))
        }
        _ => invalid(here, "the YAML cannot be read from here", None),
    }
}

/// The problem of lines, of which the first with something to say should have a key and has none.
fn without_key(text: &str, span: Span) -> Problem {
    let line = lines(text, span).find(|line| !line.is_blank() && !line.is_comment());
    let (start, said) = line.map_or((span.start as usize, ""), |line| {
        let said = line.text.trim();
        (line.start + line.text.find(said).unwrap_or(0), said)
    });
    let word = said.split([' ', '\t']).next().unwrap_or_default();
    let colon = word.find(':').filter(|&colon| {
        colon > 0
            && !word[colon..].starts_with("://")
            && word[..colon].chars().all(|c| c.is_alphanumeric() || c == '.' || c == '_' || c == '-')
    });
    let (span, detail, hint) = match colon {
        Some(colon) => {
            let span = Span::new(start + colon, start + colon + 1);
            (
                span,
                format!("no space follows the colon of `{}`", short(&word[..colon])),
                Mistake::MissingSpace,
            )
        }
        None => {
            let span = Span::new(start, start + word.len());
            (span, "this line has no `key:`".to_owned(), Mistake::Indentation)
        }
    };
    invalid(span, detail, Some(hint))
}

/// The colon of the key on a line, indented or an item as it may be, and the byte that its value may start
/// at. An item without a key has its dash for a colon.
fn value_on(text: &str, line: Line<'_>) -> Option<(usize, usize)> {
    let end = line.start + line.text.len();
    let mut at = skip_blanks(text, line.start, end);
    let mut dash = None;
    while text[at..end].starts_with("- ") {
        dash = Some((at, at + 1));
        at = skip_blanks(text, at + 1, end);
    }
    key_end(&text[at..end]).map(|colon| (at + colon, at + colon + 1)).or(dash)
}

fn skip_blanks(text: &str, mut at: usize, end: usize) -> usize {
    while at < end && matches!(text.as_bytes()[at], b' ' | b'\t') {
        at += 1;
    }
    at
}

/// The character at `at`, or the last one with something to say before it where a line ends there.
fn one_char(text: &str, within: Span, at: usize) -> Span {
    let start = within.start as usize;
    let rest = text[at..within.end as usize].chars().next();
    if let Some(c) = rest.filter(|&c| c != '\n' && c != '\r') {
        return Span::new(at, at + c.len_utf8());
    }
    let before = text[start..at].trim_end();
    let length = before.chars().next_back().map_or(0, char::len_utf8);
    Span::new(start + before.len() - length, start + before.len())
}

/// The first backslash that begins no escape; the reader only says where the quote opens. One with too few
/// hexadecimal digits, or half of a pair, counts too.
fn bad_escape(text: &str, span: Span) -> Option<usize> {
    let bytes = span.of(text).as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr(b'\\', bytes.get(at..)?)?;
        let digits = match bytes.get(at + 1)? {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            b'0' | b'a' | b'b' | b't' | b'\t' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"' | b'/'
            | b'\\' | b'N' | b'_' | b'L' | b'P' | b'\n' | b'\r' => 0,
            _ => break,
        };
        let Some(hex) = text.get(span.start as usize + at + 2..).and_then(|rest| rest.get(..digits)) else {
            break;
        };
        if digits > 0 && u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).is_none() {
            break;
        }
        at += 2 + digits;
    }
    Some(span.start as usize + at)
}

/// What a message may quote.
fn short(text: &str) -> &str {
    text.char_indices().nth(40).map_or(text, |(end, _)| &text[..end])
}
