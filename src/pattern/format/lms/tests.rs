use super::*;
use crate::problem::Code;

const HEAD: &str = "{header\n?:0,0\n%:1\n}\n[layer\nn:Bottom layer\nw:2\nh:1\nl:0\n]\n";

fn decode(text: &str) -> Result<Decoded, PatternError> {
    let source = Source {
        path: std::path::Path::new("a.leds"),
        bytes: text.as_bytes(),
    };
    Lms.decode(source, &ReadOptions::default())
}

#[test]
fn cells_are_blue_green_red_and_line_ends_do_not_matter() {
    let text = format!("{HEAD}{{anim4\nw:2\nh:1\nr:FF0001 00A000 \np:0\n}}\n");
    for text in [text.replace('\n', "\r\n"), text] {
        let read = decode(&text).unwrap();
        assert_eq!(read.frames.rgb(), [1, 0, 255, 0, 160, 0]);
        assert_eq!(
            (read.matrix, read.order, read.warnings.len()),
            (Matrix::new(2, 1), PixelOrder::Grid, 0)
        );
    }
}

#[test]
fn a_short_row_is_an_error_with_its_line() {
    let error = decode(&format!("{HEAD}{{anim4\nw:2\nh:1\nr:FF0001\n}}\n")).unwrap_err();
    assert!(
        matches!(error, PatternError::CorruptLine { line: 14, .. }),
        "{error:?}"
    );
    for broken in [
        "{anim4\nw:2\nh:2\nr:0 0\n}\n",
        "{anim4\nw:2\nh:1\nr:0 x\n}\n",
        "{anim4\nw:2\nh:1\nr:0 0\n",
        "{anim4\nw:0\n}\n",
    ] {
        assert_eq!(
            decode(&format!("{HEAD}{broken}")).unwrap_err().code(),
            Code::PatternCorrupt,
            "{broken}"
        );
    }
}

#[test]
fn every_kind_of_frames_has_its_colours() {
    let dark = [0; 3];
    let white = [255; 3];
    let red = [255, 0, 0];
    let green = [0, 255, 0];
    let blue = [0, 0, 255];
    let yellow = [255, 255, 0];
    let two = ("0 1 2 3", vec![dark, red, green, yellow]);
    for (kind, (cells, colours)) in [
        ("anim", ("0 1 000001 0", vec![dark, white, white, dark])),
        ("anim2", two.clone()),
        ("anim3", two),
        ("anim5", ("1 2 4 6", vec![blue, green, red, yellow])),
        (
            "anim5",
            ("0 3 5 7", vec![dark, [0, 255, 255], [255, 0, 255], white]),
        ),
    ] {
        // as old versions write: no layer, no count of frames
        let read = decode(&format!(
            "{{header\na: 0\nx: \n}}\n{{{kind}\nw:4\nh:1\nr:{cells} \n}}\n"
        ))
        .unwrap();
        assert_eq!(read.frames.rgb(), colours.concat(), "{kind} {cells}");
        assert_eq!(read.warnings.len(), 1, "{:?}", read.warnings);
    }
    for (kind, cell) in [
        ("anim2", "4"),
        ("anim3", "FF"),
        ("anim5", "8"),
        ("anim6", "1"),
        ("animation", "1"),
    ] {
        let error = decode(&format!("{HEAD}{{{kind}\nw:2\nh:1\nr:0 {cell}\n}}\n")).unwrap_err();
        assert_eq!(error.code(), Code::PatternCorrupt, "{kind} {cell}");
    }
    let mixed = format!("{HEAD}{{anim4\nw:2\nh:1\nr:0 0\n}}\n{{anim\nw:2\nh:1\nr:0 0\n}}\n");
    assert!(matches!(
        decode(&mixed).unwrap_err(),
        PatternError::CorruptLine { line: 16, .. }
    ));
    assert_eq!(decode(HEAD).unwrap_err().code(), Code::PatternEmpty);
}

#[test]
fn ignored_pixels_stay_dark_and_that_is_said() {
    let frame = "{anim4\nw:2\nh:2\nr:1 2 \nr:3 4 \np:0\n}\n";
    let dead = |rows: &str| format!("{HEAD}{frame}{{deadpixel\n{rows}}}\n");
    let read = decode(&dead("p:0 1 \np:1 0 \n")).unwrap();
    assert_eq!(read.frames.rgb(), [1, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0]);
    assert!(
        read.warnings[0].to_string().starts_with("2 pixels"),
        "{:?}",
        read.warnings
    );
    let none = decode(&dead("p:0 0 \np:0 0 0 1 \np:1 1 \n")).unwrap();
    assert_eq!(
        (none.frames.pixel(0, 3), none.warnings.len()),
        (Some([4, 0, 0]), 0)
    );
}

#[test]
fn later_layers_cover_earlier_ones_where_they_are_not_see_through() {
    let layer = |name: &str, cells: &str| {
        format!("[layer\nn:{name}\nw:2\nh:1\nl:0\n]\n{{anim4\nw:2\nh:1\nr:{cells} \np:0\n}}\n")
    };
    let show = |header: &str, layers: &[&str]| {
        let layers: String = layers.iter().map(|cells| layer("x", cells)).collect();
        let read = decode(&format!("{header}{layers}")).unwrap();
        read.frames.rgb().to_vec()
    };
    assert_eq!(show("", &["1 2", "3 0"]), [3, 0, 0, 2, 0, 0]);
    assert_eq!(show("", &["1 2", "3 0", "0 4"]), [3, 0, 0, 4, 0, 0]);
    // the background is the colour of the cells that are see-through, and what shows where all layers are
    let white = "{header\nz:16777215\n}\n";
    assert_eq!(
        show(white, &["FFFFFF 2", "FFFFFF 0"]),
        [255, 255, 255, 0, 0, 0]
    );
    // 255 in decimal is red, as cells have it
    assert_eq!(
        show("{header\nz:255\n}\n", &["1 2", "FF 0"]),
        [1, 0, 0, 0, 0, 0]
    );
    // a colour of Windows is none that a cell has
    assert_eq!(
        show("{header\nz:-16777211\n}\n", &["1 2", "0 3"]),
        [1, 0, 0, 3, 0, 0]
    );
}

#[test]
fn layers_of_one_two_and_eight_colours_are_see_through_where_they_are_off() {
    for (kind, top, shown) in [
        ("anim", "0 1", [[255; 3], [255; 3]]),
        ("anim3", "0 2", [[255, 0, 0], [0, 255, 0]]),
        ("anim5", "0 2", [[0, 0, 255], [0, 255, 0]]),
    ] {
        let frame = |cells: &str| format!("[layer\n]\n{{{kind}\nw:2\nh:1\nr:{cells} \n}}\n");
        let read = decode(&(frame("1 1") + &frame(top))).unwrap();
        assert_eq!(read.frames.rgb(), shown.concat(), "{kind}");
    }
}

#[test]
fn frames_of_a_second_layer_are_never_taken_for_more_frames() {
    let layer = |name: &str| format!("[layer\nn:{name}\nw:1\nh:1\nl:0\n]\n");
    let frame = |c: &str| format!("{{anim4\nw:1\nh:1\nr:{c} \np:0\n}}\n");
    let a = layer("a");
    let b = layer("b");
    let one = frame("1");
    let two = frame("2");
    let see_through = frame("0");
    for header in [
        "",
        "{header\n%:2\n}\n",
        "{header\n?:x,y\n}\n",
        "{header\n?:0,9\n}\n",
    ] {
        let read = decode(&format!("{header}{a}{one}{one}{b}{two}{see_through}")).unwrap();
        assert_eq!(read.frames.rgb(), [2, 0, 0, 1, 0, 0], "{header}");
        assert!(
            read.warnings[0].to_string().contains("2 layers"),
            "{:?}",
            read.warnings
        );
    }
    // a layer of fewer frames than another is see-through in those that it has not
    let longer = decode(&format!("{a}{one}{b}{see_through}{two}")).unwrap();
    assert_eq!(longer.frames.rgb(), [1, 0, 0, 2, 0, 0]);
    let first = decode(&format!(
        "{{header\n?:0,1\n}}\n{a}{b}{one}{one}{see_through}{two}"
    ))
    .unwrap();
    assert_eq!(first.frames.rgb(), [1, 0, 0, 2, 0, 0]);
    for header in ["", "{header\n?:0,3\n}\n"] {
        let error = decode(&format!("{header}{a}{b}{one}{one}{two}{two}")).unwrap_err();
        assert_eq!(error.code(), Code::PatternCorrupt, "{header}: {error}");
    }
}

#[test]
fn cells_and_rows_beyond_the_size_are_left_out_and_said() {
    let read =
        decode("{anim4\nw:2\nh:1\nr:1 2 x \nr:3 4 5 6 \n}\n{anim4\nw:2\nh:1\nr:7 8 \n}\n").unwrap();
    assert_eq!(read.frames.rgb(), [1, 0, 0, 2, 0, 0, 7, 0, 0, 8, 0, 0]);
    assert_eq!(
        read.warnings[0].to_string(),
        "rows have up to 4 cells and frames up to 2 rows; the project is 2x1, so the rest is left out"
    );
    let short = decode("{anim4\nw:2\nh:1\nr:1 2 3 \nr:4 \n}\n").unwrap_err();
    assert!(
        matches!(short, PatternError::CorruptLine { line: 5, .. }),
        "{short:?}"
    );
}

#[test]
fn single_frames_have_their_rows_in_the_head_or_in_a_block_for_each_layer() {
    let kinds = [
        ("", "1 0 1 ", [[255; 3], [0; 3], [255; 3]]),
        ("2", "1 2 3 ", [[255, 0, 0], [0, 255, 0], [255, 255, 0]]),
        ("4", "1 0 300 ", [[1, 0, 0], [0; 3], [0, 3, 0]]),
        ("5", "1 2 4 ", [[0, 0, 255], [0, 255, 0], [255, 0, 0]]),
    ];
    for (kind, cells, colours) in kinds {
        let head = format!("{{frame{kind}\nw:3\nh:1\nx:w:9\nz:0\n");
        let rows = format!("r:{cells}\n}}\n");
        for file in [
            format!("{head}{rows}"),
            format!("{head}r:{cells}\n"),
            format!("{head}}}\n[layer\nn:Bottom\n]\n{{\n{rows}"),
            format!("{head}}}\n{{\n{rows}{{deadpixel\np:0 0 0 \n}}\n"),
        ] {
            assert_eq!(Lms.sniff(file.as_bytes()), Confidence::Exact);
            let read = decode(&file).unwrap();
            assert_eq!(read.frames.rgb(), colours.concat(), "{file}");
        }
    }
    let layers = "{frame4\nw:2\nh:1\nz:255\n}\n[layer\n]\n{\nr:1 2 \n}\n[layer\n]\n{\nr:FF 3 \n}\n";
    assert_eq!(decode(layers).unwrap().frames.rgb(), [1, 0, 0, 3, 0, 0]);
    assert_eq!(
        decode("{frame4\nw:2\nh:1\n}\n").unwrap_err().code(),
        Code::PatternEmpty
    );
    // the size may be the layer's alone
    let sized = "{frame4\n}\n[layer\nw:2\nh:1\n]\n{\nr:1 2 \n}\n";
    assert_eq!(decode(sized).unwrap().matrix, Matrix::new(2, 1));
    let early = decode("{frame4\n}\n{\nr:1 2 \n}\n").unwrap_err();
    assert!(
        early.to_string().contains("before the width and height"),
        "{early}"
    );
}

#[test]
fn fonts_and_brushes_are_refused_by_name() {
    for (name, what) in [
        ("fontheader", "a font of LED Matrix Studio, not a pattern"),
        ("fontRGB", "a font of"),
        ("font4", "a font of"),
        ("brush4", "a brush of"),
    ] {
        let file = format!("{{{name} \nw:2\nh:1\n}}\n{{font4\nw:2\nh:1\nr:1 2 \n}}\n");
        assert_eq!(Lms.sniff(file.as_bytes()), Confidence::Exact, "{name}");
        let error = decode(&file).unwrap_err();
        assert!(error.to_string().contains(what), "{name}: {error}");
        assert_eq!(error.code(), Code::PatternUnknownFormat);
    }
    let brush = "{header\n}\n{brush4\nw:2\nh:1\nr:1 2 \n}\n";
    assert!(
        decode(brush)
            .unwrap_err()
            .to_string()
            .contains("a brush of")
    );
}

#[test]
fn comments_may_stand_anywhere_and_names_in_any_case() {
    let file =
        "# by hand\n\n// for 2x1\n{HEADER\nz:0\n}\n{Anim4\nw:2\nh:1\n# r:9 9\nr:1 2 \n/ x\n}\n";
    assert_eq!(Lms.sniff(file.as_bytes()), Confidence::Exact);
    assert_eq!(decode(file).unwrap().frames.rgb(), [1, 0, 0, 2, 0, 0]);
    for other in [
        "{frames\n}",
        "{\"header\": 1}",
        "{fonts}",
        "{",
        "",
        "# {header\n",
    ] {
        assert_eq!(Lms.sniff(other.as_bytes()), Confidence::No, "{other}");
    }
}

#[test]
fn files_of_the_field_are_what_the_program_shows() {
    for (name, size, content) in [
        ("lms_extra_cell.leds", (3, 2), "5ce1d26ed444f460"),
        ("lms_two_layers.leds", (3, 1), "90b6a16a95fd9ff6"),
        ("lms_single_frame.leds", (3, 1), "f3307f3b1aa96d48"),
        ("lms_single_frame_old.leds", (3, 1), "4ece3a62b2d7a097"),
    ] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field");
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(Lms.sniff(text.as_bytes()), Confidence::Exact, "{name}");
        let read = decode(&text).unwrap();
        assert_eq!(read.matrix, Matrix::new(size.0, size.1), "{name}");
        assert_eq!(read.frames.content_hash()[..16], *content, "{name}");
    }
}

#[test]
fn a_byte_order_mark_does_not_hide_the_header() {
    let text = format!("\u{feff}{}", HEAD.replace("?:0,0", "?:0,6"))
        + "{anim4\nw:2\nh:1\nr:1 1 \np:0\n}\n";
    assert!(
        decode(&text).unwrap().warnings[0]
            .to_string()
            .contains("7 frames")
    );
}

#[test]
fn a_wrong_frame_count_is_a_warning() {
    let text = format!("{HEAD}{0}{0}", "{anim4\nw:2\nh:1\nr:1 1 \np:0\n}\n");
    let read = decode(&text).unwrap();
    assert_eq!((read.frames.len(), read.warnings.len()), (2, 1));
}
