//! Pages of an invented product with one of everything that is hard to draw.

use std::collections::BTreeMap;
use std::sync::Arc;

use paralint::diagnostic::{
    Applicability, Diagnostic, Edit, Fingerprint, Fix, PairSpans, Related, Severity, Summary,
};
use paralint::report::{Format, Report, Style, write};
use paralint::text::Span;

/// One of everything, sorted as reports are.
pub(super) fn samples() -> Samples {
    let mut samples = Samples::default();
    german(&mut samples);
    french(&mut samples);
    japanese(&mut samples);
    korean(&mut samples);
    places(&mut samples);
    chinese(&mut samples);
    samples
}

/// Pages and what is wrong with them.
#[derive(Default)]
pub(super) struct Samples {
    pub(super) pages: BTreeMap<String, Arc<str>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Samples {
    pub(super) fn render(&self, format: Format, style: &Style) -> String {
        let mut summary = Summary { documents: self.pages.len(), ..Summary::default() };
        self.diagnostics.iter().for_each(|diagnostic| summary.count(diagnostic));
        let report =
            Report { diagnostics: &self.diagnostics, summary, version: "0.0.0", ..Report::default() };
        let mut out = Vec::new();
        let sources = |path: &str| self.pages.get(path).cloned();
        write(format, &report, &sources, style, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("a report is UTF-8")
    }

    /// Adds a finding on the first `needle` of a page.
    fn add(&mut self, path: &str, needle: &str, rule: &str, message: &str) -> &mut Diagnostic {
        let span = self.find(path, needle);
        self.add_at(path, span, rule, message)
    }

    fn add_at(&mut self, path: &str, span: Span, rule: &str, message: &str) -> &mut Diagnostic {
        let mut diagnostic = plain(path, span);
        diagnostic.rule = rule.into();
        diagnostic.message = message.to_owned();
        diagnostic.fingerprint = Fingerprint(0x0123_4567_89ab_cd00 + self.diagnostics.len() as u64);
        self.diagnostics.push(diagnostic);
        self.diagnostics.last_mut().expect("it was just pushed")
    }

    fn find(&self, path: &str, needle: &str) -> Span {
        let start = self.pages[path].find(needle).expect("the needle is in the page");
        Span::new(start, start + needle.len())
    }

    fn related(&self, path: &str, needle: &str, message: &str) -> Related {
        Related { path: path.into(), span: self.find(path, needle), message: message.to_owned() }
    }

    fn pair(&self, path: &str, id: &str, target: &str, source: &str) -> Option<PairSpans> {
        Some(PairSpans { id: id.into(), target: self.find(path, target), source: self.find(path, source) })
    }

    fn page(&mut self, path: &str, text: &str) {
        self.pages.insert(path.to_owned(), text.into());
    }
}

/// A finding with nothing but a place.
pub(super) fn plain(path: &str, span: Span) -> Diagnostic {
    Diagnostic {
        rule: "sample/rule".into(),
        severity: Severity::Error,
        message: "this is wrong".to_owned(),
        help: None,
        path: path.into(),
        locale: path.split_once('/').map(|(locale, _)| locale.into()),
        span,
        pair: None,
        related: Vec::new(),
        fix: None,
        fingerprint: Fingerprint(0),
        state: None,
    }
}

/// Both texts as hand-backs carry them.
pub(super) fn side_by_side(id: &str, target: &str, source: &str) -> String {
    format!(
        "<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>"
    )
}

/// A place over several lines, and one that no page gives.
fn german(samples: &mut Samples) {
    let path = "de-de/archive.md";
    samples.page(
        path,
        "---\ntitle: Archiv\n---\n\n:::note\nDas Archiv wird nachts geleert.\nBitte laden Sie\nwichtige Dateien\nvorher herunter.\n",
    );
    let span = samples
        .find(path, ":::note\nDas Archiv wird nachts geleert.\nBitte laden Sie\nwichtige Dateien\nvorher");
    let diagnostic = samples.add_at(path, span, "blocks/unclosed", "`:::note` is never closed");
    diagnostic.help = Some("end it with a line `:::`".to_owned());
    samples
        .add_at(
            "de-de/logo.md",
            Span::new(0, 0),
            "paralint/unreadable",
            "the file is not UTF-8 from byte 12 on",
        )
        .help = Some("save it as UTF-8".to_owned());
}

/// One rule many times on a page, once as a hint, and changes to the header: of one line, and of several.
fn french(samples: &mut Samples) {
    let path = "fr-fr/quais.md";
    let sentences = [
        "Le **quai **est libre.",
        "Le **ponton **est pris.",
        "La **grue **est neuve.",
        "Le **phare **brille.",
    ];
    let lines: Vec<String> = sentences
        .iter()
        .enumerate()
        .map(|(nth, words)| side_by_side(&format!("5e0aa-{}", 101 + nth), words, "The **berth** is free."))
        .collect();
    samples.page(
        path,
        &format!("---\nTitle: Quais\nms.date: 04/01/2021\nauthor: mira\n---\n\n{}\n", lines.join("\n\n")),
    );

    let fix = |span: Span, text: &str, title: &str| Fix {
        applicability: Applicability::Safe,
        title: title.to_owned(),
        edits: vec![Edit { path: path.into(), span, text: text.to_owned() }],
    };
    let span = samples.find(path, "Title");
    samples.add(path, "Title", "header/misspelt", "`Title` is no key").fix =
        Some(fix(span, "title", "rename it"));
    let span = samples.find(path, "ms.date: 04/01/2021\nauthor: mira\n");
    let fixed = fix(span, "author: mira\nms.date: 04/01/2021\n", "sort the keys");
    samples.add(path, "author", "header/order", "`author` stands after `ms.date`").fix = Some(fixed);
    for (nth, words) in sentences.iter().enumerate() {
        let bold =
            &words[words.find("**").expect("it has bold")..=words.rfind("**").expect("it has bold") + 1];
        let span = samples.find(path, bold);
        let pair = PairSpans {
            id: format!("5e0aa-{}", 101 + nth).into(),
            target: samples.find(path, words),
            source: samples.find(path, "The **berth** is free."),
        };
        let space = Span { start: span.end - 3, end: span.end };
        let diagnostic = samples.add(path, bold, "bold/literal", "readers see asterisks");
        diagnostic.pair = Some(pair);
        diagnostic.fix = Some(fix(space, "** ", "put the space behind the bold"));
    }
    let hint = samples.add(path, "brille", "bold/literal", "readers see asterisks, perhaps");
    hint.severity = Severity::Info;
}

/// A line of 1,500 columns, as they are.
fn japanese(samples: &mut Samples) {
    let target = "毎月の請求書は月末に作成されます。支払い期限を過ぎた場合は、「[再開の手順」を参照してください](resume-plan.md)。手数料はかかりません。";
    let source = "Invoices are created at the end of each month. If a payment is overdue, see [How to resume a plan](resume-plan.md). There is no fee.";
    let line: Vec<String> = (1..=9)
        .map(|n| match n {
            6 => side_by_side("9b01c-206", target, source),
            _ => side_by_side(
                &format!("9b01c-{}", 200 + n),
                &format!("請求書の項目{n}を確認します。"),
                &format!("Check item {n} of the invoice."),
            ),
        })
        .collect();
    let path = "ja-jp/billing.md";
    samples.page(path, &format!("# 請求\n\n{}\n", line.join(" ")));
    let pair = samples.pair(path, "9b01c-206", target, source);

    let related = samples.related(path, "9b01c-205", "the one before");
    let diagnostic = samples.add(
        path,
        "9b01c-206",
        "side-by-side/id-gap",
        "a sentence is missing between `205` and `206`",
    );
    diagnostic.severity = Severity::Warning;
    diagnostic.help = Some(
        "文が一つ抜けています。引き渡しの元になったページと見比べて、抜けた文を「ここ」に戻してください。"
            .to_owned(),
    );
    diagnostic.pair = pair.clone();
    diagnostic.related = vec![related];

    let related = samples.related(path, "[How to resume a plan]", "the source links these words");
    let edit = Edit {
        path: path.into(),
        span: samples.find(path, "」を参照してください](resume-plan.md)"),
        text: "](resume-plan.md)」を参照してください".to_owned(),
    };
    let diagnostic = samples.add(
        path,
        "[再開の手順」を参照してください]",
        "links/misplaced-link",
        "the link to `resume-plan.md` sits on `再開の手順」を参照してください`; the source links `How to resume a plan`",
    );
    diagnostic.help = Some("put the brackets around the words between 「 and 」".to_owned());
    diagnostic.pair = pair;
    diagnostic.related = vec![related];
    diagnostic.fix = Some(Fix {
        applicability: Applicability::Safe,
        title: "move the closing bracket before `」`".to_owned(),
        edits: vec![edit],
    });
}

/// A pair with a label on each side, related places near and elsewhere, a fault of the source.
fn korean(samples: &mut Samples) {
    let path = "ko-kr/plans.md";
    let target = "**확인**을 선택하면 지금 쓰는 요금제가 그대로 유지됩니다.";
    let source = "Select **Cancel** to keep you're current plan.";
    let line = side_by_side("3f2a1-104", target, source);
    samples.page(
        path,
        &format!("---\ntitle: 요금제\n---\n# 요금제 바꾸기\n\n* **취소**: 그대로 둡니다.\n\n1. {line}\n"),
    );
    samples.page("ja-jp/plans.md", "# 料金\n**キャンセル**を選びます。\n");

    let diagnostic =
        samples.add(path, "title: 요금제", "handoff/missing-key", "`ms.date` is missing in the front matter");
    diagnostic.help =
        Some("이 페이지를 만든 인계 파일에서 `ms.date`를 찾아 머리말에 옮겨 적으세요.".to_owned());

    let related = samples.related(path, "1. <span", "the list goes on here");
    let diagnostic = samples.add(path, "**취소**", "outline/split-list", "the list is cut in two");
    diagnostic.severity = Severity::Info;
    diagnostic.related = vec![related];

    let pair = samples.pair(path, "3f2a1-104", target, source);
    let related = vec![
        samples.related(path, "**Cancel**", "the label"),
        samples.related(path, "**취소**", "right here on the same page"),
        samples.related("ja-jp/plans.md", "キャンセル", "the same label in `ja-jp`"),
    ];
    let edit = Edit { path: path.into(), span: samples.find(path, "확인"), text: "취소".to_owned() };
    let diagnostic = samples.add(
        path,
        "확인",
        "terms/opposite-meaning",
        "the label `Cancel` is translated `확인`, which means `OK`",
    );
    diagnostic.help =
        Some("이 단추의 화면 이름은 `취소`입니다. 다른 열두 곳에서도 그렇게 옮겼습니다.".to_owned());
    diagnostic.pair = pair.clone();
    diagnostic.related = related;
    diagnostic.fix = Some(Fix {
        applicability: Applicability::Safe,
        title: "use the product's word".to_owned(),
        edits: vec![edit],
    });

    let diagnostic = samples.add(path, "you're", "source/spelling", "`you're` should be `your`");
    diagnostic.severity = Severity::Warning;
    diagnostic.pair = pair;
}

/// Columns that are not characters, lines that are not LF, text that is not meant to be seen.
fn places(samples: &mut Samples) {
    let path = "pt-br/places.md";
    samples.page(
        path,
        "\u{feff}título sem espaço\n👨‍👩‍👧 família 🇧🇷 e\u{301} aqui\n\tcom\ttabulação\r\nfim de linha\rsozinho\nvermelho \u{1b}[31mjá\u{1b}[0m e \u{202e}virado\u{202c} e \u{200b}vazio\nfim",
    );
    samples.add(path, "título", "places/mark", "the byte order mark is no column");
    samples.add(path, "aqui", "places/emoji", "emoji, flags and accents are one character each");
    samples.add(path, "tabulação", "places/tab", "a tab is as wide as it is drawn");
    samples.add(path, "sozinho", "places/line-end", "a lone CR ends a line");
    samples.add(path, "\u{1b}[31m", "places/escape", "`\u{1b}[31m` would colour the\nterminal");
    samples.add(
        path,
        "\u{202e}virado\u{202c}",
        "places/reordered",
        "`\u{202e}virado\u{202c}` reads backwards",
    );
    samples.add(path, "\u{200b}", "places/invisible", "there is a zero-width space");
    let end = samples.pages[path].len();
    samples.add_at(path, Span::at(end), "places/end", "no line end at the end of the file");
    samples.add_at(path, Span::at(end + 1), "places/beyond", "a place beyond the end is the end");
}

/// An unsafe fix, and a text that is missing.
fn chinese(samples: &mut Samples) {
    let path = "zh-cn/dates.md";
    let target = "新的价格自 2021 年 5 月 25 日起生效，届时所有客户都会收到通知。";
    let source = "The new prices take effect on March 25, 2021, and all customers are notified.";
    samples.page(
        path,
        &format!(
            "| 日期 |\n| --- |\n| {} |\n\n{}\n",
            side_by_side("c0-7", target, source),
            side_by_side("c0-8", "", "See also")
        ),
    );
    let pair = samples.pair(path, "c0-7", target, source);
    let edit = Edit { path: path.into(), span: samples.find(path, "5 月"), text: "3 月".to_owned() };
    let diagnostic = samples.add(
        path,
        "2021 年 5 月 25 日",
        "values/changed-date",
        "`March 25, 2021` is `2021 年 5 月 25 日` here",
    );
    diagnostic.pair = pair;
    diagnostic.fix = Some(Fix {
        applicability: Applicability::Unsafe,
        title: "写成原文的月份，并检查同一句话在本语言的其他页面中是否也有这个错误".to_owned(),
        edits: vec![edit],
    });
    let source = samples.find(path, "See also");
    let target = Span::at(samples.find(path, "<span data-ttu-id=\"c0-8\">").end as usize);
    let diagnostic =
        samples.add_at(path, target, "side-by-side/empty-target", "`See also` has no translation");
    diagnostic.pair = Some(PairSpans { id: "c0-8".into(), target, source });
}
