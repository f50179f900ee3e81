//! How properties draw their cases: the same ones in every run, so that a change is judged by what it changes.
//! `PARALINT_SEED=random` (or a number) draws others.

use proptest::test_runner::{Config, RngSeed};

/// `count` cases of each property.
pub(crate) fn cases(count: u32) -> Config {
    let rng_seed = match std::env::var("PARALINT_SEED") {
        Ok(seed) => seed.parse().map_or(RngSeed::Random, RngSeed::Fixed),
        Err(_) => RngSeed::Fixed(0x5eed),
    };
    Config { cases: count, rng_seed, failure_persistence: None, ..Config::default() }
}
