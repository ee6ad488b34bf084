//! The LED face: a black plate on which LEDs glow. Preview, thumbs and mini faces are all drawn here,
//! as three textured quads however many LEDs there are. A frame that did not change uploads nothing.

mod cells;
mod grid;
mod texels;

use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;

use egui::emath::GuiRounding;
use egui::epaint::{MarginF32, RectShape};
use egui::{
    Color32, ColorImage, Context, CornerRadius, Id, Painter, Pos2, Rect, Response, Role, Sense,
    Stroke, StrokeKind, TextureHandle, TextureOptions, Ui, WidgetInfo, pos2, vec2,
};

use crate::ui::theme;
use cells::Cells;
use grid::Grid;

/// One frame to show. `id` stands for the bytes: it must differ whenever they do.
#[derive(Clone, Copy, Debug)]
pub struct LedFrame<'a> {
    /// LEDs in a row of the grid.
    pub width: usize,
    /// Rows of the grid.
    pub height: usize,
    /// `width * height` RGB triples in row-major grid order; what is missing is drawn as nothing.
    pub rgb: &'a [u8],
    /// Which cells of the grid have an LED; `None`: all. The others show nothing, not even an LED that is off.
    pub leds: Option<&'a [bool]>,
    /// Changes whenever `rgb` or `leds` do, for example a hash of pattern, layout and frame number; see [`content_id`].
    pub id: u64,
}

impl<'a> LedFrame<'a> {
    /// A frame whose id is computed from its bytes; for small frames without a number of their own.
    #[must_use]
    pub fn hashed(width: usize, height: usize, rgb: &'a [u8]) -> Self {
        Self::of(width, height, rgb, None, content_id(rgb))
    }

    /// A frame with all that is said of it.
    #[must_use]
    pub fn of(
        width: usize,
        height: usize,
        rgb: &'a [u8],
        leds: Option<&'a [bool]>,
        id: u64,
    ) -> Self {
        Self {
            width,
            height,
            rgb,
            leds,
            id,
        }
    }
}

/// A hash of `bytes` that may serve as [`LedFrame::id`].
#[must_use]
pub fn content_id(bytes: &[u8]) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// How a face is framed.
#[derive(Clone, Copy, Debug)]
pub struct Plate {
    /// Corner radius in points.
    pub radius: u8,
    /// Dots keep at least this far from the edges, in points.
    pub margin: MarginF32,
    /// 0 to 1, multiplied onto every LED.
    pub brightness: f32,
}

impl Plate {
    /// The big preview.
    pub const FACE: Self = Self {
        radius: theme::radius::FACE,
        margin: MarginF32::same(11.0),
        brightness: 1.0,
    };
    /// The 44 point face of a card.
    pub const MINI: Self = Self {
        radius: theme::radius::MINI,
        margin: MarginF32::same(3.0),
        brightness: 1.0,
    };
    /// The 40 point thumb of a timeline, and the 26 point one of a row.
    pub const THUMB: Self = Self {
        radius: theme::radius::CHECK,
        margin: MarginF32::same(2.0),
        brightness: 1.0,
    };
    /// A picture of 64 to 130 points in a list of patterns.
    pub const TILE: Self = Self {
        radius: theme::radius::CARD,
        margin: MarginF32::same(8.0),
        brightness: 1.0,
    };
}

/// What the textures show now; equal means nothing is to be uploaded.
type Shown = (u64, usize, usize, u32, Grid);

/// The textures of one face. Keep it between frames; dropping it frees them.
#[derive(Default)]
pub struct LedFace {
    cores: Texture,
    glow: Texture,
    cells: Cells,
    shown: Option<Shown>,
    uploads: u64,
}

impl LedFace {
    /// A face that has shown nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How often textures were uploaded so far; a paused preview must not count on.
    #[must_use]
    pub fn uploads(&self) -> u64 {
        self.uploads
    }

    /// Draws `frame` (or an empty plate) into `rect` and announces it as an image with `name`.
    pub fn show_at(
        &mut self,
        ui: &Ui,
        rect: Rect,
        id: Id,
        frame: Option<&LedFrame<'_>>,
        plate: Plate,
        name: &str,
    ) -> Response {
        let response = ui.interact(rect, id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
        self.paint(ui, rect, frame, plate);
        response
    }

    /// Only paints; for faces that are part of another widget.
    pub fn paint(&mut self, ui: &Ui, rect: Rect, frame: Option<&LedFrame<'_>>, plate: Plate) {
        self.paint_with(
            ui.painter(),
            theme::tokens(ui).face_stroke,
            rect,
            frame,
            plate,
        );
    }

    /// Only paints, into any layer; `edge` is the colour of the hairline around the plate.
    pub fn paint_with(
        &mut self,
        painter: &Painter,
        edge: Color32,
        rect: Rect,
        frame: Option<&LedFrame<'_>>,
        plate: Plate,
    ) {
        let rect = rect.round_to_pixels(painter.pixels_per_point());
        let corner = CornerRadius::same(plate.radius);
        painter.rect_filled(rect, corner, Color32::BLACK);
        if let Some(frame) = frame
            && painter.clip_rect().intersects(rect)
        {
            self.paint_leds(painter, rect, frame, plate);
        }
        painter.rect_stroke(rect, corner, Stroke::new(1.0, edge), StrokeKind::Inside);
    }

    fn paint_leds(&mut self, painter: &Painter, rect: Rect, frame: &LedFrame<'_>, plate: Plate) {
        let ppp = painter.pixels_per_point();
        let (dots, grid) = place((frame.width, frame.height), rect, plate.margin, ppp);
        self.upload(painter.ctx(), frame, grid, plate.brightness);
        let (Some(cores), Some(glow)) = (&self.cores.handle, &self.glow.handle) else {
            return;
        };

        painter.image(cores.id(), dots, unit(), Color32::WHITE);
        if grid.pitch >= texels::MASK_FROM {
            let tiles = Rect::from_min_max(Pos2::ZERO, pos2(grid.columns as f32, grid.rows as f32));
            painter.image(
                mask(painter.ctx(), grid.pitch).id(),
                dots,
                tiles,
                Color32::WHITE,
            );
        }
        // 24 % of the light spills, 10 % where dots touch anyway
        let tint = Color32::from_gray(if grid.pitch >= texels::MASK_FROM {
            61
        } else {
            26
        })
        .additive();
        let glow_quad = RectShape::filled(rect, CornerRadius::same(plate.radius), tint);
        painter.add(glow_quad.with_texture(glow.id(), glow_uv(rect, dots, &grid, ppp)));
    }

    fn upload(&mut self, ctx: &Context, frame: &LedFrame<'_>, grid: Grid, brightness: f32) {
        let key = (
            frame.id,
            frame.width,
            frame.height,
            brightness.to_bits(),
            grid,
        );
        if self.shown == Some(key) {
            return;
        }
        self.shown = Some(key);
        self.uploads += 1;
        self.cells = std::mem::take(&mut self.cells).of(&grid, frame.rgb, frame.leds, brightness);
        let cells = &self.cells;
        self.cores
            .set(ctx, "led-cores", TextureOptions::NEAREST, |spare| {
                texels::cores_in(spare, &grid, cells)
            });
        self.glow
            .set(ctx, "led-glow", TextureOptions::LINEAR, |spare| {
                texels::glow_in(spare, &grid, cells)
            });
    }
}

/// A texture, and the picture that went to it last: once it is there, its memory is used for the next one. With large faces
/// fresh memory costs as much as the picture.
#[derive(Default)]
struct Texture {
    handle: Option<TextureHandle>,
    image: Arc<ColorImage>,
}

impl Texture {
    fn set(
        &mut self,
        ctx: &Context,
        name: &str,
        options: TextureOptions,
        make: impl FnOnce(Vec<Color32>) -> ColorImage,
    ) {
        let spare = Arc::get_mut(&mut self.image).map(|image| std::mem::take(&mut image.pixels));
        self.image = Arc::new(make(spare.unwrap_or_default()));
        match &mut self.handle {
            Some(texture) => texture.set(self.image.clone(), options),
            None => self.handle = Some(ctx.load_texture(name, self.image.clone(), options)),
        }
    }
}

/// Where the dots of so many columns and rows of LEDs stand on a face with that margin.
#[must_use]
pub fn dots(leds: (usize, usize), face: Rect, margin: MarginF32, ppp: f32) -> Rect {
    place(leds, face.round_to_pixels(ppp), margin, ppp).0
}

fn place(leds: (usize, usize), face: Rect, margin: MarginF32, ppp: f32) -> (Rect, Grid) {
    let room = face - margin;
    let size = room.size().max(vec2(1.0, 1.0)) * ppp;
    let grid = grid::grid(leds.0, leds.1, (size.x as usize, size.y as usize));
    (grid_rect(room, &grid, ppp), grid)
}

/// Where the dots stand: centred, on whole physical pixels.
fn grid_rect(face: Rect, grid: &Grid, ppp: f32) -> Rect {
    let size = vec2(
        (grid.columns * grid.pitch) as f32,
        (grid.rows * grid.pitch) as f32,
    );
    let min = (face.center().to_vec2() * ppp - size / 2.0).round();
    Rect::from_min_size((min / ppp).to_pos2(), size / ppp)
}

/// Texture coordinates that put the glow's inner texels onto the dots when the whole face is one quad.
fn glow_uv(face: Rect, dots: Rect, grid: &Grid, ppp: f32) -> Rect {
    let pitch = grid.pitch as f32 / ppp;
    let uv = |p: Pos2| {
        let cell = (p - dots.min) / pitch + vec2(2.0, 2.0);
        pos2(
            cell.x / (grid.columns + 4) as f32,
            cell.y / (grid.rows + 4) as f32,
        )
    };
    Rect::from_min_max(uv(face.min), uv(face.max))
}

fn unit() -> Rect {
    Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0))
}

/// Mask tiles by pitch, shared by all faces of a window.
#[derive(Clone, Default)]
struct Masks(Arc<Mutex<BTreeMap<usize, TextureHandle>>>);

fn mask(ctx: &Context, pitch: usize) -> TextureHandle {
    let masks = ctx.data_mut(|data| {
        data.get_temp_mut_or_default::<Masks>(Id::unique("led-masks"))
            .clone()
    });
    let mut by_pitch = masks.0.lock();
    let load = || {
        ctx.load_texture(
            "led-mask",
            texels::mask(pitch),
            TextureOptions::NEAREST_REPEAT,
        )
    };
    by_pitch.entry(pitch).or_insert_with(load).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(ctx: &Context, face: &mut LedFace, frame: &LedFrame<'_>, brightness: f32) {
        let output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(200.0, 200.0));
            face.paint(
                ui,
                rect,
                Some(frame),
                Plate {
                    brightness,
                    ..Plate::FACE
                },
            );
        });
        output.drop_without_applying_deltas();
    }

    #[test]
    fn a_paused_preview_uploads_nothing() {
        let ctx = Context::default();
        let mut face = LedFace::new();
        let rgb = [10; 12];
        let frame = LedFrame::hashed(2, 2, &rgb);
        for _ in 0..5 {
            draw(&ctx, &mut face, &frame, 1.0);
        }
        assert_eq!(face.uploads(), 1);
    }

    #[test]
    fn another_frame_or_brightness_is_uploaded() {
        let ctx = Context::default();
        let mut face = LedFace::new();
        draw(&ctx, &mut face, &LedFrame::hashed(2, 2, &[10; 12]), 1.0);
        draw(&ctx, &mut face, &LedFrame::hashed(2, 2, &[11; 12]), 1.0);
        draw(&ctx, &mut face, &LedFrame::hashed(2, 2, &[11; 12]), 0.5);
        assert_eq!(face.uploads(), 3);
    }

    #[test]
    fn dots_stand_on_whole_pixels_at_every_scale() {
        let grid = grid::grid(16, 16, (518, 290));
        for ppp in [1.0, 1.25, 1.5, 2.0] {
            for shift in [0.0, 0.3, 0.7] {
                let face = Rect::from_min_size(pos2(shift, 0.0), vec2(540.0 + shift, 312.0))
                    .round_to_pixels(ppp);
                let left = grid_rect(face, &grid, ppp).left() * ppp;
                assert!((left - left.round()).abs() < 1e-3, "{left} at {ppp}");
            }
        }
    }

    #[test]
    fn the_glow_meets_the_dots() {
        let grid = grid::grid(16, 8, (518, 290));
        let face = Rect::from_min_size(pos2(0.0, 0.0), vec2(540.0, 312.0));
        let dots = grid_rect(face, &grid, 1.0);
        let uv = glow_uv(face, dots, &grid, 1.0);
        let u = egui::remap(dots.left(), face.x_range(), uv.x_range());
        assert!((u - 2.0 / 20.0).abs() < 1e-4);
    }
}
