//! Side-by-side pages out of nothing, in four locales: what real ones are made of, in the shares that were
//! counted on real sites, in words that mean nothing. The same pages for the same size, on every machine.
//!
//! A translation is a function of its source words, so that equal sentences have equal translations, and of
//! six pages one has a locale that lags behind: what work across locales needs to have something to do.

use std::fmt::Write as _;

/// A page as it would lie on disk.
pub(crate) struct Page {
    /// Below the corpus, `/`-separated.
    pub(crate) path: String,
    /// The whole file.
    pub(crate) text: String,
}

/// Pages of about `bytes` in all, each in every locale.
pub(crate) fn corpus(bytes: usize) -> Vec<Page> {
    let mut planner = Planner::new(1);
    let mut pages = Vec::new();
    let mut written = 0;
    while written < bytes {
        // Sizes are skewed: half of the pages have some fifty pairs, the largest several hundred.
        let pairs = (54.0 * (0.95 * planner.random.bell()).exp()).clamp(6.0, 760.0);
        let plan = planner.plan(pairs as usize);
        for locale in &LOCALES {
            let page = write(&plan, locale);
            written += page.text.len();
            pages.push(page);
        }
    }
    pages
}

/// One page of about `bytes`.
pub(crate) fn page(bytes: usize) -> Page {
    const BYTES_A_PAIR: usize = 270;
    let plan = Planner::new(2).plan(bytes / BYTES_A_PAIR);
    write(&Plan { damage: None, ..plan }, &LOCALES[0])
}

/// What a page says, in no language yet.
struct Plan {
    number: usize,
    title: Sentence,
    description: Vec<Sentence>,
    blocks: Vec<Block>,
    /// The number of the locale that still has an older version, and what is wrong in which locale.
    behind: Option<usize>,
    damage: Option<(usize, Damage)>,
    random: Random,
}

type Sentence = Vec<Token>;

#[derive(Clone)]
enum Token {
    Word(&'static str),
    Number(u64),
    Bold(Vec<&'static str>),
    Link(Vec<&'static str>),
    Code(&'static str),
}

enum Block {
    Heading(usize, Sentence),
    Paragraph(Vec<Sentence>),
    List {
        numbered: bool,
        items: Vec<Vec<Sentence>>,
    },
    Table(Vec<Vec<Sentence>>),
    HtmlTable(Vec<Vec<Sentence>>),
    Alert(&'static str, Vec<Sentence>),
    /// Whole link texts, the pair inside the brackets.
    Links(Vec<Sentence>),
    /// Its alt text is no pair and takes a number.
    Image(Sentence),
    Code(usize),
}

#[derive(Clone, Copy)]
enum Damage {
    LostSentence,
    OtherId,
    LostTag,
    LostKey,
}

/// Plans page after page, and keeps to the shares over all of them.
struct Planner {
    random: Random,
    pages: usize,
    pairs: [f64; SHARES.len()],
}

/// Pairs in a hundred: paragraphs, list items, table cells, alerts, link texts, HTML tables. Headings are the
/// other twelve, one to each section.
const SHARES: [f64; 6] = [26.0, 25.0, 31.0, 4.0, 3.5, 1.5];

impl Planner {
    fn new(seed: u64) -> Self {
        Self { random: Random(seed), pages: 0, pairs: [0.0; SHARES.len()] }
    }

    fn plan(&mut self, pairs: usize) -> Plan {
        self.pages += 1;
        let number = self.pages;
        let mut blocks = vec![Block::Heading(1, self.words(2, 6))];
        let mut planned = 1;
        while planned < pairs {
            if planned > 1 {
                let level = 2 + self.random.below(4) / 3;
                blocks.push(Block::Heading(level, self.words(2, 6)));
                planned += 1;
            }
            let section = planned + 4 + self.random.below(7);
            while planned < section {
                let (block, count) = self.block();
                blocks.push(block);
                planned += count;
                match self.random.below(40) {
                    0..=2 => blocks.push(Block::Image(self.words(3, 7))),
                    3 => blocks.push(Block::Code(3 + self.random.below(12))),
                    _ => {}
                }
            }
        }
        const DAMAGES: [Damage; 4] =
            [Damage::LostSentence, Damage::OtherId, Damage::LostTag, Damage::LostKey];
        let damage = number.is_multiple_of(16).then(|| (number / 16 % 4, DAMAGES[number / 64 % 4]));
        Plan {
            number,
            title: self.words(2, 5),
            description: (0..1 + self.random.below(3) / 2).map(|_| self.sentence(6, 14)).collect(),
            blocks,
            behind: number.is_multiple_of(6).then(|| self.random.below(4)),
            damage,
            random: Random(self.random.next()),
        }
    }

    /// A block of the kind that is furthest behind its share, and how many pairs it has.
    fn block(&mut self) -> (Block, usize) {
        let behind = |kind: &usize| self.pairs[*kind] / SHARES[*kind];
        let kind = (0..SHARES.len()).min_by(|a, b| behind(a).total_cmp(&behind(b))).unwrap_or_default();
        let (block, count) = match kind {
            0 => {
                let count = 1 + self.random.below(4);
                (Block::Paragraph(self.sentences(count, 8, 26)), count)
            }
            1 => {
                let items: Vec<_> = (0..2 + self.random.below(6))
                    .map(|_| {
                        let count = 1 + self.random.below(3) / 2;
                        self.sentences(count, 5, 20)
                    })
                    .collect();
                let count = items.iter().map(Vec::len).sum();
                (Block::List { numbered: self.random.below(2) == 0, items }, count)
            }
            2 => {
                let (columns, rows) = (2 + self.random.below(3), 3 + self.random.below(6));
                (Block::Table(self.cells(columns, rows)), columns * rows)
            }
            3 => {
                const KINDS: [&str; 4] = ["NOTE", "IMPORTANT", "TIP", "WARNING"];
                let count = 1 + self.random.below(2);
                (Block::Alert(KINDS[self.random.below(4)], self.sentences(count, 8, 22)), count)
            }
            4 => {
                let count = 2 + self.random.below(4);
                (Block::Links((0..count).map(|_| self.words(2, 6)).collect()), count)
            }
            _ => {
                let (columns, rows) = (2, 2 + self.random.below(3));
                (Block::HtmlTable(self.cells(columns, rows)), columns * rows)
            }
        };
        self.pairs[kind] += count as f64;
        (block, count)
    }

    fn cells(&mut self, columns: usize, rows: usize) -> Vec<Vec<Sentence>> {
        let cell = |planner: &mut Self, row: usize| match planner.random.below(5) {
            _ if row == 0 => planner.words(1, 2),
            0 => planner.sentence(6, 20),
            1 => vec![Token::Number(planner.random.next() % 5000)],
            _ => planner.words(1, 6),
        };
        (0..rows).map(|row| (0..columns).map(|_| cell(self, row)).collect()).collect()
    }

    fn sentences(&mut self, count: usize, shortest: usize, longest: usize) -> Vec<Sentence> {
        (0..count).map(|_| self.sentence(shortest, longest)).collect()
    }

    /// Words with marks among them. The first is a word, so that the sentence may begin with a capital.
    fn sentence(&mut self, shortest: usize, longest: usize) -> Sentence {
        let mut tokens = self.words(shortest, longest);
        let at = 1 + self.random.below(tokens.len() - 1);
        let few = |planner: &mut Self| (0..1 + planner.random.below(3)).map(|_| planner.word()).collect();
        match self.random.below(20) {
            0..=3 => tokens[at] = Token::Bold(few(self)),
            4..=5 => tokens[at] = Token::Link(few(self)),
            6 => tokens[at] = Token::Code(CODE[self.random.below(CODE.len())]),
            7..=8 => tokens[at] = Token::Number(1 + self.random.next() % 400),
            _ => {}
        }
        tokens.push(Token::Word("."));
        tokens
    }

    fn words(&mut self, fewest: usize, most: usize) -> Sentence {
        let count = fewest + self.random.below(most - fewest + 1);
        (0..count).map(|_| Token::Word(self.word())).collect()
    }

    fn word(&mut self) -> &'static str {
        // Half of running text is the same few words.
        let words = if self.random.below(2) == 0 { &SMALL[..] } else { &LARGE[..] };
        words[self.random.below(words.len())]
    }
}

fn write(plan: &Plan, locale: &Locale) -> Page {
    let which = LOCALES.iter().position(|known| known.folder == locale.folder).unwrap_or_default();
    let mut random = plan.random.clone();
    let (old, new) = (random.hash(), random.hash());
    let behind = plan.behind == Some(which);
    let mut random = Random(random.next() ^ which as u64);
    let mut page = Writer {
        locale,
        behind,
        damage: plan.damage.filter(|damage| damage.0 == which).map(|damage| damage.1),
        prefix: random.hash()[..5].to_owned(),
        number: 102 + plan.description.len(),
        text: String::with_capacity(16 << 10),
    };
    page.header(plan, if behind { &old } else { &new }, &mut random);
    for block in &plan.blocks {
        page.block(block);
    }
    let area = SMALL[plan.number % 12];
    Page { path: format!("{}/{area}/page-{:05}.md", locale.folder, plan.number), text: page.text }
}

struct Writer<'p> {
    locale: &'p Locale,
    behind: bool,
    damage: Option<Damage>,
    prefix: String,
    /// The number that the next sentence gets.
    number: usize,
    text: String,
}

impl Writer<'_> {
    fn header(&mut self, plan: &Plan, version: &str, random: &mut Random) {
        let translated = |sentence: &Sentence| self.locale.side(sentence);
        let description: Vec<_> = plan.description.iter().map(translated).collect();
        // A mark may hold a colon and a blank, which a plain value may not.
        let description = description.join(" ").replace('\'', "''");
        let title = translated(&plan.title);
        let month = if self.behind { 2 } else { 6 };
        self.push(format_args!("---\ntitle: {title}\ndescription: '{description}'\n"));
        self.push(format_args!("author: mira-voss\nms.author: mvoss\nms.date: 0{month}/03/2021\n"));
        self.push(format_args!("ms.topic: article\nms.service: harbor\nms.localizationpriority: medium\n"));
        self.push(format_args!("ms.openlocfilehash: {version}\nms.sourcegitcommit: {version}\n"));
        self.push(format_args!("ms.translationtype: MT\nms.contentlocale: {}\n", self.locale.tag));
        self.push(format_args!("ms.lasthandoff: 0{month}/21/2021\n"));
        if !matches!(self.damage, Some(Damage::LostKey)) {
            self.push(format_args!("ms.locfileid: \"{}\"\n", 100_000_000 + random.next() % 50_000_000));
        }
        self.text.push_str("---\n");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, words) => {
                let slug: Vec<_> = self.current(words).iter().filter_map(Token::word).collect();
                let marks = "#".repeat(*level);
                self.push(format_args!("{marks} <a name=\"{}\"></a>", slug.join("-")));
                self.pair(words);
                self.text.push('\n');
            }
            Block::Paragraph(sentences) => {
                self.sentences(sentences);
                self.text.push('\n');
            }
            Block::List { numbered, items } => {
                for item in items {
                    self.text.push_str(if *numbered { "1. " } else { "- " });
                    self.sentences(item);
                    self.text.push('\n');
                }
            }
            Block::Table(rows) => {
                for (at, row) in rows.iter().enumerate() {
                    for cell in row {
                        self.text.push_str("| ");
                        self.pair(cell);
                        self.text.push(' ');
                    }
                    self.text.push_str("|\n");
                    if at == 0 {
                        self.text.push_str(&"|---".repeat(row.len()));
                        self.text.push_str("|\n");
                    }
                }
            }
            Block::HtmlTable(rows) => {
                self.text.push_str("<table>\n<tbody>\n");
                for row in rows {
                    self.text.push_str("<tr>\n");
                    for cell in row {
                        self.text.push_str("<td>");
                        self.pair(cell);
                        self.text.push_str("</td>\n");
                    }
                    self.text.push_str("</tr>\n");
                }
                self.text.push_str("</tbody>\n</table>\n");
            }
            Block::Alert(kind, sentences) => {
                self.push(format_args!("> [!{kind}]\n> "));
                self.sentences(sentences);
                self.text.push('\n');
            }
            Block::Links(links) => {
                for (at, link) in links.iter().enumerate() {
                    self.text.push_str("- [");
                    self.pair(link);
                    self.push(format_args!("](../{}/page-{:05}.md)\n", SMALL[at], 1 + at));
                }
            }
            Block::Image(alt) => {
                let (alt, number) = (self.locale.side(alt), self.number);
                self.push(format_args!("![{alt}.](media/picture-{number}.png)\n"));
                self.number += 1;
            }
            Block::Code(lines) => {
                self.text.push_str("```console\n");
                for line in 0..*lines {
                    self.push(format_args!("harbor berth list --page {line} --json > berths-{line}.json\n"));
                }
                self.text.push_str("```\n");
            }
        }
        self.text.push('\n');
    }

    fn sentences(&mut self, sentences: &[Sentence]) {
        for (at, sentence) in sentences.iter().enumerate() {
            self.text.push_str(if at > 0 { " " } else { "" });
            self.pair(sentence);
        }
    }

    fn pair(&mut self, sentence: &Sentence) {
        let tokens = self.current(sentence);
        let (target, source) = (self.locale.side(tokens), ENGLISH.side(tokens));
        let damaged = self.number > 108 && self.damage.is_some();
        let damage = if damaged { self.damage.take() } else { None };
        if matches!(damage, Some(Damage::LostSentence)) {
            self.number += 1;
            return;
        }
        let id = format!("{}-{}", self.prefix, self.number);
        let other = if matches!(damage, Some(Damage::OtherId)) { "1" } else { "" };
        let close = if matches!(damage, Some(Damage::LostTag)) { "" } else { "</span>" };
        self.push(format_args!("<span data-ttu-id=\"{id}\">{target}{close}<span class=\"sxs-lookup\">"));
        self.push(format_args!("<span data-stu-id=\"{id}{other}\">{source}</span></span>"));
        self.number += 1;
    }

    /// What the sentence was at the version of this page: the older one lacks a word here and there.
    fn current<'s>(&self, sentence: &'s Sentence) -> &'s [Token] {
        let older = self.behind && self.number.is_multiple_of(9) && sentence.len() > 2;
        if older { &sentence[1..] } else { sentence }
    }

    fn push(&mut self, words: std::fmt::Arguments<'_>) {
        self.text.write_fmt(words).expect("a string takes everything");
    }
}

impl Token {
    fn word(&self) -> Option<&'static str> {
        if let Token::Word(word) = self { Some(word) } else { None }
    }
}

/// What a language looks like.
struct Locale {
    folder: &'static str,
    tag: &'static str,
    /// What words are made of; none where they stay as they are.
    syllables: &'static str,
    /// How many of them, at least and at most.
    length: (u64, u64),
    /// Stands between words.
    space: &'static str,
    /// Ends a sentence.
    end: &'static str,
}

const ENGLISH: Locale =
    Locale { folder: "en-us", tag: "en-US", syllables: "", length: (1, 1), space: " ", end: "." };

const LOCALES: [Locale; 4] = [
    Locale {
        folder: "ko-kr",
        tag: "ko-KR",
        syllables: "가 나 다 라 마 바 사 아 자 차 고 노 도 로 모 보 소 오 조 구 누 두 루 무 부 수 우 주 기 니 디 리 미 비 시 이 지 간 난 단 만 산 안 건 던 선 언 전 관 문 본 정 경 성 영 용 장 상 항 목",
        length: (1, 3),
        space: " ",
        end: "니다.",
    },
    Locale {
        folder: "ja-jp",
        tag: "ja-JP",
        syllables: "の を に は が で と も か ら り る れ ア イ ウ エ カ キ ク コ サ シ ス タ テ ト ナ ニ マ ラ リ ル ロ ン 船 港 人 日 月 年 名 前 表 示 選 択 設 定 変 更 予 約 管 理 情 報 画 面 入 力 確 認",
        length: (1, 4),
        space: "",
        end: "ます。",
    },
    Locale {
        folder: "zh-cn",
        tag: "zh-CN",
        syllables: "的 一 是 在 有 和 人 这 中 大 为 上 个 国 我 以 要 他 时 来 用 们 生 到 作 地 于 出 就 分 对 成 会 可 主 发 年 动 同 工 也 能 下 过 子 说 产 种 面 而 方 后 多 定 行 学 法 所 民 得",
        length: (1, 2),
        space: "",
        end: "。",
    },
    Locale {
        folder: "de-de",
        tag: "de-DE",
        syllables: "an be den der ein en er ge gen hal hei in keit lich lie men mit nen ner rei rung schaf sen stel ten tung ung ver wer zei zu fä grö mü",
        length: (1, 4),
        space: " ",
        end: ".",
    },
];

impl Locale {
    /// A sentence as this language has it.
    fn side(&self, tokens: &[Token]) -> String {
        let mut side = String::new();
        for token in tokens {
            let mark = !matches!(token, Token::Word(_) | Token::Number(_));
            match token {
                Token::Word(".") => {
                    side.push_str(self.end);
                    continue;
                }
                _ if side.is_empty() => {}
                // Machine translation writes blanks around marks in every language.
                _ if mark || side.ends_with(['*', ')', '`']) => side.push(' '),
                _ => side.push_str(self.space),
            }
            match token {
                Token::Word(word) => self.word(word, &mut side),
                Token::Number(number) => side.push_str(&number.to_string()),
                Token::Bold(words) => {
                    side.push_str("**");
                    self.words(words, &mut side);
                    side.push_str("**");
                }
                Token::Link(words) => {
                    side.push('[');
                    self.words(words, &mut side);
                    side.push_str(&format!("](https://harbor.example/{}.html)", words.join("-")));
                }
                Token::Code(code) => side.push_str(&format!("`{code}`")),
            }
        }
        match side.chars().next() {
            Some(first) if first.is_ascii_lowercase() => {
                side.replace_range(..1, &first.to_ascii_uppercase().to_string());
            }
            _ => {}
        }
        side
    }

    fn words(&self, words: &[&str], side: &mut String) {
        for (at, word) in words.iter().enumerate() {
            side.push_str(if at > 0 { self.space } else { "" });
            self.word(word, side);
        }
    }

    /// The same syllables for the same word.
    fn word(&self, word: &str, side: &mut String) {
        if self.syllables.is_empty() {
            side.push_str(word);
            return;
        }
        let seed = word.bytes().fold(u64::from(self.length.1 as u32), |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        let mut random = Random(seed);
        let syllables: Vec<_> = self.syllables.split(' ').collect();
        for _ in 0..self.length.0 + random.next() % (self.length.1 - self.length.0 + 1) {
            side.push_str(syllables[random.below(syllables.len())]);
        }
    }
}

/// A small generator with a period that is long enough (splitmix64). Not for anything secret.
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// About normal, with mean 0 and deviation 1.
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.next() as f64 / u64::MAX as f64).sum::<f64>() - 6.0
    }

    /// 40 hexadecimal digits.
    fn hash(&mut self) -> String {
        format!("{:016x}{:016x}{:08x}", self.next(), self.next(), self.next() as u32)
    }
}

const SMALL: [&str; 24] = [
    "the", "of", "and", "to", "in", "for", "with", "on", "from", "by", "that", "your", "when", "if", "can",
    "each", "this", "all", "not", "are", "must", "you", "or", "as",
];

const LARGE: [&str; 72] = [
    "account", "address", "anchor", "arrival", "balance", "berth", "boat", "booking", "bridge", "calendar",
    "cancel", "captain", "change", "channel", "charge", "charter", "choose", "column", "crane", "crew",
    "date", "deposit", "details", "dock", "draft", "engine", "entry", "export", "fee", "ferry", "field",
    "filter", "fleet", "fuel", "guest", "harbor", "height", "import", "invoice", "journal", "keel", "keeper",
    "landing", "ledger", "length", "list", "locker", "marina", "mast", "message", "mooring", "night",
    "notice", "office", "owner", "payment", "permit", "pier", "pilot", "quay", "receipt", "record", "report",
    "sail", "schedule", "season", "settings", "signal", "tariff", "tide", "visit", "water",
];

const CODE: [&str; 4] = ["berth_id", "--season", "harbor.toml", "GET /guests"];
