//! Terms that the configuration keeps, in every page below it. Those of a page's own header are on the
//! mechanism's page.

use std::sync::Arc;

use paralint::config::{Options, Settings};
use paralint::engine::Engine;
use paralint::model::{Document, Index, layout};
use paralint::packs;

const PAGE: &str = concat!(
    r#"<span data-ttu-id="4c0de-101">하버 레저를 엽니다.</span>"#,
    r#"<span class="sxs-lookup"><span data-stu-id="4c0de-101">Open Harbor Ledger.</span></span>"#,
);

/// What is said of the page under a configuration.
fn said(configuration: &str) -> Vec<String> {
    let options = Options::read("paralint.yaml", configuration).expect("a good configuration");
    let settings = Settings::new(None, &options, None);
    let engine = Engine::new(packs::bundled(), &settings).expect("packs fit together");
    let path: Arc<str> = "ko-kr/a.md".into();
    let checked = engine.check(&Document::read(Arc::clone(&path), PAGE, &layout::place(&path, None)));
    let mut index = Index::default();
    index.replace(checked.facts);
    let outcome = engine.finish(&index, checked.found, &|_| Some(PAGE.into()));
    outcome.diagnostics.into_iter().map(|found| found.message).collect()
}

#[test]
fn a_term_that_is_configured_is_kept() {
    let lost = ["`Harbor Ledger` is not to be translated, and is missing here"];
    assert_eq!(said("keep: [Harbor Ledger]\n"), lost);
    assert_eq!(said("keep: [Berth]\n"), [""; 0]);
    assert_eq!(said(""), [""; 0]);
}
