//! What the compiler does not check: the order of the core's modules, and what its pure part never names.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The pure modules: same input, same output, in any process.
const PURE: [&str; 22] = [
    "schema",
    "secret",
    "contract",
    "tool",
    "parse",
    "lint",
    "prompt",
    "agent",
    "message",
    "event",
    "reducer",
    "thread",
    "wire",
    "context",
    "telemetry",
    "future",
    "hex",
    "lock",
    "release",
    "docs",
    "breaker",
    "backoff",
];

/// Clocks, randomness, I/O and runtimes. Types that only describe a time or an address are no clock and
/// no connection, so `SystemTime` is not here and `SystemTime::now` is.
const IMPURE: [&str; 15] = [
    "tokio",
    "reqwest",
    "::now(",
    ".elapsed(",
    "sleep(",
    "rand::",
    "getrandom",
    "std::fs",
    "std::io",
    "std::env",
    "std::process",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "ToSocketAddrs",
];

/// One file of a crate, without comments and without its tests.
struct Source {
    /// Below `src`, such as `schema/check/mod.rs`.
    path: String,
    code: String,
}

impl Source {
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }
}

#[test]
fn modules_import_only_from_those_above_them() {
    let order = modules();
    let rank = |name: &str| order.iter().position(|module| module == name);
    let last = rank("testkit").expect("lib.rs lists testkit");
    let mut wrong = Vec::new();
    for source in core() {
        let Some(own) = rank(source.module()) else {
            assert_eq!(source.path, "lib.rs", "lib.rs does not list this file");
            continue;
        };
        for import in imports(&source.code) {
            // Names at the crate's root gather what the modules hold; only what stands below all of them asks.
            let from = rank(&import).unwrap_or(last);
            if from > own || (from == own && import != source.module()) {
                wrong.push(format!("{} imports crate::{import}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}\nlib.rs has {order:?}");
}

#[test]
fn lib_rs_lists_the_modules_in_the_order_of_the_design() {
    let order = modules();
    let places: Vec<Option<usize>> = PURE[..14]
        .iter()
        .map(|pure| order.iter().position(|module| module == pure))
        .collect();
    assert!(places.iter().all(Option::is_some), "{order:?}");
    assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{order:?}");
    let port = order.iter().position(|module| module == "port");
    assert!(places[13] < port, "{order:?}");
}

#[test]
fn pure_modules_name_no_clock_no_randomness_and_no_io() {
    let mut wrong = Vec::new();
    for source in pure() {
        let named = IMPURE.iter().filter(|word| names(&source.code, word));
        wrong.extend(named.map(|word| format!("{} names `{word}`", source.path)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// True if the word stands in the code, not only the end of another one (`Operand::`).
fn names(code: &str, word: &str) -> bool {
    let letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word)
        .any(|(at, _)| !word.starts_with(letter) || !code[..at].ends_with(letter))
}

/// A tool is an async function, so somebody must make its future; nothing else in the pure part is async.
#[test]
fn one_pure_file_makes_futures() {
    let with_async: Vec<String> = pure()
        .into_iter()
        .filter(|source| words(&source.code).any(|word| word == "async" || word == "await"))
        .map(|source| source.path)
        .collect();
    assert_eq!(with_async, ["tool/run.rs"]);
}

#[test]
fn unsafe_stands_in_one_file() {
    let mut found = Vec::new();
    for (krate, source) in crates() {
        let unsafe_code = ["unsafe {", "unsafe impl", "unsafe fn", "unsafe extern"]
            .iter()
            .any(|form| source.code.contains(form));
        if unsafe_code {
            found.push(format!("{krate}/{}", source.path));
        }
    }
    assert_eq!(found, ["agent-core/schema/shape_ref.rs"]);
}

#[test]
fn nothing_is_left_to_do() {
    let words = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
    ];
    let mut found = Vec::new();
    for file in ["agent-core", "agent-macros", "examples", "tests"]
        .iter()
        .flat_map(|part| files(&Path::new(ROOT).join(part)))
        // Programs that show an error need not do anything.
        .filter(|file| !file.components().any(|part| part.as_os_str() == "ui"))
    {
        let text = fs::read_to_string(&file).unwrap();
        let left = words.iter().filter(|word| text.contains(**word));
        found.extend(left.map(|word| format!("{}: {word}", file.display())));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_word_is_not_the_end_of_another() {
    assert!(names("rand::random()", "rand::") && names("a.rand::b", "rand::"));
    assert!(!names("Operand::Literal", "rand::"));
    assert!(names("Instant::now()", "::now("));
}

#[test]
fn the_reader_of_this_test_sees_what_it_should() {
    let code = code_of(
        "//! crate::wire\nuse crate::{a::B, c}; // crate::d\nlet x = crate::e::f();\n\
         #[cfg(test)]\nmod tests {\n    use crate::g;\n}\n",
    );
    assert_eq!(imports(&code), ["a", "c", "e"]);
    assert!(core().len() > 50, "the core's files are read");
}

/// The modules of `lib.rs`, from top to bottom; `__private` goes by its file's name.
fn modules() -> Vec<String> {
    let lib = fs::read_to_string(Path::new(ROOT).join("agent-core/src/lib.rs")).unwrap();
    lib.lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod ")))
        .filter_map(|line| line.strip_suffix(';'))
        .map(|name| name.trim_start_matches("__").to_owned())
        .collect()
}

/// The first segments of all paths that begin at the crate's root.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split('}').next().unwrap();
                found.extend(group.split(',').filter_map(first_word));
            }
            None => found.extend(first_word(rest)),
        }
    }
    found
}

fn first_word(text: &str) -> Option<String> {
    words(text).next().map(|word| {
        // `crate::__private` lives in private.rs.
        let name = word.trim_start_matches("__");
        name.to_owned()
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

fn pure() -> Vec<Source> {
    let mut sources = core();
    sources.retain(|source| PURE.contains(&source.module()));
    sources
}

fn core() -> Vec<Source> {
    sources("agent-core")
}

fn crates() -> Vec<(&'static str, Source)> {
    ["agent-core", "agent-macros", "examples"]
        .into_iter()
        .flat_map(|krate| {
            sources(krate)
                .into_iter()
                .map(move |source| (krate, source))
        })
        .collect()
}

/// The files of a crate's library, without those that hold nothing but tests.
fn sources(krate: &str) -> Vec<Source> {
    let src = Path::new(ROOT).join(krate).join("src");
    let all = files(&src);
    let tests: Vec<PathBuf> = all.iter().flat_map(|file| test_modules(file)).collect();
    all.iter()
        .filter(|file| !tests.contains(file))
        .map(|file| Source {
            path: file.strip_prefix(&src).unwrap().display().to_string(),
            code: code_of(&fs::read_to_string(file).unwrap()),
        })
        .collect()
}

/// The files of modules that a file declares for tests only.
fn test_modules(file: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let declared = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
    declared
        .filter_map(|pair| pair[1].strip_suffix(';')?.split("mod ").nth(1))
        .map(|name| file.with_file_name(format!("{name}.rs")))
        .collect()
}

/// The lines before the file's own tests, without comments.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().copied().unwrap_or_default();
        if line == "#[cfg(test)]" && next.ends_with('{') {
            break;
        }
        code.push_str(line.split("//").next().unwrap_or_default());
        code.push('\n');
    }
    code
}

/// Every Rust file below a folder, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() && !entry.ends_with("target") {
            found.extend(files(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
    found
}
