//! What is read of sketches: the cases of the field, what this project wrote before, and what is damaged.

mod cases;
mod choices;

use super::*;
use crate::pattern::Matrix;
use crate::problem::Code;

fn decode(text: &str) -> Result<Decoded, PatternError> {
    decode_with(text, &ReadOptions::default())
}

fn decode_with(text: &str, options: &ReadOptions) -> Result<Decoded, PatternError> {
    Sketch.decode(
        Source {
            path: std::path::Path::new("a.h"),
            bytes: text.as_bytes(),
        },
        options,
    )
}

#[test]
fn hex_decimal_and_comments_are_understood() {
    let text = "/* { 9 */\nconst uint8_t p[] PROGMEM = { 1, 0, 0x01, 0, // 77,\n 50u, 0, /* 5, */ 0xFF, 2, 3 };";
    assert_eq!(Sketch.sniff(text.as_bytes()), Confidence::Exact);
    let read = decode(text).unwrap();
    assert_eq!(
        (read.frames.rgb(), read.frames.total_ms()),
        (&[255, 2, 3][..], 50)
    );
}

const ONE: &str = "const uint8_t p[] PROGMEM = {1, 0, 1, 0, 50, 0, 7, 8, 9};\n";

#[test]
fn what_is_decoded_is_recognised_whatever_stands_before_it() {
    let comment = format!("/* {} */\n", "many words ".repeat(10_000));
    for before in [
        "extern \"C\" {\n",
        "typedef struct { int w; int h; } size_t2;\nenum { A = 1, B };\n",
        "#define ROW(a) { a, a }\n#define LIST(x) = { \\\n  x }\n",
        "static const struct size s = { 1, 2 };\n",
        &comment,
    ] {
        let text = format!("{before}{ONE}");
        assert_eq!(
            Sketch.sniff(text.as_bytes()),
            Confidence::Exact,
            "{text:.60}"
        );
        assert_eq!(decode(&text).unwrap().frames.rgb(), [7, 8, 9], "{text:.60}");
    }
    for no_header in [
        "int main() { return 0; }",
        "let a = [1]; b = {};",
        "{\"a\": [1]}",
        "int x[3]; y = 1; {",
    ] {
        assert_eq!(
            Sketch.sniff(no_header.as_bytes()),
            Confidence::No,
            "{no_header}"
        );
    }
}

#[test]
fn more_arrays_are_mentioned_and_those_that_are_switched_off_are_skipped() {
    let warnings = |text: &str| decode(text).unwrap().warnings;
    assert!(warnings(ONE).is_empty());
    let table = "const uint8_t gamma8[] = {0, 1, 2, 4};\n";
    let named = format!(
        "{ONE}{table}{}",
        "const int pins[] = {1, 2};".replace("pins", "my_pins")
    );
    assert_eq!(
        warnings(&named)[0].to_string(),
        "arrays left out: gamma8, my_pins"
    );
    let many: String = (0..8)
        .map(|n| table.replace("gamma8", &format!("lut{n}")))
        .collect();
    let said = warnings(&format!("{many}{ONE}"))[0].to_string();
    assert_eq!(
        said,
        "arrays left out: lut0, lut1, lut2, lut3, lut4 and 3 more"
    );
    let two = decode(&format!("{ONE}{}", ONE.replace("p[]", "q[]"))).unwrap();
    assert_eq!(
        (two.certain, two.candidates.len(), two.warnings.len()),
        (false, 2, 0)
    );
    let off = format!("#if 0\n{}#endif\n{ONE}", ONE.replace('7', "1"));
    let read = decode(&off).unwrap();
    assert_eq!(
        (read.frames.rgb(), read.warnings.len()),
        (&[7, 8, 9][..], 0)
    );
    let unsettled =
        "const uint8_t p[] = {1, 0, 1, 0,\n#ifdef FAST\n5,\n#else\n50,\n#endif\n0, 1, 2, 3};";
    assert_eq!(decode(unsettled).unwrap_err().code(), Code::PatternCorrupt);
}

#[test]
fn numbers_are_read_as_c_reads_them_and_bad_ones_have_their_line() {
    let read = decode("byte p[] = {1, 0, 0b1, 00, 062, 0, 0B11, 0X1f, 010u};").unwrap();
    assert_eq!(
        (read.frames.rgb(), read.frames.total_ms()),
        (&[3, 31, 8][..], 50)
    );
    for bad in ["08", "0b2", "0x", "1.5", "zwei", "f(1)", "sizeof(p)"] {
        let error = decode(&format!("// a\nbyte p[]\n= {{ 1,\n {bad}, 2\n}};")).unwrap_err();
        assert!(
            matches!(error, PatternError::CorruptLine { line: 4, .. }),
            "{bad}: {error:?}"
        );
    }
}

#[test]
fn bare_pixels_need_a_size() {
    let options = ReadOptions {
        leds: Some(1),
        ..ReadOptions::default()
    };
    let read = decode_with("const byte p[6] = {255, 255, 255, 0, 0, 0};", &options).unwrap();
    assert_eq!((read.frames.leds(), read.frames.len()), (1, 2));
}

#[test]
fn broken_numbers_and_open_arrays_are_refused() {
    let code = |text: &str| decode(text).unwrap_err().code();
    assert_eq!(
        code("const uint8_t p[] = {0xFF8800, 0x1};"),
        Code::PatternUnknownFormat
    );
    let linked = "extern \"C\" { const uint8_t p[] = {1, 0, 1, 0, 5, 0, 1, 2, 3}; }";
    assert_eq!(decode(linked).map(|d| d.frames.total_ms()).ok(), Some(5));
    assert_eq!(
        code("const uint8_t p[] = {1, zwei, 3};"),
        Code::PatternCorrupt
    );
    assert_eq!(code("const uint8_t p[] = {1, 2, 3"), Code::PatternCorrupt);
    // a header that only might be one is no reason to say that the file is cut off
    let guessed = decode("const uint8_t p[] = {2, 0, 1, 0, 50, 0, 1, 2, 3, 4};").unwrap();
    assert!(!guessed.certain && !guessed.candidates.is_empty());
}

/// As the program before this one writes it.
const EXPORT: &str = "#pragma once\n#include <stdint.h>\n\n// Pattern exported by Upload Bridge\n\
    static const uint16_t Fire_WIDTH = 2;\nstatic const uint16_t Fire_HEIGHT = 1;\nstatic const uint16_t Fire_FRAMES = 2;\n\n\
    static const uint32_t Fire_Frame0[] PROGMEM = {\n    0xFF0001, 0x00A000\n};\n\n\
    static const uint32_t Fire_Frame1[] PROGMEM = {\n    0x000000, 0x0000FFUL\n};\n";

#[test]
fn an_array_for_each_frame_is_read_in_any_spacing() {
    let close = EXPORT
        .replace(" = {\n    ", "={")
        .replace(", ", ",/*,*/")
        .replace("\n};\n\n", "};")
        .replace('\n', "\r\n");
    let defined = EXPORT.replace(
        "static const uint16_t Fire_WIDTH = 2;",
        "#define FIRE_WIDTH (0x2)",
    );
    for text in [EXPORT, &close, &defined] {
        let read = decode(text).unwrap();
        assert_eq!(
            read.frames.rgb(),
            [255, 0, 1, 0, 160, 0, 0, 0, 0, 0, 0, 255],
            "{text}"
        );
        assert_eq!(
            (read.frames.total_ms(), read.matrix, read.certain),
            (40, Matrix::new(2, 1), true),
            "{text}"
        );
        assert!(read.warnings.is_empty(), "{text} {:?}", read.warnings);
    }
}

#[test]
fn packed_colours_and_arrays_in_an_array_are_read() {
    let packed = EXPORT
        .replace("uint32_t", "uint16_t")
        .replace("0xFF0001, 0x00A000", "0xF800, 0x07E0");
    let packed = packed.replace("0x0000FFUL", "0x001F");
    assert_eq!(
        decode(&packed).unwrap().frames.rgb(),
        [255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255]
    );
    let nested = decode("const long PROGMEM a[][2] = { {0x1, 0x2}, {3, 4}, };").unwrap();
    assert_eq!(
        (nested.frames.len(), nested.frames.leds(), nested.matrix),
        (2, 2, None)
    );
    assert_eq!(nested.frames.rgb(), [0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4]);
}

#[test]
fn constants_and_arrays_that_do_not_agree_are_said() {
    let said = |text: &str| {
        let warnings = decode(text).unwrap().warnings;
        let words: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        words.join("; ")
    };
    assert!(said(&EXPORT.replace("FRAMES = 2", "FRAMES = 3")).contains("3 frames"));
    assert!(said(&EXPORT.replace("WIDTH = 2", "WIDTH = 9")).contains("9x1"));
    assert!(said(&format!("{EXPORT}const uint8_t x[] = {{1}};")).contains("left out: x"));
}

#[test]
fn what_is_no_frame_is_refused_with_its_line() {
    let line = |text: &str| match decode(text).unwrap_err() {
        PatternError::CorruptLine { line, .. } => line,
        other => panic!("{other:?}"),
    };
    assert_eq!(line(&EXPORT.replace("0x000000, ", "")), 14);
    assert_eq!(line(&EXPORT.replace("0x00A000", "0xFF00A000")), 10);
    assert_eq!(line("const long a[] = {1, {2}};"), 1);
    assert_eq!(line("const long a[][1] = {\n{1},\n{}};"), 3);
    assert_eq!(line("const long a[] = {\n1"), 2);
    let code = |text: &str| decode(text).unwrap_err().code();
    assert_eq!(
        code("const float a[] = {1, 2};"),
        Code::PatternUnknownFormat
    );
    assert_eq!(code("const uint32_t a[] = {};"), Code::PatternUnknownFormat);
}
