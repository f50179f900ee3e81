//! What a stretch of words is made of, by the closed lists of its language: words that carry nothing alone, particles
//! cut from the word before them, quotes and brackets with one half outside. Not what stands there for what: no
//! translation is looked up.

use std::borrow::Cow;

use crate::model::{Language, Side};
use crate::syntax::markdown::{Kind, Node};
use crate::text::{Span, is_alphanumeric, is_east_asian_letter};

/// What readers see of a node: its words and its code, without marks. Empty for an image.
pub(super) fn shown<'d>(side: &Side<'d>, node: &Node) -> Cow<'d, str> {
    let text = side.view.text();
    let inside = side.view.outline().starting_in(node.inner);
    let mut pieces = inside.iter().filter(|node| matches!(node.kind, Kind::Text | Kind::Code | Kind::Break));
    let piece = |node: &Node| if node.kind == Kind::Break { " " } else { node.inner.of(text) };
    match (pieces.next(), pieces.next()) {
        (None, _) => Cow::Borrowed(""),
        (Some(only), None) => Cow::Borrowed(piece(only)),
        (Some(first), Some(second)) => {
            let mut words = String::from(piece(first));
            words.push_str(piece(second));
            pieces.for_each(|node| words.push_str(piece(node)));
            Cow::Owned(words)
        }
    }
}

/// The last word of a text, or as many characters of its end.
pub(super) fn last_word(text: &str, longest: usize) -> &str {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    let skipped = word.chars().count().saturating_sub(longest);
    word.char_indices().nth(skipped).map_or("", |(at, _)| &word[at..])
}

/// Hands out the stretches of prose of a side: its runs of text.
pub(super) fn each_run(side: &Side<'_>, take: impl FnMut(Span)) {
    let runs = side.starting_nodes().iter().filter(|node| node.kind == Kind::Text);
    runs.map(|node| Span { end: node.outer.end.min(side.span.end), ..node.outer }).for_each(take);
}

/// Whether nothing is left of the words once those that carry nothing alone are taken out.
pub(super) fn is_only_function_words(words: &str, language: &Language) -> bool {
    let is_word = |c: char| is_alphanumeric(c) || c == '_';
    if language.spaces {
        let mut tokens = words.split(|c| !is_word(c)).filter(|token| !token.is_empty());
        return tokens.all(|token| is_listed(token, language));
    }
    let listed = [&language.function_words, &language.verb_endings, &language.particles];
    // Most end with none of them.
    let last = words.trim_end_matches(|c| !is_word(c));
    if !last.is_empty() && !listed.iter().any(|list| list.may_end(last)) {
        return false;
    }
    // Without spaces there are several ways to cut a stretch, so all of them are kept: bit `n` stands for the byte
    // that lies `n` behind.
    const LONGEST: usize = 40;
    let mut reached = 1u128;
    let mut left = words.chars();
    let mut at = words;
    while let Some(c) = left.next() {
        let step = c.len_utf8();
        if reached & 1 == 1 {
            if !is_word(c) {
                reached |= 1 << step;
            }
            let whole = language.whole_words.longest_prefix(at).unwrap_or(0);
            let ends = at.char_indices().map(|(end, c)| end + c.len_utf8());
            for end in ends.take_while(|&end| end <= LONGEST).filter(|&end| end > whole) {
                if listed.iter().any(|list| list.contains(&at[..end])) {
                    reached |= 1 << end;
                }
            }
        }
        reached >>= step;
        if reached == 0 {
            return false;
        }
        at = left.as_str();
    }
    reached & 1 == 1
}

/// Whether a word between spaces carries nothing alone. `Ein` may begin a sentence, `EIN` is a name.
fn is_listed(token: &str, language: &Language) -> bool {
    let listed = |word: &str| language.function_words.contains(word) || language.verb_endings.contains(word);
    if listed(token) {
        return true;
    }
    let mut chars = token.chars();
    let first = chars.next().filter(|c| c.is_uppercase());
    let rest = chars.as_str();
    first.is_some_and(|first| {
        !rest.chars().any(char::is_uppercase) && {
            let lower: String = first.to_lowercase().chain(rest.chars()).collect();
            listed(&lower)
        }
    })
}

/// Whether the words begin with what belongs to the word before them.
pub(super) fn begins_with_particle(words: &str, language: &Language) -> bool {
    if language.spaces {
        let end = words.find(|c: char| !is_alphanumeric(c)).unwrap_or(words.len());
        // `e-mail` is one word.
        return end < words.len()
            && !words[end..].starts_with(['-', '.'])
            && language.particles.contains(&words[..end]);
    }
    let whole = language.whole_words.longest_prefix(words).unwrap_or(0);
    language.particles.longest_prefix(words).is_some_and(|particle| particle > whole)
}

/// Whether a word is made of nothing but what is written on to the word before it.
pub(super) fn is_suffix(word: &str, language: &Language) -> bool {
    let mut left = word;
    while let Some(end) = language.suffixes.longest_prefix(left) {
        left = &left[end..];
    }
    left.is_empty() || language.suffixes.contains(word)
}

/// Whether the words begin with a mark that closes or separates.
pub(super) fn begins_with_mark(words: &str) -> bool {
    words.starts_with([
        '、', '。', '，', '；', '：', '！', '？', ',', ';', ')', '）', '」', '』', '”', ':', '!', '?',
    ])
}

/// Whether the words end with one that asks for more.
pub(super) fn ends_unfinished(words: &str, language: &Language) -> bool {
    let last = words.trim_end_matches(|c: char| !is_alphanumeric(c));
    let word = last.rsplit(|c: char| !is_alphanumeric(c)).next().unwrap_or(last);
    // `correo-e` and `quayside.com` are one word, and `(en %)` asks for nothing more.
    let joined = last[..last.len() - word.len()].ends_with(['-', '.', '_', '/'])
        || words[last.len()..].contains(['%', '…']);
    !word.is_empty() && !joined && word.len() < last.len() && language.unfinished.contains(word)
}

/// Whether what stands behind a stretch of words goes on with a word that they may end before: no verb, no small word.
pub(super) fn goes_on(behind: &str, language: &Language) -> bool {
    let Some(rest) = behind.strip_prefix(' ').filter(|rest| rest.starts_with(char::is_lowercase)) else {
        return false;
    };
    let word = rest.split(|c: char| !is_alphanumeric(c)).next().unwrap_or_default();
    !language.verbs.contains(word) && !language.bold_words.contains(word)
}

/// A quote or a bracket with one half outside of a stretch of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Words stand on both sides of the half that is inside.
    Inside,
    /// Nothing but marks stands behind the closing half that is inside.
    AtEnd,
}

/// The quote or bracket that `words` cut. `before` and `after` are what stands around them: a half without the other
/// anywhere is a list's `a)`, or an inch.
pub(super) fn cut(words: &str, before: &str, after: &str, language: &Language) -> Option<Cut> {
    let mut open: Vec<char> = Vec::new();
    let mut first_closing = None;
    let mut straight = None;
    for (at, c) in words.char_indices() {
        // Letters and digits, before anything is looked up.
        if c.is_ascii_alphanumeric() || c == ' ' || is_east_asian_letter(c) {
            continue;
        }
        let c = narrow(c);
        if c == '"' {
            straight = if straight.is_some() { None } else { Some(at) };
        } else if open.last() == Some(&c) {
            open.pop();
        } else if let Some(closing) = closing_of(c, language) {
            open.push(closing);
        } else if is_closing(c, language) {
            first_closing = first_closing.or(Some((at, c)));
        }
    }
    let has = |text: &str, half: char| text.chars().any(|c| narrow(c) == half);
    if open.iter().any(|&closing| has(after, closing)) {
        return Some(Cut::Inside);
    }
    let opened = |closing: char| before.chars().any(|c| closing_of(narrow(c), language) == Some(closing));
    let closing = first_closing.filter(|&(_, c)| opened(c)).map(|(at, _)| at);
    let straight = straight.filter(|_| has(before, '"') != has(after, '"') || has(before, '"'));
    let at = closing.into_iter().chain(straight).min()?;
    let only_marks = !words[at..].chars().any(is_alphanumeric);
    Some(if only_marks { Cut::AtEnd } else { Cut::Inside })
}

/// Full-width brackets as their narrow ones: translations mix them.
fn narrow(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '［' => '[',
        '］' => ']',
        _ => c,
    }
}

/// What closes a mark. Single quotes are apostrophes too often, and `>` leads from menu to menu.
fn closing_of(opening: char, language: &Language) -> Option<char> {
    let closing = if opening == '(' { ')' } else { language.closing(opening)? };
    (closing != opening && !matches!(closing, '’' | '‘' | '>')).then_some(narrow(closing))
}

fn is_closing(c: char, language: &Language) -> bool {
    c == ')'
        || !matches!(c, '’' | '‘' | '>')
            && language.quotes.iter().chain(&language.brackets).any(|marks| {
                marks.closing == c && marks.closing != marks.opening && language.closing(c).is_none()
            })
}
