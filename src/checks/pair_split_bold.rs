//! `pair.split-bold`: bold covers a bracketed or quoted label whole, or not at all.

use std::collections::BTreeSet;

use super::{Finding, Findings, Gate, Mechanism, PairCheck, PairContext, Spot, bold, bold_mend};
use crate::diagnostic::Applicability;
use crate::model::Pair;
use crate::text::ByteSet;

/// Bold of the translation that covers one of two brackets or quotation marks that belong together and not the other, where
/// the source has none such. `{labels}` are the texts in these marks, `{covered}` what is bold instead, `{source}` what the
/// source bolds, or `nothing`. The place is the first such run. The change puts bold around what stands in marks; it is
/// proposed where these are as many as the source's bold runs.
#[derive(Debug, Default)]
pub(super) struct SplitBold;

impl Mechanism for SplitBold {
    const VALUES: &'static [&'static str] = &["labels", "covered", "source"];
    const NEEDS: &'static [&'static str] = &["quotes", "brackets"];
}

impl PairCheck for SplitBold {
    fn gate<'d>(&self, context: &PairContext<'d>) -> Option<Gate<'d>> {
        context.language?;
        Some(Gate::target(ByteSet::ascii(b"*")))
    }

    fn check(&self, pair: &Pair<'_>, context: &PairContext<'_>, found: &mut Findings) {
        let Some(language) = context.language else { return };
        let runs = bold::runs(&pair.target);
        // Of what is cut, one of the marks is bold: of most labels, none.
        let starts = language.mark_starts();
        let (text, marks) = (pair.target.view.text(), pair.target.view.marks());
        if !runs.iter().any(|(_, run)| starts.within(text, marks, run.outer).next().is_some()) {
            return;
        }
        let mut cut = bold::enclosed(&pair.target, language);
        cut.retain(bold::Enclosed::is_cut);
        if cut.is_empty() || bold::enclosed(&pair.source, context.source).iter().any(bold::Enclosed::is_cut) {
            return;
        }
        let cutting: BTreeSet<u32> =
            cut.iter().flat_map(|one| [one.open.run, one.close.run]).flatten().collect();
        let cutting: Vec<_> =
            runs.into_iter().filter(|(_, run)| cutting.contains(&run.outer.start)).collect();
        let Some((_, first)) = cutting.first() else { return };
        let label = |one: &bold::Enclosed| {
            format!("`{}{}{}`", one.open.mark, bold::plain(one.inner().of(text)), one.close.mark)
        };
        let labels: Vec<String> = cut.iter().map(label).collect();
        let source = bold::quoted(&pair.source, &bold::runs(&pair.source));
        let finding = Finding::on(Spot::Target(first.outer))
            .with("labels", labels.join(", "))
            .with("covered", bold::quoted(&pair.target, &cutting))
            .with("source", if source.is_empty() { "nothing".to_owned() } else { source });
        found.report(match bold_mend::around_marks(pair, language, &[]) {
            Some(edits) => finding.mended(Applicability::Safe, edits),
            None => finding,
        });
    }
}
