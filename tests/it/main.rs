//! One test binary: each module is a boundary that a user sees, or something that must hold of any input.

mod front_matter;
mod golden;
mod packs;
mod report;
mod tags;
mod tidy;
