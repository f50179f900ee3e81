//! Mending the pages of a workspace: its texts for the fixer, and the fixer's texts for the disk. Which changes are made
//! is the engine's to decide.

use super::write::{self, WriteError};
use super::{Page, Run, Workspace, pool, spread, untold};
use crate::diagnostic::Applicability;
use crate::engine::{Engine, Left, Mended, Mending, Outside, Pages, Spread};

impl Workspace {
    /// Checks every file as [`Workspace::check`] does and makes the fixes that are offered: safe ones, or those that are
    /// unsafe as well. `store` takes each page that changed; [`store`] writes it.
    #[must_use]
    pub fn fix(
        &self,
        engine: &Engine,
        run: Run<'_>,
        wanted: Applicability,
        store: &mut dyn FnMut(Page<'_>, &Mended) -> Result<(), WriteError>,
    ) -> Mending {
        let pool = pool(run.threads);
        let (index, found) = self.read_all(engine, run, pool.as_ref());
        let unread = self.unread(&index);
        let spread: &Spread<'_> = &|count, one| spread(pool.as_ref(), count, one);
        let outside = Outside { texts: &|path| self.text(path), spread, reported: &|_| true };
        let pages = Pages {
            index,
            found,
            outside: &outside,
            place: &|path| Some(self.file(path)?.place().into_owned()),
        };
        let mut mending = engine.mend(pages, wanted, &mut |mended| {
            let Some(file) = self.file(&mended.path) else { return Ok(()) };
            store(file.page(), mended).map_err(|error| match error {
                WriteError::Changed => Left::Changed,
                other => Left::Unwritten(other.to_string()),
            })
        });
        mending.outcome.passed_over = untold(&unread, &mending.outcome);
        mending
    }
}

/// Writes a page in the place of its file, if the file still says what was read.
///
/// # Errors
/// Where it does not, or cannot be written.
pub fn store(page: Page<'_>, mended: &Mended) -> Result<(), WriteError> {
    write::replace(page.disk, mended.before.as_bytes(), mended.after.as_bytes())
}
