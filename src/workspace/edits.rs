//! What people edited on pages after these were handed back, by the history of the repository. Not what became of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::git::Git;
use super::pages::{Sentences, Translated};
use crate::model::{Document, Place};

/// A translation that a person edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The sentence, as it was handed back.
    pub handed_back: Translated,
    /// How many sentences of the page before it say the same.
    pub ordinal: usize,
}

/// How far a hand-back is looked for.
const COMMITS: usize = 12;

/// What was edited on some pages up to a commit.
pub(super) fn edits(git: &Git, commit: &str, pages: &[PathBuf]) -> Vec<(PathBuf, Vec<Edited>)> {
    let known: Vec<(&PathBuf, String)> =
        pages.iter().filter_map(|page| Some((page, git.path(page)?))).collect();
    let paths: Vec<String> = known.iter().map(|(_, path)| path.clone()).collect();
    let history = git.history(commit, &paths);
    let mut edits = Vec::new();
    for (page, path) in known {
        let commits = history.get(&path).map_or(&[][..], |commits| &commits[..commits.len().min(COMMITS)]);
        if commits.len() < 2 {
            continue;
        }
        let names: Vec<String> = commits.iter().map(|commit| format!("{commit}:{path}")).collect();
        let texts = git.texts(&names).into_iter().map_while(|text| String::from_utf8(text?).ok());
        let states: Vec<Sentences> = texts.map(|text| sentences(page, &text)).collect();
        let Some(now) = states.first() else { continue };
        let one_hand_back = |state: &&Sentences| state.handed_off == now.handed_off;
        let Some(first) = states.iter().take_while(one_hand_back).last() else { continue };
        // The oldest that is known may be an edit itself.
        if states.len() == COMMITS && std::ptr::eq(first, states.last().unwrap_or(first)) {
            continue;
        }
        let both = first.join(now).into_iter();
        let edited: Vec<Edited> = both
            .filter(|(before, now, _)| before.target != now.target)
            .map(|(before, _, ordinal)| Edited { handed_back: before.clone(), ordinal })
            .collect();
        if !edited.is_empty() {
            edits.push((page.clone(), edited));
        }
    }
    edits
}

fn sentences(page: &Path, text: &str) -> Sentences {
    let path: Arc<str> = page.to_string_lossy().into();
    Sentences::of(&Document::read(path, text, &Place::default()))
}
