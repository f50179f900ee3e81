//! Pages checked one by one as they change, for whoever keeps what is found of all of them. Not when that is.

use std::sync::Arc;

use super::{Desk, ReadPages, Run, Workspace, pool, spread};
use crate::engine::{Engine, Incremental, Known, Now, Outside, Spread, Texts};

impl Workspace {
    /// Checks every file, and keeps what is found. `texts` gives a file's text once more.
    #[must_use]
    pub fn incremental(&self, engine: &Engine, run: Run<'_>, texts: &Texts<'_>) -> Incremental {
        let pool = pool(run.threads);
        let ReadPages { index, found, .. } = self.read_all(engine, run, pool.as_ref());
        let spread: &Spread<'_> = &|count, one| spread(pool.as_ref(), count, one);
        let outside = Outside::new(texts, spread);
        Incremental::new(engine, index, found, &outside)
    }

    /// Findings that somebody accepted.
    #[must_use]
    pub fn accepted(&self) -> Option<&Known> {
        self.sieve.accepted.as_ref()
    }

    /// Checks one file as it is now, for [`Incremental::update`].
    #[must_use]
    pub fn check_again(&self, engine: &Engine, path: &str) -> Now {
        let Some(file) = self.file(path) else { return Now::Gone(path.into()) };
        // What is typed into a translation leaves the source as it was.
        let (mut kept, mut new) = (self.desk.try_lock(), Desk::default());
        let desk = kept.as_deref_mut().unwrap_or(&mut new);
        match self.check_file(engine, file, desk) {
            Ok(checked) => {
                let mut checked = [checked];
                self.ask_history(&mut checked);
                let [checked] = checked;
                Now::Checked(Box::new(checked))
            }
            Err(fault) => Now::Unchecked(Arc::clone(&file.path), fault),
        }
    }
}
