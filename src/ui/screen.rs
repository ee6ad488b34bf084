//! A face that remembers what it shows: frames are only turned into pictures, and pictures into textures, when they differ.

use super::widgets::led_face::{LedFace, LedFrame, Plate};
use crate::app::{Picture, picture_of_fitted, picture_of_pattern, picture_of_reading};
use crate::pattern::{FittedPattern, Frames, Opened};
use egui::{Id, Rect, Ui};
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::{Arc, Weak};

/// Where a picture comes from.
#[derive(Clone, Copy)]
pub(super) enum Scene<'a> {
    /// The file itself.
    File(&'a Arc<Opened>),
    /// One of its readings.
    Reading(&'a Arc<Opened>, usize),
    /// As one device gets it.
    Fitted(&'a Arc<FittedPattern>),
    /// A picture that was kept.
    Kept(&'a Arc<Picture>),
    /// LEDs that are off, so many in a row and so many rows.
    Off(usize, usize),
}

/// What a picture was made of, to be recognised. While it is kept, nothing else can take its address.
pub(super) enum Made {
    File(Weak<Opened>),
    Reading(Weak<Opened>, usize),
    Fitted(Weak<FittedPattern>),
    Kept(Weak<Picture>),
    Off(usize, usize),
}

impl Made {
    /// Whether it is that scene.
    pub(super) fn is(&self, scene: &Scene<'_>) -> bool {
        match (self, scene) {
            (Self::File(made), Scene::File(opened)) => made.as_ptr() == Arc::as_ptr(opened),
            (Self::Reading(made, a), Scene::Reading(opened, b)) => made.as_ptr() == Arc::as_ptr(opened) && a == b,
            (Self::Fitted(made), Scene::Fitted(fitted)) => made.as_ptr() == Arc::as_ptr(fitted),
            (Self::Kept(made), Scene::Kept(picture)) => made.as_ptr() == Arc::as_ptr(picture),
            (Self::Off(w, h), Scene::Off(width, height)) => w == width && h == height,
            _ => false,
        }
    }
}

impl<'a> Scene<'a> {
    /// The frames that give the timing.
    pub(super) fn frames(&self) -> Option<&'a Frames> {
        match *self {
            Self::File(opened) | Self::Reading(opened, _) => Some(&opened.pattern.frames),
            Self::Fitted(fitted) => Some(fitted.frames()),
            Self::Kept(_) | Self::Off(..) => None,
        }
    }

    /// To recognise it later.
    pub(super) fn made(&self) -> Made {
        match *self {
            Self::File(opened) => Made::File(Arc::downgrade(opened)),
            Self::Reading(opened, candidate) => Made::Reading(Arc::downgrade(opened), candidate),
            Self::Fitted(fitted) => Made::Fitted(Arc::downgrade(fitted)),
            Self::Kept(picture) => Made::Kept(Arc::downgrade(picture)),
            Self::Off(w, h) => Made::Off(w, h),
        }
    }

    /// One frame as a grid.
    pub(super) fn picture(&self, frame: usize) -> Picture {
        match *self {
            Self::File(opened) => picture_of_pattern(&opened.pattern, frame),
            Self::Reading(opened, candidate) => picture_of_reading(opened, candidate, frame),
            Self::Fitted(fitted) => picture_of_fitted(fitted, frame),
            Self::Kept(picture) => Picture::clone(picture),
            Self::Off(w, h) => Picture { w, h, rgb: vec![0; w * h * 3] },
        }
    }
}

/// One face and the picture on it.
#[derive(Default)]
pub(super) struct Screen {
    face: LedFace,
    shown: Option<(Made, usize)>,
    picture: Picture,
    /// Counts the pictures: the id of the present one.
    pictures: u64,
}

impl Screen {
    /// The face, and frame `frame` of `scene` to put on it.
    pub(super) fn ready(&mut self, scene: Scene<'_>, frame: usize) -> (&mut LedFace, Option<LedFrame<'_>>) {
        let same = self.shown.as_ref().is_some_and(|(made, shown)| *shown == frame && made.is(&scene));
        if !same {
            self.picture = scene.picture(frame);
            self.shown = Some((scene.made(), frame));
            self.pictures += 1;
        }
        let picture = &self.picture;
        let frame = LedFrame { width: picture.w, height: picture.h, rgb: &picture.rgb, id: self.pictures };
        (&mut self.face, Some(frame))
    }

    /// The face alone, for an empty plate.
    pub(super) fn face(&mut self) -> &mut LedFace {
        &mut self.face
    }

    /// Paints frame `frame` of `scene`, or an empty plate.
    pub(super) fn paint(&mut self, ui: &Ui, rect: Rect, scene: Option<(Scene<'_>, usize)>, plate: Plate) {
        match scene {
            Some((scene, frame)) => {
                let (face, frame) = self.ready(scene, frame);
                face.paint(ui, rect, frame.as_ref(), plate);
            }
            None => self.face.paint(ui, rect, None, plate),
        }
    }

    /// As [`Self::paint`], and announced as an image.
    pub(super) fn show(&mut self, ui: &Ui, rect: Rect, id: Id, scene: (Scene<'_>, usize), plate: Plate, name: &str) {
        let (face, frame) = self.ready(scene.0, scene.1);
        face.show_at(ui, rect, id, frame.as_ref(), plate, name);
    }
}

/// Faces by what they stand for; those that nobody asked for in a frame are dropped in the next.
#[derive(Default)]
pub(super) struct Screens(HashMap<Id, (bool, Screen)>);

impl Screens {
    /// Call before each frame: lets go of faces that were not shown in the last one.
    pub(super) fn begin(&mut self) {
        self.0.retain(|_, (used, _)| std::mem::take(used));
    }

    /// The face of `key`.
    pub(super) fn of(&mut self, key: impl Hash + Debug) -> &mut Screen {
        let (used, screen) = self.0.entry(Id::unique(key)).or_default();
        *used = true;
        screen
    }
}

/// The frame of `frames` at `at_ms`, in steps of `step_ms` (mini faces move ten times a second at most).
pub(super) fn frame_at(frames: &Frames, at_ms: f64, step_ms: f64) -> usize {
    let at = if step_ms > 0.0 { (at_ms / step_ms).floor() * step_ms } else { at_ms };
    frames.index_at(at.max(0.0) as u64)
}
