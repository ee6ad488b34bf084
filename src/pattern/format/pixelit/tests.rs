use super::*;
use crate::problem::Code;

fn decode(text: &str) -> Result<Decoded, PatternError> {
    let path = std::path::Path::new("a.json");
    let bytes = text.as_bytes();
    PixelIt.decode(Source { path, bytes }, &ReadOptions::default())
}

const DARK: &str = "0,0,0,0,0,0,0,0";

#[test]
fn pictures_and_animations_are_read() {
    let still = r#" {"bitmap": {"data": [63488, 2016, 31, 65535], "position": {"x": 0, "y": 0},
        "size": {"width": 2, "height": 2}}, "sleepMode": false}"#;
    assert_eq!(PixelIt.sniff(still.as_bytes()), Confidence::Exact);
    let read = decode(still).unwrap();
    let colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
    assert_eq!(read.frames.rgb(), colours);
    assert_eq!(read.frames.durations(), [FrameDuration::STILL]);
    assert_eq!(
        (read.matrix, read.order),
        (Matrix::new(2, 2), PixelOrder::Grid)
    );
    let moving = format!(
        r#"{{"bitmapAnimation": {{"data": [[{0},{0}],[{0},{0}]], "animationDelay": 70}}}}"#,
        [DARK; 4].join(",")
    );
    let read = decode(&moving).unwrap();
    assert_eq!(read.matrix, Matrix::new(8, 8));
    assert_eq!(read.frames.durations(), [FrameDuration::from_ms(70); 2]);
}

#[test]
fn an_animation_that_comes_back_is_written_out() {
    let text = r#"{"bitmapAnimation": {"data": [[0],[31],[2016],[63488]], "animationDelay": 5, "rubberbanding": true}}"#;
    let read = decode(text).unwrap();
    let blue: Vec<u8> = read.frames.iter().map(|(rgb, _)| rgb[2]).collect();
    assert_eq!(blue, [0, 255, 0, 0, 0, 255]);
    assert_eq!((read.matrix, read.order), (None, PixelOrder::Strip));
}

#[test]
fn entries_of_the_gallery_are_lists_as_text() {
    for (list, frames) in [
        ("[63488, 31]", 1),
        ("63488,31", 1),
        ("[63488,31],[0,0]", 2),
        ("[[63488,31],[0,0]]", 2),
    ] {
        let read = decode(&format!(r#"{{"id": 3, "rgB565Array": "{list}"}}"#)).unwrap();
        assert_eq!(read.frames.len(), frames, "{list}");
        assert_eq!(read.frames.frame(0).unwrap(), [255, 0, 0, 0, 0, 255]);
    }
    let text = format!(r#"{{"rgB565Array": "[{DARK}]", "sizeX": 4, "sizeY": 2}}"#);
    assert_eq!(decode(&text).unwrap().matrix, Matrix::new(4, 2));
}

#[test]
fn what_does_not_add_up_is_refused() {
    let code = |text: &str| decode(text).unwrap_err().code();
    assert_eq!(
        code(r#"{"bitmapAnimation": {"data": []}}"#),
        Code::PatternEmpty
    );
    assert_eq!(code(r#"{"bitmap": {"data": []}}"#), Code::PatternEmpty);
    assert_eq!(code(r#"{"clock": {}}"#), Code::PatternEmpty);
    for text in [
        r#"{"bitmapAnimation": {"data": [[1,2],[1]]}}"#,
        r#"{"bitmap": {"data": [65536]}}"#,
        r#"{"bitmap": {"data": [1], "size": {"width": 2, "height": 1}}}"#,
        r#"{"bitmap": {"data": [1"#,
        r#"{"rgB565Array": "x"}"#,
    ] {
        assert_eq!(code(text), Code::PatternCorrupt, "{text}");
    }
    let several = r#"{"bitmaps": [{"data": [1]}, {"data": [2]}]}"#;
    assert_eq!(decode(several).unwrap().warnings.len(), 1);
}
