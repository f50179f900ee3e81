//! Front matter: what is a header, what stands in it, what is wrong with it.

use paralint::syntax::front_matter::{Entry, Format, Mistake, Parsed, ProblemKind, Style, Value, parse};
use paralint::text::Span;
use proptest::prelude::*;

/// One line for each thing found, with what its place covers.
fn show(text: &str) -> String {
    let Parsed { header, problems, body } = parse(text);
    let mut out = String::new();
    if let Some(header) = &header {
        for entry in &header.entries {
            out += &format!("{}\n", show_entry(text, entry));
        }
        for comment in &header.comments {
            out += &format!("comment {}\n", comment.of(text));
        }
        if header.entries.is_empty() {
            out += "no entries\n";
        }
    }
    for problem in &problems {
        out += &format!("{:?} {:?} {}", problem.kind, problem.span.of(text), problem.detail);
        if let Some(hint) = problem.hint {
            out += &format!(" ({hint:?})");
        }
        out += "\n";
    }
    format!("{out}body {:?}", &text[body..])
}

fn show_entry(text: &str, entry: &Entry) -> String {
    format!("{} = {} @ {:?}", entry.key, show_value(&entry.value), entry.value_span.of(text))
}

fn show_value(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Scalar(scalar) => format!("{:?} {:?}", scalar.style, scalar.text),
        Value::Sequence(items) => {
            format!("[{}]", items.iter().map(|item| show_value(&item.value)).collect::<Vec<_>>().join(", "))
        }
        Value::Mapping(entries) => {
            let all: Vec<_> =
                entries.iter().map(|entry| format!("{}: {}", entry.key, show_value(&entry.value))).collect();
            format!("{{{}}}", all.join(", "))
        }
    }
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    sound(text);
    let shown = show(text);
    assert_eq!(shown.lines().collect::<Vec<_>>(), expected, "{text:?}\n{shown}");
}

#[test]
fn entries_of_every_kind() {
    check(
        "---\na: b\nc: 'd''e'\nf: \"g\\th\"\nempty:\nnull: ~\n# note\ns:\n- 1\n- 2\nm:\n  x: y\n\nl: [] # end\n---\nB\n",
        &[
            "a = Plain \"b\" @ \"b\"",
            "c = Single \"d'e\" @ \"'d''e'\"",
            "f = Double \"g\\th\" @ \"\\\"g\\\\th\\\"\"",
            "empty = null @ \"\"",
            "null = null @ \"~\"",
            "s = [Plain \"1\", Plain \"2\"] @ \"- 1\\n- 2\"",
            "m = {x: Plain \"y\"} @ \"x: y\"",
            "l = [] @ \"[]\"",
            "comment # note",
            "comment # end",
            "body \"B\\n\"",
        ],
    );
}

#[test]
fn block_scalars_and_plain_lines() {
    check(
        "---\na: >-\n  b\n  c\n\nd: |\n  e\nf: g\n  h\n---\n",
        &[
            "a = Folded \"b c\" @ \"b\\n  c\"",
            "d = Literal \"e\\n\" @ \"e\"",
            "f = Plain \"g h\" @ \"g\\n  h\"",
            "body \"\"",
        ],
    );
}

#[test]
fn a_missing_value_stands_after_its_colon() {
    let text = "---\na :\n\"b\":   # c\nd:\n---\n";
    let header = parse(text).header.expect("it is closed");
    let places: Vec<_> = header.entries.iter().map(|entry| entry.value_span).collect();
    let after = |needle: &str| Span::at(text.find(needle).expect("it is there") + needle.len());
    assert_eq!(places, [after("a :"), after("\"b\":"), after("d:")]);
    assert!(header.entries.iter().all(|entry| entry.value.is_empty()));
}

#[test]
fn line_ends_and_byte_order_marks() {
    for text in [
        "---\na: 한\nb: x\n---\nB",
        "---\r\na: 한\r\nb: x\r\n---\r\nB",
        "---\ra: 한\rb: x\r---\rB",
        "---\na: 한\r\nb: x\r\n---\nB",
        "\u{feff}--- \na: 한\nb: x\n...\t\nB",
    ] {
        check(text, &["a = Plain \"한\" @ \"한\"", "b = Plain \"x\" @ \"x\"", "body \"B\""]);
    }
}

#[test]
fn fences_without_entries() {
    check("---\n---\nB", &["no entries", "body \"B\""]);
    check("---\n---", &["no entries", "body \"\""]);
    check("---\n# only\n---\n", &["comment # only", "no entries", "body \"\""]);
    check("---\na: b\n---", &["a = Plain \"b\" @ \"b\"", "body \"\""]);
}

#[test]
fn pages_without_a_header() {
    for text in [
        "",
        "---",
        "---\n",
        "----\na: b\n----\n",
        " ---\na: b\n---\n",
        "\n---\na: b\n---\n",
        "---\n\nProse.\n\n---\n\nMore: prose.\n",
        "---\n\n**Bold**: prose\n\n---\n",
        "---\n\n- a list\n\n---\n",
        "---\nProse without an end.\n\na: b\n",
        "---\n<span data-ttu-id=\"0a0a0-101\">가: 나</span>\n\n---\n",
        "{{ template }}\n",
        "{ prose }\n",
        "{\"quoted\"} prose\n",
        "{\"a\": 1} prose\n",
        "{\"a\": [1\n\nnever closed\n",
        ";;;\n",
        "+++\nprose\n",
    ] {
        let body = format!("body {text:?}");
        check(text, &[&body]);
    }
    assert_eq!(parse("\u{feff}B").body, 3);
}

#[test]
fn a_header_that_is_never_closed() {
    let unclosed = "Unclosed \"---\" the front matter has no closing `---`";
    check("---\ntitle: x\n\nB\n", &["title = Plain \"x\" @ \"x\"", unclosed, "body \"\\nB\\n\""]);
    check("---\ntitle: x\n# B\n", &["title = Plain \"x\" @ \"x\"", unclosed, "body \"# B\\n\""]);
    check(
        "---\ntitle: x\n# note\ntags:\n- a\n  b\n| table |\n",
        &[
            "title = Plain \"x\" @ \"x\"",
            "tags = [Plain \"a b\"] @ \"- a\\n  b\"",
            "comment # note",
            unclosed,
            "body \"| table |\\n\"",
        ],
    );
    check(
        "---\n\n# note\na: b\n----\nB",
        &["a = Plain \"b\" @ \"b\"", "comment # note", unclosed, "body \"----\\nB\""],
    );
    check("---\na: b", &["a = Plain \"b\" @ \"b\"", unclosed, "body \"\""]);
    // Both are wrong, but where the header ends is a guess, so only that is said.
    check("---\na: b: c\n\nB", &["a = Plain \"b: c\" @ \"b: c\"", unclosed, "body \"\\nB\""]);
}

#[test]
fn a_thematic_break_of_the_body_does_not_close_a_header() {
    let unclosed = "Unclosed \"---\" the front matter has no closing `---`";
    let heading = "# <a name=\"a\"></a><span data-ttu-id=\"0a0a0-101\">가</span>";
    for body in [
        format!("\n{heading}\n\n---\n"),
        format!("{heading}\n\n---\n"),
        "\n# Heading\n\nProse, with no key.\n\n---\n\nMore.\n".to_owned(),
        "\n<span data-ttu-id=\"0a0a0-101\">가</span>\n---\n".to_owned(),
    ] {
        let text = format!("---\ntitle: x\n{body}");
        check(&text, &["title = Plain \"x\" @ \"x\"", unclosed, &format!("body {body:?}")]);
    }
    // A span in a value is none of the body's.
    check(
        "---\ntitle: <span data-ttu-id=\"0a0a0-101\">x</span>\n\n---\n",
        &[
            "title = Plain \"<span data-ttu-id=\\\"0a0a0-101\\\">x</span>\" @ \"<span data-ttu-id=\\\"0a0a0-101\\\">x</span>\"",
            "body \"\"",
        ],
    );
}

#[test]
fn common_mistakes_are_named_where_they_were_made() {
    for (yaml, found) in [
        ("a: b: c", "Invalid \":\" a colon and a space stand inside the value (UnquotedColon)"),
        ("a:b\nc: d", "Invalid \":\" no space follows the colon of `a` (MissingSpace)"),
        ("c: d\na:b", "Invalid \":\" no space follows the colon of `a` (MissingSpace)"),
        ("a:\n\tb: c", "Invalid \"\\t\" a tab indents this line (Tab)"),
        ("a: |\n\tb", "Invalid \"\\t\" a tab indents this line (Tab)"),
        ("a: \"b\nc: \"d\"", "Invalid \"\\\"\" the quote that opens here is not closed (UnclosedQuote)"),
        ("a: 'it's'", "Invalid \"s\" text follows the closing quote (UnclosedQuote)"),
        ("a: \"C:\\Users\"", "Invalid \"\\\\\" the backslash begins no escape that YAML knows (Backslash)"),
        (
            "a: \"\\u00e9 \\\\ \\d\"",
            "Invalid \"\\\\\" the backslash begins no escape that YAML knows (Backslash)",
        ),
        ("a: @b", "Invalid \"@\" a value without quotes cannot begin with `@` (ReservedCharacter)"),
        ("a: `b`", "Invalid \"`\" a value without quotes cannot begin with a backquote (ReservedCharacter)"),
        ("a: %b", "Invalid \"%\" a value without quotes cannot begin with `%` (ReservedCharacter)"),
        ("a: > b", "Invalid \">\" a value without quotes cannot begin with `>` (ReservedCharacter)"),
        (
            "a: x\nm:\n  n: @b",
            "Invalid \"@\" a value without quotes cannot begin with `@` (ReservedCharacter)",
        ),
        (
            "a: [foo] bar",
            "Invalid \"[\" `[` begins a list that does not end with the value (UnquotedBracketOrBrace)",
        ),
        (
            "a: {b\nc: d",
            "Invalid \"{\" `{` begins a mapping that does not end with the value (UnquotedBracketOrBrace)",
        ),
        ("a: **b**", "Invalid \"**b**\" `**b**` refers to an anchor that is not there (UnknownAlias)"),
        ("a: b\n  c: d", "Invalid \"c\" this key is indented below a key that has a value (Indentation)"),
        ("a: b\nc d\ne: f", "Invalid \"c\" this line has no `key:` (Indentation)"),
        ("a: - b", "Invalid \"-\" a list item stands on the line of its key (Indentation)"),
        ("a: \0b", "Invalid \"\\0\" the control character U+0000 is not allowed"),
        ("a: b\n--- c", "Invalid \"-\" a second YAML document begins here"),
    ] {
        let text = format!("---\n{yaml}\n---\n");
        sound(&text);
        let shown = show(&text);
        let problems: Vec<_> = shown.lines().filter(|line| line.starts_with("Invalid")).collect();
        assert_eq!(problems, [found], "{text:?}\n{shown}");
    }
    assert!(Mistake::Tab.help().contains("spaces"));
}

#[test]
fn other_keys_survive_a_mistake() {
    check(
        "---\na: 'x'\n# one\ntitle: Part 1: start\n# two\nlist:\n- y\nd: \"e\nms.x: \"1\"\n---\nB",
        &[
            "a = Single \"x\" @ \"'x'\"",
            "title = Plain \"Part 1: start\" @ \"Part 1: start\"",
            "list = [Plain \"y\"] @ \"- y\"",
            "d = Plain \"\\\"e\" @ \"\\\"e\"",
            "ms.x = Double \"1\" @ \"\\\"1\\\"\"",
            "comment # one",
            "comment # two",
            "Invalid \":\" a colon and a space stand inside the value (UnquotedColon)",
            "Invalid \"\\\"\" the quote that opens here is not closed (UnclosedQuote)",
            "body \"B\"",
        ],
    );
}

#[test]
fn an_alias_in_a_header_with_a_mistake_elsewhere_is_no_mistake() {
    check(
        "---\na: &n x\nb: *n\nc: @y\n---\n",
        &[
            "a = Plain \"x\" @ \"x\"",
            "b = Plain \"*n\" @ \"*n\"",
            "c = Plain \"@y\" @ \"@y\"",
            "Invalid \"@\" a value without quotes cannot begin with `@` (ReservedCharacter)",
            "body \"\"",
        ],
    );
}

#[test]
fn what_is_no_mapping() {
    check(
        "---\n- a\n- b\n---\n",
        &["no entries", "NotAMapping \"- a\" the front matter is a list, not keys with values", "body \"\""],
    );
    check(
        "---\nwords\n---\n",
        &[
            "no entries",
            "NotAMapping \"words\" the front matter is a single value, not keys with values",
            "body \"\"",
        ],
    );
}

#[test]
fn duplicate_keys_name_the_first() {
    let text = "---\na: 1\nA: 2\n\"a\": 3\nb:\n  c: 1\n  c: 2\n---\n";
    let problems = parse(text).problems;
    assert!(problems.iter().all(|problem| problem.kind == ProblemKind::DuplicateKey));
    let places: Vec<_> =
        problems.iter().map(|p| (p.span.of(text), p.related.map(|first| first.start))).collect();
    let c = u32::try_from(text.find("  c").expect("it is there")).expect("it is short") + 2;
    assert_eq!(places, [("\"a\"", Some(4)), ("c", Some(c))]);

    let many = format!("---\n{}k7: again\n---\n", (0..40).map(|n| format!("k{n}: x\n")).collect::<String>());
    assert_eq!(parse(&many).problems.len(), 1);
}

#[test]
fn aliases_have_the_text_of_short_scalars_only() {
    let long = "x".repeat(300);
    let text = format!("---\na: &a \"b\"\nc: *a\nd: &d {long}\ne: *d\nf: &f [1]\ng: *f\nh: &h\ni: *h\n---\n");
    sound(&text);
    let header = parse(&text).header.expect("it is closed");
    let value = |key| show_value(&header.get(key).expect("it is there").value);
    assert_eq!(
        [value("c"), value("e"), value("g"), value("i")],
        ["Plain \"b\"", "Plain \"*d\"", "Plain \"*f\"", "null"]
    );
    assert!(header.get("A").is_none());
}

#[test]
fn toml_and_json() {
    check(
        "+++\ntitle = \"a \\\"b\\\" \\u00e9\" # c\ndate = 2020-01-01 10:00:00\nl = ['x', [1,\n 2]]\ne =\nbad = \"x\nt = { k = 'v' }\nm = \"\"\"\nlong\n\"\"\"\n[params]\nx = 1\n+++\nB",
        &[
            "title = Double \"a \\\"b\\\" é\" @ \"\\\"a \\\\\\\"b\\\\\\\" \\\\u00e9\\\"\"",
            "date = Plain \"2020-01-01 10:00:00\" @ \"2020-01-01 10:00:00\"",
            "l = [Single \"x\", [Plain \"1\", Plain \"2\"]] @ \"['x', [1,\\n 2]]\"",
            "e = null @ \"\"",
            "bad = null @ \"\"",
            "t = {k: Single \"v\"} @ \"{ k = 'v' }\"",
            "m = Double \"\\nlong\\n\" @ \"\\\"\\\"\\\"\\nlong\\n\\\"\\\"\\\"\"",
            "comment # c",
            "body \"B\"",
        ],
    );
    let json = [
        "title = Double \"a}\" @ \"\\\"a}\\\"\"",
        "n = [Plain \"1\", null] @ \"[1, null]\"",
        "o = {x: Plain \"true\"} @ \"{\\\"x\\\": true}\"",
        "body \"B\"",
    ];
    check("{\n  \"title\": \"a}\",\n  \"n\": [1, null],\n  \"o\": {\"x\": true}\n}\nB", &json);
    check("{\"title\": \"a}\", \"n\": [1, null], \"o\": {\"x\": true}} \nB", &json);
    check(";;;\n{\"title\": \"a}\", \"n\": [1, null], \"o\": {\"x\": true}}\n;;;\nB", &json);
    check(";;;\n\"title\": \"a}\", \"n\": [1, null], \"o\": {\"x\": true}\n;;;\nB", &json);
    check(
        "+++\na = 1\na = 2\n\nB",
        &[
            "a = Plain \"1\" @ \"1\"",
            "a = Plain \"2\" @ \"2\"",
            "Unclosed \"+++\" the front matter has no closing `+++`",
            "DuplicateKey \"a\" the key `a` stands here a second time",
            "body \"\\nB\"",
        ],
    );
    assert_eq!(parse("+++\n+++\n").header.map(|header| header.format), Some(Format::Toml));
}

/// JSON writes what lies beyond the first plane as two halves. TOML has no halves, but an escape of eight digits.
#[test]
fn halves_of_a_character_are_joined_in_json_alone() {
    let value = |text: &str| {
        sound(text);
        show_value(&parse(text).header.expect("it is closed").get("t").expect("it is there").value)
    };
    let json = |written: &str| value(&format!("{{\"t\": \"{written}\"}}\n"));
    assert_eq!(json(r"a \ud83d\uDE00 b"), "Double \"a \u{1f600} b\"");
    assert_eq!(json(r"\uD83D\uDE00\ud83d\ude01"), "Double \"\u{1f600}\u{1f601}\"");
    // Half of one stays as it is written, and takes nothing along.
    for half in [
        r"\ud83d",
        r"\ude00",
        r"\ude00\ud83d",
        r"\ud83d\n",
        r"\ud83dx\ude00",
        r"\ud83d\u00",
        r"\ud83d가\ude00",
    ] {
        assert_eq!(json(half), format!("Double {:?}", half.replace(r"\n", "\n")));
    }
    let toml = |written: &str| value(&format!("+++\nt = \"{written}\"\n+++\n"));
    assert_eq!(toml(r"\ud83d\ude00"), r#"Double "\\ud83d\\ude00""#);
    assert_eq!(toml(r"\U0001F600"), "Double \"\u{1f600}\"");
}

#[test]
fn hostile_headers_neither_overflow_nor_hang() {
    let deep = 50_000;
    let laughs: String =
        (1..30).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", "))).collect();
    for (content, valid) in [
        (format!("a: {}", "[".repeat(deep)), false),
        (format!("a: {}{}", "[".repeat(deep), "]".repeat(deep)), false),
        (format!("a: {}", "{b: ".repeat(deep)), false),
        ("- ".repeat(deep), false),
        ("? ".repeat(deep), false),
        (format!("a:\n  {}", "- ".repeat(deep)), false),
        (format!("a0: &a0 lol\n{laughs}"), true),
        (format!("a: &a {}\nb: [{}]", "x".repeat(1_000_000), "*a, ".repeat(100_000)), true),
        (format!("a: [{}]", "*a, ".repeat(100_000)), false),
        ("a: b: c\n".repeat(50_000), false),
        (format!("a: @\n{}", "# c\n".repeat(100_000)), false),
        (format!("a:\n{}b: c", "# c\n".repeat(100_000)), true),
        (format!("a: &a [*a]\n{}", "\0"), false),
        (format!("a: {}", "word ".repeat(2_000_000)), true),
        ((0..200_000).map(|n| format!("k{n}: v\n")).collect(), true),
        (format!("a: \"{}", "b\n".repeat(100_000)), false),
        (format!("? {}", "[? ".repeat(deep)), false),
    ] {
        let parsed = parse(&format!("---\n{content}\n---\nB"));
        assert!(parsed.header.is_some(), "{}", &content[..20]);
        assert_eq!(parsed.problems.is_empty(), valid, "{} {:?}", &content[..20], parsed.problems.first());
    }
    for text in [
        format!("+++\na = {}", "[".repeat(deep)),
        format!("+++\na = {}\n+++\n", "{b=".repeat(deep)),
        format!("{{\"a\": {}}}", "[".repeat(deep)),
        format!("{{\"a\": {}{}}}", "[".repeat(deep), "]".repeat(deep)),
        "---\n".to_owned() + &"x\n".repeat(300_000),
        "---\na: b\n".to_owned() + &"- x\n".repeat(300_000),
    ] {
        sound(&text);
    }
}

/// The reader takes both for keys that stand in the same place, or behind the end of the header.
#[test]
fn keys_that_nobody_wrote() {
    sound("---\na: \n ? \n\n: \r가\r---\nB");
    sound("---\n? a\n: \n: b\n? \n? \n---\n");
    assert!(parse("---\n? \n: a\n? \n: b\n---\n").problems.is_empty(), "they have no name to share");
}

/// Every place lies in the text on character borders, inside what it belongs to, and in order.
fn sound(text: &str) {
    let Parsed { header, problems, body } = parse(text);
    assert!(text.is_char_boundary(body), "{text:?}");
    for problem in &problems {
        assert!(problem.span.get(text).is_some(), "{text:?} {problem:?}");
        assert!(problem.related.is_none_or(|span| span.get(text).is_some() && span < problem.span));
        assert!(problem.detail.starts_with(|c: char| c.is_lowercase() || c == '`'), "{problem:?}");
    }
    let Some(header) = header else {
        assert!(problems.is_empty() && (body == 0 || body == 3), "{text:?}");
        return;
    };
    let whole = header.span();
    assert!(whole.get(text).is_some() && whole.end as usize <= body);
    assert!(header.opening.end <= header.content.start && header.content.get(text).is_some(), "{text:?}");
    assert!(header.closing.is_none_or(|closing| header.content.end <= closing.start), "{text:?}");
    assert!(
        whole.contains(header.content)
            && text[..whole.start as usize].trim_start_matches('\u{feff}').is_empty()
    );
    for problem in &problems {
        assert!(whole.contains(problem.span), "{text:?} {problem:?}");
    }
    for comment in &header.comments {
        assert!(header.content.contains(*comment) && comment.of(text).starts_with('#'), "{text:?}");
    }
    sound_entries(text, header.content, &header.entries);
}

fn sound_entries(text: &str, within: Span, entries: &[Entry]) {
    for entry in entries {
        assert!(within.contains(entry.key_span) && entry.key_span.get(text).is_some(), "{text:?} {entry:?}");
        assert!(
            within.contains(entry.value_span) && entry.value_span.get(text).is_some(),
            "{text:?} {entry:?}"
        );
        assert!(entry.key_span.end <= entry.value_span.start, "{text:?} {entry:?}");
        sound_value(text, entry.value_span, &entry.value);
    }
}

fn sound_value(text: &str, span: Span, value: &Value) {
    match value {
        Value::Sequence(items) => {
            for item in items {
                assert!(span.contains(item.span) && item.span.get(text).is_some(), "{text:?} {item:?}");
                sound_value(text, item.span, &item.value);
            }
        }
        Value::Mapping(entries) => sound_entries(text, span, entries),
        Value::Scalar(scalar) => {
            if scalar.style == Style::Plain && !span.of(text).contains(['\n', '\r', '*']) {
                assert_eq!(span.of(text), &*scalar.text, "{text:?}");
            }
        }
        Value::Null => {}
    }
}

proptest! {
    #![proptest_config(crate::cases::cases(1000))]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn no_header_makes_it_panic(text in "\u{feff}?(---|\\+\\+\\+|;;;|\\{)[ ]?[\n\r][-a가 :\n\r#\"'\\[\\]{},&*!|>%@`?\t=\\\\.]{0,60}(\n(---|\\+\\+\\+|;;;|\\}))?\n?.{0,4}") {
        sound(&text);
    }

    #[test]
    fn no_yaml_makes_it_panic(lines in prop::collection::vec("( {0,4}|\t)(- |\\? |: |[ab]: |\"b\": )?(가|x|'y'|\"z|\\[a|\\{b: |\\]|\\}|&a|\\*a|!t|\\||>-|@| #c|: )?[\n\r]{1,2}", 0..12)) {
        sound(&format!("---\n{}---\nB", lines.concat()));
    }
}
