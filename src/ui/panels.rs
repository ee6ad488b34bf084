//! The pages of the window: one file (or folder) each, one line each in [`PANELS`].

mod device;
mod filters;
mod health;
mod help;
mod history;
mod line;
mod live;
mod log;
mod nothing;
mod send;
mod settings;
mod uploads;

pub(super) use send::{covers as send_covers, press_send};

use super::Actions;
use crate::app::{Page, State};
use crate::device::DeviceId;
use crate::t;
use egui::{KeyboardShortcut, Ui};
use std::collections::BTreeSet;

/// Describes a page to the rail, the top bar and the keyboard.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// Its name.
    pub page: Page,
    /// Its icon, a character of [`super::icons`].
    pub icon: char,
    /// The keys that open it.
    pub shortcut: KeyboardShortcut,
    /// Where the rail has it.
    pub rail: Rail,
}

/// Places a page in the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rail {
    /// Among the pages at the top.
    Top,
    /// Among the pages at the foot.
    Foot,
    /// Not in the rail: other pages open it.
    Absent,
}

/// Draws a page, and keeps what the page needs between frames.
pub trait Panel {
    /// Counts what needs attention there; 0 shows no badge.
    fn badge(&self, _state: &State) -> usize {
        0
    }
    /// Takes the devices whose cards were in sight since the last call.
    fn devices_in_sight(&mut self) -> BTreeSet<DeviceId> {
        BTreeSet::new()
    }
    /// Draws the page into the whole of `ui`, and notes what the person did.
    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions);
}

/// Makes a page.
pub struct Entry {
    /// Its description.
    pub info: Info,
    new: fn() -> Box<dyn Panel>,
}

impl Entry {
    const fn new<P: Panel + Default + 'static>(info: Info) -> Self {
        Self {
            info,
            new: || Box::<P>::default(),
        }
    }

    /// Makes the page as it is before its first frame.
    #[must_use]
    pub fn mount(&self) -> Mounted {
        Mounted {
            info: self.info,
            panel: (self.new)(),
        }
    }
}

/// A page of a running window.
pub struct Mounted {
    /// Its description.
    pub info: Info,
    /// What draws it.
    pub panel: Box<dyn Panel>,
}

/// Every page, in the order of the rail.
pub const PANELS: &[Entry] = &[
    Entry::new::<send::Send>(send::INFO),
    Entry::new::<uploads::Uploads>(uploads::INFO),
    Entry::new::<history::History>(history::INFO),
    Entry::new::<health::Health>(health::INFO),
    Entry::new::<device::Device>(device::INFO),
    Entry::new::<log::Log>(log::INFO),
    Entry::new::<settings::Settings>(settings::INFO),
    Entry::new::<help::Help>(help::INFO),
];

/// Names a page as the rail shows it.
pub(super) fn title(page: Page) -> &'static str {
    match page {
        Page::Send => t!("page-send"),
        Page::Uploads => t!("page-uploads"),
        Page::History => t!("page-history"),
        Page::Health => t!("page-health"),
        Page::Device => t!("page-device"),
        Page::Log => t!("page-log"),
        Page::Settings => t!("page-settings"),
        Page::Help => t!("page-help"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_one_panel_and_keys_of_its_own() {
        let pages: Vec<Page> = PANELS.iter().map(|entry| entry.info.page).collect();
        assert_eq!(pages, Page::ALL);
        for (index, one) in PANELS.iter().enumerate() {
            let others = PANELS.iter().skip(index + 1);
            assert!(
                others
                    .filter(|other| other.info.shortcut == one.info.shortcut)
                    .count()
                    == 0,
                "{:?}",
                one.info
            );
        }
    }
}
