//! Work on several threads, each taking the next piece when it is done with one. Not what the work is.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::ThreadPool;

/// `None` for one thread: then nothing is worth a pool.
pub(super) fn pool(threads: usize) -> Option<ThreadPool> {
    if threads == 1 {
        return None;
    }
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok()
}

/// Does `work` for each number below `count`, and gives all that it put out, in no order. What a thread uses again from piece
/// to piece is its own, and the threads are done within a piece of each other: to halve what is left, as rayon does, leaves
/// one of two with the last of it.
pub(super) fn each<D: Default, T: Send>(
    pool: Option<&ThreadPool>,
    count: usize,
    work: impl Fn(&mut D, usize, &mut Vec<T>) + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let run = || {
        let (mut desk, mut out) = (D::default(), Vec::new());
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return out;
            }
            work(&mut desk, at, &mut out);
        }
    };
    match pool {
        None => run(),
        Some(pool) => pool.broadcast(|_| run()).into_iter().flatten().collect(),
    }
}
