//! How a device card looks: surface, names, facts, and the foot that says why a device is unsuitable.

use egui::{Align, Color32, CornerRadius, Id, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{Connection, DeviceCard, FOOT, HEIGHT, Standing};
use crate::ui::icons;
use crate::ui::text::{self, Span, span};
use crate::ui::theme::{self, Tokens, radius};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::glyphs::{self, Pip};
use crate::ui::widgets::led_face::{LedFace, LedFrame, Plate};
use crate::ui::widgets::toggle::paint_checkbox;
use crate::ui::widgets::{Look, focus_ring};

impl DeviceCard<'_> {
    /// Paints the card, and the links of the foot, which are the only parts that react by themselves. Gives which of
    /// them was clicked, and where the pin stands.
    pub fn paint(
        &self,
        ui: &Ui,
        rect: Rect,
        id: Id,
        look: &Look,
        face: &mut LedFace,
        frame: Option<&LedFrame<'_>>,
    ) -> (Option<usize>, Pos2) {
        let t = theme::tokens(ui);
        let (fill, border) = self.surface(look, t);
        let corner = CornerRadius::same(radius::CARD);
        ui.painter().rect(
            rect,
            corner,
            fill,
            Stroke::new(1.0, border),
            StrokeKind::Inside,
        );
        let top = Rect::from_min_size(rect.min, vec2(rect.width(), HEIGHT));
        let y = top.center().y;
        let box_center = pos2(top.left() + 21.0, y);
        if self.standing == Standing::Asking {
            glyphs::spinner(ui, box_center, 16.0, t.text2);
        } else {
            let box_look = Look {
                focus: false,
                pressed: false,
                ..*look
            };
            paint_checkbox(ui, box_center, self.selected, &box_look);
        }
        let mini = Rect::from_center_size(pos2(top.left() + 64.0, y), vec2(44.0, 44.0));
        face.paint(ui, mini, frame, Plate::MINI);
        let right = self.paint_right(ui, top, t);
        let pin = self.paint_names(ui, top, right, t);
        let remedied = self.paint_foot(ui, rect, id, t);
        if look.focus {
            focus_ring(ui, rect, radius::CARD);
        }
        (remedied, pin)
    }

    fn surface(&self, look: &Look, t: &Tokens) -> (Color32, Color32) {
        if self.selected {
            return (t.accent_bg, t.accent_line);
        }
        let light_edge = if t.dark {
            Color32::TRANSPARENT
        } else {
            t.stroke
        };
        if self.standing.dim() {
            return (look.blend(Color32::TRANSPARENT, t.panel, t.panel), t.stroke);
        }
        (look.blend(t.card, t.hover, t.hover), light_edge)
    }

    fn caption_color(&self, t: &Tokens) -> Color32 {
        if self.selected { t.text2 } else { t.text3 }
    }

    /// Facts at the right; returns where upper and lower one begin, so that names know their room.
    fn paint_right(&self, ui: &Ui, top: Rect, t: &Tokens) -> (f32, f32) {
        let upper = top.center().y - 9.5;
        let lower = top.center().y + 9.5;
        let edge = top.right() - 12.0;
        let sign = match self.wire {
            Connection::Radio(level) if self.standing != Standing::Offline => {
                glyphs::signal_bars(ui.painter(), pos2(edge - 7.5, upper), level, t);
                21.0
            }
            Connection::Cable => {
                text::icon(
                    ui.painter(),
                    pos2(edge - 7.5, upper),
                    icons::ETHERNET_PORT,
                    15.0,
                    t.text2,
                );
                21.0
            }
            _ => 0.0,
        };
        let leds = [span(self.leds, theme::caption, t.text2)];
        let leds = text::draw(ui, pos2(edge - sign, upper), Align::Max, &leds, 140.0);
        let note = [span(self.note, theme::caption, self.caption_color(t))];
        let note = text::draw(ui, pos2(edge, lower), Align::Max, &note, 140.0);
        (leds.left(), note.left())
    }

    /// Returns where the pin stands.
    fn paint_names(&self, ui: &Ui, top: Rect, right: (f32, f32), t: &Tokens) -> Pos2 {
        let upper = top.center().y - 8.5;
        let lower = top.center().y + 9.5;
        let left = top.left() + 98.0;
        let pip = match self.standing {
            Standing::Offline | Standing::Unasked | Standing::Unsuitable { asked: false, .. } => {
                Some(Pip::Offline)
            }
            Standing::Resting => Some(Pip::Resting),
            Standing::Ready | Standing::Fewer { .. } | Standing::Unsuitable { .. } => {
                Some(Pip::Online)
            }
            Standing::Asking => None,
        };
        let mut x = left;
        if let Some(pip) = pip {
            glyphs::pip(ui.painter(), pos2(x + 4.0, upper), pip, t);
            x += 14.0;
        }
        let pin = match (self.pin.is_empty(), self.pinned) {
            (false, _) => 26.0,
            (true, pinned) => {
                if pinned {
                    20.0
                } else {
                    0.0
                }
            }
        };
        let ink = if self.standing.dim() { t.text2 } else { t.text };
        let name = [span(self.name, theme::name, ink)];
        let name = text::draw(
            ui,
            pos2(x, upper),
            Align::Min,
            &name,
            right.0 - 10.0 - x - pin,
        );
        if self.pinned && self.pin.is_empty() {
            text::icon(
                ui.painter(),
                pos2(name.right() + 12.0, upper),
                icons::PIN,
                14.0,
                t.text3,
            );
        }
        let spans: [Span<'_>; 2] = [
            span(self.about, theme::caption, t.text2),
            span(self.address, theme::mono_small, t.text2),
        ];
        text::draw(
            ui,
            pos2(left, lower),
            Align::Min,
            &spans,
            right.1 - 8.0 - left,
        );
        pos2(right.0 - 17.0, upper)
    }

    /// What stands below the names; which link in it was clicked.
    fn paint_foot(&self, ui: &Ui, rect: Rect, id: Id, t: &Tokens) -> Option<usize> {
        match self.standing {
            Standing::Unsuitable {
                reason, remedies, ..
            } => paint_remedies(ui, rect, id, t, (reason, remedies)),
            Standing::Fewer { note } => {
                paint_note(ui, rect, note, t);
                None
            }
            _ => None,
        }
    }
}

/// Why it is unsuitable, and links: one at the right, several below.
fn paint_remedies(
    ui: &Ui,
    rect: Rect,
    id: Id,
    t: &Tokens,
    (reason, remedies): (&str, &[&str]),
) -> Option<usize> {
    let foot = Rect::from_min_max(
        pos2(rect.left() + 1.0, rect.top() + HEIGHT - 2.0),
        rect.max - vec2(1.0, 1.0),
    );
    let corner = CornerRadius {
        nw: 0,
        ne: 0,
        sw: radius::CARD - 1,
        se: radius::CARD - 1,
    };
    ui.painter().rect_filled(foot, corner, t.warn_bg);
    let below = remedies.len() > 1;
    let y = if below {
        foot.top() + 19.0
    } else {
        foot.center().y
    };
    text::icon(
        ui.painter(),
        pos2(foot.left() + 20.0, y),
        icons::CIRCLE_ALERT,
        15.0,
        t.warn,
    );
    let at = pos2(foot.left() + 35.0, y);
    let mut clicked = None;
    let mut x = at.x;
    let mut right = foot.right() - 17.0;
    for (index, remedy) in remedies.iter().enumerate() {
        let link = Button::new(Kind::Link, remedy);
        let width = link.measure(ui).x;
        let left = if below { x } else { right - width };
        let y = if below { foot.bottom() - 18.0 } else { y };
        let place = Rect::from_min_size(pos2(left, y - 14.0), vec2(width, 28.0));
        if link
            .show_at(ui, place, id.with(("remedy", index)))
            .clicked()
        {
            clicked = Some(index);
        }
        x += width + 16.0;
        right -= if below { 0.0 } else { width + 12.0 };
    }
    text::draw(
        ui,
        at,
        Align::Min,
        &[span(reason, theme::sentence, t.text)],
        right - at.x,
    );
    clicked
}

/// Says below the names what of the pattern it does not get.
fn paint_note(ui: &Ui, rect: Rect, note: &str, t: &Tokens) {
    let y = rect.bottom() - FOOT / 2.0 - 2.0;
    text::icon(
        ui.painter(),
        pos2(rect.left() + 21.0, y),
        icons::INFO,
        15.0,
        t.text2,
    );
    let at = pos2(rect.left() + 36.0, y);
    let room = rect.right() - 12.0 - at.x;
    let note = [span(note, theme::sentence, t.text2)];
    text::draw(ui, at, Align::Min, &note, room);
}
