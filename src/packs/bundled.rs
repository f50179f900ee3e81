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
