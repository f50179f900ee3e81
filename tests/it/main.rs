//! One test binary: each module is a boundary that a user sees, or something that must hold of any input.

#![expect(clippy::print_stderr, reason = "a test that skips, or counts, says so")]

mod bold;
mod borders;
mod cache;
mod cases;
mod checks;
mod cli;
mod corpus;
mod damage;
mod drift;
mod fixing;
mod front_matter;
mod gate;
mod generated;
mod golden;
mod growth;
mod headers;
mod hostile;
mod incremental;
mod inheritance;
mod json_schema;
mod keep;
mod layouts;
mod mechanisms;
mod packs;
mod properties;
mod readme;
mod report;
mod server;
mod tags;
mod tidy;
mod upstream;
mod wrong;
