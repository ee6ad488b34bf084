//! The pages of the window: one file (or folder) each, one line each in [`PANELS`]. A conformance test walks the table
//! through all example states, so a new page is tested without anyone remembering to.

mod device;
mod help;
mod history;
mod live;
mod log;
mod send;
mod settings;
mod uploads;

pub(super) use send::{covers as send_covers, press_send};

use super::Actions;
use crate::app::State;
use crate::device::DeviceId;
use egui::{KeyboardShortcut, Ui};
use std::collections::BTreeSet;

/// A page.
pub trait Panel {
    /// Its name, in the rail and everywhere.
    fn title(&self) -> &'static str;
    /// Its icon, a character of [`super::icons`].
    fn icon(&self) -> char;
    /// Opens it.
    fn shortcut(&self) -> KeyboardShortcut;
    /// Whether the rail has it; others are opened from a page.
    fn in_rail(&self) -> bool {
        true
    }
    /// Whether it stands at the foot of the rail.
    fn at_foot(&self) -> bool {
        false
    }
    /// What needs a look there; 0 shows nothing.
    fn badge(&self, _state: &State) -> usize {
        0
    }
    /// Devices whose cards a person has seen on it since this was asked last.
    fn devices_in_sight(&mut self) -> BTreeSet<DeviceId> {
        BTreeSet::new()
    }
    /// Draws it into the whole of `ui`, and notes what the person did.
    fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Actions);
}

/// Every page, in the order of the rail.
pub const PANELS: &[fn() -> Box<dyn Panel>] = &[
    || Box::<send::Send>::default(),
    || Box::<uploads::Uploads>::default(),
    || Box::<history::History>::default(),
    || Box::<device::Device>::default(),
    || Box::<log::Log>::default(),
    || Box::<settings::Settings>::default(),
    || Box::<help::Help>::default(),
];
