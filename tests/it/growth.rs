//! What rules look for, over and over in one sentence or on one page, in two texts that nearly agree: none of them may fall over
//! it, and a run of all of them ends in the time that hostile pages have (`hostile.rs`), which it does not where one looks at
//! each place for each other. Not how fast the rules are (`benches/`).

use std::fs;

use super::hostile::{HEAVY, folder};

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
    ("(a) ", "( a ) "),
    ("\\[a\\] ", "\\[ ( "),
    ("[a¤](b.md) ", "[ a¤ ](b.md) "),
    ("a - [\\##](b.md) ", "[\\##](b.md) a "),
    ("a | b | ", "a | | "),
    ("through A ", "A 통해 "),
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
    ("A\\_b¤ ", "A \\_ B¤ "),
    ("Quay.B¤ ", "Quay. B¤ "),
    ("Get-Berth ", "Get – Berth "),
    ("QuayOS 2.# ", "QuayOS 2,# "),
    (".json ", "x. json "),
    ("<td title=\"A.B¤\">A.B¤ ", "<td title=\"A.B¤\">A. B¤ "),
    ("](A.B¤ ", "A.B¤ <"),
    (")(a", ")x("),
    ("**Save customer** ", "**¤ 저장 고객** "),
    ("**Create** page ", "erstellen **Seite¤** "),
    ("[Create](b#.md) page ", "作成 [ページ¤](b#.md) "),
];

/// The same, in a locale that has a rule for it.
const ROWS_OF: &[(&str, (&str, &str))] = &[
    ("de-de", ("the `a¤` flag ", "das-Flag `a¤` ")),
    ("de-de", ("**a¤**, ", "**a¤** , ")),
    ("de-de", ("a [¤](b.md) ", "a ,)))) [¤](b.md) -X ")),
    ("ja-jp", ("`a¤` is ", "あり `a¤` ます ")),
    ("fr-fr", ("\\<aB¤> ", "\\<aB¤ > ")),
    ("fr-fr", ("\\<a¤ b c> ", "\\<a¤ b c d e f ")),
    ("it-it", ("**tideId¤** ", "**tideId¤ apre** ")),
    ("ko-kr", ("aB::c¤ ", "aB:: c¤ ")),
    ("pt-br", ("a /beta ", "a/beta ")),
    ("de-de", ("see [a](b#.md) ", "[siehe a](b#.md) ")),
    ("pt-br", ("a .NET ", "do.NET ")),
    ("pt-br", ("click **Save¤** ", "clique **em Save¤** ")),
    ("ru-ru", ("tideGroupSize¤ ", "тидеграупсиз ")),
    ("ru-ru", ("the *tideGroup¤* ", "*тидегруп* ")),
    ("zh-cn", ("**a¤** ", "**，a¤** ")),
    ("fr-fr", ("the `a¤` method ", "la `b¤` méthode ")),
    ("fr-fr", ("the **Aa¤** button ", "le **Ab¤** bouton ")),
    ("ko-kr", ("hello a toob¤ ", "hello tooc¤ ")),
    ("ko-kr", ("**Tax status** ", "세금 **상태** ")),
    ("de-de", ("[Tax status](a¤.md) ", "Steuer [Status](a¤.md) ")),
    ("ja-jp", ("- a<br>", "-a<br>")),
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
    ("<table>\n<td>", "@ "),
    ("<table>\n<td>", "<b>@</b>\n"),
    ("<table>\n", "<tr><td>@</td></tr>\n"),
    ("<div>\n", "<a "),
    ("<div>\n", "<code>"),
    ("<div>\n", "<!-- x"),
];

/// What `@` is in a page.
const PAIR: &str = "<span data-ttu-id=\"4c0de-101\">선석</span><span class=\"sxs-lookup\">\
                    <span data-stu-id=\"4c0de-101\">Berth</span></span>";

/// How long each is, in bytes: what a rule does for each two of so many places takes minutes.
const SIZE: usize = 16_000;

const LOCALES: [&str; 4] = ["ko-kr", "de-de", "ja-jp", "zh-cn"];

#[test]
fn segments_of_what_rules_look_for_end_in_time() {
    let (open, rest) = PAIR.split_once("선석").expect("it stands there");
    let (between, close) = rest.split_once("Berth").expect("it stands there");
    let rows = || LOCALES.iter().copied().cycle().zip(ROWS.iter().copied()).chain(ROWS_OF.iter().copied());
    let write = |folder: &std::path::Path| {
        for (number, (locale, (source, target))) in rows().enumerate() {
            let (source, target) = (repeated(source, SIZE), repeated(target, SIZE));
            let page = format!("{open}x {target}{between}{source}{close}");
            fs::create_dir_all(folder.join(locale)).expect("a folder of a locale");
            fs::write(folder.join(locale).join(format!("{number}.md")), page).expect("a page");
        }
    };
    folder(write, HEAVY, (1, "error", "documents"));
}

#[test]
fn pages_of_what_rules_look_for_end_in_time() {
    let write = |folder: &std::path::Path| {
        for (number, (start, unit)) in PAGES.iter().enumerate() {
            let page = format!("{start}{}", repeated(&unit.replace('@', PAIR), 8 * SIZE));
            fs::write(folder.join(format!("{number}.md")), page).expect("a page");
        }
    };
    folder(write, HEAVY, (1, "error", "documents"));
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
