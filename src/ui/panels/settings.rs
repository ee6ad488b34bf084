//! The Settings page: all settings in sections of rows, saved as they change, and the folder they are saved in.

mod alerts;
mod appearance;
mod devices;
mod folders;
mod limits;
mod metrics;
mod row;

use super::line::line;
use super::{Info, Panel, Rail};
use crate::app::{Action, Page, State};
use crate::engine::settings::{
    BRIGHTNESS_PCT, DEVICES_AT_ONCE, HISTORY_DAYS, HISTORY_ENTRIES, IDLE_MA, LED_MA, LOG_DAYS,
    LOG_MB, LogLevel, LogSettings, Settings as Values, VOLTS,
};
use crate::t;
use crate::ui::cut::inside;
use crate::ui::shortcuts::ctrl;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::{select, slider, toggle};
use crate::ui::{Actions, icons, say};
use egui::{Align, Key, Rect, Role, ScrollArea, Ui, pos2, vec2};
use row::{Numbers, Row};

/// Maximum width of the page in points.
const MAX_WIDTH: f32 = 784.0;
/// First value of the fixed number of devices: as many as a household's access point handles with ease.
const FIXED: u32 = 8;

/// The head of the page.
pub(super) const INFO: Info = Info {
    page: Page::Settings,
    icon: icons::SETTINGS,
    shortcut: ctrl(Key::Comma),
    rail: Rail::Foot,
};

/// Keeps the numbers that are being typed, and the slider that is being dragged.
#[derive(Default)]
pub(super) struct Settings {
    numbers: Numbers,
    dragged: Option<f32>,
}

impl Panel for Settings {
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
                ui.set_width((page.width() - 8.0).min(MAX_WIDTH));
                let mut values = state.settings.clone();
                heading(ui, &mut values);
                folders::unsaved(ui, state);
                appearance::show(ui, &mut values.window);
                self.sending(ui, &mut values);
                devices::show(ui, &mut values.devices);
                limits::show(ui, &mut self.numbers, &mut values.limits);
                alerts::show(ui, &mut values.alerts);
                self.power(ui, &mut values);
                self.remembering(ui, &mut values);
                self.logging(ui, &mut values);
                metrics::show(ui, &mut self.numbers, &mut values.metrics);
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
        section(ui, t!("settings-sending"));
        let row = Row {
            name: t!("pages-play-when-verified"),
            about: t!("settings-play-about"),
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
        let about = t!(
            "settings-at-once-about",
            min = say::grouped(*range.start()),
            max = say::grouped(*range.end())
        );
        let choices = [
            t!("settings-at-once-automatic"),
            t!("settings-at-once-fixed"),
        ];
        let row = Row {
            name: t!("settings-at-once"),
            about: &about,
            control: select::segmented_width(ui, &choices) + 8.0 + row::NUMBER,
            changed: *at_once != 0,
        };
        let fixed = *at_once != 0;
        let reset = row.show(ui, |ui| {
            match select::segmented(ui, usize::from(fixed), &choices) {
                Some(0) => *at_once = 0,
                Some(_) => *at_once = FIXED,
                None => {}
            }
            ui.add_space(8.0);
            let off = (!fixed).then(|| t!("settings-automatic"));
            self.numbers.show(ui, row.name, at_once, range, off);
        });
        if reset {
            *at_once = 0;
        }
    }

    fn brightness(&mut self, ui: &mut Ui, pct: &mut u8, usual: u8) {
        let row = Row {
            name: t!("settings-brightness"),
            about: t!("settings-brightness-about"),
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
            let words = t!("pages-percent", n = value as u8);
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
        section(ui, t!("settings-current"));
        let (min, max) = row::ends(&LED_MA);
        let about = t!("settings-led-ma-about", min = min, max = max);
        let words = (t!("settings-led-ma"), about.as_str());
        self.number(ui, words, &mut power.led_ma, LED_MA, usual.led_ma);
        let (min, max) = row::ends(&IDLE_MA);
        let about = t!("settings-idle-ma-about", min = min, max = max);
        let words = (t!("settings-idle-ma"), about.as_str());
        self.number(ui, words, &mut power.idle_ma, IDLE_MA, usual.idle_ma);
        let (min, max) = row::ends(&VOLTS);
        let about = t!("settings-volts-about", min = min, max = max);
        let words = (t!("settings-volts"), about.as_str());
        self.number(ui, words, &mut power.volts, VOLTS, usual.volts);
    }

    fn remembering(&mut self, ui: &mut Ui, values: &mut Values) {
        let usual = Values::default().history;
        let history = &mut values.history;
        section(ui, t!("page-history"));
        let (min, max) = row::ends(&HISTORY_DAYS);
        let about = t!("settings-history-days-about", min = min, max = max);
        let words = (t!("settings-history-days"), about.as_str());
        let days = &mut history.keep_days;
        self.number(ui, words, days, HISTORY_DAYS, usual.keep_days);
        let (min, max) = row::ends(&HISTORY_ENTRIES);
        let about = t!("settings-history-entries-about", min = min, max = max);
        let words = (t!("settings-history-entries"), about.as_str());
        let entries = &mut history.keep_entries;
        self.number(ui, words, entries, HISTORY_ENTRIES, usual.keep_entries);
    }

    fn logging(&mut self, ui: &mut Ui, values: &mut Values) {
        let levels = [
            (LogLevel::Error, t!("log-errors")),
            (LogLevel::Warn, t!("log-warnings")),
            (LogLevel::Info, t!("settings-log-milestones")),
            (LogLevel::Debug, t!("settings-log-attempts")),
        ];
        let usual = Values::default().log;
        let log = &mut values.log;
        section(ui, t!("settings-log"));
        let row = Row {
            name: t!("settings-log-level"),
            about: t!("settings-log-level-about"),
            control: 150.0,
            changed: log.level != usual.level,
        };
        let reset = row.show(ui, |ui| {
            let chosen = levels
                .iter()
                .position(|(level, _)| *level == log.level)
                .unwrap_or(0);
            let (id, rect) = ui.allocate_space(vec2(150.0, 32.0));
            let picked = select::select_at(
                ui,
                rect,
                id,
                chosen,
                &levels.map(|(_, word)| word),
                row.name,
            );
            if let Some((level, _)) = picked.and_then(|index| levels.get(index)) {
                log.level = *level;
            }
        });
        if reset {
            log.level = usual.level;
        }
        let row = Row {
            name: t!("settings-log-json"),
            about: t!("settings-log-json-about"),
            control: 36.0,
            changed: log.json != usual.json,
        };
        if row.show(ui, |ui| {
            _ = toggle::toggle(ui, &mut log.json, row.name, true);
        }) {
            log.json = usual.json;
        }
        self.log_limits(ui, log);
    }

    fn log_limits(&mut self, ui: &mut Ui, log: &mut LogSettings) {
        let usual = LogSettings::default();
        let (min, max) = row::ends(&LOG_DAYS);
        let about = t!("settings-log-days-about", min = min, max = max);
        let words = (t!("settings-log-days"), about.as_str());
        self.number(ui, words, &mut log.keep_days, LOG_DAYS, usual.keep_days);
        let (min, max) = row::ends(&LOG_MB);
        let about = t!("settings-log-size-about", min = min, max = max);
        let words = (t!("settings-log-size"), about.as_str());
        self.number(ui, words, &mut log.max_mb, LOG_MB, usual.max_mb);
    }

    fn number(
        &mut self,
        ui: &mut Ui,
        (name, about): (&str, &str),
        value: &mut u32,
        range: std::ops::RangeInclusive<u32>,
        usual: u32,
    ) {
        let row = Row {
            name,
            about,
            control: row::NUMBER,
            changed: *value != usual,
        };
        if row.show(ui, |ui| self.numbers.show(ui, name, value, range, None)) {
            *value = usual;
        }
    }
}

fn heading(ui: &mut Ui, values: &mut Values) {
    let t = tokens(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 70.0));
    let y = rect.top() + 38.0;
    let at = pos2(rect.left(), y);
    let look = (theme::title as text::Font, t.text);
    let words = t!("page-settings");
    line(ui, at, Align::Min, words, look, 260.0, Role::Heading);
    let reset = Button::new(Kind::Ghost, t!("settings-reset-all")).icon(icons::UNDO_2);
    let size = reset.measure(ui);
    let at = Rect::from_min_size(pos2(rect.right() - size.x, y - size.y / 2.0), size);
    if *values != Values::default()
        && reset
            .show_at(ui, at, ui.scope_id().with("reset-all"))
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
