//! How each page stands in each locale: in sync, behind, missing, an orphan; and what a translator has to do about
//! it, the worst first. Facts of a day, not findings: nobody can mend them in one commit.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::place::Places;
use super::{File, Workspace, relative};
use crate::model::comparison::{Age, Segment, Segments};
use crate::model::passage::{self, Harm};
use crate::model::{Comparison, Document, Facts, Group, Groups, Index, Standing, upstream};
use crate::syntax::side_by_side::{self, PairTags};
use crate::syntax::tags;
use crate::text::{LineIndex, Span, on_one_line};

/// One page in all its locales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its path with `{locale}` in the place of the locale; that of the source where there is no translation.
    pub page: String,
    /// By locale.
    pub cells: BTreeMap<String, Cell>,
}

/// One page in one locale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// How it stands.
    pub state: State,
    /// The file; `None` for one that is missing.
    pub path: Option<String>,
    /// What it was held against: its source, or a page of the newest text.
    pub against: Option<String>,
    /// How many passages differ, where that can be told.
    pub passages: Option<u32>,
    /// How many commits of the source it lacks, where there is a history.
    pub commits: Option<u32>,
    /// For how many days it has been so, where that can be told.
    pub days: Option<u32>,
}

/// How a page stands in a locale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Others are translated from it.
    Source,
    /// It was made from the newest text.
    InSync,
    /// The newest text says something else.
    Behind,
    /// It was made from another text than its siblings, and nothing says which is newer.
    Differs,
    /// There is no page.
    Missing,
    /// Its source is gone.
    Orphan,
    /// Nothing says what it was made from, or there is nothing to hold it against.
    Untracked,
}

impl State {
    /// All of them, as they are counted.
    pub const ALL: [State; 7] = [
        State::InSync,
        State::Behind,
        State::Differs,
        State::Missing,
        State::Orphan,
        State::Untracked,
        State::Source,
    ];

    /// In words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Source => "source",
            State::InSync => "in sync",
            State::Behind => "behind",
            State::Differs => "differs",
            State::Missing => "missing",
            State::Orphan => "orphan",
            State::Untracked => "untracked",
        }
    }
}

/// A passage that a translator has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What it does to readers.
    pub harm: Harm,
    /// The locale of the page.
    pub locale: String,
    /// The page.
    pub path: String,
    /// The line where it says the older text, from 1; where the new one belongs, for what is new.
    pub line: usize,
    /// For how many days the page has been behind.
    pub days: Option<u32>,
    /// What it was translated from; empty for what is new.
    pub was: String,
    /// What the newest text says; empty for what is gone.
    pub is: String,
    /// Where the newest text stands.
    pub against: String,
}

impl Workspace {
    /// Each page of an index in each locale, by page.
    #[must_use]
    pub fn standing(&self, index: &Index) -> Vec<Row> {
        let groups = Groups::new(index, &[] as &[&str]);
        let cut = Cut::new(self);
        let mut places = Places::new(&self.directory, None);
        let sources: BTreeSet<&str> =
            self.files.iter().filter(|file| file.is_source).filter_map(File::locale).collect();
        let mut rows = Vec::new();
        for group in &groups.list {
            let apart = |facts: &&Facts| {
                self.file(&facts.path).is_some_and(|file| file.is_source && file.layout.is_none())
            };
            if group.members.iter().all(apart) {
                continue;
            }
            let mut cells = BTreeMap::new();
            for facts in &group.members {
                let (Some(file), Some(locale)) = (self.file(&facts.path), &facts.locale) else { continue };
                cells.insert(locale.to_string(), cell(file, facts, group, &cut));
            }
            let known =
                groups.locales.get(&group.area()).into_iter().flatten().map(|(locale, _)| locale.as_str());
            let missing = known.filter(|locale| !sources.contains(locale));
            let missing: Vec<&str> = missing.filter(|locale| !cells.contains_key(*locale)).collect();
            for locale in missing {
                cells.insert(locale.to_owned(), Cell::without(State::Missing));
            }
            let above = group.members.first().and_then(|facts| self.file(&facts.path)?.disk.parent());
            let above = above.map(|folder| places.above(folder)).unwrap_or_default();
            rows.push(Row { page: relative(&self.directory, &above.join(group.page)), cells });
        }
        rows.extend(self.untranslated());
        rows.sort_by(|a, b| a.page.cmp(&b.page));
        rows
    }

    /// Pages of the source that no file was translated from.
    fn untranslated(&self) -> Vec<Row> {
        // Where sources stand, and which locales were translated from there: only of whole folders, since hooks name files.
        type Tree<'f> = (Option<PathBuf>, BTreeSet<&'f str>);
        let mut trees: BTreeMap<(PathBuf, PathBuf), Tree<'_>> = BTreeMap::new();
        for file in self.files.iter().filter(|file| file.from_folder && file.source_exists) {
            let (Some(source), Some(locale)) = (&file.source, file.locale()) else { continue };
            let key = (file.source_top.clone().unwrap_or_default(), file.layout_folder());
            let (common, locales) = trees.entry(key).or_default();
            locales.insert(locale);
            let parent = source.parent().unwrap_or(source);
            *common = Some(common.as_ref().map_or(parent.to_path_buf(), |known| shared(known, parent)));
        }
        let used: FxHashSet<&Path> = self.files.iter().filter_map(|file| file.source.as_deref()).collect();
        // What a layout places is in a group already.
        let own = self.files.iter().filter(|file| file.layout.is_some());
        let own: FxHashSet<&Path> = own.map(|file| file.disk.as_path()).collect();
        let mut rows = Vec::new();
        for (common, locales) in trees.into_values() {
            let mut pages = Vec::new();
            if let Some(common) = common {
                super::discover::walk(&common, &mut pages);
            }
            pages.sort();
            for page in
                pages.iter().filter(|page| !used.contains(page.as_path()) && !own.contains(page.as_path()))
            {
                let missing =
                    locales.iter().map(|locale| ((*locale).to_owned(), Cell::without(State::Missing)));
                rows.push(Row { page: relative(&self.directory, page), cells: missing.collect() });
            }
        }
        rows
    }

    /// What translators have to look at, the worst first.
    #[must_use]
    pub fn tasks(&self, index: &Index) -> Vec<Task> {
        let mut tasks = Vec::new();
        self.each(&mut |page, document| {
            let Ok(document) = document else { return };
            let Some(facts) = index.get(page.path) else { return };
            let behind = facts.upstream.as_ref().filter(|upstream| upstream.standing == Standing::Behind);
            if let (Some(upstream), Some(file)) = (behind, self.file(page.path)) {
                tasks.extend(self.against_source(file, facts, upstream, document));
            }
        });
        let groups = Groups::new(index, &[] as &[&str]);
        let cut = Cut::new(self);
        for group in &groups.list {
            for comparison in Comparison::all(group, &cut).iter().filter(|comparison| !comparison.twins) {
                for facts in comparison.older.iter().filter(|facts| facts.upstream.is_none()) {
                    tasks.extend(against_sibling(comparison, facts, &cut));
                }
            }
        }
        tasks.sort_by(|a, b| {
            let key = |task: &Task| (task.harm, std::cmp::Reverse(task.days));
            key(a)
                .cmp(&key(b))
                .then_with(|| (&a.path, a.line, &a.was, &a.is).cmp(&(&b.path, b.line, &b.was, &b.is)))
        });
        tasks
    }

    /// What changed between the source that a page was made from and the source as it is.
    fn against_source(
        &self,
        file: &File,
        facts: &Facts,
        known: &upstream::Upstream,
        document: &Document<'_>,
    ) -> Vec<Task> {
        let Some(source) = file.read_source(&self.directory, &self.overlays) else { return Vec::new() };
        let lines = LineIndex::new(document.text);
        let newer = passage::of_page(&source.text);
        let pinned;
        let (older_text, older, changes) = if document.pairs.is_empty() {
            let Some(text) = self.pinned_text(file, document) else { return Vec::new() };
            pinned = text;
            let older = passage::of_page(&pinned);
            let changes = passage::changes((&pinned, &older), (&source.text, &newer));
            (pinned.as_str(), older, changes)
        } else {
            let (older, changes) = upstream::changes_in(document, &source.text);
            (document.source().text(), older, changes)
        };
        let line = |span: Span| {
            let pairs = !document.pairs.is_empty();
            let place = document.source().to_file_pieces(span).next().filter(|_| pairs);
            place.map_or(1, |place| lines.line(place.start as usize) + 1)
        };
        let mut last = 1;
        let task = |change: &passage::Change| {
            let was = change.older.map(|at| older[at].span);
            last = was.map_or(last, line);
            Task {
                harm: change.harm,
                locale: facts.locale.as_ref().map_or_else(String::new, ToString::to_string),
                path: facts.path.to_string(),
                line: last,
                days: known.days,
                was: was.map_or_else(String::new, |span| on_one_line(span.of(older_text)).into_owned()),
                is: change
                    .newer
                    .map_or_else(String::new, |at| on_one_line(newer[at].span.of(&source.text)).into_owned()),
                against: source.path.to_string(),
            }
        };
        changes.iter().map(task).collect()
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.binary_search_by(|file| (*file.path).cmp(path)).ok().map(|at| &self.files[at])
    }
}

/// What a page lacks of the newest text that a sibling has.
fn against_sibling(comparison: &Comparison<'_>, facts: &Facts, cut: &Cut<'_>) -> Vec<Task> {
    let (Some(&first), Some(&newest)) = (comparison.older.first(), comparison.newer.first()) else {
        return Vec::new();
    };
    if comparison.age == Age::Unknown {
        return Vec::new();
    }
    let lines = cut.text(&facts.path).map(|text| (LineIndex::new(&text), text.len()));
    let line = |at: usize| {
        let start =
            Comparison::place(first, at, facts).or_else(|| facts.segments.last().map(|last| last.start));
        let found = lines.as_ref().zip(start).filter(|((_, length), start)| (*start as usize) < *length);
        found.map_or(1, |((lines, _), start)| lines.line(start as usize) + 1)
    };
    let task = |harm, at: usize, was: &str, is: &str| Task {
        harm,
        locale: facts.locale.as_ref().map_or_else(String::new, ToString::to_string),
        path: facts.path.to_string(),
        line: line(at),
        days: days_between(facts.handoff, newest.handoff),
        was: on_one_line(was).into_owned(),
        is: on_one_line(is).into_owned(),
        against: newest.path.to_string(),
    };
    let mut tasks = Vec::new();
    let mut seen = FxHashSet::default();
    for change in comparison.changed.iter().chain(&comparison.relinked) {
        if seen.insert((change.older, change.newer)) {
            let relinked = comparison.relinked.iter().any(|other| other.older == change.older);
            let harm = passage::harm_between(&change.before, &change.after);
            let harm = if relinked { harm.min(Harm::Link) } else { harm };
            tasks.push(task(harm, change.older, &change.before, &change.after));
        }
    }
    let source = |facts: &Facts, range: &std::ops::Range<usize>| {
        let texts =
            facts.segments[range.clone()].iter().filter_map(|segment| cut.segment(facts, segment.start));
        texts.map(|segment| segment.source().to_owned()).collect::<Vec<_>>().join(" ")
    };
    tasks.extend(comparison.gone.iter().map(|run| task(Harm::Passage, run.start, &source(first, run), "")));
    tasks.extend(comparison.added.iter().map(|(run, at)| task(Harm::Passage, *at, "", &source(newest, run))));
    tasks
}

fn days_between(from: Option<Date>, to: Option<Date>) -> Option<u32> {
    from?.until(to?).ok()?.get_days().try_into().ok()
}

/// The folder that two folders share.
fn shared(one: &Path, other: &Path) -> PathBuf {
    one.ancestors().find(|folder| other.starts_with(folder)).unwrap_or(one).to_path_buf()
}

impl Cell {
    fn without(state: State) -> Self {
        Self { state, path: None, against: None, passages: None, commits: None, days: None }
    }
}

/// How one file stands: to its source where that is at hand, else to the newest text of its siblings.
fn cell(file: &File, facts: &Facts, group: &Group<'_>, cut: &Cut<'_>) -> Cell {
    let own = Cell { path: Some(facts.path.to_string()), ..Cell::without(State::Untracked) };
    if file.is_source {
        return Cell { state: State::Source, ..own };
    }
    if let Some(upstream) = &facts.upstream {
        let state = match upstream.standing {
            Standing::Current => State::InSync,
            Standing::Behind => State::Behind,
            Standing::Gone => State::Orphan,
            Standing::Unpinned | Standing::Unknown => State::Untracked,
        };
        let against = (!upstream.is_own).then(|| upstream.path.to_string());
        return Cell {
            state,
            against,
            passages: upstream.changed,
            commits: upstream.commits,
            days: upstream.days,
            ..own
        };
    }
    if group.members.len() < 2 {
        return own;
    }
    let texts = group.texts();
    let is_in = |text: &Vec<&Facts>| text.iter().any(|other| other.path == facts.path);
    match texts.iter().position(is_in) {
        Some(0) if texts[0].len() > 1 || texts.len() > 1 => Cell { state: State::InSync, ..own },
        Some(0) | None => by_version(facts, group, own),
        Some(_) => {
            let comparisons = cut.comparisons(group);
            let found = comparisons.iter().find(|one| !one.twins && is_in(&one.older));
            let Some(comparison) = found else { return Cell { state: State::InSync, ..own } };
            let newest = comparison.newer.first();
            let relinked = comparison
                .relinked
                .iter()
                .filter(|change| !comparison.changed.iter().any(|other| other.older == change.older));
            let count =
                comparison.changed.len() + relinked.count() + comparison.gone.len() + comparison.added.len();
            Cell {
                state: if comparison.age == Age::Unknown { State::Differs } else { State::Behind },
                against: newest.map(|facts| facts.path.to_string()),
                passages: count.try_into().ok(),
                days: newest.and_then(|newest| days_between(facts.handoff, newest.handoff)),
                ..own
            }
        }
    }
}

/// Without pairs there is but the version that a page names, and the day of its hand-off.
fn by_version(facts: &Facts, group: &Group<'_>, own: Cell) -> Cell {
    let Some(version) = &facts.version else { return own };
    let others = group.members.iter().filter(|other| other.path != facts.path && other.version.is_some());
    let other =
        others.clone().find(|other| other.version.as_ref() != Some(version) && other.handoff > facts.handoff);
    match (other, others.count()) {
        (_, 0) => own,
        (None, _) => Cell { state: State::InSync, ..own },
        (Some(newer), _) => Cell {
            state: State::Behind,
            against: Some(newer.path.to_string()),
            days: days_between(facts.handoff, newer.handoff),
            ..own
        },
    }
}

/// Segments cut out of files, which are read once while one group is looked at.
struct Cut<'w> {
    workspace: &'w Workspace,
    files: RefCell<FxHashMap<Arc<str>, Option<Whole>>>,
}

type Whole = (Arc<str>, Arc<[PairTags]>);

impl<'w> Cut<'w> {
    fn new(workspace: &'w Workspace) -> Self {
        Self { workspace, files: RefCell::default() }
    }

    fn comparisons<'i>(&self, group: &Group<'i>) -> Vec<Comparison<'i>> {
        Comparison::all(group, self)
    }

    fn text(&self, path: &Arc<str>) -> Option<Arc<str>> {
        self.whole(path).map(|(text, _)| text)
    }

    fn whole(&self, path: &Arc<str>) -> Option<Whole> {
        let mut files = self.files.borrow_mut();
        if files.len() >= 32 && !files.contains_key(path) {
            files.clear();
        }
        let read = || {
            let text = self.workspace.text(path)?;
            let mut list = Vec::new();
            let swallowed = tags::scan(&text, Span::new(0, text.len()), &mut list);
            let pairs = side_by_side::read_tags(&text, &list, swallowed);
            Some((text, pairs.into()))
        };
        files.entry(Arc::clone(path)).or_insert_with(read).clone()
    }
}

impl Segments for Cut<'_> {
    fn segment(&self, facts: &Facts, start: u32) -> Option<Segment> {
        let (text, pairs) = self.whole(&facts.path)?;
        let at = pairs.binary_search_by_key(&start, |pair| pair.whole.start).ok()?;
        facts.describes(&text).then(|| Segment { source: pairs[at].source, target: pairs[at].target, text })
    }

    fn text(&self, facts: &Facts) -> Option<Arc<str>> {
        Cut::text(self, &facts.path).filter(|text| facts.describes(text))
    }

    fn file(&self, path: &str) -> Option<Arc<str>> {
        self.workspace.text(path)
    }
}
