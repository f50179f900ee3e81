//! JSON that nobody obeys: the same values, with what a terminal or a build server would act on written as `\u` escapes.
//! Not what is written (`json.rs` and the formats beside it).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::excerpt::is_dangerous;

/// Writes one value on one line, without its end, and with nothing in it that anybody obeys.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn to_writer(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Careful)).map_err(io::Error::from)
}

/// Without spaces, and with more escapes than JSON asks for: it leaves bidirectional and C1 controls as they are, and
/// the marks of build servers (`##vso[`, `##[`, `##teamcity[`), which they look for anywhere in a line.
struct Careful;

impl Formatter for Careful {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly all fragments hold no byte with which one of them begins.
        if !fragment.bytes().any(|byte| MAY_BEGIN[byte as usize]) {
            return out.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        let mut last = ' ';
        for (at, c) in fragment.char_indices() {
            if is_dangerous(c) || (c == '#' && last == '#') {
                out.write_all(&fragment.as_bytes()[written..at])?;
                // None of them lies beyond the first plane.
                write!(out, "\\u{:04x}", u32::from(c))?;
                written = at + c.len_utf8();
            }
            last = c;
        }
        out.write_all(&fragment.as_bytes()[written..])
    }
}

/// The bytes that begin a dangerous character or a mark: controls, `#`, and what the others share with their neighbours.
const MAY_BEGIN: [bool; 256] = {
    let mut may = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        may[byte] = true;
        byte += 1;
    }
    may[b'#' as usize] = true;
    may[0x7f] = true;
    may[0xc2] = true;
    may[0xd8] = true;
    may[0xe2] = true;
    may
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        to_writer(&mut out, &text).expect("a vector takes everything");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn marks_of_build_servers_and_controls_are_escaped() {
        assert_eq!(
            written("##vso[x] # ### \u{9b}\u{202e}가"),
            r##""#\u0023vso[x] # #\u0023\u0023 \u009b\u202e가""##
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_read_is_what_was_written(text in "(##?|vso\\[|\\PC|[\u{0}-\u{a0}\"\\\\]|\u{202e}|가|😀){0,30}") {
            let json = written(&text);
            prop_assert!(!json.contains("##"));
            prop_assert!(!json.contains(is_dangerous));
            prop_assert_eq!(serde_json::from_str::<String>(&json).expect("it is JSON"), text);
        }
    }

    #[test]
    fn every_dangerous_character_is_looked_for() {
        for c in ('\0'..=char::MAX).filter(|&c| is_dangerous(c)) {
            assert!(MAY_BEGIN[c.to_string().as_bytes()[0] as usize], "{c:?}");
        }
    }
}
