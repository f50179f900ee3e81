//! The library in twenty lines: one page in, its diagnostics out.
//!
//! `cargo run --example check_one_page examples/handbook/ko-kr/harbor/fees.md`

#![expect(clippy::print_stdout, reason = "an example shows something")]

use paralint::config::Settings;
use paralint::engine::Engine;
use paralint::packs;
use paralint::workspace::{Request, Run, Workspace};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let page = std::env::args().nth(1).ok_or("which page?")?;
    let directory = std::env::current_dir()?;
    let workspace = Workspace::open(&Request { directory, paths: vec![page.into()], ..Request::default() })?;
    let engine = Engine::new(packs::bundled(), &Settings::default())?;
    for found in workspace.check(&engine, Run::default()).diagnostics {
        let text = workspace.text(&found.path).unwrap_or_default();
        let words = found.span.get(&text).unwrap_or_default();
        println!("{} at byte {}, `{words}`: {}", found.rule, found.span.start, found.message);
    }
    Ok(())
}
