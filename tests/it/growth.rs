//! Pages that nobody writes on purpose, eight times as long: what each rule does with them may grow with their length, and
//! not with its square. Not how fast the rules are (`benches/`): what is held here is a ratio, of the processor's time and
//! not the clock's, with room for a slow and busy machine, and it is measured again before it is believed.

use std::fs;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use paralint::config::{Level, Selector, Settings};
use paralint::diagnostic::Severity;
use paralint::engine::Engine;
use paralint::model::{Document, Index, layout};
use paralint::packs;

/// What is repeated in one text of a pair and in the other. `#` is a number and `¤` a word, another one each time.
const ROWS: &[(&str, &str)] = &[
    ("x] (y ", "x](y "),
    ("[x](y) ", "x] (y) "),
    ("[x](y#.md) ", "x] (y#.md) "),
    ("[a](b#.md) ", "[a](c#.md) "),
    ("[a](b¤.md) ", "(c¤.md) "),
    ("![a](b#.png) ", "![a](c#.png) "),
    ("[a¤](b.md) ", "[c¤](b.md) "),
    ("<https://a.example/#> ", "https://a.example/¤ "),
    ("https://a¤.example/ ", "https://b¤.example/ "),
    ("file#.txt ", "d\\"),
    ("file#.txt ", "file#.text "),
    ("file¤.txt ", "Fiel¤. txt "),
    ("Get-Berth¤ ", "get-berth¤ "),
    ("berth¤Id ", "berth ¤id "),
    ("¤@harbor.example ", "¤ @harbor.example "),
    ("v#.0.1 ", "v#.0.2 "),
    ("$x_#$ ", "$y_#$ "),
    ("$x_#$ ", "$$"),
    ("\\text{", "$x^\\text{a} "),
    ("x]][ ", "[x]][ "),
    ("[x][y#] ", "[x] [z#] "),
    ("[x][y.md] ", "[x][¤.md] "),
    ("[x][] ", "[x] [] "),
    ("March 3, 2021; ", "2021년 3 3월; "),
    ("6/30/2021, ", "30.6.2021, "),
    ("June #, ", "#월 "),
    ("{a#} ", "{b#} "),
    ("{¤} ", "{ ¤ } "),
    ("{{a¤}} ", "{{b¤ "),
    ("<a¤> ", "&lt;a¤&gt; "),
    ("1;1;1;", "1;2;1;"),
    ("#;", "#,"),
    ("# days ", "# hours "),
    ("#-", "#–"),
    ("12 億 5 万 ", "12 億 "),
    ("**a¤** ", "**b¤** "),
    ("**Save¤** x ", "**저장** x "),
    ("**a** b ", "**a **b "),
    ("**a", "a** "),
    ("`a¤` ", "`b¤` "),
    ("`a¤` ", "a¤ "),
    ("``a` ", "`a`` "),
    ("<b>a</b> ", "<i>a</i> "),
    ("<b>", "</b>"),
    ("(", ")"),
    ("(a) ", "（a） "),
    ("\"a\" ", "„a“ "),
    ("\"", "'"),
    ("a's ", "a’s "),
    ("「a」", "“a”"),
    ("[", "]"),
    ("]", "["),
    ("x](y ", "x] (y "),
    ("](", "]["),
    ("[]() ", "[] "),
    ("a a ", "the the "),
    ("Harbor¤ ", "harbor¤ "),
    ("HBR¤ ", "BRH¤ "),
    ("¤", "¤ "),
    ("Berth¤를 ", "Berth¤ 를 "),
    ("Kai¤x ", "**Kai¤x** "),
    ("\u{200b}a", "\u{a0}a"),
    ("a_b ", "a\\_b "),
    ("<!-- a --> ", "<!-- "),
    ("select **Next** > **Then** ", "**Weiter** > Then "),
    ("「a」 ", "**a** "),
    ("“a” ", "**a** "),
    ("**[a](b)** ", "**a** "),
    ("**「a」** ", "「**a」** "),
    ("`a` **b** ", "**b** `a` "),
    ("select **A¤**. ", "「A¤」을 선택합니다. "),
    ("1/# ", "1/2 "),
    ("#:30 PM ", "#:30 "),
    ("#% ", "# percent "),
    ("(*a*) ", "（**a**）"),
    ("Ihr ", "ihr "),
    ("their ", "Ihre "),
    ("Berth Ledger¤ ", "Berth Ledger¤를 "),
    ("Berth Ledger ", "선석Berth Ledger "),
    ("[a][a] ", "[a]: b "),
    ("\\*\\*a\\*\\* ", "**a** "),
    ("** a ** ", "**a** "),
    ("__a__ ", "**a** "),
    ("Version # ", "Version #.0 "),
    ("Next¤ ", "**Next¤** "),
    ("**Next** ", "Next "),
    ("Open **A¤** in **B**. ", "**B**에서 **A¤** "),
    ("下一步", "**下一**步"),
    ("Add¤ the berth. ", "Add¤를 선석, "),
    ("¤.¤.¤ ", "¤. ¤. "),
    ("See [A](a.md) and [B](b.md). ", "[B](b.md) [A](a.md) "),
    ("berth¤Id ", "berth¤Id -"),
];

/// What is repeated as a page, behind what it begins with.
const PAGES: &[(&str, &str)] = &[
    ("", "@ <!-- paralint-disable side-by-side/duplicate-id -->\n\n"),
    ("", "@ <!-- paralint-disable-line side-by-side/duplicate-id --> "),
    ("", "@ <!-- paralint-disable-next-line all -->"),
    ("", "<!-- paralint-disable-line all --><!-- paralint-enable -->"),
    ("# ", "]("),
    ("# ", "<a "),
    ("", "# [a](b ¤\n\n"),
    ("", "[a¤]: b#.md\n\n"),
];

/// What `@` is in a page.
const PAIR: &str = "<span data-ttu-id=\"4c0de-101\">선석</span><span class=\"sxs-lookup\">\
                    <span data-stu-id=\"4c0de-101\">Berth</span></span>";

/// Of the shorter texts, in bytes.
const SIZE: usize = 2_000;

/// How many times as long the longer ones are, and how many times as much they may cost.
const TIMES: usize = 8;
const MOST: u32 = 24;

/// What costs less is no matter: some checks hold up to a thousand numbers, or a hundred names, against each other.
const FLOOR: Duration = Duration::from_millis(150);

const LOCALES: [&str; 4] = ["ko-kr", "de-de", "ja-jp", "zh-cn"];

#[test]
fn what_hostile_segments_cost_grows_with_their_length() {
    let rows = LOCALES.iter().cycle().zip(ROWS);
    hold(rows.map(|(locale, row)| (*locale, *row)), |(source, target), size| {
        let (source, target) = (repeated(source, size), repeated(target, size));
        PAIR.replace("선석", &format!("x {target}")).replace("Berth", &source)
    });
}

#[test]
fn what_hostile_pages_cost_grows_with_their_length() {
    let page =
        |(start, unit): (&str, &str), size| format!("{start}{}", repeated(&unit.replace('@', PAIR), size));
    // What surrounds a pair is longer than what is said of it.
    hold(PAGES.iter().map(|row| (LOCALES[0], *row)), |row, size| page(row, 8 * size));
}

/// Holds that pages of `rows`, made `TIMES` as long, cost no more than in proportion.
#[track_caller]
fn hold<R: Copy + std::fmt::Debug>(
    rows: impl Iterator<Item = (&'static str, R)>,
    page: impl Fn(R, usize) -> String,
) {
    let all = engine("all");
    let mut report = Vec::new();
    for (locale, row) in rows {
        let [short, long] = [SIZE, SIZE * TIMES].map(|size| page(row, size));
        let (mut least, mut most) = (cost(&all, locale, &short), cost(&all, locale, &long));
        let is_steep = |least: Duration, most: Duration| most > least * MOST + FLOOR;
        // Whatever else the machine does makes one of them dearer, and never cheaper.
        for _ in 0..3 {
            if is_steep(least, most) {
                least = least.max(cost(&all, locale, &short));
                most = most.min(cost(&all, locale, &long));
            }
        }
        if is_steep(least, most) {
            let rules = all.names().rules().map(|rule| (cost(&engine(rule), locale, &long), rule));
            let dearest = rules.max();
            report.push(format!("{locale} {row:?}: {least:?}, then {most:?}; dearest is {dearest:?}"));
        }
    }
    assert!(report.is_empty(), "{TIMES} times the text, {MOST} times the cost:\n{}", report.join("\n"));
}

/// The rules that a selector names, also those that ship switched off.
fn engine(selector: &str) -> Engine {
    let mut settings = Settings::reporting(Severity::Info);
    settings.choose(Selector::new("all"), Level::Off);
    settings.choose(Selector::new(selector), Level::On);
    Engine::new(packs::bundled(), &settings).expect("the bundled packs fit together")
}

/// The time that a page takes.
fn cost(engine: &Engine, locale: &str, text: &str) -> Duration {
    let path = format!("{locale}/a.md");
    let before = now();
    let document = Document::read(Arc::from(&*path), text, &layout::place(&path, None));
    let checked = engine.check(&document);
    let mut index = Index::default();
    index.replace(checked.facts);
    let outcome = engine.finish(&index, checked.found, &|_| Some(Arc::from(text)));
    let after = now();
    drop(outcome);
    after.saturating_sub(before)
}

/// A text of at least `size` bytes.
fn repeated(unit: &str, size: usize) -> String {
    let mut text = String::with_capacity(size + unit.len());
    let mut count = 0_u32;
    while text.len() < size {
        let letter = |at: u32| char::from_digit(10 + count / 26_u32.pow(at) % 26, 36);
        let word: String = (0..4).filter_map(letter).collect();
        text += &unit.replace('#', &count.to_string()).replace('¤', &word);
        count += 1;
    }
    text
}

/// The time that this thread has had a processor; by the clock where no system says that.
fn now() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let had = fs::read_to_string("/proc/thread-self/schedstat");
    let had = had.ok().and_then(|line| line.split(' ').next()?.parse().ok());
    had.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}
