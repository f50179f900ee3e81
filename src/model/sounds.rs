//! How words end when they are read aloud, and the particles that go by it. Data of a language; not a pronunciation.

use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Meanings, Words};
use crate::text::is_alphanumeric;

/// How words end when they are read aloud, and the particles that fit behind them: `Portal을`, `Ledger 365를`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Sounds {
    /// Particles that have more than one form.
    pub particles: Vec<Particle>,
    /// Forms that are words of their own, too: which of the two was meant, nobody knows.
    pub doubtful: Words,
    /// What Latin words end with, in small letters; the longest that fits says how they sound.
    pub endings: Meanings<Sound>,
    /// Latin words that sound otherwise, in small letters.
    pub words: Meanings<Sound>,
    /// The names of letters, in small letters: acronyms are spelled.
    pub letters: Meanings<Sound>,
    /// The letters that stand for a vowel: a word without one is spelled.
    pub vowels: String,
    /// The names of digits: of the last one of a number.
    pub digits: Meanings<Sound>,
    /// Ends of numbers that are read in more ways than one: `.0`.
    pub unsure: Vec<Box<str>>,
    /// The names of digits that sound alike in both languages: one digit behind a Latin word is read in either.
    pub name_digits: Meanings<Sound>,
    /// All forms of all particles, once somebody asked.
    #[serde(skip)]
    forms: OnceLock<Words>,
}

impl Sounds {
    /// The form that stands behind a sound instead of one that does not; `None` where it does, or is no form.
    #[must_use]
    pub fn fitting(&self, form: &str, sound: Sound) -> Option<&str> {
        let particle = self.particles.iter().find(|particle| particle.has(form))?;
        particle.behind(sound).filter(|right| *right != form)
    }

    /// The particle that a text begins with, as a word: where it ends, in bytes.
    #[must_use]
    pub fn particle_at(&self, text: &str) -> Option<usize> {
        let all = self.forms.get_or_init(|| self.particles.iter().flat_map(Particle::forms).collect());
        all.longest_prefix(text).filter(|&end| !text[end..].starts_with(is_alphanumeric))
    }
}

/// How a word ends when it is read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sound {
    /// In a vowel.
    Vowel,
    /// In an `l`, which some particles take for a vowel.
    Liquid,
    /// In another consonant.
    Consonant,
    /// In one of the last two.
    Closed,
}

/// The forms of a particle.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Particle {
    /// Behind a vowel.
    pub vowel: Box<str>,
    /// Behind an `l`.
    pub liquid: Box<str>,
    /// Behind another consonant.
    pub consonant: Box<str>,
}

impl Sound {
    /// How a syllable of Hangul sounds at its end: Unicode counts its last letters, of which none is the first.
    #[must_use]
    pub fn of_hangul(c: char) -> Option<Self> {
        const FINALS: u32 = 28;
        const L: u32 = 8;
        let syllable = u32::from(c).checked_sub(0xac00).filter(|&syllable| syllable < 0x2ba4)?;
        Some(match syllable % FINALS {
            0 => Self::Vowel,
            L => Self::Liquid,
            _ => Self::Consonant,
        })
    }
}

impl Particle {
    /// The form behind a sound, where it is known.
    #[must_use]
    pub fn behind(&self, sound: Sound) -> Option<&str> {
        match sound {
            Sound::Vowel => Some(&self.vowel),
            Sound::Liquid => Some(&self.liquid),
            Sound::Consonant => Some(&self.consonant),
            Sound::Closed => (self.liquid == self.consonant).then_some(&self.consonant),
        }
    }

    /// Whether a word is one of its forms.
    #[must_use]
    pub fn has(&self, form: &str) -> bool {
        self.forms().contains(&form)
    }

    fn forms(&self) -> [&str; 3] {
        [&self.vowel, &self.liquid, &self.consonant]
    }
}
