//! One test binary: each module is a boundary that a user sees, or something that must hold of any input.

mod borders;
mod checks;
mod cli;
mod corpus;
mod damage;
mod front_matter;
mod generated;
mod golden;
mod hostile;
mod mechanisms;
mod packs;
mod properties;
mod report;
mod tags;
mod tidy;
mod wrong;
