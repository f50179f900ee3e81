//! The processor time of this process, threads that have ended included. Coarse: it counts in hundredths
//! of a second, so it is worth summing over runs and no more.

use std::time::Duration;

/// Time spent so far, in the program and in the system for it. `None` where the system does not say.
pub(crate) fn time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name in parentheses may hold anything, blanks and parentheses too.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
