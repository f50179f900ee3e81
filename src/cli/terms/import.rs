//! Termbases of other tools: TBX (ISO 30042, both the older and the newer form) and tables. Not guessing: what a file
//! does not say is left out, and what is not read is said.

use std::path::Path;

use anyhow::{Context, bail};
use roxmltree::{Document, Node};

use crate::model::termbase::{Keep, Target, Term};
use crate::model::{Locale, Termbase};

/// Reads a file by its kind. What is not read of it comes beside.
pub(super) fn read(path: &Path, source: &str) -> anyhow::Result<(Termbase, Vec<String>)> {
    let source = Locale::parse(source).with_context(|| format!("`{source}` is no locale"))?;
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let text = text.trim_start_matches('\u{feff}');
    let kind = path.extension().map(|kind| kind.to_string_lossy().to_ascii_lowercase());
    let read = match kind.as_deref() {
        Some("tbx" | "xml") => tbx(text, &source),
        Some("csv") => table(text, b',', &source),
        Some("tsv") => table(text, b'\t', &source),
        _ => bail!("{shown} is neither .tbx nor .csv nor .tsv"),
    };
    let (termbase, notices) = read.with_context(|| format!("cannot read {shown}"))?;
    if termbase.terms.is_empty() && termbase.keep.is_empty() {
        bail!("{shown} has no term in {source} with a translation; `--source` names another language");
    }
    Ok((termbase, notices))
}

fn tbx(text: &str, source: &Locale) -> anyhow::Result<(Termbase, Vec<String>)> {
    let options =
        roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: 10_000_000, ..Default::default() };
    let document = Document::parse_with_options(text, options)?;
    let mut termbase = Termbase::default();
    let mut without = 0;
    let named = |names: &'static [&str]| move |node: &Node<'_, '_>| names.contains(&node.tag_name().name());
    for concept in document.descendants().filter(named(&["conceptEntry", "termEntry"])) {
        let mut term = Term { id: concept.attribute("id").map(Into::into), ..Term::default() };
        for section in concept.children().filter(named(&["langSec", "langSet"])) {
            let tag =
                section.attribute((XML, "lang")).or_else(|| section.attribute("lang")).unwrap_or_default();
            let Some(locale) = Locale::parse(tag) else { continue };
            let words = section.descendants().filter(named(&["termSec", "tig", "ntig"]));
            let words: Vec<(Status, String)> = words.filter_map(|node| word(node)).collect();
            if locale.language() == source.language() {
                term.source.extend(words.into_iter().map(|(_, word)| word));
            } else {
                let target = term.targets.entry(locale.to_string()).or_default();
                words.into_iter().for_each(|(status, word)| add(target, status, word));
            }
        }
        let note = concept
            .children()
            .find(|node| matches!(node.attribute("type"), Some("definition" | "subjectField")));
        term.note = note
            .and_then(|node| node.text())
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        term.targets.retain(|_, target| settle(target));
        if term.source.is_empty() || term.targets.is_empty() {
            without += 1;
        } else {
            termbase.terms.push(term);
        }
    }
    let notice = (without > 0).then(|| {
        let entries = if without == 1 { "entry has" } else { "entries have" };
        format!("{without} {entries} no term in {source}, or no translation, and was left out")
    });
    Ok((termbase, notice.into_iter().collect()))
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Preferred,
    Admitted,
    Deprecated,
}

/// A term with its standing; in the older form and in both styles of the newer one.
fn word(node: Node<'_, '_>) -> Option<(Status, String)> {
    let term = node.descendants().find(|node| node.tag_name().name() == "term")?;
    let word: String = term.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    let is_status = |node: &Node<'_, '_>| {
        node.tag_name().name() == "administrativeStatus"
            || node.attribute("type") == Some("administrativeStatus")
    };
    let status = node.descendants().find(is_status).and_then(|node| node.text()).unwrap_or_default();
    let status = match status.trim().trim_end_matches("-admn-sts") {
        "preferredTerm" | "preferred" => Status::Preferred,
        "deprecatedTerm" | "deprecated" | "supersededTerm" | "superseded" => Status::Deprecated,
        _ => Status::Admitted,
    };
    let word = word.trim();
    (!word.is_empty()).then(|| (status, word.to_owned()))
}

fn add(target: &mut Target, status: Status, word: String) {
    match status {
        Status::Preferred if target.preferred.is_empty() => target.preferred = word,
        Status::Preferred | Status::Admitted => target.allowed.push(word),
        Status::Deprecated => target.forbidden.push(word),
    }
}

/// Where nothing is preferred, what is admitted first is. Whether something is left.
fn settle(target: &mut Target) -> bool {
    if target.preferred.is_empty() && !target.allowed.is_empty() {
        target.preferred = target.allowed.remove(0);
    }
    !target.preferred.is_empty()
}

/// A table with a line of names above: `source` or the source's locale, other locales, `note`, `keep`. Several words in
/// one cell stand between bars; the first is preferred.
fn table(text: &str, delimiter: u8, source: &Locale) -> anyhow::Result<(Termbase, Vec<String>)> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let mut notices = Vec::new();
    let mut columns = Vec::new();
    for name in reader.headers()? {
        let name = name.trim();
        let column = match (name.to_ascii_lowercase().as_str(), Locale::parse(name)) {
            ("source" | "term", _) => Column::Source,
            ("note" | "notes" | "comment" | "description" | "definition", _) => Column::Note,
            ("keep", _) => Column::Keep,
            (_, Some(locale)) if locale.language() == source.language() => Column::Source,
            (_, Some(locale)) => Column::Target(locale.to_string()),
            _ => {
                notices.push(format!("the column `{name}` is no locale, and was not read"));
                Column::Other
            }
        };
        columns.push(column);
    }
    if !columns.contains(&Column::Source) {
        bail!("no column is named `source` or `{source}`");
    }
    let mut termbase = Termbase::default();
    for record in reader.records() {
        let record = record?;
        let mut term = Term::default();
        let mut kept = false;
        for (column, cell) in columns.iter().zip(&record) {
            let mut words = cell.split('|').map(str::trim).filter(|word| !word.is_empty()).map(String::from);
            match column {
                Column::Source => term.source.extend(words),
                Column::Note => term.note = Some(cell.trim().to_owned()).filter(|note| !note.is_empty()),
                Column::Keep => {
                    kept = matches!(cell.trim().to_ascii_lowercase().as_str(), "yes" | "true" | "1" | "x")
                }
                Column::Target(locale) => {
                    if let Some(preferred) = words.next() {
                        let target = Target { preferred, allowed: words.collect(), ..Target::default() };
                        term.targets.insert(locale.clone(), target);
                    }
                }
                Column::Other => {}
            }
        }
        if kept {
            let keep = |term: String| Keep { term, case_sensitive: true, ..Keep::default() };
            termbase.keep.extend(term.source.drain(..).map(keep));
        } else if !term.source.is_empty() && !term.targets.is_empty() {
            termbase.terms.push(term);
        }
    }
    Ok((termbase, notices))
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Source,
    Note,
    Keep,
    Target(String),
    Other,
}
