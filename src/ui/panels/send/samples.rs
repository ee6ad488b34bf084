//! The samples of the app as tiles: a click opens one.

use crate::app::Action;
use crate::pattern::{Opened, ReadOptions, read_bytes, samples};
use crate::t;
use crate::ui::Actions;
use crate::ui::screen::{Scene, Screens};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, tokens};
use crate::ui::widgets::led_face::Plate;
use crate::ui::widgets::{Look, focus_ring};
use egui::{Align, CursorIcon, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// Height of a tile's picture.
const TILE: f32 = 112.0;
/// Maximum width of a tile.
const MAX_WIDTH: f32 = 133.0;
/// Gap between tiles.
const GAP: f32 = 16.0;

/// A sample with its parsed pattern.
#[derive(Clone)]
struct Tile {
    file: String,
    name: String,
    bytes: Arc<[u8]>,
    opened: Arc<Opened>,
}

/// The samples, read once per process.
pub(super) struct Samples(Vec<Tile>);

static TILES: LazyLock<Vec<Tile>> = LazyLock::new(|| {
    let tiles = samples().iter().filter_map(|sample| {
        let bytes: Arc<[u8]> = sample.bytes.into();
        let opened = read_bytes(
            Path::new(&sample.file_name()),
            bytes.clone(),
            &ReadOptions::default(),
        )
        .ok()?;
        Some(Tile {
            file: sample.file_name(),
            name: name_of(&sample.file_name()),
            bytes,
            opened: Arc::new(opened),
        })
    });
    tiles.collect()
});

impl Default for Samples {
    fn default() -> Self {
        Self(TILES.clone())
    }
}

/// Makes a name of a file: without extension, with a capital, words apart.
fn name_of(file: &str) -> String {
    let stem = file
        .rsplit_once('.')
        .map_or(file, |(stem, _)| stem)
        .replace(['_', '-'], " ");
    let mut chars = stem.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + chars.as_str())
        .unwrap_or_default()
}

impl Samples {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns a scene of each sample, for other cards.
    pub(super) fn scenes(&self) -> impl Iterator<Item = (Scene<'_>, usize)> {
        self.0
            .iter()
            .map(|tile| (Scene::File(&tile.opened), shown_frame(&tile.opened)))
    }

    pub(super) fn show(&self, ui: &Ui, rect: Rect, screens: &mut Screens, actions: &mut Actions) {
        let t = tokens(ui);
        let heading = [span(t!("send-samples"), theme::heading, t.text)];
        text::draw(
            ui,
            pos2(rect.left(), rect.top() + 38.0),
            Align::Min,
            &heading,
            rect.width(),
        );
        let count = self.0.len().max(1) as f32;
        let width = ((rect.width() - GAP * (count - 1.0)) / count).clamp(88.0, MAX_WIDTH);
        for (index, tile) in self.0.iter().enumerate() {
            let left = rect.left() + (width + GAP) * index as f32;
            if left + width > rect.right() + 1.0 {
                return;
            }
            let at = Rect::from_min_size(pos2(left, rect.top() + 64.0), vec2(width, TILE + 40.0));
            if tile.show(ui, at, screens) {
                let name = tile.file.to_owned();
                let bytes = tile.bytes.clone();
                actions.push(Action::OpenSample { name, bytes });
            }
        }
    }
}

/// Returns the middle frame: the first frames of many patterns are dark.
fn shown_frame(opened: &Opened) -> usize {
    opened.pattern.frames.len() / 2
}

impl Tile {
    fn show(&self, ui: &Ui, rect: Rect, screens: &mut Screens) -> bool {
        let t = tokens(ui);
        let id = ui.scope_id().with(("sample", &self.file));
        let mut response = ui
            .interact(rect, id, Sense::click())
            .on_hover_cursor(CursorIcon::PointingHand);
        response.widget_info(|| {
            WidgetInfo::labeled(
                Role::Button,
                true,
                t!("send-sample", name = self.name.as_str()),
            )
        });
        let plate = Rect::from_min_size(rect.min, vec2(rect.width(), TILE));
        let scene = (Scene::File(&self.opened), shown_frame(&self.opened));
        screens
            .of(("sample", &self.file))
            .paint(ui, plate, Some(scene), Plate::TILE);
        let look = Look::of(ui, &response, true);
        let ink = look.blend(t.text, t.accent_hover, t.accent);
        let x = rect.left();
        let y = plate.bottom();
        text::draw(
            ui,
            pos2(x, y + 17.0),
            Align::Min,
            &[span(&self.name, theme::control, ink)],
            rect.width(),
        );
        let frames = &self.opened.pattern.frames;
        let size = t!(
            "pages-leds-and-frames",
            leds = frames.leds(),
            frames = frames.len()
        );
        text::draw(
            ui,
            pos2(x, y + 35.0),
            Align::Min,
            &[span(&size, theme::caption, t.text3)],
            rect.width(),
        );
        if text::width(ui, &size, theme::caption) > rect.width() {
            response = response.on_hover_text(size);
        }
        if look.focus {
            focus_ring(ui, plate, radius::CARD);
        }
        response.clicked()
    }
}
