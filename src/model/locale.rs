//! Locales: a known language with a known region, compared without case.
//! Not the rules of any language: word lists and quote styles are data of packs.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

/// A locale such as `ko-kr`: lower-case, hyphens, scripts that stand for a region resolved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Locale(Arc<str>);

impl Locale {
    /// Reads `ko-KR`, `zh_TW`, `zh-Hant`, `sr-Latn-RS` or a bare language. `None` where the language or the
    /// region is none, so that a folder `ef-rp` is no locale.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        if !(2..=11).contains(&written.len()) || !written.is_ascii() {
            return None;
        }
        let tag = written.to_ascii_lowercase().replace('_', "-");
        let mut parts = tag.split('-');
        let language = parts.next()?;
        if !LANGUAGES.has(language) && !is_listed(LONGER_LANGUAGES, language) {
            return None;
        }
        let (mut script, mut region) = (None, None);
        for part in parts {
            match part.len() {
                4 if script.is_none() && region.is_none() && is_listed(SCRIPTS, part) => script = Some(part),
                2 if region.is_none() && REGIONS.has(part) => region = Some(part),
                3 if region.is_none() && part == "419" => region = Some(part),
                _ => return None,
            }
        }
        let canonical = match (language, script, region) {
            ("zh", Some("hans"), None) => "zh-cn".into(),
            ("zh", Some("hant"), None) => "zh-tw".into(),
            ("zh", Some("hans" | "hant"), Some(region)) => format!("zh-{region}"),
            _ => tag.clone(),
        };
        Some(Self(canonical.into()))
    }

    /// As [`Locale::parse`], but only with a region or a script: what a folder must be named to be a locale's.
    #[must_use]
    pub fn parse_folder(name: &str) -> Option<Self> {
        name.contains(['-', '_']).then(|| Self::parse(name)).flatten()
    }

    /// `ko-kr`
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `ko`
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Whether it is one of some locales, or of some languages.
    #[must_use]
    pub fn is_one_of(&self, tags: &[LocaleTag]) -> bool {
        tags.iter().any(|tag| tag.covers(self))
    }

    /// The text, shared.
    #[must_use]
    pub fn to_arc(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

/// A locale or a language as people write it in a file, in whatever case: `ko-KR`, `zh_TW`, `de`. What is neither is refused
/// where the file is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct LocaleTag(Locale);

impl LocaleTag {
    /// Whether it is that locale, or its language.
    #[must_use]
    pub fn covers(&self, locale: &Locale) -> bool {
        self.0 == *locale || self.0.as_str() == locale.language()
    }
}

impl fmt::Display for LocaleTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for LocaleTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let locale = Locale::parse(&written);
        locale.map(Self).ok_or_else(|| D::Error::custom(format!("`{written}` is no locale")))
    }
}

impl JsonSchema for LocaleTag {
    fn schema_name() -> Cow<'static, str> {
        "LocaleTag".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_listed(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}

/// Codes of two letters: a row for the first, a bit for the second. Every part of every path is asked for.
struct Codes([u32; 26]);

impl Codes {
    /// Reads codes between single spaces.
    const fn read(list: &str) -> Self {
        let (bytes, mut rows, mut at) = (list.as_bytes(), [0; 26], 0);
        while at < bytes.len() {
            rows[(bytes[at] - b'a') as usize] |= 1 << (bytes[at + 1] - b'a');
            at += 3;
        }
        Self(rows)
    }

    fn has(&self, code: &str) -> bool {
        match code.as_bytes() {
            [a @ b'a'..=b'z', b @ b'a'..=b'z'] => self.0[(a - b'a') as usize] & (1 << (b - b'a')) != 0,
            _ => false,
        }
    }
}

/// ISO 639-1.
const LANGUAGES: Codes = Codes::read(
    "\
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik \
    io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml \
    mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd \
    se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi \
    vo wa wo xh yi yo za zh zu",
);

/// The longer codes that documentation sites publish in.
const LONGER_LANGUAGES: &str = "\
    chr dsb fil gsw haw hsb kok nso prs quc quz sah smj syr tzm";

/// ISO 15924, those that tell two written forms of one language apart.
const SCRIPTS: &str = "arab cyrl deva hans hant latn tfng cher mong";

/// ISO 3166-1 alpha-2.
const REGIONS: Codes = Codes::read(
    "\
    ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw \
    by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi \
    fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in \
    io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me \
    mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf \
    pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv \
    sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws xk \
    ye yt za zm zw",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> Option<String> {
        Locale::parse_folder(name).map(|locale| locale.to_string())
    }

    #[test]
    fn a_folder_is_a_locale_only_with_a_known_language_and_region() {
        assert_eq!(folder("ko-KR").as_deref(), Some("ko-kr"));
        assert_eq!(folder("pt_BR").as_deref(), Some("pt-br"));
        assert_eq!(folder("sr-Latn-RS").as_deref(), Some("sr-latn-rs"));
        for other in ["ef-rp", "ko", "in", "ko-kr-x", "a-b", "ja-", "-jp", "ko-kr-kr", "日本-jp"] {
            assert_eq!(folder(other), None, "{other}");
        }
    }

    #[test]
    fn a_script_that_stands_for_a_region_is_resolved() {
        assert_eq!(folder("zh-Hant").as_deref(), Some("zh-tw"));
        assert_eq!(folder("zh-Hans").as_deref(), Some("zh-cn"));
        assert_eq!(folder("zh-Hant-HK").as_deref(), Some("zh-hk"));
        assert_eq!(Locale::parse("zh-TW"), Locale::parse("zh-Hant"));
    }
}
