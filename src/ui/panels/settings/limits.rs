//! Settings of the limits of uploads.

use super::row::{self, Numbers, Row};
use crate::engine::settings::{
    CONCURRENT_UPLOADS, FILE_KB, LimitAction, LimitSettings, MB_PER_HOUR, UPLOADS_PER_HOUR,
};
use crate::t;
use crate::ui::widgets::select;
use egui::Ui;
use std::ops::RangeInclusive;

/// A limit: its name, what it does, its range without "no limit", and the first value when it is turned on.
struct Limit {
    name: &'static str,
    about: String,
    range: RangeInclusive<u32>,
    first: u32,
}

/// Shows the section.
pub(super) fn show(ui: &mut Ui, numbers: &mut Numbers, limits: &mut LimitSettings) {
    super::section(ui, t!("limit-title"));
    let mut row = |value: &mut u32, name, about: fn(String) -> String, range, first| {
        let (_, max) = row::ends(&range);
        let limit = Limit {
            name,
            about: about(max),
            range: 1..=*range.end(),
            first,
        };
        limit.show(ui, numbers, value);
    };
    row(
        &mut limits.uploads_per_hour,
        t!("limit-uploads"),
        |max| t!("limit-uploads-about", max = max),
        UPLOADS_PER_HOUR,
        20,
    );
    row(
        &mut limits.mb_per_hour,
        t!("limit-mb"),
        |max| t!("limit-mb-about", max = max),
        MB_PER_HOUR,
        50,
    );
    row(
        &mut limits.device_uploads_per_hour,
        t!("limit-device-uploads"),
        |max| t!("limit-device-uploads-about", max = max),
        UPLOADS_PER_HOUR,
        5,
    );
    row(
        &mut limits.device_mb_per_hour,
        t!("limit-device-mb"),
        |max| t!("limit-device-mb-about", max = max),
        MB_PER_HOUR,
        10,
    );
    row(
        &mut limits.concurrent_uploads,
        t!("limit-concurrent"),
        |max| t!("limit-concurrent-about", max = max),
        CONCURRENT_UPLOADS,
        4,
    );
    row(
        &mut limits.file_kb,
        t!("limit-file"),
        |max| t!("limit-file-about", max = max),
        FILE_KB,
        2000,
    );
    when(ui, &mut limits.when);
}

impl Limit {
    fn show(self, ui: &mut Ui, numbers: &mut Numbers, value: &mut u32) {
        let choices = [t!("limit-off"), t!("limit-on")];
        let is_on = *value != 0;
        let row = Row {
            name: self.name,
            about: &self.about,
            control: select::segmented_width(ui, &choices) + 8.0 + row::NUMBER,
            changed: is_on,
        };
        let reset = row.show(ui, |ui| {
            match select::segmented(ui, usize::from(is_on), &choices) {
                Some(0) => *value = 0,
                Some(_) if !is_on => *value = self.first,
                _ => {}
            }
            ui.add_space(8.0);
            let off = (!is_on).then(|| t!("limit-none"));
            numbers.show(ui, self.name, value, self.range, off);
        });
        if reset {
            *value = 0;
        }
    }
}

fn when(ui: &mut Ui, action: &mut LimitAction) {
    let choices = [t!("limit-when-wait"), t!("limit-when-refuse")];
    let row = Row {
        name: t!("limit-when"),
        about: t!("limit-when-about"),
        control: select::segmented_width(ui, &choices),
        changed: *action != LimitAction::default(),
    };
    let reset = row.show(ui, |ui| {
        let chosen = usize::from(*action == LimitAction::Refuse);
        match select::segmented(ui, chosen, &choices) {
            Some(0) => *action = LimitAction::Wait,
            Some(_) => *action = LimitAction::Refuse,
            None => {}
        }
    });
    if reset {
        *action = LimitAction::default();
    }
}
