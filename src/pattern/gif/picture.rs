//! One picture after the other: what of the canvas changes, in which palette, in as few bytes as there are. The parent
//! module calls it for every picture of a GIF.

use super::GifProfile;
use super::blocks::{self, PICTURE_BYTES, table_bytes};
use super::delta::Rect;
use super::lzw::Lzw;
use super::palette::{BLACK, Colour, MAX_COLOURS, Palette, channels, colours};
use super::plan::Plan;
use super::quantise::Quantiser;
use crate::pattern::Matrix;

/// Palettes to which a picture that would break it is cut, one after the other. With 16 colours and a table of 4096 codes
/// even the worst noise needs fewer than 12 bits for two pixels; the others mostly suffice and look better.
const CUTS: [usize; 4] = [128, 64, 32, 16];

/// The canvas as the pictures so far left it, and everything that is kept from one to the next.
pub(super) struct Painter {
    width: usize,
    height: usize,
    profile: GifProfile,
    plan: Plan,
    /// The table in front of all pictures.
    global: Palette,
    /// A palette for one picture.
    local: Palette,
    /// What the canvas shows, and what it should show next.
    shown: Vec<Colour>,
    wanted: Vec<Colour>,
    /// R,G,B of the frame that was drawn last.
    source: Vec<u8>,
    lzw: Lzw,
    numbers: Vec<u8>,
    first: bool,
}

impl Painter {
    pub(super) fn new(canvas: Matrix, profile: GifProfile, plan: Plan) -> Self {
        let cells = || Vec::with_capacity(canvas.leds());
        Self {
            width: canvas.w(),
            height: canvas.h(),
            profile,
            plan,
            global: Palette::new(),
            local: Palette::new(),
            shown: cells(),
            wanted: cells(),
            source: Vec::new(),
            lzw: Lzw::new(),
            numbers: Vec::new(),
            first: true,
        }
    }

    /// Appends the picture of a frame, and what stands in front of all of them if it is the first. Returns whether the canvas
    /// now shows every LED as the frame has it.
    pub(super) fn draw(&mut self, rgb: &[u8], delay: u16, out: &mut Vec<u8>) -> bool {
        self.want(rgb);
        let part = if self.first {
            self.all()
        } else {
            Rect::of_changes(&self.shown, &self.wanted, self.width)
        };
        if self.first {
            self.begin(out);
        }
        blocks::control(out, delay);
        let start = out.len();
        self.encode(part, usize::MAX, out);
        if self.overflows(part) {
            out.truncate(start);
            self.encode_cut(part, out);
        } else if part != self.all() {
            self.encode_all(start, out);
        }
        std::mem::swap(&mut self.shown, &mut self.wanted);
        self.first = false;
        self.shown
            .iter()
            .copied()
            .zip(colours(rgb))
            .all(|(shown, wanted)| shown == wanted)
    }

    /// A picture that leaves the canvas as it is, for as long as it should stay beyond the longest delay.
    pub(super) fn hold(&mut self, delay: u16, out: &mut Vec<u8>) {
        blocks::control(out, delay);
        self.wanted.clone_from(&self.shown);
        self.encode(Rect::all(1, 1), usize::MAX, out);
    }

    fn all(&self) -> Rect {
        Rect::all(self.width, self.height)
    }

    /// Sets what the canvas should show.
    fn want(&mut self, rgb: &[u8]) {
        self.wanted.clear();
        self.wanted.extend(colours(rgb));
        if self.wanted.len() < self.width * self.height {
            let beside = if self.plan.has_black() {
                BLACK
            } else {
                beside(rgb, &mut self.local)
            };
            self.wanted.push(beside);
        }
        let part = if self.first {
            self.all()
        } else {
            Rect::of_changes(
                self.source.as_chunks::<3>().0,
                rgb.as_chunks::<3>().0,
                self.width,
            )
        };
        match &mut self.plan {
            Plan::Together(_) | Plan::Each => {}
            Plan::ReducedTogether(quantiser, _) => {
                for colour in &mut self.wanted {
                    *colour = quantiser.nearest(*colour);
                }
            }
            Plan::ReducedEach(quantiser) => {
                self.local.clear();
                if !self.local.take(part.pixels(&self.wanted, self.width)) {
                    quantiser.clear();
                    quantiser.count(part.pixels(&self.wanted, self.width));
                    quantiser.choose(MAX_COLOURS);
                    part.change(&mut self.wanted, self.width, |colour| {
                        *colour = quantiser.nearest(*colour);
                    });
                }
                // Around what changes, the colours that were chosen before stay: that does not flicker.
                part.keep_around(&self.shown, &mut self.wanted, self.width);
                self.source.clear();
                self.source.extend_from_slice(rgb);
            }
        }
    }

    /// Chooses the table in front of all pictures and writes it.
    fn begin(&mut self, out: &mut Vec<u8>) {
        match &mut self.plan {
            Plan::Together(palette) | Plan::ReducedTogether(_, palette) => {
                std::mem::swap(&mut self.global, palette);
            }
            Plan::Each | Plan::ReducedEach(_) => {
                self.global.take(self.wanted.iter().copied());
            }
        }
        blocks::head(out, self.width, self.height, self.global.table());
    }

    /// Appends the block of a part of what is wanted, with a palette of its own where the global one lacks a colour. Says
    /// no, and appends nothing, where it would not be smaller than `limit` or has too many colours.
    fn encode(&mut self, part: Rect, limit: usize, out: &mut Vec<u8>) -> bool {
        let pixels = part.pixels(&self.wanted, self.width);
        let mut palette = &self.global;
        let mut table = None;
        if !palette.numbers(pixels.clone(), &mut self.numbers) {
            self.local.clear();
            if !self.local.take(pixels.clone()) {
                return false;
            }
            self.local.numbers(pixels, &mut self.numbers);
            palette = &self.local;
            table = Some(self.local.table());
        }
        let own = PICTURE_BYTES + table.map_or(0, |table| table_bytes(table.len()));
        let min_bits = Lzw::min_bits(palette.table().len());
        let Some(max) = limit.checked_sub(own) else {
            return false;
        };
        let Some(codes) = self.lzw.encode(&self.numbers, part.w, min_bits, max) else {
            return false;
        };
        let start = out.len();
        blocks::picture(out, part, table, min_bits, codes);
        let smaller = out.len() - start < limit;
        if !smaller {
            out.truncate(start);
        }
        smaller
    }

    /// Replaces the picture from `start` on by one of the whole canvas if that is smaller.
    fn encode_all(&mut self, start: usize, out: &mut Vec<u8>) {
        let end = out.len();
        if self.encode(self.all(), end - start, out) {
            if self.overflows(self.all()) {
                out.truncate(end);
            } else {
                out.drain(start..end);
            }
        }
    }

    /// Whether the picture encoded last is too much for the buffer of the player.
    fn overflows(&self, part: Rect) -> bool {
        self.profile.buffer.is_some_and(|buffer| {
            part.w > buffer.safe_width && self.lzw.max_in_rows(buffer.rows) > buffer.bytes
        })
    }

    /// Appends a part of what is wanted in fewer colours, as many as are possible.
    fn encode_cut(&mut self, part: Rect, out: &mut Vec<u8>) {
        let start = out.len();
        let exact = self.wanted.clone();
        let mut quantiser = Quantiser::new();
        quantiser.count(part.pixels(&exact, self.width));
        for max in CUTS {
            quantiser.choose(max);
            self.wanted.clone_from(&exact);
            part.change(&mut self.wanted, self.width, |colour| {
                *colour = quantiser.nearest(*colour);
            });
            out.truncate(start);
            self.encode(part, usize::MAX, out);
            if !self.overflows(part) {
                break;
            }
        }
    }
}

/// The colour of a pixel that the frame lacks: black, unless the frame has a full palette without it; then its darkest.
fn beside(rgb: &[u8], palette: &mut Palette) -> Colour {
    palette.clear();
    let full = palette.take(colours(rgb)) && palette.table().len() == MAX_COLOURS;
    if !full || palette.number(BLACK).is_some() {
        return BLACK;
    }
    let light = |colour: &Colour| channels(*colour).map(u32::from).iter().sum::<u32>();
    palette
        .table()
        .iter()
        .copied()
        .min_by_key(light)
        .unwrap_or(BLACK)
}
