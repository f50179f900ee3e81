//! Damage done to healthy translations in five languages, one fault at a time, at every place where it can
//! happen: the rule that is named for it must say so in that pair, and no other pair may be blamed. And what a
//! good translator may do must pass. Not an exam of the words that a message has (`tests/checks/`).

mod edit;
mod legitimate;
mod links;
mod marks;
mod numbers;
mod pairs;
mod prose;
mod same;

use std::collections::BTreeMap;
use std::sync::Arc;

use paralint::diagnostic::{Diagnostic, Severity};
use paralint::engine::Engine;
use paralint::model::{Document, Index, layout};
use paralint::packs;

use pairs::{By, Page, Pair, Set, sets};

/// Whether a rule that does not ship fails the exam, or is only said.
const ALL_RULES_ARE_THERE: bool = true;

/// Of all cases, and of the cases of each fault, how many must be right.
const OF_ALL: f64 = 0.99;
const OF_EACH: f64 = 0.95;
/// Of all cases, how many must be said once.
const SAID_ONCE: f64 = 0.98;

/// One kind of damage.
#[derive(Clone, Copy)]
struct Fault {
    name: &'static str,
    /// Rules of the pack that may say it; the first is the one that it was thought for.
    rules: &'static [&'static str],
    /// Every translation that a pair's can be damaged into.
    inject: fn(&Set, &Pair, &mut Vec<String>),
}

const fn fault(
    name: &'static str,
    rules: &'static [&'static str],
    inject: fn(&Set, &Pair, &mut Vec<String>),
) -> Fault {
    Fault { name, rules, inject }
}

const PACK: &str = "translation/";

fn faults() -> Vec<Fault> {
    [marks::FAULTS, links::FAULTS, same::FAULTS, numbers::FAULTS, prose::FAULTS].concat()
}

/// What the pack says of a page, sorted by place.
fn found(engine: &Engine, page: &Page) -> Vec<Diagnostic> {
    let document = Document::read(Arc::from(&*page.path), &page.text, &layout::place(&page.path, None));
    let checked = engine.check(&document);
    let mut index = Index::default();
    index.replace(checked.facts);
    let text: Arc<str> = Arc::from(&*page.text);
    let mut found = engine.finish(&index, checked.found, &|_| Some(text.clone())).diagnostics;
    found.retain(|diagnostic| diagnostic.rule.starts_with(PACK));
    found
}

fn is_at(diagnostic: &Diagnostic, page: &Page) -> bool {
    let span = diagnostic.span.range();
    page.places.iter().any(|place| place.start <= span.start && span.end <= place.end)
}

/// What is wrong with the report on a damaged page.
fn judge(found: &[Diagnostic], fault: &Fault, page: &Page) -> Option<String> {
    let named =
        |found: &Diagnostic| found.rule.strip_prefix(PACK).is_some_and(|id| fault.rules.contains(&id));
    let is_said = found.iter().any(|found| named(found) && is_at(found, page));
    let blames = found.iter().any(|found| found.severity > Severity::Info && !is_at(found, page));
    if is_said && !blames {
        return None;
    }
    Some(if is_said { format!("blames another pair: {}", shown(found)) } else { shown(found) })
}

fn shown(found: &[Diagnostic]) -> String {
    let show = |found: &Diagnostic| format!("{} {}: {}", found.severity.as_str(), found.rule, found.message);
    if found.is_empty() { "silence".into() } else { found.iter().map(show).collect::<Vec<_>>().join(" | ") }
}

/// Right and all.
#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    all: usize,
}

impl Count {
    fn reaches(self, least: f64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let share = self.right as f64 / self.all as f64;
        share >= least
    }
}

/// How a locale did with a fault.
#[derive(Default)]
struct Mark {
    count: Count,
    /// What went wrong.
    wrong: Vec<String>,
    /// The rules of those cases of which more than one finding says something.
    doubled: Vec<String>,
}

/// How a locale did, by fault.
type Marks = BTreeMap<&'static str, Mark>;

fn examine(engine: &Engine, set: &Set, faults: &[&Fault]) -> Marks {
    let mut marks = Marks::new();
    for fault in faults {
        let Mark { count, wrong, doubled } = marks.entry(fault.name).or_default();
        for (at, pair) in set.pairs.iter().enumerate() {
            let mut targets = Vec::new();
            (fault.inject)(set, pair, &mut targets);
            targets.retain(|target| *target != pair.target);
            for target in targets {
                count.all += 1;
                // Every third page is by a person, of whom some rules think better: they may only hint.
                let by = if count.all % 3 == 0 { By::Human } else { By::Machine };
                let page = set.page(at, &pair.source, &target, by);
                let found = found(engine, &page);
                let graver = found.iter().filter(|found| found.severity > Severity::Info);
                let graver: Vec<&str> = graver.map(|found| &*found.rule).collect();
                if graver.len() > 1 {
                    doubled.push(graver.join(", "));
                }
                match judge(&found, fault, &page) {
                    None => count.right += 1,
                    Some(said) => wrong.push(format!("{}\n      {target}\n      {said}", pair.source)),
                }
            }
        }
    }
    marks
}

/// The work of each set, as many at a time as there are sets.
fn of_each<T: Send>(sets: &[Set], work: impl Fn(&Engine, &Set) -> T + Sync) -> Vec<T> {
    let engine = super::engine();
    std::thread::scope(|scope| {
        let works: Vec<_> = sets.iter().map(|set| scope.spawn(|| work(&engine, set))).collect();
        works.into_iter().map(|work| work.join().expect("an examiner does not panic")).collect()
    })
}

/// The ids of the pack's rules.
fn rules() -> Vec<String> {
    let packs = packs::bundled();
    let pack = packs.iter().find(|pack| format!("{}/", pack.pack) == PACK).expect("the pack ships");
    pack.rules.iter().map(|rule| rule.id.to_string()).collect()
}

#[test]
fn every_fault_of_a_translation_is_reported_where_it_is() {
    let sets = sets();
    let there = rules();
    let all = faults();
    let is_there = |rule: &&&str| there.iter().any(|id| id == *rule);
    let missing: std::collections::BTreeSet<&str> =
        all.iter().flat_map(|fault| fault.rules).filter(|rule| !is_there(rule)).copied().collect();
    let ready: Vec<&Fault> =
        all.iter().filter(|fault| fault.rules.iter().all(|rule| is_there(&rule))).collect();
    let marks = of_each(&sets, |engine, set| examine(engine, set, &ready));

    let mut total = Count::default();
    let mut said_twice: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut report = Vec::new();
    eprintln!(
        "{:44} {}",
        "right/all",
        sets.iter().map(|set| format!("{:>8}", set.locale)).collect::<String>()
    );
    for fault in &ready {
        let mut own = Count::default();
        let mut row = String::new();
        for (set, marks) in sets.iter().zip(&marks) {
            let Mark { count, wrong, doubled } = &marks[fault.name];
            for rules in doubled {
                *said_twice.entry((fault.name, &**rules)).or_default() += 1;
            }
            own.right += count.right;
            own.all += count.all;
            row += &format!(
                "{:>8}",
                if count.all == 0 { "–".into() } else { format!("{}/{}", count.right, count.all) }
            );
            let step = wrong.len().div_ceil(shown_of_each()).max(1);
            report.extend(
                wrong
                    .iter()
                    .step_by(step)
                    .map(|case| format!("{} · {}\n      {case}", set.locale, fault.name)),
            );
        }
        eprintln!("{:44} {row}{}", fault.name, if own.reaches(OF_EACH) { "" } else { "  too few" });
        if !own.reaches(OF_EACH) {
            report.push(format!("{}: {} of {}", fault.name, own.right, own.all));
        }
        total.right += own.right;
        total.all += own.all;
    }
    eprintln!("{} of {} cases are right", total.right, total.all);
    let doubled: usize = said_twice.values().sum();
    eprintln!("{doubled} of them are said more than once");
    for ((fault, rules), count) in said_twice {
        eprintln!("{count:8} {fault}: {rules}");
    }
    for case in &report {
        eprintln!("{case}");
    }
    for fault in all.iter().filter(|fault| !ready.iter().any(|ready| ready.name == fault.name)) {
        eprintln!("not there yet: {} ({})", fault.name, fault.rules.join(", "));
    }
    if !missing.is_empty() {
        eprintln!("rules that do not ship: {missing:?}");
    }
    assert!(missing.is_empty() || !ALL_RULES_ARE_THERE, "rules that do not ship: {missing:?}");
    let too_few: Vec<_> = report.iter().filter(|line| !line.contains(" · ")).collect();
    assert!(too_few.is_empty() && total.reaches(OF_ALL), "{} of {}\n{too_few:#?}", total.right, total.all);
    let once = Count { right: total.all - doubled, all: total.all };
    assert!(once.reaches(SAID_ONCE), "one fault is one finding: {doubled} of {} are more", total.all);
}

/// How many wrong cases of a fault in a locale are shown.
fn shown_of_each() -> usize {
    std::env::var("SHOW").ok().and_then(|number| number.parse().ok()).unwrap_or(2)
}

#[test]
fn every_fault_can_happen_and_every_rule_has_one() {
    let sets = sets();
    let all = faults();
    for fault in &all {
        let mut targets = Vec::new();
        for set in &sets {
            for pair in &set.pairs {
                let from = targets.len();
                (fault.inject)(set, pair, &mut targets);
                assert!(
                    targets[from..].iter().all(|target| !target.contains("\n\n")),
                    "{}: a damaged pair is still a pair",
                    fault.name
                );
            }
        }
        assert!(!targets.is_empty(), "{}: no pair can be damaged so, and nothing was tested", fault.name);
    }
}

#[test]
fn the_healthy_pairs_are_healthy() {
    let sets = sets();
    let wrong = of_each(&sets, |engine, set| {
        let mut wrong = Vec::new();
        for by in [By::Machine, By::Human] {
            for (at, pair) in set.pairs.iter().enumerate() {
                // What is found in the neighbours is told with them.
                let page = set.page(at, &pair.source, &pair.target, by);
                let mut found = found(engine, &page);
                found.retain(|found| is_at(found, &page));
                if !found.is_empty() {
                    wrong.push((found, format!("{} {} = {}", set.locale, pair.source, pair.target)));
                }
            }
        }
        wrong
    });
    let graver = tell(wrong.into_iter().flatten());
    assert!(graver.is_empty(), "{} healthy pairs are blamed\n{}", graver.len(), graver.join("\n"));
}

#[test]
fn what_a_translator_may_do_passes() {
    let sets = sets();
    for set in &sets {
        let kinds = legitimate::of(set).into_iter().map(|case| case.kind);
        let kinds: std::collections::BTreeSet<_> = kinds.collect();
        assert!(kinds.len() >= 30, "{}: {} kinds: {kinds:?}", set.locale, kinds.len());
    }
    let wrong = of_each(&sets, |engine, set| {
        let mut wrong = Vec::new();
        for (number, case) in legitimate::of(set).into_iter().enumerate() {
            for by in [By::Machine, By::Human] {
                let at = case.at.unwrap_or(number * 7 % set.pairs.len());
                let page = set.page(at, &case.source, &case.target, by);
                let found = found(engine, &page);
                if !found.is_empty() {
                    wrong.push((
                        found,
                        format!("{} {}: {} = {}", set.locale, case.kind, case.source, case.target),
                    ));
                }
            }
        }
        wrong
    });
    let graver = tell(wrong.into_iter().flatten());
    assert!(graver.is_empty(), "{} variations are blamed\n{}", graver.len(), graver.join("\n"));
}

/// Says the hints aloud, and gives what is graver.
fn tell(wrong: impl Iterator<Item = (Vec<Diagnostic>, String)>) -> Vec<String> {
    let mut graver = Vec::new();
    for (found, case) in wrong {
        let line = format!("{case}\n      {}", shown(&found));
        if found.iter().any(|found| found.severity > Severity::Info) {
            graver.push(line);
        } else {
            eprintln!("a hint: {line}");
        }
    }
    graver
}
