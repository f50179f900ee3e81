//! Files that a test compares and `UPDATE=1 cargo test` writes anew. Not what stands in them.

use std::path::{Path, PathBuf};

/// Compares with a file. With `UPDATE=1` writes the file instead.
pub(crate) fn compare(path: &Path, actual: &str) {
    if updates() {
        // Other tests may be reading it.
        let written = path.with_extension("new");
        std::fs::write(&written, actual).expect("the folder is there");
        std::fs::rename(&written, path).expect("a file can take another's place");
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    snapbox::assert_data_eq!(actual, snapbox::Data::text(expected).raw());
}

/// Whether files are written instead of compared.
pub(crate) fn updates() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// A path of this repository.
pub(crate) fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A file of this repository.
pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a folder whose name ends so, by path.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}")) {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
