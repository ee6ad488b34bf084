//! What clients say to a segment, and what it then shows.

use super::super::builds::{V13, V16};
use super::*;
use serde_json::json;

const STRIP: Canvas = Canvas {
    w: 6,
    h: 1,
    is_2d: false,
};

fn shown(segment: &Segment, canvas: Canvas) -> Vec<Rgb> {
    let mut leds = vec![[0; 3]; canvas.w * canvas.h];
    segment.show(canvas, &mut leds);
    leds
}

#[test]
fn single_leds_take_every_form_of_index() {
    let mut segment = Segment::whole(STRIP);
    segment.take(
        &json!({"i": [1, "FF0000", [0, 255, 0], 4, 6, "0000FF"]}),
        STRIP,
        &V16,
    );
    assert!(segment.frozen);
    let r = [255, 0, 0];
    let g = [0, 255, 0];
    let b = [0, 0, 255];
    let k = [0; 3];
    assert_eq!(shown(&segment, STRIP), [k, r, g, k, b, b]);
    segment.take(&json!({"i": ["010203"]}), STRIP, &V16);
    assert_eq!(
        shown(&segment, STRIP)[..2],
        [[1, 2, 3], r],
        "a frozen segment keeps the others"
    );
}

#[test]
fn a_name_goes_when_the_bounds_change_without_it() {
    let mut segment = Segment::whole(STRIP);
    segment.take(&json!({"n": "a.gif"}), STRIP, &V16);
    segment.take(&json!({"start": 0, "stop": 6}), STRIP, &V16);
    assert_eq!(
        segment.name.as_deref(),
        Some("a.gif"),
        "the same bounds are no change"
    );
    segment.take(&json!({"stop": 4, "n": "b.gif"}), STRIP, &V16);
    assert_eq!(segment.name.as_deref(), Some("b.gif"));
    segment.take(&json!({"stop": 6}), STRIP, &V16);
    assert_eq!(segment.name, None);
    segment.take(&json!({"n": "x".repeat(40)}), STRIP, &V13);
    assert_eq!(
        segment.name.map(|n| n.len()),
        Some(32),
        "cut without a word"
    );
}

#[test]
fn mirrors_groups_and_reversal_shape_what_is_shown() {
    let a = [10; 3];
    let b = [20; 3];
    let k = [0; 3];
    let mut segment = Segment::whole(STRIP);
    segment.take(&json!({"grp": 2, "spc": 1}), STRIP, &V16);
    assert_eq!(segment.size(STRIP), (2, 1));
    segment.pixels = vec![a, b];
    assert_eq!(shown(&segment, STRIP), [a, a, k, b, b, k]);
    segment.take(&json!({"grp": 1, "spc": 0, "mi": true}), STRIP, &V16);
    segment.pixels = vec![a, b, k];
    assert_eq!(shown(&segment, STRIP), [a, b, k, k, b, a]);
    let grid = Canvas {
        w: 2,
        h: 3,
        is_2d: true,
    };
    let mut segment = Segment::whole(grid);
    segment.take(&json!({"tp": true, "rY": true}), grid, &V16);
    assert_eq!(segment.size(grid), (3, 2));
    segment.pixels = (0..6).map(|i| [i; 3]).collect();
    assert_eq!(shown(&segment, grid).map_first(), [2, 5, 1, 4, 0, 3]);
}

trait First {
    fn map_first(&self) -> Vec<u8>;
}

impl First for Vec<Rgb> {
    fn map_first(&self) -> Vec<u8> {
        self.iter().map(|p| p[0]).collect()
    }
}

#[test]
fn an_old_release_tells_fewer_fields() {
    let segment = Segment::whole(STRIP);
    let object = segment.to_json(0, STRIP, &V13, true);
    assert!(
        object.get("c1").is_none() && object.get("cct").is_some() && object.get("startY").is_none()
    );
}
