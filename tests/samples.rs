//! Makes the bundled patterns in `assets/samples` and the small files in `tests/data`. Run it after changing a picture:
//! `cargo test --test samples -- --ignored`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a generator, run by hand"
)]

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, DynamicImage, Frame, Rgba, RgbaImage};
use std::f32::consts::TAU;
use std::path::PathBuf;

/// Pixels of a side.
const SIDE: u32 = 16;
/// Frames of a loop.
const FRAMES: usize = 48;
/// How long a frame shows, in milliseconds.
const FRAME_MS: u32 = 60;

/// Light, 0 to 1 a channel.
type Light = [f32; 3];
/// A picture: the light at `x`, `y` (both 0 to 1 over the side, y down) at `t` (0 to 1 over the loop).
type Scene = fn(f32, f32, f32) -> Light;

const SCENES: &[(&str, Scene)] = &[
    ("aurora", aurora),
    ("heart", heart),
    ("plasma", plasma),
    ("snowfall", snowfall),
    ("waves", waves),
];

fn mix(a: Light, b: Light, share: f32) -> Light {
    let share = share.clamp(0.0, 1.0);
    let [r, g, b_] = [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * share);
    [r, g, b_]
}

fn add(a: Light, b: Light, strength: f32) -> Light {
    [
        a[0] + b[0] * strength,
        a[1] + b[1] * strength,
        a[2] + b[2] * strength,
    ]
}

fn smooth(from: f32, to: f32, x: f32) -> f32 {
    let s = ((x - from) / (to - from)).clamp(0.0, 1.0);
    s * s * (3.0 - 2.0 * s)
}

/// A number from 0 to 1 that looks random.
fn noise(n: f32) -> f32 {
    ((n * 12.9898).sin() * 43_758.547).rem_euclid(1.0)
}

/// Curtains of green and violet light that sway over a dark sky.
fn aurora(x: f32, y: f32, t: f32) -> Light {
    let mut light = mix([0.0, 0.002, 0.02], [0.0, 0.012, 0.03], y);
    for (i, (colour, top)) in [
        ([0.02, 0.9, 0.25], [0.45, 0.05, 0.8]),
        ([0.0, 0.65, 0.6], [0.2, 0.1, 0.9]),
    ]
    .iter()
    .enumerate()
    {
        let k = i as f32;
        let sway = (TAU * (t + x * 0.9 + k * 0.4)).sin() * 0.12
            + (TAU * (2.0 * t - x * 1.6 + k * 0.7)).sin() * 0.06;
        let foot = 0.72 - 0.22 * k + sway;
        let up = foot - y;
        let shape = if up < 0.0 {
            (-up * up * 260.0).exp()
        } else {
            (-up * 3.2).exp()
        };
        let folds = 0.5 + 0.5 * (TAU * (x * 2.4 + k * 0.3 + (TAU * t).sin() * 0.25 + sway)).sin();
        light = add(
            light,
            mix(*colour, *top, up * 1.9),
            shape * (0.25 + 0.75 * folds * folds),
        );
    }
    light
}

/// A heart that beats twice and rests, in a red glow.
fn heart(x: f32, y: f32, t: f32) -> Light {
    let beat = |at: f32, wide: f32| (-((t - at) / wide).powi(2)).exp();
    let size = 0.80 + 0.07 * beat(0.18, 0.055) + 0.12 * beat(0.40, 0.075);
    let px = (x - 0.5) * 2.55 / size;
    let py = (0.53 - y) * 2.55 / size;
    let notch = 0.32 * (-(px * px) * 14.0).exp() * smooth(0.2, 0.9, py);
    let body = (px * px + py * py - 1.0).powi(3) - px * px * py * py * py + notch;
    let inside = 1.0 - smooth(-0.06, 0.10, body);
    let shine = (-((px + 0.45).powi(2) + (py - 0.5).powi(2)) * 5.0).exp();
    let glow =
        (-(px * px + py * py) * 0.9).exp() * (0.10 + 0.04 * (TAU * t).sin() + 0.9 * (size - 0.80));
    let red = mix(
        [0.45, 0.0, 0.02],
        [1.0, 0.02, 0.06],
        0.35 + py * 0.5 + (size - 0.8) * 2.0,
    );
    let mut light = [glow * 0.6, 0.0, glow * 0.10];
    light = mix(light, red, inside);
    add(light, [1.0, 0.45, 0.5], shine * inside * 0.7)
}

/// Soft colours that flow into each other.
fn plasma(x: f32, y: f32, t: f32) -> Light {
    let a = TAU * t;
    let cx = x - 0.5 + 0.32 * a.sin();
    let cy = y - 0.5 + 0.32 * (a + 1.0).cos();
    let v = (x * 5.0 + a).sin()
        + (y * 4.0 - a).sin()
        + ((x + y) * 4.5 + 2.0 * a).sin()
        + ((cx * cx + cy * cy).sqrt() * 9.0 - a).sin();
    let hue = v * 0.16 + t;
    let wave = |shift: f32| (0.5 + 0.5 * (TAU * (hue + shift)).cos()).powf(2.4);
    let depth = 0.55 + 0.45 * (0.5 + 0.5 * (v * 1.3 + a).sin());
    [
        wave(0.0) * depth,
        wave(0.33) * 0.7 * depth,
        wave(0.67) * depth,
    ]
}

/// Snow, near and far, in a blue night.
fn snowfall(x: f32, y: f32, t: f32) -> Light {
    let mut light = mix([0.0, 0.004, 0.03], [0.012, 0.03, 0.11], y);
    let ground = 0.90 + 0.035 * (x * 7.0).sin();
    for i in 0..22 {
        let n = i as f32;
        let near = (i % 3) as f32 / 2.0;
        let laps = 1.0 + (near * 2.0).floor();
        let fall = (noise(n * 1.7 + 3.0) + t * laps).rem_euclid(1.0) * 1.15 - 0.08;
        let drift = n * 7.0 / 22.0 + 0.05 * (TAU * (t * laps + noise(n + 80.0))).sin();
        let dx = ((x - drift + 0.5).rem_euclid(1.0) - 0.5) * 16.0;
        let dy = (y - fall) * 16.0;
        let flake = (-(dx * dx + dy * dy) / (0.25 + 0.35 * near)).exp();
        light = add(light, [0.75, 0.85, 1.0], flake * (0.20 + 0.8 * near));
    }
    mix(
        light,
        [0.42, 0.55, 0.85],
        smooth(ground - 0.04, ground + 0.04, y),
    )
}

/// A sea in three layers under a low moon.
fn waves(x: f32, y: f32, t: f32) -> Light {
    let mut light = mix([0.01, 0.0, 0.05], [0.30, 0.06, 0.10], smooth(0.0, 0.55, y));
    let moon = (x - 0.72).hypot(y - 0.20);
    light = add(
        light,
        [0.9, 0.55, 0.25],
        (1.0 - smooth(0.10, 0.16, moon)) + 0.18 * (-moon * 7.0).exp(),
    );
    let layers = [
        (0.42, 0.05, 1.0, [0.0, 0.10, 0.28]),
        (0.58, 0.06, -1.0, [0.0, 0.20, 0.42]),
        (0.75, 0.07, 1.0, [0.0, 0.38, 0.50]),
    ];
    for (i, (level, high, way, colour)) in layers.into_iter().enumerate() {
        let k = i as f32;
        let swell = (TAU * (x * (1.0 + k * 0.3) + way * t + k * 0.37)).sin()
            + 0.4 * (TAU * (x * 2.3 - 2.0 * way * t + k)).sin();
        let line = level + high * swell;
        let under = smooth(line - 0.03, line + 0.03, y);
        let deep = mix(colour, [0.0, 0.01, 0.06], (y - line) * 2.6);
        let foam = (-((y - line - 0.02) * 18.0).powi(2)).exp() * smooth(0.1, 1.1, -swell + 0.2);
        light = mix(light, deep, under);
        light = add(light, [0.55, 0.85, 0.9], foam * under * (0.4 + 0.3 * k));
    }
    light
}

/// Light as an sRGB value.
fn value(light: f32) -> u8 {
    let l = light.clamp(0.0, 1.0);
    let v = if l <= 0.003_130_8 {
        l * 12.92
    } else {
        1.055 * l.powf(1.0 / 2.4) - 0.055
    };
    (v * 255.0).round() as u8
}

/// One frame; every pixel is the mean of 4 x 4 points.
fn draw(scene: Scene, t: f32) -> RgbaImage {
    RgbaImage::from_fn(SIDE, SIDE, |px, py| {
        let mut sum = [0.0; 3];
        for i in 0..16 {
            let sx = (i % 4) as f32;
            let sy = (i / 4) as f32;
            let at = |p: u32, s: f32| (p as f32 + (s + 0.5) / 4.0) / SIDE as f32;
            sum = add(
                sum,
                scene(at(px, sx), at(py, sy), t).map(|c| c.clamp(0.0, 1.0)),
                1.0 / 16.0,
            );
        }
        let [r, g, b] = sum.map(value);
        Rgba([r, g, b, 255])
    })
}

fn write_gif(path: PathBuf, frames: impl Iterator<Item = RgbaImage>) {
    let mut encoder = GifEncoder::new_with_speed(std::fs::File::create(path).unwrap(), 1);
    encoder.set_repeat(Repeat::Infinite).unwrap();
    let delay = Delay::from_numer_denom_ms(FRAME_MS, 1);
    encoder
        .encode_frames(frames.map(|picture| Frame::from_parts(picture, 0, 0, delay)))
        .unwrap();
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
#[ignore = "writes assets/samples"]
fn make_samples() {
    for (name, scene) in SCENES {
        let frames = (0..FRAMES).map(|k| draw(*scene, k as f32 / FRAMES as f32));
        write_gif(folder("assets/samples").join(format!("{name}.gif")), frames);
    }
}

#[test]
#[ignore = "writes tests/data"]
fn make_test_data() {
    use upload_bridge::pattern::{ReadOptions, format, open};
    let data = folder("tests/data");
    // A dot that runs round a 4 x 3 matrix over three steady colours.
    let frames = (0..6_u32).map(|k| {
        RgbaImage::from_fn(4, 3, |x, y| {
            if (x + y * 4) % 6 == k {
                Rgba([255, 255, 255, 255])
            } else {
                Rgba([[200, 0, 0, 255], [0, 160, 0, 255], [0, 0, 120, 255]][y as usize])
            }
        })
    });
    write_gif(data.join("running_dot.gif"), frames);
    let pattern = open(&data.join("running_dot.gif"), &ReadOptions::default())
        .unwrap()
        .pattern;
    for (name, file) in [
        ("wire", "running_dot.bin"),
        ("raw", "running_dot_4x3_raw.bin"),
        ("lms", "running_dot.leds"),
        ("c-header", "running_dot.h"),
        ("hex", "running_dot.hex"),
        ("dat", "running_dot.dat"),
        ("ub-text", "running_dot_text.leds"),
        ("project", "running_dot.ledproj"),
        ("apng", "running_dot.apng"),
        ("rows", "running_dot_rows.png"),
    ] {
        let bytes = format::encode(format::by_name(name).unwrap(), &pattern).unwrap();
        std::fs::write(data.join(file), bytes).unwrap();
    }
    let frames = pattern.frames.hold().unwrap();
    write_read_only(&data, &frames);
    std::fs::write(data.join("running_dot.webp"), webp(&frames)).unwrap();
    let still = RgbaImage::from_fn(4, 3, |x, y| {
        Rgba([
            200,
            (x * 60) as u8,
            (y * 80) as u8,
            if x == 0 { 0 } else { 255 },
        ])
    });
    still.save(data.join("still.png")).unwrap();
    let opaque = RgbaImage::from_fn(4, 3, |x, y| {
        Rgba([
            still.get_pixel(x, y)[0],
            (x * 60) as u8,
            (y * 80) as u8,
            255,
        ])
    });
    DynamicImage::from(opaque)
        .into_rgb8()
        .save(data.join("still.bmp"))
        .unwrap();
    DynamicImage::from(RgbaImage::from_pixel(8, 8, Rgba([30, 120, 210, 255])))
        .into_rgb8()
        .save(data.join("still.jpg"))
        .unwrap();
}

/// The formats that the program reads and does not write, by hand: a header of width, height and frames, arrays of colours
/// for each frame, and the white dot alone as digits.
fn write_read_only(data: &std::path::Path, frames: &upload_bridge::pattern::Frames) {
    let mut dims = vec![4, 0, 3, 0, 6, 0];
    let mut arrays =
        String::from("#define DOT_WIDTH 4\n#define DOT_HEIGHT 3\n#define DOT_FRAMES 6\n");
    let mut digits = String::from("{LED Matrix Pattern - Dot\nWidth:4\nHeight:3\nMode:0\n}\n");
    for (index, (rgb, duration)) in frames.iter().enumerate() {
        dims.extend((duration.ms() as u16).to_le_bytes());
        dims.extend(rgb);
        let colours = rgb
            .chunks(3)
            .map(|c| format!("0x{:02X}{:02X}{:02X}", c[0], c[1], c[2]))
            .collect::<Vec<_>>();
        arrays += &format!(
            "static const uint32_t dot_frame{index}[] PROGMEM = {{ {} }};\n",
            colours.join(", ")
        );
        for row in rgb.chunks(4 * 3) {
            digits.extend(row.chunks(3).map(|c| if c == [255; 3] { '1' } else { '0' }));
            digits.push('\n');
        }
    }
    std::fs::write(data.join("running_dot_dims.bin"), dims).unwrap();
    std::fs::write(data.join("running_dot_frames.h"), arrays).unwrap();
    std::fs::write(data.join("running_dot_esp01.leds"), digits).unwrap();
}

/// A lossless WebP animation of 4 x 3 pixels; each picture replaces the one before.
fn webp(frames: &upload_bridge::pattern::Frames) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        [&kind[..], &(data.len() as u32).to_le_bytes(), data].concat()
    };
    let mut chunks = [
        &b"WEBP"[..],
        &chunk(b"VP8X", &[2, 0, 0, 0, 3, 0, 0, 2, 0, 0]),
        &chunk(b"ANIM", &[0; 6]),
    ]
    .concat();
    for (rgb, duration) in frames.iter() {
        let mut alone = Vec::new();
        image_webp::WebPEncoder::new(&mut alone)
            .encode(rgb, 4, 3, image_webp::ColorType::Rgb8)
            .unwrap();
        let control = [
            0,
            0,
            0,
            0,
            0,
            0,
            3,
            0,
            0,
            2,
            0,
            0,
            duration.ms() as u8,
            0,
            0,
            2,
        ];
        chunks.extend(chunk(b"ANMF", &[&control, &alone[12..]].concat()));
    }
    chunk(b"RIFF", &chunks)
}

#[test]
#[ignore = "writes a sheet of all samples to the system's temporary folder, to look at"]
fn make_contact_sheet() {
    let mut sheet = RgbaImage::new(8 * 132, SCENES.len() as u32 * 132);
    for (row, (_, scene)) in SCENES.iter().enumerate() {
        for column in 0..8_u32 {
            let frame = draw(*scene, column as f32 / 8.0);
            let large =
                image::imageops::resize(&frame, 128, 128, image::imageops::FilterType::Nearest);
            image::imageops::overlay(
                &mut sheet,
                &large,
                i64::from(column) * 132,
                row as i64 * 132,
            );
        }
    }
    sheet
        .save(std::env::temp_dir().join("upload_bridge_samples.png"))
        .unwrap();
}
