//! The packs that ship with the program: `rules/*.yaml`, embedded. A test proves every one of them.

use super::schema::PackFile;

/// Name and text of each bundled pack, in the order in which they are listed.
pub const BUNDLED: &[(&str, &str)] = &[
    ("rules/paralint.yaml", include_str!("../../rules/paralint.yaml")),
    ("rules/front-matter.yaml", include_str!("../../rules/front-matter.yaml")),
    ("rules/handoff.yaml", include_str!("../../rules/handoff.yaml")),
    ("rules/learn.yaml", include_str!("../../rules/learn.yaml")),
    ("rules/headers.yaml", include_str!("../../rules/headers.yaml")),
    ("rules/side-by-side.yaml", include_str!("../../rules/side-by-side.yaml")),
    ("rules/translation.yaml", include_str!("../../rules/translation.yaml")),
    ("rules/terms.yaml", include_str!("../../rules/terms.yaml")),
    ("rules/drift.yaml", include_str!("../../rules/drift.yaml")),
    ("rules/gate.yaml", include_str!("../../rules/gate.yaml")),
];

/// The same packs in the same order, without their examples and figures, as `build.rs` has written them.
const TO_RUN: [&str; BUNDLED.len()] = [
    read_at_start!("paralint"),
    read_at_start!("front-matter"),
    read_at_start!("handoff"),
    read_at_start!("learn"),
    read_at_start!("headers"),
    read_at_start!("side-by-side"),
    read_at_start!("translation"),
    read_at_start!("terms"),
    read_at_start!("drift"),
    read_at_start!("gate"),
];

/// The bundled packs. Their patterns are left to be compiled on first use.
///
/// # Panics
/// Never in a build whose tests pass: the texts are constants and proven there.
#[must_use]
pub fn bundled() -> Vec<PackFile> {
    let read =
        |&(path, text): &(&str, &str)| super::parse(path, text).expect("bundled packs are proven by a test");
    BUNDLED.iter().map(read).collect()
}

/// The bundled packs without their examples and figures, which only `explain` and tests read: what a check starts with.
///
/// # Panics
/// Never in a build whose tests pass, as [`bundled`].
#[must_use]
pub fn bundled_to_run() -> Vec<PackFile> {
    let read = |text: &str| {
        let pack: PackFile = serde_json::from_str(text).expect("bundled packs to run are proven by a test");
        pack.of(text)
    };
    TO_RUN.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_to_run_say_all_but_their_examples_and_figures() {
        let bare = |mut packs: Vec<PackFile>| {
            packs.iter_mut().for_each(|pack| pack.digest = 0);
            for rule in packs.iter_mut().flat_map(|pack| &mut pack.rules) {
                rule.examples.clear();
                rule.measured.clear();
            }
            format!("{packs:?}")
        };
        assert_eq!(bare(bundled_to_run()), bare(bundled()));
        assert!(bundled_to_run().iter().flat_map(|pack| &pack.rules).all(|rule| rule.examples.is_empty()));
    }
}
