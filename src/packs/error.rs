//! What is wrong in a pack or a configuration, and where: line, column, and the names that would do.

use similar::TextDiff;
use thiserror::Error;

use super::message::{BRACE, Message};
use crate::syntax::front_matter::{self, Entry, ProblemKind, Value};
use crate::text::{LineIndex, Positions, Span};

/// The first thing that is wrong in a file that the user wrote for us.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{path}:{line}:{column}: {message}")]
pub struct PackError {
    /// The file.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// Code points from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// A way out.
    pub help: Option<String>,
}

/// Something wrong, with the path to it through the file's mappings and lists.
#[derive(Debug)]
pub(crate) struct Located {
    path: Vec<Step>,
    message: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Item(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(at: usize) -> Self {
        Self::Item(at)
    }
}

impl Located {
    pub(crate) fn at<const N: usize>(keys: [&str; N], message: String) -> Self {
        Self { path: keys.iter().map(|&key| Step::Key(key.to_owned())).collect(), message }
    }

    pub(crate) fn on(path: Vec<Step>, message: String) -> Self {
        Self { path, message }
    }

    pub(crate) fn in_rule(at: usize, key: &str, message: String) -> Self {
        let path = vec![Step::Key("rules".into()), Step::Item(at), Step::Key(key.to_owned())];
        Self { path, message }
    }

    pub(crate) fn locate(self, path: &str, text: &str) -> PackError {
        // What is quoted in the message is the narrowest place, where it stands below the path.
        let around = walk(text, &self.path);
        let mut quoted = self.message.split('`').skip(1).step_by(2).filter(|quoted| !quoted.is_empty());
        let inside = quoted.find_map(|quoted| around.of(text).find(quoted));
        let offset = around.start as usize + inside.unwrap_or(0);
        PackError::at(path, text, offset, self.message, None)
    }
}

impl PackError {
    /// Something wrong at the end of a path; at what the message quotes first, where that stands there.
    pub(crate) fn on_path<const N: usize>(path: &str, text: &str, steps: [Step; N], message: String) -> Self {
        Located { path: steps.into(), message }.locate(path, text)
    }

    pub(crate) fn at(path: &str, text: &str, offset: usize, message: String, help: Option<String>) -> Self {
        let lines = LineIndex::new(text);
        let place = Positions::new(text, &lines).at(offset);
        Self { path: path.to_owned(), line: place.line, column: place.column, message, help }
    }

    /// Refuses a key that stands twice in one mapping: the typed reader keeps the last one of a map in silence.
    ///
    /// # Errors
    /// At the second of the two.
    pub(crate) fn refuse_duplicates(path: &str, text: &str) -> Result<(), Self> {
        let Some(second) = duplicate(&front_matter::read_yaml(text)) else { return Ok(()) };
        let message = format!("the key `{}` stands twice", second.of(text));
        Err(Self::at(path, text, second.start as usize, message, None))
    }

    /// At the first key or value that is `word`; `None` where there is none.
    pub(crate) fn at_word(
        path: &str,
        text: &str,
        word: &str,
        message: String,
        help: Option<String>,
    ) -> Option<Self> {
        let place = find(&front_matter::read_yaml(text), word)?;
        Some(Self::at(path, text, place.start as usize, message, help))
    }

    /// At the first place in a file where the word stands that a message quotes.
    pub(crate) fn quoting(path: &str, text: &str, message: String) -> Self {
        let word = message.split('`').nth(1).unwrap_or_default().to_owned();
        match Self::at_word(path, text, &word, message.clone(), None) {
            Some(found) => found,
            None => Self::at(path, text, text.find(&word).unwrap_or(0), message, None),
        }
    }

    /// From what the typed reader says. Where it gives no place, the path that it names is walked. What is no
    /// YAML at all is explained as a header's is.
    pub(crate) fn from_yaml(path: &str, text: &str, error: &serde_yaml::Error, checks: &[&str]) -> Self {
        if let Some((offset, message, help)) = broken_yaml(text) {
            return Self::at(path, text, offset, message, help);
        }
        let said = error.to_string();
        let (steps, said) = split_path(&said);
        let said = said.split(" at line ").next().unwrap_or(said);
        let (message, help) = reword(said, checks);
        if let Some(offset) = narrower(text, steps.clone(), said) {
            return Self::at(path, text, offset, message, help);
        }
        match error.location() {
            Some(place) => {
                Self { path: path.to_owned(), line: place.line(), column: place.column(), message, help }
            }
            None => Self::at(path, text, walk(text, &steps).start as usize, message, help),
        }
    }
}

/// The place of what the typed reader places too widely, or not at all.
fn narrower(text: &str, steps: Vec<Step>, said: &str) -> Option<usize> {
    if said == SECOND_DOCUMENT {
        return Some(text.find("\n---")? + 1);
    }
    if !said.starts_with(BRACE) {
        return None;
    }
    // It places what is wrong with a text at the mapping around it.
    let places = ["message", "help"].map(|key| {
        let key = Step::Key(key.to_owned());
        walk(text, &steps.iter().cloned().chain([key]).collect::<Vec<_>>())
    });
    let broken = places.into_iter().find(|place| Message::parse(place.of(text)).is_err())?;
    Some(broken.start as usize)
}

/// What the typed reader says of a second document.
const SECOND_DOCUMENT: &str = "deserializing from YAML containing more than one document is not supported";

/// What keeps a text from being YAML, in the words that pages get for their headers.
fn broken_yaml(text: &str) -> Option<(usize, String, Option<String>)> {
    const FENCE: &str = "---\n";
    let header = format!("{FENCE}{text}\n{FENCE}");
    let parsed = front_matter::parse(&header);
    let problem = parsed.problems.into_iter().find(|problem| problem.kind == ProblemKind::Invalid)?;
    let offset = (problem.span.start as usize).saturating_sub(FENCE.len()).min(text.len());
    Some((offset, problem.detail, problem.hint.map(|mistake| mistake.help().to_owned())))
}

/// `rules[2].check: unknown …` → the path and the rest.
fn split_path(said: &str) -> (Vec<Step>, &str) {
    let Some((path, rest)) = said.split_once(": ") else { return (Vec::new(), said) };
    let is_path = !path.contains([' ', '`']);
    if !is_path {
        return (Vec::new(), said);
    }
    let mut steps = Vec::new();
    for part in path.split(['.', '[']) {
        let item = part.strip_suffix(']').and_then(|number| number.parse().ok());
        steps.push(item.map_or_else(|| Step::Key(part.to_owned()), Step::Item));
    }
    (steps, rest)
}

/// The place that a path leads to; as near to it as the file goes.
fn walk(text: &str, path: &[Step]) -> Span {
    let whole = Span::new(0, text.len());
    let root = front_matter::read_yaml(text);
    let mut entries: &[Entry] = &root;
    let mut here = whole;
    let mut value: Option<&Value> = None;
    for step in path {
        match step {
            Step::Key(key) => {
                if let Some(Value::Mapping(inner)) = value {
                    entries = inner;
                }
                let Some(entry) = entries.iter().find(|entry| *entry.key == **key) else { break };
                here =
                    Span { start: entry.key_span.start, end: entry.value_span.end.max(entry.key_span.end) };
                value = Some(&entry.value);
            }
            Step::Item(at) => {
                let Some(Value::Sequence(items)) = value else { break };
                let Some(item) = items.get(*at) else { break };
                here = item.span;
                value = Some(&item.value);
            }
        }
    }
    here
}

/// The first key or value that is `word`, in order of the file.
fn find(entries: &[Entry], word: &str) -> Option<Span> {
    entries.iter().find_map(|entry| {
        if *entry.key == *word {
            return Some(entry.key_span);
        }
        find_in(&entry.value, entry.value_span, word)
    })
}

fn find_in(value: &Value, place: Span, word: &str) -> Option<Span> {
    match value {
        Value::Null => None,
        Value::Scalar(_) => (value.as_str() == Some(word)).then_some(place),
        Value::Sequence(items) => items.iter().find_map(|item| find_in(&item.value, item.span, word)),
        Value::Mapping(entries) => find(entries, word),
    }
}

/// The first key that stands in its mapping for a second time.
fn duplicate(entries: &[Entry]) -> Option<Span> {
    entries.iter().enumerate().find_map(|(at, entry)| {
        let again = entries[..at].iter().any(|earlier| earlier.key == entry.key);
        if again { Some(entry.key_span) } else { duplicate_in(&entry.value) }
    })
}

fn duplicate_in(value: &Value) -> Option<Span> {
    match value {
        Value::Null | Value::Scalar(_) => None,
        Value::Sequence(items) => items.iter().find_map(|item| duplicate_in(&item.value)),
        Value::Mapping(entries) => duplicate(entries),
    }
}

/// The typed reader's words in ours, with a way out.
fn reword(said: &str, checks: &[&str]) -> (String, Option<String>) {
    let mut quoted = said.split('`').skip(1).step_by(2);
    let wrong = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    let near = nearest(wrong, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let is_check = !known.is_empty() && known.iter().all(|name| checks.contains(name));
    if said.starts_with("unknown variant") && is_check {
        let help = near.unwrap_or_else(|| format!("there are {}", listed(&known)));
        return (format!("there is no check `{wrong}`"), Some(help));
    }
    if said.starts_with("unknown variant") {
        let is = if known.len() == 1 { "is not" } else { "is none of" };
        return (format!("`{wrong}` {is} {}", listed(&known)), near);
    }
    if said.starts_with("unknown field") {
        return (format!("there is no key `{wrong}` here; there are {}", listed(&known)), near);
    }
    if said == SECOND_DOCUMENT {
        return ("a second document begins here; one file is one".into(), None);
    }
    if said == "repetition limit exceeded" {
        return ("the aliases of this file repeat too much".into(), None);
    }
    if said.starts_with("missing field") {
        return (format!("the key `{wrong}` is missing"), None);
    }
    let Some((found, expected)) = said.split_once(", expected ") else { return (said.to_owned(), None) };
    let message = match expected {
        "unit variant" => "this check takes no parameters; write its name alone".to_owned(),
        "newtype variant" => "this check needs parameters; write them below its name".to_owned(),
        "map with a single key" => "a rule has one check; a second one is a second rule".to_owned(),
        _ => format!("this is {}, not {}", kind(found), kind(expected)),
    };
    (message, None)
}

/// A kind of value, as the typed reader names it, for people.
fn kind(said: &str) -> String {
    let said =
        said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: ")).unwrap_or(said);
    match said.trim_start_matches("a ") {
        "sequence" => "a list".into(),
        "map" => "a mapping of keys to values".into(),
        "string" => "a text".into(),
        "unit value" => "empty".into(),
        "u32" | "usize" => "a whole number".into(),
        "boolean" => "`true` or `false`".into(),
        enum_of if enum_of.starts_with("enum CheckSpec") => "a check".into(),
        other if other.starts_with("struct ") => "a mapping of keys to values".into(),
        text if text.starts_with("string \"") => {
            format!("the text `{}`", text.trim_start_matches("string ").trim_matches('"'))
        }
        other => other.to_owned(),
    }
}

/// The most similar of some names, if one is similar at all.
#[must_use]
pub fn nearest<'n>(wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let ratio = |name: &str| TextDiff::from_chars(wrong, name).ratio();
    let scored = names.into_iter().map(|name| (ratio(name), name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.6).then_some(best.1)
}

/// `` `a`, `b` and `c` ``
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
