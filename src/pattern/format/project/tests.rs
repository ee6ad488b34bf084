//! Projects in both forms, and what is wrong with others.

use super::*;
use crate::pattern::format::encode;
use crate::pattern::{FrameDuration, Frames};
use crate::problem::Code;
use std::sync::Arc;

fn decode(text: &str) -> Result<Decoded, PatternError> {
    Project.decode(
        Source {
            path: std::path::Path::new("a.ledproj"),
            bytes: text.as_bytes(),
        },
        &ReadOptions::default(),
    )
}

/// A project of the newer form around `matrix` and `frames`.
fn newer(matrix: &str, frames: &str) -> String {
    format!(
        "{{\"project_version\": \"1.1\", \"metadata\": {{\"name\": \"Untitled\", \"settings\": {{\"default_fps\": 24.0}}}},
         \"pattern\": {{\"matrix\": {{{matrix}}}, \"frames\": [{frames}], \"metadata\": {{\"author\": \"\"}}}}}}"
    )
}

/// A frame of one layer.
fn layer(pixels: &str, encoding: &str) -> String {
    format!(
        "{{\"duration_ms\": 70, \"layers\": [{{\"pixels\": {pixels}, \"encoding\": \"{encoding}\", \"opacity\": 1.0}}]}}"
    )
}

const SIZE: &str = "\"width\": 2, \"height\": 2";
/// Three times 1,2,3 and once 4,5,6.
const RUNS: &str = "\"AwECAwEEBQY=\"";
const FOUR: [u8; 12] = [1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 5, 6];

#[test]
fn runs_lists_and_plain_bytes_are_read() {
    let lists = "[[1,2,3],[1,2,3,255],[1,2,3],[4,5,6]]";
    for (pixels, encoding) in [
        (RUNS, "rle+rgba8"),
        (RUNS, ""),
        (lists, "raw+rgb8"),
        (lists, "rle+rgba8"),
        ("\"AQIDAQIDAQIDBAUG\"", "raw+rgb8"),
        ("\"AQID/wECA/8BAgP/BAUG/w==\"", "raw+rgba8"),
    ] {
        let text = newer(SIZE, &layer(pixels, encoding));
        assert_eq!(Project.sniff(text.as_bytes()), Confidence::Exact);
        let read = decode(&text).unwrap();
        assert_eq!(
            (read.frames.rgb(), read.frames.total_ms()),
            (&FOUR[..], 70),
            "{encoding}"
        );
        assert_eq!(
            (read.matrix, read.order, read.warnings.len()),
            (Matrix::new(2, 2), PixelOrder::Grid, 0)
        );
    }
    assert_eq!(
        decode(&newer(SIZE, &layer("\"\"", "")))
            .unwrap()
            .frames
            .rgb(),
        [0; 12]
    );
}

#[test]
fn the_older_form_and_a_pattern_without_a_project_are_read() {
    let older = "{\"version\": \"1.0\", \"name\": \"x\", \"metadata\": {\"width\": 1, \"height\": 2, \"wiring_mode\": \"Serpentine\",
                  \"color_order\": \"GRB\"}, \"frames\": [{\"pixels\": [[1,2,3],[4,5,6]], \"duration_ms\": 50, \"is_baked\": false}]}";
    let read = decode(older).unwrap();
    assert_eq!(
        (read.frames.rgb(), read.frames.total_ms()),
        (&[1, 2, 3, 4, 5, 6][..], 50)
    );
    assert!(
        read.warnings[0].to_string().contains("GRB")
            && read.warnings[1].to_string().contains("Serpentine"),
        "{:?}",
        read.warnings
    );
    let bare = format!(
        "{{\"matrix\": {{{SIZE}}}, \"frames\": [{}]}}",
        layer(RUNS, "")
    );
    assert_eq!(decode(&bare).unwrap().frames.rgb(), FOUR);
    let wrapped = format!("{{\"pattern\": {older}}}");
    assert_eq!(decode(&wrapped).unwrap().frames.rgb(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_round_layout_gives_its_leds_in_their_order() {
    let matrix = format!(
        "{SIZE}, \"layout_type\": \"circle\", \"circular_mapping_table\": [[1, 1], [0, 0], [1, 1]]"
    );
    let read = decode(&newer(&matrix, &layer(RUNS, ""))).unwrap();
    assert_eq!(
        (read.frames.rgb(), read.order),
        (&[4, 5, 6, 1, 2, 3, 4, 5, 6][..], PixelOrder::Strip)
    );
    let outside = matrix.replace("[0, 0]", "[0, 2]");
    assert_eq!(
        decode(&newer(&outside, &layer(RUNS, "")))
            .unwrap_err()
            .code(),
        Code::PatternCorrupt
    );
    let without = format!("{SIZE}, \"layout_type\": \"circle\", \"circular_mapping_table\": null");
    assert!(
        decode(&newer(&without, &layer(RUNS, ""))).unwrap().warnings[0]
            .to_string()
            .contains("circle")
    );
}

#[test]
fn more_layers_are_said() {
    let two = format!("{{\"layers\": [{{\"pixels\": {RUNS}}}, {{\"pixels\": 7, \"new\": []}}]}}");
    let read = decode(&newer(SIZE, &two)).unwrap();
    assert_eq!(
        (
            read.frames.rgb(),
            read.frames.total_ms(),
            read.warnings.len()
        ),
        (&FOUR[..], 20, 1)
    );
}

#[test]
fn what_is_wrong_is_refused_and_nothing_large_is_made_of_something_small() {
    let code = |text: &str| decode(text).map(|_| ()).unwrap_err().code();
    let frame = |pixels: &str| newer(SIZE, &layer(pixels, "rle+rgba8"));
    for pixels in [
        "[[1,2,3]]",
        "[[1,2,3],[1,2,256],[1,2,3],[1,2,3]]",
        "\"AwEC\"",
        "\"AwECAw==\"",
        "\"BQECAw==\"",
        "\"%\"",
        "5",
    ] {
        assert_eq!(code(&frame(pixels)), Code::PatternCorrupt, "{pixels}");
    }
    assert_eq!(
        code(&newer(SIZE, &layer(RUNS, "zip"))),
        Code::PatternCorrupt
    );
    assert_eq!(code(&newer(SIZE, "{}")), Code::PatternCorrupt);
    assert_eq!(code(&newer(SIZE, "")), Code::PatternEmpty);
    assert_eq!(
        code(&newer("", &layer(RUNS, ""))),
        Code::PatternUnknownFormat
    );
    assert_eq!(
        code(&newer("\"width\": 0, \"height\": 2", &layer(RUNS, ""))),
        Code::PatternCorrupt
    );
    assert_eq!(
        code("{\"frames\": [{\"pixels\": [[1,2,3]]}"),
        Code::PatternCorrupt
    );
    let wide = "\"width\": 4096, \"height\": 4096";
    assert_eq!(
        code(&newer(wide, &vec![layer(RUNS, ""); 6].join(","))),
        Code::PatternTooLarge
    );
    let deep = format!(
        "{{\"frames\": {}\"pixels\"{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(code(&deep), Code::PatternCorrupt);
    let many = newer(SIZE, "{},".repeat(65_536).trim_end_matches(','));
    assert_eq!(code(&many), Code::PatternCorrupt);
}

#[test]
fn a_wrong_line_is_named() {
    let text =
        format!("{{\n\"matrix\": {{{SIZE}}},\n\"frames\": [{{\"pixels\": [[1,2,3],[1,2,x]]}}]}}");
    assert!(matches!(
        decode(&text).unwrap_err(),
        PatternError::CorruptLine { line: 3, .. }
    ));
}

#[test]
fn other_json_is_not_taken() {
    for text in [
        "",
        "{}",
        "{\"on\": true, \"seg\": []}",
        "{\"frames\": []}",
        "[\"frames\", \"pixels\"]",
        "{header\n}\"frames\" \"pixels\"",
    ] {
        assert_eq!(Project.sniff(text.as_bytes()), Confidence::No, "{text}");
    }
}

#[test]
fn identifiers_have_the_shape_of_uuids_and_differ() {
    let rgb = (0..300_u32 * 3).map(|i| (i / 600) as u8).collect();
    let frames = Arc::new(Frames::new(300, rgb, vec![FrameDuration::from_ms(90_000)]).unwrap());
    let matrix = Matrix::new(30, 10);
    let order = PixelOrder::Grid;
    let pattern = HeldPattern {
        name: "a \"b\"".into(),
        format: "test",
        frames,
        matrix,
        order,
        warnings: vec![],
    };
    let bytes = encode(&Project, &pattern.clone().into()).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let whole = &json["pattern"]["id"];
    let frame = &json["pattern"]["frames"][0]["layers"][0]["id"];
    for id in [whole, frame] {
        let parts: Vec<usize> = id.as_str().unwrap().split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
        assert_eq!(&id.as_str().unwrap()[14..15], "4");
    }
    assert_ne!(whole, frame);
    let read = decode(std::str::from_utf8(&bytes).unwrap()).unwrap();
    assert_eq!(read.frames.content_hash(), pattern.frames.content_hash());
}
