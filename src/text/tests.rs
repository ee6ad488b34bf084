use super::*;
use proptest::prelude::*;

/// Characters that must never be printed raw, listed apart from the rule that leaves them out.
fn is_bad(c: char) -> bool {
    let n = u32::from(c);
    n < 0x20
        || (0x7f..0xa0).contains(&n)
        || [0xad, 0x61c, 0xfeff].contains(&n)
        || (0x200b..=0x200f).contains(&n)
        || (0x2028..=0x202e).contains(&n)
        || (0x2060..=0x206f).contains(&n)
        || (0xe0000..=0xe0fff).contains(&n)
}

#[test]
fn names_from_the_network_lose_what_could_deceive() {
    assert_eq!(display_text("Po\u{202e}rch\n\u{0}"), "Porch");
    assert_eq!(display_text("Garden\u{2028}arch"), "Garden arch");
    assert_eq!(display_text(&"x".repeat(100)).len(), 64);
    for unseen in [
        '\u{ad}',
        '\u{9b}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2066}',
        '\u{feff}',
        '\u{e0041}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{e06c}',
    ] {
        assert_eq!(display_text(&format!("a{unseen}b")), "ab", "{unseen:?}");
    }
}

#[test]
fn scripts_and_emoji_keep_what_shapes_them() {
    for name in [
        "می\u{200c}خواهم",
        "क्\u{200d}ष",
        "👩\u{200d}🔬",
        "❤\u{fe0f}\u{200d}🔥 Küche",
        "ローソク",
    ] {
        assert_eq!(display_text(name), name);
    }
    assert_eq!(display_text("👩\u{200d}x\u{200d}🔬"), "👩x🔬");
}

#[test]
fn a_path_shows_where_something_was_left_out_and_how_it_begins_and_ends() {
    assert_eq!(path_text("a\u{1b}[31m\nb\u{200b}.gif"), "a�[31m�b�.gif");
    let long = path_text(&format!("/home/{}/fire.gif", "x".repeat(400)));
    assert_eq!(long.chars().count(), 255);
    assert!(long.starts_with("/home/x") && long.contains('…') && long.ends_with("x/fire.gif"));
}

#[test]
fn several_lines_stay_several_lines_and_json_keeps_its_values() {
    assert_eq!(printable("one\n  two\r\u{85}\u{1b}[1m"), "one\n  two [1m");
    assert_eq!(line("one\ntwo"), "one two");
    assert!(matches!(printable("one\n"), Cow::Borrowed(_)));
    assert_eq!(
        escaped_json("\"\u{7f}\u{202e}\u{e0041}ü\""),
        "\"\\u007f\\u202e\\udb40\\udc41ü\""
    );
}

#[test]
fn a_file_is_saved_under_a_name_that_every_system_takes() {
    for (name, file) in [
        ("fire", "fire.bin"),
        ("/ub_fire.gif", "ub_fire.gif"),
        ("../../etc/passwd", "passwd.bin"),
        ("..", "pattern.bin"),
        ("a\\..\\con", "_con.bin"),
        ("COM1.gif", "_COM1.gif"),
        ("lpt³", "_lpt³.bin"),
        ("nul .gif", "_nul.gif"),
        ("console.gif", "console.gif"),
        (".hidden. ", "hidden.bin"),
        ("c:evil?.gif", "c_evil_.gif"),
        ("-rf", "_-rf.bin"),
        ("x.gif\u{202e}\u{200b}", "x.gif"),
        ("a\u{0}b.gif", "ab.gif"),
    ] {
        assert_eq!(new_file_name(name), file, "{name:?}");
    }
    let long = new_file_name(&format!("{}.gif", "ü".repeat(200)));
    assert!(long.len() <= 120 && long.ends_with("ü.gif"), "{long}");
}

proptest! {
    #[test]
    fn nothing_that_deceives_is_left(text in "\\PC*|[\\x00-\\u{10ffff}]{0,80}") {
        let bad = |c: char| is_bad(c) && !['\u{200c}', '\u{200d}'].contains(&c);
        for clean in [display_text(&text), path_text(&text), line(&text).into_owned(), escaped_json(&text).replace('\n', "")] {
            prop_assert!(!clean.contains(bad), "{clean:?}");
        }
        prop_assert!(!printable(&text).replace('\n', "").contains(bad));
    }

    #[test]
    fn what_was_cleaned_is_clean(text in "[\\x00-\\u{10ffff}]{0,80}") {
        let once = line(&text).into_owned();
        prop_assert_eq!(&line(&once), &once);
    }

    #[test]
    fn escaped_json_says_the_same(text in "[\\x00-\\u{10ffff}]{0,40}") {
        let json = serde_json::json!([text]).to_string();
        let escaped = escaped_json(&json).into_owned();
        prop_assert!(!escaped.contains(is_bad), "{escaped}");
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), serde_json::json!([text]));
    }

    #[test]
    fn a_new_file_has_a_name_and_no_path(name in "[\\x00-\\u{10ffff}]{0,60}|[./\\\\: a-zA-Z0-9-]{0,200}") {
        let file = new_file_name(&name);
        prop_assert!(!file.contains(is_bad) && !file.contains(['/', '\\', ':']));
        prop_assert!(!file.starts_with(['.', ' ', '-']) && !file.ends_with(['.', ' ']));
        prop_assert!((3..=120).contains(&file.len()), "{file}");
        prop_assert_eq!(new_file_name(&file), file);
    }
}
