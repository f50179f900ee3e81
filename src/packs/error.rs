//! What is wrong in a pack or a configuration, and where: line, column, and the names that would do.

use similar::TextDiff;
use thiserror::Error;

use crate::syntax::front_matter::{self, Entry, Value};
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

#[derive(Debug, PartialEq, Eq)]
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
        let quoted = self.message.split('`').nth(1).filter(|quoted| !quoted.is_empty());
        let inside = quoted.and_then(|quoted| around.of(text).find(quoted));
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

    /// From what the typed reader says. Where it gives no place, the path that it names is walked.
    pub(crate) fn from_yaml(path: &str, text: &str, error: &serde_yaml::Error, names: &[&str]) -> Self {
        let said = error.to_string();
        let (steps, said) = split_path(&said);
        let message = said.split(" at line ").next().unwrap_or(said).to_owned();
        let help = suggestion(&message, names);
        match error.location() {
            Some(place) => {
                Self { path: path.to_owned(), line: place.line(), column: place.column(), message, help }
            }
            None => Self::at(path, text, walk(text, &steps).start as usize, message, help),
        }
    }
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

/// "did you mean": from the names that the reader expected, or from `names`.
fn suggestion(message: &str, names: &[&str]) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let wrong = quoted.next()?;
    let expected: Vec<&str> = quoted.collect();
    if !message.starts_with("unknown") {
        return None;
    }
    let pool = if expected.is_empty() { names } else { &expected };
    nearest(wrong, pool.iter().copied()).map(|near| format!("did you mean `{near}`?"))
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
