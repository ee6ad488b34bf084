use super::*;
use crate::problem::Code;
use ::image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};
use serde_json::json;

fn png(w: u32, h: u32, pixels: &[[u8; 4]]) -> String {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(pixels.as_flattened(), w, h, ExtendedColorType::Rgba8)
        .unwrap();
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}

fn decode(text: &str) -> Result<Decoded, PatternError> {
    let path = std::path::Path::new("a.piskel");
    let bytes = text.as_bytes();
    Piskel.decode(Source { path, bytes }, &ReadOptions::default())
}

const R: [u8; 4] = [255, 0, 0, 255];
const G: [u8; 4] = [0, 255, 0, 255];
const B: [u8; 4] = [0, 0, 255, 255];
const HALF: [u8; 4] = [255, 255, 255, 128];
const CLEAR: [u8; 4] = [0; 4];

fn project(layers: &[serde_json::Value], more: &serde_json::Value) -> String {
    let texts: Vec<String> = layers.iter().map(ToString::to_string).collect();
    let mut piskel = json!({"name": "p", "fps": 12, "width": 2, "height": 1, "layers": texts});
    for (name, value) in more.as_object().unwrap() {
        piskel[name] = value.clone();
    }
    json!({"modelVersion": 2, "piskel": piskel}).to_string()
}

fn layer(opacity: f64, layout: &serde_json::Value, png: &str) -> serde_json::Value {
    json!({"name": "l", "opacity": opacity, "frameCount": 2,
        "chunks": [{"layout": layout, "base64PNG": png}]})
}

#[test]
fn layers_are_laid_over_each_other() {
    let low = layer(1.0, &json!([[0], [1]]), &png(4, 1, &[R, G, B, CLEAR]));
    let high = layer(0.5, &json!([[0, 1]]), &png(2, 2, &[CLEAR, B, HALF, HALF]));
    let text = project(&[low, high], &json!({}));
    assert_eq!(Piskel.sniff(text.as_bytes()), Confidence::Exact);
    let read = decode(&text).unwrap();
    assert_eq!(read.frames.frame(0).unwrap(), [255, 0, 0, 0, 127, 128]);
    assert_eq!(read.frames.frame(1).unwrap(), [64, 64, 255, 64, 64, 64]);
    assert_eq!(read.frames.alpha(1), Some(&[255, 64][..]));
    assert_eq!(read.frames.durations(), [FrameDuration::from_ms(83); 2]);
    assert_eq!(
        (read.matrix, read.order),
        (Matrix::new(2, 1), PixelOrder::Grid)
    );
}

#[test]
fn old_files_have_one_sheet_a_layer_and_layers_may_be_objects() {
    let sheet = png(4, 1, &[R, G, B, R]);
    let old = json!({"name": "l", "opacity": 1, "frameCount": 2, "base64PNG": sheet});
    let read = decode(&project(std::slice::from_ref(&old), &json!({"fps": 0}))).unwrap();
    assert_eq!(read.frames.frame(1).unwrap(), [0, 0, 255, 255, 0, 0]);
    assert_eq!(read.frames.durations(), [FrameDuration::STILL; 2]);
    let direct = project(&[], &json!({"layers": [old]}));
    assert_eq!(decode(&direct).unwrap().frames.rgb(), read.frames.rgb());
}

#[test]
fn hidden_frames_are_left_out_unless_all_are() {
    let low = layer(1.0, &json!([[0], [1]]), &png(4, 1, &[R, R, G, G]));
    let read = |hidden| {
        decode(&project(
            std::slice::from_ref(&low),
            &json!({"hiddenFrames": hidden}),
        ))
        .unwrap()
    };
    let one = read(json!([0, 7]));
    assert_eq!(one.frames.rgb(), [0, 255, 0, 0, 255, 0]);
    assert!(one.warnings[0].to_string().contains("1 hidden frame is"));
    assert_eq!(read(json!(["1"])).frames.rgb(), [255, 0, 0, 255, 0, 0]);
    for none in [json!([]), json!([""]), json!([1, 0])] {
        let all = read(none);
        assert_eq!((all.frames.len(), all.warnings.len()), (2, 0));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let code = |text: &str| decode(text).unwrap_err().code();
    let sheet = png(2, 1, &[R, G]);
    let one = layer(1.0, &json!([[0]]), &sheet);
    for (layers, more) in [
        (vec![layer(1.0, &json!([[0], [1]]), &sheet)], json!({})),
        (
            vec![layer(1.0, &json!([[0]]), "data:image/png;base64,!!")],
            json!({}),
        ),
        (
            vec![layer(1.0, &json!([[0]]), &sheet[..sheet.len() - 40])],
            json!({}),
        ),
        (vec![one.clone()], json!({"width": 1025})),
        (vec![one.clone()], json!({"height": 0})),
        (vec![one], json!({"layers": ["{"]})),
    ] {
        let code = code(&project(&layers, &more));
        let refused = [Code::PatternCorrupt, Code::PatternTruncated];
        assert!(refused.contains(&code), "{code:?}");
    }
    assert_eq!(code(&project(&[], &json!({}))), Code::PatternEmpty);
    let far = layer(1.0, &json!([[70_000]]), &sheet);
    assert_eq!(code(&project(&[far], &json!({}))), Code::PatternEmpty);
    let old = json!({"frameCount": u64::MAX, "base64PNG": sheet});
    assert_eq!(code(&project(&[old], &json!({}))), Code::PatternEmpty);
    let many = layer(1.0, &json!([[60_000]]), &png(1024, 1, &[R; 1024]));
    let large = json!({"width": 1024, "height": 1});
    assert_eq!(code(&project(&[many], &large)), Code::PatternTooLarge);
}
