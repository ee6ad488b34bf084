//! The card of a device: name, state and selection. Click or Space selects, Enter or a double click opens.

mod paint;

use egui::{Id, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::glyphs;
use super::led_face::{LedFace, LedFrame};
use super::{Look, focus_ring, take_enter};
use crate::ui::icons;
use crate::ui::text;
use crate::ui::theme::{self, radius};

/// Height of a card in points.
pub const HEIGHT: f32 = 60.0;
/// Height of the foot that names why a device is unsuitable.
pub const FOOT: f32 = 34.0;
/// Height of that foot where several remedies stand below the reason.
const TALL_FOOT: f32 = 62.0;

/// Returns the height of the foot of an unsuitable device with that many links.
#[must_use]
pub fn foot(remedies: usize) -> f32 {
    if remedies > 1 { TALL_FOOT } else { FOOT }
}

/// How a device is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// By radio, with 0 to 4 bars.
    Radio(u8),
    Cable,
    Unknown,
}

/// What can be done with a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Can be chosen.
    Ready,
    /// Can be chosen; gets only some frames of the pattern.
    Fewer {
        /// "51 of 103 frames: at most 33 a second".
        note: &'a str,
    },
    /// Can be chosen; rests after failures.
    Resting,
    /// Can be chosen; known, but not contacted yet.
    Unasked,
    /// Does not answer.
    Offline,
    /// Is being contacted.
    Asking,
    /// Cannot take this pattern.
    Unsuitable {
        /// Whether it answers; `false`: it was not contacted yet.
        asked: bool,
        /// "Cannot store animations".
        reason: &'a str,
        /// The ways out, links; best first.
        remedies: &'a [&'a str],
    },
}

impl Standing<'_> {
    fn choosable(self) -> bool {
        matches!(
            self,
            Self::Ready | Self::Fewer { .. } | Self::Resting | Self::Unasked
        )
    }

    fn dim(self) -> bool {
        matches!(self, Self::Offline | Self::Unsuitable { .. } | Self::Asking)
    }
}

/// A device to show.
#[derive(Clone, Copy, Debug)]
pub struct DeviceCard<'a> {
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
    pub wire: Connection,
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
            Standing::Fewer { .. } => HEIGHT + FOOT,
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
}

#[cfg(test)]
mod tests {
    use egui::{Key, pos2};
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
        wire: Connection::Radio(4),
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
