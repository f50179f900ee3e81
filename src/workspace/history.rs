//! What only a history knows of pages and their sources: which version a commit stands for, what changed since and
//! when, and the version that a page may name by now. A history that cannot be read is said once, and finds nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::git::{Git, NoHistory};
use super::{File, Overlays, Workspace, read, relative, write};
use crate::engine::Checked;
use crate::model::upstream::{self, Pin, PinOf};
use crate::model::{Document, Facts, Standing, passage};

/// What became of the version that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pinned {
    /// It names the present one.
    Same,
    /// Keys, with what they said and what they say now.
    Written(Vec<(String, String, String)>),
}

/// How many texts of a history are held at once.
const AT_ONCE: usize = 100;

/// A page whose source has a history, by what it needs of it.
struct Wanted<'w> {
    /// Index among what was checked.
    at: usize,
    file: &'w File,
    /// The commit that the page was made from.
    commit: String,
    /// The source, as its repository names it.
    path: String,
}

impl Workspace {
    /// Asks the histories of the sources which version a commit stands for; and what changed since, and when, where
    /// that is wanted.
    pub(super) fn ask_history(&self, checked: &mut [Checked]) {
        let all = self.history;
        let mut repositories: BTreeMap<PathBuf, Result<Git, NoHistory>> = BTreeMap::new();
        let mut wanted: BTreeMap<PathBuf, Vec<Wanted<'_>>> = BTreeMap::new();
        let mut unread: BTreeMap<(String, NoHistory), Vec<usize>> = BTreeMap::new();
        for (at, checked) in checked.iter().enumerate() {
            let Some(upstream) = &checked.facts.upstream else { continue };
            let needs =
                upstream.standing == Standing::Unknown || all && upstream.standing == Standing::Behind;
            let Some(file) = self.file(&checked.facts.path).filter(|_| needs) else { continue };
            let (Some(commit), Some(source)) = (&upstream.commit, &file.source) else { continue };
            let Some(folder) = source.parent() else { continue };
            let top = folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(folder);
            let git = repositories.entry(top.to_path_buf()).or_insert_with(|| Git::open(top));
            let why = match git {
                Ok(git) => {
                    if let Some(path) = git.path(source) {
                        let page = Wanted { at, file, commit: commit.to_string(), path };
                        wanted.entry(git.top.clone()).or_default().push(page);
                    }
                    continue;
                }
                Err(why) => why.clone(),
            };
            // Bytes tell without a history.
            if why != NoHistory::NoRepository || upstream.standing == Standing::Unknown {
                unread.entry((relative(&self.directory, top), why)).or_default().push(at);
            }
        }
        for (top, mut pages) in wanted {
            let Some(Ok(git)) = repositories.get(&top) else { continue };
            let shown = relative(&self.directory, &top);
            // A file that a repository ignores has no history there.
            let present: Vec<String> = pages.iter().map(|page| format!("HEAD:{}", page.path)).collect();
            let mut present = git.has(&present).into_iter();
            pages.retain(|page| {
                let is_known = present.next() == Some(true);
                let is_unknown = is_standing(&checked[page.at], Standing::Unknown);
                if !is_known && is_unknown {
                    unread.entry((shown.clone(), NoHistory::NoRepository)).or_default().push(page.at);
                }
                is_known
            });
            if git.is_shallow {
                let pages = pages.iter().map(|page| page.at);
                unread.entry((shown, NoHistory::Shallow)).or_default().extend(pages);
                continue;
            }
            let lost = self.ask(git, &pages, checked, all);
            unread.entry((shown, NoHistory::Lost)).or_default().extend(lost);
        }
        let told = unread.into_iter().filter(|(_, pages)| !pages.is_empty());
        self.notice(told.map(|((top, why), pages)| {
            let top = if top.is_empty() { "." } else { &top };
            let pages = if pages.len() == 1 { "a page".to_owned() } else { format!("{} pages", pages.len()) };
            format!("the history of `{top}` cannot be asked about {pages}: {}", why.words())
        }));
    }

    /// Asks one repository about the pages whose sources it holds; gives those that it knows nothing of.
    fn ask(&self, git: &Git, pages: &[Wanted<'_>], checked: &mut [Checked], all: bool) -> Vec<usize> {
        let mut behind: BTreeMap<&str, Vec<&Wanted<'_>>> = BTreeMap::new();
        let mut lost = Vec::new();
        for some in pages.chunks(AT_ONCE) {
            let names: Vec<String> =
                some.iter().map(|page| format!("{}:{}", page.commit, page.path)).collect();
            for (page, text) in some.iter().zip(git.texts(&names)) {
                let known = text.and_then(|text| self.compare(page, &text, &mut checked[page.at].facts));
                match known {
                    None => lost.push(page.at),
                    Some(Standing::Behind) => behind.entry(&page.commit).or_default().push(page),
                    Some(_) => {}
                }
            }
        }
        for (commit, pages) in behind.into_iter().filter(|_| all) {
            let paths: Vec<String> = pages.iter().map(|page| page.path.clone()).collect();
            let commits = git.since(commit, &paths);
            for page in pages {
                let Some(upstream) = &mut checked[page.at].facts.upstream else { continue };
                let Some(commits) = commits.get(&page.path) else { continue };
                upstream.commits = commits.len().try_into().ok();
                upstream.since = commits.iter().filter_map(|commit| commit.day).min().or(upstream.since);
                upstream.age(self.today, self.max_age);
            }
        }
        lost
    }

    /// A page, and its source as it is, against the source as the page's commit has it.
    fn compare(&self, page: &Wanted<'_>, pinned: &[u8], facts: &mut Facts) -> Option<Standing> {
        let upstream = facts.upstream.as_mut()?;
        let source = page.file.read_source(&self.directory, &self.overlays)?;
        // A checkout may have given the lines other ends.
        let pinned = String::from_utf8_lossy(pinned).replace("\r\n", "\n");
        let now = source.text.replace("\r\n", "\n");
        if upstream.standing == Standing::Unknown {
            upstream.standing = if pinned == now { Standing::Current } else { Standing::Behind };
        }
        if upstream.standing == Standing::Behind && upstream.changed.is_none() {
            let (older, newer) = (passage::of_page(&pinned), passage::of_page(&now));
            let changes = passage::changes((&pinned, &older), (&now, &newer));
            upstream.changed = changes.len().try_into().ok();
        }
        if !facts.segments.is_empty() {
            let edited =
                page.file.with_document(&self.overlays, |document| upstream::edited(document, &pinned));
            upstream.edited = edited.unwrap_or_default();
        }
        Some(upstream.standing)
    }

    /// The source of a page as it was when the page was made from it.
    pub(super) fn pinned_text(&self, file: &File, document: &Document<'_>) -> Option<String> {
        let (commit, _) = Pin::of(document, &self.pins)?.commit?;
        let source = file.source.as_ref()?;
        let git = Git::open(source.parent()?).ok()?;
        let name = format!("{commit}:{}", git.path(source)?);
        let text = git.texts(&[name]).into_iter().next()??;
        Some(String::from_utf8_lossy(&text).replace("\r\n", "\n"))
    }

    /// Writes the present version of its source into each page, and tells what was done with each, or why not.
    pub fn set_pins(&self, tell: &mut dyn FnMut(&str, Result<Pinned, String>)) {
        for file in self.files.iter().filter(|file| !file.is_source) {
            let mut buffer = Vec::new();
            let done = match read(&file.disk, &mut buffer) {
                Ok(text) => {
                    let document = Document::read(Arc::clone(&file.path), text, &file.place);
                    self.set_pin(file, &document)
                }
                Err(_) => Err("it cannot be read".to_owned()),
            };
            tell(&file.path, done);
        }
    }

    fn set_pin(&self, file: &File, document: &Document<'_>) -> Result<Pinned, String> {
        let Some(source) = file.source.as_ref().filter(|_| file.source_exists) else {
            return Err(
                if file.source_gone { "its source is gone" } else { "its source is not at hand" }.to_owned()
            );
        };
        let pin = Pin::of(document, &self.pins).ok_or("it has no key that names a version of its source")?;
        let bytes = std::fs::read(source).map_err(|error| super::reason(&error))?;
        let commit = committed(source, &bytes);
        let mut edits = Vec::new();
        if pin.of == PinOf::Bytes {
            // Whichever line ends the page counts with, those of the present file will do.
            let hash = if upstream::is_known_as(&bytes, &pin.value) {
                pin.value.to_string()
            } else {
                upstream::with_crlf(&bytes)
            };
            edits.push((pin.span, pin.key.to_string(), pin.value.to_string(), hash));
        }
        match (&pin.commit, commit) {
            (Some((value, span)), Ok(commit)) => {
                let key = self.pins.iter().find(|known| known.key == pin.key);
                let beside = key.and_then(|known| known.commit.clone()).unwrap_or_else(|| pin.key.clone());
                edits.push((*span, beside.to_string(), value.to_string(), commit));
            }
            (_, Err(why)) if pin.of == PinOf::Commit => return Err(why),
            // The bytes say enough.
            _ => {}
        }
        edits.retain(|(_, _, from, to)| from != to);
        if edits.is_empty() {
            return Ok(Pinned::Same);
        }
        let mut text = document.text.to_owned();
        edits.sort_by_key(|(span, ..)| std::cmp::Reverse(*span));
        for (span, _, _, to) in &edits {
            // Quotes stay as they are.
            let quote = text[span.range()].chars().next().filter(|c| matches!(c, '"' | '\''));
            let quote = quote.map_or_else(String::new, String::from);
            text.replace_range(span.range(), &format!("{quote}{to}{quote}"));
        }
        write::replace(&file.disk, document.text.as_bytes(), text.as_bytes())
            .map_err(|error| error.to_string())?;
        edits.reverse();
        Ok(Pinned::Written(edits.into_iter().map(|(_, key, from, to)| (key, from, to)).collect()))
    }
}

/// The last commit of a file, where that is what the file says.
fn committed(source: &std::path::Path, bytes: &[u8]) -> Result<String, String> {
    let git = source
        .parent()
        .ok_or(NoHistory::NoRepository)
        .and_then(Git::open)
        .map_err(|why| format!("its source has no commit: {}", why.words()))?;
    let path = git.path(source).ok_or("its source has no commit")?;
    let commit = git.last(&path).ok_or("its source was never committed")?;
    let known = git.texts(&[format!("{commit}:{path}")]).into_iter().next().flatten();
    let ends = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    if known.is_some_and(|known| ends(&known) == ends(bytes)) {
        Ok(commit)
    } else {
        Err("its source was changed and not committed".to_owned())
    }
}

impl File {
    /// Reads the page once more.
    fn with_document<T>(&self, overlays: &Overlays, look: impl FnOnce(&Document<'_>) -> T) -> Option<T> {
        let mut buffer = Vec::new();
        let text = match overlays.get(&self.path) {
            Some(overlay) => &overlay.text,
            None => read(&self.disk, &mut buffer).ok()?,
        };
        Some(look(&Document::read(Arc::clone(&self.path), text, &self.place)))
    }
}

fn is_standing(checked: &Checked, standing: Standing) -> bool {
    checked.facts.upstream.as_ref().is_some_and(|upstream| upstream.standing == standing)
}
