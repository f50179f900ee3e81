//! Mending the pages of a workspace: its texts for the fixer, and the fixer's texts for the disk. Which changes are made
//! is the engine's to decide.

use super::write::{self, WriteError};
use super::{Page, ReadPages, Run, Workspace, pool, spread, untold};
use crate::diagnostic::Applicability;
use crate::engine::{Engine, Found, Left, Mended, Mending, Offered, Pages, Retranslated, Spread, Texts};

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
        self.fix_also(engine, run, wanted, (Vec::new(), None), store)
    }

    /// Puts old translations back, as [`Workspace::fix`] makes fixes: a page that would be worse for it is left as it was.
    /// `None` where no rule offers that.
    #[must_use]
    pub fn revert(
        &self,
        engine: &Engine,
        run: Run<'_>,
        sentences: &[Retranslated],
        store: &mut dyn FnMut(Page<'_>, &Mended) -> Result<(), WriteError>,
    ) -> Option<Mending> {
        let (found, offered) = engine.reverting(sentences)?;
        Some(self.fix_also(engine, run, Applicability::Unsafe, (found, Some(offered)), store))
    }

    fn fix_also(
        &self,
        engine: &Engine,
        run: Run<'_>,
        wanted: Applicability,
        (also, only): (Vec<Found>, Option<Offered>),
        store: &mut dyn FnMut(Page<'_>, &Mended) -> Result<(), WriteError>,
    ) -> Mending {
        let pool = pool(run.threads);
        let ReadPages { index, mut found, .. } = self.read_all(engine, run, pool.as_ref());
        found.extend(also);
        let unread = self.unread(&index);
        let spread: &Spread<'_> = &|count, one| spread(pool.as_ref(), count, one);
        let texts: &Texts<'_> = &|path| self.text(path);
        let place = &|path: &str| Some(self.file(path)?.place().into_owned());
        let mut store = |mended: &Mended| {
            let Some(file) = self.file(&mended.path) else { return Ok(()) };
            store(file.page(), mended).map_err(|error| match error {
                WriteError::Changed => Left::Changed,
                other => Left::Unwritten(other.to_string()),
            })
        };
        let mut mending = self.reporting(texts, spread, |outside| {
            engine.mend_only(only, Pages { index, found, outside, place }, wanted, &mut store)
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
