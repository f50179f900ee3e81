//! What benchmarks share. Not a benchmark: cargo takes only the files beside this folder for one.

pub(crate) mod cpu;
pub(crate) mod generate;
