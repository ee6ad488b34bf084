//! Small files that ask for a lot of memory or time. Each is a valid picture or animation, written here byte by byte or by the
//! encoders of others, so that the readers under test have no part in them.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses its own part of this"
)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation
)]

/// Codes of 3 to 12 bits, the lowest bit first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, code: u32, width: u32) {
        self.held |= code << self.count;
        self.count += width;
        while self.count >= 8 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    fn end(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.held as u8);
        }
        self.bytes
    }
}

/// The pixels of a GIF's picture, all of colour 1: each code stands for one pixel more than the one before, and once the table
/// is full the longest is repeated, some 4,090 pixels in 12 bits.
fn lzw(pixels: usize) -> Vec<u8> {
    const CLEAR: u32 = 4;
    const LAST: u32 = 4095;
    let mut bits = Bits::default();
    let mut width = 3;
    bits.put(CLEAR, width);
    let mut left = pixels;
    let mut next = CLEAR + 2; // the entry that the decoder adds with the code after this one
    let mut length = 1;
    let mut code = 1;
    while left > 0 {
        if length > left {
            // what is left is shorter than the longest run that the table has
            (code, length) = if left == 1 {
                (1, 1)
            } else {
                (CLEAR + left as u32, left)
            };
        }
        bits.put(code, width);
        left -= length;
        if next <= LAST {
            code = next;
            length += 1;
            // of the code after this one: the decoder widens when its table is full
            next += 1;
            if next > 1 << width && width < 12 {
                width += 1;
            }
        }
    }
    bits.put(CLEAR + 1, width);
    let data = bits.end();
    let blocks = data
        .chunks(255)
        .flat_map(|block| [&[block.len() as u8], block].concat());
    [2].into_iter().chain(blocks).chain([0]).collect()
}

/// A picture of a GIF, with its delay.
fn picture(w: u16, h: u16) -> Vec<u8> {
    let mut out = vec![0x21, 0xF9, 4, 4, 4, 0, 0, 0, 0x2C, 0, 0, 0, 0];
    out.extend(w.to_le_bytes());
    out.extend(h.to_le_bytes());
    out.push(0);
    out.extend(lzw(usize::from(w) * usize::from(h)));
    out
}

/// A GIF of that canvas: so many pictures as large as it, then so many of one pixel.
pub fn gif(w: u16, h: u16, whole: usize, dots: usize) -> Vec<u8> {
    let mut out = b"GIF89a".to_vec();
    out.extend(w.to_le_bytes());
    out.extend(h.to_le_bytes());
    out.extend([0x81, 0, 0]);
    out.extend([0, 0, 0, 255, 120, 20, 0, 0, 0, 0, 0, 0]);
    if whole > 0 {
        out.extend(picture(w, h).repeat(whole));
    }
    out.extend(picture(1, 1).repeat(dots));
    out.push(0x3B);
    out
}

/// An animated PNG of that canvas: one picture as large as it, then so many of one pixel.
pub fn apng(w: u32, h: u32, dots: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, w, h);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_animated(dots + 1, 0).unwrap();
    encoder.set_frame_delay(40, 1000).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer
        .write_image_data(&vec![200; w as usize * h as usize])
        .unwrap();
    for _ in 0..dots {
        writer.set_frame_dimension(1, 1).unwrap();
        writer.write_image_data(&[9]).unwrap();
    }
    writer.finish().unwrap();
    out
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [kind, &(data.len() as u32).to_le_bytes()[..], data, padding].concat()
}

/// An animated WebP of so many pictures as large as its canvas.
pub fn webp(w: u32, h: u32, frames: usize) -> Vec<u8> {
    let mut still = Vec::new();
    image_webp::WebPEncoder::new(&mut still)
        .encode(
            &vec![120; w as usize * h as usize * 3],
            w,
            h,
            image_webp::ColorType::Rgb8,
        )
        .unwrap();
    let at = still.windows(4).position(|kind| kind == b"VP8L").unwrap();
    let side = |n: u32| (n - 1).to_le_bytes()[..3].to_vec();
    let sides = [side(w), side(h)].concat();
    let frame = [&[0; 6][..], &sides, &[40, 0, 0, 0], &still[at..]].concat();
    let data = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[&[2, 0, 0, 0][..], &sides].concat()),
        chunk(b"ANIM", &[0; 6]),
        chunk(b"ANMF", &frame).repeat(frames),
    ]
    .concat();
    chunk(b"RIFF", &data)
}

/// A PNG of one colour, with opacity or without.
pub fn png(w: u32, h: u32, alpha: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, w, h);
    encoder.set_color(if alpha {
        png::ColorType::Rgba
    } else {
        png::ColorType::Rgb
    });
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().unwrap();
    let row = [90, 30, 200, 128].repeat(w as usize);
    let row = if alpha {
        &row[..]
    } else {
        &row[..w as usize * 3]
    };
    let mut stream = writer.stream_writer().unwrap();
    for _ in 0..h {
        std::io::Write::write_all(&mut stream, row).unwrap();
    }
    stream.finish().unwrap();
    drop(writer);
    out
}

/// A bitmap of run lengths that ends before its first pixel.
pub fn bmp(w: i32, h: i32) -> Vec<u8> {
    let mut out = b"BM".to_vec();
    let palette = [0, 0, 0, 0, 20, 120, 255, 0];
    let pixels = [0, 1];
    let start = 14 + 40 + palette.len();
    out.extend(((start + pixels.len()) as u32).to_le_bytes());
    out.extend([0; 4]);
    out.extend((start as u32).to_le_bytes());
    out.extend(40_u32.to_le_bytes());
    out.extend(w.to_le_bytes());
    out.extend(h.to_le_bytes());
    out.extend([1, 0, 8, 0, 1, 0, 0, 0]);
    out.extend((pixels.len() as u32).to_le_bytes());
    out.extend([0; 8]);
    out.extend(2_u32.to_le_bytes());
    out.extend([0; 4]);
    out.extend(palette);
    out.extend(pixels);
    out
}
