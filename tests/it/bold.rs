//! Damage done to bold, in several languages: the right rule must name the segment, its change must make it bold again,
//! and what only looks like damage must pass without a word. What each check does is in `tests/checks/`.

use std::sync::Arc;

use paralint::config::Settings;
use paralint::diagnostic::{Diagnostic, Severity};
use paralint::engine::{Engine, fix};
use paralint::model::{Document, Index, layout};
use paralint::packs;

/// Healthy segments, as locale, source, translation. Their labels stand in brackets or quotation marks where the language does that.
const HEALTHY: &[(&str, &str, &str)] = &[
    ("ja-jp", "Select **Moorings**.", "**[係留]** を選択します。"),
    ("ja-jp", "Select **Berth fees** first.", "最初に「**係留料金**」を選択します。"),
    ("zh-cn", "Select **Moorings**.", "选择“**系泊**”。"),
    ("zh-cn", "Select **Berth fees** first.", "首先选择 **[泊位费]** 。"),
    ("de-de", "Select **Moorings**.", "Wählen Sie **„Liegeplätze“** aus."),
    ("de-de", "Select **Berth fees** first.", "Wählen Sie zuerst \"**Gebühren**\" aus."),
    ("fr-fr", "Select **Moorings**.", "Sélectionnez **« Amarrages »** ici."),
    ("ko-kr", "Select **Moorings**.", "**[계류]** 를 선택합니다."),
];

fn engine() -> Engine {
    let settings = Settings::reporting(Severity::Info);
    Engine::new(packs::bundled(), &settings).expect("the bundled packs fit together")
}

fn found(engine: &Engine, locale: &str, source: &str, target: &str) -> (String, Vec<Diagnostic>) {
    let text = format!(
        "<span data-ttu-id=\"4c0de-101\">{target}</span><span class=\"sxs-lookup\">\
         <span data-stu-id=\"4c0de-101\">{source}</span></span>\n"
    );
    let path = format!("{locale}/berths.md");
    let document = Document::read(Arc::from(path.as_str()), &text, &layout::place(&path, None));
    let checked = engine.check(&document);
    let mut index = Index::default();
    index.replace(checked.facts);
    let diagnostics = engine.finish(&index, checked.found, &|_| Some(Arc::from(text.as_str()))).diagnostics;
    (text, diagnostics)
}

/// The one rule that speaks, and the translation with its change made.
fn verdict(engine: &Engine, locale: &str, source: &str, target: &str) -> (String, Option<String>) {
    let (text, diagnostics) = found(engine, locale, source, target);
    let mut rules: Vec<&str> = diagnostics.iter().map(|diagnostic| &*diagnostic.rule).collect();
    rules.dedup();
    let fixed = diagnostics.iter().find_map(|diagnostic| diagnostic.fix.as_ref()).map(|change| {
        let (fixed, _) = fix::apply(&text, [change].into_iter());
        let target = fixed.split_once('>').and_then(|(_, rest)| rest.split_once("</span>"));
        target.expect("a fix leaves the tags alone").0.to_owned()
    });
    (rules.join(", "), fixed)
}

/// A label of a segment without the asterisks and marks around it.
fn label(target: &str) -> &str {
    let bold = target.split("**").nth(1).expect("a healthy segment has bold");
    bold.trim_matches(|c: char| !c.is_alphanumeric())
}

#[test]
fn healthy_bold_passes() {
    let engine = engine();
    for (locale, source, target) in HEALTHY {
        assert_eq!(verdict(&engine, locale, source, target), (String::new(), None), "{target}");
    }
}

#[test]
fn asterisks_that_were_escaped_are_seen_and_mended() {
    let engine = engine();
    for (locale, source, target) in HEALTHY {
        let damaged = target.replace("**", "\\*\\*");
        let (rules, fixed) = verdict(&engine, locale, source, &damaged);
        assert_eq!(
            (rules.as_str(), fixed.as_deref()),
            ("translation/literal-bold", Some(*target)),
            "{damaged}"
        );
    }
}

#[test]
fn what_is_left_behind_a_label_is_seen_and_mended() {
    let engine = engine();
    for (locale, source, target) in HEALTHY {
        let plain = target.replace("**", "");
        let mark = plain.find(label(target)).expect("its words are still there") + label(target).len();
        let behind = mark
            + plain[mark..].chars().next().map_or(0, |mark| if mark == ' ' { 3 } else { mark.len_utf8() });
        let damaged = format!("{}\\*\\*\\*\\*{}", &plain[..behind], &plain[behind..]);
        let (rules, fixed) = verdict(&engine, locale, source, &damaged);
        assert_eq!(rules, "translation/literal-bold", "{damaged}");
        let fixed = fixed.unwrap_or_else(|| panic!("no change is offered: {damaged}"));
        assert_eq!(label(&fixed), label(target), "{fixed}");
        assert_eq!(verdict(&engine, locale, source, &fixed), (String::new(), None), "{fixed}");
    }
}

#[test]
fn bold_that_ends_inside_of_the_marks_is_seen_and_mended() {
    let engine = engine();
    for (locale, source, target) in HEALTHY {
        // From before the opening mark to inside of the closing one.
        let plain = target.replace("**", "");
        let label = label(target);
        let at = plain.find(label).expect("its words are still there");
        let open = plain[..at].trim_end().char_indices().next_back().expect("a mark stands before it").0;
        let damaged = format!(
            "{} **{}** {}",
            &plain[..open],
            &plain[open..at + label.len()],
            &plain[at + label.len()..]
        );
        let (rules, fixed) = verdict(&engine, locale, source, &damaged);
        assert_eq!(rules, "translation/split-bold", "{damaged}");
        let fixed = fixed.unwrap_or_else(|| panic!("no change is offered: {damaged}"));
        assert_eq!(self::label(&fixed), label, "{fixed}");
        assert_eq!(verdict(&engine, locale, source, &fixed), (String::new(), None), "{fixed}");
    }
}

#[test]
fn bold_that_moved_is_seen() {
    let engine = engine();
    let moved = [
        ("ja-jp", "Select **Moorings**.", "係留 **を選択します** 。", "translation/misplaced-bold"),
        ("zh-cn", "Select **Moorings**.", "**选择** 系泊。", "translation/misplaced-bold"),
        ("zh-tw", "Select **Moorings**.", "**請選取** 繫泊。", "translation/misplaced-bold"),
        ("ko-kr", "Select **Moorings**.", "계류 **를 선택합니다.**", "translation/misplaced-bold"),
        ("de-de", "Select **Moorings**.", "Wählen Sie Liegeplätze **aus.**", "translation/misplaced-bold"),
        ("fr-fr", "Select **Moorings**.", "**Sélectionnez** Amarrages.", "translation/misplaced-bold"),
        ("es-es", "Select **Moorings**.", "**Seleccione** Amarres.", "translation/misplaced-bold"),
        ("pt-br", "Select **Moorings**.", "**Selecione** Amarras.", "translation/misplaced-bold"),
        ("it-it", "Select **Moorings**.", "**Selezionare** Ormeggi.", "translation/misplaced-bold"),
        ("ru-ru", "Select **Moorings**.", "**Выберите** Причалы.", "translation/misplaced-bold"),
        (
            "ja-jp",
            "Select **Moor** or **Leave**.",
            "**係留** または **係留** を選びます。",
            "translation/collapsed-labels",
        ),
        (
            "de-de",
            "Select **Moorings** (all).",
            "Wählen Sie **Liegeplätze** (alle aus.",
            "translation/unbalanced-bracket",
        ),
        ("de-de", "Select **Moorings**.", "Wählen  Sie Liegeplätze aus.", "translation/lost-bold"),
    ];
    for (locale, source, target, rule) in moved {
        assert_eq!(verdict(&engine, locale, source, target).0, rule, "{target}");
    }
}

#[test]
fn what_translators_do_with_bold_passes() {
    let engine = engine();
    let habits = [
        ("zh-cn", "Select **Moorings**.", "选择“系泊”。"),
        ("zh-tw", "Select **Moorings**.", "選取 [繫泊]。"),
        ("ja-jp", "Select **Moorings**.", "[係留] を選択します。"),
        ("de-de", "Select **Moorings**.", "Wählen Sie **Liegeplätze** aus."),
        ("de-de", "Select **Moorings**.", "Wählen Sie „**Liegeplätze**“ aus."),
        ("ko-kr", "Select **Moorings**.", "**계류** 를 선택합니다."),
        ("ko-kr", "Select **Moorings**.", "**계류**를 선택합니다."),
        ("ko-kr", "Go to **Harbor** > **Fees**.", "**항구 > 요금**으로 이동합니다."),
        ("fr-fr", "Do **not** moor here.", "**N'amarrez pas** ici."),
        ("de-de", "Moor **or** anchor.", "Festmachen **oder** ankern."),
        ("es-es", "Use **And** or **Or**.", "Use **y** u **o**."),
        ("ja-jp", "**Options**", "**選択**"),
        ("ja-jp", "**Note**: moor here.", "**注意**: ここに係留します。"),
        ("zh-cn", "First moor, then pay.", "先 1) 系泊，再 2) 付款。"),
        ("zh-cn", "Moor here (in winter).", "在此系泊（冬季)。"),
        ("fi-fi", "Select **Moorings**.", "Valitse \"**Kiinnitykset\"**."),
    ];
    for (locale, source, target) in habits {
        let (_, diagnostics) = found(&engine, locale, source, target);
        let rules: Vec<&str> = diagnostics.iter().map(|diagnostic| &*diagnostic.rule).collect();
        assert_eq!(rules, Vec::<&str>::new(), "{target}");
    }
}
