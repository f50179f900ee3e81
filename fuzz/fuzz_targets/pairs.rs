#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| paralint_fuzz::pairs(text));
