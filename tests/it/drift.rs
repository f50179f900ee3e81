//! Drift that was put in: pages in four languages, one thing changed in the source of some of them, and what is said of
//! it. The edges of each mechanism are on its page (`checks`).

use std::sync::Arc;

use paralint::config::Settings;
use paralint::diagnostic::{Diagnostic, Severity};
use paralint::engine::{Engine, Found, Outcome, Outside, Spread};
use paralint::model::{Document, Index, layout};
use paralint::packs;

const LOCALES: [&str; 4] = ["de-de", "ja-jp", "ko-kr", "zh-cn"];

/// A word on the screen in English and in each locale.
type Label = (&'static str, [&'static str; 4]);

const LABELS: [Label; 8] = [
    ("Dashboard", ["Übersicht", "ダッシュボード", "대시보드", "仪表板"]),
    ("Berth map", ["Liegeplan", "バース マップ", "선석 지도", "泊位图"]),
    ("Guests", ["Gäste", "ゲスト", "손님", "客人"]),
    ("Fees", ["Gebühren", "料金", "요금", "费用"]),
    ("Close season", ["Saison beenden", "シーズン終了", "시즌 종료", "结束季节"]),
    ("Account", ["Konto", "アカウント", "계정", "帐户"]),
    ("Settings", ["Einstellungen", "設定", "설정", "设置"]),
    ("Submit", ["Absenden", "送信", "제출", "提交"]),
];
const PRODUCTS: [&str; 4] = ["Harbor Ledger", "Harbor Register", "Tide Planner", "Quayside Works"];
const NUMBERS: [&str; 6] = ["30", "60", "14", "21", "1,500", "2,000"];
const LINKS: [&str; 4] = ["fees.md", "rates.md", "../guests/berths.md", "https://tide.example/table"];
const NAMES: [&str; 6] = ["Aster", "Briar", "Cedar", "Dahlia", "Elder", "Fennel"];

/// A sentence in English and in one locale.
type Sentence = (String, String);

/// Two labels, of which the languages do not keep the order.
fn menu(locale: usize, first: Label, second: Label) -> Sentence {
    let (a, b) = (first.1[locale], second.1[locale]);
    let target = match locale {
        0 => format!("Wählen Sie im Menü **{a}** den Eintrag **{b}** aus."),
        1 => format!("**[{b}]** を **[{a}]** メニューから選びます。"),
        2 => format!("**{a}** 메뉴에서 **{b}**을(를) 선택합니다."),
        _ => format!("在“**{a}**”菜单中选择“**{b}**”。"),
    };
    (format!("From the **{}** menu, select **{}** for a berth.", first.0, second.0), target)
}

fn label(locale: usize, label: Label) -> Sentence {
    let word = label.1[locale];
    let target = match locale {
        0 => format!("Öffnen Sie die Seite **{word}**."),
        1 => format!("**[{word}]** ページを開きます。"),
        2 => format!("**{word}** 페이지를 엽니다."),
        _ => format!("打开“**{word}**”页。"),
    };
    (format!("Now open the **{}** page of the harbor.", label.0), target)
}

fn product(locale: usize, name: &str) -> Sentence {
    let target = match locale {
        0 => format!("Alle Liegeplätze stehen in {name}."),
        1 => format!("すべてのバースは {name} にあります。"),
        2 => format!("모든 선석은 {name}에 있습니다."),
        _ => format!("所有泊位都在 {name} 中。"),
    };
    (format!("All of the berths are listed in {name} for a year."), target)
}

fn number(locale: usize, number: &str) -> Sentence {
    let target = match locale {
        0 => format!("Innerhalb von {number} Tagen können Sie absagen."),
        1 => format!("{number} 日以内に取り消せます。"),
        2 => format!("{number}일 안에 취소할 수 있습니다."),
        _ => format!("您可以在 {number} 天内取消。"),
    };
    (format!("You can cancel a berth within {number} days."), target)
}

fn link(locale: usize, destination: &str) -> Sentence {
    let target = match locale {
        0 => format!("Siehe [die Gebühren]({destination})."),
        1 => format!("[料金]({destination})を参照します。"),
        2 => format!("[요금]({destination})을 봅니다."),
        _ => format!("请参阅[费用]({destination})。"),
    };
    (format!("See [what a berth costs]({destination}) before that."), target)
}

fn plain(locale: usize, name: &str) -> Sentence {
    let target = match locale {
        0 => format!("Am Steg {name} liegen Gäste."),
        1 => format!("ゲストは {name} 桟橋に泊まります。"),
        2 => format!("손님은 {name} 부두에 머뭅니다."),
        _ => format!("客人停在 {name} 码头。"),
    };
    (format!("Most guests of the harbor stay at pier {name} overnight."), target)
}

/// What is changed, and the rule that has to say so.
#[derive(Debug, Clone, Copy)]
enum Change {
    Label,
    Menu,
    Product,
    Number,
    Link,
    Added,
    Dropped,
}

const CHANGES: [(Change, &str); 7] = [
    (Change::Label, "drift/label-changed"),
    (Change::Menu, "drift/label-changed"),
    (Change::Product, "drift/name-changed"),
    (Change::Number, "drift/number-changed"),
    (Change::Link, "drift/link-changed"),
    (Change::Added, "drift/passage-missing"),
    (Change::Dropped, "drift/passage-obsolete"),
];

/// A page of the harbor: the older source of a change, or the newer one.
fn sentences(locale: usize, topic: usize, change: Option<(Change, bool)>) -> Vec<Sentence> {
    let pick =
        |is: fn(Change) -> bool| usize::from(change.is_some_and(|(change, newer)| newer && is(change)));
    let labels = |at: usize| LABELS[(topic + at) % LABELS.len()];
    let mut page = vec![
        plain(locale, NAMES[topic % 6]),
        label(locale, labels(pick(|c| matches!(c, Change::Label)))),
        plain(locale, NAMES[(topic + 1) % 6]),
        menu(locale, labels(2), labels(3 + pick(|c| matches!(c, Change::Menu)))),
        product(locale, PRODUCTS[(topic + pick(|c| matches!(c, Change::Product))) % PRODUCTS.len()]),
        number(locale, NUMBERS[(topic + pick(|c| matches!(c, Change::Number))) % NUMBERS.len()]),
        plain(locale, NAMES[(topic + 2) % 6]),
        link(locale, LINKS[(topic + pick(|c| matches!(c, Change::Link))) % LINKS.len()]),
    ];
    match change {
        Some((Change::Added, true)) => page.insert(1 + topic % 7, plain(locale, NAMES[(topic + 3) % 6])),
        Some((Change::Dropped, false)) => page.insert(1 + topic % 7, plain(locale, NAMES[(topic + 4) % 6])),
        _ => {}
    }
    // What each word on the screen is called, so that a label is known without its place.
    page.extend(
        (0..2)
            .flat_map(|_| LABELS)
            .map(|(source, words)| (format!("**{source}**"), format!("**{}**", words[locale]))),
    );
    page
}

/// The page as a file: its path and its text.
fn page(locale: usize, topic: usize, change: Option<(Change, bool)>) -> (String, String) {
    let prefix = ["5beef", "99f3a", "4c0de", "7aaaa"][locale];
    let (version, handoff) = match change {
        Some((_, true)) => ("77d0a5c1f2e3b4958697a8b9cadbecfd0e1f2a3b", "05/05/2021"),
        _ => ("0b8f2c6d9e1a4f7350c2b6a1d8e94f7023c5b6a7", "02/01/2020"),
    };
    let mut text = format!("---\nms.openlocfilehash: {version}\nms.lasthandoff: {handoff}\n---\n");
    let heading =
        (format!("Harbor topic {topic}"), format!("{} {topic}", ["Hafen", "港", "항구", "港口"][locale]));
    for (at, (source, target)) in std::iter::once(heading).chain(sentences(locale, topic, change)).enumerate()
    {
        let (mark, id) = (if at == 0 { "# " } else { "\n" }, 101 + at);
        text.push_str(&format!(
            "{mark}<span data-ttu-id=\"{prefix}-{id}\">{target}</span><span class=\"sxs-lookup\">\
             <span data-stu-id=\"{prefix}-{id}\">{source}</span></span>\n"
        ));
    }
    (format!("{}/topic-{topic}.md", LOCALES[locale]), text)
}

fn engine() -> Engine {
    let pack = packs::bundled().into_iter().filter(|pack| pack.pack == "drift").collect();
    Engine::new(pack, &Settings::reporting(Severity::Info)).expect("the pack stands alone")
}

fn read(engine: &Engine, files: &[(String, String)]) -> (Index, Vec<Found>) {
    let mut index = Index::default();
    let mut found = Vec::new();
    for (path, text) in files {
        let document = Document::read(Arc::from(path.as_str()), text, &layout::place(path, None));
        let checked = engine.check(&document);
        index.replace(checked.facts);
        found.extend(checked.found);
    }
    (index, found)
}

fn finish(engine: &Engine, files: &[(String, String)], (index, found): (Index, Vec<Found>)) -> Outcome {
    engine.finish(&index, found, &|path| {
        files.iter().find(|(known, _)| known == path).map(|(_, text)| Arc::from(text.as_str()))
    })
}

fn report(engine: &Engine, files: &[(String, String)]) -> Vec<Diagnostic> {
    finish(engine, files, read(engine, files)).diagnostics
}

/// Whether the right rule speaks of each older document, says that it is older, and no other rule warns.
fn is_told(found: &[Diagnostic], rule: &str, older: &[usize]) -> bool {
    let told: Vec<&Diagnostic> = found.iter().filter(|diagnostic| *diagnostic.rule == *rule).collect();
    let warned = found.iter().filter(|other| other.severity >= Severity::Warning);
    told.len() == older.len()
        && told
            .iter()
            .all(|diagnostic| diagnostic.message.contains("this page is older: handed off 2020-02-01"))
        && older
            .iter()
            .all(|&locale| told.iter().any(|diagnostic| diagnostic.path.starts_with(LOCALES[locale])))
        && warned.clone().all(|other| *other.rule == *rule)
}

#[test]
fn what_was_changed_in_one_source_is_told_of_the_older_side() {
    let engine = engine();
    let (mut right, mut all) = (0, 0);
    for (change, rule) in CHANGES {
        for topic in 0..8 {
            for (odd, name) in LOCALES.into_iter().enumerate() {
                for odd_is_newer in [false, true] {
                    let is_newer = |locale: usize| (locale == odd) == odd_is_newer;
                    let files: Vec<_> =
                        (0..4).map(|locale| page(locale, topic, Some((change, is_newer(locale))))).collect();
                    let older: Vec<usize> = (0..4).filter(|&locale| !is_newer(locale)).collect();
                    let found = report(&engine, &files);
                    all += 1;
                    if is_told(&found, rule, &older) {
                        right += 1;
                    } else {
                        let lines: Vec<_> =
                            found.iter().map(|d| format!("{} {}", d.path, d.message)).collect();
                        eprintln!("{change:?} on topic {topic}, {name} newer {odd_is_newer}: {lines:#?}");
                    }
                }
            }
        }
    }
    assert!(right * 100 >= all * 99, "{right} of {all}");
}

#[test]
fn the_translation_of_a_label_is_quoted_whatever_its_place() {
    let engine = engine();
    for topic in 0..8 {
        let files: Vec<_> =
            (0..4).map(|locale| page(locale, topic, Some((Change::Menu, locale == 0)))).collect();
        let (old, new) = (LABELS[(topic + 3) % 8], LABELS[(topic + 4) % 8]);
        let found = report(&engine, &files);
        for (locale, name) in LOCALES.into_iter().enumerate().skip(1) {
            let told =
                found.iter().find(|told| told.path.starts_with(name) && *told.rule == *"drift/label-changed");
            let expected = format!(
                "the label `{}` (`{}` here) is now `{}` (`{}` in de-de)",
                old.0, old.1[locale], new.0, new.1[0]
            );
            let message = told.map_or("nothing", |told| &told.message);
            assert!(message.starts_with(&expected), "{name}: {message}, not {expected}");
        }
    }
}

#[test]
fn pages_that_say_the_same_are_in_sync() {
    let engine = engine();
    // Two versions of one text: only the header was changed.
    let files: Vec<_> = (0..4)
        .map(|locale| {
            let (path, text) = page(locale, 1, None);
            (
                path,
                if locale == 2 { text.replace("0b8f2c6d", "99d0a5c1").replace("2020", "2021") } else { text },
            )
        })
        .collect();
    assert!(report(&engine, &files).is_empty());
}

#[test]
fn a_declared_beginning_of_a_name_makes_twins() {
    // Another title and another text, but for a third of it: nothing tells that but the name.
    let (_, own) = page(2, 1, Some((Change::Label, true)));
    let (_, other) = page(2, 1, Some((Change::Label, false)));
    let other = other.replace("Harbor topic 1", "The harbor of the north").replace("항구 1", "북쪽 항구");
    let files = vec![("ko-kr/berths.md".to_owned(), own), ("ko-kr/North-berths.md".to_owned(), other)];
    assert!(report(&engine(), &files).is_empty());
    let pack = packs::bundled().into_iter().filter(|pack| pack.pack == "drift").collect();
    let mut settings = Settings::reporting(Severity::Info);
    settings.twins.push("North-".to_owned());
    let found = report(&Engine::new(pack, &settings).expect("the pack stands alone"), &files);
    let [told] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((&*told.rule, &*told.path), ("drift/label-changed", "ko-kr/North-berths.md"));
    let expected = "its twin `berths.md` says so and is newer: handed off 2021-05-05, this page 2020-02-01";
    assert!(told.message.ends_with(expected), "{}", told.message);
}

/// Four pages, in each of which Korean still has the old label.
fn renamed_everywhere() -> Vec<(String, String)> {
    let mut files: Vec<_> = (0..4)
        .flat_map(|topic| (0..4).map(move |locale| page(locale, topic, Some((Change::Added, locale != 2)))))
        .collect();
    for (path, text) in &mut files {
        let (source, target) = label(2, if path.starts_with("ko-kr") { LABELS[0] } else { LABELS[1] });
        let id = "4c0de-190";
        text.push_str(&format!(
            "\n<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\">\
             <span data-stu-id=\"{id}\">{source}</span></span>\n"
        ));
    }
    files
}

fn systematic(found: &[Diagnostic]) -> Vec<&Diagnostic> {
    found.iter().filter(|diagnostic| &*diagnostic.rule == "drift/systematic-change").collect()
}

#[test]
fn one_change_on_many_pages_is_said_once_and_what_is_silenced_of_it_hides_nothing_else() {
    let engine = engine();
    let mut files = renamed_everywhere();
    let found = report(&engine, &files);
    let [told] = systematic(&found)[..] else { panic!("{found:#?}") };
    assert_eq!(&*told.path, "ko-kr/topic-0.md");
    assert_eq!(
        told.message,
        "`Dashboard` became `Berth map` on 4 pages; 4 documents still say the old (3 more)"
    );
    // Silenced in its first document, it stands in the second, and still counts all.
    let first = files.iter_mut().find(|(path, _)| path == "ko-kr/topic-0.md").expect("the first page");
    first.1.push_str("\n<!-- paralint-disable-file drift/systematic-change -->\n");
    let found = report(&engine, &files);
    let [told] = systematic(&found)[..] else { panic!("{found:#?}") };
    assert_eq!(&*told.path, "ko-kr/topic-1.md");
    assert_eq!(
        told.message,
        "`Dashboard` became `Berth map` on 4 pages; 4 documents still say the old (2 more)"
    );
}

#[test]
fn a_report_on_one_page_knows_of_the_others() {
    let engine = engine();
    let files = renamed_everywhere();
    let (index, found) = read(&engine, &files);
    let texts =
        |path: &str| files.iter().find(|(known, _)| known == path).map(|(_, text)| Arc::from(text.as_str()));
    let spread: &Spread<'_> = &|count, one| (0..count).map(one).collect();
    let outside = Outside { reported: &|path| path == "ko-kr/topic-2.md", ..Outside::new(&texts, spread) };
    let outcome = engine.finish_with(&index, found, &outside);
    let [told] = systematic(&outcome.diagnostics)[..] else { panic!("{:#?}", outcome.diagnostics) };
    assert_eq!(
        told.message,
        "`Dashboard` became `Berth map` on 4 pages; 4 documents still say the old (3 more)"
    );
    assert!(outcome.diagnostics.iter().all(|diagnostic| &*diagnostic.path == "ko-kr/topic-2.md"));
    assert_eq!(outcome.summary.documents, 1);
}

#[test]
fn ten_shards_in_any_order_say_what_one_process_says() {
    let engine = engine();
    let mut files = renamed_everywhere();
    for (at, (change, _)) in CHANGES.into_iter().enumerate() {
        files.extend((0..4).map(|locale| page(locale, 10 + at, Some((change, locale % 2 == at % 2)))));
    }
    let shown = |outcome: &Outcome| format!("{:#?} {:?}", outcome.diagnostics, outcome.summary);
    let whole = shown(&finish(&engine, &files, read(&engine, &files)));
    assert!(whole.matches("drift/").count() > 20, "{whole}");
    let mut shards: Vec<_> = (0..10)
        .map(|shard| {
            let own: Vec<_> = files.iter().skip(shard).step_by(10).cloned().collect();
            read(&engine, &own)
        })
        .collect();
    for turn in 0..10 {
        shards.rotate_left(3);
        if turn % 2 == 1 {
            shards.reverse();
        }
        let merged =
            shards.iter().cloned().fold((Index::default(), Vec::new()), |(index, mut found), (a, more)| {
                found.extend(more);
                (a.merge(index), found)
            });
        assert_eq!(whole, shown(&finish(&engine, &files, merged)), "turn {turn}");
    }
}
