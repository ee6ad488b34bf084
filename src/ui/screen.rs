//! LED faces that remember what they show: a frame becomes a picture, and a picture a texture, only when it changes.

use super::projector::{Projector, RequestSlot};
use super::widgets::led_face::{LedFace, LedFrame, Plate};
use crate::app::{LedImage, picture_of_fitted, picture_of_reading, size_of, still_of};
use crate::pattern::{Arrangement, FittedPattern, Layout, LedMap, Opened, Reel, Thumbnail, Wiring};
use egui::{Context, Id, Rect, Ui};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Weak};

/// The source of a picture.
#[derive(Clone, Copy)]
pub(super) enum Scene<'a> {
    /// The file itself.
    File(&'a Arc<Opened>),
    /// One of its readings.
    Reading(&'a Arc<Opened>, usize),
    /// As one device gets it.
    Fitted(&'a Arc<FittedPattern>),
    /// A picture that was kept.
    Kept(&'a Arc<LedImage>),
    /// LEDs that are off: number in a row, number of rows.
    Off(usize, usize),
    /// LEDs of a map that are off.
    Bare(&'a LedMap),
}

/// Identifies the scene that a picture was made from. The weak pointer keeps its address from being used again.
pub(super) enum SceneKey {
    File(Weak<Opened>),
    Reading(Weak<Opened>, usize),
    Fitted(Weak<FittedPattern>),
    Kept(Weak<LedImage>),
    Off(usize, usize),
    Bare(LedMap),
}

impl SceneKey {
    /// Whether it identifies `scene`.
    pub(super) fn matches(&self, scene: &Scene<'_>) -> bool {
        match (self, scene) {
            (Self::File(key), Scene::File(opened)) => key.as_ptr() == Arc::as_ptr(opened),
            (Self::Reading(key, a), Scene::Reading(opened, b)) => {
                key.as_ptr() == Arc::as_ptr(opened) && a == b
            }
            (Self::Fitted(key), Scene::Fitted(fitted)) => key.as_ptr() == Arc::as_ptr(fitted),
            (Self::Kept(key), Scene::Kept(picture)) => key.as_ptr() == Arc::as_ptr(picture),
            (Self::Off(w, h), Scene::Off(width, height)) => w == width && h == height,
            (Self::Bare(key), Scene::Bare(map)) => key == *map,
            _ => false,
        }
    }
}

impl<'a> Scene<'a> {
    /// Returns the frames that give the timing.
    pub(super) fn frames(&self) -> Option<&'a Reel> {
        match *self {
            Self::File(opened) | Self::Reading(opened, _) => Some(&opened.pattern.frames),
            Self::Fitted(fitted) => Some(fitted.frames()),
            Self::Kept(_) | Self::Off(..) | Self::Bare(_) => None,
        }
    }

    /// Returns what identifies the scene in a later frame.
    pub(super) fn key(&self) -> SceneKey {
        match *self {
            Self::File(opened) => SceneKey::File(Arc::downgrade(opened)),
            Self::Reading(opened, candidate) => {
                SceneKey::Reading(Arc::downgrade(opened), candidate)
            }
            Self::Fitted(fitted) => SceneKey::Fitted(Arc::downgrade(fitted)),
            Self::Kept(picture) => SceneKey::Kept(Arc::downgrade(picture)),
            Self::Off(w, h) => SceneKey::Off(w, h),
            Self::Bare(map) => SceneKey::Bare(map.clone()),
        }
    }

    /// Returns one frame as a picture, for the face that has `slot`; `None` while it is being read.
    pub(super) fn picture(
        &self,
        ctx: &Context,
        slot: RequestSlot,
        frame: usize,
        detail: Detail,
    ) -> Option<LedImage> {
        Some(match *self {
            Self::File(opened) => {
                let size = size_of(&opened.pattern);
                let by = detail.step(size);
                of_file(ctx, slot, (self.frames()?, frame), (size, by))?
            }
            Self::Reading(opened, candidate) => picture_of_reading(opened, candidate, frame),
            Self::Fitted(fitted) => {
                picture_of_fitted(fitted, &bytes(ctx, slot, fitted.frames(), frame)?)
            }
            Self::Kept(picture) => LedImage::clone(picture),
            Self::Off(w, h) => LedImage::full(w, h, vec![0; w * h * 3]),
            Self::Bare(map) => bare(map),
        })
    }

    /// Returns a placeholder until the frame is read: the first frame of a file, else LEDs that are off.
    fn poster(&self) -> LedImage {
        match *self {
            Self::File(opened) => still_of(opened, 0),
            Self::Fitted(fitted) => LedImage::off(fitted.layout()),
            _ => LedImage::default(),
        }
    }
}

fn bare(map: &LedMap) -> LedImage {
    let layout = Layout::new(Arrangement::Map(map.clone()), Wiring::default());
    layout.map_or_else(LedImage::default, |layout| LedImage::off(&layout))
}

/// Detail of a frame that has more pixels than its face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// All of it.
    Whole,
    /// Enough for a thumb, a card or a row.
    Small,
}

impl Detail {
    /// Returns how many pixels, in each direction, become one.
    fn step(self, size: (usize, usize)) -> usize {
        match self {
            Self::Whole => 1,
            Self::Small => Thumbnail::step(size),
        }
    }
}

/// Returns a frame of a file, `by` pixels as one. A streamed frame is reduced where it is read, so that no large frame is kept
/// for a small picture.
fn of_file(
    ctx: &Context,
    slot: RequestSlot,
    (reel, frame): (&Reel, usize),
    (size, by): ((usize, usize), usize),
) -> Option<LedImage> {
    let (w, h) = size;
    Some(match reel.held() {
        Some(frames) => {
            let rgb = frames.frame(frame).unwrap_or_default();
            if by == 1 {
                LedImage::full(w, h, rgb.to_vec())
            } else {
                LedImage::of(Thumbnail::averaged(rgb, size, by))
            }
        }
        None => {
            let rgb = Projector::of(ctx).frame(ctx, slot, (reel, frame), Some((size, by)))?;
            LedImage::full(w.div_ceil(by), h.div_ceil(by), rgb.to_vec())
        }
    })
}

/// Returns the bytes of a frame; `None` until the projector has read a streamed one.
fn bytes<'a>(
    ctx: &Context,
    slot: RequestSlot,
    reel: &'a Reel,
    frame: usize,
) -> Option<Cow<'a, [u8]>> {
    match reel.held() {
        Some(frames) => Some(Cow::Borrowed(frames.frame(frame).unwrap_or_default())),
        None => Projector::of(ctx)
            .frame(ctx, slot, (reel, frame), None)
            .map(|bytes| Cow::Owned(bytes.to_vec())),
    }
}

/// Returns a slot that no other face has.
pub(super) fn new_slot(jumps: bool) -> RequestSlot {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    RequestSlot {
        id: NEXT.fetch_add(1, Relaxed),
        jumps,
    }
}

/// One face and the picture on it.
pub(super) struct Screen {
    slot: RequestSlot,
    face: LedFace,
    /// The scene, and which of its frames; none until the first one has been read.
    shown: Option<(SceneKey, Option<usize>)>,
    picture: LedImage,
    /// Number of pictures so far: the id of the current one.
    pictures: u64,
}

impl Default for Screen {
    fn default() -> Self {
        let face = LedFace::default();
        let shown = None;
        let picture = LedImage::default();
        Self {
            slot: new_slot(false),
            face,
            shown,
            picture,
            pictures: 0,
        }
    }
}

impl Screen {
    /// Returns the face and frame `frame` of `scene`, reduced; the previous frame while that one is being read.
    pub(super) fn ready(
        &mut self,
        ctx: &Context,
        scene: Scene<'_>,
        frame: usize,
    ) -> (&mut LedFace, Option<LedFrame<'_>>) {
        self.prepare(ctx, scene, frame, Detail::Small)
    }

    fn prepare(
        &mut self,
        ctx: &Context,
        scene: Scene<'_>,
        frame: usize,
        detail: Detail,
    ) -> (&mut LedFace, Option<LedFrame<'_>>) {
        let of = self
            .shown
            .as_ref()
            .filter(|(key, _)| key.matches(&scene))
            .map(|&(_, shown)| shown);
        if of != Some(Some(frame)) {
            let (picture, shown) = match (scene.picture(ctx, self.slot, frame, detail), of) {
                (Some(picture), _) => (Some(picture), Some(frame)),
                (None, Some(before)) => (None, before),
                (None, None) => (Some(scene.poster()), None),
            };
            if let Some(picture) = picture {
                self.picture = picture;
                self.pictures += 1;
            }
            self.shown = Some((scene.key(), shown));
        }
        let picture = &self.picture;
        let frame = LedFrame::of(
            picture.w,
            picture.h,
            &picture.rgb,
            picture.leds.as_deref(),
            self.pictures,
        );
        (&mut self.face, Some(frame))
    }

    /// The face alone, for an empty plate.
    pub(super) fn face(&mut self) -> &mut LedFace {
        &mut self.face
    }

    /// Paints frame `frame` of `scene`, or an empty plate; small.
    pub(super) fn paint(
        &mut self,
        ui: &Ui,
        rect: Rect,
        scene: Option<(Scene<'_>, usize)>,
        plate: Plate,
    ) {
        match scene {
            Some((scene, frame)) => {
                let (face, frame) = self.ready(ui.ctx(), scene, frame);
                face.paint(ui, rect, frame.as_ref(), plate);
            }
            None => self.face.paint(ui, rect, None, plate),
        }
    }

    /// As [`Self::paint`], with all details, and announced as an image.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        rect: Rect,
        id: Id,
        scene: (Scene<'_>, usize),
        plate: Plate,
        name: &str,
    ) {
        let (face, frame) = self.prepare(ui.ctx(), scene.0, scene.1, Detail::Whole);
        face.show_at(ui, rect, id, frame.as_ref(), plate, name);
    }
}

/// LED faces by key. A face that is not used in a frame is dropped in the next.
#[derive(Default)]
pub(super) struct Screens(HashMap<Id, (bool, Screen)>);

impl Screens {
    /// Drops faces that were not shown in the last frame. Call before each frame.
    pub(super) fn begin(&mut self, ctx: &Context) {
        self.0.retain(|_, (used, screen)| {
            let keep = std::mem::take(used);
            if !keep {
                Projector::of(ctx).leave(screen.slot);
            }
            keep
        });
    }

    /// The face of `key`.
    pub(super) fn of(&mut self, key: impl Hash + Debug) -> &mut Screen {
        let (used, screen) = self.0.entry(Id::unique(key)).or_default();
        *used = true;
        screen
    }
}

/// The frame of `frames` at `at_ms`, in steps of `step_ms` (mini faces move ten times a second at most).
pub(super) fn frame_at(frames: &Reel, at_ms: f64, step_ms: f64) -> usize {
    let at = if step_ms > 0.0 {
        (at_ms / step_ms).floor() * step_ms
    } else {
        at_ms
    };
    frames.index_at(at.max(0.0) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{ReadOptions, read_bytes};
    use std::path::Path;

    fn opened(w: u32, h: u32) -> Arc<Opened> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, w, h);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        let pixels = [10, 20, 30].repeat((w * h) as usize);
        writer.write_image_data(&pixels).unwrap();
        writer.finish().unwrap();
        let read = read_bytes(Path::new("a.png"), bytes.into(), &ReadOptions::default());
        Arc::new(read.unwrap())
    }

    #[test]
    fn a_thumb_of_a_large_picture_holds_a_small_one() {
        let ctx = Context::default();
        let slot = new_slot(true);
        let large = opened(1600, 1200);
        let picture = |detail| Scene::File(&large).picture(&ctx, slot, 0, detail).unwrap();
        let small = picture(Detail::Small);
        assert_eq!(
            (small.w, small.h, small.rgb.len()),
            (267, 200, 267 * 200 * 3)
        );
        assert!(small.rgb.chunks(3).all(|led| led == [10, 20, 30]));
        let whole = picture(Detail::Whole);
        assert_eq!((whole.w, whole.h), (1600, 1200));
        let kept = still_of(&large, 0);
        assert_eq!((kept.w, kept.h), (267, 200), "for the rows of uploads");
        let little = opened(300, 40);
        let whole = Scene::File(&little).picture(&ctx, slot, 0, Detail::Small);
        assert_eq!(whole.map(|picture| (picture.w, picture.h)), Some((300, 40)));
    }
}
