//! JSON as programs and people write maps, and what is expected of each.

use super::super::{MapFile, MapKind, MapOptions, View, read_map};
use crate::pattern::MAX_LEDS;

fn read(text: &str) -> MapFile {
    match read_map(text.as_bytes(), &MapOptions::default()) {
        Ok(file) => file,
        Err(error) => panic!("{error}: {text}"),
    }
}

fn wrong(text: &str) -> String {
    let error = read_map(text.as_bytes(), &MapOptions::default());
    match error {
        Ok(file) => panic!("{text}: read as {}", file.map.to_text()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn points_are_read_however_they_are_written() {
    use MapKind::{Lines, Objects, Opc, Points, ScreenMap};
    for (kind, text) in [
        // Pixelblaze: electromage.com/docs, "Pixel mapper"; the comma at the end is usual
        (Points, "[\n  [0,0], \n  [10,0],\n  [10,10],\n  [0,10],\n]"),
        (Points, "[[0,0],[1,0],[1,1],[0,1]]"),
        (Points, "[[0.0,0.5],[.5,0.5],[.5,1.],[0,1e0]]"),
        (Points, "[[-3,-3],[-2,-3],[-2,-2],[-3,-2]]"),
        (
            Points,
            "[[\"0\",\"0\"],[\"1\",\"0\"],[\"1\",\"1\"],[\"0\",\"1\"]]",
        ),
        (Points, "{\"map\":[[0,0],[1,0],[1,1],[0,1]]}"),
        (
            Points,
            "{\"name\":\"square\",\"points\":[[0,0],[1,0],[1,1],[0,1]]}",
        ),
        (Points, "[(0, 0, 5), (1, 0, 5), (1, 1, 5), (0, 1, 5)]"),
        // coords.txt of the Christmas-tree projects, github.com/standupmaths/xmastree2020
        (Lines, "[0, 0]\n[1, 0]\n[1, 1]\n[0, 1]\n"),
        (Lines, "[0, 0],\r\n[1, 0],\r\n[1, 1],\r\n[0, 1],\r\n"),
        (Lines, "(0, 0)\n(1, 0)\n(1, 1)\n(0, 1)"),
        (Objects, "{\"0\":[0,0],\"1\":[1,0],\"3\":[0,1],\"2\":[1,1]}"),
        (Objects, "{1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1)}"),
        (
            Objects,
            "{\"0\":{\"x\":0,\"y\":0},\"1\":{\"x\":1,\"y\":0},\"2\":{\"x\":1,\"y\":1},\"3\":{\"x\":0,\"y\":1}}",
        ),
        (
            Objects,
            "[{\"y\":0,\"x\":0},{\"x\":1,\"y\":0},{\"x\":1,\"y\":1},{\"x\":0,\"y\":1}]",
        ),
        (
            Objects,
            "[{\"index\":3,\"X\":0,\"Y\":1},{\"index\":1,\"X\":1,\"Y\":0},{\"index\":0,\"X\":0,\"Y\":0},{\"index\":2,\"X\":1,\"Y\":1}]",
        ),
        (
            Objects,
            "[{\"led_index\":1,\"position\":{\"x\":0,\"y\":0}},{\"led_index\":2,\"position\":{\"x\":1,\"y\":0}},{\"led_index\":3,\"position\":{\"x\":1,\"y\":1}},{\"led_index\":4,\"position\":{\"x\":0,\"y\":1}}]",
        ),
        (
            Objects,
            "{\"leds\":[{\"id\":\"a\",\"pos\":[0,0]},{\"id\":\"b\",\"pos\":[1,0]},{\"id\":\"c\",\"pos\":[1,1]},{\"id\":\"d\",\"pos\":[0,1]}]}",
        ),
        (Objects, "{\"x\":[0,1,1,0],\"y\":[0,0,1,1]}"),
        // Open Pixel Control: github.com/zestyping/openpixelcontrol, layouts/*.json
        (
            Opc,
            "[{\"point\":[0,0,0]},{\"point\":[1,0,0]},{\"point\":[1,1,0]},{\"point\":[0,1,0]}]",
        ),
        (
            Opc,
            "[{\"line\":[[-1,0,0],[1,0,0]]},{\"point\":[1,0,0]},{\"point\":[1,1,0]},{\"point\":[0,1,0]}]",
        ),
        // FastLED: src/fl/screenmap.h
        (
            ScreenMap,
            "{\"map\":{\"strip1\":{\"x\":[0,1,1,0],\"y\":[0,0,1,1],\"diameter\":0.5}}}",
        ),
    ] {
        let file = read(text);
        assert_eq!(
            (file.map.to_text().as_str(), file.kind),
            ("2x2:0,1,3,2", kind),
            "{text}"
        );
        assert_eq!(file.notes, [], "{text}");
    }
}

#[test]
fn a_real_ledmap_of_short_rows_is_no_list_of_points() {
    for (text, map) in [
        ("[[0,1],[3,2]]", "2x2:0,1,3,2"),
        ("[[0,1,-1],[4,3,2]]", "3x2:0,1,5,4,3"),
        ("{\"map\":[[-1,0],[2,1],]}", "2x2:1,3,2"),
    ] {
        let file = read(text);
        assert_eq!(
            (file.map.to_text().as_str(), file.kind),
            (map, MapKind::Ledmap)
        );
        assert!(
            file.notes[0].to_string().contains("rows of a ledmap"),
            "{:?}",
            file.notes
        );
    }
    assert_eq!(
        read("[[0,1],[1,2]]").kind,
        MapKind::Points,
        "a number twice"
    );
    assert_eq!(read("[[0,1],[3,4]]").kind, MapKind::Points, "none is 2");
    assert_eq!(
        read("{\"width\":2,\"map\":[[0,1],[3,4]]}").kind,
        MapKind::Ledmap,
        "its width says so"
    );
    assert_eq!(read("[0,3,-1,2]").map.to_text(), "4x1:0,-,3,1");
}

#[test]
fn leds_without_a_position_stay_dark() {
    for text in [
        "[[0,0],null,[1,0]]",
        "[[0,0],[null,null],[1,0]]",
        "{\"0\":[0,0],\"2\":[1,0]}",
        "{\"0\":[0,0],\"1\":null,\"2\":[1,0]}",
        "[{\"x\":0,\"y\":0},{\"x\":null,\"y\":null},{\"x\":1,\"y\":0}]",
        "[{\"index\":2,\"x\":1,\"y\":0},{\"index\":0,\"x\":0,\"y\":0}]",
        "[{\"point\":[0,0,0]},null,{\"point\":[1,0,0]}]",
    ] {
        assert_eq!(read(text).map.to_text(), "2x1:0,-,1", "{text}");
    }
}

#[test]
fn two_axes_are_enough_and_z_alone_goes_up() {
    let file = read(
        "[{\"pos\":0,\"x\":12,\"z\":300},{\"pos\":1,\"x\":12,\"z\":280},{\"pos\":2,\"x\":32,\"z\":260}]",
    );
    assert_eq!(file.map.to_text(), "2x3:0,2,5");
    assert!(
        file.notes[0].to_string().contains("z up"),
        "{:?}",
        file.notes
    );
}

#[test]
fn leds_in_space_are_seen_from_the_front_unless_a_view_is_chosen() {
    let corners = "[[0,0,0],[2,0,0],[0,1,0],[0,0,4]]";
    let from = |view| {
        let options = MapOptions {
            view,
            ..MapOptions::default()
        };
        read_map(corners.as_bytes(), &options).unwrap()
    };
    let usual = from(None);
    assert_eq!((usual.view, usual.views.len()), (View::Front, 3));
    assert_eq!(usual.map, from(Some(View::Front)).map);
    for view in View::ALL {
        assert_eq!(usual.clone().seen_from(view), from(Some(view)), "{view}");
    }
    assert_eq!(from(Some(View::Top)).map.matrix().to_string(), "2x3");
    let options = MapOptions {
        view: Some(View::Top),
        ..MapOptions::default()
    };
    let plane = read_map(b"[[0,0,1],[1,0,1],[0,0,1]]", &options).unwrap();
    assert!(plane.views.is_empty() && plane.notes.last().unwrap().to_string().contains("ignored"));
}

#[test]
fn several_strips_are_chosen_by_name() {
    let two =
        "{\"map\":{\"top\":{\"x\":[0,1],\"y\":[0,0]},\"side\":{\"x\":[0,0,0],\"y\":[0,1,2]}}}";
    assert!(
        wrong(two).contains("top, side") || wrong(two).contains("top and side"),
        "{}",
        wrong(two)
    );
    let options = MapOptions {
        model: Some("Side".into()),
        ..MapOptions::default()
    };
    let side = read_map(two.as_bytes(), &options).unwrap();
    assert_eq!(
        (side.map.to_text().as_str(), side.model.as_deref()),
        ("1x3:0,1,2", Some("side"))
    );
}

#[test]
fn gaps_need_the_wiring_and_are_laid_along_it() {
    let gaps = "[-1,1, 1,-1\n, 1, 1, 1, 1\n,-1, 1, 1,-1]";
    assert!(wrong(gaps).contains("--wiring"));
    let along = |text: &str, wiring: &str, size: Option<&str>| {
        let options = MapOptions {
            wiring: Some(wiring.parse().unwrap()),
            size: size.map(|size| size.parse().unwrap()),
            ..MapOptions::default()
        };
        read_map(text.as_bytes(), &options)
            .map(|file| file.map.to_text())
            .map_err(|error| error.to_string())
    };
    assert_eq!(
        along(gaps, "rows-tl", None).unwrap(),
        "4x3:1,2,4,5,6,7,9,10"
    );
    assert_eq!(
        along(gaps, "rows-serpentine-tl", None).unwrap(),
        "4x3:1,2,7,6,5,4,9,10"
    );
    assert_eq!(
        along(gaps, "columns-bl", None).unwrap(),
        "4x3:4,9,5,1,10,6,2,7"
    );
    // 0 is an LED that stays dark
    let dark = "[-1,1,0,1]";
    assert_eq!(along(dark, "rows-tl", Some("2x2")).unwrap(), "2x2:1,-,3");
    assert!(
        along("[1,1,-1,1,1]", "rows-tl", None)
            .unwrap_err()
            .contains("--size")
    );
    assert!(
        along(gaps, "rows-tl", Some("3x3"))
            .unwrap_err()
            .contains("12 cells")
    );
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (text, says) in [
        (
            "[[0,0],\n[1,0]]\n[1,1",
            "Line 3: the file ends in the middle",
        ),
        (
            "[[0,0],[1,1]] trailing",
            "Line 1: there is text after the end",
        ),
        (
            "{\"map\":[0,1]}\n{\"map\":[1,0]}",
            "Line 2: there is text after the end",
        ),
        (
            "[1,2,3]\n[4,5,6]\nend",
            "Line 3: there is text after the end",
        ),
        ("[[0,0],[1,NaN]]", "Line 1: 'NaN' is not a number for y"),
        (
            "[[0,0],\n[Infinity,1]]",
            "Line 2: 'Infinity' is not a number for x",
        ),
        ("[[0,0],[1,1e308]]", "Line 1: y is too large"),
        ("[[0,0],[1,1e999]]", "Line 1: '1e999' is not a number for y"),
        (
            "[[0,0],\n[1,2,3]]",
            "Line 2: this position has 3 numbers, those before it have 2",
        ),
        ("[[0,0],\n[1]]", "Line 2: "),
        (
            "[{\"index\":-1,\"x\":0,\"y\":0}]",
            "Line 1: '-1' is not the number of an LED",
        ),
        (
            "[{\"index\":1.5,\"x\":0,\"y\":0}]",
            "Line 1: '1.5' is not the number of an LED",
        ),
        ("{\"-1\":[0,0]}", "Line 1: '-1' is not the number of an LED"),
        (
            "{\"99999999999\":[0,0]}",
            "Line 1: '99999999999' is not the number of an LED",
        ),
        (
            "{\"0\":[0,0],\"00\":[1,1]}",
            "Line 1: LED 0 is in the file twice",
        ),
        (
            "[{\"index\":0,\"x\":0,\"y\":0},\n{\"x\":1,\"y\":0}]",
            "Line 2: this LED has no number",
        ),
        (
            "[{\"x\":0},{\"x\":1}]",
            "Line 1: this position has only one of x, y and z",
        ),
        (
            "{\"x\":[0,1,2],\"y\":[0,1]}",
            "Line 1: the lists of x, y and z are not equally long (3 and 2 numbers)",
        ),
        ("[0,0,10,0,10,10]", "Line 1: LED 0 is in the list twice"),
        ("[]", "The file has neither positions"),
        ("[null,null]", "No LED has a position"),
        ("[{\"name\":\"a\"}]", "No LED has a position"),
        (
            "{\"on\":true,\"seg\":[1]}",
            "The file has neither positions",
        ),
        ("[true,false]", "Line 1: 'true' is not a number for x"),
        ("function(pixelCount) { return [] }", "Line 1: "),
    ] {
        let error = wrong(text);
        assert!(error.starts_with(says), "{text}: {error}");
    }
}

#[test]
fn too_much_is_refused_before_it_is_held() {
    let many = |led: &str, count: usize| format!("[{}{led}]", format!("{led},").repeat(count - 1));
    assert!(wrong(&many("[0,1.5]", 100_000)).contains("more than 65535 LEDs"));
    assert!(wrong(&many("{\"x\":0,\"y\":1}", 100_000)).contains("more than 65535 LEDs"));
    assert!(wrong(&many("0", 1_200_000)).contains("values"));
    assert!(wrong(&"[1,2.5]\n".repeat(MAX_LEDS + 1)).contains("more than 65535 LEDs"));
    assert!(wrong(&"[".repeat(100_000)).contains("too many brackets"));
    assert!(wrong(&format!("{{\"a\":{}", "{\"b\":".repeat(100_000))).contains("too many brackets"));
    let most = many("[0,1.5]", MAX_LEDS);
    assert_eq!(read(&most).map.leds(), MAX_LEDS);
}

#[test]
fn a_reader_that_is_cancelled_stops() {
    let options = MapOptions::default();
    options.cancel.cancel();
    for text in ["[[0,0]]", "0,0", "<custommodel CustomModel='1'/>"] {
        let error = read_map(text.as_bytes(), &options).unwrap_err();
        assert_eq!(error, crate::pattern::PatternError::Cancelled);
    }
}
