//! One test binary: each module is a boundary that a user sees, or something that must hold of any input.

mod corpus;
mod front_matter;
mod headers;
mod json_schema;
mod report;
mod tags;
