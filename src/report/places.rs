//! Paths and ranks that several formats for build servers share. Not lines and columns (`source.rs`).

use std::borrow::Cow;
use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::Report;
use crate::diagnostic::Severity;

impl Report<'_> {
    /// A path from the top of the repository: what build servers know files by.
    pub(super) fn rooted<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let mut folder = self.folder.trim_end_matches('/');
        let mut rest = path;
        if folder.is_empty() || path.starts_with('/') || path.as_bytes().get(1) == Some(&b':') {
            return Cow::Borrowed(path);
        }
        while let Some(above) = rest.strip_prefix("../").filter(|_| !folder.is_empty()) {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            rest = above;
        }
        Cow::Owned(if folder.is_empty() { rest.to_owned() } else { format!("{folder}/{rest}") })
    }

    /// The positions of all diagnostics, the most important first: by severity, then the first of each rule, then the second
    /// of each, and so on for as many as are looked at one by one.
    pub(super) fn ranked(&self) -> Vec<usize> {
        let mut counts: FxHashMap<(&str, Severity), usize> = FxHashMap::default();
        let mut keys = Vec::with_capacity(self.diagnostics.len());
        for diagnostic in self.diagnostics {
            let count = counts.entry((&diagnostic.rule, diagnostic.severity)).or_default();
            keys.push((Reverse(diagnostic.severity), (*count).min(10)));
            *count += 1;
        }
        let mut ranked: Vec<usize> = (0..keys.len()).collect();
        ranked.sort_by_key(|&at| keys[at]);
        ranked
    }
}

/// The first of `text`'s characters that take at most `bytes` bytes, with `…` where some are left out.
pub(super) fn clip(text: &str, bytes: usize) -> Cow<'_, str> {
    if text.len() <= bytes {
        return Cow::Borrowed(text);
    }
    let end = text.floor_char_boundary(bytes.saturating_sub("…".len()));
    Cow::Owned(format!("{}…", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_at_the_top() {
        let rooted = |folder, path| Report { folder, ..Report::default() }.rooted(path).into_owned();
        assert_eq!(rooted("", "a.md"), "a.md");
        assert_eq!(rooted("docs", "ko-kr/a.md"), "docs/ko-kr/a.md");
        assert_eq!(rooted("docs/ko-kr", "../en-us/a.md"), "docs/en-us/a.md");
        assert_eq!(rooted("docs", "../../beside/a.md"), "../beside/a.md");
        assert_eq!(rooted("docs", "/elsewhere/a.md"), "/elsewhere/a.md");
    }

    #[test]
    fn a_text_is_clipped_between_characters() {
        assert_eq!(clip("가나다", 9), "가나다");
        assert_eq!(clip("가나다라", 9), "가나…");
    }
}
