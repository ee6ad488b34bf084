//! What a person chooses: arrays, ways, sizes; and sketches that are large or ask for a lot.

use super::*;
use crate::pattern::{Opened, Remembered, Selection, read_bytes};
use std::path::Path;

fn open(text: &str, options: &ReadOptions) -> Result<Opened, PatternError> {
    read_bytes(Path::new("a.h"), text.as_bytes().into(), options)
}

fn rgb(opened: &Opened) -> Vec<u8> {
    opened.pattern.frames.hold().unwrap().rgb().to_vec()
}

fn named(array: Option<&str>, format: Option<&str>) -> ReadOptions {
    ReadOptions {
        array: array.map(Into::into),
        format: format.map(Into::into),
        ..ReadOptions::default()
    }
}

const TWO: &str = "const uint16_t logo[] = {0xF800, 0x07E0, 0x001F, 0xFFFF};\n// 2x1\nconst uint16_t icon[] = {0x00F8, 0};\n";

#[test]
fn an_array_and_a_way_are_chosen_by_name() {
    let logo = open(TWO, &ReadOptions::default()).unwrap();
    assert!(!logo.certain && logo.pattern.warnings[0].to_string().contains("icon"));
    assert_eq!(rgb(&logo)[..3], [255, 0, 0]);
    let icon = open(TWO, &named(Some("icon"), Some("rgb565-swapped"))).unwrap();
    assert_eq!(
        (rgb(&icon), icon.pattern.matrix),
        (vec![255, 0, 0, 0, 0, 0], Matrix::new(2, 1))
    );
    let error = open(TWO, &named(Some("nothing"), None)).unwrap_err();
    assert_eq!(error.code(), Code::PatternOptions);
    assert!(error.to_string().contains("logo, icon"), "{error}");
    let error = open(TWO, &named(None, Some("nonsense"))).unwrap_err();
    assert!(
        error.to_string().contains("rgb565-swapped") && error.to_string().contains("gif"),
        "{error}"
    );
    let error = open(TWO, &named(None, Some("rgb"))).unwrap_err();
    assert_eq!(error.code(), Code::PatternOptions, "{error}");
}

#[test]
fn every_reading_is_read_again_as_it_was_offered_and_remembered() {
    for text in [
        TWO,
        "const uint8_t heart[8] = {0x66, 0xff, 0xff, 0xff, 0x7e, 0x3c, 0x18, 0x00};",
        "const uint32_t a[2][2] = {{1, 2}, {3, 4}};",
        "const uint32_t a[4] = {0xFF010203, 0xFF010203, 0xFF000000, 0};",
        "// 16x16\nconst uint8_t a[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};",
    ] {
        let opened = open(text, &ReadOptions::default()).unwrap();
        assert!(opened.candidates.len() > 1, "{text}");
        for (at, candidate) in opened.candidates.iter().enumerate() {
            let read = opened.reading(at).unwrap();
            let frames = read.frames.hold().unwrap();
            let pixels = candidate.pixels.as_ref().unwrap();
            assert_eq!(
                &frames.rgb()[..pixels.len()],
                &pixels[..],
                "{text} {candidate:?}"
            );
            let remembered = Remembered {
                leds: candidate.leds,
                matrix: candidate.matrix,
                selection: candidate.selection.clone(),
            };
            let options = ReadOptions {
                remembered: Some(remembered.clone()),
                ..ReadOptions::default()
            };
            let again = open(text, &options).unwrap();
            assert_eq!(
                (rgb(&again), again.certain),
                (frames.rgb().to_vec(), true),
                "{text} {candidate:?}"
            );
            assert_eq!(again.as_remembered(), remembered, "{text}");
        }
    }
}

#[test]
fn what_was_read_of_a_file_in_an_array_is_remembered_by_the_name_of_the_array() {
    let two = format!("{ONE}{}", ONE.replace("p[]", "q[]").replace('7', "9"));
    let opened = open(&two, &ReadOptions::default()).unwrap();
    assert_eq!((opened.certain, opened.candidates.len()), (false, 2));
    let second = opened.reading(1).unwrap();
    assert_eq!(second.frames.hold().unwrap().rgb(), [9, 8, 9]);
    let chosen = open(&two, &named(Some("q"), None)).unwrap();
    assert!(chosen.certain);
    let selection = Selection {
        format: None,
        array: Some("q".into()),
    };
    assert_eq!(chosen.as_remembered().selection, selection);
}

#[test]
fn a_sketch_of_twenty_megabytes_is_read_in_one_pass() {
    let began = tokio::time::Instant::now();
    let row = "0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x00, 0xff, 0x7f, 0x80,\n";
    let text = format!(
        "#define NUM_LEDS 100\nconst uint8_t a[] PROGMEM = {{\n{}}};\n",
        row.repeat(300_000)
    );
    assert!(text.len() > 20 << 20);
    let read = decode(&text).unwrap();
    assert_eq!(
        (read.frames.leds(), read.frames.len(), read.certain),
        (100, 12_000, true)
    );
    let colours = format!(
        "const uint32_t a[] = {{\n{}}};\n",
        "0xFF0000, 0x00FF00,\n".repeat(1_000_000)
    );
    assert_eq!(decode(&colours).unwrap().frames.leds(), 2_000_000);
    assert!(
        began.elapsed() < std::time::Duration::from_secs(90),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_few_words_do_not_ask_for_much_memory() {
    let huge = "uint8_t a[4000000000] = {1, 2, 3};";
    assert_eq!(decode(huge).unwrap_err().code(), Code::PatternUnknownFormat);
    let many: String = (0..9000)
        .map(|n| format!("byte a{n}[999999]={{1}};"))
        .collect();
    let _ = decode(&many);
    let deep = format!(
        "long a[] = {}1{};",
        "{".repeat(100_000),
        "}".repeat(100_000)
    );
    assert_eq!(decode(&deep).unwrap_err().code(), Code::PatternCorrupt);
    let _ = decode(&format!("x = {}", "(".repeat(100_000)));
    let _ = decode(&format!("long a[] = {{ {}", "f(".repeat(100_000)));
    let doubled: String = (0..40)
        .map(|n| format!("#define A{} {{A{n}, A{n}}}\n", n + 1))
        .collect();
    let _ = decode(&format!("#define A0 1\n{doubled}long a[] = {{A40, A40}};"));
}

#[test]
fn a_cancelled_read_ends_early() {
    let options = ReadOptions::default();
    options.cancel.cancel();
    let text = format!("byte a[] = {{ {} }};", "1,".repeat(100_000));
    assert_eq!(
        decode_with(&text, &options).unwrap_err(),
        PatternError::Cancelled
    );
}

#[test]
fn shapes_of_c_and_python_have_their_colours() {
    let two = [1, 2, 3, 4, 5, 6];
    for text in [
        "const uint8_t a[2][3] = {{1, 2, 3}, {4, 5, 6}};",
        "constexpr std::array<std::array<uint8_t, 3>, 2> a = {{ {{1, 2, 3}}, {{4, 5, 6}} }};",
        "const std::vector<CRGB> a = { {1, 2, 3}, {4, 5, 6}, };",
        "std::array<uint32_t, 2> a{0x010203, 0x04'05'06};",
        "namespace x { static const uint32_t a[] = {1 << 16 | 2 << 8 | 3, (uint32_t)0x040506UL}; }",
        "enum { N = 2 };\nCRGB a[N] = {CRGB(1, 2, 3), CRGB{4, 5, 6}};",
        "const uint8_t a[N][3] PROGMEM __attribute__((aligned(4))) = {{01, 0b10, B11}, {'\\x04', 5, 6}};",
        "#define A {1, 2, 3}\n#define B 4, 5, 6\nconst uint8_t a[][3] = {A, {B}};",
        "struct c { uint8_t g, r, b; };\nconst c a[2] = {{2, 1, 3}, {5, 4, 6}};",
        "a = [(1, 2, 3), (4, 5, 6)]\n",
        "a = [[1, 2, 3],\n     [4, 5, 6]]\n",
        "import board\nRED = (1, 2, 3)\na = [RED, (4, 5, 6)]  # two\n",
        "a = [0x010203, 0x040506]\n",
        "a = [\"#010203\", \"#040506\"]\n",
        "const char* a[] = {\"#010203\", \"#040506\"};",
        "const a = [[1, 2, 3], [4, 5, 6]];",
    ] {
        let opened = open(text, &ReadOptions::default()).expect(text);
        assert_eq!(
            (rgb(&opened), opened.pattern.frames.leds()),
            (two.to_vec(), 2),
            "{text}"
        );
    }
    let zeros = open(
        "const uint32_t a[4] = {0x010203, 5};",
        &ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(
        rgb(&zeros),
        [1, 2, 3, 0, 0, 5, 0, 0, 0, 0, 0, 0],
        "as C fills arrays up"
    );
}
