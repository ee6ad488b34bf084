//! GIFs made by another encoder, and by hand.

use super::*;

/// What is on a canvas of `w x h` after so many frames, and their delays.
fn play(bytes: &[u8], frames: usize) -> (Vec<Rgb>, Vec<Result<u64, Broken>>) {
    let mut gif = Gif::open(bytes.to_vec()).unwrap();
    let (w, h) = gif.size();
    let mut canvas = vec![[0; 3]; w * h];
    let delays = (0..frames)
        .map(|_| gif.next(&mut |x, y, rgb| canvas[y * w + x] = rgb))
        .collect();
    (canvas, delays)
}

const PALETTE: [u8; 12] = [10, 0, 0, 20, 0, 0, 30, 0, 0, 40, 0, 0];

fn frame(w: u16, h: u16, indices: Vec<u8>) -> gif::Frame<'static> {
    gif::Frame {
        width: w,
        height: h,
        buffer: indices.into(),
        delay: 5,
        ..Default::default()
    }
}

fn encode(w: u16, h: u16, palette: &[u8], frames: Vec<gif::Frame<'static>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, w, h, palette).unwrap();
    for frame in frames {
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    bytes
}

fn first(canvas: &[Rgb]) -> Vec<u8> {
    canvas.iter().map(|rgb| rgb[0]).collect()
}

#[test]
fn frames_are_drawn_over_each_other_and_loop() {
    let small = gif::Frame {
        left: 1,
        top: 0,
        ..frame(1, 1, vec![3])
    };
    let bytes = encode(2, 2, &PALETTE, vec![frame(2, 2, vec![0, 1, 2, 0]), small]);
    assert_eq!(first(&play(&bytes, 1).0), [10, 20, 30, 10]);
    let (canvas, delays) = play(&bytes, 2);
    assert_eq!(
        (first(&canvas), delays),
        (vec![10, 40, 30, 10], vec![Ok(50), Ok(50)])
    );
    assert_eq!(
        first(&play(&bytes, 3).0),
        [10, 20, 30, 10],
        "the first again"
    );
}

#[test]
fn transparency_keeps_what_was_there_except_with_disposal_2() {
    let over = |dispose| gif::Frame {
        dispose,
        transparent: Some(3),
        ..frame(2, 1, vec![3, 1])
    };
    for (dispose, expected) in [
        (gif::DisposalMethod::Keep, [30, 20]),
        (gif::DisposalMethod::Previous, [30, 20]),
        (gif::DisposalMethod::Background, [10, 20]),
    ] {
        let bytes = encode(2, 1, &PALETTE, vec![frame(2, 1, vec![2, 2]), over(dispose)]);
        assert_eq!(first(&play(&bytes, 2).0), expected, "{dispose:?}");
    }
}

#[test]
fn local_palettes_and_interlaced_rows_are_read() {
    let mut local = frame(1, 5, vec![0, 1, 0, 1, 1]);
    local.palette = Some(vec![7, 0, 0, 8, 0, 0]);
    local.interlaced = true;
    let bytes = encode(1, 5, &PALETTE, vec![local]);
    // rows come as 0, 4, 2, 1, 3
    assert_eq!(first(&play(&bytes, 1).0), [7, 8, 7, 8, 8].map(|v| v));
    let rows: Vec<_> = (0..5).map(|number| interlaced(number, 5)).collect();
    assert_eq!(rows, [0, 4, 2, 1, 3]);
}

#[test]
fn a_delay_of_0_is_a_tenth_and_none_at_all_is_0() {
    let bytes = encode(
        1,
        1,
        &PALETTE,
        vec![gif::Frame {
            delay: 0,
            ..frame(1, 1, vec![0])
        }],
    );
    assert_eq!(play(&bytes, 1).1, [Ok(100)]);
    // the same without its graphic control extension
    let at = bytes.windows(3).position(|w| w == [0x21, 0xf9, 4]).unwrap();
    let bare = [&bytes[..at], &bytes[at + 8..]].concat();
    assert_eq!(play(&bare, 1).1, [Ok(0)]);
}

#[test]
fn the_last_byte_is_never_read() {
    let bytes = encode(1, 1, &PALETTE, vec![frame(1, 1, vec![1])]);
    assert_eq!(bytes.last(), Some(&b';'));
    for variant in [
        bytes[..bytes.len() - 1].to_vec(),
        [&bytes[..], b"x"].concat(),
    ] {
        assert_eq!(play(&variant, 3).1, [Ok(50); 3]);
    }
    assert_eq!(
        play(&bytes[..bytes.len() - 4], 1).1,
        [Err(Broken::Corrupt)],
        "cut in its pixels"
    );
}

#[test]
fn wide_noise_runs_the_buffer_dry_and_narrow_noise_does_not() {
    let palette: Vec<u8> = (0..=255).flat_map(|i| [i; 3]).collect();
    let noise = |w: u16| {
        let mut rng = fastrand::Rng::with_seed(7);
        encode(
            w,
            32,
            &palette,
            vec![frame(
                w,
                32,
                (0..usize::from(w) * 32).map(|_| rng.u8(..)).collect(),
            )],
        )
    };
    for w in [8, 100, 212] {
        let (canvas, delays) = play(&noise(w), 1);
        assert_eq!(delays, [Ok(50)], "{w}");
        let mut rng = fastrand::Rng::with_seed(7);
        assert!(canvas.iter().all(|rgb| rgb[0] == rng.u8(..)), "{w}");
    }
    assert_eq!(play(&noise(256), 1).1, [Err(Broken::RanDry)]);
    let flat = encode(320, 32, &palette, vec![frame(320, 32, vec![5; 320 * 32])]);
    assert_eq!(play(&flat, 1).1, [Ok(50)]);
}

#[test]
fn what_is_too_wide_or_no_gif_cannot_be_opened() {
    let bytes = encode(320, 1, &PALETTE, vec![frame(320, 1, vec![1; 320])]);
    assert_eq!(play(&bytes, 1).1, [Ok(50)]);
    let wide = encode(321, 1, &PALETTE, vec![frame(321, 1, vec![1; 321])]);
    assert_eq!(Gif::open(wide).unwrap_err(), Broken::Unopenable);
    assert_eq!(Gif::open(b"BM".to_vec()).unwrap_err(), Broken::Unopenable);
    let strange = [&bytes[..25], &[b'!', 0x77, 0], &bytes[25..]].concat();
    assert_eq!(
        play(&strange, 1).1,
        [Err(Broken::Corrupt)],
        "an extension nobody knows"
    );
}
