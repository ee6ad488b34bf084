//! The progress of reading a file: percent, the first frame as soon as there is one, and a button that stops it.

use crate::app::Action;
use crate::pattern::Progress;
use crate::t;
use crate::ui::Actions;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::led_face::{LedFace, LedFrame, Plate};
use crate::ui::widgets::{glyphs, progress as bar};
use egui::{Align, Pos2, Rect, Role, Ui, pos2, vec2};
use std::time::Duration;

/// How often the progress is polled.
const LOOK: Duration = Duration::from_millis(100);
/// Longest side of the first picture, in points.
const PICTURE: f32 = 240.0;
/// Height below the picture: the line, the bar and the button.
const BELOW: f32 = 140.0;
/// Width of the bar.
const BAR: f32 = 240.0;

/// Keeps the state of the page between frames.
#[derive(Default)]
pub(super) struct Reading {
    face: LedFace,
}

/// Says which file is being read, and how far: `Reading big.gif, 40 %`.
fn words(file: &str, progress: &Progress) -> String {
    match progress.percent() {
        Some(percent) => t!("send-reading-percent", file = file, percent = percent),
        None => t!("send-reading", file = file),
    }
}

impl Reading {
    /// Shows the whole page, where no pattern is open.
    pub(super) fn page(
        &mut self,
        ui: &Ui,
        rect: Rect,
        file: &str,
        progress: &Progress,
        actions: &mut Actions,
    ) {
        let t = tokens(ui);
        ui.ctx().request_repaint_after(LOOK);
        let middle = rect.center().x;
        let side = PICTURE.min(rect.height() - BELOW - 40.0);
        let first = progress.first().filter(|_| side >= 80.0);
        let head = if first.is_some() { side } else { 28.0 };
        let mut y = rect.center().y - (head + BELOW) / 2.0;
        match first {
            Some(picture) => {
                let at = Rect::from_min_size(pos2(middle - side / 2.0, y), vec2(side, side));
                let frame = LedFrame::hashed(picture.w, picture.h, &picture.rgb);
                let id = ui.scope_id().with("first");
                self.face.show_at(
                    ui,
                    at,
                    id,
                    Some(&frame),
                    Plate::TILE,
                    t!("send-reading-first-frame"),
                );
            }
            None => glyphs::spinner(ui, pos2(middle, y + 14.0), 28.0, t.accent),
        }
        y += head;
        let words = words(file, progress);
        let line = [span(&words, theme::strong, t.text2)];
        let at = text::draw(
            ui,
            pos2(middle, y + 28.0),
            Align::Center,
            &line,
            rect.width(),
        );
        text::announce(ui, at, Role::Status, &words);
        if let Some(percent) = progress.percent() {
            let at = pos2(middle, y + 56.0);
            progress_bar(ui, at, BAR.min(rect.width()), percent as f32 / 100.0);
        }
        let stop = Button::new(Kind::Secondary, t!("pages-stop")).key_hint(t!("pages-key-esc"));
        let at = Rect::from_center_size(pos2(middle, y + 100.0), stop.measure(ui));
        if stop.show_at(ui, at, ui.scope_id().with("stop")).clicked() {
            actions.push(Action::CancelReading);
        }
    }
}

/// Shows the progress bar, `part` from 0 to 1.
fn progress_bar(ui: &Ui, center: Pos2, width: f32, part: f32) {
    let at = Rect::from_center_size(center, vec2(width, bar::HEIGHT));
    let id = ui.scope_id().with("bar");
    let name = t!("send-reading-progress");
    bar::progress_at(ui, at, id, part, tokens(ui).accent, name);
}

/// Shows the same in the title row of the pattern that stays open meanwhile; returns its left edge.
pub(super) fn row(
    ui: &Ui,
    rect: Rect,
    file: &str,
    progress: &Progress,
    actions: &mut Actions,
) -> f32 {
    let t = tokens(ui);
    ui.ctx().request_repaint_after(LOOK);
    let y = rect.center().y;
    let stop = Button::new(Kind::Ghost, t!("pages-stop"));
    let size = stop.measure(ui);
    let at = Rect::from_min_size(pos2(rect.right() - size.x, y - size.y / 2.0), size);
    if stop.show_at(ui, at, ui.scope_id().with("stop")).clicked() {
        actions.push(Action::CancelReading);
    }
    // the name may be long, and is announced
    let short = match progress.percent() {
        Some(percent) => t!("send-reading-short", percent = percent),
        None => words(file, progress),
    };
    let end = text::draw(
        ui,
        pos2(at.left() - 8.0, y),
        Align::Max,
        &[span(&short, theme::sentence, t.text2)],
        220.0,
    );
    text::announce(ui, end, Role::Status, &words(file, progress));
    glyphs::spinner(ui, pos2(end.left() - 14.0, y), 16.0, t.accent);
    end.left() - 30.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_percentage_is_shown_once_it_is_known() {
        let progress = Progress::default();
        assert_eq!(words("big.gif", &progress), "Reading big.gif…");
        progress.set(2, 5);
        assert_eq!(words("big.gif", &progress), "Reading big.gif, 40 %");
    }
}
