//! From what was asked for to an engine: the configurations on disk, the packs that they name, settings. The same for
//! the command line and for the editor; not what either of them is asked in.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::{Arrangement, Workspace, normal, relative};
use crate::config::{Layouts, Level, Options, Root, Selector, Settings, termbase};
use crate::diagnostic::Severity;
use crate::engine::{Engine, EngineError};
use crate::model::{Termbase, Terms};
use crate::packs::{self, PackError, PackFile};

/// What whoever starts a run says of rules.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Run only these.
    pub select: Vec<String>,
    /// Do not run these.
    pub ignore: Vec<String>,
    /// Report nothing less grave, whatever is configured.
    pub severity: Option<Severity>,
    /// Read this configuration instead of the nearest.
    pub config: Option<PathBuf>,
    /// Read no configuration.
    pub isolated: bool,
    /// The directory that the paths of reports start from.
    pub directory: PathBuf,
}

/// What a run was told to do, read and proven.
#[expect(missing_debug_implementations, reason = "an engine has nothing to show")]
pub struct Loaded {
    /// The rules.
    pub engine: Engine,
    /// The configurations that were read, by path.
    pub configs: Vec<PathBuf>,
    /// The other files that were read for it, by full path: packs, termbases, schemas, what is extended.
    pub named: Vec<PathBuf>,
    /// Least grave severity that is reported somewhere.
    pub severity: Severity,
    /// What was read and is not heeded.
    pub notices: Vec<String>,
    /// What the configurations say of where pages and their sources stand.
    pub arrangements: Vec<Arrangement>,
}

/// Why there is nothing to run by.
#[derive(Debug, Error)]
pub enum LoadError {
    /// A pack, a configuration, a termbase or a file of accepted findings is wrong.
    #[error("{0}{help}", help = .0.help.as_ref().map(|help| format!("\n  help: {help}")).unwrap_or_default())]
    Wrong(PackError),
    /// Packs and configuration do not hold together, and neither has a place that says so.
    #[error(transparent)]
    Apart(#[from] EngineError),
    /// A file that was named or found.
    #[error("cannot read {}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A file that another names.
    #[error("{} names {}, which cannot be read", .by.display(), .named.display())]
    NamesUnreadable {
        /// Which names it.
        by: PathBuf,
        /// The file.
        named: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A file that another names, and may not.
    #[error("{}: {} lies outside of the repository", .by.display(), .named.display())]
    Outside {
        /// Which names it.
        by: PathBuf,
        /// The file.
        named: PathBuf,
    },
    /// A configuration that extends itself.
    #[error("{}: `extends` leads back to {}", .by.display(), .named.display())]
    Circle {
        /// The last of them.
        by: PathBuf,
        /// The one that was there before.
        named: PathBuf,
    },
    /// A pattern of a layout.
    #[error("{}: {wrong}", .config.display())]
    Layout {
        /// The configuration.
        config: PathBuf,
        /// What is wrong with it.
        wrong: String,
    },
    /// Termbases that do not hold together.
    #[error("{0}")]
    Terms(String),
    /// A folder of the source that is none.
    #[error("there is no folder `{}`", .0.display())]
    NoFolder(PathBuf),
    /// What was there a moment ago.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

// No source of the error: it is the error, and chains of causes would say it twice.
impl From<PackError> for LoadError {
    fn from(wrong: PackError) -> Self {
        Self::Wrong(wrong)
    }
}

/// Builds the engine that `check` runs on pages in some folders, from the bundled packs and those that users wrote:
/// each page goes by the nearest configuration.
///
/// # Errors
/// Where a configuration or a pack is wrong, with its place.
pub fn load(args: &Choices, folders: &[PathBuf], bundled: Vec<PackFile>) -> Result<Loaded, LoadError> {
    let configs: BTreeSet<PathBuf> = match (&args.config, args.isolated) {
        (_, true) => BTreeSet::new(),
        (Some(config), false) => [config.clone()].into(),
        (None, false) => folders.iter().filter_map(|folder| find(folder)).collect(),
    };
    let mut all = Sources::default();
    let mut settings = Vec::new();
    let mut arrangements = Vec::new();
    // A configuration that was named holds for every page.
    if args.config.is_none() || args.isolated {
        settings.push((Vec::new(), resolve(args, &Options::default(), None)));
    }
    for config in &configs {
        let mut own = own_packs(config)?;
        own.set_apart(config, &all.named);
        let mut resolved = resolve(args, &own.options, Some(root(config, &args.directory)?));
        if own.termbase != Termbase::default() {
            resolved.terms = Some(Arc::new(Terms::new(own.termbase.clone()).map_err(LoadError::Terms)?));
        }
        settings.push((own.named.clone(), resolved));
        arrangements.extend(arrangement(config, &own.options)?);
        all.join(own);
    }
    for (own, settings) in &mut settings {
        let foreign = all.named.iter().filter(|pack| !own.contains(pack));
        foreign.for_each(|(_, pack)| settings.leave_out(pack));
    }
    let settings: Vec<Settings> = settings.into_iter().map(|(_, settings)| settings).collect();
    let severity = settings.iter().map(|settings| settings.severity).min().unwrap_or(Severity::Warning);
    let packs = bundled.into_iter().chain(all.packs).collect();
    let engine = Engine::with_settings(packs, settings).map_err(|error| located(error, &all.written))?;
    let configs = configs.into_iter().collect();
    Ok(Loaded { engine, configs, named: all.files, severity, notices: all.notices, arrangements })
}

/// Places pages as the configurations, or the command line, have it.
///
/// # Errors
/// Where the source that was named is no folder.
pub fn arrange(
    workspace: &mut Workspace,
    loaded: &mut Loaded,
    source: Option<&Path>,
    directory: &Path,
) -> Result<(), LoadError> {
    name_source(loaded, source, directory)?;
    workspace.arrange(&loaded.arrangements);
    Ok(())
}

/// Lets the command line say where sources stand, whatever configurations say.
///
/// # Errors
/// Where the source that was named is no folder.
pub fn name_source(loaded: &mut Loaded, source: Option<&Path>, directory: &Path) -> Result<(), LoadError> {
    if let Some(folder) = source {
        let source = normal(&directory.join(folder));
        if !source.is_dir() {
            return Err(LoadError::NoFolder(folder.to_path_buf()));
        }
        for arrangement in &mut loaded.arrangements {
            arrangement.source = Some(source.clone());
        }
        let by = "--source".to_owned();
        let everywhere = Path::new("/").to_path_buf();
        loaded.arrangements.push(Arrangement {
            folder: everywhere,
            by,
            layouts: Vec::new(),
            source: Some(source),
        });
    }
    Ok(())
}

/// What a configuration says of layouts and sources; `None` where it leaves both to be found.
fn arrangement(config: &Path, options: &Options) -> Result<Option<Arrangement>, LoadError> {
    if options.layouts.is_empty() && options.source.is_none() {
        return Ok(None);
    }
    let full = config.canonicalize()?;
    let folder = full.parent().unwrap_or(&full).to_path_buf();
    let bundled = Layouts::bundled();
    let layouts = options.layouts.iter().map(|layout| layout.compile(&bundled));
    let layouts = layouts
        .collect::<Result<_, _>>()
        .map_err(|wrong| LoadError::Layout { config: config.to_path_buf(), wrong })?;
    let source = options.source.as_ref().map(|source| normal(&folder.join(source)));
    Ok(Some(Arrangement { folder, by: show(config), layouts, source }))
}

fn resolve(args: &Choices, options: &Options, root: Option<Root>) -> Settings {
    let selectors = |names: &[String]| names.iter().map(Selector::new).collect();
    let mut settings = Settings::new(args.severity, options, root);
    settings.selected = selectors(&args.select);
    settings.ignored = selectors(&args.ignore);
    settings
}

/// The packs that hold where the command was called, for commands that look at no pages.
///
/// # Errors
/// Where a configuration or a pack is wrong, with its place.
pub fn packs_here(config: Option<&Path>) -> Result<Vec<PackFile>, LoadError> {
    let found = if config.is_none() { find(Path::new(".")) } else { None };
    let own = config.or(found.as_deref()).map(own_packs).transpose()?;
    Ok(packs::bundled().into_iter().chain(own.unwrap_or_default().packs).collect())
}

/// What users wrote, as read: packs and configuration, without the bundled ones.
#[derive(Default)]
struct Sources {
    packs: Vec<PackFile>,
    options: Options,
    /// The words of all termbases that they name.
    termbase: Termbase,
    /// Packs of the user's, by file and name.
    named: Vec<(PathBuf, String)>,
    /// What the user wrote, by the name that errors show: the configuration, then packs.
    written: Vec<(String, String)>,
    /// The files that they name, by full path.
    files: Vec<PathBuf>,
    /// What was read and is not heeded.
    notices: Vec<String>,
}

impl Sources {
    /// A schema that is nearer stands in for one that is extended.
    fn add_schema(&mut self, path: &Path) -> Result<(), LoadError> {
        let text = read(path)?;
        let (pack, unsupported) = packs::json_schema::pack(&show(path), &text)?;
        self.packs.retain(|known| known.pack != pack.pack);
        self.named.retain(|(_, name)| *name != pack.pack);
        self.named.push((path.canonicalize()?, pack.pack.clone()));
        self.packs.push(pack);
        self.written.push((show(path), text));
        if !unsupported.is_empty() {
            self.notices.push(format!("{}: not read: {}", show(path), unsupported.join(", ")));
        }
        Ok(())
    }

    /// Gives the pack of a header schema the name of its configuration's folder, where another configuration has a schema
    /// of its own: `schema-ko-kr`. What this configuration says of it goes with it.
    fn set_apart(&mut self, config: &Path, others: &[(PathBuf, String)]) {
        const NAME: &str = "schema";
        let Some(own) = self.named.iter().position(|(_, name)| name == NAME) else { return };
        if !others.iter().any(|(path, name)| name == NAME && *path != self.named[own].0) {
            return;
        }
        let full = config.canonicalize().unwrap_or_else(|_| config.to_path_buf());
        let folder = full.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let parts = folder.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
        let parts = parts.map(str::to_ascii_lowercase);
        let mut name = std::iter::once(NAME.to_owned()).chain(parts).collect::<Vec<_>>().join("-");
        while others.iter().any(|(_, other)| *other == name) {
            name.push_str("-too");
        }
        let rename = |rules: &mut BTreeMap<String, Level>| {
            for (selector, level) in std::mem::take(rules) {
                let rest =
                    selector.strip_prefix(NAME).filter(|rest| rest.is_empty() || rest.starts_with('/'));
                rules.insert(rest.map_or(selector.clone(), |rest| format!("{name}{rest}")), level);
            }
        };
        rename(&mut self.options.rules);
        self.options.overrides.iter_mut().for_each(|pages| rename(&mut pages.rules));
        self.notices.push(format!("{}: the rules of its `header-schema` are `{name}` here", show(config)));
        self.packs[own].pack.clone_from(&name);
        self.named[own].1 = name;
    }

    /// Takes in what another configuration names; a pack that both name is one pack.
    fn join(&mut self, other: Self) {
        for (pack, named) in other.packs.into_iter().zip(other.named) {
            if !self.named.iter().any(|(known, _)| *known == named.0) {
                self.packs.push(pack);
                self.named.push(named);
            }
        }
        self.written.extend(other.written);
        self.files.extend(other.files);
        self.notices.extend(other.notices);
    }
}

/// What a configuration, and those that it extends, say and name.
fn own_packs(config: &Path) -> Result<Sources, LoadError> {
    let mut sources = Sources::default();
    // From the outermost to the configuration itself, so that the nearest wins.
    for Written { path, text, options } in chain(config)?.into_iter().rev() {
        for named in &options.packs {
            // Without the `.` that such paths begin with.
            let pack_path: PathBuf = path.parent().unwrap_or(&path).join(named).components().collect();
            inside(config, &path, &pack_path)?;
            let full = pack_path.canonicalize()?;
            if sources.named.iter().any(|(known, _)| *known == full) {
                continue;
            }
            let (pack, text) = pack(&pack_path)?;
            sources.named.push((full, pack.pack.clone()));
            sources.packs.push(pack);
            sources.files.push(pack_path.canonicalize()?);
            sources.written.push((show(&pack_path), text));
        }
        for named in &options.termbase {
            let file: PathBuf = path.parent().unwrap_or(&path).join(named).components().collect();
            inside(config, &path, &file)?;
            sources.files.push(file.canonicalize()?);
            let read = termbase::read(&show(&file), &read(&file)?)?;
            sources.termbase.terms.extend(read.terms);
            sources.termbase.keep.extend(read.keep);
        }
        if let Some(named) = &options.header_schema {
            let schema: PathBuf = path.parent().unwrap_or(&path).join(named).components().collect();
            inside(config, &path, &schema)?;
            sources.files.push(schema.canonicalize()?);
            sources.add_schema(&schema)?;
        }
        if path != config {
            sources.files.push(path.canonicalize()?);
        }
        let mut options = options;
        // A path begins at the file that names it, whoever extends that.
        let source = options.source.take().map(|named| path.parent().unwrap_or(&path).join(named));
        options.source = source.map(|source| show(&std::path::absolute(&source).unwrap_or(source)));
        sources.options = options.over(sources.options);
        sources.written.insert(0, (show(&path), text));
    }
    Ok(sources)
}

/// A configuration file.
struct Written {
    path: PathBuf,
    text: String,
    options: Options,
}

/// A configuration and what it extends, nearest first.
fn chain(config: &Path) -> Result<Vec<Written>, LoadError> {
    let mut chain: Vec<Written> = Vec::new();
    let mut next = Some(config.to_path_buf());
    while let Some(path) = next {
        let text = read(&path)?;
        let options = Options::read(&show(&path), &text)?;
        next = options.extends.as_ref().map(|base| path.parent().unwrap_or(&path).join(base));
        if let Some(base) = &next {
            inside(config, &path, base)?;
            let seen = |known: &Written| known.path.canonicalize().ok() == base.canonicalize().ok();
            if chain.iter().any(seen) || path.canonicalize()? == base.canonicalize()? {
                return Err(LoadError::Circle { by: path, named: base.clone() });
            }
        }
        chain.push(Written { path, text, options });
    }
    Ok(chain)
}

/// Where a configuration stands, as seen from the directory that reports start from.
fn root(config: &Path, here: &Path) -> Result<Root, LoadError> {
    let here = here.canonicalize()?;
    let folder = config.canonicalize()?.parent().map(Path::to_path_buf).unwrap_or_default();
    Ok(Root { there: relative(&here, &folder), back: relative(&folder, &here) })
}

/// Reads a user's pack; its text is for errors that show only beside other packs.
///
/// # Errors
/// Where it cannot be read or is wrong, with its place.
pub fn pack(path: &Path) -> Result<(PackFile, String), LoadError> {
    let text = read(path)?;
    let pack = packs::read(&show(path), &text)?;
    Ok((pack, text))
}

/// What does not hold between packs and configuration, at its place in what the user wrote, or else on the
/// command line.
#[must_use]
pub fn located(error: EngineError, written: &[(String, String)]) -> LoadError {
    match written.iter().find_map(|(path, text)| error.locate(path, text)) {
        Some(located) => located.into(),
        None => error.into(),
    }
}

/// The nearest configuration at or above a folder, up to the top of its repository.
#[must_use]
pub fn find(near: &Path) -> Option<PathBuf> {
    let near = near.canonicalize().ok()?;
    let folder = if near.is_dir() { &near } else { near.parent()? };
    let mut top = false;
    let below_top = folder.ancestors().take_while(|folder| {
        let below = !top;
        top = folder.join(".git").exists();
        below
    });
    let found = below_top.map(|folder| folder.join("paralint.yaml")).find(|file| file.is_file())?;
    let here = std::env::current_dir().ok();
    let short = here.and_then(|here| found.strip_prefix(here).ok().map(Path::to_path_buf));
    Some(short.unwrap_or(found))
}

/// Packs and configurations are taken only from inside the repository of the configuration that was asked for;
/// without a repository, from below its folder. A pull request may have written all of them.
fn inside(config: &Path, named_in: &Path, named: &Path) -> Result<(), LoadError> {
    let folder = config.canonicalize()?.parent().map(Path::to_path_buf).unwrap_or_default();
    let top = folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&folder);
    let (by, named) = (named_in.to_path_buf(), named.to_path_buf());
    match named.canonicalize() {
        Err(source) => return Err(LoadError::NamesUnreadable { by, named, source }),
        Ok(full) if !full.starts_with(top) => return Err(LoadError::Outside { by, named }),
        Ok(_) => {}
    }
    Ok(())
}

pub(super) fn read(path: &Path) -> Result<String, LoadError> {
    std::fs::read_to_string(path).map_err(|source| LoadError::Unreadable { path: path.to_path_buf(), source })
}

/// A path for people.
#[must_use]
pub fn show(path: &Path) -> String {
    path.display().to_string()
}
