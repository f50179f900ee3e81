//! Which pages are to be checked again, and in what order. Not the checking.

use std::collections::VecDeque;
use std::sync::Arc;

use lsp::Uri;
use rustc_hash::FxHashSet;

use super::lsp;

/// Whose page it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// The folders'.
    Whole,
    /// One that is alone.
    Alone(Uri),
}

/// A page to be checked.
pub(super) type Job = (Slot, Arc<str>);

/// Pages that wait, those that people look at first, and those at work: none is at work twice.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Job>,
    known: FxHashSet<Job>,
    working: FxHashSet<Job>,
}

impl Queue {
    /// Adds a page that somebody looks at.
    pub(super) fn now(&mut self, job: Job) {
        if !self.known.insert(job.clone()) {
            self.waiting.retain(|other| *other != job);
        }
        self.waiting.push_front(job);
    }

    /// Adds a page that has time.
    pub(super) fn later(&mut self, job: Job) {
        if self.known.insert(job.clone()) {
            self.waiting.push_back(job);
        }
    }

    /// The next page, as long as no more than `most` are at work.
    pub(super) fn next(&mut self, most: usize) -> Option<Job> {
        if self.working.len() >= most {
            return None;
        }
        let at = self.waiting.iter().position(|job| !self.working.contains(job))?;
        let job = self.waiting.remove(at)?;
        self.known.remove(&job);
        self.working.insert(job.clone());
        Some(job)
    }

    pub(super) fn done(&mut self, job: &Job) {
        self.working.remove(job);
    }

    /// Forgets the pages of a project that is no more.
    pub(super) fn forget(&mut self, slot: &Slot) {
        self.waiting.retain(|(of, _)| of != slot);
        self.known.retain(|(of, _)| of != slot);
    }

    /// Whether a page waits or is at work.
    pub(super) fn has(&self, job: &Job) -> bool {
        self.known.contains(job) || self.working.contains(job)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.working.is_empty()
    }
}
