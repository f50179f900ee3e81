//! Stories of a team, from the first day with old faults to the next hand-back. Not what rules find (`checks`).

use super::repository::Repository;

/// A sentence that pages are made of: what it says, and how it is translated well, and otherwise well.
const SENTENCES: [(&str, &str, &str); 10] = [
    (
        "Open the berth map before you choose.",
        "고르기 전에 선석 지도를 엽니다.",
        "선택하기 전에 선석 지도를 여십시오.",
    ),
    (
        "See [what a berth costs](fees.md) first.",
        "먼저 [선석 요금](fees.md)을 봅니다.",
        "먼저 [선석의 가격](fees.md)을 보십시오.",
    ),
    (
        "Guests stay for up to 30 days.",
        "손님은 최대 30일 동안 머뭅니다.",
        "손님은 30일까지 머물 수 있습니다.",
    ),
    (
        "Run `harbor sync` every night.",
        "매일 밤 `harbor sync`를 실행합니다.",
        "밤마다 `harbor sync`를 실행하십시오.",
    ),
    (
        "The harbor office answers by mail.",
        "항만 사무소는 우편으로 답합니다.",
        "항만 사무소에서 우편으로 답변합니다.",
    ),
    (
        "Read [the rules of the quay](rules.md) to the end.",
        "[부두 규칙](rules.md)을 끝까지 읽습니다.",
        "[부두의 규칙](rules.md)을 끝까지 읽으십시오.",
    ),
    ("A season lasts 6 months.", "한 시즌은 6개월입니다.", "시즌은 6개월 동안 이어집니다."),
    (
        "Write the name into `guests.csv`.",
        "이름을 `guests.csv`에 씁니다.",
        "이름을 `guests.csv`에 적으십시오.",
    ),
    ("Close the gate behind you.", "뒤에 있는 문을 닫습니다.", "나가면서 문을 닫으십시오."),
    (
        "Ask [the crew](crew.md) for help.",
        "[승무원](crew.md)에게 도움을 청합니다.",
        "[승무원](crew.md)에게 도움을 요청하십시오.",
    ),
];

/// Damage to a translation, as machines do it.
fn damaged(nth: usize) -> (&'static str, &'static str) {
    match nth {
        1 => ("[선석 요금](fees.md)", "[](fees.md) 선석 요금"),
        5 => ("](rules.md)", "](rule.md)"),
        9 => ("](crew.md)", "](screw.md)"),
        3 => ("`harbor sync`", "`항구 동기화`"),
        _ => panic!("nothing to damage in sentence {nth}"),
    }
}

/// A page as a hand-back brings it: ids of its own, some sentences said otherwise, some damaged.
pub(super) fn page(prefix: &str, anew: impl Fn(usize) -> bool, faults: &[usize]) -> String {
    let pair = |nth: usize, target: &str, source: &str| {
        let id = format!("{prefix}-{}", 101 + nth);
        format!(
            "<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>"
        )
    };
    let mut text = format!("---\ntitle: 선석\n---\n# {}\n", pair(0, "선석", "Berths"));
    for (nth, (source, target, other)) in SENTENCES.iter().enumerate() {
        let mut target = if anew(nth) { (*other).to_owned() } else { (*target).to_owned() };
        if faults.contains(&nth) {
            let (good, bad) = damaged(nth);
            assert!(target.contains(good), "{target} has no {good}");
            target = target.replace(good, bad);
        }
        text += &format!("\n{}\n", pair(nth + 1, &target, source));
    }
    text
}

pub(super) fn never(_: usize) -> bool {
    false
}

/// integrations.md §2.9
#[test]
fn a_team_starts_with_old_faults_and_lets_in_no_new_ones() {
    let repository = Repository::new();
    repository.write("ko-kr/berths.md", &page("4c0de", never, &[1, 5]));
    repository.write("ko-kr/guests.md", &page("7aaaa", never, &[3]));
    repository.commit("as it was handed back");
    let (code, old) = repository.check(&[]);
    assert_eq!(code, Some(1));
    assert!(old.len() >= 3, "{old:#?}");

    let created = repository.run(&["baseline", "create"]);
    assert_eq!(created.code, Some(0), "{}", created.err);
    let accepted = repository.read("paralint-baseline.yaml");
    assert_eq!(accepted.lines().filter(|line| line.starts_with("- ")).count(), old.len(), "{accepted}");
    assert!(accepted.contains("words: \"See [what a berth costs](fees.md) first.\""), "{accepted}");
    assert_eq!(repository.check(&[]), (Some(0), vec![]), "what was there is accepted");
    let (code, all) = repository.check(&["--no-baseline"]);
    assert_eq!((code, all.len()), (Some(1), old.len()));
    assert_eq!(repository.run(&["baseline", "create"]).code, Some(2), "it is made once");

    // Thirty lines above.
    let moved =
        repository.read("ko-kr/berths.md").replacen("---\n# ", &format!("---\n{}# ", "\n".repeat(30)), 1);
    repository.write("ko-kr/berths.md", &moved);
    assert_eq!(repository.check(&[]), (Some(0), vec![]), "lines moved");

    // The next hand-back of the same text: other ids, other words, the same faults.
    repository.write("ko-kr/berths.md", &page("99f3a", |nth| nth % 5 == 2, &[1, 5]));
    assert_eq!(repository.check(&[]), (Some(0), vec![]), "handed back anew");

    // One more fault.
    repository.write("ko-kr/berths.md", &page("99f3a", |nth| nth % 5 == 2, &[1, 5, 9]));
    let (code, new) = repository.check(&[]);
    assert_eq!(code, Some(1));
    let [new] = &new[..] else { panic!("{new:#?}") };
    assert!(new.starts_with("ko-kr/berths.md ") && new.contains("screw.md"), "{new}");

    // That one is mended, and an old one as well.
    repository.write("ko-kr/berths.md", &page("99f3a", never, &[5]));
    let said = repository.run(&["check"]);
    assert_eq!(said.code, Some(0));
    assert!(said.err.contains("paralint-baseline.yaml: 1 finding is there no more"), "{}", said.err);
    // On another page nobody looked.
    let said = repository.run(&["check", "ko-kr/guests.md"]);
    assert!(!said.err.contains("there no more"), "{}", said.err);
    let updated = repository.run(&["baseline", "update", "ko-kr/guests.md"]);
    assert_eq!((updated.code, repository.read("paralint-baseline.yaml")), (Some(0), accepted.clone()));
    let updated = repository.run(&["baseline", "update"]);
    assert_eq!(updated.code, Some(0), "{}", updated.err);
    let shrunk = repository.read("paralint-baseline.yaml");
    let gone: Vec<&str> = accepted.lines().filter(|line| !shrunk.contains(*line)).collect();
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert!(shrunk.lines().all(|line| accepted.contains(line)), "nothing came: {shrunk}");
    // It is a fault again: nothing is added to the file.
    repository.write("ko-kr/berths.md", &page("99f3a", never, &[1, 5]));
    assert_eq!(repository.check(&[]).0, Some(1));
    repository.run(&["baseline", "update"]);
    assert_eq!(repository.read("paralint-baseline.yaml"), shrunk);
    repository.write("ko-kr/berths.md", &page("99f3a", never, &[5]));

    // A page has another name.
    std::fs::rename(repository.path().join("ko-kr/berths.md"), repository.path().join("ko-kr/moorings.md"))
        .expect("it can be renamed");
    assert_eq!(repository.check(&[]), (Some(0), vec![]), "renamed");
    assert_eq!(repository.check(&["ko-kr/moorings.md"]), (Some(0), vec![]), "renamed, and alone");
    let updated = repository.run(&["baseline", "update"]);
    assert!(updated.err.contains("1 on pages that were renamed"), "{}", updated.err);
    let followed = repository.read("paralint-baseline.yaml");
    let sorted = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(sorted(&followed), sorted(&shrunk.replace("ko-kr/berths.md", "ko-kr/moorings.md")));

    // A page is gone for good.
    std::fs::remove_file(repository.path().join("ko-kr/guests.md")).expect("it can be removed");
    let pruned = repository.run(&["baseline", "prune"]);
    assert_eq!(pruned.code, Some(0), "{}", pruned.err);
    assert!(!repository.read("paralint-baseline.yaml").contains("guests"));
}

/// integrations.md §1.2, users.md "Hand-backs"
#[test]
fn a_hand_back_fails_for_what_it_brings() {
    let repository = Repository::new();
    let names = ["berths", "fees", "guests", "moorings"];
    for name in names {
        let faults: &[usize] = if name == "berths" { &[5] } else { &[] };
        repository.write(&format!("ko-kr/{name}.md"), &page("4c0de", never, faults));
    }
    repository.commit("handed back in spring");
    assert_eq!(repository.check(&[]).0, Some(1), "an old fault");
    // Everything is replaced, one sentence in five is said otherwise, and one is damaged.
    for name in names {
        let mut faults: Vec<usize> = if name == "berths" { vec![5] } else { vec![] };
        faults.extend((name == "guests").then_some(9));
        repository.write(
            &format!("ko-kr/{name}.md"),
            &page("7aaaa", |nth| nth % 5 == 4 && (nth, name) != (9, "guests"), &faults),
        );
    }
    for (how, committed) in [("HEAD", false), ("HEAD~1", true)] {
        if committed {
            repository.commit("handed back in autumn");
        }
        let (code, new) = repository.check(&["--diff-base", how]);
        assert_eq!(code, Some(1));
        let [only] = &new[..] else { panic!("{new:#?}") };
        assert!(only.starts_with("ko-kr/guests.md ") && only.contains("screw.md"), "{only}");
        // People see what it was.
        let shown = repository.run(&["check", "--diff-base", how]);
        let shown = shown.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            shown.contains("before this change it was `[승무원](crew.md)에게 도움을 청합니다.`"),
            "{shown}"
        );
    }
    // From any folder, and for pages alone.
    let inside = repository.run_in("ko-kr", &["check", "guests.md", "--diff-base", "HEAD~1"]);
    assert_eq!(inside.code, Some(1), "{}", inside.err);
    let other = repository.run_in("ko-kr", &["check", "berths.md", "--diff-base", "HEAD~1"]);
    assert_eq!(other.code, Some(0), "{}", other.out);
    // By the patch alone.
    let patch = repository.git(&["diff", "HEAD~1", "HEAD"]);
    std::fs::write(repository.path().join("hand-back.patch"), patch).expect("a file");
    let (code, by_patch) = repository.check(&["--diff-file", "hand-back.patch"]);
    assert_eq!((code, by_patch.len()), (Some(1), 1), "{by_patch:?}");
}

/// A set of pages as it was handed back, and after the next hand-back; one old fault stays, one comes.
fn handed_back_twice() -> Repository {
    let repository = Repository::new();
    let names = ["berths", "fees", "guests", "moorings"];
    let header = |kind: &str, month: u32| {
        format!("---\ntitle: 선석\nms.translationtype: {kind}\nms.lasthandoff: 0{month}/05/2021\n---\n")
    };
    let with = |header: String, page: String| page.replacen("---\ntitle: 선석\n---\n", &header, 1);
    for name in names {
        let faults: &[usize] = if name == "berths" { &[5] } else { &[] };
        let kind = if name == "fees" { "HT" } else { "MT" };
        repository.write(&format!("ko-kr/{name}.md"), &with(header(kind, 3), page("4c0de", never, faults)));
    }
    repository.commit("handed back in spring");
    // Somebody mends a word.
    let edited =
        repository.read("ko-kr/moorings.md").replace("뒤에 있는 문을 닫습니다.", "뒤의 문을 꼭 닫습니다.");
    repository.write("ko-kr/moorings.md", &edited);
    repository.commit("a better word");
    for name in names {
        let mut faults: Vec<usize> = if name == "berths" { vec![5] } else { vec![] };
        faults.extend((name == "guests").then_some(9));
        let page = page("7aaaa", |nth| nth % 5 == 4 && (nth, name) != (9, "guests"), &faults);
        repository.write(&format!("ko-kr/{name}.md"), &with(header("MT", 9), page));
    }
    repository
}

/// users.md "Hand-backs"
#[test]
fn a_hand_back_is_told_by_what_it_broke_and_what_it_overwrote() {
    let repository = handed_back_twice();
    let args = ["handback", "HEAD", "--output-format", "concise", "--select", "gate,translation"];
    let ran = repository.run(&args);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let told: Vec<&str> = ran.out.lines().collect();
    let [broken, edit] = &told[..] else { panic!("{}", ran.out) };
    assert!(broken.starts_with("ko-kr/guests.md:") && broken.contains("error[gate/regressed]"), "{broken}");
    assert!(broken.contains("screw.md") && broken.contains("(`translation/added-link`)"), "{broken}");
    assert!(
        broken.ends_with("before this hand-back it was `[승무원](crew.md)에게 도움을 청합니다.`"),
        "{broken}"
    );
    assert!(
        edit.starts_with("ko-kr/moorings.md:") && edit.contains("warning[gate/overwritten-edit]"),
        "{edit}"
    );
    assert!(edit.contains("`뒤의 문을 꼭 닫습니다.` is `뒤에 있는 문을 닫습니다.` now"), "{edit}");
    // 11 sentences on 4 pages; of each page two are said otherwise, and the damage is one more.
    assert_eq!(
        ran.err,
        "pages          4 before and after\n\
         sentences      44 with the source that they had, 9 of them translated anew (20.5 %)\n\
         findings       1 before, 2 after: 1 regressed, 0 new otherwise, 1 as before; 0 gone\n\
         overwritten    1 edit\n\
         by machine     1 page that people had translated\n"
    );
    repository.commit("handed back in autumn");
    assert_eq!(
        repository
            .run(&[
                "handback",
                "HEAD~1",
                "HEAD",
                "--output-format",
                "concise",
                "--select",
                "gate,translation"
            ])
            .out,
        ran.out
    );
    let none = repository.run(&["handback", "HEAD~1", "--pages", "ko-kr/berths.md"]);
    assert_eq!(none.code, Some(0), "{}", none.out);
    let by = repository.run(&[
        "check",
        "--statistics",
        "--by",
        "translationtype,handoff-month,rule",
        "--select",
        "translation",
        "-q",
    ]);
    assert_eq!(
        by.out,
        "      1  MT  2021-09  translation/added-link\n      1  MT  2021-09  translation/changed-link\n"
    );
}

#[test]
fn old_translations_are_put_back_where_the_new_ones_are_broken() {
    let repository = handed_back_twice();
    let new = repository.read("ko-kr/guests.md");
    let old = repository.git(&["show", "HEAD:ko-kr/guests.md"]);
    let target = |page: &str| {
        page.lines()
            .find(|line| line.contains("111\">[승무원]"))
            .map(|line| {
                line.split("</span>")
                    .next()
                    .unwrap_or_default()
                    .split('>')
                    .nth(1)
                    .unwrap_or_default()
                    .to_owned()
            })
            .expect("the sentence is there")
    };
    let ran = repository.run(&[
        "handback",
        "HEAD",
        "--revert",
        "regressed",
        "--output-format",
        "concise",
        "--select",
        "gate,translation",
    ]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("put back       1 old translation on 1 page"), "{}", ran.err);
    let reverted = repository.read("ko-kr/guests.md");
    assert_eq!(target(&reverted), target(&old));
    assert_eq!(reverted, new.replace("](screw.md)", "](crew.md)"), "nothing else changed");
    // An old fault is nobody's regression, and a second run has nothing to do.
    let again =
        repository.run(&["handback", "HEAD", "--revert", "regressed", "--select", "gate,translation"]);
    assert!(again.err.contains("put back       0 old translations on 0 pages"), "{}", again.err);
    assert_eq!(repository.read("ko-kr/guests.md"), reverted);
}
