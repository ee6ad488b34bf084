//! Power and brightness of a device. While the device handles a value, only the newest one waits to be sent.

use super::parts::heading;
use crate::app::{Action, DeviceAction, DevicePage};
use crate::device::{Control, Light};
use crate::engine::{Abilities, Ask, DeviceView};
use crate::t;
use crate::ui::Actions;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{slider, toggle};
use egui::{Align, Rect, Ui, pos2, vec2};

/// Keeps the slider between frames.
#[derive(Default)]
pub(super) struct Dial {
    /// Where it is held, 0 to 255.
    dragged: Option<f32>,
}

impl Dial {
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        view: &DeviceView,
        abilities: &Abilities,
        page: &DevicePage,
        actions: &mut Actions,
    ) {
        let line = heading(ui, t!("device-page-light"));
        let t = tokens(ui);
        let Some(light) = shown(page) else {
            let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 28.0));
            let words = if page.failed.is_some() {
                t!("device-page-light-unknown")
            } else {
                t!("device-page-light-reading")
            };
            text::draw(
                ui,
                rect.left_center(),
                Align::Min,
                &[span(words, theme::sentence, t.text3)],
                rect.width(),
            );
            return;
        };
        if let (Some(on), true) = (light.on, abilities.can.contains(&Control::Power)) {
            let mut wanted = on;
            let at = Rect::from_min_size(
                pos2(line.right() - 36.0, line.center().y - 14.0),
                vec2(36.0, 28.0),
            );
            let name = t!("device-page-is-on", device = view.name());
            ui.scope_builder(egui::UiBuilder::new().max_rect(at).id_salt("power"), |ui| {
                toggle::toggle(ui, &mut wanted, &name, true);
            });
            if wanted != on {
                let light = Light {
                    on: Some(wanted),
                    brightness: None,
                };
                actions.push(Action::Device(DeviceAction::SetLight(light)));
            }
        }
        if let (Some(brightness), true) = (
            light.brightness,
            abilities.can.contains(&Control::Brightness),
        ) {
            self.slider(ui, brightness, actions);
        }
    }

    fn slider(&mut self, ui: &mut Ui, brightness: u8, actions: &mut Actions) {
        let t = tokens(ui);
        let mut value = self.dragged.unwrap_or(f32::from(brightness));
        let before = value as u8;
        ui.horizontal(|ui| {
            let width = ui.available_width() - 64.0;
            let response = slider::slider(
                ui,
                &mut value,
                0.0..=255.0,
                1.0,
                width,
                t!("pages-brightness"),
            );
            self.dragged = response.dragged().then_some(value);
            let (_, rect) = ui.allocate_space(vec2(64.0, 28.0));
            let words = t!("pages-percent", n = (value / 2.55).round());
            text::draw(
                ui,
                rect.right_center(),
                Align::Max,
                &[span(&words, theme::mono, t.text)],
                64.0,
            );
        });
        if value as u8 != before {
            let light = Light {
                on: None,
                brightness: Some(value as u8),
            };
            actions.push(Action::Device(DeviceAction::SetLight(light)));
        }
    }
}

/// Returns the light to show: values that wait for an answer of the device, else those that it reported.
fn shown(page: &DevicePage) -> Option<Light> {
    let said = page.light?;
    let asked = page.asked.iter().filter_map(|ask| match ask {
        Ask::SetLight(light) => Some(*light),
        _ => None,
    });
    let newer = |light: Light, wish: Light| Light {
        on: wish.on.or(light.on),
        brightness: wish.brightness.or(light.brightness),
    };
    Some(asked.chain(page.next_light).fold(said, newer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requested_value_is_shown_until_the_device_answers_and_leaves_the_rest_as_it_is() {
        let light = |on, brightness| Light { on, brightness };
        let mut page = DevicePage {
            light: Some(light(Some(true), Some(10))),
            ..DevicePage::default()
        };
        assert_eq!(shown(&page), page.light);
        page.asked.push(Ask::SetLight(light(None, Some(20))));
        assert_eq!(shown(&page), Some(light(Some(true), Some(20))));
        page.next_light = Some(light(Some(false), None));
        assert_eq!(shown(&page), Some(light(Some(false), Some(20))));
        assert_eq!(shown(&DevicePage::default()), None);
    }
}
