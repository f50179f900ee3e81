//! Reading a termbase that a user wrote, strictly. What it means is the model's.

use crate::model::{Termbase, Terms};
use crate::packs::PackError;

/// Reads one termbase.
///
/// # Errors
/// The first thing that is wrong, with line and column.
pub fn read(path: &str, text: &str) -> Result<Termbase, PackError> {
    if text.trim().is_empty() {
        return Ok(Termbase::default());
    }
    PackError::refuse_duplicates(path, text)?;
    let termbase: Termbase =
        serde_yaml::from_str(text).map_err(|error| PackError::from_yaml(path, text, &error, &[]))?;
    // Proven here, where its places are known; several become one later.
    Terms::new(termbase.clone()).map_err(|wrong| PackError::quoting(path, text, wrong))?;
    Ok(termbase)
}
