//! The Settings page: everything a person may set, in sections of rows, saved as it is changed; and where it is kept.

mod appearance;
mod devices;
mod folders;
mod row;

use super::Panel;
use crate::app::{Action, SETTINGS_PAGE, State};
use crate::engine::settings::{
    BRIGHTNESS_PCT, DEVICES_AT_ONCE, HISTORY_DAYS, HISTORY_ENTRIES, IDLE_MA, LED_MA, LOG_DAYS,
    LogLevel, Settings as Values, VOLTS,
};
use crate::ui::cut::inside;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::{select, slider, toggle};
use crate::ui::{Actions, icons, shortcuts};
use egui::{Align, Key, KeyboardShortcut, Rect, Role, ScrollArea, Ui, pos2, vec2};
use row::{Numbers, Row};

/// Widest page, in points.
const WIDEST: f32 = 784.0;
/// What "Fixed" begins with, in devices: as many as a household's access point bears with ease.
const FIXED: u32 = 8;

/// What the page keeps between frames: what is being typed, and a slider that is being dragged.
#[derive(Default)]
pub(super) struct Settings {
    numbers: Numbers,
    dragged: Option<f32>,
}

impl Panel for Settings {
    fn title(&self) -> &'static str {
        SETTINGS_PAGE
    }

    fn icon(&self) -> char {
        icons::SETTINGS
    }

    fn shortcut(&self) -> KeyboardShortcut {
        shortcuts::ctrl(Key::Comma)
    }

    fn at_foot(&self) -> bool {
        true
    }

    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions) {
        let margin = if ui.max_rect().width() < 800.0 {
            space::PAGE
        } else {
            space::LIST_PAGE
        };
        let page = ui.max_rect().shrink2(vec2(margin, 0.0));
        inside(ui, page, "settings", |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                ui.set_width((page.width() - 8.0).min(WIDEST));
                let mut values = state.settings.clone();
                heading(ui, &mut values);
                folders::unsaved(ui, state);
                appearance::show(ui, &mut values.window);
                self.sending(ui, &mut values);
                devices::show(ui, &mut values.devices);
                self.power(ui, &mut values);
                self.remembering(ui, &mut values);
                self.logging(ui, &mut values);
                folders::show(ui, state, actions);
                ui.add_space(28.0);
                if values != state.settings {
                    actions.push(Action::ChangeSettings(values));
                }
            });
        });
    }
}

impl Settings {
    fn sending(&mut self, ui: &mut Ui, values: &mut Values) {
        let usual = Values::default().sending;
        let sending = &mut values.sending;
        section(ui, "Sending");
        let row = Row {
            name: "Play when verified",
            about: "Switches a device to the new pattern only after every byte was read back and compared.",
            control: 36.0,
            changed: sending.play_when_verified != usual.play_when_verified,
        };
        let reset = row.show(ui, |ui| {
            toggle::toggle(ui, &mut sending.play_when_verified, row.name, true);
        });
        if reset {
            sending.play_when_verified = usual.play_when_verified;
        }
        self.at_once(ui, &mut sending.devices_at_once);
        self.brightness(ui, &mut sending.brightness_pct, usual.brightness_pct);
    }

    fn at_once(&mut self, ui: &mut Ui, at_once: &mut u32) {
        let range = 1..=*DEVICES_AT_ONCE.end();
        let about = format!(
            "Automatic finds out how many the network bears. Fixed: {}. Counts from the next start on.",
            row::range_words(&range)
        );
        let row = Row {
            name: "Devices at once",
            about: &about,
            control: 155.0 + row::NUMBER,
            changed: *at_once != 0,
        };
        let fixed = *at_once != 0;
        let reset = row.show(ui, |ui| {
            match select::segmented(ui, usize::from(fixed), &["Automatic", "Fixed"]) {
                Some(0) => *at_once = 0,
                Some(_) => *at_once = FIXED,
                None => {}
            }
            ui.add_space(8.0);
            self.numbers.show(ui, row.name, at_once, range, fixed);
        });
        if reset {
            *at_once = 0;
        }
    }

    fn brightness(&mut self, ui: &mut Ui, pct: &mut u8, usual: u8) {
        let row = Row {
            name: "Brightness at the start",
            about: "Where the slider beside the preview begins.",
            control: 160.0 + 60.0,
            changed: *pct != usual,
        };
        let reset = row.show(ui, |ui| {
            let range = *BRIGHTNESS_PCT.start() as f32..=*BRIGHTNESS_PCT.end() as f32;
            let mut value = self.dragged.unwrap_or(f32::from(*pct));
            let response = slider::slider(ui, &mut value, range, 1.0, 160.0, row.name);
            self.dragged = response.dragged().then_some(value);
            if self.dragged.is_none() {
                *pct = value as u8;
            }
            let t = tokens(ui);
            let words = format!("{} %", value as u8);
            let (_, rect) = ui.allocate_space(vec2(60.0, 28.0));
            text::draw(
                ui,
                rect.right_center(),
                Align::Max,
                &[span(&words, theme::mono, t.text)],
                60.0,
            );
        });
        if reset {
            *pct = usual;
        }
    }

    fn power(&mut self, ui: &mut Ui, values: &mut Values) {
        let usual = Values::default().power;
        let power = &mut values.power;
        section(ui, "Current");
        let each = (
            "Each channel draws",
            "mA at its brightest; a WS2812B 20. For devices whose LEDs nobody has told: the menu of a device has Power supply.",
        );
        self.number(ui, each, &mut power.led_ma, LED_MA, usual.led_ma);
        self.number(
            ui,
            ("A dark LED draws", "mA; a WS2812B 1."),
            &mut power.idle_ma,
            IDLE_MA,
            usual.idle_ma,
        );
        self.number(
            ui,
            ("Voltage of supplies", "V."),
            &mut power.volts,
            VOLTS,
            usual.volts,
        );
    }

    fn remembering(&mut self, ui: &mut Ui, values: &mut Values) {
        let usual = Values::default().history;
        let history = &mut values.history;
        section(ui, "History");
        let days = (
            "Keep uploads for",
            "days. Older entries go when the app starts, so this counts from the next start on.",
        );
        self.number(
            ui,
            days,
            &mut history.keep_days,
            HISTORY_DAYS,
            usual.keep_days,
        );
        let entries = (
            "Keep at most",
            "entries. The oldest are thrown away first. Counts from the next start on.",
        );
        self.number(
            ui,
            entries,
            &mut history.keep_entries,
            HISTORY_ENTRIES,
            usual.keep_entries,
        );
    }

    fn logging(&mut self, ui: &mut Ui, values: &mut Values) {
        const LEVELS: [(LogLevel, &str); 4] = [
            (LogLevel::Error, "Errors"),
            (LogLevel::Warn, "Warnings"),
            (LogLevel::Info, "Milestones"),
            (LogLevel::Debug, "Every attempt"),
        ];
        let usual = Values::default().log;
        let log = &mut values.log;
        section(ui, "Log file");
        let row = Row {
            name: "How much is written",
            about: "Each level contains those above it. Counts from the next start on.",
            control: 150.0,
            changed: log.level != usual.level,
        };
        let reset = row.show(ui, |ui| {
            let chosen = LEVELS
                .iter()
                .position(|(level, _)| *level == log.level)
                .unwrap_or(0);
            let (id, rect) = ui.allocate_space(vec2(150.0, 32.0));
            let picked = select::select_at(
                ui,
                rect,
                id,
                chosen,
                &LEVELS.map(|(_, word)| word),
                row.name,
            );
            if let Some((level, _)) = picked.and_then(|index| LEVELS.get(index)) {
                log.level = *level;
            }
        });
        if reset {
            log.level = usual.level;
        }
        let row = Row {
            name: "Written as JSON",
            about: "One object a line, for programs. Counts from the next start on.",
            control: 36.0,
            changed: log.json != usual.json,
        };
        if row.show(ui, |ui| {
            _ = toggle::toggle(ui, &mut log.json, row.name, true);
        }) {
            log.json = usual.json;
        }
        let days = (
            "Keep log files for",
            "days. There is one file a day. Counts from the next start on.",
        );
        self.number(ui, days, &mut log.keep_days, LOG_DAYS, usual.keep_days);
    }

    fn number(
        &mut self,
        ui: &mut Ui,
        (name, about): (&str, &str),
        value: &mut u32,
        range: std::ops::RangeInclusive<u32>,
        usual: u32,
    ) {
        let about = format!("{} {about}", row::range_words(&range));
        let row = Row {
            name,
            about: &about,
            control: row::NUMBER,
            changed: *value != usual,
        };
        if row.show(ui, |ui| self.numbers.show(ui, name, value, range, true)) {
            *value = usual;
        }
    }
}

fn heading(ui: &mut Ui, values: &mut Values) {
    let t = tokens(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 70.0));
    let y = rect.top() + 38.0;
    let title = text::draw(
        ui,
        pos2(rect.left(), y),
        Align::Min,
        &[span("Settings", theme::title, t.text)],
        200.0,
    );
    text::announce(ui, title, Role::Heading, "Settings");
    let reset = Button::new(Kind::Ghost, "Reset all").icon(icons::UNDO_2);
    let size = reset.measure(ui);
    let at = Rect::from_min_size(pos2(rect.right() - size.x, y - size.y / 2.0), size);
    if *values != Values::default()
        && reset
            .show_at(ui, at, ui.scope_id().with("reset all"))
            .clicked()
    {
        *values = Values::default();
    }
}

fn section(ui: &mut Ui, title: &str) {
    ui.add_space(14.0);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 36.0));
    let t = tokens(ui);
    let title_at = text::draw(
        ui,
        rect.left_center(),
        Align::Min,
        &[span(title, theme::heading, t.text)],
        rect.width(),
    );
    text::announce(ui, title_at, Role::Heading, title);
    crate::ui::widgets::hairline(ui, rect, t);
}
