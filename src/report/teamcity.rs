//! Inspections of TeamCity's service messages: a type for each rule, before its first instance.
//!
//! <https://www.jetbrains.com/help/teamcity/service-messages.html#Reporting+Inspections>

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::Report;
use super::excerpt::one_line;
use super::places::clip;
use super::rules::words;
use super::source::Files;
use crate::diagnostic::Severity;

/// Bytes of an id, a name or a category, and of a text, at most. They count characters, which are no more.
const SHORT: usize = 255;
const LONG: usize = 4000;

pub(super) fn write(report: &Report<'_>, files: &mut Files<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut known = BTreeSet::new();
    for diagnostic in report.diagnostics {
        let rule = &*diagnostic.rule;
        if known.insert(rule) {
            let (pack, id) = rule.split_once('/').unwrap_or(("paralint", rule));
            let why = report.rule(rule).map_or("", |known| &known.why);
            let [id, why] = [words(id), one_line(why.trim(), true).into_owned()];
            write!(out, "##teamcity[inspectionType id='{}' ", value(rule, SHORT))?;
            write!(out, "name='{}' category='{}' ", value(&id, SHORT), value(pack, SHORT))?;
            writeln!(out, "description='{}']", value(if why.is_empty() { &id } else { &why }, LONG))?;
        }
        let (start, _) = files.places(&diagnostic.path, diagnostic.span);
        let severity = match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        };
        let path = report.rooted(&diagnostic.path);
        let message = one_line(&diagnostic.message, true);
        write!(out, "##teamcity[inspection typeId='{}' ", value(rule, SHORT))?;
        write!(out, "message='{}' file='{}' ", value(&message, LONG), value(&path, LONG))?;
        writeln!(out, "line='{}' SEVERITY='{severity}']", start.line)?;
    }
    Ok(())
}

/// A value of a service message.
fn value(text: &str, most: usize) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in clip(text, most).chars() {
        match c {
            '|' | '\'' | '[' | ']' => escaped.extend(['|', c]),
            '\n' => escaped += "|n",
            '\r' => escaped += "|r",
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                escaped += &format!("|0x{:04X}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}
