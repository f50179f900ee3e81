//! Keeps what people read from being obeyed: build servers take lines of a log for commands, and reports quote documents
//! that anybody may have written. Not for the formats that are commands (`github.rs`, `azure.rs`, `teamcity.rs`): they
//! escape each text by itself.

use std::borrow::Cow;
use std::io::{self, Write};

use super::excerpt::{is_dangerous, one_line};

/// Nobody sees it, and no command is one with it inside.
const JOINER: &str = "\u{2060}";

/// What begins a command anywhere in a line: for GitHub (older form) and Azure, for Azure, for TeamCity.
const MARKS: [&str; 3] = ["[", "vso[", "teamcity["];

/// A text on one line that neither a build server nor a terminal obeys: for what is said beside a report, whatever page or
/// path it quotes.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    match one_line(text, true) {
        Cow::Borrowed(line) => tame(line),
        Cow::Owned(line) => Cow::Owned(tame(&line).into_owned()),
    }
}

/// A path as git writes it in a diff: as it is, or in quotes and with escapes where it would end the line, steer a terminal
/// or be a command. The escapes are read back, so nothing is lost.
pub(super) fn quoted(path: &str) -> Cow<'_, str> {
    if !path.contains(is_dangerous) && !path.contains(['"', '\\']) && !path.contains("##") {
        return Cow::Borrowed(path);
    }
    let mut quoted = String::from("\"");
    let mut last = ' ';
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if is_dangerous(c) || c == '#' && last == '#' => {
                let mut bytes = [0; 4];
                let bytes = c.encode_utf8(&mut bytes).bytes();
                bytes.for_each(|byte| quoted.push_str(&format!("\\{byte:03o}")));
            }
            _ => quoted.push(c),
        }
        last = c;
    }
    quoted.push('"');
    Cow::Owned(quoted)
}

/// A line that no build server takes for a command. GitHub looks for `::` behind white space at the start of a line, the
/// others for their mark anywhere.
pub(super) fn tame(line: &str) -> Cow<'_, str> {
    let is_command = line.trim_start().starts_with("::");
    if !is_command && !line.contains("##") {
        return Cow::Borrowed(line);
    }
    let mut tame = String::with_capacity(line.len() + 8);
    if is_command {
        tame.push_str(JOINER);
    }
    let mut rest = line;
    while let Some(at) = rest.find("##") {
        let (before, after) = rest.split_at(at + 1);
        tame.push_str(before);
        let begins =
            |mark: &&str| after[1..].get(..mark.len()).is_some_and(|word| word.eq_ignore_ascii_case(mark));
        if MARKS.iter().any(begins) {
            tame.push_str(JOINER);
        }
        rest = after;
    }
    tame.push_str(rest);
    Cow::Owned(tame)
}

/// Hands on whole lines, each of them tame. The last one is written by [`Write::flush`].
#[derive(Debug)]
pub struct Guard<W: Write> {
    out: W,
    line: Vec<u8>,
    /// Whether a line is to hold nothing that a terminal obeys, colours included.
    is_plain: bool,
}

impl<W: Write> Guard<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, line: Vec::new(), is_plain: false }
    }

    /// For lists and tables without colours.
    pub fn plain(out: W) -> Self {
        Self { out, line: Vec::new(), is_plain: true }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        match std::str::from_utf8(&self.line) {
            Ok(words) if self.is_plain => {
                let (words, end) = words.strip_suffix('\n').map_or((words, ""), |words| (words, "\n"));
                self.out.write_all(line(words).as_bytes())?;
                self.out.write_all(end.as_bytes())?;
            }
            Ok(line) => self.out.write_all(tame(line).as_bytes())?,
            Err(_) => self.out.write_all(&self.line)?,
        }
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Write for Guard<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            self.line.extend_from_slice(&rest[..=end]);
            self.hand_on()?;
            rest = &rest[end + 1..];
        }
        self.line.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_on()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_broken_and_all_else_stays() {
        for line in ["a::b", "# A heading", "## Another", "C##", "F##x[", "", "  a ::error::b"] {
            assert_eq!(tame(line), line);
        }
        assert_eq!(tame("  ::error::x"), "\u{2060}  ::error::x");
        assert_eq!(tame("a ##vso[b] ###[c"), "a #\u{2060}#vso[b] ##\u{2060}#[c");
        assert_eq!(tame("##TeamCity[x"), "#\u{2060}#TeamCity[x");
    }

    #[test]
    fn what_is_quoted_stays_on_its_line() {
        assert_eq!(line("a page.md: all is well"), "a page.md: all is well");
        assert_eq!(line("a\n##vso[x]\r::y\u{1b}[2J"), "a #\u{2060}#vso[x] ::y\u{241b}[2J");
        assert_eq!(line("\n::error::x"), "\u{2060} ::error::x");
    }

    #[test]
    fn paths_of_a_diff_are_quoted_as_git_does() {
        assert_eq!(quoted("b/de-de/가.md"), "b/de-de/가.md");
        assert_eq!(quoted("b/a\n##[x \u{202e}\"\\.md"), r#""b/a\012#\043[x \342\200\256\"\\.md""#);
    }

    #[test]
    fn a_plain_guard_lets_no_control_through() {
        let mut out = Vec::new();
        let mut guard = Guard::plain(&mut out);
        guard.write_all(b"a\x1b[2J\tb\n::x\nend").expect("a vector takes everything");
        guard.flush().expect("a vector takes everything");
        assert_eq!(String::from_utf8(out).expect("text"), "a\u{241b}[2J b\n\u{2060}::x\nend");
    }

    #[test]
    fn lines_that_come_in_pieces_are_read_whole() {
        let mut out = Vec::new();
        let mut guard = Guard::new(&mut out);
        for piece in ["a #", "#vso[x\n:", ":error::y\n:", ":end"] {
            guard.write_all(piece.as_bytes()).expect("a vector takes everything");
        }
        guard.flush().expect("a vector takes everything");
        assert_eq!(
            String::from_utf8(out).expect("text"),
            "a #\u{2060}#vso[x\n\u{2060}::error::y\n\u{2060}::end"
        );
    }
}
