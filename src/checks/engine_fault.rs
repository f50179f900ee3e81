//! `engine.fault`: what the engine itself finds: files that it cannot read, comments that it cannot obey.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Mechanism;

/// Which fault of the engine's own this rule reports.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EngineFault {
    /// The fault.
    pub fault: Fault,
}

/// What the engine may find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The file is not UTF-8; the place is the first byte that is not. Value: `encoding`.
    NotUtf8,
    /// The file could not be read. Value: `reason`.
    Unreadable,
    /// The file is larger than a page can be; it was not checked. Values: `size`, `limit`.
    TooLarge,
    /// A comment names a rule that does not exist. Values: `selector`, `suggestion`.
    UnknownSuppression,
    /// A comment silences nothing. Value: `selector`.
    UnusedSuppression,
    /// A comment was to silence until a day that is over, or that no calendar has. Values: `selector`, `until`.
    ExpiredSuppression,
    /// A check failed on this page: a fault of this program. Value: `reason`.
    CheckFailed,
    /// A sentence was in order before a hand-back, and is not now. Values: `rule`, `severity`, `words`, `before`.
    Regressed,
    /// What a person edited was overwritten by a hand-back. Values: `before`, `edited`, `now`.
    OverwrittenEdit,
}

impl Mechanism for EngineFault {
    const VALUES: &'static [&'static str] = &[
        "encoding",
        "reason",
        "size",
        "limit",
        "selector",
        "suggestion",
        "until",
        "rule",
        "severity",
        "words",
        "before",
        "edited",
        "now",
    ];
}
