//! One test binary: each module is a boundary that a user sees, or something that must hold of any input.

mod borders;
mod damage;
mod front_matter;
mod hostile;
mod properties;
mod report;
mod tags;
