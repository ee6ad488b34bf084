//! The tree keeps its shape: who may use whom, who may name which crate, a first line of purpose in every file, and no
//! file that has grown out of its room. A scan of the words of `src/`, not a compiler: code under `#[cfg(test)]` is free.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test"
)]

mod layout {
    pub(crate) mod catalogue;
    pub(crate) mod circles;
    pub(crate) mod functions;
    pub(crate) mod source;
    pub(crate) mod texts;
}

use layout::catalogue::english;
use layout::circles::circles;
use layout::functions::{Function, functions};
use layout::source::{Source, sources, texts, without_tests, words, words_and_texts};
use layout::texts::{Text, is_label, is_sentence, texts_of, with_texts};
use std::collections::BTreeSet;
use std::path::Path;

/// Top modules, and the top modules each may use. `net`, the gate to the network, is a leaf that everybody may use; `private`,
/// files of which others see nothing, one for those that write into the home folder.
const MAY_USE: &[(&str, &[&str])] = &[
    ("message", &[]),
    ("problem", &["message"]),
    ("pattern", &[]),
    ("net", &[]),
    ("text", &[]),
    ("private", &[]),
    ("cache", &[]),
    ("logs", &["text", "private"]),
    ("link", &["net"]),
    ("device", &["pattern", "link", "net", "text"]),
    ("store", &["device", "pattern", "net", "private"]),
    ("computer", &["pattern", "store", "net", "private"]),
    ("live", &["pattern", "device", "net"]),
    (
        "engine",
        &[
            "cache", "device", "link", "live", "pattern", "store", "net", "private", "logs",
        ],
    ),
    (
        "monitor",
        &[
            "device", "computer", "engine", "store", "net", "private", "text", "logs",
        ],
    ),
    (
        "diagnostics",
        &[
            "computer", "engine", "monitor", "device", "pattern", "store", "logs", "text",
        ],
    ),
    (
        "app",
        &[
            "cache",
            "engine",
            "monitor",
            "computer",
            "diagnostics",
            "device",
            "pattern",
            "text",
        ],
    ),
    (
        "ui",
        &[
            "app",
            "cache",
            "engine",
            "computer",
            "diagnostics",
            "device",
            "pattern",
            "net",
            "logs",
            "monitor",
            "text",
            "t",
        ],
    ),
    (
        "cli",
        &[
            "engine",
            "monitor",
            "computer",
            "diagnostics",
            "device",
            "pattern",
            "store",
            "simulator",
            "port",
            "net",
            "logs",
            "text",
        ],
    ),
    (
        "port",
        &["engine", "monitor", "computer", "cache", "net", "text"],
    ),
    ("simulator", &["pattern", "net"]),
    // the part of `main` that puts the window together
    (
        "window",
        &[
            "cli", "ui", "app", "engine", "monitor", "computer", "device", "store", "port", "net",
            "logs",
        ],
    ),
];

/// What every module may use: messages without a language, problems, and the macro that makes messages.
const FOR_ALL: &[&str] = &["message", "problem", "msg"];

/// Words of another module that are not for everybody who may use it: who, the module, what they may not name there, why.
const NOT_FOR: &[(&str, &str, &[&str], &str)] = &[
    (
        "app",
        "engine",
        &["spawn", "Handle", "Events"],
        "the window's state is plain values",
    ),
    (
        "monitor",
        "engine",
        &["spawn", "Handle", "Events"],
        "it reads what the engine reported",
    ),
    (
        "store",
        "device",
        &["FAMILIES", "Family"],
        "the store keeps what it is given",
    ),
];

/// Names, and the only places (files, or modules with all below them, with `/` at the end) that may say them.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("reqwest", &["link/wire.rs", "link/wire/"]),
    ("hyper", &["link/wire.rs", "link/wire/", "port.rs", "port/"]),
    ("ServiceDaemon::new", &["net.rs"]),
    ("socket2::Socket", &["net.rs"]),
    ("TcpListener::bind", &["net.rs"]),
    ("TcpStream::connect", &["net.rs"]),
    ("UdpSocket", &["net.rs"]),
    ("tokio_tungstenite", &["link/socket.rs", "simulator/"]),
    ("egui", &["ui/", "window.rs", "main.rs"]),
    ("eframe", &["ui/", "window.rs", "main.rs"]),
    ("rfd", &["ui/"]),
    ("rusqlite", &["store/"]),
    ("clap", &["cli/", "main.rs"]),
    ("indicatif", &["cli/"]),
    ("console", &["cli/output.rs"]),
    ("keyring", &["engine/keep/secrets.rs"]),
];

/// Modules that do not know these crates at all: plain values and arithmetic.
const NEVER_IN: &[(&str, &[&str])] = &[
    ("pattern", &["tokio", "futures_util"]),
    ("app", &["tokio", "futures_util", "std::fs"]),
];

/// Names, where below `src/` they may not be said, the only places there that may, and why.
const NOT_BELOW: &[(&str, &[&str], &[&str], &str)] = &[
    (
        "engine/run/",
        &[
            "async",
            "await",
            "select",
            "block_on",
            "spawn_blocking",
            "Store",
            "Records",
            "fs",
            "File",
            "lock",
            "recv",
            "sleep",
        ],
        &[],
        "the loop does not wait: what waits is a task",
    ),
    (
        "engine/",
        &["resolve", "identify", "identify_with", "Session::new"],
        &["engine/task/reach.rs"],
        "there is one way to a device",
    ),
];

/// A file above this many lines holds two things that want to be apart.
const MAX_FILE_LINES: usize = 400;

/// A function above this many lines does two things that want to be apart.
const MAX_FUNCTION_LINES: usize = 60;

/// Flat tables and matches that would only be harder to read in pieces: file, function, why. Five at the most.
const FLAT: &[(&str, &str, &str)] = &[(
    "app/update.rs",
    "update",
    "one arm for each action, each a call",
)];

/// And even these end somewhere.
const MAX_FLAT_LINES: usize = 130;

#[track_caller]
fn expect_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn modules_use_only_those_below_them() {
    let mut wrong = Vec::new();
    for source in sources()
        .iter()
        .filter(|s| !["main", "lib"].contains(&s.module()))
    {
        let Some((_, allowed)) = MAY_USE
            .iter()
            .find(|(module, _)| *module == source.module())
        else {
            wrong.push(format!(
                "{} belongs to a module that stands in no table",
                source.path
            ));
            continue;
        };
        let tops: BTreeSet<_> = source
            .crate_paths()
            .into_iter()
            .map(|path| path[0].clone())
            .collect();
        let other = tops
            .iter()
            .filter(|top| *top != source.module() && !allowed.contains(&top.as_str()))
            .filter(|top| !FOR_ALL.contains(&top.as_str()));
        wrong.extend(other.map(|top| format!("{} uses {top}", source.path)));
    }
    expect_none("uses that the table does not allow", &wrong);
}

#[test]
fn what_a_module_keeps_for_others_is_not_named() {
    let mut wrong = Vec::new();
    for source in &sources() {
        for (_, module, names, why) in NOT_FOR.iter().filter(|(user, ..)| *user == source.module())
        {
            let paths = source.crate_paths();
            let named = paths
                .iter()
                .filter(|p| p[0] == *module && p.iter().any(|word| names.contains(&word.as_str())));
            wrong.extend(
                named.map(|path| format!("{} names {}: {why}", source.path, path.join("::"))),
            );
        }
    }
    expect_none("names that are not for them", &wrong);
}

#[test]
fn crates_are_named_only_where_they_belong() {
    let mut wrong = Vec::new();
    for source in &sources() {
        let path = source.path.as_str();
        for (name, places) in ONLY_IN {
            let here = places.iter().any(|place| {
                if place.ends_with('/') {
                    is_below(path, place)
                } else {
                    path == *place
                }
            });
            if !here && source.says(name) {
                wrong.push(format!(
                    "{path} says {name}, which belongs in {}",
                    places.join(", ")
                ));
            }
        }
        for (_, names) in NEVER_IN
            .iter()
            .filter(|(module, _)| *module == source.module())
        {
            wrong.extend(
                names
                    .iter()
                    .filter(|n| source.says(n))
                    .map(|name| format!("{path} says {name}")),
            );
        }
    }
    expect_none("names in the wrong place", &wrong);
}

#[test]
fn the_loop_never_waits_and_one_file_reaches_devices() {
    let mut wrong = Vec::new();
    for source in &sources() {
        let path = source.path.as_str();
        for (below, names, places, why) in NOT_BELOW {
            if is_below(path, below) && !places.contains(&path) {
                let said = names.iter().filter(|name| source.says(name));
                wrong.extend(said.map(|name| format!("{path} says {name}: {why}")));
            }
        }
    }
    expect_none("names in the wrong place", &wrong);
    for (below, _, places, _) in NOT_BELOW {
        let all = sources();
        assert!(
            all.iter().any(|source| is_below(&source.path, below)),
            "nothing lies in {below}"
        );
        assert!(
            places
                .iter()
                .all(|place| all.iter().any(|source| source.path == *place))
        );
    }
}

/// First words of error codes.
const CODES: &[&str] = &[
    "pattern.",
    "address.",
    "device.",
    "verify.",
    "source.",
    "job.",
    "store.",
    "port.",
    "settings.",
];

#[test]
fn error_codes_are_written_in_one_file() {
    let is_code = |text: &str| {
        let rest = CODES.iter().find_map(|group| text.strip_prefix(group));
        rest.is_some_and(|rest| !is_file_name(rest) && !rest.contains(' '))
    };
    let mut wrong = Vec::new();
    let mut listed = 0;
    for (source, texts) in with_texts() {
        let codes = texts.iter().filter(|text| is_code(&text.text));
        if source.path == "problem.rs" {
            listed = codes.count();
        } else {
            wrong.extend(codes.map(|text| format!("{}: {:?}", source.path, text.text)));
        }
    }
    expect_none("codes outside problem.rs", &wrong);
    assert!(listed > 30, "only {listed} codes found");
}

/// Whether what follows a dot is the ending of a file.
fn is_file_name(ending: &str) -> bool {
    ["bin", "json", "toml", "hex"].contains(&ending)
}

/// Modules whose files do not use each other in circles.
const WITHOUT_CIRCLES: &[&str] = &["app/update", "pattern", "device", "cli", "simulator"];

#[test]
fn siblings_do_not_use_each_other_in_circles() {
    let sources = sources();
    let mut wrong = Vec::new();
    for module in WITHOUT_CIRCLES {
        assert!(
            sources
                .iter()
                .any(|s| is_below(&s.path, &format!("{module}/")))
        );
        let found = circles(&sources, module).into_iter();
        wrong.extend(found.map(|group| format!("{module}: {}", group.join(", "))));
    }
    expect_none("files that use each other", &wrong);
}

#[test]
fn the_window_takes_its_words_from_the_catalogue() {
    let mut wrong = Vec::new();
    for (source, texts) in with_texts() {
        if source.module() == "ui" {
            let shown = texts
                .iter()
                .filter(|t| is_sentence(&t.text) || is_label(&t.text));
            wrong.extend(shown.map(|text| format!("{}: {:?}", source.path, text.text)));
        }
    }
    expect_none("words that are not in assets/i18n", &wrong);
}

#[test]
fn the_catalogue_has_each_key_that_is_used_and_no_other() {
    let catalogue = english();
    let mut wrong = Vec::new();
    let mut said = BTreeSet::new();
    for (source, texts) in with_texts() {
        for text in texts {
            let is_key = ["t", "msg"].contains(&text.inside.as_str());
            let Some(entry) = catalogue.get(&text.text) else {
                if is_key {
                    wrong.push(format!(
                        "{}: no {:?} in the catalogue",
                        source.path, text.text
                    ));
                }
                continue;
            };
            let mut given: BTreeSet<String> = text.names.iter().cloned().collect();
            let later = entry.variables().into_iter();
            given.extend(later.filter(|name| source.text.contains(&format!(".with(\"{name}\""))));
            if is_key && given != entry.variables() {
                wrong.push(format!(
                    "{}: {} gets {given:?}, its words have {:?}",
                    source.path,
                    text.text,
                    entry.variables()
                ));
            }
            said.insert(text.text);
        }
    }
    let unused = catalogue
        .iter()
        .filter(|(key, _)| !said.contains(*key) && !key.starts_with("code-"));
    wrong.extend(unused.map(|(key, entry)| format!("{}: nothing says {key}", entry.file)));
    expect_none("keys and their arguments", &wrong);
    assert!(catalogue.len() > 50, "only {} keys", catalogue.len());
}

/// Words that name a control of the window.
const CONTROLS: &[&str] = &["click", "button", "press ", "drag ", "dialog", "the card"];

#[test]
fn each_surface_names_only_its_own_controls() {
    let mut wrong = Vec::new();
    for (key, entry) in english() {
        let is_option = |words: &str| {
            let mut options = words.split(' ').filter_map(|word| word.strip_prefix("--"));
            options.any(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        };
        if is_option(&entry.value) {
            wrong.push(format!(
                "{}: {key} names an option in the window",
                entry.file
            ));
        }
        let words = entry.command.to_lowercase();
        if let Some(control) = CONTROLS.iter().find(|control| words.contains(**control)) {
            wrong.push(format!("{}: {key}.command says {control:?}", entry.file));
        }
    }
    expect_none("words for the wrong surface", &wrong);
}

/// Names of other people's products, parts of files and protocols, and what serde expects, that look like sentences.
const NAMES: &[&str] = &[
    "Upload Bridge",
    "Falcon Player (FPP)",
    "Theo Arends",
    "HTTP Basic",
    "HTTP Digest",
    "# LEDS Pattern Export",
    "Rows are frames (ms)",
    "Export Options",
    "SQLite format 3",
    "DOS mode",
    "FRAME {index}",
    "// {leds} LEDs, {frames} frames: ",
    "--{boundary}",
    " at line ",
    "Audit trail",
    "History of uploads",
    "<!DOCTYPE html>",
    "a list of at most {MAX}",
    "base64, or a list of pixels",
    "red, green and blue, 0 to 255 each",
    "the number of an LED",
];

/// First words of SQL.
const SQL: &[&str] = &[
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "ALTER",
    "SAVEPOINT",
    "ROLLBACK",
    "RELEASE",
    "outcome IS",
    "id, family,",
];

/// Whether a text is for another program: SQL, a name in a protocol.
fn is_for_a_program(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\n', '\\']);
    let text = text
        .strip_prefix('n')
        .filter(|rest| rest.starts_with(' '))
        .unwrap_or(text)
        .trim_start();
    SQL.iter().any(|word| text.starts_with(word))
        || NAMES.iter().any(|name| text.starts_with(name.trim_start()))
}

/// Modules below `ui` and `cli`: what they say is a message or a problem, not a sentence.
const WITHOUT_SENTENCES: &[&str] = &[
    "message",
    "problem",
    "pattern",
    "device",
    "link",
    "live",
    "store",
    "computer",
    "engine",
    "monitor",
    "diagnostics",
    "app",
    "message",
    "problem",
    "pattern",
    "device",
    "link",
    "live",
    "store",
    "engine",
    "monitor",
    "app",
];

#[test]
fn no_sentence_is_made_below_the_window_and_the_command_line() {
    let mut wrong = Vec::new();
    for (source, texts) in with_texts() {
        if WITHOUT_SENTENCES.contains(&source.module()) && !source.path.starts_with("app/examples")
        {
            let sentences = texts
                .iter()
                .filter(|text| is_sentence(&text.text) && !is_for_a_program(&text.text));
            wrong.extend(sentences.map(|text| format!("{}: {:?}", source.path, text.text)));
        }
    }
    expect_none("sentences below ui and cli", &wrong);
}

/// Whether a file belongs to a module: `a/b.rs` and all in `a/b/` for `a/b/`.
fn is_below(path: &str, module: &str) -> bool {
    path.starts_with(module) || path.strip_suffix(".rs") == module.strip_suffix('/')
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let all = sources();
    let silent: Vec<_> = all
        .iter()
        .filter(|s| !s.text.starts_with("//! "))
        .map(|s| s.path.clone())
        .collect();
    expect_none("files without a first line of purpose", &silent);
}

#[test]
fn no_file_has_grown_out_of_its_room() {
    let mut files: Vec<_> = sources()
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .collect();
    files.sort_unstable_by(|a, b| b.cmp(a));
    print_ten(
        "largest files",
        files
            .iter()
            .map(|(lines, path)| format!("{lines:4} {path}")),
    );
    let long = files.iter().filter(|(lines, _)| *lines > MAX_FILE_LINES);
    let wrong: Vec<_> = long
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    expect_none("files to split", &wrong);
}

#[test]
fn no_function_does_two_things() {
    let mut all = Vec::new();
    for source in sources() {
        let found = functions(&source.text).into_iter();
        all.extend(found.map(|function| (function.lines, source.path.clone(), function.name)));
    }
    all.sort_unstable_by(|a, b| b.cmp(a));
    print_ten(
        "longest functions",
        all.iter()
            .map(|(lines, path, name)| format!("{lines:4} {path} {name}")),
    );
    let max = |path: &str, name: &str| {
        let is_flat = FLAT
            .iter()
            .any(|(file, function, _)| (*file, *function) == (path, name));
        if is_flat {
            MAX_FLAT_LINES
        } else {
            MAX_FUNCTION_LINES
        }
    };
    let long = all
        .iter()
        .filter(|(lines, path, name)| *lines > max(path, name));
    let wrong: Vec<_> = long
        .map(|(lines, path, name)| format!("{path} {name}: {lines} lines"))
        .collect();
    expect_none("functions to split", &wrong);
    assert!(FLAT.len() <= 5, "five functions at the most are excused");
    let shorter = FLAT.iter().filter(|(path, name, _)| {
        !all.iter().any(|(lines, p, n)| {
            *lines > MAX_FUNCTION_LINES && (p, n) == (&(*path).to_owned(), &(*name).to_owned())
        })
    });
    let wrong: Vec<_> = shorter
        .map(|(path, name, _)| format!("{path} {name}"))
        .collect();
    expect_none("excused, and need not be", &wrong);
}

/// What a person who runs this with `--nocapture` looks at first when they wonder what to split next.
fn print_ten(what: &str, of: impl Iterator<Item = String>) {
    println!("ten {what}:");
    of.take(10).for_each(|line| println!("  {line}"));
}

#[test]
fn modules_and_tests_have_one_layout() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for (path, text) in texts(&root.join("src")) {
        let name = path.strip_prefix(root).unwrap().display();
        if path.ends_with("mod.rs") {
            wrong.push(format!(
                "{name}: `x.rs` beside the folder `x`, not `x/mod.rs`"
            ));
        }
        if text
            .lines()
            .any(|line| line.trim_start().starts_with("#[path"))
        {
            wrong.push(format!("{name}: a module lies where its name says"));
        }
        let lines: Vec<&str> = text.lines().collect();
        let tests = lines
            .windows(2)
            .filter(|pair| pair[0].trim() == "#[cfg(test)]");
        let odd = tests.filter(|pair| {
            let module = pair[1].trim();
            module.starts_with("mod ")
                && module.contains("test")
                && module.ends_with(';')
                && module != "mod tests;"
        });
        wrong.extend(
            odd.map(|pair| format!("{name}: `{}`; tests are inline or in `x/tests.rs`", pair[1])),
        );
    }
    expect_none("modules in another layout", &wrong);
}

/// Files of the chaos harness that have to run in a simulation, too: what happens, and what is right, known apart from
/// the code that is judged.
const JUDGES: &[&str] = &["schedule", "oracle", "record"];

#[test]
fn what_judges_the_app_knows_nothing_of_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chaos");
    let mut judged = 0;
    let mut wrong = Vec::new();
    for (path, text) in texts(&root) {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        if !JUDGES
            .iter()
            .any(|judge| is_below(&name, &format!("{judge}/")))
        {
            continue;
        }
        judged += 1;
        let words = words(&text);
        let known = ["upload_bridge", "common", "device", "engine"].into_iter();
        let known = known.filter(|module| is_path(&words, module));
        wrong.extend(known.map(|module| format!("{name} uses {module}")));
    }
    expect_none("the judges of the app that know it", &wrong);
    assert!(judged >= JUDGES.len(), "only {judged} files found");
}

/// Whether a word stands at the beginning of a path or within one.
fn is_path(words: &[String], name: &str) -> bool {
    words
        .windows(2)
        .any(|pair| pair[0] == name && pair[1] == "::" || pair[0] == "::" && pair[1] == name)
}

#[test]
fn the_scan_sees_what_it_looks_for() {
    let code = r#"
        // crate::comment
        use crate::a::{self, b::C as D, e::{f, g}};
        const TEXT: &str = "crate::text // \" ";
        fn x<'a>(c: char) { if c == '"' || c == '\'' { super::super::h::i() } super::near() }
        #[cfg(test)]
        mod tests { use crate::hidden; fn t() { if true {} } }
        #[cfg(test)]
        mod more;
        fn last() -> crate::j::K { crate::l() }
    "#;
    let (words, modules) = without_tests(&words(code));
    let source = Source {
        path: "m/n.rs".into(),
        text: code.into(),
        words,
        full: words_and_texts(code),
    };
    let paths: Vec<_> = source
        .crate_paths()
        .iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(
        paths,
        [
            "a::self", "a::b::C", "a::e::f", "a::e::g", "h::i", "j::K", "l"
        ]
    );
    assert_eq!(modules, ["more"]);
    assert!(source.says("super::near") && !source.says("hidden") && !source.says("text"));
    assert!(sources().len() > 100 && sources().iter().any(|s| s.says("reqwest")));
}

#[test]
fn the_scan_sees_texts_and_where_they_are() {
    let code = r##"
        #[error("in an attribute")]
        fn f() {
            tracing::warn!(%name, "for the log {}", g("also for the log"));
            x.expect("for programmers only");
            let a = t!("send-count", n = f(1, 2), name = "Porch");
            let b = [format!("{} of them", n), r#"raw text"#.into()];
        }
        #[cfg(test)]
        mod tests { const T: &str = "in a test"; }
    "##;
    let (full, _) = without_tests(&words_and_texts(code));
    let found = texts_of(&full);
    let said: Vec<&str> = found.iter().map(|text| text.text.as_str()).collect();
    assert_eq!(said, ["send-count", "Porch", "{} of them", "raw text"]);
    let key = Text {
        text: "send-count".into(),
        inside: "t".into(),
        names: vec!["n".into(), "name".into()],
    };
    assert_eq!(found[0], key);
    assert!(is_sentence("{} of them") && is_sentence("No device {name} found"));
    assert!(!is_sentence("send-list") && !is_sentence("{a} {b}") && !is_sentence("16x16 GRB"));
    assert!(is_label("Send") && is_label("Unlock…") && !is_label("send") && !is_label("WLED"));
}

#[test]
fn the_scan_sees_circles_through_names_that_a_parent_passes_on() {
    let file = |path: &str, code: &str| Source {
        path: path.into(),
        text: code.into(),
        words: words(code),
        full: words_and_texts(code),
    };
    let sources = [
        file("a.rs", "mod one; mod two; mod three; pub use two::Two;"),
        file("a/one.rs", "use super::Two;"),
        file("a/two/inner.rs", "use crate::a::three::f;"),
        file("a/three.rs", "fn f() { super::one::g() }"),
        file("a/four.rs", "use super::{one, three};"),
    ];
    let expected = [["one", "three", "two"].map(String::from).to_vec()];
    assert_eq!(circles(&sources, "a"), expected);
}

#[test]
fn the_scan_measures_functions() {
    let code = "impl A {\n    pub(in crate::a) async fn one(\n        x: u8,\n    ) -> u8 {\n        x\n    }\n\n    fn short() {}\n}\n\n\
        trait B {\n    fn declared(\n        &self,\n    );\n}\n\n#[cfg(test)]\nmod tests {\n    fn hidden() {\n    }\n}\n\nfn two() {\n    let f = 1;\n}\n";
    let expected = [("one", 5), ("declared", 3), ("two", 3)].map(|(name, lines)| Function {
        name: name.into(),
        lines,
    });
    assert_eq!(functions(code), expected);
    let all: usize = sources()
        .iter()
        .map(|source| functions(&source.text).len())
        .sum();
    assert!(all > 1000, "only {all} functions found");
}
