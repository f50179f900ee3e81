//! What a translation said before, by the history of its own repository. Not the history of sources (`history`).

use super::Workspace;
use super::git::Git;
use crate::model::fold;
use crate::syntax::{side_by_side, tags};
use crate::text::Span;

/// A translation that is no longer the present one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// What it said.
    pub words: String,
    /// The day of the commit that still said so, `YYYY-MM-DD`.
    pub day: String,
}

/// How many versions of a page are looked through.
const VERSIONS: usize = 16;

impl Workspace {
    /// What a page said for a source sentence before it said what it says now: the newest other translation that its
    /// history knows. `key` are the folded source words, `now` the translation.
    #[must_use]
    pub fn earlier(&self, path: &str, key: u64, now: &str) -> Option<Earlier> {
        let disk = self.disk(path);
        let folder = disk.parent()?;
        let top = folder.ancestors().find(|folder| folder.join(".git").exists())?;
        let git = Git::open(top).ok()?;
        let name = git.path(&disk)?;
        let commits = git.versions(&name, VERSIONS);
        let names: Vec<String> = commits.iter().map(|(commit, _)| format!("{commit}:{name}")).collect();
        let texts = git.texts(&names).into_iter().zip(commits);
        for (text, (_, day)) in texts {
            let Some(text) = text else { continue };
            let text = String::from_utf8_lossy(&text);
            let mut list = Vec::new();
            let swallowed = tags::scan(&text, Span::new(0, text.len()), &mut list);
            let pairs = side_by_side::read_tags(&text, &list, swallowed);
            let same = pairs.iter().find(|pair| fold::key(pair.source.of(&text)) == key);
            let words = same.map(|pair| pair.target.of(&text).trim());
            if let Some(words) = words.filter(|words| *words != now.trim()) {
                return Some(Earlier { words: words.to_owned(), day });
            }
        }
        None
    }
}
