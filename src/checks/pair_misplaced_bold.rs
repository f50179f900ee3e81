//! `pair.misplaced-bold`: bold sits on the label, not on the small words around it.

use smallvec::SmallVec;

use super::beside::{self, Concepts, Meant, tokens};
use super::{
    Condition, Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold, literal, phrase,
};
use crate::model::{Language, Pair, Side};
use crate::syntax::markdown::Node;
use crate::text::{ByteSet, Span, is_alphabetic, is_alphanumeric};

/// Bold of the translation on small words, a verb of clicking or nothing but what ends a sentence, or beginning or ending with
/// such, where the source's is on a label; or with a step of a menu path cut off; or on a part of a label that stands there as the
/// source has it; or on an identifier and words of the sentence around it; or on other words, where what the source bolds is said
/// outside of all bold, at `{said}`, in words that the language is known to have for it; or on a part of it, where another part is
/// said right beside it, and nowhere else; or, the only one, on what the source says outside of its own. A label begins with a
/// capital and is no small word or verb itself. `{words}` is what is bold, `{source}` what the source bolds. What a label is usually
/// translated by in its locale is a label there.
#[derive(Debug, Default)]
pub(super) struct MisplacedBold;

impl Mechanism for MisplacedBold {
    const VALUES: &'static [&'static str] = &["words", "source"];
    const ROLES: &'static [&'static str] = &["said"];
    const NEEDS: &'static [&'static str] = &["bold-words", "verbs"];
}

impl PairCheck for MisplacedBold {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language?;
        Some(Gate::target(ByteSet::ascii(b"*")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let targets = bold::runs(&pair.target);
        let suspect = |run: &(u32, &Node)| suspect(&pair.target, run.1, language);
        let sources = bold::runs(&pair.source);
        // Each label is looked for in the whole sentence, which has few, and most are translated: no Latin letter is bold.
        const MOST: usize = 32;
        let latin =
            |run: &(u32, &Node)| bold_text(&pair.target, run).bytes().any(|b| b.is_ascii_alphanumeric());
        let labels = if targets.iter().any(latin) { &sources[..sources.len().min(MOST)] } else { &[] };
        let astray = |run: &(u32, &Node)| {
            let wide = || spread_name(pair, *run, &sources[..sources.len().min(MOST)], &targets, language);
            cut_label(pair, *run, &targets).or_else(wide)
        };
        let kept: SmallVec<[Span; 2]> = labels.iter().filter_map(astray).collect();
        let finding = |run: &(u32, &Node)| {
            Finding::on(Spot::Target(run.1.inner))
                .with("words", bold::plain(bold_text(&pair.target, run)))
                .with("source", bold::quoted(&pair.source, &sources))
        };
        // What a label is usually translated by is one, whatever it looks like.
        let unless_usual = |finding: Finding, of: &[(u32, &Node)], run: &(u32, &Node)| {
            let labels = of.iter().map(|run| bold::key(&pair.source, *run)).collect();
            finding.only(Condition::Unusual { labels, words: bold::key(&pair.target, *run) })
        };
        let mut left = MOST;
        let (mut any, mut is_clear) = (false, true);
        let texts = || sources.iter().map(|run| bold_text(&pair.source, run));
        for (at, run) in targets.iter().enumerate() {
            if kept.contains(&run.1.inner) {
                any = true;
                found.report(finding(run));
                continue;
            }
            let Some(fault) = suspect(run) else { continue };
            is_clear = false;
            // Each is held against all that the source bolds.
            if left == 0 {
                break;
            }
            left -= 1;
            let unclear = is_like(fault, bold_text(&pair.target, run), texts(), context.source);
            // Where the counts differ, nobody knows which label it was for.
            let own = if sources.len() == targets.len() { &sources[at..=at] } else { &sources[..] };
            let kept = texts().any(|text| text == bold_text(&pair.target, run));
            let whole = own.len() == 1 && is_whole(&pair.source, own[0].1) && is_whole(&pair.target, run.1);
            if unclear || kept || own.is_empty() || whole {
                continue;
            }
            // The particle of a verb belongs to nothing that is bold, nor does what ends a sentence.
            if !matches!(fault, Fault::Particle | Fault::Marks)
                && !own.iter().all(|run| is_label(bold_text(&pair.source, run)))
            {
                continue;
            }
            any = true;
            found.report(unless_usual(finding(run), own, run));
        }
        if any {
            return;
        }
        if let Some((run, said)) = on_others(pair, &sources, &targets, is_clear, language, context.source) {
            let finding = finding(run).related_on("said", Spot::Target(said));
            found.report(unless_usual(finding, &sources, run));
        }
    }
}

/// The bold of the translation that covers nothing of what the source bolds, or a part of a label, where the rest is said beside
/// it; and where. The former is asked only where nothing else speaks against any.
fn on_others<'r, 'd>(
    pair: &Pair<'d>,
    sources: &[(u32, &'d Node)],
    targets: &'r [(u32, &'d Node)],
    is_clear: bool,
    language: &Language,
    source: &Language,
) -> Option<(&'r (u32, &'d Node), Span)> {
    // Each is held against all: a sentence has few.
    const MOST: usize = 16;
    if language.concepts.is_empty() || sources.is_empty() || sources.len().max(targets.len()) > MOST {
        return None;
    }
    let said = |run| beside::said_in(bold_text(&pair.source, run), source);
    let meant: SmallVec<[Concepts; 4]> = sources.iter().map(said).collect();
    let besides = || beside(pair, sources, targets, &meant, language, source);
    let beside = if is_clear { besides() } else { None };
    beside.or_else(|| halved(pair, sources, targets, &meant, language, source))
}

/// The bold of the translation that covers nothing of what the source bolds, where some of that is said outside of all bold;
/// and where. None where it may be what an unknown label is called.
fn beside<'r, 'd>(
    pair: &Pair<'d>,
    sources: &[(u32, &'d Node)],
    targets: &'r [(u32, &'d Node)],
    meant: &[Concepts],
    language: &Language,
    source: &Language,
) -> Option<(&'r (u32, &'d Node), Span)> {
    let words = |run| bold_text(&pair.target, run);
    let label = |run| bold_text(&pair.source, run);
    let is_said = |meant: &Concepts, run| language.concepts.say_any(meant, words(run));
    // Most bold says what the source's does, one by one.
    let same = sources.len() == targets.len() && meant.iter().zip(targets).all(|(m, run)| is_said(m, run));
    if same || meant.iter().all(|meant| meant.is_empty()) {
        return None;
    }
    let mut taken: SmallVec<[bool; 4]> = targets.iter().map(|_| false).collect();
    let mut astray: SmallVec<[&str; 2]> = SmallVec::new();
    for (meant, label) in meant.iter().zip(sources.iter().map(label)) {
        let mut any = false;
        for (taken, run) in taken.iter_mut().zip(targets) {
            let is_its = is_said(meant, run);
            *taken |= is_its;
            any |= is_its;
        }
        if !any {
            astray.push(label);
        }
    }
    if astray.is_empty() || taken.iter().all(|taken| *taken) {
        return None;
    }
    let mut labels: SmallVec<[Meant<'_>; 2]> = SmallVec::new();
    for label in astray {
        let mut any = false;
        for (taken, run) in taken.iter_mut().zip(targets) {
            let is_its = beside::keeps_any(words(run), label, source);
            *taken |= is_its;
            any |= is_its;
        }
        if !any {
            labels.push(Meant::of(label, source)?);
        }
    }
    let run = targets.iter().zip(&taken).find(|(run, taken)| !**taken && !is_whole(&pair.target, run.1))?.0;
    let outer = |runs: &[(u32, &Node)]| runs.iter().map(|run| run.1.outer).collect::<SmallVec<[Span; 4]>>();
    let marks = [&*outer(targets), &*outer(sources)];
    // One that is nowhere may be what stands in bold, in words that nobody knows.
    let mut places = labels.iter().map(|meant| meant.beside(pair, marks, language, source));
    let first = places.next()??;
    places.all(|place| place.is_some()).then_some((run, first))
}

/// The bold of the translation that covers a part of a label, where the rest is said right beside it, or the only one, which covers
/// what the source says outside of its own; and where.
fn halved<'r, 'd>(
    pair: &Pair<'d>,
    sources: &[(u32, &'d Node)],
    targets: &'r [(u32, &'d Node)],
    meant: &[Concepts],
    language: &Language,
    source: &Language,
) -> Option<(&'r (u32, &'d Node), Span)> {
    let is_only = sources.len() == 1 && targets.len() == 1;
    targets.iter().find_map(|run| {
        let mut halves = sources.iter().zip(meant).filter_map(|(label, meant)| {
            let (marks, text) = ([run.1.outer, label.1.outer], bold_text(&pair.source, label));
            let words = [bold_text(&pair.target, run), text];
            let cut = beside::cut_off(pair, marks, words, meant, language, source);
            let more = || beside::swallowed(pair, marks, words, meant, language, source);
            let more = if is_only { cut.or_else(more) } else { cut };
            more.filter(|_| is_label(text))
        });
        let half = halves.next()?;
        halves.next().is_none().then_some((run, half))
    })
}

/// Why bold may sit on the wrong words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Nothing but marks of a sentence, or a comma and what follows it.
    Marks,
    /// Nothing but small words and verbs.
    Small,
    /// It begins with one.
    Lead,
    /// It ends with one.
    Tail,
    /// It ends with the rest of a verb that stands before it.
    Particle,
    /// It begins or ends between two steps of a path.
    Step,
}

fn suspect(side: &Side<'_>, run: &Node, language: &Language) -> Option<Fault> {
    let text = run.inner.of(side.view.text());
    let is_mark = |c| SENTENCE_MARKS.contains(&c);
    if text.starts_with(COMMAS) || !text.is_empty() && text.chars().all(is_mark) {
        return Some(Fault::Marks);
    }
    if language.is_small(text) && !is_step(side, run) {
        return Some(Fault::Small);
    }
    if is_cut_path(text) {
        return Some(Fault::Step);
    }
    // A heading, a cell, a sentence of its own.
    if is_whole(side, run) {
        return None;
    }
    let before = &side.view.text()[side.span.start as usize..run.outer.start as usize];
    let inside = before.contains(is_alphanumeric);
    if inside && begins_astray(text, language) {
        return Some(Fault::Lead);
    }
    let tail = ends_astray(text, language, inside)?;
    // `Remplacer par`, beside a box to write in, is what the box is called.
    let last = tokens(text).next_back().unwrap_or_default();
    let verb = tokens(text).next().is_some_and(|first| language.verbs.contains(first));
    let behind = &side.view.text()[run.outer.end as usize..side.span.end as usize];
    let is_name = !verb
        && text.starts_with(char::is_uppercase)
        && language.label_ends.contains(last)
        && !phrase::goes_on(behind, language);
    (tail != Fault::Tail || !is_name).then_some(tail)
}

/// Whether the source has bold like that itself: then nobody knows which of them is right.
fn is_like<'d>(
    fault: Fault,
    words: &str,
    mut labels: impl Iterator<Item = &'d str>,
    source: &Language,
) -> bool {
    match fault {
        // `**From**`, `**Select**`: which of them the small words are.
        Fault::Marks | Fault::Small => labels.any(|label| is_small(label, source)),
        // `Transitioning From` begins with its preposition in languages that put it last.
        Fault::Lead => {
            let parts = words.contains(", ");
            labels.any(|label| {
                begins_small(label, source) || ends_small(label, source) || parts && label.contains(',')
            })
        }
        Fault::Tail | Fault::Particle => {
            let is_verb = |word: &str| source.verbs.contains(&word.to_ascii_lowercase());
            labels.any(|label| ends_small(label, source) || tokens(label).any(is_verb))
        }
        Fault::Step => labels.any(is_cut_path),
    }
}

/// Whether bold stands in a path from menu to menu, or names what is explained behind a colon: then it is a label, whatever its words.
fn is_step(side: &Side<'_>, run: &Node) -> bool {
    let text = side.view.text();
    let before = text[side.span.start as usize..run.outer.start as usize].trim_end();
    let behind = text[run.outer.end as usize..side.span.end as usize].trim_start();
    let arrows = ['→', '⇒', '▸', '►'];
    before.ends_with(arrows) || behind.starts_with(arrows) || before.is_empty() && behind.starts_with(':')
}

/// What parts and ends sentences, and quotes; no signs, which things on screen are called by.
const SENTENCE_MARKS: [char; 24] = [
    ' ', '.', ',', ':', ';', '!', '?', '"', '“', '”', '„', '«', '»', '。', '、', '，', '：', '；', '！',
    '？', '「', '」', '『', '』',
];

/// What parts the words before it from those behind it.
const COMMAS: [char; 6] = [',', ';', '、', '，', '；', '。'];

/// What may stand around a label inside of its bold.
const EDGES: [char; 10] = [' ', '.', ',', ':', ';', '!', '?', '"', '“', '”'];

/// The bold of the translation that covers a part of a label which stands there as the source has it, and not all of it.
fn cut_label(pair: &Pair<'_>, source: (u32, &Node), targets: &[(u32, &Node)]) -> Option<Span> {
    let label = bold_text(&pair.source, &source).trim_matches(EDGES);
    let text = pair.target.text();
    // Most labels are translated, and their first words are nowhere.
    let first = label.find(' ').map_or(label, |space| &label[..space]);
    let kept = |run: &(u32, &Node)| bold_text(&pair.target, run).trim_matches(EDGES) == label;
    // Where it is kept, it mostly is in bold.
    if !text.contains(first) || !is_label(label) || targets.iter().any(kept) {
        return None;
    }
    let marks = ['*', '\\'];
    let plain: String = text.chars().filter(|c| !marks.contains(c)).collect();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
    let mut hits = memchr::memmem::find_iter(plain.as_bytes(), label.as_bytes());
    let at = hits.find(|&at| {
        !letter(plain[..at].chars().next_back()) && !letter(plain[at + label.len()..].chars().next())
    })?;
    if hits.next().is_some() {
        return None;
    }
    // Back to where it stands among the marks.
    let shown = text.char_indices().filter(|(_, c)| !marks.contains(c));
    let mut bytes = 0;
    let mut range: Option<(usize, usize)> = None;
    for (place, c) in shown {
        if (at..at + label.len()).contains(&bytes) {
            range = Some((range.map_or(place, |(start, _)| start), place + c.len_utf8()));
        }
        bytes += c.len_utf8();
    }
    let from = pair.target.span.start as usize;
    let label = range.map(|(start, end)| Span::new(from + start, from + end))?;
    let run = targets.iter().find(|(_, run)| run.inner.overlaps(label))?.1;
    // Two runs that share it, or that others fill, are somebody's style.
    let covers = run.inner.start <= label.start && run.inner.end >= label.end;
    let is_own =
        |other: &str| other.trim_matches(EDGES) == run.inner.of(pair.target.view.text()).trim_matches(EDGES);
    let others = bold::runs(&pair.source).iter().any(|run| is_own(bold_text(&pair.source, run)));
    (!covers && !others).then_some(run.inner)
}

/// The bold of the translation around an identifier, which the source bolds alone, and around more words of the sentence.
fn spread_name<'d>(
    pair: &Pair<'d>,
    source: (u32, &'d Node),
    sources: &[(u32, &'d Node)],
    targets: &[(u32, &'d Node)],
    language: &Language,
) -> Option<Span> {
    // Each is held against all.
    const MOST: usize = 16;
    let name = bold_text(&pair.source, &source).trim_matches(EDGES);
    let kept = |run: &(u32, &Node)| bold_text(&pair.target, run).trim_matches(EDGES) == name;
    if !is_identifier(name) || targets.iter().any(kept) {
        return None;
    }
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '\\');
    let spreads = |run: &&(u32, &Node)| {
        let text = bold_text(&pair.target, run);
        let Some(at) = text.find(name) else { return false };
        let (before, behind) = (&text[..at], &text[at + name.len()..]);
        // Two names in one are no words of the sentence.
        let other = |other: &(u32, &Node)| {
            let other = bold_text(&pair.source, other).trim_matches(EDGES);
            other != name && text.contains(other)
        };
        // What is written on to it is its ending.
        let next = if language.spaces { behind.trim_start_matches(is_alphanumeric) } else { behind };
        let count = |text| words_of_sentence(text, pair.source.text(), language);
        // Where the verb does not come last, what a name is stands before it, `colonna berthId`, and any word behind it goes on.
        let weight = if language.order.starts.is_empty() { 2 } else { 1 };
        let words = count(before) + count(next) * weight;
        !before.ends_with(joins)
            && !behind.trim_start_matches('.').starts_with(joins)
            && words > 1
            && !sources.iter().any(other)
            && !is_whole(&pair.target, run.1)
    };
    targets.iter().take(MOST).find(spreads).map(|run| run.1.inner)
}

/// How many words of the language stand beside a name, without those that say what it names, `column`, and without those of the
/// source. Where the language has no spaces, any is as good as two.
fn words_of_sentence(text: &str, source: &str, language: &Language) -> usize {
    // Each is looked for in the whole source.
    const MOST: usize = 16;
    let is_word = |word: &&str| !language.screen_places.contains(word) && !source.contains(*word);
    let mut words = tokens(text).take(MOST);
    if language.spaces {
        return words.filter(is_word).count();
    }
    let is_native = |word: &str| word.contains(|c| language.is_native(c));
    if words.any(|word| is_native(word) && is_word(&word)) { 2 } else { 0 }
}

/// A name that no language has a word for: of a column, a command, a class.
fn is_identifier(text: &str) -> bool {
    let is_command = || {
        let part = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase());
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') && text.split('-').all(part)
    };
    literal::is_name(text) || text.contains('-') && is_command()
}

/// Whether more words follow one that no label begins with.
fn begins_astray(text: &str, language: &Language) -> bool {
    if !language.spaces {
        return phrase::begins_with_particle(text, language);
    }
    let end = text.find(|c: char| !is_alphanumeric(c)).unwrap_or(text.len());
    let rest = &text[end..];
    let goes_on = rest.starts_with(' ') && rest.contains(is_alphanumeric);
    let first = &text[..end];
    let leads = || language.label_leads.contains(first) || language.particles.contains(first);
    let is_name = || rest[1..].starts_with(char::is_uppercase);
    // `**다음, 저장**`: the adverb belongs to the clause.
    let parts = || rest.starts_with(", ") && language.whole_words.contains(first);
    goes_on && (leads() || language.name_leads.contains(first) && is_name()) || parts()
}

/// Whether more words stand before one that no label ends with.
fn ends_astray(text: &str, language: &Language, inside: bool) -> Option<Fault> {
    let words = text.trim_end_matches(['.', ',', '。', '、', '，', ':', ';', ' ']);
    if !language.spaces {
        let tail = language.label_tails.longest_suffix(words).is_some_and(|start| start > 0);
        return tail.then_some(Fault::Tail);
    }
    let start = words.rfind(' ').map_or(0, |space| space + 1);
    if start == 0 {
        return None;
    }
    if language.label_tails.contains(&words[start..]) {
        return Some(if inside { Fault::Particle } else { Fault::Tail });
    }
    phrase::ends_unfinished(words, language).then_some(Fault::Tail)
}

/// `> Settings > Users`: a step of it is not bold, or nowhere.
fn is_cut_path(text: &str) -> bool {
    let text = text.trim();
    let step = |text: &str| text.contains(is_alphanumeric);
    let cut = text.strip_prefix('>').or_else(|| text.strip_suffix('>'));
    cut.is_some_and(step)
}

fn bold_text<'d>(side: &Side<'d>, (_, run): &(u32, &Node)) -> &'d str {
    run.inner.of(side.view.text())
}

/// Whether a run is all that its segment says.
fn is_whole(side: &Side<'_>, run: &Node) -> bool {
    let around = [
        Span { start: side.span.start, end: run.outer.start },
        Span { start: run.outer.end, end: side.span.end },
    ];
    around.iter().all(|rest| !rest.of(side.view.text()).contains(is_alphanumeric))
}

/// Whether a bold run of the source is made of small words and verbs, in whatever form: `Selections` is one.
fn is_small(text: &str, source: &Language) -> bool {
    tokens(text).all(|word| is_small_word(word, source))
}

fn begins_small(text: &str, source: &Language) -> bool {
    tokens(text).next().is_none_or(|word| source.bold_words.contains(&word.to_ascii_lowercase()))
}

fn ends_small(text: &str, source: &Language) -> bool {
    let last = tokens(text).next_back();
    last.is_none_or(|word| source.bold_words.contains(&word.to_ascii_lowercase()))
}

fn is_small_word(word: &str, source: &Language) -> bool {
    let word = word.to_ascii_lowercase();
    source.bold_words.contains(&word)
        || source.verbs.longest_prefix(&word).is_some_and(|stem| stem >= 4 || stem == word.len())
}

/// Whether a bold run of the source names something.
fn is_label(text: &str) -> bool {
    let mut letters = text.chars().filter(|&c| is_alphabetic(c));
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some()
}
