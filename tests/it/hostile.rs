//! Input that nobody writes on purpose, through the built program: it must end, with the right code and words on
//! the right stream, and never with a panic. The time limit is a guard against hanging, not a measurement.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// Runs `paralint check ARGUMENTS` in a folder.
fn check(folder: &Path, arguments: &[&str]) -> Ran {
    // Files instead of pipes: a pipe that nobody reads while we wait would fill up.
    let streams = tempfile::tempdir().expect("a folder for output");
    let [out, err] = ["out", "err"].map(|name| streams.path().join(name));
    let create = |path: &Path| fs::File::create(path).expect("a file for output");
    let mut child = Command::new(env!("CARGO_BIN_EXE_paralint"))
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .env_remove("PARALINT_OUTPUT_FORMAT")
        .env_remove("PARALINT_CONFIG")
        .env_remove("PARALINT_THREADS")
        .stdin(Stdio::null())
        .stdout(create(&out))
        .stderr(create(&err))
        .spawn()
        .expect("the program starts");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            break status;
        }
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().expect("the program can be stopped");
            child.wait().expect("the program can be waited for");
            panic!("`paralint check {}` hangs", arguments.join(" "));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |path: &Path| fs::read_to_string(path).expect("the output is UTF-8");
    Ran { code: status.code().expect("it ends by itself, not by a signal"), out: read(&out), err: read(&err) }
}

/// Exit code, and words that must stand on standard output and on standard error.
pub(crate) type Wanted = (i32, &'static str, &'static str);

/// Checks everything in a folder with one report format after the other.
#[track_caller]
pub(crate) fn folder(make: impl Fn(&Path), formats: &[&str], wanted: Wanted) {
    let folder = tempfile::tempdir().expect("a folder for pages");
    make(folder.path());
    for format in formats {
        arguments(folder.path(), &["--output-format", format, "."], wanted);
    }
}

#[track_caller]
fn arguments(folder: &Path, arguments: &[&str], (code, out, err): Wanted) {
    let ran = check(folder, arguments);
    let start = |text: &str| text.chars().take(2000).collect::<String>();
    let shown = format!("{arguments:?}\n--- out\n{}\n--- err\n{}", start(&ran.out), start(&ran.err));
    assert_eq!(ran.code, code, "{shown}");
    assert!(ran.out.contains(out), "no {out:?} in the report: {shown}");
    assert!(ran.err.contains(err), "no {err:?} on standard error: {shown}");
    for stream in [&ran.out, &ran.err] {
        assert!(!stream.contains("panicked") && !stream.contains("check-failed"), "{shown}");
    }
    if out.is_empty() {
        assert_eq!(ran.out, "", "{shown}");
    }
}

const ALL: &[&str] = &["full", "concise"];
pub(crate) const HEAVY: &[&str] = &["concise"];

fn pair(number: u32) -> String {
    let id = format!("4c0de-{number}");
    format!(
        "<span data-ttu-id=\"{id}\">선석</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">Berth</span></span>"
    )
}

#[test]
fn files_that_are_no_text() {
    let utf16: Vec<u8> = "\u{feff}# Gebühr\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_big: Vec<u8> = "\u{feff}# Gebühr\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let cut = "# 선석".as_bytes();
    let cases: &[(&[u8], Wanted)] = &[
        (b"# Geb\xfchr\n", (1, "this file is not UTF-8\n", "1 error")),
        (&utf16, (1, "not UTF-8; it begins like UTF-16", "1 error")),
        (&utf16_big, (1, "not UTF-8; it begins like UTF-16", "1 error")),
        (&cut[..cut.len() - 1], (1, "this file is not UTF-8\n", "1 error")),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\xc3\x28\xff\xfe", (1, "this file is not UTF-8\n", "1 error")),
        (b"\xef\xbb\xbf\xff", (1, "this file is not UTF-8\n", "1 error")),
        (b"# a\0b\n\0\0\n", (0, "", "no findings in 1 document")),
        (b"---\ntitle: a\0\ntitle: b\n---\n", (1, "front matter", "error")),
        (b"", (0, "", "no findings in 1 document")),
        (b"\xef\xbb\xbf", (0, "", "no findings in 1 document")),
        (b"\r\r\r", (0, "", "no findings in 1 document")),
        (b"---", (0, "", "no findings in 1 document")),
        (b"---\n", (0, "", "no findings in 1 document")),
    ];
    for &(bytes, wanted) in cases {
        folder(|path| fs::write(path.join("a.md"), bytes).expect("a page"), ALL, wanted);
    }
    // What stands beside such a file is checked.
    let both = |path: &Path| {
        fs::write(path.join("a.md"), b"\xff").expect("a page");
        fs::write(path.join("b.md"), "---\ntitle: a\ntitle: b\n---\n").expect("a page");
    };
    folder(both, ALL, (1, "`title` stands twice", "2 errors"));
}

#[test]
fn endless_repetitions() {
    const N: usize = 50_000;
    let inside = |what: &str| {
        pair(101).replacen("선석", &format!("선석 {}", what.repeat(N)), 1).replacen(
            "Berth",
            &format!("Berth {}", what.repeat(N)),
            1,
        )
    };
    let clean: Wanted = (0, "", "no findings in 1 document");
    let damaged: Wanted = (1, "malformed-span", "error");
    let cases: Vec<(String, Wanted)> = vec![
        ("[".repeat(N), clean),
        ("![".repeat(N), clean),
        ("[a](b".repeat(N), clean),
        (format!("{}{}", "[".repeat(N), "]".repeat(N)), clean),
        (">".repeat(N), clean),
        (format!("{} {}", "> ".repeat(N), pair(101)), clean),
        (format!("{} {}", "- ".repeat(N), pair(101)), clean),
        ("- ".repeat(N), clean),
        ("*a_ ".repeat(N), clean),
        ("**".repeat(N), clean),
        ((0..N / 10).map(|n| format!("{}a", "`".repeat(n % 300))).collect(), clean),
        ("<".repeat(N), clean),
        ("<!--".repeat(N), clean),
        ("<a \"".repeat(N), clean),
        ("</span>".repeat(N), clean),
        ("<span>".repeat(N), clean),
        ("|".repeat(N) + "\n" + &"|-".repeat(N), clean),
        ((0..N).map(|n| format!("[a{n}]: b\n")).collect(), clean),
        ("<!-- paralint-disable -->".repeat(N), clean),
        (inside("<span>"), clean),
        (inside("<b>"), clean),
        (inside("1.2\" "), clean),
        (inside("12 億 5 万 "), clean),
        (inside("2 hours "), clean),
        (inside("</b>"), clean),
        (inside("["), clean),
        (format!("{}\n\n{}", ":::image ".repeat(N), pair(101)), clean),
        (format!("{}\n\n{}\n\n{}", pair(101), ":::image ".repeat(N), pair(103)), (0, "id-gap", "1 warning")),
        ((101..20_101).map(pair).collect(), clean),
        ("<span data-ttu-id=\"".repeat(N), damaged),
        ("<span data-ttu-id=\"4c0de-101\">".repeat(N), damaged),
        ("<span class=\"sxs-lookup\">".repeat(N), damaged),
        ("<span data-stu-id=\"4c0de-101\">".repeat(N), damaged),
        (pair(101).replace('"', "&quot;").repeat(5_000), damaged),
        (pair(101).repeat(5_000), (1, "duplicate-id", "4999 errors")),
        ((101..5_101).map(|n| pair(2 * n)).collect(), (0, "id-gap", "4999 warnings")),
        (
            (0..5_000)
                .map(|n| format!("{} <span data-ttu-id=\"a word or three\n\n", pair(101 + n)))
                .collect(),
            damaged,
        ),
    ];
    for (text, wanted) in cases {
        folder(|path| fs::write(path.join("a.md"), &text).expect("a page"), HEAVY, wanted);
    }
}

/// What rules of one language look for, over and over in one sentence, in ways that they find and in ways that they do not.
#[test]
fn endless_repetitions_in_a_translation() {
    const N: usize = 20_000;
    let numbered = |form: fn(usize) -> String| (0..N / 4).map(form).collect::<Vec<_>>().join(" ");
    let cases: [(&str, String, String); 22] = [
        ("ja-jp", "修正と".repeat(N), "fix ".repeat(N)),
        ("ja-jp", "とと".repeat(N), "fix ".repeat(N)),
        ("de-de", "Boot und ".repeat(N), "boat and ".repeat(N)),
        ("de-de", "Boot und [Boot](".repeat(N), "boat and ".repeat(N)),
        ("zh-cn", "订婚。".repeat(N), "fee. ".repeat(N)),
        ("zh-cn", "`订婚` 订婚 ".repeat(N), "`engagement` ".repeat(N)),
        ("zh-cn", "**下一**步 ".repeat(N), "**Next** ".repeat(N)),
        ("zh-cn", "(的船) ".repeat(N), "(of) ".repeat(N)),
        ("ko-kr", "[Portal](a.md)를 ".repeat(N), "[Portal](a.md) ".repeat(N)),
        ("ko-kr", "때이 정보를 ".repeat(N), "this ".repeat(N)),
        ("ko-kr", "정보를".repeat(N), "this ".repeat(N)),
        ("ko-kr", "한 글 자 하 여 ".repeat(N), "one by one ".repeat(N)),
        ("ja-jp", "教育Harbor Ledger係留 ".repeat(N), "Harbor Ledger ".repeat(N)),
        ("de-de", "und Ihre Boote ihrer ".repeat(N), "their boats ".repeat(N)),
        (
            "it-it",
            format!("x **tideId {}**", "boat ".repeat(N)),
            format!("x **tideId** {}", "boat ".repeat(N)),
        ),
        ("ja-jp", numbered(|n| format!("**tideId{n} と波**")), numbered(|n| format!("**tideId{n}** wave"))),
        ("de-de", "Kai .))) **Boot** , ".repeat(N), "pier **boat** ".repeat(N)),
        (
            "de-de",
            format!("{}**Kai** {}", "**Boot** -Ha ".repeat(N), ",".repeat(N)),
            "pier **boat** ".repeat(N),
        ),
        ("pt-br", numbered(|n| format!("clique **em Cais{n}**")), numbered(|n| format!("click **Pier{n}**"))),
        ("ru-ru", numbered(|n| format!("*тидегруп{n:x}*")), numbered(|n| format!("*tideGroup{n:x}*"))),
        ("de-de", numbered(|n| format!("Kai{n}x **y**")), numbered(|n| format!("**Kai{n}x** z"))),
        ("ko-kr", numbered(|n| format!("harbor{n:x}q Harbor{n:x}q")), numbered(|n| format!("Harbor{n:x}q"))),
    ];
    for (locale, target, source) in cases {
        let folder = tempfile::tempdir().expect("a folder for pages");
        let text = pair(101).replacen("선석", &target, 1).replacen("Berth", &source, 1);
        fs::create_dir(folder.path().join(locale)).expect("a folder");
        fs::write(folder.path().join(locale).join("a.md"), text).expect("a page");
        let ran = check(folder.path(), &["--exit-zero", "--output-format", "concise", "."]);
        assert!(!ran.err.contains("panicked") && !ran.out.contains("check-failed"), "{}", ran.err);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
}

/// What many places say of one thing, each in its own way: nobody holds each against each.
#[test]
fn one_label_with_a_name_in_each_place() {
    let place = |number: u32| {
        let name = format!("**{number:x}선석 저장**");
        pair(number).replacen("선석", &name, 1).replacen("Berth", "**Save item**", 1)
    };
    let page: String = (101..30_101).map(|number| place(number) + "\n\n").collect();
    let make = |folder: &Path| {
        fs::create_dir(folder.join("ko-kr")).expect("a folder");
        fs::write(folder.join("ko-kr/a.md"), &page).expect("a page");
    };
    folder(make, HEAVY, (0, "", "no findings in 1 document"));
}

/// The same in one sentence, which nobody reads again for each of its labels.
#[test]
fn one_label_with_two_names_in_one_sentence() {
    let all = |name: &str| format!("{name} ").repeat(20_000);
    let sentence = |number: u32, name: &str| {
        pair(number).replacen("선석", &all(name), 1).replacen("Berth", &all("**Submit**"), 1)
    };
    let text = format!("{}\n\n{}\n", sentence(101, "**Übermitteln**"), sentence(102, "**Senden**"));
    let make = |folder: &Path| {
        fs::create_dir(folder.join("de-de")).expect("a folder");
        fs::write(folder.join("de-de/a.md"), &text).expect("a page");
    };
    folder(make, HEAVY, (0, "inconsistent-label", "1 warning in 1 document"));
}

#[test]
fn headers_made_to_burst() {
    const N: usize = 50_000;
    let nested = (1, "nested deeper than", "1 error in 1 document");
    let mut laughs = "---\na: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for at in 1..20_u8 {
        let [before, here] = [at - 1, at].map(|at| char::from(b'a' + at));
        laughs += &format!("{here}: &{here} [{}]\n", vec![format!("*{before}"); 9].join(", "));
    }
    let cases = [
        (laughs + "---\n# Laughs\n", (0, "", "no findings in 1 document")),
        (format!("---\na: {}\n---\n# a\n", "[".repeat(N)), nested),
        (format!("---\na: {}\n---\n# a\n", "{a: ".repeat(N)), nested),
        (format!("---\n{}---\n# a\n", (0..500).map(|n| " ".repeat(n) + "a:\n").collect::<String>()), nested),
        (format!("---\na: {}\n---\n# a\n", "- ".repeat(N)), (1, "front-matter/", "error")),
        (format!("---\n{}---\n", "a: b\n".repeat(2_000)), (1, "duplicate-key", "1999 errors")),
        (format!("---\na: \"{}", "\\".repeat(N)), (1, "front-matter/unclosed", "1 error")),
        (format!("---\na: {}\n---\n", "&a ".repeat(N)), (1, "front-matter/", "error")),
        (format!("---\n? {}\n---\n", "? ".repeat(N)), (1, "front-matter/", "error")),
        ("---\rtitle: a\rtitle: b\r---\r# A lone CR ends a line\r".into(), (1, "a.md:3:1", "1 error")),
    ];
    for (text, wanted) in cases {
        folder(|path| fs::write(path.join("a.md"), &text).expect("a page"), HEAVY, wanted);
    }
}

#[test]
fn a_file_too_large_to_be_a_page_is_not_read() {
    let folder = tempfile::tempdir().expect("a folder for pages");
    let path = folder.path().join("a.md");
    // Without a byte on the disk.
    fs::File::create(&path).and_then(|file| file.set_len(100 << 20)).expect("a sparse file");
    arguments(folder.path(), &["."], (0, "", "1 of 1 files not checked"));
    arguments(folder.path(), &["a.md"], (0, "", "1 of 1 files not checked"));
    let hint = ["--severity", "info", "--output-format", "concise", "a.md"];
    arguments(folder.path(), &hint, (0, "too large to be a page; it was not checked", "1 hint"));
    let full = ["--severity", "info", "a.md"];
    arguments(folder.path(), &full, (0, "104.9 MB", "1 hint"));
    // Just small enough, and on one line.
    fs::write(&path, "word ".repeat((16 << 20) / 5)).expect("a page");
    arguments(folder.path(), &["a.md"], (0, "", "no findings in 1 document"));
    fs::write(folder.path().join("b.md"), "---\ntitle: a\ntitle: b\n---\n").expect("a page");
    fs::File::options()
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(b"words"))
        .expect("a page");
    arguments(folder.path(), &["."], (1, "stands twice", "1 of 2 files not checked"));
}

#[test]
fn paths_that_lead_nowhere() {
    let folder = tempfile::tempdir().expect("a folder for pages");
    let here = folder.path();
    fs::write(here.join("good.md"), "# Good\n").expect("a page");
    fs::write(here.join("picture.png"), [0_u8; 10]).expect("a picture");
    fs::create_dir(here.join("x.md")).expect("a folder with a page's name");
    fs::write(here.join("x.md/in.md"), "---\ntitle: a\ntitle: b\n---\n").expect("a page");
    fs::create_dir(here.join("empty.md")).expect("a folder with a page's name");
    arguments(here, &["absent.md"], (2, "", "there is no `absent.md`"));
    arguments(here, &["good.md", "absent"], (2, "", "there is no `absent`"));
    arguments(here, &[""], (2, "", "a value is required"));
    arguments(here, &["x.md"], (1, "x.md/in.md:3:1", "1 error in 1 document"));
    arguments(here, &["empty.md"], (0, "", "nothing was checked: there are no files"));
    arguments(here, &["picture.png"], (0, "", "nothing was checked: the only file is no Markdown"));
    arguments(here, &["good.md", "good.md", "./x.md/../good.md"], (0, "", "no findings in 1 document"));
}

#[cfg(unix)]
#[test]
fn links_pipes_and_locked_files() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = tempfile::tempdir().expect("a folder for pages");
    let here = folder.path();
    fs::create_dir(here.join("loop")).expect("a folder");
    fs::write(here.join("loop/in.md"), "# In\n").expect("a page");
    symlink("../loop", here.join("loop/again")).expect("a link");
    arguments(here, &["loop"], (0, "", "no findings in 1 document"));
    arguments(here, &["loop/again/again"], (0, "", "no findings in 1 document"));

    symlink("nowhere.md", here.join("dangling.md")).expect("a link");
    arguments(here, &["dangling.md"], (1, "could not be read: no such file or directory", "1 error"));
    arguments(here, &["."], (1, "could not be read: no such file or directory", "1 error in 1 document"));
    fs::remove_file(here.join("dangling.md")).expect("the link was there");
    symlink("self.md", here.join("self.md")).expect("a link");
    arguments(here, &["self.md"], (1, "could not be read: too many levels of symbolic links", "1 error"));
    fs::remove_file(here.join("self.md")).expect("the link was there");

    // Opening a pipe waits for a writer that never comes.
    let made = Command::new("mkfifo").arg(here.join("pipe.md")).status();
    if made.is_ok_and(|status| status.success()) {
        symlink("pipe.md", here.join("to-pipe.md")).expect("a link");
        arguments(here, &["."], (0, "", "no findings in 1 document"));
        let irregular = (1, "could not be read: not a regular file", "1 error");
        arguments(here, &["pipe.md"], irregular);
        arguments(here, &["to-pipe.md", "loop/in.md"], irregular);
        let patch = "--- a/loop/in.md\n+++ b/loop/in.md\n@@ -1 +1 @@\n-# Out\n+# In\n";
        fs::write(here.join("change.patch"), patch).expect("a patch");
        arguments(here, &["--diff-file", "change.patch", "loop"], (0, "", "no findings in 1 document"));
    } else {
        say("there is no mkfifo: pipes were not tested");
    }

    // Opens, and cannot be read by anyone.
    if Path::new("/proc/self/mem").exists() {
        symlink("/proc/self/mem", here.join("memory.md")).expect("a link");
        arguments(here, &["memory.md"], (1, "could not be read: input/output error", "1 error"));
    }

    let locked = here.join("locked.md");
    fs::write(&locked, "# Locked\n").expect("a page");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("the page is ours");
    if fs::read(&locked).is_ok() {
        say("this user may read everything: a locked file was not tested");
        return;
    }
    arguments(here, &["locked.md"], (1, "could not be read: permission denied", "1 error"));
}

/// Aloud, where `--nocapture` or a failure shows it.
#[cfg(unix)]
fn say(words: &str) {
    writeln!(std::io::stderr(), "{words}").expect("standard error is open");
}
