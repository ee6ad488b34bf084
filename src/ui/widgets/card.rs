//! The card of a device: who it is, how it is, whether it is chosen. Click or Space chooses, Enter or a double click opens.

use egui::{
    Align, Color32, CornerRadius, Id, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::button::{Button, Kind};
use super::glyphs::{self, Pip};
use super::led_face::{LedFace, LedFrame, Plate};
use super::toggle::paint_checkbox;
use super::{Look, focus_ring, take_enter};
use crate::ui::icons;
use crate::ui::text::{self, Span, span};
use crate::ui::theme::{self, Tokens, radius};

/// Height of a card in points.
pub const HEIGHT: f32 = 60.0;
/// Height of the foot that names why a device is unsuitable.
pub const FOOT: f32 = 34.0;
/// Height of that foot where several remedies stand below the reason.
const TALL_FOOT: f32 = 62.0;

/// Height of the foot of an unsuitable device with so many remedies.
#[must_use]
pub fn foot(remedies: usize) -> f32 {
    if remedies > 1 { TALL_FOOT } else { FOOT }
}

/// How a device is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// By radio, with 0 to 4 bars.
    Radio(u8),
    /// By cable.
    Cable,
    /// Not known.
    Unknown,
}

/// What can be done with a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Can be chosen.
    Ready,
    /// Can be chosen; is left alone after failures until it is tried again.
    Resting,
    /// Can be chosen; is known, and nobody has asked it yet.
    Unasked,
    /// Does not answer.
    Offline,
    /// Answers, and is being asked what it is.
    Asking,
    /// Cannot take this pattern.
    Unsuitable {
        /// Whether it answers; `false`: nobody has asked yet.
        asked: bool,
        /// "Cannot store animations".
        reason: &'a str,
        /// The ways out, links; best first.
        remedies: &'a [&'a str],
    },
}

impl Standing<'_> {
    fn choosable(self) -> bool {
        matches!(self, Self::Ready | Self::Resting | Self::Unasked)
    }

    fn dim(self) -> bool {
        matches!(self, Self::Offline | Self::Unsuitable { .. } | Self::Asking)
    }
}

/// A device to show.
#[derive(Clone, Copy, Debug)]
pub struct DeviceCard<'a> {
    /// Its name.
    pub name: &'a str,
    /// Second line before the address: "WLED · ESP32 · ", or a sentence such as "Resting after 5 failures".
    pub about: &'a str,
    /// Second line, in mono; may be empty.
    pub address: &'a str,
    /// Right, upper: "16 × 16".
    pub leds: &'a str,
    /// Right, lower: "1.2 MB free", "Last seen 2 h ago".
    pub note: &'a str,
    /// Whether it is kept at the top of the list.
    pub pinned: bool,
    /// What the button that changes that is called; empty: there is none.
    pub pin: &'a str,
    /// How it is connected.
    pub wire: Wire,
    /// What can be done with it.
    pub standing: Standing<'a>,
    /// Whether it is chosen.
    pub selected: bool,
    /// What a screen reader says.
    pub aloud: &'a str,
}

/// What happened to a card in this frame.
#[derive(Clone, Debug)]
pub struct CardResponse {
    /// The card itself, for focus and context menu.
    pub response: Response,
    /// To be chosen or no longer.
    pub toggled: bool,
    /// To be opened.
    pub opened: bool,
    /// This remedy of an unsuitable device was clicked.
    pub remedied: Option<usize>,
    /// To be pinned, or no longer.
    pub repinned: bool,
}

impl DeviceCard<'_> {
    /// Height in points, with the foot of an unsuitable device.
    #[must_use]
    pub fn height(&self) -> f32 {
        match self.standing {
            Standing::Unsuitable { remedies, .. } => HEIGHT + foot(remedies.len()),
            _ => HEIGHT,
        }
    }

    /// Shows the card in `rect` (its height is [`Self::height`]); `frame` is the pattern as fitted to this device.
    pub fn show_at(
        &self,
        ui: &Ui,
        rect: Rect,
        id: Id,
        face: &mut LedFace,
        frame: Option<&LedFrame<'_>>,
    ) -> CardResponse {
        // egui makes Enter a click, which would choose the device instead of opening it
        let entered = take_enter(ui, id);
        // one that went away while it was chosen can still be let go
        let choosable = self.standing.choosable() || self.selected;
        // never disabled as a whole: an offline device can still be opened
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| {
            WidgetInfo::selected(Role::CheckBox, choosable, self.selected, self.aloud)
        });
        let look = Look {
            enabled: choosable,
            ..Look::of(ui, &response, true)
        };
        let (remedied, pin) = self.paint(ui, rect, id, &look, face, frame);
        let repinned = self.pin_at(ui, pin, &response);
        // the second click of a double click takes the first one's choice back
        CardResponse {
            toggled: choosable && response.clicked(),
            opened: entered || response.double_clicked(),
            remedied,
            repinned,
            response,
        }
    }

    /// The button before the facts at the right: always there on a pinned device, on others where pointer or focus are.
    fn pin_at(&self, ui: &Ui, at: Pos2, card: &Response) -> bool {
        let id = card.id.with("pin");
        let is_sought =
            card.contains_pointer() || card.has_focus() || ui.memory(|memory| memory.has_focus(id));
        if self.pin.is_empty() || !(self.pinned || is_sought) {
            return false;
        }
        let response = ui.interact(
            Rect::from_center_size(at, vec2(28.0, 28.0)),
            id,
            Sense::click(),
        );
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, self.pinned, self.pin));
        let t = theme::tokens(ui);
        let look = Look::of(ui, &response, true);
        let ink = if self.pinned { t.text2 } else { t.text3 };
        text::icon(
            ui.painter(),
            at,
            icons::PIN,
            14.0,
            look.blend(ink, t.accent, t.accent),
        );
        if look.focus {
            focus_ring(
                ui,
                Rect::from_center_size(at, vec2(20.0, 20.0)),
                radius::CHECK,
            );
        }
        glyphs::tooltip(response, self.pin).clicked()
    }

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
            Wire::Radio(level) if self.standing != Standing::Offline => {
                glyphs::signal_bars(ui.painter(), pos2(edge - 7.5, upper), level, t);
                21.0
            }
            Wire::Cable => {
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
            Standing::Ready | Standing::Unsuitable { .. } => Some(Pip::Online),
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

    /// Why it is unsuitable, and links: one at the right, several below.
    fn paint_foot(&self, ui: &Ui, rect: Rect, id: Id, t: &Tokens) -> Option<usize> {
        let Standing::Unsuitable {
            reason, remedies, ..
        } = self.standing
        else {
            return None;
        };
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
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::ui::visuals;

    const CARD: DeviceCard<'_> = DeviceCard {
        name: "Porch",
        about: "WLED · ",
        address: "192.168.1.40",
        leds: "16 × 16",
        note: "1.2 MB free",
        pinned: false,
        pin: "",
        wire: Wire::Radio(4),
        standing: Standing::Ready,
        selected: false,
        aloud: "Porch, WLED",
    };

    /// Counts of (toggled, opened, remedied).
    type Counts = (u32, u32, u32);

    fn harness(card: DeviceCard<'static>) -> Harness<'static, Counts> {
        let mut face = LedFace::new();
        let mut ready = false;
        let show = move |ui: &mut Ui, counts: &mut Counts| {
            if !std::mem::replace(&mut ready, true) {
                visuals::apply(ui.ctx(), true);
                return;
            }
            visuals::begin_frame(ui.ctx());
            let rect = Rect::from_min_size(pos2(10.0, 10.0), vec2(391.0, card.height()));
            let answer = card.show_at(ui, rect, Id::unique("card"), &mut face, None);
            counts.0 += u32::from(answer.toggled);
            counts.1 += u32::from(answer.opened);
            counts.2 += u32::from(answer.remedied.is_some());
        };
        let mut harness = Harness::builder()
            .with_size(vec2(420.0, 120.0))
            .build_ui_state(show, Counts::default());
        harness.run();
        harness
    }

    #[test]
    fn a_click_and_space_choose_and_enter_opens() {
        let mut harness = harness(CARD);
        harness.get_by_label("Porch, WLED").click();
        harness.run();
        assert_eq!(*harness.state(), (1, 0, 0));
        harness.key_press(Key::Tab);
        harness.run();
        harness.key_press(Key::Space);
        harness.run();
        assert_eq!(*harness.state(), (2, 0, 0));
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(*harness.state(), (2, 1, 0));
    }

    #[test]
    fn an_unsuitable_device_is_never_chosen_but_its_remedy_works() {
        let standing = Standing::Unsuitable {
            asked: true,
            reason: "Cannot store animations",
            remedies: &["Play live"],
        };
        let mut harness = harness(DeviceCard { standing, ..CARD });
        harness.get_by_label("Porch, WLED").click();
        harness.run();
        harness.get_by_label("Play live").click();
        harness.run();
        assert_eq!(*harness.state(), (0, 0, 1));
    }

    #[test]
    fn an_offline_device_is_announced_as_disabled_and_can_still_be_opened() {
        let mut harness = harness(DeviceCard {
            standing: Standing::Offline,
            ..CARD
        });
        assert!(
            harness
                .get_by_label("Porch, WLED")
                .accesskit_node()
                .is_disabled()
        );
        harness.key_press(Key::Tab);
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(*harness.state(), (0, 1, 0));
    }
}
