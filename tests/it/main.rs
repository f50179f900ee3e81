//! One test binary: each module is a boundary that a user sees, or something that must hold of any input.

mod checks;
mod cli;
mod corpus;
mod front_matter;
mod generated;
mod golden;
mod mechanisms;
mod packs;
mod report;
mod tags;
mod tidy;
mod wrong;
