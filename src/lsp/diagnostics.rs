//! Diagnostics as an editor takes them. Not when they are sent.

use std::hash::Hasher;
use std::path::PathBuf;
use std::sync::Arc;

use lsp::{CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, Uri};
use rustc_hash::{FxHashMap, FxHasher};
use serde_json::json;

use super::client::Client;
use super::convert::{self, Lines};
use super::lsp;
use super::project::Project;
use crate::diagnostic::{Applicability, Diagnostic, Severity};

/// What is reported on a page, as it was sent.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// The text that places are in.
    pub(super) lines: Lines,
    /// As the engine says it.
    pub(super) found: Arc<Vec<Diagnostic>>,
    /// As the editor gets it.
    pub(super) items: Arc<Vec<lsp::Diagnostic>>,
    /// Equal for what looks the same.
    pub(super) result: u64,
}

/// Mechanisms whose findings are shown struck through, or faded.
const TAGS: [(&str, DiagnosticTag); 1] = [("front-matter.deprecated", DiagnosticTag::Deprecated)];

/// What names the linter beside a finding.
pub(super) const SOURCE: &str = "paralint";

pub(super) fn show(client: &Client, project: &Project, lines: &Lines, path: &str) -> Shown {
    let found = project.diagnostics(path);
    let mut files = Files { client, project, known: FxHashMap::default() };
    files.known.insert(path.into(), Some(lines.clone()));
    let items: Vec<lsp::Diagnostic> = found.iter().map(|one| item(one, lines, &mut files)).collect();
    let result = result(&items);
    Shown { lines: lines.clone(), found: Arc::new(found), items: Arc::new(items), result }
}

/// Files that related places are in, each looked up once.
struct Files<'f> {
    client: &'f Client,
    project: &'f Project,
    known: FxHashMap<Arc<str>, Option<Lines>>,
}

impl Files<'_> {
    fn lines(&mut self, path: &Arc<str>) -> Option<&Lines> {
        let (project, encoding) = (self.project, self.client.encoding);
        let read = || {
            let text = project.text(path)?;
            let is_open = project.workspace.overlays().get(path).is_some();
            Some(if is_open { Lines::new(text, encoding) } else { Lines::of_file(text, encoding) })
        };
        self.known.entry(Arc::clone(path)).or_insert_with(read).as_ref()
    }
}

fn item(one: &Diagnostic, lines: &Lines, files: &mut Files<'_>) -> lsp::Diagnostic {
    let client = files.client;
    let related = one.related.iter().filter(|_| client.related_information).filter_map(|related| {
        let uri = uri(files.project, &related.path);
        let range = files.lines(&related.path)?.range(related.span);
        Some(DiagnosticRelatedInformation {
            location: Location { uri, range },
            message: related.message.clone(),
        })
    });
    let related: Vec<_> = related.collect();
    let severity = match one.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    };
    let mechanism = files.project.engine.mechanism(&one.rule);
    let tags = TAGS.iter().filter(|(name, _)| client.tags && Some(*name) == mechanism).map(|(_, tag)| *tag);
    let tags: Vec<DiagnosticTag> = tags.collect();
    let href = client.settings.rules_url.as_ref().filter(|_| client.code_description);
    let message = match &one.help {
        Some(help) => format!("{}\n{help}", one.message),
        None => one.message.clone(),
    };
    let fix = one.fix.as_ref().map(|fix| match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
    });
    lsp::Diagnostic {
        range: lines.range(one.span),
        severity: Some(severity),
        code: Some(one.rule.to_string().into()),
        code_description: href
            .map(|href| CodeDescription { href: Uri(format!("{href}#{}", one.rule.replace('/', "-"))) }),
        source: Some(SOURCE.to_owned()),
        message: message.into(),
        tags: (!tags.is_empty()).then_some(tags),
        related_information: (!related.is_empty()).then_some(related),
        data: client.data.then(|| json!({ "fingerprint": one.fingerprint.to_string(), "fix": fix })),
    }
}

/// The address of a file of a project.
pub(super) fn uri(project: &Project, path: &str) -> Uri {
    let disk: PathBuf = project.workspace.disk(path);
    convert::uri(&disk)
}

/// A number that is equal for what looks the same.
fn result(items: &[lsp::Diagnostic]) -> u64 {
    struct Into(FxHasher);
    impl std::io::Write for Into {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.write(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut hash = Into(FxHasher::default());
    // What cannot be written is never the same.
    let _ = serde_json::to_writer(&mut hash, items);
    hash.0.finish()
}
