//! The names of rules: which exist, which stand for older ones, and what a wrong one may have meant.

use rustc_hash::FxHashMap;
use thiserror::Error;

use crate::packs::{PackError, PackFile, nearest};

/// Every name that selects something.
#[derive(Debug, Default)]
pub struct Names {
    packs: Vec<String>,
    rules: Vec<String>,
    positions: FxHashMap<String, usize>,
}

/// What does not hold between packs, or between packs and configuration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EngineError {
    /// A selector or a silence that names nothing.
    #[error("there is no rule `{name}`{}", .suggestion.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    UnknownRule {
        /// As written.
        name: String,
        /// What it may have meant.
        suggestion: Option<String>,
    },
    /// Two packs, or two rules, of one name.
    #[error("there are two rules or packs named `{name}`")]
    Twice {
        /// The name.
        name: String,
    },
}

impl EngineError {
    /// The same with its place, where what it names stands in this file of the user's.
    #[must_use]
    pub fn locate(&self, path: &str, text: &str) -> Option<PackError> {
        match self {
            Self::UnknownRule { name, suggestion } => {
                let help = suggestion.as_ref().map(|near| format!("did you mean `{near}`?"));
                PackError::at_word(path, text, name, format!("there is no rule `{name}`"), help)
            }
            Self::Twice { name } => {
                let id = name.rsplit('/').next().unwrap_or(name);
                PackError::at_word(path, text, id, self.to_string(), None)
            }
        }
    }
}

impl Names {
    pub(super) fn new(packs: &[PackFile]) -> Result<Self, EngineError> {
        let mut names = Self::default();
        for pack in packs {
            if names.packs.contains(&pack.pack) {
                return Err(EngineError::Twice { name: pack.pack.clone() });
            }
            names.packs.push(pack.pack.clone());
            for rule in &pack.rules {
                let at = names.rules.len();
                let full =
                    |id: &str| if id.contains('/') { id.to_owned() } else { format!("{}/{id}", pack.pack) };
                for name in [&rule.id].into_iter().chain(&rule.formerly) {
                    if names.positions.insert(full(name), at).is_some() {
                        return Err(EngineError::Twice { name: full(name) });
                    }
                }
                names.rules.push(full(&rule.id));
            }
        }
        Ok(names)
    }

    /// Every rule's full name, in the order of the packs.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(String::as_str)
    }

    /// The position of a rule by its full name, or by an older one.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    /// The rules that a selector names: all, a pack's, or one.
    pub(super) fn selected<'n>(&'n self, selector: &'n str) -> impl Iterator<Item = usize> + 'n {
        let one = self.position(selector);
        let in_pack = move |name: &str| name.split_once('/').is_some_and(|(pack, _)| pack == selector);
        let named = move |(at, name): (usize, &String)| {
            (selector == "all" || in_pack(name) || one == Some(at)).then_some(at)
        };
        self.rules.iter().enumerate().filter_map(named)
    }

    /// Whether a selector names something.
    ///
    /// # Errors
    /// With the nearest name where it does not.
    pub fn prove(&self, selector: &str) -> Result<(), EngineError> {
        let known = selector == "all"
            || self.packs.iter().any(|pack| pack == selector)
            || self.position(selector).is_some();
        if known { Ok(()) } else { Err(self.unknown(selector)) }
    }

    pub(super) fn unknown(&self, name: &str) -> EngineError {
        let names = self.rules.iter().chain(&self.packs).map(String::as_str);
        // A bare id is the commonest slip: the pack is what is missing.
        let ids = || self.rules.iter().filter_map(|rule| Some(rule.split_once('/')?.1));
        let bare = nearest(name, ids()).filter(|_| !name.contains('/'));
        let bare = bare.and_then(|id| self.rules.iter().zip(ids()).find(|(_, known)| *known == id));
        let suggestion =
            bare.map(|(rule, _)| rule.as_str()).or_else(|| nearest(name, names)).map(str::to_owned);
        EngineError::UnknownRule { name: name.to_owned(), suggestion }
    }
}
