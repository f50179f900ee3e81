//! `paralint drift`: how each page stands in each locale, what a translator has to do, and the version that a page
//! says it was made from.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use anyhow::{Context, bail};
use serde::Serialize;

use super::Exit;
use super::args::{DriftArgs, DriftFormat, RuleArgs};
use super::load;
use crate::packs;
use crate::report::{self, Guard};
use crate::workspace::{Cell, Pinned, Request, Row, Run, State, Task, Workspace};

pub(super) fn run(args: &DriftArgs) -> anyhow::Result<Exit> {
    let directory = std::env::current_dir().context("cannot tell the working directory")?;
    let today = Some(jiff::Zoned::now().date());
    let request = Request {
        directory: directory.clone(),
        paths: if args.paths.is_empty() { vec![".".into()] } else { args.paths.clone() },
        today,
        history: true,
        isolated: args.isolated,
        ..Request::default()
    };
    let mut workspace = Workspace::open(&request)?;
    let rules = RuleArgs { config: args.config.clone(), isolated: args.isolated, ..RuleArgs::default() };
    let mut loaded = load::load(&rules, &workspace.folders(), packs::bundled_to_run())?;
    load::arrange(&mut workspace, &mut loaded, args.source.as_deref(), &directory)?;
    for notice in &loaded.notices {
        super::say(notice)?;
    }
    if workspace.is_empty() {
        writeln!(io::stderr(), "there are no pages, or all are ignored")?;
        return Ok(Exit::Clean);
    }
    if args.set_pin {
        if args.paths.is_empty() {
            bail!("--set-pin writes into pages; name those that were brought up to date");
        }
        return set_pins(&workspace);
    }
    let index = workspace.index(&loaded.engine, Run { threads: args.threads, done: None });
    for notice in workspace.notices() {
        super::say(&notice)?;
    }
    let mut out = io::stdout().lock();
    if args.worklist {
        let tasks = workspace.tasks(&index);
        match args.output_format {
            DriftFormat::Text => worklist(&tasks, &mut Guard::plain(&mut out))?,
            DriftFormat::Json => json_tasks(&tasks, &mut out)?,
        }
        return Ok(Exit::Clean);
    }
    let rows = workspace.standing(&index);
    match args.output_format {
        DriftFormat::Text => table(&rows, args.all, &mut out)?,
        DriftFormat::Json => json(&rows, &mut out)?,
    }
    let tracked = |cell: &Cell| !matches!(cell.state, State::Untracked | State::Source);
    if !rows.iter().flat_map(|row| row.cells.values()).any(tracked) {
        writeln!(io::stderr(), "{}", untracked(&workspace))?;
    }
    Ok(Exit::Clean)
}

/// Why nothing can be told, and a way out.
fn untracked(workspace: &Workspace) -> String {
    let why =
        match (workspace.sources(), workspace.layouts().iter().map(|layout| layout.shared).sum::<usize>()) {
            (0, 0) => "no source is at hand, and no page stands in more than one locale",
            (0, _) => "no source is at hand, and no page says which version it was made from",
            _ => "no page says which version of its source it was made from",
        };
    format!(
        "nothing to measure drift from: {why}; name the source with `--source DIR` or `source:` in paralint.yaml"
    )
}

/// Pages by locales, without those that ask for nothing, and the counts.
fn table(rows: &[Row], all: bool, out: &mut dyn Write) -> io::Result<()> {
    let locales: BTreeSet<&str> = rows.iter().flat_map(|row| row.cells.keys().map(String::as_str)).collect();
    let calm = |cell: &Cell| matches!(cell.state, State::InSync | State::Source | State::Untracked);
    let shown: Vec<&Row> = rows.iter().filter(|row| all || !row.cells.values().all(calm)).collect();
    let mut lines: Vec<Vec<String>> = Vec::new();
    if !shown.is_empty() {
        let head = locales.iter().map(|locale| (*locale).to_owned());
        lines.push(std::iter::once("page".to_owned()).chain(head).collect());
    }
    for row in shown {
        let cells = locales.iter().map(|locale| row.cells.get(*locale).map_or_else(|| "-".to_owned(), words));
        lines.push(std::iter::once(report::line(&row.page).into_owned()).chain(cells).collect());
    }
    columns(&lines, out)?;
    if !lines.is_empty() {
        writeln!(out)?;
    }
    let mut counts: BTreeMap<&str, BTreeMap<State, usize>> = BTreeMap::new();
    for (locale, cell) in rows.iter().flat_map(|row| &row.cells) {
        *counts.entry(locale).or_default().entry(cell.state).or_default() += 1;
    }
    let states = State::ALL.iter().filter(|state| counts.values().any(|counts| counts.contains_key(state)));
    let states: Vec<State> = states.copied().collect();
    let head = states.iter().map(|state| state.as_str().to_owned());
    let mut lines = vec![std::iter::once("locale".to_owned()).chain(head).collect::<Vec<_>>()];
    for (locale, counts) in counts {
        let numbers = states.iter().map(|state| counts.get(state).copied().unwrap_or(0).to_string());
        lines.push(std::iter::once(locale.to_owned()).chain(numbers).collect());
    }
    columns(&lines, out)
}

/// Lines of cells below each other, two blanks between them.
fn columns(lines: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    let count = lines.first().map_or(0, Vec::len);
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    for line in lines {
        let cells: Vec<String> =
            line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// `behind 3, 412 days`
fn words(cell: &Cell) -> String {
    let mut words = cell.state.as_str().to_owned();
    if !matches!(cell.state, State::Behind | State::Differs) {
        return words;
    }
    if let Some(passages) = cell.passages {
        words.push_str(&format!(" {passages}"));
    }
    match cell.days {
        Some(1) => words.push_str(", 1 day"),
        Some(days) => words.push_str(&format!(", {days} days")),
        None => {}
    }
    words
}

#[derive(Serialize)]
struct JsonCell<'a> {
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passages: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commits: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
}

#[derive(Serialize)]
struct JsonRow<'a> {
    page: &'a str,
    locales: BTreeMap<&'a str, JsonCell<'a>>,
}

#[derive(Serialize)]
struct JsonTask<'a> {
    harm: &'a str,
    locale: &'a str,
    path: &'a str,
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    was: &'a str,
    is: &'a str,
    against: &'a str,
}

/// One document; each page stands on a line of its own.
fn json(rows: &[Row], out: &mut dyn Write) -> anyhow::Result<()> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for cell in rows.iter().flat_map(|row| row.cells.values()) {
        *counts.entry(name(cell.state)).or_default() += 1;
    }
    let rows = rows.iter().map(|row| {
        let cells = row.cells.iter().map(|(locale, cell)| (locale.as_str(), json_cell(cell)));
        JsonRow { page: &row.page, locales: cells.collect() }
    });
    document("pages", rows, out)?;
    write!(out, ",\"summary\":")?;
    report::write_json(out, &counts)?;
    writeln!(out, "}}")?;
    Ok(())
}

/// As programs know it.
fn name(state: State) -> String {
    state.as_str().replace(' ', "-")
}

fn json_cell(cell: &Cell) -> JsonCell<'_> {
    JsonCell {
        state: name(cell.state),
        path: cell.path.as_deref(),
        against: cell.against.as_deref(),
        passages: cell.passages,
        commits: cell.commits,
        days: cell.days,
    }
}

fn json_tasks(tasks: &[Task], out: &mut dyn Write) -> anyhow::Result<()> {
    let tasks = tasks.iter().map(|task| JsonTask {
        harm: task.harm.as_str(),
        locale: &task.locale,
        path: &task.path,
        line: task.line,
        days: task.days,
        was: &task.was,
        is: &task.is,
        against: &task.against,
    });
    document("tasks", tasks, out)?;
    writeln!(out, "}}")?;
    Ok(())
}

/// A document with one list, left open behind it.
fn document<T: Serialize>(
    name: &str,
    items: impl Iterator<Item = T>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (tool, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    write!(out, "{{\"version\":1,\"tool\":{{\"name\":\"{tool}\",\"version\":\"{version}\"}},\"{name}\":[")?;
    for (nth, item) in items.enumerate() {
        out.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
        report::write_json(out, &item)?;
    }
    write!(out, "\n]")?;
    Ok(())
}

/// Comma-separated, with a head, as spreadsheets read it.
fn worklist(tasks: &[Task], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "harm,locale,path,line,days,was,is,against")?;
    for task in tasks {
        let days = task.days.map_or_else(String::new, |days| days.to_string());
        let fields = [
            task.harm.as_str(),
            &task.locale,
            &task.path,
            &task.line.to_string(),
            &days,
            &task.was,
            &task.is,
            &task.against,
        ];
        let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        writeln!(out, "{}", fields.join(","))?;
    }
    Ok(())
}

/// A field, in quotes where it needs them. A text that a spreadsheet would compute is made a text.
fn quoted(field: &str) -> String {
    let computes = field.starts_with(['=', '+', '@', '\t']) || field.starts_with('-') && field.len() > 1;
    let field = if computes { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

/// Writes the source's present version into pages, and says what was written.
fn set_pins(workspace: &Workspace) -> anyhow::Result<Exit> {
    let mut out = io::stdout().lock();
    let (mut written, mut same, mut left) = (0, 0, 0);
    workspace.set_pins(&mut |path, pinned| {
        let said = match pinned {
            Ok(Pinned::Same) => {
                same += 1;
                return;
            }
            Ok(Pinned::Written(changes)) => {
                written += 1;
                let changes: Vec<String> = changes
                    .iter()
                    .map(|(key, from, to)| format!("{key} {} → {}", short(from), short(to)))
                    .collect();
                writeln!(out, "{}", report::line(&format!("{path}: {}", changes.join(", "))))
            }
            Err(why) => {
                left += 1;
                super::say(&format!("{path}: left alone: {why}"))
            }
        };
        let _ = said;
    });
    let counts = [(written, "written"), (same, "in sync already"), (left, "left alone")];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    writeln!(io::stderr(), "{}", counts.join(", "))?;
    Ok(if left > 0 { Exit::Findings } else { Exit::Clean })
}

/// What is enough of a hash for people.
fn short(hash: &str) -> &str {
    hash.get(..10).unwrap_or(hash)
}
