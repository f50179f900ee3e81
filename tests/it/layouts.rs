//! Layouts: small trees as documentation systems keep them, and which page in which locale each file is.
//! Not what is found in the pages.

use std::fs;
use std::path::{Path, PathBuf};

use paralint::config::Settings;
use paralint::engine::Engine;
use paralint::packs;
use paralint::workspace::{Request, Run, Workspace};

/// A tree of files below a folder that is removed afterwards. A path that ends with `/` is an empty folder.
pub(crate) fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room");
    for (path, text) in files {
        let file = folder.path().join(path);
        if path.ends_with('/') {
            fs::create_dir_all(&file).expect("a new folder");
            continue;
        }
        fs::create_dir_all(file.parent().expect("it has one")).expect("a new folder");
        fs::write(&file, text).expect("a new file");
    }
    folder
}

pub(crate) fn open(directory: &Path, paths: &[&str]) -> Workspace {
    let paths = paths.iter().map(PathBuf::from).collect();
    let directory = directory.to_path_buf();
    Workspace::open(&Request { directory, paths, ..Request::default() }).expect("the tree is there")
}

/// Each page: path, locale, and what it is in every locale.
fn pages(workspace: &Workspace) -> Vec<String> {
    let engine = Engine::new(packs::bundled(), &Settings::default()).expect("bundled packs fit together");
    let index = workspace.index(&engine, Run { threads: 1, done: None });
    let page = |facts: &paralint::model::Facts| {
        // The name of the folder that holds everything is another in every run.
        let page = facts.page.split_once('/').map_or(&*facts.page, |(_, rest)| rest);
        let locale = facts.locale.as_ref().map_or("-", |locale| locale.as_str());
        format!("{} {locale} {page}", facts.path)
    };
    index.documents().map(page).collect()
}

/// A site: its top, files that hold a word each, and what they should be.
fn assert_pages(files: &[&str], expected: &[&str]) {
    let named: Vec<(&str, &str)> = files.iter().map(|path| (*path, "# Berths\n")).collect();
    assert_tree(&named, expected);
}

fn assert_tree(files: &[(&str, &str)], expected: &[&str]) {
    let files: Vec<(&str, &str)> = [(".git/", "")].into_iter().chain(files.iter().copied()).collect();
    let folder = tree(&files);
    assert_eq!(pages(&open(folder.path(), &["."])), expected);
    // One page alone is placed as it is among all.
    for line in expected {
        let path = line.split(' ').next().expect("a path");
        assert_eq!(pages(&open(folder.path(), &[path])), [*line]);
    }
}

#[test]
fn folders_and_repositories_of_a_language_and_a_region_need_nothing_else() {
    assert_pages(
        &[
            "docs.ko-kr/a.md",
            "docs/a.md",
            "guide/ja-jp/a.md",
            "guide/pt_BR/a.md",
            "files/zh-TW/web/a/index.md",
        ],
        &[
            "docs.ko-kr/a.md ko-kr docs/a.md",
            "docs/a.md - docs/a.md",
            "files/zh-TW/web/a/index.md zh-tw files/{locale}/web/a/index.md",
            "guide/ja-jp/a.md ja-jp guide/{locale}/a.md",
            "guide/pt_BR/a.md pt-br guide/{locale}/a.md",
        ],
    );
}

#[test]
fn docusaurus_keeps_translations_below_i18n() {
    assert_tree(
        &[
            (
                "site/docusaurus.config.js",
                "export default { i18n: { defaultLocale: 'en-GB', locales: ['en-GB', 'fr'] } };",
            ),
            ("site/docs/harbor/berths.md", ""),
            ("site/i18n/fr/docusaurus-plugin-content-docs/current/harbor/berths.md", ""),
            ("site/versioned_docs/version-1.0/fees.mdx", ""),
            ("site/i18n/fr/docusaurus-plugin-content-docs/version-1.0/fees.mdx", ""),
            ("site/blog/new.md", ""),
            ("site/i18n/pt-BR/docusaurus-plugin-content-blog/new.md", ""),
            ("site/api/ledger.md", ""),
            ("site/i18n/fr/docusaurus-plugin-content-docs-api/current/ledger.md", ""),
            ("site/scripts/notes.md", ""),
            ("README.md", ""),
        ],
        &[
            "README.md - README.md",
            "site/api/ledger.md en-gb site/i18n/{locale}/docusaurus-plugin-content-docs-api/current/ledger.md",
            "site/blog/new.md en-gb site/i18n/{locale}/docusaurus-plugin-content-blog/new.md",
            "site/docs/harbor/berths.md en-gb site/i18n/{locale}/docusaurus-plugin-content-docs/current/harbor/berths.md",
            "site/i18n/fr/docusaurus-plugin-content-docs-api/current/ledger.md fr \
             site/i18n/{locale}/docusaurus-plugin-content-docs-api/current/ledger.md",
            "site/i18n/fr/docusaurus-plugin-content-docs/current/harbor/berths.md fr \
             site/i18n/{locale}/docusaurus-plugin-content-docs/current/harbor/berths.md",
            "site/i18n/fr/docusaurus-plugin-content-docs/version-1.0/fees.mdx fr \
             site/i18n/{locale}/docusaurus-plugin-content-docs/version-1.0/fees.mdx",
            "site/i18n/pt-BR/docusaurus-plugin-content-blog/new.md pt-br \
             site/i18n/{locale}/docusaurus-plugin-content-blog/new.md",
            "site/scripts/notes.md - site/scripts/notes.md",
            "site/versioned_docs/version-1.0/fees.mdx en-gb \
             site/i18n/{locale}/docusaurus-plugin-content-docs/version-1.0/fees.mdx",
        ],
    );
}

#[test]
fn hugo_has_suffixes_or_folders() {
    assert_tree(
        &[
            ("hugo.toml", "defaultContentLanguage = 'de'\n[languages.fr]\n"),
            ("content/berths.md", ""),
            ("content/berths.fr.md", ""),
            ("content/harbor/_index.md", ""),
            ("content/harbor/_index.zh-hans.md", ""),
            ("content/release.is.md", ""),
        ],
        &[
            "content/berths.fr.md fr content/berths.{locale}.md",
            "content/berths.md de content/berths.{locale}.md",
            "content/harbor/_index.md de content/harbor/_index.{locale}.md",
            "content/harbor/_index.zh-hans.md zh-cn content/harbor/_index.{locale}.md",
            "content/release.is.md - content/release.is.md",
        ],
    );
    assert_tree(
        &[
            (
                "config.yaml",
                "baseURL: https://ledger.example\nlanguages: { en: { contentDir: content/en } }\n",
            ),
            ("content/en/berths.md", ""),
            ("content/fr/berths.md", ""),
            ("content/pt-br/berths.md", ""),
            ("content/tools/berths.md", ""),
        ],
        &[
            "content/en/berths.md en content/{locale}/berths.md",
            "content/fr/berths.md fr content/{locale}/berths.md",
            "content/pt-br/berths.md pt-br content/{locale}/berths.md",
            "content/tools/berths.md - content/tools/berths.md",
        ],
    );
}

#[test]
fn kubernetes_and_opentelemetry_have_a_folder_for_each_language_below_content() {
    assert_pages(
        &[
            "content/en/docs/a/b.md",
            "content/ko/docs/a/b.md",
            "content/zh-cn/docs/a/b.md",
            "content/en/_index.md",
        ],
        &[
            "content/en/_index.md en content/{locale}/_index.md",
            "content/en/docs/a/b.md en content/{locale}/docs/a/b.md",
            "content/ko/docs/a/b.md ko content/{locale}/docs/a/b.md",
            "content/zh-cn/docs/a/b.md zh-cn content/{locale}/docs/a/b.md",
        ],
    );
}

#[test]
fn mkdocs_with_its_plugin_has_suffixes_or_folders() {
    let suffix = "plugins:\n  - i18n:\n      languages:\n        - locale: de\n          default: true\n        - locale: fr\n";
    assert_tree(
        &[("mkdocs.yml", suffix), ("docs/berths.md", ""), ("docs/berths.fr.md", ""), ("docs/fees.v2.md", "")],
        &[
            "docs/berths.fr.md fr docs/berths.{locale}.md",
            "docs/berths.md de docs/berths.{locale}.md",
            "docs/fees.v2.md - docs/fees.v2.md",
        ],
    );
    assert_tree(
        &[
            ("mkdocs.yml", "plugins:\n  - i18n:\n      docs_structure: folder\n"),
            ("docs/en/berths.md", ""),
            ("docs/fr/berths.md", ""),
        ],
        &["docs/en/berths.md en docs/{locale}/berths.md", "docs/fr/berths.md fr docs/{locale}/berths.md"],
    );
}

#[test]
fn starlight_and_vitepress_keep_the_source_beside_the_locales() {
    assert_tree(
        &[
            ("astro.config.mjs", "import starlight from '@astrojs/starlight';\n"),
            ("src/content/docs/harbor/berths.mdx", ""),
            ("src/content/docs/fr/harbor/berths.mdx", ""),
            ("src/content/docs/it/support.md", ""),
        ],
        &[
            "src/content/docs/fr/harbor/berths.mdx fr src/content/docs/{locale}/harbor/berths.mdx",
            "src/content/docs/harbor/berths.mdx en src/content/docs/{locale}/harbor/berths.mdx",
            "src/content/docs/it/support.md en src/content/docs/{locale}/it/support.md",
        ],
    );
    assert_tree(
        &[
            ("docs/.vitepress/config.ts", "export default { locales: { root: {}, ko: {} } }"),
            ("docs/guide/berths.md", ""),
            ("docs/ko/guide/berths.md", ""),
            ("docs/ko/guide/only-here.md", ""),
            ("README.md", ""),
        ],
        &[
            "README.md - README.md",
            "docs/guide/berths.md en docs/{locale}/guide/berths.md",
            "docs/ko/guide/berths.md ko docs/{locale}/guide/berths.md",
            "docs/ko/guide/only-here.md ko docs/{locale}/guide/only-here.md",
        ],
    );
}

#[test]
fn mdn_has_files_by_locale() {
    assert_pages(
        &[
            "front-matter-config.json",
            "files/fr/web/a/index.md",
            "files/ko/web/a/index.md",
            "files/pt-br/web/b/index.md",
        ],
        &[
            "files/fr/web/a/index.md fr files/{locale}/web/a/index.md",
            "files/ko/web/a/index.md ko files/{locale}/web/a/index.md",
            "files/pt-br/web/b/index.md pt-br files/{locale}/web/b/index.md",
        ],
    );
}

#[test]
fn mdn_needs_no_second_locale() {
    assert_pages(
        &["front-matter-config.json", "files/ko/web/a/index.md", "files/ko/web/b/index.md"],
        &[
            "files/ko/web/a/index.md ko files/{locale}/web/a/index.md",
            "files/ko/web/b/index.md ko files/{locale}/web/b/index.md",
        ],
    );
}

#[test]
fn a_repository_has_a_readme_in_many_languages() {
    assert_pages(
        &["README.md", "README.ko.md", "README_ja.md", "README-pt-BR.md", "README.v2.md", "docs/README.md"],
        &[
            "README-pt-BR.md pt-br README-{locale}.md",
            "README.ko.md ko README.{locale}.md",
            "README.md en README.{locale}.md",
            "README.v2.md - README.v2.md",
            "README_ja.md ja README_{locale}.md",
            "docs/README.md - docs/README.md",
        ],
    );
    // What is written in no other language.
    assert_pages(&["README.md", "CHANGES.md"], &["CHANGES.md - CHANGES.md", "README.md - README.md"]);
}

#[test]
fn folders_of_languages_are_known_by_the_pages_that_they_share() {
    assert_pages(
        &[
            "docs/en/docs/a.md",
            "docs/en/docs/b.md",
            "docs/en/docs/c.md",
            "docs/fr/docs/a.md",
            "docs/fr/docs/b.md",
            "docs/fr/docs/c.md",
        ],
        &[
            "docs/en/docs/a.md en docs/{locale}/docs/a.md",
            "docs/en/docs/b.md en docs/{locale}/docs/b.md",
            "docs/en/docs/c.md en docs/{locale}/docs/c.md",
            "docs/fr/docs/a.md fr docs/{locale}/docs/a.md",
            "docs/fr/docs/b.md fr docs/{locale}/docs/b.md",
            "docs/fr/docs/c.md fr docs/{locale}/docs/c.md",
        ],
    );
    // Departments, not languages.
    assert_pages(
        &["docs/it/index.md", "docs/it/mail.md", "docs/it/keys.md", "docs/hr/index.md", "docs/hr/pay.md"],
        &[
            "docs/hr/index.md - docs/hr/index.md",
            "docs/hr/pay.md - docs/hr/pay.md",
            "docs/it/index.md - docs/it/index.md",
            "docs/it/keys.md - docs/it/keys.md",
            "docs/it/mail.md - docs/it/mail.md",
        ],
    );
}
